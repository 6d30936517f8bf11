"""The configuration: each table is one class, which defines how its keys are written and what they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from veille.config import values
from veille.config.mailhosts import MailHost, Security
from veille.config.paths import expanded
from veille.config.quiet import Quiet, parse_quiet
from veille.config.when import When, parse_when
from veille.errors import Failure, Problem
from veille.model import Name, OAuth, OAuthService, Rule, Secret
from veille.options import GIVEN, Parsed
from veille.source import Capabilities, Source, capabilities

_RECIPIENT = {"example": '"ines@example.org"'}
_DURATION = {"example": '"30m"'}
_QUIET = {"example": '"21:00-08:00"'}
_NAMES = {"example": '["moi"]'}

Recipients = Annotated[tuple[str, ...], Parsed(lambda text: (text,), empty=())] | tuple[str, ...]
"""Addresses and names of channels: one, or a list."""

SecretOrText = Secret | Annotated[Secret, Parsed(lambda text: Secret("", text), empty=None)]
QuietHours = Annotated[Quiet, Parsed(parse_quiet, empty=None)]


@dataclass(frozen=True, slots=True)
class Login:
    """The `login` of a source: HTTP Basic (user and password) or Bearer (token), for the host of its own URL."""

    user: str = ""
    password: Secret | None = None
    token: Secret | None = None


DEFAULT_KIND = "feed"
"""The kind of a source without `kind`: name = "https://…" is a feed, in one line."""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """[source.NAME], but for the keys of its kind, which are its `options` and what `source` is made of.

    `every` is in seconds; `digest` is a hash of kind, version and options; `login` is sent to `login_host` alone. One
    that was made from a name's table is `of` that name (its key); `budget` is the account that its requests count for,
    and how many of them a month has.
    """

    name: str = field(metadata=GIVEN)
    source: Source = field(metadata=GIVEN)
    options: Mapping[str, Any] = field(default_factory=dict, metadata=GIVEN)
    digest: str = field(default="", metadata=GIVEN)
    hosts: frozenset[str] = field(default=frozenset(), metadata=GIVEN)
    kind: str = DEFAULT_KIND
    topic: str = ""
    alert: bool = False
    every: Annotated[float, Parsed(values.duration)] = field(default=1800.0, metadata=_DURATION)
    baseline: bool = True
    lan: bool = False
    outlet: str = ""
    login: Login | None = None
    login_host: str = field(default="", metadata=GIVEN)
    of: str = field(default="", metadata=GIVEN)
    budget: tuple[str, int] | None = field(default=None, metadata=GIVEN)

    @property
    def capabilities(self) -> Capabilities:
        """What the source declares of itself."""
        return capabilities(self.source)


@dataclass(frozen=True, slots=True)
class Channel:
    """[channel.NAME]: a way out that is no address: exactly one of an Apprise URL, a folder, or the console."""

    name: str = field(metadata=GIVEN)
    url: SecretOrText | None = None
    folder: Annotated[Path, Parsed(expanded, empty=None)] | None = None
    address: Annotated[str, Parsed(values.folder_url, empty="")] = field(
        default="", metadata={"example": '"https://veille.example.org/"'}
    )
    """Where a folder is published; ends with "/"."""
    console: bool = False
    quiet: QuietHours | None = field(default=None, metadata=_QUIET)
    flood: Annotated[int, Parsed(values.per_hour)] = field(default=10, metadata={"example": '"10/hour"'})
    """Alerts of one rule an hour; the rest is counted, and waits for the digest."""


@dataclass(frozen=True, slots=True)
class Digest:
    """[digest.NAME]: when a digest leaves, and to whom; no `topics`: every one. `max` counts stories.

    With `names` (tables of names) it is a name report.
    """

    name: str = field(metadata=GIVEN)
    at: Annotated[When, Parsed(parse_when)] = field(metadata={"example": '"mon-fri 07:30"'})
    to: Recipients = field(default=(), metadata=_RECIPIENT)
    topics: tuple[str, ...] = field(default=(), metadata={"example": '["Offres", "Secteur"]'})
    max: int = 25
    title: str = ""
    names: tuple[str, ...] = field(default=(), metadata=_NAMES)


@dataclass(frozen=True, slots=True)
class MailAccount:
    """[mail]: the one account that sends.

    `server` is what `smtp` and `tls` make together; with None it is discovered from the address at first use. `login` is
    what the keys of OAuth make together.
    """

    user: Annotated[str, Parsed(values.address)]
    smtp: Annotated[tuple[str, int | None], Parsed(values.host_port, empty=None)] | None = field(
        default=None, metadata={"example": '"smtp.example.org:465"'}
    )
    imap: Annotated[str, Parsed(values.server, empty="")] = field(
        default="", metadata={"example": '"imap.example.org"'}
    )
    password: Secret | None = None
    from_: Annotated[str, Parsed(values.sender, empty="")] = ""
    tls: Literal[Security, ""] = ""
    oauth: Literal[OAuthService, ""] = ""
    client: str = ""
    client_secret: Secret | None = None
    tenant: str = ""
    token: Secret | None = None
    quiet: QuietHours | None = field(default=None, metadata=_QUIET)
    server: MailHost | None = field(default=None, metadata=GIVEN)
    login: OAuth | None = field(default=None, metadata=GIVEN)


@dataclass(frozen=True, slots=True)
class PersonTable:
    """[person.NAME]"""

    name: str = field(default="", metadata={"example": '"Inès Morel-Dupuis"'})
    people: tuple[str, ...] = field(default=(), metadata={"example": '["A. Dupont", "B. Martin"]'})
    also: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    orcid: str = field(default="", metadata={"example": '"0000-0002-1825-0097"'})
    you: bool | None = None
    topic: str = ""
    alert: bool | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class CompanyTable:
    """[company.NAME]"""

    name: str = field(metadata={"example": '"Fabrique Confluence"'})
    also: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    topic: str = ""
    alert: bool = False
    urgent: bool = False
    site: str = field(default="", metadata={"example": '"https://fabrique-confluence.example"'})
    careers: str | tuple[str, ...] = field(default=(), metadata={"example": '"https://jobs.example/acme"'})
    pages: tuple[str, ...] = ()
    siren: str = field(default="", metadata={"example": '"123456782"'})


@dataclass(frozen=True, slots=True)
class SearchTable:
    """[search], but for the keys of the kinds that search for names."""

    every: Annotated[float, Parsed(values.duration, empty=None)] | None = field(
        default=None, metadata=_DURATION
    )


@dataclass(frozen=True, slots=True)
class Config:
    """[veille], and all other tables of the files. Recipients are e-mail addresses or names of channels.

    `broken` holds why some sources don't run (their kind does not load); `secrets` are all that were read.
    """

    path: Path = field(metadata=GIVEN)
    files: tuple[Path, ...] = field(metadata=GIVEN)
    state: Annotated[Path, Parsed(Path)] = Path()
    """The folder of the database, absolute once read."""
    language: Annotated[str, Parsed(values.language)] = "en"
    timezone: Annotated[ZoneInfo, Parsed(values.zone, empty=ZoneInfo("UTC"))] = field(
        default=ZoneInfo("UTC"), metadata={"example": '"Europe/Paris"'}
    )
    to: Recipients = field(default=(), metadata=_RECIPIENT)
    alert: Recipients = field(default=(), metadata=_RECIPIENT)
    health: Recipients = field(default=(), metadata=_RECIPIENT)
    contact: str = ""
    name: str = ""
    proxy: SecretOrText | None = None
    plugins: str = ""
    spacing: Annotated[float, Parsed(values.duration)] = field(default=1.0, metadata={"example": '"1s"'})
    mail: MailAccount | None = field(default=None, metadata=GIVEN)
    channels: Mapping[str, Channel] = field(default_factory=dict, metadata=GIVEN)
    digests: Mapping[str, Digest] = field(default_factory=dict, metadata=GIVEN)
    names: Mapping[str, Name] = field(default_factory=dict, metadata=GIVEN)
    rules: Mapping[str, Rule] = field(default_factory=dict, metadata=GIVEN)
    sources: Mapping[str, SourceConfig] = field(default_factory=dict, metadata=GIVEN)
    broken: Mapping[str, Failure] = field(default_factory=dict, metadata=GIVEN)
    warnings: tuple[Problem, ...] = field(default=(), metadata=GIVEN)
    secrets: tuple[Secret, ...] = field(default=(), metadata=GIVEN)

    def quiet_of(self, recipient: str) -> Quiet | None:
        """Return the quiet hours of a recipient."""
        if (channel := self.channels.get(recipient)) is not None:
            return channel.quiet
        return self.mail.quiet if self.mail is not None else None


TABLES: Mapping[str, type] = MappingProxyType(
    {
        "veille": Config,
        "mail": MailAccount,
        "channel": Channel,
        "digest": Digest,
        "person": PersonTable,
        "company": CompanyTable,
        "search": SearchTable,
        "rule": Rule,
        "source": SourceConfig,
    }
)
"""Every kind of table; reading.py lists those that carry a name."""
