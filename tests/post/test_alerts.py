"""Quiet hours, pauses and floods: what leaves, what waits, what is left to the digest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailserver import MailServer
from veille.app import App
from veille.config.quiet import parse_quiet, quiet_until
from veille.model import By, MessageKind
from veille.post.alerts import bucket, plan_alerts
from veille.store import outbox, owed
from veille.store.facts import OwedRow, Pause
from veille.store.schema import open_writer
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rss

PARIS = ZoneInfo("Europe/Paris")
NIGHT = parse_quiet("21:00-08:00")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp()


def test_quiet_hours_go_over_midnight_and_end_at_their_hour() -> None:
    assert quiet_until(NIGHT, at("2026-11-23 20:59"), PARIS) is None
    assert quiet_until(NIGHT, at("2026-11-23 21:00"), PARIS) == at("2026-11-24 08:00")
    assert quiet_until(NIGHT, at("2026-11-24 07:59"), PARIS) == at("2026-11-24 08:00")
    assert quiet_until(NIGHT, at("2026-11-24 08:00"), PARIS) is None
    noon = parse_quiet("12:00-14:00")
    assert quiet_until(noon, at("2026-11-23 13:00"), PARIS) == at("2026-11-23 14:00")
    assert quiet_until(None, at("2026-11-23 13:00"), PARIS) is None


def test_quiet_hours_end_once_on_both_days_on_which_the_clock_changes() -> None:
    for night in ("2026-03-28 23:00", "2026-10-24 23:00"):
        end = quiet_until(NIGHT, at(night), PARIS)
        assert end is not None
        assert datetime.fromtimestamp(end, PARIS).hour == 8


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 400 * 24 * 60))
def test_the_end_of_quiet_hours_always_lies_ahead_and_within_a_day(start: int, end: int, minute: int) -> None:
    if start == end:
        return
    quiet = parse_quiet(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}")
    now = datetime(2026, 1, 1, tzinfo=UTC).timestamp() + minute * 60
    until = quiet_until(quiet, now, PARIS)
    assert until is None or now < until <= now + 25 * 3600


def plan(rows: list[OwedRow], **more: object):
    values = {
        "now": 1000.0, "quiet_until": None, "was_quiet": [False] * len(rows), "pauses": (), "urgent": frozenset(),
        "alerted": {}, "flood": 10,
    }  # fmt: skip
    return plan_alerts(rows, **{**values, **more})


RULE = By.rule("a")


def row(number: int, by: By = RULE, at: int = 900) -> OwedRow:
    return OwedRow(number, by, number, at)


def test_an_urgent_rule_passes_quiet_hours_and_the_others_wait() -> None:
    found = plan(
        [row(1), row(2, By.rule("u"))],
        quiet_until=5000.0,
        was_quiet=[True, True],
        urgent=frozenset({By.rule("u")}),
    )
    assert [owed_row.id for owed_row in found.now] == [2]
    assert found.urgent
    assert found.again == 5000.0


def test_what_quiet_hours_held_leaves_after_them_and_says_so() -> None:
    found = plan([row(1), row(2, at=950)], was_quiet=[True, True])
    assert [owed_row.id for owed_row in found.now] == [1, 2]
    assert found.held == {"quiet": 900}


def test_a_pause_holds_a_rule_or_everything_and_is_told_when_over() -> None:
    assert plan([row(1), row(2, By.rule("b"))], pauses=[Pause("a", 800, 2000)]).again == 2000
    assert [
        owed_row.id for owed_row in plan([row(1), row(2, By.rule("b"))], pauses=[Pause("a", 800, 2000)]).now
    ] == [2]
    assert not plan([row(1)], pauses=[Pause("all", 800, 2000)]).now
    assert plan([row(1)], pauses=[Pause("all", 800, 990)]).held == {"pause": 900}


def test_a_flood_leaves_the_rest_to_the_digest_for_each_rule_by_itself() -> None:
    found = plan([row(n) for n in range(15)] + [row(20, By.rule("b"))])
    assert len(found.now) == 11
    assert len(found.flooded) == 5
    assert not plan([row(1)], alerted={By.rule("a"): [999] * 10}).now


def test_a_bucket_refills_in_an_hour() -> None:
    assert bucket([], 0, 10) == 10
    assert bucket([0] * 10, 0, 10) == 0
    assert bucket([0] * 10, 360, 10) == pytest.approx(1)
    assert bucket([0] * 10, 7200, 10) == 10


RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.grave]
any = ["grève"]
topic = "Grave"
alert = true
urgent = true
"""


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        server.on("/feed", Answer(rss([Article(1, "Rien")])))
        yield server


