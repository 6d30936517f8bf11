"""How many people of one name are to be expected in France, from births: pure, the figures are an argument."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from veille.match.text import plain

_SIGNS = str.maketrans("‐‑–’", "---'")
_LATIN = re.compile(r"[a-z][a-z' .-]*")


class Births(Protocol):
    """One list of names: births by decade, those of all names, and of a name that is not listed, on average."""

    @property
    def total(self) -> Sequence[int]: ...
    @property
    def rest(self) -> Sequence[float]: ...
    def births(self, name: str) -> Sequence[int] | None: ...


class Lists(Protocol):
    """Insee's two lists, in the same decades."""

    @property
    def surnames(self) -> Births: ...
    @property
    def first_names(self) -> Births: ...


def expected(name: str, lists: Lists) -> float | None:
    """Return how many bearers of "First Surname" were born in France, first name and surname taken as independent.

    Sum over decades of surname × first name / all. A part that no list has counts as the mean of those that are
    not listed. None for a name of one word or in another script, of which births tell nothing. Source: Insee.
    """
    name = name.translate(_SIGNS)
    words = name.split()
    if len(words) < 2 or not _LATIN.fullmatch(plain(name)):
        return None
    return max(_estimates(words, lists))[1]


def _estimates(words: Sequence[str], lists: Lists) -> Iterator[tuple[int, float]]:
    """Yield for each place where the surname may begin how many of the two parts are listed, and the estimate."""
    for at in range(1, len(words)):
        first = lists.first_names.births(" ".join(words[:at]))
        last = lists.surnames.births(" ".join(words[at:]))
        decades = zip(
            first or lists.first_names.rest, last or lists.surnames.rest, lists.first_names.total, strict=True
        )
        yield (first is not None) + (last is not None), sum(f * s / all_ for f, s, all_ in decades)
