"""What is read of the store, as plain data: rows of its tables, and what a letter is made from. No query here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from veille.errors import NO_FAILURE, Failure
from veille.model import By, ByKind, Clue, Criterion, MarkValue, Moved, Outcome, Validators, Verdict
from veille.names.first_page import RankedAnswer

EVERYTHING = "all"  # what a pause holds back where it is of no one rule


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with its item, as messages show it. Times are UTC seconds."""

    match: int
    item: int
    story: int
    source: str
    by: By
    topic: str
    words: tuple[str, ...]
    excerpt: str
    title: str
    url: str
    text: str
    author: str
    outlet: str
    at: int
    dated: int
    closes: str | None
    starts: str | None
    facts: tuple[tuple[str, str], ...]
    edited: int | None
    first_seen: int
    verdict: Verdict | None = None
    likely: float = 1.0
    clues: tuple[Clue, ...] = ()
    owed: int | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """An item of a story: who carries it."""

    item: int
    source: str
    outlet: str
    url: str
    dated: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a period held, for the foot of a digest: sources that answered, polls, new items, dead messages."""

    seen: int
    polls: int
    items: int
    dead: int


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An owed row that no message covers yet."""

    id: int
    by: By
    item: int
    at: int


@dataclass(frozen=True, slots=True)
class UpcomingAlert:
    """A story whose alert is not sent yet; `paused` if it waits because a person paused it."""

    story: int
    topic: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Alerts of a rule, name or source (or EVERYTHING) are held back from `since` until `until`."""

    rule: str
    since: int
    until: int

    def holds(self, by: By) -> bool:
        """Return whether matches of `by` are held back; the pause of a table of names holds all of these.

        So "auteurs" holds the name auteurs/Claire Vasseur, and "confluence" the source confluence/jobs.
        """
        of_table = by.kind is not ByKind.RULE and by.key.startswith(f"{self.rule}/")
        return self.rule == EVERYTHING or by.key == self.rule or of_table


@dataclass(frozen=True, slots=True)
class RankedSearch:
    """One source that searches for a name in ranked answers: by which engine."""

    source: int
    source_name: str
    engine: str


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Something that moved. Times are UTC seconds; `place` and `was` as in Movement."""

    id: int
    source: str
    engine: str
    name: str
    at: int
    kind: Moved
    place: int | None
    was: int | None
    item: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnPageRow:
    """The state and text of an own page. Times are UTC seconds.

    `read`: it was read at least once; `failing_since` and `why`: since when and why it fails now. `text` is all of its
    text, `links` are the addresses it links to, `since` is when its text last changed (None: unknown).
    """

    read: bool
    failing_since: int | None
    why: Failure
    title: str
    text: str
    links: tuple[str, ...]
    since: int | None


@dataclass(frozen=True, slots=True)
class MentionRow:
    """An item that mentions a name for sure: its story, when it counts (UTC seconds), who wrote it, and where."""

    story: int
    at: int
    baseline: bool
    url: str
    author: str
    outlet: str


@dataclass(frozen=True, slots=True)
class RecipientOutage:
    """An outage of a recipient, to be notified: it cannot be reached since `since`, or (`over`) can be again.

    `account`: it is no recipient, but the account through which all mails are sent; `refused`: the last message was
    refused for good.
    """

    name: str
    since: int
    why: Failure
    failures: int
    over: bool
    account: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class MovedSource:
    """A source whose address redirects for good since `since` (UTC seconds): `source` is its number."""

    source: int
    name: str
    url: str
    moved_to: str
    since: int


@dataclass(slots=True)
class SourceState:
    """What is remembered of a source between polls. Times are UTC seconds."""

    id: int
    name: str
    criterion: Criterion = Criterion.ID
    cursor: Mapping[str, Any] = field(default_factory=dict)
    validators: dict[str, Validators] = field(default_factory=dict)
    baseline: int | None = None
    next_due: float = 0.0
    last_poll: int | None = None
    outcome: Outcome | None = None  # of the last poll
    why: Failure = NO_FAILURE
    failures: int = 0
    failing_since: int | None = None
    network: bool = False
    notified_at: int | None = None
    last_new: int | None = None
    title: str = ""
    note: Failure = NO_FAILURE  # what it says while all is well

    @property
    def answered(self) -> bool:
        """Whether it was ever read."""
        return self.baseline is not None or (self.last_poll is not None and self.failures == 0)


@dataclass(frozen=True, slots=True)
class Watched:
    """A name that is watched: since when, when the archive was looked through, when the letter on that was made."""

    key: str
    added: int
    recalled: int | None
    announced_at: int | None


