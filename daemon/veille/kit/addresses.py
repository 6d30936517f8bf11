"""Addresses: those that people write into a file."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


def url(text: str) -> str:
    """Return an absolute http or https URL that holds no password."""
    if _BLANK.search(text):
        raise ValueError("is not a URL: there is a blank in it")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a URL that can be read") from None
    if parts.scheme == "feed":
        raise ValueError("must begin with https:// (feed:// is a browser's own way of writing it)")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("must be a URL that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a password: write  login = { user = …, password = { secret = … } }  instead")
    return text
