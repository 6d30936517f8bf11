"""A name report laid out: the subject says where one stands, then what to do, and all that it is told from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from veille.language import failures
from veille.language.catalogue import mark, mark_n
from veille.language.words import DOT, Words, capital
from veille.letters import naming
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.first_page import FirstPageResult
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
from veille.letters.letter import NameReport, NameState, OwnPage, OwnPageState, Voice
from veille.letters.report_first_pages import first_pages, short
from veille.letters.trends import sparkline
from veille.match.own_pages import page_address
from veille.model import MarkValue, MessageKind
from veille.names.first_page import FALL, ResultOwner

# Where a person looks for a name by hand, on what veille never sees: addresses of searches, ready to open. Pure.

# What each site's own search field leads to, as of 2026. pws=0 leaves Google's history out of the order.
_PLACES: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("google", mark("Google (without history)"), "https://www.google.com/search", "q", {"pws": "0"}),
    ("google images", mark("Google Images"), "https://www.google.com/search", "q", {"pws": "0", "udm": "2"}),
    ("LinkedIn", "LinkedIn", "https://www.linkedin.com/search/results/all/", "keywords", {}),
    ("Facebook", "Facebook", "https://www.facebook.com/search/top/", "q", {}),
    ("Instagram", "Instagram", "https://www.instagram.com/explore/search/keyword/", "q", {}),
    ("X", "X", "https://x.com/search", "q", {"f": "live"}),
    ("TikTok", "TikTok", "https://www.tiktok.com/search", "q", {}),
    ("Glassdoor", "Glassdoor", "https://www.glassdoor.com/Search/results.htm", "keyword", {}),
)


@dataclass(frozen=True, slots=True)
class ManualSearch:
    """A search that a person makes by hand: its key for programs, its label (a sentence to be said), its address."""

    key: str
    label: str
    url: str


def places_to_look(name: str) -> list[ManualSearch]:
    """Return the searches for exactly this name, ready to open."""
    exactly = '"' + name.replace('"', " ") + '"'
    return [
        ManualSearch(key, label, f"{address}?{urlencode({field: exactly} | more, quote_via=quote)}")
        for key, label, address, field, more in _PLACES
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
    place: FirstPageResult | None = None
    n: int = 1


def todos(name: NameState, now: datetime) -> list[Todo]:
    """Return all that there is to do for a name, most pressing first; a report shows the first three."""
    return list(_todos(name, now))


def _todos(name: NameState, now: datetime) -> Iterator[Todo]:
    for own in name.own:
        if own.answers is OwnPageState.NO:
            yield Todo(Task.DOWN, own=own)
    told = [own for own in name.own if own.text_known]
    for own in told:
        if own.missing and any(set(own.missing) - set(other.missing) for other in told):
            yield Todo(Task.UNSAID, own=own)
    yield from _moved(name)
    if name.newcomers:
        yield Todo(Task.NEWCOMER, place=name.newcomers[0], n=len(name.newcomers))
    if name.mentions.all_doubts:
        yield Todo(Task.CONFIRM, n=name.mentions.all_doubts)
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
        if place.standing is ResultOwner.MINE:
            yield Todo(Task.LEFT, place=place)
    for place in name.page.places:
        if place.standing is ResultOwner.MINE and place.was and place.place - place.was >= FALL:
            yield Todo(Task.FELL, place=place)


# The rest of a name report: what one says of oneself, what others say, and where to look for what is never seen.

_SAYS = 30  # characters of what a page says
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
        head.append(words.say("says what it should"))
    if several:
        head.append(words.say("linked"))
    rows = []
    for own in name.own:
        row = [Cell(short(own.url), href=safe(page_address(own.url))), _answers(words, own)]
        row += [_phrases_cell(words, own, name.says)] if name.says else []
        row += [_linked(words, own)] if several else []
        rows.append(tuple(row))
    stale = [short(own.url) for own in name.own if own.unchanged and letter.end - own.unchanged >= STALE]
    unread = sum(own.answers is OwnPageState.UNREAD for own in name.own)
    yield Block(
        before + words.say("What you say of yourself" if name.you else "What its pages say"),
        "",
        table=Table(tuple(rows), head=tuple(head)),
        after=(Line(_unchanged(words, stale)),) if stale else (),
        note=words.say_n(*_UNREAD, n=unread) if unread else "",
    )


def _unchanged(words: Words, pages: Sequence[str]) -> str:
    return words.say_n("Unchanged for over a year: {pages}.", n=len(pages), pages=", ".join(pages))


_UNREAD = mark_n(
    "“?”: this page cannot be read without an account; told from the search result, so from what a recruiter sees.",
    "“?”: these pages cannot be read without an account; told from the search results, so from what a recruiter "
    "sees.",
)


def _answers(words: Words, own: OwnPage) -> Cell:
    told = {OwnPageState.YES: words.say("yes"), OwnPageState.NO: words.say("NO"), OwnPageState.UNREAD: "?"}
    return Cell(told.get(own.answers, _NOTHING), alarm=own.answers is OwnPageState.NO)


def _phrases_cell(words: Words, own: OwnPage, says: Sequence[str]) -> Cell:
    if not own.text_known:
        return Cell("?" if own.answers is OwnPageState.UNREAD else _NOTHING)
    if not own.missing:
        return Cell(words.say("yes"))
    if len(says) > 1 and len(own.missing) < len(says):
        return Cell(words.say("{n} of {all}", n=len(says) - len(own.missing), all=len(says)))
    told = plain(own.instead, _SAYS)
    return Cell(words.say("no: “{instead}”", instead=told) if told else words.say("no"), alarm=True)


def _linked(words: Words, own: OwnPage) -> Cell:
    if own.linked is None:
        return Cell("?" if own.answers is OwnPageState.UNREAD else _NOTHING)
    return Cell(words.say("yes" if own.linked else "no"))


# What others say, and what is unseen


def mentions_block(words: Words, name: NameState, before: str) -> Block:
    """Return who mentions the name, who may, and who speaks."""
    said = name.mentions
    lines = []
    if said.sure:
        outlets = [_with_copies(words, plain(outlet, 60), copies) for outlet, copies in said.outlets]
        lines.append(
            Line(
                _listed(words, outlets, _OUTLETS),
                label=words.say_n("{n} sure mention", "{n} sure mentions", n=said.all_sure),
            )
        )
    if said.doubts:
        outlets = list(dict.fromkeys(plain(doubt.outlet, 60) for doubt in said.doubts))
        lines.append(
            Line(
                _listed(words, outlets, _OUTLETS),
                label=words.say_n("{n} to confirm", n=said.all_doubts),
            )
        )
    if said.homonyms:
        command = f"{naming.names_command([name.key])} --homonyms"
        lines.append(
            Line(
                words.say("namesakes:"),
                label=words.say_n("{n} set aside", n=said.homonyms),
                link=command,
            )
        )
    if said.voices:
        spoke = [_voice(words, voice) for voice in said.voices]
        lines.append(Line(_listed(words, spoke, _VOICES), label=words.say("Who speaks")))
    if any(said.months[:-1]):
        text = words.say(
            "{n} this month, {before} in the eleven before", n=said.months[-1], before=sum(said.months[:-1])
        )
        lines.append(Line(text, label=words.say("12 months"), spark=sparkline(said.months)))
    cards = (
        *(card_of(words, entry, compact=True) for entry in said.sure),
        *(card_of(words, entry) for entry in said.doubts),
    )
    heading = before + words.say("What others say")
    if not lines:
        return Block(heading, "", lines=(Line(words.say("No new mention.")),), flowing=True)
    return Block(heading, "", cards, lines=tuple(lines))


def _with_copies(words: Words, outlet: str, copies: int) -> str:
    if not copies:
        return outlet
    return words.say_n("{outlet} (and {n} other)", "{outlet} (and {n} others)", n=copies, outlet=outlet)


def _voice(words: Words, voice: Voice) -> str:
    """Return "Claire Vasseur (2, une nouvelle voix)"."""
    told = words.number(voice.count)
    if voice.new:
        told += f", {words.say('a new voice' if voice.outlet else 'a new outlet')}"
    return f"{plain(voice.name, 60)} ({told})"


def _listed(words: Words, names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return DOT.join(names)
    return f"{DOT.join(names[:most])} {words.say_n('and {n} more', n=len(names) - most)}"


def unseen_part(words: Words, name: NameState, before: str) -> Block:
    """Return the searches that a person makes by hand, ready to open."""
    links = []
    for search in places_to_look(name.called):
        label = words.say(search.label)
        links.append(Line("", label=label, link=label, href=search.url))
    return Block(
        before + words.say("What veille does not see"),
        "",
        lines=(Line(words.say("Look for yourself, two minutes:")),),
        flowing=True,
        links=tuple(links),
    )


_WHY = 80  # characters of why a page does not answer


def report_layout(letter: NameReport, words: Words, watch: str) -> Layout:
    """Return a name report laid out; several names stand one after the other."""
    several = len(letter.names) > 1
    period = words.month(letter.month) if letter.month else words.period(letter.start, letter.end)
    title = plain(letter.title, 60)
    if several or not letter.names:
        kicker, heading, lead = title or watch, words.say("Report") + DOT + period, []
    else:
        (name,) = letter.names
        kicker = title or (words.say("Your name") if name.you else words.say("Report"))
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
        kind=MessageKind.DIGEST,
        blocks=_pictured(words, blocks),
        foot=(
            *coverage_lines(words, letter.coverage)[
                :-1
            ],  # what is never seen stands above, with ways to look
            *(
                [Line(words.say("Next report: {moment}.", moment=words.moment(letter.next_report)))]
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
    yield Block(before + words.say("In a line"), "", lines=(Line(line),), flowing=True)
    if tasks:
        lines = [
            Line(text, label=f"{number}.", link=link)
            for number, (text, link) in enumerate(
                (_todo_text(words, name, task) for task in tasks[:MOST]), start=1
            )
        ]
        yield Block(before + words.say("To do"), words.number(len(lines)), lines=tuple(lines))
    yield from first_pages(words, letter, name, before)
    yield from own_part(words, letter, name, before)
    yield mentions_block(words, name, before)
    yield unseen_part(words, name, before)


def _pictured(words: Words, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the parts with one picture at most: a mail has the charts of all names in one."""
    found = [block.picture for block in blocks if block.picture is not None]
    if len(found) < 2:
        return blocks
    charts = tuple(chart for picture in found for chart in picture.charts)[:CHARTS]
    alt = " ".join(picture.alt for picture in found[: len(charts)])
    alone = tuple(replace(block, picture=None) for block in blocks)
    return (*alone, Block(words.say("The year"), "", picture=Picture(charts, alt)))


