"""Which unknown items were told before: renamed, redated, moved to another address, or made anew at each fetch. Pure.

An item is one that has left its document by its title and date, or its text and date. What says less (titles without a
date, dates without an hour) is believed where most of what is unknown says it, for one alone could be another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from veille.match.stories import is_distinctive, read
from veille.model import Item
from veille.store.items import StoredText
from veille.text.fold import plain
from veille.text.urls import canonical_url
from veille.watch.identity import SAME_TIME, Keyed

FEW = 3  # unknown items, of which each must be known by more than its title
_LONG = 60  # characters of a text by which an item can be known
_MIDNIGHTS = frozenset((0, 4, 5, 6, 7, 22, 23))  # hours of UTC at which a day begins where feeds give no hour
_DAY = 86400

_NUMBERS = re.compile(r"\d+")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_TAG = re.compile(
    r"(tag:[^,]+,)\d{4}(?:-\d\d(?:-\d\d)?)?:"
)  # RFC 4151: an authority, a date, then what is named
_TIMES = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class Departed:
    """An item that does not stand in its document under its own keys; `just` says that it did in the last one."""

    id: int
    stored: StoredText
    just: bool


@dataclass(frozen=True, slots=True)
class KnownAgain:
    """The items that unknown ones (by their places) are, and how many of these are known by their titles alone."""

    same: Mapping[int, int]
    by_title: int = 0


def moved(
    unknown: Sequence[Keyed], departed: Sequence[Departed], *, oldest: Callable[[], int | None]
) -> KnownAgain:
    """Return which of a document's unknown items are ones that departed from it.

    `oldest` returns the earliest date (UTC seconds) of what is known in the document.
    """
    if not departed:
        return KnownAgain({})
    texts = Counter(keyed.item.text for keyed in unknown) + Counter(item.stored.text for item in departed)
    titles: dict[str, list[Departed]] = {}
    dates: dict[int, list[Departed]] = {}
    for item in departed:
        titles.setdefault(plain(item.stored.title), []).append(item)
        if item.stored.published is not None:
            dates.setdefault(item.stored.published, []).append(item)
    same: dict[int, int] = {}
    taken: set[int] = set()
    weak: list[tuple[int, Keyed, Departed]] = []
    for place, keyed in enumerate(unknown):
        title, published = plain(keyed.item.title), _seconds(keyed)
        near = [*(titles.get(title, ()) if title else ())]
        near += dates.get(published, ()) if published is not None else ()
        for item in near:
            if item.id not in taken and _is_surely(keyed, item, texts, oldest):
                same[place] = item.id
                taken.add(item.id)
                break
        else:
            weak += [(place, keyed, item) for item in titles.get(title, ()) if title and _may_be(keyed, item)]
    maybe: dict[int, tuple[Keyed, Departed]] = {}
    for place, keyed, item in weak:
        if item.id not in taken and place not in maybe:
            maybe[place] = keyed, item
            taken.add(item.id)
    if not _is_believed(list(maybe.values()), len(same), len(unknown)):
        maybe = {}
    same.update({place: item.id for place, (_, item) in maybe.items()})
    return KnownAgain(same, len(maybe))


def is_known_by_title(item: Item) -> bool:
    """Return whether two items of one source that both have this title and this date tell the same thing."""
    return item.published is not None and (
        not _is_day(int(item.published.timestamp())) or is_distinctive(read(item.title))
    )


def _is_surely(
    keyed: Keyed, departed: Departed, texts: Counter[str], oldest: Callable[[], int | None]
) -> bool:
    """Return whether an item is one that departed, whatever else its document holds."""
    item, was = keyed.item, departed.stored
    published = _seconds(keyed)
    same_title = bool(item.title) and plain(item.title) == plain(was.title)
    same_text = bool(item.text) and item.text == was.text
    if published is not None and published == was.published:
        if same_title and (same_text or not _is_day(published) or is_distinctive(read(item.title))):
            return True
        return same_text and len(item.text) >= _LONG and texts[item.text] == 2  # of two, no other is meant
    if not departed.just:
        return False
    undated = published is None or was.published is None
    if undated or abs((published or 0) - (was.published or 0)) <= SAME_TIME:
        return same_title and (
            same_text or (not item.text and not was.text and is_distinctive(read(item.title)))
        )
    return same_title and _is_redated(keyed, was, same_text=same_text, oldest=oldest)


def _is_redated(keyed: Keyed, was: StoredText, *, same_text: bool, oldest: Callable[[], int | None]) -> bool:
    """Return whether an item is one of the same title with another date, of which its id or link is made."""
    item = keyed.item
    link, was_link = canonical_url(item.url), canonical_url(was.url)
    if link and link == was_link and item.id != was.ident:
        # The BBC counts how often an article was dated anew: "…/articles/x#1".
        if _TIMES.sub("", item.id) == _TIMES.sub("", was.ident):
            return True
        return (same_text or item.text == was.text) and bool(
            _TAG.match(item.id) and _TAG.sub(r"\1:", item.id) == _TAG.sub(r"\1:", was.ident)
        )
    # An address of which the date is a part. A bulletin that is said again is another: it comes when the oldest leaves.
    published = _seconds(keyed)
    if not same_text or was.published is None or published is None:
        return False
    rest = _without_day(item.url, published)
    if rest is None or rest != _without_day(was.url, was.published):
        return False
    earliest = oldest()
    return earliest is not None and earliest < was.published


def _without_day(url: str, published: int) -> str | None:
    """Return an address without the day of publication in it, None where it has none."""
    found = _DATE.search(url)
    if found is None:
        return None
    try:
        day = datetime(int(found[1]), int(found[3]), int(found[4]), 12, tzinfo=UTC).timestamp()
    except ValueError:
        return None
    return url[: found.start()] + url[found.end() :] if abs(day - published) <= 1.5 * _DAY else None


def _may_be(keyed: Keyed, departed: Departed) -> bool:
    """Return whether an item of the same title as one that has just departed can be that one."""
    published, was = _seconds(keyed), departed.stored.published
    return departed.just and (published is None or was is None or abs(published - was) <= SAME_TIME)


def _is_believed(pairs: Sequence[tuple[Keyed, Departed]], sure: int, unknown: int) -> bool:
    """Return whether items of which the titles alone are known are those that departed with them."""
    if not pairs or (len(pairs) + sure) * 2 <= unknown:
        return False
    if len(pairs) + sure < FEW:
        return all(
            is_distinctive(title)
            or (
                not title.generic
                and keyed.item.text != ""
                and _counted(keyed.item.text) == _counted(departed.stored.text)
            )
            for keyed, departed in pairs
            for title in [read(keyed.item.title)]
        )
    # A column of the same name tells something else.
    named = sum(not read(keyed.item.title).generic for keyed, _ in pairs)
    return named * 2 > len(pairs)


def _counted(text: str) -> str:
    """Return a text of which all numbers read alike, as those who count readers change them."""
    return _NUMBERS.sub("0", text)


def _is_day(published: int) -> bool:
    """Return whether a date has no hour: at which many items may be dated."""
    hour, rest = divmod(published % _DAY, 3600)
    return rest in (0, 1800) and hour in _MIDNIGHTS


def _seconds(keyed: Keyed) -> int | None:
    return int(keyed.item.published.timestamp()) if keyed.item.published is not None else None
