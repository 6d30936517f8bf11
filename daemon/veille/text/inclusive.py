"""Inclusive spellings (chargé·e, chargé(e), Chargé / Chargée) as one word, and the spellings that a query's word stands for.

In a text each becomes one word, its masculine singular and BOTH, in which no other text's word ends. A word of a
query stands for itself, for the inclusive word of which it may be a part, and, where it is unlikely to be another
word, for its other gender. So nothing is guessed of a text, and what is guessed of a query can be read in it.
"""

from __future__ import annotations

import re

TextEdit = tuple[int, int, str]
"""Where a replacement starts and ends in a text, and what stands there instead."""

BOTH = "\ue003"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A feminine ending as it is written after a masculine: what the masculine must end in.
_AFTER: dict[str, tuple[str, ...]] = {
    "e": tuple("bcdfghijklmnpqrstuyéûîï"),
    "ée": ("é",),
    "ne": ("n",),
    "le": ("l",),
    "te": ("t", "tou"),
    "se": ("s", "x", "eur"),
    "ve": ("f",),
    "ive": ("if",),
    "que": ("c",),
    "che": ("c",),
    "nne": ("en", "on"),
    "enne": ("en",),
    "ienne": ("ien",),
    "elle": ("el",),
    "ale": ("al", "aux"),
    "ère": ("er",),
    "ere": ("er",),
    "ière": ("ier",),
    "iere": ("ier",),
    "rice": ("eur",),
    "trice": ("teur",),
    "ice": ("eur",),
    "euse": ("eur", "eux"),
    "eure": ("eur",),
}
_ENDING = "|".join(sorted(_AFTER, key=len, reverse=True))
_POINTS = "·•‧⋅∙./‐‑-"
_SHORT = re.compile(
    rf"[(\[{_POINTS}](?=[a-zèé‐-])"
    rf"(?:(?<=[(\[])[‐-]?(?P<inner>{_ENDING})s?[)\]](?:s|[(\[]s[)\]])?"
    rf"|(?<![(\[])(?P<ending>{_ENDING})(?:[{_POINTS}]?s|\(s\))?)"
    rf"(?![\w{_POINTS[:5]}‐-])",
    re.IGNORECASE,
)
_JOINTS = ("/", " ou ", " et ", " OU ", " ET ")


def inclusive_edits(text: str) -> list[TextEdit]:
    """Return the edits that make one word of each inclusive spelling in text; two may overlap."""
    edits: list[TextEdit] = []
    for m in _SHORT.finditer(text):
        ending = m["inner"] or m["ending"]
        end = m.start() - (m["inner"] is not None and text[m.start() - 1 : m.start()] == " ")
        start = _word_start(text, end)
        base = text[start:end]
        if len(base) < 2 or not (ending.islower() or base.isupper()):
            continue
        low, ending = base.lower(), ending.lower()
        single = low[:-1] if low[-1] == "s" else low
        unaccented = m["inner"] is not None and low[-1] + ending == "ee"  # CHARGE(E)
        if low.endswith(_AFTER[ending]) or single.endswith(_AFTER[ending]) or unaccented:
            edits.append((start, m.end(), _key(base) + BOTH))
    for joint in _JOINTS:
        at = text.find(joint)
        while at >= 0:
            start, end = _word_start(text, at), _word_end(text, at + len(joint))
            if joint == "/":  # Chargé / Chargée
                start = _word_start(text, at - 1) if text[at - 1 : at] == " " else start
                end = _word_end(text, at + 2) if text[at + 1 : at + 2] == " " else end
            first, second = text[start:at].rstrip(" "), text[at + len(joint) : end].lstrip(" ")
            if first[:2].lower() == second[:2].lower():
                if is_feminine_of(second.lower(), first.lower()):
                    edits.append((start, end, _key(first) + BOTH))
                elif is_feminine_of(first.lower(), second.lower()):
                    edits.append((start, end, _key(second) + BOTH))
            at = text.find(joint, at + 1)
    return edits


