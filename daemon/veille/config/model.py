"""The configuration as read: typed, complete, with every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from veille.model import Name, OAuth, Rule, Secret
from veille.source import Source


@dataclass(frozen=True, slots=True)
class When:
    """An hour of the day on some days: weekdays (0 is Monday), or the first of each month."""

    hour: int
    minute: int
    weekdays: frozenset[int] = frozenset(range(7))
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which alerts wait, as minutes of the day: from start to end, over midnight if end comes first."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mail:
    """The one account that sends. `tls` is "tls", "starttls" or "none" (loopback only).

    Without `smtp_host` the server is found from the address; `tls` may then be empty, which is either.
    """

    user: str
    smtp_host: str
    smtp_port: int
    tls: str
    password: Secret | None = None
    sender: str = ""
    quiet: Quiet | None = None
    oauth: OAuth | None = None
    imap: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out that is no address: exactly one of an Apprise URL, a folder, or the console."""

    name: str
    url: Secret | None = None
    folder: Path | None = None
    console: bool = False
    quiet: Quiet | None = None
    address: str = ""  # where a folder is published; ends with "/"
    flood: int = 10  # alerts of one rule an hour; the rest is counted, and waits for the digest


@dataclass(frozen=True, slots=True)
class Digest:
    """When a digest leaves, and to whom; no `topics`: every one. `max` counts stories, `title` may be empty.

    With `names` (tables of names) it is a name report.
    """

    name: str
    at: When
    to: tuple[str, ...]
    topics: tuple[str, ...] = ()
    max: int = 25
    title: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Login:
    """HTTP Basic (user and password) or Bearer (token), for the host of the source's own URL."""

    user: str = ""
    password: Secret | None = None
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A configured source. `every` is in seconds; `digest` is a hash of kind, version and options.

    One that was made from a name's table is `of` that name (its key); `budget` is the account that its requests
    count for, and how many of them a month has.
    """

    name: str
    kind: str
    source: Source
    options: Mapping[str, Any]
    digest: str
    hosts: frozenset[str]
    topic: str = ""
    alert: bool = False
    every: float = 1800.0
    baseline: bool = True
    lan: bool = False
    outlet: str = ""
    login: Login | None = None
    login_host: str = ""
    of: str = ""
    budget: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """All that the files say. Recipients are e-mail addresses or names of channels.

    `broken` tells why some sources don't run (their kind does not load); `secrets` are all that were read.
    """

    path: Path
    files: tuple[Path, ...]
    state: Path
    language: str
    timezone: ZoneInfo
    to: tuple[str, ...]
    alert: tuple[str, ...]
    health: tuple[str, ...]
    contact: str
    name: str = ""
    proxy: Secret | None = None
    spacing: float = 1.0
    mail: Mail | None = None
    channels: Mapping[str, Channel] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    sources: Mapping[str, SourceConfig] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    secrets: tuple[Secret, ...] = ()
