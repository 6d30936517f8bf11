"""Requests that cost money: how many of a month's were used, by account."""

from __future__ import annotations

import sqlite3


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
