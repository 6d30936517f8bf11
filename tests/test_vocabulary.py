"""One word a thing: CONTRIBUTING's table of words is read here, and what has a type is not written as a string."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from veille.model import (
    By,
    ByKind,
    Criterion,
    DeliveryOutcome,
    FoldedBy,
    HealthKind,
    HeldBy,
    MarkValue,
    MessageKind,
    MessageState,
    Moved,
    Outcome,
    Verdict,
)

DAEMON = Path(__file__).parent.parent / "daemon" / "veille"
MODULES = [
    path
    for path in sorted(DAEMON.rglob("*.py"))
    if path != DAEMON / "model.py" and path.parent != DAEMON / "store"
]

ENUMS = (
    Criterion,
    DeliveryOutcome,
    FoldedBy,
    HealthKind,
    HeldBy,
    MarkValue,
    MessageKind,
    MessageState,
    Moved,
    Outcome,
    Verdict,
)
# Words that mean nothing else in veille; the others ("first", "sent") are also plain words, keys or options.
PLAIN = frozenset(
    (
        "leased",
        "pending",
        "dropped",
        "dead",
        "unsure",
        "degraded",
        "suspect",
        "unchanged",
        "transient",
        "permanent",
    )
)
COLUMNS = frozenset(
    ("kind", "state", "states", "verdict", "verdicts", "outcome", "word", "criterion", "how", "held")
)


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


def words_of_enums(source: str) -> list[str]:
    """Return what of a module writes a word of an enum as a string."""
    tree = ast.parse(source)
    every = {str(word) for enum in ENUMS for word in enum}
    sentences = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) in ("mark", "mark_n", "mark_in", "say", "say_in")
        for argument in node.args
    }
    found = [
        f'"{node.value}"' for node in literals(tree) if node.value in PLAIN and id(node) not in sentences
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_name(side) in COLUMNS for side in sides) and any(_said(side) & every for side in sides):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.keyword) and node.arg in COLUMNS and _said(node.value) & every:
            found.append(ast.unparse(node))
        elif isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            said = {part.value for part in parts if isinstance(part, ast.Constant)}
            if len(said) == len(parts) > 1 and any(said <= {str(word) for word in enum} for enum in ENUMS):
                found.append(ast.unparse(node))
    return found


def _name(node: ast.expr) -> str:
    """Return the attribute, key or variable that an expression reads: "state" of message.state and row["state"]."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def _said(node: ast.expr) -> set[str]:
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_no_module_writes_the_words_of_enums_as_strings() -> None:
    found = {str(path.relative_to(DAEMON)): words_of_enums(path.read_text("utf-8")) for path in MODULES}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "code",
    [
        'if message.kind == "alert": pass',
        'if row["state"] in ("sent", "dead"): pass',
        'write(letter, kind="say")',
        'states = ("pending", "held")',
        'lasts = {"digest": 7, "first": 7}',
        'rows = [row for row in rows if row.verdict != "homonym"]',
        'return ("dead", 0)',
        'if note.kind == "network": pass',
        'Notice(kind="source")',
        'counts = {"new": 1, "left": 2}',
        'if row["criterion"] == "hash": pass',
        'folded = Folded(1, how="similar")',
        'said = {"quiet": 1, "pause": 2}',
    ],
)
def test_a_word_of_an_enum_that_is_written_as_a_string_is_found(code: str) -> None:
    assert words_of_enums(f"def job():\n    {code}")


def test_a_sentence_that_is_such_a_word_is_none() -> None:
    assert words_of_enums('SAID = {Outcome.SUSPECT: mark_in("outcome", "suspect")}') == []


def test_nor_is_any_in_the_code_of_the_store_outside_of_queries() -> None:
    store = {path.name: path.read_text("utf-8") for path in sorted((DAEMON / "store").glob("*.py"))}
    found = {name: words_of_enums(source) for name, source in store.items()}
    assert {name: words for name, words in found.items() if words} == {}


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


