"""The kind `registry`: the entries of French official registers on companies, and the notices published on them.

Two open services, without a key: recherche-entreprises (status, seat, headcount, directors, name) and BODACC
(creations, sales, insolvencies, accounts, modifications). Each fact is an item of its own, whose id holds its
value: where one changes, a new item comes and the old one leaves. The texts are in French, as the registers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from veille import (
    Batch,
    Cursor,
    Item,
    NameSource,
    Page,
    Suggestion,
    WatchedName,
    Web,
    failure,
)
from veille.kit.lists import Ask, together
from veille_plugins.registry import company, notices, siren, suggestions
from veille_plugins.registry.suggestions import COMPANIES

NOTICES = (
    "https://bodacc-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
)

_MOST = 40  # companies of one source: two requests each, a second apart, within one poll
_AT_ONCE = 100  # notices in one answer: the service's own limit
_REMEMBERED = 1_000  # notices of one company that are still given as being there
_LARGE = 100_000  # bytes: reading more would hold up the loop


@dataclass(frozen=True)
class Source:
    """Companies by their SIREN (nine digits, spaces allowed), one or a list of them."""

    siren: str | tuple[str, ...]

    version = 1

    def __post_init__(self) -> None:
        if not 0 < len(self._sirens()) <= _MOST:
            raise ValueError(failure("'siren' takes 1 to {most} companies", most=_MOST))

    def _sirens(self) -> list[str]:
        given = (self.siren,) if isinstance(self.siren, str) else self.siren
        return list(dict.fromkeys(map(siren.read, given)))

    @classmethod
    def for_name(cls, name: WatchedName, search: None) -> Iterator[NameSource]:
        """Yield a source for a company that has a SIREN."""
        if name.siren:
            yield NameSource("registry", {"siren": name.siren}, every=12 * 3600, tells=True)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the company whose page in the register this is."""
        parts = urlsplit(page.url)
        match = re.search(r"(?:^|[/-])(\d{9})(?:\d{5})?/?$", parts.path)
        if parts.hostname != "annuaire-entreprises.data.gouv.fr" or not match:
            return []
        try:
            number = siren.read(match[1])
        except ValueError:
            return []
        what = f"what official registers say of SIREN {siren.spaced(number)}"
        return [Suggestion({"siren": number}, what, name=f"registre {number}", rank=0)]

    @classmethod
    async def search(cls, web: Web, text: str) -> Sequence[Suggestion]:
        """Return the employers of an activity and a place, "musées, Rhône", as companies to watch. Raises SourceError."""
        return await suggestions.search(web, text)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        last_ids = {
            f"{number}/{part}": ids for number, parts in cursor.items() for part, ids in parts.items()
        }
        pages: dict[str, Ask] = {}
        for number in self._sirens():
            pages[f"{number}/facts"] = partial(_facts, web, number, last_ids.get(f"{number}/facts", ()))
            pages[f"{number}/notices"] = partial(_notices, web, number, last_ids.get(f"{number}/notices", ()))
        batch = await together(pages, last_ids, complete=True)
        there: dict[str, dict[str, list[str]]] = {}
        for page, ids in (batch.cursor or {}).items():
            number, part = page.split("/")
            there.setdefault(number, {})[part] = ids[:_REMEMBERED]
        return replace(batch, cursor=there)


async def _facts(web: Web, number: str, before: Sequence[str]) -> Batch:
    facts = await _read(web, company.read, await web.get(COMPANIES, params={"q": number}), number)
    if facts:
        return Batch(facts)
    # perhaps a company that had its entry hidden
    why = failure("the register of companies does not tell of {number}", number=siren.spaced(number))
    return Batch(still=tuple(before), degraded=why)


async def _notices(web: Web, number: str, before: Sequence[str]) -> Batch:
    """Return the notices of a company: one that newer ones pushed off the answer stays published."""
    query = {"where": f'registre="{number}"', "order_by": "dateparution desc", "limit": str(_AT_ONCE)}
    published = await _read(web, notices.read, await web.get(NOTICES, params=query), number)
    return Batch(published, still=tuple(before))


async def _read(web: Web, reader: Any, page: Page, number: str) -> Sequence[Item]:
    if len(page.body) > _LARGE:
        items: Sequence[Item] = await web.offload(reader, Page(page.url, body=page.body), number)
        return items
    return reader(page, number)  # type: ignore[no-any-return]  # one of the two above
