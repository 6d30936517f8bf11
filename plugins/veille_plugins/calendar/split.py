"""A calendar's bytes taken apart, line by line: what it says of itself, and each event alone. Pure."""

from __future__ import annotations

import codecs
import quopri
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from veille import SourceError, failure
from veille.kit import plain

# RFC 5545 §3.1: lines are folded by bytes, so that a fold may stand inside a character: undone before decoding.
_FOLD = re.compile(rb"\r?\n[ \t]")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"^[^:\"]*;CHARSET=\"?([\w.:-]+)", re.IGNORECASE)
_QUOTED = re.compile(rb";ENCODING=\"?QUOTED-PRINTABLE\"?", re.IGNORECASE)
# WHATWG Encoding: what calls itself so is windows-1252.
_LATIN = frozenset(("iso-8859-1", "latin-1", "latin1", "iso8859-1", "ascii", "us-ascii", "utf-8", "utf8"))


@dataclass(slots=True)
class Calendar:
    """A calendar taken apart: its name, its zone, and the text of each event."""

    name: str = ""
    zone: tzinfo | None = None
    events: list[str] = field(default_factory=list)
    cut: bool = False
    cancels: bool = False


def content_lines(raw: bytes, charset: str = "") -> list[str]:
    """Return the lines of a calendar, unfolded and decoded; `charset` is the server's word.

    UTF-8 before what is declared: bytes that happen to be UTF-8 are. A line that is not is read by its own CHARSET or
    the server's; where most of the others are UTF-8, it is UTF-8 as well, and has lost a byte.
    """
    for mark, encoding in _WIDE:
        if raw.startswith(mark):
            raw = raw[len(mark) :].decode(encoding, "replace").encode()
    lines = _LINE_END.split(_FOLD.sub(b"", raw.removeprefix(codecs.BOM_UTF8)))
    lines = _unquoted(lines) if _QUOTED.search(raw) else lines
    decoded = [_utf8(line) for line in lines]
    broken = [number for number, line in enumerate(decoded) if line is None]
    if broken:
        sound = sum(not line.isascii() for line in decoded if line is not None)
        named = "" if charset.lower() in _LATIN else charset
        fallback = "utf-8" if sound > len(broken) and not named else named or "windows-1252"
        for number in broken:
            own = _CHARSET.match(lines[number])
            encoding = own[1].decode() if own and own[1].decode().lower() not in _LATIN else fallback
            decoded[number] = _decoded(lines[number], encoding)
    return [line for line in decoded if line is not None]


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _decoded(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding, "replace")
    except LookupError:  # there is no such charset
        return line.decode("windows-1252", "replace")


def _unquoted(lines: list[bytes]) -> list[bytes]:
    """Return lines with what vCalendar 1.0 writes in quoted-printable as it is meant; "=" goes on on the next line."""
    out: list[bytes] = []
    coming = iter(lines)
    for line in coming:
        name, colon, value = line.partition(b":")
        if not _QUOTED.search(name):
            out.append(line)
            continue
        while value.endswith(b"=") and (more := next(coming, None)) is not None:
            value = value[:-1] + more
        text = quopri.decodestring(value).replace(b"\r", b"").replace(b"\n", rb"\n")
        out.append(_QUOTED.sub(b"", name) + colon + text)
    return out


def split_calendar(lines: list[str]) -> Calendar:
    """Return the parts of a calendar, its events unparsed. Raises SourceError for what is none."""
    if not any(line.strip() for line in lines):
        raise SourceError(failure("the answer is empty: there is no calendar in it"))
    start = "\n".join(lines[:100]).lower()
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:1000]):
        if "<html" in start or "<!doctype" in start:
            raise SourceError(
                failure(
                    "a web page came where a calendar was expected: look there for a link that ends in .ics, or begins"
                    " with webcal:"
                )
            )
        raise SourceError(failure("what came is no calendar (it has no BEGIN:VCALENDAR)"))
    calendar = Calendar(cut=True)
    inside: list[str] = []  # components that are open
    kept: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().upper(), value.strip()
        if name == "BEGIN":
            if value.upper() == "VEVENT":  # one that was never closed ends here
                inside, kept = ["VCALENDAR"], []
            inside.append(value.upper())
        elif name == "END":
            if inside and inside.pop() == "VEVENT":
                calendar.events.append("\r\n".join(kept))
            calendar.cut = calendar.cut and value.upper() != "VCALENDAR"
        elif inside[-1:] == ["VEVENT"]:
            kept.append(line)
        elif inside == ["VCALENDAR"]:
            _note(calendar, name.partition(";")[0], value)
    return calendar


def _note(calendar: Calendar, name: str, value: str) -> None:
    if name in ("X-WR-CALNAME", "NAME") and not calendar.name:
        calendar.name = plain.from_text(value.replace("\\,", ",").replace("\\;", ";"))
    elif name in ("X-WR-TIMEZONE", "TIMEZONE-ID"):
        calendar.zone = zone_of(value) or calendar.zone
    elif name == "METHOD":
        calendar.cancels = value.upper() == "CANCEL"


def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of a name, None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or a path
        return None
