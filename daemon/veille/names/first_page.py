"""What moved on the first page of a search for a name: pure, computed from comparable answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from veille.errors import Failure
from veille.match.own_pages import is_own
from veille.model import MarkValue, Moved, Verdict

FIRST_PAGE = 10
FIRST_FOUR = 4
FALL = 3  # places that are worth a word
DAY = 86400
WEEK, MONTH, QUARTER, YEAR = 7 * DAY, 30 * DAY, 90 * DAY, 360 * DAY


class ResultOwner(StrEnum):
    """Whose a result is."""

    MINE = "mine"  # an own page
    HOMONYM = "homonym"
    NEUTRAL = "neutral"  # about the person watched, by somebody else
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class RankedResult:
    """A result in an answer: `key` is that of its address, `item` its number in the archive (0: none)."""

    key: bytes
    place: int
    url: str
    title: str
    item: int = 0
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """A ranked answer, or a refusal, which has no results. `refused` names the engines that did not answer, with why."""

    at: int
    results: tuple[RankedResult, ...] = ()
    refused: Mapping[str, Failure] = field(default_factory=dict)

    def place(self, key: bytes) -> int | None:
        """Return where a result stands on the first page."""
        return next(
            (result.place for result in self.results if result.key == key and result.place <= FIRST_PAGE),
            None,
        )


def owner_of(
    result: RankedResult,
    mine: Sequence[str],
    marks: Mapping[bytes, MarkValue],
    verdicts: Mapping[int, Verdict],
) -> ResultOwner:
    """Return whose a result is: by its address, else by its mark, else by the verdict on its item.

    `marks` are YES or NO by keys of addresses, `verdicts` are by items.
    """
    if is_own(result.url, mine):
        return ResultOwner.MINE
    if result.key in marks:
        return ResultOwner.NEUTRAL if marks[result.key] is MarkValue.YES else ResultOwner.HOMONYM
    by_verdict = {Verdict.SURE: ResultOwner.NEUTRAL, Verdict.HOMONYM: ResultOwner.HOMONYM}
    verdict = verdicts.get(result.item)
    return by_verdict.get(verdict, ResultOwner.UNMARKED) if verdict is not None else ResultOwner.UNMARKED


@dataclass(frozen=True, slots=True)
class Movement:
    """A result that moved: `place` is None where it left, `was` None where it was not there."""

    kind: Moved
    result: RankedResult
    place: int | None
    was: int | None


def movements(
    now: RankedAnswer,
    before: Sequence[RankedAnswer],
    standing: Callable[[RankedResult], ResultOwner],
    announced: Mapping[tuple[Moved, bytes], int],
) -> list[Movement]:
    """Return what moved since the last comparable answer; `before` holds the answers of 90 days, newest first.

    Only answers that the same engines refused are compared: one that refuses makes a gap, never a drop. `announced` is
    when a kind of movement of a key was last announced, in UTC seconds: what comes and goes is not announced each time.
    """
    alike = [answer for answer in before if answer.results and answer.refused.keys() == now.refused.keys()]
    if not now.results or not alike:
        return []
    last = alike[0]
    # What first came while others refused is new still, where it is seen beside those that answered before.
    ever = {
        result.key
        for past in before
        if past.at <= last.at
        for result in past.results
        if result.place <= FIRST_PAGE
    }

    def silent(kind: Moved, key: bytes, length: int) -> bool:
        return now.at - announced.get((kind, key), -length) < length

    moved = []
    for result in now.results:
        if result.place > FIRST_PAGE:
            continue
        whose = standing(result)
        if (
            whose is ResultOwner.UNMARKED
            and result.key not in ever
            and not silent(Moved.NEW, result.key, QUARTER)
        ):
            moved.append(Movement(Moved.NEW, result, result.place, None))
        if whose is not ResultOwner.MINE:
            continue
        was = last.place(result.key)
        if result.place <= FIRST_FOUR < (was or FIRST_PAGE + 1) and not silent(
            Moved.RISEN, result.key, MONTH
        ):
            moved.append(Movement(Moved.RISEN, result, result.place, was))
        week = [place for past in alike if now.at - past.at <= WEEK if (place := past.place(result.key))]
        best = min([*week, *([was] if was else [])], default=None)
        if best and result.place - best >= FALL and not silent(Moved.FELL, result.key, WEEK):
            moved.append(Movement(Moved.FELL, result, result.place, best))
    for result in last.results:
        if (
            result.place <= FIRST_PAGE
            and now.place(result.key) is None
            and standing(result) is ResultOwner.MINE
        ):
            beyond = next((new.place for new in now.results if new.key == result.key), None)
            if not silent(Moved.LEFT, result.key, WEEK):
                moved.append(Movement(Moved.LEFT, result, beyond, result.place))
    return moved
