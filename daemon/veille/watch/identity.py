"""What makes an item the same item: id, then link, then a hash of title and text, then title and date. Pure.

What is unknown by all of these, and replaces what has just left its document, is compared in `watch/moved.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from veille.errors import NO_FAILURE, Failure, failure, failure_n, several
from veille.match.stories import edited, read
from veille.model import Criterion, Item
from veille.store.items import StoredText
from veille.text.counters import recount
from veille.text.fold import plain

BAD_SHARE = 0.05  # more empty or repeated ids than this, and ids identify nothing (as FreshRSS found)
WEIGHTY = 4  # words that tell something, beside the number in a title: a share or a gauge has fewer
SAME_TIME = 6 * 3600  # seconds: the same words dated further apart may be another day's bulletin

UNREADABLE = "\ufffd"
"""What stands for a character that could not be read."""

_ELLIPSIS = " .…[](),;:"  # around the place where a text is cut
_NONE: frozenset[bytes] = frozenset()
_NUMBER = re.compile(r"\d{5,}")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Keyed:
    """An item with its keys: `look` identify it, surest first; `keys` are remembered of it, with that
    of its title and date, which is made only where it is needed.

    `hash` is of what a reader would see change. `slug` is the one key of `look` that must not be believed
    while the item that it leads to stands in the same document under its own keys. `link` and `content` are
    the keys that these make, whether or not they identify it; a link that others have makes none. `passing`
    are the keys of `look` that need not be remembered again: an id that is not believed may be in them.
    `shared` says that other items of the document have the same link, so that it tells no story either; `twin`
    that another has the same title and date.
    """

    item: Item
    hash: bytes
    look: tuple[bytes, ...]
    keys: tuple[bytes, ...]
    slug: bytes | None
    link: bytes | None
    content: bytes
    passing: frozenset[bytes]
    shared: bool
    twin: bool


@dataclass(frozen=True, slots=True)
class Identified:
    """The distinct items of a document, and the criterion from now on; `why` says what made it move."""

    items: tuple[Keyed, ...]
    criterion: Criterion
    why: Failure


def identify(items: Sequence[Item], criterion: Criterion, *, still: int = 0) -> Identified:
    """Return the distinct items of one document with their keys; `still` counts the items not told in full."""
    counts = _Counts(
        ids=Counter([_secure(item.id) for item in items]),
        links=Counter([_secure(item.url) for item in items]),
        slugs=Counter([_slug(item) for item in items]),
        titles=_repeated(items),
    )
    criterion, why = _judge(items, counts, criterion, still)
    distinct: dict[bytes, Keyed] = {}
    for item in items:
        keyed = _key(item, criterion, counts)
        distinct.setdefault(keyed.look[1], keyed)
    return Identified(tuple(distinct.values()), criterion, why)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each id, link and slug stands in a document, and each title with its date of those that repeat."""

    ids: Counter[str]
    links: Counter[str]
    slugs: Counter[str]
    titles: Counter[tuple[str, datetime | None]]


def _repeated(items: Sequence[Item]) -> Counter[tuple[str, datetime | None]]:
    titles = Counter([item.title for item in items])
    if len(titles) == len(items):
        return Counter()
    return Counter((item.title, item.published) for item in items if titles[item.title] > 1)


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


def by_title(identified: Identified, known: int, total: int) -> Identified:
    """Return a document's items by title and date, where `known` of `total` were told before by nothing else."""
    lower = identify([keyed.item for keyed in identified.items], Criterion.TITLE)
    why = failure_n(
        "{n} of {all} items was told before under other ids and links: title and date identify them from now on",
        "{n} of {all} items were told before under other ids and links: title and date identify them from now on",
        n=known,
        all=total,
    )
    return replace(lower, why=several((identified.why, why)))


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
    return key == keyed.link and not (keyed.item.id and not keyed.passing)


def retold(item: Item, was: StoredText) -> bool:
    """Return whether an item is what its address told before, edited: by title, text or date. Else it is another."""
    published = _seconds(item)
    dated = published is not None and was.published is not None
    if dated and published == was.published:
        return True
    # A text that stays while the date moves may be what always stands there.
    if item.text and item.text == was.text and not dated:
        return True
    if plain(item.title) == plain(was.title) or edited(read(was.title), read(item.title)):
        return True
    counted = recount(was.title, item.title)
    return counted is not None and counted.counts


def is_recounted(item: Item, was: StoredText) -> bool:
    """Return whether a title differs by a number that may count something, from one that says what it is of."""
    counted = recount(was.title, item.title)
    return counted is not None and counted.loose and read(item.title).weight >= WEIGHTY


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
    return _hash("value", _secure(name))


def insecure_key(name: str) -> bytes | None:
    """Return the key that was made once of an id or url that begins with http://, None where it is no address."""
    secure = _secure(name)
    return _hash("value", "http" + secure[5:]) if secure.startswith("https://") else None


