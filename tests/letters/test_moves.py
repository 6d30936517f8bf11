"""What moved on a first page, from plain values."""

from __future__ import annotations

from facts import INES, config
from veille.letters.moves import moves_letter
from veille.model import Moved
from veille.store.facts import MovementRow
from world import DAY, HOUR, MONDAY


def test_every_movement_is_told_in_its_order_with_where_it_stood() -> None:
    rows = [
        MovementRow(
            7,
            "moi/searxng",
            "searxng",
            "moi",
            int(MONDAY),
            Moved.NEW,
            5,
            None,
            31,
            "https://x.example/",
            "Cross",
        ),
        MovementRow(
            9, "moi/brave", "brave", "moi", int(MONDAY) + 60, Moved.LEFT, None, 1, 0, "https://y.example/", ""
        ),
    ]
    letter = moves_letter(INES, rows, config(), "ines@example.org", MONDAY + HOUR)
    assert [(move.number, move.kind, move.place, move.was, move.item) for move in letter.moves] == [
        (1, Moved.NEW, 5, None, 31),
        (2, Moved.LEFT, None, 1, 0),
    ]
    assert [move.engine for move in letter.moves] == ["SearXNG", "Brave"]
    assert [move.at.timestamp() for move in letter.moves] == [MONDAY, MONDAY + 60]
    assert (letter.key, letter.called, letter.you) == ("moi", "Inès Morel-Dupuis", True)
    assert letter.next_digest is not None
    assert letter.next_digest.timestamp() == MONDAY + DAY - 1.5 * HOUR
