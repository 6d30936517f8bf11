"""A web address taken apart once: what is dialled, what is a credential, and what may be said of it. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urljoin

import httpx

from veille.errors import WebError, failure

_LONGEST_PATH = 60


@dataclass(frozen=True, slots=True)
class Address:
    """`url` has no fragment, user or password; `host` is ASCII, lower-case, without brackets.

    `authorization` is the header that user and password make, or "". `shown` is what an error may say: host
    and path, never the query, which may hold a token.
    """

    url: httpx.URL
    scheme: str
    host: str
    port: int
    authorization: str
    shown: str

    def same_site(self, other: Address) -> bool:
        """Return whether credentials for this address may go on to another: same origin, or its TLS."""
        if self.host != other.host:
            return False
        upgraded = (self.scheme, self.port, other.scheme, other.port) == ("http", 80, "https", 443)
        return upgraded or (self.scheme, self.port) == (other.scheme, other.port)


@lru_cache(maxsize=4096)
def address(url: str) -> Address:
    """Take an absolute http(s) address apart, its path and query verbatim. Raises WebError."""
    try:
        parsed = httpx.URL(url.strip())
        scheme, host = parsed.scheme, bare(parsed.raw_host.decode("ascii"))
        port = parsed.port or (443 if scheme == "https" else 80)
        clean = parsed.copy_with(fragment=None, userinfo=b"")
        if port > 65535:  # httpx takes it; what connects does not
            raise ValueError
    except (httpx.InvalidURL, ValueError):
        raise WebError(failure("an address can't be read as one of the web")) from None
    if scheme not in ("http", "https") or not host:
        if scheme:
            why = failure(
                "an address of the web begins with http:// or https://, not {scheme}:", scheme=scheme
            )
        else:
            why = failure("an address of the web begins with http:// or https://, and this one does not")
        raise WebError(why)
    login = basic(parsed.username, parsed.password) if parsed.userinfo else ""
    path = "" if clean.path == "/" else clean.path
    shown = parsed.host + (path if len(path) <= _LONGEST_PATH else f"{path[: _LONGEST_PATH - 1]}…")
    return Address(clean, scheme, host, port, login, shown)


def redirected(current: Address, location: str) -> Address:
    """Return where a Location header leads from here. Raises WebError."""
    if not location.strip():
        raise WebError(failure("{at} redirects without saying where to", at=current.shown))
    try:
        return address(urljoin(str(current.url), location.strip()))
    except (WebError, ValueError):
        raise WebError(failure("{at} redirects to what is no address of the web", at=current.shown)) from None


def with_params(url: str, params: Mapping[str, str]) -> str:
    """Return url with more parameters in its query; what is there already stays as it is."""
    head, mark, fragment = url.partition("#")
    glue = "" if head.endswith(("?", "&")) else "&" if "?" in head else "?"
    return f"{head}{glue}{urlencode(params)}{mark}{fragment}"


def bare(host: str) -> str:
    """Return a host's name as it is compared: lower-case, without brackets or final dot."""
    return host.strip("[]").rstrip(".").lower()


def basic(user: str, password: str) -> str:
    """Return the Authorization header of RFC 7617."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