# What letters are made from, each read in one go.


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """What a period held, since when this machine has no network, and what was first read in it, with its size.

    `resurfaced` counts by source what came that is dated well before its watch began.
    """

    counts: Counts = Counts(0, 0, 0, 0)
    network_down: int | None = None
    first_read: tuple[tuple[str, int], ...] = ()
    resurfaced: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What an alert is made from: the owed rows with all matches of their items, oldest first, and who carries them.

    `bylines` are the (story, author) pairs of items that mention a name (its key) for sure.
    """

    rows: tuple[MatchRow, ...]
    carriers: Mapping[int, Sequence[Carrier]]
    bylines: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DigestQuery:
    """The parameters of a digest: recipient, period [start, end) in UTC seconds, and topics (all if empty).

    `closing` and `upcoming` are first and last ISO days of what closes and starts soon; `windows` are past periods
    [start, end) that make what is usual; `boards` are the sources whose items are openings.
    """

    digest: str
    recipient: str
    start: int
    end: int
    topics: tuple[str, ...]
    closing: tuple[str, str]
    upcoming: tuple[str, str]
    windows: tuple[tuple[int, int], ...] = ()
    boards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a digest is made from. Rows are of all topics and oldest first, unless stated otherwise.

    `late` is what alerts left to the digest, `found` what was first kept in the period; `alerted` are the stories of
    the period that were in alerts, `alerted_before` those of the 30 days before, `told` the (story, topic) pairs that
    this digest has told, `at_first` the matches (their numbers) whose story was in the first letter, `waiting` the
    stories of unsent alerts. `doubts` have a section of their own, surest first, `doubts_beside` are those of the items
    of `late` and `found`; `homonyms` counts stories set aside by name (its key).
    `closing`, `closed` and `upcoming` are what closes soon, has closed, and starts soon; `rescheduled` are events that were
    moved or called off, `withdrawn` those that their calendar has no more; `cut` are stories that close soon and
    for which the last digest, which left at `last`, had no room. `watched` are those of the windows in which anything was
    polled, `topics_since` is when each topic was first recorded, `first_matches` each story's (topic, story, when).
    `bylines` are the (author, outlet) pairs of the period's items of the query's topics, `bylines_before` those before.
    """

    query: DigestQuery
    coverage: CoverageFacts = CoverageFacts()
    late: tuple[MatchRow, ...] = ()
    found: tuple[MatchRow, ...] = ()
    alerted: frozenset[int] = frozenset()
    alerted_before: frozenset[int] = frozenset()
    told: frozenset[tuple[int, str]] = frozenset()
    at_first: frozenset[int] = frozenset()
    waiting: tuple[UpcomingAlert, ...] = ()
    doubts: tuple[MatchRow, ...] = ()
    doubts_beside: tuple[MatchRow, ...] = ()
    homonyms: Mapping[str, int] = field(default_factory=dict)
    closing: tuple[MatchRow, ...] = ()
    closed: tuple[MatchRow, ...] = ()
    upcoming: tuple[MatchRow, ...] = ()
    rescheduled: tuple[MatchRow, ...] = ()
    withdrawn: tuple[MatchRow, ...] = ()
    cut: frozenset[int] = frozenset()
    last: int | None = None
    watched: tuple[tuple[int, int], ...] = ()
    topics_since: Mapping[str, int] = field(default_factory=dict)
    first_matches: tuple[tuple[str, int, int], ...] = ()
    bylines: tuple[tuple[str, str], ...] = ()
    bylines_before: tuple[tuple[str, str], ...] = ()
    carriers: Mapping[int, Sequence[Carrier]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpikeFacts:
    """The matches of today, of all topics, oldest first, and the items of each story."""

    rows: tuple[MatchRow, ...]
    carriers: Mapping[int, Sequence[Carrier]]


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """The answers to one source's search for a name, newest first, refusals too.

    `engines` counts for each how often it answered, and how often it refused, in the requested period.
    """

    search: RankedSearch
    answers: tuple[RankedAnswer, ...]
    engines: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """The positions of a name in ranked answers: the answers to its searches, and whose the results are.

    `marks` are YES or NO by keys of addresses, `verdicts` are by item.
    """

    searches: tuple[SearchFacts, ...] = ()
    marks: Mapping[bytes, MarkValue] = field(default_factory=dict)
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What was already there of a name: how many stories by verdict, the newest sure mentions, and its places."""

    counts: Mapping[Verdict, int] = field(default_factory=dict)
    rows: tuple[MatchRow, ...] = ()
    carriers: Mapping[int, Sequence[Carrier]] = field(default_factory=dict)
    places: PlaceFacts = PlaceFacts()


@dataclass(frozen=True, slots=True)
class FirstFacts:
    """What a first letter is made from: matches of baselines, newest first, and how many each rule and topic ever had."""

    rows: tuple[MatchRow, ...]
    totals: Mapping[By, int]
    carriers: Mapping[int, Sequence[Carrier]]
    names: Mapping[str, NameFacts]
    coverage: CoverageFacts


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """The mentions of a name in a period: sure and in doubt, surest first, and all sure ones before its end.

    `homonyms` counts the stories that were set aside.
    """

    sure: tuple[MatchRow, ...] = ()
    doubts: tuple[MatchRow, ...] = ()
    ever: tuple[MentionRow, ...] = ()
    homonyms: int = 0
    carriers: Mapping[int, Sequence[Carrier]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportNameFacts:
    """What a report is made from for one name. `own` are its own pages, by address as `mine` has it, where they are read.

    `texts` are title and text of items that searches showed.
    """

    places: PlaceFacts = PlaceFacts()
    mentions: MentionFacts = MentionFacts()
    own: Mapping[str, OwnPageRow] = field(default_factory=dict)
    texts: Mapping[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a name report is made from, by the names' keys."""

    names: Mapping[str, ReportNameFacts]
    coverage: CoverageFacts
