"""A ranked answer to a search for a name is kept with every result's position, and with what moved on the first page."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from veille.config.model import SourceConfig
from veille.errors import Failure
from veille.model import Item, Name
from veille.names.first_page import QUARTER, RankedAnswer, RankedResult, movements
from veille.store import positions as store
from veille.store.items import item_at
from veille.text.urls import page_key


def is_ranked(config: SourceConfig) -> bool:
    """Return whether a source's batches are ranked answers to a search for a name."""
    return bool(config.of) and config.capabilities.ranked


def keep_answer(
    db: sqlite3.Connection,
    config: SourceConfig,
    source: int,
    items: Sequence[Item],
    refused: Mapping[str, Failure],
    names: Mapping[str, Name],
    now: int,
    *,
    since: int = 0,
) -> None:
    """Keep an answer, and what moved since the last ones from `since` on. The items must have been kept.

    A refusal has no items.
    """
    engine = config.capabilities.engine or config.kind
    results: dict[bytes, RankedResult] = {}
    placed = [(item.position, item) for item in items if item.position is not None and item.url]
    for place, item in sorted(placed, key=lambda pair: pair[0]):
        # A page that stands in two places, by http and https, stands in the first.
        key = page_key(item.url)
        number, engines = item_at(db, source, item.url), item.engines or (engine,)
        results.setdefault(key, RankedResult(key, place, item.url, item.title, number, engines))
    answer = RankedAnswer(now, tuple(results.values()), refused)
    before = store.answers(db, source, max(now - QUARTER, since), now + 1)
    store.add_answer(db, source, config.of, engine, answer)
    name = names.get(config.of)
    if name is None or not answer.results:
        return
    # Those of earlier answers too: one of them may have left.
    known = {result.key: result for past in (*reversed(before), answer) for result in past.results}
    standing = store.standings(db, name.key, name.mine, known.values())
    moved = movements(
        answer, before, lambda result: standing[result.key], store.last_moved(db, name.key, now)
    )
    store.add_movements(db, source, name.key, moved, now)


def keep_refusal(db: sqlite3.Connection, config: SourceConfig, source: int, why: Failure, now: int) -> None:
    """Note that a search was refused, or could not be asked: a gap in its positions."""
    engine = config.capabilities.engine or config.kind
    store.add_answer(db, source, config.of, engine, RankedAnswer(now, (), {engine: why}))
