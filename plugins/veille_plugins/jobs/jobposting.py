"""schema.org JobPosting, as pages carry it for search engines (developers.google.com, job posting structured data)."""

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
from veille_plugins.jobs.reading import (
    at,
    facts,
    opening,
    place,
    plain_text,
    prose,
    rows,
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
_LANGUAGE = "en"  # whose pages these are isn't known: 05/06/2026 may be a day of May


@dataclass(frozen=True, slots=True)
class PostingDetails:
    """What a JobPosting says of an opening, beside its title and text."""

    facts: Mapping[str, str]
    published: datetime | None
    closes: date | None


def read(markup: str, url: str) -> tuple[Item, ...]:
    """Return the openings of a page at `url`; none where it carries none that can be read."""
    if "JobPosting" not in markup:
        return ()
    postings = [posting for script in _scripts(markup) for posting in _postings(script, 0)]
    own = [absolute(url, string(posting.get("url"))) for posting in postings]
    numbers = [_number(posting) for posting in postings]
    links, codes = Counter(own), Counter(numbers)
    items: dict[str, Item] = {}
    for posting, link, number in zip(postings, own, numbers, strict=True):
        alone = len(postings) == 1
        # an address or a number that several share names none of them
        name = link if link and links[link] == 1 and (link != url or alone) else ""
        name = name or (url if alone else number if number and codes[number] == 1 else "")
        told = facts_of(posting)
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
    return tuple(items.values())


def facts_of(posting: object) -> PostingDetails:
    """Return what a JobPosting says; nothing of what is none."""
    locations = at(posting, "jobLocation")
    places = [_place(location) for location in (locations if isinstance(locations, list) else [locations])]
    applicants = at(posting, "applicantLocationRequirements")
    allowed = rows(applicants if isinstance(applicants, list) else [applicants])
    kinds = at(posting, "employmentType")
    remote = string(at(posting, "jobLocationType")).upper() == "TELECOMMUTE"
    organization = at(posting, "hiringOrganization")
    pay = at(posting, "baseSalary")
    amount = pay if isinstance(pay, str | int | float) else at(pay, "value")
    per = at(amount, "unitText") or at(pay, "unitText")
    figure = at(amount, "value") if isinstance(amount, dict) else amount
    return PostingDetails(
        facts(
            employer=plain_text(organization, "name") or " ".join(string(organization).split()),
            place=several(places) or several(plain_text(area, "name") for area in allowed),
            contract=several((words(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])), ", "),
            remote="remote" if remote else "",
            salary=amounts.text(
                amounts.of(at(amount, "minValue") or figure, at(amount, "maxValue"), at(pay, "currency"), per)
            ),
            reference=_number(posting),
        ),
        dates.read(at(posting, "datePosted"), language=_LANGUAGE),
        dates.day(at(posting, "validThrough"), language=_LANGUAGE),
    )


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


def _scripts(markup: str) -> Iterator[Any]:
    for node in LexborHTMLParser(markup).css("script[type]"):
        if _JSON_LD.match(node.attributes.get("type") or ""):
            text = _unwrapped(node.text())
            for form in (text, html.unescape(text)):
                try:
                    # strict=False: line ends and tabs stand raw in many a description
                    yield json.loads(form, strict=False)
                    break
                except (ValueError, RecursionError):
                    continue


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
            string(kind).rpartition("/")[2] == "JobPosting"
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
            return
        for inner in value.values():
            if isinstance(inner, list | dict):
                yield from _postings(inner, depth + 1)
