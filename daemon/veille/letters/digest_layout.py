"""A digest laid out: in brief, what closes soon, its topics with what is usual of them, who spoke, and the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from veille.language.catalogue import mark_n
from veille.language.words import DOT, FIXED, Words, capital, uncapital
from veille.letters import dates, naming
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.layout import (
    SOON,
    Block,
    Card,
    Layout,
    Line,
    block_of,
    card_of,
    closing,
    coverage_lines,
    goes_on,
    quoted,
    what_next,
)
from veille.letters.letter import Closed, DigestLetter, Entry, Trend, UpcomingEvent, Voice
from veille.letters.trends import is_double, judge, spark
from veille.model import MessageKind

# The openings that have closed and what is to come, as blocks of a digest.

MOST = 10  # of each that are named; the others are counted


def closed(words: Words, gone: Sequence[Closed]) -> Iterator[Block]:
    """Yield the openings, and the people of registers, that are no longer there."""
    openings, people = [item for item in gone if not item.role], [item for item in gone if item.role]
    lines = [
        Line(
            words.say(
                "{title}, {employer}",
                title=quoted(words, plain(opening.title, 100)),
                employer=plain(opening.employer, 60),
            )
        )
        if opening.employer
        else Line(quoted(words, plain(opening.title, 100)))
        for opening in openings[:MOST]
    ]
    if openings:
        yield _block(words, words.say("Closed openings"), lines, len(openings))
    if people:
        lines = [Line(plain(person.title, 140)) for person in people[:MOST]]
        yield _block(words, words.say("No longer in the register"), lines, len(people))


def upcoming_blocks(words: Words, soon: Sequence[UpcomingEvent]) -> Iterator[Block]:
    """Yield what is to come, by its day."""
    if not soon:
        return
    lines = []
    for event in soon[:MOST]:
        lines.append(_dated(words, event))
    yield _block(words, words.say("To come"), lines, len(soon))


def changed_dates(words: Words, letter: DigestLetter) -> Iterator[Block]:
    """Yield the events that were moved or called off, and those that their calendar has no more."""
    lines = [_dated(words, event) for event in letter.rescheduled[:MOST]]
    if lines:
        yield _block(words, words.say("Dates that have changed"), lines, len(letter.rescheduled))
    lines = [_dated(words, event) for event in letter.withdrawn[:MOST]]
    if lines:
        yield _block(words, words.say("No longer in the calendar"), lines, len(letter.withdrawn))


def _dated(words: Words, event: UpcomingEvent) -> Line:
    facts = dict(event.facts)
    more = words.say_n("and {n} later date", "and {n} later dates", n=event.more) if event.more else ""
    pieces = (
        plain(event.title, 100),
        dates.hours(words, event.starts, facts),
        plain(event.place, 60),
        dates.changed(words, facts),
        more,
    )
    url = safe(event.url)
    return Line(
        DOT.join(filter(None, pieces)), label=dates.days(words, event.starts, facts), link=url, href=url
    )


def _block(words: Words, heading: str, lines: Sequence[Line], n: int) -> Block:
    more = words.say_n("and {n} more", n=n - len(lines)) if n > len(lines) else ""
    return Block(heading, words.number(n), lines=tuple(lines), note=more)


VOICES = 6  # named; the others are counted
BRIEF_TITLE = 100
FEW = 3  # stories, up to which a digest is brief itself


def digest_layout(letter: DigestLetter, words: Words, watch: str) -> Layout:
    """Return a digest laid out; without any news it is one sentence."""
    title = plain(letter.title, 60) or watch
    n = sum(len(section.entries) + section.more for section in letter.sections)
    foot = (
        *coverage_lines(words, letter.coverage),
        *_published(words, letter.published),
        *what_next(letter, words),
    )
    events = letter.rescheduled or letter.withdrawn or letter.upcoming
    if not (n or letter.closing or letter.closed or events or letter.doubts):
        return _empty(letter, words, title, foot)
    length = words.length(letter.start, letter.end)
    drawn = {trend.topic: trend for trend in letter.trends} if length == "days" else {}
    blocks = [
        replace(block_of(words, section), trend=_drawn(words, drawn.get(section.topic)))
        for section in letter.sections
        if section.entries or section.more
    ]
    entries = [entry for section in letter.sections for entry in section.entries]
    cards = [card for block in blocks for card in block.cards]
    subject, asked = _subject(letter, words, n, entries), to_confirm(words, letter)
    if (
        asked
        and asked not in subject
        and len(whole := words.say("{subject}, {doubts}", subject=subject, doubts=asked)) <= SUBJECT
    ):
        subject = whole
    shown = (
        cards or _recalled(words, letter.closing) or tuple(card_of(words, doubt) for doubt in letter.doubts)
    )
    preheader = goes_on(words, subject, shown)
    if asked and asked not in subject:
        preheader = cut(DOT.join((asked, preheader)), PREHEADER)
    today = words.local(letter.end).date()
    period = words.period(letter.start, letter.end)
    heading, lead = capital(words.day(today)), [period]
    if length != "days":
        heading, lead = capital(period), []
    if n:
        lead.append(_news(words, n, len(entries)))
    if letter.alerted:
        lead.append(
            words.say_n("{n} already sent as an alert", "{n} already sent as alerts", n=letter.alerted)
        )
    if letter.waiting:
        lead.append(_waiting(letter, words))
    if asked:
        lead.append(asked)
    if cards:
        lead.append(words.say("{duration} to read", duration=words.duration(_reading(cards))))
    return Layout(
        subject=subject,
        preheader=preheader,
        kicker=title,
        heading=heading,
        lead=DOT.join(piece.replace(" ", FIXED) for piece in lead),
        kind=MessageKind.DIGEST,
        blocks=(
            *_brief(letter, words, n, entries),
            *_figures(letter, words),
            *_closing(words, letter.closing, len(letter.cut)),
            *blocks,
            *closed(words, letter.closed),
            *changed_dates(words, letter),
            *upcoming_blocks(words, letter.upcoming),
            *doubts(words, letter),
            *_who(words, letter.voices),
        ),
        foot=foot,
    )


# The subject


def _news(words: Words, n: int, shown: int) -> str:
    if n == shown:
        return words.say_n("{n} new story", "{n} new stories", n=n)
    return words.say_n("{n} new story, {shown} here", "{n} new stories, {shown} here", n=n, shown=shown)


def _waiting(letter: DigestLetter, words: Words) -> str:
    if letter.paused:
        return words.say_n("{n} alert waits (paused)", "{n} alerts wait (paused)", n=letter.waiting)
    return words.say_n("{n} alert still waits", "{n} alerts still wait", n=letter.waiting)


def _published(words: Words, address: str) -> tuple[Line, ...]:
    url = safe(address)
    return (Line(words.say("All digests:"), link=url, href=url),) if url else ()


def _subject(letter: DigestLetter, words: Words, n: int, entries: Sequence[Entry]) -> str:
    """Return what is most worth: the reader's name, what closes within the week, what most outlets carry."""
    first = _prefix(letter, words)
    today = words.local(words.now).date()
    yours = [(reason, entry) for entry in entries for reason in naming.sure_of(entry) if reason.you]
    if yours:
        told = naming.named_in(
            words, yours[0][0], [entry.outlet for _, entry in yours], limit=SUBJECT - len(first) - 3
        )
        return words.say("{day}: {told}", day=first, told=uncapital(told))
    soon = [
        entry
        for entry in (*letter.closing, *entries)
        if entry.closes and timedelta(0) <= entry.closes - today <= SOON
    ]
    if soon and words.length(letter.start, letter.end) == "days":
        entry = min(soon, key=lambda entry: entry.closes or today)
        closes = entry.closes or today
        when = words.distance(closes) if (closes - today).days < 2 else words.weekday(closes)
        title = plain(entry.title)
        return titled(
            lambda t: words.say("{day}: {title} closes {when}", day=first, title=quoted(words, t), when=when),
            title,
        )
    if not entries:
        if letter.closing:
            n = len(letter.closing) + len(letter.cut)
            return words.say_n("{day}: {n} closing soon", day=first, n=n)
        if letter.doubts and not n:
            return words.say("{day}: {doubts}", day=first, doubts=to_confirm(words, letter))
        if letter.closed and not n:
            return words.say_n(
                "{day}: {n} opening closed", "{day}: {n} openings closed", day=first, n=len(letter.closed)
            )
        if (changes := len(letter.rescheduled) + len(letter.withdrawn)) and not n:
            return words.say_n(
                "{day}: {n} date has changed", "{day}: {n} dates have changed", day=first, n=changes
            )
        if letter.upcoming and not n:
            return words.say_n(
                "{day}: {n} date to come", "{day}: {n} dates to come", day=first, n=len(letter.upcoming)
            )
        return words.say(
            "{day}: {title}", day=first, title=words.say_n("{n} new story", "{n} new stories", n=n)
        )
    most = max(entries, key=lambda entry: len(entry.copies))
    title = plain(most.title)
    if words.length(letter.start, letter.end) != "days" and most.copies:
        outlets = len(most.copies) + 1
        return titled(
            lambda t: words.say_n(
                "{day}: {title} in {n} outlet",
                "{day}: {title} in {n} outlets",
                day=first,
                title=quoted(words, t),
                n=outlets,
            ),
            title,
        )
    if n == 1:
        return titled(lambda t: words.say("{day}: {title}", day=first, title=t), title)
    news = words.say_n("{n} new story", "{n} new stories", n=n)
    return titled(
        lambda t: words.say("{day}: {news}, including {title}", day=first, news=news, title=quoted(words, t)),
        title,
    )


