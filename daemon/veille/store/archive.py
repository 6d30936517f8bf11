"""What is read: items by query, what a message shows, coverage and health; on connections that only read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from veille.model import Clue
from veille.store.clues import read_clues
from veille.store.sources import HOUR


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with its item, as messages show it. Times are UTC seconds."""

    match: int
    item: int
    story: int
    source: str
    by: str
    topic: str
    words: tuple[str, ...]
    excerpt: str
    title: str
    url: str
    text: str
    author: str
    outlet: str
    at: int
    dated: int
    closes: str | None
    starts: str | None
    facts: tuple[tuple[str, str], ...]
    edited: int | None
    first_seen: int
    verdict: str = ""
    likely: float = 1.0
    clues: tuple[Clue, ...] = ()
    owed: int | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """An item of a story: who carries it."""

    item: int
    source: str
    outlet: str
    url: str
    dated: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it."""

    id: int
    source: str
    title: str
    url: str
    author: str
    outlet: str
    dated: int
    first_seen: int
    story: int
    matched: tuple[str, ...]
    baseline: bool


MEANT = "match.verdict IN ('', 'sure')"
"""What matters for sure: the other mentions are only asked about, or counted."""

MATCH = """
SELECT match.id AS match, item.id AS item, item.story, source.name AS source, match.by, match.topic, match.words,
  match.excerpt, item.title, item.url, item.text, item.author, item.outlet, match.at,
  coalesce(item.published, item.first_seen) AS dated, item.closes, item.starts, item.facts, item.edited, item.first_seen,
  match.verdict, match.likely, match.clues, {owed} AS owed
