"""Names → the sources that they ask for by themselves: searches for them, their own pages, a company's places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from veille.config import values
from veille.config.model import CompanyTable, SearchTable
from veille.config.reading import Table, Written
from veille.match.own_pages import own_page
from veille.model import Name

# Asked with nothing to set up.
NEWS = ("google_news", "hacker_news", "mastodon_tag", "bluesky_feed", "crossref", "hal")
# These change slowly, or give places: a day is often enough.
SLOW = frozenset(("crossref", "hal", "openalex", "searxng", "brave"))
HOUR, DAY, WEEK = "1h", "24h", "7d"
MONTH = 30 * 86400
LEAST, LEAST_SLOW = 600, 6 * 3600  # seconds between two searches of one engine for one name


@dataclass(frozen=True, slots=True)
class Expansion:
    """A source that a name asks for: its table as if it were written, of which name, and what its requests count for."""

    table: Table
    of: str
    budget: tuple[str, int] | None = None


def expansions(
    written: Written, names: Mapping[str, Name], search: SearchTable, language: str, contact: str
) -> dict[str, Expansion]:
    """Return the sources of names, by name: "moi/google_news"."""
    found: dict[str, Expansion] = {}
    every = _pace(search.every, written) if search.every else None
    engines = dict(_engines(search, written, len(names)))
    for name in names.values():
        kind = "company" if name.company else "person"
        table = written.named[kind][name.group]
        for engine, (pace, options, budget) in engines.items():
            asked = _asked(name, engine, language, contact) | options
            if every is not None and budget is None:
                pace = f"{max(every, LEAST_SLOW if engine in SLOW else LEAST):.0f}s"
            # What somebody else posts is worth reading; what one posts oneself is only kept.
            posts = engine == "bluesky_feed" and not name.alert
            found[f"{name.key}/{engine}"] = _expansion(
                table, name, "name_search", asked, pace, budget, topic=posts
            )
        for number, page in enumerate(name.mine):
            if name.company and own_page(page) == table.values.get("site"):
                continue
            label = "page" if number == 0 else f"page-{number + 1}"
            found[f"{name.key}/{label}"] = _expansion(table, name, "own_page", {"url": own_page(page)}, WEEK)
        if name.company:
            found.update(_places(name, table, written))
    return found


def search_options(
    name: Name, engine: str, search: SearchTable, language: str, contact: str
) -> dict[str, Any]:
    """Return the options of a search that is written by hand, from the name that it is for and [search]."""
    options = dict(_credentials(search)).get(engine, {})
    return _asked(name, engine, language, contact) | options


def _asked(name: Name, engine: str, language: str, contact: str) -> dict[str, Any]:
    return {
        "engine": engine,
        "name": name.key,
        "full": name.name,
        "also": list(name.also),
        "company": name.company,
        "context": list(name.context),
        "orcid": name.orcid,
        "language": language,
        "contact": contact,
    }


def _credentials(search: SearchTable) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each engine with what [search] gives it."""
    server = {"server": search.mastodon.server} if search.mastodon else {}
    for engine in NEWS:
        yield engine, server if engine == "mastodon_tag" else {}
    yield "bing_news", {}
    yield "reddit", {}
    if search.searxng:
        yield "searxng", {"server": search.searxng}
    if search.brave:
        yield "brave", {"key": search.brave.key}
    if search.mastodon and search.mastodon.token:
        yield "mastodon", server | {"key": search.mastodon.token}
    if search.bluesky:
        yield "bluesky", {"user": search.bluesky.user, "key": search.bluesky.password}
    if search.openalex:
        yield "openalex", {"key": search.openalex}


Asked = tuple[str, dict[str, Any], tuple[str, int] | None]
"""How often an engine is asked, with which options, and the budget that this counts for."""


def _engines(search: SearchTable, written: Written, names: int) -> Iterator[tuple[str, Asked]]:
    table = _search_table(written)
    mastodon = search.mastodon.server if search.mastodon else ""
    wrong = set()
    if search.searxng and written.checked(values.url, search.searxng, "searxng", table) is None:
        wrong.add("searxng")
    if mastodon and written.checked(values.url, mastodon, "mastodon", table) is None:
        wrong |= {"mastodon", "mastodon_tag"}
    if search.bing_news:
        terms = "its terms allow personal, non-commercial use of its feed alone"
        written.warn(table, f"'bing_news': {terms} (they stand in the feed itself)")
    for engine, options in _credentials(search):
        if engine in wrong or (engine in NEWS and not search.news):
            continue
        if (engine == "bing_news" and not search.bing_news) or (engine == "reddit" and not search.reddit):
            continue
        budget, pace = None, DAY if engine in SLOW else HOUR
        if engine == "brave" and search.brave:
            monthly = written.checked(values.per_month, search.brave.budget, "brave.budget", table)
            if monthly is None:
                continue
            # Spread over the month, a request a search: what a budget allows, but no more than once a day.
            pace = f"{max(24, -(-MONTH * max(names, 1) // (monthly * 3600)))}h"
            budget = ("brave", monthly)
        yield engine, (pace, options, budget)


def _pace(text: str, written: Written) -> float | None:
    every = written.checked(values.duration, text, "every", _search_table(written))
    if every is not None and every < LEAST:
        sentence = f"'every' must be {LEAST // 60} minutes or more: engines are asked as a guest asks"
        written.wrong(_search_table(written), sentence)
        return None
    return every


def _places(name: Name, table: Table, written: Written) -> Iterator[tuple[str, Expansion]]:
    """Yield the sources of a company's own places."""
    company = written.typed(CompanyTable, table)
    if company is None:
        return
    if company.site:
        yield (
            f"{name.key}/site",
            _expansion(table, name, "company_site", {"url": company.site}, HOUR, topic=True),
        )
    careers = (company.careers,) if isinstance(company.careers, str) else company.careers
    careers = tuple(filter(None, careers)) or ((company.site,) if company.site else ())
    for number, url in enumerate(_right(careers, "careers", table, written)):
        label = "jobs" if number == 0 else f"jobs-{number + 1}"
        yield f"{name.key}/{label}", _expansion(table, name, "jobs", {"url": url}, "6h", topic=True)
    for number, url in enumerate(_right(company.pages, "pages", table, written)):
        label = "page-of-it" if number == 0 else f"page-of-it-{number + 1}"
        yield f"{name.key}/{label}", _expansion(table, name, "company_page", {"url": url}, "6h", topic=True)
    if company.siren and (siren := written.checked(values.siren, company.siren, "siren", table)):
        yield f"{name.key}/registry", _expansion(table, name, "registry", {"siren": siren}, "12h", topic=True)


def _right(urls: Iterable[str], key: str, table: Table, written: Written) -> list[str]:
    """Return the addresses that are right; the others are told under their key."""
    return [url for url in urls if written.checked(values.url, url, key, table)]


def _expansion(
    table: Table,
    name: Name,
    kind: str,
    options: Mapping[str, Any],
    every: str,
    budget: tuple[str, int] | None = None,
    *,
    topic: bool = False,
) -> Expansion:
    said: dict[str, Any] = {"kind": kind, "every": every} | dict(options)
    if topic:
        said |= {"topic": name.topic, "alert": name.alert}
    return Expansion(Table(table.file, table.title, said), name.key, budget)


def _search_table(written: Written) -> Table:
    return written.single.get("search") or Table(written.path.name, "search", {})
