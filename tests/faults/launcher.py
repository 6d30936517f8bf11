"""Runs `veille` as its own processes, with a hand on their clock and on their database, from outside.

It reads one order a line (JSON) and answers with two lines, the number of the process and how it ended:

    {"argv": ["--config", "veille.toml", "run"], "ahead": 3600, "kill": "before commit", "at": 7}

`ahead` are the seconds by which the process's clock is ahead of the machine's. `kill` is "", "before commit",
"after commit" or "statement": with the at-th of these that its writing connection comes to, the process sends
itself SIGKILL. Each is forked from this one, which has imported everything, so that a life costs no start of
Python; `--fresh` in the order starts a Python of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

_real_time, _real_connect = time.time, sqlite3.connect


def run(order: dict[str, Any]) -> None:
    """Become `veille` with these arguments; never returns."""
    ahead = float(order.get("ahead", 0))
    _SHIFT[0] = ahead
    if order.get("kill"):
        killer = _killer(order["kill"], int(order["at"]))
        sqlite3.connect = lambda *args, **named: _real_connect(*args, **{"factory": killer, **named})
    sys.argv = ["veille", *order["argv"]]
    from veille.__main__ import main

    main()


_SHIFT = [0.0]


def _shifted() -> float:
    return _real_time() + _SHIFT[0]


def _killer(what: str, at: int) -> type[sqlite3.Connection]:
    """Return a kind of connection that ends the process at its at-th commit or statement."""
    count = 0

    def come_to(*, moment: str, commit: bool) -> None:
        nonlocal count
        if what == "statement":
            count += moment == "before"
            reached = count == at
        else:
            count += commit and moment == "before"
            reached = commit and count == at and what.startswith(moment)
        if reached:
            os.kill(os.getpid(), signal.SIGKILL)

    class Killing(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            return self._through(lambda: super(Killing, self).execute(sql, *values), sql)

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
            return self._through(lambda: super(Killing, self).executemany(sql, *values), sql)

        def _through(self, call: Callable[[], sqlite3.Cursor], sql: str) -> sqlite3.Cursor:
            commit = sql == "COMMIT"
            come_to(moment="before", commit=commit)
            cursor = call()
            come_to(moment="after", commit=commit)
            return cursor

    return Killing


def _import_everything() -> None:
    time.time = _shifted  # before anything of veille binds it
    for name in (
        "veille.__main__",
        "veille.cli.run",
        "veille.service",
        "veille_plugins.feed",
        "aiosmtplib",
        "sqlite_utils",
    ):
        importlib.import_module(name)


def _serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("fresh"):
            process = subprocess.Popen([sys.executable, __file__, "--order", line])
            pid, wait = process.pid, lambda process=process: process.wait()
        else:
            pid = os.fork()
            if pid == 0:
                os.close(0)
                os.dup2(2, 1)
                run(order)
                os._exit(0)
            wait = lambda pid=pid: os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])  # noqa: E731 - one line for one thing done two ways
        print(pid, flush=True)
        print(wait(), flush=True)


if __name__ == "__main__":
    _import_everything()
    if sys.argv[1:2] == ["--order"]:
        run(json.loads(sys.argv[2]))
    else:
        _serve()
