"""Plain text in 72 columns: lines broken at spaces, and tables whose columns a terminal keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from veille.letters.layout import Cell, Table

COLUMNS = 72
_GAP = 2  # between columns
_LEAST = 12  # of a column that is broken


def columns(text: str) -> int:
    """Return how many columns a terminal gives to text: wide signs take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(s) else 2 if unicodedata.east_asian_width(s) in "WF" else 1 for s in text
    )


def wrap(text: str, *, first: str = "", rest: str = "", width: int = COLUMNS) -> list[str]:
    """Return text in lines of at most `width` columns, broken at spaces; an address is never broken."""
    lines, line, empty = [], first, True
    for word in text.split(" "):
        for piece in _broken(word, width - max(columns(first), columns(rest))):
            if not empty and columns(line) + 1 + columns(piece) > width:
                lines.append(line)
                line, empty = rest, True
            line += piece if empty else f" {piece}"
            empty = False
    return [*lines, line]


def _broken(word: str, width: int) -> Iterator[str]:
    """Yield the word, or the pieces of one that no line could hold."""
    if "://" not in word:
        while columns(word) > width:
            size = width
            while columns(word[:size]) > width:
                size -= 1
            yield word[:size]
            word = word[size:]
    yield word


def laid_out(table: Table) -> list[str]:
    """Return a table as lines: the widest column is broken where there is no room, an address stands under its row.

    What follows a broken cell stands beside its last line, so that a row is read in its order.
    """
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    widths = [
        max(map(columns, column)) for column in zip(*rows, *([table.head] if table.head else []), strict=True)
    ]
    room = COLUMNS - _GAP * (len(widths) - 1)
    widest = widths.index(max(widths))
    widths[widest] = max(min(widths[widest], room - sum(widths) + widths[widest]), _LEAST)
    lines = _row(table.head, widths, table.numbers) if any(table.head) else []
    for cells, row in zip(table.rows, rows, strict=True):
        lines += [*_row(row, widths, table.numbers), *_addresses(cells, widths)]
    return lines


def _row(texts: Sequence[str], widths: Sequence[int], numbers: frozenset[int]) -> list[str]:
    lines, left = [""], 0
    for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
        pieces = wrap(text, width=width)
        for number, piece in enumerate(pieces):
            if number:
                lines.append("")
            pad = width - columns(piece) if column in numbers else 0
            lines[-1] = lines[-1] + " " * (left + pad - columns(lines[-1])) + piece
        left += width + _GAP
    return lines


def _addresses(cells: Sequence[Cell], widths: Sequence[int]) -> Iterator[str]:
    """Yield the address of each cell that has one and does not say it, where its column begins."""
    for column, cell in enumerate(cells):
        if cell.href and not cell.href.endswith((f"//{cell.text}", f"//{cell.text}/", f"//www.{cell.text}")):
            yield " " * sum(width + _GAP for width in widths[:column]) + cell.href
