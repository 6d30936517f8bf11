"""Employers by activity and place: how words are read, what is asked of the register, and what it gives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from apisamples import WHY_SKIPPED, sample
from veille import Page, SourceError, Suggestion
from veille.testing import PagesWeb
from veille_plugins.registry import Source, words
from veille_plugins.registry.suggestions import COMPANIES, TOWNS

MUSEUM = {
    "siren": "130002256",
    "nom_raison_sociale": "MUSEE DES CONFLUENCES",
    "nom_complet": "MUSEE DES CONFLUENCES (CONFLUENCES)",
    "tranche_effectif_salarie": "22",
    "siege": {"libelle_commune": "LYON 2"},
    "matching_etablissements": [
        {"etat_administratif": "F", "libelle_commune": "GIVORS"},
        {"etat_administratif": "A", "libelle_commune": "VILLEURBANNE"},
    ],
}


def found(text: str, answers: Mapping[str, Any]) -> tuple[Sequence[Suggestion], list[Mapping[str, str]]]:
    """Return the employers that words find, and the parameters of each request."""
    web = PagesWeb({url: json.dumps(answer) for url, answer in answers.items()})
    offers = asyncio.run(Source.search(web, text))
    return offers, [request.params for request in web.asked]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("musées", ["91.02Z"]),
        ("Musée", ["91.02Z"]),
        ("gestion des musees", ["91.02Z"]),
        ("bibliothèques", ["91.01Z"]),
        ("théâtre", ["90.01Z", "90.04Z"]),
        ("agences de communication", ["70.21Z", "73.11Z"]),
        ("musées et châteaux", ["91.02Z", "91.03Z"]),
        ("éditeur de logiciels", ["58.29A", "58.29B", "58.29C"]),
        ("9102z", ["91.02Z"]),
        ("99.99Z", []),
        ("licornes", []),
        (", ", []),
    ],
)
def test_everyday_words_are_read_as_activities(text: str, codes: list[str]) -> None:
    assert sorted(words.activity(text).titles) == codes


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("Rhône", {"departement": "69"}),
        ("69", {"departement": "69"}),
        ("Rhône (69)", {"departement": "69"}),
        ("2a", {"departement": "2A"}),
        ("la Réunion", {"departement": "974"}),
        ("69002", {"code_postal": "69002"}),
        ("Auvergne-Rhône-Alpes", {"region": "84"}),
        ("Paris", {"departement": "75"}),
    ],
)
def test_places_are_read_by_number_or_name(text: str, params: Mapping[str, str]) -> None:
    place = words.place(text)
    assert place is not None
    assert place.params == params


def test_a_place_needs_no_comma_before_it() -> None:
    assert words.split_activity("musées, Rhône") == ("musées", "Rhône")
    assert words.split_activity("spectacle vivant Auvergne Rhône Alpes") == (
        "spectacle vivant",
        "Auvergne Rhône Alpes",
    )
    assert words.split_activity("spectacle vivant") == ("spectacle vivant", "")


def test_the_table_of_activities_is_whole() -> None:
    assert len(words._table()) == 732
    assert all(row.title and row.stems for row in words._table().values())


def test_employers_are_told_with_town_headcount_and_siren() -> None:
    offers, asked = found("musées, Rhône", {COMPANIES: {"results": [MUSEUM, {"siren": "no name"}]}})
    assert [(dict(offer.options), offer.table) for offer in offers] == [
        ({"name": "Musee des Confluences", "siren": "130002256"}, "company")
    ]
    assert offers[0].what == "Musee des Confluences, Villeurbanne, 100 à 199 salariés, SIREN 130 002 256"
    assert len(asked) == 1
    assert asked[0]["activite_principale"] == "91.02Z"
    assert asked[0]["departement"] == "69"
    assert asked[0]["etat_administratif"] == "A"
    assert "00" not in asked[0]["tranche_effectif_salarie"].split(",")


def test_without_a_place_a_company_is_told_by_its_seat() -> None:
    offers, asked = found("musées", {COMPANIES: {"results": [MUSEUM]}})
    assert "Lyon 2e" in offers[0].what
    assert "departement" not in asked[0]


def test_a_town_is_looked_up_and_a_large_one_asked_by_its_parts() -> None:
    towns = [{"nom": "Lyons-la-Forêt", "code": "27377"}, {"nom": "Lyon", "code": "69123"}]
    _, asked = found("musées, lyon", {TOWNS: towns, COMPANIES: {"results": [MUSEUM]}})
    assert asked[0]["nom"] == "lyon"
    assert asked[1]["code_commune"].split(",") == ["69123", *(f"6938{number}" for number in range(1, 10))]


def test_where_no_headcount_is_known_all_are_asked_for() -> None:
    params = {
        "activite_principale": "91.02Z",
        "etat_administratif": "A",
        "sort_by_size": "true",
        "per_page": "25",
    }
    everybody = f"{COMPANIES}?{urlencode(params)}"
    answers = {
        everybody: {"results": [MUSEUM | {"tranche_effectif_salarie": "NN"}]},
        COMPANIES: {"results": []},
    }
    offers, asked = found("musées", answers)
    assert "effectif inconnu" in offers[0].what
    assert ["tranche_effectif_salarie" in params for params in asked] == [True, False]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("licornes, Rhône", "no activity .* is called “licornes”"),
        (
            "musées, Rhône",
            r"“musées” was read as Gestion des musées \(91\.02Z\), and “Rhône” as department 69 \(Rhône\)",
        ),
        ("musées, Nulleville", "“Nulleville” is no town"),
        ("musées", r"“musées” was read as Gestion des musées \(91\.02Z\)$"),
    ],
)
def test_nothing_found_says_how_the_words_were_read(text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        found(text, {COMPANIES: {"results": []}, TOWNS: []})


def test_an_answer_of_another_form_is_an_error() -> None:
    with pytest.raises(SourceError, match="another form"):
        found("musées", {COMPANIES: {"erreur": "…"}})


def test_the_page_of_a_company_in_the_register_is_known_by_its_address() -> None:
    at = "https://annuaire-entreprises.data.gouv.fr/entreprise/fabrique-confluence-123456782"
    assert [dict(offer.options) for offer in offered(at)] == [{"siren": "123456782"}]
    assert not offered("https://annuaire-entreprises.data.gouv.fr/entreprise/mistyped-123456789")
    assert not offered("https://elsewhere.example/entreprise/fabrique-123456782")


def offered(url: str) -> Sequence[Suggestion]:
    return asyncio.run(Source.discover(PagesWeb({}), Page(url, 0)))


def test_a_recorded_answer_is_read() -> None:
    recorded = sample("recherche-entreprises-2-text.json")
    if recorded is None:
        pytest.skip(WHY_SKIPPED)
    offers, _ = found("musées", {COMPANIES: json.loads(recorded)})
    assert len(offers) > 5
    assert all(len(offer.options["siren"]) == 9 and "SIREN" in offer.what for offer in offers)
