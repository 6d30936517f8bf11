"""A letter put into words: every line that text, HTML and chat will show, in order, without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from veille.model import MARK, UNMARK
from veille.notify import failures
from veille.notify.letters import Coverage, Entry, Failing, Reason, Section
from veille.notify.words import DOT, FIXED, Words

SUBJECT = 60  # signs: what a phone shows of it
PREHEADER = 140  # signs: what a mail program shows after the subject
TITLE = 200
EXCERPT = 220
FAILING = 8  # named at the foot; the others are counted
SOON = timedelta(days=7)

# Control characters, line and paragraph separators, and what reorders the text around it (Unicode TR 9,
# "Trojan Source"): none has a meaning in one line of a letter.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_UNSAFE = re.compile(
    r"""[\x00-\x20\x7f-\xa0"'<>\\^`{|}\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"""
)
_SPACES = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Story:
    """An entry in words. `excerpt` has MARK and UNMARK in pairs, `quoted` is the same in quotation marks.

    `url` is empty or safe to link; `origin` is the byline without its hour, which is told as on that day.
    """

    number: int
    title: str
    url: str
    byline: str
    excerpt: str = ""
    quoted: str = ""
    closes: str = ""
    soon: bool = False
    why: str = ""
    copies: str = ""
    origin: str = ""


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
class Part:
    """Stories, or lines, under a heading (which may be empty), how many they are, and a closing note.

    `trend` stands beside the heading; lines without labels are a list, or (`flowing`) sentences. What a
    `topical` part tells is told there alone, under its numbers.
    """

    heading: str
    count: str
    stories: tuple[Story, ...] = ()
    note: str = ""
    trend: Line | None = None
    lines: tuple[Line, ...] = ()
    flowing: bool = False
    topical: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A whole letter: subject, preheader (what goes on where the subject stops), head, body, foot."""

    subject: str
    preheader: str
    kicker: str
    heading: str
    lead: str = ""
    kind: str = ""  # "alert", "digest", "first", "health", "over"
    before: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    after: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()


# What is remote, made fit for one line


def plain(text: str, limit: int = TITLE) -> str:
    """Return remote text as one clean line of at most `limit` signs, cut at a word."""
    return cut(_clean(text).replace(MARK, "").replace(UNMARK, ""), limit)


def _clean(text: str) -> str:
    text = _SPACES.sub(" ", _SURROGATES.sub("\ufffd", text))
    return _UNWANTED.sub(lambda sign: sign[0] if sign[0] in MARK + UNMARK else "", text).strip(" ")


def cut(text: str, limit: int) -> str:
    """Return text, or its beginning up to a word and "…", in at most `limit` signs."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    head, space, _ = kept.rpartition(" ")
    if space and len(head) >= limit // 2 and not text[len(kept)].isspace():
        kept = head
    return kept.rstrip(" ,;:.–—-(«“\u00a0\u202f") + "…" if limit > 0 else ""


def titled(make: Callable[[str], str], title: str) -> str:
    """Return make(title), the title cut at a word so that the whole is a subject."""
    return make(cut(title, SUBJECT - len(make(""))))


def shorten(excerpt: str, limit: int = EXCERPT) -> str:
    """Return a marked excerpt in at most `limit` signs, cut at words, its marks in pairs.

    It begins near the first found word when that lies too far on.
    """
    words: list[tuple[str, bool]] = []  # each with whether it is found
    inside = False
    pieces = re.split(f"([{MARK}{UNMARK}])", _clean(excerpt))
    for piece in pieces:
        if piece in (MARK, UNMARK):
            inside = piece == MARK
        else:
            words += [(word, inside) for word in re.findall(r"[^ ]+| ", piece)]
    first = next((i for i, (_, found) in enumerate(words) if found), 0)
    start = 0
    if sum(len(word) for word, _ in words[: first + 1]) > limit * 3 // 4:
        start, room = first, limit // 4
        while start and room > 0:
            start -= 1
            room -= len(words[start][0])
    room = limit - 4
    kept: list[tuple[str, bool]] = []
    for word, found in words[start:]:
        if len(word) > room:
            if not kept or len(word) > limit:  # one endless word
                kept.append((word[:room], found))
            kept.append((" …" if kept and kept[-1][0] != " " else "…", False))
            break
        kept.append((word, found))
        room -= len(word)
    if start:
        kept.insert(0, ("… " if kept and kept[0][0] != " " else "…", False))
    return re.sub("^… ", f"…{FIXED}", re.sub(" …$", f"{FIXED}…", _joined(kept).strip(" ")))


