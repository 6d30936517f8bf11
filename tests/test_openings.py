"""One opening on several boards is one story; two openings that look alike are two."""

from __future__ import annotations

from pathlib import Path

import pytest

from veille.app import App
from veille.match.openings import opening_keys
from veille.model import Item
from webserver import Answer, WebServer
from world import DAY, Clock, configured, living, rows

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
from veille import Batch, Cursor, Item, Web

@dataclass(frozen=True)
class Source:
    url: str

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(self.url)
        items = []
        for line in page.text().splitlines():
            number, title, place = line.split("|")
            items.append(Item(id=number, title=title, url=f"{self.url}/{number}", text=title,
                              facts={"employer": "Fabrique Confluence", "place": place}))
        return Batch(items, complete=True)
'''


def test_an_opening_on_two_boards_is_one_story_and_two_alike_on_one_board_are_two(
    tmp_path: Path, web: WebServer
) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "board.py").write_text(DROP_IN)
    web.on("/a", Answer("1|Médiateur (H/F)|Lyon\n2|Médiateur (H/F)|Lyon".encode()))
    web.on("/b", Answer("x|Médiatrice F/H|69 - LYON 02".encode()))
    config = configured(
        tmp_path,
        f"""[channel.journal]
console = true
[source.a]
kind = "board"
url = "{web.url("/a")}"
topic = "Offres"
[source.b]
kind = "board"
url = "{web.url("/b")}"
topic = "Offres"
""",
        head='to = "journal"',
    )
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
