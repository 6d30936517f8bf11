"""A letter put into words: every line that text, HTML and chat will show, in order, without markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from veille.errors import Failure
from veille.language import failures
from veille.language.catalogue import mark
from veille.language.words import DOT, FIXED, Words
from veille.letters import dates, naming
from veille.letters.clip import PREHEADER, cut, plain, safe, shorten
from veille.letters.letter import (
    Alert,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    FirstLetter,
    Movements,
    NameLetter,
    Reason,
    Section,
    Spike,
)
from veille.match.openings import FACTS as OPENING
from veille.model import ByKind, MarkValue, MessageKind, Verdict

FAILING = 8  # named at the foot; the others are counted
SOON = timedelta(days=7)
CHARTS = 2  # in one picture
CURVES = 4  # in one chart; more could not be told apart


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, after a label if it has one, that may end in one link; an alarm is to be noticed.

    `spark` draws figures that the text says.
    """

    text: str
    label: str = ""
    link: str = ""
    href: str = ""
    alarm: bool = False
    spark: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in words. `excerpt` has MARK and UNMARK in pairs, `quoted` is the same in quotation marks.

    `when` says on which day something takes place, `changed` that it was moved or called off.
    `url` is empty or safe to link; `origin` is the byline without its hour, which is told as on that day. `newcomer`
    says who speaks of a name for the first time, `ask` with which command a person says who is meant.
    """

    number: int
    title: str
    url: str
    byline: str
    excerpt: str = ""
    quoted: str = ""
    closes: str = ""
    soon: bool = False
    when: str = ""
    changed: str = ""
    why: str = ""
    copies: str = ""
    origin: str = ""
    newcomer: str = ""
    ask: Line | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row of a table: `spark` is drawn in characters, `alarm` is to be noticed, `own` is the reader's.

    On a screen it stands under the cell before it if it is `below`; in plain text each has a column.
    """

    text: str
    href: str = ""
    spark: bool = False
    below: bool = False
    alarm: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `head` names the columns as plain text has them ("" where none needs a name).

    `numbers` are columns of numbers; `small` is for many narrow columns.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A page with its best place in each month, None where it was not on the first page."""

    label: str
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The year of one name: a value a month, oldest first; what is not `known` was not watched.

    `months` are short labels, `mine` counts the name's own results among `shown`; the other fields are its words.
    """

    title: str
    months: tuple[str, ...]
    known: tuple[bool, ...]
    curves: tuple[Curve, ...]
    mine: tuple[int, ...]
    shown: int
    places_title: str
    mine_title: str
    first: str  # "1re", "4e", "10e"
    fourth: str
    tenth: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Charts drawn as one picture, and in words what they show; the same figures stand beside it."""

    charts: tuple[Chart, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines, a table or cards under a heading (which may be empty), how many they are, and a closing note.

    `trend` stands beside the heading; lines without labels are a list, or (`flowing`) sentences; `after` are sentences
    that follow, `links` go elsewhere, each from its label. What a `topical` part tells is told there alone, under its
    numbers.
    """

    heading: str
    count: str
    cards: tuple[Card, ...] = ()
    note: str = ""
    trend: Line | None = None
    lines: tuple[Line, ...] = ()
    flowing: bool = False
    topical: bool = False
    table: Table | None = None
    after: tuple[Line, ...] = ()
    links: tuple[Line, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole letter: subject, preheader (what goes on where the subject stops), head, body, foot."""

    subject: str
    preheader: str
    kicker: str
    heading: str
    lead: str = ""
    kind: MessageKind | None = None
    over: bool = False  # the outage that a health note reports
    before: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    after: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()


# What letters are made of


def byline(words: Words, entry: Entry) -> str:
    pieces = [
        origin(words, entry),
        _together(words.moment(entry.at)),
        words.say("since edited") if entry.edited else "",
    ]
    return DOT.join(piece for piece in pieces if piece)


# Facts that say by themselves what they are; of the others the label is told too.
_PLAIN = frozenset(
    (
        "employer",
        "place",
        "contract",
        "salary",
        "remote",
        "attachments",
        "status",
        "impact",
        "when",
        "notice",
        "court",
    )
)
_LABELS = {
    "department": mark("department: {value}"),
}
_UNTOLD = frozenset(("reference", "role"))  # for comparing alone


def origin(words: Words, entry: Entry) -> str:
    author, outlet = plain(entry.author, 60), plain(entry.outlet, 60)
    facts = dict(entry.facts)
    facts = dates.others(facts) if entry.starts else facts
    told = [
        _together(_fact(words, label, plain(value, 60)))
        for label, value in facts.items()
        if label not in _UNTOLD and plain(value, 60) not in (outlet, author)
    ]
    return DOT.join(piece for piece in (outlet, author if author != outlet else "", *told) if piece)


def _fact(words: Words, label: str, value: str) -> str:
    """Return a fact as a reader understands it: with its label where the value alone would not do."""
    if not value or label in _PLAIN:
        return value
    if label in _LABELS:
        return words.say(_LABELS[label], value=value)
    return words.say("{label}: {value}", label=plain(label, 30), value=value)


def _together(text: str) -> str:
    """Return a short text whose words stay on one line."""
    return text.replace(" ", FIXED) if len(text) <= 24 else text


def why(words: Words, reasons: Sequence[Reason]) -> str:
    told: list[str] = []
    for reason in reasons:
        kind, name = reason.by.kind, reason.by.key
        found = " + ".join(plain(word, 40) for word in reason.words[:6])
        if kind is ByKind.NAME:
            told += filter(None, [naming.clues(words, reason, alone=len(reasons) == 1)])
        elif kind is ByKind.SOURCE:
            told.append(words.say("everything from the source “{name}”", name=plain(name, 60)))
        elif found:
            told.append(words.say("rule “{name}”: {words}", name=plain(name, 60), words=found))
        else:
            told.append(words.say("rule “{name}”", name=plain(name, 60)))
    said = words.say("Why: {reasons}", reasons=words.semicolon.join(told)) if told else ""
    opinions = dict.fromkeys(naming.opinion(words, reason) for reason in reasons if reason.verdict)
    if not opinions:
        return said
    opinion = words.semicolon.join(opinions)
    if not said:
        return words.say("Verdict: {opinion}", opinion=opinion)
    return words.say("{why}. Verdict: {opinion}", why=said, opinion=opinion)


def card_of(
    words: Words, entry: Entry, *, compact: bool = False, with_hours: bool = False, asking: bool = False
) -> Card:
    """Return an entry in words; `compact`: its title and byline only; `with_hours`: when copies came.

    Of a mention in doubt it is asked who is meant; `asking`: how to say of a sure one that it is not.
    """
    title = plain(entry.title) or plain(entry.outlet) or safe(entry.url) or "…"
    url = safe(entry.url)
    facts = dict(entry.facts)
    when = dates.when(words, entry.starts, facts) if entry.starts else ""
    changed = dates.changed(words, facts) if entry.starts else ""
    if compact:
        return Card(entry.number, title, url, byline(words, entry), when=when, changed=changed)
    closes, soon = closing(words, entry)
    excerpt = shorten(entry.excerpt)
    return Card(
        number=entry.number,
        title=title,
        url=url,
        byline=byline(words, entry),
        excerpt=excerpt,
        quoted=words.quoted(excerpt) if excerpt else "",
        closes=closes,
        soon=soon,
        when=when,
        changed=changed,
        why=why(words, entry.reasons),
        copies=_copies(words, entry, with_hours),
        origin=origin(words, entry),
        newcomer=naming.newcomer(words, entry),
        ask=_ask(words, entry, asking),
    )


def _ask(words: Words, entry: Entry, asking: bool) -> Line | None:
    for reason in entry.reasons:
        if reason.verdict is Verdict.UNSURE:
            text = (
                words.say("If it is you:")
                if reason.you
                else words.say("If it is {name}:", name=naming.called(reason))
            )
            return Line(text, link=naming.mark_command(entry.item, MarkValue.YES, reason.key))
    for reason in entry.reasons if asking else ():
        if reason.verdict is Verdict.SURE:
            text = (
                words.say("If it is not you:")
                if reason.you
                else words.say("If it is not {name}:", name=naming.called(reason))
            )
            return Line(text, link=naming.mark_command(entry.item, MarkValue.NO, reason.key))
    return None


def closing(words: Words, entry: Entry) -> tuple[str, bool]:
    """Return the day on which an entry closes, if it says one, and whether that is within the week."""
    if not entry.closes:
        return "", False
    left = entry.closes - words.local(words.now).date()
    day = words.day(entry.closes)
    if left < timedelta(0):
        return words.say("Closed {day}", day=day), False
    distance = _together(words.distance(entry.closes))
    return words.say("Closes: {day} ({distance})", day=day, distance=distance), left <= SOON


def _copies(words: Words, entry: Entry, with_hours: bool) -> str:
    if not entry.copies:
        return ""
    outlets: dict[str, str] = {}
    for copy in entry.copies:
        name = plain(copy.outlet, 40)
        same_day = words.local(copy.at).date() == words.local(words.now).date()
        outlets.setdefault(name, f"{name} ({words.clock(copy.at)})" if with_hours and same_day else name)
    outlets.pop("", None)
    n, shown = len(entry.copies), words.some(list(outlets.values()), 5)
    if not outlets:
        return words.say_n("+ {n} other", "+ {n} others", n=n)
    if OPENING.intersection(label for label, _ in entry.facts):
        # No outlet takes up another's opening: each board shows it.
        return words.say("Seen at {outlets} too", outlets=shown)
    return words.say_n("+ {n} other: {outlets}", "+ {n} others: {outlets}", n=n, outlets=shown)


def block_of(
    words: Words, section: Section, *, heading: bool = True, with_hours: bool = False, asking: bool = False
) -> Block:
    shown, total = len(section.entries), len(section.entries) + section.more
    count = words.say("{shown} of {n}", shown=shown, n=total) if section.more else words.number(shown)
    return Block(
        heading=plain(section.topic, 60) if heading else "",
        count=count if heading else "",
        cards=tuple(card_of(words, entry, with_hours=with_hours, asking=asking) for entry in section.entries),
        note=words.say_n("And {n} more: see `veille items --matched`.", n=section.more)
        if section.more
        else "",
        topical=True,
    )


def stop(words: Words, contact: str) -> tuple[Line, ...]:
    """Return how to stop: until a letter can be answered, by writing to the contact."""
    if not contact:
        return ()
    if url := safe(contact):
        return (Line(words.say("To stop these, or change anything:"), link=url, href=url),)
    address = plain(contact.removeprefix("mailto:"), 120)
    if not re.fullmatch(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+", address):
        return ()
    return (
        Line(
            words.say("To stop these, or change anything, write to"), link=address, href=f"mailto:{address}"
        ),
    )


def next_letter(words: Words, at: datetime | None) -> tuple[Line, ...]:
    return (Line(words.say("Next letter: {moment}.", moment=words.moment(at))),) if at else ()


def _brief(words: Words, why: Failure) -> str:
    return plain(failures.in_brief(why, words.language), 160).rstrip(".")


_DOWN = mark("{name} (down {since}, “{why}”, still trying)")
_DEGRADED = mark("{name} ({since}, “{why}”)")


def _failings(words: Words, sentence: str, failing: Sequence[Failing]) -> str:
    told = [
        words.say(
            sentence,
            name=plain(source.name, 60),
            since=words.since(source.since),
            why=_brief(words, source.why),
        )
        for source in failing[:FAILING]
    ]
    if len(failing) > FAILING:
        told.append(words.say_n("and {n} more", n=len(failing) - FAILING))
    return words.semicolon.join(told)


def coverage_lines(words: Words, seen: Coverage) -> tuple[Line, ...]:
    """Return what was watched, what could not be seen and since when, and what is never seen."""
    sources = words.say_of(
        "{seen} of {total} source", "{seen} of {total} sources", seen=seen.seen, total=seen.sources
    )
    polls = words.say_n("{n} poll", "{n} polls", n=seen.polls)
    items = words.say_n("{n} article read", "{n} articles read", n=seen.items)
    alarms = []
    if seen.network_down:
        alarms.append(
            words.say(
                "This machine has had no network {since}: nothing could be read.",
                since=words.since(seen.network_down),
            )
        )
    unseen = [_failings(words, _DOWN, seen.failing)] if seen.failing else []
    unseen += [
        words.say("{name} (can't run, “{why}”)", name=plain(name, 60), why=_brief(words, why))
        for name, why in seen.broken[:FAILING]
    ]
    if len(seen.broken) > FAILING:
        unseen.append(words.say_n("and {n} more", n=len(seen.broken) - FAILING))
    if unseen:
        alarms.append(words.say("What it could not see: {names}.", names=words.semicolon.join(unseen)))
    if seen.degraded:
        partly = _failings(words, _DEGRADED, seen.degraded)
        alarms.append(words.say("What it saw only in part: {names}.", names=partly))
    if seen.dead:
        alarms.append(
            words.say_n(
                "{n} message could not be delivered.", "{n} messages could not be delivered.", n=seen.dead
            )
        )
    read = [
        f"{plain(name, 60)} ({words.say_n('{n} article known', '{n} articles known', n=n)})"
        for name, n in seen.first_read
    ]
    resurfaced = [
        f"{plain(name, 60)} ({words.say_n('{n} article', '{n} articles', n=n)})"
        for name, n in seen.resurfaced
    ]
    return (
        Line(
            words.say(
                "What veille saw: {sources}, {polls}, {items}.", sources=sources, polls=polls, items=items
            )
        ),
        *(
            [
                Line(
                    words.say_n(
                        "Read for the first time: {names}.",
                        n=len(read),
                        names=words.some(read, FAILING),
                    )
                )
            ]
            if read
            else []
        ),
        *(
            [
                Line(
                    words.say(
                        "Shown only now, dated before this watch began, and only counted: {names}.",
                        names=words.some(resurfaced, FAILING),
                    )
                )
            ]
            if resurfaced
            else []
        ),
        *(Line(alarm, alarm=True) for alarm in alarms),
        Line(words.say("What it never sees: Facebook, Instagram, X, LinkedIn.")),
    )


# What letters have in common: how a title is quoted, where a preheader goes on, what comes next.

_OPEN, _CLOSE = re.compile(r"«[ \u00a0\u202f]?"), re.compile(r"[ \u00a0\u202f]?»")


def quoted(words: Words, title: str) -> str:
    """Return a title in quotation marks, unless it begins with some; quotations within become “ ”."""
    if title.startswith(("«", "“", '"')):
        return title
    return words.quoted(_CLOSE.sub("”", _OPEN.sub("“", title)))


def goes_on(words: Words, subject: str, cards: Sequence[Card]) -> str:
    """Return what the subject had no room for: the other titles, else the byline and the excerpt."""
    others = [card.title for card in cards if cut(card.title, 20).rstrip("…") not in subject]
    if others:
        return cut(words.say("Also: {titles}", titles=" · ".join(others)), PREHEADER)
    if not cards:
        return ""
    first = cards[0]
    rest = [] if first.title in subject else [first.title]
    return plain(" · ".join([*rest, first.byline, first.excerpt]), PREHEADER)


def what_next(
    letter: Alert | Spike | Movements | DigestLetter | FirstLetter | NameLetter, words: Words
) -> tuple[Line, ...]:
    """Return when the next letter leaves, and how to stop."""
    return (*next_letter(words, letter.next_digest), *stop(words, letter.contact))
