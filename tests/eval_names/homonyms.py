"""How well marks tell persons of one name apart.

Protocol: of each person with at least five texts, 1 (or 3) are drawn as marked "yes", none as "no", and all other texts
of the name are ranked by `Learnt.lean`, the words of the name left out, without title, site or context words. AUC: how
often one of the person's other texts stands above one of somebody else's (ties count half). Mean over the persons;
median over 20 draws (seeds 0 to 19). The idf is what veille carries (names/common_words.py): nothing is learnt from the
texts that are ranked.

Texts: captured sentences whose person's name was replaced (`pseudo-homonyms-*.tsv`: name, text, person), and the
project's own six made-up persons of one name, eight articles of two paragraphs each. "Documents" are these articles,
of every other one its first paragraph alone; all whole, and all cut so, are told as well but have no limit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean, median

from corpus import CORPUS
from eval_names.figures import Figure
from veille.names.learning import Learnt, Marked, words_of
from veille.names.spelling import folds

FRENCH, ENGLISH = (CORPUS / "names" / f"pseudo-homonyms-{language}.tsv" for language in ("fr", "en"))
SIX = Path(__file__).parent / "six_persons.txt"
DRAWS, FEWEST = 20, 5


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the name, and of whom it speaks."""

    name: str
    text: str
    person: str


def captured(path: Path) -> list[Told]:
    """Return the captured sentences of a file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [Told(*row[:3]) for row in rows if len(row) > 2]


def articles(paragraphs: int = 2) -> list[Told]:
    """Return the project's own articles, or their first paragraphs."""
    found, person = [], ""
    for block in SIX.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = block.strip().splitlines()
        if lines[0].startswith("== "):
            person = lines.pop(0)[3:]
        found.append(Told("Claire Morvan", " ".join(lines[:paragraphs]), person))
    return found


def documents() -> list[Told]:
    """Return the project's own articles, of every other one its first paragraph alone."""
    return [
        whole if number % 2 else first
        for number, (first, whole) in enumerate(zip(articles(1), articles(), strict=True))
    ]


def auc(texts: Sequence[Told], marks: int, draws: int = DRAWS) -> float:
    """Return how well so many marks rank the other texts of the name (0.5: not at all; 1: without a fault)."""
    words = [
        tuple(word for word in words_of("", told.text) if word not in folds(told.name)) for told in texts
    ]
    of: dict[str, list[int]] = defaultdict(list)
    for number, told in enumerate(texts):
        of[told.person].append(number)
    persons = [numbers for _, numbers in sorted(of.items()) if len(numbers) >= FEWEST]
    return median(
        mean(_ranked(words, numbers, random.sample(numbers, marks)) for numbers in persons)
        for random in map(Random, range(draws))
    )


def _ranked(words: Sequence[tuple[str, ...]], of_person: Sequence[int], marked: Sequence[int]) -> float:
    learnt = Learnt([Marked(True, words[number], "") for number in marked])
    leans = [learnt.lean(text, "")[0] for text in words]
    own = [leans[number] for number in of_person if number not in marked]
    others = sorted(lean for number, lean in enumerate(leans) if number not in set(of_person))
    below = sum(bisect_left(others, lean) + bisect_right(others, lean) for lean in own) / 2
    return below / (len(own) * len(others))


def figures() -> list[Figure]:
    """Return the AUC after 1 and after 3 marks, of sentences (where the captures are) and of documents."""
    found = []
    for language, path, least in (("fr", FRENCH, (0.62, 0.70)), ("en", ENGLISH, (None, None))):
        if path.is_file():
            found += _both(f"sentences {language}", captured(path), least)
    found += _both("documents", documents(), (None, 0.9))
    found += _both("whole articles", articles(), (None, None))
    return found + _both("first paragraphs", articles(1), (None, None))


def _both(of: str, texts: Sequence[Told], least: tuple[float | None, float | None]) -> list[Figure]:
    note = f"{len(texts)} texts, median of {DRAWS} draws"
    values = [(marks, auc(texts, marks)) for marks in (1, 3)]
    return [
        Figure(
            f"AUC {of}, {marks} {'mark' if marks == 1 else 'marks'}",
            value,
            f"{value:.3f}",
            least=limit,
            note=note,
        )
        for (marks, value), limit in zip(values, least, strict=True)
    ]
