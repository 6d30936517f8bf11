"""Registers write in capitals: names, streets and courts as a French editor would write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from veille.kit import dates

_SMALL = frozenset(
    ("à", "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur")
)
_FORMS = frozenset(
    ("EARL", "EURL", "GIE", "SA", "SARL", "SAS", "SASU", "SCI", "SCIC", "SCM", "SCOP", "SCP", "SNC")
)
_ROMAN = re.compile(r"[IVX]{2,}")
_VOWELS = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÙÛ")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_COURT = re.compile(r"(.*\b(?:commerce|judiciaire|instance|économiques|mixte))\s+(de |d'|du |des )(.+)")


def company(name: str) -> str:
    """Return "Fabrique Confluence" for FABRIQUE CONFLUENCE; EDF, SNCF, SAS and mixed case stay as they are."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    parts = _words(name)
    if len(parts) == 1 and len(name) <= 4:
        return name
    return _joined(parts, lambda word: word in _FORMS or (len(word) > 1 and not _VOWELS.intersection(word)))


def words(text: str) -> str:
    """Return "rue de la Boétie" for "rue de la BOÉTIE": each word in capitals capitalised, small ones small."""
    return _joined(_words(" ".join(text.split())), lambda word: not word.isupper())


def person(first: str, last: str) -> str:
    """Return "Nadia Belkacem" for the given names "NADIA MARIE" and the name "BELKACEM"."""
    return " ".join(filter(None, (words(" ".join(first.split()[:1])), words(last))))


def role(text: str) -> str:
    """Return "directeur général" for "Directeur Général"; "président de SAS" keeps its capitals."""
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in text.split())


def court(text: str) -> str:
    """Return "Greffe du tribunal de commerce de Paris", whichever letters are capitals in it."""
    plain = " ".join(text.replace("’", "'").split()).lower()
    match = _COURT.fullmatch(plain)
    if match:
        plain = f"{match[1]} {match[2]}{words(match[3].upper())}"
    return sentence(plain)


def town(name: str) -> str:
    """Return "Paris 8e" for "PARIS 8"."""
    match = re.fullmatch(r"(.+?) 0?(\d{1,2})", name.strip())
    if not match:
        return words(name)
    return f"{words(match[1])} {'1er' if match[2] == '1' else f'{match[2]}e'}"


def day(iso: object) -> str:
    """Return "1er mars 2026" for "2026-03-01"; nothing for what is no date."""
    when = dates.day(iso)
    if when is None:
        return ""
    return f"{'1er' if when.day == 1 else when.day} {_MONTHS[when.month - 1]} {when.year}"


def sentence(text: str) -> str:
    """Return text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Return text as it stands after a colon: without its first capital, unless that belongs to the word."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def _words(text: str) -> list[str]:
    """Return the words of a text and, between them, what separates them."""
    return re.split(r"([^\w]+)", text)


def _joined(parts: list[str], stays: Callable[[str], bool]) -> str:
    """Return words as a sentence's middle has them: capitalised, small ones small but at a beginning."""
    spelt = []
    for place, word in enumerate(parts):
        small = word.lower()
        if stays(word) or _ROMAN.fullmatch(word):
            spelt.append(word)
        elif small in _SMALL and place and "(" not in parts[place - 1]:
            spelt.append(small)
        else:
            spelt.append(small.capitalize())
    return "".join(spelt)