# Subject and head


def _subject(words: Words, letter: NameReport) -> str:
    period = _in_period(words, letter)
    if len(letter.names) != 1:
        sure, doubts = (
            sum(getattr(name.mentions, count) for name in letter.names)
            for count in ("all_sure", "all_doubts")
        )
        return cut(
            words.say_n(
                "{n} name {period}: {told}",
                "{n} names {period}: {told}",
                n=len(letter.names),
                period=period,
                told=_mentions(words, sure, doubts),
            ),
            SUBJECT,
        )
    (name,) = letter.names
    told = _mentions(words, name.mentions.all_sure, name.mentions.all_doubts)
    if name.page is not None and name.page.places:
        told = _own_among(words, name, name.page.mine, len(name.page.places))
        if new := sum(place.new for place in name.page.places):
            longer = f"{told}, {words.say_n('{n} new', n=new)}"
            if len(_named(words, name, period, longer)) <= SUBJECT:
                told = longer
    return _named(words, name, period, told)


def _own_among(words: Words, name: NameState, mine: int, shown: int) -> str:
    if name.you and mine:
        return words.say_n(
            "{n} of {shown} results is yours", "{n} of {shown} results are yours", n=mine, shown=shown
        )
    if name.you:
        return words.say("none of {shown} results is yours", shown=shown)
    if mine:
        return words.say_n(
            "{n} of {shown} results is its own", "{n} of {shown} results are its own", n=mine, shown=shown
        )
    return words.say("none of {shown} results is its own", shown=shown)


