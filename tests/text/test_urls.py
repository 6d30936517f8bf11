"""A feed that tells one thing after another at one address, and names none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille.model import Item
from veille.store.items import StoredText
from veille.watch.identity import retold
from watch.test_identity_changing import news, polled, rows
from webserver import WebServer
from world import Article, rss

NOTHING, FLOOD, FIRE = (
    "Rien à signaler",
    "Crue de la Saône : vigilance rouge",
    "Incendie à Vaise : évacuation",
)


def board(titles: Iterable[str], text: str = "") -> list[bytes]:
    link = "https://presse.example/vigilance"
    return [
        rss([Article(1, title, text and f"{text} {n}", guid="", link=link)]) for n, title in enumerate(titles)
    ]


def titles(folder: Path) -> Sequence[object]:
    return [title for (title,) in rows(folder, "SELECT title FROM item ORDER BY id")]


def test_what_is_told_next_at_one_address_is_new(tmp_path: Path, web: WebServer) -> None:
    found = polled(tmp_path, web, board([NOTHING, FLOOD, FIRE, FIRE]))
    assert news(found) == [(1, 0), (1, 1), (1, 1), (0, 0)]
    assert titles(tmp_path) == [NOTHING, FLOOD, FIRE]


def test_an_edit_of_what_came_last_is_an_edit(tmp_path: Path, web: WebServer) -> None:
    later = f"{FLOOD} à Lyon"
    found = polled(tmp_path, web, board([NOTHING, FLOOD, later, later], "Texte"))
    assert news(found) == [(1, 0), (1, 1), (0, 0), (0, 0)]
    assert titles(tmp_path) == [NOTHING, later]


def test_what_was_told_before_and_stands_there_again_is_known(tmp_path: Path, web: WebServer) -> None:
    found = polled(tmp_path, web, board([NOTHING, FLOOD, NOTHING, FLOOD, FIRE]))
    assert news(found) == [(1, 0), (1, 1), (0, 0), (0, 0), (1, 1)]


def test_an_id_says_more_than_a_title(tmp_path: Path, web: WebServer) -> None:
    link = "https://presse.example/vigilance"
    found = polled(
        tmp_path, web, [rss([Article(1, title, guid=link, link=link)]) for title in (NOTHING, FLOOD)]
    )
    assert [(poll.kept.new, poll.kept.edited) for poll in found] == [(1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("title", "text", "published", "same"),
    [
        ("Crue du Rhône à Lyon : trois morts", "", None, False),
        ("Crue du Rhône à Lyon : deux morts", "autre", None, True),
        ("La crue du Rhône à Lyon a fait deux morts", "", None, True),
        ("Le Rhône déborde", "le texte", None, True),
        ("Le Rhône déborde", "", None, False),
        ("Le Rhône déborde", "autre", 1_795_000_000, True),
        ("Le Rhône déborde", "le texte", 1_795_086_400, False),
    ],
)
def test_what_stands_at_an_address_is_the_same_by_its_title_its_text_or_its_date(
    title: str, text: str, published: int | None, same: bool
) -> None:
    moment = datetime.fromtimestamp(published, UTC) if published else None
    was = StoredText("Crue du Rhône à Lyon : deux morts", "le texte", 1_795_000_000)
    assert retold(Item(title=title, text=text, published=moment), was) is same