def insecure_keys(keyed: Keyed) -> dict[bytes, bytes]:
    """Return the keys that an item's id and link made once, as http://, each with what it is now."""
    found = {}
    for value in (keyed.item.id, keyed.item.url):
        old, now = insecure_key(value), still_key(value)
        if old is not None and now in keyed.keys:
            found[old] = now
    return found


def title_key(item: Item) -> bytes | None:
    """Return the key of an item's title and date, None where it has no title."""
    title = plain(item.title)
    return _hash("titled", title, str(_seconds(item) or "")) if title else None


def all_keys(keyed: Keyed) -> tuple[bytes, ...]:
    """Return all that is remembered of an item: its keys under every criterion.

    That of title and date is left out where its document has the same twice.
    """
    titled = None if keyed.twin else title_key(keyed.item)
    return keyed.keys if titled is None or titled in keyed.keys else (*keyed.keys, titled)


def keys_of(stored: StoredText) -> tuple[bytes, ...]:
    """Return the keys that a kept item was remembered by, as it is kept; not that of its title and date."""
    values = [value for value in (stored.ident, stored.url) if value]
    keys = [
        _hash("full", stored.ident, stored.url, stored.title, stored.text),
        _hash("content", stored.title, stored.text),
        *(_hash("value", _secure(value)) for value in values),
    ]
    if stored.ident and stored.url:
        keys.append(_hash("pair", _secure(stored.ident), _secure(stored.url)))
    return tuple(keys)


def shows_the_same(keyed: Keyed, hash_: bytes) -> bool:
    """Return whether an item shows what one with this hash showed; http and https are one address."""
    if keyed.hash == hash_:
        return True
    url = keyed.item.url
    if url.startswith("https://"):
        return _shown(keyed.item, "http://" + url[8:]) == hash_
    return url.startswith("http://") and _shown(keyed.item, "https://" + url[7:]) == hash_


def _key(item: Item, criterion: Criterion, counts: _Counts) -> Keyed:
    content = _hash("content", item.title, item.text)
    full = _hash("full", item.id, item.url, item.title, item.text)
    id_, url = _secure(item.id), _secure(item.url)
    by_id = [_hash("value", id_)] if id_ and counts.ids[id_] == 1 else []
    if id_ and counts.ids[id_] > 1 and url:
        # a guid repeated within a document is told apart by its link (miniflux #4197)
        by_id = [_hash("pair", id_, url)]
        if counts.links[url] > 1:
            by_id = []
    by_link = [_hash("value", url)] if url and counts.links[url] == 1 else []
    slug_text = _slug(item)
    slug = _hash("slug", slug_text) if slug_text and counts.slugs[slug_text] == 1 else None
    also = [slug] if slug is not None else []
    twin = not item.title or counts.titles[item.title, item.published] > 1
    if criterion is Criterion.TITLE:
        titled = None if twin else title_key(item)
        look = [full, *by_id, *by_link, *also, titled if titled is not None else content]
    elif criterion is Criterion.HASH:
        look = [full, content]
    elif criterion is Criterion.LINK:
        look = [full, *(by_link + also if by_link else [content])]
    elif item.id:
        look = [full, *(by_id + also if by_id else [_hash("pair", id_, content.hex())])]
    else:
        look = [full, *(by_link + also if by_link else [content])]
    keys = dict.fromkeys([full, *look, *by_id, *by_link, content, *also])
    passing = _NONE
    if criterion is Criterion.TITLE:
        passing = frozenset((full, *by_id, *by_link))
    elif criterion is not Criterion.ID:
        passing = frozenset((full,))
    return Keyed(
        item,
        _shown(item, item.url),
        tuple(look),
        tuple(keys),
        slug,
        by_link[0] if by_link else None,
        content,
        passing,
        bool(item.url) and counts.links[url] > 1,
        twin,
    )


def _shown(item: Item, url: str) -> bytes:
    return _hash("shown", item.title, item.text, url, str(item.closes), *map(str, item.facts.items()))


def _secure(value: str) -> str:
    """Return an id or address, https for http: a site that changes to it, or gives one and then the other, is one."""
    return "https" + value[4:] if value.startswith("http://") else value


def _judge(
    items: Sequence[Item], counts: _Counts, criterion: Criterion, still: int
) -> tuple[Criterion, Failure]:
    """Return the criterion that this document allows; a source that gives no ids at all has none that are bad."""
    total = len(items) + still
    why = NO_FAILURE
    if criterion is Criterion.ID and any(item.id for item in items):
        bad = sum(1 for item in items if not item.id or counts.ids[_secure(item.id)] > 1)
        if _too_many(bad, total):
            criterion = Criterion.LINK
            why = failure_n(
                "{n} of {all} items has an empty or repeated id: links identify them from now on",
                "{n} of {all} items have an empty or repeated id: links identify them from now on",
                n=bad,
                all=total,
            )
    if criterion is Criterion.LINK:
        bad = sum(1 for item in items if not item.url or counts.links[_secure(item.url)] > 1)
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
