"""Makes the health notes on what fails and works again: to `health`, and never through what they are about."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from veille.config.model import Config
from veille.letters.health import Notice, moved_note, outage_note, recipient_note
from veille.letters.letter import HealthNote
from veille.model import HealthKind, MessageKind
from veille.post.write import write
from veille.store import outbox, recipients
from veille.store.match_rows import source_yield
from veille.store.sources import moved_for_a_week, record_move_notified


def make_health(
    db: sqlite3.Connection,
    config: Config,
    note: HealthNote,
    now: float,
    *,
    reached: Callable[[str], bool] | None = None,
) -> int:
    """Make the messages of a health note to everyone in `health`; return how many.

    Where it is about a recipient, it goes to those that `reached` allows, and if that is none, to one other.
    """
    to = [recipient for recipient in config.health if reached is None or reached(recipient)]
    if not to and reached is not None:
        others = (*config.to, *config.alert, *config.channels)
        to = [other for other in dict.fromkeys(others) if reached(other)][:1]
    made = 0
    for recipient in to:
        over = "over" if note.over else "since"
        key = f"health:{note.kind}:{note.name}:{over}:{int(note.since.timestamp())}:{recipient}"
        message = write(
            config, note, kind=MessageKind.HEALTH, recipient=recipient, key=key, now=now, name=note.name
        )
        made += outbox.add_message(db, message, now=int(now)) is not None
    return made


def health_note(db: sqlite3.Connection, config: Config, notice: Notice, now: float) -> HealthNote:
    """Return the note of a notice."""
    if notice.kind is not HealthKind.SOURCE:
        return outage_note(notice, config, now=now)
    last, caught_up = source_yield(db, notice.name, notice.since)
    return outage_note(notice, config, now=now, last_item=last, caught_up=caught_up)


def make_recipient_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Make notes, another way, on each recipient that cannot be reached, once, and once when it can; return how many."""
    made = 0
    for row in recipients.troubled_recipients(db, int(now)):
        note = recipient_note(row, config, now=now)
        count = make_health(db, config, note, now, reached=None if row.over else _others(config, row.name))
        # An outage of which nobody could be notified must not be said to be over; it is notified once there is another way.
        if count or row.over:
            recipients.record_outage_notified(db, row.name, None if row.over else row.since)
        made += count
    return made


def _others(config: Config, failing: str) -> Callable[[str], bool]:
    """Return a predicate: whether a recipient is reached another way than the one that fails."""
    if failing == recipients.ACCOUNT:
        return lambda name: name in config.channels
    return lambda name: name != failing


def make_moved_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Tell of each permanent redirect that has held for a week, once; return how many."""
    made = 0
    for row in moved_for_a_week(db, int(now)):
        made += make_health(db, config, moved_note(row, config), now)
        record_move_notified(db, row.source, row.url, int(now))
    return made
