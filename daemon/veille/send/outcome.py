"""How one delivery ended, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from veille.errors import NO_FAILURE, Failure
from veille.model import DeliveryOutcome

FIRST_DELAY, LONGEST_DELAY = 30.0, 3600.0


@dataclass(frozen=True, slots=True)
class Sent:
    """It was taken over."""

    word = DeliveryOutcome.SENT
    why: Failure = NO_FAILURE


@dataclass(frozen=True, slots=True)
class Transient:
    """It may work later: tried again.

    `account` is true where the whole account is refused, `message` where it is this message, not its recipient.
    """

    word = DeliveryOutcome.TRANSIENT
    why: Failure
    account: bool = False
    message: bool = False


@dataclass(frozen=True, slots=True)
class Permanent:
    """It will never work as it is: dead at once."""

    word = DeliveryOutcome.PERMANENT
    why: Failure


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: tried again under the same Message-ID."""

    word = DeliveryOutcome.UNKNOWN
    why: Failure


SendOutcome = Sent | Transient | Permanent | Unknown


def of_message(outcome: SendOutcome) -> bool:
    """Return whether a failure may be that of the message alone: the next one to the same recipient is then tried."""
    return isinstance(outcome, Unknown) or (isinstance(outcome, Transient) and outcome.message)


def retry_delay(attempts: int, jitter: float) -> float:
    """Return the seconds to wait after so many attempts: full jitter on 30 s doubled up to an hour.

    `jitter` is in [0, 1). Five seconds at least, so that a refusal is never answered by a burst.
    """
    most = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempts - 1, 10))
    return max(5.0, most * jitter)
