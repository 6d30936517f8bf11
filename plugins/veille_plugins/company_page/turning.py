"""TurningPlaces of a page that show something else at each poll, by chance: learnt, and left out. Pure.

A place lies between two units that stay: what is in it changes, and what stands before it names it. It is learnt when it was
replaced at several polls one after the other by what had been there before, or by lists of other links: news push each other
down or stay, and do not come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from veille_plugins.company_page.history import History, PageUnits, is_state, text_of
from veille_plugins.company_page.masking import words

_IN_A_ROW = 3  # polls at which a place is replaced
_RETURNS = 2  # of what stood there before
_REMEMBERED = 60  # fingerprints of what stood there
_MOST = 20  # places
_LARGEST = 30  # units of a place
_LONGEST = 60  # characters of what names a place


@dataclass(frozen=True, slots=True)
class TurningPlace:
    """A place after a unit: at how many polls running it was replaced, its most units, and what stood there.

    At `returned` of them something came back, at `lists` one list of links made room for quite another.
    """

    running: int = 0
    returned: int = 0
    lists: int = 0
    size: int = 0
    seen: tuple[str, ...] = ()

    @property
    def is_learnt(self) -> bool:
        return self.running >= _IN_A_ROW and (self.returned >= _RETURNS or self.lists >= _IN_A_ROW)


TurningPlaces = Mapping[str, TurningPlace]


def restored(value: object) -> dict[str, TurningPlace]:
    """Return places from what the cursor kept of them."""
    found: dict[str, TurningPlace] = {}
    for name, kept in value.items() if isinstance(value, dict) else ():
        match kept:
            case [int(running), int(returned), int(lists), int(size), str(seen)]:
                found[str(name)] = TurningPlace(running, returned, lists, size, tuple(seen.split()))
    return found


def kept(places: TurningPlaces) -> dict[str, Any]:
    """Return places as the cursor keeps them."""
    return {
        name: [place.running, place.returned, place.lists, place.size, " ".join(place.seen)]
        for name, place in places.items()
    }


def left_out(places: TurningPlaces, now: PageUnits, remembered: Iterable[str]) -> PageUnits:
    """Return what a page says without what stands in places that are learnt; what is `remembered` stands in none."""
    learnt = {name: place for name, place in places.items() if place.is_learnt}
    if not learnt:
        return now
    known = {words(text_of(unit)) for unit in remembered}
    out: dict[str, str] = {}
    room = learnt[""].size if "" in learnt else 0
    for unit, href in now.links.items():
        key = words(text_of(unit))
        if key in known:
            place = learnt.get(_name(unit))
            room = place.size if place is not None else 0
        elif room > 0:
            room -= 1
            continue
        out[unit] = href
    return PageUnits(out, now.pictures.intersection(out))


def forgotten(history: History, places: Iterable[TurningPlace]) -> History:
    """Return a history without what stood in places that are learnt from now on."""
    seen = {mark for place in places for mark in place.seen}
    return replace(
        history, units={unit: mask for unit, mask in history.units.items() if _mark(unit) not in seen}
    )


def learnt_from(
    places: TurningPlaces, before: Sequence[str], now: PageUnits, stable: set[str], *, at_once: bool
) -> dict[str, TurningPlace]:
    """Return the places after one more poll that found another text: what stood in each `before`, and stands `now`.

    `stable` is what stood in all versions and stands there still; `at_once` where one of the last two
    polls found another text, too.
    """
    was, there = _places(before, stable), _places(now.links, stable)
    out = {name: place for name, place in places.items() if place.is_learnt and name in there}
    for name, units in there.items():
        if name in out or name not in was or units == was[name] or max(len(units), len(was[name])) > _LARGEST:
            continue
        old = {_mark(unit) for unit in was[name]}
        new = {_mark(unit) for unit in units}
        place = places.get(name) if at_once else None
        place = place or TurningPlace(seen=tuple(sorted(old)))
        came, went = new - old, old - new
        if any(map(is_state, (*units, *was[name]))) or not came or len(went) * 2 < len(old) or not went:
            if place.running > 1:  # by chance it may show the same twice
                out[name] = replace(place, running=place.running - 1)
            continue
        again = came & set(place.seen)
        links = len(units) > 1 and not old & new and all(now.links[unit] for unit in units)
        out[name] = replace(
            place,
            running=place.running + 1,
            returned=place.returned + bool(again),
            lists=place.lists + links,
            size=max(place.size, len(units), len(was[name])),
            seen=tuple(dict.fromkeys((*sorted(new), *place.seen)))[:_REMEMBERED],
        )
    return dict(list(out.items())[:_MOST])


def _places(units: Iterable[str], stable: set[str]) -> dict[str, list[str]]:
    """Return what stands between the units that stay, by the one before it."""
    found: dict[str, list[str]] = {}
    name = ""
    for unit in units:
        if unit in stable:
            name = _name(unit)
        else:
            found.setdefault(name, []).append(unit)
    return found


def _name(unit: str) -> str:
    return text_of(unit)[:_LONGEST]


def _mark(unit: str) -> str:
    return blake2b(words(text_of(unit)).encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
