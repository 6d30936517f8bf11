"""Judges names in documents: one mention for each name and document; names of one spelling compete. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from veille.match.rules import Doc
from veille.model import Clue, Mention, Name
from veille.names.finder import Names
from veille.names.learning import Learnt
from veille.names.namesakes import called
from veille.names.reasons import Why
from veille.names.spelling import Sighting
from veille.names.verdict import ScoredMention, likeliness, settle, surest, weigh

_NOTHING: Mapping[str, Learnt] = MappingProxyType({})


class Mentions:
    """Names made ready once, and judged in every batch by what was learnt of each."""

    def __init__(self, names: Iterable[Name], learnt: Mapping[str, Learnt] = _NOTHING) -> None:
        """Make names ready. `learnt` is by the names' keys."""
        self._names = {name.key: name for name in names}
        self._places = Names(self._names.values())
        self._learnt = learnt
        spelled: dict[str, set[str]] = defaultdict(set)
        for name in self._names.values():
            for spelling in called(name):
                spelled[spelling].add(name.key)
        self._twins: dict[str, set[str]] = defaultdict(set)
        for keys in spelled.values():
            for key in keys if len(keys) > 1 else ():
                self._twins[key] |= keys - {key}

    def learn(self, learnt: Mapping[str, Learnt]) -> None:
        """Judge by this from now on."""
        self._learnt = learnt

    def find(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """Return for each doc the mentions of each name that stands in it, in the order of the names."""
        return [
            self._judge(doc, sightings) for doc, sightings in zip(docs, self._places.find(docs), strict=True)
        ]

    def judge_one(self, key: str, doc: Doc) -> Mention | None:
        """Return the mention of one name in a doc, None where it does not stand there."""
        return next((mention for mention in self.find([doc])[0] if mention.name == key), None)

    def _judge(self, doc: Doc, sightings: Iterable[Sighting]) -> list[Mention]:
        places: dict[str, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            places[sighting.name].append(sighting)
        scored = {
            key: weigh(name, places[key], doc, self._learnt.get(key))
            for key, name in self._names.items()
            if key in places
        }
        return [self._settled(key, scored, places) for key in scored]

    def _settled(
        self, key: str, scored: Mapping[str, ScoredMention], places: Mapping[str, Sequence[Sighting]]
    ) -> Mention:
        """Return a mention; where others bear the very name, each can only be as likely as the others leave it."""
        name, own = self._names[key], scored[key]
        twins = self._twins[key] & scored.keys() if key in self._twins else ()
        rivals = sorted(twin for twin in twins if _share(places[key], places[twin]))
        if not rivals:
            return settle(name, own, likeliness(own.odds))
        mine = math.exp(own.odds)
        likely = mine / (1 + mine + sum(math.exp(scored[rival].odds) for rival in rivals))
        return settle(name, own, likely, Clue(Why.TWIN, tuple(rivals)))


def _share(mine: Sequence[Sighting], theirs: Iterable[Sighting]) -> bool:
    """Return whether every place of the surest form of one name is another name's, too."""
    best = surest(mine)
    taken = {(their.field, at) for their in theirs for at in range(their.start, their.end)}
    return all((sighting.field, sighting.start) in taken for sighting in mine if sighting.form is best)
