"""What makes an item the same item: id, then link, then a hash of title and text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from veille.errors import NO_FAILURE, Failure, failure, failure_n, several
from veille.match.stories import edited, read
from veille.model import Criterion, Item
from veille.store.items import StoredText
from veille.text.fold import plain

BAD_SHARE = 0.05  # more empty or repeated ids than this, and ids identify nothing (as FreshRSS found)
SAME_TIME = 6 * 3600  # seconds: the same words dated further apart may be another day's bulletin

UNREADABLE = "\ufffd"
"""What stands for a character that could not be read."""

_ELLIPSIS = " .…[](),;:"  # around the place where a text is cut
_NUMBER = re.compile(r"\d{5,}")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Keyed:
    """An item with its keys: `look` identify it, surest first; `keys` are all that is remembered of it.

    `hash` is of what a reader would see change. `slug` is the one key of `look` that must not be believed
    while the item that it leads to stands in the same document under its own keys. `link` and `content` are
    the keys that these make, whether or not they identify it; a link that others have makes none. `passing`
    is the one key of `look` that need not be remembered again: an id that is not believed may be in it.
    `shared` says that other items of the document have the same link, so that it tells no story either.
    """

    item: Item
    hash: bytes
    look: tuple[bytes, ...]
    keys: tuple[bytes, ...]
    slug: bytes | None
    link: bytes | None
    content: bytes
    passing: bytes | None
    shared: bool


@dataclass(frozen=True, slots=True)
class Identified:
    """The distinct items of a document, and the criterion from now on; `why` says what made it move."""

    items: tuple[Keyed, ...]
    criterion: Criterion
    why: Failure


def identify(items: Sequence[Item], criterion: Criterion, *, still: int = 0) -> Identified:
    """Return the distinct items of one document with their keys; `still` counts the items not told in full."""
    ids = Counter(item.id for item in items)
    links = Counter(item.url for item in items)
    slugs = Counter(_slug(item) for item in items)
    criterion, why = _judge(items, ids, links, criterion, still)
    distinct: dict[bytes, Keyed] = {}
    for item in items:
        keyed = _key(item, criterion, ids, links, slugs)
        distinct.setdefault(keyed.look[1], keyed)
    return Identified(tuple(distinct.values()), criterion, why)


def settle(identified: Identified, seen: Mapping[bytes, int], told: Mapping[int, StoredText]) -> Identified:
    """Return a document's items under a lower criterion where they were told before under other ids, or links.

    Only for a document of which the criterion knows nothing again. `seen` gives the items that `link` and
    `content` lead to, `told` what these were. Few items must all be known, more than two for the most part.
    """
    total = len(identified.items)
    known = [keyed for keyed in identified.items if _is_same_publication(keyed, seen, told)]
    if not known or (len(known) < total and (total < 3 or len(known) * 2 <= total)):
        return identified
    by_link = [keyed for keyed in known if keyed.link in seen]
    if identified.criterion is Criterion.ID and len(by_link) * 2 > total:
        criterion, now = Criterion.LINK, failure("links identify them from now on")
    else:
        criterion, now = Criterion.HASH, failure("title and text identify them from now on")
    lower = identify([keyed.item for keyed in identified.items], criterion)
    if any(keyed.item.id for keyed in known):
        why = failure_n(
            "{n} of {all} items was told before under another id: {now}",
            "{n} of {all} items were told before under other ids: {now}",
            n=len(known),
            all=total,
            now=now,
        )
    else:
        why = failure_n(
            "{n} of {all} items was told before under another link: {now}",
            "{n} of {all} items were told before under other links: {now}",
            n=len(known),
            all=total,
            now=now,
        )
    return replace(lower, why=several((identified.why, why, lower.why)))


def _is_same_publication(keyed: Keyed, seen: Mapping[bytes, int], told: Mapping[int, StoredText]) -> bool:
    published = _seconds(keyed.item)
    was = told.get(seen.get(keyed.content, 0))
    if was is not None and (
        published is None or was.published is None or abs(published - was.published) <= SAME_TIME
    ):
        return True
    was = told.get(seen.get(keyed.link, 0)) if keyed.link is not None else None
    return was is not None and was.published == published and plain(was.title) == plain(keyed.item.title)


def by_link_alone(keyed: Keyed, key: bytes) -> bool:
    """Return whether a key that led to an item kept before is but its address: no id that is believed said so."""
    return key == keyed.link and not (keyed.item.id and keyed.passing is None)


def retold(item: Item, was: StoredText) -> bool:
    """Return whether an item is what its address told before, edited: by title, text or date. Else it is another."""
    published = _seconds(item)
    dated = published is not None and was.published is not None
    if dated and published == was.published:
        return True
    # A text that stays while the date moves may be what always stands there.
    if item.text and item.text == was.text and not dated:
        return True
    return plain(item.title) == plain(was.title) or edited(read(was.title), read(item.title))


def is_remnant(text: str, whole: str) -> bool:
    """Return whether what can be read of a text stands, in its order, in the whole one: it says nothing new."""
    place = 0
    for part in text.split(UNREADABLE):
        part = part.strip(_ELLIPSIS)
        place = whole.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def still_key(name: str) -> bytes:
    """Return the key of an item that a source names in `still`, by its id or else its url."""
    return _hash("value", name)


def _key(
    item: Item, criterion: Criterion, ids: Counter[str], links: Counter[str], slugs: Counter[str]
) -> Keyed:
    content = _hash("content", item.title, item.text)
    full = _hash("full", item.id, item.url, item.title, item.text)
    by_id = [_hash("value", item.id)] if item.id and ids[item.id] == 1 else []
    if item.id and ids[item.id] > 1 and item.url:
        # a guid repeated within a document is told apart by its link (miniflux #4197)
        by_id = [_hash("pair", item.id, item.url)]
        if links[item.url] > 1:
            by_id = []
    by_link = [_hash("value", item.url)] if item.url and links[item.url] == 1 else []
    slug_text = _slug(item)
    slug = _hash("slug", slug_text) if slug_text and slugs[slug_text] == 1 else None
    also = [slug] if slug is not None else []
    if criterion is Criterion.HASH:
        look = [full, content]
    elif criterion is Criterion.LINK:
        look = [full, *(by_link + also if by_link else [content])]
    elif item.id:
        look = [full, *(by_id + also if by_id else [_hash("pair", item.id, content.hex())])]
    else:
        look = [full, *(by_link + also if by_link else [content])]
    shown = _hash("shown", item.title, item.text, item.url, str(item.closes), *map(str, item.facts.items()))
    keys = dict.fromkeys([full, *look, *by_id, *by_link, content, *also])
    link = by_link[0] if by_link else None
    passing = None if criterion is Criterion.ID else full
    return Keyed(item, shown, tuple(look), tuple(keys), slug, link, content, passing, links[item.url] > 1)


def _judge(
    items: Sequence[Item], ids: Counter[str], links: Counter[str], criterion: Criterion, still: int
) -> tuple[Criterion, Failure]:
    """Return the criterion that this document allows; a source that gives no ids at all has none that are bad."""
    total = len(items) + still
    why = NO_FAILURE
    if criterion is Criterion.ID and any(item.id for item in items):
        bad = sum(1 for item in items if not item.id or ids[item.id] > 1)
        if _too_many(bad, total):
            criterion = Criterion.LINK
            why = failure_n(
                "{n} of {all} items has an empty or repeated id: links identify them from now on",
                "{n} of {all} items have an empty or repeated id: links identify them from now on",
                n=bad,
                all=total,
            )
    if criterion is Criterion.LINK:
        bad = sum(1 for item in items if not item.url or links[item.url] > 1)
        if _too_many(bad, total):
            criterion = Criterion.HASH
            why = failure_n(
                "{n} of {all} items has an empty or repeated link: title and text identify them from now on",
                "{n} of {all} items have an empty or repeated link: title and text identify them from now on",
                n=bad,
                all=total,
            )
    return criterion, why


def _too_many(bad: int, total: int) -> bool:
    # one or two could be an exact repetition, which costs nothing
    return bad > 1 and bad > total * BAD_SHARE


def _slug(item: Item) -> str:
    """Return site, number in the URL and published date, which outlive a slug that follows the headline."""
    if item.published is None or not item.url:
        return ""
    try:
        parts = urlsplit(item.url)
    except ValueError:
        return ""
    numbers = [number for number in _NUMBER.findall(parts.path) if not _DAY.fullmatch(number)]
    if not numbers:
        return ""
    longest = max(numbers, key=len)  # the first of the longest: of two that end a URL, the last may change
    return f"{parts.netloc} {longest} {item.published.timestamp():.0f}"


def _seconds(item: Item) -> int | None:
    return int(item.published.timestamp()) if item.published is not None else None


def _hash(kind: str, *values: str) -> bytes:
    text = "\0".join((kind, *values))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
