"""SmartRecruiters: its Posting API (developers.smartrecruiters.com), a list by the hundred and a page an opening.

A company that it doesn't know is answered like one without openings: 200, and none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError, failure
from veille.kit import dates
from veille_plugins.jobs import details, failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, segments
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    opening,
    place,
    plain_text,
    prose,
    string,
)

NAME = "SmartRecruiters"
API = "https://api.smartrecruiters.com/v1/companies"
PAGE = 100
_MOST_PAGES = 20
_PAGES = ("careers.smartrecruiters.com", "jobs.smartrecruiters.com")
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, one opening, its form or the API."""
    way = segments(parts)
    if parts.hostname == "api.smartrecruiters.com":
        way = way[2:] if way[:2] == ["v1", "companies"] else []
    elif parts.hostname not in _PAGES:
        way = []
    elif way[:2] == ["oneclick-ui", "company"]:
        way = way[2:]
    return Board(NAME, way[0]) if way else None


def home(board: Board) -> str:
    return f"https://careers.smartrecruiters.com/{quote(board.key)}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all postings; an ad in a second language, for a place that the first one names, is left out."""
    url = f"{API}/{quote(board.key, safe='')}/postings"
    listings: list[details.Listing] = []
    try:
        while not listings or (listings[-1].rows >= PAGE and len(listings) < _MOST_PAGES):
            params = {"limit": str(PAGE), "offset": str(len(listings) * PAGE)}
            listings.append(await details.page(web, url, params, own, read, board))
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise

    async def detail(name: str) -> Item:
        page = await web.get(f"{url}/{quote(name, safe='')}")
        try:
            return item(document(page, NAME, board.key))
        except ValueError:
            raise failures.other_form(NAME) from None

    more = details.limit(NAME, listings, PAGE)
    degraded = more
    if not any(listing.rows for listing in listings):
        degraded = failure(
            "{service} gives no opening for {key}, and would answer the same if it did not know that name: look"
            " whether its page opens in a browser",
            service=NAME,
            key=board.key,
        )
        if "none" not in own and any(page["rows"] for page in own.get("pages", {}).values()):
            # many a renamed company looks like this: believed at the second poll
            return BoardOpenings(suspect=degraded, own={**own, "none": True})
    return await details.completed(listings, own, detail, accepts, complete=not more, degraded=degraded)


def read(page: Page, board: Board) -> Read:
    """Return the postings of a page of the list, without texts. Raises SourceError."""
    found = document(page, NAME, board.key)
    content = at(found, "content")
    default = {_ad(row) for row in content if _is_default(row)} if isinstance(content, list) else set()

    def one(row: Mapping[str, Any]) -> Item | None:
        return item(row) if _is_default(row) or _ad(row) not in default else None

    return each(content, one, NAME)


def item(posting: Mapping[str, Any]) -> Item:
    """Return a posting; only its own page has the text. Raises ValueError."""
    where = at(posting, "location")
    full = plain_text(where, "fullLocation")
    country = string(at(where, "country")).upper()
    sections = (at(posting, "jobAd", "sections", name, "text") for name in _SECTIONS)
    key = string(at(posting, "company", "identifier"))
    name = string(at(posting, "id"))
    remote, hybrid = at(where, "remote") is True, at(where, "hybrid") is True
    return opening(
        id=name,
        title=at(posting, "name"),
        url=f"https://jobs.smartrecruiters.com/{quote(key)}/{quote(name)}" if key else "",
        text=prose(*sections),
        published=dates.read(at(posting, "releasedDate")),
        language=at(posting, "language", "code"),
        employer=plain_text(posting, "company", "name"),
        place=place(full) if full else place(at(where, "city"), at(where, "region"), country),
        contract=plain_text(posting, "typeOfEmployment", "label"),
        department=plain_text(posting, "department", "label"),
        remote="remote" if remote else "hybrid" if hybrid else "",
        reference=plain_text(posting, "refNumber"),
    )


def _is_default(row: object) -> bool:
    return at(row, "defaultJobAd") is not False


def _ad(row: object) -> tuple[str, str]:
    """Return what an opening's ads in several languages share: its number and place."""
    number = string(at(row, "refNumber")) or string(at(row, "id"))
    return number, f"{string(at(row, 'location', 'city'))} {string(at(row, 'location', 'postalCode'))}"


SERVICE = BoardService(NAME, of, home, ask)
