"""Decides which outages are to be notified: once when one lasts, and once when it is over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from veille.errors import NO_FAILURE, Failure
from veille.letters.health import Notice
from veille.model import HealthKind
from veille.store.facts import SourceState

TRIES = 3  # failures in a row …
LASTS = 3600  # … and seconds, before an outage is notified
FEW = 2  # sources below which a dead link looks like dead sites


@dataclass(frozen=True, slots=True)
class Network:
    """The state of this machine's own network: since when it is down, and whether that was notified."""

    down: int | None = None
    notified: bool = False


def judge_network(states: Mapping[str, SourceState], network: Network, now: int) -> Network:
    """Return the state of the network by that of the sources: down when every one fails without any answer."""
    ever = [state for state in states.values() if state.last_poll is not None]
    down = (
        len(ever) >= FEW
        and len(ever) == len(states)
        and all(state.failures and state.network for state in ever)
    )
    if not down:
        return Network()
    return network if network.down else Network(down=now)


def notices(
    states: Mapping[str, SourceState], before: Network, network: Network, now: int
) -> tuple[list[Notice], Network]:
    """Return what must be notified now, and the state of the network after that.

    While the machine's own network is down no source is blamed; `state.notified_at` is set for those that were.
    """
    due: list[Notice] = []
    if before.notified and not network.down and before.down:
        due.append(Notice(HealthKind.NETWORK, "", before.down, NO_FAILURE, over=True))
    if network.down and not network.notified and _lasts(states, network.down, now):
        due.append(Notice(HealthKind.NETWORK, "", network.down, _first_why(states)))
        network = Network(network.down, notified=True)
    nothing_read = not any(state.answered for state in states.values())
    for state in states.values():
        if state.failures == 0 and state.notified_at is not None:
            due.append(Notice(HealthKind.SOURCE, state.name, state.notified_at, state.why, over=True))
        elif network.down or state.notified_at is not None or state.failing_since is None:
            continue
        # The first letter waits for an answer, so that there is none must not wait for many tries.
        elif (state.failures >= TRIES or nothing_read) and now - state.failing_since >= LASTS:
            due.append(
                Notice(
                    HealthKind.SOURCE,
                    state.name,
                    state.failing_since,
                    state.why,
                    state.failures,
                    silent=state.network,
                    never_read=not state.answered,
                )
            )
    return due, network


def _lasts(states: Mapping[str, SourceState], since: int, now: int) -> bool:
    return now - since >= LASTS or all(state.failures >= TRIES for state in states.values())


def _first_why(states: Mapping[str, SourceState]) -> Failure:
    return next((state.why for state in states.values() if state.why), NO_FAILURE)
