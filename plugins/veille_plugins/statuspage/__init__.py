"""The kind `statuspage`: incidents and maintenances of a service, from Atlassian's Statuspage and its like.

The API is asked first; where there is none, the history (/history.atom), which other makers' pages have too. An
incident is one item from its first word to its last: its state stands in its title, and changes there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from veille import (
    Batch,
    Cursor,
    Page,
    SourceError,
    Suggestion,
    Web,
    WebError,
    failure,
)
from veille.kit.feeds.advertised import is_page
from veille.kit.lists import together
from veille_plugins.statuspage import incidents

_PARTS = {
    "incidents": "/api/v2/incidents.json",
    "scheduled_maintenances": "/api/v2/scheduled-maintenances.json",
}
_OWN_PATHS = frozenset(("api", "history", "incidents", "uptime", "history.atom", "history.rss"))
_ABSENT = frozenset((400, 401, 403, 404, 405, 406, 410))
_SIGNS = re.compile(rb"statuspage\.io|/history\.(?:atom|rss)[\"'?]", re.IGNORECASE)
_LARGE = 50_000  # bytes: reading more would hold up the loop


@dataclass(frozen=True)
class Source:
    """A status page, by the address of any of its pages, of its API or of its history (.atom, .rss)."""

    url: str

    version = 1

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        if urlsplit(self.url).path.endswith((".atom", ".rss", ".xml")):
            return await _history(web, self.url)
        base = self._base()
        if cursor.get("form") == "history":
            return await _history(web, f"{base}/history.atom")
        try:
            return await _api(web, base, cursor)
        except (WebError, SourceError) as error:
            if cursor or (isinstance(error, WebError) and error.status not in _ABSENT):
                raise
        try:
            return await _history(web, f"{base}/history.atom")
        except WebError as error:
            if error.status in _ABSENT:
                raise SourceError(
                    failure(
                        "no status page that can be read is there: neither its API (/api/v2/incidents.json) nor"
                        " /history.atom"
                    )
                ) from None
            raise

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the status page that a page is one of: by its maker, or by the history that it names."""
        parts = urlsplit(page.url)
        host = parts.hostname or ""
        if not host.endswith(".statuspage.io") and not _SIGNS.search(page.body[:500_000]):
            return []
        base = cls(page.url)._base()
        return [Suggestion({"url": base}, f"incidents of {host}", name=f"status {host}", rank=0)]

    def _base(self) -> str:
        """Return the address under which the API and the history stand."""
        parts = urlsplit(self.url)
        path = ""
        for segment in filter(None, parts.path.split("/")):
            if segment in _OWN_PATHS:
                break
            path += f"/{segment}"
        return f"{parts.scheme}://{parts.netloc}{path}"


async def _api(web: Web, base: str, cursor: Cursor) -> Batch:
    absent = list(cursor.get("absent", ()))

    async def ask(part: str) -> Batch:
        try:
            return await _read(web, await _get(web, f"{base}{_PARTS[part]}"), part)
        except WebError as error:
            if part in cursor or part == "incidents" or error.status not in _ABSENT:
                raise
            absent.append(part)  # other makers' pages have incidents alone
            return Batch()

    pages = {part: partial(ask, part) for part in _PARTS if part not in absent}
    batch = await together(pages, {part: cursor[part] for part in pages if part in cursor})
    there = {part: ids for part, ids in (batch.cursor or {}).items() if part not in absent}
    return replace(batch, cursor={"form": "api", "absent": absent, **there})


async def _read(web: Web, page: Page, part: str) -> Batch:
    if len(page.body) <= _LARGE:
        return incidents.read(page, part)
    batch: Batch = await web.offload(incidents.read, Page(page.url, body=page.body), part)
    return batch


async def _get(web: Web, url: str) -> Page:
    """Return a page of the service. Raises SourceError where it has moved, and a web page stands in its place."""
    page = await web.get(url)
    asked, came = urlsplit(url), urlsplit(page.url)
    if (asked.netloc, asked.path) != (came.netloc, came.path) and is_page(page.body):
        raise SourceError(
            failure(
                "{at} has moved: it leads to {url} now, a page without incidents. Look there for the new status page, and"
                " put its address in place of the old one",
                at=asked.netloc,
                url=page.url.partition("?")[0],
            )
        )
    return page


async def _history(web: Web, url: str) -> Batch:
    page = await _get(web, url)
    headers = {"content-type": page.headers.get("content-type", "")}
    batch: Batch = await web.offload(incidents.history, Page(page.url, page.status, headers, page.body))
    return replace(batch, cursor={"form": "history"})
