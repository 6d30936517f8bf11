"""What a person said of who is meant: it holds whatever comes after, it is learnt from at once, and it can be taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailserver import MailServer
from veille.app import App
from veille.config.model import Config
from veille.model import MarkValue
from veille.store import marks, owed
from veille.watch.backfill import judge_again
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss, subjects

CLAIRE = '[person.moi]\nname = "Claire Vasseur"\ncontext = ["musée"]\nalso = ["@clairevasseur"]\n'
ANY = CLAIRE.replace("context", "#")
RULE = '[rule.greve]\nany = ["grève"]\nnames = ["moi"]\ntopic = "Grèves"\nalert = true\n'
FIRST = Article(1, "Le temps qu'il fait")


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        server.on("/feed", Answer(rss([FIRST])))
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def watch(folder: Path, web: WebServer, post: MailServer, names: str) -> Config:
    text = f'[search]\nnews = false\n{names}\n[source]\npresse = "{web.url("/feed")}"'
    return configured(folder, text, mail_port=post.port)


async def told(app: App, web: WebServer, clock: Clock, *articles: Article) -> None:
    """Poll a feed of these articles, an hour later."""
    clock.forward(HOUR)
    web.on("/feed", Answer(rss([*articles, FIRST])))
    await app.poll_once()


async def say(app: App, clock: Clock, config: Config, item: int, value: str) -> None:
    """Do as `veille mark` does; "" takes it back."""

    def job(db: sqlite3.Connection) -> None:
        now = int(clock())
        if value:
            marks.add_mark(db, item, MarkValue(value), now=now, name="moi")
        else:
            marks.remove_marks(db, item, "moi")
        names = config.names
        judge_again(db, names["moi"], names.values(), now, rules=config.rules.values(), item=item)

    await app.writer.run(job)


def matches(folder: Path, by: str = "name:moi") -> list[tuple[object, ...]]:
    return rows(folder, f"SELECT item, verdict FROM match WHERE by = '{by}' ORDER BY item")


def alerts(post: MailServer) -> int:
    return len(subjects(post, "a-"))


def test_a_yes_that_became_a_no_is_no_longer_learnt_from(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    text = "Claire Vasseur, joueuse de handball, gagne la finale du championnat régional avec son équipe."
    config, clock = watch(tmp_path, web, post, ANY), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        await told(app, web, clock, Article(2, "Une course", text))
        for number, value in ((3, "yes"), (4, "no")):
            await app.writer.run(
                lambda db, v=value: marks.add_mark(db, 2, MarkValue(v), now=int(clock()), name="moi")
            )
            await told(
                app, web, clock, Article(number, f"Le {number}e jour du handball", f"{text} {number}.")
            )

    living(config, clock, life)
    learnt = dict(rows(tmp_path, "SELECT item, clues FROM match WHERE item > 2"))
    assert "learnt yes" in str(learnt[3]) and "learnt no" not in str(learnt[3])
    assert "learnt no" in str(learnt[4]) and "learnt yes" not in str(learnt[4])


def test_what_a_person_said_no_to_alerts_nobody_when_it_is_edited(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    config, clock = watch(tmp_path, web, post, CLAIRE + RULE), Clock()
    text = "Claire Vasseur mène la grève"

    async def life(app: App) -> None:
        await app.poll_once()
        await told(app, web, clock, Article(2, "Une course", f"{text}."))
        assert matches(tmp_path) == [(2, "unsure")]
        await say(app, clock, config, 2, "no")
        await told(app, web, clock, Article(2, "Une course", f"{text} du musée."))
        assert matches(tmp_path) == [(2, "homonym")] and not matches(tmp_path, "rule:greve")
        assert not alerts(post) and not rows(tmp_path, "SELECT * FROM owed")
        # Nothing of its story was told: what comes of it later is.
        copy = Article(3, "Une course", f"{text}, dit @clairevasseur.", link="https://presse.example/2")
        await told(app, web, clock, copy)

    living(config, clock, life)
    assert alerts(post) == 1


def test_what_a_person_said_no_to_before_it_was_told_does_not_keep_its_story_silent(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    config, clock = watch(tmp_path, web, post, CLAIRE), Clock()
    link = "https://presse.example/2"

    async def life(app: App) -> None:
        await app.poll_once()
        now = int(clock())
        await app.writer.run(lambda db: owed.pause(db, "moi", now, now + int(DAY)))
        await told(app, web, clock, Article(2, "Une course", "Claire Vasseur court au musée."))
        await say(app, clock, config, 2, "no")
        clock.forward(DAY)
        await told(app, web, clock, Article(3, "Une course", "Au musée, @clairevasseur.", link=link))

    living(config, clock, life)
    assert rows(tmp_path, "SELECT count(DISTINCT story) FROM item WHERE id > 1") == [(1,)]
    assert rows(tmp_path, "SELECT item FROM owed JOIN match ON match.id = owed.match") == [(3,)]
    assert alerts(post) == 1


def test_a_rule_that_asks_for_a_name_follows_what_a_person_says_of_it(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    config, clock = watch(tmp_path, web, post, CLAIRE + RULE), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        await told(app, web, clock, Article(2, "Une grève", "Claire Vasseur mène la grève."))
        assert matches(tmp_path) == [(2, "unsure")] and not matches(tmp_path, "rule:greve")
        await say(app, clock, config, 2, "yes")
        assert matches(tmp_path, "rule:greve") == [(2, "")]
        await say(app, clock, config, 2, "no")
        assert not matches(tmp_path, "rule:greve")
        await say(app, clock, config, 2, "")

    living(config, clock, life)
    assert matches(tmp_path) == [(2, "unsure")] and not matches(tmp_path, "rule:greve")
    assert not alerts(post), "who said it knows it"


def test_a_mark_is_taken_back_however_old_its_item_is(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    config, clock = watch(tmp_path, web, post, CLAIRE), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        await told(app, web, clock, Article(2, "Une course", "Claire Vasseur gagne la course."))
        await say(app, clock, config, 2, "yes")
        clock.forward(90 * DAY)
        await say(app, clock, config, 2, "")
        assert matches(tmp_path) == [(2, "unsure")]
        assert "marked" not in str(rows(tmp_path, "SELECT clues FROM match"))
        # Nor does one stay that says no name any more.
        await say(app, clock, config, 2, "yes")
        await told(app, web, clock, Article(2, "Une course", "On gagne la course."))
        assert matches(tmp_path) == [(2, "sure")]
        await say(app, clock, config, 2, "")

    living(config, clock, life)
    assert matches(tmp_path) == [(2, "unsure")]
    assert "marked" not in str(rows(tmp_path, "SELECT clues FROM match"))
