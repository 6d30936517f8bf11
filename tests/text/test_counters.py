"""Numbers in titles: which count something, and which name it."""

from __future__ import annotations

import pytest

from veille.text.counters import Recount, recount


@pytest.mark.parametrize(
    ("before", "after", "counts", "loose"),
    [
        ("101° - Lyon : le tram", "104° - Lyon : le tram", True, True),
        ("Panne du four (3 réponses)", "Panne du four (12 réponses)", True, True),
        ("Panne du four (3)", "Panne du four (4)", True, True),
        ("(3) Panne du four", "(4) Panne du four", True, True),
        ("Library hours - 1,204 views", "Library hours - 1,310 views", True, True),
        ("Pétition : 12 000 signatures", "Pétition : 13 500 signatures", True, True),
        ("9 comentarios: el puerto", "10 comentarios: el puerto", True, True),
        ("[1000] Panne du four", "[1001] Panne du four", False, True),
        ("CAC 40 : 7 123", "CAC 40 : 7 200", False, True),
        ("Ticket 4711 : panne", "Ticket 4712 : panne", False, False),
        ("INC-4711 panne du four", "INC-4712 panne du four", False, False),
        ("Panne n° 3 réponses", "Panne n° 4 réponses", False, False),
        ("La lettre n°11", "La lettre n°12", False, False),
        ("Lyon : 12° attendus demain", "Lyon : 14° attendus demain", False, True),
        ("#12 (3 réponses)", "#12 (4 réponses)", True, True),
    ],
)
def test_a_number_counts_by_its_word_or_its_place_and_names_after_a_word(
    before: str, after: str, counts: bool, loose: bool
) -> None:
    assert recount(before, after) == Recount(counts, loose)


@pytest.mark.parametrize(
    ("before", "after"), [("12 votes", "12 votes"), ("12 votes", "12 avis"), ("A 1", "A 1 2 3")]
)
def test_titles_that_are_equal_or_differ_by_words_are_not_compared_by_their_numbers(
    before: str, after: str
) -> None:
    assert recount(before, after) is None