def _word_start(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isalpha():
        end -= 1
    return max(end, 0)


def _word_end(text: str, start: int) -> int:
    while start < len(text) and text[start].isalpha():
        start += 1
    return start


def _key(masculine: str) -> str:
    """Return the singular of a masculine word, as the inclusive word has it; not always French (gros, gro)."""
    if masculine[-3:].lower() == "aux":
        return masculine[:-2] + masculine[-1:].replace("x", "l").replace("X", "L")
    return masculine[:-1] if masculine[-1:] in ("s", "S") and len(masculine) > 2 else masculine


def is_feminine_of(feminine: str, masculine: str) -> bool:
    """Return whether the one is the other's feminine, of the same number; both lower-case."""
    return len(masculine) > 1 and (
        feminine in feminines(masculine) or (masculine[-1] == "e" and feminine == masculine + "e")
    )


# A masculine's ending and its feminines', of the same number; the first that fits counts.
_FEMININE = (
    ("é", ("ée",)),
    ("teur", ("trice", "teuse", "teure")),
    ("eur", ("euse", "eure")),
    ("eux", ("euse",)),
    ("er", ("ère", "ere")),
    ("if", ("ive",)),
    ("el", ("elle",)),
    ("en", ("enne",)),
    ("on", ("onne",)),
    *((letter, (letter + "e",)) for letter in "tdsnlriu"),
)
# A feminine's ending and its masculines'. "tage" and "grèv" are no persons: only some consonants lose an e.
_MASCULINE = (
    ("trice", ("teur",)),
    ("euse", ("eur", "eux")),
    ("eure", ("eur",)),
    ("ère", ("er",)),
    ("ere", ("er",)),
    ("ée", ("é",)),
    ("ee", ("e",)),
    ("ive", ("if",)),
    ("elle", ("el",)),
    ("enne", ("en",)),
    ("onne", ("on",)),
    *((letter + "e", (letter,)) for letter in "tdsnlriu"),
)
# Of these the other gender is another person's name, or another word, all the more as accents don't count in the
# index: armée, arme; entrée, entre; donnée, donne.
_ALONE = _words("""
    andré andrée aimé aimée désiré désirée honoré honorée noé rené renée
    année armée arrivée assemblée cheminée coordonnée corée dictée donnée durée entrée fusée idée journée lycée
    marée matinée montée mosquée musée pensée percée poignée portée randonnée rentrée soirée tournée tranchée
    traversée trophée vallée veillée volée
""")
_NEUTER = re.compile(r"(?:[st]ion|ment|age|isme|ance|ence|ité|logie|ique|ure|eau|oir)s?$")
SMALL = _words("""
    à au aux avec ce ces cet cette d dans de des du elle en est et il ils j je l la le les leur lui m ma mes n ne
    nous on ou par pas pour qu que qui s sa se ses son sont sur t ta te tes vous
    a an and as at by for from in is it of on or the this to was with
""")
_SURE = re.compile(r"(?:é|eur|trice|euse)s?$")  # the other gender of these is no other word


def feminines(word: str) -> tuple[str, ...]:
    """Return the feminine forms that a masculine word (lower-case) may have, of the same number."""
    if word.endswith("aux"):
        return (word[:-2] + "les",)
    if not word.endswith("s"):
        return tuple(_turned(word, _FEMININE))
    plurals = [form + "s" for form in _turned(word[:-1], _FEMININE)]
    return (*plurals, word + "e") if word[-2:-1] not in ("e", "é") else tuple(plurals)


def masculines(word: str) -> tuple[str, ...]:
    """Return the masculine forms that a feminine word (lower-case) may have, of the same number."""
    plural = "s" if word.endswith("s") else ""
    turned = [form + plural for form in _turned(word[: len(word) - len(plural)], _MASCULINE)]
    return (*turned, word[:-3] + "ux") if word.endswith("ales") else tuple(turned)


def _turned(word: str, endings: tuple[tuple[str, tuple[str, ...]], ...]) -> list[str]:
    for ending, others in endings:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return [stem + other for other in others] if stem else []
    return []


def forms(word: str, *, lone: bool, name: bool) -> tuple[str, ...]:
    """Return the spellings that a word of a query stands for, itself first.

    `lone`: no other significant word stands beside it, which would keep its other gender from meaning
    something else (vente, vent); `name` that it may be part of a proper name (Martin, Martine).
    """
    low = word.lower()
    if low.endswith(BOTH):
        he = low[:-1]
        both = (he, *feminines(he))
        return tuple(
            dict.fromkeys((word, *both, *(form if form[-1] in "sx" else form + "s" for form in both)))
        )
    sure = _SURE.search(low) is not None
    singular = low[:-1] if low.endswith("s") else low
    if (
        not low.isalpha()
        or low in SMALL
        or len(low) < 2
        or singular in _ALONE
        or _NEUTER.search(low)
        or (name and not lone and not sure)
    ):
        return (word,)
    her, him = feminines(low), masculines(low)
    others = (*her, *him) if sure or not (lone or name) else ()
    keys = [_key(form) + BOTH for form in (*((low,) if her else ()), *him)]
    return (word, *(other for other in dict.fromkeys((*others, *keys)) if other != low))
