"""Welcome Kit, the board of Welcome to the Jungle: what its widget asks (developers.welcomekit.co, embed), in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import amounts, dates
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    in_turn,
    named,
    opening,
    openings,
    place,
    plain_text,
    prose,
    rows,
    string,
    words,
)

NAME = "Welcome Kit"
API = "https://www.welcomekit.co/api/v1/embed"
_HOSTS = ("www.welcomekit.co", "api.welcomekit.co")


def of(parts: SplitResult) -> Board | None:
    """Return the board of the address that its widget asks; that of a site under welcomekit.co names no organisation."""
    if parts.hostname not in _HOSTS or not parts.path.startswith("/api/v1/embed"):
        return None
    key = parse_qs(parts.query).get("organization_reference", [""])[0]
    return Board(NAME, key) if key else None


def home(board: Board) -> str:
    return f"{API}?organization_reference={quote(board.key)}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings of an organisation."""
    try:
        page = await web.get(API, params={"organization_reference": board.key})
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return openings(await in_turn(web, len(page.body), read, page, board))


def read(page: Page, board: Board) -> Read:
    """Return the openings of an answer, in French where it says a thing in several languages. Raises SourceError."""
    found = document(page, NAME, board.key)
    employer = plain_text(found, "name") or named(board.key)

    def item(job: Mapping[str, Any]) -> Item:
        pay = job.get("salary")
        office = job.get("office")
        links = [string(row.get("url")) for row in rows(job.get("websites_urls"))]
        return opening(
            id=_id(job),
            title=job.get("name"),
            url=links[0] if links else "",
            text=prose(job.get("description"), job.get("profile"), job.get("recruitment_process")),
            published=dates.read(_said(job.get("created_at"))),
            employer=employer,
            place=place(at(office, "city"), _said(at(office, "country"))),
            contract=words(_said(job.get("contract_type"))),
            department=plain_text(job, "department", "name"),
            salary=amounts.text(
                amounts.of(
                    at(pay, "salary_min"),
                    at(pay, "salary_max"),
                    at(pay, "salary_currency"),
                    at(pay, "salary_period"),
                )
            ),
        )

    return each(at(found, "jobs"), item, NAME, _id)


def _id(job: Mapping[str, Any]) -> str:
    return string(job.get("reference")) or string(job.get("id"))


def _said(value: object) -> object:
    """Return what is said in French, else in English, else as it stands."""
    return (at(value, "fr") or at(value, "en")) if isinstance(value, dict) else value


SERVICE = BoardService(NAME, of, home, ask)
