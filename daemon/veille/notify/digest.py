"""From rows to letters: what an alert, a digest and the first letter hold, before any of it is written out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from veille.config.model import Config, Digest
from veille.config.when import next_time
from veille.match.rules import sees
from veille.notify.entries import entries, sections, topic_order
from veille.notify.letters import (
    Alert,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    FirstLetter,
    RulePast,
    Section,
    Trend,
)
from veille.notify.recalls import HORIZON, recalled
from veille.notify.trends import ENOUGH, Window, past_windows, trend_of
from veille.notify.voices import Spoken, voices
from veille.store import archive, owed, periods
from veille.store.archive import MatchRow
from veille.store.sources import SourceState, setting

DAY = 86400
MOST_STORIES = 25  # of an alert; the others are counted
PAST_DAYS = 7
SHOWN_OF_PAST = 3


def alert_letter(
    db: sqlite3.Connection, config: Config, recipient: str, numbers: Sequence[int], now: float
) -> tuple[Alert, list[int]]:
    """Return the alert of these owed rows, and those of them that it has room for."""
    rows = archive.owed_matches(db, numbers)
    parts = sections(db, rows, topic_order(config), most=MOST_STORIES)
    shown = {entry.story for part in parts for entry in part.entries}
    covered = [row.owed for row in rows if row.owed is not None and row.story in shown]
    # What finds no room is left to the digest and counted there, so a section says no "more" here.
    parts = tuple(replace(part, more=0) for part in parts if part.entries)
    return Alert(parts, _moment(now), next_digest(config, recipient, now), config.contact), covered


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
    """Return what a period [start, end) held for recipient; what alerts told them, or will tell, is only counted."""
    asked = config.digests[digest]
    order = asked.topics or topic_order(config)
    waits = [one for one in owed.untold(db, recipient, end) if not asked.topics or one.topic in asked.topics]
    found = news(
        covered(db, config, asked, recipient, start, end),
        start=start,
        alerted=archive.told_in_alerts(db, recipient, start, end),
        waiting={one.story for one in waits},
        told=archive.told_in_alerts(db, recipient, start - periods.MEMORY, start)
        | {
            story
            for story, topic in periods.told_in_digests(db, digest, recipient, start, end)
            if not asked.topics or topic in asked.topics
        },
    )
    closing, cut, parts = _with_closing(
        db, config, asked, recipient, start, end, sections(db, found.rows, order, most=asked.max)
    )
    return DigestLetter(
        title=asked.title,
        start=_moment(start),
        end=_moment(end),
        sections=parts,
        coverage=coverage(db, start, end, states, config.broken),
        alerted=len(found.alerted),
        waiting=len({one.story for one in waits} - found.alerted),
        paused=all(one.paused for one in waits),
        first_of_week=first_of_week,
        next_digest=_moment(next_time(asked.at, end, config.timezone)),
        published=_published(config, asked, recipient),
        contact=config.contact,
        closing=closing,
        cut=cut,
        trends=_trends(db, order, start, end),
        voices=voices(
            [Spoken(*row) for row in periods.bylines(db, start, end, asked.topics)],
            [Spoken(*row) for row in periods.bylines_before(db, start, asked.topics)],
        ),
    )


def covered(
    db: sqlite3.Connection, config: Config, asked: Digest, recipient: str, start: int, end: int
) -> list[MatchRow]:
    """Return what a digest has to tell recipient: what alerts left to it, and the matches of its topics."""
    late = archive.late_matches(db, recipient, start, end)
    rows = [row for row in late if takes(config, asked, recipient, row.topic)]
    found = archive.matches_between(db, start, end)
    rows += [row for row in found if not asked.topics or row.topic in asked.topics]
    return list({row.match: row for row in rows}.values())


def takes(config: Config, asked: Digest, recipient: str, topic: str) -> bool:
    """Say whether a digest tells recipient what alerts left of a topic.

    What no digest to recipient asks for stands in the most frequent of them, so that it is told to somebody.
    """
    theirs = [one for one in config.digests.values() if recipient in one.to]
    if any(not one.topics or topic in one.topics for one in (asked, *theirs)):
        return not asked.topics or topic in asked.topics
    often = max(theirs, key=lambda one: 0 if one.at.monthly else len(one.at.weekdays), default=asked)
    return often.name == asked.name


@dataclass(frozen=True, slots=True)
class News:
    """What is news to a recipient, and the stories that an alert told them in the period."""

    rows: tuple[MatchRow, ...]
    alerted: frozenset[int]


def news(
    rows: Iterable[MatchRow], *, start: int, alerted: Set[int], waiting: Set[int], told: Set[int]
) -> News:
    """Return what of a period's matches is news: `told` are the stories of earlier periods, told to this recipient.

    What an alert told in the period is counted, and what waits for one is left to it.
    An item edited into a rule is news; another copy of a story that was told is not; what is late (of before
    the period) always is.
    """
    kept, counted = [], set()
    for row in rows:
        if row.first_seen >= start and row.story in told:
            continue
        if row.at >= start and row.story in alerted:
            counted.add(row.story)
        elif row.at < start or row.story not in waiting:
            kept.append(row)
    return News(tuple(kept), frozenset(counted))


def _with_closing(
    db: sqlite3.Connection,
    config: Config,
    asked: Digest,
    recipient: str,
    start: int,
    end: int,
    parts: tuple[Section, ...],
) -> tuple[tuple[Entry, ...], tuple[int, ...], tuple[Section, ...]]:
    """Return what closes soon, numbered first, the stories cut of it, and the sections numbered after it.

    What a section shows keeps its number there.
    """
    today = _moment(end).astimezone(config.timezone).date()
    last = periods.last_digest(db, asked.name, recipient, end)
    rows = periods.closing_between(db, today.isoformat(), (today + HORIZON).isoformat())
    due = recalled(
        [row for row in rows if not asked.topics or row.topic in asked.topics],
        today=today,
        last=None if last is None else _moment(last).astimezone(config.timezone).date(),
        since=start,
        cut=periods.stories_cut(db, asked.name, recipient),
    )
    cut = tuple(found[0].story for found in due[asked.max :])
    due = due[: asked.max]
    told = {entry.story for part in parts for entry in part.entries}
    alone = sum(found[0].story not in told for found in due)
    parts = tuple(
        replace(part, entries=tuple(replace(one, number=one.number + alone) for one in part.entries))
        for part in parts
    )
    shown = {entry.story: entry for part in parts for entry in part.entries}
    closing: list[Entry] = []
    for found in due:
        number = 1 + sum(one.story not in shown for one in closing)
        (entry,) = entries(db, found, first=number, most=1)
        closing.append(replace(entry, number=shown[entry.story].number) if entry.story in shown else entry)
    return tuple(closing), cut, parts


def _trends(db: sqlite3.Connection, topics: Sequence[str], start: int, end: int) -> tuple[Trend, ...]:
    """Return what each topic had beside its usual, where enough is known of it."""
    windows = [one for one in past_windows(start, end) if periods.was_watching(db, one.start, one.end)]
    if len(windows) < ENOUGH:
        return ()
    since = periods.topics_since(db)
    moments: dict[str, list[int]] = {}
    for topic, _, at in periods.first_matches(db, windows[0].start, end):
        moments.setdefault(topic, []).append(at)
    found = [
        trend_of(
            topic,
            moments.get(topic, ()),
            [one for one in windows if one.is_known(since.get(topic, end))],
            Window(start, end),
        )
        for topic in topics
    ]
    return tuple(trend for trend in found if trend is not None and (trend.count or trend.usual))


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
        shown = entries(
            db,
            [row for row in rows if row.story in stories[:SHOWN_OF_PAST]],
            first=number,
            most=SHOWN_OF_PAST,
        )
        number += len(shown)
        past.append(RulePast(name, len(stories), tuple(shown)))
    unread = tuple(one.name for one in states.values() if not one.answered)
    return FirstLetter(
        title=config.name,
        coverage=coverage(db, 0, int(now) + 1, states, config.broken),
        past=tuple(past),
        empty=tuple(
            f"rule:{rule.name}"
            for rule in config.rules.values()
            if not ever.get(f"rule:{rule.name}")
            and not any(sees(rule, source) for source in (*unread, *config.broken))
        ),
        unread=unread,
        days=PAST_DAYS,
        next_digest=next_digest(config, recipient, now),
        contact=config.contact,
    )


def _published(config: Config, digest: Digest, recipient: str) -> str:
    """Return where this digest stands as a page for everyone, for those who get it another way."""
    channels = [config.channels[name] for name in digest.to if name in config.channels and name != recipient]
    return next((channel.address for channel in channels if channel.address), "")


def coverage(
    db: sqlite3.Connection,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
    broken: Mapping[str, str],
) -> Coverage:
    """Return what was watched in [start, end) and what cannot be seen now; `broken` are the sources that don't run."""
    counts = archive.counts(db, start, end)
    failing = [one for one in states.values() if one.failures]
    down = setting(db, "network_down")
    return Coverage(
        sources=len(states.keys() | broken.keys()),
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
        broken=tuple(sorted(broken.items())),
        first_read=tuple(archive.first_read(db, start, end, after=int(setting(db, "first_letter") or end))),
    )


def next_digest(config: Config, recipient: str, now: float) -> datetime | None:
    """Return when the next digest to recipient leaves; of another recipient, where they get none."""
    digests = [one for one in config.digests.values() if recipient in one.to] or list(config.digests.values())
    times = [next_time(one.at, now, config.timezone) for one in digests]
    return _moment(min(times)) if times else None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
