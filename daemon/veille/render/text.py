"""A laid-out letter as plain text in 72 columns: lines broken at spaces, and tables whose columns a terminal keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from veille.letters.layout import Block, Card, Cell, Layout, Line, Table
from veille.model import MARK, UNMARK, MessageKind

COLUMNS = 72


_GAP = 2  # between columns


_LEAST = 12  # of a column that is broken


def columns(text: str) -> int:
    """Return how many columns a terminal gives to text: wide characters take two, combining ones none."""
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
    """Yield the address of each cell whose text doesn't show it, indented to its column."""
    for column, cell in enumerate(cells):
        if cell.href and not cell.href.endswith((f"//{cell.text}", f"//{cell.text}/", f"//www.{cell.text}")):
            yield " " * sum(width + _GAP for width in widths[:column]) + cell.href


def text_of(layout: Layout) -> str:
    """Return a letter as plain text; addresses and commands stand alone on their line."""
    head = f"{layout.kicker.upper()} · {layout.heading}" if layout.heading else layout.kicker.upper()
    lines = [*_centred(head)]
    if layout.lead:
        lines += _centred(layout.lead)
    for block in (_lines(layout.before), *map(_block, layout.blocks), _lines(layout.after)):
        if block:
            lines += ["", *block]
    lines += ["", "-" * COLUMNS if layout.kind in (MessageKind.DIGEST, MessageKind.FIRST) else "--"]
    lines += _lines(layout.foot, apart=False)
    return "\n".join(line.rstrip(" ") for line in lines).strip("\n") + "\n"


def _centred(text: str) -> list[str]:
    return [" " * ((COLUMNS - columns(line)) // 2) + line for line in wrap(text)]


def _lines(sentences: tuple[Line, ...], *, apart: bool = True) -> list[str]:
    label_width = max((columns(sentence.label) for sentence in sentences), default=0)
    lines: list[str] = []
    for sentence in sentences:
        if lines and apart and not sentence.label:
            lines.append("")
        if sentence.spark:
            sentence = replace(
                sentence,
                text=f"{sentence.spark}  {sentence.text}"
                if sentence.label
                else f"{sentence.text} {sentence.spark}",
            )
        first = sentence.label + " " * (label_width - columns(sentence.label) + 3) if sentence.label else ""
        rest = " " * columns(first)
        if not sentence.text:
            lines.append(first + sentence.link)
        elif not sentence.link:
            lines += wrap(sentence.text, first=first, rest=rest)
        elif "://" in sentence.link or not sentence.href:  # an address or a command stands alone on its line
            lines += [*wrap(sentence.text, first=first, rest=rest), rest + sentence.link]
        else:
            lines += wrap(f"{sentence.text} {sentence.link}", first=first, rest=rest)
    return lines


def _block(block: Block) -> list[str]:
    lines = []
    if block.heading:
        lines += _heading(block)
    if block.lines and (block.flowing or block.lines[0].label):
        lines += _lines(block.lines)
    else:
        for line in block.lines:
            lines += wrap(line.text, first="  · ", rest="    ")
    if block.lines and (block.table or block.cards):
        lines.append("")
    if block.table is not None:
        lines += laid_out(block.table)
    width = max((len(f"[{card.number}] ") for card in block.cards), default=0)
    for index, card in enumerate(block.cards):
        if index:
            lines.append("")
        lines += _card(card, width)
    if block.after:
        lines += ["", *_lines(block.after, apart=False)]
    for link in block.links:
        lines += [*wrap(link.label), f"  {link.href}"]
    if block.note:
        lines += ["", *wrap(block.note)]
    return lines


def _heading(block: Block) -> list[str]:
    """Return a heading, and what is usual at the end of its line, where there is room."""
    heading = f"{block.heading.upper()} ({block.count})" if block.count else block.heading.upper()
    if block.trend is None:
        return wrap(heading)
    trend = f"{block.trend.spark}  {block.trend.text}"
    room = COLUMNS - columns(heading) - columns(trend)
    return (
        [heading + " " * room + trend] if room >= 2 else [*wrap(heading), *wrap(trend, first="  ", rest="  ")]
    )


def _card(card: Card, width: int) -> list[str]:
    indent = " " * width
    lines = wrap(card.title, first=f"[{card.number}] ".ljust(width), rest=indent)
    lines += wrap(card.byline, first=indent, rest=indent)
    for day in filter(None, (card.when, card.changed)):
        lines += wrap(day, first=indent, rest=indent)
    if card.closes:
        lines += wrap(card.closes, first=indent, rest=indent)
    if card.url:
        lines.append(indent + card.url)
    excerpt = card.quoted.replace(MARK, "*").replace(UNMARK, "*")
    for sentence in (excerpt, card.why, card.copies, card.newcomer):
        if sentence:
            lines += wrap(sentence, first=indent, rest=indent)
    if card.ask:
        lines += [*wrap(card.ask.text, first=indent, rest=indent), indent + card.ask.link]
    return lines
