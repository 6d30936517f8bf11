"""veille kinds lists the kinds of sources, their options and their schema."""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli.kinds import command
from veille.cli.setting import Setting

HALL = '''
"""Pages of a town hall."""
from __future__ import annotations
from dataclasses import dataclass
from typing import Literal
from veille import Batch, Secret

@dataclass(frozen=True, slots=True)
class Page:
    path: str

@dataclass(frozen=True, slots=True)
class Source:
    url: str
    key: Secret | None = None
    words: tuple[str, ...] = ()
    sort: Literal["new", "old"] = "new"
    page: Page | None = None
    many: int = 20

    async def poll(self, web, cursor):
        return Batch()
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir(mode=0o755)
    for name, text in (("hall", HALL), ("bad", "import nowhere_at_all")):
        (tmp_path / f"plugins/{name}.py").write_text(text)
        (tmp_path / f"plugins/{name}.py").chmod(0o644)
    (tmp_path / "veille.toml").write_text("")
    return tmp_path / "veille.toml"


BUNDLED = {point.name for point in entry_points(group="veille.sources")}


def kinds(file: Path | None, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=Setting(file))


def test_kinds_are_listed_with_what_they_are_and_where_they_come_from(file: Path):
    lines = {line.split()[0]: line for line in kinds(file).output.splitlines()}
    assert list(lines) == sorted({"bad", "hall", *BUNDLED})
    assert "No module named 'nowhere_at_all'" in lines["bad"]
    assert "RSS, Atom, RDF and JSON Feed.  veille " in lines["feed"]
    assert "Pages of a town hall." in lines["hall"]
    assert str(file.parent / "plugins/hall.py") in lines["hall"]


def test_the_options_of_one_kind_are_told_in_words(file: Path):
    output = kinds(file, "hall").output
    for words in (
        "url    text, required",
        "key    secret",
        "words  list of text",
        'sort   "new" or "old", default "new"',
    ):
        assert words in output
    assert "page   table" in output
    assert "many   whole number, default 20" in output
    assert "topic, alert, every" in output


def test_json_holds_the_same(file: Path):
    found = {row["name"]: row for row in json.loads(kinds(file, "--json").output)}
    assert found["bad"]["error"]
    assert found["hall"]["options"][0] == {"key": "url", "required": True, "type": "text", "default": None}
    assert json.loads(kinds(file, "hall", "--json").output) == found["hall"]


def test_a_kind_that_does_not_load_or_exist_is_an_error_when_it_is_asked_for(file: Path):
    assert "No module named" in str(kinds(file, "bad").exception)
    assert "did you mean 'hall'?" in str(kinds(file, "hal").exception)


def test_the_schema_has_one_branch_for_each_kind_that_loads(file: Path):
    schema = json.loads(kinds(file, "--schema").output)
    by_kind = {branch["properties"]["kind"]["const"]: branch for branch in schema["oneOf"]}
    assert set(by_kind) == {"hall", *BUNDLED}
    assert by_kind["hall"]["required"] == ["url", "kind"]
    assert by_kind["feed"]["required"] == ["url"], "a source without a kind is a feed"
    assert {"url", "key", "topic", "every", "login"} <= set(by_kind["hall"]["properties"])
    assert all(branch["additionalProperties"] is False for branch in schema["oneOf"])
    assert {"Login", "Page"} <= set(schema["$defs"])


def test_the_schema_tells_the_pace_as_it_is_written(file: Path):
    found = json.loads(kinds(file, "hall", "--schema").output)["properties"]
    assert (found["every"]["type"], found["every"]["default"]) == ("string", "30m")
    assert not {"name", "source", "options", "digest", "hosts", "login_host", "of", "budget"} & set(found)


def test_the_schema_of_one_kind_is_its_branch(file: Path):
    assert json.loads(kinds(file, "hall", "--schema").output)["properties"]["kind"] == {"const": "hall"}


def test_without_a_configuration_the_installed_kinds_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VEILLE_CONFIG", raising=False)
    assert "feed" in kinds(None).output
