"""What has a type is not written as a string: the words of the database's columns stand in model.py and store/ alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from veille.model import By, ByKind

DAEMON = Path(__file__).parent.parent / "daemon" / "veille"
MODULES = [
    path
    for path in sorted(DAEMON.rglob("*.py"))
    if path != DAEMON / "model.py" and path.parent != DAEMON / "store"
]


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the string literals of a module, docstrings excepted; of an f-string its fixed parts."""
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node


def bys_in_text(source: str) -> list[str]:
    """Return what of a module builds or cuts the text of a By by hand."""
    tree = ast.parse(source)
    found = [node.value for node in literals(tree) if re.match(r"(rule|name|source):(?! )", node.value)]
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "by"
        ):
            found.append(ast.unparse(node))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("partition", "removeprefix", "startswith", "split", "replace")
            and ast.unparse(node.func.value).endswith((".by", "['by']"))
        ):
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize(
    "by", [By.rule("nous"), By.name("auteurs/Claire Vasseur"), By.source("a:b")], ids=str
)
def test_what_an_item_was_matched_by_is_read_as_it_was_written(by: By) -> None:
    assert By.parse(str(by)) == by


def test_the_columns_hold_the_text_that_they_always_held() -> None:
    assert [str(By(kind, "x")) for kind in ByKind] == ["rule:x", "name:x", "source:x"]


@pytest.mark.parametrize("text", ["", "nous", "topic:nous", ":nous"])
def test_a_text_that_stands_for_no_rule_name_or_source_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a valid ByKind"):
        By.parse(text)


def test_nothing_but_the_model_knows_how_the_text_of_a_match_is_made() -> None:
    found = {str(path.relative_to(DAEMON)): bys_in_text(path.read_text("utf-8")) for path in MODULES}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_nor_do_queries() -> None:
    forms = re.compile(r"'(?:rule|name|source):|substr\((?:match\.)?by\b|instr\((?:match\.)?by\b")
    found = {path.name: forms.findall(path.read_text("utf-8")) for path in (DAEMON / "store").glob("*.py")}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "code",
    [
        'by = f"rule:{name}"',
        'by = "name:" + key',
        "key = match.by[5:]",
        'kind, _, key = row.by.partition(":")',
        'key = row["by"].removeprefix(prefix)',
    ],
)
def test_a_text_made_or_cut_by_hand_is_found(code: str) -> None:
    assert bys_in_text(code)
