"""In which charset a feed is, whatever is said of it; and a byte that belongs to none spoils its own character alone."""

from __future__ import annotations

import codecs
import re

from veille import NO_FAILURE, Failure, Page, failure
from veille.kit.charsets import of_server

_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,300}?>")
_NAMED = re.compile(rb"<\?xml\s[^>]{0,300}?encoding\s*=\s*[\"']\s*([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:!doctype|html|head|body|(?:\w+:)?(?:rss|feed|rdf))[\s>]", re.IGNORECASE)
_BEFORE = 4_000  # bytes in which the declaration is looked for
_UNKNOWN = "\ufffd"
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
_LATIN = frozenset(("ascii", "cp1252", "iso8859-1", "iso8859-15"))
_EAST_ASIAN = ("gb", "big5", "euc", "shift_jis", "cp932", "cp949", "iso2022", "hz", "johab", "cp950")
_BY_CHANCE = 4  # characters beyond ASCII that bytes of an East Asian charset may happen to make in UTF-8
_FEW = 10  # times as many characters read as not: the charset is that one, and the document damaged


def decoded(page: Page) -> tuple[Page, Failure]:
    """Return a page whose header names the charset that its body is in, and what of it could not be read.

    Nothing is changed in a body that can be read as it came but for what stands before its XML declaration.
    """
    body, said = _begun(page.body), of_server(page)
    if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):  # UTF-32's little-endian mark begins alike
        return _wide(page, body, "utf-32" if body[:4] == codecs.BOM_UTF32_LE else "utf-16")
    for start, charset in _WIDE:
        if body[:2] == start and body[2:4] != b"\0\0":
            return _wide(page, body, charset)
    if body.isascii():
        return (page if body is page.body else _page(page, body, said)), NO_FAILURE
    named = _NAMED.match(body)
    own = named[1].decode("ascii") if named else ""
    marked = body.startswith(codecs.BOM_UTF8)
    names = (_codec(said), _codec(own))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Bytes that are UTF-8 all through are that, whatever is said of them.
        if marked or not any(map(_east_asian, names)) or _signs(text) >= _BY_CHANCE or "utf-8" in names:
            while body.startswith(codecs.BOM_UTF8):
                body = body[len(codecs.BOM_UTF8) :]
            return _page(page, body, "utf-8"), NO_FAILURE
    meant = _meant(body, names, marked=marked)
    if meant is None and body.lstrip()[:1] in (b"{", b"["):
        # What reads JSON does not guess (RFC 8259 §8.1).
        name = next((name for name in names if name not in ("", "utf-8", "ascii")), "cp1252")
        return _page(page, body.decode(name, "replace").encode("utf-8"), "utf-8"), NO_FAILURE
    if meant is None:
        # Many servers say latin-1 of whatever they send: what the document says itself is then the better word.
        better = names[0] in _LATIN and names[1] not in ("", "utf-8", *_LATIN)
        return _page(page, body, own if better or (names[1] and not said) else said), NO_FAILURE
    text = body.decode(meant, "replace").lstrip("\ufeff")
    why = failure(
        "the feed is not {charset} all through: characters that could not be read stand as “{sign}”",
        charset=meant.upper(),
        sign=_UNKNOWN,
    )
    return _page(page, text.encode("utf-8"), "utf-8"), why


def _meant(body: bytes, names: tuple[str, str], *, marked: bool) -> str | None:
    """Return the charset that a body is in but for some bytes; None where one of those named reads all of it.

    That none was named that nearly fits is None as well: then it is guessed by what reads the feed.
    """
    utf8 = body.decode("utf-8", "replace")
    wrong = utf8.count(_UNKNOWN) - body.count(_UNKNOWN.encode())
    right = _signs(utf8) - wrong
    if marked or (right >= 2 * wrong and right >= 2):
        return "utf-8"
    others = [name for name in names if name not in ("", "utf-8", "ascii")]
    for name in others:
        try:
            body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
        return None
    if (not others or "utf-8" in names) and (wrong <= 1 or right * _FEW >= wrong):
        return "utf-8"
    for name in others:
        text = body.decode(name, "replace")
        if _signs(text) >= _FEW * text.count(_UNKNOWN):
            return name
    return None


def _signs(text: str) -> int:
    """Return how many characters of a text are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _codec(name: str) -> str:
    """Return a charset's name as Python has it, that of the larger one which is meant in fact; "" for one unknown."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not found._is_text_encoding or found.name in ("undefined", "idna", "punycode"):
        return ""
    # encoding.spec.whatwg.org: these names stand for the larger sets
    larger = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
    return larger.get(found.name, found.name)


def _east_asian(name: str) -> bool:
    return name.startswith(_EAST_ASIAN)


def _begun(body: bytes) -> bytes:
    """Return a body from its XML declaration on, where but blanks, comments or a warning of PHP's stand before it."""
    if body.startswith((b"<?xml", codecs.BOM_UTF8 + b"<?xml")):
        return body
    found = _DECLARATION.search(body[:_BEFORE])
    if found and not _ROOT.search(body[: found.start()]):
        return body[found.start() :]
    return body


def _wide(page: Page, body: bytes, charset: str) -> tuple[Page, Failure]:
    text = body.decode(charset, "replace").lstrip("\ufeff")
    damaged = failure("the feed is cut in the middle of a character") if _UNKNOWN in text else NO_FAILURE
    return _page(page, _begun(text.encode("utf-8", "replace")), "utf-8"), damaged


def _page(page: Page, body: bytes, charset: str) -> Page:
    kind = page.headers.get("content-type", "").partition(";")[0].strip()
    named = f"{kind or 'application/xml'}; charset={charset}" if charset else kind
    return Page(page.url, page.status, {**page.headers, "content-type": named}, body)
