"""A feed's bytes to items, through feedparser: only what the feed says, as plain text."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from veille import Item, SourceError, failure
from veille.kit import closing, dates, plain
from veille.kit.addresses import unwrapped
from veille.kit.feeds import references

_MARKUP = ("text/html", "application/xhtml+xml")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TAGGED = re.compile(r"</(?:a|b|div|em|h[1-6]|i|li|ol|p|span|strong|table|ul)>|<br\s*/?>", re.IGNORECASE)
_ADDRESS_NAME = re.compile(r"\S+@\S+\s*\((.+)\)\s*")
_NAME_ADDRESS = re.compile(r"(.*\S)\s*[(<]\S+@\S+[)>]\s*")


# What feedparser takes for another date: an epoch for a year, 23-11-2026 for one of 2023, an evening's hour for the
# morning's, zones of Europe for UTC; and it completes what is no day.
_MISREAD = re.compile(
    r"^\d{9}|^\d{8}T|^\d\d?-\d\d?-\d|^\d{4}(?:-\d\d)?$|\d\s?[AaPp]\.?\s?[Mm]\b"
    r"|\d\s*\(?(?!(?:UTC?|GMT|Z)\b)[A-Za-z]{1,5}\)?\.?$"
)
_NUMBERS = re.compile(r"\d{1,4}")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?=T|\d{4}|\b)")
_LETTERS = re.compile(r"(?<![^\W\d_])(?!(?:GMT|UTC)\b)[^\W\d_]{3,}")
_EAST_ASIAN_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What feedparser made of a document: its title, its items in order, and whether it is a feed at all."""

    title: str
    items: tuple[Item, ...]
    is_feed: bool


def parse(body: bytes, charset: str, url: str) -> ParsedFeed:
    """Return what a document holds; `charset` is the server's word, `url` the document's address.

    Raises SourceError if feedparser itself fails on it.
    """
    import feedparser  # 100 ms of import that a start without new items needn't pay

    # RFC 7303 §3.2: the server's charset goes before the document's own, and text/xml has no default of
    # its own (RFC 3023 had one, us-ascii, which feedparser still applies to "text/xml").
    named = f"application/xml; charset={charset}" if charset else "application/xml"
    try:
        document = feedparser.parse(
            io.BytesIO(references.mended(body)),
            response_headers={"content-type": named},
            sanitize_html=False,  # both passes serve markup that is shown; we keep plain text only
            resolve_relative_uris=False,
        )
        head = document["feed"]
        reader = _FeedReader(head, document["version"] or "", url)
        items = tuple(reader.item(entry) for entry in document["entries"])
        return ParsedFeed(reader.title, items, bool(document["version"] or items))
    except RecursionError:
        raise SourceError(failure("the feed is nested too deeply to be read")) from None
    except MemoryError:  # the worker's limit, and its own sentence
        raise
    except Exception as error:  # feedparser meets hostile bytes here: whatever it raises, this feed failed
        why = failure("the feed could not be read ({error}: {said})", error=type(error).__name__, said=error)
        raise SourceError(why) from error


class _FeedReader:
    """Entries of one document to items, with what they inherit from it."""

    def __init__(self, head: Mapping[str, Any], version: str, url: str) -> None:
        self.title = _text(head, "title")
        self._is_atom = version.startswith("atom")
        self._language = language(head.get("language"))
        # RFC 4287 §4.2.1: an entry without author has its feed's. RSS's managingEditor is nobody's author.
        self._author = _author(head) if self._is_atom else ""
        site = unwrapped(head.get("link") or "", url)
        # Relative links of RSS are relative to the site, as every reader takes them; Atom's to the document
        # (RFC 3986 §5.1). An xml:base was applied by feedparser already.
        self._base = site if site and not self._is_atom else url

    def item(self, entry: dict[str, Any]) -> Item:
        title, text = _text(entry, "title"), _longest(entry)
        # `in`, for feedparser's get answers `updated` from `published`, with a warning
        updated = self._moment(entry, "updated") if "updated_parsed" in entry else None
        said_language = (
            language(entry.get("language"))
            or language((entry.get("title_detail") or {}).get("language"))
            or self._language
        )
        published = self._moment(entry, "published") or self._moment(entry, "created") or updated
        source = entry.get("source") or {}
        # Bing News says it in an element of its own, of a namespace that differs from search to search.
        said = source.get("title") if isinstance(source, Mapping) else ""
        outlet = plain.from_markup(said or entry.get("news_source") or "")
        return Item(
            id=(entry.get("id") or "").strip(),
            title=title,
            url=self._url(entry, said_language),
            text=text,
            author=_author(entry) or self._author,
            published=published,
            updated=updated,
            language=said_language,
            tags=_tags(entry),
            closes=_stated_closing(entry) or closing.phrase(title, text, published),
            outlet="" if outlet == self.title else outlet,
        )

    def _moment(self, entry: dict[str, Any], key: str) -> datetime | None:
        """Return a date of an entry as feedparser read it, which costs nothing more; else as people write dates."""
        # not feedparser's own get, which looks for other names of a key, at ten times the cost
        parsed = _moment(dict.get(entry, f"{key}_parsed"))
        said = dict.get(entry, key)
        if not isinstance(said, str):
            return parsed
        said = said.strip()
        if parsed and not _MISREAD.search(said) and _stands(parsed, said):
            return parsed
        return dates.read(_EAST_ASIAN_DATE.sub(r"\1-\2-\3", said), language=self._language)

    def _url(self, entry: Mapping[str, Any], said_language: str) -> str:
        """Return where an entry's article stands: of several pages that in its language, and a file if there is no page."""
        links = [link for link in entry.get("links", ()) if link.get("href")]
        if len(links) > 1:
            links.sort(key=lambda link: _rank(link, said_language))
        by_rel: dict[str, list[str]] = {}
        for link in links:
            by_rel.setdefault(str(link.get("rel") or "alternate").rpartition("/")[2], []).append(link["href"])
        guid = entry.get("id") or ""
        is_address = guid.startswith(("http://", "https://", "/"))
        candidates = [entry.get("feedburner_origlink"), entry.get("pheedo_origlink")]
        candidates += by_rel.get("alternate", ())
        candidates += [guid] if is_address and entry.get("guidislink") else []
        candidates += [*by_rel.get("self", ()), *by_rel.get("via", ()), *by_rel.get("related", ())]
        candidates += [content.get("src") for content in entry.get("content", ())]
        candidates += by_rel.get("enclosure", ())
        for candidate in candidates:
            if isinstance(candidate, str) and (url := unwrapped(candidate, self._base)):
                return url
        return ""


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        return ""
    detail = entry.get(f"{key}_detail") or {}
    return _plain(value, detail.get("type") or "text/html")


