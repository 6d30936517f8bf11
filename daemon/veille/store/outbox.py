"""The outbox as rows: what is owed becomes a message, a message is leased, and each delivery is written down."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from veille.errors import NO_FAILURE, Failure, failure, sentence
from veille.model import DeliveryOutcome, MessageKind, MessageState
from veille.store import periods
from veille.store.recipients import ACCOUNT

LONGEST_WAIT = 3600  # seconds between two tries
_TRIED_AGAIN = failure("interrupted in the middle of a send; tried again with the same Message-ID")
LEASE = 300  # seconds after which a lease is taken for that of a process that died


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message decided upon: `key` keeps it from being made twice, `message_id` is its name for good."""

    kind: MessageKind
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
    why: Failure = NO_FAILURE
    covers: int = 0  # of a digest: the start of what it covers, which may be before its own period
    picture: bytes | None = None  # a PNG that the HTML shows


@dataclass(frozen=True, slots=True)
class Message:
    """A message leased to be sent."""

    id: int
    kind: MessageKind
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
    picture: bytes | None = None


def add_message(db: sqlite3.Connection, new: NewMessage, *, now: int, owed: Iterable[int] = ()) -> int | None:
    """Put a message, which covers these owed rows, in the outbox and return its id; None if its key was there already."""
    row = db.execute(
        """INSERT INTO message(kind, name, recipient, key, message_id, topic, subject, text, html, chat, page, state,
             created, not_before, expires, urgent, why, covers, picture)
           VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
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
            MessageState.HELD if new.not_before > now else MessageState.PENDING,
            now,
            new.not_before or now,
            new.expires,
            new.urgent,
            new.why.to_json(),
            new.covers,
            new.picture,
        ),
    ).fetchone()
    if row is None:
        return None
    number = int(row[0])
    db.executemany(
        "UPDATE owed SET message = ? WHERE id = ? AND message IS NULL",
        [(number, owed_id) for owed_id in owed],
    )
    return number


def free_leases(
    db: sqlite3.Connection, now: int, *, living: Collection[str] = (), at_start: bool = False
) -> int:
    """Give back leases that ran out, or all `at_start`; return how many.

    How those sends ended is unknown, so they are tried again. Recipients in `living` have a worker that still
    holds its lease.
    """
    rows = [
        row
        for row in db.execute(
            "SELECT id, recipient FROM message WHERE state = 'leased' AND (? OR lease_until <= ?)",
            (at_start, now),
        ).fetchall()
        if row["recipient"] not in living
    ]
    for row in rows:
        db.execute(
            """UPDATE message SET state = 'pending', lease_until = NULL, not_before = ?,
                 why = ? WHERE id = ?""",
            (now, _TRIED_AGAIN.to_json(), row["id"]),
        )
        db.execute(
            """UPDATE delivery SET ended = ?, outcome = 'unknown', why = ?
               WHERE message = ? AND ended IS NULL""",
            (now, failure("interrupted").to_json(), row["id"]),
        )
    return len(rows)


# What a person sends by hand is tried even while its recipient rests; all else waits. A rest that begins in the
# future was recorded before the clock was set back, and is over.
# Nor does a try that failed wait longer than that: what waits longer was put off before the clock was set back.
_READY_AT = f"""max(
  iif(state = 'pending' AND not_before > :now + {LONGEST_WAIT}, :now, not_before),
  iif(kind = 'say', 0, coalesce((SELECT rests_until FROM recipient
    WHERE recipient.name = message.recipient AND rests_from <= :now AND rests_until > :now), 0)))"""  # noqa: S608 - ours
_HEEDS_QUIET = "(NOT urgent AND kind IN ('alert', 'health'))"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The messages of a recipient that wait, or of these those that wait for quiet hours to end, too."""

    recipient: str
    ready_at: int  # the first of them, but for quiet hours: now past, or when a try is due or the recipient's rest ends
    heeds_quiet: bool


def waiting_messages(db: sqlite3.Connection, now: int) -> list[Waiting]:
    """Return for whom messages wait to be sent, and from when on the first of each may."""
    rows = db.execute(
        f"""SELECT recipient, min({_READY_AT}), {_HEEDS_QUIET} AS heeds_quiet FROM message
            WHERE state IN ('pending', 'held') GROUP BY recipient, heeds_quiet""",  # noqa: S608 - ours
        {"now": now},
    )
    return [Waiting(recipient, int(ready_at), bool(heeds_quiet)) for recipient, ready_at, heeds_quiet in rows]


def lease(db: sqlite3.Connection, recipient: str, now: int, *, quiet: bool = False) -> Message | None:
    """Lease the oldest ready message of recipient, alerts first, and open its delivery.

    In `quiet` hours what can wait does: alerts that are not urgent, and health notes.
    """
    row = db.execute(
        f"""SELECT * FROM message WHERE recipient = :recipient AND state IN ('pending', 'held')
              AND {_READY_AT} <= :now AND NOT (:quiet AND {_HEEDS_QUIET})
            ORDER BY kind IN ('digest', 'first'), created, id LIMIT 1""",  # noqa: S608 - ours
        {"recipient": recipient, "now": now, "quiet": quiet},
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
        kind=MessageKind(row["kind"]),
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
        picture=row["picture"],
    )


def settle(
    db: sqlite3.Connection,
    message: int,
    *,
    state: MessageState,
    outcome: DeliveryOutcome,
    why: Failure,
    now: int,
    not_before: int = 0,
) -> None:
    """Write down how a delivery ended: `state` is sent, pending (to be tried at not_before) or dead (since not_before).

    A death belongs to the next digest, even if the clock was set back to before the last.
    """
    db.execute(
        "UPDATE delivery SET ended = ?, outcome = ?, why = ? WHERE message = ? AND ended IS NULL",
        (now, outcome, why.to_json(), message),
    )
    db.execute(
        """UPDATE message SET state = ?, lease_until = NULL, why = ?, not_before = ?,
             sent = iif(? = 'sent', ?, sent) WHERE id = ?""",
        (
            state,
            why.to_json(),
            not_before or (periods.uncovered(db, now) if state is MessageState.DEAD else now),
            state,
            now,
            message,
        ),
    )


def retry_messages(db: sqlite3.Connection, ids: Sequence[int], now: int) -> int:
    """Make messages pending again that are dead, dropped or waiting; return how many. Empty ids: all the dead."""
    expires = now + 48 * 3600
    if ids:
        marks = ",".join("?" * len(ids))
        where, values = f"id IN ({marks}) AND state IN ('dead', 'dropped', 'pending', 'held')", tuple(ids)
    else:
        where, values = "state = 'dead'", ()
    db.execute(
        f"UPDATE recipient SET rests_until = 0 WHERE name IN (SELECT recipient FROM message WHERE {where})",  # noqa: S608 - ours
        values,
    )
    return db.execute(
        f"UPDATE message SET state = 'pending', not_before = ?, expires = max(expires, ?) WHERE {where}",  # noqa: S608 - ours
        (now, expires, *values),
    ).rowcount


def drop_messages(db: sqlite3.Connection, ids: Sequence[int], now: int) -> int:
    """Give up messages that are not sent; return how many."""
    marks = ",".join("?" * len(ids))
    return db.execute(
        f"""UPDATE message SET state = 'dropped', why = ?
            WHERE id IN ({marks}) AND state IN ('dead', 'pending', 'held')""",  # noqa: S608 - only question marks
        (failure("dropped by hand").to_json(), *ids),
    ).rowcount


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many messages did not leave for a recipient, and why."""

    recipient: str
    messages: int
    why: str


def unsent_since(db: sqlite3.Connection, since: int) -> list[Unsent]:
    """Return for whom a message tried or made since did not leave: refused, or the recipient rests since a refusal."""
    rows = db.execute(
        """SELECT message.recipient, count(*) AS number, CASE
             WHEN message.state = 'leased' THEN 'the send is still under way'
             WHEN message.why <> '' THEN message.why ELSE coalesce(nullif(resting.why, ''), account.why, '') END AS reason
           FROM message
           LEFT JOIN recipient AS resting ON resting.name = message.recipient AND resting.rests_until > :since
           LEFT JOIN recipient AS account ON account.name = :account AND account.failures > 0
             AND message.recipient LIKE '%@%'
           WHERE message.state IN ('pending', 'leased', 'dead') AND (
             EXISTS(SELECT 1 FROM delivery WHERE delivery.message = message.id AND delivery.at >= :since)
             OR (message.state = 'dead' AND message.not_before >= :since)
             OR (message.created >= :since AND coalesce(resting.name, account.name) IS NOT NULL))
           GROUP BY message.recipient, reason ORDER BY min(message.id)""",
        {"since": since, "account": ACCOUNT},
    )
    return [Unsent(recipient, number, sentence(why)) for recipient, number, why in rows]
