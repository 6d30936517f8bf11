"""A search of the news vouches for a name that stands in nothing of what it shows. Pure."""

from __future__ import annotations

import math

from veille.match.rules import Doc
from veille.model import Clue, Mention, Name, Verdict
from veille.names.verdict import SURE, UNLIKELY, by_words, likeliness

# They look for the exact name in the whole article, and show no more than its title.
VOUCHING = frozenset(("google_news", "bing_news"))


def vouched(name: Name, doc: Doc) -> Mention:
    """Return the mention that a search says there is in an article: never sure, since veille has not seen it.

    What it shows of the article counts: with a homonym's words in its title, it is the homonym's.
    """
    rare = name.homonyms is not None and name.homonyms < 1
    weight, clues = by_words(name, doc)
    likely = 0.7 if rare or name.company else 0.5
    likely = min(likeliness(math.log(likely / (1 - likely)) + weight), SURE - 0.01)
    return Mention(
        name.key,
        Verdict.HOMONYM if likely <= UNLIKELY else Verdict.UNSURE,
        round(likely, 4),
        (Clue("search", (doc.source.rpartition("/")[2],)), *clues),
        (),
        "",
    )
