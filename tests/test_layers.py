"""Imports point down: each module imports from lower layers alone, and the network's libraries from their one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from veille import plugins

ROOT = Path(__file__).parent.parent
DAEMON = ROOT / "daemon"

# Bottom to top. Patterns on one line are one layer: its modules may import each other only in the order given.
LAYERS = (
    ("veille.errors",),
    ("veille.streams", "veille.permissions"),
    ("veille.model",),
    ("veille.events",),
    ("veille.source",),
    ("veille", "veille.testing*", "veille.options"),
    ("veille.text*", "veille.language*"),
    ("veille.match*",),
    ("veille.names*",),
    ("veille.kit*",),
    ("veille.plugins",),
    ("veille.config*",),
    ("veille.log", "veille.systemd"),
    ("veille.store*",),
    ("veille.web*",),
    ("veille.watch*",),
    ("veille.letters*",),
    ("veille.render*",),
    ("veille.send*",),
    ("veille.post*",),
    ("veille.schedule",),
    ("veille.app",),
    ("veille.service",),
    ("veille.demo*",),
    ("veille.cli.setting",),
    ("veille.cli*",),
    ("veille.__main__",),
)
# A library that one place alone may import.
KEPT_TO = {
    "aiohttp": ("veille.web.transport", "veille.web.resolver"),
    "httpx": ("veille.web.*",),
    "feedparser": ("veille.kit.feeds*",),
    "apprise": ("veille.send.apprise",),
    "playwright": ("veille.web.browser.browser", "veille.web.browser.drawing"),
    "aiosmtplib": ("veille.send.smtp",),
    "apscheduler": ("veille.schedule",),
    "pydantic": ("veille.options",),
    "veille_plugins": ("veille_plugins*",),
}
BUNDLED = frozenset(
    point.name for point in entry_points(group="veille.sources") if point.value.startswith("veille_plugins")
)
ENGINES = frozenset(get_args(get_type_hints(plugins.find(None).load("name_search"))["engine"]))
DISTINCT = frozenset(
    word
    for word in BUNDLED | ENGINES
    if "_" in word or word in ("searxng", "openalex", "crossref", "statuspage")
)
"""Of these words a program has no other use than to name the kind or the engine; "feed" or "jobs" are English as well."""
# Where the core may say a word that is also a kind's or an engine's, and why.
MAY_NAME = {
    "veille.config.model": {
        "feed"
    },  # the language of the file: a source that says no kind is a feed, in one line
    "veille.kit.addresses": {"feed"},  # feed://, a scheme of addresses
    "veille.kit.feeds.*": {"feed"},  # <feed>, by which Atom begins
    "veille.kit.sitemaps.document": {"feed", "sitemap"},  # elements of XML
    "veille.letters.engines": {
        "bing_news",
        "brave",
        "google_news",
        "searxng",
    },  # proper names, as letters write them
    "veille.letters.alert": {"jobs"},  # a word that people call a topic by
    "veille.render.chat": {"bluesky", "mastodon"},  # ways out, by Apprise
    "veille.cli.init": {"feed"},  # one of its questions
    "veille.cli.drafting": {"feed"},  # the beginning of hosts, which says nothing: feed.example.org
    "veille.demo.*": set(),
}
STDLIB_ONLY = ("veille.errors", "veille.model", "veille.events")


def modules(root: Path) -> dict[str, Path]:
    found = {}
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


VEILLE = modules(DAEMON)
PLUGINS = modules(ROOT / "plugins")


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return every module that a file imports, also inside functions."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            base = node.module or ""
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in VEILLE or whole in PLUGINS else base


def layer(module: str) -> int:
    """Return the layer of a module: the one with the most exact pattern."""
    fits = [
        (pattern == module, len(pattern), number)
        for number, patterns in enumerate(LAYERS)
        for pattern in patterns
        if fnmatchcase(module, pattern)
    ]
    assert fits, f"{module} has no layer: give it its place in tests/test_layers.py"
    return max(fits)[2]


def picture() -> str:
    """Return CONTRIBUTING's picture of the folders and what they import, as Mermaid, from the imports themselves."""
    folders = sorted({module.split(".")[1] for module in VEILLE if module.count(".") > 1}, key=_floor)
    uses: dict[str, set[str]] = {folder: set() for folder in folders}
    for module, path in VEILLE.items():
        here = [*module.split("."), ""][1]
        for imported in imports(path):
            there = [*imported.split("."), ""][1]
            if imported in VEILLE and here in uses and there in uses and here != there:
                uses[here].add(there)

    def beyond(folder: str) -> set[str]:
        return uses[folder].union(*map(beyond, uses[folder]))

    arrows = [
        f"    {folder} --> {used}"
        for folder in reversed(folders)
        for used in sorted(uses[folder], key=_floor, reverse=True)
        if not any(used in beyond(other) for other in uses[folder] - {used})
    ]
    return "\n".join(["```mermaid", "flowchart TD", "    plugins([plugins]) --> kit", *arrows, "```"])


