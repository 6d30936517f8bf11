"""Sentences labelled with the persons that they name: the captures, where they are present, and the project's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus import CORPUS
from veille.names.lexicon import PARTICLES, TITLES
from veille.names.spelling import folds

HERE = Path(__file__).parent
NAMES = CORPUS / "names"
OURS = (HERE / "sentences-fr.tsv", HERE / "sentences-en.tsv")
CAPTURED = (NAMES / "ner-fr.tsv", NAMES / "ner-en.tsv")
_PART = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the names of the persons in it as they stand there."""

    text: str
    people: tuple[str, ...]


def read(*paths: Path) -> list[Sentence]:
    """Return the sentences of files of `sentence TAB name;name`."""
    sentences = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            text, _, people = line.partition("\t")
            sentences.append(Sentence(text, tuple(person for person in people.split(";") if person)))
    return sentences


def two_part(name: str) -> bool:
    """Say whether a label is a first name and a surname: two words of letters, the first no title or initial."""
    words = name.split()
    if len(words) != 2 or not all(map(_PART.fullmatch, words)):
        return False
    return folds(words[0])[0] not in TITLES | PARTICLES | {"the"}


def by_name(sentences: Iterable[Sentence]) -> dict[str, list[str]]:
    """Return for each two-part name the sentences that are labelled with it and hold it as words of their own."""
    found: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        for person in dict.fromkeys(sentence.people):
            if two_part(person) and re.search(rf"(?<!\w){re.escape(person)}(?!\w)", sentence.text):
                found[person].append(sentence.text)
    return dict(found)
