"""Text as names are looked for in it: folded words, each with its place in the original, and what stands between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Literal

from veille.text.fold import plain

# Where a name stands in a document, and in which of its forms.


class NameForm(StrEnum):
    """The form in which a name stands somewhere, the surest first."""

    ORCID = "orcid"
    ADDRESS = "address"  # an e-mail address
    HANDLE = "handle"  # @somebody
    OWN = "own"  # an own host or page, in the document's own address or in its text
    FULL = "full"
    INVERTED = "inverted"  # "MARTIN Jean", "Martin, Jean"
    ALIAS = "alias"  # another form that was given
    EXACT = "exact"  # a name of one word, or in another script: matched as it is written
    INITIALS = "initials"  # "J.-N. Dupont"
    ACRONYM = "acronym"  # of a company, in capitals
    WORD = "word"  # a name that is an everyday word, in its capital: "Orange" proves little without context
    HALF = "half"  # the first name with one half of a double surname, or without a middle name
    TITLED = "titled"  # "Mme Le Goff"
    SURNAME = "surname"  # alone, where a fuller form stands in the same document


Field = Literal["title", "text", "author", "url"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a name stands: [start, end) in the original spelling of a field of the document.

    `between`: a middle name or a nickname stands between the parts.
    """

    name: str
    form: NameForm
    field: Field
    start: int
    end: int
    between: bool = False


WORD = re.compile(r"[^\W\d_]+")

# Within a word these are no letters to Python, and carry no meaning: accents of decomposed text (NFD), soft hyphens,
# zero-width characters, and what bidirectional text needs.
_SILENT = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
# A word that a line's end cut in two ("Des-\ncaves", "Des--caves"; but xn-- begins a host), and what is left of HTML.
_ODD = re.compile(
    rf"[{_SILENT}]+|(?<=[a-zß-öø-ÿ])(?:-\s+|(?<!xn)--|¬\s*)(?=[a-zß-öø-ÿ])|&(?:\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z]{{2,8}});"
)
# What makes that search worth while; most texts have none of it.
_HINT = re.compile(rf"[{_SILENT}&¬]|-[-\s]")

_SAINTS = {"st": "saint", "ste": "sainte"}
_MANY = 40_000  # about 5 MB


class _Memo(dict[str, str]):
    """Words already folded. Names and texts use the same words over and over."""

    def __missing__(self, raw: str) -> str:
        if len(self) > _MANY:
            self.clear()
        low = raw.lower() if raw.isascii() else plain(raw)
        low = self[raw] = _SAINTS.get(low, low)
        return low


_memo = _Memo()


def word(raw: str) -> str:
    """Return a word in lower case, without accents, œ as oe, ß as ss, St as saint."""
    return _memo[raw]


def forget() -> None:
    """Forget the words already folded, so that a measure begins cold."""
    _memo.clear()


def folds(text: str) -> list[str]:
    """Return the folded words of a text, such as a name."""
    return [_memo[raw] for raw in WORD.findall(cleaned(text)[0])]


def cleaned(text: str) -> tuple[str, Sequence[int] | None]:
    """Return text without invisible characters and entities, and each character's place in the original (None: the same)."""
    if not _HINT.search(text):
        return text, None
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in _ODD.finditer(text):
        new = unescape(match[0]) if match[0][0] == "&" else ""
        if new == match[0]:
            continue
        parts += (text[at : match.start()], new)
        places.extend(range(at, match.start()))
        places.extend([match.start()] * len(new))
        at = match.end()
    if not at:
        return text, None
    parts.append(text[at:])
    places.extend(range(at, len(text)))
    return "".join(parts), places


class TokenizedText:
    """A field read once: `raw` words as they stand, `folds` of each, and the gaps between them."""

    __slots__ = ("_ends", "_length", "_places", "_starts", "folds", "raw", "text")

    def __init__(self, original: str) -> None:
        self.text, self._places = cleaned(original)
        self._length = len(original)
        matches = list(WORD.finditer(self.text))
        self.raw = [match[0] for match in matches]
        self.folds = [_memo[raw] for raw in self.raw]
        self._starts = [match.start() for match in matches]
        self._ends = [match.end() for match in matches]

    def gap(self, number: int) -> str:
        """Return what stands before a word, since the word before it; after the last, what ends the text."""
        start = self._ends[number - 1] if number else 0
        gap = self.text[start : self._starts[number] if number < len(self.raw) else len(self.text)]
        # Patterns are tried on gaps: a page's ten thousand spaces count as one.
        return gap if len(gap) < 40 else " ".join(gap.split())[:40] or " "

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where the words [first, end) stand in the original."""
        start, stop = self._starts[first], self._ends[end - 1]
        if self._places is None:
            return start, stop
        # As far as the next character that was kept, so that no accent of its own is cut off.
        return self._places[start], self._places[stop] if stop < len(self._places) else self._length

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Return the words [first, end) that stand at the places [start, end) of the original."""
        spans = [self.span(at, at + 1) for at in range(len(self.raw))]
        there = [at for at, span in enumerate(spans) if span[0] < end and span[1] > start]
        return (there[0], there[-1] + 1) if there else (0, 0)


def capital(raw: str) -> bool:
    """Return whether a word begins with a capital."""
    return raw[0].isupper()


def upper(raw: str) -> bool:
    """Return whether a word of two letters or more is in capitals."""
    return len(raw) > 1 and raw.isupper()
