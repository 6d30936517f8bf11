"""When to come back: to a source after a poll, to a host after a request. Pure: the clock is an argument."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from veille.model import Outcome

MOST_AT_ONCE = 2
"""Requests under way to one host."""

# A failing source is asked ever more rarely, but often enough that its return is noticed the same day.
_LONGEST_BACKOFF = 6 * 3600.0
# A server may ask for silence until its maintenance is over; a slip of its clock or its pen (a year, a date
# in milliseconds) must not cost more than a weekend, and one request every two days bothers nobody.
LONGEST_HOLD = 48 * 3600.0


def next_due(
    now: float,
    every: float,
    outcome: Outcome,
    failures: int,
    retry_after: float | None = None,
    *,
    jitter: float,
) -> float:
    """Return when a source is due again, in UTC seconds.

    `failures` counts those in a row, this poll included: the wait doubles from `every` up to 6 hours, and
    never ends. `retry_after` (UTC seconds, at most 48 h away) is never undercut. `jitter` in [0, 1) spreads
    sources by up to a tenth of the wait, so that those added together drift apart.
    """
    wait = every
    if outcome is Outcome.FAILED and failures > 0:
        wait = min(every * 2.0 ** min(failures - 1, 32), _LONGEST_BACKOFF)
    due = now + wait * (0.95 + 0.1 * jitter)
    if retry_after is None:
        return due
    return max(due, min(retry_after, now + LONGEST_HOLD))


def retry_after(value: str, date: str, now: float) -> float | None:
    """Return the UTC seconds that a Retry-After header means (RFC 9110 §10.2.3), None if it means nothing.

    `date` is the answer's Date header: an HTTP date is read against the clock of the server that wrote it.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        wait = float(value[:12])
    else:
        until = _seconds(value)
        if until is None:
            return None
        written = _seconds(date)
        wait = until - (now if written is None else written)
    return now + min(max(wait, 0.0), LONGEST_HOLD)


def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


class HostPace:
    """Which host may be asked when: requests to one host start at least `spacing` seconds apart."""

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._slow: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def reserve(self, host: str, now: float) -> float:
        """Return when the next request to host may start, and keep that instant for it.

        `now` and the answer are seconds of any one clock that never goes back.
        """
        start = max(now, self._next.get(host, now))
        if len(self._next) > 4096:
            self._next = {name: at for name, at in self._next.items() if at > now}
        self._next[host] = start + self._slow.get(host, self._spacing)
        return start

    def slow(self, host: str, spacing: float) -> None:
        """Space the requests to host by so many seconds where that is more than usual."""
        if spacing > self._spacing:
            self._slow[host] = spacing
        else:
            self._slow.pop(host, None)

    def hold(self, host: str, until: float) -> None:
        """Ask host nothing before `until`, UTC seconds: it said so."""
        self._held[host] = max(until, self._held.get(host, until))

    def held(self, host: str, now: float) -> float | None:
        """Return until when host must be left alone, in UTC seconds; None when it may be asked."""
        if not self._held:
            return None
        until = self._held.get(host)
        if until is None or until > now:
            return until
        del self._held[host]
        return None
