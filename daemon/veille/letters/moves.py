"""What moved on a name's first page, as an alert: the subject says it, each result where it stands and stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from veille.config.model import Config
from veille.language.catalogue import mark, mark_n
from veille.language.words import DOT, Words
from veille.letters import naming
from veille.letters.clip import PREHEADER, SUBJECT, cut, plain, safe, titled
from veille.letters.coverage import next_digest
from veille.letters.engines import engine_name
from veille.letters.entries import moment
from veille.letters.layout import Block, Card, Layout, Line, quoted, what_next
from veille.letters.letter import Move, Movements
from veille.model import MarkValue, MessageKind, Moved, Name
from veille.store.facts import MovementRow

_COUNTED = {  # what a reader must know first, first
    Moved.NEW: mark_n("{n} new", "{n} new"),
    Moved.LEFT: mark_n("{n} out", "{n} out"),
    Moved.FELL: mark_n("{n} down", "{n} down"),
    Moved.RISEN: mark_n("{n} up", "{n} up"),
}
_YOURS = {
    Moved.LEFT: mark("Your page {page} leaves the first page"),
    Moved.FELL: mark("Your page {page} falls from {was} to {place} place"),
    Moved.RISEN: mark("Your page {page} enters the first four"),
}
_ITS_OWN = {
    Moved.LEFT: mark("{name}: {page} leaves the first page"),
    Moved.FELL: mark("{name}: {page} falls from {was} to {place} place"),
    Moved.RISEN: mark("{name}: {page} enters the first four"),
}


def moves_letter(
    name: Name, rows: Sequence[MovementRow], config: Config, recipient: str, now: float
) -> Movements:
    """Return what moved for a name, in the order given."""
    return Movements(
        key=name.key,
        called=name.name,
        you=name.you,
        moves=tuple(_move(number, row) for number, row in enumerate(rows, start=1)),
        seen_at=moment(now),
        next_digest=next_digest(config, recipient, now),
        contact=config.contact,
    )


def _move(number: int, row: MovementRow) -> Move:
    return Move(
        number=number,
        kind=row.kind,
        title=row.title,
        url=row.url,
        engine=engine_name(row.engine),
        at=moment(row.at),
        place=row.place,
        was=row.was,
        item=row.item,
    )


def moves_layout(letter: Movements, words: Words, watch: str) -> Layout:
    """Return what moved on a name's first page as an alert."""
    name = naming.called(letter)
    cards = tuple(_card(letter, move, words) for move in letter.moves)
    heading = words.say("Your first page") if letter.you else words.say("First page for {name}", name=name)
    return Layout(
        subject=_subject(letter, words),
        preheader=cut(
            DOT.join(words.say("{title}: {moved}", title=card.title, moved=card.byline) for card in cards),
            PREHEADER,
        ),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=heading,
        kind=MessageKind.ALERT,
        blocks=(Block("", "", cards),),
        after=(
            Line(words.say("The whole page, and its past months:"), link=naming.names_command([letter.key])),
        ),
        foot=(
            Line(
                words.say("Too many alerts? To have three quiet days:"), link=naming.pause_command(letter.key)
            ),
            *what_next(letter, words),
        ),
    )


def _subject(letter: Movements, words: Words) -> str:
    name = naming.called(letter)
    if len(letter.moves) > 1:
        counts = Counter(move.kind for move in letter.moves)
        told = ", ".join(
            words.say_n(*said, n=counts[kind]) for kind, said in _COUNTED.items() if counts[kind]
        )
        number = words.say_n("{n} move", "{n} moves", n=len(letter.moves))
        if letter.you:
            whole = words.say("Your first page: {moves}", moves=told)
            return whole if len(whole) <= SUBJECT else words.say("Your first page: {moves}", moves=number)
        return titled(
            lambda shown: words.say("First page for {name}: {moves}", name=shown or name[:1], moves=number),
            name,
        )
    (move,) = letter.moves
    if move.kind is Moved.NEW:
        # Cut before it is quoted, so that its quotation mark is closed.
        title = plain(move.title) or _host(move)
        if letter.you:
            return titled(
                lambda shown: words.say("New on your first page: {title}", title=_shown(words, move, shown)),
                title,
            )
        return titled(
            lambda shown: words.say(
                "New on the first page for {name}: {title}", name=name, title=_shown(words, move, shown)
            ),
            title,
        )
    place, was = _place(words, move.place), _place(words, move.was)
    if letter.you:
        yours = _YOURS[move.kind]
        return titled(lambda shown: words.say(yours, page=shown, place=place, was=was), _host(move))
    own, page = _ITS_OWN[move.kind], _host(move)
    subject = titled(lambda shown: words.say(own, name=shown, page=page, place=place, was=was), name)
    return cut(subject, SUBJECT)


def _shown(words: Words, move: Move, title: str) -> str:
    return quoted(words, title) if move.title else title


def _card(letter: Movements, move: Move, words: Words) -> Card:
    ask = None
    if move.kind is Moved.NEW and move.item:
        ask = Line(
            words.say("If it is a namesake's:"), link=naming.mark_command(move.item, MarkValue.NO, letter.key)
        )
    return Card(
        number=move.number,
        title=plain(move.title) or _host(move),
        url=safe(move.url),
        byline=DOT.join((describe_move(words, move), f"{plain(move.engine, 40)}, {words.moment(move.at)}")),
        ask=ask,
    )


def describe_move(words: Words, move: Move) -> str:
    """Return how a result moved: "De la 2e à la 6e place"."""
    place, was = _place(words, move.place), _place(words, move.was)
    match move.kind:
        case Moved.NEW:
            return words.say("New, in {place} place", place=place)
        case Moved.LEFT:
            return words.say(
                "Off the first page: from {was} to {place} place"
                if move.place
                else "Off the first page: {was} before",
                place=place,
                was=was,
            )
        case Moved.FELL:
            return words.say("From {was} to {place} place", place=place, was=was)
        case Moved.RISEN:
            return words.say(
                "From {was} to {place} place" if move.was else "Now in {place} place", place=place, was=was
            )


def _place(words: Words, place: int | None) -> str:
    return words.place(place) if place else ""


def _host(move: Move) -> str:
    return (urlsplit(safe(move.url)).hostname or move.url).removeprefix("www.")