def _floor(folder: str) -> tuple[int, str]:
    return layer(f"veille.{folder}.x"), folder


@pytest.mark.parametrize("module", sorted(VEILLE))
def test_a_module_imports_no_higher_layer(module: str) -> None:
    for imported in imports(VEILLE[module]):
        if imported in VEILLE:
            assert layer(imported) <= layer(module), f"{module} imports {imported}, which lies higher"


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {imported for imported in imports(path) if imported in VEILLE and imported != module}
        for module, path in VEILLE.items()
    }
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' → '.join((*way[way.index(module) :], module))}"
        if module not in done:
            for imported in graph[module]:
                visit(imported, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("module", sorted(VEILLE | PLUGINS))
def test_a_library_is_imported_only_where_it_lives(module: str) -> None:
    for imported in imports((VEILLE | PLUGINS)[module]):
        places = KEPT_TO.get(imported.partition(".")[0])
        if places is not None:
            assert any(fnmatchcase(module, place) for place in places), f"{module} imports {imported}"


ASKS = ("execute", "executemany", "executescript", "backup")
SQL = re.compile(
    r"\s*(WITH\s+\w+.*\bAS\s*\(|SELECT\s.*\bFROM\b|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+(OR\s+\w+\s+)?\w+\s+SET\b|DELETE\s+FROM\b|"
    r"(CREATE|DROP|ALTER)\s+(VIRTUAL\s+)?TABLE\b|PRAGMA\s|BEGIN\s+IMMEDIATE$)",
    re.DOTALL,
)
HOLDS_AN_INDEX = ("veille.match.rules",)
"""Rules are met by an index of one batch, in memory, that nothing is kept in."""


def queries(source: str) -> list[str]:
    """Return what in a module asks a database: calls of a connection, and texts that are SQL."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            found.append(f"line {node.lineno}: .{node.func.attr}(…)")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            found.append(f"line {node.lineno}: {' '.join(node.value.split())[:60]}")
    return found


@pytest.mark.parametrize("module", sorted(VEILLE | PLUGINS))
def test_sql_stands_in_the_store_alone(module: str) -> None:
    if module.startswith("veille.store.") or module in HOLDS_AN_INDEX:
        return
    found = queries((VEILLE | PLUGINS)[module].read_text(encoding="utf-8"))
    assert not found, f"{module} asks the database, which store/ alone does: {found}"


@pytest.mark.parametrize(
    "source",
    [
        'db.execute("SELECT 1")',
        "writer.run(lambda db: db.executemany(query, rows))",
        'QUERY = "SELECT id FROM item"',
        'QUERY = """\n  select(x) WITH told(by) AS (SELECT 1)"""[9:]; Q = "WITH told(by) AS (SELECT 1)"',
        'QUERY = "INSERT OR IGNORE INTO item VALUES(1)"',
        'QUERY = "UPDATE source SET told = ?"',
        'QUERY = f"DELETE FROM {table}"',
        'QUERY = "CREATE VIRTUAL TABLE word USING fts5(x)"',
        'START = "BEGIN IMMEDIATE"',
    ],
)
def test_sql_is_found_however_it_is_written(source: str) -> None:
    assert queries(source)


@pytest.mark.parametrize(
    "source", ['say("Select a feed from the list")', 'key = "update"', 'text = "Delete it."', "run(job)"]
)
def test_english_is_no_sql(source: str) -> None:
    assert not queries(source)


@pytest.mark.parametrize("module", sorted(name for name in VEILLE if name.startswith("veille.letters")))
def test_a_letter_is_decided_without_a_database(module: str) -> None:
    reached = {
        imported
        for imported in imports(VEILLE[module])
        if imported == "sqlite3" or imported.startswith("veille.store")
    }
    assert reached <= {"veille.store.facts"}, (
        f"{module} reaches the store: what letters need, store/gather.py reads"
    )


def test_facts_hold_no_query() -> None:
    assert "sqlite3" not in set(imports(VEILLE["veille.store.facts"]))


@pytest.mark.parametrize("module", sorted(PLUGINS))
def test_no_kind_imports_another(module: str) -> None:
    kind = module.split(".")[1:2]
    others = [
        imported
        for imported in imports(PLUGINS[module])
        if imported.startswith("veille_plugins") and imported.split(".")[1:2] != kind
    ]
    assert not others, f"{module} imports {others}: what kinds share belongs into veille.kit"


@pytest.mark.parametrize("module", sorted(PLUGINS))
def test_a_plugin_imports_the_root_of_veille_and_the_kit_alone(module: str) -> None:
    deep = [
        imported
        for imported in imports(PLUGINS[module])
        if imported.startswith("veille.") and not f"{imported}.".startswith("veille.kit.")
    ]
    assert not deep, f"{module} imports {deep}: the plugin API is `from veille import …` and veille.kit"


def said_by(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield the string literals of a module, and its identifiers (True)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False
        for attribute in ("id", "attr", "arg", "name"):
            if isinstance(found := getattr(node, attribute, None), str):
                yield found, True


@pytest.mark.parametrize("module", sorted(VEILLE))
def test_the_core_names_no_bundled_kind_and_no_engine(module: str) -> None:
    named = [
        word
        for word, is_identifier in said_by(ast.parse(VEILLE[module].read_text(encoding="utf-8")))
        if word in (DISTINCT if is_identifier else BUNDLED | ENGINES)
        and not any(fnmatchcase(module, place) and word in words for place, words in MAY_NAME.items())
    ]
    assert not named, (
        f"{module} names {sorted(set(named))}: what the core wants of a kind is a capability that any kind may declare"
    )


def test_the_core_names_what_it_may_name() -> None:
    for place, words in MAY_NAME.items():
        there = {
            word
            for module, path in VEILLE.items()
            if fnmatchcase(module, place)
            for word, _ in said_by(ast.parse(path.read_text(encoding="utf-8")))
        }
        assert words <= there, f"{place} names {words - there} no longer: take it out of MAY_NAME"


def test_the_names_of_kinds_and_engines_are_those_that_there_are() -> None:
    assert {"feed", "name_search", "own_page", "mailbox"} <= BUNDLED
    assert {"google_news", "searxng", "brave", "hal"} <= ENGINES


@pytest.mark.parametrize("module", STDLIB_ONLY)
def test_the_bottom_needs_the_standard_library_alone(module: str) -> None:
    import sys

    outside = [
        imported
        for imported in imports(VEILLE[module])
        if imported.partition(".")[0] not in {*sys.stdlib_module_names, "veille"}
    ]
    assert not outside


def test_every_file_opens_with_a_sentence_that_says_what_it_is_for() -> None:
    silent = [
        name
        for name, path in (VEILLE | PLUGINS).items()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


FOLDERS_OF_TESTS = {
    "app",
    "cases",
    "corpora",
    "plugins",
    "servers",
    "faults",
    "bench",
    "machines",
    "eval_names",
    "eval_pages",
}
"""Tests of no one module: the daemon whole, real captures, kinds, servers, measurements."""


def test_tests_lie_where_their_module_does() -> None:
    """tests/web/test_guard.py and tests/web/test_guard_lan.py are the tests of daemon/veille/web/guard.py."""
    astray = []
    for path in (ROOT / "tests").rglob("*/test_*.py"):
        folder = path.relative_to(ROOT / "tests").parent
        if folder.parts[0] in FOLDERS_OF_TESTS:
            continue
        modules = {module.stem for module in (DAEMON / "veille" / folder).glob("*.py")} | {folder.name}
        stem = path.stem.removeprefix("test_")
        if not any(stem == module or stem.startswith(f"{module}_") for module in modules):
            astray.append(str(path.relative_to(ROOT)))
    assert not astray, f"no module is called as these tests are: {astray}"


def test_the_picture_of_the_layers_is_the_code_s() -> None:
    drawn = re.search(r"```mermaid\n.*?```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    assert drawn and drawn[0] == picture(), (
        "put what  python tests/test_layers.py  prints into CONTRIBUTING.md"
    )


def test_each_folder_says_what_it_does_for_whom_and_what_to_read_first() -> None:
    for path in (DAEMON / "veille").glob("*/__init__.py"):
        if path.parent.name in ("cli", "config", "testing"):
            continue  # they hold code, and say it in their first lines
        said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        named = re.findall(r"\b([\w/]+\.(?:py|html))\b", said)
        assert "For " in said and "Read " in said and named, (
            f"{path} does not say whom it serves and where to begin"
        )
        for name in named:
            assert (path.parent / name).exists() or (path.parent.parent / name).exists(), (
                f"{path} names {name}"
            )


if __name__ == "__main__":
    print(picture())
