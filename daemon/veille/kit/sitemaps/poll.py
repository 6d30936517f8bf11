"""A poll of a sitemap, or of those that an index names: which are read, and what is told of them."""

from __future__ import annotations

from dataclasses import replace

from veille import Batch, Cursor, NotModified, Page, SourceError, Web, WebError
from veille.kit.sitemaps import changes
from veille.kit.sitemaps.document import GZIP
from veille.kit.sitemaps.walk import Walk

_LARGE = 100_000  # bytes: reading more would hold up the loop


async def poll(web: Web, url: str, match: str, cursor: Cursor) -> Batch:
    """Return the addresses that a sitemap newly names and that meet a glob. Raises NotModified, WebError, SourceError."""
    walk = Walk(url, cursor)
    asked = changes.SitemapFilter(frozenset({changes.host(url)}), match)
    try:
        page = await web.get(url)
    except NotModified:
        walk.unchanged(url)
        if not walk.named(url):
            raise
    else:
        asked = changes.SitemapFilter(asked.hosts | {changes.host(page.url)}, match)
        await _read(web, page, replace(asked, alone=True), walk, url)
    error: WebError | SourceError | None = None
    while walk.left() and (loc := walk.next()):
        try:
            await _read(web, await web.get(loc), asked, walk, loc)
        except NotModified:
            walk.unchanged(loc)
        except (WebError, SourceError) as met:
            error = error or met
            walk.failed(loc, met.failure)
    if error is not None and not walk.read_any():
        raise error
    if not walk.modified:
        raise NotModified
    return walk.batch()


async def _read(web: Web, page: Page, asked: changes.SitemapFilter, walk: Walk, loc: str) -> None:
    arguments = (page.body, asked, walk.seen_at(loc), walk.passed, walk.room(loc))
    large = len(page.body) + len(walk.passed) > _LARGE or page.body.startswith(GZIP)
    reading: changes.SitemapChanges = (
        await web.offload(changes.read, *arguments) if large else changes.read(*arguments)
    )
    walk.keep(loc, reading)
