"""What fails or works again, as a note: what, since when, to what effect, what to do; and what a person says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from veille.config.model import Config
from veille.errors import NO_FAILURE, Failure, failure
from veille.language import failures
from veille.language.catalogue import mark, mark_n
from veille.language.words import Words, capital
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.entries import moment
from veille.letters.layout import Layout, Line, stop
from veille.letters.letter import HealthNote, SayLetter
from veille.match.rules import sees
from veille.model import HealthKind, MessageKind
from veille.store.facts import MovedSource, RecipientOutage


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell of a source or of the network; `over` says that it works again."""

    kind: HealthKind
    name: str
    since: int
    why: Failure
    tries: int = 0
    over: bool = False
    silent: bool = False  # no answer came at all
    never_read: bool = False


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
        silent=notice.silent,
        never_read=notice.never_read,
        contact=config.contact,
        command="veille status" + (f" {notice.name}" if notice.name else ""),
    )
    source = config.sources.get(notice.name)
    if notice.kind is not HealthKind.SOURCE or source is None:
        return note
    rules = [rule.name for rule in config.rules.values() if sees(rule, notice.name)]
    return replace(
        note,
        url=str(source.options.get("url", "")),
        last_item=moment(last_item) if last_item is not None else None,
        caught_up=caught_up,
        rules=tuple(rules),
    )


def recipient_note(outage: RecipientOutage, config: Config, *, now: float) -> HealthNote:
    """Return what is told of a recipient, or of the account of all mails, that cannot be reached, or can be again."""
    return HealthNote(
        kind=HealthKind.ACCOUNT if outage.account else HealthKind.RECIPIENT,
        name=config.mail.user if outage.account and config.mail else outage.name,
        since=moment(outage.since),
        why=outage.why,
        tries=outage.failures,
        over=moment(now) if outage.over else None,
        contact=config.contact,
        command="veille check" if outage.account else f"veille say {outage.name}",
        refused=outage.refused,
    )


def over_limit(host: str, user: str, status: int, said: str) -> Failure:
    """Return the failure of an account that has sent as much as its provider lets it."""
    return failure(
        "{host} lets {user} send no more for now: {status} {said}",
        host=host,
        user=user,
        status=status,
        said=said,
    )


_OVER_LIMIT = over_limit("", "", 0, "").template


def moved_note(moved: MovedSource, config: Config) -> HealthNote:
    """Return what is told of a source that has moved for good."""
    return HealthNote(
        kind=HealthKind.MOVED,
        name=moved.name,
        since=moment(moved.since),
        why=NO_FAILURE,
        url=moved.url,
        moved_to=moved.moved_to,
        contact=config.contact,
    )


_FAILS = {
    HealthKind.NETWORK: mark("no network {since}"),
    HealthKind.RECIPIENT: mark("{name} can no longer be reached"),
    HealthKind.ACCOUNT: mark("no mail leaves {name} any more"),
    HealthKind.MOVED: mark("{name} has a new address"),
}
# Of a source by (silent, never read): a status is an answer, and what never worked does not stop working.
_SOURCE_FAILS = {
    (True, False): mark("no answer from {name} {since}"),
    (False, False): mark("{name} has been unreadable {since}"),
    (True, True): mark("{name} does not answer"),
    (False, True): mark("{name} cannot be read"),
}
_SOURCE_IN_BRIEF = {  # where the subject has no room for more
    (True, False): mark("no answer from {name}"),
    (False, False): mark("{name} can no longer be read"),
}
_IS_BACK = {
    HealthKind.SOURCE: mark("{name} is back"),
    HealthKind.NETWORK: mark("the network is back"),
    HealthKind.RECIPIENT: mark("{name} can be reached again"),
    HealthKind.ACCOUNT: mark("mail leaves {name} again"),
}
_CAUGHT_UP = {
    HealthKind.SOURCE: mark_n(
        "{name} is back, {n} article caught up", "{name} is back, {n} articles caught up"
    ),
    HealthKind.NETWORK: mark_n(
        "the network is back, {n} article caught up", "the network is back, {n} articles caught up"
    ),
}
_EFFECT = {
    HealthKind.SOURCE: mark("what this source publishes is no longer seen"),
    HealthKind.NETWORK: mark("no source is read, and no message leaves"),
    HealthKind.RECIPIENT: mark("its messages wait; none is lost"),
    HealthKind.ACCOUNT: mark("all mails wait; none is lost"),
}
_DONE = {
    HealthKind.SOURCE: mark("veille tries again, less and less often, at most 6 hours apart"),
    HealthKind.NETWORK: mark("veille tries again; all resumes by itself when the network is back"),
    HealthKind.RECIPIENT: mark("veille tries again, less and less often, at most an hour apart"),
    HealthKind.ACCOUNT: mark("veille tries again every quarter of an hour"),
}
_TO_DO = {
    HealthKind.SOURCE: mark("nothing, if it passes."),
    HealthKind.NETWORK: mark("check this machine's connection."),
    HealthKind.RECIPIENT: mark("check the address and the password."),
    HealthKind.ACCOUNT: mark("check the password and the server in [mail]."),
}


