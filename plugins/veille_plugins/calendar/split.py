"""A calendar's text taken apart, line by line: what it says of itself, and each event alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from veille import SourceError, failure
from veille.kit import plain

_FOLD = re.compile(r"\r?\n[ \t]")


@dataclass(slots=True)
class Calendar:
    """A calendar taken apart: its name, its zone, and the text of each event."""

    name: str = ""
    zone: tzinfo | None = None
    events: list[str] = field(default_factory=list)
    cut: bool = False
    cancels: bool = False


def split_calendar(text: str) -> Calendar:
    """Return the parts of a calendar, its events unparsed. Raises SourceError for what is none."""
    start = text[:2000].lower()
    if not text.strip():
        raise SourceError(failure("the answer is empty: there is no calendar in it"))
    if "begin:vcalendar" not in text[:100_000].lower():
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
    lines: list[str] = []
    for line in _FOLD.sub("", text).splitlines():
        name, _, value = line.partition(":")
        name, value = name.strip().upper(), value.strip()
        if name == "BEGIN":
            if value.upper() == "VEVENT":  # one that was never closed ends here
                inside, lines = ["VCALENDAR"], []
            inside.append(value.upper())
        elif name == "END":
            if inside and inside.pop() == "VEVENT":
                calendar.events.append("\r\n".join(lines))
            calendar.cut = calendar.cut and value.upper() != "VCALENDAR"
        elif inside[-1:] == ["VEVENT"]:
            lines.append(line)
        elif inside == ["VCALENDAR"]:
            _note(calendar, name.partition(";")[0], value)
    return calendar


def _note(calendar: Calendar, name: str, value: str) -> None:
    if name in ("X-WR-CALNAME", "NAME") and not calendar.name:
        calendar.name = plain.from_text(value.replace("\\,", ",").replace("\\;", ";"))
    elif name in ("X-WR-TIMEZONE", "TIMEZONE-ID"):
        calendar.zone = _zone(value)
    elif name == "METHOD":
        calendar.cancels = value.upper() == "CANCEL"


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or a path
        return None
