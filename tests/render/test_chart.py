"""The chart of a name's year: a small PNG on light paper, in which each page stands at its places."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from veille.letters.layout import CHARTS, CURVES, Chart, Curve
from veille.render.chart import WIDTH, height, png

MONTHS = tuple("DJFMAMJJASON")
TEAL, RUST, PAPER, UNKNOWN = (14, 90, 97), (180, 71, 12), (251, 250, 246), (239, 235, 225)
CHART = Chart(
    title="",
    months=MONTHS,
    known=(False, False, *[True] * 10),
    curves=(
        Curve("linkedin.com/in/ines-morel", (None, None, *[1] * 10)),
        Curve("inesmorel.example", (None, None, None, None, *[10] * 8)),
    ),
    mine=(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10),
    shown=10,
    places_title="Meilleure place de vos pages",
    mine_title="Résultats à vous, sur 10",
    first="1re",
    fourth="4e",
    tenth="10e",
)


def drawn(*charts: Chart) -> Image.Image:
    return Image.open(io.BytesIO(png(charts))).convert("RGB")


def rows_of(picture: Image.Image, colour: tuple[int, int, int], left: int, right: int) -> list[int]:
    """Return the rows in which a colour stands between two columns."""
    return [
        y
        for y in range(picture.height)
        if any(near(picture.getpixel((across, y)), colour) for across in range(left, right, 3))
    ]


def near(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= 8 for a, b in zip(one, other, strict=True))


def column(month: int) -> tuple[int, int]:
    """Return left and right of a month: between the labels of places and the right edge."""
    width = (WIDTH * 2 - 16 - 84) / len(MONTHS)
    return round(84 + month * width), round(84 + (month + 1) * width)


def test_it_is_a_png_of_twice_the_letter_s_width_on_light_paper() -> None:
    picture = drawn(CHART)
    assert png([CHART]).startswith(b"\x89PNG\r\n\x1a\n")
    assert picture.size == (WIDTH * 2, height([CHART]) * 2)
    assert near(picture.getpixel((2, 2)), PAPER)


def test_the_first_place_is_above_the_tenth_and_each_page_has_its_colour() -> None:
    picture = drawn(CHART)
    legend = 2 * 42 + 60
    first = next(y for y in rows_of(picture, TEAL, *column(7)) if y > legend)
    tenth = next(y for y in rows_of(picture, RUST, *column(7)) if y > legend)
    assert tenth - first == pytest.approx(9 * 34, abs=3)


def test_a_page_that_is_not_there_is_not_drawn_and_a_month_without_answers_is_grey() -> None:
    picture = drawn(CHART)
    assert not [y for y in rows_of(picture, RUST, *column(2)) if y > 150]
    assert len(rows_of(picture, UNKNOWN, *column(0))) > 300
    assert len(rows_of(picture, UNKNOWN, *column(5))) < 30


def test_a_bar_is_as_high_as_its_share() -> None:
    picture = drawn(CHART)
    below = 2 * 42 + 60 + 17 + 10 * 34 + 60  # where the bars begin

    def bar(month: int) -> int:
        return len([y for y in rows_of(picture, TEAL, *column(month)) if y > below])

    assert bar(2) == 0, "none is no bar"
    assert bar(11) > 1.8 * bar(7) > 3 * bar(4) > 0


def test_the_fullest_picture_is_small() -> None:
    label = "un-nom-de-page-tres-long.example/c"
    zigzag = tuple(1 + (month * 7) % 10 for month in range(12))
    curves = tuple(Curve(f"{n}.{label}", zigzag[n:] + zigzag[:n]) for n in range(CURVES))
    full = replace(CHART, title="Inès Morel-Dupuis", known=(True,) * 12, curves=curves)
    made = png([full] * (CHARTS + 2))
    assert len(made) <= 60_000
    assert Image.open(io.BytesIO(made)).height == height([full] * CHARTS) * 2, "others are left out"


@pytest.mark.parametrize("title", ["Ève Żółć", "Анна Каренина", "Ελένη", "王小明", "نور", "\ud800", "🦊"])
def test_any_name_is_drawn(title: str) -> None:
    plain = png([replace(CHART, title="Inès")])
    assert png([replace(CHART, title=title, curves=(Curve(title, (1,) * 12),))]) != plain


def test_the_same_year_is_the_same_picture() -> None:
    assert png([CHART]) == png([CHART])
