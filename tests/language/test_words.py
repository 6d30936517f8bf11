"""French and English as an editor would write them: sentences, numbers, days, hours, typography."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.language.catalogue import LOCALE
from veille.language.po import read
from veille.language.words import Words, typeset

PARIS = ZoneInfo("Europe/Paris")
FRENCH = read((LOCALE / "fr/LC_MESSAGES/veille.po").read_text(encoding="utf-8"))[1:]  # but for its header
NOW = datetime(2026, 11, 23, 9, 58, tzinfo=PARIS)  # a Monday
FR, EN = Words("fr", PARIS, NOW), Words("en", PARIS, NOW)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def spaced(text: str) -> str:
    """Return text with its typographic spaces as plain ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (at(23, 9, 42), "ce matin à 9 h 42", "this morning at 9:42"),
        (at(23, 3, 10), "cette nuit à 3 h 10", "early this morning at 3:10"),
        (at(22, 18, 20), "hier 18 h 20", "yesterday 18:20"),
        (at(21, 8), "samedi 8 h", "Saturday 8:00"),
        (at(17, 7, 5), "mardi 7 h 05", "Tuesday 7:05"),
        (at(16, 9), "16 novembre", "16 November"),
        (at(1, 9, month=10), "1er octobre", "1 October"),
        (at(2, 9, month=3), "2 mars 2026", "2 March 2026"),
        (at(23, 18), "ce soir à 18 h", "this evening at 18:00"),
        (at(23, 14, 30), "cet après-midi à 14 h 30", "this afternoon at 14:30"),
        (at(24, 7, 30), "demain 7 h 30", "tomorrow 7:30"),
        (at(27, 9), "vendredi 9 h", "Friday 9:00"),
    ],
)
def test_a_moment_reads_as_seen_from_now(moment: datetime, french: str, english: str):
    assert spaced(FR.moment(moment)) == french
    assert spaced(EN.moment(moment)) == english


def test_yesterday_is_said_for_36_hours_only():
    late = Words("fr", PARIS, at(23, 23))
    assert late.moment(at(22, 12)).startswith("hier")
    assert late.moment(at(22, 10)).startswith("dimanche")


def test_hours_are_those_of_the_reader():
    assert spaced(FR.moment(datetime(2026, 11, 23, 8, 42, tzinfo=UTC))) == "ce matin à 9 h 42"
    assert Words("en", ZoneInfo("America/Montreal"), NOW).moment(NOW) == "early this morning at 3:58"


def test_what_is_only_dated_has_no_hour():
    assert FR.moment(datetime(2026, 11, 21, tzinfo=UTC)) == "samedi"
    assert FR.moment(at(22, 0)) == "hier"
    assert EN.moment(datetime(2026, 11, 23, tzinfo=UTC)) == "today"
    assert spaced(FR.moment(at(24, 0))) == "demain 0 h"  # a letter to come has one


def test_days_are_near_or_dated():
    assert spaced(FR.day(date(2026, 12, 11))) == "vendredi 11 décembre"
    assert spaced(FR.day(date(2026, 12, 1))) == "mardi 1er décembre"
    assert spaced(EN.day(date(2026, 12, 11))) == "Friday 11 December"
    assert FR.distance(date(2026, 12, 11)) == "dans 18 jours"
    assert FR.distance(date(2026, 11, 23)) == "aujourd’hui"
    assert FR.distance(date(2026, 11, 21)) == "il y a 2 jours"
    assert EN.distance(date(2026, 11, 24)) == "tomorrow"
    assert EN.distance(date(2026, 12, 11)) == "in 18 days"


def test_since_and_periods():
    assert spaced(FR.since(at(21, 14))) == "depuis samedi 14 h"
    assert FR.since(at(20, 7, 30), clock=False) == "depuis vendredi"
    assert spaced(FR.since(at(2, 7, 30))) == "depuis le 2 novembre"
    assert spaced(EN.since(at(2, 7, 30))) == "since 2 November"
    assert spaced(FR.period(at(20, 7, 30), at(23, 7, 30))) == "de vendredi 7 h 30 à lundi 7 h 30"
    assert spaced(FR.period(at(1, 7, 30), at(23, 7, 30))) == "du 1er au 23 novembre"
    assert spaced(EN.period(at(20, 7, 30), at(23, 7, 30))) == "Friday 7:30 to Monday 7:30"


@pytest.mark.parametrize(
    ("length", "french", "english"),
    [
        (timedelta(seconds=30), "moins d’une minute", "less than a minute"),
        (timedelta(minutes=1), "1 minute", "1 minute"),
        (timedelta(minutes=119), "119 minutes", "119 minutes"),
        (timedelta(hours=3, minutes=20), "3 heures", "3 hours"),
        (timedelta(days=3), "3 jours", "3 days"),
    ],
)
def test_lengths_of_time(length: timedelta, french: str, english: str):
    assert (FR.duration(length), EN.duration(length)) == (french, english)


def test_zero_is_singular_in_french_and_plural_in_english():
    articles = ("{n} article", "{n} articles")
    assert [FR.say_n(*articles, n=n) for n in (0, 1, 2)] == ["0 article", "1 article", "2 articles"]
    assert [EN.say_n(*articles, n=n) for n in (0, 1, 2)] == ["0 articles", "1 article", "2 articles"]
    assert [EN.say_n("{n} new", n=n) for n in (1, 2)] == ["1 new", "2 new"]
    assert [FR.say_n("{n} new", n=n) for n in (1, 2)] == ["1 nouveau", "2 nouveaux"]


