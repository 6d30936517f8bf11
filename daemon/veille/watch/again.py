"""Mentions judged anew by what was learnt since, those that nobody has marked; and what rules make of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from veille.match.rules import Doc, Matcher
from veille.model import Match, Mention, Name, Rule, Verdict
from veille.names.mentions import Mentions
from veille.names.vouching import vouched
from veille.store.marks import learnt, said_of
from veille.store.matched import MatchRow
from veille.store.matches import add_matches, matched, refresh_matches
from veille.store.mentions import in_baseline, mention_in, mentioning, mentions_of, remove_untold

MOST = 500  # mentions, the newest
_BACK = 30 * 86400


def judge_again(
    db: sqlite3.Connection,
    name: Name,
    names: Iterable[Name],
    now: int,
    *,
    rules: Iterable[Rule] = (),
    item: int = 0,
) -> dict[Verdict, int]:
    """Judge the mentions of a name of the last 30 days anew, and that in `item`, which was just marked, however old.

    Return how many others have become sure, unsure, a homonym's. `names` are all that are looked for: two of one
    name are only told apart together. One that becomes sure is news of the next digest, and what `rules` ask for
    that name with it; none is alerted. Runs inside a transaction.
    """
    judge = Mentions(names, learnt(db))
    became: dict[Verdict, int] = {}
    # What a search alone vouches for shows no name to judge.
    rows = [row for row in mentions_of(db, name.key, since=now - _BACK, limit=MOST) if row.words]
    there = mention_in(db, name.key, item) if item else None
    if there is not None:
        rows = [there, *(row for row in rows if row.item != item)]
    said = said_of(db, [row.item for row in rows])
    changed = [there] if there is not None else []
    open_ = [row for row in rows if (row.item, name.key) not in said]
    for row, mention in zip(open_, _judged(judge, name, open_, item), strict=True):
        if mention is None:
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
        if mention.verdict != row.verdict and row.item != item:
            became[mention.verdict] = became.get(mention.verdict, 0) + 1
            changed.append(row)
    _follow(db, [rule for rule in rules if rule.names], changed, now)
    return became


def _judged(judge: Mentions, name: Name, rows: Sequence[MatchRow], item: int) -> list[Mention | None]:
    """Return who is meant now in each item; None where nothing tells. Of `item` it is always told."""
    docs = [_doc(row) for row in rows]
    found = []
    for row, doc, told in zip(rows, docs, judge.find(docs), strict=True):
        mention = next((one for one in told if one.name == name.key), None)
        if mention is None and row.item == item:
            # A search vouches for it; or the item was edited since, and says no name any more.
            gone = Mention(name.key, Verdict.UNSURE, 0.5, (), tuple(row.words), row.excerpt)
            mention = gone if row.words else vouched(name, doc)
        found.append(mention)
    return found


def _follow(db: sqlite3.Connection, rules: Sequence[Rule], rows: Sequence[MatchRow], now: int) -> None:
    """Let rules that ask for names match the items where those are sure now, and those items alone."""
    if not rules or not rows:
        return
    of = {rule.name: rule for rule in rules}
    for row, hits in zip(rows, Matcher(rules).find([_doc(row) for row in rows]), strict=True):
        before = matched(db, row.item)
        for hit in hits:
            rule = of[hit.rule]
            by = f"rule:{rule.name}"
            if not mentioning(db, [row.item], rule.names):
                remove_untold(db, row.item, by)
            elif by not in before:
                match = Match(row.item, by, rule.topic, hit.words, hit.excerpt)
                add_matches(db, [match], (), stories={}, now=now, baseline=in_baseline(db, row.match))


def _doc(row: MatchRow) -> Doc:
    return Doc(row.title, row.text, row.source, row.author, row.url)
