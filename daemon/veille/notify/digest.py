"""From rows to letters: what an alert, a digest and the first letter hold, before any of it is written out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from veille.config.model import Config
from veille.config.when import next_time
from veille.notify.letters import (
    Alert,
    Copy,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    FirstLetter,
    Reason,
    RulePast,
    Section,
)
from veille.store import archive
from veille.store.archive import Carrier, MatchRow
from veille.store.sources import SourceState, setting

DAY = 86400
MOST_STORIES = 25  # of a digest, and of an alert; the others are counted
PAST_DAYS = 7
SHOWN_OF_PAST = 3
START = 220  # signs of a text that stand for an excerpt where no word was looked for


def alert_letter(
    db: sqlite3.Connection, config: Config, recipient: str, owed: Sequence[int], now: float
) -> tuple[Alert, list[int]]:
    """Return the alert of these owed rows, and those of them that it has room for."""
    rows = archive.owed_matches(db, owed)
    sections = _sections(db, rows, config, most=MOST_STORIES)
    shown = {entry.story for section in sections for entry in section.entries}
    covered = [row.owed for row in rows if row.owed is not None and row.story in shown]
    # What finds no room is left to the digest and counted there, so a section says no "more" here.
    sections = tuple(replace(section, more=0) for section in sections if section.entries)
    return Alert(sections, _moment(now), _next_digest(config, recipient, now), config.contact), covered


def digest_letter(
    db: sqlite3.Connection,
    config: Config,
    digest: str,
    recipient: str,
    *,
    start: int,
    end: int,
    first_of_week: bool,
    states: Mapping[str, SourceState],
) -> DigestLetter:
    """Return what a period [start, end) held for recipient; what an alert told them already is only counted."""
    alerted = archive.told_in_alerts(db, recipient, start, end)
    before = archive.stories_matched_before(db, start)
    rows, told = [], set()
    late = archive.late_matches(db, recipient, start, end)
    for row in (*late, *archive.matches_between(db, start, end)):
        # An item edited into a rule is news; another copy of a story of an earlier period is not.
        if row.at >= start and row.first_seen >= start and row.story in before:
            continue
        if row.at >= start and row.story in alerted:
            told.add(row.story)
        else:
            rows.append(row)
    return DigestLetter(
        title=config.name,
        start=_moment(start),
        end=_moment(end),
        sections=_sections(db, rows, config, most=MOST_STORIES),
        coverage=coverage(db, start, end, states),
        alerted=len(told),
        first_of_week=first_of_week,
        next_digest=_moment(next_time(config.digests[digest].at, end, config.timezone)),
        contact=config.contact,
    )


def first_letter(
    db: sqlite3.Connection, config: Config, recipient: str, now: float, states: Mapping[str, SourceState]
) -> FirstLetter:
    """Return what was already there when the watch began."""
    recent = archive.baseline_matches(db, int(now) - PAST_DAYS * DAY)
    ever = archive.baseline_totals(db)
    names = [f"rule:{rule}" for rule in config.rules]
    names += [f"source:{source.name}" for source in config.sources.values() if source.topic]
    past, number = [], 1
    for name in names:
        rows = [row for row in recent if row.by == name]
        stories = list(dict.fromkeys(row.story for row in rows))
        if not stories:
            continue
        entries = _entries(db, [row for row in rows if row.story in stories[:SHOWN_OF_PAST]], first=number)
        number += len(entries)
        past.append(RulePast(name, len(stories), tuple(entries)))
    return FirstLetter(
        title=config.name,
        coverage=coverage(db, 0, int(now) + 1, states),
        past=tuple(past),
        empty=tuple(name for name in names if name.startswith("rule:") and not ever.get(name)),
        days=PAST_DAYS,
        next_digest=_next_digest(config, recipient, now),
        contact=config.contact,
    )


def coverage(db: sqlite3.Connection, start: int, end: int, states: Mapping[str, SourceState]) -> Coverage:
    """Return what was watched in [start, end) and what cannot be seen now."""
    counts = archive.counts(db, start, end)
    failing = [one for one in states.values() if one.failures]
    down = setting(db, "network_down")
    return Coverage(
        sources=len(states),
        seen=counts.seen,
        polls=counts.polls,
        items=counts.items,
        failing=tuple(
            Failing(one.name, _moment(one.failing_since or end), one.why)
            for one in sorted(failing, key=lambda one: (one.failing_since or 0, one.name))
        ),
        degraded=tuple(
            Failing(one.name, _moment(one.last_poll or end), one.why)
            for one in states.values()
            if one.outcome == "degraded"
        ),
        network_down=_moment(int(down)) if down else None,
        dead=counts.dead,
    )


def _sections(
    db: sqlite3.Connection, rows: Sequence[MatchRow], config: Config, *, most: int
) -> tuple[Section, ...]:
    """Return stories by topic in the order of the configuration, most carried first, `most` in all."""
    order = list(dict.fromkeys([rule.topic for rule in config.rules.values()]))
    order += [one.topic for one in config.sources.values() if one.topic and one.topic not in order]
    topics: dict[str, list[MatchRow]] = {}
    placed: dict[int, str] = {}
    for row in sorted(
        rows, key=lambda row: (row.owed is None, order.index(row.topic) if row.topic in order else 99)
    ):
        topic = placed.setdefault(row.story, row.topic)
        topics.setdefault(topic, []).append(row)
    share = _shares({topic: len({row.story for row in found}) for topic, found in topics.items()}, most)
    sections, number = [], 1
    for topic in sorted(topics, key=lambda topic: order.index(topic) if topic in order else 99):
        entries = _entries(db, topics[topic], first=number, most=share[topic])
        number += len(entries)
        total = len({row.story for row in topics[topic]})
        sections.append(Section(topic, tuple(entries), total - len(entries)))
    return tuple(sections)


def _shares(totals: Mapping[str, int], most: int) -> dict[str, int]:
    """Return how many stories each topic may show: each in turn takes one more, until there are `most`."""
    share = dict.fromkeys(totals, 0)
    while sum(share.values()) < min(most, sum(totals.values())):
        for topic in totals:
            if share[topic] < totals[topic] and sum(share.values()) < most:
                share[topic] += 1
    return share


def _entries(
    db: sqlite3.Connection, rows: Iterable[MatchRow], *, first: int, most: int = MOST_STORIES
) -> list[Entry]:
    """Return one entry a story, numbered from `first`: most carried first, then newest."""
    stories: dict[int, list[MatchRow]] = {}
    for row in rows:
        stories.setdefault(row.story, []).append(row)
    carried = archive.carriers(db, list(stories))
    ranked = sorted(
        stories,
        key=lambda story: (
            -len({one.outlet for one in carried[story]}),
            -max(row.dated for row in stories[story]),
        ),
    )
    return [
        _entry(number, stories[story], carried[story])
        for number, story in enumerate(ranked[:most], start=first)
    ]


def _entry(number: int, rows: Sequence[MatchRow], carriers: Sequence[Carrier]) -> Entry:
    # The one that is owed, else the first that told it, stands for the story.
    shown = min(rows, key=lambda row: (row.owed is None, not row.excerpt, row.dated, row.item))
    reasons = dict.fromkeys(Reason(row.by, row.words) for row in rows if row.item == shown.item)
    copies: dict[str, Copy] = {}
    for one in carriers:
        if one.item != shown.item and one.outlet != shown.outlet:
            copies.setdefault(one.outlet, Copy(one.outlet, one.url, _moment(one.dated)))
    return Entry(
        number=number,
        title=shown.title,
        url=shown.url,
        outlet=shown.outlet,
        at=_moment(shown.dated),
        author=shown.author,
        excerpt=shown.excerpt or _start(shown.text, shown.title),
        reasons=tuple(reasons),
        copies=tuple(copies.values()),
        closes=date.fromisoformat(shown.closes) if shown.closes else None,
        facts=shown.facts,
        edited=shown.edited is not None,
        story=shown.story,
    )


def _start(text: str, title: str) -> str:
    """Return the beginning of a text, cut at a word; nothing where it only says the title again."""
    if text == title:
        return ""
    if len(text) <= START:
        return text
    cut = text[:START].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{cut} …"


def _next_digest(config: Config, recipient: str, now: float) -> datetime | None:
    """Return when the next digest to recipient leaves; of another recipient, where they get none."""
    digests = [one for one in config.digests.values() if recipient in one.to] or list(config.digests.values())
    times = [next_time(one.at, now, config.timezone) for one in digests]
    return _moment(min(times)) if times else None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
