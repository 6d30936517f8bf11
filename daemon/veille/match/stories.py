"""Folds items on the same thing into one story: by address, by title, or by titles nearly the same.

Where in doubt nothing folds: a story shown twice costs a line, one folded wrongly is never read.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from sys import intern
from unicodedata import normalize

from veille.model import FoldedBy
from veille.text.fold import plain
from veille.text.urls import canonical_url, url_key
from veille.text.wording import COLUMN, LINKING, NUMERALS, OFFER, REPLY, TURNING

# A title as folding sees it: its words, what must not differ, and whether it is distinctive.

_WORD = re.compile(r"[^\W_]+")
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_HEAD = re.compile(r"[:|•]\s|\s[-–—]\s|[«“]")

_EDITED = 0.5

_SIGNS = TURNING | NUMERALS.keys()


@dataclass(frozen=True, slots=True)
class Title:
    """A title read: `plain` is its folded words, one space between.

    `signs` are the numbers, dates and turning words in order; `proper` the other capitalised words; `head`
    counts the words before a colon or dash; `weight` those that distinguish it; `named`: a name is
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
        # The first word's capital is no evidence, nor are capitals where Most Words Have Them.
        2 * len(capitals) <= len(written) + 1 and any(word not in words[:1] for word in proper),
        bool(COLUMN.match(shown) or REPLY.match(title) or OFFER.search(title)),
        bool(capitals),
    )