def _joined(words: Iterable[tuple[str, bool]]) -> str:
    out, open_ = "", False
    for word, found in words:
        if found != open_:
            out, open_ = out + (MARK if found else UNMARK), found
        out += word
    return out + (UNMARK if open_ else "")


def safe(url: str) -> str:
    """Return an http or https address fit for a link, with unsafe signs escaped; else an empty string."""
    url = re.sub(r"[\x00-\x1f\x7f]", "", url).strip()  # as browsers do (WHATWG URL, 4.4)
    try:
        parts = urlsplit(url)
        url.encode()
        host = parts.hostname
    except ValueError:  # a lone surrogate is one too
        return ""
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\\]", parts.netloc):
        return ""
    return parts.scheme + _UNSAFE.sub(lambda sign: quote(sign[0]), url[len(parts.scheme) :])


# A letter's parts


def byline(words: Words, entry: Entry) -> str:
    pieces = [origin(entry), _together(words.moment(entry.at)), words.say("edited") if entry.edited else ""]
    return DOT.join(piece for piece in pieces if piece)


def origin(entry: Entry) -> str:
    author, outlet = plain(entry.author, 60), plain(entry.outlet, 60)
    facts = [_together(plain(value, 60)) for _, value in entry.facts]
    return DOT.join(piece for piece in (outlet, author if author != outlet else "", *facts) if piece)


def _together(text: str) -> str:
    """Return a short text whose words stay on one line."""
    return text.replace(" ", FIXED) if len(text) <= 24 else text


def why(words: Words, reasons: Sequence[Reason]) -> str:
    told = []
    for reason in reasons:
        kind, _, name = reason.by.partition(":")
        found = " + ".join(plain(word, 40) for word in reason.words[:6])
        if kind == "source":
            told.append(words.say("source", name=plain(name, 60)))
        elif found:
            told.append(words.say("rule and words", name=plain(name, 60), words=found))
        else:
            told.append(words.say("rule", name=plain(name, 60)))
    return words.say("why", reasons=words.semicolon.join(told)) if told else ""


def story(words: Words, entry: Entry, *, compact: bool = False, with_hours: bool = False) -> Story:
    """Return an entry in words; `compact`: its title and byline only; `with_hours`: when copies came."""
    title = plain(entry.title) or plain(entry.outlet) or safe(entry.url) or "…"
    url = safe(entry.url)
    if compact:
        return Story(entry.number, title, url, byline(words, entry))
    closes, soon = closing(words, entry)
    excerpt = shorten(entry.excerpt)
    return Story(
        number=entry.number,
        title=title,
        url=url,
        byline=byline(words, entry),
        excerpt=excerpt,
        quoted=words.quoted(excerpt) if excerpt else "",
        closes=closes,
        soon=soon,
        why=why(words, entry.reasons),
        copies=_copies(words, entry, with_hours),
        origin=origin(entry),
    )


def closing(words: Words, entry: Entry) -> tuple[str, bool]:
    """Return the day on which an entry closes, if it says one, and whether that is within the week."""
    if not entry.closes:
        return "", False
    left = entry.closes - words.local(words.now).date()
    key = "closed" if left < timedelta(0) else "closes"
    told = words.say(key, day=words.day(entry.closes), distance=_together(words.distance(entry.closes)))
    return told, timedelta(0) <= left <= SOON


