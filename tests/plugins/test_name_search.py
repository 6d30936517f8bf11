"""The kind name_search: each engine keeps the contract, and its items say what its answer says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille import Batch, Item, Secret
from veille.testing import PagesWeb, SourceContract
from veille_plugins.name_search import Source, bluesky, brave, crossref, feeds, hacker_news, hal, openalex

PAGES = Path(__file__).parent / "pages/name_search"
KEY = Secret("key", "not-for-anybody")
JEANNE = {
    "name": "jeanne",
    "full": "Jeanne Le Goff",
    "also": ("Jeanne Le Goff-Quay", "@jeanne.example", "jeanne@port.example"),
    "context": ("port", "Lorient"),
}
SEARX = "http://127.0.0.1:8888"
TOOTS = "https://toots.example"

GOOGLE_PAGES = {feeds.GOOGLE: PAGES / "google-news.xml"}
BING_PAGES = {feeds.BING: PAGES / "bing-news.xml"}
REDDIT_PAGES = {feeds.REDDIT: PAGES / "reddit.xml"}
HACKER_PAGES = {hacker_news.SEARCH: PAGES / "hacker-news.json"}
TAG_PAGES = {f"{TOOTS}/api/v1/timelines/tag/JeanneLeGoff": PAGES / "mastodon-timeline.json"}
TOOT_PAGES = {f"{TOOTS}/api/v2/search": PAGES / "mastodon-search.json"}
FEED_PAGES = {f"{bluesky.PUBLIC}/xrpc/app.bsky.feed.getAuthorFeed": PAGES / "bluesky-feed.json"}
LOGIN = f"{bluesky.HOME}/xrpc/com.atproto.server.createSession"
BLUESKY_PAGES = {
    LOGIN: PAGES / "bluesky-session.json",
    f"{bluesky.HOME}/xrpc/app.bsky.feed.searchPosts": PAGES / "bluesky-search.json",
}
CROSSREF_PAGES = {crossref.WORKS: PAGES / "crossref.json"}
HAL_PAGES = {hal.SEARCH: PAGES / "hal.json"}
OPENALEX_PAGES = {
    openalex.AUTHORS: PAGES / "openalex-authors.json",
    openalex.WORKS: PAGES / "openalex-works.json",
}
SEARXNG_PAGES = {f"{SEARX}/search": PAGES / "searxng.json"}
BRAVE_PAGES = {brave.SEARCH: PAGES / "brave.json"}


class TestGoogleNews(SourceContract):
    source = Source("google_news", **JEANNE)
    pages = GOOGLE_PAGES


class TestBingNews(SourceContract):
    source = Source("bing_news", **JEANNE)
    pages = BING_PAGES


class TestReddit(SourceContract):
    source = Source("reddit", **JEANNE)
    pages = REDDIT_PAGES


class TestHackerNews(SourceContract):
    source = Source("hacker_news", **JEANNE)
    pages = HACKER_PAGES


class TestMastodonTag(SourceContract):
    source = Source("mastodon_tag", server=TOOTS, **JEANNE)
    pages = TAG_PAGES


class TestMastodon(SourceContract):
    source = Source("mastodon", server=TOOTS, key=KEY, **JEANNE)
    pages = TOOT_PAGES


class TestBlueskyFeed(SourceContract):
    source = Source("bluesky_feed", **JEANNE)
    pages = FEED_PAGES


class TestBluesky(SourceContract):
    source = Source("bluesky", user="@ines.example", key=KEY, **JEANNE)
    pages = BLUESKY_PAGES

    def test_one_page_unchanged_does_not_hide_the_others(self) -> None:
        """The login is posted, which has no 304: only the search itself may be unchanged."""
        posted = [
            request.url for request in poll(self.source, self.pages)[1].asked if request.method == "POST"
        ]
        assert posted == [LOGIN]


class TestCrossref(SourceContract):
    source = Source("crossref", contact="ines@example.org", **JEANNE)
    pages = CROSSREF_PAGES


class TestHal(SourceContract):
    source = Source("hal", **JEANNE)
    pages = HAL_PAGES


class TestOpenAlex(SourceContract):
    source = Source("openalex", key=KEY, **JEANNE)
    pages = OPENALEX_PAGES


class TestSearxng(SourceContract):
    source = Source("searxng", server=SEARX, **JEANNE)
    pages = SEARXNG_PAGES


class TestBrave(SourceContract):
    source = Source("brave", key=KEY, **JEANNE)
    pages = BRAVE_PAGES


def poll(source: Source, pages: dict, cursor: dict | None = None) -> tuple[Batch, PagesWeb]:
    web = PagesWeb(pages)
    return asyncio.run(source.poll(web, cursor or {})), web


def items(source: Source, pages: dict) -> list[Item]:
    return list(poll(source, pages)[0].items)


def test_google_s_headline_stands_without_its_outlet_and_its_opaque_id_identifies_it():
    first, second = items(Source("google_news", **JEANNE), GOOGLE_PAGES)
    assert first == Item(
        id="CBMiAAAAestuaire",
        title="Jeanne Le Goff prend la tête du port - presse",
        url="https://news.google.com/rss/articles/CBMiAAAAestuaire?oc=5",
        published=datetime(2026, 11, 23, 6, 53, 48, tzinfo=UTC),
        language="fr",
        outlet="Le Courrier de l’estuaire",
    )
    assert (second.title, second.outlet) == ("« Nous recrutons », dit Jeanne Le Goff", "gazette.example")


def test_bing_s_item_leads_to_the_article_itself_and_never_to_what_is_no_page():
    first, second = items(Source("bing_news", **JEANNE), BING_PAGES)
    assert first == Item(
        title="Le port a une directrice",
        url="https://courrier.example/port?id=4&lieu=lorient",
        text="Jeanne Le Goff & son équipe s'installent.",
        published=datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        outlet="Le Courrier de l’estuaire",
    )
    assert second.url.startswith("http://www.bing.com/news/apiclick.aspx?")
    assert (second.outlet, second.published) == ("", None)


def test_a_post_of_reddit_has_its_subreddit_as_outlet_and_not_reddit_s_own_line():
    first, second = items(Source("reddit", **JEANNE), REDDIT_PAGES)
    assert (first.id, first.outlet, first.author) == ("t3_aaa111", "r/lorient", "/u/quai_ouest")
    assert first.text == "Quelqu'un connaît Jeanne Le Goff ?"
    assert second.text == "It was submitted by Le Goff, Jeanne."
    assert first.url == "https://www.reddit.com/r/lorient/comments/aaa111/la_directrice/"


def test_a_comment_of_hacker_news_leads_to_itself_under_its_story_s_title():
    comment, story = items(Source("hacker_news", **JEANNE), HACKER_PAGES)
    assert comment == Item(
        id="4002",
        title="A harbour run by tides (tideline)",
        url="https://news.ycombinator.com/item?id=4002",
        text="It's Jeanne Le Goff who wrote it. See left/right.",
        author="tideline",
        published=datetime(2026, 11, 22, 21, 10, 34, tzinfo=UTC),
        outlet="Hacker News",
    )
    assert (story.title, story.text) == ("A harbour run by tides", "https://ports.example/tides")


@pytest.mark.parametrize(
    ("engine", "more", "pages"),
    [("mastodon_tag", {}, TAG_PAGES), ("mastodon", {"key": KEY}, TOOT_PAGES)],
)
def test_a_post_of_mastodon_is_known_by_what_is_the_same_on_every_server(engine, more, pages):
    first, second = items(Source(engine, server=TOOTS, **more, **JEANNE), pages)
    assert first == Item(
        id="https://toots.example/users/ines/statuses/117020593741181",
        url="https://toots.example/@ines/117020593741181",
        text="Bravo à #JeanneLeGoff ! On l'attendait.",
        author="Inès Morvan",
        published=datetime(2026, 11, 21, 13, 55, 55, 867000, tzinfo=UTC),
        language="fr",
        tags=("jeannelegoff",),
        outlet="Mastodon",
    )
    assert second.text == "Port · À lire · Jeanne Le Goff prend la tête du port"
    assert second.updated == datetime(2026, 11, 22, 14, tzinfo=UTC)


def test_an_account_s_feed_on_bluesky_gives_its_own_posts_and_no_repost():
    first, second = items(Source("bluesky_feed", **JEANNE), FEED_PAGES)
    assert first == Item(
        id="at://did:plc:aaaabbbbccccdddd/app.bsky.feed.post/3mgkes2",
        url="https://bsky.app/profile/jeanne.example/post/3mgkes2",
        text="Premier jour. Merci ! · Le port a une directrice · Elle arrive lundi.",
        author="Jeanne Le Goff",
        published=datetime(2026, 11, 22, 12, 47, 26, 689000, tzinfo=UTC),
        language="fr",
        outlet="Bluesky",
    )
    assert second.url == "https://bsky.app/profile/did:plc:aaaabbbbccccdddd/post/3mgkes0"


def test_crossref_s_fuzzy_answer_is_narrowed_to_authors_of_the_name_or_of_the_orcid():
    found = items(Source("crossref", **JEANNE), CROSSREF_PAGES)
    assert [item.id for item in found] == ["10.5555/tides.1", "10.5555/tides.2"]
    assert found[0] == Item(
        id="10.5555/tides.1",
        title="Tides & cranes",
        url="https://doi.org/10.5555/tides.1",
        text="Jeanne Le Goff, Paul Martin · https://orcid.org/0000-0002-1825-0097 · Tidal Letters",
        author="Paul Martin, Jeanne Le Goff",
        published=datetime(2026, 11, 3, 12, 45, 9, tzinfo=UTC),
        outlet="Tidal Letters",
    )
    identified = items(Source("crossref", orcid="0000-0002-1825-0097", **JEANNE), CROSSREF_PAGES)
    assert [item.id for item in identified] == ["10.5555/tides.1", "10.5555/tides.2", "10.5555/tides.4"]
    assert identified[-1].outlet == "Harbour Press"


def test_crossref_is_asked_for_the_best_of_all_time_and_for_the_last_weeks():
    asked = poll(Source("crossref", contact="ines@example.org", **JEANNE), CROSSREF_PAGES)[1].asked
    assert {request.params["query.author"] for request in asked} == {"Jeanne Le Goff", "Jeanne Le Goff-Quay"}
    assert {request.params["mailto"] for request in asked} == {"ines@example.org"}
    query = crossref.EngineQuery("Jeanne Le Goff", orcid="0000-0002-1825-0097")
    ever, new, mine = crossref.asks(query, datetime(2026, 1, 31, tzinfo=UTC).date())
    assert "filter" not in ever.params
    assert new.params["filter"] == "from-created-date:2025-12-01"
    assert mine.params["filter"] == "orcid:0000-0002-1825-0097"


def test_hal_gives_deposits_of_the_name_whose_fields_are_lists_or_not():
    first, second = items(Source("hal", **JEANNE), HAL_PAGES)
    assert first == Item(
        id="hal-04000001",
        title="Grues et marées",
        url="https://hal.example/hal-04000001",
        text="Jeanne Le Goff, Paul Martin · Cahiers du port",
        author="Paul Martin, Jeanne Le Goff",
        published=datetime(2026, 11, 20, 9, tzinfo=UTC),
        outlet="Cahiers du port",
    )
    assert (second.id, second.title, second.author) == ("hal-04000002", "Des quais", "Jeanne Le Goff")


def test_openalex_is_asked_for_the_works_of_those_who_bear_the_name():
    batch, web = poll(Source("openalex", key=KEY, **JEANNE), OPENALEX_PAGES)
    authors, works = web.asked
    assert authors.params["search"] == "Jeanne Le Goff"
    assert works.params["filter"] == "authorships.author.id:A5000000001|A5000000002"
    assert authors.headers["authorization"] == works.headers["authorization"] == "Bearer not-for-anybody"
    first, second = batch.items
    assert (first.id, first.url) == ("W4000000003", "https://doi.org/10.5555/tides.3")
    assert first.text == "Jeanne Le Goff, Paul Martin · https://orcid.org/0000-0002-1825-0097 · Tidal Letters"
    assert (second.url, second.published) == ("https://press.example/1", datetime(2026, 11, 1, tzinfo=UTC))


def test_openalex_is_asked_by_orcid_alone_where_there_is_one_and_for_nothing_where_nobody_bears_the_name():
    _, web = poll(Source("openalex", key=KEY, orcid="0000-0002-1825-0097", **JEANNE), OPENALEX_PAGES)
    assert [request.params["filter"] for request in web.asked] == [
        "authorships.author.orcid:0000-0002-1825-0097"
    ]
    batch, web = poll(Source("openalex", name="zoe", full="Zoé Tanguy", key=KEY), OPENALEX_PAGES)
    assert (list(batch.items), len(web.asked)) == ([], 1)


def test_searxng_s_results_have_their_places_and_the_engines_that_gave_them():
    batch, web = poll(Source("searxng", server=f"{SEARX}/", **JEANNE), SEARXNG_PAGES)
    first, second, third = batch.items
    assert first == Item(
        title="Jeanne Le Goff, directrice du port",
        url="https://courrier.example/port",
        text="Jeanne Le Goff, directrice du port : tout ce qu'il faut savoir.",
        published=datetime(2026, 11, 20, 8, tzinfo=UTC),
        position=1,
        engines=("bing", "mojeek"),
        outlet="courrier.example",
    )
    assert (second.title, second.position) == ("Jeanne Le Goff & Cie", 2)
    assert (third.url, third.position) == ("https://jeanne.example/", 3)
    assert {request.method for request in web.asked} == {"POST"}


def test_brave_is_asked_once_and_its_results_have_their_places():
    batch, web = poll(Source("brave", key=KEY, **JEANNE), BRAVE_PAGES)
    [asked] = web.asked
    assert asked.headers == {"x-subscription-token": "not-for-anybody"}
    assert asked.params["q"] == '"Jeanne Le Goff"'
    assert (asked.params["text_decorations"], asked.params["country"]) == ("false", "FR")
    first, second = batch.items
    assert first == Item(
        title="Jeanne Le Goff, directrice",
        url="https://courrier.example/port",
        text="Jeanne Le Goff arrive & s'installe.",
        published=datetime(2026, 11, 20, 8, tzinfo=UTC),
        language="fr",
        position=1,
        engines=("brave",),
        outlet="Courrier de l’estuaire",
    )
    assert (second.position, second.outlet) == (2, "")


def test_an_answer_without_results_is_believed():
    empty = {
        "hacker_news": {hacker_news.SEARCH: '{"hits": [], "nbHits": 0}'},
        "crossref": {crossref.WORKS: '{"status": "ok", "message": {"items": []}}'},
        "brave": {brave.SEARCH: '{"type": "search", "query": {"original": "x"}}'},
        "google_news": {feeds.GOOGLE: '<rss version="2.0"><channel><title>x</title></channel></rss>'},
        "mastodon_tag": dict.fromkeys(TAG_PAGES, "[]"),
        "searxng": dict.fromkeys(SEARXNG_PAGES, '{"query": "x", "results": [], "unresponsive_engines": []}'),
    }
    for engine, pages in empty.items():
        server = {"searxng": SEARX, "mastodon_tag": TOOTS}.get(engine, "")
        batch, _ = poll(Source(engine, server=server, key=KEY, **JEANNE), pages)
        assert (list(batch.items), str(batch.degraded)) == ([], ""), engine
