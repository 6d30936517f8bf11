"""Which sitemaps of an index are read in one poll, and what the cursor remembers of each.

An index may name hundreds. New ones are read first, then those whose lastmod moved or that have none, in turn, then
two of the others, since lastmod is often wrong. One that was there before veille looked, and was not read then, holds
no news when it is first read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from veille import Batch, Cursor, Failure, Item, failure, several
from veille.errors import failure_n
from veille.kit.sitemaps import changes

_AT_ONCE = 20  # sitemaps read in one poll, the index not counted
_SETTLED = 2  # of those whose lastmod stays
_NAMED = 1_000
_DEPTH = 3  # an index within an index is against the protocol, and exists

# The cursor: {"turn": polls so far, "passed": hashes, "met": whether `match` ever met an address,
#   "named": {index: {sitemap: lastmod}}, "maps": {sitemap: {"turn": when read, "lastmod", "told": {address: mark}}}}


class Walk:
    """One poll's way through a sitemap, or an index and what it names."""

    def __init__(self, root: str, cursor: Cursor) -> None:
        self.passed: str = cursor.get("passed", "")
        self.modified = False
        self._root = root
        self._first = not cursor
        self._turn: int = cursor.get("turn", 0) + 1
        self._met: bool = cursor.get("met", False)
        self._named: dict[str, dict[str, str]] = {**cursor.get("named", {})}
        self._maps: dict[str, dict[str, Any]] = {**cursor.get("maps", {})}
        self._visited: set[str] = {root}
        self._settled = 0
        self._read = 0
        self._items: dict[str, Item] = {}
        self._flaws: list[Failure] = []
        self._counted = self._withheld = 0

    def named(self, index: str) -> Mapping[str, str]:
        """Return the sitemaps that an index names, with their lastmod; none if it is no index."""
        return self._named.get(index, {})

    def seen_at(self, loc: str) -> Mapping[str, str]:
        """Return what a sitemap has told so far."""
        found: Mapping[str, str] = self._maps.get(loc, {}).get("told", {})
        return found

    def room(self, loc: str) -> int:
        """Return how many addresses of a sitemap may still be told for the first time."""
        return 0 if self._quiet(loc) else max(0, changes.TOLD - len(self._items))

    def left(self) -> bool:
        """Return whether this poll may read one more sitemap."""
        return len(self._visited) <= _AT_ONCE

    def next(self) -> str:
        """Return the sitemap to be read next, "" if none needs to be."""
        there = dict(self._walk())
        best = min(
            (loc for loc in there if loc not in self._visited),
            key=lambda loc: self._rank(loc, there),
            default="",
        )
        if not best:
            return ""
        settled = self._rank(best, there)[0] == 2
        if settled and (self._settled == _SETTLED or not self._maps[best]["turn"]):
            return ""
        self._settled += settled
        self._visited.add(best)
        return best

    def keep(self, loc: str, reading: changes.SitemapChanges) -> None:
        """Note what one sitemap gave."""
        quiet = self._quiet(loc)
        self._read += 1
        self.modified = True
        self.passed = reading.passed
        self._items.update((item.id, item) for item in reading.items)
        self._counted += reading.count
        self._met = self._met or bool(reading.met)
        self._withheld += 0 if quiet or self._first else reading.withheld
        if reading.flaw:
            self._flaws.append(reading.flaw)
        self._maps[loc] = {
            "turn": self._turn,
            "lastmod": dict(self._walk()).get(loc, ""),
            "told": dict(reading.seen),
        }
        if reading.sitemaps is not None:
            self._name(loc, reading.sitemaps, old=quiet or self._first)
        elif loc in self._named:
            del self._named[loc]

    def unchanged(self, loc: str) -> None:
        """Note that a sitemap is as it was."""
        self._read += 1
        if loc in self._maps:
            self._maps[loc] = {
                **self._maps[loc],
                "turn": self._turn,
                "lastmod": dict(self._walk()).get(loc, ""),
            }

    def failed(self, loc: str, why: Failure) -> None:
        """Note that a sitemap could not be read; what it told stays."""
        self.modified = True
        self._flaws.append(why)

    def read_any(self) -> bool:
        """Return whether any sitemap but an index was read, or is as it was."""
        return any(
            loc not in self._named and sitemap["turn"] == self._turn for loc, sitemap in self._maps.items()
        )

    def batch(self) -> Batch:
        """Return what this poll found."""
        there = {self._root, *(loc for loc, _ in self._walk())}
        maps = {loc: sitemap for loc, sitemap in self._maps.items() if loc in there}
        still = dict.fromkeys(
            name for sitemap in maps.values() for name in sitemap["told"] if name not in self._items
        )
        flaws = list(self._flaws)
        if self._withheld:
            flaws.append(
                failure_n(
                    "{n} more new address was noted and not told: so many at once are a site that moved, not news",
                    "{n} more new addresses were noted and not told: so many at once are a site that moved, not news",
                    n=self._withheld,
                )
            )
        if not self._met and self._counted:
            flaws.append(
                failure_n(
                    "`match` does not meet the one address of the sitemap",
                    "`match` meets none of the sitemap's {n} addresses",
                    n=self._counted,
                )
            )
        cursor = {
            "turn": self._turn,
            "passed": self.passed,
            "met": self._met,
            "named": {loc: sitemaps for loc, sitemaps in self._named.items() if loc in there},
            "maps": maps,
        }
        degraded = several(flaws)
        return Batch(tuple(self._items.values()), still=tuple(still), cursor=cursor, degraded=degraded)

    def _quiet(self, loc: str) -> bool:
        """Return whether a sitemap was there before veille looked, and was not read then."""
        return not self._first and loc in self._maps and not self._maps[loc]["turn"]

    def _name(self, index: str, sitemaps: Mapping[str, str], *, old: bool) -> None:
        if len(sitemaps) > _NAMED:
            self._flaws.append(failure("the index names more than 1,000 sitemaps: only these are followed"))
        # the newest ones stand at the end of a list without dates as often as at its beginning
        kept = dict(sorted(sitemaps.items(), key=lambda pair: pair[1], reverse=True)[:_NAMED])
        self._named[index] = {loc: kept[loc] for loc in sitemaps if loc in kept and loc != index}
        for loc, lastmod in self._named[index].items() if old else ():
            self._maps.setdefault(loc, {"turn": 0, "lastmod": lastmod, "told": {}})

    def _walk(self) -> Iterator[tuple[str, str]]:
        """Yield every sitemap that is named, with its lastmod, down to a depth; each once."""
        met = {self._root}
        level = [self._root]
        for _ in range(_DEPTH):
            below: list[str] = []
            for index in level:
                for loc, lastmod in self._named.get(index, {}).items():
                    if loc not in met:
                        met.add(loc)
                        below.append(loc)
                        yield loc, lastmod
            level = below

    def _rank(self, loc: str, there: Mapping[str, str]) -> tuple[int, int, bool, str]:
        """Return a sitemap's place in the order of reading: 0 new, 1 maybe changed, 2 settled."""
        known = self._maps.get(loc)
        lastmod = there[loc]
        news = "news" not in loc.lower()
        if known is None:
            return 0, 0, news, ""
        if self._first:
            return 1, -_digits(lastmod), news, loc
        if not lastmod or lastmod != known["lastmod"]:
            return 1, known["turn"], news, loc
        return 2, known["turn"] or 10**9, news, loc


def _digits(lastmod: str) -> int:
    """Return a date as a number, for an order."""
    digits = "".join(c for c in lastmod[:10] if c.isascii() and c.isdigit())
    return int(digits or 0)
