"""A topic that stands out today, as an alert: how it reads."""

from __future__ import annotations

from veille.language.words import DOT, Words
from veille.letters.clip import plain, titled
from veille.letters.layout import Block, Layout, Line, card_of, goes_on, quoted, what_next
from veille.letters.letter import Spike
from veille.letters.trends import spark


def spike_layout(letter: Spike, words: Words, watch: str) -> Layout:
    """Return what stands out as an alert: how many, how many usually, and what is most carried."""
    trend = letter.trend

    def news(topic: str) -> str:
        return words.say("spike", topic=quoted(words, topic), n=trend.count, usual=round(trend.usual))

    subject = titled(news, plain(trend.topic, 60))
    cards = tuple(card_of(words, entry) for entry in letter.entries)
    return Layout(
        subject=subject,
        preheader=goes_on(words, subject, cards),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=news(plain(trend.topic, 60)),
        kind="alert",
        before=(Line(words.say("spike days"), spark=spark(trend)),),
        blocks=(Block(words.say("most carried"), words.say("count", shown=len(cards)), cards),)
        if cards
        else (),
        foot=(Line(words.say("spike rule")), *what_next(letter, words)),
    )
