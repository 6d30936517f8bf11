"""What each letter is made from, read in one go inside the caller's transaction: one function a letter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from veille.match.own_pages import is_own
from veille.model import By, Name, Verdict
from veille.names.first_page import DAY, YEAR, RankedResult
from veille.store import match_rows, mentions, owed, periods, positions, reports
from veille.store.facts import (
    AlertFacts,
    Carrier,
    CoverageFacts,
    DigestFacts,
    DigestQuery,
    FirstFacts,
    MatchRow,
    MentionFacts,
    NameFacts,
    PlaceFacts,
    ReportFacts,
    ReportNameFacts,
    SearchFacts,
    SpikeFacts,
)
from veille.store.sources import read_network, setting

_LOOKED_AT = 50  # mentions of a name, of which a first letter shows the newest stories


def coverage_facts(db: sqlite3.Connection, start: int, end: int, *, told: int | None = None) -> CoverageFacts:
    """Return how the watch itself fared in [start, end): polls, outages, sources first read.

    What resurfaced is counted since `told`, when the last letter that counts it was sent.
    """
    return CoverageFacts(
        counts=match_rows.counts(db, start, end),
        network_down=read_network(db)[0],
        first_read=tuple(
            match_rows.first_read(db, start, end, after=int(setting(db, "first_letter") or end))
        ),
        resurfaced=tuple(match_rows.resurfaced(db, start if told is None else told, end)),
    )


def alert_facts(db: sqlite3.Connection, numbers: Sequence[int]) -> AlertFacts:
    """Return what an alert of these owed rows (their numbers) is made from."""
    rows = match_rows.owed_matches(db, numbers)
    sure = dict.fromkeys(row.by.key for row in rows if row.verdict is Verdict.SURE)
    return AlertFacts(
        rows=tuple(rows),
        carriers=_carriers(db, rows),
        bylines={name: mentions.authors_of(db, name) for name in sure},
    )


def digest_facts(db: sqlite3.Connection, query: DigestQuery) -> DigestFacts:
    """Return what a digest is made from."""
    start, end, recipient = query.start, query.end, query.recipient
    last = periods.last_digest(db, query.digest, recipient, end)
    late = match_rows.late_matches(db, recipient, start, end)
    matches = match_rows.matches_between(db, start, end)
    doubts = mentions.doubts_between(db, start, end)
    closing = periods.closing_between(db, *query.closing)
    watched = tuple(window for window in query.windows if periods.was_watching(db, *window))
    return DigestFacts(
        query=query,
        coverage=coverage_facts(db, start, end, told=last or 0),
        late=tuple(late),
        found=tuple(matches),
        alerted=match_rows.stories_in_alerts(db, recipient, start, end),
        alerted_before=match_rows.stories_in_alerts(db, recipient, start - periods.MEMORY, start),
        told=frozenset(periods.stories_in_digests(db, query.digest, recipient, start, end)),
        waiting=tuple(owed.upcoming_alerts(db, recipient, end)),
        doubts=tuple(doubts),
        doubts_beside=tuple(mentions.doubts_of(db, [row.item for row in (*late, *matches)])),
        homonyms=mentions.homonyms_between(db, start, end),
        closing=tuple(closing),
        closed=tuple(match_rows.closed_between(db, start, end, query.boards)),
        upcoming=tuple(match_rows.starting_between(db, *query.upcoming)),
        rescheduled=tuple(match_rows.rescheduled_between(db, start, end, query.upcoming[0])),
        withdrawn=tuple(match_rows.withdrawn_between(db, start, end, query.upcoming[0])),
        cut=periods.stories_cut(db, query.digest, recipient),
        last=last,
        watched=watched,
        topics_since=periods.topics_since(db),
        first_matches=tuple(periods.first_matches(db, watched[0][0], end)) if watched else (),
        bylines=tuple(periods.bylines(db, start, end, query.topics)),
        bylines_before=tuple(periods.bylines_before(db, start, query.topics)),
        carriers=_carriers(db, (*late, *matches, *doubts, *closing)),
    )


def spike_facts(db: sqlite3.Connection, start: int, end: int) -> SpikeFacts:
    """Return what an alert of a topic that stands out is made from: the matches of [start, end)."""
    rows = match_rows.matches_between(db, start, end)
    return SpikeFacts(tuple(rows), _carriers(db, rows))


def first_facts(db: sqlite3.Connection, names: Iterable[Name], *, since: int, now: int) -> FirstFacts:
    """Return what a first letter is made from: the matches of baselines whose item is dated `since`, and all of names."""
    rows = match_rows.baseline_matches(db, since)
    return FirstFacts(
        rows=tuple(rows),
        totals=match_rows.baseline_totals(db),
        carriers=_carriers(db, rows),
        names={name.key: name_facts(db, name, now) for name in names},
        coverage=coverage_facts(db, 0, now + 1),
    )


def name_facts(db: sqlite3.Connection, name: Name, now: int) -> NameFacts:
    """Return what is already there of a name."""
    rows = mentions.mentions_of(db, name.key, verdict=Verdict.SURE, limit=_LOOKED_AT)
    return NameFacts(
        counts=mentions.stories_of(db, name.key),
        rows=tuple(rows),
        carriers=_carriers(db, rows),
        places=place_facts(db, name.key, now - DAY, now + 1),
    )


def place_facts(
    db: sqlite3.Connection, name: str, start: int, end: int, *, since: int | None = None
) -> PlaceFacts:
    """Return the places of a name (its key) in a year of answers before `end`, or in more from `since` on.

    How often engines answered is counted in [start, end).
    """
    earliest = end - YEAR if since is None else min(since, end - YEAR)
    searches = tuple(
        SearchFacts(
            search,
            tuple(positions.answers(db, search.source, earliest, end)),
            positions.engines(db, search.source, start, end),
        )
        for search in positions.searches(db, name)
    )
    items = {result.item for result in _results(searches)}
    return PlaceFacts(searches, positions.marked_addresses(db, name), positions.verdicts_of(db, name, items))


def _results(searches: Iterable[SearchFacts]) -> Iterator[RankedResult]:
    for search in searches:
        for answer in search.answers:
            yield from answer.results


def report_facts(
    db: sqlite3.Connection,
    names: Iterable[Name],
    own: Mapping[str, tuple[str, bool]],
    *,
    start: int,
    end: int,
    since: int,
) -> ReportFacts:
    """Return what a report on names is made from, for [start, end); answers to searches from `since` on.

    `own` gives for each own page the source that reads it, and whether its item is the page whole.
    """
    doubts = mentions.doubts_between(db, start, end)
    homonyms = mentions.homonyms_between(db, start, end)
    by_name = {}
    for name in names:
        places = place_facts(db, name.key, start, end, since=since)
        sure = mentions.mentions_between(db, start, end, Verdict.SURE, name=name.key)
        unsure = [row for row in doubts if row.by == By.name(name.key)]
        mentions_of_name = MentionFacts(
            sure=tuple(sure),
            doubts=tuple(unsure),
            ever=tuple(reports.mentions_before(db, name.key, end)),
            homonyms=homonyms.get(name.key, 0),
            carriers=_carriers(db, (*sure, *unsure)),
        )
        read = {
            page: reports.page_row(db, own[page][0], whole=own[page][1]) for page in name.mine if page in own
        }
        shown = {(result.url, result.item) for result in _results(places.searches)}
        by_name[name.key] = ReportNameFacts(
            places=places,
            mentions=mentions_of_name,
            own={page: row for page, row in read.items() if row is not None},
            texts={item: reports.result_text(db, item) for url, item in shown if is_own(url, name.mine)},
        )
    return ReportFacts(by_name, coverage_facts(db, start, end))


def _carriers(db: sqlite3.Connection, rows: Iterable[MatchRow]) -> Mapping[int, list[Carrier]]:
    return match_rows.carriers(db, list(dict.fromkeys(row.story for row in rows)))
