"""Which pages are somebody's own: hosts and beginnings of addresses, as `mine` writes them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from veille.model import Name


def own_page(written: str) -> str:
    """Return an entry of `mine` as an address: "example.org/me" is https://example.org/me."""
    return written if "://" in written else f"https://{written}"


def is_own(url: str, mine: Iterable[str]) -> bool:
    """Say whether an address lies under one of `mine`: the host or a subdomain of it, and the path's beginning.

    A path ends at a "/": "example.org/me" is not the beginning of example.org/merlin.
    """
    return any(_under(url, one) for one in mine)


def by_oneself(url: str, name: Name) -> bool:
    """Say whether an address is of what the one who is meant says: an own page, or a post of an own account.

    An account is a handle among the other forms: https://server/@me/1 and https://bsky.app/profile/me.example/post/1.
    """
    if is_own(url, name.mine):
        return True
    accounts = {one.lstrip("@").partition("@")[0].lower() for one in name.also if one.startswith("@")}
    accounts |= {one.lstrip("@").lower() for one in name.also if one.startswith("@")}
    if not accounts:
        return False
    host, path = _parts(url)
    steps = path.split("/")[1:]
    if host == "bsky.app":
        return len(steps) > 1 and steps[0] == "profile" and steps[1] in accounts
    return len(steps) > 1 and steps[0].startswith("@") and steps[0][1:].partition("@")[0] in accounts


def _under(url: str, own: str) -> bool:
    host, path = _parts(url)
    own_host, own_path = _parts(own_page(own))
    if not host or not own_host or not (host == own_host or host.endswith(f".{own_host}")):
        return False
    return not own_path or path == own_path or path.startswith(f"{own_path}/")


def _parts(url: str) -> tuple[str, str]:
    """Return host and path of an address, so that equal places are equal: no www, no case, no "/" at the end."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return "", ""
    return host, parts.path.rstrip("/").lower()
