"""From matches to the entries of a letter: by topic, then by story, most carried first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from veille.config.model import Config
from veille.letters.letter import Copy, Entry, Reason, Section
from veille.model import ByKind, Name, Verdict
from veille.store.facts import Carrier, MatchRow

START = 220  # characters of a text that stand for an excerpt where no word was looked for
LAST = 10**6  # the place of a topic that the configuration no longer has


def topic_order(config: Config) -> tuple[str, ...]:
    """Return every topic as the configuration has them: the reader's own, of rules, of other names, of sources."""
    topics = [name.topic for name in config.names.values() if name.you]
    topics += [rule.topic for rule in config.rules.values()]
    topics += [name.topic for name in config.names.values()]
    topics += [source.topic for source in config.sources.values() if source.topic]
    return tuple(dict.fromkeys(topics))


Carriers = Mapping[int, Sequence[Carrier]]
"""Who carries each story, oldest first."""


def sections(
    rows: Sequence[MatchRow],
    carriers: Carriers,
    order: Sequence[str],
    names: Mapping[str, Name],
    *,
    most: int,
) -> tuple[Section, ...]:
    """Return stories by topic in this order, most carried first, `most` in all; a story has one place."""
    place = {topic: number for number, topic in enumerate(order)}
    topics: dict[str, list[MatchRow]] = {}
    placed: dict[int, str] = {}
    # A mention in doubt stands where its item does for another reason.
    for row in sorted(
        rows, key=lambda row: (row.owed is None, row.verdict is Verdict.UNSURE, place.get(row.topic, LAST))
    ):
        topic = placed.setdefault(row.story, row.topic)
        topics.setdefault(topic, []).append(row)
    share = _shares({topic: len({row.story for row in found}) for topic, found in topics.items()}, most)
    made, number = [], 1
    for topic in sorted(topics, key=lambda topic: place.get(topic, LAST)):
        found = entries(topics[topic], carriers, names, first=number, most=share[topic])
        number += len(found)
        total = len({row.story for row in topics[topic]})
        made.append(Section(topic, tuple(found), total - len(found)))
    return tuple(made)


def _shares(totals: Mapping[str, int], most: int) -> dict[str, int]:
    """Return how many stories each topic may show: each in turn takes one more, until there are `most`."""
    share = dict.fromkeys(totals, 0)
    while sum(share.values()) < min(most, sum(totals.values())):
        for topic in totals:
            if share[topic] < totals[topic] and sum(share.values()) < most:
                share[topic] += 1
    return share


def entries(
    rows: Iterable[MatchRow], carriers: Carriers, names: Mapping[str, Name], *, first: int, most: int
) -> list[Entry]:
    """Return one entry a story, numbered from `first`: most carried first, then newest. `names` are by key."""
    stories: dict[int, list[MatchRow]] = {}
    for row in rows:
        stories.setdefault(row.story, []).append(row)
    ranked = sorted(
        stories,
        key=lambda story: (
            -len({carrier.outlet for carrier in carriers[story]}),
            -max(row.dated for row in stories[story]),
        ),
    )
    return [
        entry_of(number, stories[story], carriers[story], names)
        for number, story in enumerate(ranked[:most], start=first)
    ]


def entry_of(
    number: int, rows: Sequence[MatchRow], carriers: Sequence[Carrier], names: Mapping[str, Name]
) -> Entry:
    """Return the entry of a story: the item that is owed stands for it, else the first that told it."""
    shown = min(
        rows,
        key=lambda row: (
            row.owed is None,
            row.verdict is Verdict.UNSURE,
            not row.excerpt,
            row.dated,
            row.item,
        ),
    )
    reasons = dict.fromkeys(reason_of(row, names) for row in rows if row.item == shown.item)
    copies: dict[str, Copy] = {}
    for carrier in carriers:
        if carrier.item != shown.item and carrier.outlet != shown.outlet:
            copies.setdefault(carrier.outlet, Copy(carrier.outlet, carrier.url, moment(carrier.dated)))
    return Entry(
        number=number,
        title=shown.title,
        url=shown.url,
        outlet=shown.outlet,
        at=moment(shown.dated),
        author=shown.author,
        excerpt=shown.excerpt or _start(shown.text, shown.title),
        reasons=tuple(reasons),
        copies=tuple(copies.values()),
        closes=date.fromisoformat(shown.closes) if shown.closes else None,
        starts=date.fromisoformat(shown.starts) if shown.starts else None,
        facts=shown.facts,
        edited=shown.edited is not None,
        story=shown.story,
        item=shown.item,
    )


def reason_of(row: MatchRow, names: Mapping[str, Name]) -> Reason:
    """Return why a match is there. A name that the configuration no longer has is called by its key."""
    key = row.by.key
    if row.by.kind is not ByKind.NAME:
        return Reason(row.by, row.words)
    name = names.get(key)
    return Reason(
        row.by,
        row.words,
        name.name if name is not None else key.rpartition("/")[2],
        name is not None and name.you,
        row.verdict,
        row.likely,
        row.clues,
    )


def _start(text: str, title: str) -> str:
    """Return the beginning of a text, cut at a word; nothing where it only says the title again."""
    if text == title:
        return ""
    if len(text) <= START:
        return text
    cut = text[:START].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{cut} …"


def moment(seconds: float) -> datetime:
    """Return UTC seconds as an aware moment."""
    return datetime.fromtimestamp(seconds, UTC)
