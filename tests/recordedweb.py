"""A recorded web on loopback: a proxy that answers for any public host, over http or TLS, from a table of pages.

with RecordedWeb({"https://presse.example/": page}, certificates.server("world")) as web:
    ... a client whose proxy is web.proxy ...
    assert "https://presse.example/" in web.asked
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType

Recorded = bytes | str | int | tuple[int, str]
"""A body, its type guessed from its beginning; or a status, with an empty one; or one, and where it redirects to."""


_LENGTH = re.compile(r"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class RecordedWeb:
    """Serves pages by their whole address, else without their query; what it hasn't is 404, an unknown host is 502."""

    def __init__(self, pages: Mapping[str, Recorded], tls: ssl.SSLContext) -> None:
        self.asked: list[str] = []
        self._pages = dict(pages)
        self._hosts = {address.split("/")[2] for address in pages}
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name="recorded-web")
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._port = 0

    def serve(self, address: str, page: Recorded) -> None:
        """Answer so from now on at an address of a host that it knows."""
        self._pages[address] = page

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> RecordedWeb:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origin = ""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
                if method == "CONNECT":
                    host = target.removesuffix(":443")
                    if host not in self._hosts:
                        await _send(writer, 502, b"")
                        return
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    await writer.drain()
                    await writer.start_tls(self._tls)
                    origin = f"https://{host}"
                    continue
                address = f"{origin}{target}"  # of http, a proxy is told the whole address
                self.asked.append(address)
                if length := _LENGTH.search(head):
                    await reader.readexactly(int(length[1]))
                await _send(writer, *self._answer(address))
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()

    def _answer(self, address: str) -> tuple[int, bytes, str]:
        found = self._pages.get(address, self._pages.get(address.partition("?")[0], 404))
        if isinstance(found, tuple):
            return found[0], b"", f"Location: {found[1]}\r\n"
        if isinstance(found, int):
            return found, b"", ""
        return 200, found.encode() if isinstance(found, str) else found, ""


async def _send(writer: asyncio.StreamWriter, status: int, body: bytes, more: str = "") -> None:
    kind = "text/html; charset=utf-8" if body.lstrip()[:9].lower().startswith(b"<!doctype") else "text/plain"
    kind = "application/xml" if body.lstrip().startswith((b"<?xml", b"<urlset")) else kind
    head = f"HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    writer.write(head.encode("ascii") + body)
    await writer.drain()
