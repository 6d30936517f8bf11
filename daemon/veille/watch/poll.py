"""One poll, from the network to the commit: a source says what is there, and all that came is kept at once."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog

from veille.config.model import Login, SourceConfig
from veille.errors import NotModified, VeilleError, WebError
from veille.events import BatchKept, Bell, StoreFailed
from veille.model import Batch, Outcome, Validators
from veille.source import Web
from veille.store import sources as store
from veille.store.sources import SourceState
from veille.store.writer import StoreError, Writer
from veille.watch import keep
from veille.watch.clean import clean, clean_name
from veille.watch.identity import Criterion, identify
from veille.watch.pace import next_due

DEADLINE = 180.0  # seconds that one poll may take in all
GONE = "the configuration changed while it was polled"
STORE_RETRY = 60.0  # seconds after which a poll that could not be written is tried again

log: structlog.stdlib.BoundLogger = structlog.get_logger()


NOTHING = keep.Kept()


@dataclass(frozen=True, slots=True)
class Polled:
    """How one poll went, for whoever asked for it."""

    source: str
    outcome: Outcome
    kept: keep.Kept = NOTHING
    found: int = 0
    why: str = ""
    took: float = 0.0


class SourceWeb(Web, Protocol):
    """What the poller reads back from the web of one poll."""

    validators: dict[str, Validators]
    renewed: dict[str, Validators]


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
    ) -> SourceWeb: ...


class Poller:
    """Polls sources, a bounded number at once, each source once at a time. `clock` gives UTC seconds."""

    def __init__(
        self,
        *,
        writer: Writer,
        client: WebClient,
        brain: keep.Brain,
        bell: Bell,
        clock: Callable[[], float],
        at_once: int = 50,
    ) -> None:
        self._writer = writer
        self._client = client
        self.brain = brain
        self._bell = bell
        self._clock = clock
        self._room = asyncio.Semaphore(at_once)
        self._memos: dict[str, dict[str, Any]] = {}
        self._unchanged: dict[int, tuple[int, float, int]] = {}
        self.sources: dict[str, SourceConfig] = {}
        self.states: dict[str, SourceState] = {}
        self.polling: set[str] = set()

    def use(self, client: WebClient) -> None:
        """Poll through another client from now on."""
        self._client = client

    async def watch(self, sources: Mapping[str, SourceConfig]) -> None:
        """Watch these sources from now on, and no others. Raises StoreError, and then nothing has changed.

        Polls under way end as they began; those of sources that changed meanwhile keep nothing.
        """
        now = int(self._clock())
        configured = [(one.name, one.kind, one.digest) for one in sources.values()]
        states = await self._writer.run(lambda db: store.sync_sources(db, configured, now))
        for name in self.polling & states.keys() & self.states.keys():
            if self.sources[name].digest == sources[name].digest:
                states[name] = self.states[name]  # the poll under way will replace it with what it finds
        self.states, self.sources = states, dict(sources)

    async def reread_due(self) -> None:
        """Read again when sources are due, after another process wrote."""
        rows = await self._writer.run(
            lambda db: db.execute("SELECT name, next_due FROM source WHERE removed IS NULL").fetchall()
        )
        for row in rows:
            state = self.states.get(row["name"])
            if state is not None and row["name"] not in self.polling:
                state.next_due = min(state.next_due, row["next_due"])

    def due(self, now: float) -> list[str]:
        """Return the sources that are due and not being polled, the longest due first.

        One that was last polled in the future is due: the clock was set back, and its next poll with it.
        """
        names = [
            name
            for name, one in self.states.items()
            if (one.next_due <= now or (one.last_poll or 0) > now) and name not in self.polling
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
                    return Polled(
                        name, Outcome.UNCHANGED, why=GONE
                    )  # it left the configuration while it waited
                return await self._poll(config, state)
        except store.Superseded:
            return Polled(name, Outcome.UNCHANGED, why=GONE)
        except StoreError as error:
            # A full disk is no source's fault: what came is asked for again, since nothing of it was kept.
            self._bell.ring(StoreFailed(str(error)))
            if (state := self.states.get(name)) is not None:
                state.next_due = self._clock() + STORE_RETRY
            return Polled(name, Outcome.FAILED, why=str(error))
        finally:
            self.polling.discard(name)

    async def _poll(self, config: SourceConfig, state: SourceState) -> Polled:
        name = config.name
        web = self._client.web(
            name,
            hosts=config.hosts,
            lan=config.lan,
            login=config.login,
            login_host=config.login_host,
            validators=state.validators,
            memo=self._memos.setdefault(name, {}),
        )
        start = time.monotonic()
        try:
            async with asyncio.timeout(DEADLINE):
                batch = await config.source.poll(web, state.cursor)
        except NotModified:
            # Only what came with NotModified: another page of this poll may have changed, and was not kept.
            return await self._unchanged_poll(state, config, web.renewed)
        except WebError as error:
            return await self._failed(
                state, config, str(error), start, retry_after=error.retry_after, network=error.network
            )
        except TimeoutError:
            return await self._failed(
                state, config, f"took longer than {DEADLINE:.0f} s and was stopped", start
            )
        except VeilleError as error:
            return await self._failed(state, config, str(error), start)
        except Exception as error:  # a plugin's bug stops only its own source
            log.debug("a kind raised what it should not", source=name, exc_info=True)
            why = f"the kind {config.kind!r} raised {type(error).__name__}: a mistake in the plugin, not in what came"
            return await self._failed(state, config, why, start)
        if batch.suspect:
            return await self._failed(state, config, batch.suspect, start, outcome=Outcome.SUSPECT)
        try:
            return await self._keep(state, config, batch, web.validators, start)
        except (StoreError, store.Superseded):
            raise
        except Exception as error:
            # a mistake of our own stops only this poll, and is not blamed on the source
            log.exception("a batch could not be kept", source=name)
            why = f"veille itself made a mistake with what came ({type(error).__name__}); its log says more"
            return await self._failed(state, config, why, start)

    async def _unchanged_poll(
        self, state: SourceState, config: SourceConfig, validators: Mapping[str, Validators]
    ) -> Polled:
        now = self._clock()
        was_failing = state.failures > 0
        renewed = {url: one for url, one in validators.items() if state.validators.get(url) != one}
        # What was only half there is half there still.
        degraded = state.outcome == Outcome.DEGRADED
        outcome, why = (Outcome.DEGRADED, state.why) if degraded else (Outcome.UNCHANGED, "")
        self._succeed(state, config, now, outcome, why=why)
        if was_failing or renewed:
            state.validators.update(renewed)
            await self._writer.run(lambda db: self._save(db, state, config, renewed, int(now), cursor=False))
        _, _, polls = self._unchanged.get(state.id, (0, 0.0, 0))
        if not self._unchanged:
            self._writer.later(self._count_unchanged)
        self._unchanged[state.id] = (int(now), state.next_due, polls + 1)
        if was_failing:
            self._bell.ring(BatchKept(state.name, 0, 0))
        return Polled(state.name, outcome, why=why)

    def _count_unchanged(self, db: sqlite3.Connection) -> None:
        polls, self._unchanged = self._unchanged, {}
        store.count_unchanged(db, [(source, *rest) for source, rest in polls.items()])

    async def _keep(
        self,
        state: SourceState,
        config: SourceConfig,
        batch: Batch,
        validators: Mapping[str, Validators],
        start: float,
    ) -> Polled:
        now = self._clock()
        moment = datetime.fromtimestamp(now, UTC)
        outlet = config.outlet or clean_name(batch.title) or next(iter(config.hosts), "")
        items = [clean(item, moment) for item in batch.items]
        items = [item if item.outlet else replace(item, outlet=outlet) for item in items]
        identified = identify(items, Criterion(state.criterion), still=len(batch.still))
        baseline = state.baseline is None and config.baseline
        after = replace(state)

        def job(db: sqlite3.Connection) -> tuple[keep.Kept, bool]:
            nonlocal identified
            if self.brain.undone != self._writer.undone:
                # A rollback may have left the mirror with stories that do not exist: build it anew.
                self.brain.stories, self.brain.undone = None, self._writer.undone
            identified = keep.settled(db, state.id, identified, batch.still)
            sorted_out = keep.sort_out(
                db, state.id, identified.items, batch.still, settling=bool(identified.why)
            )
            missed = (
                not baseline and state.baseline is not None and bool(sorted_out.new) and not sorted_out.known
            )
            kept = keep.keep(
                db,
                self.brain,
                source=state.id,
                name=state.name,
                sorted_out=sorted_out,
                complete=batch.complete,
                baseline=baseline,
                now=int(now),
            )
            changed = bool(kept.new or kept.edited)
            outcome = (
                Outcome.DEGRADED if batch.degraded else Outcome.CHANGED if changed else Outcome.UNCHANGED
            )
            self._succeed(after, config, now, outcome, why=batch.degraded)
            after.criterion = identified.criterion
            after.baseline = after.baseline if after.baseline is not None else int(now)
            after.title = outlet
            if batch.cursor is not None:
                after.cursor = batch.cursor
            if kept.new:
                after.last_new = int(now)
            why = "; ".join(filter(None, (batch.degraded, identified.why, _MISSED if missed else "")))
            store.add_poll(
                db,
                state.id,
                at=int(now),
                outcome=outcome,
                found=len(items) + len(batch.still),
                new=kept.new,
                changed=kept.edited,
                missed=missed,
                why=why,
                took=time.monotonic() - start,
            )
            self._save(db, after, config, validators, int(now), cursor=batch.cursor is not None)
            return kept, changed

        kept, _ = await self._writer.run(job)
        after.validators = {**state.validators, **validators}
        self._replace(state, after)
        if identified.why:
            log.info("identity changed", source=state.name, why=identified.why)
        log.info(
            "poll done",
            source=state.name,
            outcome=str(after.outcome),
            new=kept.new,
            edited=kept.edited,
            owed=kept.owed,
        )
        self._bell.ring(BatchKept(state.name, kept.new, kept.owed))
        return Polled(
            state.name,
            Outcome(after.outcome),
            kept,
            len(items) + len(batch.still),
            batch.degraded,
            time.monotonic() - start,
        )

    async def _failed(
        self,
        state: SourceState,
        config: SourceConfig,
        why: str,
        start: float,
        *,
        outcome: Outcome = Outcome.FAILED,
        retry_after: float | None = None,
        network: bool = False,
    ) -> Polled:
        now = self._clock()
        same = state.why == why and state.failures > 0
        after = replace(state)
        after.failures += 1
        after.failing_since = after.failing_since or int(now)
        after.outcome, after.why, after.network, after.last_poll = outcome, why, network, int(now)
        after.next_due = next_due(
            now,
            config.every,
            outcome,
            after.failures,
            retry_after=retry_after,
            jitter=random.random(),  # noqa: S311 - spreads polls
        )

        def job(db: sqlite3.Connection) -> None:
            self._save(db, after, config, {}, int(now), cursor=False)
            store.add_poll(
                db,
                state.id,
                at=int(now),
                outcome=outcome,
                found=0,
                new=0,
                changed=0,
                missed=False,
                why=why,
                took=time.monotonic() - start,
            )

        await self._writer.run(job)
        self._replace(state, after)
        # the same failure is said once
        (log.debug if same else log.warning)("poll done", source=state.name, outcome=str(outcome), why=why)
        self._bell.ring(BatchKept(state.name, 0, 0))
        return Polled(state.name, outcome, why=why, took=time.monotonic() - start)

    def _succeed(
        self, state: SourceState, config: SourceConfig, now: float, outcome: Outcome, *, why: str = ""
    ) -> None:
        state.outcome, state.why, state.last_poll = outcome, why, int(now)
        state.failures, state.failing_since, state.network = 0, None, False
        state.next_due = next_due(now, config.every, outcome, 0, jitter=random.random())  # noqa: S311 - spreads polls

    def _save(
        self,
        db: sqlite3.Connection,
        state: SourceState,
        config: SourceConfig,
        validators: Mapping[str, Validators],
        now: int,
        *,
        cursor: bool,
    ) -> None:
        store.require_current(db, state.id, config.digest)
        store.save_state(db, state, cursor=cursor)
        store.save_validators(db, state.id, validators, now)

    def _replace(self, state: SourceState, after: SourceState) -> None:
        if self.states.get(state.name) is state:
            self.states[state.name] = after


_MISSED = (
    "nothing of the last poll was there any more: items were probably missed; poll it more often (`every`)"
)
