"""What a name report says, before it is written in a language and a form: plain data, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from veille.letters.first_page import FirstPage, Place
from veille.letters.letter import Coverage, Entry, Voice
from veille.names.first_page import Standing


class Answers(StrEnum):
    """Whether an own page answers."""

    YES = "yes"
    NO = "no"
    UNREAD = "unread"  # programs may not read it
    UNKNOWN = "unknown"  # it was not asked for yet


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One of a name's own pages, as `mine` has it: whether it answers, and what it says of its owner.

    `told` says whether its text is known, `by_result` that it is only what a search shows of it. `missing` are those
    phrases of `says` that it does not say, `instead` what it calls its owner. `linked` says whether it leads to
    another own page or another leads to it, None where that cannot be seen. `unchanged` is since when its text is as
    it is. `place` is its best on a first page, `was` that of before.
    """

    url: str
    answers: Answers
    why: str = ""
    since: datetime | None = None
    told: bool = False
    by_result: bool = False
    missing: tuple[str, ...] = ()
    instead: str = ""
    linked: bool | None = None
    unchanged: datetime | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months of a first page, oldest first. `months` are their first days; what is not `known` was not seen.

    `pages` are own pages with their best place in each month; `mine` of `shown` results were the name's own in the
    last answer of each.
    """

    months: tuple[date, ...]
    known: tuple[bool, ...]
    pages: tuple[tuple[str, tuple[int | None, ...]], ...]
    mine: tuple[int, ...]
    shown: int


@dataclass(frozen=True, slots=True)
class Said:
    """What others say of a name in the period: stories, the newest of which are shown, and who spoke.

    `months` counts the sure ones of the last twelve months, oldest first.
    """

    sure: tuple[Entry, ...] = ()
    more_sure: int = 0
    outlets: tuple[tuple[str, int], ...] = ()  # with how many others carry what stands there first
    doubts: tuple[Entry, ...] = ()
    more_doubts: int = 0
    homonyms: int = 0
    voices: tuple[Voice, ...] = ()
    months: tuple[int, ...] = ()

    @property
    def all_sure(self) -> int:
        return len(self.sure) + self.more_sure

    @property
    def all_doubts(self) -> int:
        return len(self.doubts) + self.more_doubts


@dataclass(frozen=True, slots=True)
class NameState:
    """All that a report says of one name. `you` says that it is the reader's own, `expected` how many bear it in France.

    `years` go with `pages`, one each.
    """

    key: str
    called: str
    you: bool
    company: bool = False
    expected: float | None = None
    pages: tuple[FirstPage, ...] = ()
    years: tuple[Year, ...] = ()
    own: tuple[OwnPage, ...] = ()
    says: tuple[str, ...] = ()
    said: Said = Said()

    @property
    def page(self) -> FirstPage | None:
        """The first page that tells most: the one whose search answered most often."""
        seen = [one for one in self.pages if one.at is not None]
        return max(seen, key=lambda one: (one.answers, len(one.places)), default=None)

    @property
    def newcomers(self) -> tuple[Place, ...]:
        """What is new on its first page, and nobody said whose it is."""
        places = self.page.places if self.page is not None else ()
        return tuple(one for one in places if one.new and one.standing is Standing.UNMARKED)


@dataclass(frozen=True, slots=True)
class NameReport:
    """Where names stand at the end of a period, and what was said of them in it.

    `month` is the one that it is about, where it leaves once a month. `searched` says whether any search that gives
    places is configured.
    """

    title: str
    start: datetime
    end: datetime
    names: tuple[NameState, ...]
    coverage: Coverage
    month: date | None = None
    searched: bool = True
    next_report: datetime | None = None
    contact: str = ""
