"""Who talks about it: authors as feeds write them, made one name a person; and how often each spoke."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from veille.letters.letter import Voice

_IN_BRACKETS = re.compile(r"^\s*<?[^\s@()<>]+@[^\s@()<>]+>?\s*\((?P<name>[^)]+)\)\s*$")  # RSS: address (name)
_ADDRESS = re.compile(r"<?[^\s@()<>]+@[^\s@()<>]+>?")
_BY = re.compile(
    r"^\s*(?:propos recueillis par|texte(?: et photos?)? (?:de|par)|photos? (?:de|par)|écrit par|publié par|"
    r"written by|posted by|story by|par|by|von)\s*:?\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[,;/|&•·]|\s(?:et|and|avec|with|pour|for|in)\s)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s*[(\[].*$|\s+[-–—]\s+.*$")
# Nobody in person: agencies, and desks.
_NOBODY = frozenset(
    (
        *(
            "afp",
            "afp factuel",
            "agence france-presse",
            "ap",
            "associated press",
            "ansa",
            "ats",
            "keystone-ats",
        ),
        *("belga", "bloomberg", "dpa", "efe", "reuters", "admin", "administrateur", "administrator"),
        *("anonyme", "anonymous", "auteur", "author", "contributeur", "desk", "le desk", "editor", "editors"),
        *(
            "the editors",
            "editorial team",
            "equipe",
            "l equipe",
            "redaction",
            "la redaction",
            "notre redaction",
        ),
        *(
            "redaction web",
            "la redaction web",
            "redacteur",
            "newsroom",
            "staff",
            "team",
            "the team",
            "unknown",
        ),
        *("web", "webmaster"),
    )
)
_PARTICLES = frozenset(
    ("de", "du", "des", "d'", "la", "le", "l'", "von", "van", "der", "den", "di", "da", "del", "y", "e", "et")
)


def people(author: str) -> tuple[str, ...]:
    """Return the people that a byline names: "Par Jeanne Le Goff, avec AFP" is Jeanne Le Goff.

    Agencies, desks, addresses, roles and places are left out.
    """
    if form := _IN_BRACKETS.match(author):
        author = form["name"]
    author = _BY.sub("", _ADDRESS.sub("", author))
    parts = [_TAIL.sub("", part).strip(" .:,'\"") for part in _BETWEEN.split(f" {author} ")]
    parts = [_BY.sub("", part) for part in parts if part]
    if len(parts) == 2 and _is_surname(parts[0]) and _is_first_name(parts[1]):
        parts = [f"{parts[1]} {parts[0]}"]  # "DUPONT, Marie"
    found: dict[str, str] = {}
    for place, part in enumerate(parts):
        if voice_key(part) in _NOBODY or not _is_name(part, first=place == 0):
            continue
        found.setdefault(voice_key(part), _cased(part))
    return tuple(found.values())


def voice_key(name: str) -> str:
    """Return what is the same for every spelling of a name: no case, no accents, no dots."""
    bare = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[.’']", " ", bare).split())


@dataclass(frozen=True, slots=True)
class Byline:
    """An item of the period, for who wrote it and who carries it."""

    author: str
    outlet: str


def voices(period: Iterable[Byline], before: Sequence[Byline]) -> tuple[Voice, ...]:
    """Return who spoke in a period, most often first; `new` where nobody of that name is in `before`.

    Where nothing is known of before, nobody is called new. An item without a person is its outlet's.
    """
    known = {key for byline in before for key in _keys(byline)}
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    outlets: dict[str, Counter[str]] = {}
    for byline in period:
        # An outlet that signs with its own name is an outlet.
        persons = [name for name in people(byline.author) if voice_key(name) != voice_key(byline.outlet)]
        for name in persons or ([byline.outlet] if byline.outlet.strip() else []):
            key = voice_key(name)
            if not key:
                continue
            counts[key] += 1
            names.setdefault(key, name.strip())
            outlets.setdefault(key, Counter()).update([byline.outlet] if persons else [])
    # Persons before outlets where they spoke as often: a person is who one can write to.
    ranked = sorted(counts, key=lambda key: (-counts[key], not outlets[key], names[key]))
    return tuple(
        Voice(
            name=names[key],
            outlet=next((outlet for outlet, _ in outlets[key].most_common(1)), ""),
            count=counts[key],
            new=bool(known) and key not in known,
        )
        for key in ranked
    )


def _keys(byline: Byline) -> list[str]:
    return [voice_key(name) for name in (*people(byline.author), byline.outlet) if name]


def _is_name(part: str, *, first: bool) -> bool:
    """Return whether a part of a byline is somebody; after the first, one word is a role or a place."""
    words = part.split()
    if not words or len(part) > 60 or not any(sign.isalpha() for sign in part):
        return False
    if first:
        return len(words) <= 6
    return 2 <= len(words) <= 5 and all(map(_is_of_a_name, words))


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() or word.lower() in _PARTICLES or word.startswith(("d'", "d’", "l'", "l’"))


def _is_surname(part: str) -> bool:
    return (part.isupper() and len(part) > 2) or len(part.split()) == 1


def _is_first_name(part: str) -> bool:
    return len(part.split()) == 1 and part.istitle() and voice_key(part) not in _NOBODY


def _cased(name: str) -> str:
    """Return a name that shouts, whole or in part, or whispers, as it is usually written."""
    words = name.split()
    if len(words) < 2:
        return name
    loud = name.isupper() or name.islower()
    return " ".join(
        word.lower()
        if loud and place and word.lower() in _PARTICLES - {"le", "la"}
        else word.title()
        if loud or (word.isupper() and len(word) > 3)
        else word
        for place, word in enumerate(words)
    )
