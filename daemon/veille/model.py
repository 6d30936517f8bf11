"""The words of veille as frozen data: items and batches, what is stored, what matches, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from veille.errors import Failure

# Found words stand between these two in an excerpt. Control characters are removed from all that is
# remote, so they cannot come from outside.
MARK, UNMARK = "\x02", "\x03"

_WORDS = {"example": '["open data", "musée*"]'}  # shown where an option is written wrongly


class Outcome(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DEGRADED = "degraded"  # something did not answer; what came is believed
    SUSPECT = "suspect"  # what came cannot be believed yet
    FAILED = "failed"


class Criterion(StrEnum):
    """What identifies the items of a source; it only ever moves down."""

    ID = "id"
    LINK = "link"
    HASH = "hash"
    TITLE = "title"  # and the date, where there is one; ids and links are believed where they are known


class FoldedBy(StrEnum):
    """By what a new item was folded into a story that is there already."""

    URL = "url"
    TITLE = "title"
    SIMILAR = "similar"  # titles that are nearly the same
    OPENING = "opening"  # the same one on another board


@dataclass(frozen=True, slots=True)
class Item:
    """One thing found, as its source gives it. Text is plain; times are aware; `id` may be empty."""

    id: str = ""
    title: str = ""
    url: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    closes: date | None = None
    starts: date | None = None
    position: int | None = None
    engines: tuple[str, ...] = ()  # of a search by several engines: those that gave it
    outlet: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one poll.

    `still` names (by id, else by url) the items that came in an earlier batch and have not changed; `complete`:
    items and still are together all there is. `cursor` is given back at the next poll (JSON; None
    keeps the last one). `degraded` and `suspect` are reasons; of a suspect batch the cursor alone is kept.
    `title` is the document's own. `refused` names engines of a search that did not answer, with why: what they
    gave before counts as still there. `note` is what `veille status` shows of the source while all is well, such as what
    is left out of it on purpose.
    """

    items: Sequence[Item] = ()
    still: Sequence[str] = ()
    complete: bool = False
    cursor: Mapping[str, Any] | None = None
    title: str = ""
    degraded: Failure | str = ""
    suspect: Failure | str = ""
    refused: Mapping[str, Failure | str] = field(default_factory=dict)
    note: Failure | str = ""


@dataclass(frozen=True, slots=True)
class Validators:
    """What conditional requests for a page need (RFC 9110 §8.8), byte for byte, and its body's hash.

    `moved_to` is where a permanent redirect (301, 308) leads, if one was followed. `read_at` is the UTC second at which
    the page last came whole. `distrusted`: its server called changed pages unchanged, so requests are not conditional.
    """

    etag: str = ""
    modified: str = ""
    body_hash: bytes = b""
    moved_to: str = ""
    read_at: int = 0
    distrusted: bool = False


class Secret:
    """A secret's value: never shown by repr, str or a log; `reveal()` gives it."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self.name, self._value) == (other.name, other._value)

    def __hash__(self) -> int:
        return hash((self.name, self._value))


OAuthService = Literal["microsoft", "google"]
"""Who grants a login by OAuth 2."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """A login by OAuth 2 in place of a password: whose, the application's id, what was granted.

    `token` is the refresh token; `tenant` is Microsoft's; Google's applications have a `client_secret`.
    """

    service: OAuthService
    client: str
    token: Secret | None = None
    tenant: str = "common"
    client_secret: Secret | None = None
    reads: bool = False  # mail is read
    sends: bool = True  # mail is sent


@dataclass(frozen=True, slots=True)
class Name:
    """A person or company to look for.

    `group` is the table where it stands, which `people` share; `key` is its own, the group's where it stands alone.
    `you` is true of the reader's own name, of one at most. `mine` are hosts or beginnings of addresses
    ("example.org/me"); `homonyms` is how many bearers of the name are to be expected in France, None where there is
    no estimate.
    """

    key: str
    name: str
    group: str
    company: bool = False
    also: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    orcid: str = ""
    you: bool = False
    topic: str = ""
    alert: bool = False
    urgent: bool = False
    homonyms: float | None = None


class Verdict(StrEnum):
    """Whether a mention is of the name that is watched."""

    SURE = "sure"
    UNSURE = "unsure"
    HOMONYM = "homonym"


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason of a verdict: its kind, and the words or hosts that it speaks of.

    `names.reasons.Why` lists the kinds; a database that a later version wrote may hold others.
    """

    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in an item: the likelihood that it is the name watched (0 to 1), why, and the excerpt with marks.

    `words` are the forms of the name that stand there, in their original spelling.
    """

    name: str
    verdict: Verdict
    likely: float
    clues: tuple[Clue, ...]
    words: tuple[str, ...]
    excerpt: str


@dataclass(frozen=True, slots=True)
class Rule:
    """[rule.NAME]: a query over items: one of `any`, and one of `and_`, and none of `not_`; or a `query`.

    `from_` are globs over the names of sources; empty means all. `topic` is never empty once read. `names` are the
    tables of names of which one must be mentioned for sure; empty means that none needs to be.
    """

    name: str = field(metadata={"given": True})
    any: tuple[str, ...] = field(default=(), metadata=_WORDS)
    and_: tuple[str, ...] = field(default=(), metadata=_WORDS)
    not_: tuple[str, ...] = field(default=(), metadata=_WORDS)
    query: str = ""
    from_: tuple[str, ...] = field(default=(), metadata={"example": '["presse-*"]'})
    topic: str = ""
    alert: bool = False
    urgent: bool = False
    names: tuple[str, ...] = field(default=(), metadata={"example": '["moi"]'})


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule met by an item: which words met it (original spelling), and the excerpt with marks."""

    rule: str
    words: tuple[str, ...]
    excerpt: str


