"""What commands list: items by query, why an item was sent, sources, polls, messages, recipients. Reads only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from veille.errors import sentence
from veille.model import By, MessageKind, MessageState, Outcome
from veille.names.learning import host_of
from veille.store.match_rows import CERTAIN, read_verdict

# Who talks: the authors and outlets of what matters, and the outlets that are cited but not followed.


@dataclass(frozen=True, slots=True)
class AuthoredItem:
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


def authored_items(
    db: sqlite3.Connection, since: int, *, topic: str = "", names: Collection[str] = ()
) -> list[AuthoredItem]:
    """Return the items that matter dated since, newest first; of one topic, or of some names (their keys), where given."""
    rows = db.execute(
        f"""SELECT item.id, item.title, item.url, item.author, item.outlet, item.story, source.name AS source,
              coalesce(item.published, item.first_seen) AS dated,
              (SELECT count(DISTINCT outlet) FROM item AS other WHERE other.story = item.story) AS carried
            FROM item JOIN source ON source.id = item.source
            WHERE item.id IN (SELECT match.item FROM match WHERE {CERTAIN} AND (:topic = '' OR match.topic = :topic)
                              AND (:names = '[]' OR match.by IN (SELECT value FROM json_each(:names))))
              AND coalesce(item.published, item.first_seen) >= :since
            ORDER BY dated DESC, item.id DESC""",  # noqa: S608 - ours
        {"topic": topic, "names": json.dumps([str(By.name(name)) for name in names]), "since": since},
    )
    return [
        AuthoredItem(
            row["id"], row["title"], row["url"], row["author"], row["outlet"], host_of(row["url"]),
            row["dated"], row["carried"], row["source"],
        )
        for row in rows
    ]  # fmt: skip


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
    matched: tuple[By, ...]
    baseline: bool
    text: str
    closes: str | None
    starts: str | None
    facts: Mapping[str, str]
    gone: int | None


def items_to_export(db: sqlite3.Connection, *, source: str = "", since: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every item whole, oldest first, its times in UTC seconds; `source` is a GLOB, `since` by its date."""
    rows = db.execute(
        """SELECT item.id AS item, source.name AS source, item.ident AS id, item.title, item.url, text, author, outlet,
             language, tags, facts, published, updated, closes, starts, first_seen, gone, story, item.baseline,
             (SELECT group_concat(by, char(31)) FROM match WHERE match.item = item.id) AS matched
           FROM item JOIN source ON source.id = item.source
           WHERE (:source = '' OR source.name GLOB :source) AND coalesce(published, first_seen) >= :since
           ORDER BY item.id""",
        {"source": source, "since": since},
    )
    for row in rows:
        yield {
            **dict(row),
            "tags": json.loads(row["tags"]),
            "facts": json.loads(row["facts"]),
            "baseline": bool(row["baseline"]),
            "matched": row["matched"].split("\x1f") if row["matched"] else [],
        }


