"""Judges whether a name in a document is the person watched: sure, unsure or a namesake, by log-odds with reasons. Pure.

The weights are log-odds, set so that what DESIGN.md and the notes require holds: with fewer than one namesake expected a
full name alone is sure; with more than 20 it is not, but one context word in its sentence makes it so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from veille.match.rules import Doc
from veille.model import Clue, Mention, Name, Verdict
from veille.names.context import Span, Text, context_phrase, merged, within
from veille.names.learning import Learnt, host_of, spelled
from veille.names.lexicon import COMMON, EVERYDAY_FIRST_NAMES
from veille.names.reasons import Why
from veille.names.spelling import Field, NameForm, Sighting, TokenizedText, folds
from veille.names.traps import shouted, titled_headline
from veille.text.fold import excerpt, plain

__all__ = [
    "SURE",
    "UNLIKELY",
    "ScoredMention",
    "Why",
    "by_words",
    "judge",
    "odds_of",
    "settle",
    "surest",
    "weigh",
]

SURE, UNLIKELY = 0.85, 0.3
"""From here on a mention is sure; up to here it is a homonym's."""

_SIGNS = frozenset((NameForm.ORCID, NameForm.ADDRESS, NameForm.HANDLE, NameForm.OWN))
_WHOLE = frozenset((NameForm.FULL, NameForm.INVERTED, NameForm.ALIAS))
# A name of everyday words, where capitals are no evidence, is as little sure as one of so many bearers.
_AS_WORDS = 20
_SOME = 20  # places that are looked at: a page may hold ten thousand
# Where words that point to the person are given, others need not be.
_POINTING = frozenset((Why.NEAR, Why.DOCUMENT, Why.LEARNT_YES, Why.LEARNT_NO))
_BY_SIGN = 6.0  # what nobody else has: no word of a namesake outweighs it
# A company's name that its form distinguishes from other words; one that it doesn't: an everyday word, an acronym.
_DISTINCT, _EVERYDAY = 2.6, 0.2
_BETWEEN = -0.4
# The first word that stands close, each further one, and their bound; then the same elsewhere in the document.
_NEAR, _ELSEWHERE = (2.6, 0.8, 4.2), (1.5, 0.6, 2.7)
_BESIDES = (0.3, 0.3, 0.6)  # elsewhere, where others stand close
_NOT_NEAR, _NOT_ELSEWHERE = (1.9, 1.5, 4.9), (1.0, 0.6, 2.2)


@dataclass(frozen=True, slots=True)
class ScoredMention:
    """A mention before its verdict: log-odds that it is the person, the reasons, the name's forms, and the excerpt.

    `around` are distinctive words close to the name, shown where nothing else decides.
    """

    odds: float
    clues: tuple[Clue, ...]
    words: tuple[str, ...]
    excerpt: str
    around: tuple[str, ...] = ()


def judge(name: Name, sightings: Sequence[Sighting], doc: Doc, learnt: Learnt | None) -> Mention:
    """Return the mention of a name in a document, with its verdict. `sightings` are that name's, one at least."""
    scored = weigh(name, sightings, doc, learnt)
    return settle(name, scored, likeliness(scored.odds))


def likeliness(odds: float) -> float:
    """Return log-odds as a probability."""
    return 1 / (1 + math.exp(-odds))


def odds_of(bearers: float) -> float:
    """Return the log-odds that a full name is the person watched, by how many other bearers are expected.

    Not one in `bearers`: who is written about, where the reader looks, is not drawn from all of France. It is sure
    below one (0.86), unsure at 20 (0.73), and hardly likelier than a namesake for Jean Martin (0.31).
    """
    return -math.log(0.06 + 0.1 * max(bearers, 0.0) ** 0.365)


def settle(name: Name, scored: ScoredMention, likely: float, *more: Clue) -> Mention:
    """Return the mention with its verdict, its last reasons being those of the name itself."""
    verdict = Verdict.SURE if likely >= SURE else Verdict.HOMONYM if likely <= UNLIKELY else Verdict.UNSURE
    clues = [*scored.clues, *more]
    if verdict is not Verdict.SURE and not _POINTING & {clue.kind for clue in clues}:
        opposing = {word for clue in clues if clue.kind == Why.NOT_NEAR for word in map(plain, clue.words)}
        if around := tuple(word for word in scored.around if plain(word) not in opposing):
            clues.append(Clue(Why.AROUND, around))
    clues += _of_the_name(name, clues, verdict)
    return Mention(name.key, verdict, round(likely, 4), tuple(clues), scored.words, scored.excerpt)


