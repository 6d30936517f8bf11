"""The connections that a test opened, to SQLite or to a server of its own, so that none is left open.

Python warns of one that is, in whichever test the collector happens to run; of SQLite's since 3.13.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from typing import Any

_opened: list[sqlite3.Connection] = []
_to_close: list[sqlite3.Connection] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "sqlite3.connect/handle":  # docs.python.org/3/library/audit_events.html
        _opened.append(arguments[0])  # held, so that no collector closes it before it is looked at


sys.addaudithook(_note)


def closed_after_the_test(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a connection that is closed when the test is over."""
    _to_close.append(connection)
    return connection


def opened() -> int:
    """Return how many connections were opened and not looked at yet."""
    return len(_opened)


def left_open(since: int) -> int:
    """Return how many connections, opened since there were so many, nobody closed; they are closed now."""
    while _to_close:
        _to_close.pop().close()
    left = 0
    for connection in _opened[since:]:
        try:
            _ = connection.in_transaction
        except sqlite3.ProgrammingError:  # it is closed
            continue
        left += 1
        with contextlib.suppress(sqlite3.ProgrammingError):  # of another thread, which alone may close it
            connection.close()
    del _opened[since:]
    return left


async def hang_up(server: asyncio.Server) -> None:
    """Take no more connections in this loop, and close all that there are, also one in the middle of its handshake."""
    loop: Any = asyncio.get_running_loop()
    # First no new ones, then time for those just accepted to begin: asyncio leaves a socket open whose server was closed
    # meanwhile.
    for listening in server.sockets:
        loop.remove_reader(listening.fileno())
    for _ in range(5):
        await asyncio.sleep(0)
    for transport in list(loop._transports.values()):  # asyncio tells of them nowhere else
        transport.abort()
    for _ in range(3):  # they close their sockets in later turns of the loop
        await asyncio.sleep(0)
