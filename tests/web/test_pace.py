"""When to come back: to a source after a poll, to a host after a request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.model import Outcome
from veille.web.pace import LONGEST_HOLD, HostPace, next_due, retry_after

NOW = 1_800_000_000.0
HALF_HOUR = 1800.0


def wait(outcome: Outcome, failures: int, every: float = HALF_HOUR, **more: float) -> float:
    return next_due(NOW, every, outcome, failures, jitter=0.5, **more) - NOW


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.DEGRADED, Outcome.SUSPECT])
def test_a_poll_that_went_well_is_due_again_after_its_pace(outcome: Outcome) -> None:
    assert wait(outcome, 0) == pytest.approx(HALF_HOUR)


def test_a_failing_source_is_asked_ever_more_rarely_up_to_six_hours() -> None:
    waits = [wait(Outcome.FAILED, failures) / 3600 for failures in range(1, 7)]
    assert waits == pytest.approx([0.5, 1, 2, 4, 6, 6])
    assert wait(Outcome.FAILED, 100_000) == pytest.approx(6 * 3600)


def test_a_daily_source_that_fails_is_tried_again_within_six_hours() -> None:
    assert wait(Outcome.FAILED, 1, every=86_400) == pytest.approx(6 * 3600)


def test_jitter_spreads_sources_by_a_tenth() -> None:
    early = next_due(NOW, HALF_HOUR, Outcome.CHANGED, 0, jitter=0.0)
    late = next_due(NOW, HALF_HOUR, Outcome.CHANGED, 0, jitter=0.999)
    assert late - early == pytest.approx(180, abs=1)


def test_retry_after_is_obeyed_but_not_beyond_two_days() -> None:
    assert wait(Outcome.FAILED, 1, retry_after=NOW + 7200) == 7200
    assert wait(Outcome.FAILED, 1, retry_after=NOW + 10) == pytest.approx(HALF_HOUR)
    assert wait(Outcome.FAILED, 1, retry_after=NOW + 365 * 86_400) == LONGEST_HOLD


@settings(max_examples=100)
@given(
    st.floats(1, 1e7),
    st.sampled_from(list(Outcome)),
    st.integers(0, 10**9),
    st.none() | st.floats(0, 1e12),
    st.floats(0, 1, exclude_max=True),
)
def test_no_source_is_ever_abandoned(
    every: float, outcome: Outcome, failures: int, after: float | None, jitter: float
) -> None:
    due = next_due(NOW, every, outcome, failures, after, jitter=jitter)
    assert NOW < due <= NOW + max(LONGEST_HOLD, 1.05 * max(every, 6 * 3600)) + 1


DATE = "Fri, 15 Jan 2027 08:00:00 GMT"  # NOW


@pytest.mark.parametrize(
    ("value", "date", "expected"),
    [
        ("120", "", 120.0),
        (" 120 ", DATE, 120.0),
        ("0", "", 0.0),
        ("Fri, 15 Jan 2027 08:02:00 GMT", DATE, 120.0),
        ("Fri, 15 Jan 2027 08:02:00 GMT", "", 120.0),
        ("Fri, 15 Jan 2027 09:02:00 GMT", "Fri, 15 Jan 2027 09:00:00 GMT", 120.0),  # a clock one hour fast
        ("Fri, 15 Jan 2027 07:00:00 GMT", DATE, 0.0),
        ("99999999999999999999", "", LONGEST_HOLD),
        ("Fri, 15 Jan 2038 08:00:00 GMT", DATE, LONGEST_HOLD),
        ("soon", "", None),
        ("-5", "", None),
        ("", "", None),
        ("١٢", "", None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(value: str, date: str, expected: float | None) -> None:
    until = retry_after(value, date, NOW)
    assert until == (None if expected is None else pytest.approx(NOW + expected))


def test_requests_to_one_host_are_spaced_and_others_do_not_wait() -> None:
    pace = HostPace(1.0)
    assert [pace.reserve("a", 10.0) for _ in range(3)] == [10.0, 11.0, 12.0]
    assert pace.reserve("b", 10.0) == 10.0
    assert pace.reserve("a", 12.5) == 13.0
    assert pace.reserve("a", 20.0) == 20.0


def test_hosts_are_forgotten_once_their_pace_no_longer_matters() -> None:
    pace = HostPace(1.0)
    for number in range(20_000):
        pace.reserve(f"host{number}", float(number))
    assert len(pace._next) < 5_000


def test_a_host_that_asks_to_wait_is_held_until_then() -> None:
    pace = HostPace(1.0)
    assert pace.held("a", NOW) is None
    pace.hold("a", NOW + 60)
    pace.hold("a", NOW + 30)  # a shorter wish does not undo a longer one
    assert pace.held("a", NOW + 59) == NOW + 60
    assert pace.held("b", NOW + 59) is None
    assert pace.held("a", NOW + 60) is None
    assert pace.held("a", NOW) is None
