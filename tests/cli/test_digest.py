"""veille digest: shown, as CSV, as JSON, and sent: beside a daemon and without one."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailserver import MailServer
from patience import HANG
from veille.app import App
from veille.config.model import Config
from webserver import Answer, WebServer
from world import Article, configured, rss

RULES = """
[rule.acme]
any = ["acme"]
topic = "Nous"

[rule.robots]
any = ["robot*"]
topic = "Secteur"

[digest.matin]
at = "monthly 07:30"

[digest.nous]
at = "monthly 08:00"
to = ["a@example.org", "b@example.org"]
topics = ["Nous"]
"""
NEW = [
    Article(2, "Acme ouvre un atelier de robots", "À Nantes."),
    Article(3, '=HYPERLINK("https://evil.example") robot', "Un, deux."),
]


@dataclass(frozen=True)
class Home:
    folder: Path
    config: Config
    web: WebServer
    post: MailServer

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(self.folder / "veille.toml"), *words],
            capture_output=True, text=True, timeout=HANG, check=False, env={**os.environ, "COLUMNS": "100"},
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with WebServer() as web, MailServer() as post:
        config = configured(tmp_path, f'{RULES}[source]\npresse = "{web.url("/feed")}"', mail_port=post.port)
        home = Home(tmp_path, config, web, post)
        web.on("/feed", Answer(rss([Article(1, "Avant")])))
        asyncio.run(_poll(config))
        web.on("/feed", Answer(rss(NEW)))
        asyncio.run(_poll(config))
        post.mails.clear()
        yield home


async def _poll(config: Config) -> None:
    # A period ends before the second in which its digest is made.
    async with App(config, clock=lambda: time.time() - 60) as app:
        await app.poll_once()


def test_matches_are_printed_as_csv_that_no_spreadsheet_computes(home: Home) -> None:
    rows = list(csv.DictReader(io.StringIO(home.run("digest", "matin", "--csv").stdout)))
    assert list(rows[0]) == ["item", "dated", "topic", "title", "outlet", "author", "url", "rule", "closes"]
    assert [(row["rule"], row["topic"], row["title"]) for row in rows] == [
        ("acme", "Nous", "Acme ouvre un atelier de robots"),
        ("robots", "Secteur", "Acme ouvre un atelier de robots"),
        ("robots", "Secteur", '\'=HYPERLINK("https://evil.example") robot'),
    ]
    assert rows[0]["url"] == "https://presse.example/2"
    assert rows[0]["dated"].startswith("20") and "T" in rows[0]["dated"]
    nous = list(csv.DictReader(io.StringIO(home.run("digest", "nous", "--csv").stdout)))
    assert [row["topic"] for row in nous] == ["Nous"]


def test_a_digest_is_json_for_programs(home: Home) -> None:
    told = json.loads(home.run("digest", "matin", "--json").stdout)
    assert (told["digest"], told["recipient"]) == ("matin", "ines@example.org")
    assert [(topic["topic"], len(topic["stories"]), topic["more"]) for topic in told["topics"]] == [
        ("Nous", 1, 0),
        ("Secteur", 1, 0),
    ]
    assert told["topics"][0]["stories"][0]["why"] == ["rule:acme", "rule:robots"]
    assert told["start"] < told["end"]
    assert "Acme ouvre" in told["text"]


def test_without_a_daemon_a_digest_is_sent_to_each_recipient_and_its_period_ends(home: Home) -> None:
    said = home.run("digest", "nous", "--send")
    assert said.returncode == 0, said.stderr
    assert said.stdout == "2 messages made; sent to a@example.org, b@example.org\n"
    assert sorted(mail["To"] for mail in home.post.mails) == ["a@example.org", "b@example.org"]
    assert "Acme" not in home.run("digest", "nous").stdout
    assert "Acme" in home.run("digest", "matin").stdout, "another digest has a period of its own"


def test_a_recipient_that_refuses_is_named_with_its_reason(home: Home) -> None:
    home.post.at_rcpt = "550 5.1.1 no such user here"
    said = home.run("digest", "nous", "--send", "--json")
    assert said.returncode == 1
    assert {message["state"] for message in json.loads(said.stdout)} == {"dead"}
    assert "a@example.org" in said.stderr
    assert "no such user here" in said.stderr


def test_beside_a_daemon_the_daemon_sends_it(home: Home) -> None:
    async def live() -> subprocess.CompletedProcess[str]:
        async with App(home.config) as app:
            running = asyncio.create_task(asyncio.to_thread(home.run, "digest", "nous", "--send"))
            while not running.done():
                await app.tick()
                await asyncio.sleep(0.05)
            return await running

    said = asyncio.run(live())
    assert (said.returncode, said.stdout) == (0, "2 messages made; sent to a@example.org, b@example.org\n"), (
        said.stderr
    )
    assert len(home.post.mails) == 2


def test_what_makes_no_sense_together_is_usage(home: Home) -> None:
    assert home.run("digest", "nous", "--send", "--csv").returncode == 2
    assert home.run("digest", "nous", "--send", "--to", "a@example.org").returncode == 2
    assert home.run("digest", "nous", "--csv", "--json").returncode == 2
    said = home.run("digest", "nous", "--to", "nobody")
    assert said.returncode == 1
    assert "'nobody' is neither an address nor a channel" in said.stderr
    assert "say which digest: matin, nous" in home.run("digest").stderr


def test_where_nothing_was_polled_there_is_nothing_to_send(tmp_path: Path) -> None:
    config = configured(tmp_path, "[channel.c]\nconsole = true", head='to = "c"')
    with WebServer() as web, MailServer() as post:
        said = Home(tmp_path, config, web, post).run("digest", "--send")
    assert said.returncode == 1
    assert "nothing was polled here" in said.stderr
    assert not (tmp_path / "state" / "veille.db").exists()
