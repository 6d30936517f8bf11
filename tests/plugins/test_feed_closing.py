"""When an offer closes: said by exactly one dated phrase, in French or English, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from veille.kit.closing import names_closing, phrase, read

MARCH_2 = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Date limite de candidature : 31 mars 2026.", date(2026, 3, 31)),
        ("Date limite de dépôt des candidatures : le vendredi 27 mars 2026 à midi", date(2026, 3, 27)),
        ("DATE LIMITE : 31/03/2026", date(2026, 3, 31)),
        ("Date limite : 01.04.26", date(2026, 4, 1)),
        ("Candidatures à envoyer avant le 1er avril.", date(2026, 4, 1)),
        ("Répondre avant le 15 février", date(2027, 2, 15)),
        ("ouvert jusqu’au 31 mars inclus", date(2026, 3, 31)),
        ("jusqu'au 5 déc. 2026", date(2026, 12, 5)),
        ("Au plus tard le 12 août 2026.", date(2026, 8, 12)),
        ("Clôture des candidatures : 2026-04-10", date(2026, 4, 10)),
        ("cloture le 10 avril", date(2026, 4, 10)),
        ("Application deadline: March 31, 2026", date(2026, 3, 31)),
        ("The closing date for applications is Tuesday 31st March 2026.", date(2026, 3, 31)),
        ("Apply by 3 April.", date(2026, 4, 3)),
        ("applications close on the 3rd of April", date(2026, 4, 3)),
        ("No later than Apr 3rd, 2026", date(2026, 4, 3)),
        ("deadline 31/03/2026", date(2026, 3, 31)),
        ("Avant le 31 mars 2026. Rappel : date limite le 31/03/2026.", date(2026, 3, 31)),
    ],
)
def test_one_dated_phrase_is_believed(text, closes):
    assert phrase("Offre", text, MARCH_2) == closes


@pytest.mark.parametrize(
    "text",
    [
        "Date limite : 31 mars 2026. Entretiens avant le 15 avril 2026.",  # two
        "Deadline: 05/06/2026",  # day first, or month first
        "Prise de poste le 1er avril 2026",
        "avant le lancement du 31 mars 2026",
        "Avant le 11 septembre 2001, on prenait l'avion autrement",
        "Neutre en carbone avant le 1er janvier 2050",
        "Date limite. Le 31 mars 2026, nous fêterons nos dix ans",
        "date limite : 31 février 2026",
        "deadlines are for others; 31 March 2026",
        "We closed. Since March 2, 2026 we reopened",
        "",
    ],
)
def test_what_is_not_one_dated_phrase_is_not_guessed(text):
    assert phrase("Offre", text, MARCH_2) is None


def test_a_day_without_year_needs_a_publication_to_count_from():
    assert phrase("Offre", "avant le 31 mars", None) is None
    assert phrase("Offre", "avant le 31 mars 2026", None) == date(2026, 3, 31)


def test_the_title_counts_too():
    assert phrase("Bourse (deadline 31 March 2026)", "Tout est dit.", None) == date(2026, 3, 31)


def test_elements_that_name_a_closing_date_are_known_in_any_spelling():
    for name in ("expirationdate", "job_closing-date", "g_expiration_date", "validthrough", "x_dateLimite"):
        assert names_closing(name)
    for name in ("published", "enddate", "prism_endingpage", "closed", "deadlines"):
        assert not names_closing(name)


def test_an_element_s_date_is_read_unless_two_could_be_meant():
    assert read("Fri, 31 Mar 2026 23:59:59 +0100") == date(2026, 3, 31)
    assert read("2026-03-31T23:59:59Z") == date(2026, 3, 31)
    assert read("31/03/2026") == date(2026, 3, 31)
    assert read("05/06/2026") is None
    assert read("bientôt") is None
