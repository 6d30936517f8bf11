"""`veille try` finds in the archive what the rule would have found as it came."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from veille.cli import commands
from webserver import Answer, WebServer
from world import Article, Clock, configured, living, rss

ARTICLES = (
    Article(1, "Chargée de communication", "À Lyon, la Maison du Livre recrute."),
    Article(2, "Stage : chargé de communication", "À Lyon."),
)


def tried(folder: Path, *words: str) -> list[str]:
    done = CliRunner().invoke(commands, ["--config", str(folder / "veille.toml"), "try", *words, "--json"])
    assert done.exit_code == 0, done.output
    return [row["title"] for row in json.loads(done.stdout)]


def test_a_rule_that_takes_a_source_whole_leaves_out_its_not_here_too(tmp_path: Path) -> None:
    with WebServer() as web:
        web.on("/a", Answer(rss(ARTICLES)))
        web.on("/b", Answer(rss([Article(3, "Ailleurs")])))
        config = configured(
            tmp_path,
            f'[rule.emplois]\nfrom = ["presse"]\nnot = ["stage"]\n[rule.tout]\nfrom = ["presse"]\n'
            f'[channel.console]\nconsole = true\n[source]\npresse = "{web.url("/a")}"\nautre = "{web.url("/b")}"',
            head='to = "console"\n',
        )
        clock = Clock()
        polled = living(config, clock, lambda app: app.poll_once())
    assert len(polled) == 2
    assert tried(tmp_path, "emplois", "--since", "9999d") == ["Chargée de communication"]
    assert sorted(tried(tmp_path, "tout", "--since", "9999d")) == sorted(
        article.title for article in ARTICLES
    )
