"""Workday: what its careers pages themselves ask (CXS), by the score, and a page an opening for its text.

Its lists give no date, and of an opening in several places only their number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote

from veille import NO_FAILURE, Cursor, Item, Page, SourceError, Web, WebError, failure
from veille.kit import dates
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
    several,
    string,
    words,
)

NAME = "Workday"
PAGE = 20
"""The most that it gives at once: asked for more, it answers 400."""
_MOST_PAGES = 60
_HOST = re.compile(r"([\w-]+)\.wd\d+\.myworkdayjobs\.com")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_COUNTED = re.compile(r"\d+\s+\w+", re.IGNORECASE)  # "3 Locations"
_SEARCHED = "q"
_JSON = {"accept": "application/json"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, also one that its filters narrow, one opening or its answers."""
    found = _HOST.fullmatch(parts.hostname or "")
    way = segments(parts)
    if way[:2] == ["wday", "cxs"]:
        way = way[3:]
    elif way and _LANGUAGE.fullmatch(way[0]):
        way = way[1:]
    if not found or not way or way[0] == "wday":
        return None
    return Board(NAME, f"{found[1]}/{way[0]}", parts.hostname or "", parts.query if len(way) == 1 else "")


def home(board: Board) -> str:
    query = f"?{board.query}" if board.query else ""
    return f"https://{board.host}/{quote(board.key.partition('/')[2])}{query}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings that the board's address lists, with the texts of a bounded number of new ones."""
    tenant, _, site = board.key.partition("/")
    base = f"https://{board.host}/wday/cxs/{quote(tenant)}/{quote(site)}"
    facets = parse_qs(board.query)
    search = " ".join(facets.pop(_SEARCHED, []))
    listed: list[_Listed] = []
    try:
        while not listed or (len(listed) * PAGE < listed[0].total and listed[-1].read.total):
            if len(listed) == _MOST_PAGES:
                break
            asked = {
                "appliedFacets": facets,
                "limit": PAGE,
                "offset": len(listed) * PAGE,
                "searchText": search,
            }
            page = await web.post(f"{base}/jobs", json=asked, headers=_JSON)
            listed.append(read(page, board))
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        if error.status in (400, 422):
            raise SourceError(
                failure(
                    "{service} does not know the board {key}, or the filters of this address: open it in a browser, and give"
                    " the address that it has then",
                    service=NAME,
                    key=board.key,
                )
            ) from None
        raise
    seen, total = sum(answer.read.total for answer in listed), listed[0].total  # later pages may say 0
    cut = NO_FAILURE
    if seen < total:
        cut = failure(
            "{service} lists {all} openings, of which the first {n} were read: filter them on its page, and give the"
            " address that this has then",
            service=NAME,
            all=total,
            n=seen,
        )
    rows = {item.id: item for answer in listed for item in answer.read.items}
    ways = {name: way for answer in listed for name, way in answer.ways.items()}

    async def detail(name: str) -> Item:
        return whole(await web.get(f"{base}{ways[name]}", headers=_JSON), board, rows[name])

    listings = [
        details.Listing(str(number), answer.read, [item.id for item in answer.read.items], answer.read.total)
        for number, answer in enumerate(listed)
    ]
    return await details.completed(listings, own, detail, accepts, complete=not cut, degraded=cut)


@dataclass(frozen=True, slots=True)
class _Listed:
    """One page of the list: its openings, their ways by id, and how many there are in all."""

    read: Read
    ways: Mapping[str, str]
    total: int


def read(page: Page, board: Board) -> _Listed:
    """Return the openings of a page of the list, without texts. Raises SourceError."""
    found = document(page, NAME, board.key)
    ways: dict[str, str] = {}

    def item(row: Mapping[str, Any]) -> Item:
        way, name = string(row.get("externalPath")), _id(row)
        numbers = row.get("bulletFields")
        number = string(numbers[0]) if isinstance(numbers, list) and numbers else ""
        ways[name] = quote(way, safe="/%")
        where = plain_text(row, "locationsText")
        return opening(
            id=name,
            title=row.get("title"),
            url=f"https://{board.host}/{quote(board.key.partition('/')[2])}{ways[name]}" if way else "",
            employer=named(board.key.partition("/")[0]),
            place="" if _COUNTED.fullmatch(where) else place(where),
            contract=words(row.get("timeType")),
            remote=words(row.get("remoteType")),
            reference=number,
        )

    total = at(found, "total")
    listed = each(at(found, "jobPostings"), item, NAME, _id)
    return _Listed(listed, ways, total if isinstance(total, int) else listed.total)


def _id(row: Mapping[str, Any]) -> str:
    """Return the end of a row's way: "…_JR12" and "…_JR12-1" are two openings of one number."""
    way = string(row.get("externalPath"))
    return way.rpartition("_")[2] if "_" in way else way


def whole(page: Page, board: Board, row: Item) -> Item:
    """Return an opening by its own page and its row in the list. Raises SourceError."""
    found = document(page, NAME, board.key)
    info = at(found, "jobPostingInfo")
    if not isinstance(info, dict):
        raise failures.other_form(NAME)
    more = info.get("additionalLocations")
    places = [info.get("location"), *(more if isinstance(more, list) else [])]
    return opening(
        id=row.id,
        title=info.get("title") or row.title,
        url=row.url,
        text=prose(info.get("jobDescription")),
        published=dates.read(info.get("startDate")),
        known=row.facts,
        employer=plain_text(found, "hiringOrganization", "name"),
        place=several(place(named_place) for named_place in places),
        contract=words(info.get("timeType")),
        reference=plain_text(info, "jobReqId"),
    )


SERVICE = BoardService(NAME, of, home, ask)
