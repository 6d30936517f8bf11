"""Taleez: what its careers sites themselves ask, all openings in one answer, and a page an opening for its text.

The page of an opening (taleez.com/apply/…) carries it as schema.org JobPosting; the list has no text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import dates
from veille.kit.charsets import markup
from veille_plugins.jobs import details, failures, jobposting
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label, segments
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    named,
    opening,
    place,
    plain_text,
    string,
    words,
)

NAME = "Taleez"
_DOMAIN = "taleez.com"
_SECTIONS = ("careers", "widget")


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its site, the page that is framed, or the answers of the site."""
    host, way = parts.hostname or "", segments(parts)
    key = employer_label(host, _DOMAIN)
    if host in (_DOMAIN, f"www.{_DOMAIN}", f"app.{_DOMAIN}") and way[:1] and way[0] in _SECTIONS:
        key = "".join(way[1:2])
    return Board(NAME, key.lower()) if key and "." not in key else None


def home(board: Board) -> str:
    return f"https://{board.key}.{_DOMAIN}/"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings, with the texts of a bounded number of new ones."""
    url = f"https://{quote(board.key)}.{_DOMAIN}/api/careez"
    try:
        listing = await details.page(web, url, {}, own, read, board)
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    rows = {item.id: item for item in listing.items if item is not None}

    async def detail(name: str) -> Item:
        return whole(await web.get(f"https://{_DOMAIN}/apply/{quote(name, safe='')}"), name, rows.get(name))

    return await details.completed([listing], own, detail, accepts)


def read(page: Page, board: Board) -> Read:
    """Return the openings of an answer, without texts. Raises SourceError."""
    found = document(page, NAME, board.key)
    employer = plain_text(found, "name") or named(board.key)

    def item(job: Mapping[str, Any]) -> Item:
        where = job.get("location")
        town = string(at(where, "city")) or string(at(where, "region"))
        country = string(at(where, "country"))
        slug = string(job.get("slug"))
        return opening(
            id=slug,  # by which its page is asked, and which no other opening has
            title=job.get("label"),
            url=f"https://{_DOMAIN}/apply/{quote(slug)}",
            published=dates.read(job.get("publishDate")) or dates.read(job.get("creationDate")),
            employer=employer,
            place=place(town, "" if country.upper() == "FR" else country),
            contract=words(job.get("contract")),
            remote="remote" if job.get("remote") is True else "",
        )

    return each(at(found, "jobs"), item, NAME, lambda job: job.get("slug"))


def whole(page: Page, name: str, row: Item | None) -> Item:
    """Return an opening by its own page, and its row in the list where that has come. Raises SourceError."""
    found = jobposting.read(markup(page), page.url).items
    if not found:
        raise failures.other_form(NAME)
    posting = found[0]
    return opening(
        id=name,
        title=posting.title if row is None else row.title,
        url=page.url if row is None else row.url,
        text=posting.text,
        published=posting.published if row is None else row.published or posting.published,
        closes=posting.closes,
        known={**posting.facts, **({} if row is None else row.facts)},
    )


SERVICE = BoardService(NAME, of, home, ask)
