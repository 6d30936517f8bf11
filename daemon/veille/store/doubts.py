"""Mentions in doubt as they were kept: which are to be asked about, what was set aside, and who spoke before."""

from __future__ import annotations

import sqlite3

from veille.store.matched import MATCH, MatchRow, match_row


def doubts_between(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the mentions in doubt first kept in [start, end), surest first, baselines excepted, one a story and name.

    Not those of stories that were asked about before, or that mention the name for sure in another copy.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")  # noqa: S608 - ours
        + """WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND match.verdict = 'unsure'
               AND NOT EXISTS(SELECT 1 FROM match other JOIN item copy ON copy.id = other.item
                 WHERE copy.story = item.story AND other.by = match.by AND other.id != match.id
                   AND (other.verdict = 'sure'
                     OR (other.verdict = 'unsure' AND other.at < ? AND NOT other.baseline)))
             ORDER BY match.likely DESC, match.id""",
        (start, end, start),
    )
    found: dict[tuple[int, str], MatchRow] = {}
    for row in map(match_row, rows):
        found.setdefault((row.story, row.by), row)
    return list(found.values())


def doubts_of(db: sqlite3.Connection, items: str) -> list[MatchRow]:
    """Return the mentions in doubt of these items (a JSON list of numbers)."""
    rows = db.execute(
        MATCH.format(owed="NULL")  # noqa: S608 - ours
        + "WHERE match.verdict = 'unsure' AND match.item IN (SELECT value FROM json_each(?)) ORDER BY match.id",
        (items,),
    )
    return [match_row(row) for row in rows]


def homonyms_between(db: sqlite3.Connection, start: int, end: int) -> dict[str, int]:
    """Return how many stories kept in [start, end) were set aside as a homonym's, by name (its key)."""
    rows = db.execute(
        """SELECT substr(by, 6), count(DISTINCT item.story) FROM match JOIN item ON item.id = match.item
           WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND match.verdict = 'homonym'
           GROUP BY by ORDER BY by""",
        (start, end),
    )
    return {row[0]: row[1] for row in rows}


def stories_of(db: sqlite3.Connection, name: str) -> dict[str, int]:
    """Return how many stories mention a name (its key), by verdict: each story once, by the surest of its copies."""
    rows = db.execute(
        """SELECT verdict, count(*) FROM (
             SELECT iif(max(verdict = 'sure'), 'sure', iif(max(verdict = 'unsure'), 'unsure', 'homonym')) AS verdict
             FROM match JOIN item ON item.id = match.item WHERE by = 'name:' || ? GROUP BY item.story)
           GROUP BY verdict""",
        (name,),
    )
    return {row[0]: row[1] for row in rows}


def bylines_of(db: sqlite3.Connection, name: str, but: int) -> list[tuple[str, str]]:
    """Return each (author, outlet) of items that mention a name for sure, but for those of one story."""
    rows = db.execute(
        """SELECT DISTINCT author, outlet FROM match JOIN item ON item.id = match.item
           WHERE by = 'name:' || ? AND verdict = 'sure' AND item.story != ?""",
        (name, but),
    )
    return [(row[0], row[1]) for row in rows]
