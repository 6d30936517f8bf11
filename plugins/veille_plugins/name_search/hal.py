"""HAL, the open archive of French research, by its authors (api.archives-ouvertes.fr)."""

from __future__ import annotations

from functools import partial
from typing import Any

from veille import Batch, Cursor, Item, Page, Web
from veille.kit import plain
from veille.kit.addresses import unwrapped
from veille.kit.json import another_form, at, document, items, moment, records, text
from veille_plugins.name_search.authors import fits, listed, signed
from veille_plugins.name_search.query import EngineQuery, signatures
from veille_plugins.name_search.request import EngineRequest, several

SEARCH = "https://api.archives-ouvertes.fr/search/"
SERVICE = "HAL"

_FIELDS = "docid,halId_s,uri_s,title_s,authFullName_s,submittedDate_tdate,journalTitle_s"
_NEWEST = "submittedDate_tdate desc"


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for the newest deposits with an author of the name."""
    spellings = signatures(query)
    query_text = " OR ".join(f'authFullName_t:"{_escaped(name)}"' for name in spellings)
    params = {"q": query_text, "fl": _FIELDS, "sort": _NEWEST, "rows": "50", "wt": "json"}
    return await several(web, cursor, "hal", [EngineRequest("works", SEARCH, params)], read, spellings)


def read(page: Page, spellings: tuple[str, ...]) -> list[Item]:
    """Return the deposits of an answer that have an author of that name: Solr finds it inside a longer one too."""
    works = records(at(document(page, SERVICE), "response", "docs"), SERVICE)
    if works and not any(_identity(work) for work in works):
        raise another_form(SERVICE)
    theirs = [
        work for work in works if any(fits(spellings, author) for author in _all(work, "authFullName_s"))
    ]
    return items(theirs, partial(_item, spellings), SERVICE)


def _item(spellings: tuple[str, ...], work: dict[str, Any]) -> Item | None:
    if not (identity := _identity(work)):
        return None
    authors = _all(work, "authFullName_s")
    journal = next(iter(_all(work, "journalTitle_s")), "")
    texts = (listed(spellings, authors), journal)
    return Item(
        id=identity,
        title=plain.from_markup(next(iter(_all(work, "title_s")), "")),
        url=unwrapped(text(work, "uri_s") or f"https://hal.science/{identity}", ""),
        text=" · ".join(plain.from_text(part) for part in texts if part),
        author=signed(authors),
        published=moment(work, "submittedDate_tdate"),
        outlet=plain.from_text(journal) or SERVICE,
    )


def _identity(work: dict[str, Any]) -> str:
    return text(work, "halId_s") or text(work, "docid")


def _all(work: dict[str, Any], name: str) -> list[str]:
    """Return the values of a field, which is a list or, where there is one, may be that alone."""
    field = work.get(name)
    values = field if isinstance(field, list) else [field]
    return [value.strip() for value in values if isinstance(value, str)]


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
