"""Answers as engines really gave them are read: the recorded ones, where they are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from corpus import CORPUS
from veille import Batch, Secret
from veille.testing import PagesWeb
from veille_plugins.name_search import Source, bluesky, brave, crossref, feeds, hacker_news

SAMPLES = CORPUS.parent / "apis/samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no recorded answers in {SAMPLES}")

KEY = Secret("key", "not-for-anybody")
HOST = "https://host.example"


def sample(engine: str, url: str, name: str, **more: object) -> Batch:
    source = Source(engine, **{"name": "x", "full": "Carl Boettiger", "also": ("@a.example",)} | more)
    answer: Path | bytes = SAMPLES / name
    if engine == "bluesky_feed":
        answer = b'{"feed": [%s]}' % (SAMPLES / name).read_bytes()
    elif name == "hn-algolia-4-hit-2026.json":
        answer = b'{"hits": [%s]}' % (SAMPLES / name).read_bytes()
    return asyncio.run(source.poll(PagesWeb({url: answer}), {}))


@pytest.mark.parametrize(
    ("engine", "url", "name", "found", "more"),
    [
        ("google_news", feeds.GOOGLE, "google-news-1-search.xml", 2, {}),
        ("bing_news", feeds.BING, "bing-news-1-composite.xml", 2, {}),
        ("reddit", feeds.REDDIT, "reddit-2.rss.xml", 1, {}),
        ("hacker_news", hacker_news.SEARCH, "hn-algolia-1-search.json", 2, {}),
        ("hacker_news", hacker_news.SEARCH, "hn-algolia-4-hit-2026.json", 1, {}),
        (
            "mastodon_tag",
            f"{HOST}/api/v1/timelines/tag/CarlBoettiger",
            "mastodon-2-hashtag-timeline.json",
            1,
            {"server": HOST},
        ),
        ("mastodon", f"{HOST}/api/v2/search", "mastodon-1-search-v2.json", 2, {"server": HOST, "key": KEY}),
        (
            "bluesky_feed",
            f"{bluesky.PUBLIC}/xrpc/app.bsky.feed.getAuthorFeed",
            "bluesky-1-feedViewPost.json",
            1,
            {},
        ),
        ("crossref", crossref.WORKS, "crossref-1-author-query.json", 20, {}),
        ("searxng", f"{HOST}/search", "searxng-1.json", 10, {"server": HOST}),
        ("searxng", f"{HOST}/search", "searxng-3-empty.json", 0, {"server": HOST}),
        ("searxng", f"{HOST}/search", "searxng-7-keyvalue.json", 0, {"server": HOST}),
        ("brave", brave.SEARCH, "brave-1.json", 18, {"key": KEY}),
    ],
)
def test_a_recorded_answer_is_read_whole(engine, url, name, found, more):
    batch = sample(engine, url, name, **more)
    assert (len(batch.items), str(batch.degraded)) == (found, "")
    assert all(item.url and (item.title or item.text) for item in batch.items)


def test_the_silent_engine_of_a_recorded_answer_is_named():
    batch = sample("searxng", f"{HOST}/search", "searxng-4-unresponsive.json", server=HOST)
    assert batch.refused == {"loop dead": "HTTP connection error"}
    assert batch.items[0].engines == ("veille corpus", "loop json")
