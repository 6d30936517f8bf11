"""One opening on several boards: keys by which it is the same, from its reference, or title, employer and place. Pure."""

from __future__ import annotations

import re
from hashlib import blake2b

from veille.model import Item
from veille.text.fold import plain

FACTS = frozenset(("employer", "contract", "reference"))
"""An item with one of these among its facts is an opening."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+")
_GENDERS = re.compile(r"\(?\b[hfmwxd]\s*[/|\-]\s*[hfmwxd](?:\s*[/|\-]\s*[hfmwxdn])?\b\)?", re.IGNORECASE)
_PLACE_NUMBERS = re.compile(r"\d+(?:\s?(?:er|e|eme|ème|nd|rd|th))?\b")
# The legal form, and what boards put around an employer's or a place's name.
_LEGAL = _words("sa sas sasu sarl eurl snc scop gmbh ag inc ltd llc plc bv nv spa srl se")
_AROUND = _words("france cedex arrondissement metropole grand ville de du la le les l d et and the of")
# Endings that a word takes for a woman, and what it is for a man.
_ENDINGS = (("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("enne", "en"), ("elle", "el"), ("ee", "e"))


def opening_keys(item: Item) -> tuple[bytes, ...]:
    """Return the keys of an opening, each enough by itself; none for what is no opening, or has too few facts.

    Two openings of one source are never the same: sources must be compared by the caller.
    """
    if not FACTS.intersection(item.facts):
        return ()
    employer = _bare(item.facts.get("employer", ""), _LEGAL)
    keys = []
    if (
        employer
        and (reference := "".join(_WORD.findall(plain(item.facts.get("reference", "")))))
        and len(reference) >= 4
    ):
        keys.append(_key("reference", employer, reference))
    title, place = _title(item.title), _place(item.facts.get("place", ""))
    if employer and title and place:
        keys.append(_key("title", employer, title, place))
    return tuple(keys)


def _title(title: str) -> str:
    """Return a title's words, whoever it speaks to: "Chargée de com (F/H)" is "Chargé de com"."""
    words = _WORD.findall(plain(_GENDERS.sub(" ", title)))
    return " ".join(_common(word) for word in words)


def _common(word: str) -> str:
    for ending, common in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + common
    return word


def _place(place: str) -> str:
    """Return the town of a place: "69 - LYON 02", "Lyon 2e (69002)" and "Lyon, France" are lyon."""
    first = re.split(r"[,;(|/]", _PLACE_NUMBERS.sub(" ", plain(place)).strip(" -–()"))[0]
    return _bare(first, _AROUND)


def _bare(name: str, less: frozenset[str]) -> str:
    words = _WORD.findall(plain(name))
    return " ".join(word for word in words if word not in less) or " ".join(words)


def _key(*parts: str) -> bytes:
    return blake2b("\x1f".join(("opening", *parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
