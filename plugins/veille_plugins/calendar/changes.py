"""What became of events that were told: moved to another time, alone or with their series; what is remembered of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from veille_plugins.calendar.events import Occurrence
from veille_plugins.calendar.repeating import first_instant

_NEAR = timedelta(days=8)  # further away, one time of a series is another one


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an event: its last day, its instant, when it `was` before it was moved, and by which id it came."""

    last: str
    instant: str = ""
    was: str = ""
    came: str = ""

    @property
    def kept(self) -> list[str]:
        """As it stands in a cursor."""
        whole = [self.last, self.instant, self.was, self.came]
        while len(whole) > 1 and not whole[-1]:
            whole.pop()
        return whole


@dataclass(frozen=True, slots=True)
class Followed:
    """A time of an event, and what is told of it."""

    occurrence: Occurrence
    told: Told


def told_before(kept: Mapping[str, Any]) -> dict[str, Told]:
    """Return what a cursor says was told; those of older versions name the last day alone."""
    return {name: Told(*([told] if isinstance(told, str) else told)) for name, told in kept.items()}


def is_known(occurrence: Occurrence, before: Mapping[str, Told]) -> bool:
    """Return whether a time of an event was told before, under its own id or another."""
    return occurrence.id in before or any(told.came == occurrence.id for told in before.values())


def followed(
    occurrences: Sequence[Occurrence], before: Mapping[str, Told], *, pairing: bool = True
) -> dict[str, Followed]:
    """Return times of events by the id under which each is told: the one it had before it was moved."""
    names = {told.came: name for name, told in before.items() if told.came}
    found = {names.get(occurrence.id, occurrence.id): occurrence for occurrence in occurrences}
    partners = _partners(found, before) if pairing else {}
    out: dict[str, Followed] = {}
    for name, occurrence in found.items():
        known = partners.get(name, name)
        old = before.get(known)
        was = old.was if old is not None else ""
        if old is not None and old.instant and old.instant != occurrence.instant:
            was = shown(old.instant, occurrence.event.shown)
        came = occurrence.id if known != occurrence.id else ""
        out[known] = Followed(occurrence, Told(occurrence.last.isoformat(), occurrence.instant, was, came))
    return out


def _partners(found: Mapping[str, Occurrence], before: Mapping[str, Told]) -> dict[str, str]:
    """Return, for new ids, the ids of the same event that vanished with them: the nearest, in their order."""
    new = [name for name in found if name not in before]
    vanished: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for name, told in before.items():
        if name not in found and told.instant:
            vanished[_event_of(name)].append((_moment(told.instant), name))
    partners: dict[str, str] = {}
    for name in sorted(new, key=lambda name: first_instant(found[name].start)) if vanished else ():
        instant = _moment(found[name].instant)
        candidates = vanished.get(_event_of(name), [])
        near = [pair for pair in candidates if abs(pair[0] - instant) <= _NEAR]
        if near:
            best = min(near, key=lambda pair: (abs(pair[0] - instant), pair))
            candidates.remove(best)
            partners[name] = best[1]
    return partners


def _event_of(name: str) -> str:
    """Return the event of an id: what stands before the time, "/20261203T100000"."""
    event, slash, time_of = name.rpartition("/")
    return event if slash and time_of[:8].isdecimal() else name


def _moment(instant: str) -> datetime:
    text = instant.partition("/")[0].removesuffix("Z")
    return datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")


def shown(instant: str, zone: tzinfo | None) -> str:
    """Return an instant as a fact says it: "2026-12-10 10:00–11:00", "2026-12-10"; by the clock of a zone."""
    text, _, minutes = instant.partition("/")
    start = _moment(instant)
    length = timedelta(minutes=int(minutes or 0))
    if text.endswith("Z") and zone is not None:
        start = start.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    if "T" not in text:
        return f"{start:%Y-%m-%d}"
    return f"{start:%Y-%m-%d} {_hours(start, length)}"


def clock(occurrence: Occurrence) -> str:
    """Return "09:00–18:00", nothing for whole days; only the beginning where the end is another day's."""
    start = occurrence.start
    return _hours(start, occurrence.event.length) if isinstance(start, datetime) else ""


def _hours(start: datetime, length: timedelta) -> str:
    end = start + length
    return f"{start:%H:%M}–{end:%H:%M}" if length and end.date() == start.date() else f"{start:%H:%M}"


def zone_name(occurrence: Occurrence) -> str:
    """Return the zone of the clock that tells a time: "Europe/Paris", "UTC+02:00"; nothing for days and floating times."""
    start, zone = occurrence.start, occurrence.event.shown
    if not isinstance(start, datetime) or zone is None:
        return ""
    key = str(getattr(zone, "key", ""))
    if key or zone is UTC:
        return key or "UTC"
    offset = start.replace(tzinfo=zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "UTC"
