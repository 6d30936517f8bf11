"""Brave Search: where a name's results stand, for a key and within a budget."""

from __future__ import annotations

from typing import Any

from veille import Batch, Cursor, Item, Page, Web
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import another_form, at, document, moment, records, text
from veille_plugins.name_search.query import EngineQuery, locale, ranked
from veille_plugins.name_search.request import EngineRequest, get, reading

SEARCH = "https://api.search.brave.com/res/v1/web/search"
SERVICE = "Brave"

_SIGNS, _WORDS = 400, 50  # of a query, at most


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Request the first twenty results: exactly one request, since each is counted against the budget."""
    speech, country = locale(query.language)
    params = {
        "q": " ".join(ranked(query)[:_SIGNS].split()[:_WORDS]),
        "count": "20",
        "country": country,
        "search_lang": speech,
        "result_filter": "web",
        "text_decorations": "false",  # else the matched words stand in <strong>
        "spellcheck": "false",  # a rare name is no misspelt frequent one
    }
    token = query.key.reveal() if query.key else ""
    page = await get(web, "brave", EngineRequest("", SEARCH, params, {"x-subscription-token": token}))
    return Batch(await reading(web, read, page))


def read(page: Page) -> list[Item]:
    """Return the results of an answer, with their positions, 1 first."""
    answer = document(page, SERVICE)
    if text(answer, "type") != "search":
        raise another_form(SERVICE)
    # A section that has nothing is left out of the answer.
    results = records(at(answer, "web", "results"), SERVICE) if at(answer, "web") is not None else []
    once: dict[str, dict[str, Any]] = {}
    for result in results:
        if url := unwrapped(text(result, "url"), ""):
            once.setdefault(url, result)
    if results and not once:
        raise another_form(SERVICE)
    return [_item(url, result, place) for place, (url, result) in enumerate(once.items(), start=1)]


def _item(url: str, result: dict[str, Any], place: int) -> Item:
    return Item(
        title=plain.from_markup(text(result, "title")),
        url=url,
        text=plain.from_markup(text(result, "description")),
        published=moment(result, "page_age"),
        language=text(result, "language"),
        position=place,
        engines=("brave",),
        outlet=plain.from_text(text(result, "profile", "name")),
    )
