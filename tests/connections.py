"""The connections to SQLite that a test opened, so that none is left open.

Python 3.13 warns of one that is, in whichever test the collector happens to run.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys

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
