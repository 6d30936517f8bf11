"""From an answer of BODACC (Explore v2.1) to items: one a notice, titled in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from veille import Item, Page, SourceError, failure
from veille.kit import dates
from veille_plugins.registry import spelling

_FRANCE = ZoneInfo("Europe/Paris")
_PAGE = "https://www.bodacc.fr/pages/annonces-commerciales-detail/?q.id=id:{}"
_LONGEST = 120  # characters of a title's second half
_KINDS = {
    "dpc": "dépôt des comptes",
    "modification": "modification au registre du commerce",
    "creation": "création d'entreprise",
    "immatriculation": "immatriculation au registre du commerce",
    "radiation": "radiation du registre du commerce",
    "collective": "procédure collective",
    "conciliation": "procédure de conciliation",
    "vente": "vente ou cession d'un fonds",
    "divers": "avis divers",
}
_CORRECTED = {"rectificatif": " (rectificatif)", "annulation": " (annonce annulée)"}
# JSON within JSON: the parts that hold what happened, and what in them is prose
_PARTS = ("jugement", "acte", "modificationsgenerales", "radiationaurcs", "depot", "divers")
_PROSE = frozenset(
    (
        *("descriptif", "nature", "complementJugement", "categorieVente", "categorieCreation"),
        *("categorieImmatriculation", "opposition", "declarationCreance", "typeDepot", "commentaire"),
    )
)


def read(page: Page, siren: str) -> list[Item]:
    """Return the notices of one answer, newest first. Raises SourceError for what is none."""
    answer = page.json()
    records = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(records, list):
        raise SourceError(failure("BODACC answers in another form than it used to (no results)"))
    try:
        items = [_item(notice, siren) for notice in records]
    except (AttributeError, KeyError, TypeError) as error:
        why = failure("BODACC answers in another form than it used to ({error})", error=repr(error))
        raise SourceError(why) from None
    return list({item.id: item for item in items}.values())


def _item(notice: Mapping[str, Any], siren: str) -> Item:
    parts = {name: _part(notice.get(name)) for name in _PARTS}
    text = " ".join(dict.fromkeys(_ended(prose) for part in parts.values() for prose in _prose(part)))
    who = spelling.company(_text(notice.get("commercant"))) or f"SIREN {siren}"
    family = _text(notice.get("familleavis"))
    corrected = _CORRECTED.get(_text(notice.get("typeavis")), "")
    court = spelling.court(_text(notice.get("tribunal")))
    facts = {
        "notice": _text(notice.get("familleavis_lib")),
        "court": court,
        "place": _text(notice.get("ville")),
    }
    number = _text(notice["id"])
    address = _text(notice.get("url_complete"))
    return Item(
        id=number or f"{siren}/{_text(notice.get('parution'))}/{notice['numeroannonce']}",
        title=f"{who} : {_what(family, parts, notice)}{corrected}",
        url=address if address.startswith("https://") else _PAGE.format(number),
        text=text,
        published=dates.moment(_text(notice.get("dateparution"))[:10], zone=_FRANCE),
        language="fr",
        outlet="BODACC",
        facts={label: value for label, value in facts.items() if value},
    )


def _what(family: str, parts: Mapping[str, Any], notice: Mapping[str, Any]) -> str:
    """Return what happened, in a few words: the notice's own detail, else its family."""
    words = _KINDS.get(family) or spelling.within(_text(notice.get("familleavis_lib"))) or "avis"
    if family == "dpc":
        closed = spelling.day(_within(parts["depot"], "dateCloture"))
        return f"{words} clos le {closed}" if closed else words
    detail = {
        "collective": _within(parts["jugement"], "nature"),
        "conciliation": _within(parts["jugement"], "nature"),
        "modification": _within(parts["modificationsgenerales"], "descriptif"),
        "vente": _within(_within(parts["acte"], "vente"), "categorieVente"),
    }.get(family)
    return spelling.within(_cut(_text(detail).rstrip("."))) or words


def _part(value: Any) -> Any:
    """Return a part of a notice: JSON in a string in v2.1, a table already in some exports, or nothing."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return {"descriptif": value}  # prose, where JSON was promised


def _prose(part: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    if depth > 5:
        return
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _prose(value, name, depth + 1)
    elif isinstance(part, list):
        for value in part:
            yield from _prose(value, key, depth + 1)
    elif key in _PROSE and _text(part):
        yield _text(part)


def _within(part: Any, key: str) -> Any:
    return part.get(key) if isinstance(part, dict) else None


def _ended(prose: str) -> str:
    return prose if prose.endswith((".", "!", "?")) else f"{prose}."


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:.')} …"


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
