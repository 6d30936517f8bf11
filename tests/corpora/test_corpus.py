"""Real feeds, served on loopback to the real daemon: everything in them is kept, and told apart."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path

import pytest

from corpus import ABSENT, FEEDS, WHY_SKIPPED
from veille.app import App
from veille.model import Outcome
from veille.store.schema import open_writer
from veille.watch.outcome import Polled
from webserver import Answer, WebServer
from world import HOUR, Clock, configured, living

pytestmark = pytest.mark.skipif(ABSENT, reason=WHY_SKIPPED)

# Files of which another number is kept than feedparser finds entries, and why.
TWICE = "entries that repeat another in id, link, title and text are one item"
OTHERWISE = {
    "codehollow__Rss092FullSample.xml": TWICE,
    "codehollow__Rss20LeFigaro.xml": TWICE,
    "nodefp__illegally-nested.xml": TWICE,
    "kagi__72d1083fa3130282.rss": TWICE,
    "kagi__72fea1ebfd02e90a.rss": TWICE,
    "kagi__cc314ce5dfbb3adc.rss": TWICE,
    "rubycocos__washingtonpost-world.rss": TWICE,
    "simplepie__feed-utf16be.xml": "UTF-16 without its mark, which feedparser does not read",
    "simplepie__feed-utf16le.xml": "UTF-16 without its mark, which feedparser does not read",
    "kagi__osm-pl.xml": "cut in the middle of its last item: half an item would come back later as another one",
}


def test_one_poll_keeps_every_entry_and_the_next_finds_nothing_new(tmp_path: Path) -> None:
    with (FEEDS / "MANIFEST.tsv").open(encoding="utf-8") as lines:
        manifest = {
            row["file"]: int(row["entries"])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    assert len(manifest) == 148
    clock = Clock()
    with WebServer() as web:
        for place, file in enumerate(manifest):
            web.on(f"/{place}", Answer((FEEDS / file).read_bytes(), etag=f'"{place}"' if place % 2 else ""))
        sources = "\n".join(f'f{place} = "{web.url(f"/{place}")}"' for place in range(len(manifest)))
        config = configured(
            tmp_path, f'[channel.c]\nfolder = "{tmp_path}/c"\n[source]\n{sources}', head='to = "c"'
        )

        async def life(app: App) -> tuple[list[Polled], list[Polled]]:
            first = await app.poll_once()
            clock.forward(HOUR)
            return first, await app.poll_once()

        first, second = living(config, clock, life)
        asked_again = web.requests[len(manifest) :]
    with closing(open_writer(tmp_path / "state" / "veille.db")) as db:
        rows = db.execute(
            "SELECT source.name, count(*) FROM item JOIN source ON source.id = item.source GROUP BY 1"
        )
        kept = dict(map(tuple, rows))
        assert db.execute("INSERT INTO item_fts(item_fts, rank) VALUES('integrity-check', 1)")
    total = sum(kept.values())
    other = {
        file: (kept.get(f"f{place}", 0), entries)
        for place, (file, entries) in enumerate(manifest.items())
        if kept.get(f"f{place}", 0) != entries
    }
    print(f"{total} items; files of which another number is kept than the manifest says (kept, entries):")
    for file, counts in other.items():
        print(f"  {file}: {counts}: {OTHERWISE.get(file)}")
    assert set(other) == set(OTHERWISE)
    assert 4540 <= total <= 4574
    assert all(poll.why for poll in first if poll.outcome == Outcome.FAILED)
    assert sum(poll.outcome == Outcome.FAILED for poll in first) <= 3
    assert sum(poll.kept.new for poll in second) == 0
    assert sum(poll.kept.edited for poll in second) == 0
    assert sum("if-none-match" in request.headers for request in asked_again) >= 70
