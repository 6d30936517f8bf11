"""Words compared without accents, case, punctuation and inclusive endings. Pure."""

from __future__ import annotations

import re
import unicodedata

# chargé·e, chargé(e)s, chargé.e.s, développeur/euse: the ending is the same word's.
_INCLUSIVE = re.compile(
    r"(?<=\w)(?:[·•‧∙.\-/(](?:e|s|es|ne|nes|ve|ves|se|ses|ere|eres|euse|euses|rice|rices|trice|trices)\)?)+(?!\w)"
)
_WORD = re.compile(r"[^\W_]+[+#]*")  # C++ and C# are words, too
_APART = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}


def folded(text: str) -> str:
    """Return text as its words, each between spaces: " charge de communication "."""
    low = "".join(_APART.get(sign, sign) for sign in text.casefold())
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    return f" {' '.join(_WORD.findall(_INCLUSIVE.sub('', plain)))} "


def holds(text: str, words: str) -> bool:
    """Return whether a folded text holds words, whole and in their order; also folded, with or without spaces around."""
    return f" {words.strip()} " in text
