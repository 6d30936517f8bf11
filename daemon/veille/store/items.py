"""Items and stories as rows; every function runs inside the writer's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from veille.model import FoldedBy, Item
from veille.store.sources import set_setting, setting
from veille.text.fold import folded

_MOST_PARAMETERS = 500
_USED = "items_used"  # the highest number of an item that was ever removed


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item kept before: 0 is one that was pruned, of which only the seen keys are left."""

    id: int
    hash: bytes
    story: int


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of a stored item; `published` is in UTC seconds, `ident` its id, as its source gives it."""

    title: str
    text: str
    published: int | None
    ident: str = ""
    url: str = ""


def seen(db: sqlite3.Connection, source: int, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return, for each key seen before, the item that it leads to (0 if that was pruned)."""
    unique = list(dict.fromkeys(keys))
    seen_items: dict[bytes, int] = {}
    for start in range(0, len(unique), _MOST_PARAMETERS):
        part = unique[start : start + _MOST_PARAMETERS]
        marks = ",".join("?" * len(part))
        rows = db.execute(
            f"SELECT key, coalesce(item, 0) FROM seen WHERE source = ? AND key IN ({marks})",  # noqa: S608 - only question marks
            (source, *part),
        )
        seen_items.update((row[0], row[1]) for row in rows)
    return seen_items


def stored_items(db: sqlite3.Connection, items: Iterable[int]) -> dict[int, StoredItem]:
    """Return the stored items with these ids, by id."""
    stored = {}
    for item in items:
        row = db.execute("SELECT id, hash, story FROM item WHERE id = ?", (item,)).fetchone()
        if row is not None:
            stored[item] = StoredItem(*row)
    return stored


def stored_texts(db: sqlite3.Connection, items: Iterable[int]) -> dict[int, StoredText]:
    """Return the texts of the stored items with these ids, by id."""
    stored = {}
    for item in items:
        row = db.execute(
            "SELECT title, text, published, ident, url FROM item WHERE id = ?", (item,)
        ).fetchone()
        if row is not None:
            stored[item] = StoredText(*row)
    return stored


@dataclass(frozen=True, slots=True)
class NewItem:
    """A new item as it is to be kept: its seen keys, its story and how it was folded (None when the story is new).

    `story_key` is the key of its canonical URL, if that identifies its story. `past` counts it as of the baseline.
    """

    id: int
    item: Item
    hash: bytes
    keys: Sequence[bytes]
    story: int
    how: FoldedBy | None
    story_key: bytes | None
    past: bool = False


def next_ids(db: sqlite3.Connection) -> tuple[int, int]:
    """Return the ids of the next item and of the next story; only the writer's transaction may rely on them.

    The number of an item that was removed is not used again: people and their messages know items by number.
    """
    row = db.execute(
        "SELECT coalesce(max(id), 0) + 1, (SELECT coalesce(max(id), 0) + 1 FROM story) FROM item"
    ).fetchone()
    return max(int(row[0]), int(setting(db, _USED) or 0) + 1), int(row[1])


def note_used(db: sqlite3.Connection) -> None:
    """Note which numbers of items are used, before some are removed."""
    set_setting(db, _USED, str(next_ids(db)[0] - 1))


