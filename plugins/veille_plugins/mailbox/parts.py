"""A large mail made small: which parts its BODYSTRUCTURE names, and a mail of its head and texts alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BOUNDARY = b"=_veille_parts"
_NAMES = 10  # of what is attached


@dataclass(frozen=True, slots=True)
class MailPart:
    """A part of a mail that has no parts: its number, and its head as it would stand in the mail.

    `name` is of what is attached, empty for what the mail shows within its text.
    """

    number: str
    is_text: bool
    head: bytes
    name: bytes


def parts(structure: Any) -> list[MailPart]:
    """Return the parts of a BODYSTRUCTURE as IMAPClient gives it; none of one that can't be understood."""
    try:
        return list(_leaves(structure, ""))
    except (IndexError, TypeError, ValueError, RecursionError):
        return []


def assembled(head: bytes, texts: Iterable[tuple[MailPart, bytes]], others: Iterable[MailPart]) -> bytes:
    """Return a mail of a head and these texts, with the names of its other parts."""
    kept = [line for line in _unfolded(head) if not line.lower().startswith((b"content-", b"mime-version"))]
    mixed = b'Content-Type: multipart/mixed; boundary="' + _BOUNDARY + b'"'
    out = [*kept, b"MIME-Version: 1.0", mixed, b""]
    for part, body in texts:
        out += [b"--" + _BOUNDARY, part.head, b"", body]
    for part in [part for part in others if part.name][:_NAMES]:
        out += [b"--" + _BOUNDARY, part.head, b"", b""]
    return b"\r\n".join([*out, b"--" + _BOUNDARY + b"--", b""])


def begins(found: Mapping[bytes, Any], name: bytes) -> bytes:
    """Return what a server calls BODY[…] or, since it was asked for the first bytes alone, BODY[…]<0>."""
    for key, value in found.items():
        if isinstance(value, bytes) and key.partition(b"<")[0] == name:
            return value
    return b""


def _leaves(body: Any, number: str) -> Iterator[MailPart]:
    """Yield the parts of a body (RFC 9051 §7.5.2); what is a mail itself is one part."""
    if isinstance(body[0], list):
        for place, part in enumerate(body[0], 1):
            yield from _leaves(part, f"{number}.{place}" if number else str(place))
        return
    kind, subtype, parameters, content_id, _, encoding = body[:6]
    kind, subtype = _word(kind, b"text"), _word(subtype, b"plain")
    given = _pairs(parameters)
    # The disposition follows the MD5, and what stands before that depends on the type.
    place = 9 if kind == b"text" else 11 if (kind, subtype) == (b"message", b"rfc822") else 8
    disposition: Sequence[Any] = body[place] if place < len(body) and isinstance(body[place], tuple) else ()
    attached = bool(disposition) and _word(disposition[0], b"") == b"attachment"
    named = _pairs(disposition[1]) if len(disposition) > 1 else {}
    name = _named(b"filename", named) or _named(b"name", given)
    is_text = kind == b"text" and subtype in (b"plain", b"html") and not attached
    head = b"Content-Type: " + kind + b"/" + subtype
    if is_text:
        charset = given.get(b"charset", b"")
        head += b'; charset="' + _quotable(charset) + b'"' if charset else b""
        head += b"\r\nContent-Transfer-Encoding: " + _word(encoding, b"7bit")
    else:
        head += b"\r\nContent-Disposition: attachment; " + (name or b'filename=""')
    shown = content_id is not None and not attached
    yield MailPart(number or "1", is_text, head, b"" if shown else name or kind + b"/" + subtype)


def _pairs(values: Any) -> dict[bytes, bytes]:
    if not isinstance(values, tuple):
        return {}
    plain = [value if isinstance(value, bytes) else str(value).encode() for value in values]
    return {name.lower(): value for name, value in zip(plain[::2], plain[1::2], strict=False)}


def _named(key: bytes, given: Mapping[bytes, bytes]) -> bytes:
    """Return a name as parameters of a head, in pieces and encoded as they came (RFC 2231); b"" without one."""
    found = [(name, value) for name, value in given.items() if name.partition(b"*")[0] == key]
    return b"; ".join(
        b"filename" + name.removeprefix(key) + b'="' + _quotable(value) + b'"' for name, value in found[:9]
    )


def _word(value: Any, otherwise: bytes) -> bytes:
    return _quotable(value).lower() if isinstance(value, bytes) and value else otherwise


def _quotable(value: bytes) -> bytes:
    return bytes(sign for sign in value if sign >= 32 and sign not in b'"\\\x7f')[:200]


def _unfolded(head: bytes) -> list[bytes]:
    lines: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b"\r\n" + line
        elif line:
            lines.append(line)
    return lines
