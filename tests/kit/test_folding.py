"""veille.kit.folding: spellings that people take for the same are."""

from __future__ import annotations

import pytest

from veille.kit.folding import common, folded, holds, slug, spelled_out, unaccented


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Évry-Courcouronnes", "evry-courcouronnes"),
        ("L’ÉCOLE À SÈTE", "l’ecole a sete"),
        ("Großstraße", "grossstrasse"),
        ("A\u030angstro\u0308m", "angstrom"),
        ("plain ASCII, 100 %", "plain ascii, 100 %"),
        ("Cœur", "cœur"),
        ("", ""),
    ],
)
def test_accents_and_case_go_and_the_rest_stays(text: str, found: str) -> None:
    assert unaccented(text) == found
    assert unaccented(found) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cœur d'ÆGIR", "coeur d'aegir"),
        ("Łódź", "lodz"),
        ("Søren", "soren"),
        ("ĐORĐE", "dorde"),
        ("Évry", "evry"),
    ],
)
def test_letters_that_hold_two_or_a_bar_become_plain(text: str, found: str) -> None:
    assert spelled_out(text) == found


def test_a_slug_has_plain_letters_and_figures_alone() -> None:
    assert slug("  Inès Morel-Duparc, S.A.R.L. ") == "ines-morel-duparc-s-a-r-l"
    assert slug("Val-d'Oise", " ") == "val d oise"
    assert slug("…") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Chargé·e de communication",
        "CHARGE(E) DE COMMUNICATION",
        "chargé.e, de communication",
        "Chargé-e de communication",
    ],
)
def test_an_inclusive_spelling_is_the_word(text: str) -> None:
    assert folded(text) == " charge de communication "


def test_words_are_held_whole_and_in_order() -> None:
    text = folded("Développeur C++ à Saint-Étienne")
    assert holds(text, "c++")
    assert holds(text, folded("saint etienne"))
    assert not holds(text, "etienne saint")
    assert not holds(text, "c")
    assert not holds(text, "develop")


@pytest.mark.parametrize(
    "title", ["Chargées de mission", "Chargé / Chargée de mission", "chargé·es de missions"]
)
def test_whoever_is_spoken_to_the_words_are_common(title: str) -> None:
    assert common(title) == " charge de mission "
