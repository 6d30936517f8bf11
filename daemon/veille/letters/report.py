"""A name report: where names stand at the end of a period, what they say, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from veille.config.model import Config, Digest
from veille.config.refused import forbids, refused_site
from veille.config.when import next_time
from veille.errors import NO_FAILURE
from veille.letters.bylines import Byline, voices
from veille.letters.coverage import coverage
from veille.letters.entries import entries, entry_of, moment
from veille.letters.first_page import MONTHS, FirstPage, FirstPageResult, first_pages, standings
from veille.letters.letter import Entry, NameMentions, NameReport, NameState, OwnPage, OwnPageState, Year
from veille.match.own_pages import by_oneself, is_own, page_address
from veille.match.query import QueryError
from veille.match.rules import Doc, explain
from veille.model import Name, Rule
from veille.names.first_page import FIRST_PAGE, RankedAnswer, RankedResult, ResultOwner
from veille.store.facts import MentionFacts, OwnPageRow, PlaceFacts, ReportFacts, ReportNameFacts, SourceState
from veille.text.fold import plain
from veille.text.urls import page_key

# What a name's own pages say of it: from the pages themselves, else from what a search shows of them.

# How web.robots and web.client say that a page may not be asked for.
_BETWEEN = re.compile(r"\s+[-–—|·•:]\s+|\s*[|•]\s*|[.!?](?:\s|$)")
_CALLED = 60  # characters of what a page calls its owner


def sources_of_own_pages(config: Config, names: Iterable[Name]) -> dict[str, tuple[str, bool]]:
    """Return for each own page of these names the source that reads it, and whether its item is the page whole.

    It is a source of own pages, else any other of the same address. Pages that no source reads are left out.
    """
    read: dict[str, tuple[str, bool]] = {}
    for source in sorted(config.sources.values(), key=lambda source: not source.capabilities.is_own):
        if isinstance(url := source.options.get("url"), str):  # a kind may take several
            read.setdefault(url, (source.name, source.capabilities.is_own))
    return {
        page: read[page_address(page)] for name in names for page in name.mine if page_address(page) in read
    }


def own_pages(
    facts: ReportNameFacts, name: Name, results: Sequence[RankedResult], page: FirstPage | None
) -> tuple[OwnPage, ...]:
    """Return what each of a name's own pages says; `results` are those of its searches, newest first.

    `page` is the first page on which they have their places.
    """
    return tuple(_own_page(facts, name, address, results, page) for address in name.mine)


def _own_page(
    facts: ReportNameFacts, name: Name, page: str, results: Sequence[RankedResult], first: FirstPage | None
) -> OwnPage:
    row = facts.own.get(page)
    links = {url: read.links for url, read in facts.own.items() if read.text}
    answers = _answers(page, row)
    title, told, by_result = "", "", False
    if row is not None and answers is OwnPageState.YES:
        title, told = row.title, row.text
    elif answers is not OwnPageState.NO:
        title, told = next(filter(any, _result_texts(facts.texts, page, results)), ("", ""))
        by_result = bool(told)
    missing = tuple(phrase for phrase in name.says if told and not contains_phrase(told, phrase))
    return OwnPage(
        url=page,
        answers=answers,
        why=row.why if row is not None and answers is OwnPageState.NO else NO_FAILURE,
        since=_moment(row.failing_since) if row is not None and answers is OwnPageState.NO else None,
        text_known=bool(told),
        by_result=by_result,
        missing=missing,
        instead=called(title, name, page) if missing else "",
        linked=is_linked(page, name.mine, links),
        unchanged=_moment(row.since) if row is not None and answers is OwnPageState.YES else None,
        place=min(
            (place.place for place in (first.places if first else ()) if is_own(place.url, (page,))),
            default=None,
        ),
    )


def _answers(page: str, row: OwnPageRow | None) -> OwnPageState:
    if row is None:
        refused = refused_site(urlsplit(page_address(page)).hostname or "")
        return OwnPageState.UNREAD if refused else OwnPageState.UNKNOWN
    if row.failing_since is not None:
        return OwnPageState.UNREAD if forbids(row.why) else OwnPageState.NO
    return OwnPageState.YES if row.read else OwnPageState.UNKNOWN


def _result_texts(
    texts: Mapping[int, tuple[str, str]], page: str, results: Sequence[RankedResult]
) -> Iterator[tuple[str, str]]:
    """Yield the title and all the text of each result that is of this page."""
    for result in results:
        if is_own(result.url, (page,)):
            title, text = texts.get(result.item, ("", ""))
            yield title or result.title, f"{title or result.title}\n{text}"


def contains_phrase(told: str, phrase: str) -> bool:
    """Return whether a text says a phrase, in any of its spellings ("chargé·e de communication")."""
    try:
        return explain(Rule("says", any=(phrase,)), Doc("", told, "")).met
    except QueryError:
        return plain(phrase) in plain(told)


def called(title: str, name: Name, page: str) -> str:
    """Return what a title calls somebody, without their name and without the site's: "étudiante" of a profile's."""
    site = {label for label in (urlsplit(page_address(page)).hostname or "").split(".") if len(label) > 2}
    known = [plain(form) for form in (name.name, *name.also)]
    for part in _BETWEEN.split(title):
        bare = plain(part).strip()
        if not bare or any(form in bare for form in known) or bare.replace(" ", "") in site:
            continue
        return part.strip()[:_CALLED].rstrip(" ,;:")
    return ""


def is_linked(page: str, mine: Sequence[str], links: Mapping[str, Sequence[str]]) -> bool | None:
    """Return whether a page leads to another own one, or another leads to it; None where that cannot be seen.

    `links` are those of the pages that were read.
    """
    if len(mine) < 2:
        return None
    leads = {
        address: {_page_at(link, mine) for link in links.get(address, ())} - {address, None}
        for address in mine
    }
    if leads[page] or any(page in found for found in leads.values()):
        return True
    return False if page in links else None


def _page_at(url: str, mine: Sequence[str]) -> str | None:
    """Return the own page under which an address lies: of a site and a page on it, the page."""
    return max((address for address in mine if is_own(url, (address,))), key=len, default=None)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


MOST_SAID = 5  # stories shown, sure or in doubt each; the others are counted


def report_names(config: Config, digest: Digest) -> list[Name]:
    """Return the names that a report is about."""
    return [name for name in config.names.values() if name.key in digest.names or name.group in digest.names]


def report_bounds(config: Config, end: int) -> list[tuple[date, int]]:
    """Return the twelve months that a report which ends then tells of, as month_bounds has them."""
    return month_bounds(_about(config, end), end, config)


def _about(config: Config, end: int) -> date:
    """Return the last day of which a report that ends then tells."""
    return (moment(end) - timedelta(days=1)).astimezone(config.timezone).date()


def report_letter(
    facts: ReportFacts,
    config: Config,
    digest: Digest,
    *,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
) -> NameReport:
    """Return the report on the names of a digest for [start, end). It always has something to say."""
    about, bounds = _about(config, end), report_bounds(config, end)
    states_of, number = [], 1
    for name in report_names(config, digest):
        state = _state(facts.names[name.key], name, start, end, bounds, number)
        number += len(state.mentions.sure) + len(state.mentions.doubts)
        states_of.append(state)
    named = {state.key for state in states_of}
    return NameReport(
        title=digest.title,
        start=moment(start),
        end=moment(end),
        names=tuple(states_of),
        coverage=coverage(facts.coverage, end, states, config.broken),
        month=about.replace(day=1) if digest.at.monthly else None,
        searched=any(source.of in named and source.capabilities.ranked for source in config.sources.values()),
        next_report=moment(next_time(digest.at, end, config.timezone)),
        contact=config.contact,
    )


def _state(
    facts: ReportNameFacts,
    name: Name,
    start: int,
    end: int,
    bounds: Sequence[tuple[date, int]],
    number: int,
) -> NameState:
    answers = [
        [answer for answer in search.answers if bounds[0][1] <= answer.at < end]
        for search in facts.places.searches
    ]
    pages = first_pages(facts.places, name, start, end)
    years = [_year(facts.places, name, page, told, bounds) for page, told in zip(pages, answers, strict=True)]
    state = NameState(
        key=name.key,
        called=name.name,
        you=name.you,
        company=name.company,
        expected=name.homonyms,
        pages=tuple(_by_month(page, told, bounds) for page, told in zip(pages, answers, strict=True)),
        years=tuple(years),
        says=name.says,
        mentions=_name_mentions(facts.mentions, name, start, bounds, number),
    )
    newest = sorted(
        (answer for told in answers for answer in told if answer.results),
        key=lambda answer: answer.at,
        reverse=True,
    )
    results = [result for answer in newest for result in answer.results]
    return replace(state, own=own_pages(facts, name, results, state.page))


# The year of a first page


def month_bounds(about: date, end: int, config: Config) -> list[tuple[date, int]]:
    """Return the last twelve months, the one of `about` last: first day, and when it begins (UTC seconds); then the end."""
    days = [about.replace(day=1)]
    while len(days) < MONTHS:
        days.insert(0, (days[0] - timedelta(days=1)).replace(day=1))
    found = [
        (day, int(datetime.combine(day, time(), config.timezone).astimezone(UTC).timestamp())) for day in days
    ]
    return [*found, (about, end)]


def _months(
    bounds: Sequence[tuple[date, int]], answers: Sequence[RankedAnswer]
) -> Iterator[list[RankedAnswer]]:
    """Yield the answers of each month that had results, newest first."""
    for (_, start), (_, end) in pairwise(bounds):
        yield [answer for answer in answers if answer.results and start <= answer.at < end]


def _by_month(
    page: FirstPage, answers: Sequence[RankedAnswer], bounds: Sequence[tuple[date, int]]
) -> FirstPage:
    """Return a first page whose results have their best places by months of the calendar."""
    months = [_best(told) for told in _months(bounds, answers)]

    def dated(place: FirstPageResult) -> FirstPageResult:
        key = page_key(place.url)
        return replace(place, months=tuple(month.get(key) for month in months))

    return replace(page, places=tuple(map(dated, page.places)), left=tuple(map(dated, page.left)))


def _best(answers: Iterable[RankedAnswer]) -> dict[bytes, int]:
    best: dict[bytes, int] = {}
    for result in _on_page(answers):
        best[result.key] = min(result.place, best.get(result.key, result.place))
    return best


def _on_page(answers: Iterable[RankedAnswer]) -> Iterator[RankedResult]:
    for answer in answers:
        yield from (result for result in answer.results if result.place <= FIRST_PAGE)


def _year(
    facts: PlaceFacts,
    name: Name,
    page: FirstPage,
    answers: Sequence[RankedAnswer],
    bounds: Sequence[tuple[date, int]],
) -> Year:
    months = list(_months(bounds, answers))
    everybody = {result.key: result for told in months for result in _on_page(told)}
    whose = standings(facts, name, everybody.values())
    mine = [
        sum(whose[result.key] is ResultOwner.MINE for result in _on_page(told[:1]))  # the newest of the month
        for told in months
    ]
    pages = [
        (
            own,
            tuple(
                min((result.place for result in _on_page(told) if is_own(result.url, (own,))), default=None)
                for told in months
            ),
        )
        for own in name.mine
    ]
    return Year(
        months=tuple(day for day, _ in bounds[:-1]),
        known=tuple(map(bool, months)),
        pages=tuple(sorted((page for page in pages if any(page[1])), key=lambda page: _rank(page[1]))),
        mine=tuple(mine),
        shown=len(page.places),
    )


def _rank(places: Sequence[int | None]) -> list[int]:
    """Return what sorts own pages: by their last places, best first."""
    return [place or FIRST_PAGE + 1 for place in reversed(places)]


# What others say


def _name_mentions(
    facts: MentionFacts, name: Name, start: int, bounds: Sequence[tuple[date, int]], number: int
) -> NameMentions:
    sure = [row for row in facts.sure if not by_oneself(row.url, name)]
    told = entries(sure, facts.carriers, {name.key: name}, first=number, most=len(sure))
    doubted = [row for row in facts.doubts if not by_oneself(row.url, name)]
    first = number + min(len(told), MOST_SAID)
    asked = [
        entry_of(place, [row], facts.carriers[row.story], {name.key: name})
        for place, row in enumerate(doubted[:MOST_SAID], start=first)
    ]
    rows = [row for row in facts.ever if not by_oneself(row.url, name)]
    now = [row for row in rows if row.at >= start and not row.baseline]
    before = [row for row in rows if row.at < start or row.baseline]
    firsts = {row.story: row.at for row in sorted(rows, key=lambda row: -row.at) if row.at}
    return NameMentions(
        sure=tuple(told[:MOST_SAID]),
        more_sure=max(len(told) - MOST_SAID, 0),
        outlets=_outlets(told),
        doubts=tuple(asked),
        more_doubts=len(doubted) - len(asked),
        homonyms=facts.homonyms,
        voices=voices(
            [Byline(row.author, row.outlet) for row in now],
            [Byline(row.author, row.outlet) for row in before],
        ),
        months=tuple(
            sum(since <= at < until for at in firsts.values()) for (_, since), (_, until) in pairwise(bounds)
        ),
    )


def _outlets(told: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    """Return who tells, each with how many others carry it."""
    found: dict[str, int] = {}
    for entry in told:
        found[entry.outlet] = max(found.get(entry.outlet, 0), len(entry.copies))
    return tuple(found.items())
