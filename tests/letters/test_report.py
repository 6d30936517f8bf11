"""The name report: what is to be done first, what own pages say, and how it reads for oneself and for others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from report_sample import FIRST, PARIS, REPORTS, acme, first_page, own, place, report, you
from veille.config.model import Config
from veille.config.refused import refused_site, unwanted
from veille.errors import Failure, failure, text_failure
from veille.letters.layout import Cell, Table
from veille.letters.letter import NameMentions, NameReport, NameState, OwnPage, OwnPageState, Rendered
from veille.letters.report import called, contains_phrase, is_linked
from veille.letters.report_layout import Task, places_to_look, todos
from veille.model import Name
from veille.names.first_page import RankedAnswer, RankedResult, ResultOwner
from veille.post import digests
from veille.render.chat import pieces
from veille.render.render import render, render_page
from veille.render.text import COLUMNS, columns, laid_out
from veille.store import positions
from veille.store.schema import open_writer
from veille.text.urls import page_key
from veille.web.failures import status_failure
from world import DAY, configured, rows

MINE = ResultOwner.MINE
NAME = Name("moi", "Inès Morel-Dupuis", "moi", also=("Inès Morel",))


def written(letter: NameReport, language: str = "fr") -> Rendered:
    return render(letter, language=language, timezone=PARIS, now=FIRST + timedelta(seconds=2), name="Inès")


def spaced(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def bare(**facts: object) -> NameState:
    """Return a name of which nothing is to be said but these facts; it has one own page, which answers."""
    page = OwnPage("ines.example", OwnPageState.YES, text_known=True)
    return replace(NameState("moi", "Inès Morel-Dupuis", True, own=(page,)), **facts)


# What is to be done


def test_what_is_well_needs_nothing() -> None:
    assert todos(bare(), FIRST) == []


OTHER = OwnPage("other.example", OwnPageState.YES, text_known=True)
UNSAID = OwnPage("old.example", OwnPageState.YES, text_known=True, missing=("chargée",))
SEEN = replace(
    first_page(), places=(place(1, "Une page", "https://a.example/", ResultOwner.NEUTRAL, was=1),), left=()
)


@pytest.mark.parametrize(
    ("facts", "task"),
    [
        ({"own": (OwnPage("a.example", OwnPageState.NO),)}, Task.DOWN),
        ({"own": (UNSAID, OTHER)}, Task.UNSAID),
        ({"pages": (replace(SEEN, left=(place(0, "", "https://ines.example/", MINE, was=3),)),), "own": ()}, Task.LEFT),
        ({"pages": (replace(SEEN, places=(place(6, "", "https://ines.example/", MINE, was=3),)),)}, Task.FELL),
        ({"pages": (replace(SEEN, places=(place(1, "", "https://ines.example/", MINE, was=1),
            place(2, "", "https://b.example/", ResultOwner.UNMARKED, was=None, new=True))),)}, Task.NEWCOMER),
        ({"mentions": NameMentions(more_doubts=2)}, Task.CONFIRM),
        ({"own": ()}, Task.UNNAMED),
        ({"pages": (SEEN,)}, Task.NOWHERE),
        ({"own": (replace(OTHER, unchanged=FIRST - timedelta(days=365)),)}, Task.STALE),
        ({"own": (replace(OTHER, linked=False), replace(OTHER, linked=None))}, Task.UNLINKED),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_something_to_do(facts: dict[str, object], task: Task) -> None:
    assert task in [todo.task for todo in todos(bare(**facts), FIRST)]


@pytest.mark.parametrize(
    "facts",
    [
        {"own": (UNSAID, replace(UNSAID, url="b.example"))},  # no other says it
        {"own": (replace(OTHER, unchanged=FIRST - timedelta(days=364)),)},
        {"pages": (replace(SEEN, places=(place(5, "", "https://ines.example/", MINE, was=3),)),)},
        {"pages": (replace(SEEN, at=None),)},
        {"own": (replace(OTHER, answers=OwnPageState.UNREAD, text_known=False),)},
    ],
)
def test_what_is_nearly_wrong_is_not(facts: dict[str, object]) -> None:
    assert todos(bare(**facts), FIRST) == []


def test_three_things_at_most_are_asked_the_most_pressing_first() -> None:
    found = [todo.task for todo in todos(you(), FIRST)]
    assert found == [Task.DOWN, Task.UNSAID, Task.LEFT, Task.CONFIRM]
    text = written(report()).text
    assert "\nÀ FAIRE (3)\n1.   Votre page inesmorel.example (4e) ne répond plus" in text.replace(
        "\u00a0", " "
    )
    assert "\n4.   " not in text


# What own pages say


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Inès, chargée de communication à Lyon", True),
        ("CHARGEE DE COMMUNICATION", True),
        ("chargé·e de communication", True),
        ("étudiante en communication", False),
        ("", False),
    ],
)
def test_a_page_says_a_phrase_in_any_of_its_spellings(text: str, met: bool) -> None:
    assert contains_phrase(text, "chargée de communication") is met


def test_a_phrase_that_no_rule_could_hold_is_looked_for_as_it_is() -> None:
    assert contains_phrase("Je fais du C++ et du (presque) *tout*.", "(presque) *tout*")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Inès Morel-Dupuis - Étudiante - Université | LinkedIn", "Étudiante"),
        ("Inès MOREL DUPUIS – Médiatrice culturelle", "Médiatrice culturelle"),
        ("LinkedIn | Inès Morel", ""),
        ("Étudiante à Lyon. Cherche un stage", "Étudiante à Lyon"),
        ("Inès Morel-Dupuis", ""),
        ("", ""),
        ("x" * 300, "x" * 60),
    ],
)
def test_what_a_title_calls_somebody_is_neither_their_name_nor_the_site_s(title: str, told: str) -> None:
    assert called(title, NAME, "linkedin.com/in/ines-morel") == told


def test_pages_are_linked_when_either_leads_to_the_other() -> None:
    mine = ("a.example", "b.example", "c.example", "linkedin.com/in/me")
    links = {"a.example": ["https://www.b.example/", "https://a.example/x"], "b.example": [], "c.example": []}
    assert [is_linked(address, mine, links) for address in mine] == [True, True, False, None]
    assert is_linked("a.example", ("a.example",), {"a.example": []}) is None, "there is no other"
    assert (
        is_linked("a.example/me", ("a.example", "a.example/me"), {"a.example": ["https://a.example/me"]})
        is True
    )


# How it reads


def test_the_report_of_the_mock_up() -> None:
    done = written(report())
    assert spaced(done.subject) == "Votre nom en novembre : 4 résultats à vous sur 10, 1 nouveau"
    text = spaced(done.text)
    assert text.startswith(
        "VOTRE NOM · Inès Morel-Dupuis novembre 2026 · environ 1 homonyme attendu en France (Insee, naissances) "
        "EN UNE LIGNE Première page : 4 à vous, 1 d’un homonyme, 5 neutres. Meilleure place : 2e (3e en octobre). "
        "3 mentions sûres, 1 à confirmer."
    )
    assert (
        "Bing et Mojeek par votre SearXNG, 30 relevés ; Google a refusé 22 fois : sa page peut différer."
        in text
    )
    assert "2 ▲1 ··▄▄▅▅▅▅▅▆▆▆ linkedin.com/in/ines-morel vous" in text
    assert "5 nouveau ··▅▅▅▅▅▅▅▅▅▅ Cross de Strasbourg : les résultats homonyme" in text
    assert "À vous : 4 sur 10 · objectif « 3 ou 4 premiers » : atteint." in text
    assert "Sorti de la première page : inesmorel.example/blog (11e)." in text
    assert "linkedin.com/in/ines-morel ? non : « étudiante » ?" in text
    assert "« ? » : cette page ne se lit pas sans compte ; avis d’après le résultat de recherche" in text
    assert "3 mentions sûres Lyon Culture Mag (2 reprises) · Agenda Culture · Fabrique Confluence" in text
    assert "Qui en parle Claire Vasseur (2, une nouvelle voix) · Hugo Lenoir (1)" in text
    assert "12 mois ▁▁▂▁▁▁▂▁▁▁▂▇ 3 ce mois-ci, 3 les onze mois d’avant" in text
    assert "Si c’est vous : veille mark 4814 yes --name moi" in text
    assert "Ce qu’elle ne voit jamais" not in text, "it is told above, with ways to look"
    html = spaced(done.html)
    assert "Votre page doyoubuzz.com/ines-morel monte à la 3e place. 3 choses à faire." in html


def test_the_english_report_reads_as_english() -> None:
    done = written(report(), "en")
    assert spaced(done.subject) == "Your name in November: 4 of 10 results are yours, 1 new"
    text = spaced(done.text)
    assert "First page: 4 yours, 1 a namesake’s, 5 neutral. Best place: 2nd (3rd in October)." in text
    assert "asked 30 times; Google refused 22 times: its page may differ." in text
    assert "Your page inesmorel.example (4th) has not answered since 19 November" in text


def test_a_company_is_never_called_you() -> None:
    for name in ("report-company", "report-bare"):
        letter = REPORTS[name]
        assert isinstance(letter, NameReport)
        done = written(letter)
        told = spaced(done.text).partition("CE QUE LA VEILLE NE VOIT PAS")[0]
        assert "Acme Robotique" in done.subject
        for word in ("vous", "vos ", "votre "):
            assert word not in told.lower().replace("à vous les donnera", "")


def test_a_name_that_is_nowhere_is_told_so() -> None:
    letter = REPORTS["report-company"]
    assert isinstance(letter, NameReport)
    done = written(letter)
    assert spaced(done.subject) == "Acme Robotique en novembre : aucune de ses pages sur 3"
    assert "Aucun des 3 résultats n’est de ses pages" in spaced(done.text)
    assert "objectif « 3 ou 4 premiers » : pas encore." in spaced(done.text)
    assert done.picture is None and "L’ANNÉE" not in done.text, "there is no curve to draw"


def test_without_a_search_that_gives_places_it_says_how_to_have_one() -> None:
    text = spaced(written(replace(report(acme()), searched=False)).text)
    assert '[search] searxng = "http://127.0.0.1:8888"' in text
    assert "Pas encore de réponse." in spaced(written(report(acme())).text)


def test_several_names_stand_one_after_the_other_and_share_a_picture() -> None:
    done = written(report(you(), replace(you(), key="autre", called="Ève Morel", you=False), acme()))
    assert spaced(done.subject) == "3 noms en novembre : 6 mentions sûres, 2 à confirmer"
    text = spaced(done.text)
    assert text.index("INÈS MOREL-DUPUIS · À FAIRE") < text.index("ÈVE MOREL · EN UNE LIGNE")
    assert done.html.count("<img") == 1
    assert "Ève Morel : Environ" not in text


def test_a_week_s_report_is_called_by_its_week() -> None:
    letter = REPORTS["report-weekly"]
    assert isinstance(letter, NameReport)
    done = written(letter)
    assert spaced(done.subject).startswith("Votre nom cette semaine : 4 résultats à vous sur 10")
    assert "Meilleure place : 2e (3e avant)." in spaced(done.text)


def test_a_first_report_compares_with_its_own_month_and_names_no_other() -> None:
    page = replace(first_page(), compared=int(FIRST.timestamp()) - 20 * 86400)
    done = written(report(replace(you(), pages=(page,))))
    assert "Meilleure place : 2e (3e avant)." in spaced(done.text)


def test_a_long_name_leaves_room_for_its_news() -> None:
    done = written(
        report(replace(acme(), called="Société anonyme des très grandes fabriques du Rhône et de la Loire"))
    )
    assert len(done.subject) <= 60
    assert spaced(done.subject).endswith("en novembre : aucune mention nouvelle")


def test_what_results_say_is_no_markup_and_leads_nowhere_unsafe() -> None:
    hostile = place(
        1,
        "<script>alert(1)</script>\u202e\x02",
        "javascript:alert(1)",
        ResultOwner.UNMARKED,
        was=None,
        new=True,
    )
    page = replace(first_page(), places=(hostile,), engines={"<b>": (3, 1)})
    state = replace(
        you(), pages=(page,), own=(replace(own()[0], url='a.example/"><b>', why=text_failure("<i>no</i>")),)
    )
    html = written(report(state)).html
    assert "<script" not in html and "<b>" not in html and "<i>" not in html
    assert 'href="javascript' not in html


def test_a_mail_s_picture_says_in_words_what_it_shows() -> None:
    html = spaced(written(report()).html)
    assert (
        'alt="Meilleure place de vos pages, de février 2026 à novembre 2026 : linkedin.com/in/ines-morel, de la 6e à '
        "la 2e ; doyoubuzz.com/ines-morel, de la 9e à la 3e ; inesmorel.example, de la 3e à la 4e. Résultats à vous, "
        'sur 10 : de 2 à 4."'
    ) in html


def test_a_page_that_stands_alone_holds_its_picture() -> None:
    html = render_page(report(), language="fr", timezone=PARIS, now=FIRST, name="Inès")
    assert html.count('src="data:image/png;base64,') == 1
    assert "cid:" not in html
    assert "img-src data:" in html


def test_a_chat_is_told_the_places_but_neither_the_picture_nor_the_figures_of_the_year() -> None:
    said = spaced(" ".join(pieces(written(report()).chat, form="html", limit=4096)))
    assert "2 ▲1 ··▄▄▅▅▅▅▅▆▆▆ linkedin.com/in/ines-morel vous" in said
    assert "L’année" not in said
    assert "PNG" not in said
    assert "https://www.google.com/search?q=%22In%C3%A8s%20Morel-Dupuis%22&amp;pws=0" in said


@pytest.mark.parametrize("name", ["Inès Morel-Dupuis", 'O"Neil & Fils', "王小明", "a/b?c#d"])
def test_a_ready_search_asks_for_exactly_the_name(name: str) -> None:
    found = {search.key: search.url for search in places_to_look(name)}
    for address in found.values():
        parts = urlsplit(address)
        (asked,) = [
            value[0]
            for field, value in parse_qs(parts.query).items()
            if field in ("q", "keywords", "keyword")
        ]
        assert asked == f'"{name.replace(chr(34), " ")}"'
        assert parts.scheme == "https" and address.isascii() and " " not in address
    assert found["google"].endswith("&pws=0")
    assert list(found)[:3] == ["google", "google images", "LinkedIn"], "programs read these keys"


# Tables in plain text


def test_a_table_keeps_its_columns_and_reads_in_its_order_when_a_cell_is_broken() -> None:
    long = "Les bibliothèques de Lyon ouvrent leurs données de prêt, rue par rue et sans un seul nom"
    table = Table(
        (
            (Cell("9"), Cell(long, href="https://a.example/"), Cell("neutre")),
            (Cell("10"), Cell("Court"), Cell("vous")),
        ),
        head=("", "quoi", "à qui"),
        numbers=frozenset((0,)),
    )
    lines = laid_out(table)
    assert all(columns(line) <= COLUMNS for line in lines)
    assert lines[0].split() == ["quoi", "à", "qui"]
    assert " ".join(" ".join(lines[1:3]).split()) == f"9 {long} neutre"
    assert lines[3] == "    https://a.example/"
    assert lines[4].startswith("10  Court ") and lines[4].endswith("  vous")
    assert lines[4].index("vous") == lines[2].index("neutre")


# From the database


@dataclass(frozen=True)
class Home:
    """A report's configuration, and the database that a test fills."""

    folder: Path
    config: Config
    db: sqlite3.Connection

    def answered(self, day: datetime, *urls: str) -> None:
        """Let the search answer on a day."""
        results = tuple(
            RankedResult(page_key(url), n, url, url, 0, ("bing",)) for n, url in enumerate(urls, 1)
        )
        positions.add_answer(self.db, 1, "moi", "searxng", RankedAnswer(int(day.timestamp()), results))

    def source(self, **fields: object) -> None:
        """Add a source, the one that reads the own page unless it says otherwise."""
        values = {
            "name": "moi/page",
            "kind": "own_page",
            "digest": "",
            "added": 0,
            "next_due": 0,
            "last_poll": 9,
        }
        values |= fields
        marks = ",".join("?" * len(values))
        self.db.execute(f"INSERT INTO source({','.join(values)}) VALUES({marks})", tuple(values.values()))

    def reported(self) -> NameState:
        """Return what the report of November says of the name."""
        start, end = (int(at.timestamp()) for at in (FIRST - timedelta(days=30), FIRST))
        digest = self.config.digests["mon-nom"]
        (name,) = digests.report_of(self.db, self.config, digest, "ines@example.org", start, end, {}).names
        return name


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    text = (
        '[digest.mon-nom]\nat = "monthly 08:00"\nnames = ["moi"]\n[search]\nnews = false\n'
        'searxng = "http://127.0.0.1:9"\n[person.moi]\nname = "Inès Morel-Dupuis"\nmine = ["ines.example"]\n'
        'says = ["médiatrice"]\n[channel.page]\nfolder = "' + str(tmp_path / "page") + '"\n'
    )
    config = configured(tmp_path, text, mail_port=9, head='to = ["ines@example.org", "page"]')
    with closing(open_writer(config.state / "veille.db")) as db:
        db.execute("INSERT INTO setting VALUES('began', ?)", (str(int(FIRST.timestamp() - 29 * DAY)),))
        yield Home(tmp_path, config, db)


