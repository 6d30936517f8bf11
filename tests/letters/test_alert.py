"""An alert decided from plain values: its order, its room, who speaks for the first time; nothing owed is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from facts import CLAIRE, INES, carriers, config, digest, mention, row
from veille.letters.alert import MOST_STORIES, alert_letter
from veille.letters.letter import Alert
from veille.model import By, Verdict
from veille.store.facts import AlertFacts, MatchRow
from world import DAY, HOUR, MONDAY

NOW = MONDAY + 2 * HOUR
RECIPIENT = "ines@example.org"


def owed(*rows: MatchRow) -> AlertFacts:
    return AlertFacts(rows, carriers(rows))


def letter(facts: AlertFacts) -> Alert:
    return alert_letter(facts, config(names=(INES, CLAIRE)), RECIPIENT, NOW)[0]


def test_the_reader_s_own_name_goes_first_then_rules_then_other_names() -> None:
    alert = letter(
        owed(
            mention(1, of=CLAIRE, owed=1),
            row(2, owed=2, topic="Secteur", by=By.rule("secteur")),
            row(3, owed=3),
            mention(4, owed=4),
        )
    )
    assert [section.topic for section in alert.sections] == ["On parle de vous", "Nous", "Secteur", "Auteurs"]
    assert [entry.number for section in alert.sections for entry in section.entries] == [1, 2, 3, 4]
    assert alert.next_digest is not None
    assert (alert.next_digest.timestamp(), alert.contact) == (MONDAY + DAY - 1.5 * HOUR, "ami@example.org")


def test_a_mention_of_a_homonym_beside_what_is_owed_is_no_reason_for_it() -> None:
    (section,) = letter(owed(row(1, owed=1), mention(2, item=1, story=1, verdict=Verdict.HOMONYM))).sections
    assert [reason.by for reason in section.entries[0].reasons] == [By.rule("nous")]


def test_what_has_no_room_is_not_covered_and_what_has_is() -> None:
    rows = [row(number, owed=number, at=MONDAY + number) for number in range(1, MOST_STORIES + 4)]
    alert, covered = alert_letter(owed(*rows), config(), RECIPIENT, NOW)
    assert sorted(covered) == list(range(4, MOST_STORIES + 4)), "the newest are told"
    assert [section.more for section in alert.sections] == [0]


def test_an_author_who_spoke_of_the_name_before_is_no_newcomer() -> None:
    told = mention(1, owed=1, author="Par Jeanne Le Goff et Paul Durand")
    facts = owed(told)
    assert letter(facts).sections[0].entries[0].newcomer == "Jeanne Le Goff"
    for before, newcomer in (
        ([(7, "JEANNE LE GOFF")], "Paul Durand"),
        ([(1, "Jeanne Le Goff")], "Jeanne Le Goff"),  # it is of this very story
        ([(7, "Jeanne Le Goff"), (8, "Paul Durand")], ""),
    ):
        known = replace(facts, bylines={"moi": before})
        assert letter(known).sections[0].entries[0].newcomer == newcomer


def test_one_who_gets_no_digest_is_told_when_the_next_one_leaves_at_all() -> None:
    watch = config(
        digest("a", "08:00", to=("paul@example.org",)), digest("b", "18:00", to=("paul@example.org",))
    )
    alert, _ = alert_letter(owed(row(1, owed=1)), watch, RECIPIENT, NOW)
    assert alert.next_digest is not None
    assert alert.next_digest.hour == 17  # 18 h in Paris, in UTC


@given(
    st.lists(
        st.tuples(
            st.integers(1, 40), st.sampled_from(["Nous", "Secteur", "Ailleurs"]), st.booleans(),
            st.sampled_from([None, *Verdict]),
        ),
        max_size=60,
    )
)  # fmt: skip
def test_what_is_owed_is_told_or_left_to_the_next_letter(
    drawn: list[tuple[int, str, bool, str]],
) -> None:
    rows = tuple(
        row(number, story=story, topic=topic, verdict=verdict, owed=number if is_owed else None)
        for number, (story, topic, is_owed, verdict) in enumerate(drawn, start=1)
    )
    alert, covered = alert_letter(owed(*rows), config(), RECIPIENT, NOW)
    assert (alert, covered) == alert_letter(owed(*rows), config(), RECIPIENT, NOW), "nothing else decides"
    entries = [entry for section in alert.sections for entry in section.entries]
    shown = [entry.story for entry in entries]
    assert len(shown) == len(set(shown)) <= MOST_STORIES
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    meant = [match_row for match_row in rows if match_row.verdict != Verdict.HOMONYM]
    assert set(covered) == {
        match_row.owed for match_row in meant if match_row.owed is not None and match_row.story in shown
    }
    assert len(shown) == min(MOST_STORIES, len({match_row.story for match_row in meant}))
