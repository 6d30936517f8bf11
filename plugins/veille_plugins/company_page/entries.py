"""A page of JSON: what a JMESPath expression finds in it becomes items."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from veille import Batch, Cursor, Failure, Item, Page, SourceError, failure
from veille.kit.addresses import absolute
from veille.kit.dates import moment
from veille.kit.html import shown, text_of
from veille.kit.plain import from_markup
from veille_plugins.company_page.listed import MOST, hash_of, keyed, link_key, listed, remembered

# The keys under which APIs say it, as lower-case letters without "_": the first that has something is used.
_TITLES = ("title", "name", "headline", "jobtitle", "position", "label", "subject", "text")
_LINKS = (
    "url",
    "link",
    "href",
    "absoluteurl",
    "hostedurl",
    "weburl",
    "htmlurl",
    "permalink",
    "joburl",
    "applyurl",
    "path",
)
_IDS = ("id", "uuid", "guid", "slug", "key", "ref", "reference", "code")
_TEXTS = ("description", "summary", "excerpt", "body", "content", "text", "subtitle", "role")
_DATES = ("published", "publishedat", "datepublished", "createdat", "postedat", "date", "updatedat")
_FACTS = {
    "employer": ("employer", "company", "organization"),
    "place": ("place", "location", "city", "office"),
    "contract": ("contract", "contracttype", "employmenttype"),
    "department": ("department", "team", "category"),
}

_LONGEST = 80  # characters of an expression, in a sentence


def read_json(page: Page, expression: str, cursor: Cursor) -> Batch:
    """Return what the expression finds. Raises SourceError where that is no list, or none that can be read.

    Only an empty list says that there is nothing: null is what a missing key gives, of an error that came with 200, say.
    """
    at, asked = shown(page.url), expression if len(expression) <= _LONGEST else f"{expression[:_LONGEST]}…"
    try:
        data = jsonlib.loads(text_of(page))
    except (ValueError, RecursionError):
        why = failure("{at} did not answer JSON, though the source says  json = …", at=at)
        raise SourceError(why) from None
    try:
        found = jmespath.search(expression, data)
    except (
        JMESPathError,
        RecursionError,
        ArithmeticError,
        ValueError,
    ) as error:  # a[::0], floor() of no number
        first = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        why = failure(
            "the expression “{json}” can't be used on what {at} answered ({said})",
            json=asked,
            at=at,
            said=first,
        )
        raise SourceError(why) from None
    entries = [found] if isinstance(found, Mapping) else found
    if found is not None and not isinstance(entries, list):
        raise SourceError(
            failure(
                "the expression “{json}” finds {what} in {at} where a list is wanted",
                json=asked,
                what=_kind(found),
                at=at,
            )
        )
    read = {hash_of(f"{page.url} {entry!r}"): _item(entry, page.url) for entry in (entries or ())[:MOST]}
    items = keyed({key: item if item.title else replace(item, title=item.url) for key, item in read.items()})
    if not items and found != []:
        raise SourceError(
            failure(
                "the expression “{json}” finds no item in {at}: it has {what}",
                json=asked,
                at=at,
                what=_keys(data),
            )
        )
    known = remembered(cursor) or {}
    still = {key: item.id for key, item in items.items() if known.get(key) == item.id}
    return listed({key: item for key, item in items.items() if key not in still}, still, cursor, at)


def _item(entry: Any, base: str) -> Item:
    """Return the item of one entry, by the keys that such things have."""
    if isinstance(entry, list):  # of a multiselect: [title, url, …]
        entry = dict(zip(("title", "url", "text"), entry, strict=False))
    if not isinstance(entry, Mapping):
        text = _plain(entry)
        link = absolute(base, text) if text.startswith(("http://", "https://")) else ""
        return Item(id=link_key(link), title="" if link else text, url=link)
    said = {str(key).replace("_", "").replace("-", "").lower(): value for key, value in entry.items()}
    title = _first(said, _TITLES)
    link = next((found for key in _LINKS if (found := _link(base, said.get(key)))), "")
    text = _first(said, _TEXTS)
    facts = {
        label: value for label, keys in _FACTS.items() if (value := _first(said, keys)) and value != title
    }
    return Item(
        id=_first(said, _IDS) or link_key(link),
        title=title,
        url=link,
        text="" if text == title else text,
        published=next((when for key in _DATES if (when := moment(said.get(key), zone=None))), None),
        facts=facts,
    )


def _first(said: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _plain(said.get(key)))), "")


def _plain(value: Any) -> str:
    """Return a value as plain text, "" for what has none; of an object, its name."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, Mapping):
        return next(
            (
                text
                for key in ("name", "label", "title", "rendered", "city", "text")
                if (text := _plain(value.get(key)))
            ),
            "",
        )
    if isinstance(value, list):
        return ", ".join(filter(None, map(_plain, value[:10])))
    return from_markup(str(value)) if isinstance(value, str) else str(value)


def _link(base: str, value: Any) -> str:
    return absolute(base, value) if isinstance(value, str) and value.strip() else ""


def _kind(found: Any) -> Failure:
    if isinstance(found, bool):
        return failure("true or false")
    return failure("a number") if isinstance(found, int | float) else failure("text")


def _keys(data: Any) -> Failure:
    """Return what stands at the top of a document, for who has to write an expression."""
    if isinstance(data, Mapping):
        names = ", ".join(f"“{str(key)[:30]}”" for key in list(data)[:8])
        return failure("the keys {names}", names=names) if data else failure("no key")
    return failure("a list of {n}", n=len(data)) if isinstance(data, list) else failure("no list")
