"""The feed kind on real feeds: every file gives the items that its manifest counts, or a reason why not."""

from __future__ import annotations

import asyncio
import csv

import pytest

from corpus import ABSENT, FEEDS, WHY_SKIPPED
from veille import Batch, Page, SourceError
from veille.testing import PagesWeb
from veille_plugins.feed import Source

pytestmark = pytest.mark.skipif(ABSENT, reason=WHY_SKIPPED)

URL = "https://feeds.example/feed"
REASONS = {
    "kagi__osm-pl.xml": (7, "the feed is cut in the middle: 7 whole items were read"),
}
REFUSED = {
    "kagi__7ef13a42fa7e177a.rss": "no item could be read from the feed: it is not well-formed",
}
GAINED = {"simplepie__feed-utf16be.xml": 1, "simplepie__feed-utf16le.xml": 1}
"""Those that the manifest counts none in: UTF-16 without its mark."""

DAMAGED = {"feed2imap__linuxsoft-invalidutf8.xml": "not UTF-8 all through"}


def poll(body: bytes) -> Batch:
    # Captured from disk: no header says what the server called them.
    return asyncio.run(Source(URL).poll(PagesWeb({URL: Page(URL, body=body)}), {}))


def test_148_real_feeds_give_the_items_that_their_manifest_counts(capsys):
    with (FEEDS / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    assert len(rows) == 148
    told = distinct = 0
    for row in rows:
        name, expected = row["file"], int(row["entries"]) + GAINED.get(row["file"], 0)
        try:
            batch = poll((FEEDS / name).read_bytes())
        except SourceError as error:
            with capsys.disabled():
                print(f"\n  {name}: 0 of {expected}: {error}", end="")
            assert REFUSED[name] in str(error)
            continue
        if len(batch.items) != expected:
            with capsys.disabled():
                print(f"\n  {name}: {len(batch.items)} of {expected}: {batch.degraded}", end="")
            assert (len(batch.items), str(batch.degraded)) == REASONS[name]
        else:
            assert name not in REASONS | REFUSED
            assert DAMAGED.get(name, "") in str(batch.degraded)
            assert bool(batch.degraded) == (name in DAMAGED)
        told += len(batch.items)
        distinct += len({(item.id, item.url, item.title, item.text) for item in batch.items})
        for item in batch.items:
            assert not item.url or item.url.startswith(("http://", "https://"))
            assert item.published is None or item.published.tzinfo is not None
    assert told == 4610  # the manifest's 4,609 entries, less the one that was cut, and those gained
    assert distinct == 4573
