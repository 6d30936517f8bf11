"""Recipients that the configuration names no longer: nothing more is sent to them, nor told of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from veille.store.recipients import ACCOUNT

UNNAMED = "no longer in the configuration"


def forget_unnamed(db: sqlite3.Connection, named: Collection[str], now: int) -> int:
    """Drop what waits for recipients that are not among `named`, but what a person said; return how many messages.

    Alerts still owed to them are never made, and the trouble that there was in reaching them is forgotten.
    """
    known = json.dumps(list(named))
    dropped = db.execute(
        """UPDATE message SET state = 'dropped', why = ? WHERE state IN ('pending', 'held') AND kind != 'say'
             AND recipient NOT IN (SELECT value FROM json_each(?))""",
        (UNNAMED, known),
    ).rowcount
    db.execute(
        """UPDATE owed SET deferred = ? WHERE message IS NULL AND NOT deferred
             AND recipient NOT IN (SELECT value FROM json_each(?))""",
        (now, known),
    )
    db.execute(
        "DELETE FROM recipient WHERE name != ? AND name NOT IN (SELECT value FROM json_each(?))",
        (ACCOUNT, known),
    )
    return dropped
