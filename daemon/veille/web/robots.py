"""robots.txt (RFC 9309): which pages of a site veille may get, and how slowly; asked once a day and a site."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego

from veille.errors import WebError, failure
from veille.web import failures
from veille.web.address import Address, address, redirected
from veille.web.exchange import HttpResponse
from veille.web.workers import Workers

AGENT = "veille"
"""What a robots.txt calls this program (RFC 9309 §2.2.1: its product token)."""

KEPT = 24 * 3600.0
"""Seconds for which rules are believed (RFC 9309 §2.4: no longer than a day)."""

LONGEST_DELAY = 30.0
"""Seconds between two pages at most, whatever is asked: a poll must end within its own deadline."""

_AGAIN = 300.0  # seconds until a robots.txt that could not be had is asked for again
_MOST_REDIRECTS = 5  # RFC 9309 §2.3.1.2
_LARGEST = 500 * 1024  # RFC 9309 §2.5: what has to be read at least, and all that is read
_LARGE = 20_000  # bytes: reading 500 KB takes 110 ms
_MOST_SITES = 4096
_REDIRECTS = frozenset((301, 302, 303, 307, 308))

GetRobots = Callable[[Address], Awaitable[HttpResponse]]
"""Gets one address for the source that polls: its rights, its deadline. Raises WebError for 4xx and 5xx too."""


@dataclass(frozen=True, slots=True)
class _Site:
    """What a site's robots.txt says until `until` (UTC seconds): `rules`, or `why` nothing may be asked.

    Neither where there is no robots.txt: then all may be asked.
    """

    until: float
    rules: Protego | None = None
    why: WebError | None = None


class Robots:
    """The rules of the sites whose pages are polled, in memory. `clock` gives UTC seconds."""

    def __init__(self, clock: Callable[[], float], workers: Workers) -> None:
        self._clock = clock
        self._workers = workers
        self._sites: dict[tuple[str, str, int], _Site] = {}
        self._locks: WeakValueDictionary[tuple[str, str, int], asyncio.Lock] = WeakValueDictionary()

    async def allow(self, to: Address, ask: GetRobots) -> float:
        """Return the seconds that the site wants between two pages. Raises WebError where it wants no visit."""
        site = await self._site(to, ask)
        if site.why is not None:
            raise _unknown(to, site.why)
        if site.rules is None:
            return 0.0
        if not site.rules.can_fetch(str(to.url), AGENT):
            raise failures.unwanted(to)
        return min(site.rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)

    async def _site(self, to: Address, ask: GetRobots) -> _Site:
        origin = (to.scheme, to.host, to.port)
        lock = self._locks.get(origin)
        if lock is None:
            lock = self._locks[origin] = asyncio.Lock()
        async with lock:
            site, now = self._sites.get(origin), self._clock()
            # One that is dated further ahead than it may be: the clock was set back.
            if site is None or not now < site.until <= now + KEPT:
                if len(self._sites) >= _MOST_SITES:
                    self._sites = {key: kept for key, kept in self._sites.items() if kept.until > now}
                site = self._sites[origin] = await self._read(to, ask, now)
            return site

    async def _read(self, to: Address, ask: GetRobots, now: float) -> _Site:
        """Return what a site's robots.txt says. Raises WebError where the site can't be reached at all."""
        try:
            body = await _get(_robots_of(to), ask)
        except WebError as error:
            if error.network:  # then neither can the page, and the sentence is the same
                raise
            # RFC 9309 §2.3.1.3: what is "unavailable" forbids nothing. 429 asks for patience, not for more.
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Site(now + KEPT)
            # §2.3.1.4: a server's own error forbids all until it is mended.
            return _Site(now + _AGAIN, why=error)
        text = body[:_LARGEST].decode("utf-8-sig", "replace").replace("\0", "")
        if len(body) > _LARGE:
            return _Site(now + KEPT, await self._workers.run(Protego.parse, text))
        return _Site(now + KEPT, Protego.parse(text))


async def _get(at: Address, ask: GetRobots) -> bytes:
    """Return a robots.txt, its redirects followed; empty where they lead nowhere (RFC 9309 §2.3.1.2)."""
    for _ in range(_MOST_REDIRECTS + 1):
        answer = await ask(at)
        if answer.status not in _REDIRECTS:
            return answer.body
        at = redirected(at, answer.headers.get("location", ""))
    return b""


def _robots_of(to: Address) -> Address:
    parts = urlsplit(str(to.url))
    return address(f"{parts.scheme}://{parts.netloc}/robots.txt")


def _unknown(to: Address, why: WebError) -> WebError:
    return WebError(
        failure("{at} was not asked: whether it may be is not known ({why})", at=to.shown, why=why),
        url=failures.without_query(to),
        retry_after=why.retry_after,
    )
