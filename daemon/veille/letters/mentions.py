"""The reasons of a verdict on a mention, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.language.words import Words
from veille.model import Clue
from veille.names.reasons import Why
from veille.names.sightings import Form

_MOST = 5  # words of one reason
_LONG = 60  # signs of one word


def clue_words(words: Words, clues: Sequence[Clue]) -> str:
    """Return "nom complet dans le texte ; tout près : médiation, musée ; aucun mot d'homonyme".

    Reasons stand in the order given; one of a kind that this version does not know is left out.
    """
    return words.semicolon.join(_each(words, clues))


def _each(words: Words, clues: Sequence[Clue]) -> Iterator[str]:
    for clue in clues:
        if clue.kind not in set(Why):
            continue
        match Why(clue.kind):
            case Why.FORM:
                yield _form(words, clue.words)
            case Why.MARKED:
                yield words.say(f"clue marked {'no' if 'no' in clue.words else 'yes'}")
            case Why.HOMONYMS:
                yield words.say("clue homonyms", n=_rounded(clue.words))
            case Why.SEARCH:
                yield words.say(
                    "clue search", words=words.listing([_engine(words, one) for one in clue.words])
                )
            case kind:
                told = words.some([_cut(one) for one in clue.words], _MOST)
                yield words.say(f"clue {kind}", n=len(clue.words), words=told)


def _form(words: Words, told: Sequence[str]) -> str:
    form, *fields = told or (Form.FULL,)
    if form not in set(Form):
        form = Form.EXACT
    if form == Form.OWN and "url" in fields:
        return words.say("own page")
    place = words.listing([words.say(f"field {field}") for field in fields])
    return words.say("clue form", form=words.say(f"form {form}"), place=place).strip(" ,")


def _rounded(told: Sequence[str]) -> int:
    """Return an estimate with the two digits that it can bear."""
    number = int(told[0]) if told and told[0].isdecimal() else 1
    size = int(10 ** max(len(str(number)) - 2, 0))
    return round(number / size) * size


def _engine(words: Words, engine: str) -> str:
    if engine in ("google_news", "bing_news"):
        return words.say(f"engine {engine}")
    return engine


def _cut(one: str) -> str:
    return one if len(one) <= _LONG else one[: _LONG - 1].rstrip() + "…"
