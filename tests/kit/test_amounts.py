"""veille.kit.amounts: money written in any European way is what was meant, or none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.kit.amounts import Amount, find, number, of, read, text, unit

NARROW, HARD, THIN = "\u202f", "\u00a0", "\u2009"


def written(value: Decimal, thousands: str, point: str) -> str:
    return f"{value:,}".replace(",", "\0").replace(".", point).replace("\0", thousands)


NUMBERS: dict[str, Callable[[Decimal], str]] = {
    "35 000,50": lambda value: written(value, " ", ","),
    "35 000,50, narrow": lambda value: written(value, NARROW, ","),
    "35 000,50, hard": lambda value: written(value, HARD, ","),
    "35 000.50, thin": lambda value: written(value, THIN, "."),
    "35.000,50": lambda value: written(value, ".", ","),
    "35'000.50": lambda value: written(value, "'", "."),
    "35’000,50": lambda value: written(value, "’", ","),
    "35,000.50": lambda value: written(value, ",", "."),
    "35000,50": lambda value: written(value, "", ","),
    "35000.50": lambda value: written(value, "", "."),
}
MONEY: dict[str, tuple[str, str]] = {
    "{} €": ("EUR", ""),
    "{}€": ("EUR", ""),
    "€{}": ("EUR", ""),
    f"{{}}{HARD}€": ("EUR", ""),
    "EUR {}": ("EUR", ""),
    "{} EUR brut/an": ("EUR", "year"),
    "{} € bruts par mois": ("EUR", "month"),
    "{} € brutto im Monat": ("EUR", "month"),
    "{} euro lordi all'anno": ("EUR", "year"),
    "{} € al mes": ("EUR", "month"),
    "{} € HT/jour": ("EUR", "day"),
    "{} €/h": ("EUR", "hour"),
    "Salaire mensuel : {} €": ("EUR", "month"),
    "TJM {} €": ("EUR", "day"),
    "£{} p.a.": ("GBP", "year"),
    "£{} per week": ("GBP", "week"),
    "CHF {}": ("CHF", ""),
    "{} CHF": ("CHF", ""),
    "Fr. {}": ("CHF", ""),
    "{} zł miesięcznie": ("PLN", "month"),
    "kr {}": ("kr", ""),
    "{} kr per år": ("kr", "year"),
    "{} Kč": ("CZK", ""),
    "{} Ft": ("HUF", ""),
    "US$ {}": ("USD", ""),
    "Poste à Lyon (69), {} € selon profil": ("EUR", ""),
}
RANGES = (
    "{} - {} €",
    "{}–{} €",
    "€{} - €{}",
    "{} € à {} €",
    "de {} à {} €",
    "entre {} et {} €",
    "from {} to {} EUR",
    "von {} bis {} €",
)
POUNDS = st.integers(1, 9_999_999).map(Decimal)
CENTS = (
    st.integers(100, 999_999_999)
    .map(lambda cents: Decimal(cents) / 100)
    .map(lambda value: value.quantize(Decimal("0.01")))
)


@pytest.mark.parametrize("style", NUMBERS)
@given(value=POUNDS | CENTS)
def test_a_number_in_any_style_is_what_was_written(style: str, value: Decimal) -> None:
    assert number(NUMBERS[style](value)) == value


@pytest.mark.parametrize("money", MONEY)
@given(value=POUNDS | CENTS, style=st.sampled_from(list(NUMBERS)))
def test_an_amount_in_any_style_is_what_was_written(money: str, value: Decimal, style: str) -> None:
    currency, per = MONEY[money]
    figures = NUMBERS[style](value)
    found = read(money.format(figures))
    if (
        currency in ("GBP", "USD")
        and "," not in figures
        and figures.count(".") == 1
        and len(figures.partition(".")[2]) == 3
    ):
        assert found is None  # £1.234: a thousand to nobody in London, nor a pound
    else:
        assert found == Amount(value, value, currency, per)


@pytest.mark.parametrize("words", RANGES)
@given(low=POUNDS, more=POUNDS, style=st.sampled_from(list(NUMBERS)))
def test_a_range_in_any_style_has_both_its_ends(words: str, low: Decimal, more: Decimal, style: str) -> None:
    high = low + more
    assert read(words.format(NUMBERS[style](low), NUMBERS[style](high))) == Amount(low, high, "EUR")


@given(st.integers(1, 900), st.integers(1, 99))
def test_thousands_written_with_a_k_are_thousands(low: int, more: int) -> None:
    ends = (Decimal(low * 1000), Decimal((low + more) * 1000))
    for words in ("{}-{} k€", "{}k–{}k EUR", "€{}k - €{}k", "{} à {} k€", "{}/{}K€", "{} k€ - {} k€"):
        assert read(words.format(low, low + more)) == Amount(*ends, "EUR")
    assert read(f"{low}k") == Amount(ends[0], ends[0])


@given(POUNDS | CENTS, st.sampled_from(["EUR", "GBP", "kr", ""]), st.sampled_from(["", "hour", "year"]))
def test_what_is_written_as_a_fact_is_read_again(value: Decimal, currency: str, per: str) -> None:
    amount = Amount(value, value, currency, per)
    assert read(text(amount)) == amount


@given(st.text(max_size=80) | st.from_regex(r"[0-9 .,'k€£à/-]{0,40}"))
def test_nothing_fails_and_no_amount_has_figures_that_do_not_stand_there(anything: str) -> None:
    for amount in (read(anything), *find(anything)):
        if amount is not None:
            assert amount.low is not None or amount.high is not None
            for end in (amount.low, amount.high):
                assert end is None or set(str(end).strip("0.")) - {"."} <= {
                    str(int(c)) for c in anything if c.isdecimal()
                }


@pytest.mark.parametrize(
    ("said", "low", "high", "currency", "per"),
    [
        ("12k€", 12_000, 12_000, "EUR", ""),
        ("35-40 k€ brut/an", 35_000, 40_000, "EUR", "year"),
        ("40–45K EUR", 40_000, 45_000, "EUR", ""),
        ("£30,000 - £35,000 per annum", 30_000, 35_000, "GBP", "year"),
        ("2.500 zł", 2_500, 2_500, "PLN", ""),
        ("kr 450 000", 450_000, 450_000, "kr", ""),
        ("de 1 800 à 2 200 € par mois", 1_800, 2_200, "EUR", "month"),
        ("1.234.567", 1_234_567, 1_234_567, "", ""),
        ("CHF 35'000.-", 35_000, 35_000, "CHF", ""),
        ("35.000,-- €", 35_000, 35_000, "EUR", ""),
        ("1,5 M€", 1_500_000, 1_500_000, "EUR", ""),
        ("2 Mio. €", 2_000_000, 2_000_000, "EUR", ""),
        ("35 mil euros al año", 35_000, 35_000, "EUR", "year"),
        ("od 5000 do 7000 zł brutto miesięcznie", 5_000, 7_000, "PLN", "month"),
        ("€ 2.500 - € 3.000 bruto per maand", 2_500, 3_000, "EUR", "month"),
        ("jusqu'à 40 k€", None, 40_000, "EUR", ""),
        ("up to £40,000 pa", None, 40_000, "GBP", "year"),
        ("ab 3.000 € brutto im Monat", 3_000, None, "EUR", "month"),
        ("40k+", 40_000, None, "", ""),
        ("30 000 € - 2 ans d'expérience", 30_000, 30_000, "EUR", ""),
        ("2 postes à 35 000 €", 35_000, 35_000, "EUR", ""),
        ("Stage de 6 mois, 600 €", 600, 600, "EUR", ""),  # for how long it is paid isn't said
    ],
)
def test_what_people_write_is_read(
    said: str, low: int | None, high: int | None, currency: str, per: str
) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    assert read(said) == Amount(*ends, currency, per)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "selon profil",
            "12,34,567 €",
            "1.23.456 €",
            "-500 €",
            "2026 3 000 €",
            "31.12.2026",
            "06 12 34 56 78",
            "$1.234",
        ),
        *(
            "35 000 € ou 2 900 € par mois",
            "10-20-30 €",
            "£2 billion",
            "30 €–40 £",
            "40 000 - 35 000 €",
            "12 %",
            "35 000 km",
        ),
        *("30m", "10 et 20 €"),
    ],
)
def test_what_could_be_two_amounts_or_is_none_is_none(said: str) -> None:
    assert read(said) is None


def test_prose_has_the_amounts_that_have_a_currency() -> None:
    prose = "En 2026, 12 postes à 35 000 €, prime de 2 k€, 3 500 ft carrés ; tel. 04 72 00 00 00."
    assert [text(amount) for amount in find(prose)] == [f"35{NARROW}000 EUR", f"2{NARROW}000 EUR"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "zehn",
        "1e5",
        "1-2",
        10**400,
        "9" * 30,
        float("nan"),
        float("inf"),
        [],
        "1,2,3",
        "0.123.456",
    ],
)
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None


def test_values_that_stand_apart_are_one_amount() -> None:
    assert of(29000, 33000, "EUR", "YEAR") == Amount(Decimal(29000), Decimal(33000), "EUR", "year")
    assert of("35.000", None, "€", "per-month-salary") == Amount(
        Decimal(35000), Decimal(35000), "EUR", "month"
    )
    assert of("30-35 k€ brut/an") == Amount(Decimal(30000), Decimal(35000), "EUR", "year")
    assert of(15.5, 0, "GBP", "HOUR") == Amount(Decimal("15.5"), Decimal("15.5"), "GBP", "hour")
    assert of(None, 40000, "EUR") == Amount(None, Decimal(40000), "EUR")
    assert of(0, 0, "EUR") is of("", None, "EUR") is of({}, [], None, None) is None


def test_an_amount_is_written_in_one_way() -> None:
    assert (
        text(Amount(Decimal(29000), Decimal("33000.5"), "EUR", "year"))
        == f"29{NARROW}000–33{NARROW}000.50 EUR / year"
    )
    assert text(Amount(None, Decimal(40000), "GBP")) == f"≤ 40{NARROW}000 GBP"
    assert text(Amount(Decimal(40000), None)) == f"≥ 40{NARROW}000"
    assert text(None) == ""


@pytest.mark.parametrize(
    ("word", "per"),
    [
        ("YEAR", "year"),
        ("per-hour-wage", "hour"),
        ("Daily", "day"),
        ("mensuel", "month"),
        ("monthly, by the year", ""),
        ("", ""),
        (7, ""),
    ],
)
def test_a_word_for_a_time_is_a_unit(word: object, per: str) -> None:
    assert unit(word) == per


def test_a_number_of_five_thousand_figures_is_none() -> None:
    assert number(10**5000) is None
    assert of(10**5000, 300, "EUR") == Amount(None, Decimal(300), "EUR")
