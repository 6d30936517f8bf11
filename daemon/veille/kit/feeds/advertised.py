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
_XML_TYPES = re.compile(r"\s*(?:text|application)/xml\s*(?:;|$)", re.IGNORECASE)
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_PARAMETER = re.compile(r"([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*))")
# A link in the text of a page leads to a feed by its address, or by what it is called.
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss2?|atom)(?:[./](?:xml|atom|rss|rdf|php)?)?(?:$|[?#])|\.(?:rss|atom|rdf)(?:$|[?#])"
    r"|(?:rss|atom|feed)[\w-]*\.(?:xml|php)(?:$|[?#])|[?&](?:feed|format|type)=(?:rss2?|atom)\b",
    re.IGNORECASE,
)
_FEED_TEXT = re.compile(r"(?:(?:le |notre )?(?:flux|fil) )?\b(?:RSS|Atom)\b(?: feed)?", re.IGNORECASE)
_MOST = 20
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

    def add(href: str, title: str) -> None:
        address = _joined(root or page.url, href.strip()) if href.strip() else ""
        if address.startswith(("http://", "https://")):
            feeds.setdefault(address, printable(from_markup(title))[:_LONGEST_TITLE])

    for header in _LINK.finditer(page.headers.get("link", "")):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(header[2])}
        if _names_feed(said.get("rel", ""), said.get("type", ""), header[1]):
            add(header[1], said.get("title", ""))
    for link in tree.css("link[rel][href]"):
        attributes = {name: value or "" for name, value in link.attributes.items()}
        if _names_feed(attributes["rel"], attributes.get("type", ""), attributes["href"]):
            add(attributes["href"], attributes.get("title", ""))
    if all(of_comments(address, title) for address, title in feeds.items()):
        for anchor in tree.css("a[href]"):
            href, text = anchor.attributes.get("href") or "", " ".join(anchor.text().split())
            own = _joined(root or page.url, href)
            if own.partition("#")[0] != page.url and (
                _FEED_PATH.search(href) or _FEED_TEXT.search(text[:60])
            ):
                add(href.partition("#")[0], "" if _FEED_TEXT.fullmatch(text) else text)
            if len(feeds) >= _MOST:
                break
    return dict(sorted(feeds.items(), key=lambda feed: of_comments(*feed)))


def _names_feed(rel: str, kind: str, href: str) -> bool:
    """Return whether a link of a page's head, or of its headers, is to a feed of it."""
    rels = rel.lower().split()
    if "feed" in rels:  # of an earlier HTML 5
        return True
    return "alternate" in rels and bool(
        _FEED_TYPES.match(kind) or (_XML_TYPES.match(kind) and not href.lower().endswith("sitemap.xml"))
    )


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
