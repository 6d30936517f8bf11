"""A title as folding sees it: its words, what must not differ, and whether it says enough to know it by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from unicodedata import normalize

from veille.text.fold import plain
from veille.text.wording import COLUMN, LINKING, NUMERALS, OFFER, REPLY, TURNING

_WORD = re.compile(r"[^\W_]+")
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_HEAD = re.compile(r"[:|•]\s|\s[-–—]\s|[«“]")

_EDITED = 0.5

_SIGNS = TURNING | NUMERALS.keys()


@dataclass(frozen=True, slots=True)
class Title:
    """A title read: `plain` is its folded words, one space between.

    `signs` are the numbers, dates and turning words in order; `proper` the other capitalised words; `head`
    counts the words before a colon or dash; `weight` those that tell something; `named` says that a name is
    among them. A `generic` title names a column, a reply or an offer; one that is not `cased` has no capital
    to show what is a place.
    """

    plain: str
    signs: tuple[str, ...]
    proper: tuple[str, ...]
    head: int
    weight: int
    named: bool
    generic: bool
    cased: bool


@lru_cache(maxsize=1024)
def read(title: str) -> Title:
    """Return what folding compares of a title."""
    if not title.isascii():
        title = normalize("NFC", title)
    if "'" in title or "’" in title:
        title = _NOT.sub(" not", title)
    folded = plain(title)
    words = _WORD.findall(folded)
    shown = " ".join(words)
    written = _WORD.findall(title)
    capitals = [word for word in written if word[0].isupper()]
    proper = _lower(capitals, words) - LINKING - _SIGNS
    separator = _HEAD.search(title)
    head = len(_WORD.findall(title, 0, separator.start())) if separator else 0
    signs = tuple(intern(NUMERALS.get(word, word)) for word in words if not word.isalpha() or word in _SIGNS)
    return Title(
        shown,
        signs,
        tuple(map(intern, proper)),
        head if head < len(words) else 0,
        sum(_weight(word) for word in set(words)),
        # The first word's capital says nothing, nor do capitals where Most Words Have Them.
        2 * len(capitals) <= len(written) + 1 and any(word not in words[:1] for word in proper),
        bool(COLUMN.match(shown) or REPLY.match(title) or OFFER.search(title)),
        bool(capitals),
    )


def title_key(title: str) -> bytes | None:
    """Return 16 bytes that stand for a title across sources; None where it is too short or general for it."""
    seen = read(title)
    if not telling(seen):
        return None
    return blake2b(seen.plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def telling(title: Title) -> bool:
    """Say whether two items with this title can be believed to tell the same thing.

    Six words that tell something do, four with a name among them: what has less is said of many things, such
    as the minutes of a council.
    """
    return not title.generic and title.weight >= (4 if title.named else 6) and len(title.plain) >= 20


def likeness(one: Title, other: Title) -> float:
    """Return the Jaccard index of the two titles' 4-grams; of what follows, where they share a head."""
    value = _jaccard(one.plain, other.plain)
    if one.head and one.head == other.head:
        ours, theirs = one.plain.split(" "), other.plain.split(" ")
        if ours[: one.head] == theirs[: one.head]:
            value = min(value, _jaccard(" ".join(ours[one.head :]), " ".join(theirs[one.head :])))
    return value


def edited(one: Title, other: Title) -> bool:
    """Say whether two titles that one source gave to one address can be one, edited."""
    if not one.plain or one.signs != other.signs:
        return False
    return one.plain == other.plain or likeness(one, other) >= _EDITED


def apart(one: Title, other: Title) -> str:
    """Return why two alike titles tell different things: "number", "place", "order"; "" if nothing does."""
    if one.signs != other.signs:
        return "number"
    ours, theirs = one.plain.split(" "), other.plain.split(" ")
    mine, yours = set(ours), set(theirs)
    if not yours.issuperset(one.proper) or not mine.issuperset(other.proper):
        return "place"
    # Without capitals a place looks like any word.
    if not (one.cased and other.cased) and (mine ^ yours) - LINKING:
        return "place"
    proper = {*one.proper, *other.proper}
    # "Lyon bat Nantes" and "Nantes bat Lyon" have the same words.
    if [word for word in ours if word in proper] != [word for word in theirs if word in proper]:
        return "order"
    return ""


@lru_cache(maxsize=64)
def grams(text: str) -> frozenset[str]:
    """Return the 4-grams of a title's plain words, with a space at either end."""
    text = f" {text} "
    return frozenset([text[at : at + 4] for at in range(len(text) - 3)])


def inner(word: str) -> frozenset[str]:
    """Return the 4-grams that every title with this word has, none for a short one or a numeral in letters."""
    return grams(word) if len(word) > 2 else frozenset()


def _lower(capitals: list[str], words: list[str]) -> set[str]:
    """Return capitalised words as they read when folded, which costs little for most."""
    lower = {word.lower() for word in capitals}
    changed = lower.difference(words)
    return lower - changed | set(_WORD.findall(plain(" ".join(changed)))) if changed else lower


def _weight(word: str) -> int:
    if word > "\u2e7f":  # no spaces between the words of Chinese and Japanese
        return len(word) // 2
    return len(word) > 2 and word.isalpha() and word not in LINKING


def _jaccard(one: str, other: str) -> float:
    ours, theirs = grams(one), grams(other)
    shared = len(ours & theirs)
    whole = len(ours) + len(theirs) - shared
    return shared / whole if whole else 0.0
