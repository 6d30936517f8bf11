"""What is owed and not yet a message: its recipients, what was alerted already, and what is paused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from veille.model import By
from veille.store import periods
from veille.store.facts import OwedRow, Pause, UpcomingAlert
from veille.store.match_rows import CERTAIN


def owed_recipients(db: sqlite3.Connection) -> list[str]:
    """Return who is owed something that no message covers yet."""
    return [
        row[0]
        for row in db.execute("SELECT DISTINCT recipient FROM owed WHERE message IS NULL AND NOT deferred")
    ]


def waiting(db: sqlite3.Connection, recipient: str) -> list[OwedRow]:
    """Return what recipient is owed and no message covers yet, oldest first."""
    rows = db.execute(
        f"""SELECT owed.id, match.by, match.item, owed.at FROM owed JOIN match ON match.id = owed.match
           WHERE owed.recipient = ? AND owed.message IS NULL AND NOT owed.deferred AND {CERTAIN}
           ORDER BY owed.id""",  # noqa: S608 - ours
        (recipient,),
    )
    return [OwedRow(row[0], By.parse(row[1]), row[2], row[3]) for row in rows]


def upcoming_alerts(db: sqlite3.Connection, recipient: str, now: int) -> list[UpcomingAlert]:
    """Return the stories whose alert to recipient is not sent yet, whether it is a message already or not."""
    rows = db.execute(
        f"""SELECT owed.story, match.topic, match.by, message.id IS NULL AS waits
           FROM owed JOIN match ON match.id = owed.match LEFT JOIN message ON message.id = owed.message
           WHERE owed.recipient = ? AND {CERTAIN}
             AND iif(message.id IS NULL, NOT owed.deferred, message.state IN ('held', 'pending', 'leased'))""",  # noqa: S608 - ours
        (recipient,),
    )
    paused = pauses(db, now)
    return [
        UpcomingAlert(story, topic, bool(waits) and any(pause.holds(By.parse(by)) for pause in paused))
        for story, topic, by, waits in rows
    ]


def alerted_since(db: sqlite3.Connection, recipient: str, since: int) -> dict[By, list[int]]:
    """Return when each rule, name or source had something put into an alert to recipient, oldest first."""
    rows = db.execute(
        """SELECT match.by, message.created FROM owed JOIN match ON match.id = owed.match
           JOIN message ON message.id = owed.message
           WHERE owed.recipient = ? AND message.created >= ? ORDER BY message.created""",
        (recipient, since),
    )
    alerted: dict[By, list[int]] = {}
    for by, at in rows:
        alerted.setdefault(By.parse(by), []).append(at)
    return alerted


def defer(db: sqlite3.Connection, owed: Iterable[int], now: int) -> None:
    """Leave owed rows to the digest: there are too many, and an alert only counts them."""
    at = periods.uncovered(db, now)
    db.executemany("UPDATE owed SET deferred = ? WHERE id = ?", [(at, owed_id) for owed_id in owed])


def deferred_rows(db: sqlite3.Connection, recipient: str, found_by: Iterable[By]) -> int:
    """Return how many rows of these rules, names and sources were left to the next digest.

    They are counted since the last digest to recipient, and of each rule since the last alert that has a match of it.
    """
    row = db.execute(
        """WITH letter(at) AS (SELECT coalesce(max(created), 1) FROM message
             WHERE kind = 'digest' AND recipient = :recipient AND state NOT IN ('dead', 'dropped')),
           told(by, at) AS (SELECT match.by, max(message.created) FROM message JOIN owed ON owed.message = message.id
             JOIN match ON match.id = owed.match, letter
             WHERE message.recipient = :recipient AND message.created >= letter.at GROUP BY match.by)
           SELECT count(*) FROM letter, owed JOIN match ON match.id = owed.match LEFT JOIN told ON told.by = match.by
           WHERE owed.recipient = :recipient AND match.by IN (SELECT value FROM json_each(:by))
             AND owed.deferred >= letter.at AND owed.deferred > coalesce(told.at, 0)""",
        {"recipient": recipient, "by": json.dumps([str(by) for by in found_by])},
    ).fetchone()
    return int(row[0])


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
    """Return when the last alert of owed rows was made for recipient; alerts of spikes (by their key) don't count."""
    row = db.execute(
        "SELECT max(created) FROM message WHERE kind = 'alert' AND key GLOB 'alert:*' AND recipient = ?",
        (recipient,),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None
