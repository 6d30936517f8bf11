"""Alerts of spikes: a topic with many more stories today than usual, at most once a day and topic."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from veille.config.model import Config
from veille.letters.entries import topic_order
from veille.letters.spike import day_of, may_stand_out, past_days, spike_letter, spike_trend
from veille.letters.trends import Window
from veille.model import By, MessageKind
from veille.post.write import write
from veille.store import outbox, owed, periods
from veille.store.facts import EVERYTHING
from veille.store.gather import spike_facts


def make_spikes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Make an alert of each topic that stands out today and that none was made of yet; return how many messages."""
    topics = topic_order(config)
    periods.note_topics(db, topics, int(now))
    today = day_of(now, config.timezone)
    counts = periods.counts_by_topic(db, today.start, int(now) + 1)
    last_week = day_of(now, config.timezone, weeks_ago=1)
    before = periods.counts_by_topic(db, last_week.start, last_week.end)
    paused = owed.pauses(db, int(now))
    everything = any(pause.rule == EVERYTHING for pause in paused)
    made = 0
    for topic in topics:
        if everything or all(any(pause.holds(by) for pause in paused) for by in _finders(config, topic)):
            continue
        if not may_stand_out(counts.get(topic, 0), before.get(topic, 0)):
            continue
        keys = {recipient: _key(topic, today.start, recipient, config.timezone) for recipient in config.alert}
        missing = [recipient for recipient, key in keys.items() if not periods.was_made(db, key)]
        if not missing:
            continue
        since = periods.topics_since(db).get(topic, now)
        trend = spike_trend(topic, counts[topic], _days(db, topic, now, config.timezone), since=since)
        if trend is None:
            continue
        facts = spike_facts(db, today.start, int(now) + 1)
        for recipient in missing:
            letter = spike_letter(facts, trend, config, recipient, now)
            message = write(
                config,
                letter,
                kind=MessageKind.ALERT,
                recipient=recipient,
                key=keys[recipient],
                now=now,
                topic=topic,
            )
            made += outbox.add_message(db, message, now=int(now)) is not None
    return made


def _finders(config: Config, topic: str) -> set[By]:
    """Return the rules, names and sources of a topic, as the `by` of matches."""
    finders = {By.rule(rule.name) for rule in config.rules.values() if rule.topic == topic}
    finders |= {By.name(name.key) for name in config.names.values() if name.topic == topic}
    return finders | {By.source(source.name) for source in config.sources.values() if source.topic == topic}


def _days(db: sqlite3.Connection, topic: str, now: float, zone: ZoneInfo) -> list[tuple[Window, int]]:
    """Return the same weekday of past weeks in which anything was polled, with the topic's count, oldest first."""
    return [
        (day, periods.counts_by_topic(db, day.start, day.end).get(topic, 0))
        for day in past_days(now, zone)
        if periods.was_watching(db, day.start, day.end)
    ]


def _key(topic: str, day: int, recipient: str, zone: ZoneInfo) -> str:
    return f"spike:{datetime.fromtimestamp(day, zone).date()}:{topic}:{recipient}"
