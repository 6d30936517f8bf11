"""Flatchr: the openings of a company as JSON (developers.flatchr.io, récupérer les annonces), all in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import amounts, dates
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label, segments
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
    string,
    words,
)

NAME = "Flatchr"
_DOMAIN = "flatchr.io"
_HOST = "careers.flatchr.io"
_PAY = {"y": "year", "m": "month", "h": "hour", "d": "day"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its site, the page that is framed, one opening or the JSON."""
    host, way = parts.hostname or "", segments(parts)
    key = employer_label(host, _DOMAIN)
    if host == _HOST:
        key = "".join(way[way.index("company") + 1 :][:1]) if "company" in way else ""
    return (
        Board(NAME, key.removesuffix(".json").lower())
        if key and key not in ("careers", "developers")
        else None
    )


def home(board: Board) -> str:
    return f"https://{_HOST}/company/{quote(board.key)}/"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings that are published."""
    try:
        page = await web.get(f"https://{_HOST}/company/{quote(board.key, safe='')}.json")
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return openings(await in_turn(web, len(page.body), read, page, board))


def read(page: Page, board: Board) -> Read:
    """Return the openings of an answer. Raises SourceError."""

    def item(row: Mapping[str, Any]) -> Item | None:
        if row.get("published") is False:
            return None
        vacancy = row.get("vacancy")
        slug = string(at(vacancy, "slug"))
        where = at(vacancy, "address")
        town = string(at(where, "locality")) or string(at(where, "administrative_area_level_1"))
        pay = amounts.of(
            at(vacancy, "salary"),
            at(vacancy, "salary_max"),
            at(vacancy, "currency"),
            _PAY.get(string(at(vacancy, "mensuality")), ""),
        )
        return opening(
            id=_id(row),
            title=at(vacancy, "title"),
            url=f"https://{_HOST}/company/{quote(board.key)}/vacancy/{quote(slug)}/" if slug else "",
            text=prose(*(at(vacancy, name) for name in ("description", "mission", "profile"))),
            published=dates.read(row.get("created_at")) or dates.read(at(vacancy, "created_at")),
            updated=dates.read(at(vacancy, "updated_at")),
            closes=dates.day(at(vacancy, "end_date")),
            language=string(at(vacancy, "language")).partition("_")[0],
            employer=plain_text(vacancy, "company", "name") or named(board.key),
            place=place(town, at(where, "country")),
            contract=words(at(vacancy, "contract_type")),
            department=plain_text(vacancy, "channel"),
            remote="remote" if at(vacancy, "remote") is True else "",
            salary=amounts.text(pay),
            reference=plain_text(vacancy, "reference"),
        )

    return each(at(document(page, NAME, board.key), "items"), item, NAME, _id)


def _id(row: Mapping[str, Any]) -> str:
    return string(at(row, "vacancy", "id")) or string(row.get("id"))


SERVICE = BoardService(NAME, of, home, ask)
