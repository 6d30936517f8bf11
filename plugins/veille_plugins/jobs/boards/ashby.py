"""Ashby: its Job Posting API (developers.ashbyhq.com, public job posting API), all openings in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote

from veille import Cursor, Item, Page, Web, WebError
from veille.kit import dates
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, segments
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

NAME = "Ashby"
API = "https://api.ashbyhq.com/posting-api/job-board"
_REMOTE = {"Remote": "remote", "Hybrid": "hybrid"}


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address: its page, one opening or the API. A key may hold spaces."""
    way = segments(parts)
    if parts.hostname == "api.ashbyhq.com":
        way = way[2:] if way[:2] == ["posting-api", "job-board"] else []
    elif parts.hostname != "jobs.ashbyhq.com" or way[:1] == ["api"]:
        way = []
    return Board(NAME, way[0]) if way else None


def home(board: Board) -> str:
    return f"https://jobs.ashbyhq.com/{quote(board.key)}"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all openings that are listed."""
    try:
        page = await web.get(f"{API}/{quote(board.key, safe='')}", params={"includeCompensation": "true"})
    except WebError as error:
        if error.status == 404:
            raise failures.nobody(NAME, board.key) from None
        raise
    return openings(await in_turn(web, len(page.body), read, page, board))


def read(page: Page, board: Board) -> Read:
    """Return the openings of an answer. Raises SourceError."""

    def item(job: Mapping[str, Any]) -> Item | None:
        if job.get("isListed") is False:  # there for those who have the link alone
            return None
        shown = job.get("shouldDisplayCompensationOnJobPostings") is not False
        pay = job.get("compensation") if shown else None
        remote = _REMOTE.get(string(job.get("workplaceType")), "")
        return opening(
            id=job.get("id"),
            title=job.get("title"),
            url=string(job.get("jobUrl")),
            text=prose(job.get("descriptionHtml")) or plain_text(job, "descriptionPlain"),
            published=dates.read(job.get("publishedAt")),
            employer=named(board.key),
            place=several(_places(job)),
            contract=words(job.get("employmentType")),
            department=several((plain_text(job, "department"), plain_text(job, "team"))),
            remote=remote or ("remote" if job.get("isRemote") is True else ""),
            salary=plain_text(pay, "compensationTierSummary")
            or plain_text(pay, "scrapeableCompensationSalarySummary"),
        )

    return each(at(document(page, NAME, board.key), "jobs"), item, NAME)


def _places(job: Mapping[str, Any]) -> list[str]:
    found = []
    for row in (job, *rows(job.get("secondaryLocations"))):
        address = at(row, "address", "postalAddress")
        where = place(at(address, "addressLocality"), at(address, "addressCountry"))
        found.append(place(row.get("location")) or where)
    return found


SERVICE = BoardService(NAME, of, home, ask)
