"""A person's name where its surname stands: with first names or initials before or after it, and nobody else's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from veille.names import traps
from veille.names.forms import FirstNameForm, Surname
from veille.names.lexicon import COMMON, COMPOUNDING, PARTICLES, TITLES
from veille.names.spelling import NameForm, TokenizedText, capital, upper

# Between first name and surname: space, and the characters with which plain text emphasises.
_SPACE = re.compile(r"[*_~]*\s[\s*_~]*|_")
_AFTER_INITIAL = re.compile(r"\s*\.?\s*[-‐‑]?\s*")
_INITIAL_ENDS = re.compile(r"\s*\.\s*|\s+")
_INNER = re.compile(r"\s*[-‐‑–—]{1,3}\s*|\s*['’ʼ‘´`]\s*|\s+|_")
_AROUND_MIDDLE = re.compile(r"\.?[\s\"“”«»„‘’'()\[\]]*")
_QUOTE = re.compile(r"[\"“”«»„‘’'(\[]")
_AND = frozenset(("et", "and", "ou", "or", "und", "with", "avec"))
_NO_MIDDLE = PARTICLES | TITLES | _AND
_SAINTS = ("saint", "sainte")
_CALLED = ("dit", "dite", "alias", "aka")


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name it is, and what it is in full: FULL, or ALIAS."""

    key: str
    form: NameForm


_Givens = defaultdict[str, list[tuple[Person, FirstNameForm]]]


@dataclass(frozen=True, slots=True)
class Family:
    """All who bear a surname: the ways to write their first names, by the last word and by the first."""

    surname: Surname
    ends: _Givens = field(default_factory=lambda: defaultdict(list))
    begins: _Givens = field(default_factory=lambda: defaultdict(list))

    def add(self, person: Person, givens: Sequence[FirstNameForm]) -> None:
        for given in givens:
            self.ends[given.words[-1]].append((person, given))
            self.begins[given.words[0]].append((person, given))


@dataclass(frozen=True, slots=True)
class FormOccurrence:
    """A form that stands at the words [start, end) of a tokenized text."""

    key: str
    form: NameForm
    start: int
    end: int
    between: bool = False


def surname_at(reading: TokenizedText, surname: Surname, start: int) -> bool:
    """Return whether a surname is written at the words that begin at `start`."""
    end = start + len(surname.words)
    if len(surname.words) == 1:
        return True
    if reading.folds[start:end] != list(surname.words):
        return False
    for at in range(start + 1, end):
        gap = reading.gap(at)
        if reading.folds[at - 1] in _SAINTS:  # St. Clair
            gap = gap.removeprefix(".") or " "
        if not _INNER.fullmatch(gap):
            return False
    return True


def fuller(
    family: Family, reading: TokenizedText, start: int, first_names: frozenset[str], byline: bool
) -> Iterator[FormOccurrence]:
    """Yield the forms in which first names or initials stand with the surname written at `start`."""
    yield from _before(family, reading, start, first_names, byline)
    yield from _after(family, reading, start, first_names, byline)


def alone(
    surname: Surname, reading: TokenizedText, at: int, first_names: frozenset[str]
) -> tuple[NameForm, int, int] | None:
    """Return where a surname whose anchor stands at `at` is written after a title, or alone in its capital."""
    start = at - surname.anchor
    end = start + len(surname.words)
    if start < 0 or not surname_at(reading, surname, start):
        return None
    title = traps.title_before(reading, start)
    if title is not None:
        return None if traps.titled_is_nobody(reading, title, start, end) else (NameForm.TITLED, title, end)
    if traps.alone_is_nobody(reading, start, end, first_names):
        return None
    return NameForm.SURNAME, start, end


def run_together(
    surname: Surname, givens: Sequence[FirstNameForm], person: Person
) -> Iterator[tuple[str, NameForm]]:
    """Yield a full name as hashtags write it, folded, with its form: #InèsMorel."""
    for given in givens:
        form = _form(person, surname, given)
        if form is not None and not given.short and not surname.half:
            yield "".join((*given.words, *surname.words)), form


