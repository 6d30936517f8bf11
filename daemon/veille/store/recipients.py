"""Recipients as rows: the health of each, and the outages to be notified."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from veille.errors import Failure, failure
from veille.model import DeliveryOutcome
from veille.store.facts import RecipientOutage

ACCOUNT = "[mail]"  # stands among the recipients for the account by which all mails leave


def note_sent(db: sqlite3.Connection, name: str) -> None:
    """Note that a recipient was reached."""
    db.execute(
        """UPDATE recipient SET failures = 0, failing_since = NULL, why = '', rests_until = 0
           WHERE name = ? AND (failures > 0 OR rests_until > 0)""",
        (name,),
    )


def note_failed(db: sqlite3.Connection, name: str, *, why: Failure, now: int, rests_until: int) -> None:
    """Note that a recipient was not reached, and until when it is left in peace (0: not at all)."""
    db.execute(
        """INSERT INTO recipient(name, failures, failing_since, why, rests_from, rests_until) VALUES(?,1,?,?,?,?)
           ON CONFLICT(name) DO UPDATE SET failures = failures + 1,
             rests_from = excluded.rests_from, rests_until = excluded.rests_until,
             failing_since = coalesce(failing_since, excluded.failing_since), why = excluded.why""",
        (name, now, why.to_json(), now, rests_until),
    )


def troubled_recipients(db: sqlite3.Connection, now: int) -> list[RecipientOutage]:
    """Return the outages to be notified: a message died, or three attempts failed in an hour; or it is over.

    A message's death counts by its hour (its not_before), for it may have been made long before the outage. The
    account's is notified at its first refusal: until a person does something, nobody is reached by mail.
    """
    rows = db.execute(
        """SELECT name, failing_since, why, failures, told,
             (SELECT delivery.outcome FROM delivery JOIN message ON message.id = delivery.message
              WHERE message.recipient = recipient.name AND message.kind != 'say'
              ORDER BY delivery.id DESC LIMIT 1) AS last
           FROM recipient
           WHERE (failures = 0 AND told IS NOT NULL)
              OR (told IS NULL AND failures > 0 AND (
                   name = ? OR (failures >= 3 AND failing_since <= ?)
                   OR EXISTS(SELECT 1 FROM message WHERE message.recipient = recipient.name AND state = 'dead'
                             AND not_before >= failing_since)))""",
        (ACCOUNT, now - 3600),
    )
    return [
        RecipientOutage(
            row["name"],
            row["failing_since"] or row["told"],
            Failure.from_json(row["why"]),
            row["failures"],
            row["failures"] == 0,
            account=row["name"] == ACCOUNT,
            refused=row["last"] == DeliveryOutcome.PERMANENT,
        )
        for row in rows
    ]


def record_outage_notified(db: sqlite3.Connection, name: str, since: int | None) -> None:
    """Record since when an outage that was notified lasts, or (None) that it is over."""
    db.execute("UPDATE recipient SET told = ? WHERE name = ?", (since, name))


# Recipients that the configuration names no longer: nothing more is sent to them, nor reported of them.

UNNAMED = failure("no longer in the configuration")


def forget_unnamed(db: sqlite3.Connection, named: Collection[str], now: int) -> int:
    """Drop what waits for recipients that are not among `named`, except what a person sent; return how many messages.

    Alerts still owed to them are never made, and the outage is forgotten.
    """
    named_json = json.dumps(list(named))
    dropped = db.execute(
        """UPDATE message SET state = 'dropped', why = ? WHERE state IN ('pending', 'held') AND kind != 'say'
             AND recipient NOT IN (SELECT value FROM json_each(?))""",
        (UNNAMED.to_json(), named_json),
    ).rowcount
    db.execute(
        """UPDATE owed SET deferred = ? WHERE message IS NULL AND NOT deferred
             AND recipient NOT IN (SELECT value FROM json_each(?))""",
        (now, named_json),
    )
    db.execute(
        "DELETE FROM recipient WHERE name != ? AND name NOT IN (SELECT value FROM json_each(?))",
        (ACCOUNT, named_json),
    )
    return dropped
