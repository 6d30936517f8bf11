"""The reasons of a verdict, as they are kept with a mention."""

from __future__ import annotations

import json
from collections.abc import Sequence

from veille.model import Clue


def clues_json(clues: Sequence[Clue]) -> str:
    """Return reasons as JSON: a list each, its kind first."""
    return json.dumps([[clue.kind, *clue.words] for clue in clues], ensure_ascii=False) if clues else "[]"


def read_clues(written: str) -> tuple[Clue, ...]:
    """Return reasons as they were kept."""
    return tuple(Clue(kind, tuple(words)) for kind, *words in json.loads(written))
