"""Marks tell persons of one name apart, on texts written for this project: the same figures as `make eval-names`."""

from __future__ import annotations

from collections import Counter

from eval_names.homonyms import articles, auc, documents
from veille.match.rules import Doc
from veille.model import Name, Verdict
from veille.names.mentions import Mentions

ARTICLES = articles()


def test_there_are_six_persons_of_one_name_with_eight_articles_each_that_all_name_them():
    assert list(Counter(told.person for told in ARTICLES).values()) == [8] * 6
    assert all(told.name in told.text for told in articles(1))


def test_three_marks_tell_six_persons_apart_by_documents_of_a_paragraph_or_two():
    assert auc(documents(), 3) >= 0.9
    assert auc(documents(), 1) >= 0.8


def test_a_first_paragraph_alone_tells_less_but_more_with_three_marks_than_with_one():
    assert 0.62 <= auc(articles(1), 1) < auc(articles(1), 3)
    assert auc(articles(1), 3) >= 0.7


def test_texts_dealt_out_at_random_are_not_told_apart():
    shuffled = [type(told)(told.name, told.text, str(number % 6)) for number, told in enumerate(ARTICLES)]
    assert 0.4 < auc(shuffled, 3) < 0.6


def test_a_common_name_with_context_is_sure_of_its_own_person_and_of_few_others():
    name = Name("cm", "Claire Morvan", "cm", context=("musée", "médiation", "Nantes"), homonyms=40)
    found = Mentions([name]).find([Doc("", told.text, "feed") for told in ARTICLES])
    verdicts = [
        (told.person == "la médiatrice", mentions[0].verdict)
        for told, mentions in zip(ARTICLES, found, strict=True)
    ]
    assert sum(mine and verdict is Verdict.SURE for mine, verdict in verdicts) == 8
    assert not any(not mine and verdict is Verdict.SURE for mine, verdict in verdicts)
