"""veille export, as a person mistypes it, and as one pipes it on."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from veille.cli import commands
from world import configured


def exporting(folder: Path, *words: str) -> Result:
    configured(folder, '[source]\npresse = "https://presse.example/rss?a=1&b=2"\n', mail_port=25)
    return CliRunner().invoke(commands, ["-c", str(folder / "veille.toml"), "export", *words])


def test_the_feeds_that_are_watched_are_printed_as_a_list(tmp_path: Path) -> None:
    assert 'xmlUrl="https://presse.example/rss?a=1&amp;b=2"' in exporting(tmp_path).output


def test_a_time_without_items_is_a_mistake(tmp_path: Path) -> None:
    done = exporting(tmp_path, "--since", "30d")
    assert done.exit_code == 2
    assert "--since is for --items" in done.output


def test_a_pattern_that_no_source_has_gives_an_empty_list(tmp_path: Path) -> None:
    done = exporting(tmp_path, "--source", "prese*")
    assert done.exit_code == 0
    assert "xmlUrl" not in done.output
