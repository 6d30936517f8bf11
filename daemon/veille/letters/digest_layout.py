"""A digest laid out: in brief, what closes soon, its topics with what is usual of them, who spoke, and the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from veille.language.words import DOT, FIXED, Words, capital, uncapital
from veille.letters import naming
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
from veille.letters.letter import Closed, Coming, DigestLetter, Entry, Trend, Voice
from veille.letters.trends import is_double, judge, spark

# The openings that have closed and what is to come, as blocks of a digest.

MOST = 10  # of each that are named; the others are counted


def closed(words: Words, gone: Sequence[Closed]) -> Iterator[Block]:
    """Yield the openings, and the people of registers, that are no longer there."""
    openings, people = [one for one in gone if not one.role], [one for one in gone if one.role]
    lines = [
        Line(
            words.say(
                "closed one", title=quoted(words, plain(one.title, 100)), employer=plain(one.employer, 60)
            )
        )
        if one.employer
        else Line(quoted(words, plain(one.title, 100)))
        for one in openings[:MOST]
    ]
    if openings:
        yield _block(words, "closed openings", lines, len(openings))
    if people:
        lines = [Line(plain(one.title, 140)) for one in people[:MOST]]
        yield _block(words, "left the register", lines, len(people))


def coming(words: Words, soon: Sequence[Coming]) -> Iterator[Block]:
    """Yield what is to come, by its day."""
    if not soon:
        return
    lines = []
    for one in soon[:MOST]:
        told = DOT.join(piece for piece in (plain(one.title, 100), plain(one.place, 60)) if piece)
        url = safe(one.url)
        lines.append(Line(told, label=words.day(one.starts), link=url, href=url))
    yield _block(words, "to come", lines, len(soon))


def _block(words: Words, heading: str, lines: Sequence[Line], n: int) -> Block:
    more = words.say("others", n=n - len(lines)) if n > len(lines) else ""
    return Block(words.say(heading), words.say("count", shown=n), lines=tuple(lines), note=more)


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
    if not (n or letter.closing or letter.closed or letter.coming or letter.doubts):
        return _empty(letter, words, title, foot)
    length = words.length(letter.start, letter.end)
    drawn = {trend.topic: trend for trend in letter.trends} if length == "days" else {}
    blocks = [
        replace(block_of(words, section), trend=_drawn(words, drawn.get(section.topic)))
        for section in letter.sections
        if section.entries or section.more
    ]
    entries = [entry for section in letter.sections for entry in section.entries]
    cards = [one for each in blocks for one in each.cards]
    subject, asked = _subject(letter, words, n, entries), to_confirm(words, letter)
    if (
        asked
        and asked not in subject
        and len(whole := words.say("and doubts", subject=subject, doubts=asked)) <= SUBJECT
    ):
        subject = whole
    shown = cards or _recalled(words, letter.closing) or tuple(card_of(words, one) for one in letter.doubts)
    preheader = goes_on(words, subject, shown)
    if asked and asked not in subject:
        preheader = cut(DOT.join((asked, preheader)), PREHEADER)
    today = words.local(letter.end).date()
    period = words.period(letter.start, letter.end)
    heading, lead = capital(words.day(today)), [period]
    if length != "days":
        heading, lead = capital(period), []
    if n:
        here = len(entries)
        lead.append(words.say("news" if here == n else "news, some here", n=n, shown=here))
    if letter.alerted:
        lead.append(words.say("already alerted", n=letter.alerted))
    if letter.waiting:
        lead.append(_waiting(letter, words))
    if asked:
        lead.append(asked)
    if cards:
        lead.append(words.say("to read", duration=words.duration(_reading(cards))))
    return Layout(
        subject=subject,
        preheader=preheader,
        kicker=title,
        heading=heading,
        lead=DOT.join(piece.replace(" ", FIXED) for piece in lead),
        kind="digest",
        blocks=(
            *_brief(letter, words, n, entries),
            *_figures(letter, words),
            *_closing(words, letter.closing, len(letter.cut)),
            *blocks,
            *closed(words, letter.closed),
            *coming(words, letter.coming),
            *doubts(words, letter),
            *_who(words, letter.voices),
        ),
        foot=foot,
    )


# The subject


def _waiting(letter: DigestLetter, words: Words) -> str:
    return words.say("alerts paused" if letter.paused else "alerts waiting", n=letter.waiting)


def _published(words: Words, address: str) -> tuple[Line, ...]:
    url = safe(address)
    return (Line(words.say("published"), link=url, href=url),) if url else ()


def _subject(letter: DigestLetter, words: Words, n: int, entries: Sequence[Entry]) -> str:
    """Return what is most worth: the reader's name, what closes within the week, what most outlets carry."""
    first = _prefix(letter, words)
    today = words.local(words.now).date()
    yours = [(one, entry) for entry in entries for one in naming.sure_of(entry) if one.you]
    if yours:
        told = naming.told_in(
            words, yours[0][0], [entry.outlet for _, entry in yours], limit=SUBJECT - len(first) - 3
        )
        return words.say("digest on a name", day=first, told=uncapital(told))
    soon = [
        one
        for one in (*letter.closing, *entries)
        if one.closes and timedelta(0) <= one.closes - today <= SOON
    ]
    if soon and words.length(letter.start, letter.end) == "days":
        entry = min(soon, key=lambda one: one.closes or today)
        closes = entry.closes or today
        when = words.distance(closes) if (closes - today).days < 2 else words.weekday(closes)
        title = plain(entry.title)
        return titled(
            lambda t: words.say("digest closing", day=first, title=quoted(words, t), when=when), title
        )
    if not entries:
        if letter.closing:
            return words.say("digest recall", day=first, n=len(letter.closing) + len(letter.cut))
        if letter.doubts and not n:
            return words.say("digest of doubts", day=first, doubts=to_confirm(words, letter))
        if letter.closed and not n:
            return words.say("digest closed", day=first, n=len(letter.closed))
        if letter.coming and not n:
            return words.say("digest coming", day=first, n=len(letter.coming))
        return words.say("digest one", day=first, title=words.say("news", n=n))
    most = max(entries, key=lambda entry: len(entry.copies))
    title = plain(most.title)
    if words.length(letter.start, letter.end) != "days" and most.copies:
        outlets = len(most.copies) + 1
        return titled(
            lambda t: words.say("digest carried", day=first, title=quoted(words, t), n=outlets), title
        )
    if n == 1:
        return titled(lambda t: words.say("digest one", day=first, title=t), title)
    news = words.say("news", n=n)
    return titled(lambda t: words.say("digest several", day=first, news=news, title=quoted(words, t)), title)


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
    return capital(words.period(letter.start, letter.end) if length == "month" else words.say("this week"))


