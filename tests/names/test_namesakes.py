"""How many people bear a name: Insee's figures, the formula, and the table that veille carries."""

from __future__ import annotations

import gzip
import subprocess
import sys

import pytest

import births as builder
from patience import work
from veille.match.rules import Doc
from veille.model import Name, Verdict
from veille.names.births import births
from veille.names.mentions import Mentions
from veille.names.namesakes import expected

LISTS = births()


def bearers(name: str) -> float:
    found = expected(name, LISTS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("Jean Martin", 4250),
        ("Marie Dubois", 1540),
        ("Nicolas Petit", 510),
        ("Sophie Bernard", 375),
        ("Camille Rousseau", 109),
        ("Jean-Noël Lefebvre", 19),
        ("Gwenaëlle Le Goff", 0.8),
    ],
)
def test_the_figures_are_those_computed_from_the_whole_files(name: str, figure: float):
    assert bearers(name) == pytest.approx(figure, rel=0.06)


@pytest.mark.parametrize(
    "spelling", ["JEAN-NOEL LEFEBVRE", "Jean Noël Lefebvre", "jean-noël  lefebvre", "Jean‑Noël Lefebvre"]
)
def test_case_spaces_and_hyphens_do_not_change_a_figure(spelling: str):
    assert bearers(spelling) == bearers("Jean-Noël Lefebvre")


@pytest.mark.parametrize(
    "written",
    [
        "MARTIN Jean",
        "Martin, Jean",
        "Martin, Dr Jean",
        "Martin Jean",
        "Dr Jean Martin",
        "Prof. Dr. Jean Martin",
        "M. Jean Martin",
        "Jean Martin Jr",
        "Jean Martin, Jr",
        "Jean M. Martin",
        'Jean "JM" Martin',
        "Jean « JM » Martin",
        "Jean (JM) Martin",
    ],
)
def test_a_name_is_counted_as_the_same_in_every_order_and_without_title_suffix_or_nickname(written: str):
    assert bearers(written) == bearers("Jean Martin")


@pytest.mark.parametrize("written", ["Le Goff Ludovic", "LE GOFF Ludovic", "Le Goff, Ludovic"])
def test_a_surname_of_two_words_may_come_first(written: str):
    assert bearers(written) == bearers("Ludovic Le Goff") > 20


def test_of_two_first_names_the_larger_figure_counts_as_either_may_be_the_surname():
    assert bearers("Marc Simon") == bearers("Simon Marc") > 200


def test_a_surname_after_a_title_alone_is_borne_by_all_its_bearers():
    assert bearers("Mme Martin") > 100_000
    assert bearers("Le Goff") > 10_000
    assert expected("La Médiatrice", LISTS) is None


def test_two_initials_stand_for_a_compound_first_name():
    jeans = bearers("Jean-Marie Lefebvre") + bearers("Jean-Michel Lefebvre")
    assert jeans < bearers("J.-M. Lefebvre") < bearers("J. Lefebvre")


@pytest.mark.parametrize("written", ["MARTIN Jean", "Martin, Jean", "Dr Jean Martin", 'Jean "JM" Martin'])
def test_a_usual_name_is_not_sure_by_itself_however_it_is_written(written: str):
    name = Name("jm", written, "jm", homonyms=expected(written, LISTS))
    (found,) = Mentions([name]).find([Doc("Jean Martin condamné pour fraude", "", "feed")])[0]
    assert found.verdict is Verdict.UNSURE


def test_a_name_without_accents_stands_for_all_its_spellings():
    assert bearers("Ines Morel") > bearers("Inès Morel") > 10
    assert bearers("Gwenaelle Le Goff") > bearers("Gwenaëlle Le Goff")


def test_a_name_that_no_list_has_is_rare():
    assert bearers("Jean Zyxqwert") < 5 < bearers("Jean Martin")
    assert bearers("Inès Morel-Dupuis") < 1
    assert bearers("Ombeline Zyxqwert") < 0.01


def test_an_initial_stands_for_all_first_names_that_begin_so():
    assert bearers("J. Martin") > bearers("Jean Martin") + bearers("Jacques Martin")
    assert bearers("J Martin") == bearers("J. Martin")


@pytest.mark.parametrize("name", ["Colette", "", "J.", "Лев Толстой", "王小明", "R2 D2"])
def test_of_a_name_that_births_cannot_count_nothing_is_said(name: str):
    assert expected(name, LISTS) is None


def test_signs_in_a_name_are_no_pattern():
    assert bearers("Jean M.rtin") < 5


def test_the_table_names_its_source_and_is_read_in_little_time():
    packed = (builder.BUILT).read_bytes()
    assert "Source: Insee" in gzip.decompress(packed).decode()[:400]
    code = (
        "from time import process_time as now; import gzip; from veille.names.births import births; "
        "at = now(); births(); print(now() - at)"
    )
    took = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)
        for _ in range(3)
    )
    assert took < 0.25  # seconds of work; 0.02 on an idle machine


def test_a_figure_takes_a_few_milliseconds():
    with work(0.5):
        expected("Marie Claire de La Tour", LISTS)


@pytest.mark.skipif(not builder.FIGURES.is_dir(), reason=f"no figures in {builder.FIGURES} (set VEILLE_DATA)")
def test_the_table_is_what_its_builder_makes():
    assert gzip.decompress(builder.BUILT.read_bytes()) == gzip.decompress(builder.build(builder.FIGURES))
