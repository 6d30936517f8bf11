"""Boards whose list has no texts: each opening's own page is asked once, a bounded number of them a poll.

What is beyond the bound is told at once without its text, and again with it at a later poll, so that none waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec

from veille import (
    NO_FAILURE,
    Cursor,
    Failure,
    Item,
    NotModified,
    Page,
    SourceError,
    Web,
    WebError,
    failure,
    several,
)
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import BoardOpenings, ItemFilter
from veille_plugins.jobs.reading import Read, in_turn

MOST = 20
"""Openings whose own page is asked in one poll: at one request a second, a third of a minute."""

# The cursor: {"pages": {address: {"ids": what stands there, "rows": how many rows it has}}, "had": {id: fingerprint
# of its row}}; a fingerprint after "-" is of an opening that was told without its text.
_WITHOUT = "-"

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its openings, or None where it has not changed since `ids` stood there.

    `rows` counts all that stands on it, also what is no opening of its own.
    """

    address: str
    read: Read | None
    ids: Sequence[str]
    rows: int

    @property
    def items(self) -> Sequence[Item | None]:
        return self.read.items if self.read else [None] * len(self.ids)


async def page(
    web: Web,
    url: str,
    params: Mapping[str, str],
    own: Cursor,
    read: Callable[Concatenate[Page, P], Read],
    *args: P.args,
    **_none: P.kwargs,
) -> Listing:
    """Return one page of a list, read by a top-level function. Raises WebError, SourceError."""
    address = url + "".join(f"&{name}={value}" for name, value in params.items())
    try:
        got = await web.get(url, params=params)
    except NotModified:
        before = own.get("pages", {}).get(address, {})
        return Listing(address, None, before.get("ids", []), before.get("rows", 0))
    found = await in_turn(web, len(got.body), read, got, *args)
    return Listing(address, found, [item.id for item in found.items], found.total)


def pages(listings: Sequence[Listing]) -> dict[str, Any]:
    """Return what the cursor must remember of a list's pages."""
    return {listing.address: {"ids": list(listing.ids), "rows": listing.rows} for listing in listings}


def limit(service: str, listings: Sequence[Listing], size: int) -> Failure:
    """Return that a list goes on after the last page that was asked for, whose size it has, if it does."""
    rows = sum(listing.rows for listing in listings)
    return failures.more(service, rows) if listings[-1].rows >= size else NO_FAILURE


def listed(service: str, listings: Sequence[Listing], size: int) -> BoardOpenings:
    """Return the openings of a list that says all of each, by pages of `size`.

    Raises NotModified where no page has changed.
    """
    if all(listing.read is None for listing in listings):
        raise NotModified
    items = {item.id: item for listing in listings for item in (listing.read.items if listing.read else ())}
    there = dict.fromkeys(name for listing in listings if listing.read is None for name in listing.ids)
    still = [name for name in (*there, *_unreadable(listings)) if name not in items]
    more = limit(service, listings, size)
    own = {"pages": pages(listings)}
    degraded = several((_unread(listings), more))
    return BoardOpenings(
        list(items.values()), still, own, degraded=degraded, complete=_whole(listings) and not more
    )


async def completed(
    listings: Sequence[Listing],
    own: Cursor,
    detail: Callable[[str], Awaitable[Item]],
    accepts: ItemFilter,
    *,
    complete: bool = True,
    degraded: Failure = NO_FAILURE,
) -> BoardOpenings:
    """Return the openings of a list with their texts; `detail` asks for one by its id.

    Raises NotModified where nothing has changed and no text is missing.
    """
    had: Mapping[str, str] = own.get("had", {})
    missing = [name for listing in listings for name in listing.ids if had.get(name, "").startswith(_WITHOUT)]
    if all(listing.read is None for listing in listings) and not missing:
        raise NotModified
    now: dict[str, str] = {}
    items: list[Item] = []
    still: list[str] = []
    left, failed = MOST, NO_FAILURE
    for listing in listings:
        for name, row in zip(listing.ids, listing.items, strict=True):
            if name in now:
                continue
            before = had.get(name, "")
            now[name] = before.removeprefix(_WITHOUT) if row is None else fingerprint(row)
            if now[name] == before or (row is None and (left <= 0 or failed)):
                now[name] = before
                still.append(name)
                continue
            if row is not None and not accepts(row):
                items.append(row)
                continue
            if left > 0 and not failed:
                left -= 1
                try:
                    items.append(await detail(name))
                    continue
                except NotModified:
                    still.append(name)
                    continue
                except WebError as error:
                    failed = NO_FAILURE if error.status in (404, 410) else error.failure
                except SourceError as error:
                    failed = error.failure
                if not failed:  # it closed since the list was made, and has no text any more
                    (items.append(row) if row is not None else still.append(name))
                    continue
            now[name] = _WITHOUT + now[name]
            (items.append(row) if row is not None else still.append(name))
    still += [name for name in _unreadable(listings) if name not in now]
    bare = failure("the text of some openings is missing: {why}", why=failed) if failed else NO_FAILURE
    return BoardOpenings(
        items,
        still,
        own={"pages": pages(listings), "had": now},
        degraded=several((_unread(listings), degraded, bare)),
        complete=complete and _whole(listings),
    )


def fingerprint(item: Item) -> str:
    """Return what tells whether an opening's row in a list has changed."""
    told_there = repr((item.title, item.url, item.published, item.closes, tuple(item.facts.items())))
    return blake2b(told_there.encode(), digest_size=6).hexdigest()


def _unread(listings: Sequence[Listing]) -> Failure:
    read = [listing.read for listing in listings if listing.read]
    return failures.unread(sum(answer.unreadable for answer in read), sum(answer.total for answer in read))


def _unreadable(listings: Sequence[Listing]) -> list[str]:
    """Return the ids of rows that could not be read."""
    return [name for listing in listings if listing.read for name in listing.read.still]


def _whole(listings: Sequence[Listing]) -> bool:
    return all(listing.read.whole for listing in listings if listing.read)
