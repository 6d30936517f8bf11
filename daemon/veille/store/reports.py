"""Reads of the past for a name report: own pages and their texts, and the mentions of a name by month."""

from __future__ import annotations

import json
import sqlite3

from veille.errors import NO_FAILURE, Failure
from veille.model import By
from veille.store.facts import MentionRow, OwnPageRow


def page_row(db: sqlite3.Connection, source: str, *, whole: bool = True) -> OwnPageRow | None:
    """Return the state and text of the own page that this source reads; None where it was not polled yet.

    Where its items are not the page itself (`whole` is false), only whether it answers. A failure for
    want of a network on this machine doesn't count.
    """
    row = db.execute("SELECT * FROM source WHERE name = ? AND removed IS NULL", (source,)).fetchone()
    if row is None or row["last_poll"] is None:
        return None
    item = db.execute(
        "SELECT title, text, first_seen, edited FROM item WHERE source = ? ORDER BY gone IS NOT NULL, id DESC LIMIT 1",
        (row["id"],),
    ).fetchone()
    answered = item is not None or row["baseline"] is not None
    item, cursor = (item, json.loads(row["cursor"])) if whole else (None, {})
    fails = row["failures"] and not row["network"]
    description = str(cursor.get("description", ""))
    return OwnPageRow(
        read=answered,
        failing_since=row["failing_since"] if fails else None,
        why=Failure.from_json(row["why"]) if fails else NO_FAILURE,
        title=(description or item["title"]) if item else "",
        text="\n".join((item["title"], description, item["text"])) if item else "",
        links=tuple(map(str, cursor.get("links", ()))),
        since=(item["edited"] or item["first_seen"]) if item else None,
    )


def result_text(db: sqlite3.Connection, item: int) -> tuple[str, str]:
    """Return the title and the text that a search showed of a result (its item), "" where the item was pruned."""
    row = db.execute("SELECT title, text FROM item WHERE id = ?", (item,)).fetchone()
    return (row[0], row[1]) if row else ("", "")


def mentions_before(db: sqlite3.Connection, name: str, end: int) -> list[MentionRow]:
    """Return the items that mention a name (its key) for sure and were kept before `end`, oldest first.

    What was already there when its source was first read counts on the day it was published; without a date only its
    author and outlet count, and `at` is 0.
    """
    rows = db.execute(
        """SELECT item.story, iif(match.baseline, coalesce(item.published, 0), match.at) AS at, match.baseline, item.url,
             item.author, item.outlet
           FROM match JOIN item ON item.id = match.item
           WHERE match.by = ? AND match.verdict = 'sure' AND match.at < ? ORDER BY match.at, match.id""",
        (str(By.name(name)), end),
    )
    return [MentionRow(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]