def jobs(*numbers: int) -> list[Article]:
    return [Article(number, f"Chargé de communication {number}") for number in numbers]


def alerts(post: MailServer) -> list[str]:
    return [
        mail.get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\u202f", " ")
        for mail in post.mails
        if mail["Message-ID"].startswith("<a-")
    ]


def test_a_night_of_alerts_is_one_mail_in_the_morning_and_an_urgent_one_passes(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(tmp_path, f'{RULES}[source]\na = "{web.url("/feed")}"', mail_port=post.port)
        text = config.path.read_text(encoding="utf-8").replace("[mail]\n", '[mail]\nquiet = "21:00-08:00"\n')
        config.path.write_text(text, encoding="utf-8")
        from veille.config import load

        clock = Clock(at("2026-11-23 20:00"))

        async def evening(app: App) -> None:
            await app.poll_once()
            for hour, numbers in ((22, (2,)), (23, (2, 3))):
                clock.now = at(f"2026-11-23 {hour}:00")
                web.on("/feed", Answer(rss(jobs(*numbers))))
                await app.poll_once()
            clock.now = at("2026-11-23 23:30")
            web.on("/feed", Answer(rss([Article(9, "Grève au musée"), *jobs(2, 3)])))
            await app.poll_once()

        living(load(config.path), clock, evening)
        (urgent,) = alerts(post)
        assert "Grève au musée" in urgent

        async def morning(app: App) -> None:
            clock.now = at("2026-11-24 07:59")
            await app.settle()
            assert len(alerts(post)) == 1
            clock.now = at("2026-11-24 08:00")
            await app.settle()

        living(load(config.path), clock, morning)
        merged = alerts(post)[1]
        assert "Chargé de communication 2" in merged
        assert "Chargé de communication 3" in merged
        assert "Retenue depuis" in merged
        assert "heures calmes" in merged


def test_a_flood_is_ten_alerts_and_a_count_and_the_digest_holds_the_rest(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            web.on("/feed", Answer(rss(jobs(*range(100, 140)))))
            clock.forward(HOUR)
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()

        living(config, clock, life)
        (flood,) = alerts(post)
        assert flood.count("https://presse.example/1") == 10
        assert "30 autres nouvelles seront dans la prochaine lettre, montrées ou comptées" in " ".join(
            flood.split()
        )
        (digest,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<d-")]
        said = digest.get_body(("plain",)).get_content()
        assert said.count("https://presse.example/1") == 25
        assert "5 autres" in said.replace("\u00a0", " ")


def test_everything_paused_waits_and_comes_when_the_pause_is_over(tmp_path: Path, web: WebServer) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            now = int(clock.now)
            await app.writer.run(lambda db: owed.pause(db, "all", now, now + int(3 * DAY)))
            web.on("/feed", Answer(rss(jobs(2))))
            for _ in range(3):
                await app.poll_once()
                assert len(post.mails) == 1, "only the first letter, which left before"
                clock.forward(DAY)
            clock.forward(60)
            await app.poll_once()

        living(config, clock, life)
        (alert,) = alerts(post)
        assert "Chargé de communication 2" in alert
        assert "votre pause" in alert
        assert len([mail for mail in post.mails if mail["Message-ID"].startswith("<d-")]) == 1


def digests(post: MailServer) -> list[tuple[str, str]]:
    """Return the subjects and texts of the digests."""
    return [
        (
            said(mail["Subject"]),
            said(mail.get_body(("plain",)).get_content()),
        )
        for mail in post.mails
        if mail["Message-ID"].startswith("<d-")
    ]


def said(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_digest_counts_as_received_what_was_sent_and_says_apart_what_still_waits(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[rule.rien]\nany = ["rien"]\n[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            web.on("/feed", Answer(rss(jobs(2))))
            await app.poll_once()
            post.at_rcpt = "451 4.7.1 later"
            clock.forward(HOUR)
            web.on("/feed", Answer(rss([Article(5, "Rien de plus"), *jobs(3, 4)])))
            await app.poll_once()
            await app.writer.run(
                lambda db: db.execute("UPDATE message SET not_before = 9e9 WHERE state = 'pending'")
            )
            post.at_rcpt = ""
            await app.writer.run(lambda db: db.execute("UPDATE recipient SET rests_until = 0"))
            clock.forward(DAY - 2 * HOUR)
            await app.poll_once()

        living(config, clock, life)
        ((_, digest),) = digests(post)
        assert "1 nouvelle · 1 déjà reçue en alerte · 2 alertes attendent encore" in digest
        assert "Chargé de communication" not in digest


def test_a_digest_that_holds_nothing_but_a_paused_alert_says_that_it_waits(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            now = int(clock.now)
            await app.writer.run(lambda db: owed.pause(db, "offres", now, now + int(5 * DAY)))
            web.on("/feed", Answer(rss(jobs(2))))
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()

        living(config, clock, life)
        ((subject, digest),) = digests(post)
        assert "1 alerte attend (pause)" in subject
        assert "Rien d’autre de neuf" in digest
        assert "1 alerte attend (pause)." in digest
        assert "reçue" not in digest


def test_an_alert_counts_what_was_left_to_the_next_letter_and_not_what_an_earlier_one_told(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            web.on("/feed", Answer(rss(jobs(*range(100, 120)))))
            await app.poll_once()
            clock.forward(70)
            web.on("/feed", Answer(rss(jobs(*range(100, 150)))))
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()
            web.on("/feed", Answer(rss(jobs(150))))
            await app.poll_once()

        living(config, clock, life)
        first, last = alerts(post)
        assert "10 autres nouvelles" in said(first)
        assert "Chargé de communication 150" in said(last)
        assert "autres nouvelles" not in said(last), "a letter has told them"


def test_an_alert_counts_only_what_its_own_rules_left_to_the_next_letter(
    tmp_path: Path, web: WebServer
) -> None:
    with MailServer() as post:
        config = configured(
            tmp_path,
            f'{RULES}[digest.matin]\nat = "07:30"\n[source]\na = "{web.url("/feed")}"',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            for more in (jobs(*range(100, 120)), jobs(*range(120, 150)), [Article(9, "Grève au musée")]):
                web.on("/feed", Answer(rss(more)))
                await app.poll_once()
                clock.forward(70)
            clock.forward(600)
            web.on("/feed", Answer(rss(jobs(150))))
            await app.poll_once()

        living(config, clock, life)
        _, strike, last = (said(text) for text in alerts(post))
        assert "Grève au musée" in strike
        assert "autres nouvelles" not in strike
        assert "30 autres nouvelles" in last, "which the rule left to the letter since its own last alert"


def test_what_stands_out_is_not_the_alert_after_which_the_next_one_waits(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "veille.db")) as db:
        for key, at_ in (
            ("alert:1:ines@example.org", 100),
            ("spike:2026-11-23:Offres:ines@example.org", 200),
        ):
            outbox.add_message(
                db,
                outbox.NewMessage(
                    kind=MessageKind.ALERT, name="", recipient="ines@example.org", key=key, message_id=key,
                    subject="", text="", html="", chat=(),
                ),
                now=at_,
            )  # fmt: skip
        assert owed.last_alert(db, "ines@example.org") == 100


@pytest.mark.parametrize(
    ("paused", "by", "holds"),
    [
        ("nous", By.rule("nous"), True),
        ("nous", By.rule("autres"), False),
        ("all", By.source("offres"), True),
        ("auteurs", By.name("auteurs/Claire Vasseur"), True),
        ("confluence", By.source("confluence/jobs"), True),
        ("auteurs", By.name("auteurs2/Claire Vasseur"), False),
        ("auteurs", By.rule("auteurs/Claire"), False),  # a rule belongs to no table
    ],
)
def test_a_pause_holds_what_it_names_and_all_of_a_table(paused: str, by: By, holds: bool) -> None:
    assert Pause(paused, 0, 1).holds(by) is holds
