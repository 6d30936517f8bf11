"""A name report laid out: the subject says where one stands, then what to do, and all that it is told from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from veille.language import failures
from veille.language.words import DOT, Words, capital
from veille.letters import naming
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.first_page import Place
from veille.letters.layout import (
    CHARTS,
    Block,
    Cell,
    Layout,
    Line,
    Picture,
    Table,
    card_of,
    coverage_lines,
    quoted,
    stop,
)
from veille.letters.letter import Answers, NameReport, NameState, OwnPage, Voice
from veille.letters.report_first_pages import first_pages, short
from veille.letters.trends import sparkline
from veille.match.own_pages import own_page
from veille.names.first_page import FALL, Standing

# Where a person looks for a name by hand, on what veille never sees: addresses of searches, ready to open. Pure.

# What each site's own search field leads to, as of 2026. pws=0 leaves Google's history out of the order.
_PLACES: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("google", "https://www.google.com/search", "q", {"pws": "0"}),
    ("google images", "https://www.google.com/search", "q", {"pws": "0", "udm": "2"}),
    ("LinkedIn", "https://www.linkedin.com/search/results/all/", "keywords", {}),
    ("Facebook", "https://www.facebook.com/search/top/", "q", {}),
    ("Instagram", "https://www.instagram.com/explore/search/keyword/", "q", {}),
    ("X", "https://x.com/search", "q", {"f": "live"}),
    ("TikTok", "https://www.tiktok.com/search", "q", {}),
    ("Glassdoor", "https://www.glassdoor.com/Search/results.htm", "keyword", {}),
)


def places_to_look(name: str) -> list[tuple[str, str]]:
    """Return (place, address) of searches for exactly this name; a place is a phrase's key, or its own name."""
    exactly = '"' + name.replace('"', " ") + '"'
    return [
        (place, f"{address}?{urlencode({field: exactly} | more, quote_via=quote)}")
        for place, address, field, more in _PLACES
    ]


# What a person can do for their name, from the facts of its report: the most pressing first. Pure.

MOST = 3
STALE = timedelta(days=365)


