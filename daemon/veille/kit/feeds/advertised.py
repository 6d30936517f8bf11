"""The feeds that a web page names in its head, for whoever wants its news: those of comments last."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from veille import Page
from veille.kit.plain import from_markup

# Not application/json, which JSON Feed 1.0 used: on most sites it leads to WordPress's API.
_FEED_TYPES = re.compile(r"\s*application/(?:(?:rss|atom|rdf)\+xml|feed\+json)\s*(?:;|$)", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_COMMENTS = re.compile(r"\b(?:comments?|commentaires?)\b", re.IGNORECASE)
_LARGEST = 1_000_000  # bytes of a page that are looked at
_LONGEST_TITLE = 60


def is_page(body: bytes) -> bool:
    """Return whether bytes begin as a web page does."""
    return _PAGE.search(body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]) is not None


def advertised(page: Page) -> dict[str, str]:
    """Return the feeds that a web page names, address to title, in its order but for comments; no title is ""."""
    tree = LexborHTMLParser(page.body[:_LARGEST])
    base = tree.css_first("base[href]")
    root = _joined(page.url, base.attributes.get("href") or "") if base else ""
    feeds: dict[str, str] = {}
    for link in tree.css("link[rel][href]"):
        said = link.attributes
        href = (said.get("href") or "").strip()
        is_feed = _FEED_TYPES.match(said.get("type") or "")
        if href and is_feed and "alternate" in (said.get("rel") or "").lower().split():
            address = _joined(root or page.url, href)
            if address.startswith(("http://", "https://")):
                title = printable(from_markup(said.get("title") or ""))[:_LONGEST_TITLE]
                feeds.setdefault(address, title)
    return dict(sorted(feeds.items(), key=lambda feed: of_comments(*feed)))


def of_comments(address: str, title: str) -> bool:
    """Return whether a feed is one of comments, by its address and title."""
    return bool(_COMMENTS.search(title) or _COMMENTS.search(unquote(urlsplit(address).path)))


def printable(text: str) -> str:
    """Return text on one line, without what a terminal or a mail could not show."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _joined(root: str, href: str) -> str:
    try:
        return urljoin(root, href)
    except ValueError:  # urllib on "http://["
        return ""
