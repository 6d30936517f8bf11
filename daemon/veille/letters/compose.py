"""Letters as pages: what the subject tells, what stands where, and what the foot says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from veille.language.phrases import COUNTED
from veille.language.words import DOT, Words
from veille.letters import naming
from veille.letters.clip import SUBJECT, cut, plain, titled
from veille.letters.digest_layout import digest, spike
from veille.letters.health import health, word
from veille.letters.layout import Line, Page, Part, Story, coverage, goes_on, part, quoted, story, what_next
from veille.letters.letter import (
    Alert,
    DigestLetter,
    Entry,
    FirstLetter,
    HealthNote,
    Movements,
    NameLetter,
    NameReport,
    Spike,
    Word,
)
from veille.letters.moves import movements
from veille.letters.names import name_letter, past_names
from veille.letters.report_layout import report

Letter = Alert | Spike | Movements | DigestLetter | NameReport | FirstLetter | NameLetter | HealthNote | Word


def compose(letter: Letter, words: Words, name: str) -> Page:
    """Return the letter as a page in the reader's words; `name` is whose watch it is."""
    watch = words.watch_name(plain(name, 60))
    if isinstance(letter, Alert):
        return _alert(letter, words, watch)
    if isinstance(letter, Spike):
        return spike(letter, words, watch)
    if isinstance(letter, DigestLetter):
        return digest(letter, words, watch)
    if isinstance(letter, NameReport):
        return report(letter, words, watch)
    if isinstance(letter, FirstLetter):
        return _first(letter, words, watch)
    if isinstance(letter, NameLetter):
        return name_letter(letter, words, watch)
    if isinstance(letter, Movements):
        return movements(letter, words, watch)
    if isinstance(letter, Word):
        return word(letter, words, watch)
    return health(letter, words, watch)


# Alert


def _alert(letter: Alert, words: Words, watch: str) -> Page:
    several = len(letter.sections) > 1
    parts = tuple(
        part(words, section, heading=several, with_hours=True, asking=True) for section in letter.sections
    )
    stories = [story for part in parts for story in part.stories]
    entries = [entry for section in letter.sections for entry in section.entries]
    topic = plain(letter.sections[0].topic, 60) if letter.sections else ""
    n = sum(len(section.entries) + section.more for section in letter.sections)
    heading, lead = words.say("news", n=n) if several else topic, ""
    if told := _on_a_name(words, entries):
        subject, heading, lead = told
    elif n == 1 and stories:
        subject = cut(stories[0].title, SUBJECT)
    else:
        subject = _alert_subject(words, n, "" if several else topic, stories, entries)
    return Page(
        subject=subject,
        preheader=goes_on(words, subject, stories),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=heading,
        lead=lead,
        kind="alert",
        parts=parts,
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
    of_it = [entry for one, entry in sure if (one.by == reason.by or (one.you and reason.you))]
    others = len(entries) - len(of_it)
    subject = naming.told_in(words, reason, [entry.outlet for entry in of_it], others=others)
    if others:
        return subject, words.say("news", n=len(entries)), ""
    lead = ""
    if len(of_it) == 1:
        outlet, copies = plain(of_it[0].outlet, 60), len(of_it[0].copies)
        name = naming.called(reason)
        lead = words.say("cites, copied" if copies else "cites", n=copies or 1, outlet=outlet, name=name)
    return subject, naming.about(words, reason), lead


def _to_breathe(words: Words, entries: Sequence[Entry]) -> Iterator[Line]:
    """Yield how to have a rest from a name, where one name alone alerts."""
    keys = {reason.key for entry in entries for reason in naming.sure_of(entry)[:1]}
    if len(keys) == 1 and all(map(naming.sure_of, entries)):
        yield Line(words.say("to breathe"), link=naming.pause_command(keys.pop()))


def _alert_subject(
    words: Words, n: int, topic: str, stories: Sequence[Story], entries: Sequence[Entry]
) -> str:
    """Return "2 offres : A, B": all titles if they fit, else the outlets, else as many titles as fit."""
    news = words.say("news", n=n)
    if topic.lower() in COUNTED and n > 1:
        news, topic = words.say("of topic", n=n, topic=topic.lower()), ""

    def make(names: str) -> str:
        if topic:
            return words.say("alert topic", topic=cut(topic, 20), news=news, names=names)
        return words.say("alert several", news=news, names=names)

    titles = [story.title for story in stories]
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
            return (Line(words.say("seen after", moment=moment, delay=words.duration(delay))),)
    return (Line(words.say("seen", n=len(entries), moment=moment)),)


def _held(letter: Alert, words: Words) -> tuple[Line, ...]:
    """Return what held some of it back, and what is left to the digest."""
    lines = [Line(words.say(f"held by {kind}", since=words.since(since))) for kind, since in letter.held]
    if letter.deferred:
        lines.append(Line(words.say("deferred", n=letter.deferred)))
    return tuple(lines)


# First letter

UNREAD = 5  # sources named; the others are counted


def _first(letter: FirstLetter, words: Words, watch: str) -> Page:
    seen = letter.coverage
    every = "first sources" if seen.seen == seen.sources else "first sources of"
    sources, items = words.sources(every, seen.seen, seen.sources), words.say("first items", n=seen.items)
    known = words.say("first known", sources=sources, items=items)
    past = [each for each in letter.past if each.found]
    named = [each for each in letter.names if each.sure or each.unsure or each.places]
    parts = tuple(
        Part(
            heading=plain(each.name.partition(":")[2] or each.name, 60),
            count=words.say("articles", n=each.found),
            stories=tuple(story(words, entry, compact=True) for entry in each.entries),
        )
        for each in past
    ) + past_names(words, named)
    after = []
    if letter.unread:
        unread = [plain(name, 60) for name in letter.unread]
        after.append(Line(words.say("first unread", n=len(unread), names=words.some(unread, UNREAD))))
    if past:
        after.append(Line(words.say("first much")))
    if letter.empty:
        names = [quoted(words, plain(name.removeprefix("rule:"), 40)) for name in letter.empty]
        after.append(Line(words.say("first empty", n=len(names), names=words.listing(names))))
    if silent := [naming.called(each) for each in letter.names if each not in named]:
        after.append(Line(words.say("names empty", n=len(silent), names=words.some(silent, UNREAD))))
    after.append(Line(words.say("first next")))
    subject = words.say("first subject")
    return Page(
        subject=subject,
        preheader=known,
        kicker=words.watch_name(plain(letter.title, 60)) if letter.title else watch,
        heading=words.say("first heading"),
        kind="first",
        before=(Line(known), Line(words.say("first past" if past else "first nothing", n=letter.days))),
        parts=parts,
        after=tuple(after),
        foot=(*coverage(words, seen), *what_next(letter, words)),
    )
