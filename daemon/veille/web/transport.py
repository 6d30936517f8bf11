"""httpx's API over aiohttp's connections: every error told as what it is, URLs sent as given, no cookies."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import aiohttp
import httpx
from yarl import URL

from veille.streams import certificate_words
from veille.web.guard import REFUSED, Allowed, socket_factory
from veille.web.resolver import Resolver, name_words

# Long redirects and policy headers of real sites pass aiohttp's 8 KB.
_MOST_HEADER = 65_536
# Polls of one source follow each other within seconds; between two polls nothing needs to stay open.
_KEPT_OPEN = 5.0


class AddressRefused(httpx.ConnectError):
    """The guard refused every address; str() names them and says why."""


class CertificateRefused(httpx.ConnectError):
    """TLS was offered with a certificate that can't be believed; str() goes on after "its certificate"."""


class NameUnknown(httpx.ConnectError):
    """The host's name has no address; str() is the resolver's word."""


class Stream(httpx.AsyncByteStream):
    """The body on the wire, in chunks as they come, not decompressed."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error) from error

    async def aclose(self) -> None:
        """Keep the connection if the body was read to its end, else close it."""
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


class Transport(httpx.AsyncBaseTransport):
    """One pool of connections, whose guard allows what `allowed` says; never shared between permissions.

    `proxy` is an http(s) URL: the guard then sees the proxy's address, not the target's. Certificates are
    verified against the system's authorities, or `tls`. Of a request's `extensions["timeout"]`, `connect` and
    `read` are obeyed (seconds). `extensions["reason"]` of a response is the server's own phrase.
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
            connector=aiohttp.TCPConnector(
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
                URL(str(request.url), encoded=True),  # yarl would quote anew and break signed URLs
                headers=request.headers,
                data=await request.aread() or None,
                allow_redirects=False,
                proxy=self._proxy,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise translated(error) from error
        return httpx.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=Stream(answer),
            request=request,
            extensions={"reason": answer.reason or ""},
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


def translated(error: BaseException) -> httpx.TransportError:
    """Return the httpx error that says what an error of aiohttp's is; its text is for a person."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    code = getattr(cause, "errno", None)
    if code == REFUSED:
        return AddressRefused(str(cause).split("Multiple exceptions: ")[-1])
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return httpx.ProxyError("the proxy can't be reached")
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return httpx.ProxyError(f"the proxy answered {error.status} {error.message}".rstrip())
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NameUnknown(name_words(cause))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return CertificateRefused(certificate_words(error.certificate_error))
    if isinstance(cause, ssl.SSLError):
        return httpx.RemoteProtocolError(f"does not speak TLS ({cause.reason or 'it failed'})")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout("can't be reached (no connection in time)")
    if isinstance(error, TimeoutError):  # aiohttp.ServerTimeoutError is one
        return httpx.ReadTimeout("no answer in time")
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(connection_words(cause))
    if isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionError, aiohttp.ClientOSError)):
        return httpx.ReadError("closed the connection without an answer")
    if isinstance(error, aiohttp.ClientPayloadError):
        return httpx.RemoteProtocolError("closed the connection in the middle of its answer")
    if isinstance(error, aiohttp.InvalidURL):
        return httpx.UnsupportedProtocol("is no address of the web")
    return httpx.RemoteProtocolError("gave an answer that is not HTTP")


def connection_words(cause: BaseException) -> str:
    """Return in words why a connection could not be made."""
    if isinstance(cause, ConnectionRefusedError):
        return "refuses connections"
    if isinstance(cause, TimeoutError):
        return "can't be reached (no connection in time)"
    if isinstance(cause, OSError) and cause.strerror and "Multiple exceptions" not in cause.strerror:
        return f"can't be reached ({cause.strerror})"
    return "can't be reached"