class MarkValue(StrEnum):
    """A person's mark of an item."""

    YES = "yes"  # it is about the person watched
    NO = "no"  # it is about a namesake
    PICK = "pick"
    NOISE = "noise"
    NOTE = "note"  # in words


class EventState(StrEnum):
    """What became of an event: the values of its item's fact "state"."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"


EVENT_FACTS = frozenset(("time", "zone", "until", "was", "state"))
"""The facts of an item that `starts` on a day, from which letters take the time: "10:00–11:30", the zone of that clock
("Europe/Paris", "UTC+02:00"), its last day, when it was to be before it was moved ("2026-12-10 10:00–11:00"), and an
EventState."""


class ByKind(StrEnum):
    """What an item was matched by."""

    RULE = "rule"
    NAME = "name"
    SOURCE = "source"  # one with a topic, which takes everything


@dataclass(frozen=True, slots=True, order=True)
class By:
    """What an item was matched by: a rule, a name (its key), or a source with a topic.

    The database and JSON hold it as text, "rule:NAME", "name:KEY" or "source:NAME": what str gives and `parse` reads.
    """

    kind: ByKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> By:
        """Return what a text as str gives it stands for. Raises ValueError where it is none."""
        kind, _, key = text.partition(":")
        return cls(ByKind(kind), key)

    @classmethod
    def rule(cls, name: str) -> By:
        """Return the By of a rule."""
        return cls(ByKind.RULE, name)

    @classmethod
    def name(cls, key: str) -> By:
        """Return a name, by its key."""
        return cls(ByKind.NAME, key)

    @classmethod
    def source(cls, name: str) -> By:
        """Return a source with a topic."""
        return cls(ByKind.SOURCE, name)


@dataclass(frozen=True, slots=True)
class Match:
    """An item that meets a rule or mentions a name, or comes from a source with a topic.

    `verdict` is that of a mention; None is a match that needs none.
    """

    item: int
    by: By
    topic: str
    words: tuple[str, ...]
    excerpt: str
    verdict: Verdict | None = None
    likely: float = 1.0
    clues: tuple[Clue, ...] = ()


class Unalerted(StrEnum):
    """Why a match was owed to nobody when it was decided."""

    BASELINE = "baseline"  # its item was there when the watch on its source began
    PAST = "past"  # it is dated before the watch began, and well before what its source had told
    CLOSED = "closed"  # the day on which it closes is over
    NOT_ASKED = "not asked"  # neither the rule, the name nor the topic says `alert = true`
    UNSURE = "unsure"  # a mention in doubt
    HOMONYM = "homonym"
    NOBODY = "nobody"  # there is nobody who gets alerts
    TOLD = "told"  # its story was owed before, or by another match
    FIRST_LETTER = "first letter"  # its story was in the baseline of its source
    ARCHIVE = "archive"  # it was found when the archive was looked through for a name
    LEARNT = "learnt"  # it became a match by what a person said of others


class MessageKind(StrEnum):
    """What a message is about."""

    ALERT = "alert"
    DIGEST = "digest"
    FIRST = "first"  # what was already there when the watch began, on its sources or on a name
    HEALTH = "health"
    SAY = "say"  # a person's own words, to try a recipient


class MessageState(StrEnum):
    """Where a message stands in the outbox."""

    HELD = "held"  # until its time
    PENDING = "pending"
    LEASED = "leased"  # being sent
    SENT = "sent"
    DEAD = "dead"  # it will not be tried again
    DROPPED = "dropped"  # by a person, or since a later one covers it

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self in (MessageState.SENT, MessageState.DEAD, MessageState.DROPPED)


class DeliveryOutcome(StrEnum):
    """How one delivery of a message ended."""

    SENT = "sent"
    TRANSIENT = "transient"  # it may work later
    PERMANENT = "permanent"
    UNKNOWN = "unknown"  # it may have arrived


class HealthKind(StrEnum):
    """What a health note is about."""

    SOURCE = "source"
    NETWORK = "network"  # this machine's own
    RECIPIENT = "recipient"
    ACCOUNT = "account"  # by which all mails leave
    MOVED = "moved"  # a source that has a new address


class HeldBy(StrEnum):
    """What held an alert back."""

    QUIET = "quiet"
    PAUSE = "pause"


class Moved(StrEnum):
    """How a result moved on the first page of a search for a name."""

    NEW = "new"  # an unmarked one entered the first page
    LEFT = "left"  # an own one left it
    FELL = "fell"  # an own one fell by three places or more
    RISEN = "risen"  # an own one reached the first four


@dataclass(frozen=True, slots=True)
class Owed:
    """A match that a recipient must be told of at once; not yet a message. `again`: told before, and news once more."""

    match: Match
    recipient: str
    again: bool = False
