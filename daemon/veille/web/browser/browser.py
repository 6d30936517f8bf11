"""One Chromium for all pages that scripts draw: started when needed, shut in, killed at a deadline, stopped when idle."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from veille.errors import Failure, failure
from veille.web.browser.drawing import ENDED, SETTLED, Drawer, Get, LoadedDocument, Undrawn, brief
from veille.web.browser.proxy import DrawProxy, Visit

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright

DEADLINE = 30.0
"""Seconds for one page, from its document to its drawing; waiting for its turn is not counted."""

MEMORY = 1 << 30
"""Bytes that the browser's processes may hold of their own, together: an ordinary page needs 100 to 250 MB."""

# The first takes half the memory and the time of the others to start, and has no extensions.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SANDBOX = "VEILLE_BROWSER_SANDBOX"
"""The variable that says "off" where veille itself lives in a container that allows no user namespaces."""

ARGUMENTS = (
    "--disable-quic",  # over UDP, past any proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the proxy's to resolve
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-crash-reporter",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=256",
)
# What Playwright would add for tests of one's own pages.
UNWANTED = ("--enable-unsafe-swiftshader", "--disable-popup-blocking", "--disable-ipc-flooding-protection")

_START = 30.0
_IDLE = 120.0
_LOOK = 0.25  # seconds between two looks at the memory
_STOP = 2.0
_NICE = 10  # a page that computes must not hold up the daemon: on two cores it stood still for seconds
_PAGE = os.sysconf("SC_PAGE_SIZE")

T = TypeVar("T")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Running:
    """A browser that runs: `group` is that of its processes, led by nobody but it."""

    playwright: Playwright
    chromium: Chromium
    agent: str
    group: int
    home: TemporaryDirectory[str]


