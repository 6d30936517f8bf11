"""The kind `feed`: RSS, Atom, RDF and JSON Feed.

Follow an item: `Source.poll` here, `reading.read` (what is known is cut out), `parsing.parse` (the rest
becomes items).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from veille import Batch, Cursor, Page, Suggestion, Web
from veille.kit.feeds import jsonfeed, segments
from veille.kit.feeds.reading import charset, read
from veille_plugins.feed import offering

_LARGE = 100_000  # bytes: parsing more would hold up the loop for 20 ms and over


@dataclass(frozen=True)
class Source:
    """A feed at an address; a web page there is an error that names the feeds it advertises."""

    url: str

    version = 1  # of the cursor, and of what ids mean

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(self.url)
        page = Page(page.url, page.status, {"content-type": page.headers.get("content-type", "")}, page.body)
        if not cursor or len(page.body) > _LARGE:
            return await _in_worker(web, page, cursor)
        found = None if jsonfeed.looks_like(page) else segments.find(page.body, charset(page))
        if isinstance(found, segments.Whole) and found.malformed:  # feedparser's loose parser is slow
            return await _in_worker(web, page, cursor)
        return read(page, cursor, found)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the feeds that a page is or names, or that its site is known to have for it."""
        return offering.offers(page)


async def _in_worker(web: Web, page: Page, cursor: Cursor) -> Batch:
    batch: Batch = await web.offload(read, page, dict(cursor))
    return batch
