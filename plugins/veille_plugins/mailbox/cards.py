"""The build of a mail: which lines head a card like those whose links are known, though nobody knows their own. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from veille_plugins.mailbox import facts
from veille_plugins.mailbox.lines import MailLine
from veille_plugins.mailbox.phrases import BUTTON, ITSELF

_CARD = 4  # lines below a title, in which its small print stands


def alike(lines: Sequence[MailLine], heads: Sequence[int], asking: int) -> bool:
    """Return whether a line heads a card that is built like one of those that the lines `heads` head.

    It stands in elements of the same names, no deeper in a card than two known ones are apart, and what follows it
    is what follows them.
    """
    line = lines[asking]
    same = [head for head in heads if lines[head].path == line.path]
    if not same:
        return False
    apart = max(_shared(lines[head], line) for head in same)
    if len(same) > 1:
        if apart > max(_shared(lines[head], lines[next_head]) for head, next_head in pairwise(same)):
            return False
    elif _size(lines, asking, apart) < min(2, _size(lines, same[0], apart)):
        return False
    return _below(lines, asking) in {_below(lines, head) for head in same}


def looks_like_openings(lines: Sequence[MailLine]) -> int:
    """Return how many lines of the same build are linked titles with the small print of an opening below each."""
    heads: dict[tuple[str, ...], set[str]] = {}
    for number, line in enumerate(lines):
        for href, said in line.links[:1]:
            if len(said) > 5 and said == line.text and not BUTTON.fullmatch(said) and not ITSELF.search(said):
                below = lines[number + 1 : number + _CARD]
                if any(
                    facts.recognise(piece)
                    for row in below
                    for piece in row.text.split(" · ")
                    if not row.links
                ):
                    heads.setdefault(line.path, set()).add(href)
    return max(map(len, heads.values()), default=0)


def _shared(one: MailLine, other: MailLine) -> int:
    """Return how many elements two lines stand in together."""
    depth = 0
    for a, b in zip(one.within, other.within, strict=False):
        if a != b:
            break
        depth += 1
    return depth


def _size(lines: Sequence[MailLine], number: int, depth: int) -> int:
    """Return how many lines stand in the part of a mail that a line is in, below `depth` elements."""
    part = lines[number].within[: depth + 1]
    return sum(line.within[: depth + 1] == part for line in lines[number : number + 50]) if part else 1


def _below(lines: Sequence[MailLine], number: int) -> tuple[tuple[str, ...], bool]:
    """Return the build of the line that follows one, and whether another link stands there."""
    links = {href for href, _ in lines[number].links}
    for line in lines[number + 1 : number + 2]:
        return line.path, any(href not in links for href, _ in line.links)
    return (), False
