"""The first pages of a name report, and their year: each result at its place, whose it is, and how it moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from veille.language.catalogue import mark, mark_n
from veille.language.words import DOT, Words
from veille.letters.clip import cut, plain, safe
from veille.letters.engines import engine_name
from veille.letters.first_page import FirstPage, FirstPageResult, drawn
from veille.letters.layout import CURVES, Block, Cell, Chart, Curve, Line, Picture, Table
from veille.letters.letter import NameReport, NameState, OwnPageState, Year
from veille.match.own_pages import is_own, page_address
from veille.names.first_page import FIRST_FOUR, ResultOwner

_SHORT = 34  # characters of an address
_TITLE = 90
_NOT_THERE, _NOT_KNOWN = "–", "·"


def short(url: str) -> str:
    """Return an address as a person writes it: host and path, cut."""
    parts = urlsplit(safe(page_address(url)) or "")
    return cut(plain(f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"), _SHORT)


# The first page


def first_pages(words: Words, letter: NameReport, name: NameState, before: str) -> Iterator[Block]:
    """Yield each first page with its year; where there is none, how to have one."""
    heading = before + words.say("The first page")
    if not name.pages:
        if letter.searched:
            yield Block(heading, "", lines=(Line(words.say("No answer yet.")),), flowing=True)
        else:
            way = '[search] searxng = "http://127.0.0.1:8888"'
            yield Block(
                heading,
                "",
                lines=(
                    Line(
                        words.say(
                            "No search gives places. A SearXNG of your own will: say its address in the file,"
                        ),
                        link=way,
                    ),
                ),
                flowing=True,
            )
    for page, year in zip(name.pages, name.years, strict=True):
        several = len(name.pages) > 1
        engine = engine_name(page.engine)
        yield Block(
            words.say("{part} ({engine})", part=heading, engine=engine) if several else heading,
            "",
            lines=(Line(_provenance(words, page)),),
            flowing=True,
            table=_places(words, name, page, year) if page.places else None,
            after=tuple(_after(words, name, page)),
        )
        if sum(year.known) > 1 and year.pages and page is name.page:  # without a page, no curve
            yield _year(words, name, year, before)


_ASKED = mark_n("{engines}, asked once", "{engines}, asked {n} times")
_ASKED_TOGETHER = mark_n(
    "{engines} through your {engine}, asked once", "{engines} through your {engine}, asked {n} times"
)


def _provenance(words: Words, page: FirstPage) -> str:
    """Return who was asked and how often, and who refused: of a search of several, its page may differ."""
    together = any(engine != page.engine for engine in page.engines)  # a search that asks several
    answered = [engine_name(engine) for engine, (yes, no) in page.engines.items() if yes and yes >= no]
    refused = [(engine_name(engine), no) for engine, (_, no) in page.engines.items() if no]
    engines = words.listing(answered) or engine_name(page.engine)
    asked = words.say_n(
        *(_ASKED_TOGETHER if together else _ASKED),
        n=page.answers,
        engines=engines,
        engine=engine_name(page.engine),
    )
    if not refused:
        return words.say("{asked}.", asked=asked)
    told = ", ".join(
        words.say_n("{engine} refused once", "{engine} refused {n} times", engine=engine, n=n)
        for engine, n in refused
    )
    if not together:
        return words.say("{asked}; {refused}.", asked=asked, refused=told)
    return words.say(
        "{asked}; {refused}: {differs}.",
        asked=asked,
        refused=told,
        differs=words.say_n("its page may differ", "their pages may differ", n=len(refused)),
    )


def _places(words: Words, name: NameState, page: FirstPage, year: Year) -> Table:
    return Table(
        tuple(
            (
                Cell(str(place.place)),
                Cell(_moved(words, place, page), below=True),
                Cell(_months(place, year), spark=True),
                Cell(_what(words, name, place), href=safe(place.url), alarm=_is_down(name, place)),
                Cell(_whose(words, name, place), below=True, own=place.standing is ResultOwner.MINE),
            )
            for place in page.places
        ),
        numbers=frozenset((0,)),
    )


def _months(place: FirstPageResult, year: Year) -> str:
    """Return one character a month; a month without an answer is none in which it was not there."""
    return "".join(
        drawn((best,)) if known else _NOT_KNOWN for best, known in zip(place.months, year.known, strict=True)
    )


def _moved(words: Words, place: FirstPageResult, page: FirstPage) -> str:
    if page.compared is None:
        return ""
    if place.was is None:
        return words.say("new" if place.new else "back")
    steps = place.was - place.place
    return f"{'▲' if steps > 0 else '▼'}{abs(steps)}" if steps else "="


def _what(words: Words, name: NameState, place: FirstPageResult) -> str:
    if place.standing is not ResultOwner.MINE:
        return _title(name, place)
    page = short(place.url)
    return words.say("{page} (down)", page=page) if _is_down(name, place) else page


def _title(name: NameState, place: FirstPageResult) -> str:
    """Return a result's title; its address where the title says no more than the name."""
    title = plain(place.title, _TITLE)
    return short(place.url) if title.casefold() in ("", name.called.casefold()) else title


