"""The first letter from plain values: what was there already, what found nothing, and what was not read yet."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from facts import CLAIRE, INES, carriers, config, mention, row
from veille.config.model import Config, SourceConfig
from veille.letters.first import first_letter
from veille.letters.letter import FirstLetter
from veille.letters.names import SHOWN_OF_PAST
from veille.model import By, Rule, Verdict
from veille.store.facts import CoverageFacts, FirstFacts, MatchRow, NameFacts, SourceState
from world import HOUR, MONDAY

OFFERS = SourceConfig("offres", object(), topic="Offres")  # type: ignore[arg-type]
WATCH = config(sources={"offres": OFFERS})
READ = {"offres": SourceState(1, "offres", baseline=1, last_poll=1)}


def facts(*rows: MatchRow, **totals: int) -> FirstFacts:
    return FirstFacts(
        rows, {By.rule(name): count for name, count in totals.items()}, carriers(rows), {}, CoverageFacts()
    )


def letter(
    made: FirstFacts, watch: Config = WATCH, states: dict[str, SourceState] | None = None
) -> FirstLetter:
    return first_letter(made, watch, "ines@example.org", MONDAY + HOUR, READ if states is None else states)


def test_each_rule_and_topic_tells_how_many_stories_it_would_have_found_and_three_of_them() -> None:
    rows = [row(number, at=MONDAY - number) for number in range(1, 6)]
    rows += [row(10, story=1, at=MONDAY - 10, outlet="Presse Océan")]
    rows += [row(20, by=By.source("offres"), topic="Offres")]
    told = letter(facts(*rows))
    assert [(past.by, past.found) for past in told.past] == [(By.rule("nous"), 5), (By.source("offres"), 1)]
    assert [[entry.story for entry in past.entries] for past in told.past] == [[1, 2, 3], [20]]
    assert [entry.number for past in told.past for entry in past.entries] == [1, 2, 3, 4]


def test_a_rule_that_never_found_anything_is_told_once_all_that_it_sees_was_read() -> None:
    assert letter(facts(nous=3)).empty == ("secteur",)
    unread = {"offres": SourceState(1, "offres")}
    told = letter(facts(nous=3), states=unread)
    assert (told.empty, told.unread) == ((), ("offres",))
    elsewhere = replace(WATCH, rules={"loin": Rule("loin", any=("x",), from_=("autre-*",), topic="Loin")})
    assert letter(facts(), elsewhere, unread).empty == ("loin",)
    broken = replace(WATCH, broken={"cassé": "there is no kind 'x'"})
    assert letter(facts(), broken).empty == ()


def test_names_are_told_after_the_rules_and_their_numbers_go_on() -> None:
    rows = (row(1), row(2))
    mentions = (mention(7), mention(8, story=7), mention(9))
    names = {
        "moi": NameFacts(
            {Verdict.SURE: 2, Verdict.UNSURE: 3, Verdict.HOMONYM: 1}, mentions, carriers(mentions)
        ),
        "claire": NameFacts(),
    }
    watch = config(names=(INES, CLAIRE))
    told = letter(replace(facts(*rows), names=names), watch)
    mine, theirs = told.names
    assert (mine.key, mine.you, mine.sure, mine.unsure, mine.homonyms) == ("moi", True, 2, 3, 1)
    assert [entry.number for entry in mine.entries] == [3, 4]
    assert (theirs.sure, theirs.entries, theirs.best) == (0, (), None)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from([By.rule("nous"), By.rule("secteur"), By.source("offres")])
        )
    )
)
def test_every_story_of_a_baseline_is_counted_where_it_was_found(drawn: list[tuple[int, str]]) -> None:
    rows = [
        row(number, story=story, by=by, at=MONDAY - number)
        for number, (story, by) in enumerate(drawn, start=1)
    ]
    told = letter(facts(*rows))
    assert told == letter(facts(*rows)), "nothing else decides"
    for past in told.past:
        stories = {match_row.story for match_row in rows if match_row.by == past.by}
        assert past.found == len(stories)
        assert len(past.entries) == min(SHOWN_OF_PAST, len(stories))
        assert {entry.story for entry in past.entries} <= stories
    assert {past.by for past in told.past} == {match_row.by for match_row in rows}
