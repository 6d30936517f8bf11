"""One word a thing: CONTRIBUTING's table of words is read here, and what has a type is not written as a string."""

from __future__ import annotations

import ast
import io
import re
import tokenize
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


# Words: CONTRIBUTING's table

ROOT = DAEMON.parent.parent
WORDS = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Words")[2].partition("\n## ")[0]
CODE = [*sorted(DAEMON.rglob("*.py")), *sorted((ROOT / "plugins").rglob("*.py"))]


def forbidden() -> list[str]:
    """Return the words of the table's last column."""
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| ([^|]+) \|$", WORDS, re.MULTILINE)
    return [
        word.strip() for row in rows for word in row.split(",") if word.strip() not in ("–", "not", "---")
    ]


def test_the_table_of_words_is_read() -> None:
    assert {"crawl", "payload", "duplicate group"} <= set(forbidden())


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a file says in words of its own, with the line: the names it gives, its comments and docstrings."""
    text = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
        name = (
            node.name
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            else node.arg
            if isinstance(node, ast.arg)
            else node.id
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            else ""
        )
        yield getattr(node, "lineno", 1), re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


@pytest.mark.parametrize("word", forbidden())
def test_a_word_that_is_not_ours_is_found_nowhere(word: str) -> None:
    pattern = re.compile(rf"\b{word}s?\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]}"
        for path in CODE
        for line, text in spoken(path)
        if pattern.search(text)
    ]
    assert not found, f"'{word}' has another name in CONTRIBUTING.md's table: {found}"
