"""SearXNG, the user's own metasearch: where a name's results stand, and which engines gave them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from veille import NO_FAILURE, Batch, Cursor, Item, Page, SourceError, Web, WebError, failure, several
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import another_form, at, document, is_web_page, moment, records, text
from veille_plugins.name_search.query import EngineQuery, ranked
from veille_plugins.name_search.refusals import explained

SERVICE = "SearXNG"

_ENOUGH = 20  # results: engines give ten a page
_LONGEST = 80  # characters of an engine's reason for its failure


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Request the first page of results, and the second where the first has fewer than twenty.

    By POST, which SearXNG takes as well: a ranked answer is given in full at every poll, and a page that has not
    changed since the last would not come by a get.
    """
    form = {
        "q": ranked(query),
        "format": "json",
        "categories": "general",
        "language": query.language,
        "pageno": "1",
    }
    answers = [await _search_results(web, query.server, form)]
    failed = NO_FAILURE
    if 0 < len(answers[0][0]) < _ENOUGH:
        try:
            answers.append(await _search_results(web, query.server, form | {"pageno": "2"}))
        except (WebError, SourceError) as error:
            failed = failure("the second page of results is missing: {why}", why=error)
    refused = {engine: why for _, unresponsive in answers for engine, why in unresponsive.items()}
    silent = ", ".join(f"{engine} ({why})" if why else engine for engine, why in refused.items())
    unheard = (
        failure("engines that did not answer SearXNG: {engines}", engines=silent) if silent else NO_FAILURE
    )
    return Batch(
        _ranked([result for results, _ in answers for result in results]),
        degraded=several((unheard, failed)),
        refused=refused,
    )


async def _search_results(web: Web, server: str, form: dict[str, str]) -> tuple[list[Item], dict[str, str]]:
    """Return the results of one page in their order, and the engines that gave none, with why."""
    try:
        page = await web.post(f"{server}/search", data=form)
    except WebError as error:
        raise explained(error, "searxng") from None
    return read(page)


def read(page: Page) -> tuple[list[Item], dict[str, str]]:
    """Return the results of an answer without their positions, and engine → why it did not answer."""
    if is_web_page(page):
        raise SourceError(
            failure(
                "a web page came in place of SearXNG's answer: 'server' must be its address, and its settings.yml must"
                " list json under search.formats"
            )
        )
    answer = document(page, SERVICE)
    results = records(at(answer, "results"), SERVICE)
    if results and not any("url" in result for result in results):
        raise another_form(SERVICE)
    return [item for result in results if (item := _item(result))], _unresponsive(
        at(answer, "unresponsive_engines")
    )


def _item(result: dict[str, Any]) -> Item | None:
    url = unwrapped(text(result, "url"), "")
    if not url:  # an answer of key and value leads nowhere
        return None
    engines = at(result, "engines")
    named = engines if isinstance(engines, list) else [at(result, "engine")]
    return Item(
        title=plain.from_text(text(result, "title")),
        url=url,
        text=plain.from_text(text(result, "content")),
        author=plain.from_text(text(result, "author")),
        published=moment(result, "publishedDate"),
        # where it stands, not the metasearch that found it
        outlet=(urlsplit(url).hostname or "").removeprefix("www."),
        engines=tuple(dict.fromkeys(engine for engine in named if isinstance(engine, str) and engine)),
    )


def _ranked(results: list[Item]) -> list[Item]:
    """Return the results with their positions, 1 first; one that stands on both pages keeps its first."""
    once: dict[str, Item] = {}
    for result in results:
        once.setdefault(result.url, result)
    return [replace(result, position=place) for place, result in enumerate(once.values(), start=1)]


def _unresponsive(value: Any) -> dict[str, str]:
    pairs = value if isinstance(value, list) else []
    return {
        pair[0]: " ".join(str(pair[1]).split())[:_LONGEST] if len(pair) > 1 and pair[1] else ""
        for pair in pairs
        if isinstance(pair, list) and pair and isinstance(pair[0], str)
    }
