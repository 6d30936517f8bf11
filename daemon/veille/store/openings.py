"""Openings that have closed, and what is to come: what a digest tells of items beyond their being new."""

from __future__ import annotations

import sqlite3

from veille.store.matched import MATCH, MEANT, MatchRow, match_row


def closed_between(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the matches of openings that left their boards in [start, end), and of people who left a register.

    An opening is an item that names its employer, contract or reference, a person's is one with a role; other items
    that are gone say nothing. One that another source still tells is not gone, where that source ever tells all it has.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")  # noqa: S608 - ours
        + f"""WHERE item.gone >= ? AND item.gone < ? AND {MEANT}
                AND (item.facts ->> 'employer' IS NOT NULL OR item.facts ->> 'contract' IS NOT NULL
                     OR item.facts ->> 'reference' IS NOT NULL OR item.facts ->> 'role' IS NOT NULL)
                AND NOT EXISTS(SELECT 1 FROM item AS other JOIN source AS board ON board.id = other.source
                               WHERE other.story = item.story AND other.gone IS NULL AND board.complete
                                 AND board.removed IS NULL)
              ORDER BY item.gone, match.id""",  # noqa: S608 - ours
        (start, end),
    )
    return [match_row(row) for row in rows]


def coming_between(db: sqlite3.Connection, first: str, last: str) -> list[MatchRow]:
    """Return the matches of what starts from `first` to `last` (ISO days) and is not called off, soonest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE item.starts >= ? AND item.starts <= ? AND item.gone IS NULL AND {MEANT}
              ORDER BY item.starts, match.id""",
        (first, last),
    )
    return [match_row(row) for row in rows]
