"""The tables of the files as they may be written: every key that exists, and its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from veille.model import Secret

Recipients = str | tuple[str, ...]
_RECIPIENT = {"example": '"ines@example.org"'}
_DURATION = {"example": '"30m"'}
_WORDS = {"example": '["open data", "musée*"]'}
_QUIET = {"example": '"21:00-08:00"'}
_NAMES = {"example": '["moi"]'}
_HOUR = {"example": '"mon-fri 07:30"'}


@dataclass(frozen=True, slots=True)
class VeilleTable:
    """[veille]"""

    language: Literal["fr", "en"] = "en"
    timezone: str = field(default="", metadata={"example": '"Europe/Paris"'})
    to: Recipients = field(default=(), metadata=_RECIPIENT)
    alert: Recipients = field(default=(), metadata=_RECIPIENT)
    health: Recipients = field(default=(), metadata=_RECIPIENT)
    contact: str = ""
    state: str = ""
    name: str = ""
    proxy: str | Secret = ""
    plugins: str = ""
    spacing: str = field(default="1s", metadata={"example": '"1s"'})


@dataclass(frozen=True, slots=True)
class MailTable:
    """[mail]"""

    user: str
    smtp: str = field(default="", metadata={"example": '"smtp.example.org:465"'})
    imap: str = field(default="", metadata={"example": '"imap.example.org"'})
    password: Secret | None = None
    from_: str = ""
    tls: Literal["tls", "starttls", "none", ""] = ""
    oauth: Literal["microsoft", "google", ""] = ""
    client: str = ""
    client_secret: Secret | None = None
    tenant: str = ""
    token: Secret | None = None
    quiet: str = field(default="", metadata=_QUIET)


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """[channel.NAME]"""

    url: Secret | str = ""
    folder: str = ""
    address: str = field(default="", metadata={"example": '"https://veille.example.org/"'})
    console: bool = False
    quiet: str = field(default="", metadata=_QUIET)
    flood: str = field(default="10/hour", metadata={"example": '"10/hour"'})


@dataclass(frozen=True, slots=True)
class DigestTable:
    """[digest.NAME]"""

    at: str = field(metadata=_HOUR)
    to: Recipients = field(default=(), metadata=_RECIPIENT)
    topics: tuple[str, ...] = field(default=(), metadata={"example": '["Offres", "Secteur"]'})
    max: int = 25
    title: str = ""
    names: tuple[str, ...] = field(default=(), metadata=_NAMES)


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
class BraveTable:
    """The `brave` of [search]."""

    key: Secret
    budget: str = field(metadata={"example": '"1000/month"'})


@dataclass(frozen=True, slots=True)
class MastodonTable:
    """The `mastodon` of [search]."""

    server: str = field(metadata={"example": '"https://mastodon.example"'})
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class BlueskyTable:
    """The `bluesky` of [search]."""

    user: str
    password: Secret


@dataclass(frozen=True, slots=True)
class SearchTable:
    """[search]"""

    news: bool = True
    searxng: str = field(default="", metadata={"example": '"http://127.0.0.1:8888"'})
    brave: BraveTable | None = None
    bing_news: bool = False
    mastodon: MastodonTable | None = None
    bluesky: BlueskyTable | None = None
    reddit: bool = False
    openalex: Secret | None = None
    every: str = field(default="", metadata=_DURATION)


@dataclass(frozen=True, slots=True)
class RuleTable:
    """[rule.NAME]"""

    any: tuple[str, ...] = field(default=(), metadata=_WORDS)
    and_: tuple[str, ...] = field(default=(), metadata=_WORDS)
    not_: tuple[str, ...] = field(default=(), metadata=_WORDS)
    query: str = ""
    from_: tuple[str, ...] = field(default=(), metadata={"example": '["presse-*"]'})
    topic: str = ""
    alert: bool = False
    urgent: bool = False
    names: tuple[str, ...] = field(default=(), metadata=_NAMES)


@dataclass(frozen=True, slots=True)
class LoginTable:
    """The `login` of a source."""

    user: str = ""
    password: Secret | None = None
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """[source.NAME], but for the keys of its kind."""

    kind: str = "feed"
    topic: str = ""
    alert: bool = False
    every: str = field(default="30m", metadata=_DURATION)
    baseline: bool = True
    lan: bool = False
    outlet: str = ""
    login: LoginTable | None = None


TABLES: Mapping[str, type] = MappingProxyType(
    {
        "veille": VeilleTable,
        "mail": MailTable,
        "channel": ChannelTable,
        "digest": DigestTable,
        "person": PersonTable,
        "company": CompanyTable,
        "search": SearchTable,
        "rule": RuleTable,
        "source": SourceTable,
    }
)
"""Every kind of table; reading.py says which of them carry a name."""
