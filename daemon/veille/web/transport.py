"""httpx's API over aiohttp's connections: every error told as what it is, URLs sent as given, no cookies."""

from __future__ import annotations

import functools
import re
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from veille.errors import Failure, failure, of_system, several, text_failure
from veille.streams import certificate_failure
from veille.web.guard import REFUSED, Allowed, refusals, socket_factory
from veille.web.resolver import Resolver, unresolved

# Long redirects and policy headers of real sites pass aiohttp's 8 KB.
_MOST_HEADER = 65_536
# Polls of one source follow each other within seconds; between two polls nothing needs to stay open.
_KEPT_OPEN = 5.0


class AddressRefused(httpx.ConnectError):
    """The guard refused every address; `refusals` say why."""

    def __init__(self, refusals: tuple[Failure, ...]) -> None:
        self.failure = several(refusals)
        super().__init__(str(self.failure))
        self.refusals = refusals


class CertificateRefused(httpx.ConnectError):
    """TLS was offered with a certificate that can't be believed."""


class NameUnknown(httpx.ConnectError):
    """The host's name has no address."""


class Stream(httpx.AsyncByteStream):
    """The body on the wire, in chunks as they come, not decompressed."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, self._request) from error

    async def aclose(self) -> None:
        """Keep the connection if the body was read to its end, else close it."""
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BLANK_BEFORE_COLON = re.compile(rb"(?m)^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]+:")
_LENGTH = re.compile(rb"(?mi)^content-length:[ \t]*([^\r\n]*?)[ \t]*\r?\n")
_CHUNKED = re.compile(rb"(?mi)^transfer-encoding:[^\r\n]*\bchunked[ \t]*\r?$")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d\b")


def repaired(head: bytes) -> bytes:
    """Return the head of an answer, its empty line included, as servers should have written it.

    A blank before a colon is none (RFC 9112 §5.1), chunks are believed before a length, and a length that is said twice is
    one (§6.3). Lengths that differ stay.
    """
    head = _BLANK_BEFORE_COLON.sub(rb"\1:", head)
    lengths = _LENGTH.findall(head)
    if lengths and _CHUNKED.search(head):
        return _LENGTH.sub(b"", head)
    values = {value.strip() for said in lengths for value in said.split(b",")}
    if len(values) == 1 and (len(lengths) > 1 or b"," in lengths[0]):
        once = _LENGTH.sub(b"", head)
        status, end, rest = once.partition(b"\n")
        return b"%b%bContent-Length: %b\r\n%b" % (status, end, values.pop(), rest)
    return head


class _Conversation(ResponseHandler):
    """A connection whose answers' heads are repaired before aiohttp's strict parser sees them."""

    _head: bytes | None = b""

    def set_response_params(self, **params: Any) -> None:
        self._head = b""
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        if self._head is None or self._parser is None:
            return super().data_received(data)
        data, self._head = self._head + data, None
        while data.startswith(b"HTTP/"[: len(data)]):
            end = _HEAD_ENDS.search(data)
            if end is None:
                if len(data) <= _MOST_HEADER:
                    self._reschedule_timeout()
                    self._head = data
                    return None
                break
            head, data = repaired(data[: end.end()]), data[end.end() :]
            if not _INTERIM.match(head):
                return super().data_received(head + data)
            super().data_received(head)
            if not data:
                self._head = b""
                return None
        return super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._head:
            data, self._head = self._head, None
            super().data_received(data)
        super().connection_lost(exc)


class _Connector(aiohttp.TCPConnector):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        made: Any = functools.partial(_Conversation, loop=self._loop)
        self._factory = made


class Transport(httpx.AsyncBaseTransport):
    """One pool of connections, whose guard allows what `allowed` says; never shared between permissions.

    `proxy` is an http(s) URL: the guard then sees the proxy's address, not the target's. Certificates are
    verified against the system's authorities, or `tls`. Of a request's `extensions["timeout"]`, `connect` and
    `read` are obeyed (seconds); `shown` and `door` name the page and its host in failures. `extensions["reason"]` of a
    response is the server's own phrase.
    """

    def __init__(
        self,
        *,
        resolver: Resolver,
        allowed: Allowed,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver = resolver
        self._allowed = allowed
        self._proxy = URL(proxy) if proxy else None
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=_Connector(
                resolver=self._resolver,
                use_dns_cache=False,  # the system has one, and knows how long an answer holds
                socket_factory=socket_factory(self._allowed),
                ssl=self._tls or True,
                limit=0,  # how many at once is the scheduler's and the pace's business
                keepalive_timeout=_KEPT_OPEN,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=_MOST_HEADER,
            max_field_size=_MOST_HEADER,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body still to be read. Raises httpx.TransportError."""
        if self._session is None:
            self._session = self._open()
        limits = request.extensions.get("timeout", {})
        try:
            answer = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),  # yarl would quote again and break signed URLs
                headers=request.headers,
                data=await request.aread() or None,
                allow_redirects=False,
                proxy=self._proxy,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise translated(error, request) from error
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=Stream(answer, request),
            request=request,
            extensions={"reason": answer.reason or ""},
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


