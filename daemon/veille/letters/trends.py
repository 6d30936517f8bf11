"""What is usual and what is not: counts against past counts, drawn in signs and judged; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev
from typing import Literal

from veille.letters.letter import Trend

PERIODS = 8  # past periods that make what is usual
ENOUGH = 4  # of them must be known
SPIKE_AT_LEAST = 5
SIGNS = "▁▂▃▅▇"

TrendVerdict = Literal["double", "more", "less", "as usual"]


def sparkline(counts: Sequence[int]) -> str:
    """Return one character a count, oldest first: none is the lowest, and what is steady stays in the middle."""
    if not counts:
        return ""
    # A steady line would else be drawn as high as a peak: the top is at least twice what is usual.
    top = max(*counts, 2 * fmean(counts), 1)
    highest = len(SIGNS) - 1
    return "".join(SIGNS[max(1, round(count / top * highest))] if count else SIGNS[0] for count in counts)


def judge(trend: Trend) -> TrendVerdict:
    """Return how a period stands to its usual; a change that chance explains is as usual."""
    usual, count = trend.usual, trend.count
    # Counts of independent things scatter by their square root (Poisson): one such step is no change.
    if abs(count - usual) <= max(1.0, sqrt(usual)):
        return "as usual"
    if count < usual:
        return "less"
    if count >= ENOUGH and 1.75 * usual <= count <= 2.5 * usual:
        return "double"
    return "more"


def is_double(trend: Trend) -> bool:
    """Return whether a period has the double of its usual, or more, of something that is worth a word."""
    return trend.count >= ENOUGH and trend.count >= 2 * trend.usual and judge(trend) != "as usual"


@dataclass(frozen=True, slots=True)
class Window:
    """A past period [start, end) in UTC seconds."""

    start: int
    end: int

    def is_known(self, since: float) -> bool:
        """Return whether what is watched since then was so for half of the period at least."""
        return since <= (self.start + self.end) / 2


def past_windows(start: int, end: int) -> list[Window]:
    """Return the eight periods as long as [start, end) before it, oldest first."""
    length = max(end - start, 1)
    return [Window(start - back * length, start - (back - 1) * length) for back in range(PERIODS, 0, -1)]


def trend_of(topic: str, moments: Iterable[int], windows: Sequence[Window], now: Window) -> Trend | None:
    """Return a topic's count in `now` beside those of the known past windows; None where too few are known."""
    if len(windows) < ENOUGH:
        return None
    found = list(moments)

    def count(window: Window) -> int:
        return sum(window.start <= at < window.end for at in found)

    return Trend(topic, tuple(count(window) for window in windows), count(now))


def is_spike(today: int, past: Sequence[int]) -> bool:
    """Return whether a day stands out: over the mean of the same weekday by 3 sigma, and 5 at least.

    `past` are the counts of the same weekday in past weeks, of which 4 must be known.
    """
    if today < SPIKE_AT_LEAST or len(past) < ENOUGH:
        return False
    return today > fmean(past) + 3 * pstdev(past)


def spark(trend: Trend) -> str:
    return sparkline((*trend.past, trend.count))
