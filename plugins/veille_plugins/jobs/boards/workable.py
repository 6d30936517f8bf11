"""Workable: the public widget of an account (help.workable.com, jobs widget), all openings in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import dates
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
    rows,
    several,
    string,
    words,
)

NAME = "Workable"
API = "https://apply.workable.com/api/v1/widget/accounts"


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, the widget or the API; a short link (/j/…) names no account."""
    host, way = parts.hostname or "", segments(parts)
    if host in ("apply.workable.com", "www.workable.com") and "accounts" in way:
        key = "".join(way[way.index("accounts") + 1 :][:1])
    elif host == "apply.workable.com":
        key = way[0] if way and way[0] not in ("j", "api") else ""
    else:
        key = employer_label(host, "workable.com")
    return Board(NAME, key) if key else None


def home(board: Board) -> str:
    return f"https://apply.workable.com/{quote(board.key)}/"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings; one that stands there once for each place is one, with its places."""
    try:
        page = await web.get(f"{API}/{quote(board.key, safe='')}", params={"details": "true"})
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return openings(await in_turn(web, len(page.body), read, page, board))


def read(page: Page, board: Board) -> Read:
    """Return the openings of an answer. Raises SourceError."""
    found = document(page, NAME, board.key)
    employer = plain_text(found, "name") or named(board.key)

    def item(job: Mapping[str, Any]) -> Item:
        hidden = bool(rows(job.get("locations"))) and all(
            row.get("hidden") is True for row in rows(job.get("locations"))
        )
        shown = [
            place(row.get("city"), row.get("region"), row.get("country"))
            for row in rows(job.get("locations"))
            if row.get("hidden") is not True
        ]
        alone = "" if hidden else place(job.get("city"), job.get("state"), job.get("country"))
        return opening(
            id=job.get("shortcode"),
            title=job.get("title"),
            url=string(job.get("url")) or string(job.get("shortlink")),
            text=prose(job.get("description")),
            published=dates.read(job.get("published_on")) or dates.read(job.get("created_at")),
            employer=employer,
            place=several(shown) or alone,
            contract=words(job.get("employment_type")),
            department=plain_text(job, "department"),
            remote="remote" if job.get("telecommuting") is True else "",
            reference=plain_text(job, "code"),
        )

    return each(at(found, "jobs"), item, NAME, lambda job: job.get("shortcode"))


SERVICE = BoardService(NAME, of, home, ask)