def _named(words: Words, name: NameState, period: str, told: str) -> str:
    if name.you:
        return cut(words.say("Your name {period}: {told}", period=period, told=told), SUBJECT)
    return titled(
        lambda shown: words.say("{name} {period}: {told}", name=shown, period=period, told=told),
        naming.called(name),
    )


def _in_period(words: Words, letter: NameReport) -> str:
    """Return "en novembre", "cette semaine", "du 12 au 23 novembre"."""
    if letter.month:
        return words.say("in {month}", month=words.month(letter.month).rpartition(" ")[0])
    if words.length(letter.start, letter.end) == "week":
        return words.say("this week")
    return words.period(letter.start, letter.end)


def _mentions(words: Words, sure: int, doubts: int) -> str:
    said = []
    if sure:
        said.append(words.say_n("{n} sure mention", "{n} sure mentions", n=sure))
    if doubts and said:
        said.append(words.say_n("{n} to confirm", n=doubts))
    elif doubts:
        said.append(words.say_n("{n} mention to confirm", "{n} mentions to confirm", n=doubts))
    return ", ".join(said) or words.say("no new mention")


def _preheader(words: Words, letter: NameReport, tasks: dict[str, list[Todo]]) -> str:
    """Return where the subject stops: an own page that rose, how much there is to do, and the first of it."""
    said = []
    for name in letter.names:
        risen = [
            place
            for place in (name.page.places if name.page else ())
            if place.standing is ResultOwner.MINE and place.was and place.was > place.place
        ]
        if risen:
            best = max(risen, key=lambda place: (place.was or 0) - place.place)
            page = _page_of(words, name, short(best.url))
            said.append(words.say("{page} rises to {place} place.", page=page, place=words.place(best.place)))
    n = sum(len(found[:MOST]) for found in tasks.values())
    if n:
        said.append(words.say_n("{n} thing to do.", "{n} things to do.", n=n))
    first = next(((name, found[0]) for name in letter.names if (found := tasks[name.key])), None)
    if first:
        said.append(_todo_text(words, *first)[0])
    return cut(" ".join(said), PREHEADER)


