"""Ranked answers to searches for names, as rows: where each result stood, who refused, and what moved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from veille.errors import failures_from_json, failures_to_json
from veille.model import By, MarkValue, Moved, Verdict
from veille.names.first_page import Movement, RankedAnswer, RankedResult, ResultOwner, owner_of
from veille.store.facts import MovementRow, RankedSearch
from veille.text.urls import page_key

_TOLD_FOR = 90 * 86400


def add_answer(
    db: sqlite3.Connection,
    source: int,
    name: str,
    engine: str,
    answer: RankedAnswer,
) -> None:
    """Keep a ranked answer to the search for a name (its key), or a refusal."""
    answered = sorted({engine for result in answer.results for engine in result.engines})
    row = db.execute(
        "INSERT INTO answer(source, name, engine, at, answered, refused) VALUES(?,?,?,?,?,?) RETURNING id",
        (
            source,
            name,
            engine,
            answer.at,
            json.dumps(answered, ensure_ascii=False),
            failures_to_json(answer.refused),
        ),
    ).fetchone()
    db.executemany(
        "INSERT OR IGNORE INTO position(answer, place, key, item, url, title, engines) VALUES(?,?,?,?,?,?,?)",
        [
            (
                row[0],
                result.place,
                result.key,
                result.item,
                result.url,
                result.title,
                json.dumps(result.engines, ensure_ascii=False),
            )
            for result in answer.results
        ],
    )


def repeat_answer(db: sqlite3.Connection, source: int, now: int) -> None:
    """Note that a search was answered just as the last time that it was."""
    last = db.execute(
        """SELECT id FROM answer WHERE source = ? AND EXISTS(SELECT 1 FROM position WHERE answer = answer.id)
           ORDER BY id DESC LIMIT 1""",
        (source,),
    ).fetchone()
    if last is None:
        return
    row = db.execute(
        """INSERT INTO answer(source, name, engine, at, answered, refused)
           SELECT source, name, engine, ?, answered, refused FROM answer WHERE id = ? RETURNING id""",
        (now, last[0]),
    ).fetchone()
    db.execute(
        """INSERT INTO position(answer, place, key, item, url, title, engines)
           SELECT ?, place, key, item, url, title, engines FROM position WHERE answer = ?""",
        (row[0], last[0]),
    )


def searches(db: sqlite3.Connection, name: str) -> list[RankedSearch]:
    """Return the sources that gave ranked answers for a name, those still watched first."""
    rows = db.execute(
        """SELECT DISTINCT answer.source, source.name, answer.engine FROM answer
           JOIN source ON source.id = answer.source WHERE answer.name = ?
           ORDER BY source.removed IS NOT NULL, answer.source""",
        (name,),
    )
    return [RankedSearch(*row) for row in rows]


def answers(db: sqlite3.Connection, source: int, since: int, until: int) -> list[RankedAnswer]:
    """Return the answers of a source in [since, until), refusals too, newest first."""
    rows = db.execute(
        "SELECT id, at, refused FROM answer WHERE source = ? AND at >= ? AND at < ? ORDER BY id DESC",
        (source, since, until),
    ).fetchall()
    places: dict[int, list[RankedResult]] = {row["id"]: [] for row in rows}
    position_rows = db.execute(
        """SELECT position.* FROM position JOIN answer ON answer.id = position.answer
           WHERE answer.source = ? AND answer.at >= ? AND answer.at < ? ORDER BY answer.id, place""",
        (source, since, until),
    )
    for row in position_rows:
        result = RankedResult(
            row["key"], row["place"], row["url"], row["title"], row["item"], tuple(json.loads(row["engines"]))
        )
        places[row["answer"]].append(result)
    return [
        RankedAnswer(row["at"], tuple(places[row["id"]]), failures_from_json(row["refused"])) for row in rows
    ]


def engines(db: sqlite3.Connection, source: int, since: int, until: int) -> dict[str, tuple[int, int]]:
    """Return how often each engine of a source's searches in [since, until) answered, and how often it refused."""
    counts: dict[str, list[int]] = {}
    rows = db.execute(
        "SELECT answered, refused FROM answer WHERE source = ? AND at >= ? AND at < ?", (source, since, until)
    )
    for answered, refused in rows:
        for engine in json.loads(answered):
            counts.setdefault(engine, [0, 0])[0] += 1
        for engine in json.loads(refused):
            counts.setdefault(engine, [0, 0])[1] += 1
    return {engine: (yes, no) for engine, (yes, no) in sorted(counts.items())}


def standings(
    db: sqlite3.Connection, name: str, mine: Sequence[str], results: Iterable[RankedResult]
) -> dict[bytes, ResultOwner]:
    """Return whose each result is, by its key: by its address, else by its mark, else by the verdict on its item."""
    ranked = list(results)
    marks, verdicts = marked_addresses(db, name), verdicts_of(db, name, [result.item for result in ranked])
    return {result.key: owner_of(result, mine, marks, verdicts) for result in ranked}


def marked_addresses(db: sqlite3.Connection, name: str) -> dict[bytes, MarkValue]:
    """Return the marks for a name (its key) by keys of addresses: YES or NO."""
    rows = db.execute(
        "SELECT url, value FROM mark WHERE name = ? AND value IN ('yes', 'no') ORDER BY id", (name,)
    )
    return {page_key(row["url"]): MarkValue(row["value"]) for row in rows}


def verdicts_of(db: sqlite3.Connection, name: str, items: Iterable[int]) -> dict[int, Verdict]:
    """Return the verdicts on these items' mentions of a name (its key), by item."""
    rows = db.execute(
        """SELECT item, verdict FROM match
           WHERE by = ? AND item IN (SELECT value FROM json_each(?))""",
        (str(By.name(name)), json.dumps(list(set(items)))),
    )
    return {row[0]: Verdict(row[1]) for row in rows}


def add_movements(
    db: sqlite3.Connection, source: int, name: str, moved: Iterable[Movement], now: int
) -> None:
    """Store movements that are to be notified."""
    db.executemany(
        """INSERT INTO movement(source, name, at, kind, place, was, key, item, url, title)
           VALUES(?,?,?,?,?,?,?,?,?,?)""",
        [
            (source, name, now, movement.kind, movement.place, movement.was, movement.result.key,
             movement.result.item, movement.result.url, movement.result.title)
            for movement in moved
        ],
    )  # fmt: skip


def last_moved(db: sqlite3.Connection, name: str, now: int) -> dict[tuple[Moved, bytes], int]:
    """Return when each kind of movement of each result of a name was last noted, in the last 90 days."""
    rows = db.execute(
        "SELECT kind, key, max(at) FROM movement WHERE name = ? AND at >= ? GROUP BY kind, key",
        (name, now - _TOLD_FOR),
    )
    return {(Moved(row[0]), row[1]): row[2] for row in rows}


def unsent_movements(db: sqlite3.Connection) -> list[MovementRow]:
    """Return what moved and is in no message yet, oldest first."""
    rows = db.execute(
        """SELECT movement.id, source.name AS source,
             (SELECT engine FROM answer WHERE answer.source = movement.source ORDER BY id DESC LIMIT 1) AS engine,
             movement.name, at, movement.kind, place, was, item, url, movement.title
           FROM movement JOIN source ON source.id = movement.source WHERE movement.told IS NULL ORDER BY movement.id"""
    )
    return [MovementRow(**{**dict(row), "kind": Moved(row["kind"])}) for row in rows]


def record_movements_notified(db: sqlite3.Connection, movements: Iterable[int], now: int) -> None:
    db.executemany("UPDATE movement SET told = ? WHERE id = ?", [(now, movement) for movement in movements])
