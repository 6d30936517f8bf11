"""Mentions in documents: each name once a document, twins told apart by context, excerpts, reasons in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from veille.language.words import Words
from veille.letters.naming import clue_words
from veille.match.rules import Doc
from veille.model import Clue, Mention, Name, Verdict
from veille.names.learning import Learnt, Marked, words_of
from veille.names.mentions import Mentions
from veille.names.reasons import Why
from veille.names.spelling import NameForm

FR, EN = Words("fr", ZoneInfo("Europe/Paris")), Words("en", ZoneInfo("Europe/Paris"))
BAKER = Name("pain", "Paule Kerbrat", "pain", context=("boulangerie", "levain"), homonyms=0.4)
JUDGE = Name("droit", "Paule Kerbrat", "droit", context=("tribunal", "Quimper"), homonyms=0.4)


def doc(text: str, title: str = "") -> Doc:
    return Doc(title, text, "feed", "", "https://lettre.example/1")


def by_key(found: list[Mention]) -> dict[str, Mention]:
    return {mention.name: mention for mention in found}


def test_a_name_is_mentioned_once_in_a_document_and_not_where_it_does_not_stand():
    mentions = Mentions([BAKER])
    found = mentions.find(
        [doc("Paule Kerbrat pétrit. Paule Kerbrat rit, Mme Kerbrat aussi."), doc("Rien."), doc("")]
    )
    assert [len(mentions) for mentions in found] == [1, 0, 0]
    assert found[0][0].words == ("Paule Kerbrat", "Mme Kerbrat")
    assert found[0][0].verdict is Verdict.SURE


def test_no_document_and_no_name_are_no_trouble():
    assert Mentions([]).find([doc("Paule Kerbrat")]) == [[]]
    assert Mentions([BAKER]).find([]) == []


def test_two_persons_of_one_name_are_told_apart_by_context():
    found = by_key(
        Mentions([BAKER, JUDGE]).find([doc("Paule Kerbrat pétrit au levain dans sa boulangerie.")])[0]
    )
    assert found["pain"].verdict is Verdict.SURE
    assert found["droit"].verdict is Verdict.HOMONYM
    assert Clue(Why.TWIN, ("pain",)) in found["droit"].clues


def test_two_persons_of_one_name_are_both_unsure_where_nothing_tells_them_apart():
    for text in (
        "Paule Kerbrat est passée.",
        "Paule Kerbrat, de la boulangerie au tribunal de Quimper, par le levain.",
    ):
        found = by_key(Mentions([BAKER, JUDGE]).find([doc(text)])[0])
        assert {mention.verdict for mention in found.values()} == {Verdict.UNSURE}, text
        assert sum(mention.likely for mention in found.values()) <= 1


@pytest.mark.parametrize("written", ["KERBRAT Paule", "Kerbrat, Paule", "Dr Paule Kerbrat", "paule  kerbrat"])
def test_one_name_written_in_another_way_is_the_same_name(written: str):
    other = Name("droit", written, "droit", context=("tribunal",), homonyms=0.4)
    found = by_key(Mentions([BAKER, other]).find([doc("Paule Kerbrat est passée.")])[0])
    assert {mention.verdict for mention in found.values()} == {Verdict.UNSURE}
    assert Clue(Why.TWIN, ("droit",)) in found["pain"].clues


def test_another_form_of_one_may_be_the_name_of_the_other():
    double = Name("double", "Paule Kerbrat-Guern", "double", also=("Paule Kerbrat",), homonyms=0.1)
    mentions = Mentions([BAKER, double])
    both = by_key(mentions.find([doc("Paule Kerbrat est passée.")])[0])
    assert {mention.verdict for mention in both.values()} == {Verdict.UNSURE}
    told = by_key(mentions.find([doc("Paule Kerbrat-Guern est là. Paule Kerbrat sourit.")])[0])
    assert told["double"].verdict is Verdict.SURE
    assert told["pain"].verdict is not Verdict.SURE


def test_a_person_and_a_company_of_one_name_compete():
    firm = Name("firme", "Paule Kerbrat SAS", "firme", company=True)
    found = by_key(Mentions([BAKER, firm]).find([doc("Paule Kerbrat ouvre une boutique.")])[0])
    assert Clue(Why.TWIN, ("firme",)) in found["pain"].clues


def test_persons_of_other_names_do_not_compete():
    other = Name("autre", "Paul Kerbrat", "autre", homonyms=0.4)
    found = Mentions([BAKER, other]).find([doc("Paule Kerbrat et Paul Kerbrat pétrissent.")])[0]
    assert {mention.verdict for mention in found} == {Verdict.SURE}


def test_what_was_learnt_later_changes_a_verdict():
    common = Name("jm", "Jean Martin", "jm", homonyms=4442)
    text = "Jean Martin a présenté la conserverie de sardines, ses filets et ses boîtes, aux pêcheurs de la criée."
    mentions = Mentions([common])
    before = mentions.judge_one("jm", doc(text))
    mentions.learn({"jm": Learnt([Marked(True, words_of("", text), "lettre.example")] * 3)})
    after = mentions.judge_one("jm", doc(text))
    assert before and after
    assert before.verdict is Verdict.UNSURE
    assert after.verdict is Verdict.SURE
    assert Why.LEARNT_YES in {clue.kind for clue in after.clues}


def test_one_name_can_be_judged_alone():
    mentions = Mentions([BAKER])
    assert (
        mentions.judge_one("pain", doc("Paule Kerbrat pétrit."))
        == mentions.find([doc("Paule Kerbrat pétrit.")])[0][0]
    )
    assert mentions.judge_one("pain", doc("Personne.")) is None
    assert mentions.judge_one("droit", doc("Paule Kerbrat pétrit.")) is None


def test_the_reasons_of_the_mock_up_read_as_it_writes_them():
    clues = (
        Clue(Why.FORM, (NameForm.FULL, "text")),
        Clue(Why.NEAR, ("médiation", "musée", "Lyon")),
        Clue(Why.NO_NOT),
    )
    assert _spaced(clue_words(FR, clues)) == (
        "nom complet dans le texte ; tout près : médiation, musée, Lyon ; aucun mot d’homonyme"
    )
    assert (
        clue_words(EN, clues)
        == "full name in the text; close by: médiation, musée, Lyon; no word of a namesake"
    )


def test_an_estimate_is_told_with_two_digits():
    assert _spaced(clue_words(FR, [Clue(Why.HOMONYMS, ("4442",))])) == "environ 4 400 homonymes en France"
    assert clue_words(EN, [Clue(Why.HOMONYMS, ("1",))]) == "about 1 namesake in France"


def test_an_own_page_is_said_to_be_one_and_a_link_to_it_a_link():
    assert clue_words(EN, [Clue(Why.FORM, (NameForm.OWN, "url"))]) == "one of the declared pages"
    assert (
        clue_words(EN, [Clue(Why.FORM, (NameForm.OWN, "text"))])
        == "link to one of the declared pages in the text"
    )


def test_a_reason_that_this_version_does_not_know_is_left_out():
    assert clue_words(EN, [Clue("of tomorrow", ("x",)), Clue(Why.RARE)]) == "a rare name"
    assert clue_words(EN, []) == ""


def test_many_words_and_long_ones_are_cut():
    told = clue_words(EN, [Clue(Why.NEAR, ("x" * 200, *"abcdefgh"))])
    assert len(told) < 120
    assert "4 more" in told


@pytest.mark.parametrize("words", [FR, EN])
def test_every_reason_form_and_field_has_its_words(words: Words):
    said = {
        clue_words(words, [Clue(kind, ("full", "text") if kind is Why.FORM else ("yes",))]) for kind in Why
    }
    assert len(said) == len(Why) and "" not in said
    forms = {clue_words(words, [Clue(Why.FORM, (form, "title"))]) for form in NameForm}
    assert len(forms) == len(NameForm)
    assert all(
        clue_words(words, [Clue(Why.FORM, ("full", field))]) for field in ("title", "text", "author", "url")
    )


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
