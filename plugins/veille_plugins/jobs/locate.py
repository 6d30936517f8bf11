"""Where a site's openings stand: looked for from a careers page, or a company's first page, and then remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from veille import Cursor, Page, SourceError, Web, WebError, failure
from veille.kit.embeds import Embedded
from veille_plugins.jobs import failures, lists, site
from veille_plugins.jobs.boards.known import SERVICES, board_of, home
from veille_plugins.jobs.model import Board, BoardOpenings, ItemFilter
from veille_plugins.jobs.reading import in_turn

# What was found, as the cursor keeps it: {"board": [service, key, host, query]} or {"roots": [addresses]}.
CareersPlace = Mapping[str, Any]

_MOST_BOARDS = 3


async def ask(web: Web, place: CareersPlace, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return the openings of a place found before. Raises NotModified, WebError, SourceError."""
    if "board" in place:
        board = Board(*place["board"])
        return await SERVICES[board.service].ask(web, board, own, accepts)
    return await site.ask(web, place["roots"], own)


async def look(
    web: Web, url: str, accepts: ItemFilter, was: CareersPlace, own: Cursor
) -> tuple[CareersPlace, BoardOpenings]:
    """Return where the openings of a site stand, and those that stand there.

    First a board that the page shows or links to, then postings in the page; the same on the page that it calls
    its careers; then postings that these pages or the sitemaps name. `was` and `own` are what was found before,
    and its cursor. Raises NotModified where a page has not changed since, SourceError where nothing is found.
    """
    got: dict[str, Page] = {}
    errors: list[Exception] = []
    empty: list[tuple[CareersPlace, BoardOpenings]] = []
    careers = url
    elsewhere: Embedded | None = None
    unreadable = False
    while careers and careers not in got and len(got) < 2:
        here = careers
        try:
            page = got[here] = await web.get(here)
        except WebError:
            if elsewhere is None or here != elsewhere.address:
                raise
            break  # a frame that can't be had is named
        document = await in_turn(web, len(page.body), lists.read, page)
        first = board_of(page.url)
        for board in dict.fromkeys((*([first] if first else []), *document.boards[:_MOST_BOARDS])):
            place: CareersPlace = {"board": [board.service, board.key, board.host, board.query]}
            try:
                found = await SERVICES[board.service].ask(web, board, own if place == was else {}, accepts)
            except (SourceError, WebError) as error:
                if not _leads_nowhere(error, known=place == was):
                    raise
                # robots.txt is obeyed on behalf of a page; an API that `url` itself names is for programs
                forbidden = isinstance(error, WebError) and error.forbidden
                errors.append(_by_itself(error, home(board)) if forbidden else error)
                continue
            if found.items or found.still:
                return place, found
            empty.append((place, found))
        if document.hidden:
            errors.append(SourceError(document.hidden))
        if document.items and not empty:
            return await _on_site(web, [here], was, own, got)
        unreadable = unreadable or bool(document.unreadable)
        elsewhere = elsewhere or document.elsewhere
        careers = document.careers or (elsewhere.address if elsewhere else "")
    if empty:  # a board without openings is one
        return empty[0]
    roots = [*got, *await _sitemaps(web, list(got.values()), got)]
    place, found = await _on_site(web, roots, was, own, got)
    if found.items or found.still:
        return place, found
    raise errors[0] if errors else _nothing(url, elsewhere, unreadable=unreadable)


def _by_itself(error: SourceError | WebError, home: str) -> SourceError:
    return SourceError(
        failure("{why}; this board's own address may be given as 'url': {url}", why=error, url=home)
    )


def _nothing(url: str, elsewhere: Embedded | None, *, unreadable: bool) -> SourceError:
    if unreadable:
        return SourceError(
            failure(
                "the postings of {url} are damaged, and none can be read (schema.org JobPosting): watch it as a"
                " page: kind = 'company_page'",
                url=url.partition("?")[0],
            )
        )
    if elsewhere is not None and elsewhere.address:
        return SourceError(
            failure(
                "no openings were found from {url}: {why}. Watch what stands in it:  kind = 'company_page', url = '{at}'",
                url=url.partition("?")[0],
                why=elsewhere.why(),
                at=elsewhere.address,
            )
        )
    if elsewhere is not None:
        return SourceError(
            failure(
                "no openings were found from {url}: {why}. Watch the page with  render = true  (kind = 'company_page')",
                url=url.partition("?")[0],
                why=elsewhere.why(),
            )
        )
    return SourceError(
        failure(
            "no openings were found from {url}: neither a board that is known, nor postings that say what they are"
            " (schema.org JobPosting). Give the address of the page where the openings stand, or watch it as a page:"
            " kind = 'company_page'",
            url=url.partition("?")[0],
        )
    )


def _leads_nowhere(error: SourceError | WebError, *, known: bool) -> bool:
    """Return whether a board that a page leads to can't be had, now or later, so that others are looked for.

    One that is `known`, and only fails for a while, must not be left for what else the site has.
    """
    if isinstance(error, WebError):  # no such page; or robots.txt or a limit forbids it
        return error.status in (404, 410) or (error.status is None and not error.network)
    return isinstance(error, failures.NoBoard) or not known


async def _on_site(
    web: Web, roots: list[str], was: CareersPlace, own: Cursor, got: Mapping[str, Page]
) -> tuple[CareersPlace, BoardOpenings]:
    place: CareersPlace = {"roots": roots}
    return place, await site.ask(web, roots, own if place == was else {}, got)


async def _sitemaps(web: Web, pages: list[Page], got: dict[str, Page]) -> list[str]:
    """Return the sitemaps of the sites of some pages, by robots.txt or at their usual addresses."""
    found: list[str] = []
    for origin in dict.fromkeys(
        f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}" for page in pages
    ):
        robots = await _existing_page(web, f"{origin}/robots.txt")
        named = lists.named_in(robots.text()) if robots else []
        for url in named or (f"{origin}/sitemap.xml", f"{origin}/sitemap_index.xml"):
            if url not in got and (page := await _existing_page(web, url)) is not None:
                got[url] = page
                found.append(url)
                if not named:
                    break
    return found


async def _existing_page(web: Web, url: str) -> Page | None:
    """Return a page, None where there is none. Raises WebError where that isn't known, NotModified."""
    try:
        return await web.get(url)
    except WebError as error:
        if error.status is None or not 400 <= error.status < 500 or error.status == 429:
            raise
        return None
