"""Worker processes: what one document does to its worker touches neither the daemon nor the other worker."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from multiprocessing.synchronize import SemLock
from pathlib import Path
from typing import Any

import pytest

import jobs
from patience import until, until_here
from veille.errors import NotModified, SourceError, WebError
from veille.web.workers import Workers

OTHERS: set[int] = set()  # workers that another test of this process may have left to end by themselves


@pytest.fixture(autouse=True)
def _mind_only_our_own() -> None:
    OTHERS.update(process.pid for process in multiprocessing.active_children() if process.pid)


def running() -> list[Any]:
    return [
        process
        for process in multiprocessing.active_children()
        if "pebble" in process.name and process.pid not in OTHERS
    ]


def with_workers(script: Callable[[Workers], Awaitable[Any]], **limits: Any) -> Any:
    async def run() -> Any:
        workers = Workers(**limits)
        try:
            return await script(workers)
        finally:
            await workers.close()

    return asyncio.run(run())


def failing(workers: Workers, function: Callable[..., Any], *args: Any) -> Coroutine[Any, Any, str]:
    async def run() -> str:
        with pytest.raises(SourceError) as caught:
            await workers.run(function, *args)
        return str(caught.value)

    return run()


def test_nothing_is_started_before_it_is_needed_and_nothing_stays() -> None:
    async def script(workers: Workers) -> None:
        assert running() == []
        assert await workers.run(jobs.double, 21) == 42
        assert 1 <= len(running()) <= 2
        assert await workers.run(jobs.process) != os.getpid()

    with_workers(script)
    assert running() == []


def test_a_function_at_its_deadline_costs_its_own_worker_alone(tmp_path: Path) -> None:
    async def script(workers: Workers) -> None:
        await workers.run(jobs.double, 1)
        hung = asyncio.create_task(failing(workers, jobs.hang, tmp_path / "begun"))
        await until_here((tmp_path / "begun").exists, "the function that hangs")
        beside = [await workers.run(jobs.process) for _ in range(3)]
        assert len(set(beside)) == 1, "the other worker goes on"
        assert await hung == "the document was given up: reading it took more than 3 s"
        again = await asyncio.gather(*(workers.run(jobs.process, 0.2) for _ in range(2)))
        assert beside[0] in again, "and was not replaced"

    with_workers(script, deadline=3.0)


def test_the_errors_of_a_function_are_told_as_they_are_and_the_pool_lives_on() -> None:
    async def script(workers: Workers) -> None:
        with pytest.raises(SourceError, match="this is no feed"):
            await workers.run(jobs.refuse, "source")
        with pytest.raises(WebError, match="404") as caught:
            await workers.run(jobs.refuse, "web")
        assert caught.value.status == 404
        with pytest.raises(NotModified):
            await workers.run(jobs.refuse, "unchanged")
        with pytest.raises(ZeroDivisionError, match="a bug"):
            await workers.run(jobs.refuse, "bug")
        with pytest.raises(RuntimeError, match="Awkward: salt and pepper"):
            await workers.run(jobs.refuse, "awkward")
        with pytest.raises(ValueError, match="not a number"):
            await workers.run(jobs.unreadable)
        # Too much memory, a crash in C, an exit: a sentence each.
        assert await failing(workers, jobs.swell, 600) == (
            "the document was given up: reading it took more than 512 MB of memory"
        )
        assert await failing(workers, jobs.kill_itself) == (
            "the document was given up: reading it killed its process (SIGKILL)"
        )
        assert await failing(workers, jobs.leave) == "the document was given up: reading it ended its process"
        assert await workers.run(jobs.swell, 100) == 100 << 20
        assert await workers.run(jobs.double, 4) == 8

    with_workers(script)


def test_workers_killed_from_outside_are_replaced() -> None:
    async def script(workers: Workers) -> None:
        await workers.run(jobs.double, 1)
        for worker in running():
            worker.kill()
        assert await workers.run(jobs.double, 2) == 4

    with_workers(script)


def test_closing_does_not_wait_for_a_function_that_hangs(tmp_path: Path) -> None:
    async def script() -> None:
        workers = Workers()
        await workers.run(jobs.double, 1)
        hung = [asyncio.create_task(failing(workers, jobs.hang, tmp_path / str(n))) for n in range(3)]
        await until_here(lambda: len(list(tmp_path.iterdir())) == 2, "two functions that hang")
        await workers.close()
        assert await asyncio.gather(*hung) == ["veille is stopping"] * 3

    asyncio.run(script())
    until(lambda: not running(), "the end of the workers")


def test_a_poll_that_is_given_up_gives_up_its_worker(tmp_path: Path) -> None:
    async def script(workers: Workers) -> None:
        await workers.run(jobs.double, 1)
        before = set(running())
        poll = asyncio.create_task(workers.run(jobs.hang, tmp_path / "begun"))
        await until_here((tmp_path / "begun").exists, "the function that hangs")
        poll.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poll
        await until_here(lambda: not before <= set(running()), "the end of its worker")
        assert await workers.run(jobs.double, 2) == 4

    with_workers(script)


def test_idle_workers_are_stopped_and_come_back_when_needed() -> None:
    async def script(workers: Workers) -> None:
        assert await workers.run(jobs.double, 1) == 2
        await until_here(lambda: not running(), "the end of the workers")
        assert await workers.run(jobs.double, 2) == 4

    with_workers(script, idle=0.05)


def test_ctrl_c_in_a_terminal_leaves_workers_alone_even_as_they_start(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def script(workers: Workers) -> None:
        answer = asyncio.create_task(workers.run(jobs.double, 21))
        while not answer.done():
            for worker in running():
                os.kill(worker.pid, signal.SIGINT)
            await asyncio.sleep(0)
        assert await answer == 42

    with_workers(script)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("warm", [False, True], ids=["while they start", "at work"])
def test_no_worker_lives_when_a_stop_removes_the_semaphores_that_it_would_look_for(
    warm: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A worker that is being born then ends with a traceback, which depends on the moment; this does not."""
    alive: list[int] = []
    removed = SemLock._cleanup

    def remove(name: str) -> None:
        alive.append(len(running()))
        removed(name)

    async def run() -> None:
        workers = Workers()
        if warm:
            await workers.run(jobs.double, 1)
        task = asyncio.create_task(failing(workers, jobs.hang))
        await asyncio.sleep(0)
        assert running()
        await workers.close()
        assert await task == "veille is stopping"

    monkeypatch.setattr(SemLock, "_cleanup", staticmethod(remove))
    asyncio.run(run())
    assert alive
    assert set(alive) == {0}
    assert capfd.readouterr().err == ""


def test_nothing_is_started_after_the_stop() -> None:
    async def run() -> None:
        workers = Workers()
        await workers.run(jobs.double, 1)
        await workers.close()
        assert await failing(workers, jobs.double, 2) == "veille is stopping"

    asyncio.run(run())
    assert running() == []
