"""The kind `feed`: RSS, Atom, RDF and JSON Feed.

Follow an item: `Source.poll` here, then in veille.kit.feeds `reading.poll` and `read` (what is known is cut out),
`parsing.parse` (the rest becomes items).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from veille import Batch, Cursor, Page, Suggestion, Web
from veille.kit.feeds.reading import poll
from veille_plugins.feed import suggestions


@dataclass(frozen=True)
class Source:
    """A feed at an address; a web page there is an error that names the feeds it advertises."""

    url: str

    version = 1  # of the cursor, and of what ids mean
    window = True  # a feed shows what is new of late, and no more

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return await poll(web, self.url, cursor)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the feeds that a page is or names, or that its site is known to have for it."""
        return suggestions.offers(page)
