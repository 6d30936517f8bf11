"""The events of a calendar and the times at which each takes place: repeated, moved once, or from one time on.

Each event is parsed by itself, so that a broken one costs no other. A time is kept as the clock on the wall says
where the event is; an instant that another zone writes (RECURRENCE-ID, EXDATE, RDATE, UNTIL) is first that instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from veille.kit import plain
from veille_plugins.calendar.repeating import DateOrTime, day, first_instant, times

CANCELLED, POSTPONED = "cancelled", "postponed"

_OFF = (
    r"annul[ée]e?s?|annulation|cancell?ed|abgesagt|entfällt|fällt aus|ausgefallen|cancelad[oa]s?|suspendid[oa]s?"
    r"|annullat[oaie]|geannuleerd|afgelast|odwołan[eay]|inställ[td]|aflyst|avlyst|peruttu|zrušeno"
)
_LATER = (
    r"report[ée]e?s?|postponed|rescheduled|verschoben|verlegt|aplazad[oa]s?|pospuest[oa]s?|rinviat[oaie]|uitgesteld"
    r"|adiad[oa]s?"
)


def _titled(words: str) -> re.Pattern[str]:
    """Return a pattern of titles that begin or end with one of these words, set apart from the rest."""
    apart = r"\s[-–—]|[:!|/·\[(*]|\s(?:est|is|wurde|è|está)\s"
    return re.compile(
        rf"^\W*(?:{words})(?:\s*[:\-–—!|/·\])*]|$)|(?:{apart})\s*(?:{words})\W*$", re.IGNORECASE
    )


_CALLED_OFF, _PUT_OFF = _titled(_OFF), _titled(_LATER)
_FALLS_OUT = re.compile(r"\s(?:entfällt|fällt aus)\W*$", re.IGNORECASE)  # "Yoga entfällt"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event, its `start` by the clock of `zone` (None: whatever clock hangs there), told by that of `shown`.

    `replaces` is the time of a repeated event that it stands for, as it is written, with all that follow where it is
    `onward`. `state` is "", CANCELLED or POSTPONED.
    """

    uid: str
    zone: tzinfo | None
    shown: tzinfo | None
    start: DateOrTime
    length: timedelta
    said: Any
    replaces: DateOrTime | None
    onward: bool
    state: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event takes place: `id` names it, `start` is by the clock of the event's `shown`."""

    id: str
    event: CalendarEvent
    start: DateOrTime

    @property
    def last(self) -> date:
        """The last day: an event's end is the first instant after it."""
        return (first_instant(self.start) + max(self.event.length - timedelta(seconds=1), timedelta())).date()

    @property
    def instant(self) -> str:
        """The instant at which it begins, whatever clock tells it, and its length; a day or a floating time as it is."""
        start = self.start
        if isinstance(start, datetime) and self.event.shown is not None:
            start = start.replace(tzinfo=self.event.shown).astimezone(UTC)
            return f"{start:%Y%m%dT%H%M%SZ}/{int(self.event.length.total_seconds()) // 60}"
        return f"{written(start)}/{int(self.event.length.total_seconds()) // 60}"


def parsed(source: str, zone: tzinfo | None, home: tzinfo, *, off: bool = False) -> CalendarEvent | None:
    """Return an event, None for one that can't be read or never begins. Lines that are broken are passed over.

    `zone` is the calendar's, `home` the reader's: by the first of them times are told that name none but UTC. With
    `off`, all events of the calendar are called off.
    """
    from icalendar import Event as Component  # 110 ms of import, where a calendar is read

    try:
        said = Component.from_ical(f"BEGIN:VEVENT\r\n{source}\r\nEND:VEVENT\r\n")
        own = getattr(part(first(said.get("DTSTART")), "dt"), "tzinfo", None)
        in_utc = str(own) == "UTC"
        clock, shown = (zone or UTC, zone or home) if in_utc else (own, own)
        start = _by(_value(said, "DTSTART"), clock)
        end = _by(_value(said, "DTEND"), clock)
        length = part(first(said.get("DURATION")), "dt")
        replaces = _value(said, "RECURRENCE-ID")
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
    ):  # whatever a line makes it raise
        return None
    if start is None:
        return None
    if end is not None:
        length = first_instant(end) - first_instant(start)
    if not isinstance(length, timedelta) or length < timedelta():
        length = timedelta() if isinstance(start, datetime) else timedelta(days=1)
    given = getattr(first(said.get("RECURRENCE-ID")), "params", {})
    onward = str(given.get("RANGE", "")).upper() == "THISANDFUTURE"
    return CalendarEvent(
        words(said, "UID"),
        clock,
        shown,
        start,
        length,
        said,
        replaces,
        onward,
        CANCELLED if off else _state(said),
    )