def test_an_own_page_that_was_read_is_told_from_its_text(home: Home) -> None:
    home.source(
        cursor='{"links": ["https://b.example/"], "description": "Inès Morel-Dupuis, étudiante. Lyon"}'
    )
    home.db.execute("INSERT INTO story VALUES(1, 0)")
    home.db.execute(
        """INSERT INTO item(id, source, story, ident, title, url, text, author, outlet, language, tags, facts, hash,
             first_seen, edited, baseline)
           VALUES(1, 1, 1, '', 'Inès', '', 'Je cherche.', '', '', '', '[]', '{}', x'', 5, 7, 1)"""
    )
    (page,) = home.reported().own
    assert (page.answers, page.text_known, page.missing) == (OwnPageState.YES, True, ("médiatrice",))
    assert page.unchanged is not None and page.unchanged.timestamp() == 7


@pytest.mark.parametrize(
    ("why", "network", "answers"),
    [
        (status_failure("ines.example", 503), 0, OwnPageState.NO),
        (unwanted("ines.example", "ines.example"), 0, OwnPageState.UNREAD),
        (
            failure("{at} was not asked: {terms}", at="linkedin.com", terms=refused_site("linkedin.com")),
            0,
            OwnPageState.UNREAD,
        ),
        (text_failure("ines.example can't be reached"), 1, OwnPageState.UNKNOWN),
    ],
)
def test_a_page_that_may_not_be_read_is_not_out_of_order(
    home: Home, why: Failure, network: int, answers: OwnPageState
) -> None:
    home.source(failures=3, failing_since=100, why=why.to_json(), network=network)
    (page,) = home.reported().own
    assert page.answers is answers
    assert bool(page.why) == (answers is OwnPageState.NO)


