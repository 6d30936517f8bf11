"""Stored mentions of names: those in doubt, those set aside, and since when a name is watched."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from veille.model import By, Name, Verdict
from veille.store.facts import MatchRow, Watched
from veille.store.items import note_used
from veille.store.marks import note_change
from veille.store.match_rows import MATCH, match_row
from veille.store.sources import rename_source
from veille.text.fold import plain

# Stored mentions: those in doubt, and those set aside as a namesake's.


def doubts_between(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the mentions in doubt first kept in [start, end), surest first, baselines excepted, one a story and name.

    Not those of stories that were shown as doubts before, or that mention the name for sure in another copy.
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
    doubts: dict[tuple[int, By], MatchRow] = {}
    for row in map(match_row, rows):
        doubts.setdefault((row.story, row.by), row)
    return list(doubts.values())


def doubts_of(db: sqlite3.Connection, items: Sequence[int]) -> list[MatchRow]:
    """Return the mentions in doubt of these items."""
    rows = db.execute(
        MATCH.format(owed="NULL")  # noqa: S608 - ours
        + "WHERE match.verdict = 'unsure' AND match.item IN (SELECT value FROM json_each(?)) ORDER BY match.id",
        (json.dumps(list(items)),),
    )
    return [match_row(row) for row in rows]


def homonyms_between(db: sqlite3.Connection, start: int, end: int) -> dict[str, int]:
    """Return how many stories kept in [start, end) were set aside as a homonym's, by name (its key)."""
    rows = db.execute(
        """SELECT by, count(DISTINCT item.story) FROM match JOIN item ON item.id = match.item
           WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND match.verdict = 'homonym'
           GROUP BY by ORDER BY by""",
        (start, end),
    )
    return {By.parse(row[0]).key: row[1] for row in rows}


def stories_of(db: sqlite3.Connection, name: str) -> dict[Verdict, int]:
    """Return how many stories mention a name (its key), by verdict: each story once, by the surest of its copies."""
    rows = db.execute(
        """SELECT verdict, count(*) FROM (
             SELECT iif(max(verdict = 'sure'), 'sure', iif(max(verdict = 'unsure'), 'unsure', 'homonym')) AS verdict
             FROM match JOIN item ON item.id = match.item WHERE by = ? GROUP BY item.story)
           GROUP BY verdict""",
        (str(By.name(name)),),
    )
    return {Verdict(row[0]): row[1] for row in rows}


def authors_of(db: sqlite3.Connection, name: str) -> list[tuple[int, str]]:
    """Return each (story, author) of items that mention a name for sure and have an author."""
    rows = db.execute(
        """SELECT DISTINCT item.story, author FROM match JOIN item ON item.id = match.item
           WHERE by = ? AND verdict = 'sure' AND author != ''""",
        (str(By.name(name)),),
    )
    return [(row[0], row[1]) for row in rows]


def mentions_between(
    db: sqlite3.Connection, start: int, end: int, verdict: Verdict, *, name: str = ""
) -> list[MatchRow]:
    """Return the mentions first kept in [start, end) with this verdict, baselines excepted, surest first.

    Of one name (its key), or of all.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")
        + """WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND match.verdict = ?
               AND (? = '' OR match.by = ?) ORDER BY match.likely DESC, match.id""",
        (start, end, verdict, name, str(By.name(name))),
    )
    return [match_row(row) for row in rows]


def mentions_of(
    db: sqlite3.Connection, name: str, *, since: int = 0, verdict: Verdict | None = None, limit: int = 50
) -> list[MatchRow]:
    """Return the mentions of a name (its key) dated since, newest first, baselines too; of one verdict, or of all."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + """WHERE match.by = ? AND coalesce(item.published, item.first_seen) >= ?
               AND (? IS NULL OR match.verdict = ?) ORDER BY dated DESC, match.id DESC LIMIT ?""",
        (str(By.name(name)), since, verdict, verdict, limit),
    )
    return [match_row(row) for row in rows]


def mention_in(db: sqlite3.Connection, name: str, item: int) -> MatchRow | None:
    """Return the mention of a name (its key) in an item, None where there is none."""
    row = db.execute(
        MATCH.format(owed="NULL") + "WHERE match.by = ? AND match.item = ?", (str(By.name(name)), item)
    ).fetchone()
    return match_row(row) if row is not None else None


def in_baseline(db: sqlite3.Connection, match: int) -> bool:
    """Return whether a match was there when the watch began, on its source or on its name."""
    return bool(db.execute("SELECT baseline FROM match WHERE id = ?", (match,)).fetchone()[0])


def remove_unsent(db: sqlite3.Connection, item: int, by: By) -> None:
    """Remove a match and its owed rows, unless it is in a message."""
    row = db.execute("SELECT id FROM match WHERE item = ? AND by = ?", (item, str(by))).fetchone()
    if row is not None:
        db.execute("DELETE FROM owed WHERE match = ? AND message IS NULL", (row[0],))
        db.execute(
            "DELETE FROM match WHERE id = :id AND NOT EXISTS(SELECT 1 FROM owed WHERE match = :id)",
            {"id": row[0]},
        )


def mentioning(db: sqlite3.Connection, items: Sequence[int], groups: Sequence[str]) -> set[int]:
    """Return those of these items that mention a name of one of these tables for sure."""
    rows = db.execute(
        """SELECT item, by FROM match WHERE verdict = 'sure' AND item IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(items)),),
    )
    tables = tuple(f"{By.name(group)}/" for group in groups)
    return {row[0] for row in rows if f"{row[1]}/".startswith(tables)}


