"""The contract between veille and the kinds of sources: what a plugin is given, and what it gives back."""

from __future__ import annotations

import asyncio
import inspect
import json as jsonlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from veille.errors import Failure, SourceError, failure
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
            why = failure("{at} did not answer JSON ({said})", at=self.url.partition("?")[0], said=error)
            raise SourceError(why) from None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A source that a kind could make of a page, or of words: its options as they are written, and what it is.

    `what` is a few words for a person, `name` what the source may be called. `rank` is 0 for what an address itself
    stands for, 1 for what its page names, 2 for what may do as well, 3 for what is left where there is nothing better.
    `table` is "company" where the options are those of a [company.NAME].
    """

    options: Mapping[str, Any]
    what: str
    table: str = "source"
    name: str = ""
    rank: int = 1


@dataclass(frozen=True, slots=True)
class WatchedName:
    """A [person.NAME] or [company.NAME], as kinds that may make sources of it receive it.

    `key` is how sources refer to it, `name` the name itself, `own_pages` are its pages as addresses. `site`, `careers`,
    `pages` and `siren` are a company's. `language` and `contact` are those of [veille]; `names` is how many names there
    are, who share what a budget allows.
    """

    key: str
    name: str
    company: bool = False
    also: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    orcid: str = ""
    alert: bool = False
    own_pages: tuple[str, ...] = ()
    site: str = ""
    careers: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    siren: str = ""
    language: str = "en"
    contact: str = ""
    names: int = 1


@dataclass(frozen=True, slots=True)
class NameSource:
    """A source of its own kind that a kind wants for a name: its options, and `every` how many seconds it is polled.

    `label` ends its name: "moi/LABEL". With `tells`, all that it gives matches under the name's topic. `least` is how
    far down, in seconds, the `every` of [search] may set its pace: None where it does not apply. Its requests may
    count for a `budget`: an account, and how many of them it has a month.
    """

    label: str
    options: Mapping[str, Any]
    every: float
    tells: bool = False
    least: float | None = None
    budget: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ConfigContext:
    """What the configuration knows besides a source, for options that were left out of it.

    `names` are the watched names by key, `search` is the kind's part of [search] (an object of its `search_table`),
    `mail` the account of [mail] in its keys: imap, user, password or oauth, client, token…; empty where there is none.
    `timezone` is the reader's, by its name.
    """

    names: Mapping[str, WatchedName] = field(default_factory=dict)
    search: Any = None
    mail: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = ""


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

    What it may declare besides `poll` is listed in Capabilities (attributes) and Hooks (methods).
    """

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        """Return what is there. Lets NotModified and WebError fly; raises SourceError for what can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source declares of itself: attributes of its class, properties or options of these names; else these."""

    version: int = 1
    """Raised when what the cursor or the ids mean has changed: the old cursor is then forgotten."""
    robots: bool = False
    """The pages polled are pages, made for people, rather than feeds or an API: robots.txt is obeyed."""
    incremental: bool = False
    """A poll goes on where the cursor ends and gives only what came since, as in a mailbox."""
    window: bool = False
    """Items and `still` are all that a document shows of late, as a feed does: what is not there has left it."""
    hosts: tuple[str, ...] = ()
    """Hosts that the options name where these are no URLs: a local one may then be dialled."""
    not_identifying: tuple[str, ...] = ()
    """Options that may change without the source becoming another, whose cursor is forgotten."""
    ranked: bool = False
    """A batch is a ranked answer: each of its items has its position."""
    engine: str = ""
    """The search engine, under which positions are kept; else the kind."""
    searches_for: str = ""
    """The key of the name that it searches for: what it gives was published by others."""
    vouches: bool = False
    """An item of an answer is an article that has the exact name, though what is shown of it may not."""
    relays: tuple[str, ...] = ()
    """Hosts whose links only lead on to where the item was published."""
    openings: bool = False
    """What it gives are openings: what leaves it has closed, and is told as such."""
    is_own: bool = False
    """What it gives are the own pages of a name, and never a mention by others."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The optional methods of a kind, as they are called, and the class of its options in [search]; None: it has none.

    All but `wait` are class methods: they are called before there is a source.
    """

    wait: Callable[[Web], Awaitable[None]] | None = None
    """`async def wait(self, web)`: return when a poll is worth while."""
    discover: Callable[[Web, Page], Awaitable[Sequence[Suggestion]]] | None = None
    """`async def discover(cls, web, page)`: return the sources of this kind that a page offers, for `veille add`.

    Of a page that was not requested, or could not be had, `status` is not 200 and the body empty: its address alone
    is judged.
    """
    search: Callable[[Web, str], Awaitable[Sequence[Suggestion]]] | None = None
    """`async def search(cls, web, text)`: return what words find, for `veille add`."""
    preview: Callable[[bytes, Mapping[str, Any]], Batch] | None = None
    """`def preview(cls, raw, options)`: return what a file would give, `title` the form that was recognised.

    `options` are those of a source of this kind that is configured, or its paths alone.
    """
    for_name: Callable[[WatchedName, Any], Iterable[NameSource]] | None = None
    """`def for_name(cls, name, search)`: yield the sources to make for a name; `search` as in ConfigContext."""
    complete: Callable[[Mapping[str, Any], ConfigContext], Mapping[str, Any]] | None = None
    """`def complete(cls, options, known)`: return a source's options with what was left out of them.

    Raises ValueError with a sentence where that can't be.
    """
    search_table: type | None = None
    """A frozen dataclass: the keys of [search] that are for this kind. Its `warnings` are sentences for `veille check`."""


