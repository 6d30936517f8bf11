"""From an answer of "Offres d'emploi v2" to items. Nearly every field of an offer may be missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from veille import Item, Page, SourceError, failure
from veille.kit.dates import moment

_TOTAL = re.compile(r"/\s*(\d+)\s*$")
_PLACE = re.compile(r"\s*(\d[\dAB]\d?)\s+-\s+(.+)")
_ARRONDISSEMENT = re.compile(r"\b0?(\d{1,2})(?:\s*(?:e|er|ème)?\s*arrondissement)?$", re.IGNORECASE)
_SMALL = frozenset(
    ("à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sous", "sur")
)


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers of one answer, how many the whole search finds, and how many offers could not be read."""

    items: tuple[Item, ...]
    total: int
    unreadable: int


def read(page: Page) -> Offers:
    """Return the offers of one answer. Raises SourceError for what is none."""
    if page.status == 204:  # "no offers", with an empty body
        return Offers((), 0, 0)
    answer = page.json()
    offers = answer.get("resultats") if isinstance(answer, dict) else None
    if not isinstance(offers, list):
        raise SourceError(
            failure("France Travail answers in another form than it used to (no list of offers)")
        )
    items = [item for offer in offers if (item := _item(offer)) is not None]
    if offers and not items:
        raise SourceError(
            failure("France Travail answers in another form than it used to (no offer has an id)")
        )
    total = _TOTAL.search(page.headers.get("content-range", ""))  # "offres 0-149/9981"
    return Offers(tuple(items), int(total[1]) if total else len(offers), len(offers) - len(items))


def _item(offer: Any) -> Item | None:
    if not isinstance(offer, dict) or not _text(offer.get("id")):
        return None
    number = _text(offer["id"])
    salary = _within(offer, "salaire")
    facts = {
        "employer": _text(_within(offer, "entreprise").get("nom")),
        "place": _place(_text(_within(offer, "lieuTravail").get("libelle"))),
        "contract": _text(offer.get("typeContratLibelle")) or _text(offer.get("typeContrat")),
        "salary": _text(salary.get("libelle")) or _text(salary.get("commentaire")),
        "reference": number,
    }
    return Item(
        id=number,
        title=_text(offer.get("intitule")) or _text(offer.get("appellationlibelle")),
        url=_url(offer) or f"https://candidat.francetravail.fr/offres/recherche/detail/{number}",
        # `contact` is left out: it names persons, and the terms of use require that their data be dropped
        text=_text(offer.get("description")),
        published=moment(offer.get("dateCreation"), zone=None),
        language="fr",
        outlet=_origin(offer),
        facts={label: value for label, value in facts.items() if value},
    )


def _url(offer: Mapping[str, Any]) -> str:
    """Return the address of an offer at its origin: the terms of use require that link."""
    origin = _within(offer, "origineOffre")
    for address in (origin.get("urlOrigine"), *(partner.get("url") for partner in _partners(origin))):
        if isinstance(address, str) and address.startswith(("http://", "https://")):
            return address
    return ""


def _origin(offer: Mapping[str, Any]) -> str:
    """Return "France Travail", or the partner who gave the offer ("2") with it."""
    origin = _within(offer, "origineOffre")
    if _text(origin.get("origine")) == "2":
        for partner in _partners(origin):
            if name := _text(partner.get("nom")):
                return f"{name} (France Travail)"
    return "France Travail"


def _partners(origin: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    partners = origin.get("partenaires")
    return (
        [partner for partner in partners if isinstance(partner, dict)] if isinstance(partners, list) else []
    )


def _place(label: str) -> str:
    """Return "Annecy (74)" for "74 - ANNECY", "Lyon 2e (69)" for "69 - LYON 02"; others as they stand."""
    match = _PLACE.fullmatch(label)
    if not match:
        return label
    number, name = match[1], match[2]
    if not name.isupper():
        return f"{name} ({number})"
    name = _ARRONDISSEMENT.sub(lambda nth: "1er" if nth[1] == "1" else f"{nth[1]}e", name)
    parts = re.split(r"([^\w]+)", name)
    words = [
        word
        if word[:1].isdigit()
        else word.lower()
        if place and word.lower() in _SMALL
        else word.capitalize()
        for place, word in enumerate(parts)
    ]
    return f"{''.join(words)} ({number})"


def _within(offer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = offer.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
