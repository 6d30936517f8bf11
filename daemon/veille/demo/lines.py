"""What the daemon kept and sent, as the lines of a screen: read from the archive, written in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from veille.config.model import Channel
from veille.language.words import Words
from veille.letters.naming import clue_words
from veille.model import ByKind, FoldedBy, MessageKind, Outcome, Verdict
from veille.store import match_rows as archive
from veille.store import reads
from veille.store.facts import MatchRow
from veille.store.mentions import mentions_between
from veille.watch.outcome import Polled

MANY = 1000  # more rows than a demonstration ever has

_ENGLISH = Words("en", ZoneInfo("UTC"))  # the screen's, whatever language its reader's letters are in
_HOW: Mapping[str, str] = {
    FoldedBy.OPENING: "same opening as",
    FoldedBy.URL: "same address as",
    FoldedBy.TITLE: "same title as",
    FoldedBy.SIMILAR: "nearly the same title as",
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """How one source fared in a while: its last outcome other than unchanged, if any, and that in words."""

    source: str
    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item that came; `like` is what it was folded into (title and outlet), `how` what showed it."""

    id: int
    title: str
    outlet: str
    edited: bool = False
    like: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class MatchLine:
    """An item that matched, with its reasons in words and an excerpt, matched words between MARK and UNMARK.

    Of a mention of a name the reason is its verdict, and why.
    """

    title: str
    outlet: str
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message that left; `text` is what the console was given, `page` the file that was written."""

    id: int
    kind: MessageKind
    recipient: str
    subject: str
    at: datetime
    text: str = ""
    page: Path | None = None


def sources(polled: Iterable[Polled], order: Sequence[str]) -> list[SourceLine]:
    """Return one line a source: the counts of its polls, or their last problem."""
    by_name: dict[str, list[Polled]] = {}
    for poll in sorted(polled, key=lambda poll: order.index(poll.source)):
        by_name.setdefault(poll.source, []).append(poll)
    return [_source(name, polls) for name, polls in by_name.items()]


def _source(name: str, polls: Sequence[Polled]) -> SourceLine:
    new, edited = sum(poll.kept.new for poll in polls), sum(poll.kept.edited for poll in polls)
    words = ", ".join(f"{count} {what}" for count, what in ((new, "new"), (edited, "edited")) if count)
    if words:
        return SourceLine(name, Outcome.CHANGED, words)
    wrong = [poll for poll in polls if poll.outcome not in (Outcome.CHANGED, Outcome.UNCHANGED)]
    if not wrong:
        return SourceLine(name, Outcome.UNCHANGED, str(Outcome.UNCHANGED))
    times = f" {len(wrong)} times" if len(wrong) > 1 else ""
    return SourceLine(name, wrong[-1].outcome, f"{wrong[-1].outcome}{times}: {wrong[-1].why}")


def new_items(db: sqlite3.Connection, after: int) -> list[ItemLine]:
    """Return the items kept after the one with this id, oldest first; `after` is 0 for all."""
    rows = sorted((row for row in reads.search(db, limit=MANY) if row.id > after), key=lambda row: row.id)
    return [_item(db, row) for row in rows]


def _item(db: sqlite3.Connection, row: reads.ItemRow) -> ItemLine:
    how = str(reads.find_item(db, str(row.id))[0]["folded_how"])
    if not how:
        return ItemLine(row.id, row.title, row.outlet)
    first = next(
        carrier for carrier in archive.carriers(db, [row.story])[row.story] if carrier.item != row.id
    )
    title = reads.find_item(db, str(first.item))[0]["title"]
    return ItemLine(row.id, row.title, row.outlet, like=f"{title}  {first.outlet}", how=_HOW.get(how, how))


def edits(matches: Iterable[MatchRow], start: int) -> list[ItemLine]:
    """Return the items among matches that were edited since start, in UTC seconds."""
    edited = {row.item: row for row in matches if row.edited is not None and row.edited >= start}
    return [ItemLine(row.item, row.title, row.outlet, edited=True) for row in edited.values()]


def doubted(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the mentions kept in [start, end) that aren't sure: those in doubt, then namesakes'."""
    return [
        row
        for verdict in (Verdict.UNSURE, Verdict.HOMONYM)
        for row in mentions_between(db, start, end, verdict)
    ]


def matched(rows: Iterable[MatchRow]) -> list[MatchLine]:
    """Return one line an item, with every reason that it matched for."""
    by_item: dict[int, list[MatchRow]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return [
        MatchLine(
            item_rows[0].title,
            item_rows[0].outlet,
            "; ".join(_reason(row) for row in item_rows),
            next((row.excerpt for row in item_rows if row.excerpt), ""),
        )
        for item_rows in by_item.values()
    ]


def _reason(row: MatchRow) -> str:
    what, name = row.by.kind, row.by.key
    if what is ByKind.SOURCE:
        return f"source {name}, which is followed whole"
    if what is ByKind.NAME:
        unsure = f"unsure, {row.likely:.0%} likely"
        verdicts: dict[Verdict | None, str] = {Verdict.UNSURE: unsure, Verdict.HOMONYM: "a homonym"}
        verdict = verdicts.get(row.verdict, str(row.verdict))
        return f"name {name}: {verdict} ({clue_words(_ENGLISH, row.clues)})"
    return f"rule {name}: {', '.join(row.words)}"


def messages(
    db: sqlite3.Connection,
    after: int,
    *,
    console: Iterable[str],
    channels: Mapping[str, Channel],
    zone: ZoneInfo,
) -> list[MessageLine]:
    """Return the messages made after the one with this id; `console` are the texts written to the console, in order."""
    rows = sorted(
        (row for row in reads.messages(db, limit=MANY) if row["id"] > after), key=lambda row: int(row["id"])
    )
    texts, lines = iter(console), []
    for row in rows:
        channel = channels[row["recipient"]]
        lines.append(
            MessageLine(
                row["id"],
                MessageKind(row["kind"]),
                row["recipient"],
                row["subject"],
                datetime.fromtimestamp(row["created"], zone),
                next(texts, "") if channel.console else "",
                next(channel.folder.glob(f"*-{row['kind']}-{row['id']}.html"), None)
                if channel.folder
                else None,
            )
        )
    return lines
