"""Decides which messages are due, and makes them: alerts, digests, letters and notes on health."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from veille.config.model import Config
from veille.config.when import next_time
from veille.events import Bell, OutboxChanged
from veille.model import HealthKind
from veille.post import health
from veille.post.alerts import make_alerts
from veille.post.digests import letter_recipients, make_digests, make_first_letter
from veille.post.moves import make_place_alerts
from veille.post.names import make_name_letters
from veille.post.outages import Network, judge_network, notices
from veille.post.spikes import make_spikes
from veille.store import periods
from veille.store.facts import SourceState
from veille.store.sources import note_network, read_network, record_outage_notified
from veille.store.writer import Writer

LOOK = 30.0  # seconds between two looks when nothing rings

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Scheduler:
    """Posts alerts, digests, the first letter and health notes when their time has come."""

    def __init__(self, config: Config, writer: Writer, bell: Bell, clock: Callable[[], float]) -> None:
        self.config = config
        self._writer = writer
        self._bell = bell
        self._clock = clock
        self._network = Network()
        self._next_post = 0.0
        self._warned_ahead = False

    async def start(self) -> None:
        """Read the stored state of the network."""
        self._network = Network(*await self._writer.run(read_network))

    def due(self, now: float) -> bool:
        """Return whether something may have to be posted, though no bell rang."""
        # A clock that was set back must not hold the post until it is where it was.
        return now >= self._next_post or self._next_post - now > LOOK + 1

    async def post(self, now: float, states: Mapping[str, SourceState], *, after_pass: bool = False) -> int:
        """Make every message whose time has come; return how many. `after_pass` as in make_digests."""
        network = judge_network(states, self._network, int(now))
        due_notices, network = notices(states, self._network, network, int(now))

        def job(db: sqlite3.Connection) -> tuple[int, float | None, int | None]:
            made = 0
            for notice in due_notices:
                note = health.health_note(db, self.config, notice, now)
                made += health.make_health(db, self.config, note, now)
                if notice.kind is HealthKind.SOURCE:
                    since = None if notice.over else notice.since
                    record_outage_notified(db, notice.name, since)
            if network != self._network:
                note_network(db, network.down, told=network.notified)
            made += health.make_moved_notes(db, self.config, now)
            made += health.make_recipient_notes(db, self.config, now)
            made += make_first_letter(db, self.config, now, states)
            made += make_name_letters(db, self.config, now, states, letter_recipients(self.config))
            made += make_digests(db, self.config, now, states, after_pass=after_pass)
            made += make_spikes(db, self.config, now)
            made += make_place_alerts(db, self.config, now)
            alerts, again = make_alerts(db, self.config, now)
            return made + alerts, again, periods.period_ahead(db, int(now))

        made, next_alert, ahead = await self._writer.run(job)
        if ahead is not None and not self._warned_ahead:
            log.warning(
                "the clock was ahead when digests left; they go on as if these had not",
                until=f"{datetime.fromtimestamp(ahead, UTC):%Y-%m-%dT%H:%M:%SZ}",
            )
        self._warned_ahead = ahead is not None
        self._network = network
        for notice in due_notices:
            state = states.get(notice.name)
            if state is not None and notice.kind is HealthKind.SOURCE:
                state.notified_at = None if notice.over else notice.since
        digests = [next_time(digest.at, now, self.config.timezone) for digest in self.config.digests.values()]
        self._next_post = min([now + LOOK, *digests, *([next_alert] if next_alert is not None else [])])
        if made:
            self._bell.ring(OutboxChanged())
        return made
