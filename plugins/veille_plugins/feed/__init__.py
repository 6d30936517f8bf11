"""The kind `feed`: RSS, Atom, RDF and JSON Feed."""

from __future__ import annotations

from dataclasses import dataclass

from veille import Batch, Cursor, Page, SourceError, Web
from veille_plugins.feed.parsing import parse


@dataclass(frozen=True)
class Source:
    """A feed at an address."""

    url: str

    version = 1

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(self.url)
        return await web.offload(read, page)


def read(page: Page) -> Batch:
    parsed = parse(page.body, "", page.url)
    if not parsed.is_feed:
        raise SourceError("what came is not a feed")
    return Batch(parsed.items, title=parsed.title)
