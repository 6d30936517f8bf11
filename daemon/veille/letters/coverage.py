"""What a letter says of the watch itself: what was seen in its period and what was not, and when the next digest leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from veille.config.model import Config
from veille.config.when import next_time
from veille.errors import Failure
from veille.letters.entries import moment
from veille.letters.letter import Coverage, Failing
from veille.model import Outcome
from veille.store.facts import CoverageFacts, SourceState


def coverage(
    facts: CoverageFacts, end: int, states: Mapping[str, SourceState], broken: Mapping[str, Failure]
) -> Coverage:
    """Return what was watched until `end` and what cannot be seen now; `broken` are the sources that don't run."""
    failing = [state for state in states.values() if state.failures]
    return Coverage(
        sources=len(states.keys() | broken.keys()),
        # What is polled once a week was seen, though not in each day's period.
        seen=max(facts.counts.seen, sum(state.answered and not state.failures for state in states.values())),
        polls=facts.counts.polls,
        items=facts.counts.items,
        failing=tuple(
            Failing(state.name, moment(state.failing_since or end), state.why)
            for state in sorted(failing, key=lambda state: (state.failing_since or 0, state.name))
        ),
        degraded=tuple(
            Failing(state.name, moment(state.last_poll or end), state.why)
            for state in states.values()
            if state.outcome is Outcome.DEGRADED
        ),
        network_down=moment(facts.network_down) if facts.network_down else None,
        dead=facts.counts.dead,
        broken=tuple(sorted(broken.items())),
        first_read=facts.first_read,
        resurfaced=facts.resurfaced,
    )


def next_digest(config: Config, recipient: str, now: float) -> datetime | None:
    """Return when the next digest to recipient leaves; of another recipient, where they get none."""
    digests = [digest for digest in config.digests.values() if not digest.names]
    digests = [digest for digest in digests if recipient in digest.to] or digests
    times = [next_time(digest.at, now, config.timezone) for digest in digests]
    return moment(min(times)) if times else None
