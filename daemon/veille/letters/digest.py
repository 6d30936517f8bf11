"""From rows to letters: what an alert and a digest hold, before any of it is written out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from veille.config.model import Config, Digest
from veille.config.when import next_time
from veille.letters.bylines import Spoken, voices
from veille.letters.entries import entries, entry_of, sections, topic_order
from veille.letters.letter import (
    Closed,
    Coming,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    Section,
    Trend,
)
from veille.letters.trends import ENOUGH, Window, past_windows, trend_of
from veille.store import matched, mentions, owed, periods
from veille.store.facts import MatchRow, SourceState
from veille.store.mentions import doubts_of
from veille.store.sources import setting

# Mentions in doubt for a digest: which are asked about, once, at most five, the surest first.

MOST = 5


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is asked about, how many more there are, and how many stories of each name (its key) were set aside."""

    entries: tuple[Entry, ...] = ()
    more: int = 0
    homonyms: tuple[tuple[str, int], ...] = ()


def doubts(
    db: sqlite3.Connection,
    config: Config,
    asked: Digest,
    recipient: str,
    *,
    start: int,
    end: int,
    told: Set[int],
) -> Doubts:
    """Return the doubts of a digest's period; not on stories that are `told` there, or in alerts: these ask beside them.

    Numbers begin at 1. A digest asks those whose watch it is: others can say nothing of it.
    """
    if not _asks(config, asked, recipient):
        return Doubts()
    names = {
        key: name for key, name in config.names.items() if not asked.topics or name.topic in asked.topics
    }
    rows = [
        row
        for row in mentions.doubts_between(db, start, end)
        if row.by.removeprefix("name:") in names and row.story not in told
    ]
    carried = matched.carriers(db, [row.story for row in rows[:MOST]])
    shown = [entry_of(0, [row], carried[row.story], names) for row in rows[:MOST]]
    shown.sort(key=lambda entry: not entry.reasons[0].you)
    set_aside = mentions.homonyms_between(db, start, end)
    return Doubts(
        tuple(replace(entry, number=number) for number, entry in enumerate(shown, start=1)),
        len(rows) - len(shown),
        tuple((key, count) for key, count in set_aside.items() if key in names),
    )


def _asks(config: Config, asked: Digest, recipient: str) -> bool:
    """Say whether recipient is one whose watch it is; where no digest goes to these, everybody is."""
    owners = set(config.to)
    reached = {to for digest in config.digests.values() if not digest.names for to in digest.to}
    return recipient in owners or not owners & reached


def numbered(entries: Sequence[Entry], after: int) -> tuple[Entry, ...]:
    """Return entries with their numbers going on after those that stand before them."""
    return tuple(replace(entry, number=entry.number + after) for entry in entries)


# What closes soon is recalled twice: in the first digest within 7 days, and in the first within 2; pure.

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


# Beside the news of a digest: the openings that have closed, and what is to come.

WEEK = timedelta(days=6)  # a digest of so long, or longer, tells all that comes in a month
MONTH = timedelta(days=31)
SOON = timedelta(days=7)


def closed(db: sqlite3.Connection, topics: Iterable[str], start: int, end: int) -> tuple[Closed, ...]:
    """Return the openings of these topics (all if empty) that closed in [start, end), each story once."""
    stories: dict[int, Closed] = {}
    for row in _of(matched.closed_between(db, start, end), topics):
        facts = dict(row.facts)
        employer = facts.get("employer", "") or row.outlet
        stories.setdefault(row.story, Closed(row.title, row.url, employer, facts.get("role", "")))
    return tuple(stories.values())


def coming(
    db: sqlite3.Connection,
    topics: Iterable[str],
    *,
    today: date,
    length: timedelta,
    last: date | None,
) -> tuple[Coming, ...]:
    """Return what starts soon of these topics (all if empty), soonest first, each story once.

    A digest of a week or more tells all of the coming month; a shorter one recalls it 7 days before, and 2. `last` is
    the day of the digest before.
    """
    whole = length >= WEEK
    until = today + (MONTH if whole else SOON)
    stories: dict[int, Coming] = {}
    for row in _of(matched.coming_between(db, today.isoformat(), until.isoformat()), topics):
        starts = date.fromisoformat(row.starts or "")
        if whole or is_due(starts, today, last):
            place = dict(row.facts).get("place", "")
            stories.setdefault(row.story, Coming(starts, row.title, row.url, place or row.outlet))
    return tuple(stories.values())


def _of(rows: Iterable[MatchRow], topics: Iterable[str]) -> Iterable[MatchRow]:
    wanted = frozenset(topics)
    return (row for row in rows if not wanted or row.topic in wanted)