class Task(StrEnum):
    """What is to be done, by what is wrong."""

    DOWN = "down"  # an own page does not answer
    UNSAID = "unsaid"  # one does not say what others do
    LEFT = "left"  # one left the first page
    FELL = "fell"
    NEWCOMER = "newcomer"  # nobody said whose a new result is
    CONFIRM = "confirm"
    UNNAMED = "unnamed"  # no own page is known
    NOWHERE = "nowhere"  # none is on the first page
    STALE = "stale"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do: about an own page, about a result, or `n` of something."""

    task: Task
    own: OwnPage | None = None
    place: Place | None = None
    n: int = 1


def todos(name: NameState, now: datetime) -> list[Todo]:
    """Return all that there is to do for a name, most pressing first; a report shows the first three."""
    return list(_todos(name, now))


def _todos(name: NameState, now: datetime) -> Iterator[Todo]:
    for own in name.own:
        if own.answers is Answers.NO:
            yield Todo(Task.DOWN, own=own)
    told = [own for own in name.own if own.told]
    for own in told:
        if own.missing and any(set(own.missing) - set(other.missing) for other in told):
            yield Todo(Task.UNSAID, own=own)
    yield from _moved(name)
    if name.newcomers:
        yield Todo(Task.NEWCOMER, place=name.newcomers[0], n=len(name.newcomers))
    if name.said.all_doubts:
        yield Todo(Task.CONFIRM, n=name.said.all_doubts)
    if not name.own:
        yield Todo(Task.UNNAMED)
    elif name.page is not None and name.page.places and not name.page.mine:
        yield Todo(Task.NOWHERE, n=len(name.page.places))
    for own in name.own:
        if own.unchanged is not None and now - own.unchanged >= STALE:
            yield Todo(Task.STALE, own=own)
    alone = [own for own in name.own if own.linked is False]
    if alone:
        yield Todo(Task.UNLINKED, own=alone[0], n=len(alone))


def _moved(name: NameState) -> Iterator[Todo]:
    """Yield own results that left the first page, then those that fell on it."""
    if name.page is None:
        return
    for place in name.page.left:
        if place.standing is Standing.MINE:
            yield Todo(Task.LEFT, place=place)
    for place in name.page.places:
        if place.standing is Standing.MINE and place.was and place.place - place.was >= FALL:
            yield Todo(Task.FELL, place=place)


# The rest of a name report: what one says of oneself, what others say, and where to look for what is never seen.

_SAYS = 30  # signs of what a page says
_OUTLETS = 8  # named; the others are counted
_VOICES = 6
_NOTHING = "–"


def own_part(words: Words, letter: NameReport, name: NameState, before: str) -> Iterator[Block]:
    """Yield what each own page says of its owner, where there is one."""
    if not name.own:
        return
    head, several = ["", words.say("answers")], len(name.own) > 1
    if len(name.says) == 1:
        head.append(words.quoted(plain(name.says[0], _SAYS)))
    elif name.says:
        head.append(words.say("says all"))
    if several:
        head.append(words.say("linked"))
    rows = []
    for own in name.own:
        row = [Cell(short(own.url), href=safe(own_page(own.url))), _answers(words, own)]
        row += [_says(words, own, name.says)] if name.says else []
        row += [_linked(words, own)] if several else []
        rows.append(tuple(row))
    stale = [short(own.url) for own in name.own if own.unchanged and letter.end - own.unchanged >= STALE]
    unread = sum(own.answers is Answers.UNREAD for own in name.own)
    yield Block(
        before + words.say("your words" if name.you else "their words"),
        "",
        table=Table(tuple(rows), head=tuple(head)),
        after=(Line(words.say("stale ones", n=len(stale), pages=", ".join(stale))),) if stale else (),
        note=words.say("unread", n=unread) if unread else "",
    )


def _answers(words: Words, own: OwnPage) -> Cell:
    told = {Answers.YES: words.say("yes"), Answers.NO: words.say("NO"), Answers.UNREAD: "?"}
    return Cell(told.get(own.answers, _NOTHING), alarm=own.answers is Answers.NO)


def _says(words: Words, own: OwnPage, says: Sequence[str]) -> Cell:
    if not own.told:
        return Cell("?" if own.answers is Answers.UNREAD else _NOTHING)
    if not own.missing:
        return Cell(words.say("yes"))
    if len(says) > 1 and len(own.missing) < len(says):
        return Cell(words.say("n of", n=len(says) - len(own.missing), all=len(says)))
    told = plain(own.instead, _SAYS)
    return Cell(words.say("no, instead", instead=told) if told else words.say("no"), alarm=True)


def _linked(words: Words, own: OwnPage) -> Cell:
    if own.linked is None:
        return Cell("?" if own.answers is Answers.UNREAD else _NOTHING)
    return Cell(words.say("yes" if own.linked else "no"))


# What others say, and what is unseen


def said_part(words: Words, name: NameState, before: str) -> Block:
    """Return who mentions the name, who may, and who speaks."""
    said = name.said
    lines = []
    if said.sure:
        outlets = [
            words.say("with copies", outlet=plain(outlet, 60), n=copies) if copies else plain(outlet, 60)
            for outlet, copies in said.outlets
        ]
        lines.append(Line(_listed(words, outlets, _OUTLETS), label=words.say("said sure", n=said.all_sure)))
    if said.doubts:
        outlets = list(dict.fromkeys(plain(one.outlet, 60) for one in said.doubts))
        lines.append(
            Line(_listed(words, outlets, _OUTLETS), label=words.say("said unsure", n=said.all_doubts))
        )
    if said.homonyms:
        command = f"{naming.names_command([name.key])} --homonyms"
        lines.append(
            Line(words.say("of homonyms"), label=words.say("said homonym", n=said.homonyms), link=command)
        )
    if said.voices:
        spoke = [_voice(words, one) for one in said.voices]
        lines.append(Line(_listed(words, spoke, _VOICES), label=words.say("who speaks")))
    if any(said.months[:-1]):
        text = words.say("this month, before", n=said.months[-1], before=sum(said.months[:-1]))
        lines.append(Line(text, label=words.say("twelve months"), spark=sparkline(said.months)))
    cards = (
        *(card_of(words, entry, compact=True) for entry in said.sure),
        *(card_of(words, entry) for entry in said.doubts),
    )
    heading = before + words.say("others say")
    if not lines:
        return Block(heading, "", lines=(Line(words.say("none of said")),), flowing=True)
    return Block(heading, "", cards, lines=tuple(lines))


def _voice(words: Words, voice: Voice) -> str:
    """Return "Claire Vasseur (2, une nouvelle voix)"."""
    told = words.number(voice.count)
    if voice.new:
        told += f", {words.say('new voice' if voice.outlet else 'new outlet')}"
    return f"{plain(voice.name, 60)} ({told})"


def _listed(words: Words, names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return DOT.join(names)
    return f"{DOT.join(names[:most])} {words.say('others', n=len(names) - most)}"


def unseen_part(words: Words, name: NameState, before: str) -> Block:
    """Return the searches that a person makes by hand, ready to open."""
    links = []
    for place, address in places_to_look(name.called):
        label = words.say(place) if place.startswith("google") else place
        links.append(Line("", label=label, link=label, href=address))
    return Block(
        before + words.say("unseen"), "", lines=(Line(words.say("look")),), flowing=True, links=tuple(links)
    )


_WHY = 80  # signs of why a page does not answer


def report_layout(letter: NameReport, words: Words, watch: str) -> Layout:
    """Return a name report laid out; several names stand one after the other."""
    several = len(letter.names) > 1
    period = words.month(letter.month) if letter.month else words.period(letter.start, letter.end)
    title = plain(letter.title, 60)
    if several or not letter.names:
        kicker, heading, lead = title or watch, words.say("report") + DOT + period, []
    else:
        (name,) = letter.names
        kicker = title or (words.say("your name") if name.you else words.say("report"))
        heading, lead = naming.called(name), [period, *_expected(words, name)]
    tasks = {name.key: todos(name, letter.end) for name in letter.names}
    blocks = tuple(
        block for name in letter.names for block in _blocks(words, letter, name, tasks[name.key], several)
    )
    return Layout(
        subject=_subject(words, letter),
        preheader=_preheader(words, letter, tasks),
        kicker=kicker,
        heading=heading,
        lead=DOT.join(lead),
        kind="digest",
        blocks=_pictured(words, blocks),
        foot=(
            *coverage_lines(words, letter.coverage)[
                :-1
            ],  # what is never seen stands above, with ways to look
            *(
                [Line(words.say("next report", moment=words.moment(letter.next_report)))]
                if letter.next_report
                else []
            ),
            *stop(words, letter.contact),
        ),
    )


def _blocks(
    words: Words, letter: NameReport, name: NameState, tasks: Sequence[Todo], several: bool
) -> Iterator[Block]:
    before = f"{naming.called(name)}{DOT}" if several else ""
    line = _line(words, letter, name)
    if several and (expected := "".join(_expected(words, name))):
        line += f" {capital(expected)}."
    yield Block(before + words.say("in a line"), "", lines=(Line(line),), flowing=True)
    if tasks:
        lines = [
            Line(text, label=f"{number}.", link=link)
            for number, (text, link) in enumerate(
                (_told(words, name, task) for task in tasks[:MOST]), start=1
            )
        ]
        yield Block(
            before + words.say("to do, part"), words.say("count", shown=len(lines)), lines=tuple(lines)
        )
    yield from first_pages(words, letter, name, before)
    yield from own_part(words, letter, name, before)
    yield said_part(words, name, before)
    yield unseen_part(words, name, before)


def _pictured(words: Words, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the parts with one picture at most: a mail has the charts of all names in one."""
    found = [block.picture for block in blocks if block.picture is not None]
    if len(found) < 2:
        return blocks
    charts = tuple(chart for picture in found for chart in picture.charts)[:CHARTS]
    alt = " ".join(picture.alt for picture in found[: len(charts)])
    alone = tuple(replace(block, picture=None) for block in blocks)
    return (*alone, Block(words.say("the year"), "", picture=Picture(charts, alt)))