def _expected(words: Words, name: NameState) -> list[str]:
    if name.expected is None:
        return []
    if name.expected < 1:
        return [words.say("a rare name: less than one namesake to be expected in France (Insee, births)")]
    number = int(name.expected)
    # No more digits than such a figure can bear.
    return [
        words.say_n(
            "about {n} namesake to be expected in France (Insee, births)",
            "about {n} namesakes to be expected in France (Insee, births)",
            n=round(number, min(0, 2 - len(str(number)))),
        )
    ]


# In a line


def _line(words: Words, letter: NameReport, name: NameState) -> str:
    said, page = [], name.page
    if page is not None and page.places:
        counts = [
            words.say_n(*_whose(kind, name), n=n)
            for kind in (ResultOwner.MINE, ResultOwner.HOMONYM, ResultOwner.NEUTRAL, ResultOwner.UNMARKED)
            if (n := sum(place.standing is kind for place in page.places))
        ]
        said.append(words.say("First page: {counts}.", counts=", ".join(counts)))
        if page.best is None:
            said.append(words.say("Nothing there is yours." if name.you else "Nothing there is its own."))
        elif page.best_before and page.best_before != page.best:
            when = _before(words, letter, page.compared)
            before = words.place(page.best_before)
            said.append(
                words.say(
                    "Best place: {best} ({before} {when}).",
                    best=words.place(page.best),
                    before=before,
                    when=when,
                )
            )
        else:
            said.append(words.say("Best place: {best}.", best=words.place(page.best)))
    said.append(f"{capital(_mentions(words, name.mentions.all_sure, name.mentions.all_doubts))}.")
    return " ".join(said)


def _whose(kind: ResultOwner, name: NameState) -> tuple[str, str]:
    return _YOURS if kind is ResultOwner.MINE and name.you else _WHOSE[kind]


_YOURS = mark_n("{n} yours", "{n} yours")
_WHOSE = {
    ResultOwner.MINE: mark_n("{n} its own", "{n} its own"),
    ResultOwner.HOMONYM: mark_n("{n} a namesake's", "{n} namesakes'"),
    ResultOwner.NEUTRAL: mark_n("{n} neutral", "{n} neutral"),
    ResultOwner.UNMARKED: mark_n("{n} to mark", "{n} to mark"),
}


