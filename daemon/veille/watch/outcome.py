"""What came of a poll is written down: nothing new, a batch, or a failure; each in one transaction."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from veille.config.model import SourceConfig
from veille.errors import NO_FAILURE, Failure, as_failure, failure, failure_n, several
from veille.events import BatchKept, Bell
from veille.model import Batch, Criterion, Outcome, Validators
from veille.store import positions, sources
from veille.store import sources as store
from veille.store.facts import SourceState
from veille.store.items import note_listed
from veille.store.writer import Writer
from veille.watch.batch import Deciders, KeptCounts, keep, settled, sort_out
from veille.watch.identity import by_title, identify
from veille.watch.positions import is_ranked, keep_answer, keep_refusal
from veille.watch.sanitize import clean, clean_name
from veille.web.pace import next_due

NOTHING = KeptCounts()
MISSED = failure(
    "nothing of the last poll was there any more: items were probably missed; poll it more often (`every`)"
)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Polled:
    """How one poll went, for whoever asked for it."""

    source: str
    outcome: Outcome
    kept: KeptCounts = NOTHING
    found: int = 0
    why: Failure = NO_FAILURE
    took: float = 0.0


PollResult = tuple[Polled, SourceState]
"""How a poll went, and its source's state from now on."""


class Record:
    """Writes polls down. `clock` gives UTC seconds, `jitter` 0 to 1; times that a poll `start`ed at are monotonic.

    Every method raises StoreError where nothing could be written, and Superseded where the source's options
    changed meanwhile; then nothing is kept.
    """

    def __init__(
        self,
        writer: Writer,
        deciders: Deciders,
        bell: Bell,
        clock: Callable[[], float],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.deciders = deciders
        self._jitter = jitter
        self._writer = writer
        self._bell = bell
        self._clock = clock
        self._unchanged: dict[int, tuple[int, float, int]] = {}
        # The writer's thread takes them away while a poll adds one.
        self._counting = threading.Lock()

    async def unchanged(
        self, state: SourceState, config: SourceConfig, validators: Mapping[str, Validators]
    ) -> PollResult:
        """Note that nothing changed; `validators` are those that came with that answer."""
        now = self._clock()
        was_failing = state.failures > 0
        renewed = {url: new for url, new in validators.items() if state.validators.get(url) != new}
        # What was only half there is half there still.
        degraded = state.outcome == Outcome.DEGRADED
        outcome, why = (Outcome.DEGRADED, state.why) if degraded else (Outcome.UNCHANGED, NO_FAILURE)
        after = replace(state, validators={**state.validators, **renewed})
        self._succeed(after, config, now, outcome, why=why)
        ranked, saved = is_ranked(config), was_failing or bool(renewed)

        def job(db: sqlite3.Connection) -> None:
            if ranked:
                positions.repeat_answer(db, state.id, int(now))
            if saved:
                self._save(db, state, after, config, renewed, int(now), cursor=False)

        if ranked or saved:
            await self._writer.run(job)
        with self._counting:
            _, _, polls = self._unchanged.get(state.id, (0, 0.0, 0))
            if not self._unchanged:
                self._writer.later(self._count_unchanged)
            self._unchanged[state.id] = (int(now), after.next_due, polls + 1)
        if was_failing:
            self._bell.ring(BatchKept(state.name, 0, 0))
        return Polled(state.name, outcome, why=why), after

    def _count_unchanged(self, db: sqlite3.Connection) -> None:
        with self._counting:
            polls, self._unchanged = self._unchanged, {}
        store.count_unchanged(db, [(source, *rest) for source, rest in polls.items()])

    async def keep_batch(
        self,
        state: SourceState,
        config: SourceConfig,
        batch: Batch,
        validators: Mapping[str, Validators],
        start: float,
        *,
        stale: Failure = NO_FAILURE,
    ) -> PollResult:
        """Keep what a poll brought, all of it or nothing; `stale` is told where there is news that came late by it."""
        now = self._clock()
        moment = datetime.fromtimestamp(now, UTC)
        outlet = config.outlet or clean_name(batch.title) or next(iter(config.hosts), "")
        items = [clean(item, moment) for item in batch.items]
        items = [item if item.outlet else replace(item, outlet=outlet) for item in items]
        identified = identify(items, state.criterion, still=len(batch.still))
        baseline = state.baseline is None and config.baseline
        incremental, window = config.capabilities.incremental, config.capabilities.window
        after = replace(state)
        degraded = as_failure(batch.degraded)
        refused = {engine: as_failure(why) for engine, why in batch.refused.items()}

        def job(db: sqlite3.Connection) -> tuple[KeptCounts, Outcome]:
            nonlocal identified, degraded
            if self.deciders.undone != self._writer.undone:
                # A rollback may have left the mirror with stories that do not exist: build it again.
                # So may what was learnt of marks that were never made.
                self.deciders.stories, self.deciders.marks, self.deciders.undone = (
                    None,
                    -1,
                    self._writer.undone,
                )
            if (
                not incremental
            ):  # else two days' mails of the same words would pass for one told under other ids
                identified = settled(db, state.id, identified, batch.still)
            sorted_out = sort_out(
                db,
                state.id,
                identified.items,
                batch.still,
                settling=bool(identified.why),
                window=window,
            )
            if sorted_out.by_title and identified.criterion is not Criterion.TITLE:
                identified = by_title(identified, sorted_out.by_title, len(items) + len(batch.still))
            # A kind that goes on where it left off overlaps with nothing, and misses nothing either.
            overlaps = baseline or state.baseline is None or incremental or bool(sorted_out.known)
            missed = bool(sorted_out.new) and not overlaps
            kept = keep(
                db,
                self.deciders,
                source=state.id,
                name=state.name,
                sorted_out=sorted_out,
                complete=batch.complete,
                baseline=baseline,
                now=int(now),
                # What a search finds of a name is news however old; so is all where no baseline was wanted.
                began=state.baseline
                if window and config.baseline and not config.capabilities.searches_for
                else None,
            )
            if window:
                # What is only half there has not lost its other half.
                there = sorted_out.present | sorted_out.listed if degraded else sorted_out.present
                note_listed(db, state.id, sorted_out.listed, there)
            changed = bool(kept.new or kept.edited)
            if changed:
                degraded = several((degraded, stale))
            outcome = Outcome.DEGRADED if degraded else Outcome.CHANGED if changed else Outcome.UNCHANGED
            self._succeed(after, config, now, outcome, why=degraded)
            after.criterion = identified.criterion
            after.baseline = after.baseline if after.baseline is not None else int(now)
            after.title = outlet
            after.note = as_failure(batch.note)
            if batch.cursor is not None:
                after.cursor = batch.cursor
            if kept.new:
                after.last_new = int(now)
            why = several((degraded, identified.why, MISSED if missed else NO_FAILURE))
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
            self._save(db, state, after, config, validators, int(now), cursor=batch.cursor is not None)
            if is_ranked(config):
                names, since = self.deciders.names, after.baseline or 0
                keep_answer(db, config, state.id, items, refused, names, int(now), since=since)
            return kept, outcome

        kept, outcome = await self._writer.run(job)
        after.validators = {**state.validators, **validators}
        if identified.why:
            log.info("identity changed", source=state.name, why=identified.why)
        log.info(
            "poll done",
            source=state.name,
            outcome=str(outcome),
            new=kept.new,
            edited=kept.edited,
            owed=kept.owed,
        )
        self._bell.ring(BatchKept(state.name, kept.new, kept.owed))
        found, took = len(items) + len(batch.still), time.monotonic() - start
        return Polled(state.name, outcome, kept, found, degraded, took), after

    async def failed(
        self,
        state: SourceState,
        config: SourceConfig,
        why: Failure,
        start: float,
        *,
        outcome: Outcome = Outcome.FAILED,
        retry_after: float | None = None,
        network: bool = False,
        cursor: Mapping[str, Any] | None = None,
    ) -> PollResult:
        """Note that a poll failed, or that what came cannot be believed, and when to try again.

        Of what cannot be believed the `cursor` alone is kept: so a source may believe it the second time.
        """
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
            jitter=self._jitter(),
        )
        if cursor is not None:
            after.cursor = cursor

        def job(db: sqlite3.Connection) -> None:
            self._save(db, state, after, config, {}, int(now), cursor=cursor is not None)
            if is_ranked(config):
                keep_refusal(db, config, state.id, why, int(now))
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
        # the same failure is said once
        (log.debug if same else log.warning)("poll done", source=state.name, outcome=str(outcome), why=why)
        self._bell.ring(BatchKept(state.name, 0, 0))
        return Polled(state.name, outcome, why=why, took=time.monotonic() - start), after

    async def spend(self, account: str, monthly: int) -> bool:
        """Count a request of an account that has so many a month; return False where this month's are used."""
        month = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m")
        return await self._writer.run(lambda db: sources.spend(db, account, month, monthly))

    async def give_back(self, account: str) -> None:
        """Take back a request that was counted and brought no answer."""
        month = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m")
        await self._writer.run(lambda db: sources.give_back(db, account, month))

    async def over_budget(
        self, state: SourceState, config: SourceConfig, account: str, monthly: int
    ) -> PollResult:
        """Note that a source waits for the next month, when its account has requests again."""
        now = self._clock()
        today = datetime.fromtimestamp(now, UTC)
        first = (
            today.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)
        ).replace(day=1)
        why = failure_n(
            "the {n} request a month of {account} is used: it goes on on {day}",
            "the {n} requests a month of {account} are used: it goes on on {day}",
            n=monthly,
            account=account,
            day=first.date(),
        )
        after = replace(
            state, outcome=Outcome.DEGRADED, why=why, last_poll=int(now), next_due=first.timestamp()
        )

        def job(db: sqlite3.Connection) -> None:
            self._save(db, state, after, config, {}, int(now), cursor=False)
            if is_ranked(config):
                keep_refusal(db, config, state.id, why, int(now))

        await self._writer.run(job)
        return Polled(state.name, Outcome.DEGRADED, why=why), after

    def _succeed(
        self,
        state: SourceState,
        config: SourceConfig,
        now: float,
        outcome: Outcome,
        *,
        why: Failure = NO_FAILURE,
    ) -> None:
        state.outcome, state.why, state.last_poll = outcome, why, int(now)
        state.failures, state.failing_since, state.network = 0, None, False
        state.next_due = next_due(now, config.every, outcome, 0, jitter=self._jitter())

    def _save(
        self,
        db: sqlite3.Connection,
        before: SourceState,
        state: SourceState,
        config: SourceConfig,
        validators: Mapping[str, Validators],
        now: int,
        *,
        cursor: bool,
    ) -> None:
        store.require_current(db, state.id, config.digest, before.baseline)
        store.save_state(db, state, cursor=cursor)
        store.save_validators(db, state.id, validators, now)
