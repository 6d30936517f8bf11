"""The first words on names that were added: what was already there of each, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from veille.config.model import Config
from veille.language.catalogue import mark_n
from veille.language.words import Words
from veille.letters import naming
from veille.letters.clip import SUBJECT, cut, plain, titled
from veille.letters.coverage import next_digest
from veille.letters.engines import engine_name
from veille.letters.entries import entries
from veille.letters.first_page import DAY, FirstPage, first_pages
from veille.letters.layout import Block, Layout, Line, card_of, what_next
from veille.letters.letter import NameLetter, NamePast, PlaceNow
from veille.model import MessageKind, Name, Verdict
from veille.names.first_page import FIRST_FOUR, ResultOwner
from veille.store.facts import NameFacts

UNREAD = 5  # searches named; the others are counted
SHOWN_OF_PAST = 3  # stories of each name, the newest
_PLACES = 6


def name_letter(
    facts: Mapping[str, NameFacts],
    config: Config,
    names: Iterable[Name],
    recipient: str,
    now: float,
    *,
    unread: Sequence[str] = (),
) -> NameLetter:
    """Return the first words on names that were added; `facts` are by their keys, `unread` searches yet to answer."""
    pasts = name_pasts(facts, names, now, first=1)
    return NameLetter(pasts, tuple(unread), next_digest(config, recipient, now), config.contact)


def name_pasts(
    facts: Mapping[str, NameFacts], names: Iterable[Name], now: float, *, first: int
) -> tuple[NamePast, ...]:
    """Return what is already there of each name; `facts` are by their keys, entries are numbered from `first`."""
    found = []
    for name in names:
        past = _name_past(facts[name.key], name, now, first)
        first += len(past.entries)
        found.append(past)
    return tuple(found)


def _name_past(facts: NameFacts, name: Name, now: float, first: int) -> NamePast:
    newest = list(dict.fromkeys(row.story for row in facts.rows))[:SHOWN_OF_PAST]
    shown = entries(
        [row for row in facts.rows if row.story in newest],
        facts.carriers,
        {name.key: name},
        first=first,
        most=SHOWN_OF_PAST,
    )
    page = _page(first_pages(facts.places, name, int(now) - DAY, int(now) + 1))
    return NamePast(
        key=name.key,
        called=name.name,
        you=name.you,
        sure=facts.counts.get(Verdict.SURE, 0),
        unsure=facts.counts.get(Verdict.UNSURE, 0),
        homonyms=facts.counts.get(Verdict.HOMONYM, 0),
        entries=tuple(shown),
        engine=engine_name(page.engine) if page else "",
        places=_places(page) if page else (),
        shown=len(page.places) if page else 0,
        mine=page.mine if page else 0,
        best=page.best if page else None,
        expected=name.homonyms,
    )


def _page(pages: Iterable[FirstPage]) -> FirstPage | None:
    """Return the first page that holds most."""
    return max((page for page in pages if page.places), key=lambda page: len(page.places), default=None)


def _places(page: FirstPage) -> tuple[PlaceNow, ...]:
    """Return the first four places, and the name's own that stand lower."""
    told = [
        PlaceNow(place.place, place.title, place.url, place.standing)
        for place in page.places
        if place.place <= FIRST_FOUR or place.standing is ResultOwner.MINE
    ]
    return tuple(told[:_PLACES])


def names_layout(letter: NameLetter, words: Words, watch: str) -> Layout:
    """Return the first words on names that were added, laid out."""
    after = []
    if letter.unread:
        unread = [plain(name, 60) for name in letter.unread]
        after.append(
            Line(
                words.say_n(
                    "Not read yet: {names}. What it holds will be counted in a digest.",
                    "Not read yet: {names}. What they hold will be counted in a digest.",
                    n=len(unread),
                    names=words.some(unread, UNREAD),
                )
            )
        )
    silent = [name for name in letter.names if _is_silent(name)]
    if silent and len(letter.names) > 1:
        names = words.some([naming.called(name) for name in silent], UNREAD)
        after.append(Line(words.say("Nothing yet on {names}.", names=names)))
    shown = [name for name in letter.names if not _is_silent(name)] or letter.names[:1]
    after.append(
        Line(words.say("What was already there will not be sent to you again; only what is new will."))
    )
    return Layout(
        subject=_subject(words, letter.names),
        preheader=_expected(words, letter.names[0]),
        kicker=watch,
        heading=words.say_n("Name watched", "Names watched", n=len(letter.names)),
        kind=MessageKind.FIRST,
        blocks=past_names(words, shown),
        after=tuple(after),
        foot=what_next(letter, words),
    )


