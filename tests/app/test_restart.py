"""What is owed outlives the process and the recipient's bad hours: sent once, late, counted, and never lost."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from mailserver import MailServer
from veille.app import App
from veille.config import load
from veille.store import outbox, periods
from veille.store.schema import open_writer
from webserver import Answer, WebServer
from world import DAY, HOUR, MONDAY, Article, Clock, configured, living, rows, rss

RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"

[digest.matin]
at = "07:30"
"""


def job(number: int) -> Article:
    return Article(number, f"Chargé de communication, poste {number}")


def book(number: int) -> Article:
    return Article(number, f"La Maison du Livre, numéro {number}")


def texts(post: MailServer, start: str) -> list[str]:
    return [
        mail.get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\u202f", " ")
        for mail in post.mails
        if mail["Message-ID"].startswith(f"<{start}")
    ]


def told(post: MailServer) -> list[int]:
    """Return the numbers of the articles that mails name, in their order, repeats included."""
    found = []
    for text in texts(post, ""):
        found += sorted({int(number) for number in re.findall(r"(?:poste|numéro)\s(\d+)", text)})
    return found


async def poll(app: App) -> None:
    await app.poll_once()


def test_three_digests_missed_while_down_make_one_which_tells_all_of_it(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()
    living(config, clock, poll)
    clock.forward(HOUR)
    web.on("/feed", Answer(rss([book(2), Article(1, "Rien")])))
    living(config, clock, poll)
    clock.forward(3 * DAY)
    web.on("/feed", Answer(rss([book(3), book(2), Article(1, "Rien")])))
    living(config, clock, poll)
    assert len(texts(post, "d-")) == 1
    assert told(post) == [2, 3], "it leaves after the pass, with what it found"
    clock.forward(DAY)
    living(config, clock, poll)
    assert told(post) == [2, 3]


def test_a_held_alert_leaves_at_the_end_of_the_quiet_hours_after_a_restart(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    text = f'{RULES}[source]\nculture = "{web.url("/feed")}"'
    configured(tmp_path, text, mail_port=post.port)
    file = tmp_path / "veille.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[mail]\n", '[mail]\nquiet = "21:00-08:00"\n'),
        encoding="utf-8",
    )
    config = load(file)
    clock = Clock()
    living(config, clock, poll)
    clock.forward(14 * HOUR)  # 23:00 in Paris
    web.on("/feed", Answer(rss([job(n) for n in range(14, 1, -1)])))
    living(config, clock, poll)
    assert not told(post)
    clock.forward(8.6 * HOUR)  # 07:36: the digest has left, the alert not yet
    living(config, clock, poll)
    assert not told(post)
    clock.forward(HOUR)
    living(config, clock, poll)
    assert len(told(post)) == 10, "merged into one, as many as flood control lets through"
    clock.forward(DAY)
    living(config, clock, poll)
    assert sorted(told(post)) == list(range(2, 15)), "the rest in the next digest, once"


def test_a_thousand_alerts_owed_to_a_mailbox_that_is_shut_for_an_hour_arrive_in_few_mails_and_none_is_lost(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        post.mails.clear()
        post.at_rcpt = "450 4.2.1 mailbox busy"
        for first in range(10_000, 11_000, 250):
            web.on("/feed", Answer(rss([job(n) for n in range(first, first + 250)])))
            clock.forward(HOUR / 4)
            await app.poll_once()

    async def go_on(app: App) -> None:
        post.at_rcpt = ""
        for _ in range(6):
            clock.forward(HOUR / 3)
            await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, live)
    assert not post.mails
    assert rows(tmp_path, "SELECT count(*) FROM owed") == [(1000,)]
    living(config, clock, go_on)
    assert 2 <= len(post.mails) <= 8
    assert rows(tmp_path, "SELECT DISTINCT state FROM message") == [("sent",)]
    assert rows(tmp_path, "SELECT count(*) FROM owed WHERE message IS NULL AND NOT deferred") == [(0,)]
    ((alerted, left),) = rows(tmp_path, "SELECT count(message), sum(deferred > 0) FROM owed")
    assert alerted + left == 1000
    (digest,) = texts(post, "d-")
    names = set(told(post))
    shown = len({int(number) for number in re.findall(r"poste\s(\d+)", digest)})
    assert len(names) == alerted + shown
    assert re.search(rf"\b{left - shown}\b", digest), "the digest counts what it has no room for"


