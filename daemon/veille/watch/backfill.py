"""A name that is new looks through what the archive holds already: what mentions it is kept, and owed to nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from veille.match.decide import Candidate, decide
from veille.match.query import QueryError, from_lists
from veille.match.rules import Doc, Matcher
from veille.model import By, Item, Match, Mention, Name, Rule, Unalerted, Verdict
from veille.names.finder import Names
from veille.names.handles import form_of
from veille.names.mentions import Mentions
from veille.names.phrases import latin
from veille.names.spelling import NameForm, cleaned, folds
from veille.names.verdict import vouched
from veille.store.facts import MatchRow, Watched
from veille.store.items import items_after, items_with_words, kept_items
from veille.store.marks import learnt, marked_verdicts
from veille.store.matches import add_matches, matched, refresh_matches
from veille.store.mentions import (
    in_baseline,
    mention_in,
    mentioning,
    mentions_of,
    note_recalled,
    remove_unsent,
    unannounced_names,
)
from veille.store.writer import Writer
from veille.watch.batch import Deciders, mentioned

# Mentions judged again by what was learnt since, those that nobody has marked; and what rules make of it.

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
    """Judge the mentions of a name of the last 30 days again, and that in `item`, which was just marked, however old.

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
    said = marked_verdicts(db, [row.item for row in rows])
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
        mention = next((mention for mention in told if mention.name == name.key), None)
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
            by = By.rule(rule.name)
            if not mentioning(db, [row.item], rule.names):
                remove_unsent(db, row.item, by)
            elif by not in before:
                match = Match(row.item, by, rule.topic, hit.words, hit.excerpt)
                add_matches(
                    db,
                    [match],
                    (),
                    stories={},
                    now=now,
                    baseline=in_baseline(db, row.match),
                    unalerted={(match.item, match.by): Unalerted.LEARNT},
                )


def _doc(row: MatchRow) -> Doc:
    return Doc(row.title, row.text, row.source, row.author, row.url)


# Of one job, so that the writer has time for others: judging goes at 1.5 MB/s and more, on texts of some kilobytes.
_JUDGED = 10  # items
_LOOKED_AT = 500  # items of which only bylines, or names in other scripts or cut in two, are looked at

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ArchiveQuery:
    """What the archive is asked for: `fts` for titles and texts, `anchors` for bylines, `exact` character for character."""

    fts: str
    anchors: frozenset[str]
    exact: tuple[str, ...]


def archive_query(names: Collection[Name]) -> ArchiveQuery:
    """Return what items must hold to mention one of the names."""
    ready = Names(names)
    anchors = ready.anchors
    spelled = [text for name in names for text in (name.name, *name.also)]
    signs = [text for text in spelled if form_of(text) in (NameForm.HANDLE, NameForm.ADDRESS)]
    signs += [name.orcid for name in names if name.orcid]
    return ArchiveQuery(
        _either([*sorted(anchors), *signs]),
        anchors,
        tuple({*ready.written, *(text for text in spelled if not latin(text))}),
    )


def _either(words: Iterable[str]) -> str:
    """Return the FTS5 expression for any of these; one that has no letter or digit is left out."""
    told = []
    for word in words:
        try:
            from_lists([word])
        except QueryError:
            continue
        told.append(word)
    return from_lists(told).fts if told else ""


async def recall(writer: Writer, deciders: Deciders, clock: Callable[[], float]) -> int:
    """Look through the archive for the names that it was not searched for yet; return how many mentions were found.

    It begins again after a crash: what was kept before is kept once. Raises StoreError.
    """
    new = [name for name in await writer.run(_new_names) if name.key in deciders.names]
    names = {name.key: deciders.names[name.key] for name in new}
    if not names:
        return 0
    asked = archive_query(names.values())
    found = 0
    for candidates in (_by_words, _by_byline):
        after = 0
        while True:
            job = partial(
                _slice,
                deciders=deciders,
                names=names,
                asked=asked,
                find=candidates,
                after=after,
                now=int(clock()),
            )
            kept, after = await writer.run(job)
            found += kept
            if not after:
                break
    await writer.run(lambda db: note_recalled(db, new, int(clock())))
    log.info("the archive was looked through for new names", names=list(names), mentions=found)
    return found


def _new_names(db: sqlite3.Connection) -> list[Watched]:
    return [name for name in unannounced_names(db) if name.recalled is None]


Candidates = Callable[[sqlite3.Connection, ArchiveQuery, int], tuple[Sequence[int], int]]
"""Gives the next items after one that may mention a name, and the last that it looked at (0: there are no more)."""


def _by_words(db: sqlite3.Connection, asked: ArchiveQuery, after: int) -> tuple[Sequence[int], int]:
    if not asked.fts:
        return (), 0
    found = items_with_words(db, asked.fts, after, _JUDGED)
    return found, found[-1] if len(found) == _JUDGED else 0


def _by_byline(db: sqlite3.Connection, asked: ArchiveQuery, after: int) -> tuple[Sequence[int], int]:
    # The index holds titles and texts alone, as they are written: it has no words of scripts that are written without
    # spaces, nor those that a line's end cuts in two, or HTML hides.
    items = items_after(db, after, _LOOKED_AT, asked.exact)
    found = []
    for item in items:
        if (
            item.named
            or any(exact in item.author for exact in asked.exact)
            or _signed(item.author, asked.anchors)
            or _hidden(item.title, asked.anchors)
            or _hidden(item.text, asked.anchors)
        ):
            found.append(item.id)
            if len(found) == _JUDGED:
                return found, found[-1]
    return found, items[-1].id if len(items) == _LOOKED_AT else 0


def _signed(author: str, anchors: frozenset[str]) -> bool:
    return bool(author) and not anchors.isdisjoint(folds(author))


def _hidden(text: str, anchors: frozenset[str]) -> bool:
    """Return whether a text holds a word once it is read without what hides in words; most texts hide nothing."""
    return cleaned(text)[1] is not None and not anchors.isdisjoint(folds(text))


def _slice(
    db: sqlite3.Connection,
    *,
    deciders: Deciders,
    names: dict[str, Name],
    asked: ArchiveQuery,
    find: Candidates,
    after: int,
    now: int,
) -> tuple[int, int]:
    """Judge the next items, and keep who is mentioned; return how many mentions there were, and where to go on."""
    numbers, last = find(db, asked, after)
    items = kept_items(db, numbers)
    docs = [Doc(item.title, item.text, item.source, item.author, item.url) for item in items]
    fresh = [
        Candidate(
            id=item.id,
            story=item.story,
            source=item.source,
            item=Item(url=item.url),
            rule_matches=(),
            matched=matched(db, item.id),
            mentions=[mention for mention in told if mention.name in names],
        )
        for item, told in zip(items, mentioned(db, deciders, docs), strict=True)
    ]
    decision = decide(
        fresh, rules={}, topics={}, alert_to=(), already_owed=frozenset(), baseline=True, names=names
    )
    stories = {fresh_item.id: fresh_item.story for fresh_item in fresh}
    unalerted = dict.fromkeys(decision.unalerted, Unalerted.ARCHIVE)
    add_matches(db, decision.matches, (), stories=stories, now=now, baseline=True, unalerted=unalerted)
    return len(decision.matches), last
