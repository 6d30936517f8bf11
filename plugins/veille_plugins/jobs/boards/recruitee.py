"""Recruitee (Tellent): its Careers Site API (docs.recruitee.com, careers site), on its own host or the employer's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult

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
    opening,
    openings,
    place,
    plain_text,
    prose,
    rows,
    several,
    string,
    words,
)

NAME = "Recruitee"
_DOMAIN = "recruitee.com"
WIDGETS = "career.recruitee.com"


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address under recruitee.com, or of what its widget asks, which names a number alone."""
    host, way = parts.hostname or "", segments(parts)
    if host == WIDGETS and way[:2] == ["api", "c"] and way[3:4] == ["widget"]:
        return Board(NAME, way[2], host) if way[2].isdecimal() else None
    key = employer_label(host, _DOMAIN)
    return Board(NAME, key, host) if key else None


def home(board: Board) -> str:
    return f"https://{board.host}/" + (f"api/c/{board.key}/widget/" if board.host == WIDGETS else "")


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all published offers."""
    try:
        page = await web.get(home(board) if board.host == WIDGETS else f"https://{board.host}/api/offers/")
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return openings(await in_turn(web, len(page.body), read, page, board))


def read(page: Page, board: Board) -> Read:
    """Return the offers of an answer. Raises SourceError."""
    return each(at(document(page, NAME, board.key), "offers"), item, NAME)


def item(offer: Mapping[str, Any]) -> Item | None:
    """Return an offer, None if it isn't published. Raises ValueError."""
    if string(offer.get("status")) not in ("published", ""):
        return None
    translations = offer.get("translations")
    languages = list(translations) if isinstance(translations, dict) else []
    # what its own fields leave empty is written in one of its languages only
    written: Any = translations[languages[0]] if isinstance(translations, dict) and languages else {}
    pay = offer.get("salary")
    places = [
        place(at(row, "city") or at(row, "name"), at(row, "country")) for row in rows(offer.get("locations"))
    ]
    remote = "remote" if offer.get("remote") is True else "hybrid" if offer.get("hybrid") is True else ""
    return opening(
        id=offer.get("id"),
        title=plain_text(offer, "title") or plain_text(written, "title"),
        url=string(offer.get("careers_url")),
        text=prose(offer.get("description"), offer.get("requirements"))
        or prose(at(written, "description"), at(written, "requirements")),
        published=dates.read(offer.get("published_at")) or dates.read(offer.get("created_at")),
        updated=dates.read(offer.get("updated_at")),
        closes=dates.day(offer.get("close_at")),
        language=languages[0] if len(languages) == 1 else "",
        employer=plain_text(offer, "company_name"),
        place=several(places)
        or place(offer.get("location"))
        or place(offer.get("city"), offer.get("country")),
        contract=words(offer.get("employment_type_code")),
        department=plain_text(offer, "department"),
        remote=remote,
        salary=amounts.text(
            amounts.of(at(pay, "min"), at(pay, "max"), at(pay, "currency"), at(pay, "period"))
        ),
    )


SERVICE = BoardService(NAME, of, home, ask)
