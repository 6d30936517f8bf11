"""Builds daemon/veille/data/births.tsv.gz from Insee's figures: `python tests/births.py [FOLDER]`."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
BUILT = _CHECKOUT / "daemon" / "veille" / "data" / "births.tsv.gz"
FIGURES = Path(os.environ.get("VEILLE_DATA") or _CHECKOUT.parent / "shared" / "data") / "insee"
HEAD = """\
# Births in France by decade, 1930s to 1990s: the 8,000 most frequent of 218,983 surnames, then the 3,000 most
# frequent of 36,963 first names. Source: Insee, Fichier des noms (edition 2008) and Fichier des prénoms (edition
# 2022), open data, free to reuse with the source named. "*ALL*" is a decade's total, all names together; "*REST*"
# the mean of the names that are not listed here.
"""
ALL, REST = "*ALL*", "*REST*"
DECADES = 7
SURNAMES, FIRST_NAMES = 218_983, 36_963  # names that Insee's whole files have


def line(name: str, births: Sequence[object]) -> str:
    return "\t".join([name, *map(str, births)]) + "\n"


def build(figures: Path) -> bytes:
    """Return the compact table: a head, then each list, its total first."""
    parts = [HEAD]
    for size, file in ((SURNAMES, "surnames.tsv"), (FIRST_NAMES, "first-names.tsv")):
        rows = [row.split("\t") for row in (figures / file).read_text(encoding="utf-8").splitlines()[1:]]
        cut = [(name, [int(births) for births in columns[:DECADES]]) for name, *columns in rows]
        (_, total), listed = cut[0], cut[1:]
        known = [sum(column) for column in zip(*(births for _, births in listed), strict=True)]
        rest = [(all_ - births) / (size - len(listed)) for all_, births in zip(total, known, strict=True)]
        parts += [line(ALL, total), line(REST, [f"{mean:.4g}" for mean in rest])]
        parts += [line(name, births) for name, births in listed]
    return gzip.compress("".join(parts).encode(), 9, mtime=0)


if __name__ == "__main__":
    BUILT.write_bytes(build(Path(sys.argv[1]) if len(sys.argv) > 1 else FIGURES))
    print(f"{BUILT.relative_to(_CHECKOUT)}: {BUILT.stat().st_size:,} bytes")
