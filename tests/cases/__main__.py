"""Print every case as a row (kind, case, expected, got), and last how many are right.

Words after the command choose kinds or files: `make cases ARGS="A feeds"`. Exits with 1 where a case is wrong.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cases.lab import CASES, Case, Lab
from mailserver import MailServer
from veille import log
from webserver import WebServer
from world import WORKERS


def got(case: Case) -> str:
    """Return what came of a case; of one that ended in an error, the error."""
    with tempfile.TemporaryDirectory() as folder, WebServer() as web, MailServer() as post:
        try:
            return case.play(Lab(Path(folder), web, post))
        except Exception as error:  # the table goes on with the next one
            return f"{type(error).__name__}: {error}"


def main(chosen: list[str]) -> int:
    """Play the cases, print the table, and return the exit code."""
    log.configure(level="CRITICAL")
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        import_module(f"cases.{path.stem}")
    cases = [
        case
        for case in CASES
        if not chosen or case.kind in chosen or case.play.__module__.removeprefix("cases.test_") in chosen
    ]
    table = Table("", "kind", "case", "expected", "got", show_lines=True)
    right = 0
    for case in cases:
        result = got(case)
        held = result == case.expected
        right += held
        table.add_row(
            "" if held else "WRONG",
            case.kind,
            escape(case.title),
            escape(case.expected),
            "as expected" if held else escape(result),
        )
    asyncio.run(WORKERS.close())
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    print(f"right: {right} of {len(cases)}")
    return 0 if right == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
