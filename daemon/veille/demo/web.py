"""The recorded web, served over real HTTP on loopback: feeds, pages and a search, and rounds that change them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl

from veille.demo import documents
from veille.demo.places import Places
from veille.demo.recorded import Outlet

_GONE = (TimeoutError, ConnectionError, EOFError, ValueError, asyncio.LimitOverrunError)
_IDLE = 30.0  # seconds after which an idle connection is closed
_LONGEST = 64 * 1024  # bytes of what is posted


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    type: str = "text/html; charset=utf-8"
    etag: str = ""


@dataclass(slots=True)
class RecordedWeb:
    """Serves all of it at a round, from 1; use it as `async with RecordedWeb(outlets(), places()) as web:`."""

    outlets: tuple[Outlet, ...]
    places: Places
    round: int = 1
    served: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each outlet, and each other path, answered each status."""
    _server: asyncio.Server | None = None
    _talks: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    async def __aenter__(self) -> RecordedWeb:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None  # noqa: S101 - set by __aenter__
        self._server.close()
        for writer in self._talks.values():  # kept connections would be waited for (Python 3.12)
            writer.close()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def address(self) -> str:
        """Return http://127.0.0.1:PORT."""
        assert self._server is not None  # noqa: S101 - set by __aenter__
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def url(self, name: str) -> str:
        """Return the address of an outlet's feed."""
        return f"{self.address}/{name}/feed"

    def set_round(self, number: int) -> None:
        """Show the web as it is at a round, from now on."""
        self.round = number

    def _answer(self, path: str, etags: str, posted: str) -> _Answer:
        outlet = next((outlet for outlet in self.outlets if path == f"/{outlet.name}/feed"), None)
        if outlet is None:
            form = dict(parse_qsl(posted))
            answer = self.places.answer(path, self.round, web=self.address, form=form)
            if answer is None:
                return _Answer(404, b"<!doctype html><title>404</title><p>There is nothing here.</p>")
            type, body = answer
        elif faults := outlet.faults_at(self.round):
            return _Answer(faults.status, faults.page.strip().encode())
        else:
            type, body = documents.TYPES[outlet.form], documents.write(outlet, self.round)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if etag in (part.strip() for part in etags.split(",")):
            return _Answer(304, b"", etag=etag)
        return _Answer(200, body, type, etag)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server's callback runs in a task
        self._talks[task] = writer
        try:
            with contextlib.suppress(*_GONE):
                while True:
                    async with asyncio.timeout(_IDLE):
                        head = await reader.readuntil(b"\r\n\r\n")
                    request_line, *lines = head.decode("latin-1").split("\r\n")
                    method, target, _ = request_line.split(" ")
                    fields = dict(line.split(":", 1) for line in lines if line)
                    headers = {name.lower(): value.strip() for name, value in fields.items()}
                    path = target.split("?")[0]
                    length = min(int(headers.get("content-length", "0")), _LONGEST)
                    async with asyncio.timeout(_IDLE):
                        posted = (await reader.readexactly(length)).decode("latin-1")
                    answer = self._answer(path, headers.get("if-none-match", ""), posted)
                    self.served[path.strip("/").removesuffix("/feed"), answer.status] += 1
                    writer.write(_written(answer, with_body=method != "HEAD"))
                    await writer.drain()
                    if headers.get("connection", "").lower() == "close":
                        return
        finally:
            del self._talks[task]
            writer.close()


def _written(answer: _Answer, *, with_body: bool) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    if answer.etag:
        lines.append(f"ETag: {answer.etag}")
    if answer.status != 304:
        lines += [f"Content-Type: {answer.type}", f"Content-Length: {len(answer.body)}"]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head + (answer.body if with_body else b"")