def _state(said: Any) -> str:
    """Return whether an event is called or put off, by its status or, as many write it, by its title."""
    if str(first(said.get("STATUS")) or "").strip().upper() == "CANCELLED":
        return CANCELLED
    title = words(said, "SUMMARY")
    if _CALLED_OFF.search(title) or _FALLS_OUT.search(title):
        return CANCELLED
    return POSTPONED if _PUT_OFF.search(title) else ""


def words(said: Any, name: str) -> str:
    """Return a property as plain text; Google and others put markup into descriptions."""
    value = first(said.get(name))
    return plain.from_markup(str(value)) if isinstance(value, str) else ""


def first(value: Any) -> Any:
    """Return the first of several lines of one name, or the only one."""
    return value[0] if isinstance(value, list) and value else value


def part(value: Any, name: str) -> Any:
    """Return a part of a property, None where it has none or its line is broken (icalendar raises on a look at it)."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _value(said: Any, name: str) -> DateOrTime | None:
    return _begun(part(first(said.get(name)), "dt"))


def _begun(when: Any) -> DateOrTime | None:
    """Return a day or a time as it is written; of a period its beginning."""
    when = when[0] if isinstance(when, tuple) else when
    return when if isinstance(when, date) else None


def _by(when: DateOrTime | None, zone: tzinfo | None) -> DateOrTime | None:
    """Return a day as it is, a time by the clock of a zone."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is not None and zone is not None:
        when = when.astimezone(zone)
    return when.replace(tzinfo=None)


def occurrences(
    events: list[CalendarEvent], today: date, home: tzinfo, *, calendar: tzinfo | None = None
) -> tuple[list[Occurrence], int]:
    """Return the times of all events that are not over, and how many events can't be read (they end after 9999)."""
    series: dict[str, CalendarEvent] = {}
    starts: dict[str, set[DateOrTime]] = {}
    for event in events:
        if event.replaces is None:
            series.setdefault(event.uid, event)
            starts.setdefault(event.uid, set()).add(event.start)
    at = _Clocks(series, calendar or home)
    replaced: dict[str, set[DateOrTime]] = {}
    onward: dict[str, list[tuple[datetime, CalendarEvent]]] = {}
    for event in events:
        if (when := at.replaced(event)) is not None:
            replaced.setdefault(event.uid, set()).add(when)
            if event.onward:
                onward.setdefault(event.uid, []).append((first_instant(when), event))
    found: list[Occurrence] = []
    broken = 0
    for event in events:
        shared = not event.uid or len(starts.get(event.uid, ())) > 1  # some calendars give all events one uid
        try:
            if event.replaces is not None:
                told = [
                    Occurrence(
                        f"{event.uid}/{written(at.replaced(event))}", event, _shown(event, event.start)
                    )
                ]
            elif _repeats(event):
                told = list(
                    _repeated(event, at, today, replaced.get(event.uid, set()), onward.get(event.uid, ()))
                )
            else:
                name = f"{event.uid}/{written(event.start)}" if shared else event.uid
                told = [Occurrence(name, event, _shown(event, event.start))]
            found += [_named(occurrence) for occurrence in told if occurrence.last >= today]
        except (OverflowError, ValueError, TypeError, IndexError):  # of dates, and of dateutil on odd rules
            broken += 1
    return found, broken


@dataclass(frozen=True, slots=True)
class _Clocks:
    """The clocks by which instants are read: of each series (by uid), else `otherwise`."""

    series: Mapping[str, CalendarEvent]
    otherwise: tzinfo

    def replaced(self, event: CalendarEvent) -> DateOrTime | None:
        """Return the time of its series that an event stands for, by the series' own clock; None for any other event."""
        if event.replaces is None:
            return None
        return self.of(event.replaces, self.series.get(event.uid, event))

    def of(self, when: DateOrTime, series: CalendarEvent) -> DateOrTime:
        """Return a day or an instant, in whatever zone it is written, as the clock of a series says it."""
        if not isinstance(when, datetime):
            return when
        local = _by(when, series.zone or self.otherwise)
        if isinstance(series.start, datetime):
            return first_instant(local or when)
        # Of whole days: the day that begins at this instant here, or where it is midnight as it is written.
        return when.date() if when.time() == time() else day(local or when)


