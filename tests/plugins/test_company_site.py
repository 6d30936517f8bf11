"""The kind company_site: the news of a site, found on its first page, its news page or in its sitemap, and followed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from veille import Batch, NotModified, Page, SourceError, WebError
from veille.config.refused import unwanted
from veille.testing import PagesWeb, SourceContract
from veille_plugins.company_site import Source
from world import Article, configured, rss

SITE = "https://www.confluence.example/"
NEWS, FEED, OTHER = f"{SITE}actualites", f"{SITE}feed.xml", f"{SITE}presse.xml"
ROBOTS, MAP = f"{SITE}robots.txt", f"{SITE}sitemap.xml"


def home(*feeds: str, links: str = "") -> str:
    """Return a first page that names feeds."""
    named = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{url.rpartition("/")[2]}" href="{url}">'
        for url in feeds
    )
    return f"<!doctype html><html><head><title>Fabrique Confluence</title>{named}</head><body>{links}</body></html>"


def feed(*numbers: int, title: str = "Fabrique Confluence") -> bytes:
    articles = [Article(number, f"Nouvelle {number}") for number in numbers]
    return rss(articles, title=title, site=SITE.rstrip("/"))


def sitemap(*paths: str, news: bool = False) -> str:
    """Return a sitemap, a news sitemap if asked for."""
    said = "<news:news><news:title>Une nouvelle</news:title></news:news>" if news else ""
    urls = "".join(f"<url><loc>{SITE}{path}</loc>{said}</url>" for path in paths)
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f'<urlset {spaces} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'


def polled(pages: Mapping[str, Any], cursor: Mapping[str, Any] | None = None, web: Any = None) -> Batch:
    web = web or PagesWeb(pages)
    return asyncio.run(Source(SITE).poll(web, dict(cursor or {})))


class TestAFeedOfTheFirstPage(SourceContract):
    source = Source(SITE)
    pages = {SITE: home(FEED), FEED: feed(1, 2)}
    pages2 = {SITE: home(FEED), FEED: feed(2, 3)}
    index = FEED


class TestTwoFeeds(SourceContract):
    source = Source(SITE)
    pages = {SITE: home(FEED, OTHER), FEED: feed(1, 2), OTHER: feed(2, 5)}
    pages2 = {SITE: home(FEED, OTHER), FEED: feed(2, 3), OTHER: feed(5, 6)}


class TestAFeedOfTheNewsPage(SourceContract):
    source = Source(SITE)
    pages = {
        SITE: home(links='<a href="/contact">Contact</a><a href="/actualites">Nos actualités</a>'),
        NEWS: home(FEED),
        FEED: feed(1, 2),
    }
    index = FEED


class TestASitemap(SourceContract):
    source = Source(SITE)
    pages = {SITE: home(), MAP: sitemap("contact", "actualites/un-prix", "actualites/une-fusion")}
    pages2 = {SITE: home(), MAP: sitemap("contact", "equipe", "actualites/une-fusion", "actualites/un-lieu")}
    index = MAP


def titles(batch: Batch) -> list[str]:
    return [item.title for item in batch.items]


def test_comments_are_no_news() -> None:
    batch = polled(
        {SITE: home(f"{SITE}comments/feed/", FEED), FEED: feed(1), f"{SITE}comments/feed/": feed(9)}
    )
    assert titles(batch) == ["Nouvelle 1"]


def test_a_news_sitemap_that_robots_txt_names_goes_before_the_usual_one() -> None:
    named = f"{SITE}google-news.xml"
    pages = {SITE: home(), ROBOTS: f"User-agent: *\nSitemap: {named}\n", named: sitemap("x/1", news=True)}
    web = PagesWeb(pages | {MAP: sitemap("actualites/2")})
    assert titles(polled({}, web=web)) == ["Une nouvelle"]
    assert MAP not in [request.url for request in web.asked]


def test_an_index_of_sitemaps_is_followed_to_the_one_of_articles() -> None:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    named = "".join(f"<sitemap><loc>{SITE}{name}-sitemap.xml</loc></sitemap>" for name in ("page", "post"))
    pages = {
        SITE: home(),
        MAP: f"<sitemapindex {spaces}>{named}</sitemapindex>",
        f"{SITE}page-sitemap.xml": sitemap("contact"),
        f"{SITE}post-sitemap.xml": sitemap("un-prix", "une-fusion"),
    }
    assert titles(polled(pages)) == ["Un prix", "Une fusion"]


def test_what_was_found_is_remembered_and_asked_alone() -> None:
    first = polled({SITE: home(FEED), FEED: feed(1)})
    web = PagesWeb({FEED: feed(1, 2)})
    later = polled({}, first.cursor, web)
    assert [request.url for request in web.asked] == [FEED]
    assert titles(later) == ["Nouvelle 2"]
    assert list(later.still) == ["1"]


def test_it_is_looked_for_again_after_a_week() -> None:
    first = polled({SITE: home(FEED), FEED: feed(1)})
    old = dict(first.cursor or {}) | {"since": "2026-01-01"}
    later = polled({SITE: home(OTHER), OTHER: feed(7)}, old)
    assert titles(later) == ["Nouvelle 7"]
    assert later.cursor is not None
    assert later.cursor["since"] > "2026-01-01"


def test_a_feed_that_is_gone_is_looked_for_again_once_a_day() -> None:
    first = polled({SITE: home(FEED), FEED: feed(1)})
    assert titles(polled({SITE: home(OTHER), OTHER: feed(7)}, first.cursor)) == ["Nouvelle 7"]
    web = PagesWeb({SITE: home(FEED)})
    for _ in range(3):
        with pytest.raises((WebError, SourceError)):
            polled({}, first.cursor, web)
    assert [request.url for request in web.asked].count(SITE) == 1


def test_a_site_that_is_down_for_a_while_is_not_looked_through() -> None:
    first = polled({SITE: home(FEED), FEED: feed(1)})
    web = PagesWeb({FEED: WebError("confluence.example answered 503", status=503), SITE: home(OTHER)})
    with pytest.raises(WebError, match="503"):
        polled({}, first.cursor, web)
    assert [request.url for request in web.asked] == [FEED]


def test_one_feed_of_two_that_fails_is_told_and_what_it_held_still_stands() -> None:
    first = polled({SITE: home(FEED, OTHER), FEED: feed(1), OTHER: feed(5)})
    later = polled({FEED: feed(1, 2), OTHER: WebError("presse.xml answered 500", status=500)}, first.cursor)
    assert titles(later) == ["Nouvelle 2"]
    assert set(later.still) == {"1", "5"}
    assert "500" in str(later.degraded)


def test_a_feed_that_a_page_names_and_that_is_no_more_does_not_hide_the_other() -> None:
    assert titles(polled({SITE: home(OTHER, FEED), FEED: feed(1)})) == ["Nouvelle 1"]


def test_a_feed_that_robots_txt_forbids_may_be_given_by_itself() -> None:
    refused = WebError(unwanted("confluence.example/feed.xml", "it"), forbidden=True)
    with pytest.raises(SourceError, match=f"own address may be given as a source: {FEED}"):
        polled({SITE: home(FEED), FEED: refused})


def test_a_site_without_news_says_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"from www\.confluence\.example: .*company_page"):
        polled({SITE: home(links='<a href="/contact">Contact</a>')})


def test_nothing_changed_is_not_modified() -> None:
    first = polled({SITE: home(FEED, OTHER), FEED: feed(1), OTHER: feed(5)})
    with pytest.raises(NotModified):
        polled({FEED: NotModified(), OTHER: NotModified()}, first.cursor)


def test_links_leave_the_site_or_speak_of_else_and_are_not_followed() -> None:
    web = PagesWeb(
        {
            SITE: home(
                links='<a href="https://blog.elsewhere.example/">Blog</a><a href="/newsletter">La lettre</a>'
                '<a href="/2026/un-long-titre">La presse parle de notre nouvelle usine de Vénissieux</a>'
            )
        }
    )
    with pytest.raises(SourceError):
        polled({}, web=web)
    assert [request.url for request in web.asked if request.url not in (SITE, ROBOTS)] == [
        MAP,
        f"{SITE}sitemap_index.xml",
    ]


def test_it_is_offered_for_a_first_page_that_names_no_feed() -> None:
    page = Page(SITE, body=home().encode())
    offered = asyncio.run(Source.discover(PagesWeb({}), page))
    assert [dict(offer.options) for offer in offered] == [{"url": SITE}]
    for other in (
        replace(page, url=NEWS),
        replace(page, body=home(FEED).encode()),
        replace(page, body=b"{}"),
    ):
        assert not asyncio.run(Source.discover(PagesWeb({}), other))


def test_the_site_of_a_company_becomes_one(tmp_path: Path) -> None:
    config = configured(
        tmp_path, f'[company.confluence]\nname = "Fabrique Confluence"\nsite = "{SITE}"', mail_port=1
    )
    source = config.sources["confluence/site"]
    assert (source.kind, source.source, source.topic) == ("company_site", Source(SITE), "Fabrique Confluence")
