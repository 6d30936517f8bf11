"""The kind `jobs`: the openings of an employer, from its board or from its own pages.

Follow an opening: `Source.poll` here, `locate.look` (where the openings stand), a board's own file such as
`lever.py`, or `site.ask` (postings in pages); `reading.opening` makes the item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from veille import (
    Batch,
    Cursor,
    Item,
    NameSource,
    NotModified,
    Page,
    SourceError,
    Suggestion,
    WatchedName,
    Web,
    WebError,
    failure,
)
from veille.kit.folding import folded
from veille_plugins.jobs import filters, locate, suggestions
from veille_plugins.jobs.boards.known import SERVICES, board_of, boards_in, recognised
from veille_plugins.jobs.model import Board, BoardOpenings

__all__ = ["Board", "Source", "board_of", "boards_in", "recognised"]

LOOK_AGAIN = timedelta(days=7)
"""After which a site's openings are looked for anew: employers move from one board to another."""

_REFUSED = {
    "welcometothejungle.com": failure(
        "Welcome to the Jungle has no interface for this and forbids being read by programs:"
        " give the employer's own careers page or board"
    ),
}

PollError = SourceError | WebError

# The cursor: {"own": what the board's file wants back, "left": ids that did not pass the filters,
#              "place": what was found (locate.CareersPlace), "since": the day it was}


@dataclass(frozen=True)
class Source:
    """The openings at a careers page, a board or a company's site; one word of each filter is enough."""

    url: str
    where: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    title: tuple[str, ...] = ()

    openings = True
    version = 1  # of the cursor, and of what ids mean

    def __post_init__(self) -> None:
        for name in ("where", "contract", "title"):
            if any(not folded(word).strip() for word in getattr(self, name)):
                raise ValueError(failure("'{name}' holds a word without a letter", name=name))
        host = _host(self.url)
        for site, why in _REFUSED.items():
            if host == site or host.endswith(f".{site}"):
                raise ValueError(why)

    @property
    def robots(self) -> bool:
        """Whether robots.txt is obeyed: everywhere, unless `url` itself is that of a board, which is asked by its API."""
        return board_of(self.url) is None

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        own = cursor.get("own", {})
        if board := board_of(self.url):
            return self._batch(await SERVICES[board.service].ask(web, board, own, self.passes), cursor)
        place, since = cursor.get("place"), cursor.get("since", "")
        failed: PollError | None = None
        if place and max(since, web.memo.get("looked", "")) > (_today() - LOOK_AGAIN).isoformat():
            try:
                return self._batch(await locate.ask(web, place, own, self.passes), cursor, place, since)
            except (SourceError, WebError) as error:
                if isinstance(error, WebError) and error.status not in (404, 410):
                    raise
                failed = error
        return await self._look(web, cursor, failed)

    async def _look(self, web: Web, cursor: Cursor, failed: PollError | None) -> Batch:
        """Look for the openings; where that fails, go on with what was found before, unless that `failed`."""
        place, own = cursor.get("place"), cursor.get("own", {})
        today = _today().isoformat()
        try:
            new, found = await locate.look(web, self.url, self.passes, place or {}, own)
        except (NotModified, SourceError, WebError) as error:
            if failed is not None and isinstance(error, NotModified):
                raise failed from None  # the page still leads there
            if place is None or failed is not None:
                raise
        else:
            web.memo["looked"] = today
            return self._batch(found, cursor if new == place else {}, new, today)
        web.memo["looked"] = today
        return self._batch(await locate.ask(web, place, own, self.passes), cursor, place, today)

    @classmethod
    def for_name(cls, name: WatchedName, search: None) -> Iterator[NameSource]:
        """Yield where a company publishes its openings: where it says so, else on its site."""
        for number, url in enumerate(name.careers or filter(None, (name.site,)), start=1):
            label = "jobs" if number == 1 else f"jobs-{number}"
            yield NameSource(label, {"url": url}, every=6 * 3600, tells=True)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the boards that a page shows, and the openings in it."""
        return suggestions.offers(page)

    def passes(self, item: Item) -> bool:
        """Return whether an opening passes the filters."""
        return filters.passes(item, where=self.where, contract=self.contract, title=self.title)

    def _batch(
        self, found: BoardOpenings, cursor: Cursor, place: locate.CareersPlace | None = None, since: str = ""
    ) -> Batch:
        left = set(cursor.get("left", ())).intersection(found.still)
        items = [item for item in found.items if self.passes(item)]
        still = [name for name in found.still if name not in left]
        after: dict[str, object] = {"place": dict(place), "since": since} if place else {}
        if found.suspect:  # nothing of it is believed: what was known stays so
            return Batch(cursor={**cursor, **after, "own": dict(found.own)}, suspect=found.suspect)
        if found.own:
            left.update(item.id for item in found.items if not self.passes(item))
            after |= {"own": dict(found.own), "left": sorted(left)}
        return Batch(
            items,
            still,
            complete=found.complete,
            cursor=after,
            title=found.title,
            degraded=found.degraded,
        )


def _today() -> date:
    return datetime.now(UTC).date()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
