"""The outbox as rows: what is owed becomes a message, a message is leased, and each delivery is written down."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MEMORY = 30 * 86400  # seconds for which a digest that was not told is told by a later one
LEASE = 300  # seconds after which a lease is taken for that of a process that died


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message decided upon: `key` keeps it from being made twice, `message_id` is its name for good."""

    kind: str  # alert, digest, first, health, say
    name: str  # the digest's name, the failing source's; else ""
    recipient: str
    key: str
    message_id: str
    subject: str
    text: str
    html: str
    chat: Sequence[str]
    topic: str = ""
    page: str = ""
    not_before: int = 0
    expires: int = 0
    urgent: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message leased to be sent."""

    id: int
    kind: str
    name: str
    recipient: str
    message_id: str
    topic: str
    subject: str
    text: str
    html: str
    chat: tuple[str, ...]
    page: str
    created: int
    expires: int
    attempts: int


def add_message(db: sqlite3.Connection, new: NewMessage, *, now: int, owed: Iterable[int] = ()) -> int | None:
    """Put a message in the outbox and say which owed rows it covers; None if its key was there already."""
    row = db.execute(
        """INSERT INTO message(kind, name, recipient, key, message_id, topic, subject, text, html, chat, page, state,
             created, not_before, expires, urgent, why) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
           ON CONFLICT(key) DO NOTHING RETURNING id""",
        (
            new.kind,
            new.name,
            new.recipient,
            new.key,
            new.message_id,
            new.topic,
            new.subject,
            new.text,
            new.html,
            json.dumps(list(new.chat), ensure_ascii=False),
            new.page,
            "held" if new.not_before > now else "pending",
            now,
            new.not_before or now,
            new.expires,
            new.urgent,
            new.why,
        ),
    ).fetchone()
    if row is None:
        return None
    number = int(row[0])
    db.executemany(
        "UPDATE owed SET message = ? WHERE id = ? AND message IS NULL", [(number, one) for one in owed]
    )
    return number


def free_leases(db: sqlite3.Connection, now: int, *, all_of_them: bool) -> int:
    """Give back leases that ran out, or all at start: how those sends ended is unknown, so they are tried again."""
    rows = db.execute(
        "SELECT id FROM message WHERE state = 'leased' AND (? OR lease_until <= ?)", (all_of_them, now)
    ).fetchall()
    for row in rows:
        db.execute(
            """UPDATE message SET state = 'pending', lease_until = NULL, not_before = ?,
                 why = 'interrupted in the middle of a send; tried again with the same Message-ID' WHERE id = ?""",
            (now, row["id"]),
        )
        db.execute(
            """UPDATE delivery SET ended = ?, outcome = 'unknown', why = 'interrupted'
               WHERE message = ? AND ended IS NULL""",
            (now, row["id"]),
        )
    return len(rows)


READY = "state IN ('pending', 'held') AND not_before <= ?"


def ready_recipients(db: sqlite3.Connection, now: int) -> list[str]:
    """Return the recipients that have a message ready to be sent."""
    return [row[0] for row in db.execute(f"SELECT DISTINCT recipient FROM message WHERE {READY}", (now,))]  # noqa: S608 - ours


def next_ready(db: sqlite3.Connection) -> int | None:
    """Return when the next message becomes ready, or None."""
    row = db.execute("SELECT min(not_before) FROM message WHERE state IN ('pending', 'held')").fetchone()
    return int(row[0]) if row[0] is not None else None


def lease(db: sqlite3.Connection, recipient: str, now: int, *, quiet: bool = False) -> Message | None:
    """Lease the oldest ready message of recipient, alerts first, and open its delivery.

    In `quiet` hours what can wait does: alerts that are not urgent, and health notes.
    """
    row = db.execute(
        f"""SELECT * FROM message WHERE recipient = ? AND {READY}
              AND (urgent OR NOT ? OR kind NOT IN ('alert', 'health'))
            ORDER BY kind IN ('digest', 'first'), created, id LIMIT 1""",  # noqa: S608 - ours
        (recipient, now, quiet),
    ).fetchone()
    if row is None:
        return None
    db.execute(
        "UPDATE message SET state = 'leased', lease_until = ?, attempts = attempts + 1 WHERE id = ?",
        (now + LEASE, row["id"]),
    )
    db.execute(
        "INSERT INTO delivery(message, at, outcome) VALUES(?,?,'')",
        (row["id"], now),
    )
    return Message(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        recipient=row["recipient"],
        message_id=row["message_id"],
        topic=row["topic"],
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        chat=tuple(json.loads(row["chat"])),
        page=row["page"],
        created=row["created"],
        expires=row["expires"],
        attempts=row["attempts"] + 1,
    )


def settle(
    db: sqlite3.Connection, message: int, *, state: str, outcome: str, why: str, now: int, not_before: int = 0
) -> None:
    """Write down how a delivery ended: `state` is sent, pending (to be tried at not_before) or dead (since not_before)."""
    db.execute(
        "UPDATE delivery SET ended = ?, outcome = ?, why = ? WHERE message = ? AND ended IS NULL",
        (now, outcome, why, message),
    )
    db.execute(
        """UPDATE message SET state = ?, lease_until = NULL, why = ?, not_before = ?,
             sent = iif(? = 'sent', ?, sent) WHERE id = ?""",
        (state, why, not_before or now, state, now, message),
    )


def retry_messages(db: sqlite3.Connection, ids: Sequence[int], now: int) -> int:
    """Make messages pending again that are dead, dropped or waiting; return how many. Empty ids: all the dead."""
    expires = now + 48 * 3600
    if ids:
        marks = ",".join("?" * len(ids))
        where, values = f"id IN ({marks}) AND state IN ('dead', 'dropped', 'pending', 'held')", tuple(ids)
    else:
        where, values = "state = 'dead'", ()
    return db.execute(
        f"UPDATE message SET state = 'pending', not_before = ?, expires = max(expires, ?) WHERE {where}",  # noqa: S608 - ours
        (now, expires, *values),
    ).rowcount


def drop_messages(db: sqlite3.Connection, ids: Sequence[int], now: int) -> int:
    """Give up messages that are not sent; return how many."""
    marks = ",".join("?" * len(ids))
    return db.execute(
        f"""UPDATE message SET state = 'dropped', why = 'dropped by hand'
            WHERE id IN ({marks}) AND state IN ('dead', 'pending', 'held')""",  # noqa: S608 - only question marks
        tuple(ids),
    ).rowcount


@dataclass(frozen=True, slots=True)
class Waiting:
    """An owed row that no message covers yet."""

    id: int
    by: str
    item: int
    at: int


def owed_recipients(db: sqlite3.Connection) -> list[str]:
    """Return who is owed something that no message covers yet."""
    return [
        row[0]
        for row in db.execute("SELECT DISTINCT recipient FROM owed WHERE message IS NULL AND NOT deferred")
    ]


def waiting(db: sqlite3.Connection, recipient: str) -> list[Waiting]:
    """Return what recipient is owed and no message covers yet, oldest first."""
    rows = db.execute(
        """SELECT owed.id, match.by, match.item, owed.at FROM owed JOIN match ON match.id = owed.match
           WHERE owed.recipient = ? AND owed.message IS NULL AND NOT owed.deferred ORDER BY owed.id""",
        (recipient,),
    )
    return [Waiting(*row) for row in rows]


def alerted_since(db: sqlite3.Connection, recipient: str, since: int) -> dict[str, list[int]]:
    """Return when each rule or source had something put into an alert to recipient, oldest first."""
    rows = db.execute(
        """SELECT match.by, message.created FROM owed JOIN match ON match.id = owed.match
           JOIN message ON message.id = owed.message
           WHERE owed.recipient = ? AND message.created >= ? ORDER BY message.created""",
        (recipient, since),
    )
    found: dict[str, list[int]] = {}
    for by, at in rows:
        found.setdefault(by, []).append(at)
    return found


def defer(db: sqlite3.Connection, owed: Iterable[int], now: int) -> None:
    """Leave owed rows to the digest: too many, of which an alert tells only the number."""
    db.executemany("UPDATE owed SET deferred = ? WHERE id = ?", [(now, one) for one in owed])


def deferred_since(db: sqlite3.Connection, recipient: str, since: int) -> int:
    """Return how many rows were left to the digest after since."""
    row = db.execute(
        "SELECT count(*) FROM owed WHERE recipient = ? AND deferred > ?", (recipient, since)
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class Pause:
    """Alerts of a rule ("all": everything) are held back from `since` until `until`."""

    rule: str
    since: int
    until: int


def pauses(db: sqlite3.Connection, since: int) -> list[Pause]:
    """Return the pauses that end after since."""
    return [
        Pause(*row) for row in db.execute("SELECT rule, since, until FROM pause WHERE until > ?", (since,))
    ]


def pause(db: sqlite3.Connection, rule: str, now: int, until: int) -> None:
    """Hold a rule's alerts back until then; until now ends a pause."""
    db.execute(
        """INSERT INTO pause(rule, since, until) VALUES(?,?,?)
           ON CONFLICT(rule) DO UPDATE SET until = excluded.until,
             since = iif(until > excluded.since, since, excluded.since)""",
        (rule, now, until),
    )


