"""What the kind `calendar` could follow of a page: the calendar that it is, or those that it links to. Pure."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from veille import Page, SourceError, Suggestion
from veille.kit.feeds.advertised import is_page, printable
from veille_plugins.calendar.split import content_lines, split_calendar

_MOST = 4
_LARGEST = 1_000_000  # bytes of a page that are looked at
_NAMED = (
    "link[rel~=alternate][type^='text/calendar'][href], a[href$='.ics'], a[href^='webcal:'], a[href*='.ics?']"
)


def offers(page: Page) -> list[Suggestion]:
    """Return the calendars that a page is or names."""
    if not page.body:
        return [_offer(page.url, "calendar", 0)] if urlsplit(page.url).path.lower().endswith(".ics") else []
    if not is_page(page.body):
        return _itself(page)
    found: dict[str, str] = {}
    for node in LexborHTMLParser(page.body[:_LARGEST]).css(_NAMED):
        title = node.attributes.get("title") or node.text()
        if url := _absolute(page.url, node.attributes.get("href") or ""):
            found.setdefault(url, printable(title)[:60])
    return [
        _offer(url, f"calendar “{title}”" if title else "calendar", 1, title) for url, title in found.items()
    ][:_MOST]


def _itself(page: Page) -> list[Suggestion]:
    try:
        calendar = split_calendar(content_lines(page.body))
    except SourceError:
        return []
    what = f"calendar “{calendar.name}”" if calendar.name else "calendar"
    return [_offer(page.url, what, 0, calendar.name)]


def _offer(url: str, what: str, rank: int, name: str = "") -> Suggestion:
    return Suggestion(
        {"url": url}, what, name=name or urlsplit(url).path.rpartition("/")[2].removesuffix(".ics"), rank=rank
    )


def _absolute(base: str, href: str) -> str:
    scheme, mark, rest = href.strip().partition("://")
    if mark and scheme.lower() == "webcal":
        href = f"https://{rest}"
    try:
        url = urljoin(base, href.strip())
    except ValueError:  # urllib on "http://["
        return ""
    return url if url.startswith(("http://", "https://")) else ""
