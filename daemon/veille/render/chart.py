"""The year of a name as a picture, attached to its mail or held within a page that stands alone."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from veille.letters.layout import CHARTS, Chart, Curve, Layout
from veille.names.first_page import FIRST_FOUR, FIRST_PAGE

if TYPE_CHECKING:  # Pillow costs as much as all else: only a letter with a picture loads it
    from PIL import Image, ImageDraw, ImageFont

WIDTH = 576  # CSS pixels, those of a letter's column; the picture has twice as many, for fine screens

_SCALE = 2
# In the picture's own pixels. A phone shows it at little more than half its width, and its text must be read there.
_LEFT, _RIGHT = 84, 16
_TITLE, _STEP, _BARS, _FOOT = 60, 34, 110, 64
_LINE, _TEXT, _DOT = 42, 30, 9
_COLOURS = 24

_PAPER, _INK, _GREY, _RULE, _UNKNOWN = "#fbfaf6", "#1d1b18", "#67625a", "#ddd7cb", "#efebe1"
_FOUR = "#e4efec"
# Told apart by those who see few colours too (after Okabe and Ito), each dark enough on light paper.
_LINES = ("#0e5a61", "#b4470c", "#5b3f8c", "#7a6200")


def height(charts: Sequence[Chart]) -> int:
    """Return the height of a picture of these charts, in CSS pixels."""
    return sum(_height(chart) for chart in charts[:CHARTS]) // _SCALE


def _height(chart: Chart) -> int:
    """Return the height of one chart in the picture's own pixels."""
    return _above(chart) + FIRST_PAGE * _STEP + _TITLE + _BARS + _FOOT


def _above(chart: Chart) -> int:
    """Return how much stands above the places: the titles, and a line for each curve."""
    return _TITLE * (1 + bool(chart.title)) + _LINE * len(chart.curves) + _STEP // 2


def png(charts: Sequence[Chart]) -> bytes:
    """Return the charts one below the other as a PNG on light paper, so that it reads alike on dark screens."""
    from PIL import Image, ImageDraw

    shown = charts[:CHARTS]
    picture = Image.new("RGB", (WIDTH * _SCALE, height(shown) * _SCALE), _PAPER)
    draw = ImageDraw.Draw(picture)
    top = 0
    for chart in shown:
        _draw(draw, chart, top)
        top += _height(chart)
    out = io.BytesIO()
    _few_colours(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def _few_colours(picture: Image.Image) -> Image.Image:
    from PIL import Image

    return picture.quantize(_COLOURS, dither=Image.Dither.NONE)  # dithering would speckle the paper


@cache
def _font() -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    font_bytes = files("veille").joinpath("data", "DejaVuSans-subset.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(font_bytes), _TEXT, layout_engine=ImageFont.Layout.BASIC)


def _draw(draw: ImageDraw.ImageDraw, chart: Chart, top: int) -> None:
    at = _Places(top + _above(chart), WIDTH * _SCALE - _RIGHT, len(chart.months))
    line = top + _TITLE // 2
    for title in filter(None, (chart.title, chart.places_title)):
        _write(draw, (_LEFT, line), title)
        line += _TITLE
    _legend(draw, chart.curves, line - _TITLE // 2 + _LINE // 2)
    draw.rectangle((_LEFT, at.top, at.right, at.y(FIRST_FOUR) + _STEP // 2), fill=_FOUR)
    bars = at.bottom + _TITLE
    for month, is_known in enumerate(chart.known):
        if not is_known:
            for above, below in ((at.top, at.bottom), (bars, bars + _BARS)):
                draw.rectangle((at.left(month), above, at.left(month + 1), below), fill=_UNKNOWN)
    for place, label in ((1, chart.first), (FIRST_FOUR, chart.fourth), (FIRST_PAGE, chart.tenth)):
        draw.line((_LEFT, at.y(place), at.right, at.y(place)), fill=_RULE, width=2)
        _write(draw, (_LEFT - 12, at.y(place)), label, fill=_GREY, anchor="rm")
    for curve, colour in zip(chart.curves, _LINES, strict=False):
        _curve(draw, curve, at, colour)
    _write(draw, (_LEFT, bars - _TITLE // 2), chart.mine_title)
    _bars(draw, chart, at, bars)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *, fill: str = _INK, anchor: str = "lm"
) -> None:
    draw.text(at, text, font=_font(), fill=fill, anchor=anchor)


class _Places:
    """Where months and places lie in the picture."""

    def __init__(self, top: int, right: int, months: int) -> None:
        self.top, self.bottom, self.right = top, top + FIRST_PAGE * _STEP, right
        self._month = (right - _LEFT) / months

    def left(self, month: int) -> float:
        return _LEFT + month * self._month

    def x(self, month: int) -> float:
        return self.left(month) + self._month / 2

    def y(self, place: int) -> int:
        return self.top + (place - 1) * _STEP + _STEP // 2


def _legend(draw: ImageDraw.ImageDraw, curves: Sequence[Curve], top: int) -> None:
    for number, (curve, colour) in enumerate(zip(curves, _LINES, strict=False)):
        y = top + number * _LINE
        _dot(draw, _LEFT + _DOT, y, colour)
        _write(draw, (_LEFT + 3 * _DOT, y), _fitting(curve.label), fill=colour)


def _fitting(text: str) -> str:
    """Return text, or its beginning and "…" where the picture is too narrow."""
    room = WIDTH * _SCALE - _LEFT - _RIGHT - 3 * _DOT
    if _font().getlength(text) <= room:
        return text
    while text and _font().getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _curve(draw: ImageDraw.ImageDraw, curve: Curve, at: _Places, colour: str) -> None:
    dots = [(at.x(month), at.y(place)) if place else None for month, place in enumerate(curve.places)]
    for start, end in pairwise(dots):
        if start and end:
            draw.line((*start, *end), fill=colour, width=6)
    for dot in filter(None, dots):
        _dot(draw, *dot, colour)


def _dot(draw: ImageDraw.ImageDraw, x: float, y: float, colour: str) -> None:
    draw.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), fill=colour)


def _bars(draw: ImageDraw.ImageDraw, chart: Chart, at: _Places, top: int) -> None:
    foot = top + _BARS
    for month, (count, is_known, label) in enumerate(zip(chart.mine, chart.known, chart.months, strict=True)):
        if is_known:
            head = foot - (_BARS - _TEXT - 6) * count / max(chart.shown, 1)
            if count:
                draw.rectangle((at.left(month) + 10, head, at.left(month + 1) - 10, foot), fill=_LINES[0])
            _write(draw, (at.x(month), head - 6), str(count), anchor="mb")
        _write(draw, (at.x(month), foot + _FOOT // 2 - 2), label, fill=_GREY, anchor="mm")
    draw.line((_LEFT, foot, at.right, foot), fill=_RULE, width=2)


CID = "chart@veille"
"""How a letter's HTML names its picture, which its mail carries (RFC 2392)."""


def drawn(layout: Layout) -> bytes | None:
    """Return a letter's picture as a PNG; None where it has none."""
    shown = next((block.picture for block in layout.blocks if block.picture is not None), None)
    if shown is None:
        return None
    return png(shown.charts)


def embedded(html: str, picture: bytes | None) -> str:
    """Return a letter's HTML with its picture within, for where no mail carries it."""
    if picture is None:
        return html
    return html.replace(f'src="cid:{CID}"', f'src="data:image/png;base64,{b64encode(picture).decode()}"')
