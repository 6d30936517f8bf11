"""The openings that have closed and what is to come, as parts of a digest's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.language.words import DOT, Words
from veille.letters.clip import plain, safe
from veille.letters.layout import Line, Part
from veille.letters.letter import Closed, Coming
from veille.letters.subjects import quoted

MOST = 10  # of each that are named; the others are counted


def closed(words: Words, gone: Sequence[Closed]) -> Iterator[Part]:
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
        yield _part(words, "closed openings", lines, len(openings))
    if people:
        lines = [Line(plain(one.title, 140)) for one in people[:MOST]]
        yield _part(words, "left the register", lines, len(people))


def coming(words: Words, soon: Sequence[Coming]) -> Iterator[Part]:
    """Yield what is to come, by its day."""
    if not soon:
        return
    lines = []
    for one in soon[:MOST]:
        told = DOT.join(part for part in (plain(one.title, 100), plain(one.place, 60)) if part)
        url = safe(one.url)
        lines.append(Line(told, label=words.day(one.starts), link=url, href=url))
    yield _part(words, "to come", lines, len(soon))


def _part(words: Words, heading: str, lines: Sequence[Line], n: int) -> Part:
    more = words.say("others", n=n - len(lines)) if n > len(lines) else ""
    return Part(words.say(heading), words.say("count", shown=n), lines=tuple(lines), note=more)