RENAMED = MappingProxyType(
    {"onward": "incremental", "aside": "not_identifying", "offers": "discover", "read_file": "preview"}
)
"""What attributes and methods of kinds were called → what they are called now. The old names go on working."""

_OLD = {new: old for old, new in RENAMED.items()}


class Misdeclared(TypeError):
    """A source declares something of a wrong type; `failure` says what."""

    def __init__(self, why: Failure) -> None:
        super().__init__(str(why))
        self.failure = why


def capabilities(source: object) -> Capabilities:
    """Return what a source, or its kind where it needs no source for that, declares.

    Raises Misdeclared for a value of a wrong type.
    """
    declared: dict[str, Any] = {}
    for field_ in fields(Capabilities):
        name, default = field_.name, field_.default
        value = _declared(source, name)
        if isinstance(default, tuple) and isinstance(value, list | set | frozenset):
            value = tuple(value)
        if value is None or _fits(value, default):
            declared |= {} if value is None else {name: value}
        elif not isinstance(source, type):  # of a class it may be a property, whose value an object alone has
            texts = failure("a tuple of texts")
            expected = texts if isinstance(default, tuple) else type(default).__name__
            why = failure(
                "its `{name}` must be {type}, and is {other}",
                name=name,
                type=expected,
                other=type(value).__name__,
            )
            raise Misdeclared(why)
    return Capabilities(**declared)


def _fits(value: Any, default: Any) -> bool:
    texts = not isinstance(value, tuple) or all(isinstance(text, str) for text in value)
    return type(value) is type(default) and texts


def hooks(kind: object) -> Hooks:
    """Return the optional methods of a kind, or of one of its sources."""
    declared = {hook.name: _declared(kind, hook.name) for hook in fields(Hooks)}
    if declared["preview"] is not None and not hasattr(kind, "preview"):
        read_file: Callable[[bytes], Batch] = declared["preview"]
        declared["preview"] = lambda raw, _options: read_file(raw)
    return Hooks(**{name: value for name, value in declared.items() if callable(value)})


def renamed(kind: type) -> list[Failure]:
    """Return what is to be said of the old names that a kind still uses."""
    return [
        failure("its `{old}` is called `{new}` now: rename it", old=old, new=new)
        for old, new in RENAMED.items()
        if not hasattr(kind, new) and _declared(kind, new) is not None
    ]


def _declared(source: object, name: str) -> Any:
    """Return an attribute by its name, or by the one that it had; None where there is neither."""
    value = _attribute(source, name)
    old = _OLD.get(name, "")
    if value is None and old and old not in getattr(source, "__dataclass_fields__", {}):
        value = _attribute(source, old)
    return value


def _attribute(source: object, name: str) -> Any:
    try:
        return getattr(source, name)
    except AttributeError:
        if inspect.getattr_static(source, name, None) is not None:
            raise  # out of a property that is there
        return None
