"""A poll that brought nothing new is written down too: counted by the hour, with the time of the next one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from veille.app import App
from veille.config.model import Config
from veille.model import Outcome
from veille.store.sources import read_sources
from webserver import Answer, WebServer
from world import HOUR, Article, Clock, configured, living, rows, rss

Counts = dict[str, int]


def watched(folder: Path, web: WebServer, names: tuple[str, ...]) -> Config:
    """Return a configuration of feeds that answer 304 from their second poll on."""
    for name in names:
        web.on(f"/{name}", Answer(rss([Article(1, f"Ce que dit {name}")]), etag='"1"'))
    sources = "\n".join(f'{name} = "{web.url(f"/{name}")}"' for name in names)
    return configured(folder, f"[source]\n{sources}", head='to = "out"\n[channel.out]\nfolder = "out"')


async def written(app: App) -> Counts:
    """Return how many unchanged polls of each source stand in the database; the writer does what waits first."""
    found = await app.writer.run(
        lambda db: db.execute(
            "SELECT source.name, sum(polls) FROM poll_count JOIN source ON source.id = source GROUP BY 1"
        ).fetchall()
    )
    return dict(found)


@pytest.mark.parametrize(
    ("names", "polled", "counts"),
    [
        (("lyon",), ["lyon"], {"lyon": 1}),
        (("lyon", "brest"), ["brest"], {"brest": 1}),
        (("lyon", "brest"), ["lyon", "brest"], {"lyon": 1, "brest": 1}),
    ],
    ids=["the only source", "one of two", "two at once"],
)
def test_an_unchanged_poll_is_written_down_without_another_one_after_it(
    tmp_path: Path, web: WebServer, names: tuple[str, ...], polled: list[str], counts: Counts
) -> None:
    clock = Clock()

    async def life(app: App) -> tuple[Counts, Counts]:
        await app.poll_once()
        before = await written(app)
        clock.forward(HOUR)
        assert {poll.outcome for poll in await app.poll_once(polled)} == {"unchanged"}
        return before, await written(app)

    assert living(watched(tmp_path, web, names), clock, life) == ({}, counts)


def test_each_of_several_unchanged_polls_is_written_down_by_itself(tmp_path: Path, web: WebServer) -> None:
    clock = Clock()

    async def life(app: App) -> list[Counts]:
        await app.poll_once()
        found = []
        for name in ("lyon", "brest", "lyon"):
            clock.forward(HOUR)
            await app.poll_once([name])
            found.append(await written(app))
        return found

    assert living(watched(tmp_path, web, ("lyon", "brest")), clock, life) == [
        {"lyon": 1},
        {"lyon": 1, "brest": 1},
        {"lyon": 2, "brest": 1},
    ]


def test_a_stop_right_after_an_unchanged_poll_writes_it_down_with_its_next_due(
    tmp_path: Path, web: WebServer
) -> None:
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once()

    living(watched(tmp_path, web, ("lyon",)), clock, life)
    now = int(clock())
    assert rows(tmp_path, "SELECT polls FROM poll_count") == [(1,)]
    assert rows(tmp_path, f"SELECT last_poll, outcome, next_due > {now} FROM source") == [
        (now, "unchanged", 1)
    ]


@pytest.mark.parametrize("failing", [True, False], ids=["it failed before", "all was well"])
def test_an_unchanged_poll_that_could_not_be_written_down_is_not_remembered_either(
    tmp_path: Path, web: WebServer, failing: bool
) -> None:
    """Else a source that is back would be back in memory alone, and fail again by its row after a restart."""
    clock = Clock()
    config = watched(tmp_path, web, ("lyon",))

    async def life(app: App) -> None:
        await app.poll_once()
        if failing:
            web.on("/lyon", Answer(status=503))
            clock.forward(HOUR)
            await app.poll_once()
        before = app.poller.states["lyon"]
        kept = replace(before, validators=dict(before.validators), next_due=0.0)
        web.on("/lyon", Answer(status=304, headers={"ETag": '"2"'}))
        # The source's row is written first: half of what is to be kept fails.
        await app.writer.run(lambda db: db.execute("ALTER TABLE validators RENAME TO away").fetchone())
        clock.forward(HOUR)
        (polled,) = await app.poller.poll_all(["lyon"])
        assert polled.outcome is Outcome.FAILED
        state = app.poller.states["lyon"]
        assert replace(state, next_due=0.0) == kept
        await app.writer.run(lambda db: db.execute("ALTER TABLE away RENAME TO validators").fetchone())
        assert (await app.writer.run(read_sources))["lyon"].failures == state.failures == failing
        clock.forward(HOUR)
        (polled,) = await app.poller.poll_all(["lyon"])
        assert polled.outcome is Outcome.UNCHANGED
        state = app.poller.states["lyon"]
        row = (await app.writer.run(read_sources))["lyon"]
        assert (row.failures, row.validators) == (state.failures, state.validators)
        assert (state.failures, [kept.etag for kept in state.validators.values()]) == (0, ['"2"'])

    living(config, clock, life)
