"""What marks teach: likeness by pieces of words, and sites; bounded, rising, and with its words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from veille.names.learning import MOST_WORDS, Learnt, Marked, host_of, words_of
from veille.names.reasons import Why

CANCER = "La chercheuse étudie les cellules tumorales et l'immunité dans son laboratoire de cancérologie."
TRAIL = "La coureuse a gagné l'ultra-trail des Aravis après onze heures de sentiers et de dénivelé."


def yes(text: str, host: str = "") -> Marked:
    return Marked(True, words_of("", text), host)


def no(text: str, host: str = "") -> Marked:
    return Marked(False, words_of("", text), host)


def odds(learnt: Learnt, text: str, host: str = "") -> float:
    return learnt.lean(words_of("", text), host)[0]


def kinds(learnt: Learnt, text: str, host: str = "") -> list[str]:
    return [clue.kind for clue in learnt.lean(words_of("", text), host)[1]]


def test_the_words_kept_are_folded_telling_and_each_there_once():
    words = words_of("L'Île au musée", "Le MUSÉE de l'île ouvre ses réserves ; il est 12 h 30. Œuvres d'ici.")
    assert words == ("ile", "musee", "ouvre", "reserves", "oeuvres")


def test_a_long_text_keeps_its_first_four_hundred_words_the_title_s_among_them():
    words = words_of(
        "Titre zorglub", " ".join(f"mot{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(600))
    )
    assert len(words) == MOST_WORDS
    assert words[:2] == ("titre", "zorglub")


def test_nothing_marked_teaches_nothing():
    assert Learnt([]).lean(words_of("", CANCER), "a.example") == (0.0, [])


def test_a_text_like_what_was_confirmed_leans_to_yes_and_one_like_what_was_ruled_out_to_no():
    like = "Une chercheuse en cancérologie : les cellules et leur immunité."
    assert odds(Learnt([yes(CANCER)]), like) > 1
    assert odds(Learnt([no(CANCER)]), like) < -1
    assert kinds(Learnt([yes(CANCER), no(TRAIL)]), like) == [Why.LEARNT_YES]
    assert kinds(Learnt([yes(TRAIL), no(CANCER)]), like) == [Why.UNLIKE, Why.LEARNT_NO]


def test_pieces_of_words_meet_where_words_do_not():
    learnt = Learnt([yes("cancérologie immunitaire")])
    assert odds(learnt, "cancérologue, immunité") > odds(learnt, "tramway, stationnement") + 1


def test_the_words_that_tell_are_named_the_most_telling_first_and_everyday_ones_last():
    learnt = Learnt([yes("immunothérapie, ville, semaine, laboratoire")])
    ((_, clue), *_) = [
        (0, clue) for clue in learnt.lean(words_of("", "ville semaine immunothérapie zinc"), "")[1]
    ]
    assert clue.kind == Why.LEARNT_YES
    assert clue.words[0] == "immunotherapie"
    assert "zinc" not in clue.words


def test_what_has_nothing_in_common_with_one_s_marks_leans_to_no_a_little_only():
    lean = odds(Learnt([yes(CANCER)]), TRAIL)
    assert -0.61 < lean < 0


def test_what_is_unlike_a_homonym_is_not_the_likelier_for_it():
    assert odds(Learnt([no(CANCER)]), TRAIL) == 0


def test_several_marks_tell_more_than_one_and_never_without_bound():
    leans = [odds(Learnt([yes(CANCER)] * many), CANCER) for many in (1, 2, 3, 4, 50)]
    assert all(lean <= next_lean for lean, next_lean in pairwise(leans))
    assert leans[0] < leans[3] == leans[4] < 4


def test_a_site_leans_as_it_was_marked_and_not_where_both_were():
    marks = [yes("", "a.example"), no("", "b.example"), yes("", "c.example"), no("", "c.example")]
    learnt = Learnt(marks)
    assert odds(learnt, "", "a.example") > 0.5
    assert odds(learnt, "", "b.example") < -0.5
    assert odds(learnt, "", "c.example") == odds(learnt, "", "d.example")
    assert kinds(learnt, "", "c.example") == kinds(learnt, "", "d.example")


def test_a_site_where_everybody_stands_tells_nothing():
    assert Learnt([yes("", "news.google.com")]).lean((), "news.google.com")[0] == 0


def test_the_host_of_an_address_is_without_www():
    assert host_of("https://www.Lettre.example:8443/a") == "lettre.example"
    assert host_of("") == host_of("https://[oops") == ""


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.booleans(), st.text(max_size=40), st.sampled_from(["", "a.example"]))),
    st.text(max_size=60),
)
def test_whatever_was_marked_and_whatever_is_read_the_lean_is_bounded(
    marks: list[tuple[bool, str, str]], text: str
):
    learnt = Learnt([Marked(how, words_of("", words), host) for how, words, host in marks])
    lean, clues = learnt.lean(words_of("", text), "a.example")
    assert -7 < lean < 7
    assert all(len(clue.words) <= 3 for clue in clues)
