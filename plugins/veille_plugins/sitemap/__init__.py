"""The kind `sitemap`: the addresses that a site adds to its sitemap, for sites without a feed.

Follow an address: `Source.poll` here (which sitemaps of an index are read), `telling.read` (which addresses are told),
`document.parse`. What a sitemap no longer names is not told as gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from veille import Batch, Cursor, NotModified, Page, SourceError, Suggestion, Web, WebError
from veille.kit.sitemaps import changes
from veille.kit.sitemaps.document import GZIP
from veille.kit.sitemaps.walk import Walk
from veille_plugins.sitemap import offering

_LARGE = 100_000  # bytes: reading more would hold up the loop


@dataclass(frozen=True)
class Source:
    """New addresses of a sitemap, or of those that an index names, of the same site.

    `match` is a glob, in which * stands for any signs, "/" too: over the path and query of an address
    ("/offres/*"), or over the whole of it where the glob has "://". At the first poll, the thousand newest are
    told, and the others noted.
    """

    url: str
    match: str = ""

    version = 1

    def __post_init__(self) -> None:
        if self.match and not self.match.startswith(("/", "*", "?", "[", "http://", "https://")):
            raise ValueError("'match' meets nothing: a path begins with / (or begin it with *)")

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the sitemap that a page is, or the one in which its site tells its news."""
        return await offering.offers(web, page)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        walk = Walk(self.url, cursor)
        asked = changes.Asked(frozenset({changes.host(self.url)}), self.match)
        try:
            page = await web.get(self.url)
        except NotModified:
            walk.unchanged(self.url)
            if not walk.named(self.url):
                raise
        else:
            asked = changes.Asked(asked.hosts | {changes.host(page.url)}, self.match)
            await _read(web, page, replace(asked, alone=True), walk, self.url)
        error: WebError | SourceError | None = None
        while walk.left() and (loc := walk.next()):
            try:
                await _read(web, await web.get(loc), asked, walk, loc)
            except NotModified:
                walk.unchanged(loc)
            except (WebError, SourceError) as one:
                error = error or one
                walk.failed(loc, one.failure)
        if error is not None and not walk.read_any():
            raise error
        if not walk.modified:
            raise NotModified
        return walk.batch()


async def _read(web: Web, page: Page, asked: changes.Asked, walk: Walk, loc: str) -> None:
    arguments = (page.body, asked, walk.told(loc), walk.passed, walk.room(loc))
    large = len(page.body) + len(walk.passed) > _LARGE or page.body.startswith(GZIP)
    reading: changes.Reading = (
        await web.offload(changes.read, *arguments) if large else changes.read(*arguments)
    )
    walk.keep(loc, reading)
