"""Digests: their topics, sizes and recipients, what is told once, what is recalled, what is usual, and who spoke."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

import pytest

from connections import closed_after_the_test
from mailserver import MailServer
from veille.app import App
from veille.config.model import Config
from veille.letters.digest import digest_letter, digest_query
from veille.letters.letter import DigestLetter
from veille.post.digests import make_digest
from veille.store import periods
from veille.store.gather import digest_facts
from veille.store.schema import open_writer
from veille.store.sources import read_sources
from webserver import Answer, WebServer
from world import DAY, HOUR, MONDAY, Article, Clock, configured, living, rss

BEGAN = int(MONDAY) - 100 * 86400
RULES = """
[rule.nous]
any = ["acme"]
topic = "Nous"

[rule.secteur]
any = ["robot"]
topic = "Secteur"
"""
# A kind of a drop-in folder: offers as JSON, each with the day on which it closes.
OFFERS = '''
"""Offers as JSON."""
from dataclasses import dataclass
from datetime import date

from veille import Batch, Item


@dataclass(frozen=True)
class Source:
    """Offers."""

    url: str

    async def poll(self, web, cursor):
        page = await web.get(self.url)
        return Batch(
            [Item(id=title, title=title, url=f"https://o.example/{number}", closes=date.fromisoformat(closes))
             for number, (title, closes) in enumerate(page.json().items())],
            complete=True,
        )
'''


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


class Archive:
    """A database that holds what a test says was found, and when."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.db = closed_after_the_test(open_writer(config.state / "veille.db"))
        self.db.execute("INSERT INTO setting VALUES('began', ?), ('first_letter', '1')", (str(BEGAN),))
        self.db.execute(
            "INSERT INTO source(id, name, kind, digest, added, next_due) VALUES(1, 'presse', 'feed', '', 0, 0)"
        )
        self.db.execute(
            """INSERT INTO poll_count
               WITH RECURSIVE hours(x) AS (SELECT ? UNION ALL SELECT x + 3600 FROM hours WHERE x < ?)
               SELECT 1, x, 1 FROM hours""",
            (BEGAN // 3600 * 3600, int(MONDAY) + 60 * 86400),
        )

    def found(
        self,
        at: float,
        title: str,
        *,
        topic: str = "Nous",
        story: int = 0,
        outlet: str = "Ouest Éco",
        author: str = "",
        closes: str | None = None,
        baseline: bool = False,
        by: str = "",
    ) -> int:
        """Keep an item found at `at` with a match, and return its story."""
        if not story:
            story = int(
                self.db.execute("INSERT INTO story(at) VALUES(?) RETURNING id", (int(at),)).fetchone()[0]
            )
        (item,) = self.db.execute(
            """INSERT INTO item(source, story, ident, title, url, text, author, outlet, language, tags, facts,
                 published, closes, hash, first_seen, baseline)
               VALUES(1, ?, ?, ?, ?, '', ?, ?, '', '[]', '{}', ?, ?, x'00', ?, ?) RETURNING id""",
            (story, title, title, "https://a.example/", author, outlet, int(at), closes, int(at), baseline),
        ).fetchone()
        self.db.execute(
            "INSERT INTO match(item, by, topic, words, excerpt, at, baseline) VALUES(?,?,?,'[]','',?,?)",
            (item, by or f"rule:{topic.lower()}", topic, int(at), baseline),
        )
        return story

    def send(self, digest: str, at: float) -> None:
        """Make a digest at its hour, as the daemon does."""
        make_digest(self.db, self.config, self.config.digests[digest], at, read_sources(self.db))

    def letter(
        self, digest: str, start: float, end: float, recipient: str = "ines@example.org"
    ) -> DigestLetter:
        query = digest_query(self.config, self.config.digests[digest], recipient, int(start), int(end))
        facts = digest_facts(self.db, query)
        return digest_letter(facts, self.config, first_of_week=False, states=read_sources(self.db))

    def messages(self, where: str = "1") -> list[tuple[str, str]]:
        return [
            tuple(row)
            for row in self.db.execute(f"SELECT recipient, text FROM message WHERE {where} ORDER BY id")
        ]


def archive(folder: Path, digests: str, *, rules: str = RULES) -> Archive:
    return Archive(
        configured(folder, f'{rules}{digests}\n[source]\npresse = "https://presse.example/rss"', mail_port=9)
    )


def titles(letter: DigestLetter) -> dict[str, list[str]]:
    return {section.topic: [entry.title for entry in section.entries] for section in letter.sections}


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\r\n", "\n")


def digests_of(server: MailServer) -> list[EmailMessage]:
    return [mail for mail in server.mails if mail["Message-ID"].startswith("<d-")]


# Topics, size, title, recipients


def test_each_recipient_gets_a_message_of_their_own_from_the_digest_s_title(
    tmp_path: Path, web: WebServer, mails: MailServer
) -> None:
    web.on("/feed", Answer(rss([Article(1, "Avant")])))
    config = configured(
        tmp_path,
        f"""{RULES}
        [digest.revue]
        at = "fri 09:00"
        to = ["a@example.org", "b@example.org"]
        title = "Revue de presse Acme Robotique"
        topics = ["Nous"]
        [digest.matin]
        at = "07:30"
        [source]
        presse = "{web.url("/feed")}"
        """,
        mail_port=mails.port,
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([Article(2, "Acme ouvre un atelier"), Article(3, "Un robot de plus")])))
        await app.poll_once()
        clock.forward(7 * DAY)
        await app.tick()
        await app.settle()

    living(config, clock, life)
    revue = [mail for mail in digests_of(mails) if "revue" in mail["List-Id"]]
    assert sorted(mail["To"] for mail in revue) == ["a@example.org", "b@example.org"]
    for mail in revue:
        assert mail["From"] == "Revue de presse Acme Robotique <veille@example.org>"
        assert mail["List-Id"].replace('"', "") == "Revue de presse Acme Robotique <revue.veille.example.org>"
        assert mail["Subject"].replace("\u00a0", " ") == "Revue de presse : Acme ouvre un atelier"
        text = plain(mail)
        assert "REVUE DE PRESSE ACME ROBOTIQUE · Semaine du 23 au 30 novembre" in text
        assert "Un robot" not in text
    (matin,) = [mail for mail in digests_of(mails) if "matin" in mail["List-Id"]]
    assert matin["From"] == "Veille d’Inès <veille@example.org>"
    assert "Un robot de plus" in plain(matin)


