"""A month of a real daily, replayed: each article is found once, told once, and folded only into itself."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from corpus import REPLAY, WHY_SKIPPED
from veille.app import App
from webserver import Answer, WebServer
from world import Clock, configured

ARTICLE = re.compile(r"_(\d+)_\d+\.html")
ARTICLES = 1_316


def captures() -> list[tuple[str, dict[str, bytes]]]:
    """Return the moments of capture in order, each with the documents of the sources that it holds."""
    files = sorted(REPLAY.glob("*_*.xml"), key=lambda path: path.stem.split("_")[1])
    return [
        (moment, {path.stem.split("_")[0]: path.read_bytes() for path in paths})
        for moment, paths in groupby(files, key=lambda path: path.stem.split("_")[1])
    ]


def replay(folder: Path) -> None:
    """Poll every capture through the real daemon, as sources with a topic that alerts and without baseline."""
    moments = captures()
    sources = sorted({source for _, documents in moments for source in documents})
    with WebServer() as web:
        text = "\n".join(
            f'[source.{source}]\nurl = "{web.url("/" + source)}"\ntopic = "Tout"\nalert = true\nbaseline = false'
            for source in sources
        )
        config = configured(folder, f'[channel.page]\nfolder = "{folder}/page"\n{text}', head='to = "page"\n')
        clock = Clock()

        async def live() -> None:
            async with App(config, clock=clock, deliver=False) as app:
                for moment, documents in moments:
                    clock.now = datetime.strptime(moment, "%Y-%m-%dT%H-%M-%S").replace(tzinfo=UTC).timestamp()
                    for source, document in documents.items():
                        web.on("/" + source, Answer(document))
                    polled = await app.poll_once(documents)
                    assert {str(poll.why) for poll in polled if poll.outcome == "failed"} == set()

        asyncio.run(live())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    if not REPLAY.is_dir():
        pytest.skip(WHY_SKIPPED)
    folder = tmp_path_factory.mktemp("replay")
    replay(folder)
    with closing(sqlite3.connect(folder / "state" / "veille.db")) as connection:
        yield connection


def article(url: str) -> str:
    """Return the first of the two numbers that end a URL of this daily: it names the article."""
    found = ARTICLE.search(url)
    return found[1] if found else url


def test_every_article_is_found_and_none_twice_in_a_source(database: sqlite3.Connection) -> None:
    items = database.execute("SELECT source, url FROM item").fetchall()
    found = Counter((source, article(url)) for source, url in items)
    assert len({name for _, name in found}) == ARTICLES
    assert len(items) == pytest.approx(len(found), rel=0.005)


def test_a_topic_that_takes_everything_alerts_once_per_story(database: sqlite3.Connection) -> None:
    (stories,) = database.execute("SELECT count(DISTINCT story) FROM item").fetchone()
    (matched,) = database.execute("SELECT count(DISTINCT item) FROM match").fetchone()
    owed = database.execute("SELECT story, count(*) FROM owed GROUP BY story").fetchall()
    (items,) = database.execute("SELECT count(*) FROM item").fetchone()
    assert stories == pytest.approx(ARTICLES, rel=0.005)
    assert matched == items
    assert len(owed) == stories
    assert {times for _, times in owed} == {1}


def test_nothing_is_folded_wrongly(database: sqlite3.Connection) -> None:
    told: dict[int, set[str]] = {}
    for story, url in database.execute("SELECT story, url FROM item"):
        told.setdefault(story, set()).add(article(url))
    assert {story: names for story, names in told.items() if len(names) > 1} == {}


def test_what_was_folded_is_listed_with_how(database: sqlite3.Connection) -> None:
    (items, stories) = database.execute("SELECT count(*), count(DISTINCT story) FROM item").fetchone()
    how = dict(database.execute("SELECT folded_how, count(*) FROM item GROUP BY folded_how"))
    assert how.pop("") == stories
    assert sum(how.values()) == items - stories
    assert set(how) <= {"url", "title", "similar"}