def health_layout(letter: HealthNote, words: Words, watch: str) -> Layout:
    """Return a health note laid out: what fails or works again, since when, what it changes, what to do."""
    name, brief = plain(letter.name, 60), ""
    if letter.kind is HealthKind.MOVED:
        said, rows = _FAILS[letter.kind], _moved(letter, words)
    elif letter.over:
        said, rows = _IS_BACK[letter.kind], _back(letter, words, letter.over)
    elif letter.refused:
        said, rows = mark("a message to {name} was refused"), _refused(letter, words)
    elif letter.kind is HealthKind.SOURCE:
        how = (letter.silent, letter.never_read)
        said, brief, rows = _SOURCE_FAILS[how], _SOURCE_IN_BRIEF.get(how, ""), _down(letter, words)
    else:
        said, rows = _FAILS[letter.kind], _down(letter, words)

    def news(shown: str, sentence: str = said) -> str:
        if letter.over and letter.caught_up and letter.kind in _CAUGHT_UP:
            return words.say_n(*_CAUGHT_UP[letter.kind], n=letter.caught_up, name=shown)
        return words.say(sentence, name=shown, since=words.since(letter.since))

    heading = news(name)
    subject = words.say("Veille: {news}", news=heading)
    if len(subject) > SUBJECT:
        subject = titled(lambda shown: words.say("Veille: {news}", news=news(shown, brief or said)), name)
    return Layout(
        subject=subject,
        preheader=plain(" · ".join(row.text or row.link for row in rows), PREHEADER),
        kicker=watch,
        heading=heading if name and heading.startswith(name) else capital(heading),
        kind=MessageKind.HEALTH,
        over=letter.over is not None,
        before=rows,
        foot=stop(words, letter.contact),
    )


def _rows(*rows: tuple[str, str, str]) -> tuple[Line, ...]:
    """Return (label, text, address) as lines, those that say nothing left out."""
    safe_rows = [(label, text, safe(url)) for label, text, url in rows]
    return tuple(Line(text, label=label, link=url, href=url) for label, text, url in safe_rows if text or url)


def _what(letter: HealthNote, words: Words) -> tuple[str, str, str]:
    named = letter.kind is not HealthKind.NETWORK and not safe(letter.url)
    return (words.say("What"), plain(letter.name, 60) if named else "", letter.url)


def _why(letter: HealthNote, words: Words) -> str:
    """Return why it fails, without the address where that is the one shown above it."""
    shown = urlsplit(safe(letter.url))
    told = plain(failures.describe(letter.why, words), 400)
    return told.removeprefix(f"{shown.hostname}{shown.path.removesuffix('/')} ") if shown.hostname else told


