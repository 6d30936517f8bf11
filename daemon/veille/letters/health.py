"""What fails or works again, as a note: what, since when, to what effect, what to do; and what a person says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from veille.config.model import Config
from veille.language import failures
from veille.language.words import Words, capital
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.entries import moment
from veille.letters.layout import Layout, Line, stop
from veille.letters.letter import HealthNote, Word
from veille.match.rules import sees
from veille.store.facts import MovedSource, Trouble


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell: `kind` is "source" or "network"; `over` says that it works again."""

    kind: str
    name: str
    since: int
    why: str
    tries: int = 0
    over: bool = False


def outage_note(
    notice: Notice, config: Config, *, now: float, last_item: int | None = None, caught_up: int = 0
) -> HealthNote:
    """Return a notice with what a reader needs beside it: the address, the rules that see less, what to do.

    Of a source, `last_item` is when it last gave one before it failed (UTC seconds), `caught_up` how many it gave since.
    """
    note = HealthNote(
        kind=notice.kind,
        name=notice.name,
        since=moment(notice.since),
        why=notice.why,
        tries=notice.tries,
        over=moment(now) if notice.over else None,
        contact=config.contact,
        command="veille status" + (f" {notice.name}" if notice.name else ""),
    )
    source = config.sources.get(notice.name)
    if notice.kind != "source" or source is None:
        return note
    rules = [rule.name for rule in config.rules.values() if sees(rule, notice.name)]
    return replace(
        note,
        url=str(source.options.get("url", "")),
        last_item=moment(last_item) if last_item is not None else None,
        caught_up=caught_up,
        rules=tuple(rules),
    )


def trouble_note(trouble: Trouble, config: Config, *, now: float) -> HealthNote:
    """Return what is told of a recipient, or of the account of all mails, that cannot be reached, or can be again."""
    return HealthNote(
        kind="account" if trouble.account else "recipient",
        name=config.mail.user if trouble.account and config.mail else trouble.name,
        since=moment(trouble.since),
        why=trouble.why,
        tries=trouble.failures,
        over=moment(now) if trouble.over else None,
        contact=config.contact,
        command="veille check" if trouble.account else f"veille say {trouble.name}",
    )


def moved_note(moved: MovedSource, config: Config) -> HealthNote:
    """Return what is told of a source that has moved for good."""
    return HealthNote(
        kind="moved",
        name=moved.name,
        since=moment(moved.since),
        why="",
        url=moved.url,
        moved_to=moved.moved_to,
        contact=config.contact,
    )


def health_layout(letter: HealthNote, words: Words, watch: str) -> Layout:
    """Return a health note laid out: what fails or works again, since when, what it changes, what to do."""
    name = plain(letter.name, 60)
    if letter.kind == "moved":
        key, rows = "moved", _moved(letter, words)
    elif letter.over:
        key, rows = f"{letter.kind} back", _back(letter, words, letter.over)
        if letter.caught_up and letter.kind != "recipient":
            key += " with"
    else:
        key, rows = f"{letter.kind} down", _down(letter, words)

    def news(shown: str, key: str = key) -> str:
        return words.say(key, n=letter.caught_up or 1, name=shown, since=words.since(letter.since))

    subject = words.say("health", news=news(name))
    if len(subject) > SUBJECT:
        short = "source down, short" if key == "source down" else key
        subject = titled(lambda shown: words.say("health", news=news(shown, short)), name)
    heading = news(name)
    return Layout(
        subject=subject,
        preheader=plain(" · ".join(row.text or row.link for row in rows), PREHEADER),
        kicker=watch,
        heading=heading if name and heading.startswith(name) else capital(heading),
        kind="over" if letter.over else "health",
        before=rows,
        foot=stop(words, letter.contact),
    )


def _rows(words: Words, *rows: tuple[str, str, str]) -> tuple[Line, ...]:
    """Return (label, text, address) as lines, those that say nothing left out."""
    safe_rows = [(label, text, safe(url)) for label, text, url in rows]
    return tuple(Line(t, label=words.say(label), link=u, href=u) for label, t, u in safe_rows if t or u)


def _what(letter: HealthNote) -> tuple[str, str, str]:
    named = letter.kind != "network" and not safe(letter.url)
    return ("what", plain(letter.name, 60) if named else "", letter.url)


def _why(letter: HealthNote, words: Words) -> str:
    """Return why it fails, without the address where that is the one shown above it."""
    shown = urlsplit(safe(letter.url))
    why = plain(letter.why, 2000).rstrip(".")
    told = plain(failures.told(why, words), 400)
    return told.removeprefix(f"{shown.hostname}{shown.path.removesuffix('/')} ") if shown.hostname else told


def _down(letter: HealthNote, words: Words) -> tuple[Line, ...]:
    why, since = _why(letter, words), words.when_in_full(letter.since)
    if letter.tries:
        duration = words.duration(words.now - letter.since)
        why = ", ".join(filter(None, (why, words.say("tries", n=letter.tries, duration=duration))))
    if letter.last_item:
        since += words.semicolon + words.say("last item", moment=words.moment(letter.last_item))
    effect = words.say(f"{letter.kind} blind")
    if letter.rules:
        rules = [words.quoted(plain(rule.removeprefix("rule:"), 40)) for rule in letter.rules]
        names = words.listing(rules) if len(rules) < 6 else words.some(rules, 4)
        effect = words.say("rules blind", n=len(rules), names=names)
    to_do = words.say(f"{letter.kind} to do")
    if letter.command:
        to_do += f" {words.say('or else')}"
    rows = _rows(
        words,
        _what(letter),
        ("error", why, ""),
        ("since when", since, ""),
        ("effect", effect, ""),
        ("done", words.say(f"{letter.kind} retrying"), ""),
    )
    return (*rows, Line(to_do, label=words.say("to do"), link=plain(letter.command)))


def _back(letter: HealthNote, words: Words, over: datetime) -> tuple[Line, ...]:
    duration = words.duration(over - letter.since)
    return _rows(
        words,
        _what(letter),
        ("back", words.say("after", moment=words.moment(over), duration=duration), ""),
        ("error", _why(letter, words), ""),
        ("caught up", words.say("articles", n=letter.caught_up) if letter.caught_up else "", ""),
        ("to do", words.say("nothing to do"), ""),
    )


def _moved(letter: HealthNote, words: Words) -> tuple[Line, ...]:
    return _rows(
        words,
        _what(letter),
        ("moved to", "", letter.moved_to),
        ("since when", words.when_in_full(letter.since), ""),
        ("effect", words.say("followed"), ""),
        ("to do", words.say("rewrite"), ""),
    )


def word_layout(letter: Word, words: Words, watch: str) -> Layout:
    """Return what a person had said, laid out."""
    text = plain(letter.text, 2000)
    return Layout(
        subject=cut(text, SUBJECT),
        preheader=cut(text, PREHEADER),
        kicker=watch,
        heading=words.say("word"),
        before=(Line(text),),
        foot=stop(words, letter.contact),
    )
