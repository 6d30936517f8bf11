"""The kind `own_page`: the text of one of a person's own pages, and its links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from veille import Batch, Cursor, Item, NameSource, Page, SourceError, WatchedName, Web, failure
from veille.kit import html
from veille.kit.addresses import absolute
from veille.kit.html import LARGE
from veille.kit.maintext import main_text
from veille.kit.walls import signs, why_not_believed

_MOST_LINKS, _MOST_TEXT = 300, 20_000
_WEEK = 7 * 86400


@dataclass(frozen=True)
class Source:
    """A page of one's own: one item, its main text; the cursor holds its links and its description."""

    url: str

    robots = True
    is_own = True
    version = 1  # of the cursor

    @classmethod
    def for_name(cls, name: WatchedName, search: None) -> Iterator[NameSource]:
        """Yield each own page of a name, but for a company's site, whose news are read."""
        for number, url in enumerate(name.own_pages, start=1):
            if url != name.site:
                yield NameSource("page" if number == 1 else f"page-{number}", {"url": url}, every=_WEEK)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(self.url)
        page = Page(page.url, page.status, {"content-type": page.headers.get("content-type", "")}, page.body)
        if not cursor or len(page.body) > LARGE:
            batch: Batch = await web.offload(read, page, self.url)
            return batch
        return read(page, self.url)


def read(page: Page, url: str) -> Batch:
    """Return a page as one item; `url` is as requested. Top-level and picklable, for a worker. Raises SourceError."""
    document = html.read(page)
    kept: dict[str, Any] = {"links": _links(document), "description": document.description}
    seen = signs(document)
    text = main_text(document)
    if why := why_not_believed(document, seen, text):
        return Batch(suspect=why)
    if not text:
        raise SourceError(
            failure(
                "{at} has no text: it may be drawn by a script, or be a frame for other pages", at=document.at
            )
        )
    item = Item(
        id=url,
        title=document.title or document.at,
        url=url,
        text=" ".join(text)[:_MOST_TEXT],
        language=document.language,
    )
    return Batch([item], complete=True, cursor=kept, title=document.site)


def _links(document: html.HtmlDocument) -> list[str]:
    """Return the addresses that a page links to, navigation included: that is where people link to their other pages."""
    hrefs = (node.attributes.get("href") or "" for node in document.tree.css("a[href]"))
    links = (absolute(document.url, href).partition("#")[0] for href in hrefs)
    here = document.url.partition("#")[0]
    return [link for link in dict.fromkeys(links) if link and link != here][:_MOST_LINKS]