def _before(words: Words, letter: NameReport, compared: int | None) -> str:
    """Return the month of what it is compared with; a first report compares with an answer of its own period."""
    if letter.month is None or compared is None or compared >= letter.start.timestamp():
        return words.say("before")
    then = words.local(datetime.fromtimestamp(compared, UTC)).date()
    # A report leaves some hours or days into the month after the one it is about, and its last answer came just before.
    then = min(then, letter.month - timedelta(days=1))
    return words.say("in {month}", month=words.month(then).rpartition(" ")[0])


# What to do


def _todo_text(words: Words, name: NameState, todo: Todo) -> tuple[str, str]:
    """Return what is to be done, and the command or the line of the file that does it."""
    own, place = todo.own, todo.place
    page = short(own.url if own else place.url if place else "")
    if own is not None and own.place:
        page = words.say("{name} ({place})", name=page, place=words.place(own.place))
    page = _page_of(words, name, page)
    match todo.task:
        case Task.DOWN if own is not None:
            since, why = _since(words, own), _why(words, own)
            return words.say("{page} has not answered {since} ({why}).", page=page, since=since, why=why), ""
        case Task.UNSAID if own is not None:
            says, instead = plain(own.missing[0], 60), plain(own.instead, 60)
            if own.instead:
                return words.say(
                    "{page} says “{instead}”; the others say “{says}”.", page=page, instead=instead, says=says
                ), ""
            return words.say("{page} does not say “{says}”, which the others say.", page=page, says=says), ""
        case Task.LEFT | Task.FELL if place is not None:
            was, now = (words.place(n) if n else "" for n in (place.was, place.place))
            return words.say(
                "{page} left the first page, where it was {was}: read it again, and link it from the others."
                if todo.task is Task.LEFT
                else "{page} fell from {was} to {place} place: read it again, and link it from the others.",
                page=page,
                was=was,
                place=now,
            ), ""
        case Task.NEWCOMER if place is not None:
            title = quoted(words, plain(place.title, 80) or short(place.url))
            command = naming.mark_command(place.item, MarkValue.NO, name.key) if place.item else ""
            return words.say_n(
                "New, in {place} place: {title}. If it is a namesake's:",
                "{n} are new, the first in {place} place: {title}. If it is a namesake's:",
                n=todo.n,
                place=words.place(place.place),
                title=title,
            ), command
        case Task.UNNAMED:
            table = "company" if name.company else "person"
            return words.say(
                "Say in the file which pages are yours, and veille will know where they stand:"
                if name.you
                else "Say in the file which pages are its own, and veille will know where they stand:"
            ), f'[{table}.{name.key}] mine = ["…"]'
        case Task.NOWHERE:
            return words.say_n(*(_NOWHERE_YOURS if name.you else _NOWHERE), n=todo.n), ""
        case Task.STALE if own is not None and own.unchanged is not None:
            month = words.month(words.local(own.unchanged).date())
            return words.say("{page} has not changed since {month}.", page=page, month=month), ""
        case Task.UNLINKED:
            return words.say_n(
                "{page} is linked to none of the others: a link from one to the other helps both.",
                "{page} and {others} are linked to none of the others: a link from one to the other helps both.",
                n=todo.n,
                page=page,
                others=words.say_n("{n} more", n=todo.n - 1),
            ), ""
    return words.say_n(
        "{n} mention is to be confirmed, below.", "{n} mentions are to be confirmed, below.", n=todo.n
    ), ""


_NOWHERE_YOURS = mark_n(
    "The one result is not yours: link your pages to each other, and put your name in their titles.",
    "Not one of the {n} results is yours: link your pages to each other, and put your name in their titles.",
)
_NOWHERE = mark_n(
    "The one result is not its own: link the pages to each other, and put the name in their titles.",
    "Not one of the {n} results is its own: link the pages to each other, and put the name in their titles.",
)


def _page_of(words: Words, name: NameState, page: str) -> str:
    return words.say("Your page {page}" if name.you else "The page {page}", page=page)


def _since(words: Words, own: OwnPage) -> str:
    return words.since(own.since, clock=False) if own.since else ""


def _why(words: Words, own: OwnPage) -> str:
    return plain(failures.in_brief(own.why, words.language), _WHY).rstrip(".")
