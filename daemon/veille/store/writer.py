"""One thread that owns the one writing connection: jobs that wait share a commit, a SAVEPOINT each."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from veille.errors import VeilleError, failure
from veille.store.schema import open_writer

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], Any]

MOST_PER_COMMIT = 50
LATER = 1.0  # seconds that an unhurried job may wait for company, and between two looks at data_version


class StoreError(VeilleError):
    """The database could not be written; nothing of the job was kept."""


def _store_error(error: sqlite3.Error) -> StoreError:
    return StoreError(failure("the database could not be written ({said})", said=error))


@dataclass(slots=True)
class _PendingWrite:
    job: Job
    answer: asyncio.Future[Any] | None  # None: unhurried, nobody waits


class Writer:
    """Runs jobs in turn on its own thread; each is wholly committed or wholly undone.

    `undone` counts jobs and commits that were rolled back: whoever mirrors the tables in memory compares it.
    `moved` is the monotonic time at which the thread last went round, for the watchdog.
    """

    def __init__(self, path: Path, *, on_foreign_write: Callable[[], None] | None = None) -> None:
        self.undone = 0
        self.moved = time.monotonic()
        self._loop = asyncio.get_running_loop()
        self._on_foreign_write = on_foreign_write
        self._queue: queue.SimpleQueue[_PendingWrite | None] = queue.SimpleQueue()
        self._unhurried: list[_PendingWrite] = []
        self._unhurried_since = 0.0
        self._connection = open_writer(path)
        self._version = self._data_version()
        # A daemon thread: one that hangs in a dying disk must not keep the process from ending.
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run job in a transaction and return its result once it is committed. Raises StoreError, or what job raises."""
        answer: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_PendingWrite(job, answer))
        return await answer

    def later(self, job: Job) -> None:
        """Run job within a second or so, together with others; a failure is counted in `undone` and forgotten."""
        self._queue.put(_PendingWrite(job, None))

    async def close(self) -> None:
        """Commit the queued writes and end the thread; waits two seconds at most."""
        self._queue.put(None)
        for _ in range(200):
            if not self._thread.is_alive():
                break
            await asyncio.sleep(0.01)

    def _work(self) -> None:
        looked = time.monotonic()
        while True:
            group, ended = self._gather()
            now = self.moved = time.monotonic()
            if self._unhurried and (group or ended or now - self._unhurried_since >= LATER):
                group, self._unhurried = self._unhurried + group, []
            if group:
                self._commit(group)
            if now - looked >= LATER:
                looked = now
                self._look_for_foreign_writes()
            if ended:
                self._connection.close()
                return

    def _gather(self) -> tuple[list[_PendingWrite], bool]:
        """Wait for jobs, a second at most; return the urgent ones, and whether the writer is to end."""
        group: list[_PendingWrite] = []
        wait = True
        while len(group) < MOST_PER_COMMIT:
            try:
                write = self._queue.get(timeout=LATER / 2) if wait else self._queue.get_nowait()
            except queue.Empty:
                break
            if write is None:
                return group, True
            if write.answer is None:
                if not self._unhurried:
                    self._unhurried_since = time.monotonic()
                self._unhurried.append(write)
                if len(self._unhurried) >= MOST_PER_COMMIT * 20:
                    break
            else:
                group.append(write)
                wait = False
        return group, False

    def _commit(self, group: list[_PendingWrite]) -> None:
        results: list[tuple[asyncio.Future[Any], Any, BaseException | None]] = []
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for write in group:
                result, error = self._one(write.job)
                if write.answer is not None:
                    results.append((write.answer, result, error))
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.undone += 1
            with contextlib.suppress(sqlite3.Error):  # a disk that fails may fail this too
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            store_error = _store_error(error)
            results = [(write.answer, None, store_error) for write in group if write.answer is not None]
        self._settle_futures(results)

    def _one(self, job: Job) -> tuple[Any, BaseException | None]:
        connection = self._connection
        connection.execute("SAVEPOINT job")
        try:
            result = job(connection)
        except Exception as error:  # handed to the caller; the others go on
            self.undone += 1
            if not connection.in_transaction:
                raise sqlite3.OperationalError(str(error)) from error  # disk full ends the whole transaction
            connection.execute("ROLLBACK TO job")
            connection.execute("RELEASE job")
            # a breach of a constraint is a mistake in the job; any other error is the database's
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                return None, _store_error(error)
            return None, error
        connection.execute("RELEASE job")
        return result, None

    def _settle_futures(self, results: list[tuple[asyncio.Future[Any], Any, BaseException | None]]) -> None:
        def settle() -> None:
            for answer, result, error in results:
                if answer.cancelled():
                    continue
                if error is None:
                    answer.set_result(result)
                else:
                    answer.set_exception(error)

        if results and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(settle)

    def _look_for_foreign_writes(self) -> None:
        try:
            version = self._data_version()
        except sqlite3.Error:  # raised by the next job that needs the database
            return
        if version != self._version:
            self._version = version
            if self._on_foreign_write is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._on_foreign_write)

    def _data_version(self) -> int:
        # It moves only when another connection commits, so our own writes never ring.
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version
