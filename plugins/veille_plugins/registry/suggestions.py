"""Employers by activity and place: what `veille add "musées, Rhône"` requests from recherche-entreprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from veille import Failure, SourceError, Suggestion, Web, failure
from veille_plugins.registry import spelling, words
from veille_plugins.registry.company import HEADCOUNT, no_companies
from veille_plugins.registry.siren import spaced

COMPANIES = "https://recherche-entreprises.api.gouv.fr/search"
TOWNS = "https://geo.api.gouv.fr/communes"

_AT_ONCE = 25  # the service's own limit for one page
_EMPLOYERS = ",".join(band for band in HEADCOUNT if band != "00")


async def search(web: Web, text: str) -> list[Suggestion]:
    """Return the employers of an activity and a place, the largest first. Raises SourceError that says how it read them."""
    what, where = words.split_activity(text)
    activity = words.activity(what)
    if not activity.titles:
        raise SourceError(
            failure(
                "no activity of the official list (NAF) is called “{what}”: try another word, or a code such as 91.02Z"
                " (musées)",
                what=what,
            )
        )
    place = await _place(web, where) if where else None
    params = {
        "activite_principale": ",".join(activity.titles),
        "etat_administratif": "A",
        "sort_by_size": "true",
        "per_page": str(_AT_ONCE),
        **(place.params if place else {}),
    }
    companies = await _ask(web, params | {"tranche_effectif_salarie": _EMPLOYERS}) or await _ask(web, params)
    offers = [offer for company in companies if (offer := _offer(company, near=place is not None))]
    if not offers:
        raise SourceError(_no_employer(what, str(activity), where, place.label if place else ""))
    return offers


def _no_employer(what: str, activity: str, where: str, place: str) -> Failure:
    """Return the failure of a search without results, with how the words were read."""
    if not place:
        return failure(
            "the register knows no employer: “{what}” was read as {activity}", what=what, activity=activity
        )
    return failure(
        "the register knows no employer: “{what}” was read as {activity}, and “{where}” as {place}",
        what=what,
        activity=activity,
        where=where,
        place=place,
    )


async def _place(web: Web, where: str) -> words.SearchArea:
    if area := words.place(where):
        return area
    params = {"nom": where, "fields": "nom,code,codeDepartement", "boost": "population", "limit": "5"}
    answer = (await web.get(TOWNS, params=params)).json()
    towns = [town for town in answer if isinstance(town, dict)] if isinstance(answer, list) else []
    towns.sort(key=lambda town: not words.same(str(town.get("nom")), where))
    if not towns:
        raise SourceError(
            failure("“{where}” is no town, department or region of France that is known", where=where)
        )
    return words.town(str(towns[0].get("nom")), str(towns[0].get("code")))


async def _ask(web: Web, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
    answer = (await web.get(COMPANIES, params=params)).json()
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise no_companies()
    return [company for company in results if isinstance(company, dict)]


def _offer(company: Mapping[str, Any], *, near: bool) -> Suggestion | None:
    siren = _text(company.get("siren"))
    name = spelling.company(_text(company.get("nom_raison_sociale")) or _text(company.get("nom_complet")))
    if not name or len(siren) != 9:
        return None
    headcount = HEADCOUNT.get(_text(company.get("tranche_effectif_salarie")), "effectif inconnu")
    parts = (name, _town(company, near=near), headcount, f"SIREN {spaced(siren)}")
    return Suggestion(
        {"name": name, "siren": siren}, ", ".join(filter(None, parts)), table="company", name=name
    )


def _town(company: Mapping[str, Any], *, near: bool) -> str:
    """Return a company's town: that of its establishment at the requested place, if any, else of its seat."""
    places = company.get("matching_etablissements") if near else None
    places = [place for place in places if isinstance(place, dict)] if isinstance(places, list) else []
    places.sort(key=lambda place: place.get("etat_administratif") != "A")
    seat = company.get("siege")
    for place in (*places, seat if isinstance(seat, dict) else {}):
        if name := spelling.town(_text(place.get("libelle_commune"))):
            return name
    return ""


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
