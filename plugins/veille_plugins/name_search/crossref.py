"""Crossref: works with a DOI, by their authors (api.crossref.org)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from veille import Batch, Cursor, Item, Page, Web
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import another_form, at, document, items, moment, records, text
from veille_plugins.name_search.authors import fits, listed, signed
from veille_plugins.name_search.query import EngineQuery, signatures
from veille_plugins.name_search.request import EngineRequest, several

WORKS = "https://api.crossref.org/works"
SERVICE = "Crossref"

_FIELDS = "DOI,title,author,created,container-title,publisher,URL"
_MOST_NAMES = 2


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for the works of the name: the best answers ever, and the best of the last weeks."""
    today = datetime.now(UTC).date()
    return await several(web, cursor, "crossref", asks(query, today), read, signatures(query), query.orcid)


def asks(query: EngineQuery, today: date) -> list[EngineRequest]:
    """Return the requests of a day.

    `query.author` finds whoever shares one word of the name, so that only its order by relevance helps; in that, a
    new work of a frequent name is nowhere near the first hundred of all time. Hence a second search, for what was
    registered since the beginning of last month (a date that changes once a month, as the search's address does).
    """
    common = {"rows": "100", "select": _FIELDS} | ({"mailto": query.contact} if "@" in query.contact else {})
    since = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    requests: list[EngineRequest] = []
    for name in signatures(query)[:_MOST_NAMES]:
        params = common | {"query.author": name}
        requests.append(EngineRequest(name, WORKS, params))
        requests.append(
            EngineRequest(f"{name}, new", WORKS, params | {"filter": f"from-created-date:{since}"})
        )
    if query.orcid:
        newest = {"filter": f"orcid:{query.orcid}", "sort": "created", "order": "desc"}
        requests.append(EngineRequest(query.orcid, WORKS, common | newest))
    return requests


def read(page: Page, spellings: tuple[str, ...], orcid: str) -> list[Item]:
    """Return the works of one answer that have an author of that name, or with that ORCID."""
    works = records(at(document(page, SERVICE), "message", "items"), SERVICE)
    if works and not any(text(work, "DOI") for work in works):
        raise another_form(SERVICE)
    return items(
        [work for work in works if _is_theirs(work, spellings, orcid)], partial(_item, spellings), SERVICE
    )


def _is_theirs(work: dict[str, Any], spellings: tuple[str, ...], orcid: str) -> bool:
    return any(
        fits(spellings, _name(author)) or (orcid and text(author, "ORCID").endswith(orcid))
        for author in _authors(work)
    )


def _item(spellings: tuple[str, ...], work: dict[str, Any]) -> Item | None:
    if not (doi := text(work, "DOI")):
        return None
    journal = _first(work.get("container-title")) or text(work, "publisher")
    authors = [_name(author) for author in _authors(work)]
    identified = [text(author, "ORCID") for author in _authors(work) if fits(spellings, _name(author))]
    texts = (listed(spellings, authors), *identified, journal)
    return Item(
        id=doi,
        title=plain.from_markup(_first(work.get("title"))),
        url=unwrapped(text(work, "URL") or f"https://doi.org/{doi}", ""),
        text=" · ".join(plain.from_text(part) for part in texts if part),
        author=signed(authors),
        published=moment(work, "created", "date-time"),
        outlet=plain.from_text(journal) or SERVICE,
    )


def _authors(work: dict[str, Any]) -> list[dict[str, Any]]:
    authors = work.get("author")
    return [author for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []


def _name(author: dict[str, Any]) -> str:
    return " ".join(filter(None, (text(author, "given"), text(author, "family")))) or text(author, "name")


def _first(value: Any) -> str:
    return next((entry for entry in value if isinstance(entry, str)), "") if isinstance(value, list) else ""
