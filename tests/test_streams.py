"""Connections are ended in one way, which holds on every Python, however the other end behaved."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

from certificates import Certificates
from veille import hang_up

ROOT = Path(__file__).parent.parent
GONE = 20  # connections


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


class Old(asyncio.WriteTransport):
    """A TLS transport as Python 3.11.2 has it, whose protocol may be gone."""

    def __init__(self, protocol: asyncio.WriteTransport | None = None) -> None:
        super().__init__()
        self.protocol = protocol
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1
        self.protocol.abort()  # type: ignore[union-attr]  # that is the mistake


def test_a_transport_that_has_lost_its_protocol_is_left_as_it_is() -> None:
    hang_up(Old())
    hang_up(None)
    there = Old(Old())
    hang_up(there)
    assert there.aborted == 1


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "plain"])
@pytest.mark.parametrize("closed", [0, 1, 2])
@pytest.mark.parametrize("server_leaves", [True, False], ids=["gone", "there"])
def test_a_connection_is_ended_whoever_ended_it_before(
    certificates: Certificates, tls: bool, closed: int, server_leaves: bool
) -> None:
    async def go() -> None:
        writers: list[asyncio.StreamWriter] = []

        def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"hello\n")
            if server_leaves:
                writer.close()
            writers.append(writer)

        server = await asyncio.start_server(greet, "localhost", 0, ssl=certificates.server() if tls else None)
        port = server.sockets[0].getsockname()[1]
        context = certificates.client() if tls else None
        for _ in range(GONE):
            reader, writer = await asyncio.open_connection(
                "localhost", port, ssl=context, server_hostname="localhost" if tls else None
            )
            assert await reader.readline() == b"hello\n"
            if server_leaves:
                assert await reader.read() == b""
            for _ in range(closed):
                writer.close()
            hang_up(writer)
            hang_up(writer)
            assert writer.is_closing()
        for writer in writers:
            hang_up(writer)
        server.close()

    asyncio.run(go())


def test_nothing_else_aborts_a_transport() -> None:
    aborting = {
        path.name
        for folder in ("daemon", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "abort"
    }
    # a browser's route is refused, which is no connection of ours
    assert aborting == {"streams.py", "drawing.py"}
