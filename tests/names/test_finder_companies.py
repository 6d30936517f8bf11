"""Companies are found without their legal form, acronyms in capitals, everyday words as such; what is doubtful is said."""

from __future__ import annotations

import pytest

from names.test_finder import seen
from veille.model import Name
from veille.names.finder import Names, doubts


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Fabrique Confluence", "La Fabrique Confluence recrute.", [("full", "Fabrique Confluence")]),
        ("Fabrique Confluence SAS", "Fabrique Confluence recrute.", [("full", "Fabrique Confluence")]),
        ("Fabrique Confluence", "FABRIQUE CONFLUENCE SA", [("full", "FABRIQUE CONFLUENCE")]),
        ("Fabrique Confluence", "#FabriqueConfluence", [("full", "FabriqueConfluence")]),
        ("La Fabrique Confluence", "à Fabrique-Confluence", [("full", "Fabrique-Confluence")]),
        ("Fabrique Confluence", "la fabrique confluence de tout", []),
        ("Fabrique Confluence", "Fabrique de Confluence", []),
        ("Verre & Sable", "chez Verre & Sable et Verre et Sable", [("full", "Verre & Sable"), ("full", "Verre et Sable")]),
        ("Verre et Sable", "chez Verre and Sable", [("full", "Verre and Sable")]),
        ("Delorme et Fils", "chez Delorme, puis Delorme et Fils", [("full", "Delorme et Fils")]),
        ("Groupe Zorbec", "chez Zorbec", [("exact", "Zorbec")]),
        ("Zorbec", "chez Zorbec, ZORBEC, zorbec, Zorbecs", [("exact", "Zorbec"), ("exact", "ZORBEC")]),
        ("Zorbec", "Paul Zorbec et M. Zorbec, rue Zorbec", []),
        ("Zorbec", "l'alliance Zorbec-Nissan", [("exact", "Zorbec")]),
        ("Zorbec", "Zorbec SA", [("full", "Zorbec")]),
        ("LeBonClou", "sur Le Bon Clou et Leboncoin", [("exact", "Le Bon Clou")]),
        ("SNVT", "la SNVT, la Snvt, la snvt", [("acronym", "SNVT")]),
        ("Orange", "Orange lance une offre, une orange.", [("word", "Orange")]),
        ("Orange", "Le groupe Orange, ou Orange SA", [("full", "Orange"), ("full", "Orange")]),
        ("Le Monde", "Le Monde titre : le monde va mal. Du Monde au monde", [("word", "Le Monde"), ("word", "Du Monde")]),
        ("Alice", "Alice recrute", [("word", "Alice")]),
        ("Canal+", "sur Canal+ hier, sur Canal hier", [("exact", "Canal+")]),
        ("3M", "chez 3M, pas 13M ni 3MB", [("exact", "3M")]),
        ("20 Minutes", "dans 20\u00a0Minutes ; dans 120 Minutes", [("exact", "20\u00a0Minutes")]),
        ("42", "l'école 42, en 1942", [("exact", "42")]),
        ("X", "X et X", []),
    ],
)  # fmt: skip
def test_a_company_is_found_as_companies_are_written(
    name: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert seen(name, text, company=True) == found


def test_names_that_no_word_gives_away_are_told_apart() -> None:
    names = Names([Name("c", "Canal+", "c", company=True), Name("m", "Inès Morel", "m", also=("王小明",))])
    assert set(names.written) == {"Canal+", "王小明"}
    assert "morel" in names.anchors and "canal" not in names.anchors


def test_other_forms_of_a_company_are_aliases_or_acronyms() -> None:
    text = "La FC, dite Confluence Sud ; la fc"
    assert seen("Fabrique Confluence", text, also=("FC", "Confluence Sud"), company=True) == [
        ("acronym", "FC"),
        ("alias", "Confluence Sud"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Zorbinette", "On a vu Zorbinette, zorbinette", [("exact", "Zorbinette")]),
        ("Rose", "Rose chante une rose", [("word", "Rose")]),
        ("La Médiatrice", "avec La Médiatrice et la médiatrice", [("full", "La Médiatrice")]),
        ("Mme Le Goff", "avec Mme Le Goff et M. Le Goff", [("full", "Mme Le Goff")]),
        ("Q", "Q", []),
        ("", "rien", []),
    ],
)
def test_a_person_without_a_first_name_is_found_as_written(
    name: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert seen(name, text) == found


@pytest.mark.parametrize(
    ("name", "company", "said"),
    [
        ("Inès Morel", False, ""),
        ("Fabrique Confluence", True, ""),
        ("Madonna", False, "is one word, looked for exactly"),
        ("Rose", False, "many others are called so"),
        ("Q", False, "is not looked for"),
        ("", False, "name is empty"),
        ("INÈS MOREL", False, 'so "MOREL" is taken for the surname'),
        ("I. Morel", False, "initials only"),
        ("Иван Петров", False, "exactly as it is written"),
        ("王小明", False, "exactly as it is written"),
        ("SNVT", True, "in capitals only"),
        ("Orange", True, "`context`"),
        ("Zorbec", True, "is one word"),
    ],
)
def test_what_is_doubtful_about_a_name_is_said(name: str, company: bool, said: str) -> None:
    found = list(map(str, doubts(Name("k", name, "k", company=company))))
    assert [said in doubt for doubt in found] == ([True] if said else [])


def test_an_empty_form_and_a_false_orcid_are_said() -> None:
    found = list(
        map(str, doubts(Name("k", "Inès Morel", "k", also=("", "Z", "@ines"), orcid="0000-0002-1825-0098")))
    )
    assert len(found) == 3
    assert "empty form" in found[0] and '"Z"' in found[1] and "ORCID" in found[2]
