"""Words compared without accents, case, punctuation and inclusive endings, as kinds compare what people write. Pure."""

from __future__ import annotations

import re
import unicodedata

# chargé·e, chargé(e)s, chargé.e.s, développeur/euse, chef·fe: the ending is the same word's.
_INCLUSIVE = re.compile(
    r"(?<=\w)(?:[·•‧∙.\-/(](?:e|s|es|fe|fes|ne|nes|sse|sses|ve|ves|se|ses|ere|eres|euse|euses|rice|rices|trice|trices)"
    r"(?:\)s?)?|[·•‧∙(](?:le|les)(?:\)s?)?)+(?!\w)"  # Villeneuve-lès-Avignon is a town
)
# Endings of a word that speaks of a woman, and what it is of a man; its plural is taken off before.
_ENDINGS = (
    *(("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("enne", "en"), ("elle", "el"), ("effe", "ef")),
    *(("ante", "ant"), ("ente", "ent"), ("ee", "e")),
)
_WORD = re.compile(r"[^\W_]+[+#]*")  # C++ and C# are words, too
_APART = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
_JOINED = re.compile(f"[{''.join(_APART)}]")


def unaccented(text: str) -> str:
    """Return text in lower case and without accents, its punctuation and spaces as they stand: "Évry-2" is "evry-2"."""
    if text.isascii():
        return text.lower()
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )


def spelled_out(text: str) -> str:
    """Return text as unaccented does, ligatures and barred letters as plain ones: "Cœur" is "coeur"."""
    return unaccented(_JOINED.sub(lambda found: _APART[found[0]], text.casefold()))


def slug(text: str, joint: str = "-") -> str:
    """Return the plain letters and figures of text, `joint` between its words: for ids and look-ups."""
    return re.sub(r"[^a-z0-9]+", joint, unaccented(text)).strip(joint)


def folded(text: str) -> str:
    """Return text as its words, each between spaces: " charge de communication "."""
    return f" {' '.join(_WORD.findall(_INCLUSIVE.sub('', spelled_out(text))))} "


def holds(text: str, words: str) -> bool:
    """Return whether a folded text holds words, whole and in their order; also folded, with or without spaces around."""
    return f" {words.strip()} " in text


def common(text: str) -> str:
    """Return text as its words, whoever and however many they speak of: "Chargées", "chargé·e" are "charge".

    Who is spoken to twice, "Chargé / Chargée de projet", is spoken to once.
    """
    words: list[str] = []
    for word in folded(text).split():
        bare = _common(word)
        if words[-1:] != [bare]:
            words.append(bare)
    return f" {' '.join(words)} "


def _common(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word