# Subject and head


def _subject(words: Words, letter: NameReport) -> str:
    period = _in_period(words, letter)
    if len(letter.names) != 1:
        sure, doubts = (
            sum(getattr(name.said, count) for name in letter.names) for count in ("all_sure", "all_doubts")
        )
        return cut(
            words.say(
                "report, several", n=len(letter.names), period=period, told=_mentions(words, sure, doubts)
            ),
            SUBJECT,
        )
    (name,) = letter.names
    told = _mentions(words, name.said.all_sure, name.said.all_doubts)
    if name.page is not None and name.page.places:
        key = "yours among" if name.you else "theirs among"
        told = words.say(
            key if name.page.mine else f"none {key}", n=name.page.mine, shown=len(name.page.places)
        )
        if new := sum(one.new for one in name.page.places):
            longer = f"{told}, {words.say('new ones', n=new)}"
            if len(_named(words, name, period, longer)) <= SUBJECT:
                told = longer
    return _named(words, name, period, told)


def _named(words: Words, name: NameState, period: str, told: str) -> str:
    if name.you:
        return cut(words.say("report, you", period=period, told=told), SUBJECT)
    return titled(
        lambda shown: words.say("report, them", name=shown, period=period, told=told), naming.called(name)
    )


def _in_period(words: Words, letter: NameReport) -> str:
    """Return "en novembre", "cette semaine", "du 12 au 23 novembre"."""
    if letter.month:
        return words.say("in month", month=words.month(letter.month).rpartition(" ")[0])
    if words.length(letter.start, letter.end) == "week":
        return words.say("in week")
    return words.period(letter.start, letter.end)