def test_a_page_that_may_not_be_read_is_told_from_the_search_s_result(home: Home) -> None:
    home.source(failures=1, failing_since=9, why=unwanted("x", "x").to_json())
    home.source(name="moi/searxng", kind="name_search")
    result = RankedResult(
        page_key("https://ines.example/"), 12, "https://ines.example/", "Inès Morel-Dupuis - Médiatrice", 0
    )
    positions.add_answer(home.db, 2, "moi", "searxng", RankedAnswer(int(FIRST.timestamp()) - 9, (result,)))
    (page,) = home.reported().own
    assert (page.text_known, page.by_result, page.missing) == (True, True, ())


def test_a_report_leaves_even_when_there_is_nothing_and_each_recipient_has_theirs(home: Home) -> None:
    home.db.execute("BEGIN")
    digests.make_digests(home.db, home.config, FIRST.timestamp() - 1, {})
    assert not home.db.execute("SELECT 1 FROM message WHERE name = 'mon-nom'").fetchall()
    for later in (0, 60):
        digests.make_digests(home.db, home.config, FIRST.timestamp() + later, {})
    home.db.execute("COMMIT")
    made = rows(
        home.folder,
        "SELECT recipient, kind, name, page != '' FROM message WHERE name = 'mon-nom' ORDER BY id",
    )
    assert made == [("ines@example.org", "digest", "mon-nom", 0), ("page", "digest", "mon-nom", 1)]
