"""The documents are read by the tests, so that they cannot go stale."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from veille import config as configuration
from veille.cli import commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), ROOT / "plugins" / "README.md", ROOT / "systemd" / "README.md"]


def command_of(name: str) -> object:
    import click

    return commands.get_command(click.Context(commands), name)


def options_of(name: str) -> set[str]:
    return {option for parameter in command_of(name).params for option in parameter.opts}


def test_every_command_that_the_readme_names_exists_and_every_command_is_named() -> None:
    named = set(re.findall(r"`veille ([a-z-]+)", README))
    existing = set(commands.list_commands(None))
    assert named <= existing
    assert existing <= named


def test_every_option_in_the_readmes_tables_exists() -> None:
    for row in re.findall(r"^\| `veille ([a-z-]+)[^|]*\|(.*)\|$", README, re.MULTILINE):
        name, said = row
        for option in re.findall(r"`(--[a-z-]+)", said):
            assert option in options_of(name), f"README: veille {name} {option}"


def test_lists_take_json_and_limit() -> None:
    for name in ("items", "try", "outbox", "status"):
        assert {"--json", "--limit"} <= options_of(name)


def test_the_readmes_configuration_loads(tmp_path: Path) -> None:
    block = "\n".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
    (tmp_path / "veille.toml").write_text(block, encoding="utf-8")
    config = configuration.load(tmp_path / "veille.toml", environ={"VEILLE_SECRET_MAIL": "x"})
    assert not config.warnings
    assert set(config.rules) == {"jobs"}
    assert set(config.names) == {"me", "confluence"}
    assert {"me/searxng", "confluence/site", "confluence/jobs", "confluence/registry"} <= set(config.sources)
    assert tomllib.loads(block)["source"]["calls"]["topic"] == "Calls"


def test_the_readme_tells_every_kind_that_is_bundled() -> None:
    table = README.partition("| kind | what it watches |")[2].partition("\n\n")[0]
    told = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`([a-z_]+)`", row.split("|")[1] if "|" in row else "")
    }
    assert told == {point.name for point in entry_points(group="veille.sources")}


def test_the_readmes_queries_are_read_as_rules_are() -> None:
    from veille.match.query import parse

    for query in re.findall(r"veille try '([^']*)'", README):
        assert parse(query).fts


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_target_of_the_makefile_that_documents_name_exists() -> None:
    targets = set(re.findall(r"^([.\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in DOCUMENTS:
        for target in re.findall(r"`make ([.\w-]+)", path.read_text(encoding="utf-8")):
            assert target in targets, f"{path.name}: make {target}"


def test_every_command_stands_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:veille )?([a-z-]+)", changelog))
    assert set(commands.list_commands(None)) <= named


def test_the_reading_path_is_eight_files_and_two_thousand_lines_at_most() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    way = contributing.partition("## Find your way")[2].partition("\n\nThe words that they use")[0]
    steps = re.findall(r"^\d+\. `([^`]+)`", way, re.MULTILINE)
    lines = {step: len((ROOT / step).read_text(encoding="utf-8").splitlines()) for step in steps}
    assert 5 <= len(steps) <= 8
    assert sum(lines.values()) <= 2000, lines


def test_files_that_contributing_names_exist() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    places = (ROOT, ROOT / "daemon/veille", *(ROOT / "daemon/veille").glob("*/"), ROOT / "plugins")
    for named in set(re.findall(r"`([\w/]+\.py)`", contributing)):
        if "NAME" not in named:
            assert any((place / named).is_file() for place in places), f"CONTRIBUTING.md names {named}"
