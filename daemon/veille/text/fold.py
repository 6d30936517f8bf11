"""Text as matching sees it: cleaned of what harms, folded so that spellings meet, and cut into excerpts."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, is_normalized, normalize

from veille.model import MARK, UNMARK
from veille.text.inclusive import BOTH, TextEdit, inclusive_edits

# unicode61 takes private-use characters for letters: so C, C++ and C# are three words, and .NET isn't net.
_SIGNS = {"+": "\ue000", "#": "\ue001", ".": "\ue002"}

# Letters that keep their bar, or their other half, when accents are removed.
_LETTERS = {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ı": "i",
}  # fmt: skip


def _characters() -> dict[str, str]:
    """Return what odd characters become. Formatting vanishes: a soft hyphen would cut its word in two."""
    # Not beyond U+FFFF: re is twenty times slower with a class that goes further.
    table = _LETTERS | {chr(code): "" for code in range(0x80, 0x10000) if category(chr(code)) == "Cf"}
    # Written as apostrophes, but letters to unicode61, or accents to NFKC.
    table |= dict.fromkeys("ʼʻʹˈ´", "'")
    # NFKC would glue these to the word before: iPhoneTM, 21⁄2.
    return table | dict.fromkeys("™℠", " ") | {sign: f" {normalize('NFKC', sign)}" for sign in "¼½¾⅓⅔⅛⅜⅝⅞"}


_CHARACTERS = _characters()
# Controls, lone surrogates and what could pass for our own private-use characters become spaces.
_ODD = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff{re.escape(''.join(_CHARACTERS))}]")
# Common in French, and changed by NFKC, which costs ten times as much.
_SPACES = ("\u00a0", "\u202f", "\u2009", "\u2026")

_SIGNED = re.compile(r"(?<![\w.])(?:[a-z](?:\+\+(?!\+)|#)|\.net\b)", re.IGNORECASE)
_SAINT = re.compile(r"[Ss](?<!\w.)[Tt][Ee]?(?!\w)\.?")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text; `offsets` gives for each of its characters the index in the original, which has `length` characters."""

    text: str
    offsets: Sequence[int]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded text[start:end] stands in the original."""
        after = self.offsets[end] if end < len(self.offsets) else self.length
        return (self.offsets[start] if start < len(self.offsets) else self.length), after


# A batch folds each text for its rules, for its story and for the archive.
@lru_cache(maxsize=128)
def folded(text: str) -> str:
    """Return text folded, as the archive's index has it: exactly fold(text).text, and much faster.

    Spellings of one word meet: compatibility characters (NFKC), ligatures and barred letters, formatting
    characters, Saint and St, inclusive spellings; C++, C#, F#, .NET become words of their own. Case and
    accents stay: the index removes them (unicode61, remove_diacritics 2), so "charge" and "chargé" meet, which
    headlines in unaccented capitals need.
    """
    if not text.isascii() or not text.isprintable():
        text = _ODD.sub(_character, _spaced(text))
        if not is_normalized("NFKC", text):
            text = normalize("NFKC", text)
    return _edited(text, _word_edits(text))


def fold(text: str) -> FoldedText:
    """Return text folded (see folded), with the place of every character in the original."""
    now, offsets = text, range(len(text))
    if text.isascii() and text.isprintable():
        edits = _word_edits(now)
        return FoldedText(_edited(now, edits), _moved(offsets, edits), len(text))
    now = _spaced(now)
    places: Sequence[int] = offsets
    for step in (_odd_edits, _normal_edits, _word_edits):
        edits = step(now)
        now, places = _edited(now, edits), _moved(places, edits)
    return FoldedText(now, places, len(text))


def plain(text: str) -> str:
    """Return text folded, lower-case and without accents, for comparing names and titles; punctuation stays (c++)."""
    text = folded(text)
    if text.isascii():
        return text.lower()
    return bare(_unsigned(text, "").replace("’", "'"))


def bare(text: str) -> str:
    """Return a folded text in lower case and without accents, much as the index has it."""
    text = text.lower()
    if text.isascii():
        return text
    return _ACCENTS.sub("", normalize("NFKD", text))


_ACCENTS = re.compile("[\u0300-\u036f]+")


def readable(fts: str) -> str:
    """Return an FTS5 expression for a person to read: private-use characters as what they stand for."""
    return _unsigned(fts, "(e)")


def _unsigned(text: str, both: str) -> str:
    for sign, mark in _SIGNS.items():
        text = text.replace(mark, sign)
    return text.replace(BOTH, both)


def _spaced(text: str) -> str:
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


def _character(match: re.Match[str]) -> str:
    return _CHARACTERS.get(match[0], " ")


def _odd_edits(text: str) -> list[TextEdit]:
    return [(m.start(), m.end(), _character(m)) for m in _ODD.finditer(text)]


def _normal_edits(text: str) -> list[TextEdit]:
    """Return the edits that NFKC makes: character by character with its marks, where that comes to the same."""
    if is_normalized("NFKC", text):
        return []
    edits: list[TextEdit] = []
    # No ASCII character composes with what stands before it, so a run that starts with one changes alone.
    for run in _RUN.finditer(text):
        whole = normalize("NFKC", run[0])
        starts = [at for at, sign in enumerate(run[0]) if not at or category(sign)[0] != "M"]
        pieces = [(a, b, run[0][a:b]) for a, b in zip(starts, [*starts[1:], len(run[0])], strict=True)]
        changed = [(a, b, normalize("NFKC", piece)) for a, b, piece in pieces]
        if "".join([new for _, _, new in changed]) != whole:
            edits.append((run.start(), run.end(), whole))
            continue
        at = run.start()
        edits += [
            (at + a, at + b, new)
            for (a, b, old), (_, _, new) in zip(pieces, changed, strict=True)
            if old != new
        ]
    return edits


_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


def _word_edits(text: str) -> list[TextEdit]:
    """Return the edits that make one spelling of words: they are in order and apart."""
    edits = inclusive_edits(text)
    edits += [
        (m.start(), m.end(), "Sainte" if m[0][2:3] in ("e", "E") else "Saint") for m in _SAINT.finditer(text)
    ]
    if "#" in text or "++" in text or ".net" in text or ".NET" in text or ".Net" in text:
        edits += [
            (m.start(), m.end(), "".join(_SIGNS.get(s, s) for s in m[0])) for m in _SIGNED.finditer(text)
        ]
    if len(edits) < 2:
        return edits
    edits.sort()
    kept: list[TextEdit] = []
    until = 0
    for edit in edits:
        if edit[0] >= until:
            kept.append(edit)
            until = edit[1]
    return kept


def _edited(text: str, edits: Sequence[TextEdit]) -> str:
    if not edits:
        return text
    parts: list[str] = []
    at = 0
    for start, end, new in edits:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _moved(offsets: Sequence[int], edits: Sequence[TextEdit]) -> Sequence[int]:
    if not edits:
        return offsets
    moved, at = array("I"), 0
    for start, end, new in edits:
        moved.extend(offsets[at:start])
        moved.extend([offsets[start]] * len(new))
        at = end
    moved.extend(offsets[at:])
    return moved


# Bidirectional overrides show one address and mean another; U+FFFE and U+FFFF are no characters.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean_text(s: str) -> str:
    """Return s fit to be kept and shown: NFC, no controls, bidi overrides or lone surrogates, single spaces."""
    if s.isascii() and s.isprintable():
        return " ".join(s.split())
    return " ".join(normalize("NFC", _HARMFUL.sub("", " ".join(s.split()))).split())


def excerpt(text: str, spans: Iterable[tuple[int, int]], limit: int = 220) -> str:
    """Return at most limit characters of text, marks not counted, with as many of spans (start, end) as fit.

    Each span stands between MARK and UNMARK. Cut at word ends, with "…" where something is left out. Without
    spans it is the text's beginning.
    """
    ordered = sorted((start, end) for start, end in spans if start < end)
    begin, stop = _window(text, ordered, limit)
    parts: list[str] = ["…"] if begin else []
    at = begin
    for start, end in ordered:
        start, end = max(start, at), min(end, stop)
        if start < end:
            parts += (text[at:start], MARK, text[start:end], UNMARK)
            at = end
    parts.append(text[at:stop])
    if stop < len(text):
        parts.append("…")
    return "".join(parts)


def _window(text: str, spans: Sequence[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Return where an excerpt begins and stops: the first place with the most spans, and some words before it."""
    if len(text) <= limit:
        return 0, len(text)
    room = limit - 2
    first = until = begin = 0
    most = 0
    ends = [end for _, end in spans]
    for number, (start, _) in enumerate(spans):
        past = bisect_right(ends, start + room)
        if past - number > most:
            most, first, until = past - number, start, ends[past - 1]
    if spans and not most:  # the first one alone is too long
        first, until = spans[0][0], spans[0][0]
    before = min(room // 4, (room - (until - first)) // 2)
    if first > before:
        begin = min(first - before, max(0, len(text) - room))
        space = (
            text.rfind(" ", 0, begin + 1) if text[begin - 1 : begin] == " " else text.find(" ", begin, first)
        )
        begin = begin if not begin else space + 1 if space >= 0 else first
    stop = min(len(text), begin + room)
    if stop < len(text) and text[stop] != " ":
        space = text.rfind(" ", max(until, begin), stop)
        stop = space if space > begin else stop
    while stop > max(until, begin) and stop < len(text) and text[stop - 1] == " ":
        stop -= 1
    return begin, stop
