"""Teamtailor: the JSON feed of a careers site, and its RSS feed where that has more than a hundred openings.

The RSS feed (support.teamtailor.com, "RSS feed: how-to guide") is paged. Contracts and closing dates stand in the JSON
feed alone; departments, and whether one may work from home, in the RSS feed alone, which is therefore read as well.
What a widget shows is known by its key alone, and asked of the API (docs.teamtailor.com, jobs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote
from xml.etree.ElementTree import Element

from veille import Cursor, Item, Page, SourceError, Web, WebError, failure
from veille import several as several_failures
from veille.kit import dates
from veille.kit.addresses import host_of
from veille.kit.dates import moment_of_mail
from veille_plugins.jobs import details, failures, jobposting
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label
from veille_plugins.jobs.reading import (
    Read,
    at,
    document,
    each,
    facts,
    in_turn,
    named,
    opening,
    place,
    plain_text,
    prose,
    rows,
    several,
    string,
    words,
    xml,
)

NAME = "Teamtailor"
API = "api.teamtailor.com"
_VERSION = "20161108"
PAGE, _WIDGET_PAGE = 100, 30
_MOST_PAGES = 20
_DOMAIN = "teamtailor.com"
_NUMBER = re.compile(r"/jobs/(\d+)")
_TT = "{https://teamtailor.com/locations}"
_REMOTE = {"fully": "remote", "hybrid": "hybrid", "temporary": "remote"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address under teamtailor.com, or of what a widget asks."""
    host = parts.hostname or ""
    if host == API:
        key = parse_qs(parts.query).get("api_key", [""])[0] if parts.path.startswith("/v1/jobs") else ""
        return Board(NAME, key, host) if key else None
    label = employer_label(host, _DOMAIN)
    return Board(NAME, label.partition(".")[0], host) if label else None


def home(board: Board) -> str:
    return (
        f"https://{API}/v1/jobs?api_key={quote(board.key)}"
        if board.host == API
        else f"https://{board.host}/jobs"
    )


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings."""
    if board.host == API:
        return await _of_widget(web, board, own)
    if "pages" not in own:
        try:
            page = await web.get(f"https://{board.host}/jobs.json")
        except WebError as error:
            if error.status != 404:
                raise
        else:
            found = await in_turn(web, len(page.body), read, page, board)
            if found.total < PAGE:
                return await _with_rss(web, board, own, found)
    return await _by_pages(web, board, own)


async def _with_rss(web: Web, board: Board, own: Cursor, found: Read) -> BoardOpenings:
    """Return the openings of a JSON feed, with what the RSS feed alone says of them.

    The cursor: {"rss": {id: [remote, department]}}, for the polls at which the RSS feed has not changed.
    """
    degraded = failures.unread(found.unreadable, found.total)
    said: dict[str, list[str]] = dict(own.get("rss", {}))
    try:
        listing = await details.page(web, f"https://{board.host}/jobs.rss", _page(0), {}, read_rss, board)
    except (SourceError, WebError) as error:
        if not (isinstance(error, WebError) and error.status == 404):
            missing = failure(
                "what only the RSS feed of {service} says is missing, such as remote work: {why}",
                service=NAME,
                why=error,
            )
            degraded = several_failures((degraded, missing))
    else:
        for item in listing.read.items if listing.read else ():
            said[item.id] = [item.facts.get("remote", ""), item.facts.get("department", "")]
    whole = [_with_facts(item, *said.get(item.id, ("", ""))) for item in found.items]
    there = {item.id: said[item.id] for item in found.items if item.id in said}
    return BoardOpenings(whole, found.still, {"rss": there}, degraded=degraded, complete=found.whole)


def _with_facts(item: Item, remote: str, department: str) -> Item:
    known = {"remote": remote, "department": department}
    more = {label: value for label, value in known.items() if value and not item.facts.get(label)}
    return replace(item, facts=facts(**{**item.facts, **more})) if more else item


def _page(number: int) -> dict[str, str]:
    return {"offset": str(number * PAGE), "per_page": str(PAGE)}


async def _by_pages(web: Web, board: Board, own: Cursor) -> BoardOpenings:
    listings: list[details.Listing] = []
    try:
        while not listings or (listings[-1].rows >= PAGE and len(listings) < _MOST_PAGES):
            url = f"https://{board.host}/jobs.rss"
            listings.append(await details.page(web, url, _page(len(listings)), own, read_rss, board))
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return details.listed(NAME, listings, PAGE)


async def _of_widget(web: Web, board: Board, own: Cursor) -> BoardOpenings:
    """Return what a widget shows, a page at a time."""
    url = f"https://{API}/v1/jobs"
    asked = {
        "api_key": board.key,
        "api_version": _VERSION,
        "filter[feed]": "public",
        "include": "department,locations",
    }
    listings: list[details.Listing] = []
    try:
        while not listings or (listings[-1].rows >= _WIDGET_PAGE and len(listings) < _MOST_PAGES):
            number = {"page[number]": str(len(listings) + 1), "page[size]": str(_WIDGET_PAGE)}
            listings.append(await details.page(web, url, {**asked, **number}, own, read_widget, board))
    except WebError as error:
        if error.status in (401, 404):
            raise failures.nobody(NAME, board.key) from None
        raise
    return details.listed(NAME, listings, _WIDGET_PAGE)


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

    return each(at(feed, "items"), item, NAME, lambda entry: _id(string(entry.get("url"))) or entry.get("id"))


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

    return each(
        [{"item": element} for element in channel.iterfind("item")],
        item,
        NAME,
        lambda entry: _id(_text(entry["item"], "link")) or _text(entry["item"], "guid"),
    )


def read_widget(page: Page, board: Board) -> Read:
    """Return the openings of an answer to a widget (JSON:API). Raises SourceError."""
    found = document(page, NAME, board.key)
    named_there = {
        (row.get("type"), string(row.get("id"))): row.get("attributes") for row in rows(at(found, "included"))
    }

    def related(job: Mapping[str, Any], name: str) -> list[object]:
        data = at(job, "relationships", name, "data")
        linked = rows(data if isinstance(data, list) else [data])
        return [named_there.get((row.get("type"), string(row.get("id")))) for row in linked]

    def item(job: Mapping[str, Any]) -> Item:
        said_there = job.get("attributes")
        url = string(at(job, "links", "careersite-job-url"))
        towns = (
            place(at(town, "city") or at(town, "name"), at(town, "country"))
            for town in related(job, "locations")
        )
        return opening(
            id=string(job.get("id")) or _id(url),
            title=at(said_there, "title"),
            url=url,
            text=prose(at(said_there, "body")) or plain_text(said_there, "pitch"),
            published=dates.read(at(said_there, "created-at")),
            closes=dates.day(at(said_there, "end-date")),
            employer=host_of(url),
            place=several(towns),
            contract=words(at(said_there, "employment-type")),
            department=several(plain_text(department, "name") for department in related(job, "department")),
            remote=_REMOTE.get(string(at(said_there, "remote-status")), ""),
        )

    return each(at(found, "data"), item, NAME)


def _id(url: str) -> str:
    """Return an opening's number, which both feeds have in its address."""
    found = _NUMBER.search(url.partition("?")[0])
    return found[1] if found else ""


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


SERVICE = BoardService(NAME, of, home, ask)
