"""What is usual: counts beside past counts, drawn and judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.letters.letter import Trend
from veille.letters.trends import SIGNS, Window, is_double, is_spike, judge, past_windows, sparkline, trend_of


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [
        ((), ""),
        ((0, 0, 0), "▁▁▁"),
        ((0, 0, 0, 0, 1, 0, 0, 0), "▁▁▁▁▇▁▁▁"),
        ((3, 3, 3, 3), "▃▃▃▃"),
        ((1, 1, 3, 1, 1, 1, 2, 6), "▂▂▃▂▂▂▂▇"),
        ((1, 100), "▂▇"),
    ],
)
def test_a_line_of_counts_is_drawn(counts: tuple[int, ...], drawn: str) -> None:
    assert sparkline(counts) == drawn


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_a_drawing_has_a_sign_a_count_and_its_peak_at_the_peak(counts: list[int]) -> None:
    drawn = sparkline(counts)
    assert len(drawn) == len(counts)
    assert set(drawn) <= set(SIGNS)
    assert all((sign == SIGNS[0]) == (count == 0) for sign, count in zip(drawn, counts, strict=True))
    assert drawn[counts.index(max(counts))] == max(drawn)


@pytest.mark.parametrize(
    ("past", "count", "verdict", "double"),
    [
        ((4, 4, 4, 4), 8, "double", True),
        ((4, 5, 4, 5), 9, "double", True),
        ((2, 2, 2, 2), 6, "more", True),
        ((4, 4, 4, 4), 5, "as usual", False),
        ((9, 9, 9, 9), 2, "less", False),
        ((0, 0, 0, 0), 3, "more", False),
        ((0, 0, 0, 0), 1, "as usual", False),
        ((0, 0, 0, 0), 0, "as usual", False),
        ((100, 100, 100, 100), 109, "as usual", False),
    ],
)
def test_a_period_is_judged_by_its_usual(
    past: tuple[int, ...], count: int, verdict: str, double: bool
) -> None:
    assert judge(Trend("t", past, count)) == verdict
    assert is_double(Trend("t", past, count)) is double


@pytest.mark.parametrize(
    ("today", "past", "spike"),
    [
        (14, (3, 2, 4, 3), True),
        (5, (0, 0, 0, 0), True),
        (4, (0, 0, 0, 0), False),  # 5 at least
        (14, (3, 2, 4), False),  # 4 weeks at least
        (6, (3, 3, 3, 3), True),
    ],
)
def test_a_spike_passes_the_same_weekday_s_mean_by_three_sigma(
    today: int, past: tuple[int, ...], spike: bool
) -> None:
    assert is_spike(today, past) is spike


def test_three_sigma_must_be_passed_not_met() -> None:
    past = (2, 4, 2, 4)  # mean 3, sigma 1
    assert not is_spike(6, past)
    assert is_spike(7, past)


def test_eight_periods_of_the_same_length_lie_before_one() -> None:
    windows = past_windows(1000, 1100)
    assert windows[-1] == Window(900, 1000)
    assert windows[0] == Window(200, 300)
    assert len(windows) == 8
    trend = trend_of("t", [250, 299, 300, 1000, 1099, 1100], windows, Window(1000, 1100))
    assert trend == Trend("t", (2, 1, 0, 0, 0, 0, 0, 0), 2)
    assert trend_of("t", [], windows[:3], Window(1000, 1100)) is None
