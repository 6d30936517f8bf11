"""Listening to sources that can tell when a poll is worth while: at once, spaced, and quiet where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import structlog

from patience import HANG
from veille import Batch, Cursor, SourceError, Web
from veille.config.model import SourceConfig
from veille.model import Outcome
from veille.store.facts import SourceState
from veille.watch.listeners import BUSY, FAILING, MOST, SLOWEST, SPACING, Listeners, waits
from veille.watch.outcome import Polled


@dataclass(frozen=True)
class Listener:
    """A kind that can wait."""

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return Batch()

    async def wait(self, web: Web) -> None:
        return None


@dataclass(frozen=True)
class Deaf:
    """A kind that can't."""

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        return Batch()


def config(name: str, source: Any = None, digest: str = "") -> SourceConfig:
    return SourceConfig(name, source or Listener(), digest=digest or name)


@dataclass
class Poller:
    """What Listeners asks of a poller: `says` is what a wait does, by source."""

    sources: dict[str, SourceConfig]
    says: Callable[[str], Awaitable[None]]
    states: dict[str, SourceState] = field(default_factory=dict)
    waited: list[str] = field(default_factory=list)
    polling: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.states |= {name: SourceState(number, name) for number, name in enumerate(self.sources)}

    async def wait(self, name: str) -> None:
        self.waited.append(name)
        await self.says(name)


async def at_once(name: str) -> None:
    await asyncio.sleep(0)


async def never(name: str) -> None:
    await asyncio.Event().wait()


def listen(
    poller: Poller, outcomes: list[Outcome], rounds: int, **options: Any
) -> tuple[list[float], list[str]]:
    """Listen until so many pauses were made; return these, in seconds, and the sources polled."""
    pauses: list[float] = []
    polled: list[str] = []

    async def live() -> None:
        done = asyncio.Event()

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) >= rounds:
                done.set()
                await asyncio.Event().wait()

        async def poll(name: str) -> list[Polled]:
            polled.append(name)
            return [Polled(name, outcomes.pop(0) if outcomes else Outcome.UNCHANGED)]

        listening = Listeners(poller, poll, sleep=sleep, **options)
        listening.follow()
        async with asyncio.timeout(HANG):
            await done.wait()
        await listening.stop()

    asyncio.run(live())
    return pauses, polled


def test_a_source_is_polled_when_its_wait_returns_and_ever_more_seldom_while_that_brings_nothing() -> None:
    pauses, polled = listen(Poller({"boite": config("boite")}, at_once), [], 4)
    assert polled == ["boite"] * 4
    assert pauses == [2 * SPACING, 4 * SPACING, 8 * SPACING, 16 * SPACING]


def test_a_poll_that_brought_something_is_followed_by_the_shortest_pause() -> None:
    outcomes = [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.CHANGED, Outcome.CHANGED]
    pauses, _ = listen(Poller({"boite": config("boite")}, at_once), outcomes, 4)
    assert pauses == [2 * SPACING, 4 * SPACING, SPACING, SPACING]


def test_the_pause_has_an_upper_end() -> None:
    pauses, _ = listen(Poller({"boite": config("boite")}, at_once), [], 20)
    assert pauses[-1] == SLOWEST


@pytest.mark.parametrize("error", [SourceError("it has no IDLE"), TimeoutError(), ValueError("a mistake")])
def test_a_wait_that_fails_is_tried_later_and_later_and_polls_nothing(error: Exception) -> None:
    async def fail(name: str) -> None:
        raise error

    with structlog.testing.capture_logs():  # to draw nine tracebacks took five seconds
        pauses, polled = listen(Poller({"boite": config("boite")}, fail), [], 9)
    assert polled == []
    assert pauses[:3] == [FAILING, 2 * FAILING, 4 * FAILING]
    assert pauses[-1] == SLOWEST


def test_a_source_whose_polls_fail_is_left_alone_until_they_succeed() -> None:
    poller = Poller({"boite": config("boite")}, at_once)
    poller.states["boite"].failures = 3
    pauses, polled = listen(poller, [], 3)
    assert polled == poller.waited == []
    assert pauses == [FAILING, 2 * FAILING, 4 * FAILING]


def test_a_source_that_is_being_polled_or_has_left_is_not_knocked_at_beside_that() -> None:
    poller = Poller({"boite": config("boite")}, at_once, polling={"boite"})
    assert listen(poller, [], 3) == ([BUSY] * 3, [])
    poller = Poller({"boite": config("boite")}, at_once)
    del poller.states["boite"]
    assert listen(poller, [], 3) == ([BUSY] * 3, [])
    assert poller.waited == []


def test_a_wait_that_lasts_too_long_is_begun_anew_without_a_poll() -> None:
    async def once_in_silence(name: str) -> None:
        if len(poller.waited) == 1:
            await never(name)

    poller = Poller({"boite": config("boite")}, once_in_silence)
    _, polled = listen(poller, [], 1, longest=0.02)
    assert poller.waited == ["boite", "boite"]
    assert polled == ["boite"]


def test_only_sources_that_can_wait_are_listened_to_and_only_so_many() -> None:
    assert waits(config("a"))
    assert not waits(config("a", Deaf()))
    sources = {f"{n:02}": config(f"{n:02}") for n in range(MOST + 5)} | {"deaf": config("deaf", Deaf())}

    async def live() -> list[str]:
        poller = Poller(sources, never)
        listening = Listeners(poller, lambda name: asyncio.sleep(0, []))
        listening.follow()
        await asyncio.sleep(0.01)
        await listening.stop()
        return poller.waited

    assert sorted(asyncio.run(live())) == [f"{n:02}" for n in range(MOST)]


def test_a_reload_listens_to_the_new_sources_leaves_the_old_and_keeps_those_that_stay() -> None:
    async def live() -> tuple[list[str], list[str]]:
        poller = Poller({"a": config("a"), "b": config("b"), "c": config("c")}, never)
        listening = Listeners(poller, lambda name: asyncio.sleep(0, []))
        listening.follow()
        await asyncio.sleep(0.01)
        first, poller.waited = poller.waited, []
        poller.sources = {
            "a": config("a"),
            "b": replace(config("b"), digest="other options"),
            "d": config("d"),
        }
        poller.states["d"] = SourceState(9, "d")
        listening.follow()
        listening.follow()
        await asyncio.sleep(0.01)
        names = {task.get_name() for task in asyncio.all_tasks()}
        assert {"wait a", "wait b", "wait d"} <= names
        assert "wait c" not in names
        await listening.stop()
        assert not any(task.get_name().startswith("wait") for task in asyncio.all_tasks())
        return first, poller.waited

    first, second = asyncio.run(live())
    assert sorted(first) == ["a", "b", "c"]
    assert sorted(second) == ["b", "d"]
