"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from veille import Batch, Item, Page, SourceError, failure
from veille.kit import closing, plain
from veille.kit.addresses import unwrapped
from veille.kit.dates import read as read_date
from veille.kit.feeds import refusing
from veille.kit.feeds.parsing import language

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1")


def looks_like(page: Page) -> bool:
    """Return whether a page is JSON, by its first character: servers name its type in too many ways."""
    return page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(page: Page) -> Batch:
    """Return the items of a JSON Feed. Raises SourceError if it is none."""
    try:
        document = json.loads(page.body)
    except (ValueError, RecursionError) as error:
        if _VERSION.search(page.body[:2000].decode("utf-8", "replace")):
            why = failure("the JSON Feed is cut in the middle or malformed ({said})", said=error)
            raise SourceError(why) from None
        raise SourceError(refusing.why_not(page)) from None
    if not _VERSION.match(_text(document.get("version"))) or not isinstance(document.get("items"), list):
        raise SourceError(refusing.why_not(page))
    entries = [entry for entry in document["items"] if isinstance(entry, dict)]
    items = tuple(_item(entry, document, page.url) for entry in entries)
    return Batch(items, title=plain.from_text(_text(document.get("title"))), cursor={"known": {}})


def _item(entry: Mapping[str, Any], document: Mapping[str, Any], base: str) -> Item:
    title = plain.from_text(_text(entry.get("title")))
    text = max(
        plain.from_markup(_text(entry.get("content_html"))),
        plain.from_text(_text(entry.get("content_text"))),
        plain.from_text(_text(entry.get("summary"))),
        key=len,
    )
    said_language = language(entry.get("language")) or language(document.get("language"))
    updated = read_date(_text(entry.get("date_modified")), language=said_language)
    published = read_date(_text(entry.get("date_published")), language=said_language) or updated
    guid, attachments = _text(entry.get("id")), entry.get("attachments")
    addresses = [_text(entry.get(key)) for key in ("url", "external_url")]
    addresses += [guid] if guid.startswith(("http://", "https://")) else []
    files = attachments if isinstance(attachments, list) else []
    addresses += [_text(file.get("url")) for file in files if isinstance(file, dict)]
    links = (unwrapped(address, base) for address in addresses if address)
    return Item(
        id=guid,
        title=title,
        url=next(filter(None, links), ""),
        text=text,
        author=_authors(entry) or _authors(document),
        published=published,
        updated=updated,
        language=said_language,
        tags=_tags(entry.get("tags")),
        closes=closing.phrase(title, text, published),
    )


def _text(value: object) -> str:
    """Return a string as it is; a number as the specification asks for ids ("coerce it to a string")."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _authors(holder: Mapping[str, Any]) -> str:
    authors = holder.get("authors")  # 1.1; `author` is 1.0's
    listed = authors if isinstance(authors, list) else [holder.get("author")]
    names = (plain.from_text(_text(author.get("name"))) for author in listed if isinstance(author, dict))
    return ", ".join(filter(None, dict.fromkeys(names)))


def _tags(value: object) -> tuple[str, ...]:
    words = (plain.from_text(_text(word)) for word in value) if isinstance(value, list) else ()
    return tuple(filter(None, dict.fromkeys(words)))
