"""Amounts of money as Europe writes them: how much, in which currency, for which time. Nothing is guessed.

`read` takes a field that holds one amount or a range, `find` what stands in prose, `of` the values of an answer in
JSON, `number` a number alone; `text` writes an amount in the one way in which facts have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount from `low` to `high`, which are equal where it is one; None is an end that is left open ("up to").

    `currency` is its code (ISO 4217), or its sign where several have it ("$", "kr"), "" where none is said; `per` is
    "hour", "day", "week", "month" or "year", "" where no time is said.
    """

    low: Decimal | None
    high: Decimal | None
    currency: str = ""
    per: str = ""


_CODES = [
    "EUR",
    "GBP",
    "CHF",
    "PLN",
    "CZK",
    "HUF",
    "SEK",
    "NOK",
    "DKK",
    "ISK",
    "RON",
    "BGN",
    "RSD",
    "TRY",
    "UAH",
    "USD",
    "CAD",
    "AUD",
]
_SIGNS = {
    "€": "EUR",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "chf": "CHF",
    "zł": "PLN",
    "zl": "PLN",
    "zlotys": "PLN",
    "złotych": "PLN",
    "kč": "CZK",
    "Ft": "HUF",
    "forint": "HUF",
    "lei": "RON",
    "лв": "BGN",
    "₴": "UAH",
    "₺": "TRY",
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "sfr.": "CHF",
    "sfr": "CHF",
    "fr.": "CHF",
    "francs suisses": "CHF",
    "franken": "CHF",
    # of several countries
    "$": "$",
    "dollars": "$",
    "kr.": "kr",
    "kr": "kr",
    "kroner": "kr",
    "kronor": "kr",
}
_FOLDED = {sign.lower(): code for sign, code in _SIGNS.items()}
_THOUSAND, _MILLION, _MILLIARD = 1_000, 1_000_000, 1_000_000_000
_TIMES = {
    **dict.fromkeys(
        ("k", "tsd.", "tsd", "tys.", "tys", "mil", "mila", "mille", "thousand", "tausend"), _THOUSAND
    ),
    **dict.fromkeys(
        ("m", "mio.", "mio", "mln", "million", "millions", "millionen", "milioni", "millones"), _MILLION
    ),
    **dict.fromkeys(
        ("md", "mds", "mrd.", "mrd", "bn", "milliard", "milliards", "milliarden", "miliardi"), _MILLIARD
    ),
}

_SPACE = "[ \u00a0\u202f\u2009\u2007]"
_APART = f"(?:{_SPACE}|['’])"
_FIGURES = (
    rf"(?<![\d.,'’])(?:\d{{1,3}}(?:{_APART}\d{{3}})+(?!\d)(?:[.,]\d+)*|\d+(?:[.,]\d+)*)"
    r"(?:[.,](?:--?|–|—)(?!\s?\d))?"  # 35.000,--
)


def _bounded(sign: str) -> str:
    """Return a sign as a part of an expression: a word is a whole one, and a code is written in capitals."""
    exact = f"(?-i:{re.escape(sign)})" if sign != sign.lower() else re.escape(sign)
    return (r"(?<!\w)" if sign[0].isalpha() else "") + exact + (r"(?!\w)" if sign[-1].isalpha() else "")


_MONEY = "|".join(map(_bounded, sorted({*_CODES, *_SIGNS}, key=len, reverse=True)))
# After figures a word needs no space before it: 450zł.
_AFTER_FIGURES = _MONEY.replace(r"(?<!\w)", "")
_ENDS = rf"(?=[^\w]|$|{_AFTER_FIGURES})"
_FACTORS = "|".join(re.escape(word) for word in sorted(_TIMES, key=len, reverse=True) if word != "m")
_FACTOR = rf"(?:{_SPACE}?(?:{_FACTORS}){_ENDS}|m{_ENDS}|{_SPACE}m(?=€|£|EUR))"


def _one(end: str) -> str:
    return (
        rf"(?:(?P<sign_{end}>{_MONEY}){_SPACE}?)?(?P<figures_{end}>{_FIGURES})(?P<times_{end}>{_FACTOR})?"
        rf"(?:{_SPACE}?(?P<unit_{end}>{_AFTER_FIGURES}))?"
    )


