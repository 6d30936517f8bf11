"""Sources as rows: their cursor and validators, when they are due, how they fare."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from veille.errors import Failure
from veille.model import By, Criterion, Outcome, Validators
from veille.store.facts import MovedSource, SourceState

# Requests that cost money: how many of a month's were used, by account.


def spend(db: sqlite3.Connection, account: str, month: str, limit: int) -> bool:
    """Count one request of an account in a month ("2026-11"); return False, and count none, where all are used."""
    if used(db, account, month) >= limit:
        return False
    db.execute(
        """INSERT INTO budget(account, month, used) VALUES(?,?,1)
           ON CONFLICT(account, month) DO UPDATE SET used = used + 1""",
        (account, month),
    )
    return True


def give_back(db: sqlite3.Connection, account: str, month: str) -> None:
    """Take back one request that was counted and not made, or not billed."""
    db.execute("UPDATE budget SET used = max(used - 1, 0) WHERE account = ? AND month = ?", (account, month))


def used(db: sqlite3.Connection, account: str, month: str) -> int:
    """Return how many requests of an account a month has used."""
    row = db.execute("SELECT used FROM budget WHERE account = ? AND month = ?", (account, month)).fetchone()
    return int(row[0]) if row else 0


HOUR = 3600


def sync_sources(
    db: sqlite3.Connection,
    configured: Iterable[tuple[str, str, str]],
    now: int,
    *,
    of_names: Collection[str] = (),
) -> dict[str, SourceState]:
    """Make the table hold the configured (name, kind, digest), and return the state of each by name.

    A source whose digest changed forgets its cursor and validators, else a 304 would hide what the new
    options select. One that left the configuration is recorded as removed; it keeps its items. One that came while
    another with the same options left was renamed, and goes on as it was. One that was made from a name (`of_names`)
    begins again where its options changed or it comes back: its next batch is a baseline.
    """
    options = {name: (kind, digest) for name, kind, digest in configured}
    there = {row["name"]: row for row in db.execute("SELECT * FROM source")}
    for old, new in _renamed(there, options):
        rename_source(db, old, new)
        there[new] = there.pop(old)
    for name, (kind, digest) in options.items():
        row = there.get(name)
        if row is None:
            db.execute(
                "INSERT INTO source(name, kind, digest, added, next_due) VALUES(?,?,?,?,?)",
                (name, kind, digest, now, now),
            )
        elif row["digest"] != digest:
            db.execute(
                """UPDATE source SET kind = ?, digest = ?, cursor = '{}', criterion = 'id', next_due = ?, removed = NULL,
                     failures = 0, failing_since = NULL, told = NULL, why = '', note = '' WHERE id = ?""",
                (kind, digest, now, row["id"]),
            )
            db.execute("DELETE FROM validators WHERE source = ?", (row["id"],))
        elif row["removed"] is not None:
            db.execute("UPDATE source SET removed = NULL, next_due = ? WHERE id = ?", (now, row["id"]))
        else:
            continue
        if row is not None and name in of_names:
            db.execute("UPDATE source SET baseline = NULL, last_poll = NULL WHERE id = ?", (row["id"],))
            db.execute("DELETE FROM validators WHERE source = ?", (row["id"],))
    for name, row in there.items():
        if name not in options and row["removed"] is None:
            db.execute("UPDATE source SET removed = ? WHERE id = ?", (now, row["id"]))
    return read_sources(db)


def _renamed(
    there: Mapping[str, sqlite3.Row], configured: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the (old, new) names of sources that were renamed."""
    left = {
        (row["kind"], row["digest"]): name
        for name, row in there.items()
        if name not in configured and row["removed"] is None
    }
    return [
        (left.pop(options), name)
        for name, options in configured.items()
        if name not in there and options in left
    ]


