"""The tick ends whole at a stop: what is in progress is waited for, and nothing is logged as an error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from veille.schedule import Ticker


class Work:
    """A tick that works until it is let go."""

    def __init__(self) -> None:
        self.began, self.ended, self.cut = 0, 0, 0
        self.begins, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.began += 1
        self.begins.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cut += 1
            raise
        self.ended += 1


def stopped(
    life: Callable[[Ticker, Work], Coroutine[Any, Any, None]], caplog: pytest.LogCaptureFixture
) -> tuple[Work, list[str]]:
    """Start a ticker, live, let the event loop empty itself; return the work, and what was logged by anyone."""

    async def run() -> Work:
        work = Work()
        ticker = Ticker(work)
        ticker.start()
        await life(ticker, work)
        for _ in range(5):
            await asyncio.sleep(0)
        return work

    with caplog.at_level(logging.WARNING), capture_logs() as logs:
        work = asyncio.run(run())
    said = [f"{record['log_level']}: {record['event']}" for record in logs]
    return work, said + [record.getMessage() for record in caplog.records]


def test_a_stop_waits_for_the_tick_in_progress(caplog: pytest.LogCaptureFixture) -> None:
    async def life(ticker: Ticker, work: Work) -> None:
        await work.begins.wait()
        stop = asyncio.create_task(ticker.stop(60.0))
        await asyncio.sleep(0)
        assert not stop.done()
        work.go.set()
        await stop
        assert work.ended == 1

    work, said = stopped(life, caplog)
    assert (work.began, work.ended, work.cut, said) == (1, 1, 0, [])


def test_a_tick_that_does_not_end_in_time_is_cut_short_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def life(ticker: Ticker, work: Work) -> None:
        await work.begins.wait()
        await ticker.stop(0.0)
        assert work.cut == 1

    work, said = stopped(life, caplog)
    assert (work.ended, work.cut) == (0, 1)
    assert said == ["warning: the tick in progress was cut short by the stop"]


@pytest.mark.parametrize("turns", range(4))
def test_a_stop_at_the_very_start_logs_nothing(turns: int, caplog: pytest.LogCaptureFixture) -> None:
    async def life(ticker: Ticker, work: Work) -> None:
        work.go.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        await ticker.stop(60.0)

    work, said = stopped(life, caplog)
    assert work.began == work.ended
    assert said == []


def test_a_tick_that_fails_is_logged_and_the_stop_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> None:
        async def tick() -> None:
            raise ZeroDivisionError

        ticker = Ticker(tick)
        ticker.start()
        await asyncio.sleep(0)
        await ticker.stop(60.0)

    with capture_logs() as logs:
        asyncio.run(life())
    assert [record["event"] for record in logs] == ["a tick failed; the next one tries again"]
    assert not caplog.records
