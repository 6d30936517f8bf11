"""A Web of a few pages, for tests of sources; and a check that nothing goes round it."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from veille.errors import WebError
from veille.model import OAuth
from veille.source import Page

Answer = Path | bytes | str | Page | Exception
StreamHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_TYPES = {
    ".json": "application/json",
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".html": "text/html",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a source."""

    method: str
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    sent: Any = None


class PagesWeb:
    """A Web that holds a few pages and nothing else.

    `pages` maps a URL to what answers there: a file, bytes, text, a Page, or an exception to raise. A URL
    with its parameters goes before the same one without. What isn't listed can't be had (WebError). `speaks`
    maps (host, port) to a coroutine that talks over a stream, for `connect`. `asked` holds each request, in
    order; `tokens` are what `token` gives, the first that was not refused;
    `offload` runs the function here, pickled as if it went to a worker.
    """

    def __init__(
        self,
        pages: Mapping[str, Answer],
        *,
        speaks: Mapping[tuple[str, int], StreamHandler] | None = None,
    ) -> None:
        self.memo: dict[str, Any] = {}
        self.asked: list[Request] = []
        self.tokens = ["access"]
        self._pages = dict(pages)
        self._speaks = dict(speaks or {})
        self._talks: set[asyncio.Future[None]] = set()

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        self.asked.append(Request("GET", url, dict(params or {}), dict(headers or {})))
        return self._answer(url, params)

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        sent = json if json is not None else data
        self.asked.append(Request("POST", url, {}, dict(headers or {}), sent))
        return self._answer(url, None)

    async def connect(
        self, host: str, port: int, *, tls: bool = True
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.asked.append(Request("CONNECT", f"{host}:{port}", {}, {}, tls))
        speak = self._speaks.get((host, port))
        if speak is None:
            raise WebError(f"nothing answers at {host}, port {port}", url=f"{host}:{port}", network=True)
        here, there = socket.socketpair()  # a real stream that leaves this process by no address
        talk = asyncio.ensure_future(_talk(speak, *await asyncio.open_connection(sock=there)))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        return await asyncio.open_connection(sock=here)

    async def draw(self, url: str) -> Page:
        self.asked.append(Request("DRAW", url, {}, {}))
        return self._answer(url, None)

    async def token(self, login: OAuth, *, refused: str = "") -> str:
        self.asked.append(Request("TOKEN", login.service, {}, {}, refused))
        return next((token for token in self.tokens if token != refused), "another")

    async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
        try:
            function, args = pickle.loads(pickle.dumps((function, args)))  # noqa: S301 - our own bytes
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise AssertionError(f"offload takes a top-level function and plain data ({error})") from error
        return pickle.loads(pickle.dumps(function(*args)))  # noqa: S301 - our own, just written

    def _answer(self, url: str, params: Mapping[str, str] | None) -> Page:
        full = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url
        plain = url.partition("#")[0]  # what stands after it is not sent
        for address in dict.fromkeys((full, url, plain, plain.partition("?")[0])):
            if address in self._pages:
                return page_of(full, self._pages[address])
        raise WebError(f"{urlsplit(url).hostname} answered 404 (not found)", url=url, status=404)


async def _talk(speak: StreamHandler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await speak(reader, writer)
    finally:
        writer.close()


def page_of(url: str, answer: Answer) -> Page:
    """Return what answers at a URL as a Page, or raise it. A file's type goes by its suffix."""
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, Page):
        return answer
    if isinstance(answer, Path):
        kind = _TYPES.get(answer.suffix, "application/octet-stream")
        return Page(url, headers={"content-type": kind}, body=answer.read_bytes())
    return Page(url, body=answer.encode() if isinstance(answer, str) else answer)


_watched: list[str] | None = None
_GOING_OUT = frozenset(
    (
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
        "os.system",
    )
)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched is not None and event in _GOING_OUT:
        _watched.append(event)
        raise PermissionError(f"{event}: a source reaches the network only through `web`")


@contextlib.contextmanager
def no_network() -> Iterator[list[str]]:
    """Refuse every way out of this process, and yield the list of those that were tried."""
    global _watched
    # An audit hook sees what a patched socket module would not: names bound earlier, and threads. It can't be
    # removed (PEP 578), hence once and switched.
    if not getattr(_audit, "installed", False):
        sys.addaudithook(_audit)
        _audit.installed = True  # type: ignore[attr-defined]  # a mark on the function
    tried: list[str] = []
    _watched = tried
    try:
        yield tried
    finally:
        _watched = None
