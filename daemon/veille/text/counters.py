"""Two titles that differ by a number alone: whether it counts votes or answers, or is the number of something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veille.text.fold import plain

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d{3}(?!\d))*(?:[.,]\d+)?")

# What is counted, folded, in the languages of the forums and shops that write it into titles. Not "points": a stock
# exchange's are news.
_COUNTED = re.compile(
    r"""\s*(?:nouveaux\ |new\ )?(?:
      reponses?|commentaires?|votes?|voix|vues?|lectures?|lecteurs?|partages?|reactions?|messages?|membres?|abonnes?|
      participants?|inscrits?|signatures?|telechargements?|etoiles?|avis|fois|j'aime|likes?|comments?|repl(?:y|ies)|
      answers?|views?|shares?|posts?|members?|reviews?|downloads?|stars?|upvotes?|times|antworten?|kommentare?|stimmen?|
      aufrufe?|bewertungen?|respuestas?|comentarios?|votos?|visitas?|risposte|risposta|commenti|commento|voti|reacties|
      reactie|stemmen)\b""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"(?:[\w#°º]|\w[.:])(?:\s*|-)$"
)  # a word right before: "Ticket 4711", "n° 12", "INC-4711"


@dataclass(frozen=True, slots=True)
class Recount:
    """How titles differ by numbers alone: `counts` says that these count something, `loose` that nothing says so.

    A `loose` number stands by itself, at the start or after a sign, and belongs to no word before it.
    """

    counts: bool
    loose: bool


def recount(before: str, after: str) -> Recount | None:
    """Return how two titles differ by numbers alone; None where they are equal, or differ otherwise."""
    old, new = plain(before), plain(after)
    if _NUMBER.sub("0", old) != _NUMBER.sub("0", new):
        return None
    pairs = zip(_NUMBER.finditer(old), _NUMBER.finditer(new), strict=True)
    changed = [number for was, number in pairs if was[0] != number[0]]
    if not changed:
        return None
    return Recount(
        all(_counts(new, number) for number in changed),
        all(not _NAMED.search(new[: number.start()]) for number in changed),
    )


def _counts(title: str, number: re.Match[str]) -> bool:
    """Return whether a number in a title is told to count something, by the word after it or by where it stands."""
    start, end = title[: number.start()], title[number.end() :]
    if _COUNTED.match(end) and not re.search(r"(?:n[°º]|#|\bno\.?|numero)\s*$", start):
        return True
    # Of a deal: "101° - …". Of a thread: "… (12)", "(3) …".
    if re.match(r"°\s*(?:[-–—|:)\]]|$)", end) and re.search(r"^$|[-–—|:(\[]\s*$", start):
        return True
    alone = start.endswith("(") and end.startswith(")")
    return alone and (start == "(" or end.strip() == ")")
