"""What is looked for, in the parameters of the API "Offres d'emploi v2"; what it would refuse is refused here, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veille import failure
from veille.kit.departments import DEPARTMENTS
from veille.kit.folding import slug

_MOST_WORDS = 7  # the API: "7 mots-clé au maximum"
_MOST_PLACES = 20
_CODES_AT_ONCE = 5  # departments or communes in one request

_DEPARTMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-6])", re.IGNORECASE)
_COMMUNE = re.compile(r"(?:\d\d|2[ab])\d{3}", re.IGNORECASE)
# The API refuses the codes of the three cities that have arrondissements, and searches 10 km around a commune:
# one in the middle stands for the city (as labonnealternance does).
_CITIES = {"paris": "75101", "lyon": "69382", "marseille": "13201"}
_WHOLE_CITIES = {"75056": "75101", "69123": "69382", "13055": "13201"}

_TYPES = {
    "interim": "MIS",
    "mission": "MIS",
    "saisonnier": "SAI",
    "liberal": "LIB",
    "franchise": "FRA",
    **{
        code.lower(): code
        for code in ("CDI", "CDD", "MIS", "SAI", "LIB", "FRA", "CCE", "REP", "TTI", "DDI", "DIN")
    },
}
_NATURES = {"apprentissage": "E2", "professionnalisation": "FS", "alternance": "E2,FS"}


def searches(words: Sequence[str], where: Sequence[str], contract: Sequence[str]) -> list[dict[str, str]]:
    """Return the parameters of the requests that together cover the options, without their ranges.

    Raises ValueError, with a sentence for who wrote the options.
    """
    if not (words or where or contract):
        raise ValueError(failure("says nothing to look for: give 'words', 'where' or 'contract'"))
    base = {"sort": "1", **_words(words)}
    return [{**base, **place, **kind} for place in _places(where) for kind in _contracts(contract)]


def _words(words: Sequence[str]) -> dict[str, str]:
    if len(words) > _MOST_WORDS:
        raise ValueError(
            failure(
                "'words' holds {n} of them, and France Travail takes {most} at most",
                n=len(words),
                most=_MOST_WORDS,
            )
        )
    for word in words:
        if len(word.strip()) < 2:
            raise ValueError(failure("'words' holds one of less than 2 signs, which France Travail refuses"))
        if "," in word:
            raise ValueError(
                failure("'words' holds a comma, which France Travail reads as the end of a word")
            )
    return {"motsCles": ",".join(word.strip() for word in words)} if words else {}


def _places(where: Sequence[str]) -> list[dict[str, str]]:
    """Return one set of parameters a request: the API takes departments or communes, a few at once."""
    if len(where) > _MOST_PLACES:
        raise ValueError(
            failure("'where' holds {n} places: give {most} at most", n=len(where), most=_MOST_PLACES)
        )
    codes_by_kind: dict[str, dict[str, None]] = {"departement": {}, "commune": {}}
    for number, place in enumerate(where, start=1):
        name, code = _place(place, number)
        codes_by_kind[name][code] = None
    groups: list[dict[str, str]] = []
    for name, codes in codes_by_kind.items():
        every = list(codes)
        for start in range(0, len(every), _CODES_AT_ONCE):
            groups.append({name: ",".join(every[start : start + _CODES_AT_ONCE])})
    return groups or [{}]


def _place(place: str, number: int) -> tuple[str, str]:
    given = place.strip().upper()
    if _DEPARTMENT.fullmatch(given):
        return "departement", given
    if _COMMUNE.fullmatch(given):
        if given.endswith("000"):
            raise ValueError(
                failure(
                    "place {number} of 'where' is a postal code: give the commune's INSEE code", number=number
                )
            )
        return "commune", _WHOLE_CITIES.get(given, given)
    name = slug(place, " ")
    if name in _CITIES:
        return "commune", _CITIES[name]
    if name in DEPARTMENTS:
        return "departement", DEPARTMENTS[name]
    raise ValueError(
        failure(
            "place {number} of 'where' is no department: give a department's number or name, "
            "or a commune's INSEE code (Villeurbanne: 69266)",
            number=number,
        )
    )


def _contracts(contract: Sequence[str]) -> list[dict[str, str]]:
    """Return one set of parameters a request: type and nature must both be met where both are given."""
    types: dict[str, None] = {}
    natures: dict[str, None] = {}
    for number, kind in enumerate(contract, start=1):
        name = slug(kind, " ")
        if name in _TYPES:
            types[_TYPES[name]] = None
        elif name in _NATURES:
            natures.update(dict.fromkeys(_NATURES[name].split(",")))
        else:
            accepted = ", ".join(["CDI", "CDD", "intérim", "saisonnier", *_NATURES])
            raise ValueError(
                failure(
                    "contract {number} of 'contract' is none that France Travail knows; it knows {known}",
                    number=number,
                    known=accepted,
                )
            )
    both: list[dict[str, str]] = []
    if types:
        both.append({"typeContrat": ",".join(types)})
    if natures:
        both.append({"natureContrat": ",".join(natures)})
    return both or [{}]
