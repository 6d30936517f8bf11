"""Teamtailor: the JSON feed of a careers site, and its RSS feed where that has more than a hundred openings.

The RSS feed (support.teamtailor.com, "RSS feed: how-to guide") is paged; contracts and closing dates stand in
the JSON feed alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit
from xml.etree.ElementTree import Element

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import dates
from veille.kit.dates import moment_of_mail
from veille_plugins.jobs import details, failures, jobposting
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    in_turn,
    named,
    opening,
    pieces,
    place,
    plain_text,
    prose,
    several,
    string,
    xml,
)

NAME = "Teamtailor"
PAGE = 100
_MOST_PAGES = 20
_DOMAIN = "teamtailor.com"
_NUMBER = re.compile(r"/jobs/(\d+)")
_TT = "{https://teamtailor.com/locations}"
_REMOTE = {"fully": "remote", "hybrid": "hybrid", "temporary": "remote"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address under teamtailor.com."""
    host = parts.hostname or ""
    label = employer_label(host, _DOMAIN)
    return Board(NAME, label.partition(".")[0], host) if label else None


def home(board: Board) -> str:
    return f"https://{board.host}/jobs"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings."""
    if "pages" not in own:
        try:
            page = await web.get(f"https://{board.host}/jobs.json")
        except WebError as error:
            if error.status != 404:
                raise
        else:
            found = await in_turn(web, len(page.body), read, page, board)
            if found.total < PAGE:
                items, degraded = pieces(found)
                return BoardOpenings(items, degraded=degraded, complete=not degraded)
    return await _by_pages(web, board, own)


async def _by_pages(web: Web, board: Board, own: Cursor) -> BoardOpenings:
    listings: list[details.Listing] = []
    try:
        while not listings or (listings[-1].rows >= PAGE and len(listings) < _MOST_PAGES):
            params = {"offset": str(len(listings) * PAGE), "per_page": str(PAGE)}
            url = f"https://{board.host}/jobs.rss"
            listings.append(await details.page(web, url, params, own, read_rss, board))
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return details.listed(NAME, listings, PAGE)


def read(page: Page, board: Board) -> Read:
    """Return the openings of a JSON feed. Raises SourceError."""
    feed = document(page, NAME, board.key)
    employer = plain_text(feed, "title") or named(board.key)

    def item(entry: Mapping[str, Any]) -> Item:
        said_there = jobposting.facts_of(at(entry, "_jobposting"))
        url = string(entry.get("url"))
        return opening(
            id=_id(url) or entry.get("id"),
            title=entry.get("title"),
            url=url,
            text=prose(entry.get("content_html")),
            published=dates.read(entry.get("date_published")),
            closes=said_there.closes,
            known=said_there.facts,
            employer=said_there.facts.get("employer") or employer,
        )

    return each(at(feed, "items"), item, NAME)


def read_rss(page: Page, board: Board) -> Read:
    """Return the openings of an RSS feed. Raises SourceError."""
    channel = xml(page, "rss", NAME, board.key).find("channel")
    if channel is None:
        raise failures.other_form(NAME)
    employer = _text(channel, "title") or named(board.key)

    def item(entry: Mapping[str, Any]) -> Item:
        element: Element = entry["item"]
        url = _text(element, "link")
        places = (
            place(
                _text(location, f"{_TT}city") or _text(location, f"{_TT}name"),
                _text(location, f"{_TT}country"),
            )
            for location in element.iterfind(f"{_TT}locations/{_TT}location")
        )
        return opening(
            id=_id(url) or _text(element, "guid"),
            title=_text(element, "title"),
            url=url,
            text=prose(_text(element, "description")),
            published=moment_of_mail(_text(element, "pubDate"), zone=None),
            employer=employer,
            place=several(places),
            department=_text(element, f"{_TT}department"),
            remote=_REMOTE.get(_text(element, "remoteStatus"), ""),
        )

    return each([{"item": element} for element in channel.iterfind("item")], item, NAME)


def _id(url: str) -> str:
    """Return an opening's number, which both feeds have in its address."""
    found = _NUMBER.search(urlsplit(url).path)
    return found[1] if found else ""


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


SERVICE = BoardService(NAME, of, home, ask)
