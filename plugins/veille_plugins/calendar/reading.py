"""From a calendar (iCalendar, RFC 5545) to items: its events to come, a year ahead, and what becomes of those told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from veille import Batch, Item, failure_n, several
from veille_plugins.calendar import changes
from veille_plugins.calendar.changes import Told
from veille_plugins.calendar.events import CANCELLED, Occurrence, occurrences, parsed, part, words
from veille_plugins.calendar.repeating import day
from veille_plugins.calendar.split import Calendar, content_lines, split_calendar, zone_of

_MOST = 1_000  # events to come, the soonest
_REMEMBERED = 2_000  # ids of those told
_KEPT = 200_000  # characters of repeated events, kept for when the year ahead has moved on
_REPEATS = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.IGNORECASE | re.MULTILINE)

# The cursor: {"month": the month of the last reading, "told": {id: what was told}, "repeating": events as text}.
# The calendar of a club that meets every week may stay as it is for years, while the year ahead moves.


def read(
    body: bytes, cursor: Mapping[str, Any], now: datetime, charset: str = "", timezone: str = ""
) -> Batch:
    """Return the events to come of a calendar. `now` is aware. Raises SourceError for what is no calendar.

    `charset` is the server's word; `timezone` is the reader's, by which times are told where the calendar names no
    zone. Top-level and picklable: it runs in a worker.
    """
    calendar = split_calendar(content_lines(body, charset))
    home = zone_of(timezone) or UTC
    found, broken = _occurrences(calendar, now, home)
    before = changes.told_before(cursor.get("told", {}))
    found = _worth_telling(found, before)
    soonest = sorted(found, key=lambda occurrence: (day(occurrence.start), occurrence.id))
    told = changes.followed(soonest[:_MOST], before)
    today = now.astimezone(calendar.zone or home).date().isoformat()
    # What is over is past, not gone: only what was to come and is no longer named was taken back.
    past = {name: was for name, was in before.items() if name not in told and was.last < today}
    flaws = []
    if calendar.cut:
        flaws.append(
            failure_n(
                "the calendar is cut in the middle: {n} event was read",
                "the calendar is cut in the middle: {n} events were read",
                n=len(calendar.events) - broken,
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
        [_item(name, followed.occurrence, followed.told) for name, followed in told.items()],
        still=tuple(past),
        complete=not flaws and len(soonest) <= _MOST,
        cursor={
            "month": f"{now:%Y-%m}",
            "told": _remembered(past, {name: followed.told for name, followed in told.items()}),
            "repeating": _repeating(calendar),
        },
        title=calendar.name,
        degraded=several(flaws),
    )


def again(cursor: Mapping[str, Any], now: datetime, timezone: str = "") -> Batch:
    """Return what a calendar that has not changed says of the year ahead, by the events of it that repeat."""
    calendar = split_calendar(content_lines(str(cursor["repeating"]).encode()))
    found, _ = _occurrences(calendar, now, zone_of(timezone) or UTC)
    before = changes.told_before(cursor.get("told", {}))
    found = _worth_telling(found, before)
    soonest = sorted(found, key=lambda occurrence: (day(occurrence.start), occurrence.id))[:_MOST]
    told = changes.followed(soonest, before, pairing=False)
    items = [_item(name, followed.occurrence, followed.told) for name, followed in told.items()]
    still = tuple(name for name in before if name not in told)
    remembered = _remembered(before, {name: followed.told for name, followed in told.items()})
    renewed = {**cursor, "month": f"{now:%Y-%m}", "told": remembered}
    return Batch(items, still=still, complete=True, cursor=renewed, title=calendar.name)


def _worth_telling(found: Iterable[Occurrence], before: Mapping[str, Told]) -> list[Occurrence]:
    """Return all but what is called off and was told to nobody."""
    return [
        occurrence
        for occurrence in found
        if occurrence.event.state != CANCELLED or changes.is_known(occurrence, before)
    ]


def _remembered(*told: Mapping[str, Told]) -> dict[str, list[str]]:
    known = {name: kept.kept for part_of in told for name, kept in part_of.items()}
    return dict(list(known.items())[-_REMEMBERED:])


def _occurrences(calendar: Calendar, now: datetime, home: tzinfo) -> tuple[list[Occurrence], int]:
    """Return the times of all events that are not over, and how many events can't be read."""
    read_ones = [parsed(source, calendar.zone, home, off=calendar.cancels) for source in calendar.events]
    events = [event for event in read_ones if event is not None]
    today = now.astimezone(calendar.zone or home).date()
    found, unread = occurrences(events, today, home, calendar=calendar.zone)
    return found, unread + len(read_ones) - len(events)


def _repeating(calendar: Calendar) -> str:
    """Return the events that repeat as a calendar of their own, nothing if they are none or too many."""
    blocks = [f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in calendar.events if _REPEATS.search(event)]
    head = [f"X-WR-CALNAME:{calendar.name}"] if calendar.name else []
    head += [f"X-WR-TIMEZONE:{calendar.zone}"] if calendar.zone else []
    head += ["METHOD:CANCEL"] if calendar.cancels else []
    whole = "\r\n".join(["BEGIN:VCALENDAR", *head, *blocks, "END:VCALENDAR"])
    return whole if blocks and len(whole) <= _KEPT else ""


def _item(name: str, occurrence: Occurrence, told: Told) -> Item:
    said = occurrence.event.said
    facts = {
        "place": words(said, "LOCATION"),
        "time": changes.clock(occurrence),
        "zone": changes.zone_name(occurrence),
        "until": occurrence.last.isoformat() if occurrence.last != day(occurrence.start) else "",
        "was": told.was,
        "state": occurrence.event.state,
    }
    address = words(said, "URL")
    return Item(
        id=name,
        title=words(said, "SUMMARY"),
        url=address if address.startswith(("http://", "https://")) else "",
        text=words(said, "DESCRIPTION"),
        tags=_tags(said),
        starts=day(occurrence.start),
        facts={label: value for label, value in facts.items() if value},
    )


def _tags(said: Any) -> tuple[str, ...]:
    found = said.get("CATEGORIES")
    lists: Iterable[Any] = found if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(str(category) for line in lists for category in part(line, "cats") or ()))
