"""The keys of [search] that are for this kind, and the engines that they select."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from veille import Failure, Secret, failure
from veille.kit.addresses import url
from veille.kit.tables import Parsed

# Asked with nothing to set up.
NEWS = ("google_news", "hacker_news", "mastodon_tag", "bluesky_feed", "crossref", "hal")


def per_month(text: str) -> int:
    """Return the number of "1000/month". Raises ValueError, to be read after the key."""
    form = re.fullmatch(r"([1-9]\d{0,6})\s*/\s*month", text.strip())
    if not form:
        raise ValueError(failure('must be a number a month such as "1000/month"'))
    return int(form[1])


@dataclass(frozen=True, slots=True)
class Brave:
    """The `brave` of [search]; `budget` is how many requests a month has."""

    key: Secret
    budget: Annotated[int, Parsed(per_month)] = field(metadata={"example": '"1000/month"'})


@dataclass(frozen=True, slots=True)
class Mastodon:
    """The `mastodon` of [search]."""

    server: Annotated[str, Parsed(url)] = field(metadata={"example": '"https://mastodon.example"'})
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Bluesky:
    """The `bluesky` of [search]."""

    user: str
    password: Secret


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """The keys of [search] about engines."""

    news: bool = True
    searxng: Annotated[str, Parsed(url, empty="")] = field(
        default="", metadata={"example": '"http://127.0.0.1:8888"'}
    )
    brave: Brave | None = None
    bing_news: bool = False
    mastodon: Mastodon | None = None
    bluesky: Bluesky | None = None
    reddit: bool = False
    openalex: Secret | None = None

    @property
    def warnings(self) -> tuple[Failure, ...]:
        if not self.bing_news:
            return ()
        why = failure(
            "'bing_news': its terms allow personal, non-commercial use of its feed alone (they stand in the feed itself)"
        )
        return (why,)

    def engines(self) -> list[str]:
        """Return the engines that are searched for every name."""
        enabled = set(NEWS) if self.news else set()
        enabled |= {"bing_news"} if self.bing_news else set()
        enabled |= {"reddit"} if self.reddit else set()
        return [engine for engine, _ in self._credentials() if engine in enabled or engine not in _FREE]

    def credentials(self, engine: str) -> Mapping[str, Any]:
        """Return the options that [search] gives an engine, as a source has them."""
        return dict(self._credentials()).get(engine, {})

    def _credentials(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each engine that can be searched, with the options it needs."""
        server = {"server": self.mastodon.server} if self.mastodon else {}
        for engine in (*NEWS, "bing_news", "reddit"):
            yield engine, server if engine == "mastodon_tag" else {}
        if self.searxng:
            yield "searxng", {"server": self.searxng}
        if self.brave:
            yield "brave", {"key": self.brave.key}
        if self.mastodon and self.mastodon.token:
            yield "mastodon", server | {"key": self.mastodon.token}
        if self.bluesky:
            yield "bluesky", {"user": self.bluesky.user, "key": self.bluesky.password}
        if self.openalex:
            yield "openalex", {"key": self.openalex}


_FREE = frozenset((*NEWS, "bing_news", "reddit"))  # searched only if [search] enables them
