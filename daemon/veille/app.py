"""The daemon, wired: nothing is decided here, the parts are only made to know each other."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import os
import random
import sqlite3
import ssl
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

import structlog

from veille import permissions
from veille.config.model import Config
from veille.errors import UserError
from veille.events import Bell, DatabaseChanged, Event, StoreFailed
from veille.match.decide import Topic
from veille.match.rules import Matcher
from veille.names.mentions import Mentions
from veille.post.alarm import StoreAlarm
from veille.post.scheduler import Scheduler
from veille.send.deliver import SMTP_CONNECT, Deliverer, Router
from veille.store.recipients import forget_unnamed
from veille.store.schema import examine
from veille.store.sources import prune_polls, set_setting, setting
from veille.store.writer import StoreError, Writer
from veille.watch.backfill import recall
from veille.watch.batch import Deciders
from veille.watch.listeners import Listeners
from veille.watch.outcome import Polled
from veille.watch.poll import DEADLINE, Poller
from veille.web.client import HttpClient
from veille.web.guard import anywhere
from veille.web.resolver import connect
from veille.web.tokens import make_tokens
from veille.web.workers import Workers

DATABASE = "veille.db"
LOOKS = 1000  # of commands at the lock, a millisecond apart, before starting is given up

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class AlreadyRunning(UserError):
    """Another process holds the lock of this state folder."""


class App:
    """A running veille: polls what is due, posts what is owed, drains the outbox. `clock` gives UTC seconds.

    `clock` gives UTC seconds; `jitter`, 0 to 1, spreads polls.
    With `deliver=False` messages stay in the outbox: a rehearsal reads them there. With `examine` the database is
    looked through for damage first, which takes seconds where it is large. Workers that are given stay open.

    Used as an asynchronous context: entering takes the lock, leaving gives everything back within five seconds.
    """

    def __init__(
        self,
        config: Config,
        *,
        clock: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
        tls: ssl.SSLContext | None = None,
        deliver: bool = True,
        examine: bool = False,
        workers: Workers | None = None,
    ) -> None:
        self.config = config
        self.began = clock()
        self._deliver = deliver
        self._examine = examine
        self._lent = workers is not None  # then whoever lent them closes them
        self.workers = workers or Workers()
        self.bell = Bell()
        self.clock = clock
        self._jitter = jitter
        self._tls = tls
        self._lock: TextIOWrapper | None = None
        self._polls: set[asyncio.Task[list[Polled]]] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._former: set[HttpClient] = set()  # of configurations before, until their last poll has ended
        self._naming = asyncio.Lock()  # one configuration's names at a time
        self._rung = True
        self._pruned = 0.0
        self._ticked = 0.0

    async def __aenter__(self) -> App:
        config = self.config
        # The mirror of recent titles is large and has no cycles: to search it for some every 700 objects is waste.
        gc.set_threshold(25_000, 20, 50)
        self._lock = take_lock(config.state)
        if self._examine:
            examine(config.state / DATABASE)
        self.writer = Writer(
            config.state / DATABASE, on_foreign_write=lambda: self.bell.ring(DatabaseChanged())
        )
        self.client = self._make_client(config)
        self.poller = Poller(
            writer=self.writer,
            client=self.client,
            deciders=make_deciders(config),
            bell=self.bell,
            clock=self.clock,
            jitter=self._jitter,
        )
        self.listeners = Listeners(self.poller, self._poll_alone)
        self.deliverer = Deliverer(self.writer, self._make_router(config, self.client), self.bell, self.clock)
        self.scheduler = Scheduler(config, self.writer, self.bell, self.clock)
        self.alarm = StoreAlarm(config)
        self.bell.listen(self._hear)
        await self.writer.run(self._note_beginning)
        await self.poller.set_sources(config.sources, config.names)
        await self.scheduler.start()
        await self.deliverer.start()
        self.writer.later(self._forget_unnamed)
        self._start(self._recall())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.listeners.stop()
        for task in (*self._polls, *self._chores):
            task.cancel()
        await asyncio.gather(*self._polls, *self._chores, return_exceptions=True)
        await self.deliverer.stop(2.0)
        for client in (self.client, *self._former):
            await client.close()
        if not self._lent:
            await self.workers.close()
        await self.writer.close()
        if self._lock is not None:
            self._lock.close()

    async def tick(self) -> None:
        """Do all that is due now: start polls, post what is owed, start deliveries. Waits for none of them."""
        now = self.clock()
        self.start_polls(self.poller.due(now))
        self.listeners.follow()
        # What was planned by a clock that is set back since would come too late.
        rung, self._rung, self._ticked = self._rung or now < self._ticked, False, now
        try:
            if rung or self.scheduler.due(now):
                await self.scheduler.post(now, self.poller.states)
            # What was just made rang.
            if rung or self._rung or self.deliverer.due(now):
                await self.deliverer.drain()
            else:
                self.deliverer.rest()
            if now - self._pruned > 3600:
                self._pruned = now
                self.writer.later(lambda db: prune_polls(db, int(now)))
            await self.alarm.over(now)
        except StoreError as error:
            self._rung = True
            await self.alarm.sound(error.failure, now)

    def start_polls(self, names: Iterable[str]) -> asyncio.Task[list[Polled]] | None:
        """Start polling these sources, without waiting for them; return the task, if there are any."""
        sources = list(names)
        if not sources:
            return None
        task = asyncio.create_task(self.poller.poll_all(sources))
        self._polls.add(task)
        task.add_done_callback(self._polls.discard)
        return task

    async def _poll_alone(self, name: str) -> list[Polled]:
        """Poll one source, and return how that went; the poll goes on even if nobody waits for it any more."""
        task = self.start_polls([name])
        return await asyncio.shield(task) if task is not None else []

    async def poll_once(self, names: Iterable[str] | None = None) -> list[Polled]:
        """Poll these sources, or all, now; post what is owed of it, and wait until it is on its way."""
        polled = await self.poller.poll_all(list(self.poller.states if names is None else names))
        await self.settle(after_pass=True)
        return polled

    async def settle(self, seconds: float = 60.0, *, after_pass: bool = False) -> None:
        """Wait until no poll is under way and all that can be posted and sent now is.

        A digest that leaves `after_pass` tells what was found in this very second too.
        """
        ends = asyncio.get_running_loop().time() + seconds
        while True:
            if busy := {*self._polls, *self._chores}:
                await asyncio.wait(busy, timeout=seconds)
            await self.scheduler.post(self.clock(), self.poller.states, after_pass=after_pass)
            if self._deliver:
                await self.deliverer.drain()
            if not self.deliverer.busy or asyncio.get_running_loop().time() > ends:
                return
            await self.deliverer.wait(seconds)

    async def reload(self, config: Config) -> None:
        """Go on under another configuration; sources that stay keep their state, polls under way end as they began.

        Raises UserError or StoreError, and then nothing has changed.
        """
        old = self.config
        if config.state != old.state:
            raise UserError("`state` cannot change while veille runs: restart it")
        anew = (old.contact, old.spacing, old.proxy) != (config.contact, config.spacing, config.proxy)
        client = self._make_client(config) if anew else self.client
        deciders, router = make_deciders(config), self._make_router(config, client, self.deliverer.router)
        async with self._naming:
            await self.poller.set_sources(config.sources, config.names)
            if anew:
                before, self.client = self.client, client
                self.poller.use(client)
                self._former.add(before)
                # Polls under way end on the connections that they began with.
                asyncio.get_running_loop().call_later(
                    DEADLINE + 20, lambda: self._start(self._close_former(before))
                )
            self.config = self.scheduler.config = self.alarm.config = config
            self.poller.record.deciders, self.deliverer.router = deciders, router
        # Before any send that begins from now on: the writer runs jobs in order.
        self.writer.later(self._forget_unnamed)
        self._start(self._recall())
        self._rung = True

    @property
    def moved(self) -> float:
        """The monotonic time at which the slower of writer and deliverer last moved, for the watchdog."""
        return min(self.writer.moved, self.deliverer.moved)

    def _note_beginning(self, db: sqlite3.Connection) -> None:
        if not setting(db, "began"):
            set_setting(db, "began", str(int(self.began)))

    def _start(self, chore: Coroutine[None, None, None]) -> None:
        """Do something beside all else, without waiting for it."""
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def _close_former(self, client: HttpClient) -> None:
        self._former.discard(client)
        await client.close()

    async def _recall(self) -> None:
        """Look through the archive for names that are new."""
        try:
            await recall(self.writer, self.poller.record.deciders, self.clock)
        except StoreError as error:
            # Begun again at the next start or reload, which the letter on these names waits for.
            log.warning("the archive was not looked through for new names", why=str(error))
            return
        self._rung = True

    async def _reread(self) -> None:
        """Read again what another process may have changed, and begin again with names that it forgot."""
        try:
            async with self._naming:
                await self.poller.reread(self.config.names)
        except StoreError as error:
            log.warning("what another process changed was not read", why=str(error))
            return
        await self._recall()

    def _forget_unnamed(self, db: sqlite3.Connection) -> None:
        dropped = forget_unnamed(db, named_recipients(self.config), int(self.clock()))
        if dropped:
            log.warning("what waited for recipients that left the configuration is dropped", messages=dropped)

    def _hear(self, event: Event) -> None:
        if isinstance(event, DatabaseChanged):
            self._start(self._reread())
        if isinstance(event, StoreFailed):
            self.alarm.note(event.why, self.clock())
        self._rung = True

    def _make_client(self, config: Config) -> HttpClient:
        return HttpClient(
            contact=config.contact,
            version=version("veille"),
            spacing=config.spacing,
            proxy=config.proxy.reveal() if config.proxy else None,
            clock=self.clock,
            workers=self.workers,
            ssl=self._tls,
            tokens=make_tokens(config, self._tls),
        )

    def _make_router(self, config: Config, client: HttpClient, before: Router | None = None) -> Router:
        # The mail server stands in the configuration, not in anything remote: it may be local.
        return Router(
            config,
            partial(connect, allowed=anywhere, timeout=SMTP_CONNECT, resolver=client.resolver),
            self._tls,
            tokens=client.tokens,
            before=before,
        )


def named_recipients(config: Config) -> frozenset[str]:
    """Return the addresses and channels that a configuration names."""
    digests = (recipient for digest in config.digests.values() for recipient in digest.to)
    return frozenset((*config.channels, *config.to, *config.alert, *config.health, *digests))


def make_deciders(config: Config) -> Deciders:
    """Return what deciding needs of a configuration."""
    return Deciders(
        rules=config.rules,
        topics={
            source.name: Topic(source.topic, source.alert)
            for source in config.sources.values()
            if source.topic
        },
        alert_to=config.alert,
        matcher=Matcher(config.rules.values()),
        names=config.names,
        mentions=Mentions(config.names.values()) if config.names else None,
        zone=config.timezone,
        own=frozenset(source.name for source in config.sources.values() if source.capabilities.is_own),
        searches={
            source.name: source.of
            for source in config.sources.values()
            if source.of and source.capabilities.vouches
        },
    )


def take_lock(state: Path) -> TextIOWrapper:
    """Hold the state folder for this process. Raises AlreadyRunning, or UserError where it cannot be written."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        held = _lock_file(state / "lock")
    except OSError as error:
        how = permissions.advice(state / "lock", permissions.WRITE) or permissions.advice(
            state, permissions.WRITE
        )
        raise UserError(
            f"{state} cannot be written ({error.strerror}): {how or 'see whether its disk is well'}"
        ) from None
    try:
        alone = _locked(held)
    except OSError as error:
        held.close()
        raise UserError(
            f"{state} cannot be locked ({error.strerror}): keep it on a disk of this machine"
        ) from None
    if not alone:
        held.close()
        raise AlreadyRunning(f"another veille runs on {state} already")
    # A full disk has no room for the number, which is only for a person to read.
    with contextlib.suppress(OSError):
        os.truncate(held.fileno(), 0)
        os.write(held.fileno(), str(os.getpid()).encode())
    return held


def _lock_file(path: Path) -> TextIOWrapper:
    """Open the file that is locked, made if need be. Raises OSError."""
    permissions.create(path)
    permissions.mend(path)
    return path.open("a+")


def _locked(lock: TextIOWrapper) -> bool:
    """Lock a file for this process alone; return whether that could be, since no other does."""
    for _ in range(LOOKS):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            return True
        # A command that looks whether a daemon runs shares the lock for an instant; a daemon shares it with nobody.
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        time.sleep(0.001)
    return False
