"""SQL is given its parameters in the one way of each kind that every Python takes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path for folder in ("daemon", "plugins", "tests") for path in (ROOT / folder).rglob("*.py"))
SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|WHERE|SET|VALUES|PRAGMA)\b")
BY_NUMBER = re.compile(r"\?\d")
QUOTED = re.compile(r"'[^']*'")
BY_NAME = re.compile(r"(?<![:\w])[:@$][A-Za-z_]\w*")


def texts(node: ast.AST) -> str:
    """Return what the constants in an expression say, f-strings and sums included."""
    return " ".join(
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    )


def mistakes(source: str) -> Iterator[str]:
    """Yield what Python 3.14 raises ProgrammingError for: docs.python.org, "sqlite3 placeholders"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            said = texts(node)
            if SQL.search(said) and BY_NUMBER.search(QUOTED.sub("", said)):
                yield f"line {node.lineno}: a parameter by its number"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in ("execute", "executemany") and len(node.args) == 2:
            named = BY_NAME.search(QUOTED.sub("", texts(node.args[0])))
            sequence = isinstance(node.args[1], ast.Tuple | ast.List)
            if named and sequence and node.func.attr == "execute":
                yield f"line {node.lineno}: {named[0]} is given by its place"


def test_no_parameter_of_sql_is_given_by_its_number() -> None:
    found = {
        str(path.relative_to(ROOT)): told
        for path in FILES
        if path != Path(__file__) and (told := list(mistakes(path.read_text(encoding="utf-8"))))
    }
    assert not found


@pytest.mark.parametrize(
    "wrong",
    [
        'db.execute("SELECT ?1", (1,))',
        'db.execute(f"SELECT 1 FROM {table} WHERE a = ?2", (1, 2))',
        "WHERE = \"WHERE at >= ?1 AND (?2 = '' OR name = ?2)\"",
        'db.execute("SELECT :a", (1,))',
        'db.execute("SELECT " + "a FROM b WHERE c = @c", [1])',
    ],
)
def test_what_would_be_given_by_its_number_or_place_is_found(wrong: str) -> None:
    assert list(mistakes(wrong))


@pytest.mark.parametrize(
    "right",
    [
        'db.execute("SELECT ?", (1,))',
        'db.execute("SELECT :a", {"a": 1})',
        "db.execute(\"SELECT strftime('%H:%M', ?)\", (1,))",
        'url = "https://example.org/?1"',
    ],
)
def test_what_every_python_takes_is_left_alone(right: str) -> None:
    assert not list(mistakes(right))
