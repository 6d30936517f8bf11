"""A digest: which matches of its period it tells, and why not the others; what closes, what is usual, who spoke."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from veille.config.model import Config, Digest
from veille.config.when import next_time
from veille.letters.bylines import Byline, voices
from veille.letters.coverage import coverage
from veille.letters.entries import Carriers, entries, entry_of, moment, sections, topic_order
from veille.letters.letter import Closed, DigestLetter, Entry, Section, Trend, UpcomingEvent
from veille.letters.trends import ENOUGH, Window, past_windows, trend_of
from veille.store.facts import DigestFacts, DigestQuery, MatchRow, SourceState

WEEK = timedelta(days=6)  # a digest of so long, or longer, tells all that comes in a month
MONTH = timedelta(days=31)
SOON = timedelta(days=7)
STEPS = (7, 2)  # days before it closes
HORIZON = timedelta(days=max(STEPS))
MOST_DOUBTS = 5  # asked about in one digest, the surest first


def digest_query(config: Config, asked: Digest, recipient: str, start: int, end: int) -> DigestQuery:
    """Return what must be read of the store to make a digest of [start, end)."""
    today = _day(end, config)
    ahead = MONTH if timedelta(seconds=end - start) >= WEEK else SOON
    return DigestQuery(
        digest=asked.name,
        recipient=recipient,
        start=start,
        end=end,
        topics=asked.topics,
        closing=(today.isoformat(), (today + HORIZON).isoformat()),
        upcoming=(today.isoformat(), (today + ahead).isoformat()),
        windows=tuple((window.start, window.end) for window in past_windows(start, end)),
        boards=tuple(source.name for source in config.sources.values() if source.capabilities.openings),
    )


def digest_letter(
    facts: DigestFacts, config: Config, *, first_of_week: bool, states: Mapping[str, SourceState]
) -> DigestLetter:
    """Return what a period held for its recipient; what alerts told them, or will tell, is only counted.

    Mentions in doubt stand beside what a rule told of the same item, else by themselves.
    """
    query = facts.query
    asked = config.digests[query.digest]
    order = asked.topics or topic_order(config)
    waits = [wait for wait in facts.waiting if _asks_for(asked, wait.topic)]
    waiting = {wait.story for wait in waits}
    found = news(facts, config)
    parts = sections(_with_doubts(facts, config, found), facts.carriers, order, config.names, most=asked.max)
    closing, cut, parts = _with_closing(facts, config, asked, parts)
    shown = [entry for part in parts for entry in part.entries]
    told = {entry.story for entry in shown} | facts.alerted | waiting
    items = {entry.item for entry in shown}
    doubted = doubts(facts, config, asked, told=told)
    return DigestLetter(
        title=asked.title,
        start=moment(query.start),
        end=moment(query.end),
        sections=parts,
        coverage=coverage(facts.coverage, query.end, states, config.broken),
        alerted=len(found.alerted),
        waiting=len(waiting - found.alerted),
        paused=all(wait.paused for wait in waits),
        first_of_week=first_of_week,
        next_digest=moment(next_time(asked.at, query.end, config.timezone)),
        published=_published(config, asked, query.recipient),
        contact=config.contact,
        closing=closing,
        cut=cut,
        trends=_trends(facts, order),
        voices=voices(
            [Byline(*row) for row in facts.bylines],
            [Byline(*row) for row in facts.bylines_before],
        ),
        doubts=numbered(doubted.entries, max([entry.number for entry in (*closing, *shown)], default=0)),
        more_doubts=doubted.more,
        homonyms=doubted.homonyms,
        closed=closed(row for row in facts.closed if _asks_for(asked, row.topic)),
        rescheduled=rescheduled(
            (row for row in facts.rescheduled if _asks_for(asked, row.topic) and row.item not in items),
            told=facts.alerted | waiting,
        ),
        withdrawn=withdrawn(row for row in facts.withdrawn if _asks_for(asked, row.topic)),
        upcoming=upcoming_events(
            (row for row in facts.upcoming if _asks_for(asked, row.topic)),
            today=_day(query.end, config),
            length=timedelta(seconds=query.end - query.start),
            last=_last_day(facts, config),
        ),
    )


def _day(at: float, config: Config) -> date:
    return moment(at).astimezone(config.timezone).date()


def _last_day(facts: DigestFacts, config: Config) -> date | None:
    return None if facts.last is None else _day(facts.last, config)


def _asks_for(asked: Digest, topic: str) -> bool:
    return not asked.topics or topic in asked.topics


def _published(config: Config, digest: Digest, recipient: str) -> str:
    """Return where this digest stands as a page for everyone, for those who get it another way."""
    channels = [config.channels[name] for name in digest.to if name in config.channels and name != recipient]
    return next((channel.address for channel in channels if channel.address), "")


# News: what of the period's matches is told here, and why the others are not.


class LeftOut(StrEnum):
    """Why a digest tells nothing of a match."""

    OTHER_TOPIC = "its topic stands in another digest"
    TOLD_BEFORE = "its story was told in an earlier period"
    FIRST_LETTER = "the first letter told its story"
    ALERTED = "an alert told its story in this period"
    WAITING = "an alert is still to tell its story"


@dataclass(frozen=True, slots=True)
class News:
    """What is news to a recipient; why each other match (its number) is left out; the stories that alerts told."""

    rows: tuple[MatchRow, ...]
    left_out: Mapping[int, LeftOut]
    alerted: frozenset[int]


def news(facts: DigestFacts, config: Config) -> News:
    """Return what of a period is news to the digest's recipient.

    What an alert told in the period is counted, and what waits for one is left to it.
    An item edited into a rule is news; another copy of a story that was told is not; what is late (of before
    the period) always is.
    """
    asked, start = config.digests[facts.query.digest], facts.query.start
    waiting = {wait.story for wait in facts.waiting if _asks_for(asked, wait.topic)}
    told = facts.alerted_before | {story for story, topic in facts.told if _asks_for(asked, topic)}
    rows = covered(facts, config)
    numbers = {row.match for row in rows}
    kept, counted = [], set()
    left_out = {
        row.match: LeftOut.OTHER_TOPIC for row in (*facts.late, *facts.found) if row.match not in numbers
    }
    for row in rows:
        if row.first_seen >= start and row.story in told:
            left_out[row.match] = LeftOut.TOLD_BEFORE
        elif row.match in facts.at_first and (row.edited is None or row.at < row.edited):
            left_out[row.match] = LeftOut.FIRST_LETTER
        elif row.at >= start and row.story in facts.alerted:
            counted.add(row.story)
            left_out[row.match] = LeftOut.ALERTED
        elif row.at >= start and row.story in waiting:
            left_out[row.match] = LeftOut.WAITING
        else:
            kept.append(row)
    return News(tuple(kept), left_out, frozenset(counted))


def covered(facts: DigestFacts, config: Config) -> list[MatchRow]:
    """Return what a digest has to tell its recipient: what alerts left to it, and the matches of its topics."""
    asked = config.digests[facts.query.digest]
    rows = [row for row in facts.late if takes(config, asked, facts.query.recipient, row.topic)]
    rows += [row for row in facts.found if _asks_for(asked, row.topic)]
    return list({row.match: row for row in rows}.values())


def takes(config: Config, asked: Digest, recipient: str, topic: str) -> bool:
    """Return whether a digest tells recipient what alerts left of a topic.

    What no digest to recipient asks for stands in the most frequent of them, so that it is told to somebody.
    """
    theirs = [digest for digest in config.digests.values() if recipient in digest.to and not digest.names]
    if any(_asks_for(their, topic) for their in (asked, *theirs)):
        return _asks_for(asked, topic)
    often = max(theirs, key=lambda their: 0 if their.at.monthly else len(their.at.weekdays), default=asked)
    return often.name == asked.name


# Mentions in doubt: which are asked about, once, at most five, the surest first.


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is asked about, how many more there are, and how many stories of each name (its key) were set aside."""

    entries: tuple[Entry, ...] = ()
    more: int = 0
    homonyms: tuple[tuple[str, int], ...] = ()


