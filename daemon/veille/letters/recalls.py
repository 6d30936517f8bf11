"""What closes soon is recalled twice: in the first digest within 7 days, and in the first within 2; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from veille.store.matched import MatchRow

STEPS = (7, 2)  # days before it closes
HORIZON = timedelta(days=max(STEPS))


def is_due(closes: date, today: date, last: date | None) -> bool:
    """Say whether a digest of today recalls what closes then, the one before having left on `last`."""
    left = (closes - today).days
    before = None if last is None else (closes - last).days
    return left >= 0 and any(left <= step and (before is None or before > step) for step in STEPS)


def recalled(
    rows: Iterable[MatchRow], *, today: date, last: date | None, since: int, cut: Collection[int] = ()
) -> list[list[MatchRow]]:
    """Return the matches of each story to be recalled, soonest first.

    What is new since the last digest always is, and the stories that the last one `cut` for want of room.
    """
    stories: dict[int, list[MatchRow]] = {}
    for row in rows:
        if row.closes is not None:
            stories.setdefault(row.story, []).append(row)
    found: list[tuple[date, list[MatchRow]]] = []
    for story, told in stories.items():
        # A story may be told with several days: the first one counts.
        closes = min(date.fromisoformat(row.closes) for row in told if row.closes)
        is_new = min(row.at for row in told) >= since or story in cut
        if timedelta(0) <= closes - today <= HORIZON and (is_new or is_due(closes, today, last)):
            found.append((closes, [row for row in told if row.closes == closes.isoformat()]))
    return [told for _, told in sorted(found, key=lambda pair: (pair[0], pair[1][0].story))]