def search(
    db: sqlite3.Connection,
    fts: str = "",
    *,
    source: str = "",
    since: int = 0,
    matched: bool = False,
    limit: int = 20,
) -> list[ItemRow]:
    """Return items, newest first; `fts` is an expression written by match.query, never a person's raw input."""
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
        where.append(f"EXISTS(SELECT 1 FROM match WHERE match.item = item.id AND {CERTAIN})")  # noqa: S608 - ours
    rows = db.execute(
        f"""SELECT item.id, source.name AS source, item.title, item.url, item.author, item.outlet,
              coalesce(item.published, item.first_seen) AS dated, item.first_seen, item.story, item.baseline,
              item.text, item.closes, item.starts, item.facts, item.gone,
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
            matched=tuple(map(By.parse, row["matched"].split("\x1f"))) if row["matched"] else (),
            baseline=bool(row["baseline"]),
            text=row["text"],
            closes=row["closes"],
            starts=row["starts"],
            facts=json.loads(row["facts"]),
            gone=row["gone"],
        )
        for row in rows
    ]


def texts(db: sqlite3.Connection, items: Sequence[int]) -> dict[int, str]:
    """Return the whole text of these items."""
    return {item: db.execute("SELECT text FROM item WHERE id = ?", (item,)).fetchone()[0] for item in items}


_ITEM = """SELECT item.*, source.name AS source_name, coalesce(item.published, item.first_seen) AS dated
           FROM item JOIN source ON source.id = item.source """


def find_item(db: sqlite3.Connection, reference: str) -> list[sqlite3.Row]:
    """Return the items that a number or an address (whole, or its end) names, newest first."""
    number = reference.lstrip("#")
    if number.isdecimal() and len(number) < 19:  # what SQLite can count; a longer one may stand in an address
        rows = db.execute(_ITEM + "WHERE item.id = ?", (int(number),)).fetchall()
    else:
        rows = db.execute(_ITEM + "WHERE item.url = ? ORDER BY item.id DESC", (reference,)).fetchall()
        if not rows and len(reference) >= 4:
            rows = db.execute(
                _ITEM + "WHERE instr(item.url, ?) > 0 ORDER BY item.id DESC LIMIT 10", (reference,)
            ).fetchall()
    return list(rows)


def item_matches(db: sqlite3.Connection, item: int) -> list[dict[str, Any]]:
    """Return the matches of an item: `by` is a By; words and clues are JSON, `at` is UTC seconds."""
    return [_with_by(row) for row in db.execute("SELECT * FROM match WHERE item = ? ORDER BY id", (item,))]


def _with_by(row: sqlite3.Row) -> dict[str, Any]:
    """Return a row with its By, and the verdict and the message's state where it has them, as what they are."""
    values = {**dict(row), "by": By.parse(row["by"])}
    if "verdict" in values:
        values["verdict"] = read_verdict(values["verdict"])
    if values.get("state"):
        values["state"] = MessageState(values["state"])
    return values


def item_messages(db: sqlite3.Connection, story: int) -> list[dict[str, Any]]:
    """Return what was owed of a story, and the messages that it is in: recipient, at, state, subject, sent, why.

    `by` (a By), `item` and `verdict` are those of the match that was owed; `deferred` is when it was left to the digest.
    """
    rows = db.execute(
        """SELECT owed.recipient, owed.at, message.id AS message, message.state, message.subject, message.sent,
             sentence(message.why) AS why,
             match.by, match.item, match.verdict, owed.deferred
           FROM owed JOIN match ON match.id = owed.match LEFT JOIN message ON message.id = owed.message
           WHERE owed.story = ? ORDER BY owed.id""",
        (story,),
    )
    return [_with_by(row) for row in rows]


def source_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return every watched source with its health and yield (items, new in 30 days, matches)."""
    return db.execute(
        """SELECT source.*, (SELECT count(*) FROM item WHERE item.source = source.id) AS items,
             (SELECT count(*) FROM match JOIN item ON item.id = match.item WHERE item.source = source.id) AS matches
           FROM source WHERE removed IS NULL ORDER BY name"""
    ).fetchall()


def last_polls(db: sqlite3.Connection, source: int, limit: int) -> list[sqlite3.Row]:
    """Return the last polls of a source that changed or failed something, newest first."""
    return db.execute(
        "SELECT * FROM poll WHERE source = ? ORDER BY id DESC LIMIT ?", (source, limit)
    ).fetchall()


def messages(
    db: sqlite3.Connection, *, states: Sequence[MessageState] = (), limit: int = 50
) -> list[dict[str, Any]]:
    """Return messages, newest first, in these states (all of them if empty)."""
    where = f"WHERE state IN ({','.join('?' * len(states))})" if states else ""
    rows = db.execute(
        f"""SELECT id, kind, name, recipient, subject, state, created, not_before, expires, attempts, sent,
              sentence(why) AS why, message_id
            FROM message {where} ORDER BY id DESC LIMIT ?""",  # noqa: S608 - only question marks
        (*states, limit),
    )
    return [_typed(row) for row in rows]


def message(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """Return a message whole, with its deliveries under "deliveries", each `why` a sentence; None if there is none."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (number,)).fetchone()
    if row is None:
        return None
    deliveries = db.execute(
        "SELECT at, ended, outcome, why FROM delivery WHERE message = ? ORDER BY id", (number,)
    )
    attempts = [dict(delivery) | {"why": sentence(delivery["why"])} for delivery in deliveries]
    return _typed(row) | {"why": sentence(row["why"]), "deliveries": attempts}


def _typed(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "kind": MessageKind(row["kind"]), "state": MessageState(row["state"])}


def recipient_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the health of recipients that ever failed."""
    return db.execute("SELECT * FROM recipient ORDER BY name").fetchall()


# What one pass of polls did, for `veille poll`.


@dataclass(frozen=True, slots=True)
class PolledRow:
    """A source that was polled: when it is due again, the outcome, and the counts of its last poll: items, new, edited."""

    name: str
    next_due: float
    outcome: Outcome
    why: str
    found: int
    new: int
    edited: int


def polled_since(db: sqlite3.Connection, since: int) -> list[PolledRow]:
    """Return the watched sources that were polled since; a poll that changed nothing has no counts."""
    rows = db.execute(
        """SELECT source.name, source.next_due, source.outcome, sentence(source.why), coalesce(poll.found, 0),
             coalesce(poll.new, 0),
             coalesce(poll.changed, 0)
           FROM source LEFT JOIN poll ON poll.id = (SELECT max(id) FROM poll AS last
             WHERE last.source = source.id AND last.at >= :since)
           WHERE source.removed IS NULL AND source.last_poll >= :since""",
        {"since": since},
    )
    return [PolledRow(row[0], row[1], Outcome(row[2]), *row[3:]) for row in rows]


def last_message(db: sqlite3.Connection) -> int:
    """Return the number of the last message, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()[0])


def messages_after(db: sqlite3.Connection, number: int) -> list[dict[str, Any]]:
    """Return the messages made after one: kind, recipient, subject, text, html."""
    rows = db.execute(
        "SELECT kind, recipient, subject, text, html FROM message WHERE id > ? ORDER BY id", (number,)
    )
    return [dict(row) for row in rows]


def matches_of(db: sqlite3.Connection, source: str, since: int) -> list[dict[str, Any]]:
    """Return the matches of a source's items kept since, oldest first, baselines too."""
    rows = db.execute(
        """SELECT item.id, item.title, item.url, match.by, match.topic, match.words, match.excerpt, match.baseline
           FROM match JOIN item ON item.id = match.item JOIN source ON source.id = item.source
           WHERE source.name = ? AND match.at >= ? ORDER BY match.id""",
        (source, since),
    )
    return [_with_by(row) for row in rows]
