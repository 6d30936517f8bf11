"""Guards against words that read like a name and are something else; each is a trap that real texts set."""

from __future__ import annotations

import re

from veille.names.lexicon import (
    CIVIL_TITLES,
    COMMON,
    COMPOUNDING,
    LEGAL,
    LEGAL_WORDS,
    MORE_PLACES_BEFORE,
    NO_PLACE_AFTER,
    PARTICLES,
    PLACES_AFTER,
    PLACES_BEFORE,
    PLURAL_TITLES,
    TITLE_LETTERS,
    TITLES,
    TRADES_AFTER,
)
from veille.names.spelling import TokenizedText, capital, upper

HYPHEN = re.compile(r"[-‐‑]+")
_DOT_SPACE = re.compile(r"\.?\s+")
_SENTENCE_END = re.compile(r"[.!?…:;\n\r•|«»“”\"(\[–—]")
# Between surname and first name where the surname is first.
INVERTING = re.compile(r"\s+|\s*,\s*|\s*\(\s*")
# What a letter after it belongs to: "le plan B. Dupont…".
_LETTERED = frozenset(
    ("categorie", "classe", "groupe", "hepatite", "ligue", "plan", "poule", "type", "vitamine")
)
# Words too: "A Paris" is "À Paris".
_WORD_LETTERS = frozenset("aoy")


def begins_sentence(reading: TokenizedText, at: int) -> bool:
    """Return whether a word is a sentence's first, or a field's, so that its capital is no evidence."""
    return at == 0 or bool(_SENTENCE_END.search(reading.gap(at)))


def shouted(reading: TokenizedText, start: int, end: int) -> bool:
    """Return whether all around is in capitals, as in headlines, so that capitals are no evidence."""
    around = reading.raw[max(0, start - 6) : start] + reading.raw[end : end + 6]
    words = [raw for raw in around if len(raw) > 1]
    return len(words) > 1 and all(raw.isupper() for raw in words)


def titled_headline(reading: TokenizedText, start: int, end: int) -> bool:
    """Return whether most around begins with a capital, as in English headlines, so that a capital is weak evidence."""
    around = reading.raw[max(0, start - 6) : start] + reading.raw[end : end + 6]
    words = [raw for raw in around if len(raw) > 3]
    return sum(map(capital, words)) * 2 >= len(words)


def _before(reading: TokenizedText, start: int) -> bool:
    """Return whether a word stands just before, with nothing but space between."""
    return start > 0 and reading.gap(start).isspace()


def _after(reading: TokenizedText, end: int) -> bool:
    return end < len(reading.raw) and reading.gap(end).isspace()


def joined(reading: TokenizedText, start: int, end: int) -> bool:
    """Return whether a hyphen makes the words a part of a longer name: Jean-*Pierre Dumont*, but not pro-*Dumont*."""
    raw = reading.raw
    if (
        start
        and HYPHEN.fullmatch(reading.gap(start))
        and (capital(raw[start - 1]) or not capital(raw[start]))
    ):
        return True
    return (
        end < len(raw)
        and HYPHEN.fullmatch(reading.gap(end)) is not None
        and (capital(raw[end]) or not capital(raw[end - 1]))
    )


def another_before(reading: TokenizedText, start: int, first_names: frozenset[str]) -> bool:
    """Return whether a first name or an initial stands before, so that it is somebody else: *Jean* Pierre Dumont."""
    if not start:
        return False
    raw, folded = reading.raw[start - 1], reading.folds[start - 1]
    if capital(reading.raw[start]) and not capital(raw):
        return False
    if len(folded) == 1:
        return (
            folded not in TITLE_LETTERS
            and capital(raw)
            and bool(re.fullmatch(r"\s*\.\s*-?\s*", reading.gap(start)))
        )
    return _before(reading, start) and folded in first_names


def place(reading: TokenizedText, start: int, end: int) -> bool:
    """Return whether a street, a school or a prize is named so: "rue du Docteur Jean Martin", "Jean Martin Street"."""
    raw, folded = reading.raw, reading.folds
    if _after(reading, end) and folded[end] in PLACES_AFTER and capital(raw[end]):
        return True
    at = start
    while at and folded[at - 1] in TITLES and _DOT_SPACE.fullmatch(reading.gap(at)):
        at -= 1
    if at < start and at and folded[at - 1] == "du":
        at -= 1
    elif at < start and at > 1 and folded[at - 2 : at] == ["de", "l"]:
        at -= 2
    if not at or not reading.gap(at).isspace() or folded[at - 1] not in PLACES_BEFORE:
        return False
    return at < 2 or folded[at - 2] not in NO_PLACE_AFTER


