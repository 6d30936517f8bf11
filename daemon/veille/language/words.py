"""How veille speaks French and English: sentences, numbers, lists, days and hours, and their typography."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from veille.language.catalogue import catalogue, languages, mark

NARROW = "\u202f"  # before ; ! ? and between thousands (Lexique de l'Imprimerie nationale)
FIXED = "\u00a0"  # before : and inside « », between a number and its unit

_URL = re.compile(r"((?:https?://|mailto:)\S+)", re.IGNORECASE)
_HIGH = re.compile(r" +([;!?])")
_COLON = re.compile(r" +:")
_OPEN = re.compile(r"«[ \u00a0\u202f]?")
_CLOSE = re.compile(r"[ \u00a0\u202f]?»")
_UNIT = re.compile(r"(?<=\d) (?=\w)|(?<=\d h) (?=\d\d\b)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w{])")
_ELIDES = re.compile(r"[aàâäeéèêëiîïoôöœuùûühæ]|y[^aàâeéèêiîoôuû]", re.IGNORECASE)
_ELIDED = re.compile(r"\b(d|qu)['’]\{(\w+)\}", re.IGNORECASE)
_IS_A_TITLE = re.compile(r"(?:veille|revue|lettre|watch|press|presse|news)\b", re.IGNORECASE)

DOT = f"{FIXED}· "  # parts the pieces of a line, which may break after it

_WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
_NEAR_DAYS = {0: mark("today"), 1: mark("tomorrow"), -1: mark("yesterday")}
_PARTS_OF_DAY = (  # until which hour
    (5, mark("early this morning at {clock}")),
    (12, mark("this morning at {clock}")),
    (18, mark("this afternoon at {clock}")),
    (24, mark("this evening at {clock}")),
)
_ORDINALS = (mark("{n}th"), mark("{n}st"), mark("{n}nd"), mark("{n}rd"))  # by the last figure

_NEVER = datetime.fromtimestamp(0, UTC)


def typeset(text: str, language: str = "fr") -> str:
    """Return a sentence of ours with its typographic spaces and apostrophes; addresses stay as they are."""
    parts = _URL.split(text)
    return "".join(part if index % 2 else _typeset(part, language) for index, part in enumerate(parts))


def _typeset(text: str, language: str) -> str:
    text = _APOSTROPHE.sub("’", text)
    if language != "fr":
        return text
    text = _HIGH.sub(NARROW + r"\1", text)
    text = _COLON.sub(FIXED + ":", text)
    text = _CLOSE.sub(FIXED + "»", _OPEN.sub("«" + FIXED, text))
    return _UNIT.sub(FIXED, text)


def _elided(match: re.Match[str], values: Mapping[str, str]) -> str:
    """Return "d’{name}" as it is before a vowel, else "de {name}"."""
    word, hole = match.groups()
    return match[0] if _ELIDES.match(values.get(hole, "")) else f"{word}e {{{hole}}}"


_typeset_once = lru_cache(maxsize=4096)(typeset)  # templates of ours alone, before anything is put in


def capital(text: str) -> str:
    """Return text with a capital first; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return text with a small letter first, for within a sentence."""
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class Words:
    """A reader's language, time zone and present moment. An unknown language is English."""

    language: str
    timezone: ZoneInfo
    now: datetime = _NEVER  # only days and hours need it
    plain: bool = False  # on a terminal: spaces and apostrophes as people type them to look for a sentence

    def __post_init__(self) -> None:
        if self.language not in languages():
            object.__setattr__(self, "language", "en")

    # Sentences

    def say(self, sentence: str, **values: str | int) -> str:
        """Return a sentence in the reader's language. What is put in is never altered, but for numbers."""
        return self._put_in(catalogue(self.language).gettext(sentence), sentence, values)

    def say_n(self, one: str, many: str = "", *, n: int, **values: str | int) -> str:
        """Return the sentence that n takes in the reader's language; `many` where English has a plural of its own."""
        template = catalogue(self.language).ngettext(one, many or one, abs(n))
        return self._put_in(template, many or one, {"n": n, **values})

    def say_of(self, one: str, many: str, *, seen: int, total: int, **values: str | int) -> str:
        """Return a sentence on `seen` of `total`: French agrees with the first number, English with the second."""
        template = catalogue(self.language).ngettext(one, many, seen if self.language == "fr" else total)
        return self._put_in(template, many, {"seen": seen, "total": total, **values})

    def say_in(self, context: str, sentence: str, **values: str | int) -> str:
        """Return a sentence that other languages say in several ways, each its context."""
        return self._put_in(catalogue(self.language).pgettext(context, sentence), sentence, values)

    def _put_in(self, sentence: str, english: str, values: Mapping[str, str | int]) -> str:
        """Fill the holes of a translation, or of the English where the translation's holes differ.

        French elides before them what is written elided: d'{name}, qu'{name}.
        """
        put_in = {
            name: self.number(value) if isinstance(value, int) else value for name, value in values.items()
        }
        template = sentence if self.plain else _typeset_once(sentence, self.language)
        if self.language == "fr":
            template = _ELIDED.sub(lambda match: _elided(match, put_in), template)
        try:
            return template.format(**put_in)
        except (KeyError, IndexError, ValueError, AttributeError):
            if sentence == english:
                raise
            return self._put_in(english, english, values)  # a mistake of a catalogue costs its own sentence

    def place(self, n: int) -> str:
        """Return "1re", "2e"; in English "1st", "2nd", "3rd", "11th"."""
        last = n % 10 if n % 100 not in (11, 12, 13) else 0
        if self.language == "fr":
            last = 1 if n == 1 else 0
        return self.say(_ORDINALS[last if last < 4 else 0], n=n)

    def number(self, n: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{n:,}".replace(",", NARROW if self.language == "fr" else ",")

    def listing(self, names: Sequence[str]) -> str:
        """Return "A, B et C"."""
        if len(names) < 2:
            return "".join(names)
        return self.say("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])

    def some(self, names: Sequence[str], limit: int) -> str:
        """Return the first names, and how many there are besides: "A, B et 3 autres"."""
        if len(names) <= limit:
            return ", ".join(names)
        return f"{', '.join(names[:limit])} {self.say_n('and {n} more', n=len(names) - limit)}"

    @property
    def semicolon(self) -> str:
        return f"{NARROW}; " if self.language == "fr" else "; "

    def quoted(self, text: str) -> str:
        return self.say("“{text}”", text=text)

    def watch_name(self, name: str) -> str:
        """Return "Veille d’Inès" from "Inès"; what is a title already is kept."""
        if not name:
            return self.say("Veille")
        if _IS_A_TITLE.match(name):
            return name
        return self.say("Veille for {name}", name=name)

    # Days and hours

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.timezone)

    def clock(self, at: datetime) -> str:
        """Return "9 h 42", "8 h"; in English "9:42", "8:00"."""
        at = self.local(at)
        return self.hour(at.hour, at.minute)

    def hour(self, hour: int, minute: int) -> str:
        """Return an hour as `clock` writes it."""
        if self.language != "fr":
            return f"{hour}:{minute:02d}"
        return f"{hour}{FIXED}h" + (f"{FIXED}{minute:02d}" if minute else "")

    def weekday(self, day: date) -> str:
        return self.say(_WEEKDAYS[day.weekday()])

    def short_day(self, day: date) -> str:
        """Return "12 novembre", "1er décembre"; with the year when it is over half a year away."""
        number = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        far = abs(day - self.local(self.now).date()) > timedelta(days=182)
        return f"{number}{FIXED}{self.say(_MONTHS[day.month - 1])}" + (f" {day.year}" if far else "")

    def day(self, day: date) -> str:
        """Return "vendredi 11 décembre"."""
        return f"{self.weekday(day)} {self.short_day(day)}"

    def dated(self, day: date, *, beside: date | None = None) -> str:
        """Return "11 décembre 2026", whenever it is read; without the year beside a day of that year."""
        number = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        month = self.month(day)
        if beside is not None and beside.year == day.year:
            month = month.removesuffix(f" {day.year}")
        return f"{number}{FIXED}{month}"

    def month(self, day: date) -> str:
        """Return "décembre 2026"."""
        return f"{self.say(_MONTHS[day.month - 1])} {day.year}"

    def distance(self, day: date) -> str:
        """Return "aujourd’hui", "demain", "dans 18 jours", "il y a 3 jours"."""
        days = (day - self.local(self.now).date()).days
        if days in _NEAR_DAYS:
            return self.say(_NEAR_DAYS[days])
        if days > 0:
            return self.say_n("in {n} day", "in {n} days", n=days)
        return self.say_n("{n} day ago", "{n} days ago", n=-days)

    def moment(self, at: datetime) -> str:
        """Return "ce matin à 9 h 42", "hier 18 h 20", "samedi 8 h", else the date, as seen from now.

        What was published at midnight sharp, here or in UTC, is only dated: its hour is left out.
        """
        local, now = self.local(at), self.local(self.now)
        if day := self.only_dated(at):
            return self._near_day(day)
        days = (local.date() - now.date()).days
        if days == 0:
            part = next(sentence for until, sentence in _PARTS_OF_DAY if local.hour < until)
            return self.say(part, clock=self.clock(at))
        if days == 1 or (days == -1 and now - local < timedelta(hours=36)):
            return f"{self.say(_NEAR_DAYS[days])} {self.clock(at)}"
        if abs(days) < 7:
            return f"{self.weekday(local)} {self.clock(at)}"
        return self.short_day(local.date())

    def only_dated(self, at: datetime) -> date | None:
        """Return the day of something past whose hour is midnight sharp: its source gave no hour."""
        for moment in (at.astimezone(UTC), self.local(at)):
            if not (moment.hour or moment.minute or moment.second) and at < self.now:
                return moment.date()
        return None

    def when_in_full(self, at: datetime) -> str:
        """Return "samedi 21 novembre, 14 h 02"."""
        return f"{self.day(self.local(at).date())}, {self.clock(at)}"

    def since(self, at: datetime, *, clock: bool = True) -> str:
        """Return "depuis samedi 14 h", "depuis hier", "depuis le 12 novembre"."""
        day = self.local(at).date()
        days = (self.local(self.now).date() - day).days
        if days >= 7:
            return self.say("since {day}", day=self.short_day(day))
        moment = self.moment(at) if clock or days == 0 else self._near_day(day)
        return self.say("since {moment}", moment=moment)

    def period(self, start: datetime, end: datetime) -> str:
        """Return "de vendredi 7 h 30 à lundi 7 h 30"; from six days on "semaine du 20 au 27 novembre", "novembre 2026"."""
        first, last = self.local(start), self.local(end)
        length = self.length(start, end)
        if length == "days":
            hours = [f"{self.weekday(at)} {self.clock(at)}" for at in (first, last)]
            return self.say_in("weekdays with hours", "{start} to {end}", start=hours[0], end=hours[1])
        if length == "month":
            return self.month(first.date())
        days = [self.short_day(first.date()), self.short_day(last.date())]
        if (first.year, first.month) == (last.year, last.month):
            days[0] = days[0].partition(FIXED)[0]
        if length == "week":
            return self.say("week of {start} to {end}", start=days[0], end=days[1])
        return self.say_in("days", "{start} to {end}", start=days[0], end=days[1])

    def length(self, start: datetime, end: datetime) -> Literal["days", "week", "month", "long"]:
        """Return what a period is to a reader: some days, a week, a calendar month, or longer than a week."""
        first, last = self.local(start).date(), self.local(end).date()
        if first.day == last.day == 1 and (last.year - first.year) * 12 + last.month - first.month == 1:
            return "month"
        days = (last - first).days
        return "days" if days < 6 else "week" if days <= 8 else "long"

    def duration(self, length: timedelta) -> str:
        """Return a length of time in its largest whole unit: "16 minutes", "3 heures", "2 jours"."""
        minutes = int(length.total_seconds() // 60)
        if minutes >= 48 * 60:
            return self.say_n("{n} day", "{n} days", n=minutes // (24 * 60))
        if minutes >= 2 * 60:
            return self.say_n("{n} hour", "{n} hours", n=minutes // 60)
        if minutes:
            return self.say_n("{n} minute", "{n} minutes", n=minutes)
        return self.say("less than a minute")

    def _near_day(self, day: date) -> str:
        days = (day - self.local(self.now).date()).days
        if days in _NEAR_DAYS:
            return self.say(_NEAR_DAYS[days])
        return self.weekday(day) if abs(days) < 7 else self.short_day(day)