def counts_of(db: sqlite3.Connection, since: int = 0) -> dict[str, dict[Verdict, int]]:
    """Return how many mentions kept since each name (its key) has of each verdict."""
    counts: dict[str, dict[Verdict, int]] = {}
    rows = db.execute(
        """SELECT by, verdict, count(*) FROM match WHERE by GLOB ? AND at >= ?
           GROUP BY by, verdict""",
        (str(By.name("*")), since),
    )
    for by, verdict, count in rows:
        counts.setdefault(By.parse(by).key, {})[Verdict(verdict)] = count
    return counts


def sync_names(db: sqlite3.Connection, names: Mapping[str, Name], now: int) -> None:
    """Record which names (by key) are watched.

    One that left is forgotten here alone: its mentions, marks and positions stay. One that came while another of the
    same spelling left was renamed, and goes on as it was. One that is spelled again, or in more forms, begins again.
    """
    there = {row["key"]: row for row in db.execute("SELECT * FROM name")}
    for old, new in _renamed(there, names):
        _rename(db, old, new)
        there[new] = there.pop(old)
    for key, name in names.items():
        forms = _forms(name)
        if key not in there:
            db.execute(
                "INSERT INTO name(key, spelled, forms, added) VALUES(?,?,?,?)",
                (key, plain(name.name), forms, now),
            )
        elif there[key]["forms"] != forms:
            db.execute(
                "UPDATE name SET spelled = ?, forms = ?, added = ?, recalled = NULL, told = NULL WHERE key = ?",
                (plain(name.name), forms, now, key),
            )
    db.executemany("DELETE FROM name WHERE key = ?", [(key,) for key in there if key not in names])


def _forms(name: Name) -> str:
    """Return a hash of everything that a name is looked for by."""
    identifying = [name.company, plain(name.name), sorted(map(plain, name.also)), name.orcid]
    return hashlib.sha256(json.dumps(identifying).encode()).hexdigest()


def _renamed(there: Mapping[str, sqlite3.Row], names: Mapping[str, Name]) -> list[tuple[str, str]]:
    """Return the (old, new) keys of names whose table was renamed."""
    left = {row["spelled"]: key for key, row in there.items() if key not in names}
    came = [(plain(name.name), key) for key, name in names.items() if key not in there]
    return [(left.pop(spelled), key) for spelled, key in came if spelled in left]


