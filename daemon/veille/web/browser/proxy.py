"""The only way out for a page that is being drawn: a proxy on loopback that dials what its source may, and no more."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import ssl
from dataclasses import dataclass, field
from secrets import token_urlsafe
from urllib.parse import unquote, urlsplit

import structlog

from veille.errors import NO_FAILURE, Failure, WebError, failure
from veille.web import failures
from veille.web.address import address, bare, basic
from veille.web.exchange import CONNECT, Rights, check_for_proxy
from veille.web.guard import Refused, anywhere, nowhere_local
from veille.web.resolver import Resolver, connect

# What a browser asks of a proxy (RFC 9112 §3.2.2 and §3.2.3), and how it is asked onward. Pure.

# RFC 9110 §7.6.1: of this connection alone; and what is for us.
_HOP = frozenset(
    ("connection", "proxy-connection", "keep-alive", "proxy-authorization", "te", "upgrade", "host")
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a browser asks of a proxy: a tunnel to host and port, or one request of plain HTTP."""

    tunnel: bool
    method: str
    host: str
    port: int
    url: str
    path: str
    fields: tuple[tuple[str, str], ...]
    authorization: str
    length: int

    @staticmethod
    def parse(raw: bytes) -> Head | None:
        """Return the head of a request to a proxy; None where it is none."""
        lines = raw.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        pairs = [line.partition(":") for line in lines[1:] if line]
        if len(words) != 3 or any(not colon or not name.strip() for name, colon, _ in pairs):
            return None
        fields = tuple((name.strip(), value.strip()) for name, _, value in pairs)
        said = {name.lower(): value for name, value in fields}
        length = said.get("content-length", "0")
        if "transfer-encoding" in said or not (length.isascii() and length.isdigit()):
            return None
        method, target, _ = words
        tunnel = method == "CONNECT"
        try:
            to = address(f"https://{target}/" if tunnel else target)
        except WebError:
            return None
        if (not tunnel and to.scheme != "http") or not 0 < to.port < 65_536:
            return None
        path = to.url.raw_path.decode("ascii")
        authorization = said.get("proxy-authorization", "")
        return Head(tunnel, method, to.host, to.port, str(to.url), path, fields, authorization, int(length))

    def onward(self, proxy_authorization: str | None) -> bytes:
        """Return the head as the server shall have it; for another proxy where its authorization is not None."""
        default = self.port == 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        target = self.path if proxy_authorization is None else self.url
        lines = [f"{self.method} {target} HTTP/1.1", f"Host: {host}{'' if default else f':{self.port}'}"]
        lines += [f"{name}: {value}" for name, value in self.fields if name.lower() not in _HOP]
        if proxy_authorization:
            lines.append(f"Proxy-Authorization: {proxy_authorization}")
        # One request a connection: what follows on it could be for another host.
        lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


USER = "veille"
MOST_BYTES = 30_000_000
"""Bytes of one draw, both ways: a page without its images takes 1 to 5 MB."""

MOST_CONNECTIONS = 400
"""Connections of one draw: plain HTTP takes one a request."""

_AT_ONCE = 100  # connections, of all who may knock here
_LONGEST_HEAD = 65_536
_SECONDS_FOR_HEAD = 10.0
_CHUNK = 65_536
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class _Spent(Exception):
    """The draw has used up what it may load."""


@dataclass(slots=True)
class Visit:
    """One draw of one source, as the proxy sees it: what it may reach and load, and what came of it.

    `token` is the password of this draw alone. `requests` are those that the browser let its page make. `refused`
    holds why a host was not dialled, by its name. `spent` says which bound was passed; every connection is
    closed from then on.
    """

    source: str
    rights: Rights
    most_bytes: int = MOST_BYTES
    most_connections: int = MOST_CONNECTIONS
    token: str = field(default_factory=lambda: token_urlsafe(24), repr=False)
    bytes: int = 0
    connections: int = 0
    requests: int = 0
    refused: dict[str, Failure] = field(default_factory=dict)
    spent: Failure = NO_FAILURE
    tasks: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    def connect(self) -> None:
        """Count one more connection. Raises _Spent."""
        self.connections += 1
        if self.connections > self.most_connections:
            self.spent = self.spent or failure("it opens more than {n} connections", n=self.most_connections)
        if self.spent:
            raise _Spent

    def carry(self, size: int) -> None:
        """Count what passes, in bytes. Raises _Spent."""
        self.bytes += size
        if self.bytes > self.most_bytes:
            self.spent = self.spent or failure("it loads more than {n} MB", n=self.most_bytes / 1_000_000)
        if self.spent:
            raise _Spent

    def refuse(self, host: str, why: Failure) -> None:
        """Note that a host was not dialled."""
        if host not in self.refused:
            self.refused[host] = why
            log.info("a drawn page was refused what it asked for", source=self.source, host=host, why=why)