_TO = rf"{_SPACE}?(?:-|–|—|/|…|\.\.\.){_SPACE}?|\s(?:à|to|bis|a|do|til|tot|até|et|and|und|y|e|en)\s"
_AMOUNT = re.compile(
    rf"(?P<minus>(?<!\S)[-−–](?=[\d€£$]))?{_one('low')}(?:(?P<to>{_TO}){_one('high')})?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:entre|between|zwischen|tra|fra|tussen|mellem|mellan)\s*$", re.IGNORECASE)
_JOINED_BY = frozenset(("et", "and", "und", "y", "e", "en"))
_AT_MOST = re.compile(
    r"(?:\b(?:jusqu['’]à|up to|bis zu|fino a|hasta|até|do|tot|max(?:\.|imum|imal)?|au plus)|≤|<)\s*:?\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\b(?:à partir de|à compter de|dès|from|starting (?:at|from)|ab|mindestens|a partire da|a partir de|desde|vanaf|od"
    r"|min(?:\.|imum)?|au moins|at least)|≥|>)\s*:?\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s?(?:\+(?!\s?\d)|et plus\b|and (?:up|more|above)\b)", re.IGNORECASE)
_POINTED = re.compile(r"\d{1,3}\.\d{3}")
_BLANKS = " \u00a0\u202f\u2009\u2007"
_NOT_MONEY = re.compile(r"\s?(?:%|°|m²|km\b|billions?\b|trillion)", re.IGNORECASE)

_UNITS = {
    "hour": "heures? horaires? hours? hourly hr h std stunden? stündlich hora horas ora ore"
    " orari[ao] uur godz godzinę time timme",
    "day": "jours? journée journaliers? journalière days? daily d j tage? täglich día dia giorno giornalier[ao] dag dzień",
    "week": "semaines? hebdomadaires? hebdo weeks? weekly wk woche wöchentlich semana settimana tydzień vecka uge",
    "month": "mois mensuels? mensuelle months? monthly mth pcm monate? monatlich mes mese mensil[ei] mensual mês mensal"
    " maand maandelijks miesiąc miesięcznie mies måned månad",
    "year": "ans? années? annuels? annuelle years? yearly annum annual annually yr jahr jährlich año anual ano anno annu[io]"
    " jaar jaarlijks rok rocznie år",
}
_UNIT = "|".join(rf"(?P<{unit}>{'|'.join(words.split())})" for unit, words in _UNITS.items())
_GROSS = (
    r"(?:bruts?|brute|nets?|nette|gross|brutto|netto|bruto|neto|lord[io]|nett[io]|ht|ttc|hors taxes?|environ"
    r"|ca\.?|salary|salaire)"
)
_PER = re.compile(
    rf"(?:[ \u00a0\u202f,(]*{_GROSS}\b\.?)*[ \u00a0\u202f,(]*"
    rf"(?:(?:/|par|per|pro|im|je|por|al|all['’]|alla|à l['’]|de l['’]|l['’]|a|an|på|om|na|za|op)\s?"
    rf"(?:{_GROSS}\s)?(?:{_UNIT})\b"
    r"|(?P<pa>p\.?\s?a\b|/a\b)|(?P<pm>p\.?\s?m\b\.?)|(?P<ph>ph\b|p/h\b)|(?P<pd>pd\b)"
    r"|(?P<said>annuels?|annuelle|mensuels?|mensuelle|horaires?"
    r"|journaliers?|hebdomadaires?|annual(?:ly)?|yearly|monthly|weekly|daily"
    r"|hourly|pcm|jährlich|monatlich|stündlich|täglich|anual(?:es)?|mensual(?:es)?|annu[io]|mensil[ei]|miesięcznie|rocznie)\b)",
    re.IGNORECASE,
)
_LETTERS = {"pa": "year", "pm": "month", "ph": "hour", "pd": "day"}
# A word for a time as codes in JSON have it: "per-year-salary", "ANNUALLY".
_NAMED = {
    "hour": re.compile(r"hour|heure|horaire|stunde|stünd", re.IGNORECASE),
    "day": re.compile(r"day|dai|jour|tag(?!e\w)|täglich", re.IGNORECASE),
    "week": re.compile(r"week|hebdo|semaine|woche|wöch", re.IGNORECASE),
    "month": re.compile(r"month|mois|mensu|monat|\bpcm\b|mensil|mensal|miesię|maand", re.IGNORECASE),
    "year": re.compile(r"year|annu|anual|jahr|jähr|roczn|jaar|\bans?\b", re.IGNORECASE),
}
# Before an amount a noun is a duration: "Stage de 6 mois, 600 €".
_SAID_BEFORE = {
    "hour": re.compile(r"horaire|hourly|stundenlohn|stundensatz", re.IGNORECASE),
    "day": re.compile(r"journali|daily|\btjm\b|tagessatz|day rate", re.IGNORECASE),
    "week": re.compile(r"hebdomadaire|weekly|wochenlohn", re.IGNORECASE),
    "month": re.compile(r"mensuel|mensual|mensil|mensal|monthly|monats(?:gehalt|lohn)", re.IGNORECASE),
    "year": re.compile(r"annuel|annual|anual|annu[ao]|yearly|jahres(?:gehalt|lohn|brutto)", re.IGNORECASE),
}
_MOST = Decimal(10) ** 15
"""Beyond this nobody earns or asks anything, and what says so is broken."""
_LONGEST = 40  # characters before an amount in which its time may be said


