"""The engines that answer with a feed: Google News, Bing News and Reddit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from veille import Batch, Cursor, Item, Page, Web
from veille.kit.addresses import unwrapped
from veille.kit.feeds.reading import read
from veille.kit.json import refuse_web_page
from veille_plugins.name_search.query import EngineQuery, either, locale
from veille_plugins.name_search.request import EngineRequest, get, light

GOOGLE = "https://news.google.com/rss/search"
BING = "https://www.bing.com/news/search"
REDDIT = "https://www.reddit.com/search.rss"

_FOOT = re.compile(r"\s*submitted by\s+/u/\S+(?:\s+to\s+\S+)?(?:\s+\[link\])?(?:\s+\[comments\])?\s*$")


async def google_news(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Ask Google News for the last week: it gives a hundred items at most, and no second page."""
    speech, country = locale(query.language)
    query_text = either(query, signs=1_500, words=32)  # Google reads no more than 32 words
    query_text = f"({query_text})" if " OR " in query_text else query_text
    params = {
        "q": f"{query_text} when:7d",
        "hl": speech if speech.upper() == country else f"{speech}-{country}",
        "gl": country,
        "ceid": f"{country}:{speech}",  # all three must agree, else the feed is empty
    }
    return await _polled(web, "google_news", "Google News", GOOGLE, params, _of_google)


async def bing_news(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search Bing News, whose feed is for personal use only, by its copyright."""
    speech, country = locale(query.language)
    query_text = either(query, signs=1_500, words=100)
    params = {"q": query_text, "format": "rss", "setlang": speech, "cc": country}
    return await _polled(web, "bing_news", "Bing News", BING, params, _of_bing)


async def reddit(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Ask Reddit's feed for the last month's posts."""
    query_text = either(query, signs=500, words=100)  # Reddit takes 512 characters
    params = {"q": query_text, "sort": "new", "t": "month", "type": "link", "limit": "100"}
    return await _polled(web, "reddit", "Reddit", REDDIT, params, _of_reddit)


async def _polled(
    web: Web, engine: str, service: str, url: str, params: Mapping[str, str], adapt: Callable[[Item], Item]
) -> Batch:
    page = await get(web, engine, EngineRequest(engine, url, params))
    # A hundred entries take feedparser some 50 ms.
    batch: Batch = await web.offload(_read, light(page), service)
    return replace(batch, items=tuple(map(adapt, batch.items)), cursor=None, title=service)


def _read(page: Page, service: str) -> Batch:
    refuse_web_page(page, service)
    return read(page, {})


def _of_google(item: Item) -> Item:
    """Return a headline without the outlet behind it; its description only repeats both."""
    title = item.title.removesuffix(f" - {item.outlet}") if item.outlet else item.title
    return replace(item, title=title, text="", closes=None)


def _of_bing(item: Item) -> Item:
    """Return an item at its article's own address, which identifies it: Bing gives no id."""
    try:
        inside = parse_qs(urlsplit(item.url).query).get("url", [""])[0]
    except ValueError:
        inside = ""
    own = unwrapped(inside, item.url) if inside.startswith(("http://", "https://")) else ""
    return replace(item, id="", url=own or item.url, closes=None)


def _of_reddit(item: Item) -> Item:
    """Return a post without Reddit's own line below it, and its subreddit as outlet."""
    place = next((tag for tag in item.tags if tag.startswith("r/")), "Reddit")
    return replace(item, text=_FOOT.sub("", item.text), outlet=place, closes=None)