@cache
def spoken(path: Path) -> tuple[tuple[int, str], ...]:
    """Return what a file says in words of its own, with the line: the names it gives, its comments and docstrings."""
    text = path.read_text("utf-8")
    found = [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((getattr(node, "lineno", 1), ast.get_docstring(node) or ""))
        name = (
            node.name
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            else node.arg
            if isinstance(node, ast.arg)
            else node.id
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            else ""
        )
        if name:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
            found.append((getattr(node, "lineno", 1), words))
    return tuple(found)


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


# One class a name


def classes(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the names of a module's classes and of its aliases of types, with the line."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, node.lineno
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and re.match(r"_?[A-Z]\w*[a-z]", target.id):
                    yield target.id, node.lineno


def twice(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Return the names that more than one class has, and where. Every kind's class is a Source: that is the contract."""
    places = defaultdict(list)
    for path in paths:
        for name, line in classes(path):
            if name != "Source":
                places[name].append(f"{path}:{line}")
    return {name: where for name, where in places.items() if len(where) > 1}


def test_no_two_classes_have_the_same_name() -> None:
    assert twice(CODE) == {}


@pytest.mark.parametrize(
    "code",
    [
        "class Found: ...",
        "class Kept:\n    class Found: ...",
        "Found = tuple[int, str]",
        "def f():\n    class Found: ...",
    ],
)
def test_a_name_that_is_given_to_a_class_again_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "one.py").write_text("class Found: ...\n\n\nclass Source: ...\n")
    (tmp_path / "two.py").write_text(code + "\n\n\nclass Source: ...\nFOUND = 1\n")
    assert [*twice(sorted(tmp_path.iterdir()))] == ["Found"]


# Loop variables: they say what they hold

MEANINGLESS = frozenset(
    (
        "one",
        "each",
        "thing",
        "something",
        "stuff",
        "obj",
        "elem",
        "elt",
        "el",
        "val",
        "tmp",
        "foo",
        "x",
    )
)
EVERYTHING = [*CODE, *sorted((ROOT / "tests").rglob("*.py"))]


def meaningless(source: str) -> list[str]:
    """Return the loop, comprehension and lambda variables of a module that say nothing of what they hold."""
    bound: list[ast.Name | ast.arg] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            bound += [name for name in ast.walk(node.target) if isinstance(name, ast.Name)]
        elif isinstance(node, ast.Lambda):
            bound += [argument for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
    named = [(node.lineno, node.arg if isinstance(node, ast.arg) else node.id) for node in bound]
    return [f"{line}: {name}" for line, name in sorted(named) if name in MEANINGLESS]


def test_loop_variables_say_what_they_hold() -> None:
    found = {str(path.relative_to(ROOT)): meaningless(path.read_text("utf-8")) for path in EVERYTHING}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "code",
    [
        "for one in sources: pass",
        "for number, one in enumerate(sources): pass",
        "for name, (kind, *each) in sources.items(): pass",
        "async def job():\n    async for thing in sources: pass",
        "names = [one.name for one in sources]",
        "names = {one: key for one, key in sources.items()}",
        "names = {key for source in sources for x in source}",
        "any(elem for elem in sources)",
        "sources.sort(key=lambda one: one.name)",
        "merge = lambda source, *, obj=None: source or obj",
        "merge = lambda *each: each",
    ],
)
def test_a_loop_variable_that_says_nothing_is_found(code: str) -> None:
    assert meaningless(code)


@pytest.mark.parametrize(
    "code",
    [
        "for source in sources: one(source)",
        "found = [source.one for source in sources]",
        "def say_n(one, many): return one",
        "sources.sort(key=lambda source: source[one])",
    ],
)
def test_and_no_other_name_is(code: str) -> None:
    assert meaningless(code) == []


# Local variables: what they hold, not that it was said or found

PARTICIPLES = frozenset(("told", "said", "known", "found", "gone", "meant", "wanted"))
_FOLDERS = [
    "daemon/veille/config",
    "daemon/veille/demo",
    "daemon/veille/language",
    "daemon/veille/match",
    "daemon/veille/names",
    "daemon/veille/post",
    "daemon/veille/render",
    "daemon/veille/store",
    "daemon/veille/testing",
    "daemon/veille/text",
    "plugins/veille_plugins/company_site",
    "plugins/veille_plugins/france_travail",
    "plugins/veille_plugins/name_search",
    "plugins/veille_plugins/registry",
    "plugins/veille_plugins/sitemap",
]
PLAINLY_NAMED = [
    *sorted(DAEMON.glob("*.py")),
    *(path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))),
]


def participles(source: str) -> list[str]:
    """Return the local variables of a module's functions that are called by a participle of saying or finding."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    stored = {
        (node.lineno, node.id)
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return [f"{line}: {name}" for line, name in sorted(stored) if name in PARTICIPLES]


def test_local_variables_say_what_they_hold() -> None:
    named = {str(path.relative_to(ROOT)): participles(path.read_text("utf-8")) for path in PLAINLY_NAMED}
    assert {path: names for path, names in named.items() if names} == {}


@pytest.mark.parametrize(
    "code",
    ["found = []", "for told in rows: ...", "if said := match[0]: ...", "rows = [known for known in names]"],
)
def test_a_variable_that_is_called_by_a_participle_is_found(code: str) -> None:
    assert participles(f"def job():\n    {code}")
