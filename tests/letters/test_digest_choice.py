"""A digest decided from plain values: which matches it tells, why not the others, what it recalls, asks and counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts import CLAIRE, INES, carriers, config, digest, digest_facts, mention, row
from veille.errors import text_failure
from veille.letters.digest import LeftOut, covered, digest_letter, digest_query, is_due, news
from veille.letters.letter import DigestLetter
from veille.model import By, Name, Outcome, Verdict
from veille.store.facts import Counts, CoverageFacts, DigestFacts, SourceState, UpcomingAlert
from world import DAY, HOUR, MONDAY

YESTERDAY = MONDAY - DAY
MATIN = digest()
WATCH = config(MATIN)
NAMED = config(MATIN, names=(INES, CLAIRE))


def letter(facts: DigestFacts, watch: object = WATCH) -> DigestLetter:
    return digest_letter(facts, watch, first_of_week=False, states={})  # type: ignore[arg-type]


def titles(told: DigestLetter) -> dict[str, list[str]]:
    return {section.topic: [entry.title for entry in section.entries] for section in told.sections}


# Topics and room


def test_topics_stand_in_the_digest_s_own_order_else_in_that_of_the_rules() -> None:
    found = [row(1, "Acme"), row(2, "Robots", topic="Secteur", by=By.rule("secteur"))]
    for topics, order in (
        (("Secteur", "Nous"), ["Secteur", "Nous"]),
        (("Nous",), ["Nous"]),
        ((), ["Nous", "Secteur"]),
    ):
        watch = config(digest(topics=topics))
        assert list(titles(letter(digest_facts(watch, found), watch))) == order


def test_what_has_no_room_is_counted_by_topic_and_what_most_carry_is_told_first() -> None:
    found = [row(number, f"Acme {number}", at=MONDAY + number) for number in range(1, 5)]
    found += [
        row(10 + n, f"Robot {n}", at=MONDAY + n, topic="Secteur", by=By.rule("secteur")) for n in range(1, 5)
    ]
    watch = config(digest(max=3))
    told = letter(digest_facts(watch, found, others=[(2, "Presse Océan")]), watch)
    assert titles(told) == {"Nous": ["Acme 2", "Acme 4"], "Secteur": ["Robot 4"]}
    assert [section.more for section in told.sections] == [2, 3]
    assert [entry.number for section in told.sections for entry in section.entries] == [1, 2, 3]


# What is news


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"alerted": frozenset({1})}, LeftOut.ALERTED),
        ({"alerted_before": frozenset({1})}, LeftOut.TOLD_BEFORE),
        ({"told": frozenset({(1, "Nous")})}, LeftOut.TOLD_BEFORE),
        ({"told": frozenset({(1, "Secteur")})}, LeftOut.TOLD_BEFORE),
        ({"waiting": (UpcomingAlert(1, "Nous", paused=False),)}, LeftOut.WAITING),
    ],
)
def test_a_story_that_an_alert_or_an_earlier_digest_tells_is_left_out_with_a_reason(
    facts: dict[str, object], reason: LeftOut
) -> None:
    made = digest_facts(WATCH, [row(1), row(2)], **facts)
    found = news(made, WATCH)
    assert found.left_out == {1: reason}
    assert [match_row.match for match_row in found.rows] == [2]
    assert titles(letter(made)) == {"Nous": ["Acme 2"]}


def test_what_an_alert_told_is_counted_as_told_and_what_it_will_tell_as_waiting() -> None:
    told = letter(
        digest_facts(
            WATCH,
            [row(1), row(2), row(3)],
            alerted=frozenset({1}),
            waiting=(UpcomingAlert(2, "Nous", paused=True), UpcomingAlert(8, "Nous", paused=True)),
        )
    )
    assert (told.alerted, told.waiting, told.paused) == (1, 2, True)
    assert titles(told) == {"Nous": ["Acme 3"]}


def test_an_alert_of_another_topic_than_the_digest_s_is_none_of_its_business() -> None:
    watch = config(digest(topics=("Nous",)), digest("b"))
    found = [row(1), row(2, topic="Secteur", by=By.rule("secteur"))]
    facts = digest_facts(
        watch, found, waiting=(UpcomingAlert(1, "Secteur", paused=False),), told=frozenset({(1, "Secteur")})
    )
    assert news(facts, watch).left_out == {2: LeftOut.OTHER_TOPIC}
    assert letter(facts, watch).waiting == 0


def test_an_item_that_was_edited_into_a_rule_is_news_though_another_copy_was_told() -> None:
    edited = row(1, first_seen=int(YESTERDAY))
    assert titles(letter(digest_facts(WATCH, [edited], told=frozenset({(1, "Nous")})))) == {
        "Nous": ["Acme 1"]
    }


def test_what_alerts_left_to_the_digest_is_told_however_late() -> None:
    late = row(1, at=YESTERDAY)
    facts = digest_facts(WATCH, [], late=(late,), alerted=frozenset({1}), told=frozenset({(1, "Nous")}))
    assert titles(letter(facts)) == {"Nous": ["Acme 1"]}


def test_what_alerts_left_of_a_topic_that_no_digest_asks_for_stands_in_the_most_frequent() -> None:
    often, monthly = (
        digest("often", topics=("Secteur",)),
        digest("monthly", "monthly 08:00", topics=("Secteur",)),
    )
    elsewhere = digest("elsewhere", to=("paul@example.org",))
    watch = config(often, monthly, elsewhere)
    late = (row(1, at=YESTERDAY),)
    for name, recipient, told in (
        ("often", "ines@example.org", [1]),
        ("monthly", "ines@example.org", []),
        ("elsewhere", "paul@example.org", [1]),
    ):
        facts = digest_facts(watch, [], name=name, recipient=recipient, late=late)
        assert [match_row.match for match_row in covered(facts, watch)] == told


@given(
    st.lists(
        st.tuples(
            st.integers(1, 12), st.sampled_from(["Nous", "Secteur", "On parle de vous"]), st.booleans(), st.booleans()
        ),
        max_size=30,
    ),
    st.frozensets(st.integers(1, 12)),
    st.frozensets(st.integers(1, 12)),
    st.frozensets(st.tuples(st.integers(1, 12), st.sampled_from(["Nous", "Secteur"]))),
    st.lists(st.tuples(st.integers(1, 14), st.sampled_from(["Nous", "Secteur"]), st.booleans()), max_size=6),
    st.sampled_from([(), ("Nous",), ("Secteur", "Nous")]),
    st.integers(0, 6),
)  # fmt: skip
def test_every_match_of_a_period_is_an_entry_or_counted_or_left_out_with_a_reason(
    drawn: list[tuple[int, str, bool, bool]],
    alerted: frozenset[int],
    before: frozenset[int],
    told: frozenset[tuple[int, str]],
    waiting: list[tuple[int, str, bool]],
    topics: tuple[str, ...],
    most: int,
) -> None:
    watch = config(digest(topics=topics, max=most), names=(INES,))
    rows = [
        row(
            number,
            story=story,
            topic=topic,
            at=YESTERDAY if is_late else MONDAY + number,
            first_seen=int(YESTERDAY if is_edited else MONDAY),
        )
        for number, (story, topic, is_late, is_edited) in enumerate(drawn, start=1)
    ]
    facts = digest_facts(
        watch,
        [match_row for match_row in rows if match_row.at >= MONDAY],
        late=tuple(match_row for match_row in rows if match_row.at < MONDAY),
        alerted=alerted,
        alerted_before=before,
        told=told,
        waiting=tuple(UpcomingAlert(*pair) for pair in waiting),
    )
    found = news(facts, watch)
    assert {match_row.match for match_row in found.rows} | set(found.left_out) == {
        match_row.match for match_row in rows
    }
    assert not {match_row.match for match_row in found.rows} & set(found.left_out)
    made = letter(facts, watch)
    assert made == letter(facts, watch), "nothing else decides"
    stories = {match_row.story for match_row in found.rows}
    shown = [entry.story for section in made.sections for entry in section.entries]
    assert len(shown) == len(set(shown)), "a story has one place"
    assert set(shown) <= stories
    assert len(shown) + sum(section.more for section in made.sections) == len(stories)
    assert len(shown) == min(most, len(stories))
    counted = {
        match_row.story for match_row in rows if found.left_out.get(match_row.match) is LeftOut.ALERTED
    }
    assert made.alerted == len(counted)
    # What waits and is not told already is counted, in a topic of the digest's.
    asked = {story for story, topic, _ in waiting if not topics or topic in topics}
    assert made.waiting == len(asked - counted)


# What closes, has closed, and comes


def test_what_closes_keeps_the_number_it_has_below_and_what_stands_alone_goes_first() -> None:
    old = row(1, "Ancienne", at=MONDAY - 20 * DAY, closes="2026-11-30")
    new = row(3, "Nouvelle", closes="2026-11-28")
    facts = digest_facts(WATCH, [row(2, "Acme"), new], closing=(new, old))
    told = letter(facts)
    shown = {entry.title: entry.number for section in told.sections for entry in section.entries}
    assert sorted(shown.values()) == [2, 3]
    assert [(entry.number, entry.title) for entry in told.closing] == [
        (shown["Nouvelle"], "Nouvelle"),
        (1, "Ancienne"),
    ]


def test_what_closes_and_has_no_room_is_noted_and_the_next_digest_recalls_it() -> None:
    watch = config(digest(max=1))
    rows = tuple(row(number, at=MONDAY - 20 * DAY, closes=f"2026-11-2{number}") for number in (6, 7, 8))
    asked = digest_facts(watch, [], closing=rows)
    told = letter(asked, watch)
    assert ([entry.story for entry in told.closing], told.cut) == ([6], (7, 8))
    # Two days before it closes is between the steps; the last digest left yesterday.
    after = digest_facts(watch, [], closing=rows[1:], last=int(MONDAY), cut=frozenset({8}))
    assert [entry.story for entry in letter(after, watch).closing] == [8]
    assert not letter(digest_facts(watch, [], closing=rows[1:], last=int(MONDAY)), watch).closing


@pytest.mark.parametrize(
    ("today", "last", "due"),
    [
        (20, 19, False),  # 10 days left
        (23, 22, True),  # 7
        (24, 23, False),
        (27, 26, False),
        (28, 27, True),  # 2
        (29, 28, False),
        (30, 29, False),  # today
        (29, 22, True),  # a weekly digest: at 7 and 2 at once
        (25, None, True),
        (20, None, False),
    ],
)
def test_what_closes_is_due_at_seven_days_and_at_two(today: int, last: int | None, due: bool) -> None:
    before = None if last is None else date(2026, 11, last)
    assert is_due(date(2026, 11, 30), date(2026, 11, today), before) is due


def test_what_has_closed_is_never_due() -> None:
    assert not is_due(date(2026, 11, 30), date(2026, 12, 1), None)


def test_a_digest_asks_for_a_month_ahead_where_it_is_one_of_a_week() -> None:
    for days, until in ((1, "2026-12-01"), (7, "2026-12-31")):
        query = digest_query(WATCH, MATIN, "ines@example.org", int(MONDAY), int(MONDAY + days * DAY))
        first = date(2026, 11, 23) + timedelta(days=days)
        assert (query.upcoming[0], query.closing[1]) == (
            first.isoformat(),
            (first + timedelta(days=7)).isoformat(),
        )
        assert query.upcoming[1] == until


def test_an_opening_that_closed_and_what_comes_stand_once_a_story_and_in_the_digest_s_topics() -> None:
    watch = config(digest(topics=("Nous",)))
    job = {"facts": (("employer", "Acme"),)}
    gone = (row(1, "Offre", **job), row(2, "Offre", story=1, **job), row(3, "Autre", topic="Secteur"))
    soon = (
        row(4, "Salon", starts="2026-12-01", facts=(("place", "Nantes"),)),
        row(5, "Salon", story=4, starts="2026-12-01"),
        row(6, "Trop tôt", starts="2026-11-29"),
        row(7, "Ailleurs", starts="2026-12-01", topic="Secteur"),
    )
    told = letter(digest_facts(watch, [], closed=gone, upcoming=soon, last=int(MONDAY)), watch)
    assert [(opening.title, opening.employer) for opening in told.closed] == [("Offre", "Acme")]
    assert [(event.title, event.place) for event in told.upcoming] == [("Salon", "Nantes")]


# Mentions in doubt


def test_five_doubts_are_asked_the_reader_s_own_first_and_the_others_counted() -> None:
    doubts = tuple(
        mention(number, of=CLAIRE if number == 1 else INES, verdict=Verdict.UNSURE, likely=1 - number / 10)
        for number in range(1, 8)
    )
    told = letter(digest_facts(NAMED, [], doubts=doubts, homonyms={"moi": 2, "gone": 9}), NAMED)
    assert [entry.story for entry in told.doubts] == [2, 3, 4, 5, 1]
    assert [entry.number for entry in told.doubts] == [1, 2, 3, 4, 5]
    assert (told.more_doubts, told.homonyms) == (2, (("moi", 2),))


def test_a_doubt_stands_beside_what_a_rule_told_of_its_item_and_is_not_asked_twice() -> None:
    doubt = mention(2, item=1, story=1, verdict=Verdict.UNSURE)
    told = letter(digest_facts(NAMED, [row(1)], doubts=(doubt,), doubts_beside=(doubt,)), NAMED)
    (section,) = told.sections
    assert [reason.by for reason in section.entries[0].reasons] == [By.rule("nous"), By.name("moi")]
    assert not told.doubts


def test_those_whose_watch_it_is_not_are_asked_nothing() -> None:
    doubt = (mention(1, verdict=Verdict.UNSURE),)
    both = config(digest(to=("ines@example.org", "paul@example.org")), names=(INES,))
    for recipient, asked in (("ines@example.org", 1), ("paul@example.org", 0)):
        assert len(letter(digest_facts(both, [], recipient=recipient, doubts=doubt), both).doubts) == asked
    alone = config(digest(to=("paul@example.org",)), names=(INES,))
    assert letter(digest_facts(alone, [], recipient="paul@example.org", doubts=doubt), alone).doubts


def test_a_name_that_left_the_configuration_is_asked_about_no_more() -> None:
    gone = Name("parti", "Jean Parti", "parti", topic="Auteurs")
    told = letter(digest_facts(NAMED, [], doubts=(mention(1, of=gone, verdict=Verdict.UNSURE),)), NAMED)
    assert not told.doubts


# What is usual, and who spoke


def windows(count: int) -> tuple[tuple[int, int], ...]:
    """Return the days before Monday's, oldest first."""
    return tuple((int(MONDAY - back * DAY), int(MONDAY - (back - 1) * DAY)) for back in range(count, 0, -1))


