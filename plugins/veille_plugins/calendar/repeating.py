"""When an event takes place that repeats (RFC 5545 §3.8.5), by the clock on the wall there; bounded. Pure."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

_MOST = 60  # times of one event: every week of a year, and some
_RULES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))  # nobody meets every second
_UNTIL = re.compile(r";?\bUNTIL=([^;]*)", re.IGNORECASE)
_EVERY_SECOND = re.compile(r"\bBY(?:SECOND|MINUTE)=|\bINTERVAL=0*(?:;|$)", re.IGNORECASE)

DateOrTime = date | datetime
"""A day, or a time without a zone: what the clock on the wall says where the event is."""


def first_instant(when: DateOrTime) -> datetime:
    """Return a day as its first instant, a time as it is."""
    return when if isinstance(when, datetime) else datetime.combine(when, time())


def day(when: DateOrTime) -> date:
    """Return the day of a day or a time."""
    return when.date() if isinstance(when, datetime) else when


def times(
    start: DateOrTime,
    rules: Iterable[str],
    *,
    until: datetime | None,
    also: Iterable[DateOrTime],
    but: Collection[DateOrTime],
    first: date,
    last: date,
) -> list[DateOrTime]:
    """Return when an event begins from `first` to `last`, at most sixty times: by its rules (RRULE) and dates.

    `until` is the rule's own end on the wall's clock; `also` and `but` are what RDATE adds and EXDATE takes away,
    where a day takes all times of it.
    """
    found = {first_instant(start), *map(first_instant, also)}
    for rule in rules:
        found.update(_by_rule(first_instant(start), rule, until, first, last))
    days = {when for when in but if not isinstance(when, datetime)}
    excepted = {first_instant(when) for when in but}
    kept = (
        when
        for when in sorted(found)
        if first <= when.date() <= last and when not in excepted and when.date() not in days
    )
    whole_days = not isinstance(start, datetime)
    return [when.date() if whole_days else when for when, _ in zip(kept, range(_MOST), strict=False)]


def _by_rule(start: datetime, rule: str, until: datetime | None, first: date, last: date) -> list[datetime]:
    from dateutil.rrule import rrulestr  # with icalendar, which needs it: imported where a calendar is read

    frequency = re.search(r"\bFREQ=(\w+)", rule, re.IGNORECASE)
    if not frequency or frequency[1].upper() not in _RULES or _EVERY_SECOND.search(rule):
        return []
    end = datetime.combine(last, time.max).replace(microsecond=0)
    end = min(end, until) if until else end
    bounded = f"{_UNTIL.sub('', rule).strip(';')};UNTIL={end:%Y%m%dT%H%M%S}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of COUNT beside our own UNTIL
        try:
            found = rrulestr(bounded, dtstart=start)
        except (ValueError, TypeError, KeyError):
            return []
    begin = datetime.combine(first, time()) - timedelta(seconds=1)
    return [when for when, _ in zip(found.xafter(begin), range(_MOST), strict=False)]
