"""Dates as programs and people write them. Nothing is guessed: day, month and year stand there, or there is no date.

`read` and `day` take whatever a field holds; `moment`, `moment_of_mail` and `moment_of_epoch` one form each, and
`days` every date of a text. None stands for what is no date, and for what could be two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

# English, French, German, Spanish, Italian, Dutch and Portuguese, whole and cut; none of them means two months.
_MONTHS = {
    1: "january janvier januar jänner enero gennaio januari janeiro janv jan jän ene gen",
    2: "february février fevrier februar feber febrero febbraio februari fevereiro févr fevr febr fév feb fev",
    3: "march mars märz maerz marzo maart março marco mrt mär mar",
    4: "april avril abril aprile avr apr abr",
    5: "may mai mayo maggio mei maio mag",
    6: "june juin juni junio giugno junho jun giu",
    7: "july juillet juli julio luglio julho juil jul lug",
    8: "august août aout agosto augustus aoû aug ago",
    9: "september septembre septiembre setiembre settembre setembro sept sep set",
    10: "october octobre oktober octubre ottobre outubro oct okt ott out",
    11: "november novembre noviembre novembro nov",
    12: "december décembre decembre dezember diciembre dicembre dezembro déc dec dez dic",
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split()}
_MONTH = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b\.?"
# Month first is English, and the words between day, month and year are of no other language than their months'.
_ENGLISH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)

WRITTEN = (
    r"(?:"
    r"(?<!\d)(?P<year_first>\d{4})(?P<joint>[-/.])(?P<month_second>\d{1,2})(?P=joint)(?P<day_last>\d{1,2})(?!\d|[-/.]\d)"
    r"|(?<![\d./-])(?P<first>\d{1,2})(?P<between>[/-]|\.\s?)(?P<second>\d{1,2})(?P=between)(?P<last>\d{4}|\d{2})"
    r"(?!\d|[./-]\d)"
    r"|(?<![\d.,/])(?P<day>\d{1,2})(?:\s?(?:er|st|nd|rd|th|[ºª°.])?\s+(?:of\s+|de\s+|di\s+)?|\.|[-/])"
    rf"(?P<month>{_MONTH})(?:(?:,?\s+(?:de\s+|del\s+)?|[-/])(?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month_first>{_ENGLISH})\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year_last>\d{{4}})\b)?"
    rf"(?!\s+(?:de\s+|di\s+)?{_MONTH})"  # "mar. 3 mars": a Tuesday
    r")"
)
"""A date within a sentence, as a part of an expression that ignores case; `parts` says what it found."""
_WRITTEN = re.compile(WRITTEN, re.IGNORECASE)

_HOURS = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("CET", "MET", "MEZ", "WEST", "BST"), 1),
    **dict.fromkeys(("CEST", "MEST", "MESZ", "EET"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    "HKT": 8,
    "SGT": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    # RFC 822 §5.1; others beyond Europe share their letters: IST is India's, Israel's and Ireland's
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}
_NAMES = "|".join(sorted(_HOURS, key=len, reverse=True))
_ISO_AND_ZONE = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*"
    rf"(?P<zone>(?:UTC|GMT)?[+-]\d\d:?\d\d|{_NAMES})",
    re.IGNORECASE,
)
_WEEK_ALONE = re.compile(r"\d{4}-?W\d\d(?:\D|$)(?!\d)")
# "10:00-12:00" are two hours, and no zone.
_ZONE = (
    r"(?P<zone>(?:UTC|GMT)[+-]\d\d:?\d\d\b|\+\d\d:?\d\d\b|(?:(?<=\s)|(?<=:\d\d:\d\d))-\d\d:?\d\d\b"
    rf"|(?:{_NAMES})\b(?![+-]))"
)
_TIME = re.compile(
    r"(?<![\d:.,/])(?:"
    r"(?P<hour>\d{1,2})(?:\s?[:hH]\s?(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?|\.(?P<tens>\d\d)(?=\s?(?:Uhr|uur)\b))"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\b)?"
    r"|(?P<whole_hour>\d{1,2})\s?(?:(?P<whole_half>[AaPp])\.?[Mm]\b|(?:h|heures?|Uhr|uur)\b)"
    rf")(?:\.|\s?(?:Uhr|uur|h)\b)?(?:\s?\(?{_ZONE})?"
)
_OTHER_ZONE = re.compile(r"\s?\(?(?!AM|PM)[A-Z]{2,5}\b\)?\W*$")
# "3 au 5 mars" are two days, of which one is not whole.
_BEFORE = re.compile(
    r"(?<!\d)\d{1,2}\.?\s*(?:-|–|—|/|&|au|et|bis|und|to|and|al|e|y|tot|en)\s*$", re.IGNORECASE
)
_OF_MAIL = re.compile(r"(?:\w+\.?,?\s+)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}\s+\d")
_TIME_LAST = re.compile(r"(?<![+-])(?<![+-]\d)\d:\d\d(?:\s+-0000)?\s*$")
_NAMED_LAST = re.compile(r"([A-Za-z]+)\W*$")

# What an epoch may say, in seconds: 1995 to 2100. A year, a number of eight figures or a telephone's is none.
_EARLIEST, _LATEST = 788_918_400, 4_102_444_800


def read(value: object, *, zone: tzinfo | None = UTC, language: str = "") -> datetime | None:
    """Return the only moment that a field holds, in whatever form, with its zone; None for any other.

    Text may be ISO 8601, the form of mails, an epoch, or what people write: "31/12/2026 à 17h30", "Dec 31, 2026,
    5:30 PM"; a day alone is its first instant. A number is an epoch. Without a zone it is in `zone`, or None where
    that is None. Day stands before month, but by `language`: after it for "en-US", and "en" alone does not tell, so
    that 05/06/2026 is None.
    """
    if isinstance(value, str):
        text = value.strip()
        if text.isdigit() and len(text) != 8:
            return moment_of_epoch(int(text)) if len(text) < 20 else None
        found = moment(text, zone=zone)
        if found is None and len(text) < 100 and _OF_MAIL.match(text):
            found = moment_of_mail(text, zone=zone)
        return found or _of_text(text, zone, language)
    return moment_of_epoch(value)


def day(value: object, *, language: str = "") -> date | None:
    """Return the only day that a field holds, as it reads where it was written; None as for `read`."""
    found = read(value, language=language)
    return found.date() if found else None


def days(text: str, *, language: str = "") -> Iterator[date | None]:
    """Yield every date that a text holds, in their order: None for one without its year, or that could be two."""
    for found in _WRITTEN.finditer(text):
        yield _day(found, language)


def parts(found: re.Match[str], *, language: str = "") -> tuple[int | None, int, int]:
    """Return year, month and day of a match of WRITTEN, the year None where none stands there.

    Raises ValueError where two could be meant; whether a calendar has that day is not looked at.
    """
    if found["year_first"]:
        return int(found["year_first"]), int(found["month_second"]), int(found["day_last"])
    if found["first"]:
        return _of_numbers(found, language.lower())
    named = (found["month"] or found["month_first"]).rstrip(".").lower()
    year = found["year"] or found["year_last"]
    return int(year) if year else None, _NUMBERS[named], int(found["day"] or found["day_second"])


def moment(value: object, *, zone: tzinfo | None = UTC) -> datetime | None:
    """Return an ISO 8601 date or time with its zone; None for anything else: a year, a month, a week, nonsense.

    One that has no zone is in `zone`; where that is None, it is None as well. A zone may stand apart or have a name:
    "2026-11-23 08:00:00 UTC".
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _with_named_zone(text)
    # 3.11 takes "2026-W48" for its Monday, and any sign between date and time, a figure too
    if ("W" in text and _WEEK_ALONE.match(text)) or (text.isdigit() and len(text) != 8):
        return None
    return _aware(found, zone)