def _prefix(letter: DigestLetter, words: Words) -> str:
    """Return how a digest's subject begins: a short title, else its day, its week or its month."""
    title = plain(letter.title, 60)
    if title and len(title) <= 24:
        return title
    for known in ("Revue de presse", "Press review"):  # the sender says whose it is
        if title.startswith(known):
            return known
    length = words.length(letter.start, letter.end)
    if length == "days":
        return capital(words.weekday(words.local(letter.end).date()))
    return capital(words.period(letter.start, letter.end) if length == "month" else words.say("the week"))


# Its parts


def _brief(letter: DigestLetter, words: Words, n: int, entries: Sequence[Entry]) -> Iterator[Block]:
    """Yield two or three lines: the most carried story, what closes first, a topic that doubled."""
    lines = []
    most = max(entries, key=lambda entry: len(entry.copies), default=None)
    if most is not None and most.copies:
        title = plain(most.title, BRIEF_TITLE)
        lines.append(
            words.say_n(
                "{title}, in {n} outlet", "{title}, in {n} outlets", title=title, n=len(most.copies) + 1
            )
        )
    if letter.closing:
        lines.append(_closes_first(words, letter.closing[0], len(letter.closing) + len(letter.cut) - 1))
    doubled = [trend for trend in letter.trends if is_double(trend)]
    if doubled:
        trend = max(doubled, key=lambda trend: trend.count - trend.usual)
        topic = quoted(words, plain(trend.topic, 60))
        lines.append(words.say("{topic}: {trend}", topic=topic, trend=_trend_text(words, trend)))
    if len(lines) >= 2 or (lines and n > FEW):
        yield Block(words.say("In brief"), "", lines=tuple(Line(line) for line in lines))