def _with_doubts(facts: DigestFacts, config: Config, found: News) -> list[MatchRow]:
    """Return what is news, and the mentions in doubt of the same items."""
    items = {row.item for row in found.rows} if config.names else set()
    return [*found.rows, *(row for row in facts.doubts_beside if row.item in items)]


def doubts(facts: DigestFacts, config: Config, asked: Digest, *, told: Set[int]) -> Doubts:
    """Return the doubts of a digest's period; not on stories that are `told` there, or in alerts: these ask beside them.

    Numbers begin at 1. A digest asks those whose watch it is: others can say nothing of it.
    """
    if not _asks(config, facts.query.recipient):
        return Doubts()
    names = {key: name for key, name in config.names.items() if _asks_for(asked, name.topic)}
    rows = [row for row in facts.doubts if row.by.key in names and row.story not in told]
    shown = [entry_of(0, [row], facts.carriers[row.story], names) for row in rows[:MOST_DOUBTS]]
    shown.sort(key=lambda entry: not entry.reasons[0].you)
    return Doubts(
        tuple(replace(entry, number=number) for number, entry in enumerate(shown, start=1)),
        len(rows) - len(shown),
        tuple((key, count) for key, count in facts.homonyms.items() if key in names),
    )


def _asks(config: Config, recipient: str) -> bool:
    """Return whether recipient is one whose watch it is; where no digest goes to these, everybody is."""
    owners = set(config.to)
    reached = {to for digest in config.digests.values() if not digest.names for to in digest.to}
    return recipient in owners or not owners & reached


def numbered(entries: Sequence[Entry], after: int) -> tuple[Entry, ...]:
    """Return entries with their numbers going on after those that stand before them."""
    return tuple(replace(entry, number=entry.number + after) for entry in entries)


# What closes soon is recalled twice: in the first digest within 7 days, and in the first within 2.


