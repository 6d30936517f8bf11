"""What a reader receives of mentions: alerts of sure ones, questions about the others, and what a pause holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailserver import MailServer
from veille.app import App
from veille.config.model import Config
from veille.model import MarkValue
from veille.store import marks, owed, periods
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rss

INES = """
[search]
news = false

[person.moi]
name = "Inès Morel-Dupuis"
context = ["médiation", "musée"]
not = ["handball", "Sélestat"]

[company.confluence]
name = "Fabrique Confluence"
topic = "Employeurs"
"""
RULE = '[rule.cross]\nany = ["cross"]\ntopic = "Courses"\n'
# Sure, in doubt, a homonym's: by context, by an initial alone, by a homonym's word.
MUSEUM = "À la Fabrique, Inès Morel-Dupuis ouvre les réserves du musée aux familles."
CROSS = "Cross : 14. I. Morel-Dupuis, 15. A. Roth."
HANDBALL = "Handball : Inès Morel-Dupuis marque neuf fois pour Sélestat."


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        server.on("/feed", Answer(rss([Article(1, "Rien")])))
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


class World:
    """Inès's watch over one feed, that a test lets tell what it wants."""

    def __init__(self, app: App, web: WebServer, clock: Clock) -> None:
        self.app, self.web, self.clock = app, web, clock
        self._told: list[Article] = []

    async def tells(self, *articles: Article) -> None:
        """Let the feed tell these too, an hour later, and poll it."""
        self._told += articles
        self.clock.forward(HOUR)
        self.web.on("/feed", Answer(rss([Article(1, "Rien"), *self._told])))
        await self.app.poll_once()

    async def next_day(self) -> None:
        self.clock.forward(DAY)
        await self.app.poll_once()


def watch(folder: Path, web: WebServer, post: MailServer, more: str = "", names: str = INES) -> Config:
    text = f'{names}{more}\n[source]\npresse = "{web.url("/feed")}"'
    return configured(folder, text, mail_port=post.port)


def article(number: int, text: str, *, author: str = "", title: str = "") -> Article:
    more = f"<author>{author}</author>" if author else ""
    return Article(number, title or f"Article {number} du jour", text, more=more)


