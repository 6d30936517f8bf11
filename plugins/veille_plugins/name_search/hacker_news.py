"""Hacker News: stories and comments, newest first (hn.algolia.com/api)."""

from __future__ import annotations

from typing import Any

from veille import Batch, Cursor, Item, Page, Web
from veille.kit import plain
from veille.kit.json import at, document, items, moment, records, text
from veille_plugins.name_search.query import EngineQuery, each
from veille_plugins.name_search.request import EngineRequest, several

SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
SERVICE = "Hacker News"

_MOST_ASKED = 3


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for each phrase: Algolia has no OR, and takes hyphens and accents as they come."""
    asks = [
        EngineRequest(
            phrase,
            SEARCH,
            {
                "query": phrase,
                "tags": "(story,comment)",
                "hitsPerPage": "50",
                "advancedSyntax": "true",  # else a phrase in quotation marks is two words
                "typoTolerance": "false",  # Dupont is not Dupond
            },
        )
        for phrase in each(query, most=_MOST_ASKED)
    ]
    return await several(web, cursor, "hacker_news", asks, read)


def read(page: Page) -> list[Item]:
    """Return the items of one answer."""
    return items(records(at(document(page, SERVICE), "hits"), SERVICE), _item, SERVICE)


def _item(hit: dict[str, Any]) -> Item | None:
    number = text(hit, "objectID")
    if not number:
        return None
    author, story = text(hit, "author"), text(hit, "story_title")
    title = text(hit, "title") or (f"{story} ({author})" if story else "")
    return Item(
        id=number,
        title=plain.from_text(title),
        url=f"https://news.ycombinator.com/item?id={number}",
        # A story that only points elsewhere has no text: the address may name a domain that is looked for.
        text=plain.from_markup(text(hit, "comment_text") or text(hit, "story_text")) or text(hit, "url"),
        author=author,
        published=moment(hit, "created_at"),
        outlet=SERVICE,
    )