def moment_of_mail(value: object, *, zone: tzinfo | None = UTC) -> datetime | None:
    """Return a time as mails and RSS write it ("Mon, 23 Nov 2026 08:00:00 +0100"), in the same way.

    Names of zones are those of Europe and RFC 822; one of another name is None, as it may be many hours away.
    """
    if not isinstance(value, str):
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is not None or _TIME_LAST.search(value):
        return _aware(found, zone)
    named = _NAMED_LAST.search(value)
    hours = _HOURS.get(named[1].upper()) if named else None
    return None if hours is None else found.replace(tzinfo=_offset(hours))


def moment_of_epoch(value: object) -> datetime | None:
    """Return the moment of a number of seconds or milliseconds since 1970, told apart by size; None outside 1995 to 2100."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = value / 1000 if value >= _EARLIEST * 1000 else value
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds < _LATEST else None


def _of_text(text: str, zone: tzinfo | None, language: str) -> datetime | None:
    """Return the only date that people wrote into a text, at the only time that stands beside it."""
    written = list(_WRITTEN.finditer(text))
    if not written:
        return None
    if any(_BEFORE.search(text[: date_written.start()]) for date_written in written):
        return None
    rest = _WRITTEN.sub(" | ", text)
    times = list(_TIME.finditer(rest))
    if not language and any(time["half"] or time["whole_half"] for time in times):
        language = "en"
    found = {_day(date_written, language) for date_written in written}
    if len(found) != 1 or (only := found.pop()) is None:
        return None
    midnight = datetime(only.year, only.month, only.day)
    if len(times) != 1:
        return _aware(midnight, zone)
    if not times[0]["zone"] and _OTHER_ZONE.match(rest, times[0].end()):
        return None
    try:
        return _at(midnight, times[0], zone)
    except ValueError:  # 25:61
        return None


def _at(midnight: datetime, time: re.Match[str], zone: tzinfo | None) -> datetime | None:
    hour = int(time["hour"] or time["whole_hour"])
    half = (time["half"] or time["whole_half"] or "").lower()
    if half == "a" and hour > 12:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = int(time["minute"] or time["tens"] or 0)
    found = midnight.replace(hour=hour, minute=minute, second=int(time["second"] or 0))
    return found.replace(tzinfo=_zone(time["zone"])) if time["zone"] else _aware(found, zone)


def _day(found: re.Match[str], language: str) -> date | None:
    try:
        year, month, day_of_month = parts(found, language=language)
        return date(year, month, day_of_month) if year is not None else None
    except ValueError:  # 31 février, 2026-13-01, or two could be meant
        return None


def _of_numbers(found: re.Match[str], language: str) -> tuple[int, int, int]:
    first, second, last = int(found["first"]), int(found["second"]), int(found["last"])
    joint = found["between"]
    if len(found["last"]) == 2:
        if joint == "-":
            raise ValueError("is year, month, day, or day, month, year")
        last += 2000
    if second > 12:
        return last, first, second
    if first > 12 or first == second or joint.startswith(".") or not language.startswith("en"):
        return last, second, first
    if language in ("en-us", "en_us"):
        return last, first, second
    if language in ("en", "en-ca", "en_ca"):
        raise ValueError("is day first in London, and month first in New York")
    return last, second, first


def _with_named_zone(text: str) -> datetime | None:
    """Return an ISO time whose zone stands apart or has a name."""
    found = _ISO_AND_ZONE.fullmatch(text)
    try:
        return datetime.fromisoformat(found[1]).replace(tzinfo=_zone(found["zone"])) if found else None
    except ValueError:
        return None


def _zone(text: str) -> tzinfo:
    """Return a zone by its name or its distance from UTC. Raises ValueError beyond a day."""
    hours = _HOURS.get(text.upper())
    if hours is not None:
        return _offset(hours)
    sign, figures = text[-6:].lstrip("CTM")[:1], re.sub(r"\D", "", text)
    minutes = int(figures[:2]) * 60 + int(figures[2:])
    return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))


def _offset(hours: int) -> tzinfo:
    return timezone(timedelta(hours=hours)) if hours else UTC


def _aware(found: datetime, zone: tzinfo | None) -> datetime | None:
    if found.tzinfo is not None:
        return found
    return found.replace(tzinfo=zone) if zone is not None else None
