"""Who else bears a name: how many are to be expected in France, from births, and which names are one. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from veille.model import Name
from veille.names.forms import PersonParts, company_forms, cuts, parts
from veille.names.handles import form_of
from veille.names.lexicon import ARTICLES, TITLE_LETTERS, TITLES
from veille.names.spelling import folds, word
from veille.text.fold import plain

_SIGNS = str.maketrans("‐‑–’", "---'")
_AROUND = " .,;:'\"“”„«»()[]"
_LATIN = re.compile(r"[a-z][a-z' .-]*")


class BirthList(Protocol):
    """One list of names: births by decade, those of all names, and of a name that is not listed, on average."""

    @property
    def total(self) -> Sequence[int]: ...
    @property
    def rest(self) -> Sequence[float]: ...
    def births(self, name: str) -> Sequence[int] | None: ...


class BirthLists(Protocol):
    """Insee's two lists, in the same decades."""

    @property
    def surnames(self) -> BirthList: ...
    @property
    def first_names(self) -> BirthList: ...


def expected(name: str, lists: BirthLists) -> float | None:
    """Return how many bearers of "First Surname" were born in France, first name and surname taken as independent.

    Sum over decades of surname × first name / all. A part that no list has counts as the mean of those that are
    not listed. Where first name and surname can't be told apart, the split counts of which most is listed, else the
    larger. Of "Mme Surname" all bearers of the surname. None for a name of one word or in another script, on which
    there are no births. Source: Insee.
    """
    name = name.translate(_SIGNS)
    splits = [_listed_names(cut) for cut in cuts(name)]
    if not splits or not all(_LATIN.fullmatch(plain(" ".join(both))) for both in splits):
        return None
    if len(splits) == 2 and plain(splits[0][0]).rstrip(".") in ARTICLES | TITLES - TITLE_LETTERS:
        first, last = splits[0]
        titled = plain(first).rstrip(".") in TITLES
        births = lists.surnames.births(last if titled else f"{first} {last}")
        return None if births is None else float(sum(births))
    return max(_estimate(given, surname, lists) for given, surname in splits)[1]


def called(name: Name) -> frozenset[str]:
    """Return what a name and its other forms come to, so that two of one spelling share it, in whatever order.

    "Jean-Noël Le Goff", "LE GOFF Jean Noël" and "Dr Le Goff, Jean-Noël" come to the same.
    """
    forms = (form for form in (name.name, *name.also) if form_of(form.strip()) is None)
    return frozenset(filter(None, (_called(form, name.company) for form in forms)))


def _called(form: str, company: bool) -> str:
    if company:
        return "".join(map(word, company_forms(form)[1])) if folds(form) else plain(form)
    cut = parts(form)
    return "".join(folds(" ".join((*cut.first_names, *cut.surname)))) or plain(form)


def _listed_names(cut: PersonParts) -> tuple[str, str]:
    """Return first name and surname as lists have them: middle initials are left out, and "M." may be a title."""
    given = [name.strip(_AROUND) for name in cut.first_names]
    if len(given) > 1 and given[0] in ("M", "M."):
        del given[0]
    full = [given[0], *(name for name in given[1:] if len(name.rstrip(".")) > 1)]
    return " ".join(full), " ".join(name.strip(_AROUND) for name in cut.surname)


def _estimate(given: str, surname: str, lists: BirthLists) -> tuple[int, float]:
    """Return how many of the two parts are listed, and the estimate."""
    first, last = lists.first_names.births(given), lists.surnames.births(surname)
    decades = zip(
        first or lists.first_names.rest, last or lists.surnames.rest, lists.first_names.total, strict=True
    )
    return (first is not None) + (last is not None), sum(f * s / all_ for f, s, all_ in decades)
