"""Who talks: the authors and outlets of what matters, and the outlets that are cited but not followed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from veille.names.learning import host_of
from veille.store.matched import MEANT


@dataclass(frozen=True, slots=True)
class Spoken:
    """An item that matters: who wrote it, where, when (UTC seconds), and how many outlets carry its story."""

    item: int
    title: str
    url: str
    author: str
    outlet: str
    host: str
    dated: int
    carried: int
    source: str
    kind: str


def spoken(
    db: sqlite3.Connection, since: int, *, topic: str = "", names: Collection[str] = ()
) -> list[Spoken]:
    """Return the items that matter dated since, newest first; of one topic, or of some names (their keys), where given."""
    rows = db.execute(
        f"""SELECT item.id, item.title, item.url, item.author, item.outlet, item.story, source.name AS source, source.kind,
              coalesce(item.published, item.first_seen) AS dated,
              (SELECT count(DISTINCT outlet) FROM item AS other WHERE other.story = item.story) AS carried
            FROM item JOIN source ON source.id = item.source
            WHERE item.id IN (SELECT match.item FROM match WHERE {MEANT} AND (:topic = '' OR match.topic = :topic)
                              AND (:names = '[]' OR match.by IN (SELECT 'name:' || value FROM json_each(:names))))
              AND coalesce(item.published, item.first_seen) >= :since
            ORDER BY dated DESC, item.id DESC""",  # noqa: S608 - ours
        {"topic": topic, "names": json.dumps(list(names)), "since": since},
    )
    return [
        Spoken(
            row["id"], row["title"], row["url"], row["author"], row["outlet"], host_of(row["url"]),
            row["dated"], row["carried"], row["source"], row["kind"],
        )
        for row in rows
    ]  # fmt: skip