DAY = 86400


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
    """Return what a period [start, end) held for recipient; what alerts told them, or will tell, is only counted.

    Mentions in doubt stand beside what a rule told of the same item, else by themselves.
    """
    asked = config.digests[digest]
    order = asked.topics or topic_order(config)
    waits = [one for one in owed.untold(db, recipient, end) if not asked.topics or one.topic in asked.topics]
    alerted, waiting = matched.told_in_alerts(db, recipient, start, end), {one.story for one in waits}
    found = news(
        covered(db, config, asked, recipient, start, end),
        start=start,
        alerted=alerted,
        waiting=waiting,
        told=matched.told_in_alerts(db, recipient, start - periods.MEMORY, start)
        | {
            story
            for story, topic in periods.told_in_digests(db, digest, recipient, start, end)
            if not asked.topics or topic in asked.topics
        },
    )
    items = json.dumps([row.item for row in found.rows])
    rows = [*found.rows, *doubts_of(db, items)] if config.names else found.rows
    parts = sections(db, rows, order, config.names, most=asked.max)
    closing, cut, parts = _with_closing(db, config, asked, recipient, start, end, parts)
    shown = [entry for part in parts for entry in part.entries]
    told = {entry.story for entry in shown} | alerted | waiting
    last = periods.last_digest(db, asked.name, recipient, end)
    doubted = doubts(db, config, asked, recipient, start=start, end=end, told=told)
    return DigestLetter(
        title=asked.title,
        start=moment(start),
        end=moment(end),
        sections=parts,
        coverage=coverage(db, start, end, states, config.broken),
        alerted=len(found.alerted),
        waiting=len(waiting - found.alerted),
        paused=all(one.paused for one in waits),
        first_of_week=first_of_week,
        next_digest=moment(next_time(asked.at, end, config.timezone)),
        published=_published(config, asked, recipient),
        contact=config.contact,
        closing=closing,
        cut=cut,
        trends=_trends(db, order, start, end),
        voices=voices(
            [Spoken(*row) for row in periods.bylines(db, start, end, asked.topics)],
            [Spoken(*row) for row in periods.bylines_before(db, start, asked.topics)],
        ),
        doubts=numbered(doubted.entries, max([entry.number for entry in (*closing, *shown)], default=0)),
        more_doubts=doubted.more,
        homonyms=doubted.homonyms,
        closed=closed(db, asked.topics, start, end),
        coming=coming(
            db,
            asked.topics,
            today=_day(end, config),
            length=timedelta(seconds=end - start),
            last=None if last is None else _day(last, config),
        ),
    )


def _day(at: float, config: Config) -> date:
    return moment(at).astimezone(config.timezone).date()


def covered(
    db: sqlite3.Connection, config: Config, asked: Digest, recipient: str, start: int, end: int
) -> list[MatchRow]:
    """Return what a digest has to tell recipient: what alerts left to it, and the matches of its topics."""
    late = matched.late_matches(db, recipient, start, end)
    rows = [row for row in late if takes(config, asked, recipient, row.topic)]
    found = matched.matches_between(db, start, end)
    rows += [row for row in found if not asked.topics or row.topic in asked.topics]
    return list({row.match: row for row in rows}.values())


def takes(config: Config, asked: Digest, recipient: str, topic: str) -> bool:
    """Say whether a digest tells recipient what alerts left of a topic.

    What no digest to recipient asks for stands in the most frequent of them, so that it is told to somebody.
    """
    theirs = [one for one in config.digests.values() if recipient in one.to and not one.names]
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
    today = _day(end, config)
    last = periods.last_digest(db, asked.name, recipient, end)
    rows = periods.closing_between(db, today.isoformat(), (today + HORIZON).isoformat())
    due = recalled(
        [row for row in rows if not asked.topics or row.topic in asked.topics],
        today=today,
        last=None if last is None else _day(last, config),
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
        (entry,) = entries(db, found, config.names, first=number, most=1)
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
    counts = matched.counts(db, start, end)
    failing = [one for one in states.values() if one.failures]
    down = setting(db, "network_down")
    return Coverage(
        sources=len(states.keys() | broken.keys()),
        # What is polled once a week was seen, though not in each day's period.
        seen=max(counts.seen, sum(one.answered and not one.failures for one in states.values())),
        polls=counts.polls,
        items=counts.items,
        failing=tuple(
            Failing(one.name, moment(one.failing_since or end), one.why)
            for one in sorted(failing, key=lambda one: (one.failing_since or 0, one.name))
        ),
        degraded=tuple(
            Failing(one.name, moment(one.last_poll or end), one.why)
            for one in states.values()
            if one.outcome == "degraded"
        ),
        network_down=moment(int(down)) if down else None,
        dead=counts.dead,
        broken=tuple(sorted(broken.items())),
        first_read=tuple(matched.first_read(db, start, end, after=int(setting(db, "first_letter") or end))),
    )


def next_digest(config: Config, recipient: str, now: float) -> datetime | None:
    """Return when the next digest to recipient leaves; of another recipient, where they get none."""
    digests = [one for one in config.digests.values() if not one.names]
    digests = [one for one in digests if recipient in one.to] or digests
    times = [next_time(one.at, now, config.timezone) for one in digests]
    return moment(min(times)) if times else None


def moment(seconds: float) -> datetime:
    """Return UTC seconds as an aware moment."""
    return datetime.fromtimestamp(seconds, UTC)
