"""Beside the news of a digest: the openings that have closed, and what is to come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta

from veille.letters.letter import Closed, Coming
from veille.letters.recalls import is_due
from veille.store import openings as store
from veille.store.matched import MatchRow

WEEK = timedelta(days=6)  # a digest of so long, or longer, tells all that comes in a month
MONTH = timedelta(days=31)
SOON = timedelta(days=7)


def closed(db: sqlite3.Connection, topics: Iterable[str], start: int, end: int) -> tuple[Closed, ...]:
    """Return the openings of these topics (all if empty) that closed in [start, end), each story once."""
    stories: dict[int, Closed] = {}
    for row in _of(store.closed_between(db, start, end), topics):
        facts = dict(row.facts)
        employer = facts.get("employer", "") or row.outlet
        stories.setdefault(row.story, Closed(row.title, row.url, employer, facts.get("role", "")))
    return tuple(stories.values())


def coming(
    db: sqlite3.Connection,
    topics: Iterable[str],
    *,
    today: date,
    length: timedelta,
    last: date | None,
) -> tuple[Coming, ...]:
    """Return what starts soon of these topics (all if empty), soonest first, each story once.

    A digest of a week or more tells all of the coming month; a shorter one recalls it 7 days before, and 2. `last` is
    the day of the digest before.
    """
    whole = length >= WEEK
    until = today + (MONTH if whole else SOON)
    stories: dict[int, Coming] = {}
    for row in _of(store.coming_between(db, today.isoformat(), until.isoformat()), topics):
        starts = date.fromisoformat(row.starts or "")
        if whole or is_due(starts, today, last):
            place = dict(row.facts).get("place", "")
            stories.setdefault(row.story, Coming(starts, row.title, row.url, place or row.outlet))
    return tuple(stories.values())


def _of(rows: Iterable[MatchRow], topics: Iterable[str]) -> Iterable[MatchRow]:
    wanted = frozenset(topics)
    return (row for row in rows if not wanted or row.topic in wanted)
