"""From what a board answers to an opening: text, dates, places and money, whatever their form. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from xml.etree import ElementTree

from veille import Item, Page, SourceError, Web
from veille.kit import closing, plain
from veille_plugins.jobs import failures
from veille_plugins.jobs.model import BoardOpenings

LARGE = 50_000  # bytes: reading more would hold up the loop for 5 ms and over

T = TypeVar("T")
_ESCAPED = re.compile(r"&(?:amp;)*lt;/?[a-zA-Z]")
_TAG = re.compile(r"<[a-zA-Z!/]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


async def in_turn(web: Web, size: int, function: Callable[..., T], *args: Any) -> T:
    """Return function(*args), in a worker where `size` bytes make that long; function is a top-level one."""
    if size <= LARGE:
        return function(*args)
    made: T = await web.offload(function, *args)
    return made


def document(page: Page, service: str, key: str) -> Any:
    """Return the JSON of an answer. Raises SourceError: for a web page, with what that may mean."""
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise failures.a_page(service, key)
    try:
        return page.json()
    except (SourceError, RecursionError):
        raise failures.other_form(service) from None


def xml(page: Page, root: str, service: str, key: str) -> ElementTree.Element:
    """Return the XML of an answer whose root is `root`. Raises SourceError: for a web page, with what that may mean."""
    if b"<!ENTITY" in page.body:  # no board has use for one, and they can be made to grow
        raise failures.other_form(service)
    try:
        tree = ElementTree.fromstring(page.body)  # noqa: S314 - no entities, and expat fetches nothing
    except (ElementTree.ParseError, ValueError, LookupError):
        tree = None
    if tree is not None and tree.tag == root:
        return tree
    raise (
        failures.a_page(service, key)
        if b"<html" in page.body[:2000].lower()
        else failures.other_form(service)
    )


@dataclass(frozen=True, slots=True)
class Read:
    """The openings of one answer, those of the same id merged; `unreadable` of `total` could not be read.

    `still` are the ids that stand in rows that could not be read.
    """

    items: tuple[Item, ...]
    unreadable: int
    total: int
    still: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Return whether what is missing here has closed: a few rows without an id hide no opening that was known."""
        return self.unreadable - len(self.still) <= len(self.items)


def each(
    entries: object,
    read: Callable[[Mapping[str, Any]], Item | None],
    service: str,
    id_of: Callable[[Mapping[str, Any]], object] = lambda entry: entry.get("id"),
) -> Read:
    """Return what `read` makes of each entry; None leaves one out. Raises SourceError if all are unreadable.

    `id_of` says which opening an entry is that can't be read.
    """
    if not isinstance(entries, list):
        raise failures.other_form(service)
    items: list[Item] = []
    still: list[str] = []
    bad = 0
    for entry in entries:
        try:
            item = read(entry) if isinstance(entry, dict) else None
            if item is not None:
                items.append(item)
            bad += not isinstance(entry, dict)
        except ValueError:
            bad += 1
            still += filter(None, [string(id_of(entry))])
    if bad and not items:
        raise failures.other_form(service)
    return Read(merged(items), bad, len(entries), tuple(still))


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return one item for each id: boards give the same code again for each of its places."""
    by_id: dict[str, Item] = {}
    for item in items:
        first = by_id.setdefault(item.id, item)
        place = item.facts.get("place", "")
        if first is not item and place:
            places = several(f"{first.facts.get('place', '')}; {place}".split("; "))
            by_id[item.id] = replace(first, facts=facts(**{**first.facts, "place": places}))
    return tuple(by_id.values())


def opening(
    *,
    id: object,
    title: object,
    url: str,
    text: str = "",
    published: datetime | None = None,
    updated: datetime | None = None,
    closes: date | None = None,
    language: object = "",
    known: Mapping[str, str] | None = None,
    **more: str,
) -> Item:
    """Return an opening as an item; `known` and `more` are its facts. Raises ValueError without an id or a title."""
    known = {**(known or {}), **{label: value for label, value in more.items() if value}}
    name, said = string(id), plain.from_text(string(title))
    if not name or not said:
        raise ValueError("an opening without an id or a title")
    return Item(
        id=name,
        title=said,
        url=url if url.startswith(("http://", "https://")) else "",
        text=text,
        published=published,
        updated=updated,
        closes=closes or closing.phrase(said, text, published),
        language=string(language),
        outlet=known.get("employer", ""),
        facts=facts(**known),
    )


def facts(
    *,
    employer: str = "",
    place: str = "",
    contract: str = "",
    department: str = "",
    remote: str = "",
    salary: str = "",
    reference: str = "",
) -> dict[str, str]:
    """Return what is known of an opening, in the order in which a reader sees it."""
    pairs = {
        "employer": employer,
        "place": place,
        "contract": contract,
        "department": department,
        "remote": remote,
        "salary": salary,
        "reference": reference,
    }
    return {label: value for label, value in pairs.items() if value}


def string(value: object) -> str:
    """Return text, or a number as text; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def at(value: object, *path: str) -> object:
    """Return what stands at a path through tables, None where it leads nowhere."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def plain_text(value: object, *path: str) -> str:
    """Return what stands at a path as plain text on one line, "" for what is no text."""
    return plain.from_text(string(at(value, *path)))


def rows(value: object) -> list[dict[str, Any]]:
    """Return the tables of a list; none for what is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def prose(*markups: object) -> str:
    """Return the text of pieces of HTML, also of such as were escaped once or twice too often."""
    texts = []
    for piece in markups:
        text = string(piece)
        for _ in range(3):
            if _TAG.search(text) or not _ESCAPED.search(text):
                break
            text = html.unescape(text)
        texts.append(plain.from_markup(text))
    return " ".join(filter(None, texts))


def words(code: object) -> str:
    """Return a code as words: "FullTime" and "FULL_TIME" are "full time"; what has spaces stays as it is."""
    text = plain.from_text(string(code))
    if " " in text or not text:
        return text
    spaced = _CAMEL.sub(" ", text.replace("_", " "))
    return spaced.lower() if spaced != text or (text.isupper() and len(text) > 4) else text  # CDI stays


def several(values: Iterable[str], glue: str = "; ") -> str:
    """Return values one after the other, each once."""
    return glue.join(filter(None, dict.fromkeys(values)))


def place(*parts: object) -> str:
    """Return a place of its parts, from small to large, each once: "Paris, France"."""
    return several((piece for part in parts for piece in tidy(string(part)).split(", ")), ", ")


def tidy(name: str) -> str:
    """Return a place's name without what is empty in it: "Paris, , France" is "Paris, France"."""
    return several((" ".join(part.split()) for part in html.unescape(name).split(",")), ", ")


def named(key: str) -> str:
    """Return an employer's name from what a service calls it, where nothing says more: "Fabrique Confluence"."""
    spaced = " ".join(re.split(r"[-_\s]+", key)).strip()
    return spaced.title() if spaced == spaced.lower() else spaced


def openings(read: Read, **own: Any) -> BoardOpenings:
    """Return what a board says in one answer; what could not be read is told, and hides nothing that has closed."""
    return BoardOpenings(
        read.items,
        read.still,
        own,
        degraded=failures.unread(read.unreadable, read.total),
        complete=read.whole,
    )
