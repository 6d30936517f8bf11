"""A topic of which much more is told today than usual alerts by itself: at most once a day and topic."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from veille.config.model import Config
from veille.letters.coverage import next_digest
from veille.letters.entries import entries, topic_order
from veille.letters.letter import Spike, Trend
from veille.letters.trends import PERIODS, SPIKE_AT_LEAST, Window, is_spike
from veille.post.alerts import EVERYTHING, holds
from veille.post.write import write
from veille.store import matched, outbox, owed, periods

SHOWN = 5  # stories of a spike, the most carried


def make_spikes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Make an alert of each topic that stands out today and that none was made of yet; return how many messages."""
    topics = topic_order(config)
    periods.note_topics(db, topics, int(now))
    today = day_of(now, config.timezone)
    counts = periods.counts_by_topic(db, today.start, int(now) + 1)
    last_week = day_of(now, config.timezone, weeks_ago=1)
    before = periods.counts_by_topic(db, last_week.start, last_week.end)
    paused = {one.rule for one in owed.pauses(db, int(now))}
    everything = EVERYTHING in paused
    made = 0
    for topic in topics:
        if everything or all(any(holds(one, by) for one in paused) for by in _finders(config, topic)):
            continue
        # No value of ten or fewer lies 3 sigma above their mean (Samuelson's inequality): what passes it passes each.
        if counts.get(topic, 0) < max(SPIKE_AT_LEAST, before.get(topic, 0) + 1):
            continue
        keys = {one: _key(topic, today.start, one, config.timezone) for one in config.alert}
        missing = [one for one, key in keys.items() if not periods.was_made(db, key)]
        past = _past(db, topic, now, config.timezone) if missing else ()
        if not is_spike(counts[topic], past):
            continue
        for recipient in missing:
            letter = _spike(db, config, Trend(topic, past, counts[topic]), recipient, today, now)
            message = write(
                config, letter, kind="alert", recipient=recipient, key=keys[recipient], now=now, topic=topic
            )
            made += outbox.add_message(db, message, now=int(now)) is not None
    return made


def _finders(config: Config, topic: str) -> set[str]:
    """Return the rules, names and sources of a topic, as matches tell them."""
    found = {f"rule:{rule.name}" for rule in config.rules.values() if rule.topic == topic}
    found |= {f"name:{name.key}" for name in config.names.values() if name.topic == topic}
    return found | {f"source:{one.name}" for one in config.sources.values() if one.topic == topic}


def day_of(at: float, zone: ZoneInfo, *, weeks_ago: int = 0) -> Window:
    """Return the local day that holds `at` (UTC seconds), or the same weekday of an earlier week."""
    day = datetime.fromtimestamp(at, zone).date() - timedelta(weeks=weeks_ago)
    start, end = (
        int(datetime.combine(one, time(), zone).astimezone(UTC).timestamp())
        for one in (day, day + timedelta(days=1))
    )
    return Window(start, end)


def _past(db: sqlite3.Connection, topic: str, now: float, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the counts of the same weekday in past weeks, oldest first, of those that are known."""
    since = periods.topics_since(db).get(topic, now)
    days = [day_of(now, zone, weeks_ago=back) for back in range(PERIODS, 0, -1)]
    return tuple(
        periods.counts_by_topic(db, day.start, day.end).get(topic, 0)
        for day in days
        if day.is_known(since) and periods.was_watching(db, day.start, day.end)
    )


def _spike(
    db: sqlite3.Connection, config: Config, trend: Trend, recipient: str, today: Window, now: float
) -> Spike:
    rows = [row for row in matched.matches_between(db, today.start, int(now) + 1) if row.topic == trend.topic]
    return Spike(
        trend=trend,
        entries=tuple(
            entries(
                rows, matched.carriers(db, [row.story for row in rows]), config.names, first=1, most=SHOWN
            )
        ),
        seen_at=datetime.fromtimestamp(now, UTC),
        next_digest=next_digest(config, recipient, now),
        contact=config.contact,
    )


def _key(topic: str, day: int, recipient: str, zone: ZoneInfo) -> str:
    return f"spike:{datetime.fromtimestamp(day, zone).date()}:{topic}:{recipient}"