def _is_down(name: NameState, place: FirstPageResult) -> bool:
    return any(own.answers is OwnPageState.NO and is_own(place.url, (own.url,)) for own in name.own)


def _whose(words: Words, name: NameState, place: FirstPageResult) -> str:
    if place.standing is ResultOwner.MINE and name.you:
        return words.say("you")
    return words.say(_WHOSE[place.standing])


_WHOSE = {
    ResultOwner.MINE: mark("its own"),
    ResultOwner.HOMONYM: mark("namesake"),
    ResultOwner.NEUTRAL: mark("neutral"),
    ResultOwner.UNMARKED: mark("to mark"),
}


def _after(words: Words, name: NameState, page: FirstPage) -> Iterator[Line]:
    if page.places:
        reached = page.best is not None and page.best <= FIRST_FOUR
        yield Line(
            words.say(
                "Yours: {n} of {shown} · aim “first 3 or 4”: {reached}."
                if name.you
                else "Its own: {n} of {shown} · aim “first 3 or 4”: {reached}.",
                n=page.mine,
                shown=len(page.places),
                reached=words.say("reached" if reached else "not yet"),
            )
        )
    if page.left:
        names = [
            words.say("{name} ({place})", name=told, place=words.place(place.place)) if place.place else told
            for place in page.left
            if (told := short(place.url) if place.standing is ResultOwner.MINE else _title(name, place))
        ]
        yield Line(words.say_n("Off the first page: {names}.", n=len(names), names=", ".join(names)))


# Its year


def _year(words: Words, name: NameState, year: Year, before: str) -> Block:
    initials = tuple(words.month(day)[:1].upper() for day in year.months)
    pages = year.pages[:CURVES]

    def row(label: str, values: Sequence[int | None]) -> tuple[Cell, ...]:
        told = [
            (str(value) if value is not None else _NOT_THERE) if known else _NOT_KNOWN
            for value, known in zip(values, year.known, strict=True)
        ]
        return Cell(label), *map(Cell, told)

    shown = year.shown
    signs = words.say("“–”: not on the first page; “·”: a month without an answer.")
    pictured = words.say("The attached chart (PNG) has the same figures.")
    chart = Chart(
        title=before.removesuffix(DOT),
        months=initials,
        known=year.known,
        curves=tuple(Curve(short(url), places) for url, places in pages),
        mine=year.mine,
        shown=shown,
        places_title=words.say("Best place of your pages" if name.you else "Best place of its pages"),
        mine_title=words.say(
            "Results that are yours, of {shown}" if name.you else "Results that are its own, of {shown}",
            shown=shown,
        ),
        first=words.place(1),
        fourth=words.place(FIRST_FOUR),
        tenth=words.place(10),
    )
    return Block(
        before + words.say("The year"),
        "",
        table=Table(
            (
                *(row(short(url), places) for url, places in pages),
                row(
                    words.say("yours, of {shown}" if name.you else "its own, of {shown}", shown=shown),
                    year.mine,
                ),
            ),
            head=("", *initials),
            numbers=frozenset(range(1, len(initials) + 1)),
            small=True,
        ),
        after=(Line(f"{signs} {pictured}"),),
        picture=Picture((chart,), _alt(words, chart, year)),
    )


def _alt(words: Words, chart: Chart, year: Year) -> str:
    """Return in words what the chart shows: where each page came from, and where it is."""
    known = [number for number, is_known in enumerate(year.known) if is_known]
    first, last = known[0], known[-1]
    pages = []
    for curve in chart.curves:
        there = [words.place(place) for place in curve.places if place]
        pages.append(
            words.say(
                "{page}, from {was} to {place}" if there[0] != there[-1] else "{page}, {place}",
                page=curve.label,
                was=there[0],
                place=there[-1],
            )
        )
    return words.say(
        "{places}, {first} to {last}: {pages}. {share}: from {from_n} to {to_n}.",
        places=chart.places_title,
        first=words.month(year.months[first]),
        last=words.month(year.months[last]),
        pages=words.semicolon.join(pages) or words.say("none"),
        share=chart.mine_title,
        from_n=year.mine[first],
        to_n=year.mine[last],
    )
