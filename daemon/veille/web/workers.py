"""Documents that nobody can vouch for are read in worker processes, within limits of time and memory."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import pickle
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from pebble import ProcessExpired, ProcessPool

from veille.errors import Failure, SourceError, failure

DEADLINE = 30.0
MEMORY = 512 << 20
_MOST = 2
# A worker is replaced now and then: what a C library leaks is bounded.
_TASKS_EACH = 2_000
# Two workers cost about 50 MB, and the pool's threads wake ten times a second: not for nothing.
_IDLE = 120.0
_DYING = 1.0  # seconds at most, for processes that were killed
_STOPPING = failure("veille is stopping")
_ENDED = failure("the document was given up: reading it ended its process")


class _Worker(SpawnProcess):
    """A worker process; `births` knows of it, and does not go with it into the child."""

    def __init__(self, births: _Births, **named: Any) -> None:
        super().__init__(**named)
        self.births = births

    def start(self) -> None:
        self.__dict__.pop("births").begin(super().start, self)


class _Births(SpawnContext):
    """Starts the worker processes of one pool, and ends them all at once.

    Never by fork: this process has threads, and a lock that one holds stays locked in the child.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._born: list[_Worker] = []
        self._ended = False

    def Process(self, **named: Any) -> _Worker:  # type: ignore[override]  # a class there, called alike
        return _Worker(self, **named)

    def begin(self, start: Callable[[], None], worker: _Worker) -> None:
        with self._lock:
            if self._ended:
                raise BrokenPipeError  # pebble takes an OSError for the end of its pool
            # Ctrl-C goes to every process of a terminal; a worker that is still importing would print a traceback.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            self._born = [process for process in self._born if process.exitcode is None] + [worker]

    def end(self) -> None:
        """Kill every worker, and let none be born any more.

        pebble removes the pool's semaphores before it ends its processes: one that is being born then would look for
        them in vain, and print a traceback.
        """
        with self._lock:
            self._ended = True
            for worker in self._born:
                worker.kill()
            ends = time.monotonic() + _DYING
            for worker in self._born:  # on a busy machine, one that is killed may still have a turn
                connection.wait([worker.sentinel], max(0.0, ends - time.monotonic()))

    def wait(self) -> None:
        """Wait until those killed are gone, which a busy machine takes its time for; a second each at most."""
        for worker in self._born:
            worker.join(1.0)


class Workers:
    """At most two worker processes, started when first needed, stopped after two idle minutes.

    A function that passes its deadline (seconds) or its memory (bytes) costs its own worker alone: pebble
    replaces that one, where the standard library's pool breaks whole. Call everything from one event loop.
    """

    def __init__(self, *, deadline: float = DEADLINE, memory: int = MEMORY, idle: float = _IDLE) -> None:
        self._deadline = deadline
        self._memory = memory
        self._idle = idle
        self._pool: ProcessPool | None = None
        self._births = _Births()
        self._pending: set[asyncio.Future[bytes]] = set()
        self._closed = False
        self._rest: asyncio.TimerHandle | None = None

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Return function(*args), run in a worker; function is a top-level one, its arguments pickle.

        Raises what function raises; SourceError when it takes too long, too much memory, or its process dies.
        """
        try:
            try:
                packed = await self._once(function, args)
            except BrokenProcessPool:  # an idle worker was killed from outside: not this document's fault
                packed = await self._once(function, args)
        except TimeoutError:
            raise SourceError(
                failure("the document was given up: reading it took more than {n} s", n=self._deadline)
            ) from None
        except ProcessExpired as error:
            raise SourceError(_STOPPING if self._closed else _death(error.exitcode)) from None
        except BrokenProcessPool:
            raise SourceError(_STOPPING if self._closed else _ENDED) from None
        good, value = pickle.loads(packed)  # noqa: S301 - written by our own child
        if good:
            return value
        raise value

    async def _once(self, function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
        if self._closed:
            raise SourceError(_STOPPING)
        if self._rest is not None:
            self._rest.cancel()
        answer = asyncio.wrap_future(self._schedule(_call, (function, args, self._deadline, self._memory)))
        self._pending.add(answer)
        try:
            return await answer
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and not (task is not None and task.cancelling()):
                raise SourceError(_STOPPING) from None
            raise
        finally:
            self._pending.discard(answer)
            if not self._pending and not self._closed:
                self._rest = asyncio.get_running_loop().call_later(self._idle, self._stop)

    def _schedule(self, function: Callable[..., bytes], args: tuple[Any, ...]) -> Future[bytes]:
        if self._pool is not None and not self._pool.active:
            self._stop()
        if self._pool is None:
            self._births = _Births()
            self._pool = ProcessPool(
                max_workers=_MOST,
                max_tasks=_TASKS_EACH,
                initializer=_begin,
                initargs=(self._memory,),
                context=self._births,
            )
        return self._pool.schedule(function, args, timeout=self._deadline)

    def _stop(self, stopped: Callable[[], None] = lambda: None) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            stopped()
            return

        births = self._births
        pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
        births.end()

        def stop() -> None:
            births.wait()
            pool.join()
            stopped()

        threading.Thread(target=stop, daemon=True, name="workers stop").start()

    async def close(self) -> None:
        """Stop the workers whatever they do, within two seconds; who still waits gets SourceError."""
        self._closed = True
        if self._rest is not None:
            self._rest.cancel()
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def stopped() -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(done.set)

        self._stop(stopped)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 2.0)
        # Cancelled rather than answered: pebble may be about to answer by itself, from a thread of its own.
        for answer in list(self._pending):
            answer.cancel()


def _death(code: int | None) -> Failure:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return failure("the document was given up: reading it killed its process ({signal})", signal=name)
    return _ENDED


def _begin(memory: int) -> None:
    """Prepare a worker process: limits, and a quick death when told."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A parse makes many objects and few cycles: looking for these at every 700 cost a sixth of its time.
    gc.set_threshold(50_000, 20, 100)
    # pebble's handler would wait for the end of a call into C, and then needs 3 s and SIGKILL.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _call(function: Callable[..., Any], args: tuple[Any, ...], deadline: float, memory: int) -> bytes:
    """Return (True, result) or (False, exception), pickled: what doesn't unpickle would break the pool."""
    # Should the daemon be killed, nobody keeps the deadline but the worker itself.
    signal.alarm(int(deadline) + 5)
    try:
        return pickle.dumps((True, function(*args)))
    except MemoryError:
        return _packed(
            SourceError(
                failure(
                    "the document was given up: reading it took more than {n} MB of memory", n=memory >> 20
                )
            )
        )
    except Exception as error:
        return _packed(error)
    finally:
        signal.alarm(0)


def _packed(error: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, error))
        pickle.loads(packed)  # noqa: S301 - our own, just written
    except Exception:  # an exception class that can't be made again from its arguments
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return packed
