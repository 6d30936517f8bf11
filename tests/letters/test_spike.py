"""A topic that stands out, decided from plain values: when it does, and what its alert shows."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts import carriers, config, row
from veille.letters.spike import SHOWN, day_of, may_stand_out, past_days, spike_letter, spike_trend
from veille.letters.trends import Window, is_spike
from veille.model import By
from veille.store.facts import SpikeFacts
from world import HOUR, MONDAY

PARIS = ZoneInfo("Europe/Paris")
DAYS = past_days(MONDAY, PARIS)


def test_the_past_days_are_the_same_weekday_of_eight_weeks_whole_as_one_lives_them() -> None:
    starts = [datetime.fromtimestamp(day.start, PARIS) for day in DAYS]
    assert [f"{start:%a %d %H}" for start in starts] == [
        "Mon 28 00", "Mon 05 00", "Mon 12 00", "Mon 19 00", "Mon 26 00", "Mon 02 00", "Mon 09 00", "Mon 16 00"
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25), (11, 23, 24)])
def test_a_day_on_which_the_clock_changes_is_shorter_or_longer(month: int, day: int, hours: int) -> None:
    noon = datetime(2026, month, day, 12, tzinfo=PARIS).timestamp()
    window = day_of(noon, PARIS)
    assert window.end - window.start == hours * HOUR


@pytest.mark.parametrize(
    ("past", "count", "stands_out"),
    [
        ((2, 2, 2, 2), 5, True),
        ((2, 2, 2, 2), 4, False),  # too few to be worth a word
        ((2, 2, 2), 50, False),  # too little is known
        ((0, 10, 0, 10), 20, False),  # within 3 sigma
    ],
)
def test_a_topic_stands_out_beside_what_is_known_of_its_past(
    past: tuple[int, ...], count: int, stands_out: bool
) -> None:
    known = list(zip(DAYS[-len(past) :], past, strict=True))
    trend = spike_trend("Nous", count, known, since=0)
    assert (trend is not None) is stands_out
    if trend is not None:
        assert (trend.topic, trend.past, trend.count) == ("Nous", past, count)


def test_days_before_the_topic_was_watched_count_for_nothing() -> None:
    known = [(day, 2) for day in DAYS]
    assert spike_trend("Nous", 50, known, since=DAYS[4].start) is not None
    assert spike_trend("Nous", 50, known, since=DAYS[5].start) is None


@example(6, [5] * 8)
@given(st.integers(0, 60), st.lists(st.integers(0, 40), min_size=8, max_size=8))
def test_what_stands_out_may_stand_out(count: int, past: list[int]) -> None:
    """The cheap look lets everything through that the whole one finds."""
    if is_spike(count, past):
        assert may_stand_out(count, past[-1])


def test_the_alert_shows_the_most_carried_of_the_topic_alone() -> None:
    rows = [row(number, at=MONDAY + number) for number in range(1, SHOWN + 3)]
    rows.append(row(50, topic="Secteur", by=By.rule("secteur")))
    facts = SpikeFacts(tuple(rows), carriers(rows, (1, "Presse Océan"), (50, "Presse Océan")))
    trend = spike_trend("Nous", 7, [(Window(day.start, day.end), 1) for day in DAYS], since=0)
    assert trend is not None
    letter = spike_letter(facts, trend, config(), "ines@example.org", MONDAY + HOUR)
    assert [entry.story for entry in letter.entries] == [1, 7, 6, 5, 4]
    assert [entry.number for entry in letter.entries] == [1, 2, 3, 4, 5]
    assert letter.seen_at.timestamp() == MONDAY + HOUR
    assert letter.next_digest is not None