FROM match JOIN item ON item.id = match.item JOIN source ON source.id = item.source
"""


def owed_matches(db: sqlite3.Connection, owed: Sequence[int]) -> list[MatchRow]:
    """Return the matches of these owed rows, oldest first; with all other matches of their items."""
    numbers = json.dumps(list(owed))
    rows = db.execute(
        MATCH.format(owed="owed.id")  # noqa: S608 - a column's name, ours
        + """LEFT JOIN owed ON owed.match = match.id AND owed.id IN (SELECT value FROM json_each(:owed))
             WHERE match.item IN (SELECT m.item FROM owed o JOIN match m ON m.id = o.match
                                  WHERE o.id IN (SELECT value FROM json_each(:owed)))
             ORDER BY coalesce(owed.id, 9e15), match.id""",
        {"owed": numbers},
    )
    return [match_row(row) for row in rows]


def matches_between(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the matches first kept in [start, end) that matter for sure, baseline excepted, oldest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND {MEANT} ORDER BY match.id",
        (start, end),
    )
    return [match_row(row) for row in rows]


def late_matches(db: sqlite3.Connection, recipient: str, start: int, end: int) -> list[MatchRow]:
    """Return what an alert was to tell recipient and that was left to the digest in [start, end), whenever found.

    It was too much for an alert, or its alert died.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""JOIN owed ON owed.match = match.id AND owed.recipient = :recipient
             LEFT JOIN message ON message.id = owed.message
             WHERE {MEANT} AND owed.at < :end AND iif(message.id IS NULL, owed.deferred,
               iif(message.state = 'dead', message.not_before, 0)) BETWEEN :start AND :end - 1
             ORDER BY match.id""",
        {"recipient": recipient, "start": start, "end": end},
    )
    return [match_row(row) for row in rows]


def baseline_matches(db: sqlite3.Connection, since: int) -> list[MatchRow]:
    """Return the matches of baselines whose item is dated since, newest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE match.baseline AND {MEANT} AND coalesce(item.published, item.first_seen) >= ?
              ORDER BY dated DESC, match.id""",
        (since,),
    )
    return [match_row(row) for row in rows]


def baseline_totals(db: sqlite3.Connection) -> dict[str, int]:
    """Return how many items of baselines each rule and topic matched."""
    rows = db.execute(f"SELECT by, count(*) FROM match WHERE baseline AND {MEANT} GROUP BY by")  # noqa: S608 - ours
    return {row[0]: row[1] for row in rows}


def first_read(db: sqlite3.Connection, start: int, end: int, *, after: int) -> list[tuple[str, int]]:
    """Return the sources whose baseline was kept in [start, end), and after the first letter, with its size."""
    rows = db.execute(
        """SELECT source.name, count(*) FROM source JOIN item ON item.source = source.id AND item.baseline
           WHERE source.removed IS NULL AND source.baseline >= ? AND source.baseline < ? AND source.baseline > ?
           GROUP BY source.id ORDER BY source.baseline, source.name""",
        (start, end, after),
    )
    return [(row[0], row[1]) for row in rows]


def told_in_alerts(db: sqlite3.Connection, recipient: str, start: int, end: int) -> frozenset[int]:
    """Return the stories found in [start, end) that an alert has told recipient: one that was sent."""
    rows = db.execute(
        """SELECT DISTINCT owed.story FROM owed JOIN message ON message.id = owed.message
           WHERE owed.recipient = ? AND owed.at >= ? AND owed.at < ? AND message.state = 'sent'""",
        (recipient, start, end),
    )
    return frozenset(row[0] for row in rows)


def carriers(db: sqlite3.Connection, stories: Sequence[int]) -> dict[int, list[Carrier]]:
    """Return all items of these stories, oldest first."""
    found: dict[int, list[Carrier]] = {story: [] for story in stories}
    for story in found:
        rows = db.execute(
            """SELECT item.id, source.name, item.outlet, item.url, coalesce(item.published, item.first_seen) AS dated
               FROM item JOIN source ON source.id = item.source WHERE story = ? ORDER BY dated, item.id""",
            (story,),
        )
        found[story] = [Carrier(*row) for row in rows]
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """What a period held, for the foot of a digest: sources that answered, polls, new items, dead messages."""

    seen: int
    polls: int
    items: int
    dead: int


def counts(db: sqlite3.Connection, start: int, end: int) -> Counts:
    """Return what was seen in [start, end); polls that changed nothing are counted by the hour."""
    seen = db.execute(
        """SELECT count(*) FROM source WHERE removed IS NULL AND (
             EXISTS(SELECT 1 FROM poll WHERE poll.source = source.id AND at >= :start AND at < :end
                    AND outcome NOT IN ('failed', 'suspect'))
             OR EXISTS(SELECT 1 FROM poll_count WHERE poll_count.source = source.id AND hour >= :hour AND hour < :end))""",
        {"start": start, "end": end, "hour": start // HOUR * HOUR},
    ).fetchone()[0]
    polls = db.execute("SELECT count(*) FROM poll WHERE at >= ? AND at < ?", (start, end)).fetchone()[0]
    unchanged = db.execute(
        "SELECT coalesce(sum(polls), 0) FROM poll_count WHERE hour >= ? AND hour < ?",
        (start // HOUR * HOUR, end),
    ).fetchone()[0]
    items = db.execute(
        "SELECT count(*) FROM item WHERE first_seen >= ? AND first_seen < ?", (start, end)
    ).fetchone()[0]
    # A message dies at the end of its last try, which may be days after it was made.
    dead = db.execute(
        """SELECT count(*) FROM message WHERE state = 'dead' AND coalesce(
             (SELECT max(ended) FROM delivery WHERE delivery.message = message.id), created) BETWEEN ? AND ? - 1""",
        (start, end),
    ).fetchone()[0]
    return Counts(seen, polls + unchanged, items, dead)


def search(
    db: sqlite3.Connection,
    fts: str = "",
    *,
    source: str = "",
    since: int = 0,
    matched: bool = False,
    limit: int = 20,
) -> list[ItemRow]:
    """Return items, newest first; `fts` is an expression written by match.query, never what a person typed."""
    where: list[str] = ["1"]
    values: list[str | int] = []
    if fts:
        where.append("item.id IN (SELECT rowid FROM item_fts WHERE item_fts MATCH ?)")
        values.append(fts)
    if source:
        where.append("source.name GLOB ?")
        values.append(source)
    if since:
        where.append("coalesce(item.published, item.first_seen) >= ?")
        values.append(since)
    if matched:
        where.append(f"EXISTS(SELECT 1 FROM match WHERE match.item = item.id AND {MEANT})")  # noqa: S608 - ours
    rows = db.execute(
        f"""SELECT item.id, source.name AS source, item.title, item.url, item.author, item.outlet,
              coalesce(item.published, item.first_seen) AS dated, item.first_seen, item.story, item.baseline,
              (SELECT group_concat(by, char(31)) FROM match WHERE match.item = item.id) AS matched
            FROM item JOIN source ON source.id = item.source WHERE {" AND ".join(where)}
            ORDER BY dated DESC, item.id DESC LIMIT ?""",  # noqa: S608 - the parts are ours
        (*values, limit),
    )
    return [
        ItemRow(
            id=row["id"],
            source=row["source"],
            title=row["title"],
            url=row["url"],
            author=row["author"],
            outlet=row["outlet"],
            dated=row["dated"],
            first_seen=row["first_seen"],
            story=row["story"],
            matched=tuple(row["matched"].split("\x1f")) if row["matched"] else (),
            baseline=bool(row["baseline"]),
        )
        for row in rows
    ]


def texts(db: sqlite3.Connection, items: Sequence[int]) -> dict[int, str]:
    """Return the whole text of these items."""
    return {item: db.execute("SELECT text FROM item WHERE id = ?", (item,)).fetchone()[0] for item in items}


def find_item(db: sqlite3.Connection, wanted: str) -> list[sqlite3.Row]:
    """Return the items that a number or an address (whole, or its end) names, newest first."""
    number = wanted.lstrip("#")
    if number.isdecimal() and len(number) < 19:  # what SQLite can count; a longer one may stand in an address
        rows = db.execute(_ITEM + "WHERE item.id = ?", (int(number),)).fetchall()
    else:
        rows = db.execute(_ITEM + "WHERE item.url = ? ORDER BY item.id DESC", (wanted,)).fetchall()
        if not rows and len(wanted) >= 4:
            rows = db.execute(
                _ITEM + "WHERE instr(item.url, ?) > 0 ORDER BY item.id DESC LIMIT 10", (wanted,)
            ).fetchall()
    return list(rows)


_ITEM = """SELECT item.*, source.name AS source_name, coalesce(item.published, item.first_seen) AS dated
           FROM item JOIN source ON source.id = item.source """


def item_matches(db: sqlite3.Connection, item: int) -> list[sqlite3.Row]:
    """Return the matches of an item: by, topic, words (JSON), excerpt, at, baseline."""
    return db.execute("SELECT * FROM match WHERE item = ? ORDER BY id", (item,)).fetchall()


def item_messages(db: sqlite3.Connection, story: int) -> list[sqlite3.Row]:
    """Return what was owed of a story, and the messages that told it: recipient, at, state, subject, sent, why."""
    return db.execute(
        """SELECT owed.recipient, owed.at, message.id AS message, message.state, message.subject, message.sent, message.why,
             match.by, match.item
           FROM owed JOIN match ON match.id = owed.match LEFT JOIN message ON message.id = owed.message
           WHERE owed.story = ? ORDER BY owed.id""",
        (story,),
    ).fetchall()


def source_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return every watched source with its health and yield (items, new in 30 days, matches)."""
    return db.execute(
        """SELECT source.*, (SELECT count(*) FROM item WHERE item.source = source.id) AS items,
             (SELECT count(*) FROM match JOIN item ON item.id = match.item WHERE item.source = source.id) AS matches
           FROM source WHERE removed IS NULL ORDER BY name"""
    ).fetchall()


