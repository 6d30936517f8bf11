"""From a page to a batch: what is known is cut out, the rest is parsed, and the cursor remembers both."""

from __future__ import annotations

import re
from dataclasses import replace

from veille import (
    NO_FAILURE,
    Batch,
    Cursor,
    Failure,
    Item,
    Page,
    SourceError,
    Web,
    failure,
    failure_n,
    several,
)
from veille.kit.charsets import of_server
from veille.kit.feeds import jsonfeed, references, refusing, segments
from veille.kit.feeds.decoding import decoded
from veille.kit.feeds.parsing import ParsedFeed, parse
from veille.kit.html import shown as host_and_path

# The cursor: {"known": {key of an item's bytes: its id, else its url}}, what is in the document now;
# or {"whole": why}, for a feed in which ranges and entries once differed in number: it is never cut.

_LARGE = 100_000  # bytes: parsing more would hold up the loop for 20 ms and over
_ROOT_ENDS = re.compile(rb"</(?:\w+:)?(?:rss|rdf|feed)\s*>", re.IGNORECASE)
_ITEM_BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_ENDS = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)


async def poll(web: Web, url: str, cursor: Cursor) -> Batch:
    """Return what a feed at an address holds. Raises NotModified, WebError; SourceError names the feeds of a web page."""
    page = await web.get(url)
    headers = {name: value for name, value in page.headers.items() if name in refusing.READ_HEADERS}
    try:
        return await _read(web, Page(page.url, page.status, headers, page.body), cursor)
    except SourceError as error:
        if host_and_path(url) == host_and_path(page.url):
            raise
        why = failure(
            "{why} ({start} redirects to {to})",
            why=error,
            start=host_and_path(url),
            to=host_and_path(page.url),
        )
        raise SourceError(why) from None


async def _read(web: Web, page: Page, cursor: Cursor) -> Batch:
    if not cursor or len(page.body) > _LARGE:
        return await _in_worker(web, page, cursor)
    document, damage = decoded(page)
    found = None if jsonfeed.looks_like(document) else segments.find(document.body, of_server(document))
    if isinstance(found, segments.Whole) and found.malformed:  # feedparser's loose parser is slow
        return await _in_worker(web, page, cursor)
    return _damaged(read_decoded(document, cursor, found), damage)


async def _in_worker(web: Web, page: Page, cursor: Cursor) -> Batch:
    batch: Batch = await web.offload(read, page, dict(cursor))
    return batch


def read(page: Page, cursor: Cursor) -> Batch:
    """Return what a page holds. Top-level and picklable, so that it may run in a worker. Raises SourceError."""
    document, damage = decoded(page)
    return _damaged(read_decoded(document, cursor), damage)


def _damaged(batch: Batch, damage: Failure) -> Batch:
    return replace(batch, degraded=several((batch.degraded, damage))) if damage else batch


def read_decoded(page: Page, cursor: Cursor, found: segments.Cut | segments.Whole | None = None) -> Batch:
    """Return what a decoded page holds; `found` saves looking for its items a second time. Raises SourceError."""
    if not page.body.strip():
        raise SourceError(refusing.why_empty(page))
    if jsonfeed.looks_like(page):
        return jsonfeed.read(page)
    if found is None:
        found = segments.find(page.body, of_server(page))
    if isinstance(found, segments.Whole) and found.malformed:
        escaped = references.with_ampersands(page.body)
        if escaped != page.body:
            page = replace(page, body=escaped)
            found = segments.find(escaped, of_server(page))
    if isinstance(found, segments.Whole):
        return _whole(page, cursor, found)
    return _cut(page, cursor, found)


def _whole(page: Page, cursor: Cursor, why: segments.Whole) -> Batch:
    parsed = _parse(page, page.body)
    items, degraded = parsed.items, NO_FAILURE
    if why.malformed and not _ROOT_ENDS.search(page.body):
        # Cut off on its way. Half an item would be told as it is, and again as another once it is whole.
        began, ended = (list(tag.finditer(page.body)) for tag in (_ITEM_BEGINS, _ITEM_ENDS))
        if began and (not ended or ended[-1].start() < began[-1].start()):
            items = items[:-1]
        degraded = failure_n(
            "the feed is cut in the middle: {n} whole item was read",
            "the feed is cut in the middle: {n} whole items were read",
            n=len(items),
        )
        if not items:
            raise SourceError(failure("the feed is cut in the middle, before the end of its first item"))
    # An empty feed is none that fails, whatever stands in its head.
    if why.malformed and not items and _ITEM_BEGINS.search(page.body):
        raise SourceError(failure("no item could be read from the feed: {why}", why=why.why))
    kept = {"whole": cursor["whole"]} if "whole" in cursor else {"known": {}}
    return Batch(items, title=parsed.title, cursor=kept, degraded=degraded)


def _cut(page: Page, cursor: Cursor, cut: segments.Cut) -> Batch:
    known = cursor.get("known") or {}
    parsed = _parse(page, cut.without(page.body, known))
    told = [key for key in cut.keys if key not in known]
    still = [known[key] for key in cut.keys if key in known]
    if still and (len(parsed.items) != len(told) or not _distinct(parsed.items, still)):
        parsed, told, still = _parse(page, page.body), list(cut.keys), []
    if len(parsed.items) != len(told):
        why = f"{len(told)} items were found, and {len(parsed.items)} read"
        return Batch(parsed.items, title=parsed.title, cursor={"whole": why})
    if "whole" in cursor:
        return Batch(parsed.items, title=parsed.title, cursor={"whole": cursor["whole"]})
    names: dict[str, str] = {}
    if _distinct(parsed.items, still):
        names = {key: name for key in cut.keys if (name := known.get(key))}
        names.update(zip(told, map(_name, parsed.items), strict=True))
    return Batch(parsed.items, still=tuple(still), title=parsed.title, cursor={"known": names})


def _parse(page: Page, body: bytes) -> ParsedFeed:
    parsed = parse(body, of_server(page), page.url)
    if not parsed.is_feed:
        raise SourceError(refusing.why_not(page))
    return parsed


def _name(item: Item) -> str:
    return item.id or item.url


def _distinct(items: tuple[Item, ...], still: list[str]) -> bool:
    """Return whether items and what still stands are told apart by their names, and no two share a link.

    Where they aren't, the core must see the document whole to tell them apart.
    """
    names = [*still, *map(_name, items)]
    links = [item.url for item in items if item.url]
    return all(names) and len(set(names)) == len(names) and len(set(links)) == len(links)
