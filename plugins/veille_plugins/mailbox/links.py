"""Links as mails write them to links as a reader would: out of tracking redirects, without the reader's own tokens. Pure."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from veille_plugins.mailbox.senders import within

_DEEPEST = 6  # redirects that lie in one another
_LONGEST = 8_000
_UNPACKED = 65_536

# Parameters in which redirectors carry where they lead, most telling first.
_CARRIERS = (
    *("url", "u", "target", "dest", "destination", "redirect", "redirect_url", "redirecturl", "redirect_uri"),
    *("goto", "to", "link", "href", "uri", "q", "r", "l", "p"),
)
# Who redirects: hosts that do nothing else, what others call theirs, and what they call the page that does it. Any
# other page may be given an address to do something with it: to return there, to share it, to search for it.
_REDIRECTORS = (
    *("safelinks.protection.outlook.com", "urldefense.proofpoint.com", "urldefense.com", "awstrack.me"),
    *("mandrillapp.com", "list-manage.com", "sendgrid.net", "mjt.lu"),
)
_REDIRECTS_HOST = re.compile(
    r"(?:t|r|u|l|lm|e|ct|cts|go|out|away|links?|url|clicks?|clk|trk|track(?:er|ing)?|redir(?:ect)?s?|e?mailings?|emails?)\d*\."
)
_REDIRECTS_PATH = re.compile(
    r"^/[rulct]/?$|/(?:rd|url|l\.php|cl|clk|clicks?|dynclick|trk|track(?:ing)?|redir(?:ect)?(?:ion)?s?|go|goto|out|away"
    r"|exit|jump|link|linkfilter|scholar_url|C?L0)(?:\.(?:php|aspx?|jsp|html?))?(?:/|$)",
    re.IGNORECASE,
)
# Pages that are given an address to do something with it even there: they lead nowhere else.
_NOT_CARRIED = (
    "web.archive.org",
    "archive.org",
    "validator.w3.org",
    "translate.google.com",
    "accounts.google.com",
)
_SHARING = re.compile(
    r"/(?:share(?:r|Article|-offsite)?|sharer\.php|intent/\w+|submit)\b|/alerts/share", re.IGNORECASE
)

# What follows a reader rather than names a page. Some of it opens the reader's own account.
_TRACKING = re.compile(
    r"utm_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|xtor|at_\w+|trk\w*|trackingid|refid|lipi|midtoken|midsig"
    r"|otptoken|eid|loid|ved|usg|_hs(?:enc|mi)|__s|vero_id|vero_conv|mkt_tok|oly_(?:anon|enc)_id|wt_mc|emailtoken"
    r"|email_token|autologin|autologintoken|login_token|campaign|campaignid|cmpid|s?subid|ck_subscriber_id|sfmc_\w+|ml_subscriber\w*"
    r"|from_?(?:mail|email|alert)|alertid|alid|sc_\w+|wtrid|recipientid|ttid|tk",
    re.IGNORECASE,
)
# No "\\" or "%", which to a browser end the host or write another.
_HOST = re.compile(r"[\w.-]+(?::\d*)?|\[[\d.:a-f]+\](?::\d*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}\x00-\x20]+", re.IGNORECASE)
_PACKED = re.compile(r"[A-Za-z0-9_\-+/]{16,}={0,2}")
_SLASH = re.compile(r"\\+/")  # as JSON may write it, and JSON in JSON (Mandrill)
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;")


@lru_cache(maxsize=256)  # a link that spans a card stands on each of its lines
def clean(link: str) -> str:
    """Return where a link leads as far as the link itself says, without what tracks; "" if that is no web address.

    Nothing is asked of the network: a redirector that keeps its address to itself stays as it is.
    """
    *_, last = _unwrapped(link, _redirects)
    return _without_tracking(last)


@lru_cache(maxsize=256)
def wrapped(link: str) -> tuple[str, ...]:
    """Return all addresses that lie in one another in a link, outermost first, without what tracks.

    For who knows which of them is meant: any page may hold an address, and few lead there.
    """
    return tuple(filter(None, map(_without_tracking, _unwrapped(link, lambda parts: True))))


def _unwrapped(link: str, leads: Callable[[SplitResult], bool]) -> list[str]:
    """Return a link and the addresses in it, each in the one before, as long as that leads to what it holds."""
    links = ["".join(link.split())]
    if len(links[0]) > _LONGEST:
        return [""]
    while len(links) <= _DEEPEST and (inner := _inner(links[-1], leads)) and inner != links[-1]:
        links.append(inner)
    return links


def _redirects(parts: SplitResult) -> bool:
    """Return whether an address is one that only leads to another, as far as its looks tell."""
    host = (parts.hostname or "").lower()
    return (
        any(within(host, redirector) for redirector in _REDIRECTORS)
        or _REDIRECTS_HOST.match(host) is not None
        or _REDIRECTS_PATH.search(parts.path) is not None
    )


def _inner(link: str, leads: Callable[[SplitResult], bool]) -> str:
    """Return the address inside a redirector's own, or ""."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if any(within(host, domain) for domain in _NOT_CARRIED) or _SHARING.search(parts.path):
        return ""
    if within(host, "urldefense.com") and (found := _PROOFPOINT_3.search(unquote(parts.path))):
        # A star stands for a character that is told elsewhere in the link: only the redirector leads there then.
        return "" if "*" in found[1] else _absolute(found[1])
    query = parse_qsl(parts.query, keep_blank_values=False) if leads(parts) else []
    if within(host, "urldefense.proofpoint.com"):  # version 2 writes %2F as _, and % as -
        query = [(name, unquote(value.replace("-", "%").replace("_", "/"))) for name, value in query]
    carried = {name.lower(): value for name, value in reversed(query)}
    for name in _CARRIERS:
        if found_one := _absolute(carried.get(name, "")):
            return found_one
    # awstrack.me and others write it as one segment of the path: /L0/https:%2F%2F…
    for segment in parts.path.split("/"):
        if segment.lower().startswith(("https:%2f%2f", "http:%2f%2f", "https%3a%2f%2f", "http%3a%2f%2f")):
            return _absolute(unquote(segment))
    packed = [*parts.path.split("/"), *(value for _, value in query)]
    return next(filter(None, map(_unpacked, packed)), "")


