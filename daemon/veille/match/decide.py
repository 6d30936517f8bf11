"""Items × rules × topics → matches, and what is owed: pure, so that every decision can be tried and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from veille.model import Found, Item, Match, Owed, Rule


@dataclass(frozen=True, slots=True)
class Topic:
    """What a source's own topic asks for: all that it gives matches, and perhaps alerts."""

    name: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new or edited item, kept: `matched` is by what it was matched before, `found` the rules that it meets now."""

    id: int
    story: int
    source: str
    item: Item
    found: Sequence[Found]
    edited: bool = False
    matched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """New matches, what is owed of them, and the matches that an edited item still has (for their excerpts)."""

    matches: tuple[Match, ...]
    owed: tuple[Owed, ...]
    kept: tuple[Match, ...]


def decide(
    fresh: Sequence[Fresh],
    *,
    rules: Mapping[str, Rule],
    topics: Mapping[str, Topic],
    alert_to: Sequence[str],
    told: Set[tuple[int, str]],
    baseline: bool,
) -> Decision:
    """Return what matters among fresh items, and whom it must be told at once.

    `topics` is by source; `told` holds the (story, recipient) pairs that were owed before. A story alerts a
    recipient once; an edited item owes again, but only for a match that it did not have. A baseline owes nothing.
    """
    matches: list[Match] = []
    owed: list[Owed] = []
    kept: list[Match] = []
    now_told = set(told)
    for one in fresh:
        for match, alert in _matches(one, rules, topics):
            if match.by in one.matched:
                kept.append(match)
                continue
            matches.append(match)
            if baseline or not alert:
                continue
            for recipient in alert_to:
                pair = (one.story, recipient)
                if pair in now_told and not (one.edited and pair in told):
                    continue
                now_told.add(pair)
                owed.append(Owed(match, recipient))
    return Decision(tuple(matches), tuple(owed), tuple(kept))


def _matches(one: Fresh, rules: Mapping[str, Rule], topics: Mapping[str, Topic]) -> list[tuple[Match, bool]]:
    """Return the matches of an item with whether each alerts, those that alert first."""
    found = [
        (
            Match(one.id, f"rule:{hit.rule}", rules[hit.rule].topic, hit.words, hit.excerpt),
            rules[hit.rule].alert,
        )
        for hit in one.found
    ]
    topic = topics.get(one.source)
    if topic is not None:
        found.append((Match(one.id, f"source:{one.source}", topic.name, (), ""), topic.alert))
    return sorted(found, key=lambda pair: not pair[1])
