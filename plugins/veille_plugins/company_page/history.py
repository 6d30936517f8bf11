"""The last versions of a page's text, each sentence kept once; and what a new version adds and takes away. Pure."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

from veille.kit.html import TextLine
from veille_plugins.company_page.masking import (
    facts,
    has_content,
    is_calendar,
    same_facts,
    tells_amount,
    words,
)

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

LASTING = 3
"""Polls that a version stands until the others are forgotten: what lasted, and then comes back, is news."""

_FLIPS = 3  # times that a page may turn from "open" to "closed" and back at once, before it is one that shows two texts
_ALL = (1 << VERSIONS) - 1
_KEPT = 12_000  # characters of text kept as they are; of what lies beyond, a fingerprint: it is compared, and not shown
_MOST = 4_000  # sentences of a version
_MOST_REMEMBERED = 6_000  # of all versions together
_FINGERPRINT = "\x1a"
_LEADS, _AGAIN = (
    "\x1f",
    "\x1d",
)  # in a unit, before the fingerprint of its link, and before which time it stands there
_FEW = 3  # words: what has fewer stands somewhere in most pages
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.!?…]\s+")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|pptx?|odp|rtf|zip|csv|txt|epub|ics)$", re.IGNORECASE)
_PASSING = re.compile(
    r"utm_\w+|\w*session\w*|sid|phpsessid|\w*clid|token|nonce|ts|t|v|ver|version|hash|rand\w*|_\w*",
    re.IGNORECASE,
)
_SIZE = re.compile(r"[-_@](?:\d+x\d*|\d+w?|scaled|[0-9a-f]{8,})(?=[-_.@]|$)", re.IGNORECASE)
# The text of a link that says what to do, not what it leads to.
_INVITES = re.compile(
    r"\W*(?:(?:en )?(?:savoir|lire|voir|consulter|télécharger|accéder|découvrir|afficher|ouvrir)\b.{0,40}|(?:je "
    r")?postuler?\b.{0,20}|candidater"
    r"|détails?|plus|ici|pdf|lien|fichier|document|(?:read|learn|see|view|show|download|open|apply|get)\b.{0,40}"
    r"|details|more|here|link|file"
    r"|mehr.{0,20}|herunterladen|ansehen|descargar.{0,20}|ver.{0,20}|scarica.{0,20}|leggi.{0,20}|lees.{0,20}"
    r"|bekijk.{0,20}|baixar.{0,20})?\W*",
    re.IGNORECASE,
)
# Words of what is open or shut, to be had or not: of these no page shows one and then the other by chance.
_OPEN = re.compile(
    r"\b(?:ouver|disponible|en stock|inscri(?:vez|ption)s? (?:possible|ouvert)|reste des places|open\b|opened"
    r"|available|in stock|offen|geöffnet"
    r"|verfügbar|lieferbar|abiert|apert|disponibil|beschikbaar)",
    re.IGNORECASE,
)
_SHUT = re.compile(
    r"\b(?:ferm[ée]|clos(?:e|es)?\b|clôtur|compl[eè]te?s?\b|épuisé|indisponible|en rupture|plus de place|terminé"
    r"|suspendu|closed|sold out"
    r"|unavailable|out of stock|full\b|geschlossen|ausverkauft|ausgebucht|nicht verfügbar|cerrad|agotad|chius|esaurit"
    r"|gesloten|uitverkocht"
    r"|pas (?:encore )?ouver|not (?:yet )?open)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a version adds and takes away, as units of the page."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Units → a bit for each version that they stood in; the lowest is the latest version.

    A unit is a sentence or a picture: its text, where a link in it leads (a fingerprint), and which time it stands there
    where it does so several times. `stood` counts the polls that found the latest version, `flips` how often an earlier
    one came back soon.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    stood: int = 1
    flips: int = 0

    def size(self) -> int:
        """Return how many characters the latest version had; of a sentence kept as a fingerprint, its fingerprint's."""
        return sum(len(unit) for unit, mask in self.units.items() if mask & 1)

    def versions(self) -> list[set[str]]:
        """Return the units of each version, the latest first."""
        found = [{unit for unit, mask in self.units.items() if mask >> bit & 1} for bit in range(VERSIONS)]
        while found and not found[-1]:  # not seen yet
            found.pop()
        return found

    def is_young(self) -> bool:
        """Return whether the latest version hasn't stood long enough for the others to be forgotten."""
        if self.stood < 2:
            return True
        return self.stood < LASTING * (1 + min(self.flips, 3)) and any(
            mask >> 1 for mask in self.units.values()
        )


