"""The mail servers of an address's provider, and what it requires in place of a password. Pure.

The names and ports are those of the providers' own help pages. Where a domain is not listed, the usual host
names are tried; SRV records (RFC 6186, RFC 8314) would be better, but no library that veille uses can query them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import idna

from veille.errors import failure
from veille.language.catalogue import mark
from veille.model import OAuthService

Security = Literal["tls", "starttls", "none"]
"""How a connection is kept private: from its first byte, from STARTTLS on, or not at all (this machine only)."""


@dataclass(frozen=True, slots=True)
class MailHost:
    """Where mail is handed over."""

    host: str
    port: int
    tls: Security

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({_SECURED[self.tls]})"


_SECURED: Mapping[Security, str] = {"tls": "TLS", "starttls": "STARTTLS", "none": "no TLS"}
PORTS: Mapping[Security, int] = MappingProxyType({"tls": 465, "starttls": 587, "none": 25})
_OUTLOOK = "smtp-mail.outlook.com:587"
_YAHOO = "smtp.mail.yahoo.com"

# Host (465, then 587) or host:port, by domain; "name.*" stands for every country's ending.
_KNOWN = MappingProxyType(
    {
        "aol.*": "smtp.aol.com",
        "bbox.fr": "smtp.bbox.fr",
        "club-internet.fr": "smtp.sfr.fr",
        "fastmail.*": "smtp.fastmail.com",
        "free.fr": "smtp.free.fr",
        "gandi.net": "mail.gandi.net",
        "gmail.com": "smtp.gmail.com",
        "gmx.at": "mail.gmx.net",
        "gmx.ch": "mail.gmx.net",
        "gmx.de": "mail.gmx.net",
        "gmx.net": "mail.gmx.net",
        "gmx.*": "mail.gmx.com",
        "googlemail.com": "smtp.gmail.com",
        "hotmail.*": _OUTLOOK,
        "icloud.com": "smtp.mail.me.com:587",
        "ik.me": "mail.infomaniak.com",
        "ikmail.com": "mail.infomaniak.com",
        "infomaniak.*": "mail.infomaniak.com",
        "laposte.net": "smtp.laposte.net",
        "live.*": _OUTLOOK,
        "mac.com": "smtp.mail.me.com:587",
        "mailbox.org": "smtp.mailbox.org",
        "me.com": "smtp.mail.me.com:587",
        "msn.com": _OUTLOOK,
        "neuf.fr": "smtp.sfr.fr",
        "orange.fr": "smtp.orange.fr",
        "outlook.*": _OUTLOOK,
        "ovh.*": "ssl0.ovh.net",
        "pm.me": "127.0.0.1:1025",  # Proton's Bridge: Proton itself takes no mail from programs
        "posteo.*": "posteo.de",
        "proton.me": "127.0.0.1:1025",
        "protonmail.*": "127.0.0.1:1025",
        "riseup.net": "mail.riseup.net",
        "rocketmail.com": _YAHOO,
        "sfr.fr": "smtp.sfr.fr",
        "wanadoo.fr": "smtp.orange.fr",
        "yahoo.*": _YAHOO,
        "ymail.com": _YAHOO,
    }
)
_BY_OAUTH: Mapping[str, str] = MappingProxyType(
    {"microsoft": "smtp.office365.com:587", "google": "smtp.gmail.com"}
)
_HOW = MappingProxyType(
    {
        "microsoft": re.compile(r"(?:^|\.)(?:outlook\.com|office365\.com|office\.com)$"),
        "google": re.compile(r"^smtp\.(?:gmail|googlemail)\.com$"),
        "yahoo": re.compile(r"^smtp\.mail\.yahoo\.com$|^smtp\.aol\.com$"),
        "icloud": re.compile(r"^smtp\.mail\.me\.com$"),
        "fastmail": re.compile(r"^smtp\.fastmail\.com$"),
        "proton": re.compile(r"^127\.0\.0\.1$"),  # discovered, not configured: see `policy`
    }
)
_ADVICE = MappingProxyType(
    {
        "microsoft": mark(
            "Microsoft takes no password from programs at Outlook.com, app passwords included, and is"
            ' ending them in Microsoft 365; what will do is OAuth (oauth = "microsoft"), a relay that takes a password'
            " (as 'smtp'), or an account made for veille at another provider"
        ),
        "google": mark(
            "Google refuses the account's own password; what will do is an app password (in the Google"
            " account, under Security: 2-Step Verification, which must be on, then App passwords), OAuth"
            " (oauth = \"google\"), a relay (as 'smtp'), or an account made for veille at another provider"
        ),
        "yahoo": mark(
            "Yahoo and AOL refuse the account's own password; what will do is an app password (in the account,"
            " under Security)"
        ),
        "icloud": mark(
            "Apple refuses the account's own password; what will do is an app-specific password (in the Apple"
            " account, under Sign-In and Security)"
        ),
        "fastmail": mark(
            "Fastmail refuses the account's own password; what will do is an app password (in its settings,"
            " under Privacy & Security)"
        ),
        "proton": mark(
            "Proton takes mail from programs through its Bridge alone, which must run on this machine; what"
            " will do is the password that Bridge shows"
        ),
    }
)
# Sixteen letters (Google, Yahoo), four groups of four (iCloud), sixteen letters and digits (Fastmail).
_APP_PASSWORD = re.compile(r"[a-z0-9]{16}", re.ASCII)


def candidates(
    user: str, tls: Literal[Security, ""] = "", oauth: Literal[OAuthService, ""] = ""
) -> tuple[MailHost, ...]:
    """Return the servers to try for sending an address's mail, best first. `tls`, where given, is the only way.

    Who logs in by `oauth` has the account there, whatever its domain. Each is TLS, on port 465
    before STARTTLS on 587 (RFC 8314 §3.3), but for a bridge on this machine.
    """
    domain = ascii_domain(user.rpartition("@")[2])
    known_host = _known_host(domain) or _BY_OAUTH.get(oauth, "")
    hosts = [known_host] if known_host else [f"smtp.{domain}", f"mail.{domain}"]
    hosts_to_try = []
    for host in hosts:
        name, _, port = host.partition(":")
        if name == "127.0.0.1":
            hosts_to_try.append(MailHost(name, int(port), "none"))
        elif port:
            hosts_to_try.append(MailHost(name, int(port), "starttls"))
        else:
            ways: tuple[Security, ...] = ("tls", "starttls")
            hosts_to_try += [MailHost(name, PORTS[way], way) for way in ways if tls in ("", way)]
    return tuple(hosts_to_try)


def is_known(user: str) -> bool:
    """Return whether the server of an address is listed here, not guessed."""
    return bool(_known_host(ascii_domain(user.rpartition("@")[2])))


def policy(user: str, host: str = "") -> str:
    """Return whose rules on passwords hold: "microsoft", "google", "yahoo", "icloud", "fastmail", "proton", or "".

    `host` is the server where it is given: a domain of one's own may be kept by any of them.
    """
    given = host.lower().rstrip(".")
    if given.startswith("127.") or given == "localhost":
        return ""  # a relay of one's own
    given = given or candidates(user)[0].host
    return next((name for name, form in _HOW.items() if form.search(given)), "")


def advice(whose: str) -> str:
    """Return what a provider (as `policy` names it) takes in place of the account's own password; "" for no advice."""
    return _ADVICE.get(whose, "")


def is_app_password(password: str) -> bool:
    """Return whether a password has the form of those that these providers make for programs."""
    return bool(_APP_PASSWORD.fullmatch(re.sub(r"[\s-]", "", password)))


def ascii_domain(domain: str) -> str:
    """Return a domain as DNS and SMTP write it: lower-case, in punycode (RFC 5891). Raises ValueError."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError(
            failure("is not an e-mail address: its domain can't be written in punycode")
        ) from None


def ascii_address(address: str) -> str:
    """Return an address with its domain in punycode; what stands before the @ stays."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def _known_host(domain: str) -> str:
    name, _, ending = domain.partition(".")
    # "name.*" is name.fr or name.co.uk, and no person's own name.example.org.
    country = re.fullmatch(r"(?:com?\.)?[a-z]{2,3}", ending)
    return _KNOWN.get(domain) or (_KNOWN.get(f"{name}.*", "") if country else "")