class DrawProxy:
    """A forward proxy (RFC 9110 §7.3.2, CONNECT and absolute URLs) on 127.0.0.1, for the visits that it admits.

    Another user of this machine can knock, but has no token. `upstream` is the configuration's own proxy: an http(s)
    URL, dialled for all that must be public; `tls` replaces the system's authorities where it is https.
    """

    def __init__(
        self, resolver: Resolver, *, upstream: str | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.port = 0
        self._resolver = resolver
        self._upstream = _Upstream(upstream, resolver, tls) if upstream else None
        self._visits: list[Visit] = []
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address by which a browser finds it; only once it has started."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on a port that the system chooses."""
        if self._server is None:
            self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, limit=_LONGEST_HEAD)
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening, and cut all connections."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await _end(self._talks)

    def admit(self, visit: Visit) -> None:
        """Let a visit pass from now on."""
        self._visits.append(visit)

    async def dismiss(self, visit: Visit) -> None:
        """Let a visit pass no more, and cut its connections."""
        if visit in self._visits:
            self._visits.remove(visit)
        await _end(visit.tasks)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio calls it in one
        self._talks.add(task)
        try:
            if len(self._talks) <= _AT_ONCE:
                await self._talk(reader, writer, task)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError, _Spent):
            pass  # who spoke is gone, or speaks no HTTP, or has had enough
        except asyncio.CancelledError:
            pass  # asyncio would log it as an error of this callback; nobody waits for the task
        finally:
            self._talks.discard(task)
            # Not close(): it would wait for a browser that no longer reads.
            if writer.transport.get_write_buffer_size():
                with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
                    await asyncio.wait_for(writer.drain(), 1)
            writer.close()

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, task: asyncio.Task[None]
    ) -> None:
        async with asyncio.timeout(_SECONDS_FOR_HEAD):
            head = Head.parse(await reader.readuntil(b"\r\n\r\n"))
        if head is None:
            return await _answer(writer, "400 Bad Request")
        visit = self._visit(head.authorization)
        if visit is None:
            return await _answer(
                writer, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="veille"'
            )
        visit.tasks.add(task)
        try:
            visit.connect()
            try:
                server = await self._dial(visit, head)
            except (OSError, EOFError, WebError) as error:
                why = (
                    error
                    if isinstance(error, WebError)
                    else failures.connecting(_os(error), head.host, head.port)
                )
                refused = isinstance(error, WebError | Refused)
                if refused:
                    visit.refuse(head.host, why.failure)
                return await _answer(writer, "403 Forbidden" if refused else "502 Bad Gateway")
            try:
                await self._relay(visit, head, (reader, writer), server)
            finally:
                server[1].close()
        finally:
            visit.tasks.discard(task)

    def _visit(self, authorization: str) -> Visit | None:
        given = authorization.encode()
        return next(
            (
                visit
                for visit in self._visits
                if hmac.compare_digest(basic(USER, visit.token).encode(), given)
            ),
            None,
        )

    async def _dial(self, visit: Visit, head: Head) -> Streams:
        """Return a connection to what a head asks for. Raises OSError, Refused among them; WebError."""
        permission = visit.rights.permission(head.host)
        if self._upstream is not None and not permission:
            host = f"[{head.host}]" if ":" in head.host else head.host
            check_for_proxy(address(f"http://{host}:{head.port}/"))
            return await self._upstream.dial(head)
        allowed = anywhere if permission else nowhere_local
        made = await connect(head.host, head.port, allowed=allowed, timeout=CONNECT, resolver=self._resolver)
        return await asyncio.open_connection(sock=made)

    async def _relay(self, visit: Visit, head: Head, client: Streams, server: Streams) -> None:
        """Carry bytes until either side is done."""
        if head.tunnel:
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            up = asyncio.ensure_future(_pump(visit, client[0], server[1]))
        else:
            through = self._upstream if not visit.rights.permission(head.host) else None
            server[1].write(head.onward(through.authorization if through else None))
            up = asyncio.ensure_future(_send_body(visit, head.length, client[0], server[1]))
        down = asyncio.ensure_future(_pump(visit, server[0], client[1]))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)


class _Upstream:
    """The configuration's own proxy, which lies where it says: maybe here."""

    def __init__(self, url: str, resolver: Resolver, tls: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._host, self._port = bare(parts.hostname or ""), parts.port or (443 if secure else 80)
        self._tls = (tls or ssl.create_default_context()) if secure else None
        self._resolver = resolver
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        self.authorization = basic(user, password) if user or password else ""

    async def dial(self, head: Head) -> Streams:
        """Return a connection that leads to what a head asks for. Raises OSError, EOFError."""
        async with asyncio.timeout(CONNECT):
            made = await connect(
                self._host, self._port, allowed=anywhere, timeout=CONNECT, resolver=self._resolver
            )
            name = self._host if self._tls else None
            reader, writer = await asyncio.open_connection(sock=made, ssl=self._tls, server_hostname=name)
            if not head.tunnel:
                return reader, writer
            try:
                host = f"[{head.host}]" if ":" in head.host else head.host
                said = f"Proxy-Authorization: {self.authorization}\r\n" if self.authorization else ""
                to = f"{host}:{head.port}"
                writer.write(f"CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n{said}\r\n".encode("latin-1"))
                answered = await reader.readuntil(b"\r\n\r\n")
                if answered.split(b" ", 2)[1:2] != [b"200"]:
                    raise ConnectionError("the proxy does not lead there")
            except BaseException:
                writer.close()
                raise
            return reader, writer


async def _pump(visit: Visit, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        visit.carry(len(chunk))
        writer.write(chunk)
        await writer.drain()


async def _send_body(
    visit: Visit, length: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send the body of one request, and return when the browser has more to say, or has gone."""
    while length > 0 and (chunk := await reader.read(min(length, _CHUNK))):
        length -= len(chunk)
        visit.carry(len(chunk))
        writer.write(chunk)
        await writer.drain()
    await reader.read(1)


async def _answer(writer: asyncio.StreamWriter, status: str, *fields: str) -> None:
    lines = [f"HTTP/1.1 {status}", "Content-Length: 0", "Connection: close", *fields]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    await writer.drain()


def _os(error: BaseException) -> OSError:
    return error if isinstance(error, OSError) else ConnectionError("closed")


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    under_way = list(tasks)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
