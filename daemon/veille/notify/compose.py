"""Letters as pages: what the subject tells, what stands where, and what the foot says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from veille.notify.letters import Alert, DigestLetter, Entry, FirstLetter, Letter, Word
from veille.notify.notes import health, word
from veille.notify.page import (
    PREHEADER,
    SOON,
    SUBJECT,
    Line,
    Page,
    Part,
    Story,
    coverage,
    cut,
    next_letter,
    part,
    plain,
    stop,
    story,
    titled,
)
from veille.notify.phrases import COUNTED
from veille.notify.words import DOT, FIXED, Words, capital


def compose(letter: Letter, words: Words, name: str) -> Page:
    """Return the letter as a page in the reader's words; `name` is whose watch it is."""
    watch = words.watch_name(plain(name, 60))
    if isinstance(letter, Alert):
        return _alert(letter, words, watch)
    if isinstance(letter, DigestLetter):
        return _digest(letter, words, watch)
    if isinstance(letter, FirstLetter):
        return _first(letter, words, watch)
    if isinstance(letter, Word):
        return word(letter, words, watch)
    return health(letter, words, watch)


def _what_next(letter: Alert | DigestLetter | FirstLetter, words: Words) -> tuple[Line, ...]:
    return (*next_letter(words, letter.next_digest), *stop(words, letter.contact))


def _quoted(words: Words, title: str) -> str:
    return title if title.startswith(("«", "“", '"')) else words.quoted(title)


def _goes_on(words: Words, subject: str, stories: Sequence[Story]) -> str:
    """Return what the subject had no room for: the other titles, else the byline and the excerpt."""
    others = [story.title for story in stories if cut(story.title, 20).rstrip("…") not in subject]
    if others:
        return cut(words.say("and also", titles=" · ".join(others)), PREHEADER)
    if not stories:
        return ""
    first = stories[0]
    rest = [] if first.title in subject else [first.title]
    return plain(" · ".join([*rest, first.byline, first.excerpt]), PREHEADER)


# Alert


def _alert(letter: Alert, words: Words, watch: str) -> Page:
    several = len(letter.sections) > 1
    parts = tuple(part(words, section, heading=several, with_hours=True) for section in letter.sections)
    stories = [story for part in parts for story in part.stories]
    entries = [entry for section in letter.sections for entry in section.entries]
    topic = plain(letter.sections[0].topic, 60) if letter.sections else ""
    n = sum(len(section.entries) + section.more for section in letter.sections)
    if n == 1 and stories:
        subject = cut(stories[0].title, SUBJECT)
    else:
        subject = _alert_subject(words, n, "" if several else topic, stories, entries)
    return Page(
        subject=subject,
        preheader=_goes_on(words, subject, stories),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=words.say("news", n=n) if several else topic,
        kind="alert",
        parts=parts,
        foot=(*_seen(letter, words, entries), *_held(letter, words), *_what_next(letter, words)),
    )


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


# Digest


def _digest(letter: DigestLetter, words: Words, watch: str) -> Page:
    parts = tuple(part(words, section) for section in letter.sections if section.entries or section.more)
    stories = [story for part in parts for story in part.stories]
    entries = [entry for section in letter.sections for entry in section.entries]
    n = sum(len(section.entries) + section.more for section in letter.sections)
    today = words.local(letter.end).date()
    title = words.watch_name(plain(letter.title, 60)) if letter.title else watch
    foot = (*coverage(words, letter.coverage), *_what_next(letter, words))
    if not n:
        return _empty_digest(letter, words, title, foot)
    subject = _digest_subject(words, capital(words.weekday(today)), n, entries)
    lead = [words.period(letter.start, letter.end), words.say("news", n=n)]
    if letter.alerted:
        lead.append(words.say("already alerted", n=letter.alerted))
    lead.append(words.say("to read", duration=words.duration(_reading(stories))))
    return Page(
        subject=subject,
        preheader=_goes_on(words, subject, stories),
        kicker=title,
        heading=capital(words.day(today)),
        lead=DOT.join(piece.replace(" ", FIXED) for piece in lead),
        kind="digest",
        parts=parts,
        foot=foot,
    )


def _digest_subject(words: Words, day: str, n: int, entries: Sequence[Entry]) -> str:
    """Return what is most worth: what closes within the week, else the story that most outlets carry."""
    today = words.local(words.now).date()
    closing = [entry for entry in entries if entry.closes and timedelta(0) <= entry.closes - today <= SOON]
    if closing:
        first = min(closing, key=lambda entry: entry.closes or today)
        days = ((first.closes or today) - today).days
        when = words.distance(first.closes or today) if days < 2 else words.weekday(first.closes or today)
        title = plain(first.title)
        return titled(
            lambda t: words.say("digest closing", day=day, title=_quoted(words, t), when=when), title
        )
    if not entries:
        return words.say("digest one", day=day, title=words.say("news", n=n))
    title = plain(max(entries, key=lambda entry: len(entry.copies)).title)
    if n == 1:
        return titled(lambda t: words.say("digest one", day=day, title=t), title)
    news = words.say("news", n=n)
    return titled(lambda t: words.say("digest several", day=day, news=news, title=_quoted(words, t)), title)


def _empty_digest(letter: DigestLetter, words: Words, title: str, foot: tuple[Line, ...]) -> Page:
    day, seen = words.local(letter.end).date(), letter.coverage
    since = words.since(letter.start, clock=False)
    well = seen.seen == seen.sources and not (seen.failing or seen.degraded or seen.network_down or seen.dead)
    polled = words.sources("polled, well" if well else "polled", seen.seen, seen.sources, polls=seen.polls)
    weekday = capital(words.weekday(day))
    if letter.alerted:
        subject = words.say("digest only alerts", n=letter.alerted, day=weekday)
        nothing = words.say("only alerts", n=letter.alerted, since=since)
    else:
        subject = words.say("digest nothing", day=weekday, since=since)
        nothing = words.say("nothing", since=since)
    return Page(
        subject=subject,
        preheader=polled,
        kicker=title,
        heading=capital(words.day(day)),
        kind="digest",
        before=(Line(f"{nothing} {polled}"),),
        foot=foot[1:],  # the sentence has said what was seen
    )


def _reading(stories: Sequence[Story]) -> timedelta:
    """Return about how long reading takes: 200 words a minute, and ten seconds to think of each story."""
    told = sum(len(f"{story.title} {story.excerpt}".split()) for story in stories)
    minutes = round(told / 200 + len(stories) / 6)
    return timedelta(minutes=max(minutes, 1))


# First letter


def _first(letter: FirstLetter, words: Words, watch: str) -> Page:
    seen = letter.coverage
    every = "first sources" if seen.seen == seen.sources else "first sources of"
    sources, items = words.sources(every, seen.seen, seen.sources), words.say("first items", n=seen.items)
    known = words.say("first known", sources=sources, items=items)
    past = [each for each in letter.past if each.found]
    parts = tuple(
        Part(
            heading=plain(each.name.partition(":")[2] or each.name, 60),
            count=words.say("articles", n=each.found),
            stories=tuple(story(words, entry, compact=True) for entry in each.entries),
        )
        for each in past
    )
    after = []
    if past:
        after.append(Line(words.say("first much")))
    if letter.empty:
        names = [_quoted(words, plain(name.removeprefix("rule:"), 40)) for name in letter.empty]
        after.append(Line(words.say("first empty", n=len(names), names=words.listing(names))))
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
        foot=(*coverage(words, seen), *_what_next(letter, words)),
    )
