"""The kind `calendar`: what is to come in a calendar (.ics, webcal:): fairs, conferences, meetings.

An item is an event, told with the day on which it starts; one that repeats is told for the year ahead, each time by
itself. What is over is left out; what was told and is then moved or called off says so.

Follow a calendar: `split` (bytes to the text of each event), `events` (when each takes place), `changes` (what became
of those that were told), `reading` (items).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from veille import Batch, ConfigContext, Cursor, NotModified, Page, Suggestion, Web
from veille.kit.charsets import of_server
from veille_plugins.calendar import reading, suggestions
from veille_plugins.calendar.split import zone_of


@dataclass(frozen=True)
class Source:
    """A calendar by its address; webcal:// is https:// by another name.

    `timezone` is the reader's, unless it is written: by it times are told where the calendar names no zone.
    """

    url: str
    timezone: str = ""

    version = 1
    not_identifying = ("timezone",)  # by which clock an event is told does not change which it is

    def __post_init__(self) -> None:
        if self.timezone and zone_of(self.timezone) is None:
            raise ValueError(
                f"'timezone' is no time zone that is known: {self.timezone!r} (as \"Europe/Paris\")"
            )

    @classmethod
    def complete(cls, options: Mapping[str, Any], known: ConfigContext) -> dict[str, Any]:
        """Return the options with the reader's time zone where they name none."""
        return {"timezone": known.timezone, **options}

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
            batch = await web.offload(reading.again, dict(cursor), now, self.timezone)
        else:
            charset = of_server(page)
            batch = await web.offload(reading.read, page.body, dict(cursor), now, charset, self.timezone)
        return batch

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the calendars that a page is or names."""
        return suggestions.offers(page)
