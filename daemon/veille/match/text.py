"""Text as matching sees it: cleaned of what harms, folded so that spellings meet, and cut into excerpts."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category, is_normalized, normalize

from veille.match.inclusive import BOTH, Edit, inclusive_edits
from veille.model import MARK, UNMARK

# Private-use characters are part of a word to FTS5's unicode61, so C, C++ and C# become three words.
SIGNS = {"+": "\ue000", "#": "\ue001", ".": "\ue002"}
_UNSIGN = str.maketrans({mark: sign for sign, mark in SIGNS.items()} | {BOTH: None})

_SIGNED = re.compile(r"(?<![\w.])(?:[a-z](?:\+\+(?!\+)|#)|\.net\b)", re.IGNORECASE)
_SAINT = re.compile(r"\b[Ss](?:t|T)(?:e|E)?\b\.?")


def _characters() -> dict[str, str]:
    """Return what single characters become before normalising: no formatting, no disguised separators."""
    table = {chr(code): "" for code in range(0x80, 0xE0080) if category(chr(code)) == "Cf"}
    # unicode61 takes the modifier letters among them for letters, and NFKC makes an accent of others.
    table |= dict.fromkeys("’‘‛ʼʻʹˈ′´`＇", "'")
    # NFKC would glue them to the word before: iPhoneTM, 21/2.
    table |= dict.fromkeys("™℠", " ") | {sign: f" {normalize('NFKC', sign)}" for sign in "¼½¾⅓⅔⅛⅜⅝⅞"}
    return table


# Letters that keep their bar or their other half when accents are removed.
_LETTERS = {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ı": "i", "ŧ": "t", "Ŧ": "T",
}  # fmt: skip
_CHARACTERS = _characters()
_ODD = re.compile(f"[{re.escape(''.join(_CHARACTERS))}\ue000-\uf8ff]")
_BARRED = re.compile(f"[{''.join(_LETTERS)}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets` gives for each of its characters the index in the original, of `length` characters."""

    text: str
    offsets: Sequence[int]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded text[start:end] stands in the original."""
        after = self.offsets[end] if end < len(self.offsets) else self.length
        return self.offsets[start], after


def clean_text(s: str) -> str:
    """Return s fit to be kept and shown: NFC, no control or bidi characters or lone surrogates, single spaces."""
    if s.isascii() and s.isprintable():
        return " ".join(s.split(" ")) if "  " in s or s[:1] == " " or s[-1:] == " " else s
    s = _HARMFUL.sub("", " ".join(s.split()))
    return " ".join(normalize("NFC", s).split())


def _harmful() -> re.Pattern[str]:
    bidi = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
    return re.compile(f"[\x00-\x1f\x7f-\x9f{bidi}\u2028\u2029\ufeff\ud800-\udfff\ufff9-\ufffb]")


_HARMFUL = _harmful()


def folded(text: str) -> str:
    """Return text folded, as the archive's index has it: exactly fold(text).text."""
    if not text.isascii():
        text = _LETTER_SUB(_normal(_ODD.sub(_character, text)))
    return apply(text, _word_edits(text))


def fold(text: str) -> Folded:
    """Return text folded, with the place of every character in the original.

    Case and accents stay: the index removes them (unicode61, remove_diacritics 2).
    """
    offsets: Sequence[int] = range(len(text))
    now = text
    if not text.isascii():
        for edits in (_edits(_ODD, _character, text), None, _BARRED):
            if edits is None:
                found = [] if is_normalized("NFKC", now) else _normal_edits(now)
            elif isinstance(edits, list):
                found = edits
            else:
                found = _edits(edits, _letter, now)
            now, offsets = apply(now, found), _moved(offsets, found)
    found = _word_edits(now)
    return Folded(apply(now, found), _moved(offsets, found), len(text))


def plain(text: str) -> str:
    """Return text folded, lower-case and without accents, for comparing names and titles; signs stay (c++)."""
    text = folded(text).translate(_UNSIGN).lower() if not text.isascii() else folded(text).translate(_UNSIGN).lower()
    if text.isascii():
        return text
    return "".join(sign for sign in normalize("NFKD", text) if category(sign) != "Mn")


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return text with edits (start, end, replacement) made; they are in order and apart."""
    if not edits:
        return text
    parts, at = [], 0
    for start, end, new in edits:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _moved(offsets: Sequence[int], edits: Sequence[Edit]) -> Sequence[int]:
    if not edits:
        return offsets
    moved, at = array("I"), 0
    for start, end, new in edits:
        moved.extend(offsets[at:start])
        moved.extend(offsets[min(start + step, end - 1)] for step in range(len(new)))
        at = end
    moved.extend(offsets[at:])
    return moved


def _character(found: re.Match[str]) -> str:
    return _CHARACTERS.get(found[0], " ")


def _letter(found: re.Match[str]) -> str:
    return _LETTERS[found[0]]


def _LETTER_SUB(text: str) -> str:
    return _BARRED.sub(_letter, text)


def _normal(text: str) -> str:
    return text if is_normalized("NFKC", text) else normalize("NFKC", text)


def _edits(pattern: re.Pattern[str], new: object, text: str) -> list[Edit]:
    return [(m.start(), m.end(), new(m)) for m in pattern.finditer(text)]  # type: ignore[operator]


_CLUSTER = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


def _normal_edits(text: str) -> list[Edit]:
    """Return NFKC as edits. Nothing before an ASCII character changes with what follows it, so cuts there are safe."""
    return [
        (m.start(), m.end(), new)
        for m in _CLUSTER.finditer(text)
        if (new := normalize("NFKC", m[0])) != m[0]
    ]


def _word_edits(text: str) -> list[Edit]:
    edits = inclusive_edits(text)
    edits += _edits(_SIGNED, lambda m: "".join(SIGNS.get(sign, sign) for sign in m[0]), text)
    edits += _edits(_SAINT, lambda m: "Sainte" if "e" in m[0].lower() else "Saint", text)
    edits.sort()
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def excerpt(text: str, spans: Iterable[tuple[int, int]], limit: int = 220) -> str:
    """Return at most limit signs of text around as many of spans (start, end) as fit, each between MARK and UNMARK.

    Cut at word ends, with "…" where something is left out; marks are not counted. Without spans: the beginning.
    """
    found = sorted(span for span in spans if span[0] < span[1])
    start, end = _window(text, found, limit)
    parts, at = [], start
    for a, b in found:
        if a < at or b > end:
            continue
        parts += (text[at:a], MARK, text[a:b], UNMARK)
        at = b
    shown = "".join((*parts, text[at:end]))
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _window(text: str, spans: Sequence[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Return where the excerpt begins and ends: with the most spans, the earliest of these, some words before."""
    if len(text) <= limit:
        return 0, len(text)
    room = limit - 2
    best, start, until = -1, 0, 0
    for number, (a, _) in enumerate(spans):
        inside = [b for _, b in spans[number:] if b - a <= room]
        if len(inside) > best:
            best, start, until = len(inside), a, max(inside, default=a)
    lead = max(0, min((room - (until - start)) // 2, 60)) if best > 0 else 0
    start = max(0, start - lead)
    if start:
        start = min(start, len(text) - room) if len(text) - room > 0 else 0
        space = text.find(" ", start, start + 40)
        first = min((a for a, _ in spans if a >= start), default=start)
        if start and space != -1 and space < first:
            start = space + 1
    end = min(len(text), start + room)
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", start, end)
        if space > start and space >= min(until, end) and space > end - 40:
            end = space
    while end > start and end < len(text) and text[end - 1].isspace():
        end -= 1
    return start, end
