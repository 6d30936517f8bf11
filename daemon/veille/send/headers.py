"""Headers of a mail as text: folded within 76 signs and encoded by the letter of RFC 5322 and RFC 2047. Pure.

Written here because Python's own folding (3.11, seen on each of these) drops the quotes of a long display name, loses
the address behind it, and encodes a long id of References as if it were words.
"""

from __future__ import annotations

import unicodedata
from email.header import Header

CRLF = "\r\n"
LINE = 76  # RFC 2047 §2: no line with an encoded word is longer
"""Signs of a line, its end not counted."""

# Embeddings, overrides and isolates: they reorder what stands behind them in a list of mails.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """Return text without line ends, control and reordering signs, each blank one space: fit for a header."""
    kept = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in text.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
        if sign not in _REORDERING
    )
    return " ".join(kept.split())


def words(name: str, text: str) -> str:
    """Return the header `name` with free text, its lines joined by CR LF, the last one without."""
    return f"{name}: {_words(one_line(text), len(name) + 2)}"


def mailbox(name: str, display: str, address: str) -> str:
    """Return the header `name` with one mailbox: "Veille d’Inès" <…>. The address stands as it is."""
    display = one_line(display)
    if not display:
        return f"{name}: {one_line(address)}"
    head, bracketed = f"{name}: {_phrase(display, len(name) + 2)}", f"<{one_line(address)}>"
    last = len(head.rpartition(CRLF)[2])
    return f"{head}{' ' if last + 1 + len(bracketed) <= LINE else f'{CRLF} '}{bracketed}"


def listed(name: str, phrase: str, identifier: str) -> str:
    """Return the header `name` with a phrase (may be empty) and an id in angle brackets (RFC 2919 §3)."""
    return mailbox(name, phrase, identifier) if phrase else f"{name}: <{one_line(identifier)}>"


def plain(name: str, value: str) -> str:
    """Return the header `name` with ids, dates or addresses of ASCII, which no line end may cut."""
    return f"{name}: {one_line(value)}"


def _words(text: str, used: int) -> str:
    longest = max(map(len, text.split(" ")), default=0)
    if text.isascii() and "=?" not in text and longest + used <= LINE:
        return _folded(text, used)
    return _encoded(text, used)


def _phrase(text: str, used: int) -> str:
    """Return a phrase of RFC 5322 §3.2.5: a quoted string where that will do, else encoded words."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if text.isascii() and "=?" not in text and used + len(escaped) + 2 <= LINE:
        return f'"{escaped}"'
    return _encoded(text, used)


def _folded(text: str, used: int) -> str:
    lines, line = [], ""
    room = LINE - used
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, LINE - 1
        else:
            line = f"{line} {word}" if line else word
    return f"{CRLF} ".join([*lines, line])


def _encoded(text: str, used: int) -> str:
    # Header cuts between letters, never within one, and no encoded word is longer than 75 (RFC 2047 §2, §5).
    header = Header(text, "utf-8", maxlinelen=LINE, header_name="x" * max(0, used - 2))
    return header.encode(linesep=CRLF)
