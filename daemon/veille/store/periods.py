"""Reads of the past for a digest: what it has told, what closes soon, the usual counts, and earlier bylines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from veille.errors import failure
from veille.model import MessageKind, MessageState
from veille.store.facts import MatchRow
from veille.store.match_rows import CERTAIN, MATCH, match_row
from veille.store.sources import set_setting, setting

_DAY = 86400
MEMORY = (
    30 * _DAY
)  # for which a story is not told again, and a digest that was not sent is covered by a later one
AHEAD = _DAY  # by which a period may end in the future, once the clock was set back
_NOTED = "digests_noted"  # that there is a list of digests, which may be empty
SUPERSEDED = failure("the next digest covers it")


def stories_in_digests(
    db: sqlite3.Connection, digest: str, recipient: str, start: int, end: int
) -> set[tuple[int, str]]:
    """Return the (story, topic) pairs that this digest has told recipient in the 30 days before the period [start, end).

    Only messages count that are not dead or dropped, nor wait to be covered by this period.
    """
    rows = db.execute(
        f"""SELECT DISTINCT item.story, match.topic
           FROM period JOIN message ON message.kind = 'digest' AND message.name = period.digest
             AND message.recipient = :recipient AND message.created = period."end"
             AND message.state NOT IN ('dead', 'dropped')
             AND (period."end" <= :start OR message.state NOT IN ('pending', 'held') OR EXISTS(
               SELECT 1 FROM delivery WHERE delivery.message = message.id AND outcome = 'unknown'))
           JOIN match ON match.at >= iif(message.covers, message.covers, period.start)
             AND match.at < period."end" AND NOT match.baseline AND {CERTAIN}
           JOIN item ON item.id = match.item
           WHERE period.digest = :digest AND period."end" < :end AND match.at >= :since""",  # noqa: S608 - ours
        {"digest": digest, "recipient": recipient, "start": start, "end": end, "since": start - MEMORY},
    )
    return {(row[0], row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class RecordedDigest:
    """A digest that was seen in a configuration: since when, and to whom it goes."""

    since: int
    to: tuple[str, ...]


def recorded_digests(db: sqlite3.Connection) -> dict[str, RecordedDigest] | None:
    """Return the digests of the configuration as recorded last, by name; None if it never was."""
    if not setting(db, _NOTED):
        return None
    to: dict[str, list[str]] = {}
    for digest, recipient in db.execute(
        "SELECT digest, recipient FROM digest_recipient ORDER BY digest, place"
    ):
        to.setdefault(digest, []).append(recipient)
    rows = db.execute("SELECT name, since FROM digest")
    return {name: RecordedDigest(since, tuple(to.get(name, ()))) for name, since in rows}


def note_digests(db: sqlite3.Connection, digests: Mapping[str, RecordedDigest]) -> None:
    """Record the digests of the configuration, for `recorded_digests`."""
    db.execute("DELETE FROM digest_recipient")
    db.execute("DELETE FROM digest")
    db.executemany(
        "INSERT INTO digest(name, since) VALUES(?,?)",
        [(name, recorded.since) for name, recorded in digests.items()],
    )
    db.executemany(
        "INSERT INTO digest_recipient(digest, place, recipient) VALUES(?,?,?)",
        [
            (name, place, recipient)
            for name, recorded in digests.items()
            for place, recipient in enumerate(recorded.to)
        ],
    )
    set_setting(db, _NOTED, "1")


def rename_digest(db: sqlite3.Connection, old: str, new: str) -> None:
    """Give a digest's periods and messages to another name, which so goes on where they end."""
    db.execute("UPDATE OR REPLACE period SET digest = ? WHERE digest = ?", (new, old))
    db.execute("UPDATE message SET name = ? WHERE kind = 'digest' AND name = ?", (new, old))


