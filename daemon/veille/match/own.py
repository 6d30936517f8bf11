"""Which pages are somebody's own: hosts and beginnings of addresses, as `mine` writes them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


def own_page(written: str) -> str:
    """Return an entry of `mine` as an address: "example.org/me" is https://example.org/me."""
    return written if "://" in written else f"https://{written}"


def is_own(url: str, mine: Iterable[str]) -> bool:
    """Say whether an address lies under one of `mine`: the host or a subdomain of it, and the path's beginning.

    A path ends at a "/": "example.org/me" is not the beginning of example.org/merlin.
    """
    return any(_under(url, one) for one in mine)


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