def rename_source(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let a source, and what is kept under its name, go by its new one; the new one must be free."""
    db.execute("UPDATE source SET name = ? WHERE name = ?", (new, old))
    db.execute("UPDATE OR IGNORE match SET by = ? WHERE by = ?", (str(By.source(new)), str(By.source(old))))


def read_sources(db: sqlite3.Connection) -> dict[str, SourceState]:
    """Return the state of every source that is not removed."""
    states = {}
    by_id = {}
    for row in db.execute("SELECT * FROM source WHERE removed IS NULL"):
        state = SourceState(
            id=row["id"],
            name=row["name"],
            criterion=Criterion(row["criterion"]),
            cursor=json.loads(row["cursor"]),
            baseline=row["baseline"],
            next_due=row["next_due"],
            last_poll=row["last_poll"],
            outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            why=Failure.from_json(row["why"]),
            failures=row["failures"],
            failing_since=row["failing_since"],
            network=bool(row["network"]),
            notified_at=row["told"],
            last_new=row["last_new"],
            title=row["title"],
            note=Failure.from_json(row["note"]),
        )
        states[state.name] = by_id[state.id] = state
    for row in db.execute("SELECT * FROM validators"):
        if row["source"] in by_id:
            by_id[row["source"]].validators[row["url"]] = Validators(
                row["etag"],
                row["modified"],
                row["body_hash"],
                row["moved_to"],
                row["read_at"],
                bool(row["distrusted"]),
            )
    return states


class Superseded(Exception):
    """The batch of a poll belongs to options that its source no longer has, or to what was forgotten since."""


def require_current(db: sqlite3.Connection, source: int, digest: str, baseline: int | None) -> None:
    """Raises Superseded unless a source is still watched with these options, and its baseline is what it was."""
    row = db.execute(
        "SELECT digest, baseline FROM source WHERE id = ? AND removed IS NULL", (source,)
    ).fetchone()
    if row is None or (row[0], row[1]) != (digest, baseline):
        raise Superseded


def save_state(db: sqlite3.Connection, state: SourceState, *, cursor: bool) -> None:
    """Write the state of a source after a poll; `cursor`: its cursor too, which may be long.

    `notified_at` is not written: a poll doesn't change it.
    """
    db.execute(
        """UPDATE source SET criterion = ?, baseline = ?, next_due = ?, last_poll = ?, outcome = ?, why = ?, failures = ?,
             failing_since = ?, network = ?, last_new = ?, title = ?, note = ? WHERE id = ?""",
        (
            state.criterion,
            state.baseline,
            state.next_due,
            state.last_poll,
            state.outcome or "",
            state.why.to_json(),
            state.failures,
            state.failing_since,
            state.network,
            state.last_new,
            state.title,
            state.note.to_json(),
            state.id,
        ),
    )
    if cursor:
        db.execute(
            "UPDATE source SET cursor = ? WHERE id = ?",
            (json.dumps(state.cursor, ensure_ascii=False, separators=(",", ":")), state.id),
        )


def save_validators(db: sqlite3.Connection, source: int, new: Mapping[str, Validators], now: int) -> None:
    """Keep validators; a permanent redirect is dated from when it was first met with the same target."""
    for url, validators in new.items():
        db.execute(
            """INSERT INTO validators(source, url, etag, modified, body_hash, moved_to, moved_since, read_at, distrusted)
               VALUES(?,?,?,?,?,?,?,?,?)
               ON CONFLICT(source, url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified,
                 body_hash = excluded.body_hash, read_at = excluded.read_at, distrusted = excluded.distrusted,
                 moved_since = iif(moved_to = excluded.moved_to, moved_since, excluded.moved_since),
                 moved_told = iif(moved_to = excluded.moved_to, moved_told, NULL),
                 moved_to = excluded.moved_to""",
            (
                source,
                url,
                validators.etag,
                validators.modified,
                validators.body_hash,
                validators.moved_to,
                now if validators.moved_to else None,
                validators.read_at,
                validators.distrusted,
            ),
        )


def count_unchanged(db: sqlite3.Connection, polls: Iterable[tuple[int, int, float, int]]) -> None:
    """Note polls that changed nothing: (source, time, next due, how many); counted by the hour, not kept as rows."""
    for source, at, next_due, count in polls:
        db.execute(
            """UPDATE source SET next_due = ?, last_poll = ?,
                 outcome = iif(outcome = 'degraded', outcome, 'unchanged'), why = iif(outcome = 'degraded', why, '')
               WHERE id = ?""",
            (next_due, at, source),
        )
        db.execute(
            """INSERT INTO poll_count(source, hour, polls) VALUES(?,?,?)
               ON CONFLICT(source, hour) DO UPDATE SET polls = polls + excluded.polls""",
            (source, at // HOUR * HOUR, count),
        )


def add_poll(
    db: sqlite3.Connection,
    source: int,
    *,
    at: int,
    outcome: Outcome,
    found: int,
    new: int,
    changed: int,
    missed: bool,
    why: Failure,
    took: float,
) -> None:
    """Record a poll that was not merely unchanged."""
    db.execute(
        "INSERT INTO poll(source, at, outcome, found, new, changed, missed, why, took) VALUES(?,?,?,?,?,?,?,?,?)",
        (source, at, outcome, found, new, changed, missed, why.to_json(), took),
    )


def mark_due(db: sqlite3.Connection, names: Iterable[str], now: float) -> int:
    """Make sources due now; return how many there are."""
    return sum(
        db.execute("UPDATE source SET next_due = ? WHERE name = ? AND removed IS NULL", (now, name)).rowcount
        for name in names
    )


def moved_for_a_week(db: sqlite3.Connection, now: int) -> list[MovedSource]:
    """Return the permanent redirects that have held for a week and were not notified yet."""
    rows = db.execute(
        """SELECT source.id, source.name, validators.url, moved_to, moved_since FROM validators
           JOIN source ON source.id = validators.source
           WHERE moved_to != '' AND moved_told IS NULL AND moved_since <= ? AND removed IS NULL""",
        (now - 7 * 24 * HOUR,),
    )
    return [MovedSource(*row) for row in rows]


def record_move_notified(db: sqlite3.Connection, source: int, url: str, now: int) -> None:
    db.execute("UPDATE validators SET moved_told = ? WHERE source = ? AND url = ?", (now, source, url))


def record_outage_notified(db: sqlite3.Connection, name: str, since: int | None) -> None:
    """Record since when a source's outage that was notified lasts, or (None) that it is over."""
    db.execute("UPDATE source SET told = ? WHERE name = ?", (since, name))


def prune_polls(db: sqlite3.Connection, now: int) -> None:
    """Forget polls older than 90 days."""
    db.execute("DELETE FROM poll WHERE at < ?", (now - 90 * 24 * HOUR,))
    db.execute("DELETE FROM poll_count WHERE hour < ?", (now - 400 * 24 * HOUR,))


def read_network(db: sqlite3.Connection) -> tuple[int | None, bool]:
    """Return since when this machine has no network (UTC seconds; None: it has), and whether that was notified."""
    row = db.execute("SELECT down, told FROM network").fetchone()
    return (row[0], bool(row[1])) if row else (None, False)


def note_network(db: sqlite3.Connection, down: int | None, *, told: bool) -> None:
    """Record since when this machine has no network (None: it has), and whether that was notified."""
    db.execute(
        """INSERT INTO network(id, down, told) VALUES(1, ?, ?)
           ON CONFLICT(id) DO UPDATE SET down = excluded.down, told = excluded.told""",
        (down, told),
    )


def setting(db: sqlite3.Connection, key: str) -> str:
    """Return a fact that veille keeps about itself, or ""."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_setting(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute(
        "INSERT INTO setting(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