@pytest.mark.parametrize(("known", "past"), [(8, (2,) * 8), (4, (2,) * 4), (3, None), (0, None)])
def test_a_trend_is_told_once_four_periods_are_known(known: int, past: tuple[int, ...] | None) -> None:
    days = windows(known)
    first = [("Nous", n, start + 99 + n) for start, _ in days for n in range(2)]
    today = [("Nous", 100 + n, int(MONDAY) + n) for n in range(6)]
    told = letter(
        digest_facts(
            WATCH,
            [],
            watched=days,
            first_matches=(*first, *today),
            topics_since={"Nous": int(MONDAY - 90 * DAY)},
        )
    ).trends
    assert [(trend.topic, trend.past, trend.count) for trend in told] == ([("Nous", past, 6)] if past else [])


def test_what_was_before_a_topic_was_watched_is_not_its_usual() -> None:
    for days, known in ((4.4, 4), (3.4, 0)):
        told = letter(
            digest_facts(
                WATCH,
                [],
                watched=windows(8),
                first_matches=(("Nous", 1, int(MONDAY)),),
                topics_since={"Nous": int(MONDAY - days * DAY)},
            )
        ).trends
        assert [len(trend.past) for trend in told] == ([known] if known else [])


def test_who_spoke_is_counted_and_who_never_did_before_is_new() -> None:
    spoke = [
        ("Par Jeanne Le Goff, avec AFP", "Ouest Éco"), ("JEANNE LE GOFF", "Ouest Éco"), ("Paul Durand", "Ouest Éco"),
        ("", "Ouest Éco"), ("AFP", "Ouest Éco"),
    ]  # fmt: skip
    before = [("Jeanne Le Goff", "Ouest Éco")]
    told = letter(digest_facts(WATCH, [], bylines=tuple(spoke), bylines_before=tuple(before))).voices
    assert [(voice.name, voice.count, voice.new) for voice in told] == [
        ("Jeanne Le Goff", 2, False),
        ("Ouest Éco", 2, False),
        ("Paul Durand", 1, True),
    ]


