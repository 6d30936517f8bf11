"""Which addresses of a sitemap are told: those never met before, a bounded number at once. Pure, fit for a worker.

A site may name fifty thousand addresses, and each would be a row. So of those that were there before veille looked,
the newest are told and the others are only noted: `passed`, six bytes of a hash each. `lastmod` decides nothing but
which are the newest: it is often wrong.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from veille import NO_FAILURE, Failure, Item, SourceError, failure
from veille.kit.dates import moment
from veille.kit.sitemaps.document import Sitemap, SitemapUrl, parse

TOLD = 1_000  # addresses told in one poll, and remembered of one sitemap
NOTED = 100_000  # addresses noted of all
_SIZE = 6  # bytes of a hash: of 100,000 noted, one in 3,000,000,000 new addresses is taken for known

_EXTENSION = re.compile(r"\.(?:x?html?|php\d?|aspx?|jsp|md)$", re.IGNORECASE)
_NUMBER = re.compile(r"[a-f]?\d{4,}|[0-9a-f]{8,}")


@dataclass(frozen=True, slots=True)
class SitemapFilter:
    """What one reading goes by: the hosts that a sitemap may speak of, and the pattern of `match`.

    `alone` says that no other sitemap is read, so that what this one no longer names need not be noted.
    """

    hosts: frozenset[str]
    match: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class SitemapChanges:
    """What one sitemap gave: `seen` is what it has told so far and holds still, by address, with a mark of its words.

    `count` are the addresses that it holds, `met` those that the pattern meets, `withheld` the new ones beyond
    what may be told at once, `sitemaps` those that an index names, with their lastmod.
    """

    items: tuple[Item, ...] = ()
    still: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    passed: str = ""
    sitemaps: Mapping[str, str] | None = None
    count: int = 0
    met: int = 0
    withheld: int = 0
    flaw: Failure = NO_FAILURE


def read(
    body: bytes, asked: SitemapFilter, told: Mapping[str, str], passed: str, room: int
) -> SitemapChanges:
    """Return what a sitemap tells, at most `room` addresses for the first time. Raises SourceError.

    Top-level and picklable, so that it may run in a worker.
    """
    document = parse(body)
    own = {entry.loc: entry for entry in reversed(document.entries) if host(entry.loc) in asked.hosts}
    if document.entries and not own:
        raise SourceError(
            failure("all addresses of the sitemap are of another site: give the sitemap of that site")
        )
    if document.index:
        named = {loc: own[loc].lastmod for loc in reversed(own)}
        return SitemapChanges(sitemaps=named, passed=passed, flaw=document.flaw)
    met = [own[loc] for loc in reversed(own) if meets(loc, asked.match)]
    return _list_changes(document, met, told, passed, room, alone=asked.alone)


def _list_changes(
    document: Sitemap, met: list[SitemapUrl], told: Mapping[str, str], passed: str, room: int, *, alone: bool
) -> SitemapChanges:
    noted = _unpacked(passed)
    items: list[Item] = []
    still: dict[str, str] = {}
    fresh: list[SitemapUrl] = []
    for entry in met:
        if told.get(entry.loc) == _mark(entry):
            still[entry.loc] = told[entry.loc]
        elif entry.loc in told:  # its title or date is another now
            items.append(_item(entry))
        elif _hash(entry.loc) not in noted:
            fresh.append(entry)
    if len(fresh) > room:
        newest = sorted(fresh, key=lambda entry: entry.date or entry.lastmod, reverse=True)
        chosen = {entry.loc for entry in newest[:room]}
        noted.update(_hash(entry.loc) for entry in fresh if entry.loc not in chosen)
        withheld, fresh = len(fresh) - room, [entry for entry in fresh if entry.loc in chosen]
    else:
        withheld = 0
    marks = {entry.loc: _mark(entry) for entry in met}
    items += map(_item, fresh)
    now = still | {item.id: marks[item.id] for item in items}
    for loc in list(now)[:-TOLD]:  # the oldest need not be named for ever
        noted.add(_hash(loc))
        del now[loc]
    if len(noted) > NOTED and alone and not document.flaw:
        noted.intersection_update(_hash(entry.loc) for entry in met)
    if len(noted) > NOTED:
        raise SourceError(
            failure(
                "the sitemap holds more than 100,000 addresses: say which with `match`, or give one of those that it"
                " names"
            )
        )
    return SitemapChanges(
        tuple(items),
        tuple(still),
        now,
        _packed(noted),
        None,
        len(document.entries),
        len(met),
        withheld,
        document.flaw,
    )


def meets(address: str, match: str) -> bool:
    """Return whether an address meets a glob: over the whole of it where the glob has "://", else over path and query."""
    if not match:
        return True
    if "://" in match:
        return fnmatchcase(address, match)
    parts = urlsplit(address)
    return fnmatchcase(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", match)


def title(address: str) -> str:
    """Return the words of an address: "Charge de mediation" for ".../offres/charge-de-mediation-88412.html"."""
    parts = urlsplit(address)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    said: list[str] = []
    for segment in reversed(segments):
        words = [word for word in re.split(r"[\s\-_+.,]+", _EXTENSION.sub("", segment)) if word]
        rest = [word for word in words if not _NUMBER.fullmatch(word.lower())]
        said = (rest or words) + said
        if any(len(word) > 2 and word.isalpha() for word in rest):
            break
    text = " ".join(said)
    return text[:1].upper() + text[1:] if text else parts.hostname or address


def host(address: str) -> str:
    """Return the host of an address without "www.", or "" if it has none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _item(entry: SitemapUrl) -> Item:
    return Item(
        id=entry.loc,
        title=entry.title or title(entry.loc),
        url=entry.loc,
        published=moment(entry.date),
        language=entry.language,
        outlet=entry.outlet,
    )


def _mark(entry: SitemapUrl) -> str:
    """Return what tells that the words of an entry are others; nothing where the address is all it has."""
    words = f"{entry.title}\0{entry.date}\0{entry.outlet}\0{entry.language}"
    return blake2b(words.encode(), digest_size=4).hexdigest() if words.strip("\0") else ""


def _hash(address: str) -> bytes:
    return blake2b(address.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def _unpacked(passed: str) -> set[bytes]:
    packed = base64.b64decode(passed)
    return {packed[place : place + _SIZE] for place in range(0, len(packed), _SIZE)}


def _packed(noted: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(sorted(noted))).decode("ascii")
