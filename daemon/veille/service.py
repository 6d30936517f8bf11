"""The daemon's life: started, ticking, handling signals, and stopped within five seconds."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from functools import partial

import structlog

from veille import config as configuration
from veille import log as logs
from veille import systemd
from veille.app import App
from veille.config.model import Config
from veille.errors import VeilleError
from veille.language.words import Words
from veille.schedule import Ticker

STUCK = 90.0  # seconds without a move of the writer or the deliverer after which the watchdog is not fed
LAST_TICK = 1.5  # seconds for which a stop waits for the tick in progress

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Service:
    """Runs an App until SIGTERM or SIGINT; SIGHUP reads the files again."""

    def __init__(self, config: Config, *, clock: Callable[[], float] = time.time) -> None:
        self._config = config
        self._clock = clock
        self._stop = asyncio.Event()
        self._hangup = asyncio.Event()
        self._ready = False
        self._fed = 0.0
        self._status = ""

    async def run(self) -> None:
        """Keep watch until SIGTERM or SIGINT. Raises UserError if it cannot begin."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        # before anything else: unheard, this signal ends a process
        loop.add_signal_handler(signal.SIGHUP, self._hangup.set)
        async with App(self._config, clock=self._clock, examine=True) as app:
            ticker = Ticker(partial(self._tick, app))
            log.info(
                "watching",
                sources=len(self._config.sources),
                rules=len(self._config.rules),
                state=str(self._config.state),
            )
            ticker.start()
            hangups = asyncio.create_task(self._hear_hangups(app))
            await self._stop.wait()
            systemd.stopping("stopping")
            log.info("stopping")
            hangups.cancel()
            await ticker.stop(LAST_TICK)
            await asyncio.gather(hangups, return_exceptions=True)

    async def _tick(self, app: App) -> None:
        if self._stop.is_set():
            return
        await app.tick()
        if self._stop.is_set():
            return
        if not self._ready:
            self._ready = True
            systemd.ready()
        self._report_status(app)

    def _report_status(self, app: App) -> None:
        """Feed the watchdog while everything moves, and report the status."""
        now = time.monotonic()
        interval = systemd.watchdog_interval()
        if interval is not None and now - self._fed >= interval and now - app.moved < STUCK:
            self._fed = now
            systemd.watchdog()
        status = status_line(
            len(app.poller.states),
            sum(1 for state in app.poller.states.values() if state.failures),
            Words(app.config.language, app.config.timezone, plain=True),
            unwritable=app.alarm.since is not None,
        )
        if status != self._status:
            self._status = status
            systemd.status(status)

    async def _hear_hangups(self, app: App) -> None:
        while True:
            await self._hangup.wait()
            self._hangup.clear()
            await self._reload(app)

    async def _reload(self, app: App) -> None:
        systemd.reloading("reading the configuration again")
        try:
            config = configuration.load(self._config.path)
            logs.configure(secrets=config.secrets)
            await app.reload(config)
        except VeilleError as error:
            log.error("the configuration was not read again, and nothing was changed", why=str(error))
        except Exception:  # a mistake of ours must not end the watch
            log.exception("the configuration was not read again")
        else:
            log.info("configuration read again", sources=len(config.sources), rules=len(config.rules))
        finally:
            if not self._stop.is_set():
                systemd.ready()
            self._status = ""


def status_line(sources: int, failing: int, words: Words, *, unwritable: bool) -> str:
    """Return what `systemctl status` shows of a daemon that runs."""
    if unwritable:
        return words.say("the database cannot be written")
    counted = words.say_n("{n} source", "{n} sources", n=sources)
    return words.say_n("{sources}, {n} failing", n=failing, sources=counted) if failing else counted
