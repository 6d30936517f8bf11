"""The configuration changes while polls fly, while the disk is full, while a recipient rests: nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mailserver import MailServer
from patience import HANG, until_here
from veille.app import App
from veille.config.model import Config
from veille.model import Outcome
from veille.store import outbox
from veille.store.writer import StoreError
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss

RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true
"""


def feeds(web: WebServer, folder: Path, post: MailServer, *names: str, more: str = "") -> Config:
    sources = "\n".join(f'{name} = "{web.url(f"/{name}")}"' for name in names)
    return configured(folder, f"{RULES}{more}[source]\n{sources}", mail_port=post.port)


@contextlib.asynccontextmanager
async def locked(app: App, folder: Path) -> AsyncIterator[None]:
    """Keep the database from being written, as a full disk would."""
    await app.writer.run(lambda db: db.execute("PRAGMA busy_timeout = 20").fetchone())
    with closing(sqlite3.connect(folder / "state" / "veille.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def asked(web: WebServer, path: str) -> None:
    await until_here(lambda: web.asked(path), f"a request for {path}")


def test_a_source_is_baselined_once_though_the_files_are_read_again_in_its_first_poll(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    reloaded = threading.Event()
    web.on("/a", Answer(rss([Article(1, "Ancien")]), after=reloaded))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()

    async def life(app: App) -> None:
        app.start_polls(["a"])
        await asked(web, "/a")
        await app.reload(feeds(web, tmp_path, post, "a"))
        assert not app.poller.due(clock()), "the poll under way is the one that is due"
        reloaded.set()
        await app.settle()
        assert app.poller.states["a"].baseline is not None
        web.on("/a", Answer(rss([Article(2, "Chargé de communication"), Article(1, "Ancien")])))
        clock.forward(HOUR)
        (polled,) = await app.poll_once()
        assert polled.kept.owed == 1

    living(config, clock, life)
    assert len([request for request in web.requests if request.path == "/a"]) == 2


def test_a_poll_of_options_that_changed_meanwhile_keeps_nothing(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    reloaded = threading.Event()
    web.on("/a", Answer(rss([Article(1, "Ancien")]), after=reloaded))
    web.on("/b", Answer(rss([Article(7, "Autre")])))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()

    async def life(app: App) -> None:
        app.start_polls(["a"])
        await asked(web, "/a")
        await app.reload(configured(tmp_path, f'{RULES}[source]\na = "{web.url("/b")}"', mail_port=post.port))
        reloaded.set()
        await app.settle()
        assert rows(tmp_path, "SELECT count(*) FROM item") == [(0,)]
        (polled,) = await app.poll_once()
        assert (polled.outcome, polled.kept.new) == (Outcome.CHANGED, 1)

    living(config, clock, life)


def test_a_source_that_leaves_while_it_waits_for_its_turn_is_forgotten_quietly(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    names, reloaded = [f"f{number}" for number in range(60)], threading.Event()
    for name in names:
        web.on(f"/{name}", Answer(rss([Article(1, name)]), after=reloaded))
    config = feeds(web, tmp_path, post, *names)

    async def life(app: App) -> None:
        app.start_polls(names)
        (task,) = app._polls
        await asked(web, "/f0")
        await app.reload(feeds(web, tmp_path, post, *names[:10]))
        reloaded.set()
        polled = await task
        assert {str(poll.why) for poll in polled if poll.source not in names[:10]} == {
            "the configuration changed while it was polled"
        }
        assert all(poll.kept.new == 1 for poll in polled if poll.source in names[:10])

    living(config, Clock(), life)


def test_a_reload_that_cannot_be_written_changes_nothing(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(web, tmp_path, post, "a")

    async def life(app: App) -> None:
        await app.poll_once()
        async with locked(app, tmp_path):
            with pytest.raises(StoreError):
                await app.reload(feeds(web, tmp_path, post, "a", "b"))
        assert app.config is config
        assert set(app.poller.states) == {"a"}

    living(config, Clock(), life)


def test_how_a_delivery_ended_is_written_down_as_soon_as_the_database_can_be(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        web.on("/a", Answer(rss([Article(2, "Chargé de communication")])))
        clock.forward(HOUR)
        await app.poller.poll_all(["a"])
        await app.scheduler.post(clock(), app.poller.states)
        router = app.deliverer.router
        send = router.send

        lock = locked(app, tmp_path)

        class Locking:
            quiet_until = staticmethod(router.quiet_until)
            rests_until = staticmethod(router.rests_until)

            async def send(self, message: object, now: float) -> object:
                outcome = await send(message, now)
                await lock.__aenter__()
                return outcome

        app.deliverer.router = Locking()
        await app.deliverer.drain()
        await until_here(lambda: len(post.mails) == 2, "the alert")
        await asyncio.sleep(0.3)
        assert app.deliverer.busy, "it waits for the database"
        await lock.__aexit__(None, None, None)
        await app.deliverer.wait(HANG)
        await app.settle()

    living(config, clock, life)
    assert len(post.mails) == 2
    assert rows(tmp_path, "SELECT state FROM message WHERE kind = 'alert'") == [("sent",)]


def test_a_message_tried_again_by_hand_does_not_wait_for_a_recipient_that_rests(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()
    post.at_rcpt = "451 4.3.0 later"

    async def life(app: App) -> None:
        await app.poll_once()
        post.at_rcpt = ""
        await app.settle()
        assert not post.mails, "the recipient rests"
        await app.writer.run(lambda db: outbox.retry_messages(db, [1], int(clock())))
        await app.settle()
        assert len(post.mails) == 1

    living(config, clock, life)


def test_a_feed_that_stays_cut_off_stays_degraded(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    whole = rss([Article(number, f"Article {number}", "Un texte.") for number in range(6)])
    web.on("/a", Answer(whole[: len(whole) * 2 // 3], etag='"1"'))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(3):
            (polled,) = await app.poll_once()
            assert polled.outcome is Outcome.DEGRADED
            assert polled.why
            clock.forward(HOUR)

    living(config, clock, life)
    ((outcome, why),) = rows(tmp_path, "SELECT outcome, sentence(why) FROM source")
    assert outcome == "degraded"
    assert why


def test_a_clock_that_stepped_back_by_a_day_holds_no_alert_and_loses_no_match(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(
        web, tmp_path, post, "a", more='[rule.livre]\nany = ["livre"]\n[digest.matin]\nat = "07:30"\n'
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        web.on("/a", Answer(rss([Article(2, "Chargé de communication"), Article(1, "Ancien")])))
        await app.poll_once()
        clock.forward(-DAY + HOUR)
        web.on(
            "/a",
            Answer(
                rss([Article(3, "Un chargé de communication"), Article(4, "Le livre"), Article(1, "Ancien")])
            ),
        )
        await app.poll_once()
        alerts = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
        assert len(alerts) == 2
        clock.forward(2 * DAY)
        await app.poll_once()

    living(config, clock, life)
    digests = [
        mail.get_body(("plain",)).get_content() for mail in post.mails if mail["Message-ID"].startswith("<d-")
    ]
    assert sum("Le livre" in text for text in digests) == 1


def test_a_database_that_cannot_be_written_is_told_past_it_and_once_more_when_over(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(web, tmp_path, post, "a")
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        async with locked(app, tmp_path):
            for _ in range(4):
                clock.forward(40)
                await app.tick()
        for _ in range(5):
            clock.forward(60)
            await app.tick()

    living(config, clock, life)
    told = [mail["Subject"] for mail in post.mails if mail["Message-ID"].startswith("<s-")]
    assert len(told) == 2


def test_a_stop_soon_after_a_reload_closes_the_connections_of_before(
    tmp_path: Path, web: WebServer, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    web.on("/a", Answer(rss([Article(1, "Ancien")])))
    config = feeds(web, tmp_path, post, "a")

    async def life(app: App) -> None:
        for number in range(3):
            await app.poll_once()
            await app.reload(replace(app.config, contact=f"ines{number}@example.org"))
        await app.poll_once()

    living(config, Clock(), life)
    gc.collect()  # where the sockets that nobody closed are told of
    assert not [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