def translated(error: BaseException, request: httpx.Request) -> httpx.TransportError:
    """Return the httpx error that says what an error of aiohttp's is, whose `failure` (see `failure_of`) says why."""
    at = str(request.extensions.get("shown", request.url.host))
    door, host = str(request.extensions.get("door", at)), request.url.host
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, OSError) and cause.errno == REFUSED:
        return AddressRefused(refusals(cause))
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return _with(httpx.ProxyError, failure("the proxy can't be reached"))
    if isinstance(error, aiohttp.ClientHttpProxyError):
        if not error.message:
            return _with(httpx.ProxyError, failure("the proxy answered {status}", status=error.status))
        why = failure("the proxy answered {status} {said}", status=error.status, said=error.message)
        return _with(httpx.ProxyError, why)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _with(NameUnknown, unresolved(host, cause))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _with(CertificateRefused, untrusted(host, error.certificate_error))
    if isinstance(cause, ssl.SSLError):
        return _with(httpx.RemoteProtocolError, not_tls(at, cause))
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return _with(httpx.ConnectTimeout, unconnected(door, TimeoutError()))
    if isinstance(error, TimeoutError):  # aiohttp.ServerTimeoutError is one
        return _with(httpx.ReadTimeout, failure("{at} did not answer in time", at=at))
    if isinstance(error, aiohttp.ClientConnectorError):
        return _with(httpx.ConnectError, unconnected(door, cause))
    if isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionError, aiohttp.ClientOSError)):
        return _with(httpx.ReadError, failure("{at} closed the connection without an answer", at=at))
    if isinstance(error, aiohttp.ClientPayloadError):
        return _with(httpx.RemoteProtocolError, cut_off(at))
    if isinstance(error, aiohttp.InvalidURL):
        return _with(httpx.UnsupportedProtocol, failure("{at} is no address of the web", at=at))
    return _with(httpx.RemoteProtocolError, failure("{at} gave an answer that is not HTTP", at=at))


def failure_of(error: httpx.TransportError) -> Failure:
    """Return why the transport raised an error."""
    return getattr(error, "failure", None) or text_failure(str(error))


def _with(kind: type[httpx.TransportError], why: Failure) -> httpx.TransportError:
    error: Any = kind(str(why))
    error.failure = why
    return error  # type: ignore[no-any-return]  # httpx's own class, with one more attribute


def unconnected(at: str, cause: BaseException) -> Failure:
    """Return why a connection could not be made."""
    if isinstance(cause, ConnectionRefusedError):
        return failure("{at} refuses connections", at=at)
    if isinstance(cause, TimeoutError):
        return failure("{at} can't be reached (no connection in time)", at=at)
    if isinstance(cause, OSError) and cause.strerror and "Multiple exceptions" not in cause.strerror:
        return failure("{at} can't be reached ({why})", at=at, why=of_system(cause))
    return failure("{at} can't be reached", at=at)


def not_tls(at: str, error: ssl.SSLError) -> Failure:
    """Return why a conversation in TLS could not begin."""
    if not error.reason:
        return failure("{at} does not speak TLS (it failed)", at=at)
    return failure("{at} does not speak TLS ({said})", at=at, said=error.reason)


def cut_off(at: str) -> Failure:
    """Return the failure of an answer that stopped before its end."""
    return failure("{at} closed the connection in the middle of its answer", at=at)


def untrusted(host: str, error: BaseException) -> Failure:
    """Return why a host's certificate can't be believed."""
    return failure("{at} can't be trusted: {why}", at=host, why=certificate_failure(error))
