"""One request and its answer: where it may go, when, how long it may take, and how large it may be."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NoReturn
from weakref import WeakValueDictionary

import httpx

from veille.errors import VeilleError, failure
from veille.kit.botchecks import bot_check
from veille.kit.html import page_title
from veille.web import failures
from veille.web.address import Address
from veille.web.guard import anywhere, locally_named, nowhere_local, refusal
from veille.web.pace import MOST_AT_ONCE, HostPace, retry_after
from veille.web.resolver import Resolver
from veille.web.transport import Transport

# From the bytes on the wire to the body: decompressed, and never larger than allowed. Pure.

LARGEST = 5_000_000
"""Bytes of one body, on the wire and decompressed: the largest of 252 real feeds has 1 MB."""

_GZIP = b"\x1f\x8b"
_GZIP_NAMES = frozenset(("gzip", "x-gzip"))
# What servers say there that is no coding of HTTP's (RFC 9110 §8.4.1): the body is as it is.
_NO_CODINGS = frozenset(("", "identity", "none", "utf-8", "utf8", "aws-chunked", "binary", "8bit", "7bit"))


class BadBody(VeilleError):
    """A body that can't be had."""


def unpacked(wire: bytes, encoding: str, most: int = LARGEST, *, at: str = "it") -> bytes:
    """Return the body of an answer of `at` whose Content-Encoding is `encoding`. Raises BadBody."""
    codings = {coding.strip() for coding in encoding.lower().split(",")} - _NO_CODINGS
    coding = ", ".join(sorted(codings))
    # gzip that is not called so, and what is called so and is none, are read as what they are.
    if not wire.startswith(_GZIP) and (not codings or codings <= _GZIP_NAMES):
        return wire
    if codings - _GZIP_NAMES:
        raise BadBody(
            failure("{at} sent a compression that was not asked for ({coding})", at=at, coding=coding[:20])
        )
    if not codings:  # what is no page but a file, as some sitemaps are, is its kind's to unpack
        try:
            return _gunzipped(wire, most, at)
        except BadBody:
            return wire
    return _gunzipped(wire, most, at)


def _gunzipped(wire: bytes, most: int, at: str) -> bytes:
    out = bytearray()
    rest = wire
    # RFC 1952 §2.2: members may follow each other. What follows the last one and is no member is padding.
    while rest.startswith(_GZIP) or not out:
        member = zlib.decompressobj(31)
        try:
            out += member.decompress(rest, most + 1 - len(out))
        except zlib.error:
            raise BadBody(failure("{at} sent a compressed body that is damaged", at=at)) from None
        if len(out) > most:
            raise too_large(at, most)
        if not member.eof:
            raise BadBody(failure("{at} sent a compressed body that was cut off", at=at))
        if not out and not member.unused_data:
            break
        rest = member.unused_data
    return bytes(out)


def too_large(at: str, most: int = LARGEST) -> BadBody:
    """Return the error of a body over `most` bytes."""
    return BadBody(failure("{at} sent more than {n} MB", at=at, n=most / 1_000_000))


CONNECT = 15.0
"""Seconds for a connection, TLS included."""

_BEGINNING = 40_000  # bytes of an error's page that are looked at
_MOMENT = 3.0  # seconds, for these

_LIMITS = {"timeout": {"connect": CONNECT, "read": 30.0}}


@dataclass(frozen=True, slots=True)
class Rights:
    """Which addresses that are not public a source may dial: some `local` hosts by name, or any (`lan`)."""

    local: frozenset[str] = frozenset()
    lan: bool = False

    def permission(self, host: str) -> str:
        """Return how host may be dialled: "" if public, "*" anyhow, or as the local host it is."""
        if self.lan:
            return "*"
        return host if host in self.local else ""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer of status 2xx (with its body, decompressed) or 3xx (without).

    `wire` is the size of the body as it came; `took` is in seconds, without the wait for the host's turn.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    wire: int
    took: float


# Hosts that ask for more: Reddit shuts out who asks for its RSS more than once a minute.
_SLOW = {"www.reddit.com": 60.0}


