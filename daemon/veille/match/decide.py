"""Items × rules × topics → matches, and what is owed: pure, so that every decision can be tried and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType

from veille.match.own_pages import by_oneself
from veille.model import By, Item, Match, Mention, Name, Owed, Rule, RuleMatch, Unalerted, Verdict


@dataclass(frozen=True, slots=True)
class Topic:
    """A source's own topic: every item of the source matches, and alerts if `alert`."""

    name: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new or edited item, kept: `matched` is by what it was matched before, with each mention's verdict.

    `rule_matches` are the rules that it meets now, `mentions` the names that stand in it. `rescheduled`: it is an event that
    was moved or called off. `past`: it is dated before the watch began, and well before what its source had told.
    `closed`: the day on which it closes is over.
    """

    id: int
    story: int
    source: str
    item: Item
    rule_matches: Sequence[RuleMatch]
    edited: bool = False
    matched: Mapping[By, Verdict | None] = field(default_factory=dict)
    mentions: Sequence[Mention] = ()
    rescheduled: bool = False
    past: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """New matches, what is owed of them, and the matches that an edited item still has (for their excerpts).

    `unalerted` says of each decided match of which nothing is owed why, by its item and what it was found by.
    """

    matches: tuple[Match, ...]
    owed: tuple[Owed, ...]
    kept: tuple[Match, ...]
    unalerted: Mapping[tuple[int, By], Unalerted] = field(default_factory=dict)


def decide(
    fresh: Sequence[Candidate],
    *,
    rules: Mapping[str, Rule],
    topics: Mapping[str, Topic],
    alert_to: Sequence[str],
    already_owed: Set[tuple[int, str]],
    baseline: bool,
    names: Mapping[str, Name] = MappingProxyType({}),
    begun: Set[int] = frozenset(),
) -> Decision:
    """Return the matches of fresh items, and the alerts owed to recipients.

    `topics` is by source; `already_owed` holds the (story, recipient) pairs owed by earlier polls, `begun` the stories that
    were in a baseline. A story alerts a recipient once; an edited item owes again, but only for a match that it did
    not have, or a mention that has become sure; an event that is rescheduled owes for each that alerts. A baseline
    owes nothing, nor does what has closed.
    """
    matches: list[Match] = []
    owed: list[Owed] = []
    kept: list[Match] = []
    owed_pairs = set(already_owed)
    unalerted: dict[tuple[int, By], Unalerted] = {}
    for fresh_item in fresh:
        for match, alert in _matches(fresh_item, rules, topics, names):
            if match.by in fresh_item.matched:
                kept.append(match)
                if not fresh_item.rescheduled and fresh_item.matched[match.by] in (None, match.verdict):
                    continue
            else:
                matches.append(match)
            if (why := _silenced(fresh_item, match, alert=alert, baseline=baseline)) is not None:
                unalerted[match.item, match.by] = why
                continue
            in_baseline = fresh_item.story in begun and not fresh_item.edited
            due = [
                recipient
                for recipient in alert_to
                if not in_baseline
                and (
                    (pair := (fresh_item.story, recipient)) not in owed_pairs
                    or (fresh_item.edited and pair in already_owed)
                )
            ]
            owed_pairs.update((fresh_item.story, recipient) for recipient in due)
            owed += [Owed(match, recipient, again=fresh_item.rescheduled) for recipient in due]
            if not due:
                unalerted[match.item, match.by] = (
                    Unalerted.NOBODY
                    if not alert_to
                    else Unalerted.FIRST_LETTER
                    if in_baseline
                    else Unalerted.TOLD
                )
    return Decision(tuple(matches), tuple(owed), tuple(kept), unalerted)


def _silenced(fresh_item: Candidate, match: Match, *, alert: bool, baseline: bool) -> Unalerted | None:
    """Return why a match alerts nobody, even if its story was never owed."""
    if baseline:
        return Unalerted.BASELINE
    if fresh_item.past:
        return Unalerted.PAST
    if fresh_item.closed:
        return Unalerted.CLOSED
    if alert:
        return None
    doubts = {Verdict.UNSURE: Unalerted.UNSURE, Verdict.HOMONYM: Unalerted.HOMONYM}
    return (
        doubts.get(match.verdict, Unalerted.NOT_ASKED) if match.verdict is not None else Unalerted.NOT_ASKED
    )


def _matches(
    fresh_item: Candidate, rules: Mapping[str, Rule], topics: Mapping[str, Topic], names: Mapping[str, Name]
) -> list[tuple[Match, bool]]:
    """Return the matches of an item with whether each alerts, those that alert first."""
    pairs = [_mentioned(fresh_item.id, mention, names[mention.name]) for mention in fresh_item.mentions]
    # A name on its own pages and accounts is no mention by others.
    own = {pair[0].by.key for pair in pairs if by_oneself(fresh_item.item.url, names[pair[0].by.key])}
    pairs = [pair for pair in pairs if pair[0].by.key not in own]
    sure = {names[mention.name].group for mention in fresh_item.mentions if mention.verdict is Verdict.SURE}
    pairs += [
        (
            Match(fresh_item.id, By.rule(hit.rule), rules[hit.rule].topic, hit.words, hit.excerpt),
            rules[hit.rule].alert,
        )
        for hit in fresh_item.rule_matches
        if (not rules[hit.rule].names or sure.intersection(rules[hit.rule].names))
        # Nor is an own page among the results of a search for the name news.
        and fresh_item.source.rpartition("/")[0] not in own
    ]
    topic = topics.get(fresh_item.source)
    if topic is not None:
        pairs.append((Match(fresh_item.id, By.source(fresh_item.source), topic.name, (), ""), topic.alert))
    return sorted(pairs, key=lambda pair: not pair[1])


def _mentioned(item: int, mention: Mention, name: Name) -> tuple[Match, bool]:
    """Return the match of a mention, with whether it alerts: only one that is sure ever does."""
    match = Match(
        item,
        By.name(name.key),
        name.topic,
        mention.words,
        mention.excerpt,
        mention.verdict,
        mention.likely,
        mention.clues,
    )
    return match, name.alert and mention.verdict is Verdict.SURE
