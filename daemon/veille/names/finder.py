"""Finds names in texts, in every form in which they are written, and skips what merely looks like them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from veille.match.rules import Doc
from veille.model import Name
from veille.names.forms import Surname, first_name_forms, parts, surname_forms
from veille.names.handles import HandleMatcher, form_of
from veille.names.lexicon import ARTICLES, FIRST_NAMES, TITLES
from veille.names.people import Family, FormOccurrence, Person, alone, fuller, run_together, surname_at
from veille.names.phrases import Phrase, form_at, latin, phrase, scanned
from veille.names.spelling import Field, NameForm, Sighting, TokenizedText, folds
from veille.names.warnings import doubts

__all__ = ["Names", "doubts"]

_FIELDS: tuple[Field, ...] = ("title", "text", "author")
_RANK = {form: rank for rank, form in enumerate(NameForm)}
_PLACE = {"title": 0, "text": 1, "author": 2, "url": 3}


class Names:
    """Names made ready once, and looked for in every batch, from any thread."""

    def __init__(self, names: Iterable[Name], first_names: frozenset[str] = FIRST_NAMES) -> None:
        """Make names ready. `first_names`: folded (`spelling.word`); a larger set separates more people."""
        names = list(names)
        self._first_names = first_names
        self._exact = HandleMatcher(names)
        self._families: dict[str, dict[Surname, Family]] = defaultdict(dict)
        self._phrases: dict[str, list[tuple[Phrase, Surname]]] = defaultdict(list)
        self._surnames: dict[str, list[Surname]] = defaultdict(list)
        self._scanned: dict[str, list[Phrase]] = defaultdict(list)
        self._tags: dict[str, dict[str, NameForm]] = defaultdict(dict)
        for name in names:
            for text in (name.name, *name.also):
                if form_of(text.strip()) is None:
                    self._add(name, text, text is not name.name)
        longest = sorted(self._scanned, key=len, reverse=True)
        self._scan = re.compile("|".join(map(scanned, longest))) if longest else None
        self._anchors = frozenset(self._families) | frozenset(self._phrases) | frozenset(self._tags)
        self._anchors |= self._exact.anchors

    def _add(self, name: Name, text: str, other: bool) -> None:
        cut = parts(text, self._first_names)
        # "La Médiatrice" and "Mme Le Goff" have no first name: they are looked for as they are written.
        named = cut.first_names and not (ARTICLES | TITLES).issuperset(folds(cut.first_names[0]))
        if not name.company and latin(text) and named and cut.surname:
            person = Person(name.key, NameForm.ALIAS if other else NameForm.FULL)
            givens = first_name_forms(cut.first_names)
            for surname in surname_forms(cut.surname):
                families = self._families[surname.words[surname.anchor]]
                families.setdefault(surname, Family(surname)).add(person, givens)
                for run, form in run_together(surname, givens, person):
                    self._tags[run].setdefault(name.key, form)
                if not surname.bare:
                    self._surnames[name.key].append(surname)
            return
        as_written = phrase(name, text, other, self._first_names)
        if as_written is None:
            return
        if as_written.scan:
            self._scanned[as_written.scan].append(as_written)
        for spelled in as_written.spellings:
            self._phrases[spelled.words[spelled.anchor]].append((as_written, spelled))

    @property
    def anchors(self) -> frozenset[str]:
        """The words (folded) of which one stands in every field that holds a name.

        Not for handles, addresses and ORCIDs, nor for what is `written` character for character.
        """
        return self._anchors

    @property
    def written(self) -> tuple[str, ...]:
        """The names that no word gives away: "Canal+", "3M", and those in scripts without spaces."""
        return tuple(self._scanned)

    def find(self, docs: Sequence[Doc]) -> list[list[Sighting]]:
        """Return for each doc where each name stands, in order of place.

        A surname alone, or after a title, counts only where the document has a fuller form of the same name.
        """
        return [self._in(doc) for doc in docs]

    def _in(self, doc: Doc) -> list[Sighting]:
        sightings: list[Sighting] = list(self._exact.in_url(doc.url)) if doc.url else []
        readings: dict[Field, TokenizedText] = {}
        occurrences: dict[Field, list[FormOccurrence]] = {}
        for field in _FIELDS:
            text: str = getattr(doc, field)
            if not text:
                continue
            here = [folded for folded in folds(text) if folded in self._anchors]
            if here:
                reading = readings[field] = TokenizedText(text)
                occurrences[field] = list(self._forms(reading, field))
            sightings += self._exact.in_text(text, field, not self._exact.anchors.isdisjoint(here))
            sightings += self._scans(text, field)
        full = {form.key for forms in occurrences.values() for form in forms} | {
            sighting.name for sighting in sightings
        }
        surnames = self._surnames_of(full)
        for field, reading in readings.items():
            forms = (
                occurrences[field] + list(self._alone(surnames, reading)) if surnames else occurrences[field]
            )
            for form in _surest(forms):
                start, end = reading.span(form.start, form.end)
                if len(reading.raw[form.end - 1]) == 1 and getattr(doc, field)[end : end + 1] == ".":
                    end += 1  # of "Dupont J."
                sightings.append(Sighting(form.key, form.form, field, start, end, form.between))
        return sorted(
            set(sightings),
            key=lambda sighting: (_PLACE[sighting.field], sighting.start, sighting.end, sighting.name),
        )

    def _scans(self, text: str, field: Field) -> Iterator[Sighting]:
        for match in self._scan.finditer(text) if self._scan else ():
            for scanned_phrase in self._scanned.get(" ".join(match[0].split()), ()):
                yield Sighting(scanned_phrase.key, scanned_phrase.form, field, match.start(), match.end())

    def _forms(self, reading: TokenizedText, field: Field) -> Iterator[FormOccurrence]:
        byline = field == "author"
        for at, folded in enumerate(reading.folds):
            for surname, family in self._families.get(folded, {}).items():
                start = at - surname.anchor
                if start >= 0 and surname_at(reading, surname, start):
                    yield from fuller(family, reading, start, self._first_names, byline)
            if folded in self._tags and reading.gap(at).endswith("#"):
                for key, form in self._tags[folded].items():
                    yield FormOccurrence(key, form, at, at + 1)
            for candidate, surname in self._phrases.get(folded, ()):
                start = at - surname.anchor
                form_there = (
                    form_at(candidate, surname, reading, start, self._first_names) if start >= 0 else None
                )
                if form_there is not None:
                    yield FormOccurrence(candidate.key, form_there, start, start + len(surname.words))

    def _surnames_of(self, keys: Iterable[str]) -> dict[str, list[tuple[str, Surname]]]:
        """Return the surnames of names, by the word that each is looked for under."""
        surnames: dict[str, list[tuple[str, Surname]]] = defaultdict(list)
        for key in keys:
            for surname in self._surnames.get(key, ()):
                surnames[surname.words[surname.anchor]].append((key, surname))
        return surnames

    def _alone(
        self, surnames: dict[str, list[tuple[str, Surname]]], reading: TokenizedText
    ) -> Iterator[FormOccurrence]:
        for at, folded in enumerate(reading.folds):
            for key, surname in surnames.get(folded, ()):
                if place := alone(surname, reading, at, self._first_names):
                    yield FormOccurrence(key, *place)


def _surest(forms: Iterable[FormOccurrence]) -> list[FormOccurrence]:
    """Return the occurrences without overlaps within one name: the surest form wins, then the longest."""
    kept: list[FormOccurrence] = []
    taken: dict[str, set[int]] = defaultdict(set)
    for form in sorted(
        forms,
        key=lambda occurrence: (_RANK[occurrence.form], occurrence.start - occurrence.end, occurrence.start),
    ):
        words = range(form.start, form.end)
        if taken[form.key].isdisjoint(words):
            taken[form.key].update(words)
            kept.append(form)
    return kept
