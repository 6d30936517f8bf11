"""When a digest leaves: "07:30", "mon-fri 07:30", "mon,thu 18:00", "monthly 08:00"; and the instants that this means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from veille.errors import failure

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"(?:(?P<days>[a-z,-]+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_HELP = failure('write "07:30", "mon-fri 07:30", "mon,thu 18:00" or "monthly 08:00"')


@dataclass(frozen=True, slots=True)
class When:
    """An hour of the day on some days: weekdays (0 is Monday), or the first of each month."""

    hour: int
    minute: int
    weekdays: frozenset[int] = frozenset(range(7))
    monthly: bool = False


def parse_when(text: str) -> When:
    """Parse an hour with or without days. Raises ValueError with a sentence that shows how to write it."""
    form = _FORM.fullmatch(text.strip().lower())
    if not form:
        raise ValueError(failure("is not an hour that veille can read; {help}", help=_HELP))
    hour, minute = int(form["hour"]), int(form["minute"])
    if hour > 23 or minute > 59:
        raise ValueError(failure("has no such hour in a day; {help}", help=_HELP))
    days = form["days"] or ""
    if days == "monthly":
        return When(hour, minute, monthly=True)
    return When(hour, minute, _weekdays(days) if days else frozenset(range(7)))


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        for day in (first, last or first):
            if day not in DAYS:
                raise ValueError(
                    failure("names a day that is none of {days}; {help}", days=", ".join(DAYS), help=_HELP)
                )
        start, end = DAYS.index(first), DAYS.index(last or first)
        # "fri-mon" goes round the end of the week
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def next_time(when: When, after: float, zone: ZoneInfo) -> float:
    """Return the first instant strictly after `after` (UTC seconds) at which `when` comes round in zone."""
    return _search(when, after, zone, step=1)


def last_time(when: When, until: float, zone: ZoneInfo) -> float:
    """Return the last instant at or before `until` (UTC seconds) at which `when` came round in zone."""
    return _search(when, until, zone, step=-1)


def is_doubtful(when: When, year: int, zone: ZoneInfo) -> bool:
    """Return whether the hour is skipped or comes twice on some day of a year, since the clocks change then."""
    day = datetime(year, 1, 1, when.hour, when.minute, tzinfo=zone)
    while day.year == year:
        if day.utcoffset() != day.replace(fold=1).utcoffset():  # PEP 495: a gap or a fold
            return True
        day += timedelta(days=1)
    return False


def _search(when: When, origin: float, zone: ZoneInfo, step: int) -> float:
    today = datetime.fromtimestamp(origin, zone).date()
    # A month of 31 days may hold no first of the month but its own, so 32 days either way always suffice.
    for days in range(-1, 33):
        day = today + timedelta(days=days * step)
        if (when.monthly and day.day != 1) or (not when.monthly and day.weekday() not in when.weekdays):
            continue
        # fold=0: the first of two equal hours in autumn; in spring an hour that does not exist is moved on,
        # so that a digest leaves exactly once on both days.
        local = datetime.combine(day, time(when.hour, when.minute), zone)
        instant = local.astimezone(UTC).timestamp()
        if instant > origin if step > 0 else instant <= origin:
            return instant
    raise AssertionError(f"no instant for {when}")