def is_due(closes: date, today: date, last: date | None) -> bool:
    """Return whether a digest of today recalls what closes then, the one before having left on `last`."""
    left = (closes - today).days
    before = None if last is None else (closes - last).days
    return left >= 0 and any(left <= step and (before is None or before > step) for step in STEPS)


def recalled(
    rows: Iterable[MatchRow], *, today: date, last: date | None, since: int, cut: Collection[int] = ()
) -> list[list[MatchRow]]:
    """Return the matches of each story to be recalled, soonest first.

    What is new since the last digest always is, and the stories that the last one `cut` without room.
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


def _with_closing(
    facts: DigestFacts, config: Config, asked: Digest, parts: tuple[Section, ...]
) -> tuple[tuple[Entry, ...], tuple[int, ...], tuple[Section, ...]]:
    """Return what closes soon, numbered first, the stories cut of it, and the sections numbered after it.

    What a section shows keeps its number there.
    """
    due = recalled(
        [row for row in facts.closing if _asks_for(asked, row.topic)],
        today=_day(facts.query.end, config),
        last=_last_day(facts, config),
        since=facts.query.start,
        cut=facts.cut,
    )
    cut = tuple(found[0].story for found in due[asked.max :])
    due = due[: asked.max]
    told = {entry.story for part in parts for entry in part.entries}
    alone = sum(found[0].story not in told for found in due)
    parts = tuple(
        replace(part, entries=tuple(replace(entry, number=entry.number + alone) for entry in part.entries))
        for part in parts
    )
    shown = {entry.story: entry for part in parts for entry in part.entries}
    return _closing(due, shown, facts.carriers, config), cut, parts


def _closing(
    due: Sequence[Sequence[MatchRow]], shown: Mapping[int, Entry], carriers: Carriers, config: Config
) -> tuple[Entry, ...]:
    closing: list[Entry] = []
    for found in due:
        number = 1 + sum(entry.story not in shown for entry in closing)
        (entry,) = entries(found, carriers, config.names, first=number, most=1)
        closing.append(replace(entry, number=shown[entry.story].number) if entry.story in shown else entry)
    return tuple(closing)


# Beside the news: the openings that have closed, and what is to come.


def closed(rows: Iterable[MatchRow]) -> tuple[Closed, ...]:
    """Return the openings that closed, each story once."""
    stories: dict[int, Closed] = {}
    for row in rows:
        facts = dict(row.facts)
        employer = facts.get("employer", "") or row.outlet
        stories.setdefault(row.story, Closed(row.title, row.url, employer, facts.get("role", "")))
    return tuple(stories.values())


def upcoming_events(
    rows: Iterable[MatchRow], *, today: date, length: timedelta, last: date | None
) -> tuple[UpcomingEvent, ...]:
    """Return what starts soon, in the order given, each story once.

    A digest of a week or more tells all of the coming month; a shorter one recalls it 7 days before, and 2. `last` is
    the day of the digest before.
    """
    stories: dict[int, UpcomingEvent] = {}
    for row in rows:
        starts = date.fromisoformat(row.starts or "")
        if length >= WEEK or is_due(starts, today, last):
            place = dict(row.facts).get("place", "")
            stories.setdefault(
                row.story, UpcomingEvent(starts, row.title, row.url, place or row.outlet, row.facts)
            )
    return tuple(stories.values())


def rescheduled(rows: Iterable[MatchRow], *, told: Set[int]) -> tuple[UpcomingEvent, ...]:
    """Return the events that were moved or called off and of which no alert `told` (stories), each once."""
    items: dict[int, UpcomingEvent] = {}
    for row in rows:
        if row.story not in told:
            items.setdefault(row.item, _event(row))
    return tuple(items.values())


def withdrawn(rows: Iterable[MatchRow]) -> tuple[UpcomingEvent, ...]:
    """Return the events that their calendar has no more: of each title the soonest, with how many more there were."""
    titles: dict[str, dict[int, UpcomingEvent]] = {}
    for row in rows:
        titles.setdefault(row.title, {}).setdefault(row.item, _event(row))
    found = [list(items.values()) for items in titles.values()]
    return tuple(replace(events[0], more=len(events) - 1) for events in found)


def _event(row: MatchRow) -> UpcomingEvent:
    place = dict(row.facts).get("place", "")
    return UpcomingEvent(
        date.fromisoformat(row.starts or ""), row.title, row.url, place or row.outlet, row.facts
    )


# What is usual


def _trends(facts: DigestFacts, topics: Sequence[str]) -> tuple[Trend, ...]:
    """Return what each topic had beside its usual, where enough is known of it."""
    start, end = facts.query.start, facts.query.end
    windows = [Window(*window) for window in facts.watched]
    if len(windows) < ENOUGH:
        return ()
    moments: dict[str, list[int]] = {}
    for topic, _, at in facts.first_matches:
        moments.setdefault(topic, []).append(at)
    found = [
        trend_of(
            topic,
            moments.get(topic, ()),
            [window for window in windows if window.is_known(facts.topics_since.get(topic, end))],
            Window(start, end),
        )
        for topic in topics
    ]
    return tuple(trend for trend in found if trend is not None and (trend.count or trend.usual))
