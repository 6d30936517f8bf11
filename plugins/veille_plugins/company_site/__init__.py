"""The kind `company_site`: what is new on a company's site, wherever it publishes it: feeds, a news page's feed, a sitemap.

Follow an item: `Source.poll` here, `places` (where the news stand), then the kind that reads them, `feed` or `sitemap`.
The places are stored, and looked for again after a week, or when one no longer answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from veille import (
    NO_FAILURE,
    Batch,
    Cursor,
    Failure,
    Item,
    NameSource,
    NotModified,
    Page,
    SourceError,
    Suggestion,
    WatchedName,
    Web,
    WebError,
    failure,
    several,
)
from veille.kit.feeds.advertised import is_page
from veille.kit.sitemaps.discover import absent
from veille_plugins.company_site import places
from veille_plugins.company_site.places import Place

LOOK_AGAIN = timedelta(days=7)

# The cursor: {"places": [where the news stand], "since": the day they were looked for,
#              "parts": {a place's address: {"cursor": its own, "there": names of its items}}}
PartStates = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Source:
    """The news of a site, by the address of its first page (or of any other that names its feeds)."""

    url: str

    # Nobody named the feeds and the sitemap that it finds for itself: it requests as a robot does, and obeys as one.
    robots = True
    version = 1

    @classmethod
    def for_name(cls, name: WatchedName, search: None) -> Iterator[NameSource]:
        """Yield a company's site."""
        if name.site:
            yield NameSource("site", {"url": name.site}, every=3600, tells=True)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the site whose first page this is, where that names no feed itself."""
        parts = urlsplit(page.url)
        if parts.path not in ("", "/") or not is_page(page.body) or places.feeds_of(page):
            return []
        host = (parts.hostname or "").removeprefix("www.")
        return [Suggestion({"url": page.url}, f"news of {host}, wherever it tells them", name=host, rank=2)]

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        stored: list[Place] = cursor.get("places", [])
        looked = max(cursor.get("since", ""), web.memo.get("looked", ""))
        if stored and looked > (_today() - LOOK_AGAIN).isoformat():
            try:
                return await _ask(web, stored, cursor)
            except (SourceError, WebError) as error:
                unreadable = isinstance(error, SourceError) or absent(error)
                if not unreadable or web.memo.get("looked") == _today().isoformat():
                    raise
        return await self._look(web, cursor)

    async def _look(self, web: Web, cursor: Cursor) -> Batch:
        """Look for the places, and read them; where that fails, go on with the stored ones."""
        stored: list[Place] = cursor.get("places", [])
        try:
            located, batches = await self._news_places(web)
        except (NotModified, SourceError, WebError):
            if not stored:
                raise
            web.memo["looked"] = _today().isoformat()
            return await _ask(web, stored, cursor)
        web.memo["looked"] = _today().isoformat()
        return _merged(located, batches, {}, {"since": _today().isoformat()})

    async def _news_places(self, web: Web) -> tuple[list[Place], dict[str, Batch]]:
        """Return the places of the news, and the batch of each by URL. Raises SourceError where there are none."""
        page = await web.get(self.url)
        failed: list[SourceError] = []
        if readable := await _tried(web, places.feeds_of(page), failed):
            return readable
        if news := places.news_page(page):
            try:
                if readable := await _tried(web, places.feeds_of(await web.get(news)), failed):
                    return readable
            except WebError as error:
                if not absent(error):
                    raise
        if readable := await _tried(web, await places.in_sitemap(web, page.url), failed):
            return readable
        parts = urlsplit(page.url)
        raise failed[0] if failed else _nothing(f"{parts.hostname}{parts.path.rstrip('/')}")


def _nothing(at: str) -> SourceError:
    return SourceError(
        failure(
            "no news were found from {at}: it names no feed, and no sitemap of its news. Watch one of its pages:"
            " kind = 'company_page'",
            at=at,
        )
    )


async def _tried(
    web: Web, candidates: Sequence[Place], failed: list[SourceError]
) -> tuple[list[Place], dict[str, Batch]] | None:
    """Return the places that can be read, with their batches; None if none can. Pages name feeds that are no more."""
    batches: dict[str, Batch] = {}
    for place in candidates:
        try:
            batches[place["url"]] = await places.read(web, place, {})
        except WebError as error:
            if not absent(error):
                raise
            if error.status is None:  # robots.txt
                why = failure(
                    "{why}; this feed's own address may be given as a source: {url}",
                    why=error,
                    url=place["url"],
                )
                failed.append(SourceError(why))
        except SourceError as error:
            failed.append(error)
    return ([place for place in candidates if place["url"] in batches], batches) if batches else None


async def _ask(web: Web, stored: Sequence[Place], cursor: Cursor) -> Batch:
    """Return the batch of the stored places. Raises NotModified; WebError or SourceError where none can be read."""
    batches: dict[str, Batch] = {}
    failed: list[SourceError | WebError] = []
    for place in stored:
        part = cursor.get("parts", {}).get(place["url"], {})
        try:
            batches[place["url"]] = await places.read(web, place, part.get("cursor", {}))
        except NotModified:
            continue
        except (SourceError, WebError) as error:
            failed.append(error)
    if failed and len(failed) == len(stored):
        raise failed[0]
    if not batches and not failed:
        raise NotModified
    return _merged(
        stored, batches, cursor.get("parts", {}), cursor, several(error.failure for error in failed)
    )


def _merged(
    located: Sequence[Place],
    batches: Mapping[str, Batch],
    before: Mapping[str, Any],
    cursor: Cursor,
    failed: Failure = NO_FAILURE,
) -> Batch:
    """Return the batches of several places as one, each item once; what an unread place held still stands."""
    items: dict[str, Item] = {}
    parts: PartStates = {}
    for place in located:
        url = place["url"]
        batch = batches.get(url)
        if batch is None:
            parts[url] = before.get(url, {"cursor": {}, "there": []})
            continue
        for item in batch.items:
            items.setdefault(_name(item), item)
        there = [*batch.still, *map(_name, batch.items)]
        parts[url] = {"cursor": dict(batch.cursor or {}), "there": list(dict.fromkeys(there))}
    still = dict.fromkeys(name for part in parts.values() for name in part["there"] if name not in items)
    degraded = [batch.degraded for batch in batches.values() if batch.degraded]
    return Batch(
        tuple(items.values()),
        still=tuple(still),
        cursor={"places": list(located), "since": cursor.get("since", ""), "parts": parts},
        title=next((batch.title for batch in batches.values() if batch.title), ""),
        degraded=several((*degraded, failed)),
    )


def _name(item: Item) -> str:
    return item.id or item.url or item.title or item.text


def _today() -> date:
    return datetime.now(UTC).date()
