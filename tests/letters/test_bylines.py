"""Who spoke: bylines as feeds write them, and one voice for one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.letters.bylines import Byline, people, voice_key, voices


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Par Jeanne Le Goff, avec AFP", ("Jeanne Le Goff",)),
        ("par Jeanne Le Goff et Paul Durand", ("Jeanne Le Goff", "Paul Durand")),
        ("By Ruth Okafor", ("Ruth Okafor",)),
        ("JEANNE LE GOFF", ("Jeanne Le Goff",)),
        ("jeanne@presse.example (Jeanne Le Goff)", ("Jeanne Le Goff",)),
        ("Jeanne Le Goff <jeanne@presse.example>", ("Jeanne Le Goff",)),
        ("Jeanne Le Goff, envoyée spéciale à Brest", ("Jeanne Le Goff",)),
        ("Jeanne Le Goff (à Brest)", ("Jeanne Le Goff",)),
        ("Jeanne Le Goff - Ouest Éco", ("Jeanne Le Goff",)),
        ("Jean-Pierre Martin; Anne d'Arc", ("Jean-Pierre Martin", "Anne d'Arc")),
        ("DUPONT, Marie", ("Marie Dupont",)),
        ("AFP", ()),
        ("La rédaction", ()),
        ("Propos recueillis par Hugo Lenoir", ("Hugo Lenoir",)),
        ("J. Le Goff", ("J. Le Goff",)),
        ("", ()),
        ("redaction@presse.example", ()),
        ("42", ()),
        ("Jeanne Le Goff, Jeanne Le Goff", ("Jeanne Le Goff",)),
    ],
)
def test_a_byline_names_people(written: str, names: tuple[str, ...]) -> None:
    assert people(written) == names


@given(st.text(max_size=200))
def test_any_byline_can_be_read(written: str) -> None:
    for name in people(written):
        assert name.strip() and voice_key(name)


def test_one_name_is_one_voice_however_it_is_spelt() -> None:
    period = [
        Byline(name, "Ouest Éco") for name in ("Élodie Marchand", "ELODIE MARCHAND", "Par Elodie Marchand")
    ]
    (voice,) = voices(period, [])
    assert (voice.name, voice.count, voice.new) == ("Élodie Marchand", 3, False)


def test_an_outlet_that_signs_with_its_own_name_is_an_outlet() -> None:
    (voice,) = voices([Byline("Ouest Éco", "Ouest Éco"), Byline("", "Ouest Éco")], [Byline("x y", "Autre")])
    assert (voice.name, voice.outlet, voice.count, voice.new) == ("Ouest Éco", "", 2, True)
