"""Items that tell the same thing become one story: by address, by title, or by titles nearly the same.

Where in doubt nothing folds: a story told twice costs a line, one folded wrongly is never read.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from veille.match.titles import Title, apart, edited, grams, inner, likeness, read, telling, title_key
from veille.text.urls import canonical_url, url_key

__all__ = ["SIMILAR", "WINDOW", "Folded", "StoryIndex", "canonical_url", "title_key", "url_key"]

WINDOW = 72 * 3600.0
"""Seconds within which a title tells the same story; an address does so however old."""

SIMILAR = 0.7
"""The least Jaccard index of 4-grams at which two titles are nearly the same."""

# One source that says the same at two addresses has corrected one, if it is at once and the title is long;
# a column comes back after a day.
_CORRECTED = 12 * 3600.0
_LONG = 6
_TEMPLATE = 3
_CROWD = 16
_PRUNING = 600.0
_SHARED = 3
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Folded:
    """The story that an item belongs to, and what showed it."""

    story: int
    how: Literal["url", "title", "similar"]


@dataclass(slots=True, eq=False)
class _Entry:
    story: int
    item: int
    source: str
    title: Title
    url: bytes | None
    at: float
    size: int
    gone: bool = False


class StoryIndex:
    """What was told in the last 72 hours, in memory; holds no clock, so times (UTC seconds) are arguments."""

    def __init__(self) -> None:
        self._pruned = 0.0
        self._clear()

    def _clear(self) -> None:
        self._items: dict[int, _Entry] = {}
        self._stories: dict[int, tuple[_Entry, ...]] = {}
        self._urls: dict[bytes, tuple[_Entry, ...]] = {}
        self._titles: dict[str, tuple[_Entry, ...]] = {}
        self._grams: dict[str, list[_Entry]] = {}
        self._sources: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._items)

    def add(self, story: int, item: int, source: str, title: str, url: str, at: float) -> None:
        """Keep an item's title and address under its story; an item that was added before is replaced.

        Rows that the store finds under the same `url_key` may be added however old they are.
        """
        self.discard(item)
        seen = read(title)
        pieces = grams(seen.plain) if telling(seen) else frozenset()
        self._keep(_Entry(story, item, source, seen, url_key(url), at, len(pieces)), pieces)

    def discard(self, item: int) -> None:
        """Forget an item; unknown ones are fine."""
        entry = self._items.pop(item, None)
        if entry is None:
            return
        entry.gone = True
        titles = self._sources[entry.source]
        del titles[bisect_left(titles, entry.title.plain)]

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

    def fold(self, title: str, url: str, source: str, at: float) -> Folded | None:
        """Return the story that an item belongs to, or None where it begins one."""
        seen = read(title)
        address = url_key(url)
        if address is not None and (found := self._by_url(address, seen, source)):
            return Folded(found.story, "url")
        if seen.generic or self._templated(seen, source, 1):
            return None
        same = [
            entry
            for entry in _alive(self._titles.get(seen.plain, ()))
            # The same words in capitals tell as much, though they show no name.
            if (telling(entry.title) or telling(seen)) and self._folds(entry, seen, source, at)
        ]
        if same:
            return Folded(_oldest(same).story, "title")
        if not telling(seen):
            return None
        if found := self._by_likeness(seen, source, at):
            return Folded(found.story, "similar")
        return None

    def _keep(self, entry: _Entry, pieces: Iterable[str]) -> None:
        self._items[entry.item] = entry
        self._stories[entry.story] = (*self._stories.get(entry.story, ()), entry)
        insort(self._sources.setdefault(entry.source, []), entry.title.plain)
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
        # is shared by all it tells.
        shared = len(there) > _CROWD or any(
            one.source == other.source and not edited(one.title, other.title)
            for at, one in enumerate(there)
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
        # filtering; Chaudhuri, Ganti, Kaushik 2006); to ask for three costs less than to compare more titles.
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
        """Say whether nothing speaks against an entry whose title is the same or alike."""
        if entry.gone or abs(entry.at - at) > WINDOW or self._templated(entry.title, entry.source, 0):
            return False
        if self._templated(seen, entry.source, 0):
            return False
        members = _alive(self._stories[entry.story])
        for told in members:
            if told.title.plain == seen.plain:
                if told.source == source and (seen.weight < _LONG or abs(told.at - at) > _CORRECTED):
                    return False
            elif told.source == source or (apart(told.title, seen) and not _by_address(told, members)):
                return False
        return True

    def _templated(self, title: Title, source: str, more: int) -> bool:
        """Say whether three titles of a source, or `more` fewer, begin with the first half of this one."""
        titles = self._sources.get(source, ())
        words = title.plain.split(" ")
        half = " ".join(words[: (len(words) + 1) // 2])
        last = bisect_left(titles, half) + _TEMPLATE - more - 1
        return last < len(titles) and titles[last].startswith(half)


def _by_address(entry: _Entry, members: Sequence[_Entry]) -> bool:
    """Say whether an entry belongs to its story by its address: then its title says nothing against another's."""
    return entry.url is not None and any(one.url == entry.url and one is not entry for one in members)


def _alive(entries: Iterable[_Entry]) -> list[_Entry]:
    return [entry for entry in entries if not entry.gone]


def _oldest(entries: Iterable[_Entry]) -> _Entry:
    return min(entries, key=lambda entry: (entry.at, entry.item))
