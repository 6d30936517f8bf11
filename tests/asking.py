"""A client and the web of one poll, as the daemon makes them, for the tests of what they ask."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from veille.errors import NotModified, WebError
from veille.model import Validators
from veille.web.client import HttpClient, SourceWeb
from veille.web.resolver import Resolver
from veille.web.workers import Workers

NOW = 1_800_000_000.0
HERE = frozenset({"127.0.0.1"})


def everything_here(host: str, port: int, family: int) -> list[tuple[Any, ...]]:
    """A name server for which every name is this machine."""
    if host.endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@asynccontextmanager
async def client(**options: Any) -> AsyncIterator[HttpClient]:
    settings = {
        "contact": "ines@example.org",
        "version": "1.2",
        "spacing": 0.0,
        "proxy": None,
        "clock": lambda: NOW,
        "workers": Workers(),
        "resolver": Resolver(everything_here),
    }
    made = HttpClient(**(settings | options))
    try:
        yield made
    finally:
        await made.close()


def web(of: HttpClient, known: Mapping[str, Validators] | None = None, **options: Any) -> SourceWeb:
    settings: dict[str, Any] = {"hosts": HERE, "lan": False, "login": None, "login_host": "", "memo": {}}
    return of.web("a source", validators=known or {}, **(settings | options))


def polling(script: Callable[[HttpClient], Awaitable[Any]], **options: Any) -> Any:
    async def run() -> Any:
        async with client(**options) as made:
            return await script(made)

    return asyncio.run(run())


def getting(url: str, known: Mapping[str, Validators] | None = None, **options: Any) -> tuple[Any, SourceWeb]:
    """Return what one get gives, be it an error, and the web it was asked through."""
    of_client = {name: options.pop(name) for name in ("deadline", "ssl", "proxy") if name in options}
    headers = options.pop("headers", None)
    params = options.pop("params", None)

    async def script(made: HttpClient) -> tuple[Any, SourceWeb]:
        through = web(made, known, **options)
        try:
            return await through.get(url, headers=headers, params=params), through
        except (WebError, NotModified) as error:
            return error, through

    found: tuple[Any, SourceWeb] = polling(script, **of_client)
    return found


def closed_port() -> int:
    """Return a port of this machine where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
