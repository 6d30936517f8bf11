"""Births in France by name and decade, as Insee counts them: a compact table, read on first use."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize

_ACCENTED = {"A": "AÀÂÄ", "C": "CÇ", "E": "EÉÈÊË", "I": "IÎÏ", "N": "NÑ", "O": "OÔÖ", "U": "UÙÛÜ", "Y": "YŸ"}
_INITIALS = re.compile(r"[A-Z]\.?(?:(?:[-' ]|(?<=\.))[A-Z]\.?)*")


@dataclass(frozen=True, slots=True)
class InseeList:
    """One of the two lists, as text: a line feed, a name, its births by decade, and so on.

    `total` are all births by decade, `rest` those of a name that is not listed, on average.
    """

    text: str
    total: Sequence[int]
    rest: Sequence[float]

    def births(self, name: str) -> Sequence[int] | None:
        """Return a name's births by decade, None where it is not listed.

        A name written with accents is looked for as it is; one without stands for all its spellings, as Insee has
        INÈS and INES, and initials for all that begin so: J.-N. for JEAN-NOËL. Hyphen, space and apostrophe are the
        same.
        """
        spelled = " ".join(normalize("NFC", name).upper().split())
        if _INITIALS.fullmatch(spelled):
            rows = self._rows("[-' ]".join(f"{text}[^\t]*" for text in re.findall("[A-Z]", spelled)))
        else:
            rows = [] if spelled.isascii() else self._rows("".join(map(_exactly, spelled)))
            rows = rows or self._rows("".join(map(_accented, _bare(spelled))))
        return [sum(column) for column in zip(*rows, strict=True)] or None

    def _rows(self, pattern: str) -> list[list[int]]:
        # Ten times as fast as ^ with MULTILINE: re skips to where the line feed is.
        rows = re.findall(f"\n{pattern}\t(.+)", self.text)
        return [[int(births) for births in row.split("\t")] for row in rows]


def _exactly(sign: str) -> str:
    return "[-' ]" if sign in "-' " else re.escape(sign)


def _accented(sign: str) -> str:
    return f"[{_ACCENTED[sign]}]" if sign in _ACCENTED else _exactly(sign)


@dataclass(frozen=True, slots=True)
class InseeBirths:
    """Births by surname and by first name, in the same decades."""

    surnames: InseeList
    first_names: InseeList


@cache
def births() -> InseeBirths:
    """Return Insee's table; it takes some milliseconds the first time."""
    packed = files("veille").joinpath("data", "births.tsv.gz").read_bytes()
    _, surnames, first_names = gzip.decompress(packed).decode().split("\n*ALL*\t")
    return InseeBirths(_list(surnames), _list(first_names))


def _list(section: str) -> InseeList:
    total, rest, text = section.split("\n", 2)
    return InseeList(
        f"\n{text}", [int(part) for part in total.split("\t")], [float(part) for part in rest.split("\t")[1:]]
    )


def _bare(spelled: str) -> str:
    """Return capitals without accents."""
    return "".join(sign for sign in normalize("NFKD", spelled) if not "\u0300" <= sign <= "\u036f")
