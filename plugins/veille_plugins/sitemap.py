"""The kind `sitemap`: the addresses that a site adds to its sitemap, for sites without a feed.

Follow an address in veille.kit.sitemaps: `poll` (which sitemaps of an index are read), `changes.read` (which addresses
become items), `document.parse`. What a sitemap no longer names does not count as gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from veille import Batch, Cursor, NotModified, Page, SourceError, Suggestion, Web, WebError, failure
from veille.kit.feeds.advertised import is_page
from veille.kit.sitemaps import discover
from veille.kit.sitemaps.document import parse
from veille.kit.sitemaps.poll import poll


@dataclass(frozen=True)
class Source:
    """New addresses of a sitemap, or of those that an index names, of the same site.

    `match` is a glob, in which * stands for any characters, "/" too: over the path and query of an address
    ("/offres/*"), or over the whole of it where the glob has "://". At the first poll, the thousand newest become
    items, and the others are only recorded.
    """

    url: str
    match: str = ""

    version = 1

    def __post_init__(self) -> None:
        if self.match and not self.match.startswith(("/", "*", "?", "[", "http://", "https://")):
            raise ValueError(failure("'match' meets nothing: a path begins with / (or begin it with *)"))

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the sitemap that a page is, or that of its site's news."""
        return await _offers(web, page)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return await poll(web, self.url, self.match, cursor)


async def _offers(web: Web, page: Page) -> list[Suggestion]:
    """Return the sitemap that a page is, or that its site has; none where it can't be had."""
    if not page.body:
        return []
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    if not is_page(page.body):
        return _itself(page, host)
    try:
        sitemap = await discover.find(web, page.url)
    except (WebError, NotModified):
        return []
    if sitemap is None:
        return []
    options = {"url": sitemap.url} | ({"match": sitemap.match} if sitemap.match else {})
    rank = 1 if sitemap.weight == discover.NEWS_SITEMAP else 2
    return [Suggestion(options, f"{sitemap.sort} of {host}", name=host, rank=rank)]


def _itself(page: Page, host: str) -> list[Suggestion]:
    try:
        document = parse(page.body)
    except SourceError:
        return []
    what = "index of sitemaps" if document.index else f"sitemap of {len(document.entries)} addresses"
    return [Suggestion({"url": page.url}, f"{what} of {host}", name=host, rank=0)]
