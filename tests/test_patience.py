"""No clock on the wall decides a test: a machine may be as busy as it likes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from patience import HANG, until, work

TESTS = Path(__file__).parent
ELSEWHERE = ("servers", "bench", "eval_names", "eval_pages", "machines")
"""What measures, or waits for a program that is not ours and says when it is ready."""

WAITS = {"wait", "communicate", "wait_for", "timeout", "settimeout", "urlopen", "run", "check_output", "join"}
CLOCKS = {"monotonic", "perf_counter", "time"}


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _limits(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line of each limit in seconds of wall clock, and what it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in WAITS:
            given = [word.value for word in node.keywords if word.arg == "timeout"]
            given += node.args[-1:] if _called(node) in ("wait_for", "timeout", "settimeout") else []
            for value in given:
                if (
                    isinstance(value, ast.Constant)
                    and isinstance(value.value, int | float)
                    and value.value < 60
                ):
                    yield node.lineno, f"{_called(node)} gives up after {value.value} s"
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
            compared = any(isinstance(operator, ast.Lt | ast.LtE) for operator in node.test.ops)
            if compared and any(_called(inner) in CLOCKS for inner in ast.walk(node.test)):
                yield node.lineno, "a limit by the clock on the wall"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("assert time.monotonic() - start < 5", True),
        ("assert perf_counter() - start <= 5", True),
        ("assert one.at > 0.19", False),
        ("process.wait(timeout=10)", True),
        ("process.wait(timeout=HANG)", False),
        ("subprocess.run(['x'], timeout=30)", True),
        ("subprocess.run(['x'], timeout=600)", False),
        ("await asyncio.wait_for(waiting, 5)", True),
        ("async with asyncio.timeout(5): pass", True),
        ("ear.settimeout(2)", True),
    ],
)
def test_limits_are_found(text: str, found: bool) -> None:
    assert bool(list(_limits(ast.parse(f"async def test():\n    {text}")))) is found


def test_no_test_is_decided_by_the_clock_on_the_wall() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}: {limit}"
        for path in sorted(TESTS.rglob("*.py"))
        if path.name not in ("patience.py", Path(__file__).name)
        and path.relative_to(TESTS).parts[0] not in ELSEWHERE
        for line, limit in _limits(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)


def test_work_is_counted_and_waiting_is_not() -> None:
    with pytest.raises(AssertionError, match="computed for"), work(0.01):
        sum(range(3_000_000))
    calls: list[int] = []
    with work(1.0):
        until(lambda: calls.append(0) or len(calls) == 3)
    assert len(calls) == 3
    assert HANG >= 60
