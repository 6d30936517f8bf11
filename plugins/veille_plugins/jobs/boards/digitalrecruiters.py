"""DigitalRecruiters: what its careers sites themselves ask, by the hundred, and a page an opening for its text.

A site is known by its host, which is the employer's own more often than not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlencode

from veille import NO_FAILURE, Cursor, Item, Page, Web, WebError
from veille.kit import dates
from veille_plugins.jobs import details, failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label
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
    string,
    words,
)

NAME = "DigitalRecruiters"
API = "https://api.digitalrecruiters.com/public/v1/careers-site/job-ads"
PAGE = 100
_MOST_PAGES = 20
_DOMAIN = "digitalrecruiters.com"
_LOCALE = "fr_FR"


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address under digitalrecruiters.com."""
    host = parts.hostname or ""
    key = employer_label(host, _DOMAIN)
    return Board(NAME, key, host) if key else None


def home(board: Board) -> str:
    return f"https://{board.host}/"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings of a site, with the texts of a bounded number of new ones."""
    asked = {"domainName": board.host, "locale": _LOCALE}
    listed: list[_ListPage] = []
    try:
        while not listed or (
            listed[-1].read.total and sum(page.read.total for page in listed) < listed[0].total
        ):
            if len(listed) == _MOST_PAGES:
                break
            query = urlencode({**asked, "limit": str(PAGE), "page": str(len(listed) + 1)})
            listed.append(read(await web.post(f"{API}?{query}", json={}), board))
    except WebError as error:
        if error.status in (400, 404):
            raise failures.nobody(NAME, board.host) from None
        raise
    rows = {item.id: item for page in listed for item in page.read.items}
    seen = sum(page.read.total for page in listed)
    cut = failures.more(NAME, seen) if seen < listed[0].total else NO_FAILURE

    async def detail(name: str) -> Item:
        return whole(await web.get(f"{API}/{quote(name, safe='')}", params=asked), board, rows[name])

    listings = [
        details.Listing(str(number), page.read, [item.id for item in page.read.items], page.read.total)
        for number, page in enumerate(listed)
    ]
    return await details.completed(listings, own, detail, accepts, complete=not cut, degraded=cut)


@dataclass(frozen=True, slots=True)
class _ListPage:
    """One page of the list: its openings, and how many there are in all."""

    read: Read
    total: int


def read(page: Page, board: Board) -> _ListPage:
    """Return the openings of a page of the list, without texts. Raises SourceError."""
    found = document(page, NAME, board.host)

    def item(row: Mapping[str, Any]) -> Item:
        where = row.get("location")
        return opening(
            id=row.get("job_ad_id"),
            title=row.get("title"),
            url=f"https://{board.host}/fr/annonce/{quote(string(row.get('url')))}" if row.get("url") else "",
            employer=named(board.key),
            place=place(at(where, "city"), at(where, "country")) or place(where),
            contract=words(row.get("contract")),
            department=plain_text(row, "job"),
        )

    total = at(found, "count")
    listed = each(at(found, "items"), item, NAME, lambda row: row.get("job_ad_id"))
    return _ListPage(listed, total if isinstance(total, int) else listed.total)


def whole(page: Page, board: Board, row: Item) -> Item:
    """Return an opening by its own page and its row in the list. Raises SourceError."""
    found = document(page, NAME, board.host)
    said = found if at(found, "description") or at(found, "profile") else at(found, "item")
    return opening(
        id=row.id,
        title=row.title,
        url=row.url,
        text=prose(at(said, "description"), at(said, "profile")),
        published=dates.read(at(said, "published_at")),
        known=row.facts,
    )


SERVICE = BoardService(NAME, of, home, ask)
