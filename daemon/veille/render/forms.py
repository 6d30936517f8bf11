"""A letter written for a reader: subject, plain text, HTML and chat blocks, all with the same content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from veille.language.words import Words
from veille.letters.compose import Letter, compose
from veille.letters.layout import Block, Card, Cell, Layout, Line, Table
from veille.letters.letter import Rendered
from veille.model import MARK, UNMARK
from veille.render import chart, site_page

# Plain text in 72 columns: lines broken at spaces, and tables whose columns a terminal keeps.

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


def render(letter: Letter, *, language: str, timezone: ZoneInfo, now: datetime, name: str = "") -> Rendered:
    """Return the letter for a reader: `language` is "fr" or "en", `name` whose watch it is, `now` aware.

    The subject has 60 signs at most, and no line end; the text has 72 columns, but for addresses, which
    stand alone on their line; the HTML needs nothing from elsewhere but the `picture`, where there is one; `chat` is
    for chat.pieces.
    """
    words = Words(language, timezone, now)
    layout = compose(letter, words, name)
    return Rendered(
        subject=layout.subject,
        text=_text(layout),
        html=_html(layout, words.language, standalone=False),
        chat=tuple(_chat(layout)),
        picture=chart.drawn(layout),
    )


def render_page(letter: Letter, *, language: str, timezone: ZoneInfo, now: datetime, name: str = "") -> str:
    """Return a letter as a web page that stands alone, for a folder: the same content as its mail."""
    words = Words(language, timezone, now)
    layout = compose(letter, words, name)
    return chart.embedded(_html(layout, words.language, standalone=True), chart.drawn(layout))


# HTML

_COMMAND = re.compile("`(veille [^`]+)`")


@cache
def templates() -> Environment:
    """Return the templates of letters and of the folder's pages; all that they show is escaped."""
    found = Environment(
        loader=PackageLoader("veille.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["marked"] = _marked
    found.filters["coded"] = _coded
    return found


def _marked(text: str, style: str = "") -> Markup:
    """Return text escaped, with its found words in <mark>."""
    opening = Markup('<mark class="found" style="{}">').format(style)
    marked = str(escape(text)).replace(MARK, opening).replace(UNMARK, "</mark>")
    return Markup(marked)  # noqa: S704 - escaped just above


def _coded(text: str, style: str) -> Markup:
    """Return text escaped, with each `veille …` of ours in <code>."""
    opening = Markup('<code class="ink" style="{}">').format(style)
    return Markup(_COMMAND.sub(lambda found: f"{opening}{found[1]}</code>", str(escape(text))))  # noqa: S704 - escaped


def _html(layout: Layout, language: str, *, standalone: bool) -> str:
    template = templates().get_template("letter.html")
    about = site_page.about(layout) if standalone else ""
    return template.render(
        layout=layout,
        language=language,
        standalone=standalone,
        about=about,
        cid=chart.CID,
        width=chart.WIDTH,
        height=chart.height,
    )


# Plain text


def _text(layout: Layout) -> str:
    head = f"{layout.kicker.upper()} · {layout.heading}" if layout.heading else layout.kicker.upper()
    lines = [*_centred(head)]
    if layout.lead:
        lines += _centred(layout.lead)
    for block in (_lines(layout.before), *map(_block, layout.blocks), _lines(layout.after)):
        if block:
            lines += ["", *block]
    lines += ["", "-" * COLUMNS if layout.kind in ("digest", "first") else "--"]
    lines += _lines(layout.foot, apart=False)
    return "\n".join(line.rstrip(" ") for line in lines).strip("\n") + "\n"


def _centred(text: str) -> list[str]:
    return [" " * ((COLUMNS - columns(line)) // 2) + line for line in wrap(text)]


def _lines(sentences: tuple[Line, ...], *, apart: bool = True) -> list[str]:
    label_width = max((columns(each.label) for each in sentences), default=0)
    lines: list[str] = []
    for each in sentences:
        if lines and apart and not each.label:
            lines.append("")
        if each.spark:
            each = replace(
                each, text=f"{each.spark}  {each.text}" if each.label else f"{each.text} {each.spark}"
            )
        first = each.label + " " * (label_width - columns(each.label) + 3) if each.label else ""
        rest = " " * columns(first)
        if not each.text:
            lines.append(first + each.link)
        elif not each.link:
            lines += wrap(each.text, first=first, rest=rest)
        elif "://" in each.link or not each.href:  # an address or a command stands alone on its line
            lines += [*wrap(each.text, first=first, rest=rest), rest + each.link]
        else:
            lines += wrap(f"{each.text} {each.link}", first=first, rest=rest)
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


# Chat: blocks of lines "role<TAB>text", which chat.py writes as each service can show them. Roles: head,
# section, trend, title, url, byline, closes, excerpt, why, copies, label, text, link. No text holds a tab.


def _chat(layout: Layout) -> Iterator[str]:
    sign = {"alert": "🔔 ", "health": "⚠️ ", "over": "✅ "}.get(layout.kind, "")
    head = (
        layout.heading
        if layout.kind in ("alert", "health", "over")
        else f"{layout.kicker} · {layout.heading}"
    )
    yield "\n".join(
        _roles([("head", sign + (head or layout.kicker)), ("text", layout.lead), *_said(layout.before)])
    )
    for block in layout.blocks:
        if block.picture or (block.table and block.table.small):
            continue  # figures in many columns, which no chat keeps apart
        heading = f"{block.heading} ({block.count})" if block.count else block.heading
        trend = f"{block.trend.spark} {block.trend.text}" if block.trend else ""
        if block.lines:
            yield "\n".join(_roles([("section", heading), *_listed(block)]))
            heading = ""
        if block.table is not None:
            yield "\n".join(_roles([("section", heading), *_rows(block.table)]))
            heading = ""
        for card in block.cards:
            yield "\n".join(_roles([("section", heading), ("trend", trend), *_told(card)]))
            heading = trend = ""
        if block.after or block.links:
            links = [pair for one in block.links for pair in (("label", one.label), ("link", one.href))]
            yield "\n".join(_roles([("section", heading), *_said(block.after), *links]))
        if block.note:
            yield f"text\t{block.note}"
    for lines in (layout.after, layout.foot):
        if lines:
            yield "\n".join(_roles(_said(lines)))


def _roles(lines: list[tuple[str, str]]) -> Iterator[str]:
    return (f"{role}\t{text}" for role, text in lines if text)


def _said(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    out = []
    for line in lines:
        web = line.link.startswith("http")
        text = line.text if web else f"{line.text} {line.link}".strip()
        text = f"{text} {line.spark}" if line.spark else text
        out += [("label", line.label), ("text", text), ("link", line.link if web else "")]
    return out


def _rows(table: Table) -> list[tuple[str, str]]:
    return [("text", " ".join(cell.text for cell in row if cell.text)) for row in table.rows]


def _listed(block: Block) -> list[tuple[str, str]]:
    if block.flowing:
        return [("text", f"{line.text} {line.link}".strip()) for line in block.lines]
    return [
        (
            "text",
            " ".join(filter(None, (line.label, line.spark, line.text, line.link)))
            if line.label
            else f"• {line.text}",
        )
        for line in block.lines
    ]


def _told(card: Card) -> list[tuple[str, str]]:
    return [
        ("title", f"{card.number}. {card.title}"),
        ("url", card.url),
        ("byline", card.byline),
        ("closes", card.closes),
        ("excerpt", card.excerpt),
        ("why", card.why),
        ("copies", card.copies),
        ("text", card.newcomer),
        ("text", f"{card.ask.text} {card.ask.link}" if card.ask else ""),
    ]
