"""From the text of a calendar (iCalendar, RFC 5545) to items: its events to come, repeated ones a year ahead.

Each event is parsed by itself, so that a broken one costs no other. Times are kept as the clock on the wall says where
the event is: the day on which it begins is what a reader needs, and no zone then needs to be known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from veille import Batch, Item, failure_n, several
from veille.kit import plain
from veille_plugins.calendar.repeating import DateOrTime, day, first_instant, times
from veille_plugins.calendar.split import Calendar, split_calendar

_MOST = 1_000  # events to come, the soonest
_REMEMBERED = 2_000  # ids of those told
_KEPT = 200_000  # characters of repeated events, kept for when the year ahead has moved on
_REPEATS = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.IGNORECASE | re.MULTILINE)

# The cursor: {"month": the month of the last reading, "told": {id: last day}, "repeating": events as text}.
# The calendar of a club that meets every week may stay as it is for years, while the year ahead moves.


@dataclass(frozen=True, slots=True)
class _Event:
    """One event, told by the clock of its `zone`; `replaces` is the time of a repeated event that it stands for."""

    uid: str
    zone: tzinfo | None
    start: DateOrTime
    length: timedelta
    component: Any
    replaces: DateOrTime | None
    cancelled: bool


_Occurrence = tuple[str, tuple[Item, date, date]]
"""An id, and under it an item, its first day and its last."""


def read(text: str, cursor: Mapping[str, Any], now: datetime) -> Batch:
    """Return the events to come of a calendar. `now` is aware. Raises SourceError for what is no calendar.

    Top-level and picklable: it runs in a worker.
    """
    calendar = split_calendar(text)
    events: list[_Event] = []
    broken = 0
    for source in calendar.events:
        if event := _event(source, calendar.zone):
            events.append(event)
        else:
            broken += 1
    if calendar.cancels:
        events = []
    today = now.astimezone(calendar.zone or UTC).date()
    found, unread = _items(events, today)
    broken += unread
    items = dict(sorted(found, key=lambda pair: (pair[1][1], pair[0]))[:_MOST])
    before: dict[str, str] = dict(cursor.get("told", {}))
    # What is over is past, not gone: only what was to come and is no longer named was taken back.
    past = {name: last for name, last in before.items() if name not in items and last < today.isoformat()}
    ends = {name: last.isoformat() for name, (_, _, last) in items.items()}
    flaws = []
    if calendar.cut:
        flaws.append(
            failure_n(
                "the calendar is cut in the middle: {n} event was read",
                "the calendar is cut in the middle: {n} events were read",
                n=len(events),
            )
        )
    if broken:
        flaws.append(
            failure_n(
                "{n} event of the calendar could not be read",
                "{n} events of the calendar could not be read",
                n=broken,
            )
        )
    return Batch(
        [item for item, _, _ in items.values()],
        still=tuple(past),
        complete=not flaws,
        cursor={
            "month": f"{now:%Y-%m}",
            "told": dict(list((past | ends).items())[-_REMEMBERED:]),
            "repeating": _repeating(calendar),
        },
        title=calendar.name,
        degraded=several(flaws),
    )


def again(cursor: Mapping[str, Any], now: datetime) -> Batch:
    """Return what a calendar that has not changed says of the year ahead, by the events of it that repeat."""
    batch = read(cursor["repeating"], cursor, now)
    there = {item.id for item in batch.items}
    known = {**cursor["told"], **(batch.cursor or {}).get("told", {})}
    still = tuple(name for name in cursor["told"] if name not in there)
    renewed = {**(batch.cursor or {}), "told": dict(list(known.items())[-_REMEMBERED:])}
    return Batch(batch.items, still=still, complete=True, cursor=renewed, title=batch.title)


def _repeating(calendar: Calendar) -> str:
    """Return the events that repeat as a calendar of their own, nothing if they are none or too many."""
    blocks = [f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in calendar.events if _REPEATS.search(event)]
    head = [f"X-WR-CALNAME:{calendar.name}"] if calendar.name else []
    head += [f"X-WR-TIMEZONE:{calendar.zone}"] if calendar.zone else []
    whole = "\r\n".join(["BEGIN:VCALENDAR", *head, *blocks, "END:VCALENDAR"])
    return whole if blocks and len(whole) <= _KEPT else ""


def _event(source: str, zone: tzinfo | None) -> _Event | None:
    """Return an event, None for one that can't be read or never begins. Lines that are broken are passed over."""
    from icalendar import Event  # 110 ms of import, where a calendar is read

    try:
        said = Event.from_ical(f"BEGIN:VEVENT\r\n{source}\r\nEND:VEVENT\r\n")
        zone = _zone_of(_first(said.get("DTSTART")), zone)
        start = _when(_first(said.get("DTSTART")), zone)
        end = _when(_first(said.get("DTEND")), zone)
        length = _part(_first(said.get("DURATION")), "dt")
        replaces = _when(_first(said.get("RECURRENCE-ID")), zone)
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
    status = str(_first(said.get("STATUS")) or "").strip().upper()
    return _Event(_words(said, "UID"), zone, start, length, said, replaces, status == "CANCELLED")


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _part(value: Any, name: str) -> Any:
    """Return a part of a property, None where it has none or its line is broken (icalendar raises on a look at it)."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _zone_of(start: Any, zone: tzinfo | None) -> tzinfo | None:
    """Return the zone whose clock tells an event: its own, or the calendar's for one told in UTC; none if it floats."""
    own = getattr(_part(start, "dt"), "tzinfo", None)
    return zone or UTC if str(own) == "UTC" else own


