"""From an answer of recherche-entreprises to items, one a fact: status, seat, headcount, directors, name.

An id holds the fact's value, so that a fact that changes is another item. Dates of birth and nationalities are
left out: nobody needs them to follow a company.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from veille import Item, Page, SourceError, failure
from veille.kit.folding import slug
from veille_plugins.registry import spelling
from veille_plugins.registry.siren import spaced

_OUTLET = "Annuaire des entreprises"
_PAGE = "https://annuaire-entreprises.data.gouv.fr/entreprise/{}"
_DIRECTORS = "https://annuaire-entreprises.data.gouv.fr/dirigeants/{}"

# INSEE, tranches d'effectif salarié; "NN" is a company that employs nobody, or whose headcount is unknown
HEADCOUNT = {
    "00": "aucun salarié",
    "01": "1 ou 2 salariés",
    "02": "3 à 5 salariés",
    "03": "6 à 9 salariés",
    "11": "10 à 19 salariés",
    "12": "20 à 49 salariés",
    "21": "50 à 99 salariés",
    "22": "100 à 199 salariés",
    "31": "200 à 249 salariés",
    "32": "250 à 499 salariés",
    "41": "500 à 999 salariés",
    "42": "1 000 à 1 999 salariés",
    "51": "2 000 à 4 999 salariés",
    "52": "5 000 à 9 999 salariés",
    "53": "10 000 salariés et plus",
}


def read(page: Page, siren: str) -> list[Item]:
    """Return the facts of a company as items, none where the register does not have it. Raises SourceError."""
    answer = page.json()
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise no_companies()
    for company in results:
        if isinstance(company, dict) and company.get("siren") == siren:
            items = list(_facts(company, siren))
            if not items:
                raise SourceError(
                    failure("the register of companies answers in another form than it used to (no name)")
                )
            return list({item.id: item for item in items}.values())
    return []


def no_companies() -> SourceError:
    """Return the error of an answer that lists no results."""
    return SourceError(
        failure("the register of companies answers in another form than it used to (no results)")
    )


def _facts(company: Mapping[str, Any], siren: str) -> Iterator[Item]:
    full = _text(company.get("nom_complet")) or _text(company.get("nom_raison_sociale"))
    if not full:
        return
    name = spelling.company(_text(company.get("nom_raison_sociale")) or full)
    identity = f"SIREN {spaced(siren)}"
    if _text(company.get("sigle")):
        identity = f"{_text(company['sigle'])}, {identity}"

    def fact(what: str, value: str, title: str, text: str = "", url: str = _PAGE, **facts: str) -> Item:
        return Item(
            id=f"{siren}/{what}/{value}",
            title=f"{name} : {title}",
            url=url.format(siren),
            text=" ".join(filter(None, (text, f"{spelling.company(full)} ({identity})."))),
            language="fr",
            outlet=_OUTLET,
            facts=facts,
        )

    yield fact("nom", slug(full), f"nom au registre, {identity}")
    yield from _status(company, fact)
    yield from _seat(company, fact)
    band = _text(company.get("tranche_effectif_salarie"))
    if band in HEADCOUNT:
        year = _text(company.get("annee_tranche_effectif_salarie"))
        yield fact("effectif", band, HEADCOUNT[band], f"Effectif déclaré pour {year}." if year else "")
    directors = company.get("dirigeants")
    for director in directors if isinstance(directors, list) else ():
        if isinstance(director, dict):
            yield from _director(director, fact)


def _status(company: Mapping[str, Any], fact: Any) -> Iterator[Item]:
    status = _text(company.get("etat_administratif"))
    if status == "A":
        created = spelling.day(company.get("date_creation"))
        yield fact("etat", "A", "en activité", f"Créée le {created}." if created else "")
    elif status == "C":
        closed = spelling.day(company.get("date_fermeture"))
        yield fact("etat", "C", f"cessation d'activité{f' au {closed}' if closed else ''}")


def _seat(company: Mapping[str, Any], fact: Any) -> Iterator[Item]:
    seat = company.get("siege")
    if not isinstance(seat, dict) or not _text(seat.get("siret")):
        return
    town = spelling.town(_text(seat.get("libelle_commune")) or _text(seat.get("libelle_commune_etranger")))
    address = _address(seat, town)
    since = spelling.day(seat.get("date_creation"))
    title = f"{', '.join(filter(None, ('siège', address)))}{f' (depuis le {since})' if since else ''}"
    siret = _text(seat["siret"])
    place = {"place": town} if town else {}
    yield fact("siege", siret, title, f"Établissement {siret}.", **place)


def _address(seat: Mapping[str, Any], town: str) -> str:
    number, kind, street = (_text(seat.get(key)) for key in ("numero_voie", "type_voie", "libelle_voie"))
    if not street:
        return spelling.words(_text(seat.get("adresse")))
    # spelt together: the first word of a street is small after "rue"
    line = f"{number} {spelling.words(f'{kind.lower()} {street}')}".strip()
    return ", ".join(filter(None, (line, " ".join(filter(None, (_text(seat.get("code_postal")), town))))))


def _director(director: Mapping[str, Any], fact: Any) -> Iterator[Item]:
    role = spelling.role(_text(director.get("qualite"))) or "dirigeant"
    if firm := _text(director.get("denomination")):
        who, key = spelling.company(firm), _text(director.get("siren")) or slug(firm)
    else:
        first, last = _text(director.get("prenoms")), _text(director.get("nom"))
        who = spelling.person(first, last)
        # Registers add second names now and then: the first one is enough.
        key = slug(who)
    if who:
        yield fact("dirigeant", f"{slug(role)}/{key}", f"{who}, {role}", url=_DIRECTORS, role=role)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
