"""The versions of pages of many kinds through the real daemon: an alert for each change, none for anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval_pages.replay import PAGES, SELECTED, WHOLE, cost, replay, stored


@pytest.mark.parametrize("name", PAGES)
def test_each_change_of_a_page_is_told_and_nothing_else(name: str, tmp_path: Path) -> None:
    seen = replay(tmp_path, name)
    assert len(seen) >= 5
    assert [(judged.version.what, judged.got) for judged in seen if not judged.right] == []


@pytest.mark.parametrize(
    ("cards", "select", "most"), [(True, ".card", SELECTED), (True, "", WHOLE), (False, "", WHOLE)]
)
def test_a_page_of_100_kb_costs_little(cards: bool, select: str, most: float) -> None:
    assert cost(cards=cards, select=select) <= 2 * most, (
        "the machine may be busy: `make eval-pages` says the figure"
    )


@pytest.mark.parametrize("cards", [True, False])
def test_a_page_keeps_little_in_the_database(cards: bool, tmp_path: Path) -> None:
    few = stored(tmp_path, 20, cards=cards)
    assert few <= 40_000, "an empty database has its own size, shared here by few"