def last_digest(db: sqlite3.Connection, digest: str, recipient: str, before: int) -> int | None:
    """Return when the last digest of this name was made for recipient, of those that did not die."""
    row = db.execute(
        """SELECT max(created) FROM message WHERE kind = 'digest' AND name = ? AND recipient = ? AND created < ?
             AND state NOT IN ('dead', 'dropped')""",
        (digest, recipient, before),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def stories_cut(db: sqlite3.Connection, digest: str, recipient: str) -> frozenset[int]:
    """Return the stories that close soon for which the last digest to recipient had no room."""
    rows = db.execute("SELECT story FROM digest_cut WHERE digest = ? AND recipient = ?", (digest, recipient))
    return frozenset(row[0] for row in rows)


def note_cut(db: sqlite3.Connection, digest: str, recipient: str, stories: Sequence[int]) -> None:
    """Note the stories that close soon for which a digest to recipient had no room."""
    db.execute("DELETE FROM digest_cut WHERE digest = ? AND recipient = ?", (digest, recipient))
    db.executemany(
        "INSERT OR IGNORE INTO digest_cut(digest, recipient, story) VALUES(?,?,?)",
        [(digest, recipient, story) for story in stories],
    )


def closing_between(db: sqlite3.Connection, first: str, last: str) -> list[MatchRow]:
    """Return the matches of items that close from `first` to `last` (ISO days) and are still there, soonest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE item.closes >= ? AND item.closes <= ? AND item.gone IS NULL AND {CERTAIN}
              ORDER BY item.closes, match.id""",
        (first, last),
    )
    return [match_row(row) for row in rows]


