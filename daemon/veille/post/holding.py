"""What is owed leaves now, waits (quiet hours, a pause) or floods into the digest: decided purely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from veille.store.owed import Pause, Waiting

HOUR = 3600.0
EVERYTHING = "all"


@dataclass(slots=True)
class Fate:
    """What becomes of the rows: `now` leave, `flooded` are left to the digest, the others wait until `again`.

    `held` says, of those that leave, what held some of them back, and since when.
    """

    now: list[Waiting] = field(default_factory=list)
    flooded: list[Waiting] = field(default_factory=list)
    again: float | None = None
    held: dict[str, int] = field(default_factory=dict)
    urgent: bool = False


def decide_fate(
    rows: Sequence[Waiting],
    *,
    now: float,
    quiet_until: float | None,
    was_quiet: Sequence[bool],
    pauses: Sequence[Pause],
    urgent: frozenset[str],
    alerted: Mapping[str, Sequence[int]],
    flood: int,
    deferrable: bool = True,
) -> Fate:
    """Return the fate of what one recipient is owed.

    `was_quiet` says of each row whether it came in quiet hours; `urgent` holds the rules that pass these;
    `alerted` when each rule was last told of, and `flood` how many of a rule an hour may hold.
    What floods waits for its turn where it is not `deferrable`, for want of a digest that tells it.
    """
    fate = Fate()
    tokens = {by: bucket(alerted.get(by, ()), now, flood) for by in {row.by for row in rows}}
    for row, quiet in zip(rows, was_quiet, strict=True):
        until = max(
            (one.until for one in pauses if one.until > now and _meant(one, row)),
            default=quiet_until if quiet_until is not None and row.by not in urgent else now,
        )
        if until > now:
            fate.again = min(until, fate.again or until)
            continue
        if tokens[row.by] < 1 and not deferrable:
            turn = now + (1 - tokens[row.by]) * HOUR / flood
            fate.again = min(turn, fate.again or turn)
            continue
        if tokens[row.by] < 1:
            fate.flooded.append(row)
            continue
        tokens[row.by] -= 1
        fate.now.append(row)
        fate.urgent = fate.urgent or row.by in urgent
        if any(_meant(one, row) and one.since <= row.at < one.until for one in pauses):
            fate.held["pause"] = min(row.at, fate.held.get("pause", row.at))
        elif quiet and row.by not in urgent:
            fate.held["quiet"] = min(row.at, fate.held.get("quiet", row.at))
    return fate


def bucket(taken: Sequence[int], now: float, size: int) -> float:
    """Return the tokens left of a bucket of `size` that refills in an hour, from which `taken` were taken."""
    tokens, last = float(size), 0.0
    for moment in taken:
        tokens = min(float(size), tokens + (moment - last) * size / HOUR) - 1
        last = moment
    # A clock that stepped back takes no token away.
    return min(float(size), tokens + max(0.0, now - last) * size / HOUR) if taken else float(size)


def _meant(pause: Pause, row: Waiting) -> bool:
    return pause.rule == EVERYTHING or holds(pause.rule, row.by)


def holds(paused: str, by: str) -> bool:
    """Say whether a pause of `paused` holds back what is found `by`; that of a table of names holds all of these.

    So "auteurs" holds name:auteurs/Claire Vasseur, and "confluence" source:confluence/jobs.
    """
    kind, _, name = by.partition(":")
    return name == paused or (kind != "rule" and name.startswith(f"{paused}/"))
