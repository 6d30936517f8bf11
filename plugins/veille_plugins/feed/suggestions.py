"""What the kind `feed` could follow of a page: the page itself, the feed of an account, the feeds that it names."""

from __future__ import annotations

from urllib.parse import urlsplit

from veille import Page, SourceError, Suggestion
from veille.kit.feeds.advertised import advertised, is_page, of_comments
from veille.kit.feeds.reading import read
from veille_plugins.feed import platforms

_MOST = 8


def offers(page: Page) -> list[Suggestion]:
    """Return the feeds that a page is or names, the one that is meant first; those of comments come last."""
    if known := platforms.by_address(page.url):
        return [known]
    if not page.body:
        return []
    if not is_page(page.body):
        return _itself(page)
    found = platforms.by_page(page.url, page.body)
    feeds = [found] if found else []
    there = {str(feed.options["url"]) for feed in feeds}
    for address, title in advertised(page).items():
        if address not in there:
            comments = of_comments(address, title)
            what = f"feed of comments “{title}”" if comments else f"feed “{title}”"
            named = what if title else "feed of comments" if comments else "feed"
            feeds.append(Suggestion({"url": address}, named, name=title, rank=2 if comments else 1))
    return feeds[:_MOST]


def _itself(page: Page) -> list[Suggestion]:
    try:
        batch = read(page, {})
    except SourceError:
        return []
    alerts = "/alerts/feeds/" in page.url and "google." in (urlsplit(page.url).hostname or "")
    what = "Google Alerts" if alerts else "feed"
    said = f"{what} “{batch.title}”" if batch.title else what
    return [Suggestion({"url": page.url}, said, name=batch.title, rank=0)]
