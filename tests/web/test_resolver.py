"""Names to addresses: a name server that hangs delays nobody else, and connections pass the guard."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from patience import HANG
from veille.web.guard import Refused, anywhere, nowhere_local
from veille.web.resolver import Resolver, TooSlow, connect
from webserver import WebServer


class Names:
    """A name server: names to addresses; a name that begins with "dead" hangs until `wake`."""

    def __init__(self, **known: list[str]) -> None:
        self.known = known
        self.wake = threading.Event()
        self.asked: list[str] = []
        self.awake = 0

    def __call__(self, host: str, port: int, family: int) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        if host.startswith("dead"):
            self.wake.wait(HANG)
            self.awake += 1
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        if host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.known[host]]


@pytest.fixture
def names() -> Iterator[Names]:
    made = Names(here=["127.0.0.1"])
    yield made
    made.wake.set()


def test_a_healthy_name_does_not_wait_behind_dead_ones(names: Names) -> None:
    async def script() -> None:
        resolver = Resolver(names, limit=HANG)
        dead = [asyncio.create_task(resolver.resolve(f"dead{n}.example", 80)) for n in range(60)]
        await asyncio.sleep(0)
        found = await resolver.resolve("here", 80)
        assert [answer["host"] for answer in found] == ["127.0.0.1"]
        assert not any(task.done() for task in dead)
        names.wake.set()
        errors = await asyncio.gather(*dead, return_exceptions=True)
        assert all(isinstance(error, OSError) for error in errors)

    asyncio.run(script())


def test_leaving_does_not_wait_for_a_name_server_that_hangs(names: Names) -> None:
    async def script() -> None:
        with pytest.raises(TooSlow, match=r"no answer within 0\.05 s"):
            await Resolver(names, limit=0.05).addresses("dead", 80)

    asyncio.run(script())
    assert not names.awake


def test_who_asks_for_the_same_name_waits_for_the_same_answer(names: Names) -> None:
    async def script() -> None:
        resolver = Resolver(names, limit=0.1)
        asked = [resolver.addresses("dead.example", 80) for _ in range(5)]
        await asyncio.gather(*asked, return_exceptions=True)
        with pytest.raises(TooSlow):
            await resolver.addresses("dead.example", 80)

    asyncio.run(script())
    assert names.asked == ["dead.example"]


def test_more_names_than_threads_are_answered_in_the_end(names: Names) -> None:
    async def script() -> int:
        resolver = Resolver(names, most=2)
        found = await asyncio.gather(*(resolver.addresses("here", port) for port in range(1, 30)))
        return len(found)

    assert asyncio.run(script()) == 29


def test_a_machine_without_room_for_a_thread_is_said_so_and_recovers(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def script() -> None:
        resolver = Resolver(names, most=1)
        with monkeypatch.context() as full:
            full.setattr(threading.Thread, "start", refused)
            with pytest.raises(TooSlow, match="no room for another thread"):
                await resolver.addresses("here", 80)
        assert await resolver.addresses("here", 80)

    asyncio.run(script())


@pytest.mark.parametrize("host", ["x" * 70 + ".example", "a..b", "null\0byte"])
def test_a_name_that_cannot_be_one_is_unknown(host: str) -> None:
    async def script() -> None:
        with pytest.raises(socket.gaierror):
            await Resolver().addresses(host, 80)

    asyncio.run(script())


def test_connecting_passes_the_guard() -> None:
    async def script(port: int) -> None:
        with pytest.raises(Refused, match=r"127\.0\.0\.1"):
            await connect("127.0.0.1", port, allowed=nowhere_local, timeout=HANG)
        made = await connect("127.0.0.1", port, allowed=anywhere, timeout=HANG)
        assert made.gettimeout() == 0.0
        assert made.getpeername()[1] == port
        made.close()

    with WebServer() as server:
        asyncio.run(script(server.port))


def test_connecting_tries_every_address_of_a_name() -> None:
    async def script(port: int) -> str:
        names = Names(two=["127.0.0.9", "127.0.0.1"])  # nothing listens at the first
        made = await connect("two", port, allowed=anywhere, timeout=HANG, resolver=Resolver(names))
        with made:
            return str(made.getpeername()[0])

    with WebServer() as server:
        assert asyncio.run(script(server.port)) == "127.0.0.1"


def test_connecting_ends_at_its_time_limit(names: Names) -> None:
    async def script() -> None:
        with pytest.raises(TimeoutError):
            await connect("dead", 80, allowed=anywhere, timeout=0.05, resolver=Resolver(names))

    asyncio.run(script())