def number(value: object) -> Decimal | None:
    """Return a number, of an answer in JSON or as people write it; None for any other, and where two could be meant.

    "1 234,5", "1.234.567", "35'000.50" and "1,234.50" are what they look like in their countries; one separator
    before three figures parts thousands, unless a zero stands before it.
    """
    if isinstance(value, bool):
        return None
    found = None
    if isinstance(value, int | Decimal):
        found = Decimal(value)
    elif isinstance(value, float):
        found = Decimal(repr(value))
    elif isinstance(value, str):
        found = _number(value.strip())
    return found if found is not None and found.is_finite() and abs(found) < _MOST else None


def read(text: str) -> Amount | None:
    """Return the only amount, or range, that a field holds; None where there are two, or none.

    Without any currency in it, its only number is the amount.
    """
    found = set(_found(text, in_prose=True)) or set(_found(text, in_prose=False))
    return found.pop() if len(found) == 1 else None


def find(text: str) -> Iterator[Amount]:
    """Yield each amount in prose, in their order: what has a currency, or is told in thousands by a "k"."""
    return (amount for amount in _found(text, in_prose=True) if amount is not None)


def of(low: object, high: object = None, currency: object = "", per: object = "") -> Amount | None:
    """Return the amount of values that stand apart, numbers or text, as answers in JSON have them; None without any.

    `currency` is a code or a sign, `per` any word for a time: "YEAR", "per-year-salary". What is 0 or less is none.
    """
    told = read(low) if isinstance(low, str) and high in (None, "") else None
    ends = (told.low, told.high) if told else (number(low), number(high))
    least, most = (end if end is not None and end > 0 else None for end in ends)
    if least is None and most is None:
        return None
    code = currency.strip() if isinstance(currency, str) else ""
    if high in (None, "") and not told:
        most = least
    return Amount(
        least,
        most if most is not None else least,
        _FOLDED.get(code.lower(), code) or (told.currency if told else ""),
        unit(per) or (told.per if told else ""),
    )


def unit(word: object) -> str:
    """Return the time that a word or a code names: "hour", "day", "week", "month" or "year"; "" for none, or two."""
    return _only(_NAMED, word) if isinstance(word, str) else ""


def text(amount: Amount | None) -> str:
    """Return an amount as facts have it: "29 000–33 000 EUR / year", "≤ 40 000 EUR"; "" for none."""
    if amount is None:
        return ""
    low, high = amount.low, amount.high
    if low is not None and high is not None:
        ends = _written(low) if low == high else f"{_written(low)}–{_written(high)}"
    elif low is not None:
        ends = f"≥ {_written(low)}"
    else:
        ends = f"≤ {_written(high)}" if high is not None else ""
    per = f" / {amount.per}" if amount.per else ""
    return f"{ends} {amount.currency}".strip() + per


def _written(value: Decimal) -> str:
    return f"{value:,.2f}".removesuffix(".00").replace(",", "\u202f")


