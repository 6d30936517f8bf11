"""The kind france_travail: what is asked for, how a token is kept, and what an offer says."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from apisamples import WHY_SKIPPED, sample
from veille import Batch, Item, NotModified, Page, Secret, SourceError, WebError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.france_travail import SEARCH, TOKEN, Source, request

GRANTED = '{"access_token": "passe-1", "expires_in": 1499, "token_type": "Bearer"}'
SECRET = Secret("travail", "chut-ne-le-dites-pas")


def offer(number: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "intitule": "Médiateur / Médiatrice culturelle (H/F)",
        "description": "Vous accueillez les publics.\n\n- Visites\n- Ateliers",
        "dateCreation": "2026-11-20T08:15:42.000Z",
        "dateActualisation": "2026-11-21T08:15:42.000Z",
        "lieuTravail": {"libelle": "69 - LYON 02", "codePostal": "69002", "commune": "69382"},
        "entreprise": {"nom": "Fabrique Confluence", "entrepriseAdaptee": False},
        "typeContrat": "CDD",
        "typeContratLibelle": "CDD - 12 Mois",
        "salaire": {"libelle": "Mensuel de 2100,00 Euros sur 12 mois"},
        "contact": {"nom": "Mme Personne", "courriel": "personne@fabrique.example"},
        "origineOffre": {"origine": "1", "urlOrigine": f"https://candidat.example/offres/{number}"},
        **more,
    }


def answer(*offers: dict[str, Any], said: str = "") -> Page:
    headers = {"content-type": "application/json", **({"content-range": said} if said else {})}
    body = json.dumps({"resultats": list(offers), "filtresPossibles": []}).encode()
    return Page(SEARCH, 206 if said else 200, headers, body)


def poll(source: Source, web: PagesWeb, cursor: Any = None) -> Batch:
    return asyncio.run(source.poll(web, cursor or {}))


PLAIN = Source("PAR_veille", SECRET, words=("médiation",))


class TestFranceTravail(SourceContract):
    source = Source(
        "PAR_veille", SECRET, words=("médiation", "musée"), where=("69", "69266"), contract=("CDI",)
    )
    pages = {
        TOKEN: GRANTED,
        f"{SEARCH}?sort=1&motsCles=m%C3%A9diation%2Cmus%C3%A9e&departement=69&typeContrat=CDI&range=0-149": answer(
            offer("176AAAA"), offer("176BBBB")
        ),
        f"{SEARCH}?sort=1&motsCles=m%C3%A9diation%2Cmus%C3%A9e&commune=69266&typeContrat=CDI&range=0-149": answer(
            offer("176BBBB"), offer("176CCCC")
        ),
    }
    index = TOKEN  # a token is no page that says what changed


def test_an_offer_says_who_where_how_and_for_how_much_and_names_no_person():
    batch = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(offer("176AAAA"))}))
    assert batch.items == (
        Item(
            id="176AAAA",
            title="Médiateur / Médiatrice culturelle (H/F)",
            url="https://candidat.example/offres/176AAAA",
            text="Vous accueillez les publics. - Visites - Ateliers",
            published=datetime(2026, 11, 20, 8, 15, 42, tzinfo=UTC),
            language="fr",
            outlet="France Travail",
            facts={
                "employer": "Fabrique Confluence",
                "place": "Lyon 2e (69)",
                "contract": "CDD - 12 Mois",
                "salary": "Mensuel de 2100,00 Euros sur 12 mois",
                "reference": "176AAAA",
            },
        ),
    )
    assert (batch.complete, str(batch.degraded), batch.items[0].closes) == (True, "", None)
    assert "Personne" not in repr(batch)


def test_a_partner_s_offer_leads_to_where_it_stands_and_names_the_partner():
    partners = [{"nom": "Emplois du Rhône", "url": "https://emplois.example/7"}]
    origin = {"origine": "2", "urlOrigine": "https://emplois.example/7?de=ft", "partenaires": partners}
    (item,) = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(offer("1", origineOffre=origin))})).items
    assert item.url == "https://emplois.example/7?de=ft"
    assert item.outlet == "Emplois du Rhône (France Travail)"


def test_an_offer_of_which_nearly_nothing_is_said_is_an_offer():
    bare = {
        "id": "176ZZZZ",
        "intitule": "Soudeur",
        "dateCreation": "hier",
        "salaire": {"commentaire": "Selon profil"},
    }
    (item,) = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(bare)})).items
    assert item.facts == {"salary": "Selon profil", "reference": "176ZZZZ"}
    assert item.url == "https://candidat.francetravail.fr/offres/recherche/detail/176ZZZZ"
    assert item.published is None


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("74 - ANNECY", "Annecy (74)"),
        ("27 - ST MARDS DE BLACARVILLE", "St Mards de Blacarville (27)"),
        ("69 - LYON 01", "Lyon 1er (69)"),
        ("75 - PARIS 12", "Paris 12e (75)"),
        ("2A - L'ILE-D'AJACCIO", "L'Ile-d'Ajaccio (2A)"),
        ("971 - LES ABYMES", "Les Abymes (971)"),
        ("69 - Rhône", "Rhône (69)"),
        ("Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes"),
        ("France", "France"),
    ],
)
def test_a_place_reads_as_one_writes_it(label, place):
    one = offer("1", lieuTravail={"libelle": label})
    (item,) = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(one)})).items
    assert item.facts["place"] == place


def test_a_partial_answer_is_followed_to_its_end_and_all_of_it_is_all_there_is():
    first = answer(*(offer(f"A{n}") for n in range(150)), said="offres 0-149/151")
    web = PagesWeb(
        {TOKEN: GRANTED, SEARCH: answer(), f"{SEARCH}?sort=1&motsCles=m%C3%A9diation&range=0-149": first}
    )
    web._pages[f"{SEARCH}?sort=1&motsCles=m%C3%A9diation&range=150-299"] = answer(
        offer("B"), said="offres 150-150/151"
    )
    batch = poll(PLAIN, web)
    assert len(batch.items) == 151
    assert batch.complete
    assert [http_request.params["range"] for http_request in web.asked if http_request.method == "GET"] == [
        "0-149",
        "150-299",
    ]


def test_of_a_search_that_finds_thousands_the_newest_are_read_and_nothing_is_called_gone():
    web = PagesWeb({TOKEN: GRANTED, SEARCH: answer(offer("A"), said="offres 0-149/9981")})
    batch = poll(PLAIN, web)
    assert not batch.complete
    asked = [http_request.params for http_request in web.asked if http_request.method == "GET"]
    assert [params["range"] for params in asked] == ["0-149", "150-299", "300-449", "450-599"]
    assert {params["sort"] for params in asked} == {"1"}


def test_no_offers_is_an_answer_and_an_empty_page_is_none():
    none = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: Page(SEARCH, 204)}))
    assert (list(none.items), none.complete) == ([], True)
    with pytest.raises(SourceError):
        poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: Page(SEARCH, 200)}))
    with pytest.raises(SourceError, match="no list of offers"):
        poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: '{"message": "Bonjour"}'}))


def test_an_offer_without_an_id_is_counted_and_costs_no_other():
    batch = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(offer("1"), {"intitule": "?"}, offer("2"))}))
    assert [item.id for item in batch.items] == ["1", "2"]
    assert str(batch.degraded) == "1 offer of France Travail could not be read"
    assert not batch.complete
    with pytest.raises(SourceError, match="no offer has an id"):
        poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer({"intitule": "?"})}))


def test_what_stands_on_an_unchanged_answer_is_still_there():
    pages = dict(TestFranceTravail.pages)
    before = poll(TestFranceTravail.source, PagesWeb(pages))
    first, second = (url for url in pages if url.startswith(SEARCH))
    batch = poll(TestFranceTravail.source, PagesWeb({**pages, first: NotModified()}), before.cursor)
    assert ([item.id for item in batch.items], batch.still) == (["176BBBB", "176CCCC"], ("176AAAA",))
    assert batch.complete
    with pytest.raises(NotModified):
        poll(
            TestFranceTravail.source,
            PagesWeb({**pages, first: NotModified(), second: NotModified()}),
            before.cursor,
        )


def test_a_token_is_asked_for_once_and_again_when_its_time_is_over():
    web = PagesWeb({TOKEN: GRANTED, SEARCH: answer(offer("1"))})
    poll(PLAIN, web)
    poll(PLAIN, web)
    assert [http_request.method for http_request in web.asked] == ["POST", "GET", "GET"]
    assert web.asked[0].sent["client_secret"] == SECRET.reveal()
    assert web.asked[1].headers["authorization"] == "Bearer passe-1"
    web.memo["token"] = ("passe-0", time.monotonic() - 1)
    poll(PLAIN, web)
    assert [http_request.method for http_request in web.asked[3:]] == ["POST", "GET"]


class RefusesOldTokens(PagesWeb):
    """Answers 401 to every token but the one that it grants."""

    async def get(self, url, *, params=None, headers=None):
        page = await super().get(url, params=params, headers=headers)
        if headers["authorization"] != "Bearer passe-1":
            raise WebError("api.example answered 401 Unauthorized", status=401)
        return page


def test_a_token_that_is_refused_is_renewed_once():
    web = RefusesOldTokens({TOKEN: GRANTED, SEARCH: answer(offer("1"))})
    web.memo["token"] = ("passe-0", time.monotonic() + 1000)
    assert len(poll(PLAIN, web).items) == 1
    assert [http_request.method for http_request in web.asked] == ["GET", "POST", "GET"]
    odd = RefusesOldTokens({TOKEN: GRANTED.replace("passe-1", "passe-2"), SEARCH: answer(offer("1"))})
    odd.memo["token"] = ("passe-0", time.monotonic() + 1000)
    with pytest.raises(WebError, match="401"):
        poll(PLAIN, odd)
    assert [http_request.method for http_request in odd.asked] == ["GET", "POST", "GET"]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_client_that_is_refused_is_told_in_words_without_its_secret(status):
    refused = WebError(f"entreprise.example answered {status}", status=status)
    with pytest.raises(WebError, match="does not accept this client") as caught:
        poll(PLAIN, PagesWeb({TOKEN: refused}))
    assert SECRET.reveal() not in str(caught.value)


def test_a_search_that_is_refused_says_which_options_to_look_at():
    refused = WebError("api.example answered 400 Bad Request", status=400)
    with pytest.raises(WebError, match="check `words`, `where` and `contract`"):
        poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: refused}))
    with pytest.raises(SourceError, match="without a token"):
        poll(PLAIN, PagesWeb({TOKEN: '{"error": "?"}'}))


@pytest.mark.parametrize(
    ("words", "where", "contract", "asked"),
    [
        (["a b", "cd"], [], [], [{"motsCles": "a b,cd"}]),
        ([], ["69", "Rhône", "2a", "Seine-Saint-Denis"], [], [{"departement": "69,2A,93"}]),
        ([], ["Lyon", "69123", "69266"], [], [{"commune": "69382,69266"}]),
        (
            [],
            ["01", "02", "03", "04", "05", "06", "69266"],
            [],
            [{"departement": "01,02,03,04,05"}, {"departement": "06"}, {"commune": "69266"}],
        ),
        ([], [], ["cdi", "Intérim", "CDD"], [{"typeContrat": "CDI,MIS,CDD"}]),
        ([], [], ["CDI", "alternance"], [{"typeContrat": "CDI"}, {"natureContrat": "E2,FS"}]),
        (
            [],
            ["La Réunion", "Val-d’Oise"],
            ["apprentissage"],
            [{"departement": "974,95", "natureContrat": "E2"}],
        ),
    ],
)
def test_options_become_what_the_api_takes(words, where, contract, asked):
    assert request.searches(words, where, contract) == [{"sort": "1", **params} for params in asked]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "nothing to look for"),
        ({"words": tuple("abcdefgh")}, "8 of them, and France Travail takes 7"),
        ({"words": ("a",)}, "less than 2 signs"),
        ({"words": ("chargé, communication",)}, "a comma"),
        ({"where": ("69", "69000")}, "place 2 of 'where' is a postal code"),
        ({"where": ("Trévoux",)}, "place 1 of 'where' is no department"),
        ({"where": ("69",) * 21}, "21 places"),
        ({"contract": ("stage",)}, "none that France Travail knows"),
    ],
)
def test_options_that_the_api_would_refuse_are_refused_in_words(options, why):
    with pytest.raises(ValueError, match=why):
        Source("PAR_veille", SECRET, **options)


@pytest.mark.parametrize("name", ["france-travail-1-offre.json", "france-travail-2-search-doc.json"])
def test_recorded_offers_are_read(name):
    body = sample(name)
    if body is None:
        pytest.skip(WHY_SKIPPED)
    said = json.loads(body)
    offers = said.get("resultats", [said])
    items = poll(PLAIN, PagesWeb({TOKEN: GRANTED, SEARCH: answer(*offers)})).items
    assert len(items) == len(offers)
    for item in items:
        assert item.title and item.text and item.published and item.url.startswith("https://")
        assert list(item.facts) == ["employer", "place", "contract", "salary", "reference"]


def test_a_token_that_lasts_beyond_all_numbers_is_none_that_can_be_read():
    granted = json.dumps({"access_token": "passe-1", "expires_in": 10**400})
    with pytest.raises(SourceError, match="without a token that can be read"):
        poll(PLAIN, PagesWeb({TOKEN: granted, SEARCH: answer(offer("176AAAA"))}))
