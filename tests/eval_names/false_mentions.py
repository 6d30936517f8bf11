"""What is found of names that nobody there bears: French full names drawn by frequency, against labelled sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from eval_names.figures import Figure
from eval_names.sentences import Sentence
from veille.match.rules import Doc
from veille.model import Name
from veille.names.finder import Names
from veille.names.lexicon import TITLES
from veille.names.spelling import folds

Wrong = tuple[str, str, str]


def drawn(how_many: int, seed: int, insee: Path) -> list[str]:
    """Return full names drawn from Insee's lists, each part as often as it is borne."""
    random = Random(seed)
    firsts, lasts = _weighed(insee / "first-names.tsv"), _weighed(insee / "surnames.tsv")
    names: dict[str, None] = {}
    while len(names) < how_many:
        first, last = random.choices(*firsts)[0], random.choices(*lasts)[0]
        names[f"{first.title()} {last.title()}"] = None
    return list(names)


def invented() -> list[str]:
    """Return a thousand French names of usual parts, for where Insee's lists are absent."""
    return [f"{first} {last}" for first in _FIRSTS.split() for last in _LASTS.split()]


_FIRSTS = (
    "Jean Marie Pierre Michel Paul Robert Nicolas Bernard Camille Sophie Thomas Martin Claire Rose Lucie Hugo Louis "
    "Joseph Thierry Nathalie Antoine Chantal Yves Maxime Julie"
)
_LASTS = (
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David "
    "Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Mercier Blanc Guerin Boyer "
    "Garnier Chevalier Legrand Grand Paris Marchand Dumont Champion Bataille"
)


def _weighed(path: Path) -> tuple[list[str], list[int]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[2:]]
    return [row[0] for row in rows], [sum(map(int, row[1:])) for row in rows]


def wrong(names: Sequence[str], sentences: Sequence[Sentence]) -> list[Wrong]:
    """Return what was found (name, words, sentence) that is no person of that very name by the sentence's labels."""
    found = Names([Name(name, name, name) for name in names]).find(
        [Doc("", sentence.text, "s") for sentence in sentences]
    )
    return [
        (sighting.name, sentence.text[sighting.start : sighting.end], sentence.text)
        for sentence, sightings in zip(sentences, found, strict=True)
        for sighting in sightings
        if not any(_named(sentence.text[sighting.start : sighting.end], person) for person in sentence.people)
    ]


def _named(words: str, person: str) -> bool:
    """Say whether the words are the person's whole name, titles aside: then it is somebody of that name."""
    return _untitled(words) == _untitled(person)


def _untitled(text: str) -> list[str]:
    words = folds(text)
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return words


def figure(draws: Sequence[list[str]], sentences: Sequence[Sentence]) -> tuple[Figure, list[Wrong]]:
    """Return the most false mentions of any draw, and all of them."""
    found = [wrong(names, sentences) for names in draws]
    most = max(map(len, found))
    note = f"{len(draws)} draws of {len(draws[0])} names, {len(sentences)} sentences; {sum(map(len, found))} in all"
    return Figure("false mentions", most, str(most), most=1, note=note), [
        example for some in found for example in some
    ]