def _repeats(event: CalendarEvent) -> bool:
    return event.replaces is None and any(event.said.get(name) is not None for name in ("RRULE", "RDATE"))


def _repeated(
    event: CalendarEvent,
    at: _Clocks,
    today: date,
    replaced: set[DateOrTime],
    onward: Iterable[tuple[datetime, CalendarEvent]],
) -> Iterator[Occurrence]:
    """Yield the times of an event that repeats, but those for which another event stands."""
    changes = sorted(onward, key=lambda change: change[0])
    days = {when for when in replaced if not isinstance(when, datetime)}
    moved = [first_instant(by.start) - since for since, by in changes]
    # By the clock that tells it, it may be the next day; and what was moved may be ahead still.
    aside = timedelta(days=event.zone is not event.shown)
    for start in _times(event, at, today - max([aside, *moved])):
        if start in replaced or day(start) in days:
            continue
        name = f"{event.uid}/{written(start)}"
        since, by = next(
            (change for change in reversed(changes) if change[0] <= first_instant(start)), (None, event)
        )
        if since is not None:  # RFC 5545 §3.8.4.4: what moves the one moves all that follow as far
            begins = first_instant(by.start) + (first_instant(start) - since)
            start = begins if isinstance(by.start, datetime) else begins.date()
        yield Occurrence(name, by, _shown(by, start))


def _times(event: CalendarEvent, at: _Clocks, since: date) -> list[DateOrTime]:
    from icalendar import vRecur

    rules = event.said.get("RRULE")
    rules = [rule for rule in (rules if isinstance(rules, list) else [rules]) if isinstance(rule, vRecur)]
    untils = [_until(value, event, at) for rule in rules for value in rule.get("UNTIL") or ()]
    # to the end of this month next year: new ones come once a month, rather than at each reading
    next_month = (date(since.year + 1, since.month, 28) + timedelta(days=4)).replace(day=1)
    earliest = since - max(event.length - timedelta(seconds=1), timedelta())  # a date less whole days
    return times(
        event.start,
        [rule.to_ical().decode() for rule in rules],
        until=min(untils) if untils else None,
        also=_dates(event, "RDATE", at),
        but=_dates(event, "EXDATE", at),
        first=earliest,
        last=next_month - timedelta(days=1),
    )


def _until(value: date | datetime, event: CalendarEvent, at: _Clocks) -> datetime:
    """Return a rule's end by the event's clock: RFC 5545 wants it in UTC where the event's times have a zone."""
    when = at.of(value, event)
    return when if isinstance(when, datetime) else first_instant(when) + timedelta(days=1, seconds=-1)


def _dates(event: CalendarEvent, name: str, at: _Clocks) -> list[DateOrTime]:
    found = event.said.get(name)
    lists = found if isinstance(found, list) else [found]
    dates = [_begun(getattr(value, "dt", value)) for line in lists for value in part(line, "dts") or ()]
    return [at.of(when, event) for when in dates if when is not None]


def _shown(event: CalendarEvent, start: DateOrTime) -> DateOrTime:
    """Return a time by the clock that tells the event."""
    if not isinstance(start, datetime) or event.zone is None or event.shown is event.zone:
        return start
    return start.replace(tzinfo=event.zone).astimezone(event.shown).replace(tzinfo=None)


def _named(occurrence: Occurrence) -> Occurrence:
    """Return a time of an event without a uid, told apart by its title."""
    if occurrence.event.uid:
        return occurrence
    return Occurrence(
        f"{occurrence.id}/{words(occurrence.event.said, 'SUMMARY')}", occurrence.event, occurrence.start
    )


def written(when: DateOrTime | None) -> str:
    """Return a day or a time as a calendar writes it: 20261203, 20261203T100000."""
    return f"{when:%Y%m%dT%H%M%S}" if isinstance(when, datetime) else f"{when:%Y%m%d}" if when else ""