def _form(
    person: Person, surname: Surname, given: FirstNameForm, whole: NameForm | None = None
) -> NameForm | None:
    if given.short:
        return None if surname.half or surname.bare else NameForm.INITIALS
    return NameForm.HALF if surname.half or given.less else whole or person.form


def _before(
    family: Family, reading: TokenizedText, start: int, first_names: frozenset[str], byline: bool
) -> Iterator[FormOccurrence]:
    end = start + len(family.surname.words)
    for middle in range(min(4, start)):
        at = start - middle
        for person, given in family.ends.get(reading.folds[at - 1], ()):
            first = at - len(given.words)
            form = _form(person, family.surname, given)
            if (
                form is None
                or first < 0
                or (middle and given.short)
                or not _first_names_at(reading, given, first)
            ):
                continue
            if middle:
                if not _is_middle(reading, at, start, first_names):
                    continue
            elif not _follows(reading, given, start):
                continue
            if not _somebody_else(reading, form, first, start, end, first_names, byline):
                yield FormOccurrence(person.key, form, first, end, middle > 0)


def _after(
    family: Family, reading: TokenizedText, start: int, first_names: frozenset[str], byline: bool
) -> Iterator[FormOccurrence]:
    at = start + len(family.surname.words)
    if at >= len(reading.folds) or reading.folds[at] not in family.begins:
        return
    if not traps.INVERTING.fullmatch(reading.gap(at)):
        return
    for person, given in family.begins[reading.folds[at]]:
        form = _form(person, family.surname, given, NameForm.INVERTED)
        end = at + len(given.words)
        if form is None or not _first_names_at(reading, given, at):
            continue
        bad = _not_inverted_initials if given.short else _not_inverted
        if not bad(reading, start, at, end, first_names, byline):
            yield FormOccurrence(person.key, form, start, end)


def _first_names_at(reading: TokenizedText, given: FirstNameForm, start: int) -> bool:
    """Return whether first names are written at `start`: initials in capitals."""
    end = start + len(given.words)
    if reading.folds[start:end] != list(given.words):
        return False
    for at in range(start, end):
        raw = reading.raw[at]
        if given.short and len(raw) <= 2 and not (raw.isupper() or (len(raw) == 2 and _digraph(reading, at))):
            return False
        if at > start:
            inner = _AFTER_INITIAL if len(reading.folds[at - 1]) == 1 else _INNER
            if not inner.fullmatch(reading.gap(at)):
                return False
    return True


def _digraph(reading: TokenizedText, at: int) -> bool:
    """Return whether two letters are one initial: Ch. Péguy."""
    return capital(reading.raw[at]) and reading.gap(at + 1).startswith(".")


def _follows(reading: TokenizedText, given: FirstNameForm, start: int) -> bool:
    """Return whether the surname at `start` follows its first names closely."""
    short = given.short and len(reading.folds[start - 1]) <= 2
    between = _INITIAL_ENDS if short or len(reading.folds[start - 1]) == 1 else _SPACE
    return between.fullmatch(reading.gap(start)) is not None


def _is_middle(reading: TokenizedText, start: int, end: int, first_names: frozenset[str]) -> bool:
    """Return whether the words [start, end), between first name and surname, are a middle name or a nickname."""
    gaps = [reading.gap(at) for at in range(start, end + 1)]
    if not all(map(_AROUND_MIDDLE.fullmatch, gaps)):
        return False
    for at in range(start, end):  # a dot ends a sentence, but after an initial or "St"
        if "." in reading.gap(at + 1) and len(reading.raw[at]) > 2:
            return False
    if "." in gaps[0]:
        return False
    if reading.folds[start] in _CALLED:  # John, dit Jack Holloway
        return end - start > 1
    if end - start > 2:
        return False
    if _QUOTE.search(gaps[0]) and _QUOTE.search(gaps[-1]):
        return True
    if any(map(_QUOTE.search, gaps)):
        return False
    words = range(start, end)
    if any(reading.folds[at] in _NO_MIDDLE and not _initial(reading, at) for at in words):
        return False
    if not all(capital(reading.raw[at]) for at in words):
        return False
    if reading.folds[start - 1] in COMPOUNDING and reading.folds[start] in first_names:
        return False
    if traps.titled_headline(reading, start - 1, end + 1) or traps.shouted(reading, start - 1, end + 1):
        return all(len(reading.raw[at]) == 1 or reading.folds[at] in first_names for at in words)
    return True


