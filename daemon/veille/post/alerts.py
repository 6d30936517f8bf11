"""What is owed at once becomes alerts: grouped, held back in quiet hours and pauses, floods left to the digest."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from veille.config.model import Config
from veille.config.quiet import quiet_of, quiet_until
from veille.letters.digest import alert_letter
from veille.post.holding import HOUR, Fate, decide_fate
from veille.post.write import write
from veille.store import outbox, owed
from veille.store.owed import Waiting

GROUPING = 60  # seconds after an alert in which what comes waits, to make one more message
DEFAULT_FLOOD = 10  # alerts of one rule an hour, for an address


def make_alerts(db: sqlite3.Connection, config: Config, now: float) -> tuple[int, float | None]:
    """Make one alert for each recipient that is owed something that may leave now.

    Returns how many were made, and when what waits may leave (None if nothing waits).
    """
    made, again = 0, None
    for recipient in owed.owed_recipients(db):
        last = owed.last_alert(db, recipient)
        # A clock that stepped back must not hold alerts until it is where it was.
        if last is not None and 0 <= now - last < GROUPING:
            later: float | None = last + GROUPING
        else:
            rows = owed.waiting(db, recipient)
            fate = _fate(db, config, recipient, rows, now)
            later = fate.again
            owed.defer(db, [row.id for row in fate.flooded], int(now))
            if fate.now:
                made += _alert(db, config, recipient, fate, now)
        if later is not None:
            again = later if again is None else min(again, later)
    return made, again


def _fate(
    db: sqlite3.Connection, config: Config, recipient: str, rows: Sequence[Waiting], now: float
) -> Fate:
    quiet = quiet_of(config, recipient)
    channel = config.channels.get(recipient)
    return decide_fate(
        rows,
        now=now,
        quiet_until=quiet_until(quiet, now, config.timezone),
        was_quiet=[quiet_until(quiet, row.at, config.timezone) is not None for row in rows],
        pauses=owed.pauses(db, int(now) - 30 * 86400),
        urgent=_urgent(config),
        alerted=owed.alerted_since(db, recipient, int(now - 2 * HOUR)),
        flood=channel.flood if channel is not None else DEFAULT_FLOOD,
        deferrable=_has_digest(config, recipient),
    )


def _urgent(config: Config) -> frozenset[str]:
    """Return the rules and names that pass quiet hours, as matches tell them."""
    rules = [f"rule:{rule.name}" for rule in config.rules.values() if rule.urgent]
    return frozenset((*rules, *(f"name:{name.key}" for name in config.names.values() if name.urgent)))


def _has_digest(config: Config, recipient: str) -> bool:
    # A name report tells nothing that alerts leave.
    return any(recipient in digest.to for digest in config.digests.values() if not digest.names)


def _alert(db: sqlite3.Connection, config: Config, recipient: str, fate: Fate, now: float) -> int:
    """Write the alert of what leaves now; what it has no room for is left to the digest, or to the next alert."""
    alert, covered = alert_letter(db, config, recipient, [row.id for row in fate.now], now)
    if _has_digest(config, recipient):
        owed.defer(db, {row.id for row in fate.now} - set(covered), int(now))
    alert = replace(
        alert,
        held=tuple((kind, datetime.fromtimestamp(since, UTC)) for kind, since in sorted(fate.held.items())),
        deferred=owed.deferred_rows(db, recipient, {row.by for row in fate.now}),
    )
    message = write(
        config,
        alert,
        kind="alert",
        recipient=recipient,
        # the first owed row belongs to no other message
        key=f"alert:{min(covered)}:{recipient}",
        now=now,
        topic=alert.sections[0].topic,
    )
    message = replace(message, urgent=fate.urgent)
    return outbox.add_message(db, message, now=int(now), owed=covered) is not None
