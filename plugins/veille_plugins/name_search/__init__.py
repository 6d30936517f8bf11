"""The kind `name_search`: the results of one search engine for one name.

Follow a search: `Source.poll` here, `query` (the forms of the name in the engine's own syntax), the engine's module
(one request or a few, and items out of the answer), `values` and `feeds` (reading what came).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal
from urllib.parse import urlsplit

from veille import Batch, ConfigContext, Cursor, NameSource, Secret, WatchedName, Web, failure
from veille.kit.tables import did_you_mean
from veille_plugins.name_search import (
    bluesky,
    brave,
    crossref,
    feeds,
    hacker_news,
    hal,
    mastodon,
    openalex,
    searxng,
)
from veille_plugins.name_search.query import EngineQuery, bluesky_accounts, can_be_sought, signatures, tags
from veille_plugins.name_search.search_table import SearchOptions as SearchTable

Search = Callable[[EngineQuery, Web, Cursor], Awaitable[Batch]]

_HOUR, _DAY = 3600, 86400
_MONTH = 30 * _DAY
_LEAST, _LEAST_SLOW = 600, 6 * _HOUR  # seconds between two searches of one engine for one name


@dataclass(frozen=True, slots=True)
class _Engine:
    """How an engine is polled: `pace` in seconds, a day where it changes slowly or gives places; `needs` are the options
    without which it can't be; `ranked` where its answer is one order of results, each with its position; `vouches` where
    it looks for the exact name in the whole article, and shows no more than its title."""

    search: Search
    pace: int
    needs: tuple[str, ...] = ()
    ranked: bool = False
    vouches: bool = False


_ENGINES: Mapping[str, _Engine] = {
    "google_news": _Engine(feeds.google_news, _HOUR, vouches=True),
    "hacker_news": _Engine(hacker_news.search, _HOUR),
    "mastodon_tag": _Engine(mastodon.hashtags, _HOUR),
    "bluesky_feed": _Engine(bluesky.feeds, _HOUR),
    "crossref": _Engine(crossref.search, _DAY),
    "hal": _Engine(hal.search, _DAY),
    "searxng": _Engine(searxng.search, _DAY, needs=("server",), ranked=True),
    "brave": _Engine(brave.search, _DAY, needs=("key",), ranked=True),
    "bing_news": _Engine(feeds.bing_news, _HOUR, vouches=True),
    "mastodon": _Engine(mastodon.search, _HOUR, needs=("server", "key")),
    "bluesky": _Engine(bluesky.search, _HOUR, needs=("user", "key")),
    "reddit": _Engine(feeds.reddit, _HOUR),
    "openalex": _Engine(openalex.search, _DAY, needs=("key",)),
}

_MISSING = {
    ("searxng", "server"): failure(
        'needs the address of your SearXNG, such as  server = "http://127.0.0.1:8888"'
    ),
    ("brave", "key"): failure("needs the key of the Brave Search API"),
    (
        "mastodon",
        "server",
    ): failure('needs the address of your Mastodon server, such as  server = "https://masto.example"'),
    ("mastodon", "key"): failure("needs a token of your Mastodon account, with the right read:search"),
    ("bluesky", "user"): failure("needs the name of your Bluesky account"),
    ("bluesky", "key"): failure("needs an app password of your Bluesky account"),
    ("openalex", "key"): failure("needs the key of OpenAlex, which is free"),
}


_NOTHING = {
    "mastodon_tag": failure("no hashtag can be made of the name"),
    "bluesky_feed": failure("no Bluesky account stands in 'also', such as  also = [\"@name.example\"]"),
    "crossref": failure("a work's author is a person, with a name of two words or an 'orcid'"),
    "openalex": failure("a work's author is a person, with a name of two words or an 'orcid'"),
    "hal": failure("a work's author is a person, with a name of two words"),
}


@dataclass(frozen=True)
class Source:
    """One engine, searched for one name: `name` is its key, `full` the name itself; `also`, other forms and accounts.

    Made from [search] and each name; rarely written by hand.
    """

    engine: Literal[
        "google_news",
        "hacker_news",
        "mastodon_tag",
        "bluesky_feed",
        "crossref",
        "hal",
        "searxng",
        "brave",
        "bing_news",
        "mastodon",
        "bluesky",
        "reddit",
        "openalex",
    ]
    name: str
    full: str = ""
    also: tuple[str, ...] = ()
    company: bool = False
    context: tuple[str, ...] = ()
    orcid: str = ""
    language: str = "fr"
    server: str = ""
    user: str = ""
    key: Secret | None = None
    contact: str = ""

    search_table = SearchTable
    version = 1
    relays = ("news.google.com", "bing.com")
    not_identifying = ("name",)  # whose search it is does not change the requests

    def __post_init__(self) -> None:
        for option in _ENGINES[self.engine].needs:
            if not getattr(self, option):
                raise ValueError(failure("this search {why}", why=_MISSING[self.engine, option]))
        if self.server and not urlsplit(self.server if "//" in self.server else "").hostname:
            raise ValueError(failure("'server' must be an address that begins with http:// or https://"))
        if not _has_query(self._options()):
            why = _NOTHING.get(self.engine, failure("the name has but one letter, or none"))
            raise ValueError(failure("there is nothing to search for: {why}", why=why))

    @property
    def ranked(self) -> bool:
        """Whether each item of a batch has its position."""
        return _ENGINES[self.engine].ranked

    @property
    def searches_for(self) -> str:
        """The key of the name."""
        return self.name

    @property
    def vouches(self) -> bool:
        """Whether the engine looks for the exact name in the whole article, and shows no more than its title."""
        return _ENGINES[self.engine].vouches

    @classmethod
    def for_name(cls, name: WatchedName, search: SearchTable) -> Iterator[NameSource]:
        """Yield a search of each engine that [search] allows and that can look for the name."""
        for engine in search.engines():
            options = _of_name(name, engine, search)
            if not _has_query(options):
                continue
            pace = _ENGINES[engine].pace
            budget = None
            if engine == "brave" and search.brave:
                # Spread over the month, a request a search: what a budget allows, but no more than once a day.
                hours = -(-_MONTH * max(name.names, 1) // (search.brave.budget * _HOUR))
                pace, budget = max(_DAY, hours * _HOUR), (engine, search.brave.budget)
            yield NameSource(
                engine,
                options,
                every=pace,
                # What somebody else posts is worth reading; one's own posts are only kept.
                tells=engine == "bluesky_feed" and not name.alert,
                least=_LEAST if pace == _HOUR else _LEAST_SLOW,
                budget=budget,
            )

    @classmethod
    def complete(cls, options: Mapping[str, Any], known: ConfigContext) -> dict[str, Any]:
        """Return the options of a search written by hand, completed from its name's table and [search]."""
        name = known.names.get(str(options.get("name")))
        if name is None:
            near = did_you_mean(str(options.get("name")), known.names)
            raise ValueError(failure("'name' is no [person.NAME] or [company.NAME]{near}", near=near))
        return _of_name(name, str(options.get("engine")), known.search or SearchTable()) | dict(options)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return await _ENGINES[self.engine].search(_query(self._options()), web, cursor)

    def _options(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _of_name(name: WatchedName, engine: str, search: SearchTable) -> dict[str, Any]:
    """Return the options of a search for a name."""
    return {
        "engine": engine,
        "name": name.key,
        "full": name.name,
        "also": list(name.also),
        "company": name.company,
        "context": list(name.context),
        "orcid": name.orcid,
        "language": name.language,
        "contact": name.contact,
    } | dict(search.credentials(engine))


def _has_query(options: Mapping[str, Any]) -> bool:
    """Return whether there is anything to search an engine for."""
    query = _query(options)
    match options["engine"]:
        case "mastodon_tag":
            return bool(tags(query))
        case "bluesky_feed":
            return bool(bluesky_accounts(query))
        case "crossref" | "openalex":
            return bool(signatures(query) or query.orcid)
        case "hal":
            return bool(signatures(query))
    return can_be_sought(query)


def _query(options: Mapping[str, Any]) -> EngineQuery:
    """Return the query that options make; lists, as they come from a file, are taken as well."""
    values = {field.name: options[field.name] for field in fields(EngineQuery) if field.name in options}
    for name in ("also", "context"):
        values[name] = tuple(_of(values.get(name)))
    values["full"] = values.get("full") or options.get("name", "")
    values["server"] = (values.get("server") or "").rstrip("/")
    return EngineQuery(**values)


def _of(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | tuple) else ()