def _plain(value: str, kind: str) -> str:
    return plain.from_markup(value) if kind in _MARKUP else plain.from_text(value)


def _longest(entry: Mapping[str, Any]) -> str:
    """Return the fullest text of an entry: summary or one of its contents."""
    texts = {}
    if isinstance(summary := entry.get("summary"), str):
        texts[summary] = (entry.get("summary_detail") or {}).get("type") or "text/html"
    for content in entry.get("content", ()):
        value, kind = content.get("value"), content.get("type") or "text/html"
        if isinstance(value, str) and (kind in _MARKUP or kind.startswith("text/")):
            texts[value] = kind
    return max((_prose(value, kind) for value, kind in texts.items()), key=len, default="")


def _prose(value: str, kind: str) -> str:
    """Return a text; media:text and the like are called plain and hold markup all the same."""
    return _plain(value, "text/html" if _TAGGED.search(value) else kind)


def _rank(link: Mapping[str, Any], said_language: str) -> tuple[bool, bool]:
    """Return by what links of one kind are chosen: pages first, of these those in the language of the entry."""
    there = str(link.get("hreflang") or "").lower().partition("-")[0]
    here = said_language.lower().partition("-")[0]
    return (link.get("type") or "text/html") not in _MARKUP, bool(there and here and there != here)


def _stands(moment: datetime, text: str) -> bool:
    """Return whether day, month and year stand in a text; by its zone it may be a day off.

    feedparser fills in what it lacks from today's date.
    """
    numbers = [int(number) for number in _NUMBERS.findall(_COMPACT.sub(r"\1-\2-\3-", text))]
    in_letters = _LETTERS.search(text) is not None
    for days in (0, -1, 1):
        day = moment + timedelta(days)
        for year in (day.year, day.year % 100):
            if _all_stand(numbers, (year, day.day) if in_letters else (year, day.month, day.day)):
                return True
        if numbers[:2] == [day.year, day.timetuple().tm_yday]:  # ISO 8601's days of a year: 2026-332
            return True
    return False


def _all_stand(numbers: Sequence[int], wanted: Iterable[int]) -> bool:
    left = list(numbers)
    for number in wanted:
        if number not in left:
            return False
        left.remove(number)
    return True


def _moment(parsed: time.struct_time | None) -> datetime | None:
    """Return feedparser's UTC tuple as an aware datetime; None if no calendar has that date."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _author(entry: Mapping[str, Any]) -> str:
    names = [author.get("name") or author.get("email") or "" for author in entry.get("authors", ())]
    # feedparser takes an address's end for the name where its top-level domain has over four letters
    # (jean@gazette.example), so the last author's name is read from the text, which it keeps.
    names[-1:] = [_without_address(str(entry.get("author") or ""))]
    seen = dict.fromkeys(plain.from_markup(name) for name in names)
    return ", ".join(name for name in seen if name)


def _without_address(author: str) -> str:
    """Return the name in "address (name)" or "name (address)", the forms of RSS; else all of it."""
    if len(author) > 300:  # both expressions take a time that grows with its square
        return author
    found = _ADDRESS_NAME.fullmatch(author) or _NAME_ADDRESS.fullmatch(author)
    return found[1] if found else author


def _tags(entry: Mapping[str, Any]) -> tuple[str, ...]:
    words = (tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ()))
    return tuple(filter(None, dict.fromkeys(plain.from_markup(word) for word in words)))


def language(value: object) -> str:
    """Return a language tag (BCP 47, near enough) or "" for anything else."""
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _stated_closing(entry: Mapping[str, Any]) -> date | None:
    """Return the closing date that a job feed's own elements give, whatever their namespace."""
    for key in ("expired_parsed", "validity_end_parsed"):
        if moment := _moment(entry.get(key)):
            return moment.date()
    for key, value in entry.items():
        if isinstance(value, str) and closing.names_closing(key) and (day := closing.read(value)):
            return day
    return None
