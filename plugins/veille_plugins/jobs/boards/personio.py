"""Personio: the XML feed of an employer's positions (developer.personio.de, retrieving open positions).

It gives all positions in every language, and a text only in the language that a position is written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit
from xml.etree.ElementTree import Element

from veille import NO_FAILURE, Cursor, Item, NotModified, Page, Web, WebError
from veille.kit import dates
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import Board, BoardOpenings, BoardService, ItemFilter, employer_label
from veille_plugins.jobs.reading import (
    Read,
    each,
    in_turn,
    named,
    opening,
    place,
    prose,
    several,
    words,
    xml,
)

NAME = "Personio"
LANGUAGES = ("fr", "en", "de")
_REMOTE = ("remote", "hybrid")  # what some employers call an office
_DOMAINS = ("jobs.personio.de", "jobs.personio.com")


def of(parts: SplitResult) -> Board | None:
    """Return the board of an address under jobs.personio.de or .com."""
    host = parts.hostname or ""
    key = next(filter(None, (employer_label(host, domain) for domain in _DOMAINS)), "")
    return Board(NAME, key, host) if key else None


def home(board: Board) -> str:
    return f"https://{board.host}/"


async def ask(web: Web, board: Board, own: Cursor, accepts: ItemFilter) -> BoardOpenings:
    """Return all positions, each with the text of its language; a language is asked for only while texts lack.

    The cursor: {"texts": {id: the language of its text, "" if it has none}}.
    """
    texts: dict[str, str] = dict(own.get("texts", {}))
    there: list[str] = []
    written: dict[str, Item] = {}
    bare: dict[str, Item] = {}
    degraded, changed, complete = NO_FAILURE, False, True
    for number, language in enumerate(LANGUAGES, 1):
        try:
            page = await web.get(f"https://{board.host}/xml", params={"language": language})
        except NotModified:
            there = there or list(texts)
        except WebError as error:
            if error.status == 404 or _left(board, error.url):  # an unknown name is sent to the front page
                raise failures.nobody(NAME, board.key) from None
            raise
        else:
            if _left(board, page.url):
                raise failures.nobody(NAME, board.key)
            changed = True
            found = await in_turn(web, len(page.body), read, page, board, language)
            degraded = degraded or failures.unread(found.unreadable, found.total)
            complete = complete and found.whole
            there = [*(item.id for item in found.items), *found.still]
            for item in found.items:
                if item.text:
                    texts[item.id] = written.setdefault(item.id, item).language
                else:
                    bare.setdefault(item.id, item)
                    if texts.get(item.id) == language:
                        texts[item.id] = ""
        if all(texts.get(name) in LANGUAGES[:number] for name in there):
            break
    if not changed:
        raise NotModified
    items, still = [], []
    for name in there:
        item_now = written.get(name) or (None if texts.get(name) else bare.get(name))
        if item_now is not None:
            items.append(item_now)
        else:  # its text stands in a language whose feed has not changed
            still.append(name)
    kept = {name: texts.get(name, "") for name in there}
    return BoardOpenings(items, still, {"texts": kept}, degraded=degraded, complete=complete)


def _left(board: Board, url: str) -> bool:
    """Return whether an answer came from an address that is not the employer's own."""
    try:
        found = of(urlsplit(url)) if url else board
    except ValueError:  # urllib on "http://["
        return True
    return found is None or found.key != board.key


def read(page: Page, board: Board, language: str) -> Read:
    """Return the positions of a feed; an item's language is that of its text. Raises SourceError."""
    tree = xml(page, "workzag-jobs", NAME, board.key)
    entries = [{"position": position} for position in tree.iterfind("position")]

    def item(entry: Mapping[str, Any]) -> Item:
        position: Element = entry["position"]
        name = _text(position, "id")
        descriptions = position.findall("jobDescriptions/jobDescription")
        text = prose(
            *(
                piece
                for description in descriptions
                for piece in (_text(description, "name"), _text(description, "value"))
            )
        )
        offices = (
            _text(position, "office"),
            *(office.text or "" for office in position.iterfind("additionalOffices/office")),
        )
        places = [place(office) for office in offices]
        remote = next((where.lower() for where in places if where.lower() in _REMOTE), "")
        contract = (words(_text(position, "employmentType")), words(_text(position, "schedule")))
        return opening(
            id=name,
            title=_text(position, "name"),
            url=f"https://{board.host}/job/{quote(name)}?language={language}",
            text=text,
            published=dates.read(_text(position, "createdAt")),
            language=language if text else "",
            employer=place(_text(position, "subcompany")) or named(board.key),
            place=several(where for where in places if where.lower() not in _REMOTE),
            contract=several(contract, ", "),
            department=_text(position, "department"),
            remote=remote,
        )

    return each(entries, item, NAME, lambda entry: _text(entry["position"], "id"))


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


SERVICE = BoardService(NAME, of, home, ask)