@dataclass(frozen=True, slots=True)
class PageUnits:
    """What a page says now: its units in order, each with the address that it leads to, "" where it leads nowhere."""

    links: Mapping[str, str]
    pictures: frozenset[str] = frozenset()


def units_of(lines: Iterable[TextLine]) -> PageUnits:
    """Return the units of a text. A picture whose text stands beside it is none."""
    links: dict[str, str] = {}
    often: dict[str, int] = {}
    pictures: list[tuple[str, str, str]] = []  # the text of each, its address, where it leads
    for line in lines:
        if line.picture:
            address, href = [*(link for _, link in line.links), "", ""][:2]
            pictures.append((line.text, address, href))
            continue
        for start, end in _split(line.text):
            text = line.text[start:end].rstrip()
            href = next((href for at, href in line.links if start < at <= end and _leads_on(href)), "")
            _add(links, often, text, href, leads(href))
        if len(links) >= _MOST:
            return PageUnits(links)
    said = {text_of(unit).casefold() for unit in links} if pictures else set()
    shown: set[str] = set()
    for alt, address, href in pictures:
        name = _picture_name(address)
        text = alt or name
        if is_file(href):
            _add(links, often, text or unquote(href.rpartition("/")[2]), href, leads(href))
            continue
        if text and text.casefold() not in said and has_content(words(text)):
            before = len(links)
            _add(links, often, text, href, _hash(name) if name else "")
            if len(links) > before:
                shown.add(next(reversed(links)))
    return PageUnits(links, frozenset(shown))


def text_of(unit: str) -> str:
    """Return the text of a unit, as it stands in the page."""
    unit = unit.partition(_AGAIN)[0] if _AGAIN in unit else unit
    return unit.partition(_LEADS)[0] if _LEADS in unit else unit


@lru_cache(maxsize=8_192)
def leads(href: str) -> str:
    """Return a fingerprint of where a link leads, the same when its site moves; of a file, of its name."""
    if not _leads_on(href):
        return ""
    path, _, query = href.partition("#")[0].partition("?")
    if "://" in path[:8]:
        path = path.split("/", 3)[3] if path.count("/") > 2 else ""
    last = path.rstrip("/").rpartition("/")[2]
    if _FILE.search(last):
        return _hash(last.lower())
    kept = [
        pair
        for pair in sorted(query.split("&"))
        if pair and not _PASSING.fullmatch(pair.partition("=")[0]) and len(pair) < 40
    ]
    return _hash(f"{last.lower()}?{'&'.join(kept)}")


def is_file(href: str) -> bool:
    """Return whether a link leads to a file, such as a PDF."""
    return _FILE.search(href.partition("#")[0].partition("?")[0]) is not None


def begin(now: Sequence[str]) -> History:
    """Return the history of a page seen for the first time."""
    return History(_bounded(dict.fromkeys(filter(_has_words, now), 1)), LASTING)


def stand(history: History) -> History:
    """Return a history whose latest version was found once more; when it has stood long enough, the others are forgotten."""
    if not history.is_young():
        return history
    history = replace(history, stood=history.stood + 1)
    if history.stood < LASTING or history.is_young():
        return history
    return replace(history, units={unit: 1 for unit, mask in history.units.items() if mask & 1})


