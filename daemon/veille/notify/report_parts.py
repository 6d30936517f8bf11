"""The parts of a name report: its first pages and their year, what its own pages say, what others say, what is unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from veille.match.own import is_own, own_page
from veille.match.positions import FIRST_FOUR, Standing
from veille.notify import naming
from veille.notify.chart import CURVES, Chart, Curve
from veille.notify.firstpage import FirstPage, Place, drawn
from veille.notify.fit import cut, plain, safe
from veille.notify.letters import Voice
from veille.notify.letters_report import Answers, NameReport, NameState, OwnPage, Year
from veille.notify.looking import places_to_look
from veille.notify.page import Cell, Line, Part, Picture, Table, story
from veille.notify.report_todo import STALE
from veille.notify.trends import sparkline
from veille.notify.words import DOT, Words, capital

_SHORT = 34  # signs of an address
_TITLE = 90
_SAYS = 30
_OUTLETS = 8  # named; the others are counted
_VOICES = 6
_NOT_THERE, _NOT_KNOWN = "–", "·"
_ENGINES = {
    "bing": "Bing",
    "brave": "Brave",
    "duckduckgo": "DuckDuckGo",
    "google": "Google",
    "mojeek": "Mojeek",
    "qwant": "Qwant",
    "startpage": "Startpage",
    "yahoo": "Yahoo",
    "yandex": "Yandex",
}


def short(url: str) -> str:
    """Return an address as a person writes it: host and path, cut."""
    parts = urlsplit(safe(own_page(url)) or "")
    return cut(plain(f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"), _SHORT)


# The first page


def first_pages(words: Words, letter: NameReport, name: NameState, before: str) -> Iterator[Part]:
    """Yield each first page with its year; where there is none, how to have one."""
    heading = before + words.say("the first page")
    if not name.pages:
        if letter.searched:
            yield Part(heading, "", lines=(Line(words.say("no answer yet")),), flowing=True)
        else:
            way = '[search] searxng = "http://127.0.0.1:8888"'
            yield Part(heading, "", lines=(Line(words.say("no search"), link=way),), flowing=True)
    for page, year in zip(name.pages, name.years, strict=True):
        several = len(name.pages) > 1
        engine = naming.engine_name(page.engine)
        yield Part(
            words.say("of engine", part=heading, engine=engine) if several else heading,
            "",
            lines=(Line(_provenance(words, page)),),
            flowing=True,
            table=_places(words, name, page, year) if page.places else None,
            after=tuple(_after(words, name, page)),
        )
        if sum(year.known) > 1 and page is name.page:
            yield _year(words, name, year, before)


def _provenance(words: Words, page: FirstPage) -> str:
    """Return who was asked and how often, and who refused: of a search of several, its page may differ."""
    together = page.engine == "searxng"
    answered = [_engine(one) for one, (yes, no) in page.engines.items() if yes and yes >= no]
    refused = [(_engine(one), no) for one, (_, no) in page.engines.items() if no]
    key = "through searxng" if together else "asked"
    asked = words.say(key, engines=words.listing(answered) or naming.engine_name(page.engine), n=page.answers)
    if not refused:
        return words.say("provenance", asked=asked)
    told = ", ".join(words.say("refused", engine=engine, n=n) for engine, n in refused)
    if not together:
        return words.say("provenance, refused", asked=asked, refused=told)
    return words.say(
        "provenance, differs", asked=asked, refused=told, differs=words.say("may differ", n=len(refused))
    )


def _engine(name: str) -> str:
    return _ENGINES.get(name, capital(plain(name, 30)))


def _places(words: Words, name: NameState, page: FirstPage, year: Year) -> Table:
    return Table(
        tuple(
            (
                Cell(str(one.place)),
                Cell(_moved(words, one, page), below=True),
                Cell(_months(one, year), spark=True),
                Cell(_what(words, name, one), href=safe(one.url), alarm=_is_down(name, one)),
                Cell(_whose(words, name, one), below=True, own=one.standing is Standing.MINE),
            )
            for one in page.places
        ),
        numbers=frozenset((0,)),
    )


def _months(place: Place, year: Year) -> str:
    """Return one sign a month; a month without an answer is none in which it was not there."""
    return "".join(
        drawn((best,)) if known else _NOT_KNOWN for best, known in zip(place.months, year.known, strict=True)
    )


def _moved(words: Words, place: Place, page: FirstPage) -> str:
    if not page.compared:
        return ""
    if place.was is None:
        return words.say("is new" if place.new else "is back")
    steps = place.was - place.place
    return f"{'▲' if steps > 0 else '▼'}{abs(steps)}" if steps else "="


def _what(words: Words, name: NameState, place: Place) -> str:
    if place.standing is not Standing.MINE:
        return _title(name, place)
    page = short(place.url)
    return words.say("out of order", page=page) if _is_down(name, place) else page


def _title(name: NameState, place: Place) -> str:
    """Return a result's title; its address where the title says no more than the name."""
    title = plain(place.title, _TITLE)
    return short(place.url) if title.casefold() in ("", name.called.casefold()) else title


def _is_down(name: NameState, place: Place) -> bool:
    return any(own.answers is Answers.NO and is_own(place.url, (own.url,)) for own in name.own)


def _whose(words: Words, name: NameState, place: Place) -> str:
    you = ", you" if place.standing is Standing.MINE and name.you else ""
    return words.say(f"whose {place.standing}{you}")


