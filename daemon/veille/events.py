"""Doorbells between the parts of the daemon: they carry no truth, the tables do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from veille.errors import Failure


@dataclass(frozen=True, slots=True)
class BatchKept:
    """A poll was committed."""

    source: str
    new: int
    owed: int


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    """There may be something to send."""


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """The database could not be written, for this reason."""

    why: Failure


@dataclass(frozen=True, slots=True)
class DatabaseChanged:
    """Another process wrote to the database."""


Event = BatchKept | OutboxChanged | StoreFailed | DatabaseChanged
Listener = Callable[[Event], None]


class Bell:
    """Rings every listener, in the order in which they were added; a listener returns at once."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def ring(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)
