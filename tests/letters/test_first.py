"""The first letter from plain values: what was there already, what found nothing, and what was not read yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from facts import CLAIRE, INES, carriers, config, mention, row
from veille.config.model import Config, SourceConfig
from veille.language.words import Words
from veille.letters.first import first_layout, first_letter
from veille.letters.letter import FirstLetter
from veille.letters.names import SHOWN_OF_PAST
from veille.model import By, Rule, Verdict
from veille.store.facts import CoverageFacts, FirstFacts, MatchRow, NameFacts, SourceState
from world import HOUR, MONDAY

OFFERS = SourceConfig("offres", object(), topic="Offres")  # type: ignore[arg-type]
WATCH = config(sources={"offres": OFFERS})
PARIS = ZoneInfo("Europe/Paris")
READ = {"offres": SourceState(1, "offres", baseline=1, last_poll=1)}


def facts(*rows: MatchRow, **totals: int) -> FirstFacts:
    return FirstFacts(
        rows, {By.rule(name): count for name, count in totals.items()}, carriers(rows), {}, CoverageFacts()
    )


def letter(
    made: FirstFacts, watch: Config = WATCH, states: dict[str, SourceState] | None = None
) -> FirstLetter:
    return first_letter(made, watch, "ines@example.org", MONDAY + HOUR, READ if states is None else states)


def test_each_topic_tells_how_many_stories_it_would_have_found_and_three_of_them() -> None:
    rows = [row(number, at=MONDAY - number) for number in range(1, 6)]
    rows += [row(10, story=1, at=MONDAY - 10, outlet="Presse Océan")]
    rows += [row(20, by=By.source("offres"), topic="Offres")]
    told = letter(facts(*rows))
    assert [(past.topic, len(past.entries), past.more) for past in told.past] == [
        ("Nous", 3, 2),
        ("Offres", 1, 0),
    ]
    assert [[entry.story for entry in past.entries] for past in told.past] == [[1, 2, 3], [20]]
    assert [entry.number for past in told.past for entry in past.entries] == [1, 2, 3, 4]


def test_a_story_of_two_rules_and_of_a_name_stands_once_with_its_excerpt_reason_and_day() -> None:
    rows = (
        row(1, "Forum", text="Un texte.", starts="2026-12-03", facts=(("time", "18:30"),)),
        row(1, "Forum", by=By.source("offres"), topic="Offres", match=50),
        row(2, "Portrait"),
    )
    names = {"moi": NameFacts({Verdict.SURE: 1}, (mention(2, "Portrait"),), carriers((mention(2),)))}
    told = letter(replace(facts(*rows), names=names), replace(WATCH, names={INES.key: INES}))
    assert [(past.topic, [entry.title for entry in past.entries]) for past in told.past] == [
        ("Nous", ["Forum"])
    ]
    assert [entry.title for entry in told.names[0].entries] == ["Portrait"]
    layout = first_layout(told, Words("fr", PARIS, datetime.fromtimestamp(MONDAY, UTC)), "Veille")
    (card,) = layout.blocks[0].cards
    assert " ".join(card.when.split()) == "jeudi 3 décembre, 18 h 30 (dans 10 jours)"
    assert card.quoted and "règle" in card.why


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
    shown = [entry.story for past in told.past for entry in past.entries]
    assert len(shown) == len(set(shown)), "each story once"
    assert sum(len(past.entries) + past.more for past in told.past) == len({found.story for found in rows})
    assert all(
        len(past.entries) <= SHOWN_OF_PAST and not (past.more and len(past.entries) < 3) for past in told.past
    )