def _absolute(value: str) -> str:
    for address in (value, unquote(value)):
        if address.lower().startswith(("https://", "http://")):
            try:
                return address if urlsplit(address).hostname else ""
            except ValueError:
                return ""
    return ""


def _unpacked(text: str) -> str:
    """Return the address in a text that is base64 of one, of JSON or of zlib's with one inside; else ""."""
    for run in text.split("."):  # signed tokens are pieces with a dot between
        if not _PACKED.fullmatch(run):
            continue
        bare = run.rstrip("=").replace("+", "-").replace("/", "_")
        try:
            plain = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        except (binascii.Error, ValueError):
            continue
        if plain[:1] == b"\x78":  # zlib's header (RFC 1950 §2.2)
            try:
                plain = zlib.decompressobj().decompress(plain, _UNPACKED)
            except zlib.error:
                continue
        try:
            said = _SLASH.sub("/", plain.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        if found := _ADDRESS.search(said):
            return _absolute(found[0].rstrip(",;"))
    return ""


def _without_tracking(link: str) -> str:
    try:
        parts = urlsplit(link)
        # Whoever stands before the "@" is no host, though it may look like one: https://bank.example@evil.example/
        netloc = parts.netloc.rpartition("@")[2]
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or not _HOST.fullmatch(netloc):
            return ""
    except ValueError:
        return ""
    path, query = parts.path, parts.query
    if within(parts.hostname.lower(), "linkedin.com"):
        # "comm" is the site as its mails address it; all of the query but which opening is meant says who reads, and may
        # log in
        path = re.sub(r"^/comm(?=/)", "", path)
        query = urlencode([pair for pair in parse_qsl(query) if pair[0] == "currentJobId"])
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    if len(kept) != len(parse_qsl(query, keep_blank_values=True)):
        query = urlencode(kept)
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))
