"""Names that aren't a first name and a surname: companies, names of one word, other scripts; matched as written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veille.model import Name
from veille.names import traps
from veille.names.forms import Surname, company_forms
from veille.names.lexicon import COMMON, FIRMS_BEFORE, LEGAL, TITLES
from veille.names.spelling import WORD, NameForm, TokenizedText, capital, cleaned, folds, upper, word

# Scripts that write no space between words (Han, kana, Hangul's particles, Thai, Lao, Burmese, Khmer).
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
# Scripts whose vowels are marks, which Python takes for the end of a word.
_MARKED = re.compile("[\u0900-\u0dff]")
_LONGEST_ACRONYM = 5
_INNER = re.compile(r"\s*[-‐‑–—&+/.'’ʼ]{1,2}\s*|\s+|_")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name made ready: its spellings, or what to `scan` for character by character where words don't make it."""

    key: str
    form: NameForm
    spellings: tuple[Surname, ...] = ()
    scan: str = ""
    capitals: bool = False  # wholly in capitals, as acronyms are
    capital: bool = False  # with a capital at its beginning
    single: bool = False  # of one word, which a person's surname may be, too
    common: bool = False  # of one word that is an everyday word or a first name


def latin(text: str) -> bool:
    """Return whether all letters are Latin: only then are the variants of names computed."""
    return all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0xFB00 <= ord(c) < 0xFB07 for c in text if c.isalpha()
    )


def phrase(name: Name, text: str, other: bool, first_names: frozenset[str]) -> Phrase | None:
    """Return a name made ready, or None where it is too short to look for. `other`: it is one of `also`."""
    text = " ".join(cleaned(text)[0].split())
    raws = WORD.findall(text)
    if len(text) < 2 and not _UNSPACED.search(text):
        return None
    exact = NameForm.ALIAS if other else NameForm.EXACT
    if not raws or _signed(text, raws):
        return Phrase(name.key, exact, scan=text)
    if not latin(text):
        words = tuple(folds(text))
        anchor = max(range(len(words)), key=lambda at: (len(words[at]), at))
        return Phrase(name.key, exact, (Surname(words, anchor),), capital=capital(raws[0]))
    if name.company:
        spellings, core = company_forms(text)
    else:
        words = tuple(folds(text))
        spellings, core = [Surname(words, max(range(len(words)), key=lambda at: len(words[at])))], raws
    loud = capital(core[0])
    if len(core) > 1:
        whole = NameForm.ALIAS if other else NameForm.FULL
        return Phrase(name.key, whole, tuple(spellings), capital=loud)
    folded = word(core[0])
    acronym = upper(core[0]) and len(core[0]) <= _LONGEST_ACRONYM
    common = folded in COMMON or folded in first_names
    form = NameForm.ACRONYM if acronym else NameForm.WORD if common else exact
    return Phrase(name.key, form, tuple(spellings), "", acronym, loud or common, True, common)


def _signed(text: str, raws: list[str]) -> bool:
    """Return whether words alone don't make the name: "3M", "Canal+", "C&A", or a script without spaces."""
    if _UNSPACED.search(text) or _MARKED.search(text) or re.search(r"\d|\+$|!$", text):
        return True
    return all(len(raw) == 1 for raw in raws)


def scanned(text: str) -> str:
    """Return the pattern under which a name is scanned for: as it is written, and no part of a longer word."""
    pattern = re.escape(text).replace(r"\ ", r"\s+")
    if _UNSPACED.search(text):
        return pattern
    return rf"(?<![\w\u0900-\u0dff]){pattern}(?![\w\u0300-\u036f\u0900-\u0dff])"


def form_at(
    candidate: Phrase, spelled: Surname, reading: TokenizedText, at: int, first_names: frozenset[str]
) -> NameForm | None:
    """Return in which form a name stands at the words that begin at `at`, or None."""
    end = at + len(spelled.words)
    if reading.folds[at:end] != list(spelled.words):
        return None
    if not all(_INNER.fullmatch(reading.gap(inner)) for inner in range(at + 1, end)):
        return None
    raw = reading.raw[end - len(spelled.words) if not candidate.single else end - 1]
    if (candidate.capitals and not upper(raw)) or (candidate.capital and not capital(raw)):
        return None
    if not candidate.single:
        return candidate.form
    if traps.another_before(reading, at, first_names) or traps.place(reading, at, end):
        return None
    # The company's own people: "M. Renault", "Mme Leclerc".
    if at and reading.folds[at - 1] in TITLES and traps.title_before(reading, at) is not None:
        return None
    if _named_firm(reading, at, end):
        return NameForm.FULL if candidate.form in (NameForm.WORD, NameForm.EXACT) else candidate.form
    if candidate.form is NameForm.ACRONYM and candidate.common and traps.shouted(reading, at, end):
        return NameForm.WORD
    return candidate.form


def _named_firm(reading: TokenizedText, at: int, end: int) -> bool:
    """Return whether it is called a company: "le groupe Orange", "Orange SA"."""
    if at and reading.folds[at - 1] in FIRMS_BEFORE and reading.gap(at).isspace():
        return True
    return (
        end < len(reading.raw)
        and reading.gap(end).isspace()
        and reading.folds[end] in LEGAL
        and upper(reading.raw[end])
    )
