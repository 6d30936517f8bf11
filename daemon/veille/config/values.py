"""Single values of the files: durations, addresses, URLs, hosts, zones.

Each function raises ValueError with the end of a sentence, to be read after the key: "'every' must be …".
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from unicodedata import category
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from veille.config.mailhosts import ascii_domain
from veille.errors import Failure, failure
from veille.kit.addresses import url as url
from veille.language.catalogue import languages
from veille.options import choices, did_you_mean, meant

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([smhdw])")
# Letters of every script (RFC 6531); dots only between other characters (RFC 5321 §4.1.2).
_ADDRESS = re.compile(
    r"(?!\.)(?!.{0,63}\.[.@])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?P<host>[\w.-]{1,253}|\[[0-9a-fA-F.:]+\])"
)
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


def duration(text: str) -> float:
    """Return the seconds of "30m", "6h" or "400d"."""
    form = _DURATION.fullmatch(text.strip())
    if not form:
        raise ValueError(failure('must be a duration such as "30m", "6h" or "400d"'))
    return float(form[1]) * _UNITS[form[2]]


def per_hour(text: str) -> int:
    """Return the number of "10/hour". Raises ValueError, to be read after the key."""
    form = re.fullmatch(r"([1-9]\d{0,3})\s*/\s*hour", text.strip())
    if not form:
        raise ValueError(failure('must be a number an hour such as "10/hour"'))
    return int(form[1])


def address(text: str) -> str:
    """Return an e-mail address."""
    form = _ADDRESS.fullmatch(text)
    if not form or any(not label for label in form["host"].split(".")):
        raise ValueError(failure("is not an e-mail address"))
    if not form["host"].startswith("["):
        ascii_domain(form["host"])
    return text


def recipient(text: str) -> str:
    """Return an e-mail address as the one way to write its recipient: only the domain has no case (RFC 5321 §2.4)."""
    local, _, domain = address(text).rpartition("@")
    return f"{local}@{domain.lower()}"


def folder_url(text: str) -> str:
    """Return an absolute http or https URL that ends with a slash, so that names can be put behind it."""
    url(text)
    if "?" in text or "#" in text:
        raise ValueError(failure("must be a folder's URL: nothing with ? or # can stand in it"))
    return text if text.endswith("/") else f"{text}/"


def own_address(text: str) -> str:
    """Return a host or the beginning of an address, as `mine` holds them: "example.org/me"."""
    whole = text if "://" in text else f"https://{text}"
    try:
        url(whole)
    except ValueError:
        raise ValueError(
            failure('holds what is neither a host nor an address: write "example.org/me"')
        ) from None
    if "." not in (urlsplit(whole).hostname or ""):
        raise ValueError(failure('holds what is no host: write "example.org/me"'))
    return text.strip()


def name(text: str) -> str:
    """Return a name to look for: letters or digits, no markup."""
    other_name(text)
    if not any(map(str.isalnum, text)):
        raise ValueError(failure("holds a name without a letter or a digit, which would stand everywhere"))
    if "<" in text or ">" in text:
        raise ValueError(failure("holds a name with  <  or  > : write it as people read it, without markup"))
    return text


def other_name(text: str) -> str:
    """Return another form of a name: no control character, which no text shows."""
    if any(category(sign) == "Cc" and not sign.isspace() for sign in text):
        raise ValueError(failure("holds a control character: take it out"))
    return text


def orcid(text: str) -> str:
    """Return an ORCID iD as 0000-0002-1825-0097, its check digit verified (ISO 7064, MOD 11-2)."""
    digits = text.strip().removeprefix("https://orcid.org/").replace("-", "").upper()
    if not re.fullmatch(r"\d{15}[\dX]", digits):
        raise ValueError(failure('must be an ORCID iD of 16 digits, such as "0000-0002-1825-0097"'))
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != digits[15]:
        raise ValueError(failure("is not an ORCID iD that exists: its last digit does not fit the others"))
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def siren(text: str) -> str:
    """Return a SIREN of nine digits, its check digit verified (Luhn)."""
    digits = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"\d{9}", digits):
        raise ValueError(failure("must be a SIREN: nine digits"))
    doubled = sum(
        sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits))
    )
    if doubled % 10:
        raise ValueError(
            failure("is not a SIREN that exists: its digits do not fit together (see annuaire-entreprises)")
        )
    return digits


def host_port(text: str) -> tuple[str, int | None]:
    """Return "host", "host:port", "::1" or "[::1]:25" as a pair."""
    wrong = ValueError(failure('must be a host, or "host:port"'))
    if _BLANK.search(text) or "/" in text or "@" in text:
        raise wrong
    try:
        return str(ipaddress.IPv6Address(text)), None
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if not host or port == 0 or text.endswith(":"):
        raise wrong
    return host, port


def server(text: str) -> str:
    """Return text that names a host, or a host and port."""
    host_port(text)
    return text


def sender(text: str) -> str:
    """Return what a mail's From may hold: an address, or "Name <address>", on one line."""
    if not text.isprintable():
        raise ValueError(failure("must be one line of text"))
    parsed = parseaddr(text)[1]
    if not parsed:
        raise ValueError(failure('must be of the form "Name <address>"'))
    address(parsed)
    return text


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by its name or address alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def language(code: str) -> str:
    """Return the code of a language that veille speaks."""
    codes = languages()
    if code not in codes:
        raise ValueError(failure("must be {languages}", languages=choices(" or ".join(map(repr, codes)))))
    return code


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = _zone_of(name)
        raise ValueError(failure('is not a time zone such as "Europe/Paris"{near}', near=near)) from None


def _zone_of(name: str) -> Failure:
    """Return "; did you mean …?" for a city alone, or the nearest name."""
    zone_names = sorted(available_timezones())
    city = name.strip().casefold().replace(" ", "_")
    same_city = next(
        (zone_name for zone_name in zone_names if city and zone_name.rpartition("/")[2].casefold() == city),
        "",
    )
    return meant(same_city) if same_city else did_you_mean(name, zone_names)


def system_zone(environ: Mapping[str, str], root: Path = Path("/etc")) -> ZoneInfo:
    """Return this machine's time zone: $TZ, /etc/localtime, /etc/timezone, else UTC."""
    candidates = [environ.get("TZ", "").removeprefix(":")]
    _, separator, name = str((root / "localtime").resolve()).partition("/zoneinfo/")
    candidates.append(name if separator else "")
    with contextlib.suppress(OSError, ValueError):
        candidates.append((root / "timezone").read_text("ascii").strip())
    for candidate in filter(None, candidates):
        try:
            return zone(candidate)
        except ValueError:
            continue
    return ZoneInfo("UTC")
