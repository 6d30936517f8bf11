"""An alert: what one recipient is owed now; which entries it holds, then how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from veille.config.model import Config
from veille.language.catalogue import mark
from veille.language.words import DOT, Words
from veille.letters import dates, naming
from veille.letters.bylines import people, voice_key
from veille.letters.clip import SUBJECT, cut, plain, titled
from veille.letters.coverage import next_digest
from veille.letters.entries import moment, sections, topic_order
from veille.letters.layout import Card, Layout, Line, block_of, goes_on, what_next
from veille.letters.letter import Alert, Entry
from veille.model import HeldBy, MessageKind, Verdict
from veille.store.facts import AlertFacts

MOST_STORIES = 25  # of an alert; the others are counted


def alert_letter(facts: AlertFacts, config: Config, recipient: str, now: float) -> tuple[Alert, list[int]]:
    """Return the alert of what recipient is owed, and those of the owed rows that it has room for."""
    rows = [row for row in facts.rows if row.verdict is not Verdict.HOMONYM]
    parts = sections(rows, facts.carriers, topic_order(config), config.names, most=MOST_STORIES)
    parts = tuple(
        replace(part, entries=tuple(with_newcomer(entry, facts.bylines) for entry in part.entries))
        for part in parts
    )
    shown = {entry.story for part in parts for entry in part.entries}
    covered = [row.owed for row in rows if row.owed is not None and row.story in shown]
    # What finds no room is left to the digest and counted there, so a section says no "more" here.
    parts = tuple(replace(part, more=0) for part in parts if part.entries)
    return Alert(parts, moment(now), next_digest(config, recipient, now), config.contact), covered


def with_newcomer(entry: Entry, bylines: Mapping[str, Sequence[tuple[int, str]]]) -> Entry:
    """Return an entry with its author, where they never spoke before of the name that it mentions for sure.

    `bylines` are the (story, author) pairs of what mentions a name (its key).
    """
    sure = sorted(
        (reason for reason in entry.reasons if reason.verdict is Verdict.SURE),
        key=lambda reason: not reason.you,
    )
    authors = people(entry.author)
    if not sure or not authors:
        return entry
    before = {
        voice_key(name)
        for story, author in bylines.get(sure[0].key, ())
        if story != entry.story
        for name in people(author)
    }
    new = next((name for name in authors if voice_key(name) not in before), "")
    return replace(entry, newcomer=new)


def alert_layout(letter: Alert, words: Words, watch: str) -> Layout:
    """Return an alert laid out: of one story, of one topic, of a name, or of several topics."""
    several = len(letter.sections) > 1
    blocks = tuple(
        block_of(words, section, heading=several, with_hours=True, asking=True) for section in letter.sections
    )
    cards = [card for block in blocks for card in block.cards]
    entries = [entry for section in letter.sections for entry in section.entries]
    topic = plain(letter.sections[0].topic, 60) if letter.sections else ""
    n = sum(len(section.entries) + section.more for section in letter.sections)
    heading, lead = words.say_n("{n} new story", "{n} new stories", n=n) if several else topic, ""
    if told := _on_a_name(words, entries):
        subject, heading, lead = told
    elif n == 1 and cards:
        title = cards[0].title
        subject = cut(
            dates.announced(words, title, dict(entries[0].facts)) if entries[0].starts else title, SUBJECT
        )
    else:
        subject = _alert_subject(words, n, "" if several else topic, cards, entries)
    return Layout(
        subject=subject,
        preheader=goes_on(words, subject, cards),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=heading,
        lead=lead,
        kind=MessageKind.ALERT,
        blocks=blocks,
        foot=(
            *_seen(letter, words, entries),
            *_held(letter, words),
            *_to_breathe(words, entries),
            *what_next(letter, words),
        ),
    )


def _on_a_name(words: Words, entries: Sequence[Entry]) -> tuple[str, str, str] | None:
    """Return the subject, heading and lead of an alert that tells of a name; None where it tells of none.

    The reader's own name goes first; what else there is is counted.
    """
    sure = [(reason, entry) for entry in entries for reason in naming.sure_of(entry)[:1]]
    if not sure:
        return None
    reason = min(sure, key=lambda pair: not pair[0].you)[0]
    of_it = [entry for other, entry in sure if (other.by == reason.by or (other.you and reason.you))]
    others = len(entries) - len(of_it)
    subject = naming.named_in(words, reason, [entry.outlet for entry in of_it], others=others)
    if others:
        return subject, words.say_n("{n} new story", "{n} new stories", n=len(entries)), ""
    lead = ""
    if len(of_it) == 1:
        outlet, copies = plain(of_it[0].outlet, 60), len(of_it[0].copies)
        name = naming.called(reason)
        if copies:
            lead = words.say_n(
                "{outlet} mentions {name}, carried by {n} other.",
                "{outlet} mentions {name}, carried by {n} others.",
                n=copies,
                outlet=outlet,
                name=name,
            )
        else:
            lead = words.say("{outlet} mentions {name}.", outlet=outlet, name=name)
    return subject, naming.about(words, reason), lead


def _to_breathe(words: Words, entries: Sequence[Entry]) -> Iterator[Line]:
    """Yield how to have a rest from a name, where one name alone alerts."""
    keys = {reason.key for entry in entries for reason in naming.sure_of(entry)[:1]}
    if len(keys) == 1 and all(map(naming.sure_of, entries)):
        yield Line(
            words.say("Too many alerts? To have three quiet days:"), link=naming.pause_command(keys.pop())
        )


# Topics that name their own entries: "2 offres", where "2 musées" would be wrong of articles on museums.
_COUNTED = frozenset(
    (
        *("offres", "emplois", "stages", "missions", "appels", "avis", "annonces", "bourses", "concours"),
        *("marchés", "événements", "publications", "articles", "vidéos"),
        *("jobs", "openings", "offers", "vacancies", "calls", "grants", "tenders", "events", "papers"),
        "videos",
    )
)


def _alert_subject(words: Words, n: int, topic: str, cards: Sequence[Card], entries: Sequence[Entry]) -> str:
    """Return "2 offres : A, B": all titles if they fit, else the outlets, else as many titles as fit."""
    news = words.say_n("{n} new story", "{n} new stories", n=n)
    if topic.lower() in _COUNTED and n > 1:
        news, topic = words.say("{n} {topic}", n=n, topic=topic.lower()), ""

    def make(names: str) -> str:
        if topic:
            return words.say("{topic}, {news}: {names}", topic=cut(topic, 20), news=news, names=names)
        return words.say("{news}: {names}", news=news, names=names)

    titles = [card.title for card in cards]
    outlets = [plain(entry.outlet, 60) for entry in entries]
    for names in (titles, outlets):
        whole = make(", ".join(names))
        if len(whole) <= SUBJECT and len(names) == n and len(set(names)) == n and all(names):
            return whole
    return titled(make, ", ".join(titles))


def _seen(letter: Alert, words: Words, entries: Sequence[Entry]) -> tuple[Line, ...]:
    moment = words.moment(letter.seen_at)
    if len(entries) == 1:
        delay = letter.seen_at - entries[0].at
        if timedelta(minutes=1) <= delay < timedelta(days=2) and not words.only_dated(entries[0].at):
            late = words.duration(delay)
            return (
                Line(words.say("Seen {moment}, {delay} after it was published.", moment=moment, delay=late)),
            )
    return (Line(words.say_n("Seen {moment}.", n=len(entries), moment=moment)),)


def _held(letter: Alert, words: Words) -> tuple[Line, ...]:
    """Return what held some of it back, and what is left to the digest."""
    lines = [words.say(_HELD_BY[kind], since=words.since(since)) for kind, since in letter.held]
    if letter.deferred:
        lines.append(
            words.say_n(
                "{n} more will be in the next digest, shown or counted: the same rule finds many.",
                n=letter.deferred,
            )
        )
    return tuple(map(Line, lines))


_HELD_BY = {
    HeldBy.QUIET: mark("Held back {since} by your quiet hours."),
    HeldBy.PAUSE: mark("Held back {since} by your pause."),
}
