"""A word or phrase of a rule: the spellings for which it stands, and how FTS5 is asked for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from veille.match.inclusive import SMALL, forms
from veille.match.text import folded

# What unicode61 takes for a word: letters, digits, private-use characters; accents inside it. An FTS5 string
# made of such words and spaces can be nothing but a string.
WORD = re.compile("(?:[^\\W_]|[\ue000-\ue003])(?:[^\\W_]|[\ue000-\ue003\u0300-\u036f])*")
MOST = 32  # spellings of one phrase


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as it was typed, and its spellings: words with one space between, the typed one first.

    One of `needs` is in every text that has the term; a `*` at its end stands for any end.
    """

    shown: str
    spellings: tuple[str, ...]
    needs: frozenset[str]
    prefix: bool = False
    initial: bool = False

    def strings(self) -> tuple[str, ...]:
        """Return the spellings as FTS5 strings."""
        return tuple(f'"{spelling}"{"*" if self.prefix else ""}' for spelling in self.spellings)


def term(typed: str, *, prefix: bool = False, initial: bool = False) -> Term | None:
    """Return the term that typed stands for; None if it has no letter or digit."""
    text = folded(typed)
    words = WORD.findall(text)
    if not words:
        return None
    if prefix:  # the beginning of a word is no abbreviation of Saint
        raw = WORD.findall(typed)
        words[-1] = raw[-1] if raw and raw[-1].lower() in ("st", "ste") else words[-1]
    choices = [[word.lower()] for word in words]
    company = [word for word in words if word.lower() not in SMALL and len(word) > 2]
    lone = len(company) < 2
    name = all(word[:1].isupper() and not word.isupper() for word in company)
    most = 1
    for place, word in enumerate(words[: len(words) - prefix]):
        proper = name or (place > 0 and word[:1].isupper() and not word.isupper())
        choice = forms(word, lone=lone, proper=proper)
        if most * len(choice) <= MOST:
            choices[place] = list(choice)
            most *= len(choice)
    if prefix:
        choices[-1] = [words[-1].lower()]
    best = max(range(len(words)), key=lambda at: (-len(choices[at]), min(map(len, choices[at]))))
    star = "*" if prefix and best == len(words) - 1 else ""
    return Term(
        typed.strip() + ("*" if prefix else ""),
        tuple(" ".join(spelling) for spelling in product(*choices)),
        frozenset(word + star for word in choices[best]),
        prefix,
        initial,
    )