# What is told once


def test_another_copy_of_a_story_told_yesterday_is_no_news(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    story = world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.found(MONDAY + 9, "Acme ouvre", story=story, outlet="Presse Océan")
    assert titles(world.letter("a", MONDAY, MONDAY + DAY)) == {}


def test_a_story_that_only_another_digest_told_is_news_here(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"\n[digest.b]\nat = "07:30"')
    story = world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.found(MONDAY + 9, "Acme ouvre", story=story, outlet="Presse Océan")
    assert titles(world.letter("b", MONDAY, MONDAY + DAY)) == {"Nous": ["Acme ouvre"]}


def test_a_story_told_to_another_recipient_is_news_to_one_who_joined_since(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    story = world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.found(MONDAY + 9, "Acme ouvre", story=story, outlet="Presse Océan")
    assert titles(world.letter("a", MONDAY, MONDAY + DAY, "new@example.org")) == {"Nous": ["Acme ouvre"]}


def test_a_story_seen_under_a_topic_that_the_digest_leaves_out_is_news_under_its_own(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"\ntopics = ["Nous"]')
    story = world.found(MONDAY - 9, "Robots en ville", topic="Secteur")
    world.found(MONDAY - 9, "Acme hier")
    world.send("a", MONDAY)
    world.found(MONDAY + 9, "Robots d'Acme en ville", story=story, outlet="Presse Océan")
    assert titles(world.letter("a", MONDAY, MONDAY + DAY)) == {"Nous": ["Robots d'Acme en ville"]}


def test_a_story_of_a_digest_that_died_is_told_again(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    story = world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.db.execute("UPDATE message SET state = 'dead'")
    world.found(MONDAY + 9, "Acme ouvre", story=story, outlet="Presse Océan")
    letter = world.letter("a", MONDAY, MONDAY + DAY)
    assert titles(letter) == {"Nous": ["Acme ouvre"]}


def test_a_message_that_died_is_told_in_the_foot_of_the_period_of_its_last_try(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.db.execute("UPDATE message SET state = 'dead'")
    world.db.execute(
        "INSERT INTO delivery(message, at, ended, outcome) VALUES(1, 0, ?, 'permanent')",
        (int(MONDAY + 3 * DAY),),
    )
    assert world.letter("a", MONDAY, MONDAY + DAY).coverage.dead == 0
    assert world.letter("a", MONDAY + 2 * DAY, MONDAY + 4 * DAY).coverage.dead == 1


# What closes soon


def test_what_closes_is_recalled_at_seven_days_and_at_two_and_never_between(
    tmp_path: Path, web: WebServer, mails: MailServer
) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "offers.py").write_text(OFFERS, encoding="utf-8")
    (tmp_path / "plugins").chmod(0o700)
    web.on("/offers", Answer(json.dumps({"Vieille offre": "2026-12-31"}).encode()))
    text = f'[digest.matin]\nat = "07:30"\n[source.o]\nkind = "offers"\nurl = "{web.url("/offers")}"\ntopic = "Offres"'
    config = configured(tmp_path, text, mail_port=mails.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        offers = {"Vieille offre": "2026-12-31", "Chargée de projet": "2026-12-04", "Close": "2026-11-20"}
        web.on("/offers", Answer(json.dumps(offers).encode()))
        for _ in range(14):
            clock.forward(DAY)
            await app.poll_once()

    living(config, clock, life)
    days = {
        mail["Date"][5:11]: plain(mail).partition("BIENTÔT FINI")[2]
        for mail in digests_of(mails)
        if "BIENTÔT FINI" in plain(mail)
    }
    # Monday 23 the watch begins, on the 24th the offer comes; the digests of the 27th and of 2 December recall it.
    assert list(days) == ["27 Nov", "02 Dec"]
    assert "(1)\n[1] Chargée de projet\n" in days["27 Nov"]
    assert "Clôture : vendredi 4 décembre (dans 7 jours)" in days["27 Nov"]
    assert "Clôture : vendredi 4 décembre (dans 2 jours)" in days["02 Dec"]
    assert all("Close\n" not in text for text in days.values())
    (recall,) = [mail for mail in digests_of(mails) if "27 Nov" in mail["Date"]]
    subject = recall["Subject"].replace("\u00a0", " ")
    assert subject == "Vendredi : « Chargée de projet » clôt vendredi"


def test_an_offer_that_comes_late_is_recalled_at_once_under_the_number_it_has_below(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.found(MONDAY - 20 * DAY, "Ancienne", closes="2026-11-29")
    world.found(MONDAY - 19 * DAY, "Prise", closes="2026-11-25")
    world.db.execute("UPDATE item SET gone = 1 WHERE title = 'Prise'")
    world.found(MONDAY - 9, "Acme", topic="Nous")
    world.found(MONDAY - 9, "Nouvelle", topic="Nous", closes="2026-11-27")
    letter = world.letter("a", MONDAY - DAY, MONDAY)
    shown = {entry.title: entry.number for entry in letter.sections[0].entries}
    assert sorted(shown.values()) == [2, 3]
    recalled = [(entry.number, entry.title) for entry in letter.closing]
    assert recalled == [(shown["Nouvelle"], "Nouvelle"), (1, "Ancienne")]


def test_a_digest_of_nothing_new_leaves_when_something_closes(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.found(MONDAY - 20 * DAY, "Ancienne", closes="2026-11-30")
    periods.open_period(world.db, "a", int(MONDAY - DAY), int(MONDAY), int(MONDAY))
    world.send("a", MONDAY + DAY)
    ((_, text),) = world.messages()
    assert "BIENTÔT FINI (1)\n[1] Ancienne" in text


# What is usual, and who spoke


def test_a_period_in_which_nothing_was_polled_is_not_known(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    for day in range(1, 9):
        world.found(MONDAY - day * DAY - 99, f"Acme {day}")
    away = (int(MONDAY - 5 * DAY), int(MONDAY - 2 * DAY))
    world.db.execute("DELETE FROM poll_count WHERE hour BETWEEN ? AND ?", away)
    world.db.execute("DELETE FROM match WHERE at BETWEEN ? AND ?", away)
    world.db.execute("DELETE FROM item WHERE first_seen BETWEEN ? AND ?", away)
    world.found(MONDAY + 99, "Acme")
    (trend,) = world.letter("a", MONDAY, MONDAY + DAY).trends
    assert len(trend.past) in (5, 6)
    assert set(trend.past) <= {0, 1}


def test_a_story_told_by_many_outlets_counts_once_in_a_trend(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    for day in range(1, 9):
        world.found(MONDAY - day * DAY - 99, f"Acme {day}")
    story = world.found(MONDAY + 9, "Acme")
    for number in range(5):
        world.found(MONDAY + 10, f"Acme {number}", story=story, outlet=f"Titre {number}")
    (trend,) = world.letter("a", MONDAY, MONDAY + DAY).trends
    assert trend.count == 1


def test_a_voice_is_new_when_it_was_never_heard_in_a_match(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"\ntopics = ["Nous"]')
    world.found(MONDAY - DAY, "Avant", author="Jeanne Le Goff", baseline=True)
    world.found(MONDAY - DAY, "Ailleurs", author="Paul Durand", topic="Secteur")
    for number, author in enumerate(
        ("Par Jeanne Le Goff, avec AFP", "JEANNE LE GOFF", "Paul Durand", "", "AFP")
    ):
        world.found(MONDAY + number, f"Acme {number}", author=author)
    told = world.letter("a", MONDAY, MONDAY + DAY).voices
    assert [(voice.name, voice.outlet, voice.count, voice.new) for voice in told] == [
        ("Jeanne Le Goff", "Ouest Éco", 2, False),
        ("Ouest Éco", "", 2, False),
        ("Paul Durand", "Ouest Éco", 1, True),
    ]


# A spike


def test_a_topic_that_stands_out_alerts_once_that_day(
    tmp_path: Path, web: WebServer, mails: MailServer
) -> None:
    numbers = iter(range(1000))

    def day(count: int, clock: Clock) -> Sequence[Article]:
        stamp = datetime.fromtimestamp(clock.now, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
        return [Article(n, f"Acme fait la chose numéro {n}", date=stamp) for n in islice(numbers, count)]

    web.on("/feed", Answer(rss([Article(2000, "Avant")])))
    config = configured(
        tmp_path,
        f'{RULES}[digest.matin]\nat = "monthly 07:30"\n[source]\npresse = "{web.url("/feed")}"',
        mail_port=mails.port,
        head='alert = "alerte@example.org"',
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        for count in (3, 2, 4, 3):
            clock.forward(7 * DAY)
            web.on("/feed", Answer(rss(day(count, clock))))
            await app.poll_once()
        clock.forward(7 * DAY)
        articles = [*day(5, clock)]
        web.on("/feed", Answer(rss(articles)))
        await app.poll_once()
        assert not [mail for mail in mails.mails if mail["Message-ID"].startswith("<a-")], (
            "5 is within 3 sigma"
        )
        for _ in range(3):
            clock.forward(HOUR)
            articles += day(5, clock)
            web.on("/feed", Answer(rss(articles)))
            await app.poll_once()

    living(config, clock, life)
    (alert,) = [mail for mail in mails.mails if mail["Message-ID"].startswith("<a-")]
    assert alert["To"] == "alerte@example.org"
    assert alert["Subject"].replace("\u00a0", " ") == "« Nous » : 10 articles aujourd’hui, d’habitude 2"
    assert "LES PLUS REPRISES (5)" in plain(alert)


def test_a_digest_says_where_it_stands_as_a_page(tmp_path: Path) -> None:
    with WebServer() as web, MailServer() as post:
        web.on("/feed", Answer(rss([Article(1, "Ancien")])))
        config = configured(
            tmp_path,
            f'[channel.page]\nfolder = "{tmp_path}/page"\naddress = "https://intranet.example/revue/"\n'
            f'[digest.revue]\nat = "07:30"\nto = ["ines@example.org", "page"]\n'
            f'[source.a]\nurl = "{web.url("/feed")}"\ntopic = "Secteur"\n',
            mail_port=post.port,
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            web.on("/feed", Answer(rss([Article(2, "Nouveau")])))
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()

        living(config, clock, life)
        (digest,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<d-")]
        assert "https://intranet.example/revue/" in digest.get_body(("plain",)).get_content()