# Its parts


def _brief(letter: DigestLetter, words: Words, n: int, entries: Sequence[Entry]) -> Iterator[Block]:
    """Yield two or three lines: the most carried story, what closes first, a topic that doubled."""
    lines = []
    most = max(entries, key=lambda entry: len(entry.copies), default=None)
    if most is not None and most.copies:
        title = plain(most.title, BRIEF_TITLE)
        lines.append(words.say("brief carried", title=title, n=len(most.copies) + 1))
    if letter.closing:
        first, others = letter.closing[0], len(letter.closing) + len(letter.cut) - 1
        day = first.closes or words.now.date()
        lines.append(
            words.say(
                "brief closing, others" if others else "brief closing",
                n=others,
                title=plain(first.title, BRIEF_TITLE),
                day=words.day(day),
                distance=words.distance(day).replace(" ", FIXED),
            )
        )
    doubled = [trend for trend in letter.trends if is_double(trend)]
    if doubled:
        trend = max(doubled, key=lambda one: one.count - one.usual)
        topic = quoted(words, plain(trend.topic, 60))
        lines.append(words.say("brief trend", topic=topic, trend=_told(words, trend)))
    if len(lines) >= 2 or (lines and n > FEW):
        yield Block(words.say("in brief"), "", lines=tuple(Line(line) for line in lines))


def _figures(letter: DigestLetter, words: Words) -> Iterator[Block]:
    """Yield a week's or a month's topics with their figures; a day's stand beside each topic."""
    length = words.length(letter.start, letter.end)
    if length == "days" or not letter.trends:
        return
    rows = [
        Line(_told(words, trend), label=plain(trend.topic, 40), spark=spark(trend)) for trend in letter.trends
    ]
    period = words.period(letter.start, letter.end) if length == "month" else words.say("this week")
    yield Block(capital(words.say("in figures", period=period)), "", lines=tuple(rows))