def _mentions(words: Words, sure: int, doubts: int) -> str:
    said = [words.say("said sure", n=sure)] if sure else []
    if doubts:
        said.append(words.say("said unsure" if said else "to confirm", n=doubts))
    return ", ".join(said) or words.say("said nothing")


def _preheader(words: Words, letter: NameReport, tasks: dict[str, list[Todo]]) -> str:
    """Return where the subject stops: an own page that rose, how much there is to do, and the first of it."""
    said = []
    for name in letter.names:
        risen = [
            one
            for one in (name.page.places if name.page else ())
            if one.standing is Standing.MINE and one.was and one.was > one.place
        ]
        if risen:
            best = max(risen, key=lambda one: (one.was or 0) - one.place)
            page = _page_of(words, name, short(best.url))
            said.append(words.say("rises", page=page, place=words.place(best.place)))
    n = sum(len(found[:MOST]) for found in tasks.values())
    if n:
        said.append(words.say("things to do", n=n))
    first = next(((name, found[0]) for name in letter.names if (found := tasks[name.key])), None)
    if first:
        said.append(_told(words, *first)[0])
    return cut(" ".join(said), PREHEADER)


def _expected(words: Words, name: NameState) -> list[str]:
    if name.expected is None:
        return []
    if name.expected < 1:
        return [words.say("expected none, report")]
    number = int(name.expected)
    # No more digits than such a figure can bear.
    return [words.say("expected, report", n=round(number, min(0, 2 - len(str(number)))))]


# In a line


