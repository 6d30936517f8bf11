"""A search of the news vouches for a name that its title does not show: unsure, or a homonym's by its words."""

from __future__ import annotations

import pytest

from veille.match.rules import Doc
from veille.model import Clue, Name, Verdict
from veille.names.reasons import Why
from veille.names.verdict import vouched

NAME = Name(
    "moi", "Inès Morel", "moi", context=("musée", "Lyon"), not_=("handball", "Strasbourg"), homonyms=40
)


def doc(title: str) -> Doc:
    return Doc(title, "", "moi/google_news")


def test_an_article_that_shows_no_name_is_unsure_whoever_bears_it():
    found = vouched(NAME, doc("La soirée en images"))
    assert (found.verdict, found.likely) == (Verdict.UNSURE, 0.5)
    assert found.clues == (Clue(Why.SEARCH, ("google_news",)),)
    rare = Name("r", "Valérian Quérouil", "r", homonyms=0.01)
    assert vouched(rare, doc("La soirée en images")).likely == 0.7


@pytest.mark.parametrize("homonyms", [0.01, 40])
def test_one_with_a_homonym_s_words_in_its_title_is_the_homonym_s(homonyms: float):
    name = Name("moi", "Inès Morel", "moi", not_=NAME.not_, homonyms=homonyms)
    found = vouched(name, doc("Handball : Strasbourg file en finale"))
    assert found.verdict is Verdict.HOMONYM
    assert Clue(Why.NOT_NEAR, ("handball", "Strasbourg")) in found.clues


def test_one_with_context_in_its_title_is_likelier_but_never_sure():
    found = vouched(NAME, doc("Le musée de Lyon rouvre"))
    assert found.verdict is Verdict.UNSURE
    assert found.likely > 0.8
    assert Clue(Why.NEAR, ("musée", "Lyon")) in found.clues