def first_matches(db: sqlite3.Connection, since: int, end: int) -> list[tuple[str, int, int]]:
    """Return (topic, story, when) of each story's first match in a topic in [since, end), baselines excepted."""
    rows = db.execute(
        f"""SELECT match.topic, item.story, min(match.at) FROM match JOIN item ON item.id = match.item
            WHERE NOT match.baseline AND {CERTAIN} AND match.at >= ? AND match.at < ?
            GROUP BY match.topic, item.story""",  # noqa: S608 - ours
        (since, end),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def note_topics(db: sqlite3.Connection, topics: Iterable[str], now: int) -> None:
    """Record since when each topic is watched, unless it is recorded already."""
    db.executemany("INSERT OR IGNORE INTO topic(name, since) VALUES(?,?)", [(topic, now) for topic in topics])


def topics_since(db: sqlite3.Connection) -> dict[str, int]:
    """Return since when each topic is watched: since it was recorded, or since its first match."""
    rows = db.execute(
        """SELECT topic, min(since) FROM (
             SELECT name AS topic, since FROM topic
             UNION ALL SELECT topic, min(at) FROM match GROUP BY topic) GROUP BY topic"""
    )
    return {row[0]: row[1] for row in rows}


def counts_by_topic(db: sqlite3.Connection, start: int, end: int) -> dict[str, int]:
    """Return how many items matched each topic in [start, end), baselines excepted.

    What was dated over a day before is left out: it is caught up, not news of the day.
    """
    rows = db.execute(
        f"""SELECT match.topic, count(DISTINCT match.item) FROM match JOIN item ON item.id = match.item
           WHERE NOT match.baseline AND {CERTAIN} AND match.at >= :start AND match.at < :end
             AND coalesce(item.published, item.first_seen) >= :start - :day GROUP BY match.topic""",  # noqa: S608 - ours
        {"start": start, "end": end, "day": _DAY},
    )
    return {row[0]: row[1] for row in rows}


def was_watching(db: sqlite3.Connection, start: int, end: int) -> bool:
    """Return whether anything was polled in [start, end); polls that changed nothing are counted by the hour."""
    row = db.execute(
        """SELECT EXISTS(SELECT 1 FROM item WHERE first_seen >= :start AND first_seen < :end)
             OR EXISTS(SELECT 1 FROM poll WHERE at >= :start AND at < :end)
             OR EXISTS(SELECT 1 FROM poll_count WHERE hour >= :start - 3599 AND hour < :end)""",
        {"start": start, "end": end},
    ).fetchone()
    return bool(row[0])


def bylines(
    db: sqlite3.Connection, start: int, end: int, topics: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Return (author, outlet) of each item matched in [start, end), of these topics (all if empty)."""
    rows = db.execute(
        f"""SELECT author, outlet FROM item WHERE id IN (
              SELECT item FROM match WHERE at >= ? AND at < ? AND NOT baseline AND {CERTAIN} {_of(topics)})
            ORDER BY id""",  # noqa: S608 - only question marks
        (start, end, *topics),
    )
    return [(row[0], row[1]) for row in rows]


def bylines_before(db: sqlite3.Connection, before: int, topics: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return each (author, outlet) of items matched before, baselines too, of these topics (all if empty)."""
    rows = db.execute(
        f"""SELECT DISTINCT author, outlet FROM item WHERE id IN (
              SELECT item FROM match WHERE at < ? AND {CERTAIN} {_of(topics)})""",  # noqa: S608 - only question marks
        (before, *topics),
    )
    return [(row[0], row[1]) for row in rows]


def was_made(db: sqlite3.Connection, key: str) -> bool:
    """Return whether a message of this key stands in the outbox, whatever became of it."""
    return db.execute("SELECT 1 FROM message WHERE key = ?", (key,)).fetchone() is not None


def messages_made(db: sqlite3.Connection, digest: str, created: int) -> list[dict[str, Any]]:
    """Return the messages of a digest that were made at an instant: id, recipient, state, why."""
    rows = db.execute(
        """SELECT id, recipient, state, sentence(why) AS why, message_id, attempts FROM message
           WHERE kind = 'digest' AND name = ? AND created = ? ORDER BY id""",
        (digest, created),
    )
    return [{**dict(row), "state": MessageState(row["state"])} for row in rows]


def last_made(db: sqlite3.Connection, kind: MessageKind, name: str, recipient: str, now: int) -> int | None:
    """Return when the last message of this kind and name was made for recipient."""
    row = db.execute(
        "SELECT max(created) FROM message WHERE kind = ? AND name = ? AND recipient = ? AND created <= ?",
        (kind, name, recipient, now + AHEAD),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def open_period(db: sqlite3.Connection, digest: str, start: int, end: int, now: int) -> bool:
    """Write down that a digest covers [start, end); False if one that ends there was written before."""
    return (
        db.execute(
            'INSERT OR IGNORE INTO period(digest, start, "end", at) VALUES(?,?,?,?)',
            (digest, start, end, now),
        ).rowcount
        == 1
    )


def last_period(db: sqlite3.Connection, digest: str, now: int) -> int | None:
    """Return the end of the last period that a digest covered."""
    row = db.execute(
        'SELECT max("end") FROM period WHERE digest = ? AND "end" <= ?', (digest, now + AHEAD)
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def uncovered(db: sqlite3.Connection, now: int) -> int:
    """Return now, or the end of the last period: a clock that stepped back must not put anything into one that left."""
    row = db.execute('SELECT max("end") FROM period WHERE "end" <= ?', (now + AHEAD,)).fetchone()
    return max(now, row[0] or 0)


def period_ahead(db: sqlite3.Connection, now: int) -> int | None:
    """Return the end of a period that the clock, wrong by more than a day, wrote; it counts for nothing until then."""
    row = db.execute('SELECT max("end") FROM period WHERE "end" > ?', (now + AHEAD,)).fetchone()
    return int(row[0]) if row[0] is not None else None


def uncovered_since(db: sqlite3.Connection, digest: str, recipient: str, start: int) -> int:
    """Return the start of what the next digest to recipient must cover: start, or earlier where the last ones never came.

    One that died never came, nor has one that waits, unless it may have arrived: that one is sent under its own name,
    and is covered by a later digest only once it died.
    """
    rows = db.execute(
        """SELECT message.covers, iif(message.covers, message.covers, period.start) AS start, message.state,
             message.why = ? AS superseded, EXISTS(SELECT 1 FROM delivery
               WHERE delivery.message = message.id AND (outcome = 'unknown' OR ended IS NULL)) AS unknown
           FROM message JOIN period ON period.digest = message.name AND period."end" = message.created
           WHERE message.kind = 'digest' AND message.name = ? AND message.recipient = ?
             AND message.created > ? AND message.created <= ?
           ORDER BY message.created DESC""",
        (SUPERSEDED.to_json(), digest, recipient, start - MEMORY, start),
    )
    covered: int | None = None  # by later ones, from then on
    for row in rows:
        waits = row["state"] in (MessageState.PENDING, MessageState.HELD) and not row["unknown"]
        if (
            waits
            or row["state"] == MessageState.DEAD
            or (row["state"] == MessageState.DROPPED and row["superseded"])
        ):
            if covered is None or row["start"] < covered:
                start = min(start, row["start"])
        elif not row["covers"]:  # of a version that did not record it: it covered what was before it
            break
        else:
            covered = row["start"] if covered is None else min(covered, row["start"])
    return start


def supersede_digests(db: sqlite3.Connection, digest: str, recipient: str, since: int, now: int) -> int:
    """Drop the waiting digests of this name to recipient made in (since, now): the next one covers them; return how many."""
    return db.execute(
        """UPDATE message SET state = 'dropped', why = ?
           WHERE kind = 'digest' AND name = ? AND recipient = ? AND state IN ('pending', 'held')
             AND created > ? AND created < ?
             AND NOT EXISTS(SELECT 1 FROM delivery WHERE delivery.message = message.id AND outcome = 'unknown')""",
        (SUPERSEDED.to_json(), digest, recipient, since, now),
    ).rowcount


def _of(topics: Iterable[str]) -> str:
    marks = ",".join("?" for _ in topics)
    return f"AND topic IN ({marks})" if marks else ""
