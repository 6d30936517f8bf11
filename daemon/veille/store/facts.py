"""What is read of the store, as plain data: rows of its tables, and what a letter is made from. No query here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from veille.model import Clue, Validators


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with its item, as messages show it. Times are UTC seconds."""

    match: int
    item: int
    story: int
    source: str
    by: str
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
    verdict: str = ""
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
class Waiting:
    """An owed row that no message covers yet."""

    id: int
    by: str
    item: int
    at: int


@dataclass(frozen=True, slots=True)
class Untold:
    """A story that an alert is still to tell; `paused` if it waits since a person paused it."""

    story: int
    topic: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Alerts of a rule ("all": everything) are held back from `since` until `until`."""

    rule: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Search:
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
    kind: str
    place: int | None
    was: int | None
    item: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnPageRow:
    """What is known of an own page. Times are UTC seconds.

    `read` says whether it was ever read; `failing_since` and `why` tell why it is not now. `told` is all that its
    text says of its owner, `links` is where it leads, `since` is from when its text is as it is (None: not known).
    """

    read: bool
    failing_since: int | None
    why: str
    title: str
    told: str
    links: tuple[str, ...]
    since: int | None


@dataclass(frozen=True, slots=True)
class SaidRow:
    """An item that mentions a name for sure: its story, when it counts (UTC seconds), who wrote it, and where."""

    story: int
    at: int
    baseline: bool
    url: str
    author: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A recipient to be told of: it cannot be reached since `since`, or (`over`) can be again."""

    name: str
    since: int
    why: str
    failures: int
    over: bool


@dataclass(slots=True)
class SourceState:
    """What is remembered of a source between polls. Times are UTC seconds."""

    id: int
    name: str
    criterion: str = "id"
    cursor: Mapping[str, Any] = field(default_factory=dict)
    validators: dict[str, Validators] = field(default_factory=dict)
    baseline: int | None = None
    next_due: float = 0.0
    last_poll: int | None = None
    outcome: str = ""
    why: str = ""
    failures: int = 0
    failing_since: int | None = None
    network: bool = False
    told: int | None = None
    last_new: int | None = None
    title: str = ""

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
    told: int | None
