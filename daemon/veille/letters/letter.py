"""What a message says, before it is written in a language and a form: plain data, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from veille.errors import NO_FAILURE, Failure
from veille.letters.first_page import FirstPage, FirstPageResult
from veille.model import By, Clue, HealthKind, HeldBy, Moved, Verdict
from veille.names.first_page import ResultOwner


@dataclass(frozen=True, slots=True)
class Copy:
    """Another outlet that carries the same story."""

    outlet: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry is there: a rule with the words that met it, a mention, or a source whose topic takes everything.

    Of a mention `called` is the name as it is written, `you` says that it is the reader's own; `verdict`, `likely`
    (0 to 1) and `clues` tell who is meant, and why.
    """

    by: By
    words: tuple[str, ...] = ()
    called: str = ""
    you: bool = False
    verdict: Verdict | None = None
    likely: float = 1.0
    clues: tuple[Clue, ...] = ()

    @property
    def key(self) -> str:
        """The rule's, name's or source's own name."""
        return self.by.key


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a message. `excerpt` carries MARK and UNMARK around found words; `at` is aware.

    `newcomer` is its author, where they never spoke before of the name that is mentioned.
    """

    number: int
    title: str
    url: str
    outlet: str
    at: datetime
    author: str = ""
    excerpt: str = ""
    reasons: tuple[Reason, ...] = ()
    copies: tuple[Copy, ...] = ()
    closes: date | None = None
    starts: date | None = None
    facts: tuple[tuple[str, str], ...] = ()
    edited: bool = False
    story: int = 0  # its number in the archive, and that of the item that stands for it
    item: int = 0
    newcomer: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A topic with its entries; `more` counts those left out."""

    topic: str
    entries: tuple[Entry, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """How many stories a topic had in this period, and in those as long before it, oldest first."""

    topic: str
    past: tuple[int, ...]
    count: int

    @property
    def usual(self) -> float:
        return sum(self.past) / len(self.past) if self.past else 0.0


@dataclass(frozen=True, slots=True)
class Voice:
    """A person, or an outlet that names none, with how many articles; `new` if never heard before."""

    name: str
    outlet: str
    count: int
    new: bool = False


@dataclass(frozen=True, slots=True)
class Failing:
    """A source or recipient that fails: since when, and why."""

    name: str
    since: datetime
    why: Failure


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was watched and what could not be seen, for the foot. Counts are of the period."""

    sources: int
    seen: int
    polls: int
    items: int
    failing: tuple[Failing, ...] = ()
    degraded: tuple[Failing, ...] = ()
    network_down: datetime | None = None  # since when this machine itself has no network
    dead: int = 0  # messages that could not be delivered in the period
    broken: tuple[tuple[str, Failure], ...] = ()  # sources whose kind does not load, and why
    first_read: tuple[tuple[str, int], ...] = ()  # late for the first letter: sources, and what they held
    resurfaced: tuple[
        tuple[str, int], ...
    ] = ()  # what they showed that is dated well before their watch began


@dataclass(frozen=True, slots=True)
class Alert:
    """What must be told now. `topic` is that of the first section; `next_digest` may be unknown."""

    sections: tuple[Section, ...]
    seen_at: datetime
    next_digest: datetime | None = None
    contact: str = ""
    held: tuple[tuple[HeldBy, datetime], ...] = ()  # and since when
    deferred: int = 0  # how many more are left to the digest, since there were too many


@dataclass(frozen=True, slots=True)
class Closed:
    """An opening that has left its board, or a person (`role`) who has left a register."""

    title: str
    url: str
    employer: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class UpcomingEvent:
    """Something that starts on a day, and where. `facts` say at which hours, and what became of it.

    `more` counts the later dates of the same title that share its fate.
    """

    starts: date
    title: str
    url: str
    place: str
    facts: tuple[tuple[str, str], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """What a period held. `title` is the digest's own, if it has one.

    `closing` is what closes soon, soonest first: an entry that stands in a section too has its number there.
    `alerted` counts what this recipient was already told in alerts, `waiting` what alerts are still to tell them
    (`paused`: since a person paused these). `first_of_week` leaves even when empty.
    `doubts` are mentions of which it is asked who is meant, surest first; `more_doubts` counts those left out, and
    `homonyms` those set aside, by the names' keys.
    """

    title: str
    start: datetime
    end: datetime
    sections: tuple[Section, ...]
    coverage: Coverage
    alerted: int = 0
    waiting: int = 0
    paused: bool = False
    first_of_week: bool = False
    next_digest: datetime | None = None
    published: str = ""  # where the same digest stands as a page
    contact: str = ""
    closing: tuple[Entry, ...] = ()
    cut: tuple[int, ...] = ()  # the stories that close soon too, and that the next digest recalls
    trends: tuple[Trend, ...] = ()
    voices: tuple[Voice, ...] = ()
    closed: tuple[Closed, ...] = ()  # openings that are no longer there
    upcoming: tuple[UpcomingEvent, ...] = ()  # soonest first
    rescheduled: tuple[UpcomingEvent, ...] = ()  # that were moved or called off
    withdrawn: tuple[UpcomingEvent, ...] = ()  # that their calendar has no more
    doubts: tuple[Entry, ...] = ()
    more_doubts: int = 0
    homonyms: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A result that moved on the first page of a search for a name, as veille saw it at `at` (aware).

    `place` is None where it left the page and is not to be seen; `was` where it was not on the page.
    """

    number: int
    kind: Moved
    title: str
    url: str
    engine: str
    at: datetime
    place: int | None
    was: int | None
    item: int = 0


@dataclass(frozen=True, slots=True)
class Movements:
    """What moved on the first page of a name: `you` says that it is the reader's own."""

    key: str
    called: str
    you: bool
    moves: tuple[Move, ...]
    seen_at: datetime
    next_digest: datetime | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Spike:
    """A topic of which much more is told today than on the same weekday of past weeks, with what is most carried."""

    trend: Trend
    entries: tuple[Entry, ...]
    seen_at: datetime
    next_digest: datetime | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """Where a result stands on a first page, and whose it is."""

    place: int
    title: str
    url: str
    whose: ResultOwner


@dataclass(frozen=True, slots=True)
class NamePast:
    """What was already there of a name when veille began to look for it.

    Mentions by who is meant, the newest of the sure ones, the best places that `engine` gives (`shown` results in
    all, `mine` of them the name's own), and how many bearers of the name are to be expected (None: not known).
    """

    key: str
    called: str
    you: bool
    sure: int = 0
    unsure: int = 0
    homonyms: int = 0
    entries: tuple[Entry, ...] = ()
    engine: str = ""
    places: tuple[PlaceNow, ...] = ()
    shown: int = 0
    mine: int = 0
    best: int | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class NameLetter:
    """The first words on names that were added: what was already there. `unread` are searches yet to answer."""

    names: tuple[NamePast, ...]
    unread: tuple[str, ...] = ()
    next_digest: datetime | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class FirstLetter:
    """What was already there when the watch began; `days` is how far back `past` looks; of names all is told."""

    title: str
    coverage: Coverage
    past: tuple[Section, ...]
    names: tuple[NamePast, ...] = ()
    empty: tuple[str, ...] = ()  # rules that found nothing at all, though all that they see was read
    unread: tuple[str, ...] = ()  # sources that have not answered yet
    days: int = 7
    next_digest: datetime | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class HealthNote:
    """Something fails, or works again.

    `over` is when it worked again; `caught_up` counts the items that came then; `command` is what to run
    to learn more; `last_item` when the source last gave something; `tries` how many failed in a row.
    """

    kind: HealthKind
    name: str
    since: datetime
    why: Failure
    url: str = ""
    tries: int = 0
    over: datetime | None = None
    caught_up: int = 0
    last_item: datetime | None = None
    rules: tuple[str, ...] = ()
    command: str = ""
    refused: bool = False  # for good: nothing is tried again
    silent: bool = False  # of a source: no answer came at all
    never_read: bool = False  # of a source: it never worked
    moved_to: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SayLetter:
    """What a person says to a recipient through veille, to try it."""

    text: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter written for a reader: subject (60 characters at most), plain text, HTML, and chat blocks.

    `chat` is one string per block in a small neutral markup that chat.py turns into what a service shows:
    the first block is the head, then one per entry, then the foot. `picture` is a PNG that the HTML shows.
    """

    subject: str
    text: str
    html: str
    chat: tuple[str, ...]
    picture: bytes | None = None


# What a name report says, before it is written in a language and a form: plain data, no markup.


class OwnPageState(StrEnum):
    """Whether an own page answers."""

    YES = "yes"
    NO = "no"
    UNREAD = "unread"  # programs may not read it
    UNKNOWN = "unknown"  # it was not asked for yet


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One of a name's own pages, as `mine` has it: whether it answers, and what it says of its owner.

    `text_known` says whether its text is known, `by_result` that it is only what a search shows of it. `missing` are those
    phrases of `says` that it does not say, `instead` what it calls its owner. `linked` says whether it leads to
    another own page or another leads to it, None where that cannot be seen. `unchanged` is since when its text is as
    it is. `place` is its best on a first page, `was` that of before.
    """

    url: str
    answers: OwnPageState
    why: Failure = NO_FAILURE
    since: datetime | None = None
    text_known: bool = False
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
class NameMentions:
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
    mentions: NameMentions = NameMentions()

    @property
    def page(self) -> FirstPage | None:
        """The first page that tells most: the one whose search answered most often."""
        seen = [page for page in self.pages if page.at is not None]
        return max(seen, key=lambda page: (page.answers, len(page.places)), default=None)

    @property
    def newcomers(self) -> tuple[FirstPageResult, ...]:
        """What is new on its first page, and nobody said whose it is."""
        places = self.page.places if self.page is not None else ()
        return tuple(place for place in places if place.new and place.standing is ResultOwner.UNMARKED)


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
