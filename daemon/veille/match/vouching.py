"""A search of the news vouches for a name that stands in nothing of what it shows. Pure."""

from __future__ import annotations

from veille.match.rules import Doc
from veille.model import Clue, Mention, Name, Verdict

# They look for the exact name in the whole article, and show no more than its title.
VOUCHING = frozenset(("google_news", "bing_news"))


def vouched(name: Name, doc: Doc) -> Mention:
    """Return the mention that a search says there is in an article: never sure, since veille has not seen it."""
    rare = name.homonyms is not None and name.homonyms < 1
    return Mention(
        name.key,
        Verdict.UNSURE,
        0.7 if rare or name.company else 0.5,
        (Clue("search", (doc.source.rpartition("/")[2],)),),
        (),
        "",
    )
