"""The kind `calendar`: what is to come in a calendar (.ics, webcal:): fairs, conferences, meetings.

An item is an event, told with the day on which it starts; one that repeats is told for the year ahead, each time by
itself. What is over or cancelled is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from veille import Batch, Cursor, NotModified, Page, Suggestion, Web
from veille_plugins.calendar import reading, suggestions


@dataclass(frozen=True)
class Source:
    """A calendar by its address; webcal:// is https:// by another name."""

    url: str

    version = 1

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        now = datetime.now(UTC)
        scheme, _, rest = self.url.partition("://")
        url = f"https://{rest}" if scheme.lower() == "webcal" else self.url
        batch: Batch
        try:
            page = await web.get(url)
        except NotModified:
            if not cursor.get("repeating") or cursor.get("month") == f"{now:%Y-%m}":
                raise
            batch = await web.offload(reading.again, dict(cursor), now)
        else:
            batch = await web.offload(reading.read, page.text(), dict(cursor), now)
        return batch

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the calendars that a page is or names."""
        return suggestions.offers(page)