def add_items(
    db: sqlite3.Connection, source: int, new: Sequence[NewItem], *, now: int, baseline: bool
) -> None:
    """Keep new items with their stories, their seen keys and their places in the index: a statement a table."""
    db.executemany(
        "INSERT INTO story(id, at) VALUES(?,?)",
        [(new_item.story, now) for new_item in new if not new_item.how],
    )
    db.executemany(
        """INSERT INTO item(id, source, story, ident, title, url, text, author, outlet, language, tags, facts, published,
             updated, closes, starts, position, hash, first_seen, baseline, folded_how)
           VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        [
            (
                new_item.id,
                source,
                new_item.story,
                new_item.item.id,
                new_item.item.title,
                new_item.item.url,
                new_item.item.text,
                new_item.item.author,
                new_item.item.outlet,
                new_item.item.language,
                json.dumps(new_item.item.tags, ensure_ascii=False) if new_item.item.tags else "[]",
                json.dumps(dict(new_item.item.facts), ensure_ascii=False) if new_item.item.facts else "{}",
                _seconds(new_item.item.published),
                _seconds(new_item.item.updated),
                str(new_item.item.closes) if new_item.item.closes else None,
                str(new_item.item.starts) if new_item.item.starts else None,
                new_item.item.position,
                new_item.hash,
                now,
                baseline or new_item.past,
                new_item.how or "",
            )
            for new_item in new
        ],
    )
    db.executemany(
        "INSERT INTO item_fts(rowid, title, text) VALUES(?,?,?)",
        [(new_item.id, folded(new_item.item.title), folded(new_item.item.text)) for new_item in new],
    )
    db.executemany(_SEEN, [(source, key, new_item.id) for new_item in new for key in new_item.keys])
    db.executemany(
        "INSERT OR IGNORE INTO story_key(key, story) VALUES(?,?)",
        [(new_item.story_key, new_item.story) for new_item in new if new_item.story_key is not None],
    )


_SEEN = "INSERT OR IGNORE INTO seen(source, key, item) VALUES(?,?,?)"


def remember(db: sqlite3.Connection, source: int, keys: Iterable[bytes], item: int) -> None:
    """Note keys as seen; a key seen before goes on leading to its first item."""
    db.executemany(_SEEN, [(source, key, item) for key in keys])


def replace_keys(
    db: sqlite3.Connection, source: int, old: Iterable[bytes], new: Iterable[bytes], item: int
) -> None:
    """Let an item be known by new keys for old ones, so that what changes at each poll does not pile up."""
    kept = set(new)
    db.executemany(
        "DELETE FROM seen WHERE source = ? AND key = ? AND item = ?",
        [(source, key, item) for key in old if key not in kept],
    )
    remember(db, source, kept, item)


def listed(db: sqlite3.Connection, source: int) -> set[int]:
    """Return the items that the last document of a source held."""
    return {row[0] for row in db.execute("SELECT item FROM listed WHERE source = ?", (source,))}


@dataclass(frozen=True, slots=True)
class ToldSpan:
    """The latest date that a source has told, none in the future; how many dated items its baseline held, the earliest."""

    newest: int | None
    dated: int
    earliest: int | None


def told_span(db: sqlite3.Connection, source: int, began: int) -> ToldSpan:
    """Return what the dates of a source's items span, whose watch began with a baseline kept at `began`."""
    row = db.execute(
        """SELECT max(min(published, first_seen)),
             count(published) FILTER (WHERE baseline AND first_seen = :began),
             min(published) FILTER (WHERE baseline AND first_seen = :began)
           FROM item WHERE source = :source""",
        {"source": source, "began": began},
    ).fetchone()
    return ToldSpan(*row)


def oldest(db: sqlite3.Connection, items: Iterable[int]) -> int | None:
    """Return the earliest date of these items (UTC seconds), None where none is dated."""
    row = db.execute(
        "SELECT min(published) FROM item WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(items)),),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def note_listed(db: sqlite3.Connection, source: int, before: Set[int], now: Set[int]) -> None:
    """Note the items that the last document of a source held; `before` are those noted."""
    db.executemany(
        "DELETE FROM listed WHERE source = ? AND item = ?", [(source, item) for item in before - now]
    )
    db.executemany(
        "INSERT OR IGNORE INTO listed(source, item) VALUES(?,?)", [(source, item) for item in now - before]
    )


def redirect(db: sqlite3.Connection, source: int, keys: Iterable[tuple[bytes, int]]) -> None:
    """Let keys seen before lead to other items from now on."""
    db.executemany(
        "UPDATE seen SET item = ? WHERE source = ? AND key = ?", [(item, source, key) for key, item in keys]
    )


def edit_item(db: sqlite3.Connection, number: int, item: Item, *, hash: bytes, now: int) -> None:
    """Update a kept item in place, and its place in the index."""
    old = db.execute("SELECT title, text FROM item WHERE id = ?", (number,)).fetchone()
    # SQLite removes a row from an external-content index by the values that were indexed.
    db.execute(
        "INSERT INTO item_fts(item_fts, rowid, title, text) VALUES('delete',?,?,?)",
        (number, folded(old["title"]), folded(old["text"])),
    )
    db.execute(
        """UPDATE item SET ident = ?, title = ?, url = ?, text = ?, author = ?, outlet = ?, tags = ?, facts = ?, updated = ?,
             closes = ?, starts = ?, position = ?, hash = ?, edited = ?, gone = NULL WHERE id = ?""",
        (
            item.id,
            item.title,
            item.url,
            item.text,
            item.author,
            item.outlet,
            json.dumps(item.tags, ensure_ascii=False),
            json.dumps(dict(item.facts), ensure_ascii=False),
            _seconds(item.updated),
            str(item.closes) if item.closes else None,
            str(item.starts) if item.starts else None,
            item.position,
            hash,
            now,
            number,
        ),
    )
    db.execute(
        "INSERT INTO item_fts(rowid, title, text) VALUES(?,?,?)",
        (number, folded(item.title), folded(item.text)),
    )


def is_rescheduled(db: sqlite3.Connection, number: int, item: Item) -> bool:
    """Return whether an edit reschedules an event: it was moved, called off, or is on again."""
    if item.starts is None:
        return False
    row = db.execute("SELECT starts, facts FROM item WHERE id = ?", (number,)).fetchone()
    kept = json.loads(row["facts"])
    return row["starts"] is not None and any(
        kept.get(label, "") != item.facts.get(label, "") for label in ("was", "state")
    )


def note_rescheduled(db: sqlite3.Connection, numbers: Iterable[int], now: int) -> None:
    """Note that these events were moved or called off."""
    db.executemany("UPDATE item SET rescheduled = ? WHERE id = ?", [(now, number) for number in numbers])


def move_item(db: sqlite3.Connection, number: int, item: Item) -> None:
    """Give a kept item the id, address and date that its source gives it now; one without a date keeps its own."""
    db.execute(
        "UPDATE item SET ident = ?, url = ?, published = coalesce(?, published) WHERE id = ?",
        (item.id, item.url, _seconds(item.published), number),
    )


def mark_gone(db: sqlite3.Connection, source: int, there: Iterable[int], now: int) -> int:
    """Mark as gone the items missing from a complete batch, unmark those that it holds again; return how many left."""
    db.execute("UPDATE source SET complete = 1 WHERE id = ? AND NOT complete", (source,))
    present = set(there)
    missing = [
        (now, row[0])
        for row in db.execute("SELECT id FROM item WHERE source = ? AND gone IS NULL", (source,))
        if row[0] not in present
    ]
    db.executemany("UPDATE item SET gone = ? WHERE id = ?", missing)
    db.executemany(
        "UPDATE item SET gone = NULL WHERE id = ? AND gone IS NOT NULL", [(item,) for item in present]
    )
    return len(missing)


def stories_of_keys(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Return the stories that keys of canonical URLs lead to, of whatever age."""
    stories: dict[bytes, int] = {}
    for start in range(0, len(keys), _MOST_PARAMETERS):
        part = keys[start : start + _MOST_PARAMETERS]
        marks = ",".join("?" * len(part))
        rows = db.execute(f"SELECT key, story FROM story_key WHERE key IN ({marks})", part)  # noqa: S608 - only question marks
        stories.update((row[0], row[1]) for row in rows)
    return stories


def titles_of_story(db: sqlite3.Connection, story: int, source: int) -> list[str]:
    """Return the titles that one source gave to a story."""
    return [
        row[0] for row in db.execute("SELECT title FROM item WHERE story = ? AND source = ?", (story, source))
    ]


def note_opening(db: sqlite3.Connection, key: bytes, story: int) -> None:
    """Record the key of an opening's story; where several have it, the newest counts."""
    db.execute(
        "INSERT INTO story_key(key, story) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET story = excluded.story",
        (key, story),
    )


def open_opening(db: sqlite3.Connection, key: bytes, source: int, since: int) -> int | None:
    """Return the story of an opening that only other sources have, and that was first seen since `since`."""
    row = db.execute(
        """SELECT story FROM story_key WHERE key = :key
             AND NOT EXISTS(SELECT 1 FROM item WHERE item.story = story_key.story AND item.source = :source)
             AND EXISTS(SELECT 1 FROM item WHERE item.story = story_key.story
                        AND item.first_seen >= :since)""",
        {"key": key, "source": source, "since": since},
    ).fetchone()
    return int(row[0]) if row is not None else None


def add_story_key(db: sqlite3.Connection, key: bytes, story: int) -> None:
    db.execute("INSERT OR IGNORE INTO story_key(key, story) VALUES(?,?)", (key, story))


def recent_titles(db: sqlite3.Connection, since: int) -> list[tuple[int, int, str, str, str, int]]:
    """Return (story, item, source, title, url, time) of the items dated or first seen since, oldest first."""
    rows = db.execute(
        """SELECT item.story, item.id, source.name, item.title, item.url, coalesce(item.published, item.first_seen)
           FROM item JOIN source ON source.id = item.source
           WHERE item.first_seen >= ? AND coalesce(item.published, item.first_seen) >= ? ORDER BY item.id""",
        (since, since),
    )
    return [tuple(row) for row in rows]


# The archive, read through: for what looks for a name in all that was kept.


@dataclass(frozen=True, slots=True)
class ArchivedItem:
    """An item of the archive; `named`: one of the requested texts stands in its title or text."""

    id: int
    story: int
    source: str
    title: str
    text: str
    author: str
    url: str
    named: bool = False


def items_with_words(db: sqlite3.Connection, fts: str, after: int, most: int) -> list[int]:
    """Return the numbers of the next items after one whose title or text meets an FTS5 expression of match.query."""
    rows = db.execute(
        "SELECT rowid FROM item_fts WHERE item_fts MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?",
        (fts, after, most),
    )
    return [int(row[0]) for row in rows]


def items_after(db: sqlite3.Connection, after: int, most: int, texts: Sequence[str]) -> list[ArchivedItem]:
    """Return the next items after one, each with whether one of `texts` stands in it as it is written."""
    rows = db.execute(
        """SELECT item.id, item.story, source.name, item.title, item.text, item.author, item.url,
             EXISTS(SELECT 1 FROM json_each(?) WHERE instr(item.title, value) OR instr(item.text, value))
           FROM item JOIN source ON source.id = item.source WHERE item.id > ? ORDER BY item.id LIMIT ?""",
        (json.dumps(list(texts)), after, most),
    )
    return [
        ArchivedItem(row[0], row[1], row[2], row[3], row[4], row[5], row[6], named=bool(row[7]))
        for row in rows
    ]


def kept_items(db: sqlite3.Connection, numbers: Sequence[int]) -> list[ArchivedItem]:
    """Return these items, oldest first."""
    rows = db.execute(
        """SELECT item.id, item.story, source.name, item.title, item.text, item.author, item.url
           FROM item JOIN source ON source.id = item.source
           WHERE item.id IN (SELECT value FROM json_each(?)) ORDER BY item.id""",
        (json.dumps(list(numbers)),),
    )
    return [ArchivedItem(*row) for row in rows]


def item_at(db: sqlite3.Connection, source: int, url: str) -> int:
    """Return the number of the newest item of a source at an address, 0 where there is none."""
    row = db.execute(
        "SELECT id FROM item WHERE url = ? AND source = ? ORDER BY id DESC LIMIT 1", (url, source)
    ).fetchone()
    return int(row[0]) if row else 0


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment is not None else None