def last_alert(db: sqlite3.Connection, recipient: str) -> int | None:
    """Return when the last alert to recipient was made."""
    row = db.execute(
        "SELECT max(created) FROM message WHERE kind = 'alert' AND recipient = ?", (recipient,)
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def last_made(db: sqlite3.Connection, kind: str, name: str, recipient: str) -> int | None:
    """Return when the last message of this kind and name was made for recipient."""
    row = db.execute(
        "SELECT max(created) FROM message WHERE kind = ? AND name = ? AND recipient = ?",
        (kind, name, recipient),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def note_recipient(db: sqlite3.Connection, name: str, *, ok: bool, why: str, now: int) -> None:
    """Note that a delivery to a recipient worked or failed."""
    if ok:
        db.execute(
            "UPDATE recipient SET failures = 0, failing_since = NULL, why = '' WHERE name = ? AND failures > 0",
            (name,),
        )
    else:
        db.execute(
            """INSERT INTO recipient(name, failures, failing_since, why) VALUES(?,1,?,?)
               ON CONFLICT(name) DO UPDATE SET failures = failures + 1,
                 failing_since = coalesce(failing_since, excluded.failing_since), why = excluded.why""",
            (name, now, why),
        )


@dataclass(frozen=True, slots=True)
class Trouble:
    """A recipient to be told of: it cannot be reached since `since`, or (`over`) can be again."""

    name: str
    since: int
    why: str
    failures: int
    over: bool


def troubled_recipients(db: sqlite3.Connection, now: int) -> list[Trouble]:
    """Return the recipients whose trouble is to be told: a message died, or three tries failed in an hour; or it is over."""
    rows = db.execute(
        """SELECT name, failing_since, why, failures, told FROM recipient
           WHERE (failures = 0 AND told IS NOT NULL)
              OR (told IS NULL AND failures > 0 AND (
                   (failures >= 3 AND failing_since <= ?)
                   OR EXISTS(SELECT 1 FROM message WHERE message.recipient = recipient.name AND state = 'dead'
                             AND created >= failing_since - 60)))""",
        (now - 3600,),
    )
    return [
        Trouble(
            row["name"],
            row["failing_since"] or row["told"],
            row["why"],
            row["failures"],
            row["failures"] == 0,
        )
        for row in rows
    ]


def note_told(db: sqlite3.Connection, name: str, told: int | None) -> None:
    """Note since when a recipient's trouble is told, or that it is over."""
    db.execute("UPDATE recipient SET told = ? WHERE name = ?", (told, name))


def open_period(db: sqlite3.Connection, digest: str, start: int, end: int, now: int) -> bool:
    """Write down that a digest covers [start, end); False if one that ends there was written before."""
    return (
        db.execute(
            'INSERT OR IGNORE INTO period(digest, start, "end", at) VALUES(?,?,?,?)',
            (digest, start, end, now),
        ).rowcount
        == 1
    )


def last_period(db: sqlite3.Connection, digest: str) -> int | None:
    """Return the end of the last period that a digest covered."""
    row = db.execute('SELECT max("end") FROM period WHERE digest = ?', (digest,)).fetchone()
    return int(row[0]) if row[0] is not None else None


SUPERSEDED = "the next digest covers it"


def uncovered_since(db: sqlite3.Connection, digest: str, recipient: str, start: int) -> int:
    """Return from when the next digest must tell recipient: start, or before, where the last ones were not told.

    One that died was not told, nor one that waits, unless it may have arrived: that one is sent under its own name.
    """
    rows = db.execute(
        """SELECT period.start, message.state, message.why = ? AS superseded, EXISTS(SELECT 1 FROM delivery
             WHERE delivery.message = message.id AND (outcome = 'unknown' OR ended IS NULL)) AS unknown
           FROM message JOIN period ON period.digest = message.name AND period."end" = message.created
           WHERE message.kind = 'digest' AND message.name = ? AND message.recipient = ? AND message.created > ?
           ORDER BY message.created DESC""",
        (SUPERSEDED, digest, recipient, start - MEMORY),
    )
    for row in rows:
        waits = row["state"] in ("pending", "held") and not row["unknown"]
        if not (waits or row["state"] == "dead" or (row["state"] == "dropped" and row["superseded"])):
            break
        start = min(start, row["start"])
    return start


def supersede_digests(db: sqlite3.Connection, digest: str, recipient: str, since: int, now: int) -> int:
    """Drop the waiting digests of this name to recipient made in (since, now): the next one covers them; return how many."""
    return db.execute(
        """UPDATE message SET state = 'dropped', why = ?
           WHERE kind = 'digest' AND name = ? AND recipient = ? AND state IN ('pending', 'held')
             AND created > ? AND created < ?
             AND NOT EXISTS(SELECT 1 FROM delivery WHERE delivery.message = message.id AND outcome = 'unknown')""",
        (SUPERSEDED, digest, recipient, since, now),
    ).rowcount
