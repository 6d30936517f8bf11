"""OpenAlex: works of an author, by ORCID or by name (developers.openalex.org)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from veille import Batch, Cursor, Item, NotModified, Page, Web
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import another_form, at, document, items, moment, records, text
from veille_plugins.name_search.authors import fits, listed, signed
from veille_plugins.name_search.query import EngineQuery, signatures
from veille_plugins.name_search.request import EngineRequest, get, reading

AUTHORS = "https://api.openalex.org/authors"
WORKS = "https://api.openalex.org/works"
SERVICE = "OpenAlex"

# The cursor: {"authors": ids of the authors of that name, "works": ids of the last answer}.

_FIELDS = "id,doi,display_name,publication_date,authorships,primary_location"
_AUTHOR = re.compile(r"A\d+")
_MOST = 25  # authors of one name in one search


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for the newest works of the one with that ORCID, else of those of that name."""
    spellings = signatures(query)
    if query.orcid:
        return await _works(query, web, cursor, f"authorships.author.orcid:{query.orcid}")
    try:
        page = await get(web, "openalex", _ask(query, AUTHORS, {"search": spellings[0], "per_page": "50"}))
    except NotModified:
        authors, changed = list(cursor.get("authors", ())), False
        if not authors:
            raise
    else:
        authors, changed = bearers(page, spellings), True
    if not authors:
        return Batch(cursor={"authors": [], "works": []})
    theirs = f"authorships.author.id:{'|'.join(authors)}"
    return await _works(query, web, cursor, theirs, authors, changed=changed)


async def _works(
    query: EngineQuery,
    web: Web,
    cursor: Cursor,
    theirs: str,
    authors: Sequence[str] = (),
    *,
    changed: bool = False,
) -> Batch:
    """Return the works that a filter lets through; `changed`: the filter is new, so an unchanged answer is not enough."""
    params = {"filter": theirs, "sort": "publication_date:desc", "per_page": "50", "select": _FIELDS}
    works: list[str] = cursor.get("works", [])
    items: list[Item] = []
    try:
        page = await get(web, "openalex", _ask(query, WORKS, params))
    except NotModified:
        if not changed:
            raise
    else:
        items, works = await reading(web, read, page, signatures(query)), []
    ids = works or [item.id for item in items]
    return Batch(items, still=works, cursor={"authors": list(authors), "works": ids})


def _ask(query: EngineQuery, url: str, params: dict[str, str]) -> EngineRequest:
    # The proxy before the API takes the key in a header too (its getApiKeyFromRequest): it has no place in an address.
    headers = {"authorization": f"Bearer {query.key.reveal()}"} if query.key else {}
    return EngineRequest(
        "", url, params | ({"mailto": query.contact} if "@" in query.contact else {}), headers
    )


def bearers(page: Page, spellings: tuple[str, ...]) -> list[str]:
    """Return the ids of the authors of an answer that bear one of the names."""
    authors = records(at(document(page, SERVICE), "results"), SERVICE)
    if authors and not any(text(author, "id") for author in authors):
        raise another_form(SERVICE)
    named = [author for author in authors if fits(spellings, text(author, "display_name"))]
    ids = (text(author, "id").rpartition("/")[2] for author in named)
    return [author_id for author_id in ids if _AUTHOR.fullmatch(author_id)][:_MOST]


def read(page: Page, spellings: tuple[str, ...]) -> list[Item]:
    """Return the works of an answer."""
    return items(records(at(document(page, SERVICE), "results"), SERVICE), partial(_item, spellings), SERVICE)


def _item(spellings: tuple[str, ...], work: dict[str, Any]) -> Item | None:
    if not (identity := text(work, "id").rpartition("/")[2]):
        return None
    place = at(work, "primary_location")
    journal = text(place, "source", "display_name")
    shares = work.get("authorships")
    authorships = [share for share in shares if isinstance(share, dict)] if isinstance(shares, list) else []
    authors = [name for share in authorships if (name := text(share, "author", "display_name"))]
    identified = [
        text(share, "author", "orcid")
        for share in authorships
        if fits(spellings, text(share, "author", "display_name"))
    ]
    texts = (listed(spellings, authors), *identified, journal)
    return Item(
        id=identity,
        title=plain.from_markup(text(work, "display_name")),
        url=unwrapped(text(work, "doi") or text(place, "landing_page_url") or text(work, "id"), ""),
        text=" · ".join(plain.from_text(part) for part in texts if part),
        author=signed(authors),
        published=moment(work, "publication_date"),
        outlet=plain.from_text(journal) or SERVICE,
    )
