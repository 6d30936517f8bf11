"""What marks teach of a name: how much a document is like those marked yes or no, by its words and its site.

Rocchio's method on pieces of words: a document is a vector of the pieces of its words, each of five letters, so that
cancer and cancérologie have some in common; its likeness to marked ones is its mean cosine with them. Scales and
bounds are those that best separate persons of one name in texts whose authors are certain (tests/eval_names).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from veille.model import Clue
from veille.names.common_words import COMMON, STOP
from veille.names.reasons import Why
from veille.names.spelling import word

MOST_WORDS = 400  # of a text; a newspaper article has about as many different ones
_PIECE = 5  # letters; with 4 or 6, persons are separated less well
_COMMON_WEIGHT = 0.35
_WORD = re.compile(r"[^\W_]+")

_ALIKE = 0.045  # the mean cosine at which a text is as likely to be of the same person as of another
_UNLIKE = 0.015  # hardly a word in common
_STEEP, _MOST = 30.0, 2.6  # log-odds per cosine above _ALIKE, and their bound, after one mark
# What has nothing in common with one's marks may still be about one: a person has more than one side.
_LEAST = -0.6
_SITE_MOST = 1.8

# Everybody stands there: their host is no evidence of which person it is.
_SHARED = frozenset((
    "google.com", "news.google.com", "bing.com", "linkedin.com", "fr.linkedin.com", "facebook.com", "twitter.com",
    "x.com", "instagram.com", "youtube.com", "youtu.be", "tiktok.com", "reddit.com", "medium.com", "github.com",
    "wikipedia.org", "fr.wikipedia.org", "en.wikipedia.org", "news.ycombinator.com", "bsky.app", "t.me",
    "mastodon.social",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark keeps of its item: whether it is about the person, its folded words, and its host without www."""

    yes: bool
    words: Mapping[str, int] | tuple[str, ...]
    host: str


def spelled(title: str, text: str) -> dict[str, str]:
    """Return the distinctive words of a text: folded to first spelling there, the title's first."""
    spellings: dict[str, str] = {}
    for raw in _WORD.findall(f"{title}\n{text}"):
        folded = word(raw)
        if len(folded) > 1 and folded not in STOP and not folded.isdigit():
            spellings.setdefault(folded, raw)
    return spellings


def words_of(title: str, text: str) -> tuple[str, ...]:
    """Return the words that are kept with a mark: each distinctive one once, folded, at most 400."""
    return tuple(spelled(title, text))[:MOST_WORDS]


def host_of(url: str) -> str:
    """Return the host of an address, without www; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Learnt:
    """What was learnt of one name from all its marks."""

    def __init__(self, marked: Iterable[Marked]) -> None:
        marked = list(marked)
        self._yes = _Likeness([mark.words for mark in marked if mark.yes and mark.words])
        self._no = _Likeness([mark.words for mark in marked if not mark.yes and mark.words])
        self._sites: dict[str, tuple[int, int]] = {}
        for mark in marked:
            if mark.host and mark.host not in _SHARED:
                yes, no = self._sites.get(mark.host, (0, 0))
                self._sites[mark.host] = (yes + mark.yes, no + (not mark.yes))

    def lean(self, words: Sequence[str], host: str) -> tuple[float, list[Clue]]:
        """Return the log-odds that marks add for a document of these folded words on this host, and why.

        Above 0 it is likelier to be the person who was marked yes. Bounded, and rising with likeness throughout.
        """
        vector = _vector(words[:MOST_WORDS])
        odds, clues = 0.0, []
        if self._yes.texts:
            alike = self._yes.cosine(vector)
            odds += self._yes.odds(alike)
            if alike > _ALIKE:
                clues.append(Clue(Why.LEARNT_YES, self._yes.most_alike(words)))
            elif alike < _UNLIKE:
                clues.append(Clue(Why.UNLIKE))
        if self._no.texts and (alike := self._no.cosine(vector)) > _ALIKE:
            odds -= self._no.odds(alike)
            clues.append(Clue(Why.LEARNT_NO, self._no.most_alike(words)))
        if host in self._sites:
            yes, no = self._sites[host]
            site = max(-_SITE_MOST, min(_SITE_MOST, math.log((yes + 0.5) / (no + 0.5))))
            odds += site
            if site:
                clues.append(Clue(Why.SITE_YES if site > 0 else Why.SITE_NO, (host,)))
        return odds, clues


class _Likeness:
    """Texts marked alike, as the mean of their vectors."""

    __slots__ = ("_mean", "texts")

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        self.texts = len(texts)
        self._mean: defaultdict[str, float] = defaultdict(float)
        for text in texts:
            for piece, weight in _vector(text).items():
                self._mean[piece] += weight / self.texts

    def cosine(self, vector: Mapping[str, float]) -> float:
        mean = self._mean
        return sum(weight * mean[piece] for piece, weight in vector.items() if piece in mean)

    def odds(self, alike: float) -> float:
        """Return the log-odds of a mean cosine; several marks weigh more than one."""
        if alike <= _ALIKE:
            return _LEAST * (1 - alike / _ALIKE)
        trust = 1 + 0.5 * min(1.0, (self.texts - 1) / 3)
        return trust * _MOST * (1 - math.exp((_ALIKE - alike) * _STEEP / _MOST))

    def most_alike(self, words: Iterable[str], most: int = 3) -> tuple[str, ...]:
        """Return the words that make a text most alike, the most distinctive first."""
        shares = {token: _weight(token) * self._share(token) for token in words}
        best = sorted((share for share in shares if shares[share] > 0), key=lambda token: -shares[token])
        return tuple(best[:most])

    def _share(self, token: str) -> float:
        pieces = _pieces(token)
        return sum(self._mean.get(piece, 0.0) for piece in pieces) / len(pieces)


def _vector(words: Iterable[str]) -> dict[str, float]:
    """Return the pieces of words with their weights, of length 1."""
    weights: dict[str, float] = {}
    for token in words:
        weight = _weight(token)
        for piece in _pieces(token):
            weights[piece] = max(weight, weights.get(piece, 0.0))
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {piece: weight / length for piece, weight in weights.items()}


def _weight(token: str) -> float:
    return _COMMON_WEIGHT if token in COMMON else 1.0


def _pieces(token: str) -> list[str]:
    return [token[at : at + _PIECE] for at in range(max(1, len(token) - _PIECE + 1))]
