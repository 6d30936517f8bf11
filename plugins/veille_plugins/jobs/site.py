"""Openings that stand in a site's own pages, as JobPosting: those of its lists, and the postings that these name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

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
    failure_n,
    several,
)
from veille.kit.walls import passes
from veille_plugins.jobs import failures, lists
from veille_plugins.jobs.model import BoardOpenings
from veille_plugins.jobs.reading import in_turn

FIRST, LATER = 80, 30
"""Pages of postings asked for at the first poll, and at one later; at one request a second."""
SECONDS = 90.0
"""How long postings are asked for in one poll, which may take 180 in all."""
PROBE = 5
"""Pages that look like postings and hold none, after which no more are tried."""
_MOST_ERRORS = 3

_NOTHING: Mapping[str, list[str]] = {"ids": [], "links": [], "children": []}

# The cursor: {"lists": {address: {"ids": openings in it, "links": …, "children": …}},
#              "read": {address of a posting: ids of its openings, none if it isn't one}, "cut": some list is cut,
#              "none": there were none at the last poll, which was not believed}


async def ask(
    web: Web, roots: Sequence[str], own: Cursor, got: Mapping[str, Page] | None = None
) -> BoardOpenings:
    """Return the openings in these pages and sitemaps, and in the postings that they name.

    `got` are pages that the caller has asked for already. Raises NotModified where nothing has changed and
    nothing is left to read.
    """
    before: Mapping[str, Any] = own.get("lists", {})
    stood: dict[str, Mapping[str, list[str]]] = {}
    items: dict[str, Item] = {}
    damaged: list[str] = []
    changed, cut = False, bool(own.get("cut"))
    queue = list(roots)
    for url in queue:
        if url in stood:
            continue
        try:
            page = (got or {}).get(url) or await web.get(url)
        except NotModified:
            stood[url] = before.get(url, _NOTHING)
        except WebError as error:
            if url in roots or error.status not in (404, 410):
                raise
            continue  # an index that names a sitemap that is no more
        else:
            changed = True
            document = await in_turn(web, len(page.body), lists.read, page)
            if document.hidden and before.get(url, _NOTHING) != _NOTHING:
                raise SourceError(document.hidden)  # or all that stood there would be taken for closed
            cut = cut or document.cut
            items.update((item.id, item) for item in document.items)
            damaged += document.unreadable
            stood[url] = {
                "ids": _ids(document, before.get(url, _NOTHING)["ids"]),
                "links": list(document.links),
                "children": list(document.children),
            }
        queue += stood[url]["children"] if url in roots else []
    links = dict.fromkeys(link for entry in stood.values() for link in entry["links"])
    known: Mapping[str, list[str]] = own.get("read", {})
    fruitless = web.memo.setdefault("fruitless", set())
    unread = [link for link in links if link not in known and link not in stood and link not in fruitless]
    if not changed and not unread and "none" not in own:
        raise NotModified
    read = {link: known[link] for link in links if link in known}
    degraded = await _read(web, unread, read, items, damaged, FIRST if not own else LATER)
    left = sum(link not in read for link in unread)
    if left and any(read.values()) and not degraded:
        degraded = failure_n(
            "{n} of {all} postings of this site was read; the others follow at the next polls",
            "{n} of {all} postings of this site were read; the others follow at the next polls",
            n=len(read),
            all=len(read) + left,
        )
    elif cut and not degraded:
        degraded = failures.more(urlsplit(roots[0]).netloc, lists.MOST)
    degraded = several((failures.unread(len(damaged), len(items) + len(damaged)), degraded))
    if not items and not any(read.values()):
        fruitless.update(read)
    ids = dict.fromkeys(
        name for names in (*(entry["ids"] for entry in stood.values()), *read.values()) for name in names
    )
    still = [name for name in ids if name not in items]
    had = {name for entry in before.values() for name in entry["ids"]}.union(*known.values())
    if had and not ids and "none" not in own:
        # a page may have been put in the place of the right one
        gone = failure_n(
            "the only opening of this site is gone: that is believed if the next poll finds none either",
            "all {n} openings of this site are gone at once: that is believed if the next poll finds none either",
            n=len(had),
        )
        return BoardOpenings(suspect=gone, own={**own, "none": True})
    after = {"lists": stood, "read": read, "cut": cut}
    # what is beyond the cut may have been within it before
    return BoardOpenings(list(items.values()), still, after, degraded=degraded, complete=not cut)


def _ids(document: lists.CareersPage, before: Sequence[str]) -> list[str]:
    """Return the openings that stand in a page, with those of `before` that may be what can't be read in it."""
    ids = [item.id for item in document.items]
    gone = [name for name in before if name not in ids]
    hidden = [name for name in gone if name in document.unreadable]
    unnamed = document.unreadable.count("")
    return [*ids, *(gone if len(gone) - len(hidden) <= unnamed else hidden)]


async def _read(
    web: Web,
    unread: Sequence[str],
    read: dict[str, list[str]],
    items: dict[str, Item],
    damaged: list[str],
    most: int,
) -> Failure:
    """Ask for postings, and put what they hold into `read`, `items` and `damaged`; return what went wrong, if anything."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SECONDS
    errors: list[Failure] = []
    for number, link in enumerate(unread[:most]):
        if loop.time() > until or len(errors) >= _MOST_ERRORS:
            break
        if number >= PROBE and not items and not any(read.values()):
            break
        try:
            page = await web.get(link)
            document = await in_turn(web, len(page.body), lists.read, page)
        except NotModified:  # asked before, and kept under another cursor
            read[link] = []
        except WebError as error:
            if error.status in (404, 410):
                read[link] = []
            else:
                errors.append(error.failure)
        except SourceError:  # a sitemap or a damaged file: no posting
            read[link] = []
        else:
            if passes(document.hidden):
                errors.append(document.hidden)
                continue
            items.update((item.id, item) for item in document.items)
            damaged += document.unreadable
            read[link] = _ids(document, ())
    return errors[0] if errors else NO_FAILURE
