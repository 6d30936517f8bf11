"""OPML, the lists of feeds that readers exchange (opml.org/spec2.opml): what they hold, and such a list written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from veille import Page, SourceError, failure
from veille.kit.charsets import of_server
from veille.kit.feeds.decoding import decoded
from veille.kit.feeds.references import with_ampersands
from veille.kit.plain import from_text

_IS_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_BEFORE_ROOT = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?[^>]{0,500}>|<!--.{0,2000}?-->|<!doctype[^>]{0,500}>)*", re.DOTALL | re.I
)
# By tags alone, for what readers export is often not well-formed: addresses with bare ampersands, titles with "<".
_TAG = re.compile(
    r"<!--.*?-->|<(?P<end>/)?outline\b(?P<said>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<empty>/)?>",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed in such a list: its address as it stands there, its title, and the folders that it lies in, outermost first."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()
    site: str = ""


def is_opml(body: bytes) -> bool:
    """Return whether bytes begin as a list of feeds does."""
    begun = _BEFORE_ROOT.match(body)
    return _IS_OPML.match(body, begun.end() if begun else 0) is not None


def read(page: Page) -> list[OpmlFeed]:
    """Return the feeds of a list, in its order. Raises SourceError where it is none."""
    document, _ = decoded(replace(page, body=with_ampersands(page.body)))
    text = document.text()
    if "\ufffd" in text and not of_server(document):
        text = document.body.decode("cp1252", "replace")
    if not is_opml(document.body):
        raise SourceError(failure("what came is no OPML, the form in which readers export their feeds"))
    feeds: list[OpmlFeed] = []
    folders: list[str] = []  # of the outlines that are open; "" for one that is a feed or has no name
    for tag in _TAG.finditer(text):
        if tag["end"]:
            del folders[-1:]
            continue
        if tag["said"] is None:
            continue
        said = {
            name.lower(): from_text(html.unescape(double or single))
            for name, double, single in _SAID.findall(tag["said"])
        }
        title, url = said.get("title") or said.get("text", ""), said.get("xmlurl", "").strip()
        if url:
            inside = tuple(filter(None, folders)) or _categories(said.get("category", ""))
            feeds.append(OpmlFeed(url, title, inside, said.get("htmlurl", "")))
        if not tag["empty"] and len(folders) < _DEEPEST:
            folders.append("" if url else title)
    return feeds


def written(feeds: Iterable[OpmlFeed], title: str) -> str:
    """Return a list of feeds as OPML 2.0, those of a folder together in it, folders in the order of their first feed."""
    by_folder: dict[str, list[OpmlFeed]] = {}
    for feed in feeds:
        by_folder.setdefault(" / ".join(feed.folders), []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{html.escape(title, quote=False)}</title></head>", "  <body>"]
    for folder, inside in by_folder.items():
        indent = "      " if folder else "    "
        lines += [f"    <outline text={quoteattr(folder)} title={quoteattr(folder)}>"] if folder else []
        lines += [f"{indent}{_outline(feed)}" for feed in inside]
        lines += ["    </outline>"] if folder else []
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(feed: OpmlFeed) -> str:
    title = quoteattr(feed.title)
    site = f" htmlUrl={quoteattr(feed.site)}" if feed.site else ""
    return f'<outline type="rss" text={title} title={title} xmlUrl={quoteattr(feed.url)}{site}/>'


def _categories(text: str) -> tuple[str, ...]:
    """Return the first category of an outline that lies in no folder: "/Presse/Lyon,/Culture"."""
    return tuple(filter(None, (part.strip() for part in text.partition(",")[0].split("/"))))
