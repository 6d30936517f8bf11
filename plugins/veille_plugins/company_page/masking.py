"""What of a text counts: its words, without dates, times and counters, which change though nothing has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

_MONTHS = (
    "janvier janv février févr fév mars avril avr mai juin juillet juil août septembre sept octobre oct novembre nov"
    " décembre déc january jan february feb march mar april apr may june jun july jul august aug september sep october"
    " november december dec"
)
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim monday tuesday wednesday thursday friday"
    " saturday sunday mon tue wed thu fri sat sun"
)
_CALENDAR = frozenset((_MONTHS + " " + _DAYS).split())
# 1er, 2e, 3rd, 9 h 30, 2026-04-01T09:30:00Z
_BESIDE = frozenset(
    ("er", "ère", "e", "ème", "st", "nd", "rd", "th", "h", "min", "am", "pm", "t", "z", "gmt", "utc")
)
_AT = frozenset(("à", "at"))  # between a day and its hour
_UNIT = (
    "secondes?|sec|minutes?|min|heures?|h|jours?|j|semaines?|sem|mois|ans?|années?"
    "|seconds?|hours?|hrs?|days?|d|weeks?|w|months?|mo|years?|y"
)
_RELATIVE = re.compile(
    rf"il y a (?:environ |moins d'|plus d')?(?:\d+|une?|quelques|deux|trois)\s?(?:{_UNIT})\b"
    rf"|(?:about |over |less than )?(?:\d+\+?|an?|one|two|three|a few)\s?(?:{_UNIT}) ago\b"
    r"|à l'instant|just now|aujourd'hui|\b(?:avant-)?hier\b|\byesterday\b|\btoday\b"
)
_CUES = re.compile(
    r"il y a| ago|instant|just now|'hui|hier\b|terday|today"
)  # ten times faster than what they announce
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = "#"


def words(text: str) -> str:
    """Return the words of a text, one space between them; a date, a time or a number is "#"."""
    text = normalize("NFC", text).casefold().replace("’", "'")
    if not text.isascii():
        text = text.replace("\xad", "").replace("\u200b", "")  # where a word may be cut; nobody sees them
    if _CUES.search(text):
        text = _RELATIVE.sub(" 0 ", text)
    tokens = _TOKEN.findall(text)
    return " ".join(_masked(tokens) if _DIGIT.search(text) else tokens)


def _masked(tokens: Iterable[str]) -> list[str]:
    out: list[str] = []
    since = 9  # words since the last number
    for token in tokens:
        if token[0].isdigit():
            # "lundi 3 mars": the day's name goes with its number
            while out and out[-1] in _CALENDAR:
                out.pop()
            if out[-1:] and out[-1] in _AT and out[-2:-1] == [_NUMBER]:
                out.pop()
            if not out or out[-1] != _NUMBER:
                out.append(_NUMBER)
            since = 0
        elif since == 0 and (token in _CALENDAR or token in _BESIDE):
            continue
        else:
            since += 1
            # "1 offre", "12 offres disponibles": what is counted follows the counter
            out.append(token.rstrip("sx") if since <= 2 and len(token) > 3 else token)
    return out


def is_calendar(word: str) -> bool:
    """Return whether a word is a day's or a month's, short or not."""
    return word.casefold() in _CALENDAR


def has_content(key: str) -> bool:
    """Return whether words() left anything: a date or a counter alone tells nothing."""
    return key.strip("# ") != ""