class Exchange:
    """Connections and pace, shared by all sources. `clock` gives UTC seconds; `spacing` is in seconds.

    `tls` replaces the system's authorities; `proxy` is an http(s) URL, dialled for all that must be public.
    """

    def __init__(
        self,
        *,
        spacing: float,
        proxy: str | None,
        clock: Callable[[], float],
        tls: ssl.SSLContext | None,
        resolver: Resolver,
    ) -> None:
        self._clock = clock
        self._proxy = proxy
        self._tls = tls
        self._resolver = resolver
        self._pace = HostPace(spacing)
        for host, seconds in _SLOW.items():
            self._pace.slow(host, seconds)
        self._rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._transports: dict[str, Transport] = {}

    async def ask(
        self,
        method: str,
        to: Address,
        headers: Mapping[str, str],
        body: bytes | None,
        rights: Rights,
        *,
        seconds: float,
    ) -> HttpResponse:
        """Return the answer to one request, redirects not followed. Raises WebError, for 4xx and 5xx too."""
        permission = rights.permission(to.host)
        if self._proxy and not permission:
            check_for_proxy(to)
        named = {"shown": to.shown, "door": f"{to.host} (port {to.port})"}
        request = httpx.Request(
            method, to.url, headers=headers, content=body, extensions={**_LIMITS, **named}
        )
        if to.host in rights.local:  # many services on one name, and nobody to be polite to
            return await self._ask(request, to, permission, seconds)
        async with self._turn(to):
            return await self._ask(request, to, permission, seconds)

    def slow(self, host: str, spacing: float) -> None:
        """Space the requests to a host by so many seconds from now on; never by fewer than those to others."""
        self._pace.slow(host, spacing)

    async def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def _ask(
        self, request: httpx.Request, to: Address, permission: str, seconds: float
    ) -> HttpResponse:
        loop = asyncio.get_running_loop()
        start = loop.time()
        answer: httpx.Response | None = None
        wire = said = b""
        try:
            async with asyncio.timeout(seconds):
                answer = await self._transport(permission).handle_async_request(request)
                try:
                    status = answer.status_code
                    if 200 <= status < 300:
                        wire = await _read(answer, to.shown)
                    elif status >= 400:
                        said = await _beginning(answer, to.shown)
                finally:
                    await answer.aclose()
            if not 200 <= status < 400:
                self._raise_status(answer, to, said)
            headers = answer.headers
            page = unpacked(wire, headers.get("content-encoding", ""), at=to.shown) if wire else b""
        except TimeoutError:
            raise failures.late(to, seconds, answered=answer is not None) from None
        except httpx.TransportError as error:
            raise failures.failed(error, to, answered=answer is not None) from None
        except BadBody as error:
            raise failures.page_error(to, error.failure, status=status) from None
        return HttpResponse(status, headers, page, len(wire), loop.time() - start)

    def _transport(self, permission: str) -> Transport:
        """Return the connections of a permission.

        A kept connection passes no guard again, so what one permission opened is never lent to another.
        """
        found = self._transports.get(permission)
        if found is None:
            # A proxy is dialled in the target's place, and lies where the configuration says: maybe here.
            proxy = None if permission else self._proxy
            allowed = anywhere if permission or proxy else nowhere_local
            found = Transport(resolver=self._resolver, allowed=allowed, proxy=proxy, tls=self._tls)
            self._transports[permission] = found
        return found

    @asynccontextmanager
    async def _turn(self, to: Address) -> AsyncIterator[None]:
        """Wait until a host may be asked. Raises WebError while it has asked to be left alone."""
        room = self._rooms.get(to.host)
        if room is None:
            room = self._rooms[to.host] = asyncio.Semaphore(MOST_AT_ONCE)
        async with room:
            self._check_held(to)
            loop = asyncio.get_running_loop()  # its clock never goes back, as UTC may
            now = loop.time()
            wait = self._pace.reserve(to.host, now) - now
            if wait > 0:
                await asyncio.sleep(wait)
                self._check_held(to)
            yield

    def _check_held(self, to: Address) -> None:
        now = self._clock()
        until = self._pace.held(to.host, now)
        if until is not None:
            raise failures.host_on_hold(to, until, now)

    def _raise_status(self, answer: httpx.Response, to: Address, said: bytes) -> NoReturn:
        now, until = self._clock(), None
        if answer.status_code in (429, 503) and "retry-after" in answer.headers:
            until = retry_after(answer.headers["retry-after"], answer.headers.get("date", ""), now)
            if until is not None:
                self._pace.hold(to.host, until)
        reason = str(answer.extensions.get("reason", ""))
        vendor = bot_check(answer.status_code, answer.headers, said)
        title = "" if vendor else page_title(said)
        raise failures.status_error(
            to, answer.status_code, reason, until=until, now=now, title=title, vendor=vendor
        )


async def _beginning(answer: httpx.Response, at: str) -> bytes:
    """Return the beginning of what a server says of an error, b"" where that does not come at once or can't be read."""
    kind = answer.headers.get("content-type", "")
    if kind and not kind.strip().lower().startswith(("text/html", "application/xhtml", "application/json")):
        return b""
    wire = b""
    with contextlib.suppress(httpx.TransportError, TimeoutError):
        assert isinstance(answer.stream, httpx.AsyncByteStream)  # noqa: S101 - our transport's own
        async with asyncio.timeout(_MOMENT):
            async for chunk in answer.stream:
                wire += chunk
                if len(wire) > _BEGINNING:
                    break
    with contextlib.suppress(BadBody):
        return unpacked(wire, answer.headers.get("content-encoding", ""), at=at)[:_BEGINNING]
    return b""


async def _read(answer: httpx.Response, at: str) -> bytes:
    """Return the body as it is on the wire. Raises BadBody as soon as it is, or says it is, too large."""
    length = answer.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST:
        raise too_large(at)
    chunks, size = [], 0
    assert isinstance(answer.stream, httpx.AsyncByteStream)  # noqa: S101 - our transport's own
    async for chunk in answer.stream:
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise too_large(at)
    return b"".join(chunks)


def check_for_proxy(to: Address) -> None:
    """Raise WebError for what can be seen to be local: behind a proxy the guard never sees the address itself."""
    literal = ":" in to.host or to.host.rpartition(".")[2][:1].isdigit()  # 0x7f.1; no domain ends so
    if literal and (why := refusal(to.host)):
        raise failures.refused(to, (why,))
    if not literal and locally_named(to.host):
        why = failure("{address} is {what}", address=to.host, what=failure("a local name"))
        raise failures.refused(to, (why,))