class Browser:
    """Draws one page at a time. `agent` is veille's own User-Agent, appended to the browser's.

    In seconds: `deadline` for a page, `settled` for its scripts to fall silent, `idle` until a browser without work is
    stopped; `memory` in bytes, of all its processes. With `sandbox`, Chromium shuts pages in, which it does not do for
    root; without it, what breaks out of the browser is this process's user. None leaves it to $VEILLE_BROWSER_SANDBOX.
    Of `programs` the first that is found runs; `arguments` are more of Chromium's own. Call everything from one loop.
    """

    def __init__(
        self,
        *,
        agent: str,
        proxy: DrawProxy,
        deadline: float = DEADLINE,
        settled: float = SETTLED,
        memory: int = MEMORY,
        idle: float = _IDLE,
        sandbox: bool | None = None,
        programs: Sequence[str] = PROGRAMS,
        arguments: tuple[str, ...] = (),
    ) -> None:
        self._agent = agent
        self._proxy = proxy
        self._deadline = deadline
        self._settled = settled
        self._memory = memory
        self._idle = idle
        self._sandbox = os.environ.get(SANDBOX, "").lower() != "off" if sandbox is None else sandbox
        self._programs = programs
        self._arguments = arguments
        self._turn = asyncio.Lock()
        self._running: _Running | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._ends: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def group(self) -> int | None:
        """The process group of the browser, None while none runs."""
        return self._running.group if self._running is not None else None

    async def draw(
        self, url: str, visit: Visit, get: Get, limit: asyncio.Timeout | None = None
    ) -> LoadedDocument:
        """Return the document at url as it stands once its scripts have run; what is no web page, as it came.

        `get` brings documents, politely; scripts reach what `visit` may. `limit` does not run while others are drawn.
        Raises Undrawn, and what get raises.
        """
        available = await self._check()
        document = await get(url)  # before its turn: a slow host holds up no other page
        if not document.is_page:
            return document
        async with self._in_turn(limit):
            running = await self._started(*available)
            drawer = Drawer(running.chromium, running.agent, self._proxy.url, visit, get, self._settled)
            self._proxy.admit(visit)
            try:
                document = await self._within(running, visit, drawer.draw(document))
            except BaseException:
                self._kill()  # a browser in which something went wrong is not used again
                raise
            finally:
                await self._proxy.dismiss(visit)
            if visit.spent:
                raise Undrawn(visit.spent)
            return document

    async def close(self) -> None:
        """Stop the browser and its proxy, within two seconds; draws under way must have ended."""
        self._closed = True
        self._kill()
        if self._ends:
            await asyncio.wait(self._ends)
        await self._proxy.close()

    @contextlib.asynccontextmanager
    async def _in_turn(self, limit: asyncio.Timeout | None) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        when = limit.when() if limit is not None else None
        left = when - loop.time() if when is not None else None
        if limit is not None and left is not None and self._turn.locked():
            limit.reschedule(None)
        async with self._turn:
            if limit is not None and left is not None:
                limit.reschedule(loop.time() + left)
            if self._closed:
                raise Undrawn(failure("veille is being stopped"))
            if self._rest is not None:
                self._rest.cancel()
            try:
                yield
            finally:
                self._rest = loop.call_later(self._idle, self._kill)

    async def _within(self, running: _Running, visit: Visit, drawing: Coroutine[Any, Any, T]) -> T:
        """Return what a drawing gives, unless it takes too long, or too much of anything. Raises Undrawn."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._deadline
        task = asyncio.ensure_future(drawing)
        try:
            while not task.done():
                await asyncio.wait((task,), timeout=min(_LOOK, max(ends - loop.time(), 0)))
                if task.done():
                    break
                if not running.chromium.is_connected():
                    raise Undrawn(failure("the browser gave up ({said})", said=ENDED))
                if visit.spent:
                    raise Undrawn(visit.spent)
                if loop.time() >= ends:
                    raise Undrawn(
                        failure("its scripts did not come to an end within {n} s", n=self._deadline)
                    )
                if _memory_of(running.group) > self._memory:
                    raise Undrawn(
                        failure("it needs more than {n} MB of memory", n=round(self._memory / 1_000_000))
                    )
            return task.result()
        finally:
            if not task.done():
                self._kill()  # first: then nothing that the task waits for can hang
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _check(self) -> tuple[ModuleType, str]:
        """Return Playwright and the path of a browser that it may start. Raises Undrawn."""
        try:
            # It takes 0.2 s: not in the loop.
            api = await asyncio.to_thread(importlib.import_module, "playwright.async_api")
        except ImportError:
            raise Undrawn(
                failure("Playwright is missing here; install it: pip install 'veille[browser]'")
            ) from None
        program = next(filter(None, map(shutil.which, self._programs)), None)
        if program is None:
            raise Undrawn(
                failure("there is no Chromium here; install it: apt install chromium-headless-shell")
            )
        if self._sandbox and os.geteuid() == 0:
            raise Undrawn(
                failure("Chromium does not shut pages in when root runs it; run veille as a user of its own")
            )
        return api, program

    async def _started(self, api: ModuleType, program: str) -> _Running:
        """Return the browser, started if it does not run. Raises Undrawn."""
        if self._running is not None:
            if self._running.chromium.is_connected():
                return self._running
            self._kill()
        await self._proxy.start()
        home = TemporaryDirectory(prefix="veille-browser-", ignore_cleanup_errors=True)
        playwright: Playwright | None = None
        try:
            async with asyncio.timeout(_START):
                playwright = await api.async_playwright().start()
                self._running = await self._launch(playwright, program, home)
        except BaseException as error:
            self._end(playwright, home)
            if isinstance(error, TimeoutError):
                raise Undrawn(failure("Chromium did not start within {n} s", n=_START)) from None
            if isinstance(error, Exception):  # Playwright's are its own Error, but not all
                log.warning("Chromium does not start", program=program, why=str(error)[:2000])
                raise Undrawn(_why_not(error)) from None
            raise
        log.debug("a browser was started", program=program, version=self._running.chromium.version)
        return self._running

    async def _launch(self, playwright: Playwright, program: str, home: TemporaryDirectory[str]) -> _Running:
        chromium = await playwright.chromium.launch(
            executable_path=program,
            chromium_sandbox=self._sandbox,
            args=[*ARGUMENTS, *self._arguments],
            ignore_default_args=list(UNWANTED),
            # What asks past a draw (an update, a guess of what is needed next) has no token, and is refused.
            proxy={"server": self._proxy.url, "bypass": "<-loopback>"},
            env=_environment(home.name),
            timeout=_START * 1000,
        )
        session = await chromium.new_browser_cdp_session()
        agent = (await session.send("Browser.getVersion"))["userAgent"]
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        group = os.getpgid(next(process["id"] for process in processes if process["type"] == "browser"))
        if group == os.getpgrp():  # it would be killed with us
            raise Undrawn(failure("the browser did not start in a process group of its own"))
        with contextlib.suppress(OSError):  # forbidden, it runs as fast as we do
            os.setpriority(os.PRIO_PGRP, group, _NICE)
        return _Running(playwright, chromium, f"{agent} {self._agent}", group, home)

    def _kill(self) -> None:
        """End the browser's processes at once, and what drives them soon."""
        running, self._running = self._running, None
        if self._rest is not None:
            self._rest.cancel()
        if running is None:
            return
        if running.chromium.is_connected():  # else the group may be another's by now
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.group, signal.SIGKILL)
        self._end(running.playwright, running.home)

    def _end(self, playwright: Playwright | None, home: TemporaryDirectory[str]) -> None:
        async def end() -> None:
            try:
                if playwright is not None:
                    async with asyncio.timeout(_STOP):
                        await playwright.stop()
            except Exception as error:  # it ends with this process at the latest
                log.debug("what drives the browser did not stop", why=str(error))
            home.cleanup()

        task = asyncio.ensure_future(end())
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)


def _environment(home: str) -> dict[str, str | float | bool]:
    """Return what the browser may know of this process: no secret, no folder but one of its own."""
    own = dict.fromkeys(("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
    return {**{name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}, **own}


def _why_not(error: Exception) -> Failure:
    """Return why a browser did not start, with what a unit may lack: most do so where it forbids too much."""
    if "no usable sandbox" in str(error).lower():
        return failure(
            "Chromium can't shut pages in: it may make no user namespaces here; a service needs browser.conf for it"
            " (systemd/README.md)"
        )
    why = error.failure if isinstance(error, Undrawn) else brief(str(error))
    return failure(
        "Chromium does not start ({why}); a service needs browser.conf for it (systemd/README.md)", why=why
    )


def _memory_of(group: int) -> int:
    """Return the bytes that the processes of a group hold of their own (proc(5): resident, not shared)."""
    total = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name of a program stands in brackets and may hold anything.
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) != group:
                continue
            _, resident, shared, *_ = (process / "statm").read_text().split()
            total += (int(resident) - int(shared)) * _PAGE
    return total