def _closes_first(words: Words, first: Entry, others: int) -> str:
    day = first.closes or words.now.date()
    values = {
        "title": plain(first.title, BRIEF_TITLE),
        "day": words.day(day),
        "distance": words.distance(day).replace(" ", FIXED),
    }
    if not others:
        return words.say("{title} closes {day} ({distance})", **values)
    return words.say_n(
        "{title} closes {day} ({distance}); {n} more ends within 7 days",
        "{title} closes {day} ({distance}); {n} more end within 7 days",
        n=others,
        **values,
    )


def _figures(letter: DigestLetter, words: Words) -> Iterator[Block]:
    """Yield a week's or a month's topics with their figures; a day's stand beside each topic."""
    length = words.length(letter.start, letter.end)
    if length == "days" or not letter.trends:
        return
    rows = [
        Line(_trend_text(words, trend), label=plain(trend.topic, 40), spark=spark(trend))
        for trend in letter.trends
    ]
    period = words.period(letter.start, letter.end) if length == "month" else words.say("the week")
    yield Block(capital(words.say("{period} in figures", period=period)), "", lines=tuple(rows))


def _closing(words: Words, entries: Sequence[Entry], cut: int) -> Iterator[Block]:
    if entries:
        count, note = words.number(len(entries)), ""
        if cut:
            count = words.say("{shown} of {n}", shown=len(entries), n=len(entries) + cut)
            note = capital(words.say_n("and {n} more", n=cut))
        yield Block(words.say("Closing soon"), count, _recalled(words, entries), note=note)