def firm(reading: TokenizedText, end: int) -> bool:
    """Return whether a company is named so: "Jean Martin SARL", "Martin & Fils", "Renault Trucks"."""
    if end >= len(reading.raw):
        return False
    raw, folded, gap = reading.raw[end], reading.folds[end], reading.gap(end)
    if gap.strip() in ("&", "et") and folded in LEGAL_WORDS:
        return True
    if not gap.isspace():
        return False
    if folded in LEGAL and (upper(raw) or raw[1:].lower() != raw[1:] or folded in ("inc", "ltd", "limited")):
        return True
    if folded in TRADES_AFTER and capital(raw):
        return True
    return folded == "et" and end + 1 < len(reading.raw) and reading.folds[end + 1] in LEGAL_WORDS


def everyday(reading: TokenizedText, start: int, surname: int, end: int) -> bool:
    """Return whether the words are everyday ones, judged by their case: "rose blanche", "Pierre blanche"."""
    if capital(reading.raw[surname]) and capital(reading.raw[start]):
        return False
    core = [folded for folded in reading.folds[surname:end] if folded not in PARTICLES]
    if not capital(reading.raw[end - 1]):
        return not COMMON.isdisjoint(core)
    return reading.folds[start] in COMMON


def not_initial(reading: TokenizedText, start: int, end: int, byline: bool) -> bool:
    """Return whether a letter before a surname is no initial: "M. Mercier", "le P. Dupont", "A Dupont", "plan B. Dupont"."""
    raw, folded = reading.raw[start], reading.folds[start]
    before = reading.folds[start - 1] if start else ""
    if not raw.isupper():  # Ch. Delorme, Jean-N. Lefebvre
        return not capital(raw) or len(raw) == 1
    if len(raw) > 1:
        return shouted(reading, start, end) and not byline
    dotted = reading.gap(start + 1).startswith(".")
    if folded in _WORD_LETTERS and not dotted and not byline:
        return True
    if end - start > 1 or byline:
        return start > 0 and before in _LETTERED and reading.gap(start).isspace() and not byline
    if folded in TITLE_LETTERS:
        return not (before in TITLES and _DOT_SPACE.fullmatch(reading.gap(start))) and not _among_initials(
            reading, start
        )
    if folded == "p" and before in ("le", "du", "au", "r") and _before(reading, start):
        return True
    return before in _LETTERED and reading.gap(start).isspace()


def _among_initials(reading: TokenizedText, at: int) -> bool:
    """Return whether it stands in a list of people with initials, as in "J. Dupont, M. Mercier": then M. is one too."""
    return any(
        nearby >= 0
        and nearby + 1 < len(reading.raw)
        and len(reading.raw[nearby]) == 1
        and reading.raw[nearby].isupper()
        and reading.folds[nearby] not in TITLE_LETTERS
        and reading.gap(nearby + 1).startswith(".")
        and capital(reading.raw[nearby + 1])
        and reading.gap(max(nearby, at)).strip() == ","
        for nearby in (at - 2, at + 2)
    )


