"""A name report decided from plain values: places by months, what own pages say, and what others say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts import CLAIRE, carriers, config, digest, mention
from veille.config.model import SourceConfig
from veille.errors import NO_FAILURE, text_failure
from veille.letters.letter import NameState, OwnPageState
from veille.letters.report import (
    MOST_SAID,
    month_bounds,
    report_bounds,
    report_letter,
    report_names,
    sources_of_own_pages,
)
from veille.model import Name, Verdict
from veille.names.first_page import RankedAnswer, RankedResult
from veille.store.facts import (
    CoverageFacts,
    MatchRow,
    MentionFacts,
    MentionRow,
    OwnPageRow,
    PlaceFacts,
    RankedSearch,
    ReportFacts,
    ReportNameFacts,
    SearchFacts,
)
from veille.text.urls import page_key

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 12, 1, 8, tzinfo=PARIS)
START, END = int((FIRST - timedelta(days=30)).timestamp()), int(FIRST.timestamp())
INES = Name("moi", "Inès Morel-Dupuis", "moi", you=True, mine=("ines.example",), says=("médiatrice",))
MONTHLY = digest("mon-nom", "monthly 08:00", names=("moi",))
WATCH = config(MONTHLY, names=(INES, CLAIRE))


def answered(days_ago: int, *urls: str) -> RankedAnswer:
    """Return the answer of a search some days before the report."""
    results = tuple(
        RankedResult(page_key(url), place, url, url, place, ("bing",)) for place, url in enumerate(urls, 1)
    )
    return RankedAnswer(int((FIRST - timedelta(days=days_ago)).timestamp()), results)


def places(*answers: RankedAnswer) -> PlaceFacts:
    return PlaceFacts((SearchFacts(RankedSearch(1, "moi/searxng", "searxng"), answers),))


def reported(name: Name = INES, **facts: object) -> NameState:
    """Return what the report of November says of a name of which these facts are known."""
    watch = config(MONTHLY, names=(name,))
    made = ReportFacts({name.key: ReportNameFacts(**facts)}, CoverageFacts())  # type: ignore[arg-type]
    (state,) = report_letter(made, watch, MONTHLY, start=START, end=END, states={}).names
    return state


def page(**more: object) -> dict[str, OwnPageRow]:
    """Return what is known of the own page: that it answers, with a text that says nothing, unless `more` says else."""
    given: dict[str, object] = {
        "read": True, "failing_since": None, "why": NO_FAILURE, "title": "Inès", "text": "Inès\nJe cherche.", "links": (),
        "since": 7,
    }  # fmt: skip
    return {"ines.example": OwnPageRow(**{**given, **more})}  # type: ignore[arg-type]


# What is asked


def test_months_are_those_of_the_calendar_where_one_lives() -> None:
    bounds = report_bounds(WATCH, END)
    assert bounds == month_bounds(date(2026, 11, 30), END, WATCH)
    assert [day.isoformat()[:7] for day, _ in bounds[:-1]] == [
        "2025-12", *(f"2026-{month:02d}" for month in range(1, 12))
    ]  # fmt: skip
    assert datetime.fromtimestamp(bounds[10][1], PARIS) == datetime(2026, 10, 1, tzinfo=PARIS)
    assert bounds[-1][1] == END


def test_a_report_is_about_the_names_of_its_tables_alone() -> None:
    group = [Name(f"auteurs/{n}", n, "auteurs") for n in ("A. Dupont", "B. Martin")]
    for names, keys in (
        (("moi",), ["moi"]),
        (("auteurs",), ["auteurs/A. Dupont", "auteurs/B. Martin"]),
        (("auteurs/B. Martin", "moi"), ["moi", "auteurs/B. Martin"]),
    ):
        asked = digest("mon-nom", names=names)
        assert [name.key for name in report_names(config(asked, names=(INES, *group)), asked)] == keys


def test_an_own_page_is_read_by_the_first_source_of_own_pages_else_by_another_of_its_address() -> None:
    def source(name: str, url: object, *, is_own: bool) -> SourceConfig:
        kind = SimpleNamespace(is_own=is_own)
        return SourceConfig(name, kind, {"url": url})  # type: ignore[arg-type]

    def read(*sources: SourceConfig) -> dict[str, tuple[str, bool]]:
        watch = config(MONTHLY, names=(INES,), sources={source.name: source for source in sources})
        return sources_of_own_pages(watch, [INES])

    other = source("page", "https://ines.example", is_own=False)
    first, second = (source(f"moi/page{n}", "https://ines.example", is_own=True) for n in (1, 2))
    several = source("several", ["https://ines.example"], is_own=False)
    assert read(several, other, first, second) == {"ines.example": ("moi/page1", True)}
    assert read(several, other) == {"ines.example": ("page", False)}
    assert read(several) == read() == {}


# Places


def test_a_month_without_an_answer_is_not_known_and_what_came_in_it_is_new() -> None:
    state = reported(
        places=places(
            answered(2, "https://a.example/", "https://ines.example/", "https://b.example/"),
            answered(20, "https://a.example/", "https://ines.example/", "https://b.example/"),
            answered(70, "https://ines.example/", "https://a.example/"),
        )
    )
    (found,), (year,) = state.pages, state.years
    assert [(result.place, result.was, result.new) for result in found.places] == [
        (1, 2, False),
        (2, 1, False),
        (3, None, True),
    ]
    assert year.known == (*[False] * 9, True, False, True)
    assert year.pages == (("ines.example", (*[None] * 9, 1, None, 2)),)
    assert year.mine[-1] == 1
    assert state.own[0].place == 2


def test_what_is_older_than_twelve_months_counts_for_nothing() -> None:
    state = reported(places=places(answered(2, "https://a.example/"), answered(400, "https://ines.example/")))
    assert state.years[0].pages == ()
    assert state.pages[0].compared is None
    assert not state.own[0].text_known, "nor is what a search showed then"


# Own pages


def test_an_own_page_that_was_read_is_told_from_its_text() -> None:
    told = reported(own=page(text="Inès\nÉtudiante à Lyon", title="Inès Morel-Dupuis, étudiante. Lyon")).own[
        0
    ]
    assert (told.answers, told.text_known, told.missing) == (OwnPageState.YES, True, ("médiatrice",))
    assert told.unchanged is not None
    assert told.unchanged.timestamp() == 7
    assert reported(own=page(text="Médiatrice culturelle")).own[0].missing == ()


@pytest.mark.parametrize(
    ("own", "answers"),
    [
        (
            {"failing_since": 100, "why": text_failure("ines.example answered 503 Service Unavailable")},
            OwnPageState.NO,
        ),
        ({"read": False}, OwnPageState.UNKNOWN),
        (None, OwnPageState.UNKNOWN),
    ],
)
def test_what_is_known_of_a_page_says_whether_it_answers(
    own: dict[str, object] | None, answers: OwnPageState
) -> None:
    told = reported(own={} if own is None else page(**own)).own[0]
    assert told.answers is answers
    assert (bool(told.why), told.since is not None) == (
        answers is OwnPageState.NO,
        answers is OwnPageState.NO,
    )


def test_a_page_that_is_not_read_is_told_from_what_a_search_shows_of_it() -> None:
    shown = answered(2, "https://a.example/", "https://ines.example/")
    known = reported(places=places(shown), texts={2: ("Inès Morel-Dupuis", "Médiatrice au musée.")}).own[0]
    assert (known.text_known, known.by_result, known.missing) == (True, True, ())
    gone = reported(places=places(shown)).own[0]
    assert (gone.text_known, gone.missing) == (True, ("médiatrice",)), "the result's own title is left"
    assert not reported(places=places(answered(2, "https://a.example/"))).own[0].text_known


def test_a_page_that_a_site_forbids_to_read_is_not_asked_for() -> None:
    profile = Name("moi", "Inès Morel-Dupuis", "moi", mine=("linkedin.com/in/ines",))
    assert reported(profile).own[0].answers is OwnPageState.UNREAD


def test_pages_that_lead_to_each_other_are_linked() -> None:
    two = Name("moi", "Inès", "moi", mine=("ines.example", "carnet.example/ines"))
    own = page(links=("https://carnet.example/ines",))
    assert [own_page.linked for own_page in reported(two, own=own).own] == [True, True]
    assert [own_page.linked for own_page in reported(two, own=page()).own] == [False, None]


# What others say


def said(rows: list[MatchRow], **more: object) -> MentionFacts:
    return MentionFacts(
        sure=tuple(match_row for match_row in rows if match_row.verdict == Verdict.SURE),
        doubts=tuple(match_row for match_row in rows if match_row.verdict == Verdict.UNSURE),
        carriers=carriers(rows),
        **more,  # type: ignore[arg-type]
    )


def test_what_one_says_oneself_is_said_by_nobody_else() -> None:
    rows = [
        mention(1, url="https://ines.example/carnet"),
        mention(2),
        mention(3, verdict=Verdict.UNSURE, url="https://ines.example/"),
    ]
    ever = (MentionRow(1, END - 9, False, "https://ines.example/carnet", "Inès", "Carnet"),)
    told = reported(mentions=said(rows, ever=ever)).mentions
    assert [entry.story for entry in told.sure] == [2]
    assert (told.doubts, told.voices, sum(told.months)) == ((), (), 0)


def test_a_voice_of_the_period_is_new_where_it_was_never_heard_before() -> None:
    ever = (
        MentionRow(1, START - 86400, False, "https://a.example/1", "Jeanne Le Goff", "Ouest Éco"),
        MentionRow(2, START + 9, False, "https://a.example/2", "Jeanne Le Goff", "Ouest Éco"),
        MentionRow(3, START + 9, False, "https://a.example/3", "Paul Durand", "Ouest Éco"),
        MentionRow(4, 0, True, "https://a.example/4", "Anne Roy", "Ouest Éco"),
    )
    told = reported(mentions=said([], ever=ever)).mentions
    assert [(voice.name, voice.new) for voice in told.voices] == [
        ("Jeanne Le Goff", False),
        ("Paul Durand", True),
    ]
    assert told.months[-2:] == (1, 2)


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from([Verdict.SURE, Verdict.UNSURE])), max_size=24))
def test_every_mention_is_an_entry_or_counted(drawn: list[tuple[int, str]]) -> None:
    rows = [
        mention(number, story=story, verdict=verdict)
        for number, (story, verdict) in enumerate(drawn, start=1)
    ]
    told = reported(mentions=said(rows, homonyms=3)).mentions
    assert told.all_sure == len({match_row.story for match_row in rows if match_row.verdict == Verdict.SURE})
    assert told.all_doubts == sum(match_row.verdict == Verdict.UNSURE for match_row in rows)
    assert len(told.sure) == min(MOST_SAID, told.all_sure)
    numbers = [entry.number for entry in (*told.sure, *told.doubts)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert told.homonyms == 3


def test_the_numbers_of_several_names_go_on_and_the_report_says_its_month() -> None:
    both = digest("noms", "monthly 08:00", names=("moi", "claire"))
    watch = config(both, names=(INES, CLAIRE))
    facts = ReportFacts(
        {
            "moi": ReportNameFacts(mentions=said([mention(1), mention(2, verdict=Verdict.UNSURE)])),
            "claire": ReportNameFacts(mentions=said([mention(3, of=CLAIRE)])),
        },
        CoverageFacts(),
    )
    letter = report_letter(facts, watch, both, start=START, end=END, states={})
    assert [[e.number for e in (*name.mentions.sure, *name.mentions.doubts)] for name in letter.names] == [
        [1, 2],
        [3],
    ]
    assert (letter.month, letter.searched) == (date(2026, 11, 1), False)
    assert letter == report_letter(facts, watch, both, start=START, end=END, states={}), (
        "nothing else decides"
    )
