"""Quiet hours: "21:00-08:00", and until when they hold an alert back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from veille.errors import failure

_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which alerts wait, as minutes of the day: from start to end, over midnight if end comes first."""

    start: int
    end: int


def parse_quiet(text: str) -> Quiet:
    """Parse hours such as "21:00-08:00". Raises ValueError with a sentence to follow the key."""
    form = _FORM.fullmatch(text.strip())
    if not form:
        raise ValueError(failure('must be two hours such as "21:00-08:00"'))
    first, last = (int(form[1]), int(form[2])), (int(form[3]), int(form[4]))
    if max(first[0], last[0]) > 23 or max(first[1], last[1]) > 59:
        raise ValueError(failure("has no such hour in a day"))
    if first == last:
        raise ValueError(failure("starts when it ends: leave it out for no quiet hours"))
    return Quiet(first[0] * 60 + first[1], last[0] * 60 + last[1])


def quiet_until(quiet: Quiet | None, now: float, zone: ZoneInfo) -> float | None:
    """Return when the quiet hours that hold at `now` (UTC seconds) end; None where none hold."""
    if quiet is None:
        return None
    local = datetime.fromtimestamp(now, zone)
    minute = local.hour * 60 + local.minute
    within = (
        quiet.start <= minute < quiet.end
        if quiet.start < quiet.end
        else minute >= quiet.start or minute < quiet.end
    )
    if not within:
        return None
    day = local.date() + timedelta(days=1 if quiet.start > quiet.end and minute >= quiet.start else 0)
    end = datetime.combine(day, time(quiet.end // 60, quiet.end % 60), zone)
    # In spring the end may not exist: it is then moved on, and never lies before now.
    return max(end.astimezone(UTC).timestamp(), now + 1)
