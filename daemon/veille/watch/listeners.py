"""Sources that can tell when a poll is worth while are listened to: a task each, spaced, and quiet where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog

from veille.config.model import SourceConfig
from veille.errors import NO_FAILURE, Failure, VeilleError, failure
from veille.model import Outcome
from veille.source import hooks
from veille.store.facts import SourceState
from veille.watch.outcome import Polled

MOST = 20  # sources that are listened to; each holds a connection, and the others are polled at their pace
LONGEST = 3600.0  # seconds of one wait: a connection that died in silence is begun again
SPACING = 15.0  # seconds between two polls that one source asks for; doubled by each that brought nothing
FAILING = 60.0  # seconds before a wait that failed is tried again; doubled by each that fails
SLOWEST = 3600.0
BUSY = 1.0  # seconds before a source that is being polled is looked at again

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class PollerLike(Protocol):
    """What is asked of the poller. Its sources are another mapping once they are others."""

    sources: dict[str, SourceConfig]
    states: dict[str, SourceState]
    polling: set[str]

    async def wait(self, name: str) -> None: ...


class Listeners:
    """Listens to the sources that have a `wait`, and has them polled when it returns.

    `poll` begins a poll and returns its end; one that failed keeps its own backoff. `sleep` takes seconds.
    """

    def __init__(
        self,
        poller: PollerLike,
        poll: Callable[[str], Awaitable[list[Polled]]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        longest: float = LONGEST,
    ) -> None:
        self._poller = poller
        self._poll = poll
        self._sleep = sleep
        self._longest = longest
        self._sources: Mapping[str, SourceConfig] | None = None
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def follow(self) -> None:
        """Listen to the sources that the poller has now, and to no others; polls under way go on."""
        if self._poller.sources is self._sources:
            return
        self._sources = self._poller.sources
        able = [(name, source.digest) for name, source in sorted(self._sources.items()) if waits(source)]
        if len(able) > MOST:
            log.warning("more sources than are listened to can wait: the rest is polled", sources=len(able))
        wanted = set(able[:MOST])
        for key in self._tasks.keys() - wanted:
            self._tasks.pop(key).cancel()
        for key in wanted - self._tasks.keys():
            self._tasks[key] = asyncio.create_task(self._listen(key[0]), name=f"wait {key[0]}")

    async def stop(self) -> None:
        """Listen to none any more."""
        tasks, self._tasks, self._sources = list(self._tasks.values()), {}, None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, name: str) -> None:
        spacing, failing, said = SPACING, FAILING, NO_FAILURE
        while True:
            state = self._poller.states.get(name)
            if state is None or name in self._poller.polling:
                # How that poll ends says whether to knock at all: a wrong password is not tried twice for it.
                await self._sleep(BUSY)
                continue
            if state.failures:
                # It has its own time of the next poll: to knock beside it would only hammer.
                await self._sleep(failing)
                failing = min(failing * 2, SLOWEST)
                continue
            why = await self._wait(name)
            if why:
                (log.debug if why == said else log.info)(
                    "a source is polled, and not listened to", source=name, why=why
                )
                said = why
                await self._sleep(failing)
                failing = min(failing * 2, SLOWEST)
                continue
            failing, said = FAILING, NO_FAILURE
            polled = await self._poll(name)
            brought = any(poll.kept.new or poll.outcome is Outcome.CHANGED for poll in polled)
            spacing = SPACING if brought else min(spacing * 2, SLOWEST)
            await self._sleep(spacing)

    async def _wait(self, name: str) -> Failure:
        """Wait until a poll is worth while; return what kept from waiting, if anything."""
        while True:
            limit = asyncio.timeout(self._longest)
            try:
                async with limit:
                    await self._poller.wait(name)
                return NO_FAILURE
            except TimeoutError:
                if not limit.expired():
                    return failure("it was given up")
            except VeilleError as error:
                return error.failure
            except Exception as error:  # a plugin's bug stops only its own listening
                log.debug("a kind raised what it should not", source=name, exc_info=True)
                return failure("the kind raised {error}: a mistake in the plugin", error=type(error).__name__)


def waits(config: SourceConfig) -> bool:
    """Return whether a source has the optional `async def wait(self, web)` of the contract."""
    return hooks(config.source).wait is not None
