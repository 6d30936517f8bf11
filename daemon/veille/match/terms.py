"""A word or phrase of a rule: the spellings for which it stands, and how FTS5 is asked for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from veille.text.fold import folded
from veille.text.inclusive import SMALL, forms

# What unicode61 takes for a word: letters, digits, private-use characters; accents inside it. An FTS5 string
# made of such words and spaces can be nothing but a string.
WORD = re.compile("(?:[^\\W_]|[\ue000-\ue003])(?:[^\\W_]|[\ue000-\ue003\u0300-\u036f])*")
MOST = 32  # spellings of one phrase


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as it was typed, and its spellings: words with one space between, the typed one first.

    `places` has for each of its words those one of which is in every text that has the term; a `*` at the end
    stands for any end.
    """

    shown: str
    spellings: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    prefix: bool = False
    initial: bool = False

    def strings(self) -> tuple[str, ...]:
        """Return the spellings as FTS5 strings."""
        return tuple(f'"{spelling}"{"*" if self.prefix else ""}' for spelling in self.spellings)


def term(typed: str, *, prefix: bool = False, initial: bool = False) -> Term | None:
    """Return the term that typed stands for; None if it has no letter or digit."""
    words = WORD.findall(folded(typed))
    if not words:
        return None
    if prefix and (raw := WORD.findall(typed)) and raw[-1].lower() in ("st", "ste"):
        words[-1] = raw[-1]  # st* is a beginning, not Saint
    telling = [word for word in words if len(word) > 2 and word.lower() not in SMALL]
    named = all(_capitalised(word) for word in telling)
    choices: list[tuple[str, ...]] = []
    most = 1
    for place, word in enumerate(words):
        choice: tuple[str, ...] = (word,)
        if not prefix or place < len(words) - 1:
            choice = forms(word, lone=len(telling) < 2, name=named or (place > 0 and _capitalised(word)))
        if most * len(choice) > MOST:
            choice = (word,)
        most *= len(choice)
        choices.append(choice)
    spellings = tuple(" ".join(spelling) for spelling in product(*choices))
    if prefix:
        choices[-1] = (words[-1] + "*",)
    return Term(typed.strip() + ("*" if prefix else ""), spellings, tuple(choices), prefix, initial)


def _capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()