def test_a_send_that_was_interrupted_is_tried_again_under_the_same_message_id(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()
    post.at_rcpt = "451 4.7.1 later"
    living(config, clock, poll)
    clock.forward(HOUR)
    with closing(open_writer(tmp_path / "state" / "veille.db")) as db:
        leased = outbox.lease(db, "ines@example.org", int(clock()))  # by a process that is killed now
    assert leased is not None
    post.at_rcpt = ""
    living(config, clock, poll)
    assert post.ids == [f"<{leased.message_id}>"]
    assert rows(tmp_path, "SELECT outcome, sentence(why) FROM delivery ORDER BY id")[1:] == [
        ("unknown", "interrupted"),
        ("sent", ""),
    ]


def test_an_alert_that_is_still_to_leave_is_not_told_by_the_digest_before_it(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock(MONDAY + DAY - 1.5 * HOUR - 50)  # 50 seconds before the digest

    async def live(app: App) -> None:
        await app.poll_once()
        for number in (2, 3):
            web.on("/feed", Answer(rss([job(n) for n in range(number, 1, -1)])))
            clock.forward(20)
            await app.poll_once()
        clock.forward(20)  # the digest's hour; the second alert waits for its group
        await app.poll_once()
        assert texts(post, "d-"), "the first of a week leaves in any case"
        clock.forward(60)
        await app.poll_once()

    living(config, clock, live)
    assert sorted(told(post)) == [2, 3]


def test_a_digest_that_could_not_leave_is_dropped_when_the_next_one_covers_it(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        post.at_rcpt = "452 4.2.2 over quota"
        for number in (2, 3, 4):
            web.on("/feed", Answer(rss([book(n) for n in range(number, 1, -1)])))
            clock.forward(HOUR)
            await app.poll_once()
            clock.forward(DAY - HOUR)
            await app.poll_once()
        post.at_rcpt = ""
        clock.forward(HOUR)
        await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, live)
    assert rows(tmp_path, "SELECT state, sentence(why) FROM message WHERE kind = 'digest' ORDER BY id") == [
        ("dropped", str(periods.SUPERSEDED)),
        ("dropped", str(periods.SUPERSEDED)),
        ("sent", ""),
    ]
    assert told(post) == [2, 3, 4], "the one that left tells what those before could not"


def test_a_digest_that_may_have_arrived_is_not_told_again_under_another_name(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        post.drop = "after"
        for number in (2, 3):
            web.on("/feed", Answer(rss([book(n) for n in range(number, 1, -1)])))
            clock.forward(HOUR)
            await app.poll_once()
            clock.forward(DAY - HOUR)
            await app.poll_once()
        post.drop = ""
        clock.forward(HOUR)
        await app.poll_once()

    living(config, clock, live)
    names: dict[int, set[str]] = {}
    for mail in post.mails:
        text = mail.get_body(("plain",)).get_content()
        for number in re.findall(r"numéro\s(\d+)", text):
            names.setdefault(int(number), set()).add(mail["Message-ID"])
    assert {number: len(ids) for number, ids in names.items()} == {2: 1, 3: 1}


def test_an_alert_that_dies_is_told_in_the_next_digest(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def live(app: App) -> None:
        await app.poll_once()
        web.on("/feed", Answer(rss([job(2)])))
        post.at_rcpt = "451 4.7.1 later"
        clock.forward(HOUR)
        await app.poll_once()
        for _ in range(50):
            clock.forward(HOUR)
            await app.settle()
        assert rows(tmp_path, "SELECT state FROM message WHERE kind = 'alert'") == [("dead",)]
        assert not told(post)
        post.at_rcpt = ""
        clock.forward(DAY)
        await app.settle()

    living(config, clock, live)
    assert told(post) == [2]


def test_an_alert_made_before_a_stop_and_refused_after_it_is_told_through_another_way(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(
        tmp_path,
        f'{RULES}[source]\nculture = "{web.url("/feed")}"\n[channel.page]\nfolder = "{tmp_path / "page"}"',
        mail_port=post.port,
        head='to = "ines@example.org"\nhealth = "page"',
    )
    clock = Clock()

    async def stopped_before_the_send(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([job(2)])))
        await app.poller.poll_all(["culture"])
        await app.scheduler.post(clock(), app.poller.states)

    async def refused(app: App) -> None:
        await app.settle()
        clock.forward(HOUR)
        await app.settle()

    living(config, clock, stopped_before_the_send)
    assert rows(tmp_path, "SELECT state FROM message WHERE kind = 'alert'") == [("pending",)]
    clock.forward(600)
    post.at_rcpt = "550 5.1.1 no such user"
    living(config, clock, refused)
    assert rows(tmp_path, "SELECT state FROM message WHERE kind = 'alert'") == [("dead",)]
    assert rows(tmp_path, "SELECT recipient FROM message WHERE kind = 'health'") == [("page",)]


def test_a_recipient_whose_failure_nobody_could_be_told_is_not_said_to_work_again(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        post.at_rcpt = "550 5.1.1 full"
        web.on("/feed", Answer(rss([job(2)])))
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once()
        post.at_rcpt = ""
        for _ in range(2):
            clock.forward(DAY)
            await app.poll_once()

    living(config, clock, life)
    assert rows(tmp_path, "SELECT failures FROM recipient WHERE name = 'ines@example.org'") == [(0,)]
    assert texts(post, "h-") == []
