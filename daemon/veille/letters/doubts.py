"""Mentions in doubt for a digest: which are asked about, once, at most five, the surest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from veille.config.model import Config, Digest
from veille.letters.entries import entry_of
from veille.letters.letter import Entry
from veille.store import doubts as store
from veille.store import matched

MOST = 5


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is asked about, how many more there are, and how many stories of each name (its key) were set aside."""

    entries: tuple[Entry, ...] = ()
    more: int = 0
    homonyms: tuple[tuple[str, int], ...] = ()


def doubts(
    db: sqlite3.Connection,
    config: Config,
    asked: Digest,
    recipient: str,
    *,
    start: int,
    end: int,
    told: Set[int],
) -> Doubts:
    """Return the doubts of a digest's period; not on stories that are `told` there, or in alerts: these ask beside them.

    Numbers begin at 1. A digest asks those whose watch it is: others can say nothing of it.
    """
    if not _asks(config, asked, recipient):
        return Doubts()
    names = {
        key: name for key, name in config.names.items() if not asked.topics or name.topic in asked.topics
    }
    rows = [
        row
        for row in store.doubts_between(db, start, end)
        if row.by.removeprefix("name:") in names and row.story not in told
    ]
    carried = matched.carriers(db, [row.story for row in rows[:MOST]])
    shown = [entry_of(0, [row], carried[row.story], names) for row in rows[:MOST]]
    shown.sort(key=lambda entry: not entry.reasons[0].you)
    set_aside = store.homonyms_between(db, start, end)
    return Doubts(
        tuple(replace(entry, number=number) for number, entry in enumerate(shown, start=1)),
        len(rows) - len(shown),
        tuple((key, count) for key, count in set_aside.items() if key in names),
    )


def _asks(config: Config, asked: Digest, recipient: str) -> bool:
    """Say whether recipient is one whose watch it is; where no digest goes to these, everybody is."""
    owners = set(config.to)
    reached = {to for digest in config.digests.values() if not digest.names for to in digest.to}
    return recipient in owners or not owners & reached


def numbered(entries: Sequence[Entry], after: int) -> tuple[Entry, ...]:
    """Return entries with their numbers going on after those that stand before them."""
    return tuple(replace(entry, number=entry.number + after) for entry in entries)
