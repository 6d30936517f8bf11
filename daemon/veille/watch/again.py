"""Mentions judged anew by what was learnt since: those that nobody has marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from veille.match.mentions import Mentions
from veille.match.rules import Doc
from veille.model import Match, Name, Verdict
from veille.store.items import refresh_matches
from veille.store.marks import learnt
from veille.store.mentions import mentions_of

MOST = 500  # mentions, the newest
_BACK = 30 * 86400


def judge_again(db: sqlite3.Connection, name: Name, names: Iterable[Name], now: int) -> dict[Verdict, int]:
    """Judge the mentions of a name of the last 30 days anew; return how many have become sure, unsure, a homonym's.

    `names` are all that are looked for: two of one name are only told apart together. One that becomes sure is news
    of the next digest; none is alerted. Runs inside a transaction.
    """
    judge = Mentions(names, learnt(db))
    became: dict[Verdict, int] = {}
    # What a search alone vouches for shows no name to judge.
    rows = [row for row in mentions_of(db, name.key, since=now - _BACK, limit=MOST) if row.words]
    docs = [Doc(row.title, row.text, row.source, row.author, row.url) for row in rows]
    for row, found in zip(rows, judge.find(docs), strict=True):
        for mention in found:
            if mention.name != name.key:
                continue
            match = Match(
                row.item,
                row.by,
                row.topic,
                mention.words,
                mention.excerpt,
                mention.verdict,
                mention.likely,
                mention.clues,
            )
            refresh_matches(db, [match], now)
            if mention.verdict != row.verdict and "marked" not in {clue.kind for clue in row.clues}:
                became[mention.verdict] = became.get(mention.verdict, 0) + 1
    return became