def _closing(words: Words, entries: Sequence[Entry], cut: int) -> Iterator[Block]:
    if entries:
        count = words.say("count of" if cut else "count", shown=len(entries), n=len(entries) + cut)
        note = capital(words.say("others", n=cut)) if cut else ""
        yield Block(words.say("closing soon"), count, _recalled(words, entries), note=note)


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
        pieces = [words.say("voice", n=voice.count) if not place else words.number(voice.count)]
        if voice.new:
            pieces.append(words.say("new voice" if voice.outlet else "new outlet"))
        names = [plain(name, 60) for name in (voice.name, voice.outlet)]
        told.append(f"{', '.join(name for name in names if name)} ({', '.join(pieces)})")
    text = DOT.join(told)
    if len(voices) > VOICES:
        text += f" {words.say('other voices', n=len(voices) - VOICES)}"
    yield Block(words.say("who"), "", lines=(Line(text),), flowing=True)


# What is usual


def _drawn(words: Words, trend: Trend | None) -> Line | None:
    return None if trend is None else Line(_told(words, trend), spark=spark(trend))


def _told(words: Words, trend: Trend) -> str:
    """Return "9, le double de d’habitude", "6, d’habitude 2", "5, comme d’habitude"."""
    verdict, usual = judge(trend), round(trend.usual)
    key = {"double": "trend double", "as usual": "trend as usual"}.get(verdict, "trend more")
    if not usual and trend.count:  # twice nothing says nothing
        key = "trend more"
    return words.say(key, n=trend.count, usual=usual)


def _empty(letter: DigestLetter, words: Words, title: str, foot: tuple[Line, ...]) -> Layout:
    day, seen = words.local(letter.end).date(), letter.coverage
    since = words.since(letter.start, clock=False)
    well = seen.seen == seen.sources and not (
        seen.failing or seen.degraded or seen.network_down or seen.dead or seen.broken
    )
    polled = words.sources("polled, well" if well else "polled", seen.seen, seen.sources, polls=seen.polls)
    prefix = _prefix(letter, words)
    if letter.alerted:
        subject = words.say("digest only alerts", n=letter.alerted, day=prefix)
        nothing = words.say("only alerts", n=letter.alerted, since=since)
    elif letter.waiting:
        subject = words.say("digest only waiting", day=prefix, waiting=_waiting(letter, words))
        nothing = words.say("nothing else", since=since)
    else:
        subject = words.say("digest nothing", day=prefix, since=since)
        nothing = words.say("nothing", since=since)
    if letter.waiting:
        nothing += f" {_waiting(letter, words)}."
    return Layout(
        subject=subject,
        preheader=polled,
        kicker=title,
        heading=capital(words.day(day)),
        kind="digest",
        before=(Line(f"{nothing} {polled}"),),
        foot=foot[1:],  # the sentence has said what was seen
    )


def _reading(cards: Sequence[Card]) -> timedelta:
    """Return about how long reading takes: 200 words a minute, and ten seconds to think of each story."""
    told = sum(len(f"{one.title} {one.excerpt}".split()) for one in cards)
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
            words.say("count", shown=len(group)),
            tuple(card_of(words, entry) for entry in group),
            note=note if place == len(groups) else "",
        )
    if not groups and note:
        yield Block("", "", lines=(Line(note),), flowing=True)


def to_confirm(words: Words, letter: DigestLetter) -> str:
    """Return "3 mentions à confirmer", "" where there is none."""
    n = len(letter.doubts) + letter.more_doubts
    return words.say("to confirm", n=n) if n else ""


def _heading(words: Words, group: Sequence[Entry]) -> str:
    reason = group[0].reasons[0]
    if reason.you:
        return words.say("is it you")
    if all(entry.reasons[0].by == reason.by for entry in group):
        return words.say("is it them", name=naming.called(reason))
    return words.say("is it others")


def _note(words: Words, letter: DigestLetter) -> str:
    keys = [key for key, _ in letter.homonyms]
    asked = [entry.reasons[0].key for entry in letter.doubts]
    said = [words.say("if not")] if letter.doubts else []
    if letter.more_doubts:
        said.append(words.say("more doubts", n=letter.more_doubts, command=naming.names_command(asked)))
    if keys:
        n = sum(count for _, count in letter.homonyms)
        said.append(words.say("set aside", n=n, command=naming.names_command(keys, homonyms=True)))
    return " ".join(said)