def past_names(words: Words, names: Sequence[NamePast]) -> tuple[Block, ...]:
    """Return what was already there of each name: its mentions, then its first page."""
    blocks: list[Block] = []
    for name in names:
        expected = _expected(words, name)
        command = naming.names_command([name.key])
        blocks.append(
            Block(
                naming.called(name),
                _mentions(words, name),
                tuple(card_of(words, entry, compact=True) for entry in name.entries),
                note=words.say("To confirm: `{command}`.", command=command) if name.unsure else "",
                lines=(Line(expected),) if expected else (),
                flowing=True,
            )
        )
        blocks += _first_page(words, name)
    return tuple(blocks)


def _is_silent(past: NamePast) -> bool:
    return not (past.sure or past.unsure or past.homonyms or past.places)


def _mentions(words: Words, past: NamePast) -> str:
    """Return "2 mentions sûres, 3 à confirmer, 5 d'homonymes"."""
    said = []
    if past.sure:
        said.append(words.say_n("{n} sure mention", "{n} sure mentions", n=past.sure))
    if past.unsure:
        said.append(_to_confirm(words, past.unsure, behind=bool(said)))
    if past.homonyms and said:
        said.append(words.say_n("{n} of a namesake", "{n} of namesakes", n=past.homonyms))
    elif past.homonyms:
        said.append(words.say_n("{n} mention of a namesake", "{n} mentions of namesakes", n=past.homonyms))
    return ", ".join(said) or words.say("no mention yet")


def _to_confirm(words: Words, n: int, *, behind: bool) -> str:
    """Return "3 mentions à confirmer"; "3 à confirmer" `behind` other mentions."""
    if behind:
        return words.say_n("{n} to confirm", n=n)
    return words.say_n("{n} mention to confirm", "{n} mentions to confirm", n=n)


def _expected(words: Words, past: NamePast) -> str:
    if past.expected is None:
        return ""
    if past.expected < 1:
        return words.say("A rare name: less than one namesake to be expected in France (Insee, births).")
    return words.say_n(
        "About {n} namesake to be expected in France (Insee, births).",
        "About {n} namesakes to be expected in France (Insee, births).",
        n=round(past.expected),
    )


def _first_page(words: Words, past: NamePast) -> Iterator[Block]:
    if not past.places:
        return
    whose = {
        ResultOwner.MINE: words.say("yours" if past.you else "its own"),
        ResultOwner.HOMONYM: words.say("a namesake's"),
    }
    rows = []
    for place in past.places:
        text = plain(place.title, 80) or plain(place.url, 80)
        if place.whose in whose:
            text = words.say("{title} ({whose})", title=text, whose=whose[place.whose])
        rows.append(Line(text, label=words.place(place.place)))
    yield Block(
        words.say("First page ({engine})", engine=past.engine),
        "",
        lines=tuple(rows),
        note=f"{_own_results(words, past)}.",
    )


def _own_results(words: Words, past: NamePast) -> str:
    if not (past.mine and past.best):
        none = _NONE_YOURS if past.you else _NONE_ITS_OWN
        return words.say_n(*none, n=past.shown)
    some = _YOURS if past.you else _ITS_OWN
    return words.say_n(*some, n=past.mine, mine=past.mine, shown=past.shown, best=words.place(past.best))


_YOURS = mark_n(
    "{mine} of {shown} results is yours, in {best} place",
    "{mine} of {shown} results are yours, the best in {best} place",
)
_ITS_OWN = mark_n(
    "{mine} of {shown} results is its own, in {best} place",
    "{mine} of {shown} results are its own, the best in {best} place",
)
_NONE_YOURS = mark_n("The one result is not yours", "None of the {n} results is yours")
_NONE_ITS_OWN = mark_n("The one result is not its own", "None of the {n} results is its own")


def _subject(words: Words, names: Sequence[NamePast]) -> str:
    total = NamePast("", "", False, sum(name.sure for name in names), sum(name.unsure for name in names))
    said = _total(words, total)
    if len(names) > 1:
        return words.say_n(
            "{n} name watched: {mentions}",
            "{n} names watched: {mentions}",
            n=len(names),
            mentions=said or words.say("no mention yet"),
        )
    (name,) = names
    if name.you and not said:
        return words.say("Your name is watched: nothing is said of you yet")
    if name.you:
        return words.say("What is already said of you: {mentions}", mentions=said)

    def make(shown: str) -> str:
        if not said:
            return words.say("{name}: watched, nothing yet", name=shown)
        # The elision is that of the whole name.
        return words.say(
            "What is already said of {name}: {mentions}", name=shown or naming.called(name)[:1], mentions=said
        )

    return cut(titled(make, naming.called(name)), SUBJECT)


def _total(words: Words, past: NamePast) -> str:
    said = []
    if past.sure:
        said.append(words.say_n("{n} mention", "{n} mentions", n=past.sure))
    if past.unsure:
        said.append(_to_confirm(words, past.unsure, behind=bool(said)))
    return ", ".join(said)