def _line(words: Words, letter: NameReport, name: NameState) -> str:
    said, page = [], name.page
    if page is not None and page.places:
        counts = [
            words.say(_whose(kind, name), n=n)
            for kind in (Standing.MINE, Standing.HOMONYM, Standing.NEUTRAL, Standing.UNMARKED)
            if (n := sum(one.standing is kind for one in page.places))
        ]
        said.append(words.say("page in a line", counts=", ".join(counts)))
        if page.best is None:
            said.append(words.say("no best, you" if name.you else "no best"))
        elif page.best_before and page.best_before != page.best:
            when = _before(words, letter, page.compared)
            before = words.place(page.best_before)
            said.append(words.say("best, before", best=words.place(page.best), before=before, when=when))
        else:
            said.append(words.say("best", best=words.place(page.best)))
    said.append(f"{capital(_mentions(words, name.said.all_sure, name.said.all_doubts))}.")
    return " ".join(said)


def _whose(kind: Standing, name: NameState) -> str:
    return "count mine, you" if kind is Standing.MINE and name.you else f"count {kind}"


def _before(words: Words, letter: NameReport, compared: int | None) -> str:
    """Return the month of what it is compared with; a first report compares with an answer of its own month."""
    if letter.month is None or compared is None:
        return words.say("before")
    then = words.local(datetime.fromtimestamp(compared, UTC)).date()
    if then >= letter.month:
        return words.say("before")
    return words.say("in month", month=words.month(then).rpartition(" ")[0])


# What to do


def _told(words: Words, name: NameState, todo: Todo) -> tuple[str, str]:
    """Return what is to be done, and the command or the line of the file that does it."""
    own, place = todo.own, todo.place
    page = short(own.url if own else place.url if place else "")
    if own is not None and own.place:
        page = words.say("and at", name=page, place=words.place(own.place))
    page = _page_of(words, name, page)
    you = ", you" if name.you else ""
    key = f"todo {todo.task}"
    match todo.task:
        case Task.DOWN if own is not None:
            return words.say(key, page=page, since=_since(words, own), why=_why(words, own)), ""
        case Task.UNSAID if own is not None:
            said = own.missing[0]
            if own.instead:
                return words.say(
                    f"{key}, instead", page=page, instead=plain(own.instead, 60), says=plain(said, 60)
                ), ""
            return words.say(key, page=page, says=plain(said, 60)), ""
        case Task.LEFT | Task.FELL if place is not None:
            was = words.place(place.was) if place.was else ""
            return words.say(
                key, page=page, was=was, place=words.place(place.place) if place.place else ""
            ), ""
        case Task.NEWCOMER if place is not None:
            title = quoted(words, plain(place.title, 80) or short(place.url))
            command = naming.mark_command(place.item, "no", name.key) if place.item else ""
            return words.say(key, n=todo.n, place=words.place(place.place), title=title), command
        case Task.UNNAMED:
            table = "company" if name.company else "person"
            return words.say(f"{key}{you}"), f'[{table}.{name.key}] mine = ["…"]'
        case Task.NOWHERE:
            return words.say(f"{key}{you}", n=todo.n), ""
        case Task.STALE if own is not None and own.unchanged is not None:
            return words.say(key, page=page, month=words.month(words.local(own.unchanged).date())), ""
        case Task.UNLINKED:
            others = words.say("other pages", n=todo.n - 1)
            return words.say(key, n=todo.n, page=page, others=others), ""
    return words.say("todo confirm", n=todo.n), ""


def _page_of(words: Words, name: NameState, page: str) -> str:
    return words.say("your page" if name.you else "their page", page=page)


def _since(words: Words, own: OwnPage) -> str:
    return words.since(own.since, clock=False) if own.since else ""


def _why(words: Words, own: OwnPage) -> str:
    return plain(failures.in_brief(plain(own.why, 2000), words.language), _WHY).rstrip(".")
