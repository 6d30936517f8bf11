"""What letters have in common: how a title is quoted, where a preheader goes on, what comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veille.language.words import Words
from veille.letters.clip import PREHEADER, cut, plain
from veille.letters.layout import Line, Story, next_letter, stop
from veille.letters.letter import Alert, DigestLetter, FirstLetter, Movements, NameLetter, Spike

_OPEN, _CLOSE = re.compile(r"«[ \u00a0\u202f]?"), re.compile(r"[ \u00a0\u202f]?»")


def quoted(words: Words, title: str) -> str:
    """Return a title in quotation marks, unless it begins with some; quotations within become “ ”."""
    if title.startswith(("«", "“", '"')):
        return title
    return words.quoted(_CLOSE.sub("”", _OPEN.sub("“", title)))


def goes_on(words: Words, subject: str, stories: Sequence[Story]) -> str:
    """Return what the subject had no room for: the other titles, else the byline and the excerpt."""
    others = [story.title for story in stories if cut(story.title, 20).rstrip("…") not in subject]
    if others:
        return cut(words.say("and also", titles=" · ".join(others)), PREHEADER)
    if not stories:
        return ""
    first = stories[0]
    rest = [] if first.title in subject else [first.title]
    return plain(" · ".join([*rest, first.byline, first.excerpt]), PREHEADER)


def what_next(
    letter: Alert | Spike | Movements | DigestLetter | FirstLetter | NameLetter, words: Words
) -> tuple[Line, ...]:
    """Return when the next letter leaves, and how to stop."""
    return (*next_letter(words, letter.next_digest), *stop(words, letter.contact))
