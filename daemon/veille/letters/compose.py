"""A letter laid out: which function puts which letter into the reader's words."""

from __future__ import annotations

from veille.language.words import Words
from veille.letters.alert import alert_layout
from veille.letters.clip import plain
from veille.letters.digest_layout import digest_layout
from veille.letters.first import first_layout
from veille.letters.health import health_layout, word_layout
from veille.letters.layout import Layout
from veille.letters.letter import (
    Alert,
    DigestLetter,
    FirstLetter,
    HealthNote,
    Movements,
    NameLetter,
    NameReport,
    SayLetter,
    Spike,
)
from veille.letters.moves import moves_layout
from veille.letters.names import names_layout
from veille.letters.report_layout import report_layout
from veille.letters.spike import spike_layout

Letter = (
    Alert | Spike | Movements | DigestLetter | NameReport | FirstLetter | NameLetter | HealthNote | SayLetter
)


def compose(letter: Letter, words: Words, name: str) -> Layout:
    """Return the letter laid out in the reader's words; `name` is whose watch it is."""
    watch = words.watch_name(plain(name, 60))
    if isinstance(letter, Alert):
        return alert_layout(letter, words, watch)
    if isinstance(letter, Spike):
        return spike_layout(letter, words, watch)
    if isinstance(letter, DigestLetter):
        return digest_layout(letter, words, watch)
    if isinstance(letter, NameReport):
        return report_layout(letter, words, watch)
    if isinstance(letter, FirstLetter):
        return first_layout(letter, words, watch)
    if isinstance(letter, NameLetter):
        return names_layout(letter, words, watch)
    if isinstance(letter, Movements):
        return moves_layout(letter, words, watch)
    if isinstance(letter, SayLetter):
        return word_layout(letter, words, watch)
    return health_layout(letter, words, watch)
