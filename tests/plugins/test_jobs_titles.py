"""The filter `title` of the kind `jobs`: a title is met whoever, and however many, it speaks to."""

from __future__ import annotations

import pytest

from veille import Item
from veille_plugins.jobs import filters


def passes(title: str, word: str) -> bool:
    return filters.passes(Item(title=title), where=(), contract=(), title=(word,))


@pytest.mark.parametrize(
    "word", ["chargé de communication", "Chargée de communication", "chargé·e de communication"]
)
@pytest.mark.parametrize(
    "title",
    [
        "Chargé de communication",
        "Chargée de communication (H/F)",
        "Chargés de communication",
        "Chargé(e) de communication",
        "Chargé(e)s de communication",
        "CHARGÉ.E.S DE COMMUNICATION",
        "Chargé / Chargée de communication",
        "Alternance - chargé·e de communication",
    ],
)
def test_a_title_is_met_in_every_gender_and_number(title, word):
    assert passes(title, word)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Développeuse Python", "développeur python"),
        ("Développeur/développeuse Python", "développeur python"),
        ("Médiatrice culturelle", "médiateur culturel"),
        ("Cheffe de projet", "chef de projet"),
        ("Chef(fe) de projet", "chef de projet"),
        ("Technicienne", "technicien"),
        ("Assistants de direction", "assistante de direction"),
        ("Infirmières", "infirmier"),
        ("Responsable des archives", "archive"),
    ],
)
def test_so_is_a_trade(title, word):
    assert passes(title, word)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Chargé de mission communication", "chargé de communication"),
        ("Chargeur", "chargé"),
        ("Business developer", "busines develop"),
        ("Assistance", "assistant"),
    ],
)
def test_another_word_is_another_word(title, word):
    assert not passes(title, word)


def test_a_town_keeps_its_small_words():
    item = Item(title="Médiateur", facts={"place": "Villeneuve-lès-Avignon"})
    assert filters.passes(item, where=("Villeneuve lès Avignon",), contract=(), title=())
