"""A real HTTP server on loopback, scripted path by path, for every test that needs a web that misbehaves.

    with WebServer() as server:
        server.on("/feed", Answer(b"<rss/>", etag='"1"'))           # 304 to those who know '"1"'
        server.on("/moved", redirect("/feed", 301))
        server.on("/flaky", Answer(status=503), Answer(b"fine"))    # in this order; the last one stays
        server.on("/echo", lambda request: Answer(request.target))
        ... ask server.url("/feed") ...
        assert server.requests[-1].headers["user-agent"] == "..."

It runs in a thread with a loop of its own, so it serves blocking and asyncio clients alike. What no path
answers is 404. `server.requests` lists what was asked, as it came on the wire; `server.connections` counts
the connections. A test that scripts an answer may do so at any time, from its own thread.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType

from connections import hang_up
from patience import HANG


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `target` is verbatim, header names are lower-case, `at` is time.monotonic()."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    connection: int

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    With `etag` or `modified`, whoever sends it back gets 304. `gzip` compresses the body. `chunked` sends it
    in chunks without a length. `delay` waits before the status line, `drip` after each byte (seconds); `hang`
    never answers. `cut` closes the connection after that many bytes of the body, though the length promised
    all; `close` closes it after the answer. `raw` is sent instead of everything, then the connection closes.
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    gzip: bool = False
    chunked: bool = False
    delay: float = 0.0
    after: threading.Event | None = None
    drip: float = 0.0
    hang: bool = False
    cut: int | None = None
    close: bool = False
    raw: bytes | None = None


Script = Answer | Callable[[Request], Answer]


def redirect(to: str, status: int = 302) -> Answer:
    """Return a redirect to an address, absolute or relative, sent as it is."""
    return Answer(status=status, headers={"Location": to})


def bomb(megabytes: int = 300) -> Answer:
    """Return an answer of some hundred kilobytes that unpacks to so many megabytes of zeros."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    return Answer(packed, headers={"Content-Encoding": "gzip"})


class WebServer:
    """The server; a context manager. `url(path)` is an address on it, `requests` is what it was asked."""

    def __init__(
        self,
        answers: Mapping[str, Script] | None = None,
        *,
        host: str = "127.0.0.1",
        ssl: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.port = 0
        self.requests: list[Request] = []
        self.connections = 0
        self._scripts: dict[str, list[Script]] = {p: [a] for p, a in (answers or {}).items()}
        self._ssl = ssl
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name="webserver")
        self._ready = threading.Event()
        self._stop = asyncio.Event()

    def on(self, path: str, *scripts: Script) -> None:
        """Answer this path (without query) so: one script after the other, the last one for ever."""
        self._scripts[path] = list(scripts)

    def url(self, path: str = "/", host: str = "") -> str:
        """Return the address of a path; `host` names the server otherwise than by its address."""
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self._ssl else 'http'}://{name}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """Return the requests for one path (without query), oldest first."""
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> WebServer:
        self._thread.start()
        assert self._ready.wait(HANG), "the server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(HANG)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(
            self._connection, self.host, 0, ssl=self._ssl, limit=1 << 20, backlog=1000
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        await hang_up(server)
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while await self._exchange(reader, writer, number):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        pairs = (line.split(":", 1) for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, target, headers, body, time.monotonic(), number)
        self.requests.append(request)
        answer = self._answer(request)
        if answer.hang:
            await self._stop.wait()
        while answer.after is not None and not answer.after.is_set():  # noqa: ASYNC110 - of another thread
            await asyncio.sleep(0.005)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.raw is not None:
            writer.write(answer.raw)
            await writer.drain()
            return False
        await _send(writer, answer, request)
        return answer.cut is None and not answer.close and headers.get("connection", "") != "close"

    def _answer(self, request: Request) -> Answer:
        path = request.path
        if path.startswith("http://"):  # as a proxy is asked
            path = "/" + path.split("/", 3)[3]
        scripts = self._scripts.get(path)
        if not scripts:
            return Answer(b"no such page", status=404)
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script if isinstance(script, Answer) else script(request)


async def _send(writer: asyncio.StreamWriter, answer: Answer, request: Request) -> None:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    status, headers = answer.status, dict(answer.headers)
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.modified:
        headers["Last-Modified"] = answer.modified
    known_tag = request.headers.get("if-none-match")
    known_date = request.headers.get("if-modified-since")
    if (answer.etag and known_tag == answer.etag) or (
        answer.modified and known_tag is None and known_date == answer.modified
    ):
        status, body = 304, b""
    elif answer.gzip:
        body = gzip.compress(body)
        headers["Content-Encoding"] = "gzip"
    if answer.chunked:
        headers["Transfer-Encoding"] = "chunked"
    elif status != 304:
        headers.setdefault("Content-Length", str(len(body)))
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Whatever"
    head = f"HTTP/1.1 {status} {reason}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items())
    writer.write(head.encode("latin-1") + b"\r\n")
    if answer.cut is not None:
        body = body[: answer.cut]
    if answer.drip:
        for place in range(len(body)):
            writer.write(body[place : place + 1])
            await writer.drain()
            await asyncio.sleep(answer.drip)
    elif answer.chunked:
        for place in range(0, len(body), 4096):
            piece = body[place : place + 4096]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        writer.write(b"0\r\n\r\n" if answer.cut is None else b"")
    else:
        writer.write(body)
    await writer.drain()
