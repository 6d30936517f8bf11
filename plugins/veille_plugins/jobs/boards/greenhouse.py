"""Greenhouse: its Job Board API (github.com/grnhse/greenhouse-api-docs, job-board), all openings in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import amounts, dates
from veille_plugins.jobs import details, failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, segments
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    in_turn,
    opening,
    openings,
    place,
    plain_text,
    prose,
    rows,
    several,
    string,
)

NAME = "Greenhouse"
API = "https://boards-api.greenhouse.io/v1/boards"  # of the boards of its European site, too
_BOARDS = ("boards", "job-boards", "boards.eu", "job-boards.eu")
_APIS = ("boards-api", "boards-api.eu", "api")
_CONTRACT = ("employment type", "contract type", "type de contrat", "contract")
_WHOLE = {"content": "true", "pay_transparency": "true"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, one opening, the embedded list or the API."""
    label = (parts.hostname or "").removesuffix(".greenhouse.io")
    way = segments(parts)
    key = ""
    if label in _BOARDS:
        asked = parse_qs(parts.query).get("for", [""])
        key = asked[0] if way[:1] == ["embed"] or not way else way[0]
    elif label in _APIS and way[:2] == ["v1", "boards"] and len(way) > 2:
        key = way[2]
    return Board(NAME, key) if key else None


def home(board: Board) -> str:
    return f"https://job-boards.greenhouse.io/{quote(board.key)}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings with their texts; of a board too large for that, the texts by and by."""
    url = f"{API}/{quote(board.key, safe='')}/jobs"
    try:
        if "had" not in own:
            try:
                page = await web.get(url, params=_WHOLE)
            except WebError as error:
                if error.status is not None or error.network:
                    raise
            else:
                return openings(await in_turn(web, len(page.body), read, page, board))
        return await _by_and_by(web, board, url, own, accepts)
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise


async def _by_and_by(web: Web, board: Board, url: str, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return the openings of a board whose whole answer is larger than veille takes."""

    async def detail(name: str) -> Item:
        page = await web.get(f"{url}/{quote(name, safe='')}", params={"pay_transparency": "true"})
        return one(page, board)

    listing = await details.page(web, url, {}, own, read, board)
    return await details.completed([listing], own, detail, accepts)


def read(page: Page, board: Board) -> Read:
    """Return the openings of a list. Raises SourceError."""
    jobs = at(document(page, NAME, board.key), "jobs")
    return each(jobs, item, NAME)


def one(page: Page, board: Board) -> Item:
    """Return one opening. Raises SourceError."""
    try:
        return item(document(page, NAME, board.key))
    except ValueError:
        raise failures.other_form(NAME) from None


def item(job: Mapping[str, Any]) -> Item:
    """Return an opening. Raises ValueError."""
    pays = [
        amounts.text(
            amounts.of(
                _units(pay.get("min_cents")),
                _units(pay.get("max_cents")),
                pay.get("currency_type"),
                pay.get("title"),
            )
        )
        for pay in rows(job.get("pay_input_ranges"))
    ]
    contracts = (
        plain_text(row, "value")
        for row in rows(job.get("metadata"))
        if plain_text(row, "name").lower() in _CONTRACT
    )
    return opening(
        id=job.get("id"),
        title=job.get("title"),
        url=string(job.get("absolute_url")),
        text=prose(job.get("content")),  # HTML that is escaped as text
        published=dates.read(job.get("first_published")),
        closes=dates.day(job.get("application_deadline")),
        language=job.get("language"),
        employer=plain_text(job, "company_name"),
        place=place(at(job, "location", "name")),
        contract=several(contracts, ", "),
        department=several(plain_text(row, "name") for row in rows(job.get("departments"))),
        salary=several(pays),
        reference=plain_text(job, "requisition_id"),
    )


def _units(cents: object) -> object:
    try:
        return cents / 100 if isinstance(cents, int | float) and not isinstance(cents, bool) else ""
    except OverflowError:
        return ""


SERVICE = BoardService(NAME, of, home, ask)