def _number(text: str) -> Decimal | None:
    text = re.sub(r"[.,](?:--?|–|—)$", "", text)
    bare = re.sub(_SPACE, " ", text).replace("’", "'")
    if not re.fullmatch(r"\d[\d '.,]*", bare) or not bare[-1].isdigit():
        return None
    whole, fraction = bare, ""
    marks = [letter for letter in bare if letter in ".,"]
    if marks:
        last = marks[-1]
        before, _, after = bare.rpartition(last)
        if len(set(marks)) == 2:  # the last of two is the decimal one, and stands once
            if marks.count(last) > 1 or marks[-2] == last:
                return None
            whole, fraction = before, after
        elif len(marks) == 1 and not _parts_thousands(bare, before, after):
            whole, fraction = before, after
    groups = re.split(r"[ '.,]", whole)
    separators = set(re.findall(r"[ '.,]", whole))
    if len(groups) > 1:
        thousands = all(len(group) == 3 for group in groups[1:])
        if len(separators) > 1 or not thousands or not 1 <= len(groups[0]) <= 3 or groups[0].startswith("0"):
            return None
    try:
        return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))
    except InvalidOperation:
        return None


def _parts_thousands(bare: str, before: str, after: str) -> bool:
    """Return whether the only point or comma of a number parts its thousands."""
    return (
        len(after) == 3
        and len(before) <= 3
        and not before.startswith("0")
        and " " not in bare
        and "'" not in bare
    )


def _found(text: str, *, in_prose: bool) -> Iterator[Amount | None]:
    """Yield each amount of a text, None for one that can't be told."""
    for found in _AMOUNT.finditer(text):
        told = any(found[name] for name in ("sign_low", "unit_low", "sign_high", "unit_high"))
        factor = found["times_high"] or found["times_low"] or ""
        if told or (factor.strip().lower() == "k" if in_prose else factor.strip().lower() != "m"):
            yield _amount(text, found)


def _amount(text: str, found: re.Match[str]) -> Amount | None:
    # "30 000 € - 2 ans": what follows a currency without one of its own is another thing
    is_range = found["to"] is not None and bool(
        not found["unit_low"] or found["unit_high"] or found["sign_high"]
    )
    ends = ("low", "high") if is_range else ("low",)
    before, after = text[: found.start()], text[found.end() if is_range else _end(found) :]
    values = [_number(found[f"figures_{end}"]) for end in ends]
    factors = [_factor(found[f"times_{end}"]) for end in ends]
    signs = [found[f"{side}_{end}"] for end in ends for side in ("sign", "unit")]
    currencies = {_FOLDED.get(sign.lower(), sign.upper()) for sign in signs if sign}
    if (
        len(currencies) > 1
        or found["minus"]
        or (is_range and found["to"].strip().lower() in _JOINED_BY and not _BETWEEN.search(before))
        or re.search(rf"\d{_SPACE}*[-–]?{_SPACE}*$", before)  # "2026 3 000": which of them is it?
        or (found["to"] is None and re.match(rf"{_SPACE}?\d", after))
        or (is_range and re.match(rf"{_SPACE}?[-–]?{_SPACE}?\d", after))
        or _NOT_MONEY.match(after)
    ):
        return None
    currency = currencies.pop() if currencies else ""
    if currency in ("GBP", "USD", "$") and any(_POINTED.fullmatch(found[f"figures_{end}"]) for end in ends):
        return None  # a point parts no thousands there
    low, high = values[0], values[-1]
    if low is None or high is None:
        return None
    if factors[0] == 1 and low < high:  # 35-40 k€
        factors[0] = factors[-1]
    low, high = low * factors[0], high * factors[-1]
    if low > high or high >= _MOST:
        return None
    per = _per(before, after)
    if not is_range and _AT_MOST.search(before):
        return Amount(None, high, currency, per)
    if not is_range and (_AT_LEAST.search(before) or _MORE.match(after)):
        return Amount(low, None, currency, per)
    return Amount(low, high, currency, per)


def _end(found: re.Match[str]) -> int:
    """Return where the first amount of a match ends."""
    return max(found.end("figures_low"), found.end("times_low"), found.end("unit_low"))


def _factor(times: str | None) -> int:
    return _TIMES[times.strip(_BLANKS).lower()] if times else 1


def _per(before: str, after: str) -> str:
    """Return the time that an amount is for: as it stands after it, else before it in the same sentence."""
    if found := _PER.match(after):
        named = found.lastgroup or ""
        return unit(found["said"]) if found["said"] else _LETTERS.get(named, named)
    return _only(_SAID_BEFORE, re.split(r"[.;!?\n]\s", before)[-1][-_LONGEST:])


def _only(patterns: Mapping[str, re.Pattern[str]], text: str) -> str:
    named = [name for name, pattern in patterns.items() if pattern.search(text)]
    return named[0] if len(named) == 1 else ""
