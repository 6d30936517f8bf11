"""Which of somebody's words stand close to a name, and which elsewhere in the same document. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from veille.match.query import WORD, term
from veille.names.common_words import COMMON, STOP
from veille.names.lexicon import TITLES
from veille.names.spelling import word
from veille.text.fold import bare, fold

Span = tuple[int, int]
"""Where something starts and ends in the original spelling of a text."""

_CLOSE = 20  # words before or after a name: about two lines
_LONGEST = 60  # words: a sentence beyond is a table or a list
_END = re.compile(r"[.!?…]+[\s»\"”’)\]]*(?=\s[«\"“(\[\s]*[A-ZÀ-Þ0-9])|\n")
_OPENING = " \t\n\u00a0\u202f«\"“(['’"  # what may stand before a sentence's first word
_LAST_WORD = re.compile(r"[^\W\d_]+$")


@dataclass(frozen=True, slots=True)
class ContextPhrase:
    """A word or phrase to look for: as it was typed, and its spellings as folded words, the last perhaps a beginning."""

    shown: str
    spellings: tuple[tuple[str, ...], ...]
    prefix: bool

    def is_at(self, there: Sequence[str], spelling: Sequence[str]) -> bool:
        if self.prefix and len(there) == len(spelling):
            return there[:-1] == list(spelling[:-1]) and there[-1].startswith(spelling[-1])
        return there == list(spelling)


@lru_cache(maxsize=4096)
def context_phrase(typed: str) -> ContextPhrase | None:
    """Parse a context word or phrase as in a rule: any accents, either gender, `*` for any ending.

    None where it has no letter or digit.
    """
    text = typed.strip()
    prefix = text.endswith("*")
    text = text.rstrip("* ").strip('"')
    parsed = term(text, prefix=prefix)
    if parsed is None:
        return None
    return ContextPhrase(
        text, tuple(tuple(map(bare, WORD.findall(spelling))) for spelling in parsed.spellings), prefix
    )


class Text:
    """A text read once: its folded words, where each stands, and where sentences end."""

    def __init__(self, original: str) -> None:
        folding = fold(original)
        matches = list(WORD.finditer(folding.text))
        self.original = original
        self._words = [bare(match[0]) for match in matches]
        self._spans = [folding.span(*match.span()) for match in matches]
        self._starts = [start for start, _ in self._spans]
        self._ends = list(_sentence_ends(original))
        self._at: defaultdict[str, list[int]] = defaultdict(list)
        for number, folded in enumerate(self._words):
            self._at[folded].append(number)

    def find(self, sought: ContextPhrase) -> Iterator[Span]:
        """Yield each place of a word or phrase."""
        for spelling in sought.spellings:
            for number in self._beginning(spelling[0], sought.prefix and len(spelling) == 1):
                if sought.is_at(self._words[number : number + len(spelling)], spelling):
                    yield self._starts[number], self._spans[number + len(spelling) - 1][1]

    def _beginning(self, first: str, prefix: bool) -> Iterable[int]:
        if not prefix:
            return self._at.get(first, ())
        return (number for folded, at in self._at.items() if folded.startswith(first) for number in at)

    def close(self, span: Span) -> Span:
        """Return what is close to a place: its sentence, and at least 20 words on both sides, at most 60."""
        if not self._words:
            return span
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        last = max(bisect_left(self._starts, span[1]) - 1, first)
        before, after = bisect_right(self._ends, span[0]), bisect_left(self._ends, span[1])
        begins = bisect_left(self._starts, self._ends[before - 1]) if before else 0
        ends = bisect_left(self._starts, self._ends[after]) if after < len(self._ends) else len(self._starts)
        begins = max(min(begins, first - _CLOSE), first - _LONGEST, 0)
        ends = min(max(ends, last + 1 + _CLOSE), last + 1 + _LONGEST, len(self._spans))
        return min(self._starts[begins], span[0]), max(self._spans[ends - 1][1], span[1])

    def distinctive_words(self, place: Span, but: Sequence[Span], most: int = 3) -> list[str]:
        """Return the `most` most specific words of a passage: capitalised ones first, then long uncommon ones."""
        ranked: dict[str, tuple[bool, int, str]] = {}
        for number in range(bisect_left(self._starts, place[0]), bisect_right(self._starts, place[1])):
            start, end = self._spans[number]
            folded, raw = self._words[number], self.original[start:end]
            if end > place[1] or within((start, end), but):
                continue
            if len(folded) < 4 or folded in STOP or folded in COMMON or folded in TITLES or folded.isdigit():
                continue
            named = raw[:1].isupper() and not self._begins_sentence(start)
            ranked.setdefault(folded, (not named, -len(folded), raw if named else raw.lower()))
        return [raw for _, _, raw in sorted(ranked.values())][:most]

    def _begins_sentence(self, at: int) -> bool:
        ended = bisect_right(self._ends, at)
        return not self.original[self._ends[ended - 1] if ended else 0 : at].strip(_OPENING)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def within(span: Span, places: Sequence[Span]) -> bool:
    """Return whether a span lies in one of some merged ones."""
    number = bisect_right(places, span[0], key=lambda place: place[0]) - 1
    return number >= 0 and span[1] <= places[number][1]


def _sentence_ends(text: str) -> Iterator[int]:
    """Yield where sentences end; "M. Martin" and "J. Martin" are no ends."""
    for end in _END.finditer(text):
        before = _LAST_WORD.search(text[max(0, end.start() - 20) : end.start()])
        if end[0][0] == "." and before and (len(before[0]) == 1 or word(before[0]) in TITLES):
            continue
        yield end.end()
