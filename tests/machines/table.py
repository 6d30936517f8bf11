"""What is printed: a line a step as it ends, then the table of system by step, then how many held."""

from __future__ import annotations

from collections.abc import Sequence

from machines.steps import Result, State


def line(result: Result) -> str:
    """Return a step's line; of a long note what follows the first line is indented below it."""
    note = result.note.replace("\n", "\n    ")
    return f"{result.system:9} {result.step:24} {result.state:12} {result.seconds:4.0f} s  {note}".rstrip()


def table(results: Sequence[Result]) -> str:
    """Return system by step, with the seconds of what held; what a system was not asked is a dash."""
    systems = list(dict.fromkeys(result.system for result in results))
    steps = list(dict.fromkeys(result.step for result in results))
    cells = {(result.system, result.step): cell(result) for result in results}
    rows = [
        ["step", *systems],
        *([step, *(cells.get((system, step), "–") for system in systems)] for step in steps),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(systems) + 1)]
    return "\n".join(
        "  ".join(f"{word:{width}}" for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def cell(result: Result) -> str:
    return f"ok {result.seconds:.0f} s" if result.state is State.HELD else str(result.state)


def last_line(results: Sequence[Result]) -> str:
    """Return how many steps held of how many, and what became of the others."""
    others = [
        f"{count} {words}"
        for state, words in (
            (State.FAILED, "failed"),
            (State.NOT_REACHED, "not reached"),
            (State.NOT_POSSIBLE, "not possible on this machine"),
        )
        if (count := sum(result.state is state for result in results))
    ]
    held = sum(result.state is State.HELD for result in results)
    return "; ".join([f"{held} of {len(results)} steps held", *others])


def status(results: Sequence[Result]) -> int:
    """Return the exit status: 1 if a step failed or was not reached, or none was tried."""
    return int(not results or any(result.state in (State.FAILED, State.NOT_REACHED) for result in results))
