"""The figures of `make eval-names` hold on the project's own sentences: recall, false mentions, speed, memory."""

from __future__ import annotations

from eval_names import false_mentions, recall, speed
from eval_names.sentences import OURS, by_name, read

NAMED = by_name(read(*OURS))


def test_every_full_name_of_our_sentences_is_found() -> None:
    figure, missed = recall.exact(NAMED)
    assert figure.reached and figure.value == 100, missed


def test_every_form_made_of_our_names_is_found() -> None:
    for figure, missed in (*recall.generated(NAMED), recall.titled(NAMED)):
        assert figure.reached, (figure, missed)


def test_none_of_a_thousand_usual_names_is_found_where_nobody_bears_it() -> None:
    names = false_mentions.invented()
    assert len(names) == 1000
    figure, wrong = false_mentions.figure([names], read(OURS[0]))
    assert figure.value == 0, wrong


def test_a_thousand_names_are_looked_for_fast_and_in_little_memory() -> None:
    texts = [sentence.text for sentence in read(*OURS)] * 40
    rate, memory = speed.figures(false_mentions.invented(), texts)
    assert memory.reached, memory
    assert (
        rate.value > 0.4
    )  # a tenth of what an idle machine reads: a core that is shared computes at less than half its pace