def _recalled(words: Words, entries: Sequence[Entry]) -> tuple[Card, ...]:
    told = []
    for entry in entries:
        closes, soon = closing(words, entry)
        told.append(replace(card_of(words, entry, compact=True), closes=closes, soon=soon))
    return tuple(told)


def _who(words: Words, voices: Sequence[Voice]) -> Iterator[Block]:
    """Yield who spoke, most often first; one article alone says it in its byline."""
    if sum(voice.count for voice in voices) < 2:
        return
    told = []
    for place, voice in enumerate(voices[:VOICES]):
        pieces = [words.number(voice.count)]
        if not place:
            pieces = [words.say_n("{n} article", "{n} articles", n=voice.count)]
        if voice.new:
            pieces.append(words.say("a new voice" if voice.outlet else "a new outlet"))
        names = [plain(name, 60) for name in (voice.name, voice.outlet)]
        told.append(f"{', '.join(name for name in names if name)} ({', '.join(pieces)})")
    text = DOT.join(told)
    if len(voices) > VOICES:
        text += f" {words.say_n('and {n} more', n=len(voices) - VOICES)}"
    yield Block(words.say("Who talks about it"), "", lines=(Line(text),), flowing=True)


# What is usual


def _drawn(words: Words, trend: Trend | None) -> Line | None:
    return None if trend is None else Line(_trend_text(words, trend), spark=spark(trend))


def _trend_text(words: Words, trend: Trend) -> str:
    """Return "9, le double de d’habitude", "6, d’habitude 2", "5, comme d’habitude"."""
    verdict, usual = judge(trend), round(trend.usual)
    if usual or not trend.count:  # twice nothing says nothing
        if verdict == "double":
            return words.say("{n}, twice as many as usual", n=trend.count)
        if verdict == "as usual":
            return words.say("{n}, as usual", n=trend.count)
    return words.say("{n}, usually {usual}", n=trend.count, usual=usual)


_POLLED = mark_n(
    "{seen} of {total} source polled, {polls} times.", "{seen} of {total} sources polled, {polls} times."
)
_POLLED_WELL = mark_n(
    "{seen} of {total} source polled, {polls} times: all is well.",
    "{seen} of {total} sources polled, {polls} times: all is well.",
)


