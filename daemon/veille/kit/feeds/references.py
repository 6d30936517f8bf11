"""References that feedparser's loose parser would fail a whole document for, or take for others than were meant."""

from __future__ import annotations

import re

# Half of a surrogate pair, or a number beyond Unicode; XML 1.0 §2.2 knows neither. Escaped once too often, too.
_NUMBER = (
    rb"#(?:0*5[5-7][0-9]{3}(?![0-9])|0*[1-9][0-9]{6,}"
    rb"|[xX]0*(?:[dD][89a-fA-F][0-9a-fA-F]{2}(?![0-9a-fA-F])|[1-9a-fA-F][0-9a-fA-F]{5,}));?"
)
_RUN = re.compile(rb"&((?:amp;)*)" + _NUMBER + rb"(?:&\1" + _NUMBER + rb")*")
_REFERENCE = re.compile(rb"#(?:[xX]([0-9a-fA-F]+)|([0-9]+))")
_LAST, _UNKNOWN = 0x10FFFF, 0xFFFD


_ADDRESSES = re.compile(
    rb"<(?:\w+:)?(?:link|guid|id|url|comments|origlink)\b[^<>]*>[^<]*|\b(?:href|(?:xml|html)?url|src)\s*=\s*(?:\"[^\"<]*|'[^'<]*)",
    re.IGNORECASE,
)
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")


def with_ampersands(body: bytes) -> bytes:
    """Return a document whose addresses have their bare ampersands escaped: "&copy=2" is no sign of copyright."""
    return _ADDRESSES.sub(lambda found: _BARE.sub(b"&amp;", found[0]), body) if b"&" in body else body


def mended(body: bytes) -> bytes:
    """Return a document in which two references to the halves of one character are one, and half a one is U+FFFD."""
    return _RUN.sub(_joined, body)


def _joined(run: re.Match[bytes]) -> bytes:
    codes = (_code(*found.groups()) for found in _REFERENCE.finditer(run[0]))
    units = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass")
    amp = run[1].decode("ascii")
    return "".join(f"&{amp}#{ord(character)};" for character in units.decode("utf-16-le", "replace")).encode(
        "ascii"
    )


def _code(hexadecimal: bytes | None, decimal: bytes | None) -> int:
    digits = (hexadecimal or decimal or b"").lstrip(b"0")
    if len(digits) > 7:  # int() refuses thousands of digits
        return _UNKNOWN
    code = int(digits, 16 if hexadecimal else 10)
    return code if code <= _LAST else _UNKNOWN
