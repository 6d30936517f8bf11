"""The kind registry: what a fact of a company reads like, what its change makes, and what a notice says."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apisamples import WHY_SKIPPED, sample
from veille import Batch, NotModified, Page, SourceError, WebError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.registry import COMPANIES, NOTICES, Source, company, notices, siren, spelling

NUMBER = "900000001"
OTHER = "901000000"


def director(last: str, first: str, role: str) -> dict[str, Any]:
    return {
        "nom": last,
        "prenoms": first,
        "annee_de_naissance": "1975",
        "date_de_naissance": "1975-03",
        "nationalite": "Française",
        "qualite": role,
        "type_dirigeant": "personne physique",
    }


def seat(siret: str = "90000000100017", number: str = "12", since: str = "2019-05-02") -> dict[str, Any]:
    return {
        "siret": siret,
        "numero_voie": number,
        "type_voie": "RUE",
        "libelle_voie": "DE LA CONFLUENCE",
        "code_postal": "69002",
        "libelle_commune": "LYON 2",
        "adresse": f"{number} RUE DE LA CONFLUENCE 69002 LYON 2",
        "date_creation": since,
        "etat_administratif": "A",
    }


def registered(number: str = NUMBER, **more: Any) -> str:
    one = {
        "siren": number,
        "nom_complet": "FABRIQUE CONFLUENCE (LA FABRIQUE)",
        "nom_raison_sociale": "FABRIQUE CONFLUENCE",
        "sigle": None,
        "siege": seat(),
        "tranche_effectif_salarie": "12",
        "annee_tranche_effectif_salarie": "2024",
        "date_creation": "2019-05-02",
        "date_fermeture": None,
        "dirigeants": [
            director("GIROD", "PAUL HENRI", "Directeur Général"),
            {"siren": OTHER, "denomination": "TEMOINS SAS", "qualite": "Commissaire aux comptes titulaire"},
        ],
        "etat_administratif": "A",
        **more,
    }
    return json.dumps({"results": [one], "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1})


def notice(number: str, family: str = "dpc", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "dateparution": "2026-11-20",
        "numeroannonce": 12,
        "parution": "20260220",
        "typeavis": "annonce",
        "familleavis": family,
        "familleavis_lib": "Dépôts des comptes",
        "tribunal": "GREFFE DU TRIBUNAL DE COMMERCE DE LYON",
        "commercant": "FABRIQUE CONFLUENCE",
        "ville": "Lyon",
        "registre": [NUMBER, "900 000 001"],
        "listepersonnes": '{"personne": {"typePersonne": "pm"}}',
        "url_complete": f"https://bodacc.example/detail/?id={number}",
        **more,
    }


def published(*records: dict[str, Any]) -> str:
    return json.dumps({"total_count": len(records), "results": list(records)})


DEPOSIT = notice("C1", depot='{"dateCloture": "2025-12-31", "typeDepot": "Comptes annuels"}')
MODIFIED = notice(
    "B1", "modification", modificationsgenerales='{"descriptif": "Modification de l\'administration."}'
)


class TestRegistry(SourceContract):
    source = Source(siren="900 000 001")
    pages = {COMPANIES: registered(), NOTICES: published(DEPOSIT)}
    pages2 = {
        COMPANIES: registered(dirigeants=[director("BELKACEM", "NADIA", "Directeur Général")]),
        NOTICES: published(MODIFIED, DEPOSIT),
    }


class TestTwoCompanies(SourceContract):
    source = Source(siren=(NUMBER, OTHER))
    pages = {
        f"{COMPANIES}?q={NUMBER}": registered(),
        f"{COMPANIES}?q={OTHER}": registered(
            OTHER, nom_raison_sociale="Maison du Livre", nom_complet="Maison du Livre"
        ),
        NOTICES: published(),
    }


def poll(pages: dict[str, Any], cursor: Any = None, source: Source = TestRegistry.source) -> Batch:
    return asyncio.run(source.poll(PagesWeb(pages), cursor or {}))


def titles(said: str) -> list[str]:
    return [item.title for item in company.read(Page("x", body=said.encode()), NUMBER)]


def told(**more: Any) -> Any:
    (item,) = notices.read(Page("x", body=published(notice("A1", **more)).encode()), NUMBER)
    return item


def test_a_company_is_told_fact_by_fact_and_nobody_s_birth_with_it():
    items = company.read(Page("x", body=registered().encode()), NUMBER)
    assert [item.title for item in items] == [
        "Fabrique Confluence : nom au registre, SIREN 900 000 001",
        "Fabrique Confluence : en activité",
        "Fabrique Confluence : siège, 12 rue de la Confluence, 69002 Lyon 2e (depuis le 2 mai 2019)",
        "Fabrique Confluence : 20 à 49 salariés",
        "Fabrique Confluence : Paul Girod, directeur général",
        "Fabrique Confluence : Temoins SAS, commissaire aux comptes titulaire",
    ]
    assert items[2].facts == {"place": "Lyon 2e"}
    assert items[3].text == (
        "Effectif déclaré pour 2024. Fabrique Confluence (La Fabrique) (SIREN 900 000 001)."
    )
    assert items[4].url == "https://annuaire-entreprises.data.gouv.fr/dirigeants/900000001"
    assert "1975" not in repr(items) and "Française" not in repr(items)


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (
            {"siege": seat("90000000100025", "3", "2026-11-02")},
            "Fabrique Confluence : siège, 3 rue de la Confluence, 69002 Lyon 2e (depuis le 2 novembre 2026)",
        ),
        ({"tranche_effectif_salarie": "21"}, "Fabrique Confluence : 50 à 99 salariés"),
        (
            {"etat_administratif": "C", "date_fermeture": "2026-11-01"},
            "Fabrique Confluence : cessation d'activité au 1er novembre 2026",
        ),
        (
            {"dirigeants": [director("BELKACEM", "NADIA", "Président de SAS")]},
            "Fabrique Confluence : Nadia Belkacem, président de SAS",
        ),
    ],
)
def test_a_fact_that_changes_is_a_new_item_and_the_old_one_is_gone(change, title):
    before = poll({COMPANIES: registered(), NOTICES: published(DEPOSIT)})
    after = poll({COMPANIES: registered(**change), NOTICES: published(DEPOSIT)}, before.cursor)
    ids = {item.id for item in before.items}
    assert [item.title for item in after.items if item.id not in ids] == [title]
    assert after.complete
    assert ids - {item.id for item in after.items} - set(after.still)


def test_the_same_facts_spelt_otherwise_are_the_same_facts():
    before = company.read(Page("x", body=registered().encode()), NUMBER)
    again = registered(
        siege={**seat(), "libelle_voie": "CONFLUENCE", "date_creation": None},
        annee_tranche_effectif_salarie="2025",
        dirigeants=[
            director("GIROD", "Paul", "Directeur général"),
            {"siren": OTHER, "denomination": "TÉMOINS", "qualite": "Commissaire aux comptes titulaire"},
        ],
    )
    after = company.read(Page("x", body=again.encode()), NUMBER)
    assert [item.id for item in after] == [item.id for item in before]


def test_one_service_that_fails_costs_nothing_of_what_it_told_and_is_named():
    pages = {COMPANIES: registered(), NOTICES: published(DEPOSIT)}
    before = poll(pages)
    away = WebError("x.example answered 503", status=503)
    after = poll({**pages, NOTICES: away}, before.cursor)
    assert str(after.degraded) == "x.example answered 503"
    assert after.still == ("C1",) and len(after.items) == 6
    after = poll({COMPANIES: away, NOTICES: published(MODIFIED, DEPOSIT)}, after.cursor)
    assert [item.id for item in after.items] == ["B1", "C1"]
    assert len(after.still) == 6
    after = poll({COMPANIES: away, NOTICES: NotModified()}, after.cursor)
    assert (len(after.items), len(after.still), str(after.degraded)) == (0, 8, "x.example answered 503")
    with pytest.raises(WebError):  # a baseline without its facts would make news of them
        poll({**pages, COMPANIES: away})


def test_a_company_that_the_register_no_longer_tells_of_is_not_taken_for_gone():
    before = poll({COMPANIES: registered(), NOTICES: published(DEPOSIT)})
    nothing = '{"results": [], "total_results": 0, "page": 1, "per_page": 10, "total_pages": 0}'
    after = poll({COMPANIES: nothing, NOTICES: published(DEPOSIT)}, before.cursor)
    assert str(after.degraded) == "the register of companies does not tell of 900 000 001"
    assert len(after.still) == 6
    # nor is another company, which a search by words would find, taken for it
    assert poll({COMPANIES: registered(OTHER), NOTICES: published(DEPOSIT)}).degraded == after.degraded


def test_a_notice_that_newer_ones_push_off_the_answer_stays_published():
    before = poll({COMPANIES: registered(), NOTICES: published(DEPOSIT)})
    after = poll({COMPANIES: registered(), NOTICES: published(MODIFIED)}, before.cursor)
    assert after.still == ("C1",)
    assert poll({COMPANIES: registered(), NOTICES: published(MODIFIED)}, after.cursor).still == ("C1",)


def test_a_notice_says_what_happened_when_and_before_which_court():
    (item,) = notices.read(Page("x", body=published(DEPOSIT).encode()), NUMBER)
    assert item.title == "Fabrique Confluence : dépôt des comptes clos le 31 décembre 2025"
    assert item.published == datetime(2026, 11, 20, tzinfo=ZoneInfo("Europe/Paris"))
    assert item.url == "https://bodacc.example/detail/?id=C1"
    assert item.text == "Comptes annuels."
    assert item.facts == {
        "notice": "Dépôts des comptes",
        "court": "Greffe du tribunal de commerce de Lyon",
        "place": "Lyon",
    }


@pytest.mark.parametrize(
    ("more", "title"),
    [
        (
            {
                "family": "collective",
                "jugement": '{"type": "initial", "famille": "Jugement d\'ouverture", '
                '"nature": "Jugement d\'ouverture de liquidation judiciaire", "date": "2026-11-12"}',
            },
            "jugement d'ouverture de liquidation judiciaire",
        ),
        ({"family": "collective", "jugement": None}, "procédure collective"),
        ({"family": "collective", "jugement": "{cassé"}, "procédure collective"),
        (
            {
                "family": "modification",
                "modificationsgenerales": '{"descriptif": "Transfert du siège social."}',
            },
            "transfert du siège social",
        ),
        (
            {
                "family": "vente",
                "acte": '{"vente": {"categorieVente": "Achat d\'un fonds par une personne morale"}}',
            },
            "achat d'un fonds par une personne morale",
        ),
        ({"family": "vente"}, "vente ou cession d'un fonds"),
        ({"family": "creation"}, "création d'entreprise"),
        (
            {"family": "radiation", "typeavis": "rectificatif"},
            "radiation du registre du commerce (rectificatif)",
        ),
        ({"family": "dpc", "typeavis": "annulation"}, "dépôt des comptes (annonce annulée)"),
        ({"family": "autre", "familleavis_lib": "Avis de l'État"}, "avis de l'État"),
    ],
)
def test_the_kind_of_a_notice_is_told_in_words(more, title):
    assert told(**more).title == f"Fabrique Confluence : {title}"


def test_a_long_modification_is_cut_in_the_title_and_whole_in_the_text():
    prose = "Modification de " + "la dénomination, du capital, " * 8 + "de l'objet."
    item = told(family="modification", modificationsgenerales=json.dumps({"descriptif": prose}))
    assert len(item.title) < 160 and item.title.endswith(" …")
    assert item.text == prose


@pytest.mark.parametrize("body", ["[]", '{"error_code": "ODSQLError"}', '{"results": [3]}', "<html>", ""])
def test_what_is_no_answer_of_these_services_is_an_error(body):
    for read in (company.read, notices.read):
        if "results" in body and read is company.read:
            continue  # a strange result beside none of ours: the company is not told of
        with pytest.raises(SourceError):
            read(Page("https://x.example/", body=body.encode()), NUMBER)


@pytest.mark.parametrize("given", ["900000001", " 900 000 001 ", "90000000100017"])
def test_a_siren_is_read_however_it_is_spaced_and_from_a_siret(given):
    assert siren.read(given) == NUMBER


def test_la_poste_s_places_are_known_by_their_sum():
    assert siren.read("35600000049837") == "356000000"
    with pytest.raises(ValueError, match="mistyped"):
        siren.read("35600000049838")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("900000002", "mistyped"),
        ("90000000", "nine digits"),
        ("FR900000001", "nine digits"),
        ("٩٠٠٠٠٠٠٠١", "nine digits"),
        ((), "1 to 40"),
    ],
)
def test_a_siren_that_is_none_is_refused_in_words(given, why):
    with pytest.raises(ValueError, match=why):
        Source(given)


@pytest.mark.parametrize(
    ("register", "editor"),
    [
        ("FABRIQUE DE L'ÎLE", "Fabrique de l'Île"),
        ("EDF", "EDF"),
        ("SNCF RESEAU", "SNCF Reseau"),
        ("LES AMIS DU MUSEE SAS", "Les Amis du Musee SAS"),
        ("Maison du Livre", "Maison du Livre"),
        ("LOUIS XIV ANTIQUITES", "Louis XIV Antiquites"),
    ],
)
def test_a_name_in_capitals_reads_as_an_editor_would_write_it(register, editor):
    assert spelling.company(register) == editor


def test_recorded_companies_are_read():
    body, many = sample("recherche-entreprises-1-siren.json"), sample("recherche-entreprises-2-text.json")
    if body is None or many is None:
        pytest.skip(WHY_SKIPPED)
    items = company.read(Page("x", body=body), "880878145")
    assert [item.title for item in items][1:3] == [
        "Ganymede : cessation d'activité au 22 octobre 2022",
        "Ganymede : siège, 128 rue la Boetie, 75008 Paris 8e (depuis le 13 janvier 2020)",
    ]
    for result in json.loads(many)["results"]:
        found = company.read(Page("x", body=many), result["siren"])
        assert len(found) >= 3
        assert len({item.id for item in found}) == len(found)


def test_recorded_notices_are_read():
    old, new = sample("bodacc-1-records-v1.json"), sample("bodacc-2-record-v21.json")
    if old is None or new is None:
        pytest.skip(WHY_SKIPPED)
    records = [record["fields"] for record in json.loads(old)["records"]]
    items = notices.read(Page("x", body=published(*records).encode()), "880878145")
    assert [item.title for item in items] == [
        "Ganymède : radiation du registre du commerce",
        "Ganymède : dépôt des comptes clos le 31 décembre 2021",
        "Ganymède : dépôt des comptes clos le 31 décembre 2020",
    ]
    (item,) = notices.read(Page("x", body=new), "752461681")
    assert item.facts["court"] == "Greffe du tribunal de commerce de Compiègne"


@pytest.mark.parametrize("directors", [True, 7, "Belkacem", {"nom": "Belkacem"}])
def test_directors_that_are_no_list_cost_no_other_fact(directors):
    page = Page(COMPANIES, body=registered(dirigeants=directors).encode())
    assert {item.id.split("/")[1] for item in company.read(page, NUMBER)} == {
        "nom",
        "etat",
        "siege",
        "effectif",
    }
