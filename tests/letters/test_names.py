"""The letter on names that were added, from plain values: mentions by who is meant, and the places of the name."""

from __future__ import annotations

from facts import CLAIRE, INES, carriers, config, mention
from veille.letters.names import name_letter
from veille.model import MarkValue, Verdict
from veille.names.first_page import RankedAnswer, RankedResult, ResultOwner
from veille.store.facts import NameFacts, PlaceFacts, RankedSearch, SearchFacts
from world import HOUR, MONDAY

NOW = MONDAY + HOUR
OWN = "https://inesmorel.example/"


def result(place: int, url: str, item: int = 0) -> RankedResult:
    return RankedResult(url.encode(), place, url, f"Résultat {place}", item)


def search(engine: str, *results: RankedResult) -> SearchFacts:
    return SearchFacts(RankedSearch(1, f"moi/{engine}", engine), (RankedAnswer(int(MONDAY), results),))


def test_the_first_four_places_are_told_and_one_s_own_that_stand_lower() -> None:
    others = [result(place, f"https://o.example/{place}", place) for place in (1, 2, 3, 4, 5, 6)]
    places = PlaceFacts(
        (search("brave", result(1, OWN)), search("searxng", *others, result(7, OWN))),
        marks={b"https://o.example/2": MarkValue.NO},
        verdicts={1: Verdict.SURE, 3: Verdict.HOMONYM, 4: Verdict.UNSURE},
    )
    (past,) = name_letter({"moi": NameFacts(places=places)}, config(), [INES], "ines@example.org", NOW).names
    assert (past.engine, past.shown, past.mine, past.best) == ("SearXNG", 7, 1, 7), "the page that holds most"
    assert [(place.place, place.whose) for place in past.places] == [
        (1, ResultOwner.NEUTRAL),
        (2, ResultOwner.HOMONYM),
        (3, ResultOwner.HOMONYM),
        (4, ResultOwner.UNMARKED),
        (7, ResultOwner.MINE),
    ]


def test_each_name_has_its_mentions_and_numbers_go_on() -> None:
    first, second = (mention(1), mention(2)), (mention(3, of=CLAIRE),)
    facts = {
        "moi": NameFacts({Verdict.SURE: 2}, first, carriers(first)),
        "claire": NameFacts({Verdict.SURE: 1, Verdict.HOMONYM: 4}, second, carriers(second)),
    }
    letter = name_letter(facts, config(), [CLAIRE, INES], "ines@example.org", NOW, unread=["moi/brave"])
    assert [(name.key, name.sure, name.homonyms) for name in letter.names] == [
        ("claire", 1, 4),
        ("moi", 2, 0),
    ]
    assert [entry.number for name in letter.names for entry in name.entries] == [1, 2, 3]
    assert letter.unread == ("moi/brave",)
    assert letter.next_digest is not None


def test_a_name_that_is_nowhere_has_no_places() -> None:
    refused = PlaceFacts(
        (
            SearchFacts(
                RankedSearch(1, "moi/brave", "brave"), (RankedAnswer(int(MONDAY), (), {"brave": "429"}),)
            ),
        )
    )
    (past,) = name_letter({"moi": NameFacts(places=refused)}, config(), [INES], "ines@example.org", NOW).names
    assert (past.engine, past.places, past.shown, past.best) == ("", (), 0, None)
