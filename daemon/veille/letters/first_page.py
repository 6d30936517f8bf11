"""The first page of a search for a name: where each result stands, whose it is, how it moved, and who refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from veille.model import Name
from veille.names.first_page import FIRST_PAGE, RankedAnswer, RankedResult, ResultOwner, owner_of
from veille.store.facts import PlaceFacts, SearchFacts

DAY = 86400
MONTH = 30 * DAY
MONTHS = 12
_SIGNS = "▁▂▃▄▅▆▇"  # not there at all, then from the tenth place to the first


@dataclass(frozen=True, slots=True)
class FirstPageResult:
    """A result of the first page: `was` is where it stood before (None: not on the page), `new` if never there until then.

    `months` are its best places in the last twelve months, oldest first, None where it was not on the page.
    """

    place: int
    was: int | None
    new: bool
    title: str
    url: str
    item: int
    standing: ResultOwner
    months: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What one source says of a name: its last answer, as compared with that of before.

    `engines` counts for each how often it answered and refused in the period; `at` is when it last answered, UTC
    seconds, None if it never did. `left` are own and neutral results that left the page; `compared` is
    when the answer that it is compared with came, None if there was none.
    """

    source: str
    engine: str
    at: int | None
    answers: int
    engines: Mapping[str, tuple[int, int]]
    places: tuple[FirstPageResult, ...]
    left: tuple[FirstPageResult, ...]
    compared: int | None

    @property
    def mine(self) -> int:
        """How many of the page's results are mine."""
        return sum(place.standing is ResultOwner.MINE for place in self.places)

    @property
    def best(self) -> int | None:
        """The best place of mine."""
        return min((place.place for place in self.places if place.standing is ResultOwner.MINE), default=None)

    @property
    def best_before(self) -> int | None:
        """The best place that mine had before."""
        before = [place.was for place in (*self.places, *self.left) if place.standing is ResultOwner.MINE]
        return min((place for place in before if place), default=None)


def first_pages(facts: PlaceFacts, name: Name, start: int, end: int) -> list[FirstPage]:
    """Return the first page of each search for a name as it stood at `end`, as compared with that at `start`."""
    return [_first_page(facts, name, search, start, end) for search in facts.searches]


def standings(facts: PlaceFacts, name: Name, results: Iterable[RankedResult]) -> dict[bytes, ResultOwner]:
    """Return whose each result is, by the keys of their addresses."""
    return {result.key: owner_of(result, name.mine, facts.marks, facts.verdicts) for result in results}


def _first_page(facts: PlaceFacts, name: Name, search: SearchFacts, start: int, end: int) -> FirstPage:
    answers = [answer for answer in search.answers if end - MONTHS * MONTH <= answer.at < end]
    told = [answer for answer in answers if answer.results]
    now = told[0] if told else None
    before = _before(now, told, start)
    past = told[told.index(before) :] if before is not None else []
    everybody = {result.key: result for answer in reversed(told) for result in answer.results}
    whose = standings(facts, name, everybody.values())
    months = [_best(told, end - back * MONTH, end - (back - 1) * MONTH) for back in range(MONTHS, 0, -1)]
    earlier = {result.key for answer in past for result in answer.results if result.place <= FIRST_PAGE}

    def place(result: RankedResult, at: int) -> FirstPageResult:
        was = before.place(result.key) if before is not None else None
        new = before is not None and result.key not in earlier
        standing = whose[result.key]
        return FirstPageResult(
            at,
            was,
            new,
            result.title,
            result.url,
            result.item,
            standing,
            tuple(m.get(result.key) for m in months),
        )

    here = [result for result in now.results if result.place <= FIRST_PAGE] if now else []
    there = {result.key for result in here}
    gone = (
        [result for result in before.results if result.place <= FIRST_PAGE and result.key not in there]
        if before
        else []
    )
    return FirstPage(
        source=search.search.source_name,
        engine=search.search.engine,
        at=now.at if now else None,
        answers=sum(bool(answer.results) for answer in answers if answer.at >= start),
        engines=search.engines,
        places=tuple(place(result, result.place) for result in here),
        left=tuple(
            place(result, _beyond(now, result))
            for result in gone
            if whose[result.key] in (ResultOwner.MINE, ResultOwner.NEUTRAL)
        ),
        compared=before.at if before is not None else None,
    )


def _before(now: RankedAnswer | None, told: Sequence[RankedAnswer], start: int) -> RankedAnswer | None:
    """Return the answer to compare with: the last before `start` that the same engines refused, else the first since."""
    if now is None:
        return None
    alike = [answer for answer in told if answer is not now and answer.refused.keys() == now.refused.keys()]
    return next((answer for answer in alike if answer.at < start), alike[-1] if alike else None)


def _beyond(now: RankedAnswer | None, result: RankedResult) -> int:
    """Return where a result stands beyond the first page, 0 where it is not to be seen."""
    return next((new.place for new in now.results if new.key == result.key), 0) if now else 0


def _best(answers: Sequence[RankedAnswer], start: int, end: int) -> dict[bytes, int]:
    """Return the best place on the first page that each result had in [start, end)."""
    best: dict[bytes, int] = {}
    for answer in answers:
        if start <= answer.at < end:
            for result in answer.results:
                if result.place <= FIRST_PAGE:
                    best[result.key] = min(result.place, best.get(result.key, result.place))
    return best


def drawn(months: Sequence[int | None]) -> str:
    """Return one character a month: the higher the place, the higher it is; the lowest where there was none."""
    top = len(_SIGNS) - 1
    return "".join(
        _SIGNS[0]
        if place is None
        else _SIGNS[max(1, round(top - (place - 1) * (top - 1) / (FIRST_PAGE - 1)))]
        for place in months
    )
