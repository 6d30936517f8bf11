"""What a board is, and what it says at one poll; every board's file gives one BoardService."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote

from veille import NO_FAILURE, Cursor, Failure, Item, Web


@dataclass(frozen=True, slots=True)
class Board:
    """One employer's board at one service: `key` is what the service calls the employer.

    `host` stands where the board has one of its own, `query` where its address narrows what it lists.
    """

    service: str
    key: str
    host: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class BoardOpenings:
    """What a board says at one poll, before the filters; the fields mean what Batch's mean.

    `own` is what the board's file wants back at the next poll.
    """

    items: Sequence[Item] = ()
    still: Sequence[str] = ()
    own: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    degraded: Failure = NO_FAILURE
    suspect: Failure = NO_FAILURE
    complete: bool = True


ItemFilter = Callable[[Item], bool]
"""Whether an opening passes the filters: what does not is worth no request of its own."""


@dataclass(frozen=True, slots=True)
class BoardService:
    """A service that hosts boards: which addresses are its own, and how it is asked.

    `of` says which board an address (host in lower case) belongs to; `home` is the address a person opens.
    `ask` lets NotModified and WebError fly, and raises SourceError for a board of nobody.
    """

    name: str
    of: Callable[[SplitResult], Board | None]
    home: Callable[[Board], str]
    ask: Callable[[Web, Board, Cursor, ItemFilter], Awaitable[BoardOpenings]]


def segments(parts: SplitResult) -> list[str]:
    """Return the parts of an address's path, as they read."""
    return [unquote(part) for part in parts.path.split("/") if part]


# Names under a service's domain that are no employer's.
_NOBODY = frozenset(
    (
        *("www", "app", "api", "apps", "auth", "login", "account", "accounts", "admin"),
        *("help", "support", "docs", "developer", "developers", "info", "blog", "status", "cdn"),
        *("assets", "static", "images", "files", "scripts", "get", "go", "my", "id", "sso"),
        *(
            "demo",
            "partner",
            "partners",
            "marketplace",
            "resources",
            "jobs",
            "tt",
            "careers-analytics",
            "jobs-widget",
        ),
    )
)


def employer_label(host: str, domain: str) -> str:
    """Return what stands before `domain` in a host, where that may be an employer: "acme" of acme.recruitee.com."""
    label = host.removesuffix(f".{domain}") if host.endswith(f".{domain}") else ""
    return "" if not label or label in _NOBODY else label
