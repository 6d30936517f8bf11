"""The marks that a person gave items: yes and no for a name, picked, noise, a note; and what is learnt from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from veille.model import By, Clue, MarkValue, Mention, Verdict
from veille.names.learning import Learnt, Marked, host_of, words_of
from veille.names.reasons import Why
from veille.store import periods
from veille.store.match_rows import clues_json
from veille.store.sources import set_setting, setting

_CHANGED = "marks_changed"  # how often what is learnt from changed
OPPOSITE = {
    MarkValue.YES: MarkValue.NO,
    MarkValue.NO: MarkValue.YES,
    MarkValue.PICK: MarkValue.NOISE,
    MarkValue.NOISE: MarkValue.PICK,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it was kept. `name` is empty but for YES and NO."""

    item: int
    name: str
    value: MarkValue
    note: str
    at: int
    url: str


def add_mark(
    db: sqlite3.Connection, item: int, value: MarkValue, *, now: int, name: str = "", note: str = ""
) -> bool:
    """Store a person's mark of an item, in place of its opposite; return whether it is new.

    YES and NO also settle the verdict on the item's mention of that name, and are learnt from. The item must exist.
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
        _settle(db, item, name, yes=value is MarkValue.YES, now=now)
        note_change(db)
    return True


def remove_marks(db: sqlite3.Connection, item: int, name: str = "") -> int:
    """Remove the marks of an item (for a name, or in general); return how many there were."""
    if name:
        note_change(db)
    return db.execute("DELETE FROM mark WHERE item = ? AND name = ?", (item, name)).rowcount


def marks(db: sqlite3.Connection, *, name: str = "", item: int = 0, since: int = 0) -> list[Mark]:
    """Return the marks made since, newest first; of a name, or of an item, where one is given."""
    rows = db.execute(
        """SELECT item, name, value, note, at, url FROM mark
           WHERE at >= :since AND (:name = '' OR name = :name) AND (:item = 0 OR item = :item)
           ORDER BY at DESC, id DESC""",
        {"since": since, "name": name, "item": item},
    )
    return [Mark(row[0], row[1], MarkValue(row[2]), *row[3:]) for row in rows]


def changes(db: sqlite3.Connection) -> int:
    """Return a number that grows whenever what is learnt from marks changes."""
    return int(setting(db, _CHANGED) or 0)


def note_change(db: sqlite3.Connection) -> None:
    """Count a change of what is learnt from marks: the ids of marks can't show it, as they are used again."""
    set_setting(db, _CHANGED, str(changes(db) + 1))


def marked_verdicts(db: sqlite3.Connection, items: Iterable[int]) -> dict[tuple[int, str], bool]:
    """Return the verdicts that a person gave: (item, name) → whether the mention is of that name."""
    rows = db.execute(
        """SELECT item, name, value FROM mark
           WHERE value IN ('yes', 'no') AND name != '' AND item IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(items)),),
    )
    return {(row[0], row[1]): row[2] == MarkValue.YES for row in rows}


def learnt(db: sqlite3.Connection) -> dict[str, Learnt]:
    """Return what was learnt from all marks of each name, by the name's key."""
    by_name: dict[str, list[Marked]] = {}
    for row in db.execute("SELECT name, value, words, host FROM mark WHERE name != '' ORDER BY id"):
        words = tuple(json.loads(row["words"]))
        by_name.setdefault(row["name"], []).append(Marked(row["value"] == MarkValue.YES, words, row["host"]))
    return {name: Learnt(marked) for name, marked in by_name.items()}


def with_marks(
    db: sqlite3.Connection, items: Sequence[int], mentions: Sequence[Sequence[Mention]]
) -> Sequence[Sequence[Mention]]:
    """Return the mentions in each of these items (0: one that is new) as a person settled them."""
    with_mentions = [
        item for item, item_mentions in zip(items, mentions, strict=True) if item and item_mentions
    ]
    marked = marked_verdicts(db, with_mentions) if with_mentions else {}
    if not marked:
        return mentions
    return [
        [
            _settled(mention, marked[item, mention.name]) if (item, mention.name) in marked else mention
            for mention in item_mentions
        ]
        for item, item_mentions in zip(items, mentions, strict=True)
    ]


def _settled(mention: Mention, yes: bool) -> Mention:
    verdict, likely, clues = _marked_verdict(yes)
    return replace(mention, verdict=verdict, likely=likely, clues=clues)


def _marked_verdict(yes: bool) -> tuple[Verdict, float, tuple[Clue, ...]]:
    return (
        Verdict.SURE if yes else Verdict.HOMONYM,
        float(yes),
        (Clue(Why.MARKED, (str(MarkValue.YES if yes else MarkValue.NO),)),),
    )


def _settle(db: sqlite3.Connection, item: int, name: str, *, yes: bool, now: int) -> None:
    """Give an item's mention of a name the verdict of a person's mark; one confirmed is news of the next digest."""
    verdict, likely, clues = _marked_verdict(yes)
    if not yes:
        # An owed row counts as an alert of its story: one that is never sent must not keep the next from leaving.
        db.execute(
            "DELETE FROM owed WHERE message IS NULL AND match = (SELECT id FROM match WHERE item = ? AND by = ?)",
            (item, str(By.name(name))),
        )
    db.execute(
        """UPDATE match SET at = iif(verdict != 'sure' AND :verdict = 'sure' AND NOT baseline, :now, at),
             verdict = :verdict, likely = :likely, clues = :clues WHERE item = :item AND by = :by""",
        {
            "verdict": verdict, "likely": likely, "clues": clues_json(clues), "item": item,
            "now": periods.uncovered(db, now), "by": str(By.name(name)),
        },
    )  # fmt: skip
