"""A source whose kind does not load is told everywhere: by `check`, by `status`, at the foot of a digest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.app import App
from veille.cli import commands
from veille.config.model import Config
from veille.store.schema import open_reader
from webserver import Answer, WebServer
from world import HOUR, Article, Clock, configured, living, rss

DROP_IN = '"""A kind that needs what is not there."""\n\nraise ImportError("No module named \'lxml\'")\n'


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, ["--config", str(folder / "veille.toml"), *words])


def with_a_broken_kind(folder: Path, url: str) -> Config:
    (folder / "plugins").mkdir()
    (folder / "plugins" / "odd.py").write_text(DROP_IN, encoding="utf-8")
    config = configured(
        folder,
        f'[channel.console]\nconsole = true\n[digest.matin]\nat = "09:30"\n[rule.r]\nany = ["étude"]\n'
        f'[source.ailleurs]\nkind = "odd"\n[source]\npresse = "{url}"',
        head='to = "console"\n',
    )
    assert set(config.broken) == {"ailleurs"}
    return config


@pytest.fixture
def polled(tmp_path: Path) -> Path:
    """Return the folder of a watch in which one source was polled, and the digest sent."""
    with WebServer() as web:
        web.on("/feed", Answer(rss([Article(1, "Une étude")])))
        config = with_a_broken_kind(tmp_path, web.url("/feed"))
        clock = Clock()

        async def life(app: App) -> None:
            await app.tick()
            await app.settle()
            clock.forward(HOUR)
            await app.tick()
            await app.settle()

        living(config, clock, life)
    return tmp_path


def test_check_names_the_source_and_says_why(polled: Path) -> None:
    done = run(polled, "check")
    assert done.exit_code == 0
    assert "Ne tournent pas (1)" in done.stdout
    assert "No module named 'lxml'" in done.stdout
    assert "1 de ses sources ne peut pas tourner" in done.stdout


def test_status_names_the_source_and_says_why(polled: Path) -> None:
    said = run(polled, "status").stdout
    assert "ailleurs" in said
    assert "ailleurs\tne peut pas tourner\t" in said
    assert "No module named 'lxml'" in said
    assert json.loads(run(polled, "status", "--json").stdout)["broken"].keys() == {"ailleurs"}


def test_status_of_the_source_itself_says_why(polled: Path) -> None:
    said = run(polled, "status", "ailleurs")
    assert said.exit_code == 0
    assert "ailleurs ne peut pas tourner : le genre “odd”" in said.stdout
    assert "odd" in json.loads(run(polled, "status", "ailleurs", "--json").stdout)["why"]


def test_status_works_beside_a_configuration_that_is_wrong(polled: Path) -> None:
    file = polled / "veille.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[rule.x]\n", encoding="utf-8")
    done = run(polled, "status")
    assert done.exit_code == 0
    assert "presse" in done.stdout
    assert "lancez  veille check" in done.stderr


def test_the_foot_of_a_digest_counts_the_source_as_not_seen_and_says_why(polled: Path) -> None:
    db = open_reader(polled / "state" / "veille.db")
    (text,) = db.execute("SELECT text FROM message WHERE kind = 'digest'").fetchone()
    db.close()
    foot = " ".join(text.split()).replace("\u00a0", " ")
    assert "1 source sur 2" in foot
    assert "Ce qu’elle n’a pas vu : ailleurs (ne peut pas tourner, « le genre “odd” (" in foot
    assert "ne se charge pas : ImportError" in foot
    assert "la veille va bien" not in foot
