"""One search, or several for the forms of a name: their answers made one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from veille import NO_FAILURE, Batch, Cursor, Item, NotModified, Page, Web, WebError, failure_n
from veille_plugins.name_search.refusals import explained

# The cursor of several searches: {"told": {search: ids of its answer}}, for an answer that has not changed.

_LARGE = 100_000  # bytes: reading more would hold up the loop for some 5 ms and over
_TURNED_AWAY = frozenset((401, 403, 429))  # what meets one search will meet the others


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One search: `key` names it in the cursor, and stays the same as long as the search does."""

    key: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


async def get(web: Web, engine: str, ask: EngineRequest) -> Page:
    """Return the page that answers a search. Raises NotModified; WebError, in the words of its engine."""
    try:
        return await web.get(ask.url, params=ask.params, headers=ask.headers)
    except WebError as error:
        raise explained(error, engine) from None


async def reading(web: Web, read: Callable[..., list[Item]], page: Page, *args: Any) -> list[Item]:
    """Return read(page, *args), in a worker where the page is large. Both are top-level or plain data."""
    if len(page.body) <= _LARGE:
        return read(page, *args)
    items: list[Item] = await web.offload(read, light(page), *args)
    return items


def light(page: Page) -> Page:
    """Return a page with no more headers than a worker needs."""
    return Page(page.url, page.status, {"content-type": page.headers.get("content-type", "")}, page.body)


async def several(
    web: Web,
    cursor: Cursor,
    engine: str,
    asks: Sequence[EngineRequest],
    read: Callable[..., list[Item]],
    *args: Any,
    final: Iterable[int] = (),
) -> Batch:
    """Return the results of all searches, each item once. `read(page, *args)` makes the items of an answer.

    Some that can't be had make the batch degraded. Raises NotModified if no answer has changed; WebError if none can
    be had, or one is refused as the others would be: with 401, 403, 429 or one of `final`. Lets SourceError fly: what
    can't be read must not be kept as seen.
    """
    before = cursor.get("told") or {}
    ids_by_key: dict[str, list[str]] = {}
    items: dict[str, Item] = {}
    unchanged: list[str] = []
    failed: list[WebError] = []
    for ask in asks:
        try:
            answer = await reading(web, read, await get(web, engine, ask), *args)
        except NotModified:
            unchanged.append(ask.key)
            ids_by_key[ask.key] = before.get(ask.key, [])
        except WebError as error:
            if error.status in _TURNED_AWAY.union(final):
                raise
            failed.append(error)
            ids_by_key[ask.key] = before.get(ask.key, [])
        else:
            ids_by_key[ask.key] = [item.id or item.url for item in answer]
            for item in answer:
                items.setdefault(item.id or item.url, item)
    if len(failed) == len(asks):
        raise failed[0]
    if len(unchanged) == len(asks):
        raise NotModified
    degraded = NO_FAILURE
    if failed:
        degraded = failure_n(
            "{n} of {all} searches failed: {why}", n=len(failed), all=len(asks), why=failed[0]
        )
    still = dict.fromkeys(name for key in unchanged for name in ids_by_key[key] if name not in items)
    return Batch(list(items.values()), still=list(still), cursor={"told": ids_by_key}, degraded=degraded)
