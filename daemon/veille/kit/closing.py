"""The day on which an offer closes, where its source says so or exactly one dated phrase does.

French and English. Two different dates are never chosen between, and a date that could be read as two (an
English 05/06/2026) is none.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from veille.kit import dates

_WEEKDAY = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b[.,]?\s+)?"
)
_DATE = rf"(?:le\s+|the\s+|on\s+)?{_WEEKDAY}(?:le\s+|the\s+)?{dates.WRITTEN}"
# A date follows these at once …
_FRENCH_AT_ONCE = r"avant\s+le|jusqu['’]au|au\s+plus\s+tard(?:\s+le)?|d[’'e]ici\s+(?:au|le)"
_ENGLISH_AT_ONCE = (
    r"(?:apply|applications?|submit(?:ted)?|received|reply)\s+(?:by|before)|no\s+later\s+than|open\s+until"
)
# … and these within their sentence: "date limite de dépôt des candidatures : le 31 mars".
_FRENCH_NEAR = (
    r"date\s+limite|dernier\s+d[ée]lai|date\s+butoir|cl[ôo]tur(?:e|ée?s?)(?:\s+des?\s+\w+)?|fin\s+des\s+candidatures"
    r"|candidater\s+avant|postuler\s+avant"
)
_ENGLISH_NEAR = r"deadline|closing\s+date|closes?\s+on|applications?\s+(?:close|due)|due\s+date|last\s+date"
_GAP = r"[^\d.!?;\n]{0,60}?"
_PHRASE = re.compile(
    rf"\b(?:(?P<french>(?:{_FRENCH_AT_ONCE})\s+|(?:{_FRENCH_NEAR}){_GAP})"
    rf"|(?:(?:{_ENGLISH_AT_ONCE})\s+|(?:{_ENGLISH_NEAR}){_GAP}))(?<!\w){_DATE}",
    re.IGNORECASE,
)
# Looking for these first costs a hundredth of the expression.
_HINTS = (
    *("limite", "délai", "delai", "butoir", "clôtur", "clotur", "candidat", "postuler", "avant le", "jusqu"),
    *("plus tard", "ici ", "deadline", "closing date", "close", "appl", "submit", "received", "later than"),
    *("due", "last date", "until", "reply"),
)
_FARTHEST = timedelta(days=731)

_ELEMENTS = re.compile(
    r"(?:expir(?:ationdate|ydate|esat|eson)|clos(?:ingdate|edate|ingat|esat)|deadline|validthrough|validuntil"
    r"|date(?:limite|cloture|expiration|definoffre))$"
)


def names_closing(element: str) -> bool:
    """Return whether an element of a job feed (any prefix, any spelling) holds a closing date."""
    return _ELEMENTS.search(re.sub(r"[^a-z]", "", element.lower())) is not None


def read(text: str) -> date | None:
    """Return the date that an element holds, whatever its form; None if it is none, or two could be meant."""
    return next(dates.days(text, language="en"), None)


def phrase(title: str, text: str, published: datetime | None) -> date | None:
    """Return the date of the only dated phrase ("date limite", "avant le", "deadline"…), or None.

    A date without year is the next one after publication; one before publication, or two years later, closes
    nothing.
    """
    both = f"{title}\n{text}"
    lowered = both.lower()
    if not any(hint in lowered for hint in _HINTS):
        return None
    days = {_day(found, published, french=bool(found["french"])) for found in _PHRASE.finditer(both)}
    if len(days) != 1 or not (day := days.pop()):
        return None
    if published and not published.date() <= day <= published.date() + _FARTHEST:
        return None
    return day


def _day(found: re.Match[str], published: datetime | None, *, french: bool) -> date | None:
    try:
        year, month, day = dates.parts(found, language="fr" if french else "en")
        if year is not None:
            return date(year, month, day)
        if published is None:
            return None
        this_year = date(published.year, month, day)
        return this_year if this_year >= published.date() else date(published.year + 1, month, day)
    except ValueError:  # 31 février, 2026-13-01, an English 05/06/2026
        return None
