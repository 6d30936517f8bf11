"""Words → parameters of the register: activities as codes of the NAF, places by name or number. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from veille.kit.departments import DEPARTMENTS
from veille.kit.folding import spelled_out

MOST = 25
"""Codes in one request."""

_CODE = re.compile(r"(\d\d)\.?(\d\d)([A-Za-z])")
_BOTH = re.compile(r"\s+(?:et|ou|and|or|&)\s+|\s*/\s*", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "sur")
)
_REGIONS = {
    "guadeloupe": "01",
    "martinique": "02",
    "guyane": "03",
    "la reunion": "04",
    "reunion": "04",
    "mayotte": "06",
    "ile de france": "11",
    "centre val de loire": "24",
    "bourgogne franche comte": "27",
    "normandie": "28",
    "hauts de france": "32",
    "grand est": "44",
    "pays de la loire": "52",
    "bretagne": "53",
    "nouvelle aquitaine": "75",
    "occitanie": "76",
    "auvergne rhone alpes": "84",
    "provence alpes cote d azur": "93",
    "paca": "93",
    "corse": "94",
}
# Cities whose companies are registered by their arrondissements (INSEE, code officiel géographique).
_PARTED = {
    "69123": ["69123", *(str(69380 + number) for number in range(1, 10))],
    "13055": ["13055", *(str(13200 + number) for number in range(1, 17))],
    "75056": ["75056", *(str(75100 + number) for number in range(1, 21))],
}


@dataclass(frozen=True, slots=True)
class Activity:
    """Sub-classes of the NAF, by their codes, with the titles that they have there."""

    titles: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = [f"{title} ({code})" for code, title in list(self.titles.items())[:3]]
        more = len(self.titles) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")


@dataclass(frozen=True, slots=True)
class SearchArea:
    """Where a company has a place: parameters of the register's search, and what they mean."""

    params: Mapping[str, str]
    label: str


def activity(text: str) -> Activity:
    """Return the activities that words stand for: by their code, by everyday words, else by the words of their titles.

    "Musées et châteaux" are both, where no title holds all of it. None is an Activity without titles.
    """
    if titles := _activity(text):
        return Activity(dict(list(titles.items())[:MOST]))
    parts = _BOTH.split(text)
    titles = {code: title for part in parts for code, title in _activity(part).items()} if parts[1:] else {}
    return Activity(dict(sorted(titles.items())[:MOST]))


def _activity(text: str) -> dict[str, str]:
    table = _table()
    if match := _CODE.fullmatch(text.strip()):
        code = f"{match[1]}.{match[2]}{match[3].upper()}"
        return {code: table[code].title} if code in table else {}
    stems = _stems(text)
    if not stems:
        return {}
    exact = {code: row.title for code, row in table.items() if stems in row.phrases}
    return exact or {code: row.title for code, row in table.items() if stems <= row.stems}


def place(text: str) -> SearchArea | None:
    """Return a postal code, a department (its number or name) or a region; None for what may be a town."""
    number = re.fullmatch(r"(\d{5})", text.strip())
    if number:
        return SearchArea({"code_postal": number[1]}, f"postal code {number[1]}")
    name = _plain(text)
    by_number = re.search(r"(?:^| )(\d\d|2[ab]|97\d)(?:$| )", name)
    if by_number and name.replace(by_number[1], "").strip() in ("", "paris", *DEPARTMENTS):
        return SearchArea({"departement": by_number[1].upper()}, f"department {by_number[1].upper()}")
    if department := "75" if name == "paris" else DEPARTMENTS.get(name):
        return SearchArea({"departement": department}, f"department {department} ({' '.join(text.split())})")
    if name in _REGIONS:
        return SearchArea({"region": _REGIONS[name]}, f"region {' '.join(text.split())}")
    return None


def town(name: str, code: str) -> SearchArea:
    """Return a town by its name and its code at INSEE."""
    return SearchArea({"code_commune": ",".join(_PARTED.get(code, [code]))}, f"{name} ({code})")


def split_activity(text: str) -> tuple[str, str]:
    """Return the activity and the place of "musées, Rhône"; without a comma, the last words may be a place."""
    first, comma, rest = text.partition(",")
    if comma:
        return first.strip(), rest.strip()
    words = text.split()
    for start in range(1, len(words)):
        if place(" ".join(words[start:])) is not None:
            return " ".join(words[:start]), " ".join(words[start:])
    return text.strip(), ""


def same(one: str, other: str) -> bool:
    """Return whether two names of a town are the same, however they are written."""
    return _plain(one) == _plain(other)


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    stems: frozenset[str]
    phrases: frozenset[frozenset[str]]


@cache
def _table() -> Mapping[str, _Row]:
    rows: dict[str, _Row] = {}
    for line in files(__package__).joinpath("naf.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, title, *words = line.split("\t")
            phrases = [_stems(phrase) for phrase in words[0].split(", ")] if words else []
            rows[code] = _Row(title, _stems(title), frozenset(phrases))
    return rows


def _stems(text: str) -> frozenset[str]:
    """Return the words of a text, singular and plural alike, without stop words."""
    return frozenset(
        word.rstrip("sx") or word
        for word in _WORD.findall(_plain(text))
        if word not in _EMPTY and not (len(word) == 1 and word.isalpha())
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(spelled_out(text)))