def compare(history: History, now: PageUnits) -> tuple[Change | None, History]:
    """Return what changed since the versions remembered, and these from now on; the same object if nothing did.

    The nearest version is what a page is compared with. What stood in any version is not new; what later ones
    lacked is not removed; what is only cut into other lines is neither.
    """
    seen = _matched(history.units, now)
    standing, new = seen.standing, seen.new
    present = {unit for unit in standing if unit in history.units}
    versions = history.versions()
    if not versions:  # a page of dates alone, until now
        return (Change(tuple(new), ()), begin(list(now.links))) if new else (None, history)
    if not new and present == versions[0]:
        return None, stand(history)
    back = [unit for unit in standing if unit in present and unit not in versions[0]]
    gone_now = [unit for unit in history.units if unit in versions[0] and unit not in present]
    turned = _turned(back, gone_now) if history.flips < _FLIPS else []
    flips = history.flips + bool(back and not turned)
    if not new and present in versions:
        after = _moved_up(history, versions.index(present), flips + bool(turned))
        return (Change(tuple(turned), tuple(gone_now)) if turned else None), after
    nearest = min(range(len(versions)), key=lambda bit: (len(versions[bit] ^ present), bit))
    # Where something comes back, what had come in its turn goes: a page that shows two texts.
    lasting = (
        versions[:nearest]
        if present <= versions[nearest]
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
    after = History(_bounded(kept), 1, min(flips + bool(turned), 9))
    before = [unit for unit in history.units if unit in versions[nearest]]
    if not seen.by_words and not removed and _is_a_copy(seen, versions[0]):
        return None, after
    reworded = [unit for unit in new if unit in seen.by_words]
    kept_words, removed = _really_changed(reworded, removed, list(now.links), before)
    dropped = set(reworded) - set(kept_words)
    added = [unit for unit in (*turned, *new) if unit not in dropped]
    if not added and not removed:
        return None, after
    return Change(tuple(added), tuple(unit for unit in removed if unit[0] != _FINGERPRINT)), after


def restored(cursor: Mapping[str, Any]) -> History | None:
    """Return a history from what the cursor kept of it, None where that can't be read."""
    units = unpack(cursor.get("text"))
    if not isinstance(units, dict) or not all(isinstance(mask, int) for mask in units.values()):
        return None
    stood, flips = cursor.get("stood"), cursor.get("flips")
    return History(units, stood if isinstance(stood, int) else 1, flips if isinstance(flips, int) else 0)


def _add(links: dict[str, str], often: dict[str, int], text: str, href: str, mark: str) -> None:
    unit = f"{text}{_LEADS}{mark}" if mark else text
    if unit in links:
        often[unit] = often.get(unit, 1) + 1
        unit = f"{unit}{_AGAIN}{often[unit]}"
    links[unit] = href


def _leads_on(href: str) -> bool:
    return (
        bool(href)
        and href[0] != "#"
        and not href.lower().startswith(("javascript:", "mailto:", "tel:", "data:"))
    )


def _picture_name(address: str) -> str:
    """Return the name of a picture without its size and its form; "" for one that is but a number or a hash."""
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2].rpartition(".")[0]
    name = _SIZE.sub("", _SIZE.sub("", name.lower()))
    return name if sum(map(str.isalpha, name)) >= 4 and not re.fullmatch(r"[0-9a-f-]+", name) else ""


def _hash(text: str) -> str:
    return base64.b85encode(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()).decode()


