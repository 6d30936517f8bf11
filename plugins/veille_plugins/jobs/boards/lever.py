"""Lever: its Postings API (github.com/lever/postings-api), asked by the hundred: 302 postings weighed 5.9 MB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import amounts, dates
from veille_plugins.jobs import details, failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, segments
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    named,
    opening,
    place,
    plain_text,
    prose,
    rows,
    several,
    string,
    words,
)

NAME = "Lever"
PAGE = 100
_MOST_PAGES = 20
_HOSTS = {  # a board's page, or its API, to its API
    "jobs.lever.co": "api.lever.co",
    "api.lever.co": "api.lever.co",
    "jobs.eu.lever.co": "api.eu.lever.co",
    "api.eu.lever.co": "api.eu.lever.co",
}
_REMOTE = {"remote": "remote", "hybrid": "hybrid"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, one posting or the API, in the world's or the European site."""
    api = _HOSTS.get(parts.hostname or "")
    way = segments(parts)
    if api == parts.hostname:
        way = way[2:] if way[:2] == ["v0", "postings"] else []
    return Board(NAME, way[0], api) if api and way else None


def home(board: Board) -> str:
    return f"https://{board.host.replace('api.', 'jobs.', 1)}/{quote(board.key)}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all postings, a page at a time."""
    url = f"https://{board.host}/v0/postings/{quote(board.key, safe='')}"
    listings: list[details.Listing] = []
    try:
        while not listings or (listings[-1].rows >= PAGE and len(listings) < _MOST_PAGES):
            params = {"mode": "json", "skip": str(len(listings) * PAGE), "limit": str(PAGE)}
            listings.append(await details.page(web, url, params, own, read, board))
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return details.listed(NAME, listings, PAGE)


def read(page: Page, board: Board) -> Read:
    """Return the postings of a page. Raises SourceError."""

    def item(posting: Mapping[str, Any]) -> Item:
        categories = posting.get("categories")
        pay = posting.get("salaryRange")
        places = at(categories, "allLocations")
        named_places = places if isinstance(places, list) else [at(categories, "location")]
        lists = (part for row in rows(posting.get("lists")) for part in (row.get("text"), row.get("content")))
        return opening(
            id=posting.get("id"),
            title=posting.get("text"),
            url=string(posting.get("hostedUrl")),
            text=prose(posting.get("description"), *lists, posting.get("additional")),
            published=dates.read(posting.get("createdAt")),
            employer=named(board.key),
            place=several(place(named_place) for named_place in named_places),
            contract=words(at(categories, "commitment")),
            department=several((plain_text(categories, "department"), plain_text(categories, "team"))),
            remote=_REMOTE.get(string(posting.get("workplaceType")), ""),
            salary=amounts.text(
                amounts.of(at(pay, "min"), at(pay, "max"), at(pay, "currency"), at(pay, "interval"))
            ),
        )

    return each(document(page, NAME, board.key), item, NAME)


SERVICE = BoardService(NAME, of, home, ask)
