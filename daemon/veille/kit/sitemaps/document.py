"""From the bytes of a sitemap to its entries: urlset, index, news, plain text, compressed or not. Pure.

sitemaps.org/protocol, and Google's news extension. Nothing is expanded or loaded; sizes are bounded.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from veille import NO_FAILURE, Failure, SourceError, failure
from veille.errors import failure_n

MOST = 50_000  # addresses of one sitemap: the protocol's own limit …
LARGEST = 50_000_000  # … and its bytes, unpacked

GZIP = b"\x1f\x8b"
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_BARE_AND = re.compile(rb"&(?!#?\w{1,31};)")
_CUT = frozenset(
    (
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    )
)
# What is read of an entry, by the elements that lead to it
_FIELDS = {
    "loc": "loc",
    "lastmod": "lastmod",
    "news/title": "title",
    "news/publication_date": "date",
    "news/publication/name": "outlet",
    "news/publication/language": "language",
}


@dataclass(slots=True)
class SitemapUrl:
    """An address of a sitemap or index; `lastmod` as it stands, the others of a news sitemap only."""

    loc: str = ""
    lastmod: str = ""
    title: str = ""
    date: str = ""
    outlet: str = ""
    language: str = ""


@dataclass(slots=True)
class Sitemap:
    """What a sitemap holds; `index` where its addresses are those of sitemaps; `flaw` says what is missing of it."""

    entries: list[SitemapUrl] = field(default_factory=list)
    index: bool = False
    flaw: Failure = NO_FAILURE


class _Enough(Exception):
    """Raised in expat's callbacks to stop it; never leaves this module."""


def parse(body: bytes) -> Sitemap:
    """Return what a sitemap holds. Raises SourceError for what is none."""
    body = unpacked(body).removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise SourceError(failure("the answer is empty: there is no sitemap in it"))
    if _PAGE.search(body[:2000]):
        raise SourceError(
            failure(
                "a web page came where a sitemap was expected; the site's robots.txt may name its sitemaps"
            )
        )
    if body.startswith((b"http://", b"https://")):
        return _lines(body)
    reader = _SitemapReader()
    try:
        reader.feed(body)
    except expat.ExpatError as error:
        if error.code not in _CUT:  # an address with a bare & in it, most of the time
            reader = _SitemapReader()
            try:
                reader.feed(_BARE_AND.sub(b"&amp;", body))
            except expat.ExpatError as other:
                error = other
            else:
                return reader.document
        if not reader.document.entries:
            raise SourceError(_malformed(error)) from None
        reader.document.flaw = failure_n(
            "the sitemap is cut in the middle: {n} address was read",
            "the sitemap is cut in the middle: {n} addresses were read",
            n=len(reader.document.entries),
        )
    except (ValueError, LookupError) as error:  # pyexpat on encodings that it does not know
        raise SourceError(_malformed(error)) from None
    return reader.document


def _malformed(error: Exception) -> Failure:
    return failure("the sitemap is not well-formed ({said})", said=error)


def _long() -> Failure:
    return failure("the sitemap holds more than 50,000 addresses: only these were read")


def unpacked(body: bytes) -> bytes:
    """Return what a gzip file holds, by its first bytes: servers name its type in too many ways."""
    out = bytearray()
    while body.startswith(GZIP):
        member = zlib.decompressobj(31)
        try:
            out += member.decompress(body, LARGEST + 1 - len(out))
        except zlib.error:
            raise SourceError(failure("the compressed sitemap is damaged")) from None
        if len(out) > LARGEST:
            raise SourceError(
                failure("the compressed sitemap unpacks to more than {n} MB", n=LARGEST / 1_000_000)
            )
        if not member.eof:
            raise SourceError(failure("the compressed sitemap is damaged"))
        body = member.unused_data
        if not body.startswith(GZIP):
            return bytes(out)
    return body


def _lines(body: bytes) -> Sitemap:
    lines = body.decode("utf-8", "replace").split()
    flaw = _long() if len(lines) > MOST else NO_FAILURE
    return Sitemap([SitemapUrl(loc=line) for line in lines[:MOST]], flaw=flaw)


class _SitemapReader:
    """One pass of expat. Prefixes are read by their usual names: many sitemaps never declare them."""

    def __init__(self) -> None:
        self.document = Sitemap()
        self._path: list[str] = []
        self._prefix = ""
        self._entry: SitemapUrl | None = None
        self._text: list[str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, body: bytes) -> None:
        try:
            self._parser.Parse(body, True)
        except _Enough:
            self.document.flaw = _long()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if not self._path:
            self._root(local.lower(), prefix)
        elif len(self._path) == 1 and local in ("url", "sitemap"):
            self._entry = SitemapUrl()
        # image:loc and video:title are neither the entry's address nor its title
        self._path.append(local if prefix in (self._prefix, "news") else name)
        if self._entry is not None and "/".join(self._path[2:]) in _FIELDS:
            self._text = []

    def _end(self, name: str) -> None:
        path = "/".join(self._path[2:])
        self._path.pop()
        if self._entry is None:
            return
        if self._text is not None and path in _FIELDS:
            setattr(self._entry, _FIELDS[path], " ".join("".join(self._text).split()))
            self._text = None
        if len(self._path) == 1:
            if self._entry.loc:
                if len(self.document.entries) == MOST:
                    raise _Enough
                self.document.entries.append(self._entry)
            self._entry = None

    def _said(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _root(self, local: str, prefix: str) -> None:
        if local in ("rss", "feed", "rdf"):
            raise SourceError(
                failure(
                    'a feed came where a sitemap was expected: leave kind = "sitemap" out, and it is read as a feed'
                )
            )
        if local not in ("urlset", "sitemapindex"):
            root = "".join(c for c in local if c.isprintable())[:40]
            raise SourceError(
                failure("an XML document came that is no sitemap (its root is <{root}>)", root=root)
            )
        self.document.index = local == "sitemapindex"
        self._prefix = prefix

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:
            raise SourceError(
                failure("the sitemap declares entities, which may mean anything: it is not read")
            )
