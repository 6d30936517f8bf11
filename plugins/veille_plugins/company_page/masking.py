"""What of a text counts: its words, and the numbers that are news in it.

Words are compared without numbers. `facts` then says which numbers of a text count: prices, places left, deadlines;
not those of counters, of dates of printing or of times ago, which change though nothing has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

_MONTHS = (
    "janvier janv février févr fév mars avril avr mai juin juillet juil août septembre sept octobre oct novembre nov"
    " décembre déc january jan february feb march mar april apr may june jun july jul august aug september sep october"
    " november december dec januar februar märz mai juni juli oktober dezember enero febrero marzo abril mayo junio julio"
    " septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre "
    "dicembre"
)
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim monday tuesday wednesday thursday friday"
    " saturday sunday mon tue wed thu fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes"
    " miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica"
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
    r"|\b(?:vor|hace|da)\s(?:\d+|einem|einer|una?)\s(?:sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|segundos?"
    r"|minutos?"
    r"|horas?|días?|semanas?|mes(?:es)?)\b|\b\d+\s(?:minuti|ore|giorni|settimane|mesi) fa\b|\b\d+ (?:minuten|uur|dagen"
    r"|weken) geleden\b"
    rf"|(?:about |over |less than )?(?:\d+\+?|an?|one|two|three|a few)\s?(?:{_UNIT}) ago\b"
    r"|à l'instant|just now|aujourd'hui|\b(?:avant-)?hier\b|\byesterday\b|\btoday\b"
)
_CUES = re.compile(
    r"il y a| ago|instant|just now|'hui|hier\b|terday|today|vor |hace | fa\b|geleden"
)  # ten times faster than what they announce
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = "#"
_LONGEST = 2_000  # characters of a sentence whose numbers are looked at

_MONTH_NAMES = (
    "janvier janv january jan januar enero gennaio",
    "février févr fév february feb februar febrero febbraio",
    "mars march mar märz marzo",
    "avril avr april apr abril aprile",
    "mai may mayo maggio",
    "juin june jun juni junio giugno",
    "juillet juil july jul juli julio luglio",
    "août august aug agosto",
    "septembre sept september sep septiembre settembre",
    "octobre oct october oktober octubre ottobre",
    "novembre nov november noviembre novembre",
    "décembre déc december dec dezember diciembre dicembre",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUPED = re.compile(r"(?<=\d)[\s.,'\u202f\xa0](?=\d{3}(?!\d))")  # 1 800, 12.300
_AMOUNT = re.compile(
    r"\d\s?(?:€|eur\b|\$|£|chf\b|%|usd\b|gbp\b|zł|kr\b)|(?:€|\$|£|chf|eur)\s?\d", re.IGNORECASE
)
_WHEN = (
    r"(?:[\s.,:/()-]|\d+(?:er|st|nd|rd|th|h|t|z|am|pm|s|ms|min)?(?![^\W\d_])"
    rf"|(?<![^\W\d_])(?:{'|'.join(sorted({*_CALENDAR, *_MONTH_NUMBERS}, key=len, reverse=True))}|à|at|um|le|du|au|on"
    rf"|the|am|vom|el|il|op"
    r"|em|de|la|en|in|est|h|pm|uhr|gmt|utc|page|cette|this|date|dernière|fois|last)(?![^\W\d_]))*"
)
# Dates and times at which a page was made, changed or looked at, after the words that say so.
_PRINTED = re.compile(
    r"(?:©|letzte (?:änderung|aktualisierung)|última actualización|ultimo aggiornamento|laatste wijziging|\bv(?=\d)"
    r"|\(c\)|copyright|mise?s? (?:à|a) jour|\bmàj\b|maj\b|actualisée?|modifiée?|publiée?s?|postée?|ajoutée?|créée?"
    r"|générée?|imprimée?"
    r"|éditée? le|rédigée?|dernière?s? (?:visite|mise|modification|actualisation|connexion|révision)|nous sommes|il "
    r"est|version|révision"
    r"|updated?|last (?:visit|update|change|modified|login|review)\w*|posted|published|added|created|generated|printed"
    r"|modified|as of|revised"
    r"|stand\b|aktualisiert|veröffentlicht|erstellt|geändert|gedruckt|actualizad[oa]|publicad[oa]|aggiornat[oa]"
    r"|pubblicat[oa]|bijgewerkt"
    r"|geplaatst|atualizad[oa])" + _WHEN
)
_THINGS = (
    r"(?:visit\w*|vues?|views?|lectures?|lecteurs?|reads?|readers?|fois|times|clics?|clicks?|hits|j'aime|likes?"
    r"|réactions?|reactions?"
    r"|commentaires?|comments?|partages?|shares?|abonnée?s|followers?|subscribers?|suiveurs?|avis|reviews?|votes?"
    r"|notes?|étoiles?|stars?"
    r"|téléchargements?|downloads?|connectée?s?|en ligne|online|résultats?|results?|ergebnisse?|treffer|resultad\w+"
    r"|risultat\w+"
    r"|articles?|annonces?|offres?|offers?|emplois?|jobs?|openings?|stellen\w*|actualités?|publications?|messages?"
    r"|réponses?|replies"
    r"|membres?|members?|utilisateurs?|users?|personnes? (?:regard|consult|en ligne|ont vu)\w*|people (?:are )?(?:view"
    r"|watch|look)\w*"
    r"|candidats?|candidatures? reçues?|applicants?|bewerber|(?:open )?positions|panier|basket|cart|besucher|aufrufe"
    r"|visitas|visite|visualizza\w+|bezoekers|pages?|photos?|images?|ms\b|millisecondes?|km/h|°c?"
    r"|postes? (?:ouverts?|disponibles?|en ligne|trouvés?|à pourvoir)|(?:min\w*|h|heures?) (?:de lecture|read)"
    r"|min\w*\.? read)"
)
_COUNTER = re.compile(
    rf"\d[\d\s.,'\u202f\xa0]*(?:\w+\s)?{_THINGS}|\b{_THINGS}\s*[:(]?\s*\d[\d\s.,'\u202f\xa0]*"
    r"|\b\d+\s?(?:sur|of|von|de)\s?\d+(?=\s*$)|\d[\d.,]*\s?/\s?(?:5|10|20)\b(?!/)"
    r"|\bpage \d+"
)
# A line that begins as a counter says nothing else: "12 postes ouverts dans 3 villes".
_COUNTS = re.compile(rf"\W*\d[\d\s.,'\u202f\xa0]*(?:\w+\s)?(?:{_THINGS}|postes?)\b(?! à pourvoir)")
_COUNTDOWN = re.compile(
    r"(?:plus que|il (?:ne )?(?:vous )?reste(?: plus que)?|encore|dans|ferme dans|j\s?[-–]|only|just|in|noch|quedan"
    r"|mancano)\s?\d+\s?"
    r"(?:jours?|heures?|h\b|minutes?|min\b|secondes?|semaines?|days?|hours?|weeks?|tage?|stunden?|días?|horas?|giorni|ore)\b"
    r"|\bj\s?-\s?\d+|\d+\s(?:jours?|heures?|days?|hours?|tage) (?:restante?s?|left|to go|verbleibend)"
)
_TODAY = re.compile(
    r"\baujourd'hui\b|\btoday\b|\bheute\b|\bhoy\b|\boggi\b|\bvandaag\b|\bhoje\b|\bdemain\b|\btomorrow\b"
)
_BARE = re.compile(_WHEN)  # a date and nothing else may be today's
_ORDINAL = re.compile(r"^\W*\d+\s?[.)]\s")  # of a list that is numbered


# What is read of a page asks for the words of a sentence several times over.
@lru_cache(maxsize=4_096)
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


@lru_cache(maxsize=4_096)
def facts(text: str) -> tuple[str, ...]:
    """Return the numbers of a text that are news when they change, a date the same in whichever way it is written."""
    if not _DIGIT.search(text):
        return ()
    text = normalize("NFC", text[:_LONGEST]).casefold().replace("’", "'")
    if _TODAY.search(text) or _COUNTS.match(text) or _BARE.fullmatch(text):
        return ()
    text = _RELATIVE.sub(" ", text) if _CUES.search(text) else text
    for passing in (_ORDINAL, _PRINTED, _COUNTDOWN, _COUNTER):
        text = passing.sub(" ", text)
    found = [
        str(_MONTH_NUMBERS[token]) if token in _MONTH_NUMBERS else token
        for token in _dated(_GROUPED.sub("", text))
    ]
    return tuple(sorted(token.lstrip("0") or "0" for token in found))


def same_facts(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two texts of the same words tell the same numbers; one that tells none, or leaves out the year, may."""
    if one == other or not one or not other:
        return True
    few, many = sorted((list(one), list(other)), key=len)
    if len(few) == len(many):
        return False
    for fact in few:
        if fact not in many:
            return False
        many.remove(fact)
    return all(_YEAR.fullmatch(fact) for fact in many)


def tells_amount(text: str) -> bool:
    """Return whether a text that is but numbers says a price or a share."""
    return _AMOUNT.search(text) is not None


def _dated(text: str) -> list[str]:
    """Return the numbers of a text, and the months that stand beside one."""
    tokens = _TOKEN.findall(text)
    return [
        token
        for at, token in enumerate(tokens)
        if token[0].isdigit()
        or (token in _MONTH_NUMBERS and any(near[0].isdigit() for near in tokens[max(at - 1, 0) : at + 2]))
    ]


def is_calendar(word: str) -> bool:
    """Return whether a word is a day's or a month's, short or not."""
    return word.casefold() in _CALENDAR


def has_content(key: str) -> bool:
    """Return whether words() left anything: a date or a counter alone tells nothing."""
    return key.strip("# ") != ""
