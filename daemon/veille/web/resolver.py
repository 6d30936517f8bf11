"""Names to addresses, on daemon threads: a name server that hangs delays nothing else, not even the exit."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from veille.errors import Failure, failure
from veille.web.guard import Allowed, check

Lookup = Callable[[str, int, int], list[tuple[Any, ...]]]
"""(host, port, family) → what getaddrinfo returns; raises OSError (socket.gaierror)."""

# The loop's default executor has few threads and is joined at exit: one healthy name behind 60 dead ones
# waited 100 s there.
MOST_THREADS = 128
LIMIT = 5.0


class TooSlow(socket.gaierror):
    """No answer about a name within the time limit; `failure` says of what there was too little."""

    def __init__(self, why: Failure) -> None:
        super().__init__(socket.EAI_AGAIN, str(why))
        self.failure = why


def lookup(host: str, port: int, family: int) -> list[tuple[Any, ...]]:
    """Return the system's answer about a name. Raises socket.gaierror."""
    return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)


def unresolved(host: str, error: BaseException | None) -> Failure:
    """Return why a host's name has no address."""
    if isinstance(error, TooSlow):
        return failure("the name {host} can't be resolved: {why}", host=host, why=error.failure)
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        why = failure("no name server answers")
        return failure("the name {host} can't be resolved: {why}", host=host, why=why)
    return failure("the name {host} can't be resolved: there is no such name", host=host)


class Resolver(AbstractResolver):
    """Resolves each name in a daemon thread of its own, and gives up waiting after `limit` seconds.

    Who asks for a name that is being resolved waits for the same thread, so a dead name costs one thread.
    """

    def __init__(self, lookup: Lookup = lookup, *, most: int = MOST_THREADS, limit: float = LIMIT) -> None:
        self._lookup = lookup
        self._limit = limit
        self._free = asyncio.Semaphore(most)
        self._under_way: dict[tuple[str, int, int], asyncio.Future[list[tuple[Any, ...]]]] = {}

    async def addresses(self, host: str, port: int, family: int = socket.AF_UNSPEC) -> list[tuple[Any, ...]]:
        """Return getaddrinfo's list. Raises socket.gaierror, or TooSlow after the time limit."""
        key = (host, port, family)
        answer = self._under_way.get(key)
        try:
            async with asyncio.timeout(self._limit):
                if answer is None:
                    answer = await self._start(key)
                # shielded: others may wait for the same name
                return await asyncio.shield(answer)
        except TimeoutError:
            raise TooSlow(failure("no answer within {n} s", n=self._limit)) from None

    async def _start(self, key: tuple[str, int, int]) -> asyncio.Future[list[tuple[Any, ...]]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()
        answer.add_done_callback(lambda future: future.exception())  # told to whoever waits, if anyone does
        self._under_way[key] = answer
        try:
            await self._free.acquire()
        except BaseException:
            del self._under_way[key]
            answer.set_exception(TooSlow(failure("too many names wait for an answer")))
            raise

        def done(found: list[tuple[Any, ...]], error: OSError | None) -> None:
            # A thread keeps its place until it really ends, so that they stay countable.
            self._free.release()
            self._under_way.pop(key, None)
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)

        def ask() -> None:
            found: list[tuple[Any, ...]] = []
            error: OSError | None = None
            try:
                found = self._lookup(*key)
            except OSError as caught:
                error = caught
            except Exception as caught:  # a label too long (UnicodeError), a port too high (OverflowError)
                error = socket.gaierror(socket.EAI_NONAME, str(caught))
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(done, found, error)

        try:
            threading.Thread(target=ask, daemon=True, name=f"resolve {key[0]}").start()
        except RuntimeError:  # the system gives no more threads (TasksMax)
            done([], TooSlow(failure("this machine has no room for another thread")))
        return answer

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Answer aiohttp. Raises OSError."""
        found = await self.addresses(host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=_host(address),
                port=address[1],
                family=family_,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family_, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Nothing to close: threads that still wait end with the process."""


def _host(address: tuple[Any, ...]) -> str:
    # A link-local IPv6 address means nothing without its interface.
    scope = address[3] if len(address) == 4 else 0
    return f"{address[0]}%{scope}" if scope and "%" not in address[0] else str(address[0])


async def connect(
    host: str,
    port: int,
    *,
    allowed: Allowed,
    timeout: float,  # noqa: ASYNC109 - shared out among the addresses
    resolver: Resolver | None = None,
) -> socket.socket:
    """Return a connected, non-blocking socket; addresses that are not public must be `allowed`.

    Tries each address of the name in turn, within `timeout` seconds in all. Raises OSError: Refused,
    socket.gaierror, TooSlow, TimeoutError, ConnectionRefusedError…
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + timeout
    last: OSError | None = None
    async with asyncio.timeout_at(ends):
        found = await (resolver or Resolver()).addresses(host, port)
        for place, (family, kind, protocol, _, address) in enumerate(found):
            # An address that swallows packets must leave time for the next one.
            share = (ends - loop.time()) / (len(found) - place)
            try:
                check(address[0], allowed)
                return await _connected(family, kind, protocol, address, share)
            except OSError as error:
                last = error
    raise last or OSError(f"{host} has no address")


async def _connected(
    family: int, kind: int, protocol: int, address: tuple[Any, ...], seconds: float
) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        made.setblocking(False)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(made, address)
    except BaseException:
        made.close()
        raise
    return made
