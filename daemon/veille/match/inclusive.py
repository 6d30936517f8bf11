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


_MASCULINE = (
    ("trice", ("teur",)),
    ("euse", ("eur", "eux")),
    ("eure", ("eur",)),
    ("ère", ("er",)),
    ("ere", ("er",)),
    ("ée", ("é",)),
    ("ee", ("e",)),
    ("enne", ("en",)),
    ("elle", ("el",)),
    ("onne", ("on",)),
    ("ette", ("et",)),
    ("ale", ("al",)),
    ("ive", ("if",)),
)
_LONE_FEMININE = ("é", "és", "teur", "teurs", "eur", "eurs")
_LONE_MASCULINE = ("trice", "trices", "euse", "euses")

# Nouns whose "masculine" is another word, all the more since the index removes accents: arme, entre, donne.
_NOUNS = frozenset(
    """année armée arrivée assemblée cheminée coordonnée corée dictée donnée durée entrée fusée idée journée
    lycée marée matinée montée mosquée musée pensée percée poignée portée randonnée rentrée soirée tournée
    tranchée traversée trophée vallée veillée volée""".split()
)
_NEUTER = re.compile(r"(?:[st]ion|ment|age|isme|ance|ence|ité|logie|ique|ure|eau|oir)s?$")
SMALL = frozenset(
    "à au aux avec ce ces cet cette d dans de des du elle en est et il ils j je l la le les leur lui m ma mes n ne "
    "nous on ou par pas pour qu que qui s sa se ses son sont sur t ta te tes un une vous "
    "a an and as at by for from in is it of on or the this to was with".split()
)


def masculines(word: str) -> tuple[str, ...]:
    """Return the masculine forms that a feminine word (lower-case) may have, of the same number."""
    plural = "s" if word.endswith("s") and not word.endswith("ss") else ""
    base = word[: len(word) - len(plural)]
    if base in _NOUNS:
        return ()
    for ending, forms in _MASCULINE:
        if base.endswith(ending) and len(base) > len(ending) + 1:
            return tuple(base[: -len(ending)] + form + plural for form in forms)
    if base.endswith("e") and len(base) > 3 and base[-2] not in "aeoiy":
        return (base[:-1] + plural,)
    return ()


def forms(word: str, *, lone: bool, proper: bool) -> tuple[str, ...]:
    """Return the spellings for which a word of a query stands, itself first.

    A text's inclusive spelling is met by either gender. The other gender's own word is looked for too, but not
    for a proper name (Martin, Martine), and for a lone word only where no other word is meant (vente, vent).
    """
    if word.endswith(BOTH):
        base = word[:-1].lower()
        both = (base, *feminines(base))
        return tuple(dict.fromkeys((word, *both, *(_plural(form) for form in both))))
    word = word.lower()
    if word in SMALL or len(word) < 3 and word not in ("né", "un") or _NEUTER.search(word):
        return (word,)
    she, he = feminines(word), masculines(word)
    out = [word]
    if not proper:
        if not lone or word.endswith(_LONE_FEMININE):
            out += she
        if not lone or word.endswith(_LONE_MASCULINE):
            out += he
    singular = [*([word] if she else []), *he]
    out += [one[:-1] + BOTH for one in singular if one.endswith("s") and len(one) > 3]
    out += [one + BOTH for one in singular if not (one.endswith("s") and word.endswith("es"))]
    return tuple(dict.fromkeys(out))


def _plural(word: str) -> str:
    return word if word.endswith(("s", "x")) else word + "s"
