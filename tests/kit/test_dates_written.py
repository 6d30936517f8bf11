"""veille.kit.dates: what people write, in whichever European way, is the day that they mean, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.kit.dates import day, days, moment, moment_of_epoch, moment_of_mail, read

PARIS = timezone(timedelta(hours=1))
SUMMER = timezone(timedelta(hours=2))

NAMES = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}


def month(language: str, number: int) -> str:
    return NAMES[language].split()[number - 1]


WRITERS: dict[str, Callable[[date], str]] = {
    "2026-12-31": lambda it: it.isoformat(),
    "2026/12/31": lambda it: f"{it:%Y/%m/%d}",
    "20261231": lambda it: f"{it:%Y%m%d}",
    "31/12/2026": lambda it: f"{it:%d/%m/%Y}",
    "31.12.2026": lambda it: f"{it:%d.%m.%Y}",
    "31-12-2026": lambda it: f"{it:%d-%m-%Y}",
    "1. 3. 2026": lambda it: f"{it.day}. {it.month}. {it.year}",
    "1/3/2026": lambda it: f"{it.day}/{it.month}/{it.year}",
    "31.12.26": lambda it: f"{it:%d.%m.%y}",
    "1er mars 2026": lambda it: f"{'1er' if it.day == 1 else it.day} {month('fr', it.month)} {it.year}",
    "jeudi 31 DÉCEMBRE 2026": lambda it: f"jeudi {it.day} {month('fr', it.month).upper()} {it.year}",
    "31. Dezember 2026": lambda it: f"{it.day}. {month('de', it.month)} {it.year}",
    "den 31.Dezember 2026": lambda it: f"den {it.day}.{month('de', it.month)} {it.year}",
    "31 de diciembre de 2026": lambda it: f"{it.day} de {month('es', it.month)} de {it.year}",
    "31 dicembre 2026": lambda it: f"il {'1º' if it.day == 1 else it.day} {month('it', it.month)} {it.year}",
    "31 december 2026": lambda it: f"{it.day} {month('nl', it.month)} {it.year}",
    "31 de dezembro de 2026": lambda it: f"{it.day} de {month('pt', it.month)} de {it.year}",
    "31 December 2026": lambda it: f"{it.day} {month('en', it.month)} {it.year}",
    "the 31th of December, 2026": lambda it: f"the {it.day}th of {month('en', it.month)}, {it.year}",
    "December 31, 2026": lambda it: f"{month('en', it.month)} {it.day}, {it.year}",
    "Dec 31 2026": lambda it: f"{month('en', it.month)[:3]} {it.day} {it.year}",
    "31-Dec-2026": lambda it: f"{it.day}-{month('en', it.month)[:3]}-{it.year}",
    "Thu, 31 Dec 2026 00:00:00 +0100": lambda it: (
        f"Thu, {it.day} {month('en', it.month)[:3]} {it.year} 00:00:00 +0100"
    ),
}
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("style", WRITERS)
@given(day_meant=DAYS)
def test_a_day_written_in_any_style_is_read_as_it_was_meant(style: str, day_meant: date) -> None:
    assert day(WRITERS[style](day_meant)) == day_meant


CLOCKS: dict[str, Callable[[datetime], str]] = {
    "17:05": lambda at: f"{at:%H:%M}",
    "à 17h05": lambda at: f"à {at.hour}h{at.minute:02}",
    "um 17.05 Uhr": lambda at: f"um {at:%H.%M} Uhr",
    "alle ore 17:05": lambda at: f"alle ore {at:%H:%M}",
    "5:05 PM": lambda at: f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}",
    "at 5:05 p.m.": lambda at: (
        f"at {at.hour % 12 or 12}:{at.minute:02} {'p.m.' if at.hour >= 12 else 'a.m.'}"
    ),
    "17:05 UTC": lambda at: f"{at:%H:%M} UTC",
    "17:05:00 +0000": lambda at: f"{at:%H:%M}:00 +0000",
}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize(
    "style", ["31 December 2026", "1er mars 2026", "31. Dezember 2026", "31.12.2026", "2026/12/31"]
)
@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))
def test_a_time_beside_a_day_is_read_in_any_style(style: str, clock: str, at: datetime) -> None:
    meant = at.replace(second=0, microsecond=0, tzinfo=UTC)
    assert read(f"{WRITERS[style](at.date())}, {CLOCKS[clock](at)}") == meant


@given(st.datetimes(datetime(1996, 1, 1), datetime(2099, 12, 31)), st.sampled_from((1, 1000)))
def test_an_epoch_is_read_in_seconds_and_in_milliseconds(at: datetime, times: int) -> None:
    meant = at.replace(microsecond=0, tzinfo=UTC)
    number = int(meant.timestamp()) * times
    assert read(number) == read(str(number)) == read(float(number)) == meant


@given(st.text(max_size=60) | st.from_regex(r"[0-9/.: -]{0,30}") | st.integers() | st.floats())
def test_whatever_comes_is_a_moment_with_a_zone_or_none(value: object) -> None:
    found = read(value)
    assert found is None or found.tzinfo is not None
    if found is not None and isinstance(value, str) and not value.strip().isdigit() and value.isascii():
        assert f"{found.year % 100:02}" in value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-08-05 11:45:30 UTC", datetime(2026, 8, 5, 11, 45, 30, tzinfo=UTC)),
        ("2026-08-05 11:45 +0200", datetime(2026, 8, 5, 11, 45, tzinfo=SUMMER)),
        ("2026-08-05T11:45 CEST", datetime(2026, 8, 5, 11, 45, tzinfo=SUMMER)),
        ("lun., 23 nov. 2026 08:00:00 +0100", datetime(2026, 11, 23, 8, tzinfo=PARIS)),
        ("Mon, 23 Nov 2026 08:00:00 CET", datetime(2026, 11, 23, 8, tzinfo=PARIS)),
        ("Mon, 23 Nov 2026 8:00 PM", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("31 Dec 2026 08:00:00-05:00", datetime(2026, 12, 31, 8, tzinfo=timezone(timedelta(hours=-5)))),
        ("31/12/2026 08:00 GMT+01:00", datetime(2026, 12, 31, 8, tzinfo=PARIS)),
        ("17:30, 31 December 2026", datetime(2026, 12, 31, 17, 30, tzinfo=UTC)),
        ("Dec. 31st 2026 5pm", datetime(2026, 12, 31, 17, tzinfo=UTC)),
        ("12/31/2026 12:00 am", datetime(2026, 12, 31, tzinfo=UTC)),
        ("12/31/2026 12:00 pm", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("Publié le 1er mars 2026", datetime(2026, 3, 1, tzinfo=UTC)),
        ("mar. 3 mars 2026", datetime(2026, 3, 3, tzinfo=UTC)),
        ("martedì 3 mar 2026", datetime(2026, 3, 3, tzinfo=UTC)),
        ("31/12/2026 de 10:00 à 12:00", datetime(2026, 12, 31, tzinfo=UTC)),  # two times are none
        ("31/12/2026 10:00-12:00", datetime(2026, 12, 31, tzinfo=UTC)),  # and the second is no zone
    ],
)
def test_what_fields_hold_is_read(text: str, found: datetime) -> None:
    assert read(text) == found
    assert read(text).utcoffset() == found.utcoffset()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    [
        *("2026", "2026-11", "2026-W48", "novembre 2026", "31 mars", "31/12", "demain", "lundi 14 h", ""),
        *("31 février 2026", "2026-13-01", "32/01/2026", "2026-12-31T25:00:00Z", "31/12/2026 25:61"),
        *("du 3 au 5 mars 2026", "3-5 mars 2026", "3 mars 2026 – 5 mars 2026", "5 and 6 May 2026"),
        *("06.12.26.45.12", "version 1.2.2026.4", "10 out of 2026", "05-06-26", "05/06/2026 5:00 PM"),
        *("Mon, 23 Nov 2026 08:00:00 XYZ", "23 Nov 2026 13:00 am", "Nov 2026 08:00 GMT"),
        *(
            2026,
            20261123,
            0,
            -1,
            10**9 * 10**9,
            2026.5,
            float("nan"),
            float("inf"),
            True,
            None,
            b"2026-11-23",
            ["2026-11-23"],
        ),
        *("0612345678901234567890", "202611230800", "123456789"),
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(value: object) -> None:
    assert read(value) is None
    assert day(value) is None


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("", date(2026, 6, 5)),
        ("fr", date(2026, 6, 5)),
        ("de-AT", date(2026, 6, 5)),
        ("en-GB", date(2026, 6, 5)),
        ("en-US", date(2026, 5, 6)),
        ("en_US", date(2026, 5, 6)),
        ("en", None),
        ("en-CA", None),
    ],
)
def test_day_stands_before_month_unless_the_language_says_otherwise(
    language: str, found: date | None
) -> None:
    assert day("05/06/2026", language=language) == found
    assert day("05.06.2026", language=language) == date(2026, 6, 5)
    assert day("25/06/2026", language=language) == day("06/25/2026", language=language) == date(2026, 6, 25)


def test_every_date_of_a_text_is_told_and_which_of_them_is_none() -> None:
    text = "Du 3 mars 2026 au 31/03/2026 ; jury le 4 avril, résultats le 31 avril 2026."
    assert list(days(text)) == [date(2026, 3, 3), date(2026, 3, 31), None, None]
    assert not list(days("Rien avant 2027."))


def test_one_without_a_zone_is_in_the_zone_that_is_given_or_none() -> None:
    assert read("31/12/2026 17h30", zone=PARIS) == datetime(2026, 12, 31, 17, 30, tzinfo=PARIS)
    assert read("31/12/2026 17h30", zone=None) is None
    assert read("31/12/2026 17:30 CET", zone=None) == datetime(2026, 12, 31, 17, 30, tzinfo=PARIS)
    assert read("2026-08-05 11:45:30", zone=None) is None


def test_each_form_is_read_by_its_own_reader_alone() -> None:
    assert moment("31/12/2026") is moment("1795420800") is moment("1712052600") is None
    assert moment_of_mail("2026-11-23") is moment_of_mail("Mon, 23 Nov 2026 8:00 PM") is None
    assert moment_of_epoch("1795420800") is None
    assert moment_of_epoch(1795420800) == datetime(2026, 11, 23, 8, tzinfo=UTC)