def title_key(title: str) -> bytes | None:
    """Return 16 bytes that stand for a title across sources; None where it is too short or general for it."""
    seen = read(title)
    if not is_distinctive(seen):
        return None
    return blake2b(seen.plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def is_distinctive(title: Title) -> bool:
    """Return whether a title is distinctive: two items that have it are on the same thing.

    Six significant words are enough, four with a name among them: shorter titles fit many things, such as the
    minutes of a council.
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
    """Return whether two titles that one source gave to one address can be one, edited."""
    if not one.plain or one.signs != other.signs:
        return False
    return one.plain == other.plain or likeness(one, other) >= _EDITED


def difference(one: Title, other: Title) -> str:
    """Return why two alike titles are on different things: "number", "place", "order"; "" if nothing does."""
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


__all__ = ["SIMILAR", "WINDOW", "StoryIndex", "StoryMembership", "canonical_url", "title_key", "url_key"]

WINDOW = 72 * 3600.0
"""Seconds within which a title means the same story; an address does so however old."""

SIMILAR = 0.7
"""The least Jaccard index of 4-grams at which two titles are nearly the same."""

# One source that has the same title at two addresses has corrected one, if it is at once and the title is long;
# a column comes back after a day.
_CORRECTED = 12 * 3600.0
_LONG = 6
_TEMPLATE = 3
_CROWD = 16
_PRUNING = 600.0
_SHARED = 3
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class StoryMembership:
    """The story that an item belongs to, and what showed it."""

    story: int
    how: FoldedBy


@dataclass(slots=True, eq=False)
class _Entry:
    story: int
    item: int
    source: str
    title: Title
    url: bytes | None
    at: float
    size: int
    discarded: bool = False


class StoryIndex:
    """The titles and addresses of the last 72 hours, in memory; holds no clock, so times (UTC seconds) are arguments."""

    def __init__(self) -> None:
        self._pruned = 0.0
        self._clear()

    def _clear(self) -> None:
        self._items: dict[int, _Entry] = {}
        self._stories: dict[int, tuple[_Entry, ...]] = {}
        self._urls: dict[bytes, tuple[_Entry, ...]] = {}
        self._titles: dict[str, tuple[_Entry, ...]] = {}
        self._grams: dict[str, list[_Entry]] = {}
        self._sources: dict[str, list[tuple[str, int]]] = {}

    def __len__(self) -> int:
        return len(self._items)

    def add(self, story: int, item: int, source: str, title: str, url: str, at: float) -> None:
        """Keep an item's title and address under its story; an item that was added before is replaced.

        Rows that the store finds under the same `url_key` may be added however old they are.
        """
        self.discard(item)
        seen = read(title)
        pieces = grams(seen.plain) if is_distinctive(seen) else frozenset()
        self._keep(_Entry(story, item, source, seen, url_key(url), at, len(pieces)), pieces)

    def discard(self, item: int) -> None:
        """Forget an item; unknown ones are fine."""
        entry = self._items.pop(item, None)
        if entry is None:
            return
        entry.discarded = True
        titles = self._sources[entry.source]
        del titles[bisect_left(titles, (entry.title.plain, entry.story))]

    def prune(self, now: float) -> None:
        """Forget what is older than 72 hours at now; may be called often, for it looks every ten minutes."""
        if abs(now - self._pruned) < _PRUNING:
            return
        self._pruned = now
        old = [entry for entry in self._items.values() if entry.at < now - WINDOW]
        for entry in old:
            self.discard(entry.item)
        held = sum(map(len, self._stories.values()))
        if held <= len(self._items) * 1.25:
            return
        kept = list(self._items.values())
        self._clear()
        for entry in kept:
            self._keep(entry, grams(entry.title.plain) if entry.size else ())

    def fold(self, title: str, url: str, source: str, at: float) -> StoryMembership | None:
        """Return the story that an item belongs to, or None where it begins one."""
        seen = read(title)
        address = url_key(url)
        if address is not None and (entry_there := self._by_url(address, seen, source)):
            return StoryMembership(entry_there.story, FoldedBy.URL)
        if seen.generic or self._templated(seen, source, 1):
            return None
        same = [
            entry
            for entry in _alive(self._titles.get(seen.plain, ()))
            # The same words in capitals are as distinctive, though they show no name.
            if (is_distinctive(entry.title) or is_distinctive(seen)) and self._folds(entry, seen, source, at)
        ]
        if same:
            return StoryMembership(_oldest(same).story, FoldedBy.TITLE)
        if not is_distinctive(seen):
            return None
        if entry_there := self._by_likeness(seen, source, at):
            return StoryMembership(entry_there.story, FoldedBy.SIMILAR)
        return None

    def _keep(self, entry: _Entry, pieces: Iterable[str]) -> None:
        self._items[entry.item] = entry
        self._stories[entry.story] = (*self._stories.get(entry.story, ()), entry)
        insort(self._sources.setdefault(entry.source, []), (entry.title.plain, entry.story))
        if entry.url is not None:
            self._urls[entry.url] = (*self._urls.get(entry.url, ()), entry)
        if not entry.title.generic:
            self._titles[entry.title.plain] = (*self._titles.get(entry.title.plain, ()), entry)
        for piece in pieces:
            if (posting := self._grams.get(piece)) is None:
                self._grams[piece] = [entry]
            else:
                posting.append(entry)

    def _by_url(self, address: bytes, seen: Title, source: str) -> _Entry | None:
        there = _alive(self._urls.get(address, ()))
        if not there:
            return None
        # One source that gives one address two titles has edited one, if they are still alike; else that address
        # is shared by all its items.
        shared = len(there) > _CROWD or any(
            entry.source == other.source and not edited(entry.title, other.title)
            for at, entry in enumerate(there)
            for other in there[:at]
        )
        usable = [
            entry for entry in there if (entry.source != source and not shared) or edited(entry.title, seen)
        ]
        return _oldest(usable) if usable else None

    def _by_likeness(self, seen: Title, source: str, at: float) -> _Entry | None:
        words = frozenset(seen.plain.split(" "))
        best: tuple[float, _Entry] | None = None
        for entry in self._near(seen):
            if entry.title.signs != seen.signs or entry.source == source:
                continue
            if not words.issuperset(entry.title.proper):
                continue
            value = likeness(entry.title, seen)
            if value < SIMILAR or not self._folds(entry, seen, source, at):
                continue
            if best is None or (value, -entry.at, -entry.item) > (best[0], -best[1].at, -best[1].item):
                best = value, entry
        return best[1] if best else None

    def _near(self, seen: Title) -> Iterable[_Entry]:
        """Return all entries that can be SIMILAR and not apart, and few others."""
        pieces = grams(seen.plain)
        postings = sorted((self._grams.get(piece, ()) for piece in pieces), key=len)
        # One that is SIMILAR lacks at most the spared of our pieces, so it has some of the rarest (prefix
        # filtering; Chaudhuri, Ganti, Kaushik 2006); to require three costs less than to compare more titles.
        rarest = postings[: len(pieces) - math.ceil(SIMILAR * len(pieces) - _LEAST) + _SHARED]
        # It also has all our names and numbers, and so every piece of them.
        sure = [self._grams.get(piece, ()) for word in (*seen.proper, *seen.signs) for piece in inner(word)]
        fewest = min(sure, key=len, default=None)
        near: Iterable[_Entry]
        if fewest is not None and len(fewest) < sum(map(len, rarest)):
            near = fewest
        else:
            met = Counter(chain.from_iterable(rarest))
            near = (entry for entry, times in met.items() if times >= _SHARED)
        least, most = SIMILAR * len(pieces) - _LEAST, len(pieces) / SIMILAR + _LEAST
        return (entry for entry in near if least <= entry.size <= most)

    def _folds(self, entry: _Entry, seen: Title, source: str, at: float) -> bool:
        """Return whether nothing rules out an entry whose title is the same or alike."""
        if entry.discarded or abs(entry.at - at) > WINDOW or self._templated(entry.title, entry.source, 0):
            return False
        if self._templated(seen, entry.source, 0):
            return False
        members = _alive(self._stories[entry.story])
        for member in members:
            if member.title.plain == seen.plain:
                if member.source == source and (seen.weight < _LONG or abs(member.at - at) > _CORRECTED):
                    return False
            elif member.source == source or (
                difference(member.title, seen) and not _by_address(member, members)
            ):
                return False
        return True

    def _templated(self, title: Title, source: str, more: int) -> bool:
        """Return whether three stories of a source, or `more` fewer, have titles that begin with the first half of this one.

        Copies of one story are one; a title that is there already is no further one.
        """
        titles = self._sources.get(source, ())
        words = title.plain.split(" ")
        half = " ".join(words[: (len(words) + 1) // 2])
        at = bisect_left(titles, (half,))
        # Most titles have no others that begin so, and cost no more than this.
        if at + _TEMPLATE - more > len(titles) or not titles[at + _TEMPLATE - more - 1][0].startswith(half):
            return False
        stories: set[int] = set()
        is_there = False
        while at < len(titles) and titles[at][0].startswith(half):
            stories.add(titles[at][1])
            is_there = is_there or titles[at][0] == title.plain
            if len(stories) >= _TEMPLATE:
                return True
            at = bisect_right(titles, titles[at], at)
        return not is_there and len(stories) >= _TEMPLATE - more


def _by_address(entry: _Entry, members: Sequence[_Entry]) -> bool:
    """Return whether an entry belongs to its story by its address: then its title may differ from another's."""
    return entry.url is not None and any(
        member.url == entry.url and member is not entry for member in members
    )


def _alive(entries: Iterable[_Entry]) -> list[_Entry]:
    return [entry for entry in entries if not entry.discarded]


def _oldest(entries: Iterable[_Entry]) -> _Entry:
    return min(entries, key=lambda entry: (entry.at, entry.item))