# The foot


def test_the_foot_says_what_failed_since_when_and_what_never_runs() -> None:
    states = {
        "a": SourceState(1, "a", baseline=1, last_poll=int(MONDAY)),
        "b": SourceState(
            2,
            "b",
            failures=3,
            failing_since=int(YESTERDAY),
            last_poll=int(MONDAY),
            why=text_failure("b answered 404"),
        ),
        "a2": SourceState(4, "a2", failures=1, failing_since=int(MONDAY), last_poll=int(MONDAY)),
        "c": SourceState(
            3,
            "c",
            baseline=1,
            last_poll=int(MONDAY),
            outcome=Outcome.DEGRADED,
            why=text_failure("c is cut short"),
        ),
    }
    watch = config(broken={"d": text_failure("it does not load")})
    facts = digest_facts(
        watch,
        [],
        coverage=CoverageFacts(Counts(1, 48, 7, 2), network_down=int(MONDAY), first_read=(("e", 20),)),
    )
    seen = digest_letter(facts, watch, first_of_week=False, states=states).coverage
    assert (seen.sources, seen.seen, seen.polls, seen.items, seen.dead) == (5, 2, 48, 7, 2)
    assert [(source.name, source.since.timestamp()) for source in seen.failing] == [
        ("b", YESTERDAY),
        ("a2", MONDAY),
    ]
    assert [source.name for source in seen.degraded] == ["c"]
    assert seen.network_down is not None
    assert (seen.broken, seen.first_read) == ((("d", text_failure("it does not load")),), (("e", 20),))


def test_a_digest_made_of_nothing_says_nothing_but_what_was_seen() -> None:
    told = letter(digest_facts(WATCH, []))
    assert not (
        told.sections
        or told.closing
        or told.closed
        or told.upcoming
        or told.doubts
        or told.trends
        or told.voices
    )
    assert told.next_digest is not None
    assert told.next_digest.timestamp() == MONDAY + 2 * DAY - 1.5 * HOUR


def test_stories_are_carried_only_by_those_that_carry_them() -> None:
    found = [row(1), row(2, story=1, outlet="Presse Océan"), row(3)]
    facts = digest_facts(WATCH, found)
    assert facts.carriers == carriers(found)
    (section,) = letter(facts).sections
    assert {entry.story: [copy.outlet for copy in entry.copies] for entry in section.entries} == {
        1: ["Presse Océan"],
        3: [],
    }
