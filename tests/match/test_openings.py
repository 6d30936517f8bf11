"""One opening on several boards is one story; two openings that look alike are two."""

from __future__ import annotations

from pathlib import Path

import pytest

from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.match.openings import opening_keys
from veille.model import Item
from webserver import Answer, WebServer
from world import DAY, HOUR, Clock, configured, living, rows

TITLE = "Chargé·e de communication (H/F)"


def opening(title: str = TITLE, **facts: str) -> Item:
    return Item(title=title, facts={"employer": "Fabrique Confluence", "place": "Lyon 2e (69002)"} | facts)


@pytest.mark.parametrize(
    "other",
    [
        opening("Chargée de communication - F/H"),
        opening("CHARGÉ DE COMMUNICATION"),
        opening(employer="FABRIQUE CONFLUENCE SAS"),
        opening(place="69 - LYON 02"),
        opening(place="Lyon, France"),
        opening(place="Lyon (69)"),
    ],
)
def test_the_same_opening_has_a_key_in_common(other: Item) -> None:
    assert set(opening_keys(opening())) & set(opening_keys(other))


@pytest.mark.parametrize(
    "other",
    [
        opening("Chargé de communication interne"),
        opening(employer="Maison du Livre"),
        opening(place="Villeurbanne"),
        opening(place=""),
    ],
)
def test_another_opening_has_none(other: Item) -> None:
    assert not set(opening_keys(opening())) & set(opening_keys(other))


def test_a_reference_is_enough_and_is_one_employers_own() -> None:
    here = opening("Médiateur", reference="REF-8841", place="")
    assert set(opening_keys(here)) & set(
        opening_keys(opening("Médiation (CDD)", reference="ref 8841", place=""))
    )
    assert not set(opening_keys(here)) & set(
        opening_keys(opening("Médiateur", reference="REF-8841", place="", employer="Maison du Livre"))
    )


def test_what_is_no_opening_has_no_key() -> None:
    assert opening_keys(Item(title=TITLE, facts={"place": "Lyon"})) == ()


DROP_IN = '''"""A board for tests: title, place and employer of each line."""
from dataclasses import dataclass
from datetime import date
from veille import Batch, Cursor, Item, Web

@dataclass(frozen=True)
class Source:
    url: str

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(self.url)
        items = []
        for line in page.text().splitlines():
            number, title, place, *day = line.split("|")
            employer = {} if day else {"employer": "Fabrique Confluence"}
            if place.startswith("role:"):
                employer, place = {"role": place[5:]}, ""
            items.append(Item(id=number, title=title, url=f"{self.url}/{number}", text=title,
                              starts=date.fromisoformat(day[0]) if day else None, facts=employer | {"place": place}))
        return Batch(items, complete="/mail" not in self.url)
'''


def boards(folder: Path, web: WebServer, **topics: str) -> Config:
    (folder / "plugins").mkdir()
    (folder / "plugins" / "board.py").write_text(DROP_IN)
    sources = [
        BOARD.format(name=name, url=web.url(f"/{name}"), topic=topic) for name, topic in topics.items()
    ]
    journal = "[channel.journal]\nconsole = true\n[digest.matin]\nat = '07:30'\n"
    return configured(folder, journal + "".join(sources), head='to = "journal"')


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


BOARD = """[source.{name}]
kind = "board"
url = "{url}"
topic = "{topic}"
"""


def test_an_opening_on_two_boards_is_one_story_and_two_alike_on_one_board_are_two(
    tmp_path: Path, web: WebServer
) -> None:
    web.on("/a", Answer("1|Médiateur (H/F)|Lyon\n2|Médiateur (H/F)|Lyon".encode()))
    web.on("/b", Answer("x|Médiatrice F/H|69 - LYON 02".encode()))
    config = boards(tmp_path, web, a="Offres", b="Offres")
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once(["a"])
        clock.forward(DAY)
        await app.poll_once(["b"])

    living(config, clock, life)
    stories = [row[0] for row in rows(tmp_path, "SELECT story FROM item ORDER BY id")]
    assert len(set(stories)) == 2
    assert stories[2] in stories[:2]
    assert rows(tmp_path, "SELECT folded_how FROM item WHERE id = 3") == [("opening",)]


