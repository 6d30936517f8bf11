"""Why something fails, told to its reader: in French, and in brief at the foot of a digest. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus

from veille.language import phrases_failures as phrases
from veille.language.words import NARROW, Words, typeset

_LONGEST = 2_000  # signs: what is longer is no sentence of ours
_HOLE = re.compile(r"\{(\w+)\}")
_PLACE = r"\S+(?: \(port \d+\))?"
_HOLES = {"at": _PLACE, "host": _PLACE, "name": r"\S+", "status": r"[1-9]\d\d", "n": r"[\d.]+", "all": r"\d+"}


def in_french(why: str) -> str:
    """Return in French why something fails; what no pattern knows stays as it is, for its reader to quote."""
    return _told(why, "french") or why


def told(why: str, words: Words) -> str:
    """Return why something fails in the reader's words; in quotation marks where they are not the reader's."""
    french = _told(why, "french") if words.language == "fr" else ""
    return french or (words.quoted(why) if why else "")


def in_brief(why: str, language: str) -> str:
    """Return why a source fails, for a line that has named it: "503", "n'a pas répondu à temps"."""
    return _told(why, "french_brief" if language == "fr" else "english_brief") or why


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence as a pattern, and what is made of it: templates with the same holes."""

    pattern: re.Pattern[str]
    templates: dict[str, str]


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(_row(english, french) for english, french in phrases.ROWS)


def _row(english: str, french: str) -> _Row:
    pieces = _HOLE.split(_even(english))
    pattern = "".join(
        f"(?P<{piece}>{_HOLES.get(piece, '.+?')})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    brief = phrases.BRIEF.get(english, (french.removeprefix("{at} "), english.removeprefix("{at} ")))
    return _Row(
        re.compile(pattern, re.DOTALL),
        {"french": typeset(_even(french)), "french_brief": typeset(brief[0]), "english_brief": brief[1]},
    )


@lru_cache(maxsize=256)
def _told(why: str, form: str) -> str:
    """Return a sentence, or several joined by "; ", in one form; nothing if any of it is not known."""
    parts = why.split("; ") if len(why) <= _LONGEST else []
    for n in range(1, len(parts) + 1):
        first = _sentence("; ".join(parts[:n]), form)
        if first and n == len(parts):
            return first
        if first and (rest := _told("; ".join(parts[n:]), form)):
            return f"{first}{'' if form == 'english_brief' else NARROW}; {rest}"
    return ""


def _sentence(why: str, form: str) -> str:
    even = _even(why)
    for row in _rows():
        if found := row.pattern.fullmatch(even):
            holes = found.groupdict()
            for hole in holes.keys() & {"why", "its"}:
                holes[hole] = _told(holes[hole], form) or ("" if hole == "why" else holes[hole])
            if form == "french" and _is_phrase_of(holes.get("status", ""), holes.get("said", "")):
                meaning = phrases.STATUSES.get(int(holes["status"]), "")
                holes["said"] = f"({meaning})" if meaning else ""
            if holes.get("why", "known"):
                return row.templates[form].format(**holes).rstrip()
    return ""


def _even(text: str) -> str:
    """Return text with single spaces: a letter shows no others, nor does what comes from one."""
    return re.sub(r"\s+", " ", text)


def _is_phrase_of(status: str, said: str) -> bool:
    """Say whether what a server said beside a status is only the status's own name (RFC 9110 §15)."""
    return said in (one.phrase for one in HTTPStatus if str(one.value) == status)