def _after(words: Words, name: NameState, page: FirstPage) -> Iterator[Line]:
    if page.places:
        reached = page.best is not None and page.best <= FIRST_FOUR
        yield Line(
            words.say(
                "share, you" if name.you else "share",
                n=page.mine,
                shown=len(page.places),
                reached=words.say("reached" if reached else "not reached"),
            )
        )
    if page.left:
        names = [
            words.say("and at", name=told, place=words.place(one.place)) if one.place else told
            for one in page.left
            if (told := short(one.url) if one.standing is Standing.MINE else _title(name, one))
        ]
        yield Line(words.say("gone", n=len(names), names=", ".join(names)))


# Its year


def _year(words: Words, name: NameState, year: Year, before: str) -> Part:
    you = ", you" if name.you else ""
    initials = tuple(words.month(day)[:1].upper() for day in year.months)
    pages = year.pages[:CURVES]

    def row(label: str, values: Sequence[int | None]) -> tuple[Cell, ...]:
        told = [
            (str(value) if value is not None else _NOT_THERE) if known else _NOT_KNOWN
            for value, known in zip(values, year.known, strict=True)
        ]
        return Cell(label), *map(Cell, told)

    shown = year.shown
    chart = Chart(
        title=before.removesuffix(DOT),
        months=initials,
        known=year.known,
        curves=tuple(Curve(short(url), places) for url, places in pages),
        mine=year.mine,
        shown=shown,
        places_title=words.say(f"places{you}"),
        mine_title=words.say(f"share of year{you}", shown=shown),
        first=words.place(1),
        fourth=words.place(FIRST_FOUR),
        tenth=words.place(10),
    )
    return Part(
        before + words.say("the year"),
        "",
        table=Table(
            (
                *(row(short(url), places) for url, places in pages),
                row(words.say(f"row of year{you}", shown=shown), year.mine),
            ),
            head=("", *initials),
            numbers=frozenset(range(1, len(initials) + 1)),
            small=True,
        ),
        after=(Line(f"{words.say('year note')} {words.say('pictured')}"),),
        picture=Picture((chart,), _alt(words, chart, year)),
    )


def _alt(words: Words, chart: Chart, year: Year) -> str:
    """Return in words what the chart shows: where each page came from, and where it is."""
    known = [number for number, one in enumerate(year.known) if one]
    first, last = known[0], known[-1]
    pages = []
    for curve in chart.curves:
        there = [words.place(place) for place in curve.places if place]
        key = "alt page" if there[0] != there[-1] else "alt page, steady"
        pages.append(words.say(key, page=curve.label, was=there[0], place=there[-1]))
    return words.say(
        "alt",
        places=chart.places_title,
        first=words.month(year.months[first]),
        last=words.month(year.months[last]),
        pages=words.semicolon.join(pages) or words.say("alt none"),
        share=chart.mine_title,
        from_n=year.mine[first],
        to_n=year.mine[last],
    )


# What its own pages say


def own_part(words: Words, letter: NameReport, name: NameState, before: str) -> Iterator[Part]:
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
    yield Part(
        before + words.say("your words" if name.you else "their words"),
        "",
        table=Table(tuple(rows), head=tuple(head)),
        after=(Line(words.say("stale ones", n=len(stale), pages=", ".join(stale))),) if stale else (),
        note=words.say("unread", n=unread) if unread else "",
    )


def _answers(words: Words, own: OwnPage) -> Cell:
    told = {Answers.YES: words.say("yes"), Answers.NO: words.say("NO"), Answers.UNREAD: "?"}
    return Cell(told.get(own.answers, _NOT_THERE), alarm=own.answers is Answers.NO)


def _says(words: Words, own: OwnPage, says: Sequence[str]) -> Cell:
    if not own.told:
        return Cell("?" if own.answers is Answers.UNREAD else _NOT_THERE)
    if not own.missing:
        return Cell(words.say("yes"))
    if len(says) > 1 and len(own.missing) < len(says):
        return Cell(words.say("n of", n=len(says) - len(own.missing), all=len(says)))
    told = plain(own.instead, _SAYS)
    return Cell(words.say("no, instead", instead=told) if told else words.say("no"), alarm=True)


def _linked(words: Words, own: OwnPage) -> Cell:
    if own.linked is None:
        return Cell("?" if own.answers is Answers.UNREAD else _NOT_THERE)
    return Cell(words.say("yes" if own.linked else "no"))


# What others say, and what is unseen


def said_part(words: Words, letter: NameReport, name: NameState, before: str) -> Part:
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
    stories = (
        *(story(words, entry, compact=True) for entry in said.sure),
        *(story(words, entry) for entry in said.doubts),
    )
    heading = before + words.say("others say")
    if not lines:
        return Part(heading, "", lines=(Line(words.say("none of said")),), flowing=True)
    return Part(heading, "", stories, lines=tuple(lines))


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


def unseen_part(words: Words, name: NameState, before: str) -> Part:
    """Return the searches that a person makes by hand, ready to open."""
    links = []
    for place, address in places_to_look(name.called):
        label = words.say(place) if place.startswith("google") else place
        links.append(Line("", label=label, link=label, href=address))
    return Part(
        before + words.say("unseen"), "", lines=(Line(words.say("look")),), flowing=True, links=tuple(links)
    )
