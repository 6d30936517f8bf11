"""What the kind `sitemap` could follow of a page: the sitemap that it is, or that of its site's news."""

from __future__ import annotations

from urllib.parse import urlsplit

from veille import NotModified, Page, SourceError, Suggestion, Web, WebError
from veille.kit.feeds.advertised import is_page
from veille.kit.sitemaps import discover
from veille.kit.sitemaps.document import parse


async def offers(web: Web, page: Page) -> list[Suggestion]:
    """Return the sitemap that a page is, or that its site has; none where it can't be had."""
    if not page.body:
        return []
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    if not is_page(page.body):
        return _itself(page, host)
    try:
        sitemap = await discover.find(web, page.url)
    except (WebError, NotModified):
        return []
    if sitemap is None:
        return []
    options = {"url": sitemap.url} | ({"match": sitemap.match} if sitemap.match else {})
    rank = 1 if sitemap.weight == discover.NEWS_SITEMAP else 2
    return [Suggestion(options, f"{sitemap.sort} of {host}", name=host, rank=rank)]


def _itself(page: Page, host: str) -> list[Suggestion]:
    try:
        document = parse(page.body)
    except SourceError:
        return []
    what = "index of sitemaps" if document.index else f"sitemap of {len(document.entries)} addresses"
    return [Suggestion({"url": page.url}, f"{what} of {host}", name=host, rank=0)]
