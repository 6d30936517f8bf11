"""Where each item of a feed document begins and ends, so that known ones are cut out before it is parsed.

Finding the ranges and hashing them costs a tenth of parsing. Whatever could make an item read differently
without its neighbours sends the document whole to the parser: `Whole` says why.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Container, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

from veille import Failure, failure

_ITEM = ("item", "entry")
_END_TAG = re.compile(rb"</(?:[^\s:>/]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_PARENTS = (["rss", "channel"], ["rdf", "channel"], ["rdf"], ["feed"])
_NAMESPACES = (
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://blogs.law.harvard.edu/tech/rss",
)
_USERLAND = "http://backend.userland.com/rss"  # and rss2, rss091…
_XML = "http://www.w3.org/XML/1998/namespace"
# feedparser does not put back the base or the language of some elements, so they reach the next item.
_LEAKING = frozenset((f"{_XML} base", "base", f"{_XML} lang", "lang"))


@dataclass(frozen=True, slots=True)
class Cut:
    """The byte range of each item, in order, and its key: a hash of its bytes and of what encloses it."""

    ranges: tuple[tuple[int, int], ...]
    keys: tuple[str, ...]

    def without(self, body: bytes, known: Container[str]) -> bytes:
        """Return the document without the items whose keys are known."""
        kept, position = [], 0
        for (start, end), key in zip(self.ranges, self.keys, strict=True):
            if key in known:
                kept.append(body[position:start])
                position = end
        kept.append(body[position:])
        return b"".join(kept)


@dataclass(frozen=True, slots=True)
class Whole:
    """Why a document can't be cut; `malformed` if it isn't well-formed XML, which makes parsing slow."""

    why: Failure | str
    malformed: bool = False


class _Refused(Exception):
    """Raised in expat's callbacks to stop it; never leaves this module."""


def find(body: bytes, charset: str) -> Cut | Whole:
    """Return the items' ranges and keys, or why the document must be parsed whole.

    `charset` is the server's word, which goes before the document's own (RFC 7303 §3.2).
    """
    if b"\0" in body[:4] or body[:2] in (b"\xff\xfe", b"\xfe\xff") or charset.lower().startswith("utf-16"):
        return Whole("its encoding has two bytes or more a character")
    try:
        finder = _Finder(body, charset)
        ranges = finder.ranges()
    except _Refused as why:
        return Whole(str(why))
    except expat.ExpatError as error:
        return Whole(failure("it is not well-formed ({said})", said=error), malformed=True)
    except (ValueError, LookupError) as error:  # pyexpat on encodings that are not one byte a character
        return Whole(f"its encoding can't be cut ({error})")
    # keyed by what encloses the items: the same bytes mean something else under another language or base
    around = blake2b(repr(finder.around).encode(), digest_size=16).digest()
    keys = (blake2b(body[start:end], digest_size=12, key=around).digest() for start, end in ranges)
    return Cut(tuple(ranges), tuple(b64encode(key).decode() for key in keys))


class _Finder:
    """One pass of expat over a document."""

    def __init__(self, body: bytes, charset: str) -> None:
        self.around: list[object] = []
        self._body = body
        self._ranges: list[tuple[int, int]] = []
        self._stack: list[str] = []
        self._start = self._depth = -1
        self._prefixes: dict[str, str | None] = {}
        self._parser = expat.ParserCreate(charset or None, namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._doctype

    def ranges(self) -> Sequence[tuple[int, int]]:
        self._parser.Parse(self._body, True)
        return self._ranges

    def _begin(self, name: str, attributes: list[str]) -> None:
        space, _, local = name.rpartition(" ")
        local = local.lower()
        depth = len(self._stack)
        inside = self._start >= 0
        if local in _ITEM:
            if inside:
                raise _Refused("an item holds another")
            space = space.lower()
            if self._stack not in _PARENTS or not (space in _NAMESPACES or space.startswith(_USERLAND)):
                raise _Refused(f"<{local}> stands where no item should")
            self._start, self._depth, inside = self._parser.CurrentByteIndex, depth, True
        elif depth == 0 or local == "channel":
            self.around.append((name, attributes))
        if attributes and (inside or depth > 1) and not _LEAKING.isdisjoint(attributes[::2]):
            raise _Refused("an element within has a base or a language of its own")
        self._stack.append(local)

    def _end(self, name: str) -> None:
        self._stack.pop()
        if self._start < 0 or len(self._stack) != self._depth:
            return
        # expat stands at the end tag or, for <item/>, behind it
        ended = _END_TAG.match(self._body, self._parser.CurrentByteIndex)
        if not ended:
            raise _Refused("an item is empty")
        self._ranges.append((self._start, ended.end()))
        self._start = -1

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        # feedparser goes by the first meaning of a prefix, wherever that was given
        if prefix and self._prefixes.setdefault(prefix, uri) != uri:
            raise _Refused("a prefix has two meanings")
        if self._start < 0:
            self.around.append((prefix, uri))

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:  # entities may mean anything; refused before any is expanded
            raise _Refused("its DTD has an internal subset")
