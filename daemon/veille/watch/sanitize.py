"""Nothing remote is trusted: an item's text, address, dates and sizes are made safe before the core sees it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from veille.model import Item
from veille.text.fold import clean_text

TITLE, TEXT, NAME, ID, URL = 500, 60_000, 200, 2_000, 16_000  # the most characters kept of each
TAGS = 30
FUTURE = timedelta(minutes=10)  # clocks differ a little; further ahead, a date is a mistake or a trick
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def clean(item: Item, now: datetime) -> Item:
    """Return item with nothing in it that could harm a reader, a mail or a log; dates in the future are dropped."""
    url = safe_url(item.url)
    title = clean_text(item.title)[:TITLE]
    text = clean_text(item.text)[:TEXT]
    return replace(
        item,
        id=clean_text(item.id)[:ID],
        title=title or text[:80] or url,
        url=url,
        text=text,
        author=clean_name(item.author),
        outlet=clean_name(item.outlet),
        language=clean_text(item.language)[:20],
        tags=tuple(tag for raw in item.tags[:TAGS] if (tag := clean_text(raw)[:NAME])),
        facts={clean_text(k)[:NAME]: clean_text(v)[:NAME] for k, v in list(item.facts.items())[:TAGS]},
        published=_believed(item.published, now),
        updated=_believed(item.updated, now),
    )


def clean_name(name: str) -> str:
    """Return a name, as of an outlet, fit to be kept and shown."""
    return clean_text(name)[:NAME]


def safe_url(url: str) -> str:
    """Return url if it is one that a reader may click (http or https, with a host), else ""."""
    url = clean_text(url).strip()
    if len(url) > URL:
        return ""
    try:
        parts = urlsplit(url)
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None or moment.tzinfo is None or not EARLIEST <= moment <= now + FUTURE:
        return None
    return moment
