"""Which sitemap of a site tells its news: one for search engines' news, one of articles, or a part of a larger one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from veille import Page, SourceError, Web, WebError
from veille.kit.sitemaps.document import Sitemap, parse

NEWS = r"actus?|actualit[eé]s?|news|newsroom|presse|press|press-releases|communiques?|blog|magazine|journal|articles?"
"""What sites call the part where their news stand, as a regular expression for one part of a path."""

NEWS_SITEMAP = 3
"""The weight of a sitemap made for search engines' news: all that it holds is news, with titles and dates."""

_ARTICLES, _PART = 2, 1
_MOST = 6  # sitemaps that are looked at
_CHILDREN = 3  # of one index
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(https?://\S+)", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(rf"(?:{NEWS})", re.IGNORECASE)
# post-sitemap.xml is what the common plugins of WordPress call the one of articles
_SAYS_NEWS = re.compile(rf"(?:^|[/_.-])(?:{NEWS}|posts?)(?:$|[/_.\d-])", re.IGNORECASE)
_LARGE = 100_000  # bytes: reading more would hold up the loop


@dataclass(frozen=True, slots=True)
class NewsSitemap:
    """A sitemap with news: `match` is the glob that they meet, "" where all of it is; `sort` is in words."""

    url: str
    match: str
    sort: str
    weight: int


async def find(web: Web, url: str) -> NewsSitemap | None:
    """Return where the sitemaps of a site tell its news, None where they don't. Raises WebError, NotModified."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    robots = await _existing_page(web, f"{origin}/robots.txt")
    named = _NAMED.findall(robots.text()[:500_000]) if robots else []
    queue = list(dict.fromkeys(named or [f"{origin}/sitemap.xml", f"{origin}/sitemap_index.xml"]))
    queue.sort(key=_rank)
    best: NewsSitemap | None = None
    looked: set[str] = set()
    while queue and len(looked) < _MOST:
        loc = queue.pop(0)
        looked.add(loc)
        page = await _existing_page(web, loc)
        if page is None:
            continue
        try:
            document = await _parsed(web, page)
        except SourceError:
            continue
        if document.index:
            children = [entry.loc for entry in document.entries if entry.loc not in looked]
            queue += sorted(children, key=_rank)[:_CHILDREN]
            queue.sort(key=_rank)
            continue
        found = judged(loc, document)
        if found is not None and (best is None or found.weight > best.weight):
            best = found
        if best is not None and best.weight >= _ARTICLES:
            break
    return best


def judged(loc: str, document: Sitemap) -> NewsSitemap | None:
    """Return what a sitemap has of news, None where it has none."""
    if any(entry.title for entry in document.entries):
        return NewsSitemap(loc, "", "news sitemap", NEWS_SITEMAP)
    if document.entries and _SAYS_NEWS.search(_path(loc)):
        return NewsSitemap(loc, "", "sitemap of the articles", _ARTICLES)
    sections: Counter[str] = Counter()
    for entry in document.entries:
        segments = _path(entry.loc).split("/")
        sections.update(segment for segment in segments[:-1] if _SECTION.fullmatch(segment))
    if not sections:
        return None
    section = sections.most_common(1)[0][0]
    return NewsSitemap(loc, f"*/{section}/*", f"/{section}/ in the sitemap", _PART)


async def _parsed(web: Web, page: Page) -> Sitemap:
    if len(page.body) <= _LARGE:
        return parse(page.body)
    found: Sitemap = await web.offload(parse, page.body)
    return found


def absent(error: WebError) -> bool:
    """Return whether an error means that there is no such page, or none for programs, not that it may come back."""
    if error.status is None:
        return error.forbidden
    return 400 <= error.status < 500 and error.status != 429


async def _existing_page(web: Web, url: str) -> Page | None:
    """Return a page, None where there is none. Raises WebError where that isn't known, NotModified."""
    try:
        return await web.get(url)
    except WebError as error:
        if absent(error):
            return None
        raise


def _rank(loc: str) -> int:
    path = _path(loc)
    return 0 if "news" in path.lower() else 1 if _SAYS_NEWS.search(path) else 2


def _path(loc: str) -> str:
    try:
        return unquote(urlsplit(loc).path)
    except ValueError:
        return ""