def weigh(name: Name, sightings: Sequence[Sighting], doc: Doc, learnt: Learnt | None) -> ScoredMention:
    """Return the log-odds that a name in a document is the person watched, and why."""
    form = surest(sightings)
    there = [sighting.field for sighting in sightings if sighting.form is form]
    clues = [Clue(Why.FORM, (form, *dict.fromkeys(there)))]
    odds = _by_form(name, form, sightings, doc)
    some = [sighting for sighting in sightings if sighting.form is form][:_SOME]
    if form in _WHOLE and all(_is_words(doc, sighting) for sighting in some):
        odds = min(odds, odds_of(_AS_WORDS))
        clues.append(Clue(Why.EVERYDAY))
    if all(sighting.between for sighting in sightings if sighting.form is form):
        odds += _BETWEEN
        clues.append(Clue(Why.BETWEEN))
    page = _DocWithName(doc, sightings)
    by_words, spans = _by_words(name, page)
    for weight, clue in by_words:
        odds += weight
        if weight or form not in _SIGNS:
            clues.append(clue)
    if learnt is not None:
        lean, learned = _by_marks(name, doc, learnt)
        odds += lean
        clues += learned
    words = tuple(dict.fromkeys(_spelling_at(doc, sighting) for sighting in sightings))
    shown = [(sighting.start, sighting.end) for sighting in sightings if sighting.field == "text"]
    return ScoredMention(odds, tuple(clues), words, excerpt(doc.text, [*shown, *spans]), page.around())


def surest(sightings: Iterable[Sighting]) -> NameForm:
    """Return the surest form in which a name stands."""
    return min((sighting.form for sighting in sightings), key=list(NameForm).index)


def by_words(name: Name, doc: Doc) -> tuple[float, list[Clue]]:
    """Return the summed log-odds of context and `not` words in a document without the name, and the clues that count."""
    clues, _ = _by_words(name, _DocWithName(doc, ()))
    return sum(weight for weight, _ in clues), [clue for weight, clue in clues if weight]


def _by_form(name: Name, form: NameForm, sightings: Iterable[Sighting], doc: Doc) -> float:
    """Return the log-odds of a form: of how many people may be called so."""
    if form in _SIGNS:
        return _BY_SIGN
    if name.company:
        return _EVERYDAY if form in (NameForm.ACRONYM, NameForm.WORD) else _DISTINCT
    # Somebody who lists a namesake's words knows of one.
    bearers = max(0.5 if name.homonyms is None else name.homonyms, 1.0 if name.not_ else 0.0)
    spellings = [folds(_spelling_at(doc, sighting)) for sighting in sightings if sighting.form is form]
    lone = all(_is_one_word(_spelling_at(doc, sighting)) for sighting in sightings if sighting.form is form)
    whole = folds(name.name)
    if form is NameForm.ALIAS and all(
        len(spelling) < len(whole) and set(spelling) <= set(whole) for spelling in spellings
    ):
        form = NameForm.HALF  # a shorter form of the name, which more people bear
    match form:
        case NameForm.WORD | NameForm.ACRONYM:
            bearers += 1000
        case NameForm.EXACT | NameForm.ALIAS | NameForm.HALF if lone:
            bearers += 1000
        case NameForm.INITIALS:
            bearers = 5 * bearers + 5
        case NameForm.HALF:
            bearers = 4 * bearers + 3
        case NameForm.TITLED:
            bearers = 20 * bearers + 20
        case NameForm.SURNAME:
            bearers = 50 * bearers + 50
    return odds_of(bearers)


def _is_words(doc: Doc, sighting: Sighting) -> bool:
    """Return whether a name of everyday words stands where all have capitals: SUMMER LAKE LEVELS DROP."""
    if sighting.field not in ("title", "text") or not all(
        word in COMMON or word in EVERYDAY_FIRST_NAMES for word in folds(_spelling_at(doc, sighting))
    ):
        return False
    reading = _reading(getattr(doc, sighting.field))
    start, end = reading.words(sighting.start, sighting.end)
    return shouted(reading, start, end) or titled_headline(reading, start, end)


def _is_one_word(spelling: str) -> bool:
    """Return whether a form is one word of a script that has spaces between words, as those after U+2E80 have not."""
    return len(folds(spelling)) <= 1 and spelling[:1] < "\u2e80"


_read = lru_cache(maxsize=4)(Text)  # a document may name several people
_reading = lru_cache(maxsize=4)(TokenizedText)


class _DocWithName:
    """A document's title and text, and where the name stands in them."""

    def __init__(self, doc: Doc, sightings: Iterable[Sighting]) -> None:
        self.title, self.text = _read(doc.title), _read(doc.text)
        places: dict[Field, list[Span]] = {"title": [], "text": []}
        for sighting in sightings:
            places.setdefault(sighting.field, []).append((sighting.start, sighting.end))
        self._names = {column: merged(spans) for column, spans in places.items()}
        self._close = merged(self.text.close(span) for span in self._names["text"])

    def find(self, typed: Iterable[str]) -> tuple[list[str], list[str], list[Span]]:
        """Return which words stand close or in the title, which elsewhere, and the places in the text of the first."""
        near, elsewhere, places = [], [], []
        for sought in filter(None, map(context_phrase, typed)):
            title = [span for span in self.title.find(sought) if not within(span, self._names["title"])]
            text = [span for span in self.text.find(sought) if not within(span, self._names["text"])]
            close = [span for span in text if within(span, self._close)]
            places += close
            if close or title:
                near.append(sought.shown if not sought.prefix else self._first(title, close))
            elif text:
                elsewhere.append(sought.shown if not sought.prefix else self._first((), text))
        return near, elsewhere, places

    def _first(self, title: Sequence[Span], text: Sequence[Span]) -> str:
        original, (start, end) = (self.text.original, text[0]) if text else (self.title.original, title[0])
        return original[start:end]

    def around(self) -> tuple[str, ...]:
        """Return distinctive words close to the name, in the text or else in the title."""
        for first in self._names["text"][:1]:
            close = self.text.close(first)
            if distinctive := self.text.distinctive_words(close, self._names["text"]):
                return tuple(distinctive)
        whole = (0, len(self.title.original))
        return tuple(self.title.distinctive_words(whole, self._names["title"]))


