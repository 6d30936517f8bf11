"""schema.org JobPosting, as pages carry it for search engines (developers.google.com, job posting structured data).

In JSON-LD, also such as is damaged (`damaged`), and in the elements of a page (`microdata`).
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from veille import Item
from veille.kit import amounts, dates
from veille_plugins.jobs import damaged, microdata
from veille_plugins.jobs.reading import (
    at,
    facts,
    opening,
    place,
    plain_text,
    prose,
    several,
    string,
    words,
)

_JSON_LD = re.compile(r"\s*application/ld\+json\s*(?:;|$)", re.IGNORECASE)
# What old pages wrap a script's content in, for browsers that knew no scripts.
_OPENING = re.compile(r"(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_CLOSING = re.compile(r"(?:(?://\s*)?-->|(?://|/\*)?\s*\]\]>(?:\*/)?)$")
_LONGEST_CLOSING = 40  # characters: looked for at the end alone, or a text full of spaces would take seconds
_DEEPEST = 8
_PREFIX = re.compile(r"^(?:https?://schema\.org/|schema:)")
_POSTING = re.compile(r"[\"'](?:https?://schema\.org/|schema:)?JobPosting[\"']")
_URL = re.compile(r"[\"']url[\"']\s*:\s*[\"']([^\"'\s]+)[\"']")
_LANG = re.compile(r"<html[^>]{0,300}?\slang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 3_000  # characters
_LANGUAGE = "en"  # whose pages these are isn't known: 05/06/2026 may be a day of May


@dataclass(frozen=True, slots=True)
class PostingDetails:
    """What a JobPosting says of an opening, beside its title and text."""

    facts: Mapping[str, str]
    published: datetime | None
    closes: date | None


@dataclass(frozen=True, slots=True)
class Postings:
    """The openings of a page, and one text for each that could not be read: its address where that is told, else ""."""

    items: tuple[Item, ...] = ()
    unreadable: tuple[str, ...] = ()


def read(markup: str, url: str) -> Postings:
    """Return the openings that a page at `url` carries: as JSON-LD, else as microdata or RDFa."""
    if "JobPosting" not in markup:
        return Postings()
    tree = LexborHTMLParser(markup)
    unreadable: list[str] = []
    postings = [posting for script in _scripts(tree, unreadable) for posting in _postings(script, 0)]
    postings = postings or list(microdata.postings(tree, markup))
    postings = [_plainly(posting) for posting in postings]
    language = _language(markup)
    own = [absolute(url, string(posting.get("url"))) for posting in postings]
    numbers = [_number(posting) for posting in postings]
    links, codes = Counter(own), Counter(numbers)
    items: dict[str, Item] = {}
    for posting, link, number in zip(postings, own, numbers, strict=True):
        alone = len(postings) == 1
        # an address or a number that several share names none of them
        name = link if link and links[link] == 1 and (link != url or alone) else ""
        name = name or (url if alone else number if number and codes[number] == 1 else "")
        told = facts_of(posting, language)
        title = string(posting.get("title")) or string(posting.get("name"))
        try:
            item = opening(
                id=name or f"{url}#{title} {told.facts.get('place', '')}",
                title=title,
                url=link or url,
                text=prose(posting.get("description")),
                published=told.published,
                closes=told.closes,
                known=told.facts,
            )
        except ValueError:  # no title: nothing to tell
            continue
        items.setdefault(item.id, item)
    return Postings(tuple(items.values()), tuple(absolute(url, link) for link in unreadable))


def facts_of(posting: object, language: str = _LANGUAGE) -> PostingDetails:
    """Return what a JobPosting says; nothing of what is none. `language` is that of its page."""
    posting = _plainly(posting)
    locations = at(posting, "jobLocation")
    places = [
        _place({**location, "address": address} if isinstance(location, dict) and address else location)
        for location in _each(locations)
        for address in _each(at(location, "address"))
    ]
    applicants = at(posting, "applicantLocationRequirements")
    remote = string(at(posting, "jobLocationType")).upper() == "TELECOMMUTE"
    organization = at(posting, "hiringOrganization")
    pay = at(posting, "baseSalary")
    amount = pay if isinstance(pay, str | int | float) else at(pay, "value")
    ends = (at(amount, "minValue") or at(pay, "minValue"), at(amount, "maxValue") or at(pay, "maxValue"))
    per = at(amount, "unitText") or at(pay, "unitText")
    figure = at(amount, "value") if isinstance(amount, dict) else amount
    return PostingDetails(
        facts(
            employer=plain_text(organization, "name") or " ".join(string(organization).split()),
            place=several(places)
            or several(plain_text(area, "name") or place(string(area)) for area in _each(applicants)),
            contract=several((words(kind) for kind in _each(at(posting, "employmentType"))), ", "),
            remote="remote" if remote else "",
            salary=amounts.text(
                amounts.of(
                    ends[0] or figure, ends[1], at(pay, "currency") or at(posting, "salaryCurrency"), per
                )
            ),
            reference=_number(posting),
        ),
        dates.read(at(posting, "datePosted"), language=language),
        dates.day(at(posting, "validThrough"), language=language),
    )


# What may well be several; of anything else that a list holds, the first is meant.
_MANY = frozenset(("jobLocation", "employmentType", "applicantLocationRequirements", "address"))
_TEXTS = frozenset(("description", "responsibilities", "qualifications"))


def _plainly(value: object, key: str = "", depth: int = 0) -> Any:
    """Return a posting without what JSON-LD may write in several ways: prefixes of names, values in tables, lists of one."""
    if isinstance(value, list) and depth <= _DEEPEST:
        entries = [_plainly(entry, key, depth + 1) for entry in value]
        entries = [entry for entry in entries if entry not in ("", None, [], {})]
        if key in _TEXTS and all(isinstance(entry, str) for entry in entries):
            return "\n".join(entries)
        return entries if key in _MANY else entries[0] if entries else None
    if isinstance(value, dict) and depth <= _DEEPEST:
        if "@value" in value:
            return value["@value"]
        return {
            (name := _PREFIX.sub("", said)): inner
            if name.startswith("@")
            else _plainly(inner, name, depth + 1)
            for said, inner in value.items()
        }
    return value


def _each(value: object) -> list[object]:
    """Return what may be several, as a list: one that is empty holds None."""
    return value or [None] if isinstance(value, list) else [value]


def _language(markup: str) -> str:
    """Return the language of a page, by which 05/06/2026 is a day; that of English alone does not tell."""
    found = _LANG.search(markup[:_HEAD])
    return found[1].replace("_", "-") if found else _LANGUAGE


def _number(posting: object) -> str:
    identifier = at(posting, "identifier")
    return plain_text(identifier, "value") or string(identifier)


def _place(location: object) -> str:
    address = at(location, "address")
    country = at(address, "addressCountry")
    town = plain_text(address, "addressLocality") or plain_text(address, "addressRegion")
    parts = place(town, plain_text(country, "name") or string(country))
    return parts or place(string(address)) or place(at(location, "name")) or place(string(location))


def absolute(base: str, link: str) -> str:
    """Return a link resolved, "" if that is no address of the web."""
    try:
        url = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _scripts(tree: LexborHTMLParser, unreadable: list[str]) -> Iterator[Any]:
    """Yield what the scripts of a page hold, damaged ones too; those that can't be read are added to `unreadable`."""
    for node in tree.css("script[type]"):
        if _JSON_LD.match(node.attributes.get("type") or ""):
            text = _unwrapped(node.text())
            unescaped = html.unescape(text)
            for form, reader in (
                (text, _json),
                (unescaped, _json),
                (text, damaged.loads),
                (unescaped, damaged.loads),
            ):
                if reader is damaged.loads and "JobPosting" not in form:
                    break
                try:
                    yield reader(form)
                    break
                except (ValueError, RecursionError):
                    continue
            else:
                told = _URL.findall(text)
                count = max(1, len(_POSTING.findall(text)))
                unreadable += [*told, *[""] * count][:count]


def _json(text: str) -> Any:
    # strict=False: line ends and tabs stand raw in many a description
    return json.loads(text, strict=False)


def _unwrapped(text: str) -> str:
    text = text.strip("; \t\r\n")
    if found := _OPENING.match(text):
        text = text[found.end() :]
    end = text[-_LONGEST_CLOSING:]
    return (text[: len(text) - len(end)] + _CLOSING.sub("", end)).strip("; \t\r\n")


def _postings(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the JobPostings in an object, a list, a @graph or whatever holds them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _postings(inner, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            _PREFIX.sub("", string(kind)) == "JobPosting"
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
            return
        for inner in value.values():
            if isinstance(inner, list | dict):
                yield from _postings(inner, depth + 1)
