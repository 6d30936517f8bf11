"""What moved on a name's first page becomes an alert: one message a name and recipient for all that moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from veille.config.model import Config
from veille.letters.moves import moves_letter
from veille.model import By, MessageKind, Name
from veille.post.write import write
from veille.store import outbox, owed, positions
from veille.store.facts import MovementRow


def make_place_alerts(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Make an alert of what moved for each name that alerts and is not paused; return how many messages.

    What moved for the other names stands in their report alone, and is recorded as notified.
    """
    unsent: dict[str, list[MovementRow]] = {}
    for row in positions.unsent_movements(db):
        unsent.setdefault(row.name, []).append(row)
    if not unsent:
        return 0
    paused = owed.pauses(db, int(now))
    made = 0
    for key, rows in unsent.items():
        name = config.names.get(key)
        if name is not None and name.alert:
            if any(pause.holds(By.name(key)) for pause in paused):
                continue
            made += sum(_alert(db, config, name, rows, recipient, now) for recipient in config.alert)
        positions.record_movements_notified(db, [row.id for row in rows], int(now))
    return made


def _alert(
    db: sqlite3.Connection,
    config: Config,
    name: Name,
    rows: Sequence[MovementRow],
    recipient: str,
    now: float,
) -> bool:
    letter = moves_letter(name, rows, config, recipient, now)
    # A movement is in one message alone, so the first of them names it.
    key = f"place:{rows[0].id}:{recipient}"
    message = write(
        config, letter, kind=MessageKind.ALERT, recipient=recipient, key=key, now=now, topic=name.topic
    )
    return outbox.add_message(db, message, now=int(now)) is not None