def _by_words(name: Name, page: _DocWithName) -> tuple[list[tuple[float, Clue]], list[Span]]:
    """Return the log-odds and clues of context and `not` words, and the spans in the text of those close to the name."""
    clues: list[tuple[float, Clue]] = []
    near, elsewhere, spans = page.find(name.context)
    if near:
        clues.append((_sum(len(near), _NEAR), Clue(Why.NEAR, tuple(near))))
    if elsewhere:
        weights = _BESIDES if near else _ELSEWHERE
        clues.append((_sum(len(elsewhere), weights), Clue(Why.DOCUMENT, tuple(elsewhere))))
    if name.context and not near and not elsewhere:
        clues.append((0.0, Clue(Why.NO_CONTEXT)))
    near, elsewhere, against = page.find(name.not_)
    if near:
        clues.append((-_sum(len(near), _NOT_NEAR), Clue(Why.NOT_NEAR, tuple(near))))
    if elsewhere:
        clues.append((-_sum(len(elsewhere), _NOT_ELSEWHERE), Clue(Why.NOT_DOCUMENT, tuple(elsewhere))))
    if name.not_ and not near and not elsewhere:
        clues.append((0.0, Clue(Why.NO_NOT)))
    return clues, [*spans, *against]


def _sum(how_many: int, weights: tuple[float, float, float]) -> float:
    first, further, most = weights
    return min(first + further * (how_many - 1), most)


def _by_marks(name: Name, doc: Doc, learnt: Learnt) -> tuple[float, list[Clue]]:
    """Return the log-odds and clues of marks, words as the document spells them. The name's own words don't count."""
    texts = [folds(text) for text in (name.name, *name.also)]
    own = {word for words in texts for word in (*words, "".join(words))}  # run together in its hashtag
    words = {folded: raw for folded, raw in spelled(doc.title, doc.text).items() if folded not in own}
    odds, clues = learnt.lean(tuple(words), host_of(doc.url))
    if odds < 0 and _is_rare(name) and not any(clue.kind in (Why.LEARNT_NO, Why.SITE_NO) for clue in clues):
        return 0.0, []  # nobody else bears the name: it is another side of the person
    return odds, [Clue(clue.kind, tuple(words.get(word, word) for word in clue.words)) for clue in clues]


def _of_the_name(name: Name, clues: Iterable[Clue], verdict: Verdict) -> list[Clue]:
    """Return the clues of the name itself (rare, everyday, many bearers), where they decide the verdict."""
    kinds: Mapping[str, Clue] = {clue.kind: clue for clue in clues}
    form = NameForm(kinds[Why.FORM].words[0])
    if form in _SIGNS or Why.NEAR in kinds:
        return []
    if name.company:
        return [Clue(Why.EVERYDAY)] if form in (NameForm.WORD, NameForm.ACRONYM) else []
    if name.homonyms is None or _is_rare(name) is not (verdict is Verdict.SURE):
        return []
    return [Clue(Why.RARE) if _is_rare(name) else Clue(Why.HOMONYMS, (str(round(name.homonyms)),))]


def _is_rare(name: Name) -> bool:
    return name.homonyms is not None and name.homonyms < 1


def _spelling_at(doc: Doc, sighting: Sighting) -> str:
    text: str = getattr(doc, sighting.field)
    return text[sighting.start : sighting.end]


# A search of the news vouches for a name that stands in nothing of what it shows. Pure.


def vouched(name: Name, doc: Doc) -> Mention:
    """Return the mention that a search engine claims for an article: never sure, since veille has not read it.

    What it shows of the article counts: with a namesake's words in its title, it is the namesake's.
    """
    rare = name.homonyms is not None and name.homonyms < 1
    weight, clues = by_words(name, doc)
    likely = 0.7 if rare or name.company else 0.5
    likely = min(likeliness(math.log(likely / (1 - likely)) + weight), SURE - 0.01)
    return Mention(
        name.key,
        Verdict.HOMONYM if likely <= UNLIKELY else Verdict.UNSURE,
        round(likely, 4),
        (Clue(Why.SEARCH, (doc.source.rpartition("/")[2],)), *clues),
        (),
        "",
    )
