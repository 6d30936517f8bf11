"""When something takes place, as a reader is told it: its day or days, its hours there and here, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from veille.language.words import FIXED, Words
from veille.model import EVENT_FACTS, EventState
from veille.text.fold import plain

_HOURS = re.compile(r"(\d\d):(\d\d)(?:–(\d\d):(\d\d))?")
_OFFSET = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")


def when(words: Words, starts: date, facts: Mapping[str, str]) -> str:
    """Return "jeudi 10 décembre, 10 h–11 h (dans 9 jours)", "du jeudi 10 au samedi 12 décembre"."""
    told = ", ".join(filter(None, (days(words, starts, facts), hours(words, starts, facts))))
    lasts = (until := _day(facts.get("until", ""))) and starts <= words.local(words.now).date() <= until
    return told if lasts else f"{told} ({words.distance(starts).replace(' ', FIXED)})"


def days(words: Words, starts: date, facts: Mapping[str, str]) -> str:
    """Return the day of an event, or its first and its last."""
    until = _day(facts.get("until", ""))
    if until is None or until <= starts:
        return words.day(starts)
    first = words.day(starts)
    if (starts.year, starts.month) == (until.year, until.month):
        first = f"{words.weekday(starts)} {words.short_day(starts).partition(FIXED)[0]}"
    return words.say("from {start} to {end}", start=first, end=words.day(until))


def hours(words: Words, starts: date, facts: Mapping[str, str]) -> str:
    """Return the hours of an event by the clock there, and by the reader's where that says others; "" of whole days."""
    told = _hours(words, facts.get("time", ""))
    elsewhere = _elsewhere(words, starts, facts) if told else ""
    return f"{told} {elsewhere}" if elsewhere else told


def changed(words: Words, facts: Mapping[str, str]) -> str:
    """Return what became of an event that was told before, "" where nothing did."""
    state, was = facts.get("state", ""), _was(words, facts.get("was", ""))
    if state == EventState.CANCELLED:
        return words.say("Cancelled")
    if state == EventState.POSTPONED:
        return words.say("Postponed")
    return words.say("Moved: it was {day}", day=was) if was else ""


def announced(words: Words, title: str, facts: Mapping[str, str]) -> str:
    """Return a title that says what became of its event: "Déplacé : Forum"; as it is where it says that itself."""
    state = facts.get("state", "")
    if not state and facts.get("was"):
        return words.say("Moved: {title}", title=title)
    said = {EventState.CANCELLED: words.say("Cancelled"), EventState.POSTPONED: words.say("Postponed")}
    told = next((word for key, word in said.items() if key == state), "")
    if not told or plain(told)[:6] in plain(title):
        return title
    return words.say("{state}: {title}", state=told, title=title)


def others(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that say nothing of when it is."""
    return {label: value for label, value in facts.items() if label not in EVENT_FACTS}


def _was(words: Words, was: str) -> str:
    day, _, hours = was.partition(" ")
    if (starts := _day(day)) is None:
        return ""
    told = _hours(words, hours)
    return f"{words.day(starts)}, {told}" if told else words.day(starts)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hours(words: Words, time: str) -> str:
    """Return "10 h–11 h 30" from "10:00–11:30"."""
    found = _HOURS.fullmatch(time)
    if found is None:
        return ""
    clocks = [words.hour(int(found[1]), int(found[2]))]
    if found[3]:
        clocks.append(words.hour(int(found[3]), int(found[4])))
    return "–".join(clocks)


def instant(starts: date, facts: Mapping[str, str]) -> datetime | None:
    """Return the aware moment at which an event begins, None where its facts don't tell the hour or the zone."""
    zone, found = _zone(facts.get("zone", "")), _HOURS.fullmatch(facts.get("time", ""))
    if zone is None or found is None:
        return None
    return datetime(starts.year, starts.month, starts.day, int(found[1]), int(found[2]), tzinfo=zone)


def _elsewhere(words: Words, starts: date, facts: Mapping[str, str]) -> str:
    """Return of which zone hours are that are not the reader's, and what they are here."""
    there = instant(starts, facts)
    if there is None:
        return ""
    here = words.local(there)
    if here.utcoffset() == there.utcoffset():
        return ""
    clock = words.clock(here) if here.date() == starts else f"{words.day(here.date())}, {words.clock(here)}"
    place = facts["zone"].rpartition("/")[2].replace("_", " ")
    return words.say("({place}; here {clock})", place=place, clock=clock)


def _zone(name: str) -> tzinfo | None:
    if offset := _OFFSET.fullmatch(name):
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0)))
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # a plugin's own word
        return None
