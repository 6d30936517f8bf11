"""Notifies `health` past the outbox when the database itself cannot be written: once, and once when that is over."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from veille.config.model import Config
from veille.errors import NO_FAILURE, Failure
from veille.language import failures
from veille.language.catalogue import mark
from veille.language.words import Words
from veille.post.write import say

LASTS = 60.0  # seconds before anyone is woken: a lock or a full disk may be over by then
# Seconds without a failure after which it is over. A tick that had nothing to write proves nothing: a full disk lets
# it commit; but a poll that could not be kept is made again after a minute.
CALM = 150.0

_DOWN = mark(
    "The database cannot be written {since} ({why}). Nothing that comes is kept; all of it is read again once it can. "
    "Look at the space on the disk and the rights of the `state` folder."
)
_BACK = mark("The database can be written again; it could not be {since}. There is nothing to do.")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class StoreAlarm:
    """Holds since when the database cannot be written, and whether `health` was notified."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.since: float | None = None
        self._last = 0.0
        self._why = NO_FAILURE
        self._notified = False

    def note(self, why: Failure, now: float) -> None:
        """Note a failure to write; the first is logged."""
        if self.since is None:
            self.since = now
            log.error("nothing can be kept; polls and messages are tried again until they can", why=why)
        self._why, self._last = why, now

    async def sound(self, why: Failure, now: float) -> None:
        """Record a failure, and notify `health` once it has lasted."""
        self.note(why, now)
        await self._wake(now)

    async def _wake(self, now: float) -> None:
        if self.since is not None and not self._notified and now - self.since >= LASTS:
            self._notified = True
            await self._announce(_DOWN, self.since, now)

    async def over(self, now: float) -> None:
        """Record a tick without failure; after a while without any it is over, which is notified if the failure was."""
        if self.since is None:
            return
        if 0 <= now - self._last < CALM:
            await self._wake(now)
            return
        since, self.since = self.since, None
        log.info("what comes is kept again", seconds=round(now - since))
        if self._notified:
            self._notified = False
            await self._announce(_BACK, since, now)

    async def _announce(self, sentence: str, since: float, now: float) -> None:
        words = Words(self.config.language, self.config.timezone, datetime.fromtimestamp(now, UTC))
        why = failures.describe(self._why, words)
        text = words.say(sentence, since=words.since(datetime.fromtimestamp(since, UTC)), why=why)
        for recipient in self.config.health:
            outcome = await say(self.config, recipient, text)
            if outcome.why:
                log.warning("health could not be told", recipient=recipient, why=outcome.why)