def test_an_opening_says_on_which_other_boards_it_stands(tmp_path: Path, web: WebServer) -> None:
    web.on("/a", Answer(b""), Answer("1|Médiateur|Lyon".encode()))
    web.on("/b", Answer(b""), Answer("x|Médiatrice|Lyon".encode()))
    config, clock = boards(tmp_path, web, a="Offres", b="Offres"), Clock()
    file = tmp_path / "veille.toml"
    file.write_text(file.read_text().replace(f'{web.url("/b")}"', f'{web.url("/b")}"\noutlet = "HelloWork"'))
    config = load(file)

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once(["a"])
        await app.poll_once(["b"])
        clock.forward(24 * HOUR)
        await app.tick()
        await app.settle()

    living(config, clock, life)
    (text,) = rows(tmp_path, "SELECT text FROM message WHERE kind = 'digest' ORDER BY id DESC LIMIT 1")[0]
    assert "Déjà vue chez HelloWork" in plain(str(text))


def test_an_opening_that_left_its_boards_is_told_as_closed_and_one_that_stays_on_another_is_not(
    tmp_path: Path, web: WebServer
) -> None:
    here = "1|Médiateur|Lyon\n2|Régisseuse|Lyon"
    web.on("/a", Answer(here.encode()), Answer(here.encode()), Answer(b"3|Comptable|Lyon"))
    web.on("/b", Answer("x|Médiatrice|Lyon".encode()))
    config, clock = boards(tmp_path, web, a="Offres", b="Offres"), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        await app.tick()
        clock.forward(24 * HOUR)
        await app.poll_once()
        await app.tick()
        clock.forward(24 * HOUR)
        await app.poll_once(["a"])
        clock.forward(24 * HOUR)
        await app.tick()
        await app.settle()

    living(config, clock, life)
    texts = [
        str(row[0]) for row in rows(tmp_path, "SELECT text FROM message WHERE kind = 'digest' ORDER BY id")
    ]
    assert "« Régisseuse », Fabrique Confluence" in plain(texts[-1])
    assert "« Médiateur »" not in plain(texts[-1])
    assert not any("Régisseuse" in text.partition("OFFRES CLOSES")[2] for text in texts[:-1])


def test_a_copy_in_a_mailbox_keeps_no_opening_open_and_a_person_who_left_a_register_is_told(
    tmp_path: Path, web: WebServer
) -> None:
    web.on(
        "/a",
        Answer("1|Médiateur|Lyon\n2|Ada Roux, directrice|role:directrice".encode()),
        Answer(b"9|Comptable|Lyon"),
    )
    web.on("/mail", Answer("x|Médiatrice|Lyon".encode()))
    config, clock = boards(tmp_path, web, a="Offres", mail="Offres"), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        await app.tick()
        clock.forward(24 * HOUR)
        await app.poll_once(["a"])
        clock.forward(24 * HOUR)
        await app.tick()
        await app.settle()

    living(config, clock, life)
    (last,) = rows(tmp_path, "SELECT text FROM message WHERE kind = 'digest' ORDER BY id DESC LIMIT 1")[0]
    assert "« Médiateur », Fabrique Confluence" in plain(str(last))
    assert "Ada Roux, directrice" in plain(str(last)).partition("NE FIGURE PLUS AU REGISTRE (1)")[2]


def test_what_is_to_come_is_recalled_seven_days_before_and_two(tmp_path: Path, web: WebServer) -> None:
    web.on("/a", Answer(b"1|Salon Robotique Ouest|Nantes|2026-12-08"))
    config, clock = boards(tmp_path, web, a="Salons"), Clock()
    days = []

    async def life(app: App) -> None:
        await app.poll_once()
        for day in range(16):
            before = len(rows(tmp_path, "SELECT 1 FROM message WHERE text LIKE '%À VENIR%'"))
            await app.tick()
            await app.settle()
            if len(rows(tmp_path, "SELECT 1 FROM message WHERE text LIKE '%À VENIR%'")) > before:
                days.append(day)
            clock.forward(DAY)

    living(config, clock, life)
    assert days == [8, 13]  # 1 and 6 December
    (text,) = rows(tmp_path, "SELECT text FROM message WHERE text LIKE '%À VENIR%' ORDER BY id LIMIT 1")[0]
    assert "Salon Robotique Ouest · Nantes" in plain(str(text))