def _empty(letter: DigestLetter, words: Words, title: str, foot: tuple[Line, ...]) -> Layout:
    day, seen = words.local(letter.end).date(), letter.coverage
    since = words.since(letter.start, clock=False)
    well = seen.seen == seen.sources and not (
        seen.failing or seen.degraded or seen.network_down or seen.dead or seen.broken
    )
    polled = words.say_of(
        *(_POLLED_WELL if well else _POLLED), seen=seen.seen, total=seen.sources, polls=seen.polls
    )
    prefix = _prefix(letter, words)
    if letter.alerted:
        subject = words.say_n(
            "{day}: nothing beyond the alert you had",
            "{day}: nothing beyond the {n} alerts you had",
            n=letter.alerted,
            day=prefix,
        )
        nothing = words.say_n(
            "Nothing beyond the alert that you already had {since}.",
            "Nothing beyond the {n} alerts that you already had {since}.",
            n=letter.alerted,
            since=since,
        )
    elif letter.waiting:
        subject = words.say("{day}: {waiting}", day=prefix, waiting=_waiting(letter, words))
        nothing = words.say("Nothing else is new {since}.", since=since)
    else:
        subject = words.say("{day}: nothing new {since}", day=prefix, since=since)
        nothing = words.say("Nothing new {since}.", since=since)
    if letter.waiting:
        nothing += f" {_waiting(letter, words)}."
    return Layout(
        subject=subject,
        preheader=polled,
        kicker=title,
        heading=capital(words.day(day)),
        kind=MessageKind.DIGEST,
        before=(Line(f"{nothing} {polled}"),),
        foot=foot[1:],  # the sentence has said what was seen
    )


def _reading(cards: Sequence[Card]) -> timedelta:
    """Return about how long reading takes: 200 words a minute, and ten seconds to think of each story."""
    told = sum(len(f"{card.title} {card.excerpt}".split()) for card in cards)
    minutes = round(told / 200 + len(cards) / 6)
    return timedelta(minutes=max(minutes, 1))


def doubts(words: Words, letter: DigestLetter) -> Iterator[Block]:
    """Yield the mentions of which it is asked who is meant, the reader's own first; and what was set aside."""
    yours = [entry for entry in letter.doubts if entry.reasons[0].you]
    theirs = [entry for entry in letter.doubts if not entry.reasons[0].you]
    note = _note(words, letter)
    groups = [(_heading(words, group), group) for group in (yours, theirs) if group]
    for place, (heading, group) in enumerate(groups, start=1):
        yield Block(
            heading,
            words.number(len(group)),
            tuple(card_of(words, entry) for entry in group),
            note=note if place == len(groups) else "",
        )
    if not groups and note:
        yield Block("", "", lines=(Line(note),), flowing=True)


def to_confirm(words: Words, letter: DigestLetter) -> str:
    """Return "3 mentions à confirmer", "" where there is none."""
    n = len(letter.doubts) + letter.more_doubts
    return words.say_n("{n} mention to confirm", "{n} mentions to confirm", n=n) if n else ""


def _heading(words: Words, group: Sequence[Entry]) -> str:
    reason = group[0].reasons[0]
    if reason.you:
        return words.say("Is it you?")
    if all(entry.reasons[0].by == reason.by for entry in group):
        return words.say("Is it {name}?", name=naming.called(reason))
    return words.say("Is it them?")


def _note(words: Words, letter: DigestLetter) -> str:
    keys = [key for key, _ in letter.homonyms]
    asked = [entry.reasons[0].key for entry in letter.doubts]
    said = [words.say("If not, the same command with no: veille learns from it.")] if letter.doubts else []
    if letter.more_doubts:
        said.append(
            words.say_n(
                "And {n} more: see `{command}`.",
                n=letter.more_doubts,
                command=naming.names_command(asked),
            )
        )
    if keys:
        n = sum(count for _, count in letter.homonyms)
        said.append(
            words.say_n(
                "Set aside as a namesake: {n}, see `{command}`.",
                "Set aside as namesakes: {n}, see `{command}`.",
                n=n,
                command=naming.names_command(keys, homonyms=True),
            )
        )
    return " ".join(said)
