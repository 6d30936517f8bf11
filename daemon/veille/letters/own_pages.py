"""What a name's own pages say of it: from the pages themselves, else from what a search shows of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from veille.config.model import Config
from veille.config.refused import refused_site
from veille.letters.first_page import FirstPage
from veille.letters.letters_report import Answers, OwnPage
from veille.match.lexer import QueryError
from veille.match.own_pages import is_own, own_page
from veille.match.rules import Doc, explain
from veille.model import Name, Rule
from veille.names.first_page import Result
from veille.store import reports
from veille.store.reports import OwnPageRow
from veille.text.fold import plain

_KINDS = ("own_page", "company_site")
# How web.robots and web.client say that a page may not be asked for.
_FORBIDDEN = re.compile(r"was not asked: robots\.txt of|forbids programs to read its pages")
_BETWEEN = re.compile(r"\s+[-–—|·•:]\s+|\s*[|•]\s*|[.!?](?:\s|$)")
_CALLED = 60  # signs of what a page calls its owner


def own_pages(
    db: sqlite3.Connection, config: Config, name: Name, results: Sequence[Result], page: FirstPage | None
) -> tuple[OwnPage, ...]:
    """Return what each of a name's own pages says; `results` are those of its searches, newest first.

    `page` is the first page on which they have their places.
    """
    rows = {one: _row(db, config, name, one) for one in name.mine}
    links = {one: row.links for one, row in rows.items() if row is not None and row.told}
    return tuple(_own_page(db, name, one, rows[one], links, results, page) for one in name.mine)


def _row(db: sqlite3.Connection, config: Config, name: Name, page: str) -> OwnPageRow | None:
    for source in config.sources.values():
        if source.kind in _KINDS and source.options.get("url") == own_page(page):
            return reports.own_page(db, source.name, whole=source.kind == "own_page")
    return None


def _own_page(
    db: sqlite3.Connection,
    name: Name,
    page: str,
    row: OwnPageRow | None,
    links: Mapping[str, Sequence[str]],
    results: Sequence[Result],
    first: FirstPage | None,
) -> OwnPage:
    answers = _answers(page, row)
    title, told, by_result = "", "", False
    if row is not None and answers is Answers.YES:
        title, told = row.title, row.told
    elif answers is not Answers.NO:
        title, told = next(filter(any, _results_told(db, page, results)), ("", ""))
        by_result = bool(told)
    missing = tuple(phrase for phrase in name.says if told and not says(told, phrase))
    return OwnPage(
        url=page,
        answers=answers,
        why=row.why if row is not None and answers is Answers.NO else "",
        since=_moment(row.failing_since) if row is not None and answers is Answers.NO else None,
        told=bool(told),
        by_result=by_result,
        missing=missing,
        instead=called(title, name, page) if missing else "",
        linked=is_linked(page, name.mine, links),
        unchanged=_moment(row.since) if row is not None and answers is Answers.YES else None,
        place=min(
            (one.place for one in (first.places if first else ()) if is_own(one.url, (page,))), default=None
        ),
    )


def _answers(page: str, row: OwnPageRow | None) -> Answers:
    if row is None:
        refused = refused_site(urlsplit(own_page(page)).hostname or "")
        return Answers.UNREAD if refused else Answers.UNKNOWN
    if row.failing_since is not None:
        return Answers.UNREAD if _FORBIDDEN.search(row.why) else Answers.NO
    return Answers.YES if row.read else Answers.UNKNOWN


def _results_told(db: sqlite3.Connection, page: str, results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    """Yield the title and all the text of each result that is of this page."""
    for one in results:
        if is_own(one.url, (page,)):
            title, text = reports.result_told(db, one.item)
            yield title or one.title, f"{title or one.title}\n{text}"


def says(told: str, phrase: str) -> bool:
    """Say whether a text says a phrase, in any of its spellings ("chargé·e de communication")."""
    try:
        return explain(Rule("says", any=(phrase,)), Doc("", told, "")).met
    except QueryError:
        return plain(phrase) in plain(told)


def called(title: str, name: Name, page: str) -> str:
    """Return what a title calls somebody, without their name and without the site's: "étudiante" of a profile's."""
    site = {label for label in (urlsplit(own_page(page)).hostname or "").split(".") if len(label) > 2}
    known = [plain(one) for one in (name.name, *name.also)]
    for part in _BETWEEN.split(title):
        bare = plain(part).strip()
        if not bare or any(one in bare for one in known) or bare.replace(" ", "") in site:
            continue
        return part.strip()[:_CALLED].rstrip(" ,;:")
    return ""


def is_linked(page: str, mine: Sequence[str], links: Mapping[str, Sequence[str]]) -> bool | None:
    """Say whether a page leads to another own one, or another leads to it; None where that cannot be seen.

    `links` are those of the pages that were read.
    """
    if len(mine) < 2:
        return None
    leads = {one: {_page_at(link, mine) for link in links.get(one, ())} - {one, None} for one in mine}
    if leads[page] or any(page in found for found in leads.values()):
        return True
    return False if page in links else None


def _page_at(url: str, mine: Sequence[str]) -> str | None:
    """Return the own page under which an address lies: of a site and a page on it, the page."""
    return max((one for one in mine if is_own(url, (one,))), key=len, default=None)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
