"""The clock in the tests' hand: days of 23 and 25 hours, a zone that changes in the file, an hour that comes twice."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from mailserver import MailServer
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.store import owed
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rss

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
MINUTE = 60.0
RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"
"""


class Press:
    """A feed to which articles are added by hand."""

    def __init__(self, web: WebServer) -> None:
        self.articles = [Article(1, "Rien")]
        web.on("/feed", lambda _: Answer(rss(self.articles)))

    def publish(self, title: str) -> int:
        number = 100 + len(self.articles)
        self.articles.insert(0, Article(number, f"{title} n° {number}"))
        return number

    def book(self) -> int:
        return self.publish("La Maison du Livre :")

    def job(self) -> int:
        return self.publish("Chargé de communication,")


def setup(folder: Path, web: WebServer, post: MailServer, *, at: str = "07:30", every: str = "10m") -> Config:
    text = f'{RULES}[digest.matin]\nat = "{at}"\n[source.culture]\nurl = "{web.url("/feed")}"\nevery = "{every}"\n'
    return configured(folder, text, mail_port=post.port)


def told(post: MailServer, start: str = "") -> Counter[int]:
    """Return how often mails told each article."""
    found: Counter[int] = Counter()
    for mail in post.mails:
        if mail["Message-ID"].startswith(f"<{start}"):
            text = mail.get_body(("plain",)).get_content()
            found.update({int(number) for number in re.findall(r"n°\s*(\d+)", text)})
    return found


def left(folder: Path, zone: ZoneInfo) -> list[datetime]:
    """Return when digests left."""
    with closing(sqlite3.connect(folder / "state" / "veille.db")) as db:
        rows = db.execute("SELECT sent FROM message WHERE kind = 'digest' AND state = 'sent' ORDER BY id")
        return [datetime.fromtimestamp(row[0], zone) for row in rows]


async def tick(app: App) -> None:
    await app.tick()
    await app.settle()


@pytest.mark.parametrize("day", [datetime(2027, 3, 28, tzinfo=PARIS), datetime(2026, 10, 25, tzinfo=PARIS)])
@pytest.mark.parametrize("at", ["07:30", "02:30"])
def test_a_digest_leaves_exactly_once_on_the_days_of_23_and_25_hours_and_around_them(
    tmp_path: Path, web: WebServer, post: MailServer, day: datetime, at: str
) -> None:
    press = Press(web)
    config = setup(tmp_path, web, post, at=at, every="1h")
    clock = Clock((day - timedelta(days=1)).timestamp() - 4 * HOUR)
    numbers = []

    async def live(app: App) -> None:
        await app.poll_once()
        ends = (day + timedelta(days=2)).timestamp()
        while clock() < ends:
            if clock() % (3 * HOUR) == 0:
                numbers.append(press.book())
            clock.forward(10 * MINUTE)
            await tick(app)

    living(config, clock, live)
    times = left(tmp_path, PARIS)
    assert [moment.date() for moment in times] == [day.date() + timedelta(days=n) for n in (-1, 0, 1)]
    spring = day.month == 3
    hours = [f"{moment:%H:%M}" for moment in times]
    assert hours == [at, "03:30" if at == "02:30" and spring else at, at]
    if at == "02:30" and not spring:
        assert times[1].fold == 0, "at the first of the two"
    digest = told(post, "d-")
    assert set(digest.values()) == {1}
    assert set(digest) >= set(numbers[:-9])


@pytest.mark.parametrize("hour", [2, 9, 14, 23])
@pytest.mark.parametrize("way", [(PARIS, NEW_YORK), (NEW_YORK, PARIS)], ids=["west", "east"])
def test_a_zone_that_changes_in_the_file_between_two_digests_neither_skips_nor_repeats(
    tmp_path: Path, web: WebServer, post: MailServer, way: tuple[ZoneInfo, ZoneInfo], hour: int
) -> None:
    press = Press(web)
    before, after = way
    setup(tmp_path, web, post, every="1h")
    file = tmp_path / "veille.toml"
    text = file.read_text(encoding="utf-8")

    def config(zone: ZoneInfo) -> Config:
        file.write_text(text.replace("Europe/Paris", zone.key), encoding="utf-8")
        return load(file)

    changes = datetime(2026, 11, 25, hour, tzinfo=PARIS).timestamp()
    clock = Clock(changes - 2 * DAY)
    numbers = []

    async def live(app: App) -> None:
        await app.poll_once()
        while clock() < changes + 3 * DAY:
            numbers.append(press.book())
            for _ in range(4):
                clock.forward(HOUR / 2)
                if clock() == changes:
                    await app.reload(config(after))
                await tick(app)

    living(config(before), clock, live)
    digest = told(post, "d-")
    assert set(digest.values()) == {1}
    assert set(digest) >= set(numbers[:-13])
    times = left(tmp_path, after)
    gaps = [(later - sooner).total_seconds() / HOUR for sooner, later in pairwise(times)]
    assert max(gaps) <= 30, "no morning is left out"
    assert [f"{moment:%H:%M}" for moment in times if moment.timestamp() > changes + HOUR][1:] == ["07:30"] * 2