def told(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(spaced(body.get_content()).split())


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def mails(post: MailServer, kind: str) -> list[EmailMessage]:
    return [mail for mail in post.mails if mail["Message-ID"].startswith(f"<{kind}-")]


def subjects(found: Sequence[EmailMessage]) -> list[str]:
    return [spaced(mail["Subject"]) for mail in found]


def test_a_sure_mention_alerts_with_its_excerpt_its_reasons_and_who_speaks_for_the_first_time(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(article(2, MUSEUM, author="Claire Vasseur", title="La médiation, c'est écouter"))
        await world.tells(article(3, f"Encore : {MUSEUM}", author="Claire Vasseur", title="Une soirée"))

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    first, second = mails(post, "a")
    assert subjects([first, second]) == ["On parle de vous dans Presse Culture"] * 2
    text = told(first)
    assert "ALERTE · On parle de vous Presse Culture cite Inès Morel-Dupuis." in text
    assert "*Inès Morel-Dupuis* ouvre les réserves du *musée*" in text
    assert (
        "Pourquoi : nom complet dans le texte ; tout près : médiation, musée ; aucun mot d’homonyme. Avis : sûr"
        in text
    )
    assert "Première fois que Claire Vasseur parle de vous." in text
    assert "Si ce n’est pas vous : veille mark 2 no --name moi" in text
    assert "Pour souffler trois jours : veille pause moi" in text
    assert "Première fois" not in told(second)


def test_what_is_in_doubt_is_asked_once_in_a_digest_of_its_own_and_a_homonym_is_counted(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await world.next_day()
        await world.next_day()
        await world.tells(article(2, CROSS), article(3, HANDBALL))
        assert not mails(post, "a")
        await world.next_day()
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    _, digest = mails(post, "d")
    assert subjects([digest]) == ["Jeudi : 1 mention à confirmer"]
    text = told(digest)
    assert "EST-CE VOUS ? (1) [1] Article 2 du jour" in text
    assert "initiale et nom seulement dans le texte" in text
    assert "Avis : plutôt vous (77 %)" in text
    assert "Si c’est vous : veille mark 2 yes --name moi" in text
    assert "Écarté comme homonyme : 1, que montre `veille names moi --homonyms`." in text
    assert "Article 3" not in text


def test_homonyms_alone_make_no_digest(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await world.next_day()
        await world.next_day()
        await world.tells(article(3, HANDBALL))
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    assert len(mails(post, "d")) == 1, "the first of the week, before it"


def test_what_a_rule_found_too_stands_there_alone_with_the_question_beside_it(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(article(2, CROSS), article(3, "Marathon : 3. I. Morel-Dupuis."))
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post, RULE), clock, life)
    (digest,) = mails(post, "d")
    text = told(digest)
    assert text.count("Article 2 du jour") == 1
    courses, _, doubts = text.partition("EST-CE VOUS ? (1)")
    assert "COURSES (1) [1] Article 2 du jour" in courses
    assert "Pourquoi : règle « cross » : Cross ; vous (initiale et nom seulement" in courses
    assert "Si c’est vous : veille mark 2 yes --name moi" in courses
    assert doubts.startswith(" [2] Article 3 du jour"), "numbers go on through the message"


def test_no_more_than_five_are_asked_about_the_surest_first_and_the_others_counted(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        races = [article(number, f"Course {number} : I. Morel-Dupuis.") for number in range(2, 9)]
        await world.tells(*races, article(20, "Au club, Mme Inès Morel accueille."))
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    (digest,) = mails(post, "d")
    text = told(digest)
    assert subjects([digest]) == ["Mardi : 8 mentions à confirmer"]
    assert "EST-CE VOUS ? (5) [1] Article 20 du jour" in text
    assert "Et 3 autres, que montre `veille names moi`." in text


def test_a_mention_of_a_company_stands_under_its_topic_and_does_not_alert(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(article(2, "Fabrique Confluence ouvre un atelier."))
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    assert not mails(post, "a")
    (digest,) = mails(post, "d")
    assert "EMPLOYEURS (1) [1] Article 2 du jour" in told(digest)
    assert "Pourquoi : Fabrique Confluence (nom complet dans le texte" in told(digest)


def test_those_who_only_share_a_press_review_are_asked_nothing(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(article(2, CROSS), article(3, "Fabrique Confluence ouvre un atelier."))
        await world.next_day()

    clock = Clock()
    more = '[digest.moi]\nat = "07:30"\n[digest.revue]\nat = "07:30"\nto = "equipe@example.org"\n'
    living(watch(tmp_path, web, post, more), clock, life)
    by_reader = {mail["To"]: told(mail) for mail in mails(post, "d")}
    assert "EST-CE VOUS" in by_reader["ines@example.org"]
    assert "Article 3" in by_reader["equipe@example.org"]
    assert "EST-CE VOUS" not in by_reader["equipe@example.org"]


def test_a_mention_confirmed_is_news_and_no_longer_asked_about(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(article(2, CROSS))
        await app.writer.run(lambda db: marks.add_mark(db, 2, MarkValue.YES, now=int(clock.now), name="moi"))
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    (digest,) = mails(post, "d")
    assert subjects([digest]) == ["Mardi : on parle de vous dans Presse Culture"]
    assert "VOUS (1) [1] Article 2 du jour" in told(digest)
    assert "confirmé par vous. Avis : sûr" in told(digest)
    assert "EST-CE VOUS" not in told(digest)


def test_a_mention_that_a_person_set_aside_before_its_alert_left_is_not_told(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        until = int(clock.now + 2 * DAY)
        await app.writer.run(lambda db: owed.pause(db, "moi", int(clock.now), until))
        await world.tells(article(2, MUSEUM))
        await app.writer.run(lambda db: marks.add_mark(db, 2, MarkValue.NO, now=int(clock.now), name="moi"))
        await world.next_day()
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    assert not mails(post, "a")
    assert all("Article 2" not in told(mail) and "attend" not in told(mail) for mail in mails(post, "d"))


@pytest.mark.parametrize("paused", ["auteurs", "auteurs/Inès Morel-Dupuis"])
def test_the_pause_of_a_name_or_of_its_list_holds_its_alerts_until_it_is_over(
    tmp_path: Path, web: WebServer, post: MailServer, paused: str
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        now = int(clock.now)
        await app.writer.run(lambda db: owed.pause(db, paused, now, now + int(2 * DAY)))
        await world.tells(article(2, MUSEUM))
        await world.next_day()
        assert not mails(post, "a")
        (digest,) = mails(post, "d")
        assert "1 alerte attend (pause)" in told(digest)
        await world.next_day()

    clock = Clock()
    names = '[search]\nnews = false\n[person.auteurs]\npeople = ["Inès Morel-Dupuis"]\nalert = true\n'
    living(watch(tmp_path, web, post, names=names), clock, life)
    (alert,) = mails(post, "a")
    assert subjects([alert]) == ["On parle d’Inès Morel-Dupuis dans Presse Culture"]
    assert "votre pause" in told(alert)


def test_an_urgent_name_passes_quiet_hours(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        await world.tells(
            article(2, MUSEUM), article(3, "Fabrique Confluence ouvre un atelier.", title="L'atelier")
        )

    clock = Clock()
    names = INES.replace('name = "Inès', 'urgent = true\nname = "Inès').replace(
        "topic =", "alert = true\ntopic ="
    )
    config = watch(tmp_path, web, post, names=names)
    file = config.path
    file.write_text(file.read_text().replace("[mail]\n", '[mail]\nquiet = "06:00-20:00"\n'), encoding="utf-8")
    from veille.config import load

    living(load(file), clock, life)
    (alert,) = mails(post, "a")
    assert subjects([alert]) == ["On parle de vous dans Presse Culture"]


def test_who_talks_and_what_is_usual_count_what_is_sure_alone(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        world = World(app, web, clock)
        await app.poll_once()
        company = [
            article(n, f"Fabrique Confluence, épisode {n}.", author="Claire Vasseur") for n in range(2, 5)
        ]
        await world.tells(
            *company, article(6, CROSS, author="Anna Roth"), article(7, HANDBALL, author="Léa Kern")
        )
        tomorrow = int(clock.now + DAY)
        counts = await app.writer.run(lambda db: periods.counts_by_topic(db, 0, tomorrow))
        assert counts == {"Employeurs": 3}
        await world.next_day()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    (digest,) = mails(post, "d")
    who = told(digest).partition("QUI EN PARLE")[2]
    assert who.startswith(" Claire Vasseur, Presse Culture (3 articles")
    assert "Roth" not in who and "Kern" not in who