def _when(value: Any, zone: tzinfo | None) -> DateOrTime | None:
    """Return a day, or a time by the clock of a zone."""
    when = value if isinstance(value, date | tuple) else _part(value, "dt")
    if isinstance(when, tuple):  # a period: its beginning
        when = when[0]
    if not isinstance(when, datetime):
        return when if isinstance(when, date) else None
    if when.tzinfo is not None and zone is not None:
        when = when.astimezone(zone)
    return when.replace(tzinfo=None)


def _items(events: list[_Event], today: date) -> tuple[list[_Occurrence], int]:
    """Return what each event that is not over tells, and how many can't be read (they end after the year 9999)."""
    replaced = {(event.uid, event.replaces) for event in events if event.replaces is not None}
    starts: dict[str, set[DateOrTime]] = {}
    for event in events:
        if event.replaces is None:
            starts.setdefault(event.uid, set()).add(event.start)
    found: list[_Occurrence] = []
    broken = 0
    for event in events:
        # some calendars give all their events one uid
        shared = not event.uid or len(starts.get(event.uid, ())) > 1
        try:
            found += [] if event.cancelled else _occurrences(event, replaced, today, shared=shared)
        except (OverflowError, ValueError, TypeError, IndexError):  # of dates, and of dateutil on odd rules
            broken += 1
    return found, broken


def _occurrences(
    event: _Event, replaced: set[tuple[str, DateOrTime]], today: date, *, shared: bool
) -> list[_Occurrence]:
    """Return what an event tells, each time that it takes place."""
    repeats = _repeats(event)
    if event.replaces is not None:
        found, name = [event.start], f"{event.uid}/{_written(event.replaces)}"
    elif repeats:
        found, name = _times(event, today), ""
    else:
        found, name = [event.start], f"{event.uid}/{_written(event.start)}" if shared else event.uid
    told_of: list[_Occurrence] = []
    for start in found:
        if repeats and (event.uid, start) in replaced:
            continue
        last = _last(start, event.length)
        if last >= today:
            ident = name or f"{event.uid}/{_written(start)}"
            if not event.uid:
                ident = f"{ident}/{_words(event.component, 'SUMMARY')}"
            told_of.append((ident, (_item(event, start, last, ident), day(start), last)))
    return told_of


def _repeats(event: _Event) -> bool:
    return event.replaces is None and any(
        event.component.get(name) is not None for name in ("RRULE", "RDATE")
    )


def _times(event: _Event, today: date) -> list[DateOrTime]:
    from icalendar import vRecur

    rules = event.component.get("RRULE")
    rules = [rule for rule in (rules if isinstance(rules, list) else [rules]) if isinstance(rule, vRecur)]
    untils = [_until(value, event) for rule in rules for value in rule.get("UNTIL") or ()]
    # to the end of this month next year: new ones come once a month, rather than at each reading
    next_month = (date(today.year + 1, today.month, 28) + timedelta(days=4)).replace(day=1)
    return times(
        event.start,
        [rule.to_ical().decode() for rule in rules],
        until=min(untils) if untils else None,
        also=_dates(event, "RDATE"),
        but=_dates(event, "EXDATE"),
        first=today - max(event.length - timedelta(seconds=1), timedelta()),  # a date less whole days
        last=next_month - timedelta(days=1),
    )


def _until(value: date | datetime, event: _Event) -> datetime:
    """Return a rule's end by the event's clock: RFC 5545 wants it in UTC where the event's times have a zone."""
    when = _when(value, event.zone)
    return when if isinstance(when, datetime) else first_instant(value) + timedelta(days=1, seconds=-1)


def _dates(event: _Event, name: str) -> list[DateOrTime]:
    found = event.component.get(name)
    lists = found if isinstance(found, list) else [found]
    dates = [_when(value, event.zone) for part in lists for value in _part(part, "dts") or ()]
    return [when for when in dates if when is not None]


def _last(start: DateOrTime, length: timedelta) -> date:
    """Return the last day of an event: its end is the first instant after it."""
    return (first_instant(start) + max(length - timedelta(seconds=1), timedelta())).date()


def _written(when: DateOrTime) -> str:
    return f"{when:%Y%m%dT%H%M%S}" if isinstance(when, datetime) else f"{when:%Y%m%d}"


def _item(event: _Event, start: DateOrTime, last: date, name: str) -> Item:
    said = event.component
    facts = {"place": _words(said, "LOCATION"), "time": _clock(start, event.length)}
    if last != day(start):
        facts["until"] = last.isoformat()
    address = _words(said, "URL")
    return Item(
        id=name,
        title=_words(said, "SUMMARY"),
        url=address if address.startswith(("http://", "https://")) else "",
        text=_words(said, "DESCRIPTION"),
        tags=_tags(said),
        starts=day(start),
        facts={label: value for label, value in facts.items() if value},
    )


def _clock(start: DateOrTime, length: timedelta) -> str:
    """Return "09:00–18:00", nothing for whole days; only the beginning where the end is another day's."""
    if not isinstance(start, datetime):
        return ""
    end = start + length
    return f"{start:%H:%M}–{end:%H:%M}" if length and end.date() == start.date() else f"{start:%H:%M}"


def _words(said: Any, name: str) -> str:
    """Return a property as plain text; Google and others put markup into descriptions."""
    value = _first(said.get(name))
    return plain.from_markup(str(value)) if isinstance(value, str) else ""


def _tags(said: Any) -> tuple[str, ...]:
    found = said.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(str(category) for part in lists for category in _part(part, "cats") or ()))
