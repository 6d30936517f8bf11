"""Whether an author of a work bears the name that is looked for: "J.-N. Lefebvre" is Jean-Noël Lefebvre. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from veille.kit.folding import unaccented

_WORD = re.compile(r"[^\W\d_]+")
_MOST = 20  # authors named in an item's text: some works have thousands


def fits(names: Iterable[str], author: str) -> bool:
    """Return whether an author, first names first, bears one of the names, initials and second names allowed for."""
    written = _words(author)
    apart = [sign for word in written for sign in (word if len(word) == 2 else (word,))]  # JN: two initials
    return any(_is_same(_words(name), words) for name in names for words in (written, apart))


def listed(names: Sequence[str], authors: Sequence[str]) -> str:
    """Return a work's authors in one line, those that bear the name first; after twenty, "…"."""
    first = [author for author in authors if fits(names, author)]
    ordered = [*first, *(author for author in authors if author not in first)]
    return ", ".join(ordered[:_MOST]) + (", …" if len(ordered) > _MOST else "")


def signed(authors: Sequence[str]) -> str:
    """Return a work's authors as it is cited: "A. Quay, B. Lim, C. Roz et al."."""
    return ", ".join(authors[:3]) + (" et al." if len(authors) > 3 else "")


def _is_same(name: list[str], author: list[str]) -> bool:
    """Return whether these are one name. Where its surname begins is unknown: each place is tried, in both orders."""
    if name == author:
        return True
    for place in range(1, len(name)):
        given, surname = name[:place], name[place:]
        if author[-len(surname) :] == surname and _alike(given, author[: -len(surname)]):
            return True
        if author[: len(surname)] == surname and _alike(given, author[len(surname) :]):
            return True
    return False


def _alike(given: Sequence[str], written: Sequence[str]) -> bool:
    """Return whether first names are the same: an initial stands for any, and who has more of them may drop some."""
    return bool(written) and all(
        first_name == other or (min(len(first_name), len(other)) == 1 and first_name[0] == other[0])
        for first_name, other in zip(given, written, strict=False)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))
