"""A disk that fills: polls say so, nothing is kept half, and what came is found again and told once when there is room."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from mailserver import MailServer
from veille.app import App
from veille.model import Outcome
from webserver import Answer, WebServer
from world import HOUR, Article, Clock, configured, living, rss

RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true
"""
OLD = Article(1, "Ce qui était là")
LONG = "À Lyon, la Maison du Livre recrute. " * 400
MANY = [
    Article(number, f"Chargé de communication, poste {number}", f"{number} {LONG}")
    for number in range(100, 115)
]


async def fill(app: App) -> None:
    """Let the database grow no more."""
    pages = await app.writer.run(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await app.writer.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())


async def clear(app: App) -> None:
    await app.writer.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())


async def tick(app: App, clock: Clock) -> None:
    clock.forward(20)
    await app.tick()
    while app.poller.polling:  # noqa: ASYNC110 - nothing rings when a poll could not be kept
        await asyncio.sleep(0.005)


def counts(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "state" / "veille.db")) as db:
        tables = ("item", "seen", "match", "owed", "story", "poll", "validators")
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_a_poll_that_finds_the_disk_full_says_so_keeps_nothing_half_and_is_made_good_when_there_is_room(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD]), etag='"1"'))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        post.mails.clear()
        await fill(app)
        before = counts(tmp_path)
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([*MANY, OLD]), etag='"2"'))
        for _ in range(2):
            (polled,) = await app.poller.poll_all(["culture"])
            assert polled.outcome is Outcome.FAILED
            assert "full" in str(polled.why)
            assert counts(tmp_path) == before, "nothing of it was kept, not even that the page was seen"
        await clear(app)
        clock.forward(HOUR)
        (polled,) = await app.poll_once()
        assert (polled.outcome, polled.kept.new, polled.kept.owed) == (Outcome.CHANGED, len(MANY), len(MANY))
        clock.forward(HOUR)
        (polled,) = await app.poll_once()
        assert polled.outcome is Outcome.UNCHANGED, "the page's validators came with its items"

    living(config, clock, live)
    alerts = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    text = "".join(mail.get_body(("plain",)).get_content() for mail in alerts)
    named = [
        article for article in MANY if article.title.replace(" ", "\u00a0") in text.replace(" ", "\u00a0")
    ]
    assert named
    assert all(text.count(f"poste {article.number}") <= 1 for article in MANY)
    with closing(sqlite3.connect(tmp_path / "state" / "veille.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM owed WHERE message IS NULL AND NOT deferred").fetchone() == (
            0,
        )


def test_the_tick_goes_on_while_the_disk_is_full_and_sends_what_it_owes_when_there_is_room(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD])))
    config = configured(
        tmp_path, f'{RULES}[source.culture]\nurl = "{web.url("/feed")}"\nevery = "10m"\n', mail_port=post.port
    )
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        post.mails.clear()
        await fill(app)
        web.on("/feed", Answer(rss([*MANY[:5], OLD])))
        for _ in range(60):
            await tick(app, clock)
        assert len(post.mails) == 1, "that nothing can be kept is told once, past the outbox"
        assert "full" in post.mails[0].get_body(("plain",)).get_content()
        await clear(app)
        for _ in range(20):
            await tick(app, clock)
        await app.settle()

    living(config, clock, live)
    alerts = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    assert len(alerts) == 1
    assert len(post.mails) == 3, "and so is its end"
    text = alerts[0].get_body(("plain",)).get_content()
    assert all(f"poste {article.number}" in text.replace("\u00a0", " ") for article in MANY[:5])