def _split(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _END.finditer(line):
        at, after = end.span()
        # Not after "M.", "Mme Dr." or "sept.": a sentence ends in a word, and the next begins with no small letter.
        ends = line[max(at - 3, 0) : at].isalpha() and at >= 3 and not line[after : after + 1].islower()
        if ends and not (line[at] == "." and is_calendar(line[line.rfind(" ", 0, at) + 1 : at])):
            yield start, at + 1
            start = after
    yield start, len(line)


def _has_words(unit: str) -> bool:
    text = text_of(unit)
    return has_content(words(text)) or tells_amount(text)


@dataclass(slots=True)
class MatchedUnits:
    """The units that stand there, as they are remembered, and the new ones; of these, the ones whose very words are new."""

    standing: list[str]
    new: list[str] = field(default_factory=list)
    by_words: set[str] = field(default_factory=set)


def _matched(units: Mapping[str, int], now: PageUnits) -> MatchedUnits:
    if all(unit in units for unit in now.links):
        return MatchedUnits(list(now.links))
    known: set[str] = set()  # what units that stand there say, and what those with numbers say without them
    free: dict[str, list[str]] = {}  # what the units say that do not stand there as they are
    for unit in units:
        text = text_of(unit)
        if unit not in now.links:
            key = text if text[0] == _FINGERPRINT else words(text)
            free.setdefault(key, []).append(unit)
            known.add(key)
        else:
            known.add(text)
            if _DIGIT.search(text):
                known.add(words(text))
    standing: dict[str, None] = {}
    out = MatchedUnits([])
    moved: list[tuple[str, str]] = []  # the same words with another link: as it is now, as it was
    names: dict[str, str] = {}  # units as they stand there → as they are remembered
    standing.update(dict.fromkeys(now.links))
    for unit in now.links:
        if unit in units:
            continue
        text = text_of(unit)
        key = words(text)
        numbers = facts(text)
        if not has_content(key) and not tells_amount(text):
            del standing[unit]
            continue
        mark = _fingerprint(text)
        candidates = free.get(key) or free.get(mark)
        was = _same(candidates, text, numbers, unit) if candidates else None
        if was is not None and candidates is not None:
            candidates.remove(was)
            if _mark(was) != _mark(unit) and text_of(was) == text:
                moved.append((unit, was))
            else:
                names[unit] = was
            continue
        if text in known or key in known or mark in known:
            # One more of a counter, of an invitation that leads nowhere else, or of what is shown twice at all widths.
            if ("#" in key and not numbers) or (
                _INVITES.fullmatch(text) and not numbers and not now.links[unit]
            ):
                del standing[unit]
                continue
        else:
            out.by_words.add(unit)
        out.new.append(unit)
    linked = sum(_LEADS in unit for unit in now.links)
    wandered = len(moved) > max(_FEW, linked // 2)  # the whole site did
    often: dict[str, int] = {}
    for unit in now.links:
        often[text_of(unit)] = often.get(text_of(unit), 0) + 1
    for unit, was in moved:
        text, href = text_of(unit), now.links[unit]
        counts = bool(_mark(was)) and bool(_mark(unit)) and unit not in now.pictures
        if counts and not wandered and (is_file(href) or often[text] > 1 or _INVITES.fullmatch(text)):
            out.new.append(unit)
        else:
            names[unit] = was
    place = {unit: at for at, unit in enumerate(now.links)}
    out.new.sort(key=place.__getitem__)
    out.standing = list(dict.fromkeys(names.get(unit, unit) for unit in standing))
    return out


def _same(candidates: Sequence[str], text: str, numbers: tuple[str, ...], unit: str) -> str | None:
    """Return which remembered unit of the same words a new one is, None where its numbers are news."""
    best: tuple[int, str] | None = None
    for was in candidates:
        if was[0] == _FINGERPRINT:
            score = 1
        elif text_of(was) == text:
            score = 0 if _mark(was) == _mark(unit) else 2
        elif same_facts(facts(text_of(was)), numbers):
            score = 1 if _mark(was) == _mark(unit) else 3
        else:
            continue
        if best is None or score < best[0]:
            best = (score, was)
    return best[1] if best else None


def _mark(unit: str) -> str:
    return unit.partition(_AGAIN)[0].partition(_LEADS)[2]


def _turned(back: Sequence[str], gone: Sequence[str]) -> list[str]:
    """Return what came back and says the opposite of what is gone: "open" where it was "closed"."""
    opened, shut = any(_is_open(unit) for unit in gone), any(_is_shut(unit) for unit in gone)
    return [unit for unit in back if (_is_open(unit) and shut) or (_is_shut(unit) and opened)]


def is_state(unit: str) -> bool:
    """Return whether a unit says that something is open or shut, to be had or not."""
    return _is_open(unit) or _is_shut(unit)


def _is_open(unit: str) -> bool:
    return not _is_shut(unit) and _OPEN.search(text_of(unit)) is not None


def _is_shut(unit: str) -> bool:
    return _SHUT.search(text_of(unit)) is not None


def _moved_up(history: History, bit: int, flips: int) -> History:
    """Return a history in which an earlier version is the latest again."""
    low = (1 << bit) - 1
    units = {
        unit: (mask >> bit & 1) | (mask & low) << 1 | (mask >> bit + 1) << bit + 1
        for unit, mask in history.units.items()
    }
    return History(units, 1, min(flips, 9))


def _is_a_copy(seen: MatchedUnits, before: set[str]) -> bool:
    """Return whether most of a page stands there once more, and nothing else changed: for narrow screens, say."""
    again = [unit for unit in seen.new if _AGAIN in unit]
    return len(again) == len(seen.new) and len(again) > max(_FEW, len(before) * 2 // 3)


def _really_changed(
    new: Sequence[str], gone: Sequence[str], now: Sequence[str], before: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return what of new and gone sentences is not the same words cut otherwise: a page that was restyled."""
    if not new or not gone:
        return list(new), list(gone)
    was, there = _run(gone), _run(new)
    whole_was, whole_there = _plain(before), _plain(now)

    def elsewhere(unit: str, changed: str, whole: str) -> bool:
        key = f" {words(text_of(unit))} "
        return key in changed or (key.count(" ") > _FEW and _plain((unit,)) in whole)

    added = [unit for unit in new if not elsewhere(unit, was, whole_was)]
    return added, [unit for unit in gone if not elsewhere(unit, there, whole_there)]


def _run(units: Iterable[str]) -> str:
    return f" {' '.join(words(text_of(unit)) for unit in units)} "


def _plain(units: Iterable[str]) -> str:
    return " ".join(map(text_of, units)).casefold()


def _bounded(units: Mapping[str, int]) -> dict[str, int]:
    """Return units of which the first are kept as they are, and the rest as fingerprints."""
    room, out = _KEPT, dict[str, int]()
    for unit, mask in list(units.items())[:_MOST_REMEMBERED]:
        text = text_of(unit)
        room -= len(text)
        kept = unit if room >= 0 or unit[0] == _FINGERPRINT else _fingerprint(text) + unit[len(text) :]
        out[kept] = out.get(kept, 0) | mask
    return out


def _fingerprint(text: str) -> str:
    return _FINGERPRINT + _hash(f"{words(text)} {' '.join(facts(text))}")
