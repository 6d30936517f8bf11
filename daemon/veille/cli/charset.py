"""Terminals and pipes that are not UTF-8: what they can't show is written as near to it as they can."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from veille.errors import UserError

_NEAR = {
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−─━═┄┈╌", "-"),
    **dict.fromkeys("│┃║┆┊╎▏▌▕▐", "|"),
    **dict.fromkeys("\u00a0\u202f\u2009\u200a\u2007\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f", ""),
    **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*##", strict=True)),
    **dict.fromkeys("•●▪◦‣∙★☆", "*"),
    "…": "...", "→": "->", "←": "<-", "↑": "^", "↓": "v", "⇒": "=>", "×": "x", "÷": "/", "·": ".", "€": "EUR",
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "°": "o", "§": "par.", "©": "(c)", "®": "(r)",
    "✓": "ok", "✔": "ok", "✗": "x", "✘": "x", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "¿": "?", "¡": "!",
}  # fmt: skip
_NAME = "veille.near"
_PLAIN = "veille_ascii"


def prepare(arguments: list[str]) -> None:
    """Let no character end the command on a stream that can't show it, and read the arguments as the UTF-8 that they are.

    In the C locale Python reads them as ASCII.
    """
    codecs.register_error(_NAME, near)
    codecs.register(_plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=_PLAIN if ascii_only else stream.encoding, errors=_NAME)
    arguments[:] = [_as_utf8(argument) for argument in arguments]


def _plain(name: str) -> codecs.CodecInfo | None:
    """Find ASCII under a name of our own: click takes a stream of "ascii" for a mistake, and writes UTF-8 into it."""
    if name.replace("-", "_") != _PLAIN:
        return None
    ascii_ = codecs.lookup("ascii")
    return codecs.CodecInfo(
        ascii_.encode,
        ascii_.decode,
        ascii_.streamreader,
        ascii_.streamwriter,
        ascii_.incrementalencoder,
        ascii_.incrementaldecoder,
        name=_PLAIN,
    )


def near(error: UnicodeError) -> tuple[bytes, int]:
    """Return what stands for characters that a charset doesn't have, and where to go on: a handler for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    # What the system gave as bytes that the locale can't read (PEP 383): the name of a folder, an argument.
    signs = signs.encode("utf-8", "surrogateescape" if _is_escaped(signs) else "replace").decode(
        "utf-8", "replace"
    )
    # Of an 8-bit charset the error tells no more than that it is one.
    # Bytes are returned, since UTF-8 takes no text but ASCII here.
    charset = "ascii" if error.encoding == "charmap" else error.encoding
    return "".join(_shown(sign, charset) for sign in signs).encode(charset), error.end


def _is_escaped(text: str) -> bool:
    return all("\udc80" <= sign <= "\udcff" for sign in text if "\ud800" <= sign <= "\udfff")


def _shown(sign: str, charset: str) -> str:
    letters = "".join(
        character for character in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(character)
    )
    drawn = "+" if "\u2500" <= sign <= "\u257f" else "*" if "\u2800" <= sign <= "\u28ff" else "?"
    for form in (sign, _NEAR.get(sign), letters or ("" if unicodedata.combining(sign) else None), drawn):
        if form is not None and form != "\ufffd":
            try:
                form.encode(charset)
            except UnicodeEncodeError:
                continue
            return form
    return "?"


def is_unicode(stream: Any) -> bool:
    """Return whether a stream can show every character."""
    return str(getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def read_stdin() -> str:
    """Return standard input as text: UTF-8, else as the locale has it. Raises UserError where it is neither."""
    raw = getattr(sys.stdin, "buffer", None)
    if raw is None:
        return sys.stdin.read()
    given: bytes = raw.read()
    for charset in ("utf-8", "ascii" if is_unicode(sys.stdin) else sys.stdin.encoding):
        try:
            return given.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UserError("what was piped in is not UTF-8 text")


def unreadable(arguments: Sequence[str]) -> str:
    """Return what is wrong with an argument that is no text in UTF-8, or ""."""
    for argument in arguments:
        try:
            argument.encode("utf-8")
        except UnicodeEncodeError:
            return f"'{argument}' is not UTF-8 text: this terminal writes in another charset than its locale says"
    return ""


def _as_utf8(argument: str) -> str:
    try:
        return (
            os.fsencode(argument).decode("utf-8")
            if not argument.isascii() and _has_escapes(argument)
            else argument
        )
    except UnicodeError:
        return argument


def _has_escapes(text: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in text)