def longer_before(reading: TokenizedText, start: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether a capitalised word before makes a longer name of it.

    Not so a title, an acronym ("l'UMP N. Sarkozy"), what has an article ("l'Australien"), or a sentence's first word.
    """
    if not start:
        return False
    raw, folded, gap = reading.raw[start - 1], reading.folds[start - 1], reading.gap(start)
    if len(raw) == 1 and raw.isupper() and folded not in TITLE_LETTERS:
        return bool(re.fullmatch(r"\s*\.\s*-?\s*|\s+", gap)) and folded not in _WORD_LETTERS
    if not gap.isspace() or not capital(raw) or folded in TITLES:
        return False
    if folded in first_names:
        return True
    if upper(raw) and not upper(reading.raw[end - 1]):
        return False
    noun = start > 1 and reading.folds[start - 2] in _DETERMINERS
    return not noun and not begins_sentence(reading, start - 1)


_DETERMINERS = frozenset(
    ("l", "le", "la", "les", "un", "une", "du", "au", "des", "the", "a", "ce", "cet", "cette")
)


def longer_after(reading: TokenizedText, end: int) -> bool:
    """Return whether a capitalised word follows: M. *Robert* Schmid."""
    return _after(reading, end) and capital(reading.raw[end])


def goes_on(reading: TokenizedText, start: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether a full name goes on after its surname: Robert Louis *Stevenson*. In a headline all have capitals."""
    if not longer_after(reading, end):
        return False
    # Of a surname that is a first name, too ("Robert Louis"), a headline has to show more: "Elected Mayor".
    if titled_headline(reading, start, end) and (
        reading.folds[end - 1] not in first_names or longer_after(reading, end + 1)
    ):
        return False
    raw = reading.raw[end]
    return len(raw) > 3 and not raw.isupper()


def of_a_family(reading: TokenizedText, end: int, first_names: frozenset[str]) -> bool:
    """Return whether the surname is a middle name before a particle: André François *de Fleury*, August Wilhelm *von Alten*.

    After another surname "de" mostly precedes a place ("Claire Vasseur de Lyon Culture Mag"): it is left to the reader.
    """
    if not _after(reading, end) or end + 1 >= len(reading.raw) or not capital(reading.raw[end + 1]):
        return False
    if reading.folds[end] in ("von", "van"):
        return True
    return reading.folds[end] in ("de", "d") and reading.folds[end - 1] in first_names


def compound_after(reading: TokenizedText, given: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether the first name that ends at `end` goes on: "MARTIN Jean Pierre", "Martin Jean-Pierre"."""
    if end >= len(reading.raw):
        return False
    if HYPHEN.fullmatch(reading.gap(end)):
        return True
    return _after(reading, end) and reading.folds[given] in COMPOUNDING and reading.folds[end] in first_names


def enumerated(reading: TokenizedText, start: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether "Martin, Jean" are two of a list of first names: "Luc, Martin, Jean et Paul"."""
    for at, gap in ((start - 1, start), (end, end)):
        if 0 <= at < len(reading.raw):
            between = reading.gap(gap).strip()
            beside = at if reading.folds[at] not in ("et", "and", "ou") else at + (1 if gap == end else -1)
            listed = between == "," or (not between and beside != at)
            if listed and 0 <= beside < len(reading.raw) and reading.folds[beside] in first_names:
                return True
    return False


def alone_is_nobody(reading: TokenizedText, start: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether a surname alone, in its capital, can't be believed here."""
    raw, folded = reading.raw, reading.folds
    core = [word for word in folded[start:end] if word not in PARTICLES]
    if any(word in COMMON or word in first_names for word in core) or not capital(raw[end - 1]):
        return True
    if begins_sentence(reading, start) or shouted(reading, start, end) or _near_place(reading, start):
        return True
    if longer_after(reading, end) or firm(reading, end) or joined(reading, start, end):
        return True
    return (_before(reading, start) and capital(raw[start - 1])) or longer_before(
        reading, start, end, first_names
    )


def _near_place(reading: TokenizedText, start: int) -> bool:
    at = start
    while at and reading.folds[at - 1] in ("de", "du", "des", "d", "la", "l", "le", "les", "of"):
        at -= 1
    return at > 0 and reading.folds[at - 1] in PLACES_BEFORE | MORE_PLACES_BEFORE


def title_before(reading: TokenizedText, start: int) -> int | None:
    """Return where the title is that stands just before a surname: "Mme Le Goff", "le président Martin"."""
    if not start or reading.folds[start - 1] not in TITLES or not _DOT_SPACE.fullmatch(reading.gap(start)):
        return None
    if len(reading.raw[start - 1]) == 1 and not capital(reading.raw[start - 1]):
        return None
    return start - 1


def titled_is_nobody(reading: TokenizedText, title: int, start: int, end: int) -> bool:
    """Return whether "M. Robert" is the beginning of another name, or a street's, or not written as a name."""
    if not capital(reading.raw[end - 1]) or joined(reading, start, end):
        return True
    if reading.folds[title] not in CIVIL_TITLES and _near_place(reading, title):
        return True
    if reading.folds[title] in PLURAL_TITLES and not capital(reading.raw[title]):
        return True
    return longer_after(reading, end) or firm(reading, end)
