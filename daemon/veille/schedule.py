"""The tick: APScheduler calls once a second and remembers nothing; what is due stands in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

EVERY = 1.0

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Ticker:
    """Calls `tick` at once and then every second, never twice at the same time, and never to catch up."""

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._tick = tick
        self._running: asyncio.Task[None] | None = None
        # A job that is late by more than misfire_grace_time (one second, if left alone) is dropped in silence.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

        # A plain function would be called in a thread. The tick is a task of our own: APScheduler cancels the jobs
        # that run at its shutdown, and logs each as an error with a traceback.
        async def begin() -> None:
            self._begin()

        self._scheduler.add_job(begin, "interval", seconds=EVERY, id="tick")

    def start(self) -> None:
        self._scheduler.start()
        self._begin()

    async def stop(self, seconds: float) -> None:
        """Begin no tick any more, and wait for the one in progress; cancel it once so many seconds are over."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # a call that APScheduler has made already begins, rather than being cancelled
        running = self._running
        if running is not None and not running.done():
            await asyncio.wait([running], timeout=seconds)
            if running.cancel():
                log.warning("the tick in progress was cut short by the stop", seconds=seconds)
                await asyncio.wait([running], timeout=1.0)
        self._scheduler.shutdown(wait=False)

    def _begin(self) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name="tick")

    async def _run(self) -> None:
        try:
            await self._tick()
        except Exception:  # a mistake of ours must not end the watch
            log.exception("a tick failed; the next one tries again")