def _rename(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let all that is kept of a name, and the sources that were made from it, go by its new key."""
    db.execute("UPDATE OR IGNORE match SET by = ? WHERE by = ?", (str(By.name(new)), str(By.name(old))))
    for table, column in (("answer", "name"), ("movement", "name"), ("mark", "name"), ("pause", "rule")):
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (new, old))  # noqa: S608 - ours
    db.execute("UPDATE name SET key = ? WHERE key = ?", (new, old))
    note_change(db)
    taken = {row[0] for row in db.execute("SELECT name FROM source")}
    for source in sorted(taken):
        if source.startswith(f"{old}/") and (renamed := new + source[len(old) :]) not in taken:
            rename_source(db, source, renamed)


_WATCHED = "SELECT key, added, recalled, told AS announced_at FROM name "


def unannounced_names(db: sqlite3.Connection) -> list[Watched]:
    """Return the names whose first letter was not made yet, in the order in which they were added."""
    rows = db.execute(_WATCHED + "WHERE told IS NULL ORDER BY added, key")
    return [Watched(**dict(row)) for row in rows]


def note_recalled(db: sqlite3.Connection, names: Iterable[Watched], now: int) -> None:
    """Note that the archive was looked through for these names; not for one that began again meanwhile."""
    db.executemany(
        "UPDATE name SET recalled = ? WHERE key = ? AND added = ?",
        [(now, name.key, name.added) for name in names],
    )


def record_announced(db: sqlite3.Connection, key: str, now: int) -> None:
    """Record that a name's first letter, on what was already there, was made."""
    db.execute("UPDATE name SET told = ? WHERE key = ?", (now, key))


def kept_names(db: sqlite3.Connection) -> set[str]:
    """Return the names (their keys) of which anything is kept but mentions."""
    rows = db.execute(
        "SELECT key FROM name UNION SELECT name FROM answer UNION SELECT name FROM mark WHERE name != ''"
    )
    return {row[0] for row in rows}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed of a name."""

    mentions: int
    marks: int
    answers: int
    items: int


def forget_name(db: sqlite3.Connection, name: str) -> Forgotten:
    """Remove everything stored of a name: mentions, marks, positions, and the items of its own searches and pages.

    Items of other sources stay; their seen keys too, so that nothing becomes new. Messages that were sent stay as
    they were; those that were not leave without it.
    """
    prefix = f"{name}/"
    sources = [
        row[0]
        for row in db.execute("SELECT id FROM source WHERE substr(name, 1, ?) = ?", (len(prefix), prefix))
    ]
    of_sources = "SELECT value FROM json_each(?)"
    listed = f"[{','.join(map(str, sources))}]"
    answers = db.execute("SELECT count(*) FROM answer WHERE name = ?", (name,)).fetchone()[0]
    db.execute("DELETE FROM position WHERE answer IN (SELECT id FROM answer WHERE name = ?)", (name,))
    db.execute("DELETE FROM answer WHERE name = ?", (name,))
    _forget_messages(db, name, listed)
    db.execute("DELETE FROM movement WHERE name = ?", (name,))
    marks = db.execute("DELETE FROM mark WHERE name = ?", (name,)).rowcount
    items = [row[0] for row in db.execute(f"SELECT id FROM item WHERE source IN ({of_sources})", (listed,))]  # noqa: S608 - ours
    mentions = db.execute("SELECT count(*) FROM match WHERE by = ?", (str(By.name(name)),)).fetchone()[0]
    item_list = f"[{','.join(map(str, items))}]"
    for condition, value in (("by = ?", str(By.name(name))), (f"item IN ({of_sources})", item_list)):
        db.execute(f"DELETE FROM owed WHERE match IN (SELECT id FROM match WHERE {condition})", (value,))  # noqa: S608 - ours
        db.execute(f"DELETE FROM match WHERE {condition}", (value,))  # noqa: S608 - ours
    marks += remove_items(db, item_list)
    note_change(db)
    # Due at once: where the name is watched still, its first letter waits for them.
    db.execute(
        f"""UPDATE source SET cursor = '{{}}', baseline = NULL, last_poll = NULL, next_due = 0
            WHERE id IN ({of_sources})""",  # noqa: S608 - ours
        (listed,),
    )
    db.execute(f"DELETE FROM validators WHERE source IN ({of_sources})", (listed,))  # noqa: S608 - ours
    db.execute("DELETE FROM name WHERE key = ?", (name,))
    return Forgotten(int(mentions), marks, int(answers), len(items))


def _forget_messages(db: sqlite3.Connection, name: str, sources: str) -> None:
    """Remove the unsent alerts and letters of a name; whatever else was in them will be in the next ones.

    `sources` is a JSON list of the sources whose items go with it.
    """
    about = [
        (row[0], row[1])
        for row in db.execute(
            """SELECT DISTINCT message.id, message.state IN ('pending', 'held') FROM message
               WHERE id IN (SELECT owed.message FROM owed JOIN match ON match.id = owed.match
                   JOIN item ON item.id = match.item
                   WHERE match.by = :by OR item.source IN (SELECT value FROM json_each(:sources)))
                 OR EXISTS(SELECT 1 FROM movement WHERE movement.name = :name
                   AND message.key = 'place:' || movement.id || ':' || message.recipient)
                 OR (kind = 'first' AND substr(key, 1, length(:name) + 7) = 'names:' || :name || ':')""",
            {"name": name, "by": str(By.name(name)), "sources": sources},
        )
    ]
    waiting = [(message,) for message, waits in about if waits]
    db.executemany("UPDATE owed SET message = NULL WHERE message = ?", waiting)
    db.executemany(
        "UPDATE name SET told = NULL WHERE told = (SELECT created FROM message WHERE id = ?)", waiting
    )
    db.executemany("DELETE FROM delivery WHERE message = ?", waiting)
    db.executemany("DELETE FROM message WHERE id = ?", waiting)
    # Keys are made of ids of rows, which SQLite gives again once those rows are removed.
    db.executemany(
        "UPDATE message SET key = key || ':forgotten:' || id WHERE id = ?",
        [(message,) for message, waits in about if not waits],
    )


def remove_items(db: sqlite3.Connection, listed: str) -> int:
    """Remove items (a JSON list of numbers) with their entries in the index, seen keys and marks.

    Return how many marks there were.
    """
    chosen = "SELECT value FROM json_each(?)"
    # SQLite removes a row from an external-content index by the values that were indexed.
    db.execute(
        f"""INSERT INTO item_fts(item_fts, rowid, title, text)
            SELECT 'delete', id, title, text FROM folded WHERE id IN ({chosen})""",  # noqa: S608 - ours
        (listed,),
    )
    db.execute(f"DELETE FROM seen WHERE item IN ({chosen})", (listed,))  # noqa: S608 - ours
    for table in ("position", "movement"):
        db.execute(f"UPDATE {table} SET item = 0 WHERE item IN ({chosen})", (listed,))  # noqa: S608 - ours
    note_used(db)
    db.execute(f"DELETE FROM item WHERE id IN ({chosen})", (listed,))  # noqa: S608 - ours
    return db.execute(f"DELETE FROM mark WHERE item IN ({chosen})", (listed,)).rowcount  # noqa: S608 - ours
