"""First words on a name: the archive is looked through, and one letter tells what was there; no alert does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailserver import MailServer
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.match.query import from_lists
from veille.model import MarkValue, Name
from veille.store import marks, owed
from veille.watch.backfill import archive_query
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss

INES = '[person.moi]\nname = "Inès Morel-Dupuis"\ncontext = ["musée"]\nnot = ["handball", "Sélestat"]\n'
COMPANY = '[company.confluence]\nname = "Fabrique Confluence"\n'
ARTICLES = (
    Article(2, "Une soirée", "À la Fabrique, Inès Morel-Dupuis ouvre les réserves du musée."),
    Article(3, "Cross", "Arrivées : 14. I. Morel-Dupuis, 15. A. Roth."),
    Article(4, "Handball", "Inès Morel-Dupuis marque neuf fois pour Sélestat."),
    Article(5, "Un billet", "Le musée, la nuit.", more="<author>Inès MOREL-DUPUIS</author>"),
    Article(6, "Rien", "Morel gagne, Dupuis perd."),
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        server.on("/feed", Answer(rss(ARTICLES)))
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def watch(folder: Path, web: WebServer, post: MailServer, names: str = "") -> Config:
    text = f'[search]\nnews = false\n{names}\n[source]\npresse = "{web.url("/feed")}"'
    return configured(folder, text, mail_port=post.port)


def letters(post: MailServer) -> list[tuple[str, str]]:
    """Return the subjects and texts of the first letters."""
    return [
        (spaced(mail["Subject"]), " ".join(spaced(mail.get_body(("plain",)).get_content()).split()))
        for mail in post.mails
        if mail["Message-ID"].startswith("<f-")
    ]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def mentions(folder: Path) -> list[tuple[object, ...]]:
    return rows(folder, "SELECT item, verdict, baseline FROM match WHERE by = 'name:moi' ORDER BY item")


def test_a_name_known_at_the_start_is_told_in_the_first_letter_alone(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once()

    clock = Clock()
    living(watch(tmp_path, web, post, INES + COMPANY), clock, life)
    ((subject, text),) = letters(post)
    assert subject == "Votre veille est en place : voici ce qui était déjà là"
    assert "INÈS MOREL-DUPUIS (2 mentions sûres, 1 à confirmer, 1 d’un homonyme)" in text
    assert "À confirmer : `veille names moi`." in text
    assert "Rien encore sur Fabrique Confluence." in text
    assert len(post.mails) == 1


def test_a_name_added_later_finds_what_the_archive_holds_and_is_told_in_one_letter(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        await app.reload(watch(tmp_path, web, post, INES + COMPANY))
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    assert mentions(tmp_path) == [(1, "sure", 1), (2, "unsure", 1), (3, "homonym", 1), (4, "sure", 1)]
    _, (subject, text) = letters(post)
    assert subject == "2 noms suivis : 2 mentions, 1 à confirmer"
    assert "INÈS MOREL-DUPUIS (2 mentions sûres, 1 à confirmer, 1 d’un homonyme)" in text
    assert "Une soirée" in text and "Un billet" in text
    assert "Un nom rare : moins d’un homonyme à attendre en France (Insee, naissances)." in text
    assert "Rien encore sur Fabrique Confluence." in text
    assert len(post.mails) == 2, "the first letter and this one"


def test_a_name_that_is_found_nowhere_is_told_to_be_watched(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        await app.reload(watch(tmp_path, web, post, INES.replace("Morel-Dupuis", "Quévert")))
        await app.settle()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    _, (subject, text) = letters(post)
    assert subject == "Votre nom est suivi : rien ne se dit encore de vous"
    assert "INÈS QUÉVERT (aucune mention encore)" in text


def test_the_letter_waits_for_the_name_s_searches_two_minutes_at_most(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        text = watch(tmp_path, web, post, INES).path.read_text(encoding="utf-8")
        (tmp_path / "veille.toml").write_text(
            text.replace("news = false", f'news = false\nsearxng = "{web.url("")}"'), encoding="utf-8"
        )
        await app.reload(load(tmp_path / "veille.toml"))
        await app.settle()
        assert len(letters(post)) == 1
        clock.forward(121)
        await app.settle()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    _, (_, text) = letters(post)
    assert "Pas encore lue : moi/searxng." in text


def test_what_comes_after_a_name_was_added_alerts(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        await app.reload(watch(tmp_path, web, post, INES))
        await app.settle()
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([*ARTICLES, Article(9, "Nouveau", "Au musée, Inès Morel-Dupuis lit.")])))
        await app.poll_once()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    alerts = [mail["Subject"] for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    assert [spaced(alert) for alert in alerts] == ["On parle de vous dans Presse Culture"]


def test_a_look_through_the_archive_that_was_cut_short_begins_anew_and_keeps_what_a_person_said(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def first(app: App) -> None:
        await app.poll_once()

    async def second(app: App) -> None:
        await app.settle()
        await app.writer.run(lambda db: marks.add_mark(db, 2, MarkValue.YES, now=int(clock.now), name="moi"))
        # As a process leaves it that dies before it is noted.
        await app.writer.run(lambda db: db.execute("UPDATE name SET recalled = NULL, told = NULL"))

    async def third(app: App) -> None:
        await app.settle()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, first)
    living(watch(tmp_path, web, post, INES), clock, second)
    living(watch(tmp_path, web, post, INES), clock, third)
    assert mentions(tmp_path) == [(1, "sure", 1), (2, "sure", 1), (3, "homonym", 1), (4, "sure", 1)]
    assert len(letters(post)) == 2, "its key is that of the letter that left before"


def test_a_name_in_another_script_and_many_articles_are_looked_through_in_slices(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    many = [Article(n, f"Numéro {n}", f"Chronique {n} d'Inès Morel-Dupuis au musée.") for n in range(10, 45)]
    web.on("/feed", Answer(rss([*many, Article(50, "王小明在里昂", "昨天王小明说了话。")])))

    async def life(app: App) -> None:
        await app.poll_once()
        await app.reload(watch(tmp_path, web, post, INES + '[person.wang]\nname = "王小明"\n'))
        await app.settle()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    counts = rows(tmp_path, "SELECT by, count(*) FROM match GROUP BY by")
    assert counts == [("name:moi", 35), ("name:wang", 1)]


def test_a_name_that_a_line_s_end_cuts_or_html_hides_is_found_in_the_archive_as_in_what_comes(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    hidden = ("Fanny Qu&eacute;vert", "Fanny Qué-\nvert", "Fanny Qué\u00advert")
    told = [Article(n, f"Numéro {n}", f"Au musée, {who} lit.") for n, who in enumerate(hidden, start=10)]
    web.on("/feed", Answer(rss([*told, Article(20, "R&D", "Un demi-tour & puis rien.")])))

    async def life(app: App) -> None:
        await app.poll_once()
        await app.reload(watch(tmp_path, web, post, '[person.moi]\nname = "Fanny Quévert"\n'))
        await app.settle()

    living(watch(tmp_path, web, post), Clock(), life)
    assert [item for item, *_ in mentions(tmp_path)] == [1, 2, 3]


def test_what_the_archive_is_asked_for_is_one_word_of_each_form_and_the_signs_that_stand_in_texts() -> None:
    name = Name(
        "moi",
        "Inès Morel-Dupuis",
        "moi",
        also=("@inesmd", "ines@example.org", "Inès 李"),
        mine=("inesmorel.example",),
        orcid="0000-0002-1825-0097",
    )
    asked = archive_query([name])
    for sign in ("@inesmd", "ines@example.org", "0000-0002-1825-0097", "inesmorel"):
        assert from_lists([sign]).fts in asked.fts
    assert {"inesmorel"} < asked.anchors
    assert asked.exact == ("Inès 李",)


def test_no_letter_leaves_while_everything_is_paused(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    async def life(app: App) -> None:
        await app.poll_once()
        now = int(clock.now)
        await app.writer.run(lambda db: owed.pause(db, "all", now, now + int(DAY)))
        await app.reload(watch(tmp_path, web, post, INES))
        await app.settle()
        assert len(letters(post)) == 1
        clock.forward(DAY + 1)
        await app.settle()

    clock = Clock()
    living(watch(tmp_path, web, post), clock, life)
    assert len(letters(post)) == 2


def test_a_name_whose_table_was_renamed_is_not_new(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    web.on("/search", Answer(b'{"results": []}', headers={"Content-Type": "application/json"}))

    async def life(app: App) -> None:
        await app.poll_once()

    def named(table: str) -> Config:
        watch(tmp_path, web, post, INES.replace("moi", table))
        file = tmp_path / "veille.toml"
        searched = f'news = false\nsearxng = "{web.url("")}"'
        file.write_text(file.read_text(encoding="utf-8").replace("news = false", searched), encoding="utf-8")
        return load(file)

    clock = Clock()
    for table in ("moi", "ines"):
        living(named(table), clock, life)
        clock.forward(HOUR)
    assert len(letters(post)) == 1
    assert rows(tmp_path, "SELECT DISTINCT by FROM match") == [("name:ines",)]
