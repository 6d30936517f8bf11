"""What a person can do for their name, from the facts of its report: the most pressing first. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from veille.letters.first_page import Place
from veille.letters.letters_report import Answers, NameState, OwnPage
from veille.names.first_page import FALL, Standing

MOST = 3
STALE = timedelta(days=365)


class Task(StrEnum):
    """What is to be done, by what is wrong."""

    DOWN = "down"  # an own page does not answer
    UNSAID = "unsaid"  # one does not say what others do
    LEFT = "left"  # one left the first page
    FELL = "fell"
    NEWCOMER = "newcomer"  # nobody said whose a new result is
    CONFIRM = "confirm"
    UNNAMED = "unnamed"  # no own page is known
    NOWHERE = "nowhere"  # none is on the first page
    STALE = "stale"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do: about an own page, about a result, or `n` of something."""

    task: Task
    own: OwnPage | None = None
    place: Place | None = None
    n: int = 1


def todos(name: NameState, now: datetime) -> list[Todo]:
    """Return all that there is to do for a name, most pressing first; a report shows the first three."""
    return list(_todos(name, now))


def _todos(name: NameState, now: datetime) -> Iterator[Todo]:
    for own in name.own:
        if own.answers is Answers.NO:
            yield Todo(Task.DOWN, own=own)
    told = [own for own in name.own if own.told]
    for own in told:
        if own.missing and any(set(own.missing) - set(other.missing) for other in told):
            yield Todo(Task.UNSAID, own=own)
    yield from _moved(name)
    if name.newcomers:
        yield Todo(Task.NEWCOMER, place=name.newcomers[0], n=len(name.newcomers))
    if name.said.all_doubts:
        yield Todo(Task.CONFIRM, n=name.said.all_doubts)
    if not name.own:
        yield Todo(Task.UNNAMED)
    elif name.page is not None and name.page.places and not name.page.mine:
        yield Todo(Task.NOWHERE, n=len(name.page.places))
    for own in name.own:
        if own.unchanged is not None and now - own.unchanged >= STALE:
            yield Todo(Task.STALE, own=own)
    alone = [own for own in name.own if own.linked is False]
    if alone:
        yield Todo(Task.UNLINKED, own=alone[0], n=len(alone))


def _moved(name: NameState) -> Iterator[Todo]:
    """Yield own results that left the first page, then those that fell on it."""
    if name.page is None:
        return
    for place in name.page.left:
        if place.standing is Standing.MINE:
            yield Todo(Task.LEFT, place=place)
    for place in name.page.places:
        if place.standing is Standing.MINE and place.was and place.place - place.was >= FALL:
            yield Todo(Task.FELL, place=place)
