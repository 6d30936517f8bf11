"""The first letter: what was already there when the watch began, by topic and name."""

from __future__ import annotations

from collections.abc import Mapping, Set

from veille.config.model import Config
from veille.language.catalogue import mark_n
from veille.language.words import Words
from veille.letters import naming
from veille.letters.clip import plain
from veille.letters.coverage import coverage, next_digest
from veille.letters.entries import LAST, entries, topic_order
from veille.letters.layout import Layout, Line, block_of, coverage_lines, quoted, what_next
from veille.letters.letter import FirstLetter, Section
from veille.letters.names import SHOWN_OF_PAST, name_pasts, past_names
from veille.match.rules import sees
from veille.model import By, MessageKind
from veille.store.facts import FirstFacts, SourceState

PAST_DAYS = 7


def first_letter(
    facts: FirstFacts, config: Config, recipient: str, now: float, states: Mapping[str, SourceState]
) -> FirstLetter:
    """Return what was already there when the watch began."""
    names = config.names.values()
    # What mentions a name is told beside it.
    told = {entry.story for past in name_pasts(facts.names, names, now, first=1) for entry in past.entries}
    sections = _by_topic(facts, config, told)
    shown = sum(len(section.entries) for section in sections)
    unread = tuple(state.name for state in states.values() if not state.answered)
    return FirstLetter(
        title=config.name,
        coverage=coverage(facts.coverage, int(now) + 1, states, config.broken),
        past=sections,
        names=name_pasts(facts.names, names, now, first=shown + 1),
        empty=tuple(
            rule.name
            for rule in config.rules.values()
            if not facts.totals.get(By.rule(rule.name))
            and not any(sees(rule, source) for source in (*unread, *config.broken))
        ),
        unread=unread,
        days=PAST_DAYS,
        next_digest=next_digest(config, recipient, now),
        contact=config.contact,
    )


def _by_topic(facts: FirstFacts, config: Config, told: Set[int]) -> tuple[Section, ...]:
    """Return what rules and sources found, by topic: each story once, under the first topic that it has.

    The stories that are `told` elsewhere in the letter are left out.
    """
    asked = {By.rule(rule) for rule in config.rules}
    asked |= {By.source(source.name) for source in config.sources.values() if source.topic}
    rows = [row for row in facts.rows if row.by in asked and row.story not in told]
    place = {topic: number for number, topic in enumerate(topic_order(config))}
    topics: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: place.get(row.topic, LAST)):
        topics.setdefault(row.story, row.topic)
    sections: list[Section] = []
    number = 1
    for topic in sorted(set(topics.values()), key=lambda topic: (place.get(topic, LAST), topic)):
        stories = list(dict.fromkeys(row.story for row in rows if topics[row.story] == topic))
        found = entries(
            [row for row in rows if row.story in stories[:SHOWN_OF_PAST]],
            facts.carriers,
            config.names,
            first=number,
            most=SHOWN_OF_PAST,
        )
        number += len(found)
        sections.append(Section(topic, tuple(found), len(stories) - len(found)))
    return tuple(sections)


UNREAD = 5  # sources named; the others are counted


_PAST = mark_n(
    "What you would have received yesterday:", "What you would have received over the last {n} days:"
)
_NOTHING = mark_n(
    "None of it would have been sent to you yesterday.",
    "None of it would have been sent to you over the last {n} days.",
)


def first_layout(letter: FirstLetter, words: Words, watch: str) -> Layout:
    """Return the first letter laid out: what each rule and topic would have found, and what it found nothing of."""
    seen = letter.coverage
    if seen.seen == seen.sources:
        sources = words.say_of(
            "{seen} source read", "{seen} sources read", seen=seen.seen, total=seen.sources
        )
    else:
        sources = words.say_of(
            "{seen} of {total} source read",
            "{seen} of {total} sources read",
            seen=seen.seen,
            total=seen.sources,
        )
    items = words.say_n("{n} article known", "{n} articles known", n=seen.items)
    known = words.say(
        "{sources}, {items}: what was already there will not be sent to you again.",
        sources=sources,
        items=items,
    )
    named = [name for name in letter.names if name.sure or name.unsure or name.places]
    blocks = tuple(block_of(words, section) for section in letter.past) + past_names(words, named)
    after = []
    if letter.unread:
        unread = [plain(name, 60) for name in letter.unread]
        after.append(
            Line(
                words.say_n(
                    "Not read yet: {names}. What it holds already will be counted in a digest when it answers.",
                    "Not read yet: {names}. What they hold already will be counted in a digest when they answer.",
                    n=len(unread),
                    names=words.some(unread, UNREAD),
                )
            )
        )
    if letter.past:
        after.append(Line(words.say("Too much? Put a word of what you don't want in the rule's “not”.")))
    if letter.empty:
        names = [quoted(words, plain(name, 40)) for name in letter.empty]
        after.append(
            Line(
                words.say_n(
                    "Too little? The rule {names} found nothing at all: is it too narrow?",
                    "Too little? The rules {names} found nothing at all: are they too narrow?",
                    n=len(names),
                    names=words.listing(names),
                )
            )
        )
    if silent := [naming.called(name) for name in letter.names if name not in named]:
        after.append(Line(words.say("Nothing yet on {names}.", names=words.some(silent, UNREAD))))
    after.append(Line(words.say("From now on, only what is new will be sent.")))
    subject = words.say("Your watch is set up: here is what was already there")
    return Layout(
        subject=subject,
        preheader=known,
        kicker=words.watch_name(plain(letter.title, 60)) if letter.title else watch,
        heading=words.say("Your watch is set up"),
        kind=MessageKind.FIRST,
        before=(Line(known), Line(words.say_n(*(_PAST if letter.past else _NOTHING), n=letter.days))),
        blocks=blocks,
        after=tuple(after),
        foot=(*coverage_lines(words, seen), *what_next(letter, words)),
    )
