"""The contract between veille and the kinds of sources: what a plugin is given, and what it gives back."""

from __future__ import annotations

import asyncio
import json as jsonlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from veille.errors import SourceError
from veille.model import Batch, OAuth

Cursor = Mapping[str, Any]
"""Where a source left off: JSON, `{}` at the first poll."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What came back from one get: `url` is the final address, header names are lower-case, body is bytes."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def text(self) -> str:
        """Return the body as text, by the charset that the server names, else UTF-8; never fails."""
        named = _CHARSET.search(self.headers.get("content-type", ""))
        try:
            return self.body.decode(named[1] if named else "utf-8-sig", "replace")
        except LookupError:
            return self.body.decode("utf-8-sig", "replace")

    def json(self) -> Any:
        """Return the body read as JSON. Raises SourceError if it is not."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError) as error:
            # without its query, where APIs have their keys
            raise SourceError(f"{self.url.partition('?')[0]} did not answer JSON ({error})") from None


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that a kind could make of a page, or of words: its options as they are written, and what it is.

    `what` is a few words for a person, `name` what the source may be called. `rank` is 0 for what is meant by an
    address, 1 for what its page names, 2 for what may do as well, 3 for what is left where there is nothing better.
    `table` is "company" where the options are those of a [company.NAME].
    """

    options: Mapping[str, Any]
    what: str
    table: str = "source"
    name: str = ""
    rank: int = 1


class Web(Protocol):
    """The polite door to the network; guard, pace, validators, limits and redirects live behind it."""

    memo: dict[str, Any]
    """Kept in memory per source ; never stored."""

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Return the page. Raises NotModified if it is as it was when last kept, WebError if it can't be had."""
        ...

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Return the answer to a POST. Raises WebError."""
        ...

    async def connect(
        self, host: str, port: int, *, tls: bool = True
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a guarded stream, for kinds that speak another protocol; `hang_up` ends it. Raises WebError."""
        ...

    async def token(self, login: OAuth, *, refused: str = "") -> str:
        """Return an access token of what a person granted, and not the one that was refused. Raises WebError, SourceError.

        It is renewed in time; what it is renewed by is kept, also over a restart, and shared with all who name that
        grant. Put it nowhere but where it is sent.
        """
        ...

    async def draw(self, url: str) -> Page:
        """Return the page as a browser shows it once its scripts have run. Raises NotModified, WebError.

        It takes an optional extra, a second or more and some 300 MB: for pages that hold nothing without their scripts.
        """
        ...

    async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
        """Return function(*args), run in a worker process with a deadline; function is a top-level one."""
        ...


@runtime_checkable
class Source(Protocol):
    """A kind of source: a frozen dataclass whose fields are its options.

    Optional class attributes: `robots = True` where the pages polled are pages rather than feeds or APIs;
    `ranked = True` where a batch is a ranked answer, each of its items with its position; `onward = True` where a poll
    goes on where the cursor ends and tells only what came since (a mailbox); `version = 1`, raised when what the cursor
    or the ids mean has changed; `hosts`, the hosts that its options name where these are no URLs.

    Optional method: `async def wait(self, web: Web) -> None`, which returns when a poll is worth while.

    Optional class methods, for `veille add`: `async def offers(cls, web: Web, page: Page) -> Sequence[Offer]`, the sources
    of this kind that a page offers (of a page that was not asked for, or could not be had, `status` is not 200 and the
    body empty: its address alone is judged); `async def search(cls, web: Web, text: str) -> Sequence[Offer]`, what words
    find; `def preview(cls, raw: bytes, options: Mapping[str, Any]) -> Batch`, what a file would give, its `title` the form
    that was recognised. `options` are those of a source of this kind that is configured, or its paths alone.
    """

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        """Return what is there. Lets NotModified and WebError fly; raises SourceError for what can't be read."""
        ...
