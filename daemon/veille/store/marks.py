"""What a person said of items: yes and no for a name, picked, noise, a note; and what is learnt from it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from veille.match.learnt import Learnt, Marked, host_of, words_of
from veille.model import Clue, Verdict
from veille.store import periods
from veille.store.clues import clues_json

OPPOSITE = {"yes": "no", "no": "yes", "pick": "noise", "noise": "pick"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it was kept. `name` is empty but for "yes" and "no"."""

    item: int
    name: str
    value: str
    note: str
    at: int
    url: str


def add_mark(
    db: sqlite3.Connection, item: int, value: str, *, now: int, name: str = "", note: str = ""
) -> bool:
    """Keep what a person said of an item, in place of its opposite; return whether that is new.

    "yes" and "no" also settle who is meant by the item's mention of that name, and are learnt from. The item must
    exist.
    """
    row = db.execute("SELECT title, text, url FROM item WHERE id = ?", (item,)).fetchone()
    if value in OPPOSITE:
        db.execute(
            "DELETE FROM mark WHERE item = ? AND name = ? AND value = ?", (item, name, OPPOSITE[value])
        )
    before = db.execute(
        "SELECT note FROM mark WHERE item = ? AND name = ? AND value = ?", (item, name, value)
    ).fetchone()
    if before is not None and before[0] == note:
        return False
    words = words_of(row["title"], row["text"]) if name else ()
    db.execute(
        """INSERT INTO mark(item, name, value, note, at, url, host, words) VALUES(?,?,?,?,?,?,?,?)
           ON CONFLICT(item, name, value) DO UPDATE SET note = excluded.note, at = excluded.at""",
        (
            item,
            name,
            value,
            note,
            now,
            row["url"],
            host_of(row["url"]),
            json.dumps(words, ensure_ascii=False),
        ),
    )
    if name:
        _settle(db, item, name, yes=value == "yes", now=now)
    return True


def remove_marks(db: sqlite3.Connection, item: int, name: str = "") -> int:
    """Take back what was said of an item (for a name, or in general); return how many marks went."""
    return db.execute("DELETE FROM mark WHERE item = ? AND name = ?", (item, name)).rowcount


def marks(db: sqlite3.Connection, *, name: str = "", item: int = 0, since: int = 0) -> list[Mark]:
    """Return the marks made since, newest first; of a name, or of an item, where one is given."""
    rows = db.execute(
        """SELECT item, name, value, note, at, url FROM mark
           WHERE at >= ?1 AND (?2 = '' OR name = ?2) AND (?3 = 0 OR item = ?3) ORDER BY at DESC, id DESC""",
        (since, name, item),
    )
    return [Mark(*row) for row in rows]


def count_marks(db: sqlite3.Connection) -> tuple[int, int]:
    """Return two numbers that change whenever a mark that is learnt from does."""
    row = db.execute("SELECT count(*), coalesce(max(id), 0) FROM mark WHERE name != ''").fetchone()
    return int(row[0]), int(row[1])


def learnt(db: sqlite3.Connection) -> dict[str, Learnt]:
    """Return what was learnt of each name, from all its marks."""
    found: dict[str, list[Marked]] = {}
    for row in db.execute("SELECT name, value, words, host FROM mark WHERE name != '' ORDER BY id"):
        words = tuple(json.loads(row["words"]))
        found.setdefault(row["name"], []).append(Marked(row["value"] == "yes", words, row["host"]))
    return {name: Learnt(marked) for name, marked in found.items()}


def _settle(db: sqlite3.Connection, item: int, name: str, *, yes: bool, now: int) -> None:
    """Let an item's mention of a name be what a person says it is; one confirmed is news of the next digest."""
    verdict = Verdict.SURE if yes else Verdict.HOMONYM
    clues = clues_json((Clue("marked", ("yes" if yes else "no",)),))
    db.execute(
        """UPDATE match SET at = iif(verdict != 'sure' AND ?1 = 'sure' AND NOT baseline, ?5, at),
             verdict = ?1, likely = ?2, clues = ?3 WHERE item = ?4 AND by = ?6""",
        (verdict, float(yes), clues, item, periods.uncovered(db, now), f"name:{name}"),
    )
