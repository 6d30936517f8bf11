"""The kind `sitemap`: the addresses that a site adds to its sitemap, for sites without a feed.

Follow an address in veille.kit.sitemaps: `poll` (which sitemaps of an index are read), `changes.read` (which addresses
become items), `document.parse`. What a sitemap no longer names does not count as gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from veille import Batch, Cursor, Page, Suggestion, Web, failure
from veille.kit.sitemaps.poll import poll
from veille_plugins.sitemap import suggestions


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
        return await suggestions.offers(web, page)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return await poll(web, self.url, self.match, cursor)