def _copies(words: Words, entry: Entry, with_hours: bool) -> str:
    if not entry.copies:
        return ""
    outlets: dict[str, str] = {}
    for copy in entry.copies:
        name = plain(copy.outlet, 40)
        same_day = words.local(copy.at).date() == words.local(words.now).date()
        outlets.setdefault(name, f"{name} ({words.clock(copy.at)})" if with_hours and same_day else name)
    outlets.pop("", None)
    key = "copies" if outlets else "copies alone"
    return words.say(key, n=len(entry.copies), outlets=words.some(list(outlets.values()), 5))


def part(words: Words, section: Section, *, heading: bool = True, with_hours: bool = False) -> Part:
    shown, total = len(section.entries), len(section.entries) + section.more
    count = words.say("count of" if section.more else "count", shown=shown, n=total)
    return Part(
        heading=plain(section.topic, 60) if heading else "",
        count=count if heading else "",
        stories=tuple(story(words, entry, with_hours=with_hours) for entry in section.entries),
        note=words.say("more", n=section.more) if section.more else "",
        topical=True,
    )


def stop(words: Words, contact: str) -> tuple[Line, ...]:
    """Return how to stop: until a letter can be answered, by writing to the contact."""
    if not contact:
        return ()
    if url := safe(contact):
        return (Line(words.say("stop by web"), link=url, href=url),)
    address = plain(contact.removeprefix("mailto:"), 120)
    if not re.fullmatch(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+", address):
        return ()
    return (Line(words.say("stop by mail"), link=address, href=f"mailto:{address}"),)


def next_letter(words: Words, at: datetime | None) -> tuple[Line, ...]:
    return (Line(words.say("next", moment=words.moment(at))),) if at else ()


def _brief(words: Words, why: str) -> str:
    return plain(failures.in_brief(plain(why, 2000), words.language), 160).rstrip(".")


def _failings(words: Words, key: str, failing: Sequence[Failing]) -> str:
    told = [
        words.say(
            key,
            name=plain(each.name, 60),
            since=words.since(each.since),
            why=_brief(words, each.why),
        )
        for each in failing[:FAILING]
    ]
    if len(failing) > FAILING:
        told.append(words.say("others", n=len(failing) - FAILING))
    return words.semicolon.join(told)


def coverage(words: Words, seen: Coverage) -> tuple[Line, ...]:
    """Return what was watched, what could not be seen and since when, and what is never seen."""
    sources = words.sources("sources of", seen.seen, seen.sources)
    polls, items = words.say("polls", n=seen.polls), words.say("items", n=seen.items)
    alarms = []
    if seen.network_down:
        alarms.append(words.say("no network", since=words.since(seen.network_down)))
    unseen = [_failings(words, "failing", seen.failing)] if seen.failing else []
    unseen += [
        words.say("not running", name=plain(name, 60), why=_brief(words, why))
        for name, why in seen.broken[:FAILING]
    ]
    if len(seen.broken) > FAILING:
        unseen.append(words.say("others", n=len(seen.broken) - FAILING))
    if unseen:
        alarms.append(words.say("did not see", names=words.semicolon.join(unseen)))
    if seen.degraded:
        alarms.append(words.say("saw in part", names=_failings(words, "degraded", seen.degraded)))
    if seen.dead:
        alarms.append(words.say("dead", n=seen.dead))
    read = [f"{plain(name, 60)} ({words.say('first items', n=n)})" for name, n in seen.first_read]
    return (
        Line(words.say("did see", sources=sources, polls=polls, items=items)),
        *([Line(words.say("first read", n=len(read), names=words.some(read, FAILING)))] if read else []),
        *(Line(alarm, alarm=True) for alarm in alarms),
        Line(words.say("never sees")),
    )
