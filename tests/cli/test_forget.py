"""Names that are forgotten, leave and come back, or change: what was there already is told in a letter, and never alerts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailserver import MailServer
from veille.app import App
from veille.config.model import Config
from veille.events import DatabaseChanged
from veille.model import MarkValue
from veille.store import marks, owed
from veille.store.mentions import Forgotten, forget_name
from veille.store.schema import open_writer
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss, subjects

VAL = '[person.moi]\nname = "Valérian Quérouil"\n'
OTHER = '[person.autre]\nname = "Zoé Kerbiriou"\n'
FIRST = Article(1, "Le temps qu'il fait")


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        server.on("/feed", Answer(rss([FIRST])))
        server.on("/search", found("Valérian Quérouil", 1))
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def found(name: str, n: int) -> Answer:
    """Answer as SearXNG does, with n results."""
    words = ("vitraux", "regate", "tribune", "concert", "marathon", "semences", "faience", "kayak")
    results = [
        {"url": f"https://{word}.example/", "title": f"{name} et {word}", "content": "", "engines": ["bing"]}
        for word in words[:n]
    ]
    told = {"query": "", "results": results, "unresponsive_engines": []}
    return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})


def watch(folder: Path, web: WebServer, post: MailServer, names: str, *, searched: bool = True) -> Config:
    search = f'searxng = "{web.url("")}"\n' if searched else ""
    text = f'[search]\nnews = false\n{search}{names}\n[source]\npresse = "{web.url("/feed")}"'
    return configured(folder, text, mail_port=post.port)


def forget(config: Config, name: str = "moi") -> Forgotten:
    """Forget a name from another process."""
    with closing(open_writer(config.state / "veille.db")) as db:
        db.execute("BEGIN IMMEDIATE")
        gone = forget_name(db, name)
        db.execute("COMMIT")
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
        db.execute("INSERT INTO item_fts(item_fts) VALUES('integrity-check')")
    return gone


def counts(post: MailServer) -> tuple[int, int]:
    """Return how many first letters and alerts arrived."""
    return len(subjects(post, "f-")), len(subjects(post, "a-"))


def mentions(folder: Path) -> list[tuple[object, ...]]:
    return rows(folder, "SELECT by, verdict, baseline, count(*) FROM match GROUP BY 1, 2, 3")


def test_a_name_that_comes_back_is_told_of_in_a_letter_and_alerts_nobody(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        await app.reload(watch(tmp_path, web, post, OTHER))
        await app.poll_once()
        before = counts(post)
        clock.forward(60 * DAY)
        web.on("/search", found("Valérian Quérouil", 8))
        await app.reload(watch(tmp_path, web, post, VAL))
        assert app.poller.states["moi/searxng"].baseline is None
        await app.poll_once()
        assert counts(post) == (before[0] + 1, before[1])
        clock.forward(DAY)
        await app.poll_once()
        assert counts(post) == (before[0] + 1, before[1])

    living(watch(tmp_path, web, post, VAL), clock, life)
    assert mentions(tmp_path) == [("name:moi", "sure", 1, 9)], "the other's search found one of them, too"
    assert not rows(tmp_path, "SELECT * FROM movement")


@pytest.mark.parametrize(
    "changed", ['[person.moi]\nname = "Gwenn Kerautret"\n', VAL + 'also = ["Gwenn Kerautret"]\n']
)
def test_a_name_that_is_spelled_anew_or_in_more_forms_begins_anew(
    tmp_path: Path, web: WebServer, post: MailServer, changed: str
) -> None:
    clock = Clock()
    web.on("/feed", Answer(rss([Article(2, "Gwenn Kerautret rame"), FIRST])))

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        web.on("/search", found("Gwenn Kerautret", 7))
        await app.reload(watch(tmp_path, web, post, changed))
        await app.poll_once()
        assert counts(post) == (2, 0)
        clock.forward(DAY)
        web.on("/search", found("Gwenn Kerautret", 8))
        await app.poll_once()

    living(watch(tmp_path, web, post, VAL), clock, life)
    assert rows(
        tmp_path, "SELECT count(*) FROM match JOIN item ON item.id = item WHERE item.title LIKE 'Gwenn%'"
    ) == [(9,)], "the archive was looked through"
    assert counts(post)[0] == 2, "and told of in one letter"
    assert rows(tmp_path, "SELECT count(*) FROM owed") == [(1,)], "what came after that alerts"


def test_the_first_page_of_a_name_that_is_spelled_anew_is_compared_with_no_other_s(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        web.on("/search", found("Annuaire", 7))
        await app.reload(watch(tmp_path, web, post, VAL.replace("Quérouil", "Kerautret")))
        await app.poll_once()
        assert not rows(tmp_path, "SELECT * FROM movement")
        clock.forward(DAY)
        web.on("/search", found("Annuaire", 8))
        await app.poll_once()

    living(watch(tmp_path, web, post, VAL), clock, life)
    assert rows(tmp_path, "SELECT kind, place FROM movement") == [("new", 8)]


def test_a_context_word_more_alerts_nobody_of_what_was_there(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        web.on("/search", found("Valérian Quérouil", 8))
        await app.reload(watch(tmp_path, web, post, VAL + 'context = ["vitraux"]\n'))
        await app.poll_once()

    living(watch(tmp_path, web, post, VAL), clock, life)
    assert counts(post) == (1, 0)


@pytest.mark.parametrize("searched", [True, False])
def test_a_name_renamed_and_edited_in_one_go_keeps_what_was_said_of_it(
    tmp_path: Path, web: WebServer, post: MailServer, searched: bool
) -> None:
    clock = Clock()
    feed = [Article(2, "Des vitraux", "Valérian Quérouil restaure des vitraux."), FIRST]

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        web.on("/feed", Answer(rss(feed)))
        await app.poll_once()
        item = rows(tmp_path, "SELECT id FROM item WHERE title = 'Des vitraux'")[0][0]
        await app.writer.run(
            lambda db: marks.add_mark(db, int(str(item)), MarkValue.YES, now=int(clock()), name="moi")
        )
        await app.writer.run(lambda db: owed.pause(db, "moi", int(clock()), int(clock() + DAY)))
        clock.forward(HOUR)
        renamed = VAL.replace("moi", "val") + 'context = ["vitraux"]\n'
        await app.reload(watch(tmp_path, web, post, renamed, searched=searched))
        await app.poll_once()

    living(watch(tmp_path, web, post, VAL, searched=searched), clock, life)
    assert {by for by, *_ in mentions(tmp_path)} == {"name:val"}
    assert rows(tmp_path, "SELECT name, value FROM mark") == [("val", "yes")]
    assert rows(tmp_path, "SELECT key FROM name") == [("val",)]
    assert rows(tmp_path, "SELECT rule FROM pause") == [("val",)]
    assert not [name for (name,) in rows(tmp_path, "SELECT name FROM source") if str(name).startswith("moi")]
    assert counts(post)[0] == 1


def test_a_name_that_is_forgotten_while_it_is_watched_begins_anew(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()
    web.on("/search", found("Valérian Quérouil", 6))
    config = watch(tmp_path, web, post, VAL)

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        assert forget(config).items == 6
        app.bell.ring(DatabaseChanged())
        await app.settle()
        assert app.poller.due(clock())[0] == "moi/searxng", "its letter waits for it"
        await app.poll_once()

    living(config, clock, life)
    assert counts(post) == (2, 0)
    assert mentions(tmp_path) == [("name:moi", "sure", 1, 6)]


def test_a_poll_under_way_brings_nothing_of_a_name_that_is_forgotten_meanwhile(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()
    config = watch(tmp_path, web, post, VAL)

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        answer = found("Valérian Quérouil", 6)
        web.on("/search", Answer(answer.body, headers=answer.headers, delay=0.3))
        task = app.start_polls(["moi/searxng"])
        forget(config)
        assert task is not None
        (polled,) = await task
        assert not polled.kept.new
        await app.poll_once()

    living(config, clock, life)
    assert mentions(tmp_path) == [("name:moi", "sure", 1, 6)]
    assert counts(post)[1] == 0


def test_the_number_of_an_item_that_was_forgotten_is_never_another_s(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()
    config = watch(tmp_path, web, post, VAL + OTHER)

    async def life(app: App) -> None:
        await app.poll_once(["presse", "autre/searxng"])
        await app.poll_once(["moi/searxng"])

        def job(db: sqlite3.Connection) -> int:
            (last,) = db.execute("SELECT max(id) FROM item").fetchone()
            marks.add_mark(db, last, MarkValue.PICK, now=int(clock()))
            marks.add_mark(db, last, MarkValue.NO, now=int(clock()), name="autre")
            return int(last)

        last = await app.writer.run(job)
        assert forget(config).items == 1
        assert not rows(tmp_path, f"SELECT * FROM mark WHERE item = {last}")
        assert not rows(tmp_path, f"SELECT * FROM position WHERE item = {last}")
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([Article(2, "Tout autre chose"), FIRST])))
        await app.poll_once()
        assert rows(tmp_path, "SELECT id FROM item WHERE title = 'Tout autre chose'")[0][0] > last

    living(config, clock, life)


def test_an_alert_that_waits_leaves_without_a_name_that_is_forgotten(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()
    config = watch(tmp_path, web, post, VAL + OTHER, searched=False)

    def feed(start: int, title: str) -> Answer:
        told = [("Valérian Quérouil", "restaure des vitraux"), ("Zoé Kerbiriou", "gagne la régate")]
        return Answer(
            rss([*(Article(start + n, f"{who} {what} {title}") for n, (who, what) in enumerate(told)), FIRST])
        )

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        web.on("/feed", feed(2, ""))
        await app.poll_once()
        assert counts(post) == (1, 1)
        post.at_rcpt = "451 4.3.0 later"
        clock.forward(HOUR)
        web.on("/feed", feed(4, "au musée de la mer"))
        await app.poll_once()
        forget(config)
        post.at_rcpt = ""
        clock.forward(HOUR)
        await app.writer.run(lambda db: db.execute("DELETE FROM recipient"))
        await app.settle()

    living(config, clock, life)
    alerts = [
        mail.get_body(("plain",)).get_content() for mail in post.mails if mail["Message-ID"].startswith("<a-")
    ]
    assert "Quérouil" in alerts[0]
    assert len(alerts) == 2 and "Kerbiriou" in alerts[1] and "Quérouil" not in alerts[1]


def test_what_is_owed_after_a_name_was_forgotten_is_alerted(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    clock = Clock()
    config = watch(tmp_path, web, post, VAL, searched=False)

    async def life(app: App) -> None:
        await app.poll_once()
        for number, title in ((2, "Des vitraux"), (3, "Une régate sur le lac")):
            clock.forward(HOUR)
            web.on("/feed", Answer(rss([Article(number, title, f"Valérian Quérouil, {title}."), FIRST])))
            await app.poll_once()
            if number == 2:
                forget(config)
                app.bell.ring(DatabaseChanged())
                await app.settle()

    living(config, clock, life)
    assert counts(post)[1] == 2, "the number of what was owed before is used again"
