"""The tick: APScheduler calls once a second and remembers nothing; what is due stands in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

EVERY = 1.0


class Ticker:
    """Calls `tick` every second, never twice at once, and never to catch up."""

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # A job that is late by more than misfire_grace_time (one second, if left alone) is dropped in silence.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

        # A lambda that returns a coroutine would be called in a thread, and never awaited.
        async def call() -> None:
            await tick()

        self._scheduler.add_job(call, "interval", seconds=EVERY, id="tick")

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
