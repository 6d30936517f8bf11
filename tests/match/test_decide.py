"""What matters, and whom it is owed: every case of the decision, without a file or a clock."""

from __future__ import annotations

from veille.match.decide import Candidate, Decision, Topic, decide
from veille.model import By, Item, Mention, Name, Rule, RuleMatch, Unalerted, Verdict

RULES = {
    "jobs": Rule("jobs", any=("chargé",), topic="Offres", alert=True),
    "data": Rule("data", any=("données",), topic="Secteur"),
}
JOB = RuleMatch("jobs", ("chargé",), "… chargé …")
DATA = RuleMatch("data", ("données",), "… données …")


def fresh(
    number: int = 1, *found: RuleMatch, story: int = 0, source: str = "lyon", **more: object
) -> Candidate:
    return Candidate(number, story or number, source, Item(title="T"), found, **more)


def decided(
    *items: Candidate,
    already_owed: set[tuple[int, str]] | None = None,
    baseline: bool = False,
    **topics: Topic,
) -> Decision:
    return decide(
        items,
        rules=RULES,
        topics=topics,
        alert_to=("phone", "ines@example.org"),
        already_owed=already_owed or set(),
        baseline=baseline,
    )


def test_an_item_that_meets_an_alerting_rule_is_owed_to_every_recipient_of_alerts() -> None:
    decision = decided(fresh(1, JOB))
    assert [match.by for match in decision.matches] == [By.rule("jobs")]
    assert [owed.recipient for owed in decision.owed] == ["phone", "ines@example.org"]
    assert decision.owed[0].match.topic == "Offres"


def test_a_rule_without_alert_waits_for_the_digest() -> None:
    decision = decided(fresh(1, DATA))
    assert len(decision.matches) == 1
    assert not decision.owed


def test_an_item_that_meets_nothing_matches_nothing() -> None:
    assert decided(fresh(1)) == Decision((), (), ())


def test_a_source_with_a_topic_matches_all_that_it_gives() -> None:
    decision = decided(fresh(1), lyon=Topic("Appels", alert=True))
    assert [(match.by, match.topic) for match in decision.matches] == [(By.source("lyon"), "Appels")]
    assert len(decision.owed) == 2


def test_a_baseline_is_matched_and_owes_nothing() -> None:
    decision = decided(fresh(1, JOB), baseline=True)
    assert len(decision.matches) == 1
    assert not decision.owed


def test_what_closed_before_it_came_is_matched_and_owes_nothing() -> None:
    decision = decided(fresh(1, JOB, closed=True), fresh(2, JOB, story=1, source="paris"))
    assert decision.unalerted == {(1, By.rule("jobs")): Unalerted.CLOSED}
    assert [owed.match.item for owed in decision.owed] == [2, 2]  # a copy that is open alerts


def test_a_story_carried_by_two_sources_alerts_once() -> None:
    decision = decided(fresh(1, JOB, story=9), fresh(2, JOB, story=9, source="paris"))
    assert len(decision.matches) == 2
    assert [owed.match.item for owed in decision.owed] == [1, 1]


def test_a_copy_that_comes_later_is_not_alerted_again() -> None:
    assert not decided(fresh(2, JOB, story=9), already_owed={(9, "phone"), (9, "ines@example.org")}).owed


def test_two_rules_met_by_one_item_owe_one_alert() -> None:
    other = {**RULES, "urgent": Rule("urgent", any=("T",), topic="U", alert=True)}
    decision = decide(
        [fresh(1, JOB, RuleMatch("urgent", ("T",), ""))],
        rules=other,
        topics={},
        alert_to=("phone",),
        already_owed=set(),
        baseline=False,
    )
    assert len(decision.matches) == 2
    assert len(decision.owed) == 1


def test_an_edit_does_not_alert_again_for_what_it_met_before() -> None:
    decision = decided(
        fresh(1, JOB, edited=True, matched={By.rule("jobs"): None}), already_owed={(1, "phone")}
    )
    assert not decision.matches
    assert not decision.owed
    assert [match.by for match in decision.kept] == [By.rule("jobs")]


def test_an_edit_that_meets_a_rule_for_the_first_time_alerts() -> None:
    decision = decided(fresh(1, JOB, DATA, edited=True, matched={By.rule("data"): None}))
    assert [match.by for match in decision.matches] == [By.rule("jobs")]
    assert len(decision.owed) == 2


def test_an_edit_that_meets_another_rule_alerts_although_its_story_was_told() -> None:
    decision = decided(
        fresh(1, JOB, edited=True, matched={By.source("lyon"): None}), already_owed={(1, "phone")}
    )
    assert {owed.recipient for owed in decision.owed} == {"phone", "ines@example.org"}


def test_an_own_page_that_a_search_for_the_name_found_meets_no_rule():
    name = Name("moi", "Inès Morel", "moi", mine=("ines.example",), topic="Vous")
    item = Item(id="1", title="Inès Morel", url="https://ines.example/cv")
    mention = Mention("moi", Verdict.SURE, 0.9, (), ("Inès Morel",), "")
    for source, matches in (("moi/searxng", 0), ("my-feed", 1)):
        one = Candidate(1, 1, source, item, (RuleMatch("jobs", ("cv",), ""),), mentions=(mention,))
        decision = decide(
            [one],
            rules=RULES,
            topics={},
            alert_to=(),
            already_owed=set(),
            baseline=False,
            names={"moi": name},
        )
        assert len(decision.matches) == matches
