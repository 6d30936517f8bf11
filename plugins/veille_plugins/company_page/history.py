"""The last versions of a page's text, each sentence kept once; and what a new version adds and takes away. Pure."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from veille_plugins.company_page.masking import has_content, is_calendar, words

# What a cursor remembers of a page, as a short text. Pure.

_LARGEST = 4_000_000  # bytes unpacked


def pack(value: Any) -> str:
    """Return a value of JSON as a short text, which JSON need not quote."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).decode("ascii")


def unpack(packed: object) -> Any:
    """Return what was packed, None where it can't be read."""
    if not isinstance(packed, str):
        return None
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(packed), _LARGEST)
        return json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error):
        return None


VERSIONS = 5
"""Versions remembered: text that comes back to one of them is no change (a page that shows two texts in turn)."""

_ALL = (1 << VERSIONS) - 1
_KEPT = 12_000  # characters of text kept as they are; of what lies beyond, a fingerprint: it is compared, and not shown
_MOST = 4_000  # sentences of a version
_MOST_REMEMBERED = 6_000  # of all versions together
_FINGERPRINT = "\x1a"
_FEW = 3  # words: what has fewer stands somewhere in most pages
_END = re.compile(r"[.!?…]\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """What a version adds and takes away, as sentences of the page."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Sentences → a bit for each version that they stood in; the lowest is the latest version."""

    units: Mapping[str, int] = field(default_factory=dict)

    def size(self) -> int:
        """Return how many characters the latest version had; of a sentence kept as a fingerprint, its fingerprint's."""
        return sum(len(unit) for unit, mask in self.units.items() if mask & 1)


def sentences(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct sentences of a text, in order."""
    return tuple(dict.fromkeys(unit for line in lines for unit in _split(line)))[:_MOST]


def begin(now: Sequence[str]) -> History:
    """Return the history of a page seen for the first time."""
    return History(_bounded(dict.fromkeys(filter(_has_words, now), 1)))


def compare(history: History, now: Sequence[str]) -> tuple[Change | None, History]:
    """Return what changed since the versions remembered, and these from now on; the same object if nothing did.

    The nearest version is what a page is compared with. What stood in any version is not new; what later ones
    lacked is not removed; what is only cut into other lines is neither.
    """
    standing, new = _matched(history.units, now)
    present = {unit for unit in standing if unit in history.units}
    versions = [{unit for unit, mask in history.units.items() if mask >> bit & 1} for bit in range(VERSIONS)]
    while versions and not versions[-1]:  # not seen yet
        versions.pop()
    if not versions:  # a page of dates alone, until now
        return (Change(tuple(new), ()), begin(now)) if new else (None, history)
    if not new and present in versions:
        return None, history
    nearest = min(range(len(versions)), key=lambda bit: (len(versions[bit] ^ present), bit))
    # Where something comes back, what had come in its turn goes: a page that shows two texts.
    back = not present <= versions[nearest]
    lasting = (
        versions[:nearest]
        if not back
        else [version for version in versions if version is not versions[nearest]]
    )
    removed = [
        unit
        for unit in history.units
        if unit in versions[nearest] and unit not in present and all(unit in version for version in lasting)
    ]
    kept = dict.fromkeys(standing, 1)  # in the page's order, then what stood there before
    for unit, mask in history.units.items():
        if mask := mask << 1 & _ALL | kept.get(unit, 0):
            kept[unit] = mask
    after = History(_bounded(kept))
    added, removed = _really_changed(
        new, removed, now, [unit for unit in history.units if unit in versions[nearest]]
    )
    if not added and not removed:
        return None, after
    return Change(tuple(added), tuple(unit for unit in removed if unit[0] != _FINGERPRINT)), after


def restored(units: object) -> History | None:
    """Return a history from what the cursor kept of it, None where that can't be read."""
    if not isinstance(units, dict) or not all(isinstance(mask, int) for mask in units.values()):
        return None
    return History(units)


def _split(line: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        at, after = end.span()
        # Not after "M.", "Mme Dr." or "sept.": a sentence ends in a word, and the next begins with no small letter.
        ends = line[max(at - 3, 0) : at].isalpha() and at >= 3 and not line[after : after + 1].islower()
        if ends and not (line[at] == "." and is_calendar(line[line.rfind(" ", 0, at) + 1 : at])):
            yield line[start : at + 1]
            start = after
    yield line[start:]


def _has_words(unit: str) -> bool:
    return has_content(words(unit))


def _matched(units: Mapping[str, int], now: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the sentences that stand there, each as it is remembered but for dates and counters, and the new ones."""
    if all(unit in units for unit in now):
        return list(now), []
    there = set(now)
    by_words = {
        unit if unit[0] == _FINGERPRINT else words(unit): unit
        for unit in units
        if unit not in there or any(map(str.isdigit, unit))
    }
    standing: dict[str, None] = {}
    new: dict[str, str] = {}
    for unit in now:
        if unit in units:
            standing[unit] = None
            continue
        key = words(unit)
        known = by_words.get(key) or by_words.get(_fingerprint(key))
        if known is not None:
            standing[known] = None
        elif has_content(key) and key not in new:
            new[key] = unit
            standing[unit] = None
    return list(standing), list(new.values())


def _really_changed(
    new: Sequence[str], gone: Sequence[str], now: Sequence[str], before: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return what of new and gone sentences is not the same words cut otherwise: a page that was restyled."""
    if not new or not gone:
        return list(new), list(gone)
    was, there = _run(gone), _run(new)
    whole_was, whole_there = _plain(before), _plain(now)

    def elsewhere(unit: str, changed: str, whole: str) -> bool:
        key = f" {words(unit)} "
        return key in changed or (key.count(" ") > _FEW and _plain((unit,)) in whole)

    added = [unit for unit in new if not elsewhere(unit, was, whole_was)]
    return added, [unit for unit in gone if not elsewhere(unit, there, whole_there)]


def _run(units: Iterable[str]) -> str:
    return f" {' '.join(map(words, units))} "


def _plain(units: Iterable[str]) -> str:
    return " ".join(units).casefold()


def _bounded(units: Mapping[str, int]) -> dict[str, int]:
    """Return sentences of which the first are kept as they are, and the rest as fingerprints."""
    room, out = _KEPT, dict[str, int]()
    for unit, mask in list(units.items())[:_MOST_REMEMBERED]:
        room -= len(unit)
        kept = unit if room >= 0 or unit[0] == _FINGERPRINT else _fingerprint(words(unit))
        out[kept] = out.get(kept, 0) | mask
    return out


def _fingerprint(key: str) -> str:
    return _FINGERPRINT + base64.b85encode(blake2b(key.encode(), digest_size=4).digest()).decode()
