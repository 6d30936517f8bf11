"""Where a site publishes its news: the feeds of its first page, of its news page, else its sitemap; read by their kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from veille import Batch, Cursor, Page, Web
from veille.kit.addresses import absolute, same_site
from veille.kit.feeds import reading as feeds
from veille.kit.feeds.advertised import advertised, of_comments
from veille.kit.sitemaps import discover
from veille.kit.sitemaps import poll as sitemaps

# As the cursor keeps one: {"kind": "feed" or "sitemap", "url": its address, "match": a glob, for a sitemap}
Place = Mapping[str, str]

_MOST_FEEDS = 3
_LARGEST = 1_000_000  # bytes of a page that are looked at
_WAY = re.compile(rf"(?:^|[/_.-])(?:{discover.NEWS})(?:$|[/_.-])", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(?:actus?|actualités?|news(?:room)?|presse|press|communiqués|blog|magazine)\b", re.IGNORECASE
)
_LONGEST_LINK = 40  # characters: a longer one is the title of an article


def feeds_of(page: Page) -> list[Place]:
    """Return the feeds that a page names, but for those of comments."""
    feeds = [url for url, title in advertised(page).items() if not of_comments(url, title)]
    return [{"kind": "feed", "url": url, "match": ""} for url in feeds[:_MOST_FEEDS]]


def news_page(page: Page) -> str:
    """Return the address of the site's news page by a page's links, "" if none leads there."""
    best: tuple[bool, int, str] | None = None
    for anchor in LexborHTMLParser(page.body[:_LARGEST]).css("a[href]"):
        url = absolute(page.url, anchor.attributes.get("href") or "").partition("#")[0]
        if not url or url == page.url or not same_site(url, page.url):
            continue
        path, words = unquote(urlsplit(url).path), " ".join(anchor.text().split())
        is_named = len(words) <= _LONGEST_LINK and _WORDS.search(words) is not None
        if is_named or _WAY.search(path.rstrip("/").rpartition("/")[2]):
            ranked = (not is_named, path.count("/"), url)
            best = min(best, ranked) if best else ranked
    return best[2] if best else ""


async def in_sitemap(web: Web, url: str) -> list[Place]:
    """Return the sitemap of a site's news, none where it has none. Raises WebError, NotModified."""
    sitemap = await discover.find(web, url)
    return [{"kind": "sitemap", "url": sitemap.url, "match": sitemap.match}] if sitemap else []


async def read(web: Web, place: Place, cursor: Cursor) -> Batch:
    """Return what stands at a place. Raises NotModified, WebError, SourceError."""
    if place["kind"] == "sitemap":
        return await sitemaps.poll(web, place["url"], place["match"], cursor)
    return await feeds.poll(web, place["url"], cursor)
