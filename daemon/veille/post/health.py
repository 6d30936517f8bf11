"""What fails, and what works again, is told: to `health`, and never through what it is about."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from veille.config.model import Config
from veille.letters.letter import HealthNote
from veille.match.rules import sees
from veille.post.outages import Notice
from veille.post.write import write
from veille.store import outbox, recipients
from veille.store.matched import source_yield
from veille.store.sources import moved_for_a_week, note_moved_told


def make_health(
    db: sqlite3.Connection,
    config: Config,
    note: HealthNote,
    now: float,
    *,
    reached: Callable[[str], bool] | None = None,
) -> int:
    """Tell a health note to everyone in `health`; return how many.

    Where it is about a way out, only those still `reached` are told, and if that is none, one other.
    """
    to = [one for one in config.health if reached is None or reached(one)]
    if not to and reached is not None:
        others = (*config.to, *config.alert, *config.channels)
        to = [one for one in dict.fromkeys(others) if reached(one)][:1]
    made = 0
    for recipient in to:
        over = "over" if note.over else "since"
        key = f"health:{note.kind}:{note.name}:{over}:{int(note.since.timestamp())}:{recipient}"
        message = write(config, note, kind="health", recipient=recipient, key=key, now=now, name=note.name)
        made += outbox.add_message(db, message, now=int(now)) is not None
    return made


def health_note(db: sqlite3.Connection, config: Config, notice: Notice, now: float) -> HealthNote:
    """Return a notice with what a reader needs beside it: the address, the rules that see less, what to do."""
    note = HealthNote(
        kind=notice.kind,
        name=notice.name,
        since=_moment(notice.since),
        why=notice.why,
        tries=notice.tries,
        over=_moment(now) if notice.over else None,
        contact=config.contact,
        command="veille status" + (f" {notice.name}" if notice.name else ""),
    )
    source = config.sources.get(notice.name)
    if notice.kind != "source" or source is None:
        return note
    last, caught_up = source_yield(db, notice.name, notice.since)
    rules = [rule.name for rule in config.rules.values() if sees(rule, notice.name)]
    return replace(
        note,
        url=str(source.options.get("url", "")),
        last_item=_moment(last) if last is not None else None,
        caught_up=caught_up,
        rules=tuple(rules),
    )


def make_recipient_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Tell, through another way, of each recipient that cannot be reached, once; and once when it can. Return how many."""
    made = 0
    for row in recipients.troubled_recipients(db, int(now)):
        account = row.name == recipients.ACCOUNT
        note = HealthNote(
            kind="account" if account else "recipient",
            name=config.mail.user if account and config.mail else row.name,
            since=_moment(row.since),
            why=row.why,
            tries=row.failures,
            over=_moment(now) if row.over else None,
            contact=config.contact,
            command="veille check" if account else f"veille say {row.name}",
        )
        told = make_health(db, config, note, now, reached=None if row.over else _others(config, row.name))
        # What nobody could be told must not be said to be over, and is told once there is another way.
        if told or row.over:
            recipients.note_told(db, row.name, None if row.over else row.since)
        made += told
    return made


def _others(config: Config, failing: str) -> Callable[[str], bool]:
    """Return what says whether a recipient is reached another way than the one that fails."""
    if failing == recipients.ACCOUNT:
        return lambda name: name in config.channels
    return lambda name: name != failing


def make_moved_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Tell of each permanent redirect that has held for a week, once; return how many."""
    made = 0
    for row in moved_for_a_week(db, int(now)):
        note = HealthNote(
            kind="moved",
            name=row["name"],
            since=_moment(row["moved_since"]),
            why="",
            url=row["url"],
            moved_to=row["moved_to"],
            contact=config.contact,
        )
        made += make_health(db, config, note, now)
        note_moved_told(db, row["source"], row["url"], int(now))
    return made


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
