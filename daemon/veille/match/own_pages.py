"""Which pages are somebody's own: hosts and beginnings of addresses, as `mine` writes them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

import idna

from veille.model import Name


@dataclass(frozen=True, slots=True)
class PageAddress:
    """An address as places are compared: host without www, path without case, %xx or "/" around it, query pairs."""

    host: str
    path: str
    query: frozenset[tuple[str, str]] = frozenset()

    def is_under(self, own: PageAddress) -> bool:
        """Return whether it lies under an own place: on its host or a subdomain, at its path or below.

        A path ends at a "/": "example.org/me" is not the beginning of example.org/merlin. Where the own place has a
        query, that distinguishes it from others at the very path: facebook.com/profile.php?id=1.
        """
        if not own.host or not (self.host == own.host or self.host.endswith(f".{own.host}")):
            return False
        if own.query:
            return self.path == own.path and own.query <= self.query
        return not own.path or self.path == own.path or self.path.startswith(f"{own.path}/")


def page_address(written: str) -> str:
    """Return an entry of `mine` as an address: "example.org/me" is https://example.org/me."""
    return written if "://" in written else f"https://{written}"


def is_own(url: str, mine: Iterable[str]) -> bool:
    """Return whether an address lies under one of `mine`."""
    place = place_of(url)
    return any(place.is_under(place_of(page_address(address))) for address in mine)


def by_oneself(url: str, name: Name) -> bool:
    """Return whether an address is the person's own: an own page, or a post of an own account.

    An account is a handle among the other forms: https://server/@me/1 and https://bsky.app/profile/me.example/post/1.
    One with its server, @me@server, is nobody's on another, but where that shows it whole: /@me@server/1.
    """
    if is_own(url, name.mine):
        return True
    place = place_of(url)
    account, _, post = place.path.partition("/")
    if place.host == "bsky.app" and account == "profile":
        account, _, post = post.partition("/")
        return f"@{account}" in map(str.lower, name.also)
    if not post or not account.startswith("@"):
        return False
    user, _, server = account[1:].partition("@")
    there = PageAddress(server or place.host, "")
    for handle in (handle.lower() for handle in name.also if handle.startswith("@")):
        own, _, home = handle[1:].partition("@")
        if user == own and (not home or there.is_under(PageAddress(host_of(home), ""))):
            return True
    return False


@lru_cache(maxsize=1024)
def place_of(url: str) -> PageAddress:
    """Return an address as a place, so that equal places are equal; one without a host where it cannot be read."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return PageAddress("", "")
    return place(host, parts.path, parts.query)


def place(host: str, path: str, query: str = "") -> PageAddress:
    """Return what was cut from an address as a place."""
    pairs = frozenset(parse_qsl(query, keep_blank_values=True)) if query else frozenset()
    return PageAddress(host_of(host), normalize("NFC", unquote(path)).strip("/").lower(), pairs)


def host_of(host: str) -> str:
    """Return a host as the network has it (xn--…) where it can be written so; without www."""
    host = host.lower().strip(".").removeprefix("www.")
    if host.isascii():
        return host
    try:
        return idna.encode(host).decode()
    except idna.IDNAError:
        return host
