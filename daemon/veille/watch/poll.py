"""One poll, from the network to the commit: a source says what is there, and the record keeps it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import structlog

from veille.config.model import Login, SourceConfig
from veille.errors import Failure, NotModified, VeilleError, WebError, as_failure, failure
from veille.events import Bell, StoreFailed
from veille.model import Name, Outcome, Validators
from veille.source import Web
from veille.store import sources as store
from veille.store.facts import SourceState
from veille.store.mentions import sync_names
from veille.store.writer import StoreError, Writer
from veille.watch.batch import Deciders
from veille.watch.outcome import Polled, PollResult, Record

DEADLINE = 180.0  # seconds that one poll may take in all
GONE = failure("the configuration changed while it was polled")
STORE_RETRY = 60.0  # seconds after which a poll that could not be written is tried again

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class PollWeb(Web, Protocol):
    """What the poller reads back from the web of one poll."""

    validators: dict[str, Validators]
    renewed: dict[str, Validators]
    stale: Failure
    limit: asyncio.Timeout | None


class WebClient(Protocol):
    def web(
        self,
        source: str,
        *,
        hosts: frozenset[str],
        lan: bool,
        login: Login | None,
        login_host: str,
        validators: Mapping[str, Validators],
        memo: dict[str, Any],
        robots: bool = False,
    ) -> PollWeb: ...


class Poller:
    """Polls sources, a bounded number at once, each source once at a time. `clock` gives UTC seconds, `jitter` 0 to 1."""

    def __init__(
        self,
        *,
        writer: Writer,
        client: WebClient,
        deciders: Deciders,
        bell: Bell,
        clock: Callable[[], float],
        jitter: Callable[[], float] = random.random,
        at_once: int = 50,
    ) -> None:
        self.record = Record(writer, deciders, bell, clock, jitter)
        self._writer = writer
        self._client = client
        self._bell = bell
        self._clock = clock
        self._room = asyncio.Semaphore(at_once)
        self._memos: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, SourceConfig] = {}
        self.states: dict[str, SourceState] = {}
        self.polling: set[str] = set()

    def use(self, client: WebClient) -> None:
        """Poll through another client from now on."""
        self._client = client

    async def set_sources(self, sources: Mapping[str, SourceConfig], names: Mapping[str, Name]) -> None:
        """Watch these sources and names from now on, and no others. Raises StoreError, and then nothing has changed.

        Polls under way end as they began; those of sources that changed meanwhile keep nothing.
        """
        now = int(self._clock())
        configured = [(source.name, source.kind, source.digest) for source in sources.values()]
        of_names = frozenset(source.name for source in sources.values() if source.of)

        def sync(db: sqlite3.Connection) -> dict[str, SourceState]:
            # First: the sources of a name that was renamed go by its new one.
            sync_names(db, names, now)
            return store.sync_sources(db, configured, now, of_names=of_names)

        states = await self._writer.run(sync)
        for name in self.polling & states.keys() & self.states.keys():
            if self.sources[name].digest == sources[name].digest:
                states[name] = self.states[name]  # the poll under way will replace it with what it finds
        for name, source in sources.items():
            if source.budget is not None and states[name].outcome == Outcome.DEGRADED:
                states[name].next_due = min(states[name].next_due, now)  # its budget may have been raised
        self.states, self.sources = states, dict(sources)

    async def reread(self, names: Mapping[str, Name]) -> None:
        """Read again what is remembered of sources, after another process wrote: they may be due, or forgotten.

        `names` are those that are watched: one that was forgotten begins again. Raises StoreError.
        """

        def read(db: sqlite3.Connection) -> dict[str, SourceState]:
            sync_names(db, names, int(self._clock()))
            return store.read_sources(db)

        for name, state in (await self._writer.run(read)).items():
            # What a poll under way finds is checked when it is kept.
            if name in self.states and name not in self.polling:
                self._remember(state)

    def _remember(self, state: SourceState) -> None:
        if state.baseline is None and self.states[state.name].baseline is not None:
            self.record.deciders.undone = -1  # its mirror holds titles that were forgotten
        self.states[state.name] = state

    async def _reload_state(self, name: str) -> None:
        """Read again what is remembered of a source that changed under its poll."""
        with contextlib.suppress(StoreError):  # then its next poll comes here, too
            state = (await self._writer.run(store.read_sources)).get(name)
            if state is not None and name in self.states:
                self._remember(state)

    def due(self, now: float) -> list[str]:
        """Return the sources that are due and not being polled, the longest due first.

        One that was last polled in the future is due: the clock was set back, and its next poll with it.
        """
        names = [
            name
            for name, state in self.states.items()
            if (state.next_due <= now or (state.last_poll or 0) > now) and name not in self.polling
        ]
        return sorted(names, key=lambda name: self.states[name].next_due)

    async def poll_all(self, names: Iterable[str]) -> list[Polled]:
        """Poll these sources, and return how each went."""
        wanted = [name for name in names if name in self.states and name not in self.polling]
        self.polling.update(wanted)
        return list(await asyncio.gather(*(self._in_turn(name) for name in wanted)))

    async def _in_turn(self, name: str) -> Polled:
        try:
            async with self._room:
                config, state = self.sources.get(name), self.states.get(name)
                if config is None or state is None:
                    return Polled(name, Outcome.UNCHANGED, why=GONE)  # it left while it waited
                polled, after = await self._poll(config, state)
            self._replace(state, after)
            return polled
        except store.Superseded:
            await self._reload_state(name)
            return Polled(name, Outcome.UNCHANGED, why=GONE)
        except StoreError as error:
            # A full disk is no source's fault: what came is asked for again, since nothing of it was kept.
            self._bell.ring(StoreFailed(error.failure))
            if (state := self.states.get(name)) is not None:
                state.next_due = self._clock() + STORE_RETRY
            return Polled(name, Outcome.FAILED, why=error.failure)
        finally:
            self.polling.discard(name)

    async def wait(self, name: str) -> None:
        """Return when a source says that a poll is worth while; it must have a `wait`. Raises what that raises."""
        config, state = self.sources[name], self.states[name]
        source: Any = config.source
        await source.wait(self._web(config, state))

    def _web(self, config: SourceConfig, state: SourceState) -> PollWeb:
        return self._client.web(
            config.name,
            hosts=config.hosts,
            lan=config.lan,
            login=config.login,
            login_host=config.login_host,
            validators=state.validators,
            memo=self._memos.setdefault(config.name, {}),
            robots=config.capabilities.robots,
        )

    async def _poll(self, config: SourceConfig, state: SourceState) -> PollResult:
        name = config.name
        web = self._web(config, state)
        start = time.monotonic()
        if config.budget is not None and not await self.record.spend(*config.budget):
            return await self.record.over_budget(state, config, *config.budget)
        try:
            async with asyncio.timeout(DEADLINE) as web.limit:
                batch = await config.source.poll(web, state.cursor)
        except NotModified:
            # Only what came with NotModified: another page of this poll may have changed, and was not kept.
            return await self.record.unchanged(state, config, web.renewed)
        except WebError as error:
            if config.budget is not None:  # only what is answered is billed
                await self.record.give_back(config.budget[0])
            return await self.record.failed(
                state, config, error.failure, start, retry_after=error.retry_after, network=error.network
            )
        except TimeoutError:
            return await self.record.failed(
                state, config, failure("took longer than {n} s and was stopped", n=DEADLINE), start
            )
        except VeilleError as error:
            return await self.record.failed(state, config, error.failure, start)
        except Exception as error:  # a plugin's bug stops only its own source
            log.debug("a kind raised what it should not", source=name, exc_info=True)
            why = failure(
                "the kind '{kind}' raised {error}: a mistake in the plugin, not in what came",
                kind=config.kind,
                error=type(error).__name__,
            )
            return await self.record.failed(state, config, why, start)
        if batch.suspect:
            return await self.record.failed(
                state, config, as_failure(batch.suspect), start, outcome=Outcome.SUSPECT, cursor=batch.cursor
            )
        try:
            return await self.record.keep_batch(state, config, batch, web.validators, start, stale=web.stale)
        except (StoreError, store.Superseded):
            raise
        except Exception as error:
            # a mistake of our own stops only this poll, and is not blamed on the source
            log.exception("a batch could not be kept", source=name)
            why = failure(
                "veille itself made a mistake with what came ({error}); its log says more",
                error=type(error).__name__,
            )
            return await self.record.failed(state, config, why, start)

    def _replace(self, state: SourceState, after: SourceState) -> None:
        if self.states.get(state.name) is state:
            after.notified_at = state.notified_at  # the scheduler may have told of it meanwhile
            self.states[state.name] = after