def source_yield(db: sqlite3.Connection, name: str, since: int) -> tuple[int | None, int]:
    """Return when a source last gave an item before `since`, and how many it gave from then on, its baseline excepted."""
    row = db.execute(
        """SELECT max(iif(first_seen < :since, first_seen, NULL)),
             coalesce(sum(first_seen >= :since AND NOT item.baseline), 0)
           FROM item JOIN source ON source.id = item.source WHERE source.name = :name""",
        {"since": since, "name": name},
    ).fetchone()
    return row[0], int(row[1])


def last_polls(db: sqlite3.Connection, source: int, limit: int) -> list[sqlite3.Row]:
    """Return the last polls of a source that changed or failed something, newest first."""
    return db.execute(
        "SELECT * FROM poll WHERE source = ? ORDER BY id DESC LIMIT ?", (source, limit)
    ).fetchall()


def messages(db: sqlite3.Connection, *, states: Sequence[str] = (), limit: int = 50) -> list[sqlite3.Row]:
    """Return messages, newest first, in these states (all of them if empty)."""
    where = f"WHERE state IN ({','.join('?' * len(states))})" if states else ""
    return db.execute(
        f"""SELECT id, kind, name, recipient, subject, state, created, not_before, expires, attempts, sent, why, message_id
            FROM message {where} ORDER BY id DESC LIMIT ?""",  # noqa: S608 - only question marks
        (*states, limit),
    ).fetchall()


def message(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """Return a message whole, with its deliveries under "deliveries"; None if there is none."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (number,)).fetchone()
    if row is None:
        return None
    deliveries = db.execute(
        "SELECT at, ended, outcome, why FROM delivery WHERE message = ? ORDER BY id", (number,)
    )
    return dict(row) | {"deliveries": [dict(one) for one in deliveries]}


def recipient_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return what is known of recipients that ever failed."""
    return db.execute("SELECT * FROM recipient ORDER BY name").fetchall()


def match_row(row: sqlite3.Row) -> MatchRow:
    """Return a row of MATCH, its words and facts read."""
    values = dict(row)
    values["words"] = tuple(json.loads(values["words"]))
    values["facts"] = tuple(json.loads(values["facts"]).items())
    values["clues"] = read_clues(values["clues"])
    return MatchRow(**values)