def test_of_two_numbers_french_agrees_with_the_first_and_english_with_the_second():
    sources = ("{seen} of {total} source", "{seen} of {total} sources")
    assert FR.say_of(*sources, seen=1, total=2) == "1 source sur 2"
    assert FR.say_of(*sources, seen=2, total=2) == "2 sources sur 2"
    assert EN.say_of(*sources, seen=0, total=1) == "0 of 1 source"
    assert EN.say_of(*sources, seen=1, total=2) == "1 of 2 sources"


def test_thousands_are_apart():
    assert FR.number(1207) == "1\u202f207"
    assert EN.number(1207) == "1,207"
    assert FR.say_n("{n} poll", "{n} polls", n=2104) == "2\u202f104 relevés"


def test_lists():
    assert FR.listing(["a", "b", "c"]) == "a, b et c"
    assert EN.listing(["a"]) == "a"
    assert FR.some(["a", "b", "c", "d"], 2) == "a, b et 2 autres"
    assert EN.some(["a", "b", "c"], 2) == "a, b and 1 more"


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("Inès", "Veille d’Inès", "Veille for Inès"),
        ("Sophie", "Veille de Sophie", "Veille for Sophie"),
        ("Yves", "Veille d’Yves", "Veille for Yves"),
        ("Yann", "Veille de Yann", "Veille for Yann"),
        ("Hélène", "Veille d’Hélène", "Veille for Hélène"),
        ("Revuelta", "Veille de Revuelta", "Veille for Revuelta"),
        ("", "Veille", "Veille"),
        ("Veille d'Inès", "Veille d'Inès", "Veille d'Inès"),
        ("Revue de presse Acme", "Revue de presse Acme", "Revue de presse Acme"),
    ],
)
def test_whose_watch_it_is(name: str, french: str, english: str):
    assert (FR.watch_name(name), EN.watch_name(name)) == (french, english)


def test_an_unknown_language_is_english():
    assert Words("xx", PARIS, NOW).say_n("{n} article", "{n} articles", n=2) == "2 articles"
    assert Words("xx", PARIS, NOW).clock(NOW) == "9:58"


def test_one_english_sentence_has_two_french_ones_by_its_context():
    between = {"start": "a", "end": "b"}
    assert FR.say_in("days", "{start} to {end}", **between) == "du a au b"
    assert FR.say_in("weekdays with hours", "{start} to {end}", **between) == "de a à b"
    assert EN.say_in("days", "{start} to {end}", **between) == "a to b"


@pytest.mark.parametrize(
    ("author", "name", "french"),
    [
        ("Ouest-France", "Inès", "Première fois qu’Ouest-France parle d’Inès."),
        ("Le Monde", "Marc", "Première fois que Le Monde parle de Marc."),
        ("L’Yonne", "Yves", "Première fois que L’Yonne parle d’Yves."),
        ("{name}", "{author}", "Première fois que {name} parle de {author}."),
    ],
)
def test_what_is_put_in_decides_whether_french_elides_and_stays_as_it_is(author: str, name: str, french: str):
    assert FR.say("{author} mentions {name} for the first time.", author=author, name=name) == french


def test_french_typography():
    assert typeset("Quoi ? Vite ! a ; b : « c »") == (
        "Quoi\u202f? Vite\u202f! a\u202f; b\u00a0: «\u00a0c\u00a0»"
    )
    assert typeset("l'heure : 9 h 42, puis 8 h") == "l’heure\u00a0: 9\u00a0h\u00a042, puis 8\u00a0h"


def test_a_day_of_an_archive_is_told_the_same_whenever_it_is_read():
    assert spaced(FR.dated(date(2026, 12, 1))) == "1er décembre 2026"
    assert spaced(EN.dated(date(2024, 12, 1))) == "1 December 2024"
    assert spaced(FR.dated(date(2026, 12, 11), beside=date(2026, 1, 1))) == "11 décembre"
    assert spaced(FR.dated(date(2026, 12, 11), beside=date(2027, 1, 1))) == "11 décembre 2026"


def test_english_typography_has_no_spaces_before_signs():
    assert typeset("What? a; b: 'c'", "en") == "What? a; b: 'c'"
    assert typeset("machine's", "en") == "machine’s"


# Addresses and what machines read stay as they are.
_VERBATIM = re.compile(
    r"""\S+://\S*|(?:webcal|\{scheme\}):|(?:read|BEGIN|CA|limiter): ?\w+"""
    r"""|"[^"]*:[^"]*"|\d\d:\d\d\S*|(?:title|text|\{column\}):|“[?:]”|\[\?open\]"""
)


def test_every_french_phrase_has_its_spaces_before_high_signs():
    for message in FRENCH:
        for text in message.texts.values():
            told = re.sub(_VERBATIM, "", typeset(text))
            assert not any(f" {sign}" in told for sign in ";!?:»"), text
            assert not any(
                sign in ";!?:" and before not in "\u202f\u00a0" for before, sign in pairwise(told)
            ), text


@given(
    st.text(alphabet="ab ?!;:«»'/", max_size=30),
    st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9'?=;:!&]{0,30}", fullmatch=True),
)
@settings(max_examples=60)
def test_an_address_is_never_altered(text: str, url: str):
    assert url in typeset(f"{text} {url} {text}")


@given(st.text(alphabet="ab ?!;:«»\u00a0\u202f", max_size=40))
@settings(max_examples=60)
def test_setting_twice_is_setting_once(text: str):
    assert typeset(typeset(text)) == typeset(text)
