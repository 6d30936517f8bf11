"""Matches and what is owed of them, as rows; every function runs inside the writer's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType

from veille.model import By, Match, Owed, Unalerted, Verdict
from veille.store import periods
from veille.store.match_rows import clues_json, read_verdict

_NONE: Mapping[tuple[int, By], Unalerted] = MappingProxyType({})


def matched(db: sqlite3.Connection, item: int) -> dict[By, Verdict | None]:
    """Return by what an item was matched before, with the verdict of each mention."""
    return {
        By.parse(row[0]): read_verdict(row[1])
        for row in db.execute("SELECT by, verdict FROM match WHERE item = ?", (item,))
    }


def owed_stories(db: sqlite3.Connection, stories: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Return the pairs (story, recipient) that were ever owed, among these stories."""
    pairs: set[tuple[int, str]] = set()
    for story in stories:
        pairs.update(
            (story, row[0])
            for row in db.execute("SELECT DISTINCT recipient FROM owed WHERE story = ?", (story,))
        )
    return frozenset(pairs)


def is_owed(db: sqlite3.Connection, match: int) -> bool:
    """Return whether a match was ever owed to anybody."""
    return db.execute("SELECT 1 FROM owed WHERE match = ? LIMIT 1", (match,)).fetchone() is not None


def begun_in_baseline(db: sqlite3.Connection, stories: Iterable[int], source: int) -> frozenset[int]:
    """Return those of these stories that were matched in a source's baseline."""
    query = """SELECT 1 FROM item JOIN match ON match.item = item.id
               WHERE item.story = ? AND item.source = ? AND item.baseline = 1 AND match.baseline = 1 LIMIT 1"""
    return frozenset(story for story in stories if db.execute(query, (story, source)).fetchone() is not None)


def add_matches(
    db: sqlite3.Connection,
    matches: Iterable[Match],
    owed: Iterable[Owed],
    *,
    stories: dict[int, int],
    now: int,
    baseline: bool,
    past: Set[int] = frozenset(),
    unalerted: Mapping[tuple[int, By], Unalerted] = _NONE,
) -> None:
    """Keep matches, and what is owed of them; `stories` gives the story of each item.

    `past` are items that count as of the baseline; `unalerted` says why a match is owed to nobody.
    """
    now = periods.uncovered(db, now)
    numbers: dict[tuple[int, By], int] = {}
    for match in matches:
        row = db.execute(
            """INSERT INTO match(item, by, topic, words, excerpt, at, baseline, verdict, likely, clues, unalerted)
               VALUES(?,?,?,?,?,?,?,?,?,?,?) RETURNING id""",
            (
                match.item,
                str(match.by),
                match.topic,
                json.dumps(match.words, ensure_ascii=False),
                match.excerpt,
                now,
                baseline or match.item in past,
                match.verdict or "",
                match.likely,
                clues_json(match.clues),
                unalerted.get((match.item, match.by), ""),
            ),
        ).fetchone()
        numbers[match.item, match.by] = int(row[0])
    for owed_match in owed:
        number = numbers.get((owed_match.match.item, owed_match.match.by)) or _number(db, owed_match.match)
        db.execute(
            "INSERT OR IGNORE INTO owed(match, story, recipient, at) VALUES(?,?,?,?)"
            if not owed_match.again
            else """INSERT INTO owed(match, story, recipient, at) VALUES(?,?,?,?)
                    ON CONFLICT(match, recipient) DO UPDATE SET at = excluded.at, message = NULL, deferred = 0""",
            (number, stories[owed_match.match.item], owed_match.recipient, now),
        )


def refresh_matches(
    db: sqlite3.Connection,
    matches: Iterable[Match],
    now: int,
    unalerted: Mapping[tuple[int, By], Unalerted] = _NONE,
) -> None:
    """Update the excerpt, words and verdict of matches that an edited item still has.

    A mention that has become sure is news from now on; `unalerted` says why one is owed to nobody now.
    """
    now = periods.uncovered(db, now)
    for match in matches:
        words = json.dumps(match.words, ensure_ascii=False)
        db.execute(
            "UPDATE match SET words = ?, excerpt = ? WHERE item = ? AND by = ?",
            (words, match.excerpt, match.item, str(match.by)),
        )
        if (why := unalerted.get((match.item, match.by))) is not None:
            db.execute(
                "UPDATE match SET unalerted = ? WHERE item = ? AND by = ?", (why, match.item, str(match.by))
            )
        if match.verdict is not None:
            db.execute(
                """UPDATE match SET at = iif(verdict != 'sure' AND :verdict = 'sure' AND NOT baseline, :now, at),
                     verdict = :verdict, likely = :likely, clues = :clues
                   WHERE item = :item AND by = :by""",
                {
                    "verdict": match.verdict, "likely": match.likely, "clues": clues_json(match.clues),
                    "item": match.item, "now": now, "by": str(match.by),
                },
            )  # fmt: skip


def _number(db: sqlite3.Connection, match: Match) -> int:
    row = db.execute("SELECT id FROM match WHERE item = ? AND by = ?", (match.item, str(match.by))).fetchone()
    return int(row[0])
