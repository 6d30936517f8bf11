"""Mastodon: hashtags, which need no account, and the search of the user's own server."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from veille import Batch, Cursor, Item, Page, Web
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import at, document, items, moment, records, text
from veille_plugins.name_search.query import EngineQuery, each, tags
from veille_plugins.name_search.request import EngineRequest, several

PUBLIC = "https://mastodon.social"
SERVICE = "Mastodon"

_MOST_ASKED = 4


async def hashtags(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Ask for the posts with one of the tags, in one timeline."""
    first, *others = tags(query)
    params = urlencode([("limit", "40"), *(("any[]", tag) for tag in others)])
    url = f"{query.server or PUBLIC}/api/v1/timelines/tag/{quote(first)}?{params}"
    return await several(web, cursor, "mastodon_tag", [EngineRequest("tags", url)], read_timeline)


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for each phrase: there is no OR. It covers the posts whose authors let themselves be found."""
    token = query.key.reveal() if query.key else ""
    asks = [
        EngineRequest(
            phrase,
            f"{query.server}/api/v2/search",
            {"q": phrase, "type": "statuses", "limit": "40"},
            {"authorization": f"Bearer {token}"},
        )
        for phrase in each(query, most=_MOST_ASKED)
    ]
    return await several(web, cursor, "mastodon", asks, read_search)


def read_timeline(page: Page) -> list[Item]:
    """Return the items of a timeline."""
    return items(records(document(page, SERVICE), SERVICE), _item, SERVICE)


def read_search(page: Page) -> list[Item]:
    """Return the items of an answer to a search."""
    return items(records(at(document(page, SERVICE), "statuses"), SERVICE), _item, SERVICE)


def _item(status: dict[str, Any]) -> Item | None:
    status = status["reblog"] if isinstance(status.get("reblog"), dict) else status
    everywhere = text(status, "uri")  # the same on every server, which `id` is not
    if not everywhere:
        return None
    texts = (text(status, "spoiler_text"), text(status, "content"), text(status, "card", "title"))
    marks = at(status, "tags")
    return Item(
        id=everywhere,
        url=unwrapped(text(status, "url") or everywhere, ""),
        text=" · ".join(filter(None, map(plain.from_markup, texts))),
        author=plain.from_text(text(status, "account", "display_name")) or text(status, "account", "acct"),
        published=moment(status, "created_at"),
        updated=moment(status, "edited_at"),
        language=text(status, "language"),
        tags=tuple(filter(None, (text(mark, "name") for mark in marks))) if isinstance(marks, list) else (),
        outlet=SERVICE,
    )
