"""What is owed at once becomes alerts: grouped, held back in quiet hours and pauses, floods left to the digest."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from veille.config.model import Config
from veille.config.quiet import quiet_until
from veille.letters.alert import alert_letter
from veille.model import By, HeldBy, MessageKind
from veille.post.write import write
from veille.store import outbox, owed
from veille.store.facts import OwedRow, Pause
from veille.store.gather import alert_facts

# What is owed leaves now, waits (quiet hours, a pause) or floods into the digest: decided purely.

HOUR = 3600.0


@dataclass(slots=True)
class AlertPlan:
    """What becomes of the rows: `now` leave, `flooded` are left to the digest, the others wait until `again`.

    `held` is what held back some of those that leave, and since when.
    """

    now: list[OwedRow] = field(default_factory=list)
    flooded: list[OwedRow] = field(default_factory=list)
    again: float | None = None
    held: dict[HeldBy, int] = field(default_factory=dict)
    urgent: bool = False


def plan_alerts(
    rows: Sequence[OwedRow],
    *,
    now: float,
    quiet_until: float | None,
    was_quiet: Sequence[bool],
    pauses: Sequence[Pause],
    urgent: frozenset[By],
    alerted: Mapping[By, Sequence[int]],
    flood: int,
    deferrable: bool = True,
) -> AlertPlan:
    """Return the plan for what one recipient is owed.

    `was_quiet`: for each row, whether it came in quiet hours; `urgent` holds the rules that pass these;
    `alerted` when each rule had something in an alert, and `flood` how many of a rule an hour may hold.
    What floods waits for its turn where it is not `deferrable`, because no digest would have it.
    """
    plan = AlertPlan()
    tokens = {by: bucket(alerted.get(by, ()), now, flood) for by in {row.by for row in rows}}
    for row, quiet in zip(rows, was_quiet, strict=True):
        until = max(
            (pause.until for pause in pauses if pause.until > now and pause.holds(row.by)),
            default=quiet_until if quiet_until is not None and row.by not in urgent else now,
        )
        if until > now:
            plan.again = min(until, plan.again or until)
            continue
        if tokens[row.by] < 1 and not deferrable:
            turn = now + (1 - tokens[row.by]) * HOUR / flood
            plan.again = min(turn, plan.again or turn)
            continue
        if tokens[row.by] < 1:
            plan.flooded.append(row)
            continue
        tokens[row.by] -= 1
        plan.now.append(row)
        plan.urgent = plan.urgent or row.by in urgent
        if any(pause.holds(row.by) and pause.since <= row.at < pause.until for pause in pauses):
            plan.held[HeldBy.PAUSE] = min(row.at, plan.held.get(HeldBy.PAUSE, row.at))
        elif quiet and row.by not in urgent:
            plan.held[HeldBy.QUIET] = min(row.at, plan.held.get(HeldBy.QUIET, row.at))
    return plan


def bucket(taken: Sequence[int], now: float, size: int) -> float:
    """Return the tokens left of a bucket of `size` that refills in an hour, from which `taken` were taken."""
    tokens, last = float(size), 0.0
    for moment in taken:
        tokens = min(float(size), tokens + (moment - last) * size / HOUR) - 1
        last = moment
    # A clock that stepped back takes no token away.
    return min(float(size), tokens + max(0.0, now - last) * size / HOUR) if taken else float(size)


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
            plan = _plan(db, config, recipient, rows, now)
            later = plan.again
            owed.defer(db, [row.id for row in plan.flooded], int(now))
            if plan.now:
                made += _alert(db, config, recipient, plan, now)
        if later is not None:
            again = later if again is None else min(again, later)
    return made, again


def _plan(
    db: sqlite3.Connection, config: Config, recipient: str, rows: Sequence[OwedRow], now: float
) -> AlertPlan:
    quiet = config.quiet_of(recipient)
    channel = config.channels.get(recipient)
    return plan_alerts(
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


def _urgent(config: Config) -> frozenset[By]:
    """Return the rules and names that pass quiet hours, as the `by` of matches."""
    rules = [By.rule(rule.name) for rule in config.rules.values() if rule.urgent]
    return frozenset((*rules, *(By.name(name.key) for name in config.names.values() if name.urgent)))


def _has_digest(config: Config, recipient: str) -> bool:
    # A name report has nothing of what alerts leave.
    return any(recipient in digest.to for digest in config.digests.values() if not digest.names)


def _alert(db: sqlite3.Connection, config: Config, recipient: str, plan: AlertPlan, now: float) -> int:
    """Write the alert of what leaves now; what it has no room for is left to the digest, or to the next alert."""
    facts = alert_facts(db, [row.id for row in plan.now])
    alert, covered = alert_letter(facts, config, recipient, now)
    if _has_digest(config, recipient):
        owed.defer(db, {row.id for row in plan.now} - set(covered), int(now))
    alert = replace(
        alert,
        held=tuple((kind, datetime.fromtimestamp(since, UTC)) for kind, since in sorted(plan.held.items())),
        deferred=owed.deferred_rows(db, recipient, {row.by for row in plan.now}),
    )
    message = write(
        config,
        alert,
        kind=MessageKind.ALERT,
        recipient=recipient,
        # the first owed row belongs to no other message
        key=f"alert:{min(covered)}:{recipient}",
        now=now,
        topic=alert.sections[0].topic,
    )
    message = replace(message, urgent=plan.urgent)
    return outbox.add_message(db, message, now=int(now), owed=covered) is not None