def _initial(reading: TokenizedText, at: int) -> bool:
    """Return whether a letter is an initial, by its capital and its dot: "Jean D. Dupont", "Jean M. Dupont"."""
    return len(reading.raw[at]) == 1 and capital(reading.raw[at]) and reading.gap(at + 1).startswith(".")


def _somebody_else(
    reading: TokenizedText,
    form: NameForm,
    start: int,
    surname: int,
    end: int,
    first_names: frozenset[str],
    byline: bool,
) -> bool:
    """Return whether "first name surname" at the words [start, end) is somebody else's, or something else."""
    if traps.joined(reading, start, end) or traps.firm(reading, end) or traps.place(reading, start, end):
        return True
    if form is NameForm.INITIALS:
        return (
            traps.not_initial(reading, start, surname, byline)
            or traps.longer_before(reading, start, end, first_names)
            or not any(map(capital, reading.raw[surname:end]))
        )
    if traps.another_before(reading, start, first_names) or traps.goes_on(reading, start, end, first_names):
        return True
    return traps.of_a_family(reading, end, first_names) or traps.everyday(reading, start, surname, end)


def _not_inverted(
    reading: TokenizedText, start: int, given: int, end: int, first_names: frozenset[str], byline: bool
) -> bool:
    """Return whether what reads like "surname first name" is something else: two names of a list, a longer name's middle."""
    if not any(map(capital, reading.raw[start:given])) or not capital(reading.raw[given]):
        return True
    if traps.joined(reading, start, end) or traps.compound_after(reading, given, end, first_names):
        return True
    loud = upper(reading.raw[given - 1]) and not upper(reading.raw[end - 1])
    if not loud and traps.longer_after(reading, end) and not traps.titled_headline(reading, start, end):
        return True
    if start and traps.another_before(reading, start, first_names):
        return True
    if loud or byline:
        return False
    if traps.longer_before(reading, start, end, first_names) or traps.place(reading, start, end):
        return True
    words = reading.folds[start:given]
    if reading.gap(given).isspace():
        # "Robert Martin" is no Martin Robert; "Petit Pierre" is a small one, "PETIT PIERRE" isn't.
        in_capitals = upper(reading.raw[given - 1]) and not traps.shouted(reading, start, end)
        return any(word in first_names or (word in COMMON and not in_capitals) for word in words)
    return any(word in first_names for word in words) and traps.enumerated(reading, start, end, first_names)


def _not_inverted_initials(
    reading: TokenizedText, start: int, given: int, end: int, first_names: frozenset[str], byline: bool
) -> bool:
    """Return whether "surname initial" is none: "avec Dupont A Lyon", "Dupont, J. Martin"."""
    if not any(map(capital, reading.raw[start:given])) or traps.joined(reading, start, end):
        return True
    if traps.longer_before(reading, start, end, first_names) or traps.place(reading, start, end):
        return True
    after = reading.gap(end)
    dotted = after.startswith(".")
    if end < len(reading.raw) and not after.lstrip(".").strip() and (capital(reading.raw[end]) or not dotted):
        return True
    if not dotted and end < len(reading.raw) and after.strip()[:1] in ("'", "’", "-"):
        return True
    if len(reading.raw[given]) == 1 and not dotted and not byline:
        # Author lists write "Dupont J, Martin P"; elsewhere a letter needs its dot.
        return after.strip()[:1] not in (",", ";", "(", ")") and end < len(reading.raw)
    return traps.shouted(reading, start, end) and not dotted