def _down(letter: HealthNote, words: Words) -> tuple[Line, ...]:
    why, since = _why(letter, words), words.when_in_full(letter.since)
    if letter.tries:
        duration = words.duration(words.now - letter.since)
        tries = words.say_n(
            "{n} try in {duration}", "{n} tries in {duration}", n=letter.tries, duration=duration
        )
        why = f"{why}, {tries}" if why else tries
    if letter.last_item:
        since += words.semicolon + words.say(
            "last article read: {moment}", moment=words.moment(letter.last_item)
        )
    effect = words.say(
        mark("what this source publishes is not seen yet") if letter.never_read else _EFFECT[letter.kind]
    )
    if letter.rules:
        rules = [words.quoted(plain(rule, 40)) for rule in letter.rules]
        names = words.listing(rules) if len(rules) < 6 else words.some(rules, 4)
        sees_less = (
            mark_n(
                "the rule {names} does not see this source yet",
                "the rules {names} do not see this source yet",
            )
            if letter.never_read
            else mark_n(
                "the rule {names} no longer sees this source", "the rules {names} no longer see this source"
            )
        )
        effect = words.say_n(*sees_less, n=len(rules), names=names)
    to_do = words.say(_TO_DO[letter.kind])
    if letter.why.template == _OVER_LIMIT:
        to_do = words.say(
            "nothing, if it passes; where it comes again, have fewer alerts, or another account."
        )
    if letter.command:
        to_do += f" {words.say('To know more:')}"
    rows = _rows(
        _what(letter, words),
        (words.say("Error"), why, ""),
        (words.say_in("label", "Since"), since, ""),
        (words.say("Effect"), effect, ""),
        (words.say("Done"), words.say(_DONE[letter.kind]), ""),
    )
    return (*rows, Line(to_do, label=words.say("To do"), link=plain(letter.command)))


def _refused(letter: HealthNote, words: Words) -> tuple[Line, ...]:
    """Return what is told of a message that its server refused for good: nothing is tried again."""
    rows = _rows(
        _what(letter, words),
        (words.say("Error"), _why(letter, words), ""),
        (words.say_in("label", "Since"), words.when_in_full(letter.since), ""),
        (
            words.say("Effect"),
            words.say("this message did not arrive; its news will stand in the next digest"),
            "",
        ),
        (words.say("Done"), words.say("veille sends the next messages as usual, and this one no more"), ""),
    )
    to_do = words.say("check that the address is right, and see what the server says. To try it:")
    return (*rows, Line(to_do, label=words.say("To do"), link=plain(letter.command)))


def _back(letter: HealthNote, words: Words, over: datetime) -> tuple[Line, ...]:
    duration = words.duration(over - letter.since)
    back = words.say("{moment}, after {duration}", moment=words.moment(over), duration=duration)
    articles = words.say_n("{n} article", "{n} articles", n=letter.caught_up) if letter.caught_up else ""
    return _rows(
        _what(letter, words),
        (words.say_in("label", "Back"), back, ""),
        (words.say("Error"), _why(letter, words), ""),
        (words.say("Caught up"), articles, ""),
        (words.say("To do"), words.say("nothing"), ""),
    )


def _moved(letter: HealthNote, words: Words) -> tuple[Line, ...]:
    return _rows(
        _what(letter, words),
        (words.say_in("label", "To"), "", letter.moved_to),
        (words.say_in("label", "Since"), words.when_in_full(letter.since), ""),
        (words.say("Effect"), words.say("veille follows the redirect already; nothing is lost"), ""),
        (words.say("To do"), words.say("put the new address in your file, in place of the old one"), ""),
    )


def word_layout(letter: SayLetter, words: Words, watch: str) -> Layout:
    """Return what a person had said, laid out."""
    text = plain(letter.text, 2000)
    return Layout(
        subject=cut(text, SUBJECT),
        preheader=cut(text, PREHEADER),
        kicker=watch,
        heading=words.say("A word for you"),
        before=(Line(text),),
        foot=stop(words, letter.contact),
    )