def test_a_clock_that_is_set_back_by_an_hour_neither_repeats_nor_loses_nor_sleeps(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    press = Press(web)
    config = setup(tmp_path, web, post)
    clock = Clock(datetime(2026, 11, 24, 6, 0, tzinfo=PARIS).timestamp())
    books, jobs = [], []

    async def go_on(app: App, minutes: int) -> None:
        for minute in range(minutes):
            if minute % 20 == 0:
                books.append(press.book())
            if minute % 30 == 5:
                jobs.append(press.job())
            clock.forward(MINUTE)
            await tick(app)

    async def live(app: App) -> None:
        await app.poll_once()
        await go_on(app, 120)  # past the digest of 07:30
        post.at_rcpt = "451 4.7.1 later"
        waits = press.job()
        await go_on(app, 12)
        assert waits not in told(post)
        post.at_rcpt = ""
        clock.forward(-HOUR)
        asked = len(web.requests)
        jobs.append(press.job())
        for _ in range(12):
            clock.forward(MINUTE)
            await tick(app)
        assert len(web.requests) > asked, "polls don't wait for the lost hour"
        assert told(post)[jobs[-1]] == 1, "nor does an alert"
        jobs.append(waits)
        await go_on(app, 120)
        books.append(press.book())
        clock.forward(DAY)
        await app.poll_once()
        clock.forward(DAY)
        await tick(app)

    living(config, clock, live)
    everything = told(post)
    assert {number: everything[number] for number in (*books, *jobs)} == dict.fromkeys((*books, *jobs), 1)
    assert len({delivery_day.date() for delivery_day in left(tmp_path, PARIS)}) == len(left(tmp_path, PARIS))


def test_a_send_that_was_interrupted_before_the_clock_was_set_back_is_tried_again_once(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    press = Press(web)
    config = setup(tmp_path, web, post)
    clock = Clock(datetime(2026, 11, 24, 12, 0, tzinfo=PARIS).timestamp())
    living(config, clock, lambda app: app.poll_once())
    job = press.job()
    post.hang = True

    async def cut(app: App) -> None:
        clock.forward(HOUR)
        await app.poller.poll_all(["culture"])
        await app.scheduler.post(clock(), app.poller.states)
        await app.deliverer.drain()
        while not told(post):
            await app.deliverer.wait(0.05)
        await app.deliverer.stop(0.0)

    living(config, clock, cut)
    post.hang = False
    clock.forward(-HOUR)
    living(config, clock, tick)
    living(config, clock, tick)
    assert told(post) == {job: 2}
    assert len({name for name in post.ids if name.startswith("<a-")}) == 1


@pytest.mark.parametrize("end", ["dies", "floods"])
def test_an_alert_that_waited_over_a_digest_and_fails_after_the_clock_was_set_back_is_in_the_next_digest(
    tmp_path: Path, web: WebServer, post: MailServer, end: str
) -> None:
    press = Press(web)
    config = setup(tmp_path, web, post)
    clock = Clock(datetime(2026, 11, 24, 7, 0, tzinfo=PARIS).timestamp())
    jobs = []

    async def live(app: App) -> None:
        await app.poll_once()
        clock.forward(25 * MINUTE)
        now = int(clock())
        await app.writer.run(lambda db: owed.pause(db, "offres", now, now + int(HOUR)))
        jobs.extend(press.job() for _ in range(20 if end == "floods" else 1))
        press.book()
        await app.poll_once()
        clock.forward(6 * MINUTE)
        await app.poll_once()
        assert len(left(tmp_path, PARIS)) == 1
        clock.forward(-HOUR)
        back = int(clock())
        await app.writer.run(lambda db: owed.pause(db, "offres", back, back))
        if end == "dies":
            post.at_rcpt = "550 5.1.1 no such user"
        await app.settle()
        post.at_rcpt = ""
        clock.forward(26 * HOUR)
        await app.poll_once()

    living(config, clock, live)
    assert {number: told(post)[number] for number in jobs} == dict.fromkeys(jobs, 1)


def test_a_clock_that_was_a_year_ahead_for_a_while_does_not_stop_digests_for_a_year(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    press = Press(web)
    config = setup(tmp_path, web, post)
    clock = Clock(datetime(2026, 11, 24, 12, 0, tzinfo=PARIS).timestamp())
    books = []

    async def live(app: App) -> None:
        await app.poll_once()
        clock.forward(365 * DAY)
        await app.poll_once()
        clock.forward(-365 * DAY)
        await tick(app)
        books.append(press.book())
        await app.poll_once()
        for _ in range(3):
            clock.forward(DAY)
            await tick(app)

    with capture_logs() as logs:
        living(config, clock, live)
    assert told(post, "d-")[books[0]] == 1
    assert sum(line["event"].startswith("the clock was ahead") for line in logs) == 1
