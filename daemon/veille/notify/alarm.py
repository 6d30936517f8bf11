"""When the database itself cannot be written, no outbox helps: it is told past it, once, and once when over."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from veille.config.model import Config
from veille.notify.deliver import say
from veille.notify.words import Words

LASTS = 60.0  # seconds before anyone is woken: a lock or a full disk may be over by then

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class StoreAlarm:
    """Knows since when the database cannot be written, and whether `health` was told."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.since: float | None = None
        self._why = ""
        self._told = False

    def note(self, why: str, now: float) -> None:
        """Note a failure to write; the first is logged."""
        if self.since is None:
            self.since = now
            log.error("nothing can be kept; polls and messages are tried again until they can", why=why)
        self._why = why

    async def sound(self, why: str, now: float) -> None:
        """Note a failure, and tell `health` once it has lasted."""
        self.note(why, now)
        if self.since is not None and not self._told and now - self.since >= LASTS:
            self._told = True
            await self._say("store down", self.since, now)

    async def over(self, now: float) -> None:
        """Note that the database was written; tell so if the failure was told."""
        if self.since is None:
            return
        since, self.since = self.since, None
        log.info("what comes is kept again", seconds=round(now - since))
        if self._told:
            self._told = False
            await self._say("store back", since, now)

    async def _say(self, key: str, since: float, now: float) -> None:
        words = Words(self.config.language, self.config.timezone, datetime.fromtimestamp(now, UTC))
        text = words.say(key, since=words.since(datetime.fromtimestamp(since, UTC)), why=self._why)
        for recipient in self.config.health:
            outcome = await say(self.config, recipient, text)
            if outcome.why:
                log.warning("health could not be told", recipient=recipient, why=outcome.why)
