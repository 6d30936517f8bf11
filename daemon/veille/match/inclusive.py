"""Inclusive spellings (chargé·e, chargé(e), Chargé / Chargée) as one word, and the genders in which a word is looked for."""

from __future__ import annotations

import re

Edit = tuple[int, int, str]

# Ends the one word that an inclusive spelling becomes: chargé + BOTH. No other text has it.
BOTH = "\ue003"

_SUFFIX = r"(?:t?rices?|ices?|euses?|[iy]?[èe]res?|[ée]es?|es?|nes?|[iy]?ennes?|les?|elles?|ales?|tes?|ses?|i?ves?)"
_SHORT = re.compile(
    rf"(?:[·•‧⋅∙./‐-](?P<suffix>{_SUFFIX})(?:[·•‧⋅∙./‐-]?s|\(s\))?|\ ?\(-?(?P<inner>{_SUFFIX})\)(?:\(s\)|s)?)(?![\w·])",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\s?/\s?|\s(?:ou|et)\s", re.IGNORECASE)


def inclusive_edits(text: str) -> list[Edit]:
    """Return the edits that make one word of each inclusive spelling in text, in order."""
    edits: list[Edit] = []
    for m in _SHORT.finditer(text):
        at = m.start()
        start = at
        while start and text[start - 1].isalpha():
            start -= 1
        base = text[start:at]
        suffix = m["suffix"] or m["inner"]
        if len(base) < 2 or not (suffix.islower() or base.isupper()):
            continue
        if base[-1] in "sS" and suffix[-1] in "sS" and len(base) > 3:
            base, at = base[:-1], at - 1
        if fits(base.lower(), suffix.lower()):
            edits.append((at, m.end(), BOTH))
    for m in _DOUBLE.finditer(text):
        start, end = m.start(), m.end()
        while start and text[start - 1].isalpha():
            start -= 1
        while end < len(text) and text[end].isalpha():
            end += 1
        one, other = text[start : m.start()], text[m.end() : end]
        if len(one) < 3 or len(other) < 3 or one[:2].lower() != other[:2].lower():
            continue
        if is_feminine_of(other.lower(), one.lower()):
            edits.append((m.start(), end, BOTH))
        elif is_feminine_of(one.lower(), other.lower()):
            edits.append((start, end, other + BOTH))
    edits.sort()
    return edits


_FITS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(suffix), re.compile(base))
    for suffix, base in (
        (r"(?:t?r)?ices?|ices?", r"eurs?$"),
        (r"euses?", r"eu[rx]s?$"),
        (r"[iy]?[èe]res?", r"ers?$"),
        (r"ées?|ees?", r"[ée]s?$"),
        (r"[iy]?ennes?", r"ens?$"),
        (r"elles?", r"els?$"),
        (r"ales?", r"(?:al|aux)$"),
        (r"les?", r"ls?$"),
        (r"nes?", r"ns?$"),
        (r"tes?", r"(?:ts?|tou)$"),
        (r"ses?", r"(?:eu[rx]|s|x)$"),
        (r"i?ves?", r"fs?$"),
        (r"es?", r"(?:[^aeox])$"),
    )
)


def fits(base: str, suffix: str) -> bool:
    """Say whether a feminine ending may follow a masculine word, both lower-case."""
    return any(one.fullmatch(suffix) and other.search(base) for one, other in _FITS)


def is_feminine_of(feminine: str, masculine: str) -> bool:
    """Say whether the one is the other's feminine, of the same number; both lower-case."""
    return feminine in feminines(masculine)


_ENDINGS = (
    ("é", ("ée",)),
    ("teur", ("trice", "teuse", "teure")),
    ("eur", ("euse", "eure")),
    ("eux", ("euse",)),
    ("er", ("ère", "ere")),
    ("if", ("ive",)),
    ("el", ("elle",)),
    ("en", ("enne",)),
    ("al", ("ale",)),
)


def feminines(word: str) -> tuple[str, ...]:
    """Return the feminine forms that a masculine word (lower-case) may have, of the same number."""
    plural = "s" if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else ""
    base = word[: len(word) - len(plural)]
    for ending, forms in _ENDINGS:
        if base.endswith(ending):
            return tuple(base[: -len(ending)] + form + plural for form in forms)
    if base.endswith(("a", "e", "o")):
        return ()
    return (base + "e" + plural,) if not plural else (base + "es", word + "e")
