"""Addresses: those that people write into a file, and those that stand in what came."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urljoin, urlsplit

from veille.errors import failure

_WHITE = re.compile(r"[ \t\r\n\f]")
_WRAPPED = re.compile(r" *[\t\r\n\f]\s*")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")

_ODD = re.compile(r"^//|/\.|[^!-~]")  # what urljoin has to see to
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")


def url(text: str) -> str:
    """Return an absolute http or https URL that holds no password."""
    if _BLANK.search(text):
        raise ValueError(failure("is not a URL: there is a blank in it"))
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(failure("is not a URL that can be read")) from None
    if parts.scheme == "feed":
        raise ValueError(failure("must begin with https:// (feed:// is a browser's own way of writing it)"))
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(failure("must be a URL that begins with https:// or http://"))
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            failure("holds a password: write  login = { user = …, password = { secret = … } }  instead")
        )
    return text


def written(href: str) -> str:
    """Return an address without the line breaks that it was wrapped by, and with its blanks as URLs write them."""
    href = href.strip()
    if not _WHITE.search(href):
        return href
    return _WRAPPED.sub("", href).replace(" ", "%20")


def absolute(base: str, href: str) -> str:
    """Return where a link leads, "" if that is no address of the web."""
    href = written(href)
    if href.startswith("/") and not _ODD.search(href):
        return f"{_origin(base)}{href}"
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:  # urllib on "http://["
        return ""


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    return urljoin(base, "/")[:-1]


def unwrapped(link: str, base: str) -> str:
    """Return link resolved against base and unwrapped, or "" if that is not an address of the web."""
    try:
        url = urljoin(base, written(link))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        # Google Alerts wraps the article's address: https://www.google.com/url?rct=j&url=…
        if parts.path == "/url" and _GOOGLE.fullmatch(parts.hostname):
            query = parse_qs(parts.query)
            for inner in query.get("url", []) + query.get("q", []):
                if inner.startswith(("http://", "https://")) and urlsplit(inner).hostname:
                    return inner
    except ValueError:  # urllib on "http://[": not an address
        return ""
    return url


def host_of(url: str) -> str:
    """Return the host of an address in lower case and without www, "" where it has none or can't be read."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def same_site(url: str, base: str) -> bool:
    """Return whether an address lies on the site of another, or under it: news.example.org of www.example.org."""
    host, site = host_of(url), host_of(base)
    return bool(site) and (host == site or host.endswith(f".{site}"))
