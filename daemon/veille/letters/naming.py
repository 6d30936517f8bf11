"""A mention of a name in words: of whom one speaks, who may be meant and why, and how a person says so."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Protocol

from veille.language.catalogue import mark, mark_n
from veille.language.words import Words
from veille.letters.clip import SUBJECT, cut, plain
from veille.letters.engines import engine_name
from veille.letters.letter import Entry, Reason
from veille.model import Clue, MarkValue, Verdict
from veille.names.reasons import Why
from veille.names.spelling import NameForm

# The reasons of a verdict on a mention, in the reader's language.

_FORMS = {
    NameForm.ORCID: mark("ORCID"),
    NameForm.ADDRESS: mark("e-mail address"),
    NameForm.HANDLE: mark("handle"),
    NameForm.OWN: mark("link to one of the declared pages"),
    NameForm.FULL: mark("full name"),
    NameForm.INVERTED: mark("full name, surname first,"),
    NameForm.ALIAS: mark("another form of the name"),
    NameForm.EXACT: mark("name as it is written"),
    NameForm.INITIALS: mark("only initial and surname"),
    NameForm.ACRONYM: mark("acronym"),
    NameForm.WORD: mark("name that is also an everyday word,"),
    NameForm.HALF: mark("only a part of the name"),
    NameForm.TITLED: mark("only the surname, after a title,"),
    NameForm.SURNAME: mark("only the surname"),
}
_FIELDS = {
    "title": mark("in the title"),
    "text": mark("in the text"),
    "author": mark("in the byline"),
    "url": mark("in the address"),
}
_CLUES = {
    Why.BETWEEN: mark("another first name or a nickname in the middle"),
    Why.NEAR: mark("close by: {words}"),
    Why.DOCUMENT: mark("further on: {words}"),
    Why.NO_CONTEXT: mark("no context word"),
    Why.NO_NOT: mark("no word of a namesake"),
    Why.AROUND: mark("near: {words}"),
    Why.SITE_YES: mark("a site confirmed before: {words}"),
    Why.SITE_NO: mark("a site ruled out before: {words}"),
    Why.LEARNT_YES: mark("like what was confirmed: {words}"),
    Why.LEARNT_NO: mark("like what was ruled out: {words}"),
    Why.UNLIKE: mark("hardly like what was confirmed"),
    Why.RARE: mark("a rare name"),
    Why.EVERYDAY: mark("which proves little by itself"),
    Why.TWIN: mark("same name as: {words}"),
}
_COUNTED_CLUES = {
    Why.NOT_NEAR: mark_n("close by, a namesake's word: {words}", "close by, a namesake's words: {words}"),
    Why.NOT_DOCUMENT: mark_n(
        "further on, a namesake's word: {words}", "further on, a namesake's words: {words}"
    ),
}

_MOST = 5  # words of one reason
_LONG = 60  # characters of one word


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
                yield words.say("ruled out by you" if MarkValue.NO in clue.words else "confirmed by you")
            case Why.HOMONYMS:
                yield words.say_n(
                    "about {n} namesake in France", "about {n} namesakes in France", n=_rounded(clue.words)
                )
            case Why.SEARCH:
                yield words.say(
                    "found by {words}, the article itself unread",
                    words=words.listing([engine_name(word, words) for word in clue.words]),
                )
            case kind:
                told = words.some([_cut(word) for word in clue.words], _MOST)
                if kind in _COUNTED_CLUES:
                    yield words.say_n(*_COUNTED_CLUES[kind], n=len(clue.words), words=told)
                else:
                    yield words.say(_CLUES[kind], words=told)


def _form(words: Words, told: Sequence[str]) -> str:
    form, *fields = told or (NameForm.FULL,)
    if form not in set(NameForm):
        form = NameForm.EXACT
    if form == NameForm.OWN and "url" in fields:
        return words.say("one of the declared pages")
    place = words.listing([words.say(_FIELDS[field]) for field in fields])
    return words.say("{form} {place}", form=words.say(_FORMS[NameForm(form)]), place=place).strip(" ,")


def _rounded(told: Sequence[str]) -> int:
    """Return an estimate with the two digits that it can bear."""
    number = int(told[0]) if told and told[0].isdecimal() else 1
    size = int(10 ** max(len(str(number)) - 2, 0))
    return round(number / size) * size


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"


CALLED = 40  # characters of a name
_OUTLET = 10  # characters below which the beginning of an outlet's name says nothing
_PERHAPS = 0.05  # on either side of one half


class Called(Protocol):
    """What a name is called, and its key."""

    @property
    def key(self) -> str: ...
    @property
    def called(self) -> str: ...


def called(name: Called) -> str:
    """Return the name as it is written."""
    return plain(name.called or name.key, CALLED)


def clues(words: Words, reason: Reason, *, alone: bool) -> str:
    """Return why it is who it is; with the name, but for the reader's own that is mentioned `alone`."""
    found = clue_words(words, reason.clues)
    if reason.you and (alone or not found):
        return found
    name = words.say("you") if reason.you else called(reason)
    return words.say("{name} ({clues})", name=name, clues=found) if found else name


def opinion(words: Words, reason: Reason) -> str:
    """Return "sûr", "plutôt vous (64 %)", "plutôt un homonyme (62 %)"."""
    if reason.verdict is Verdict.SURE:
        return words.say("sure")
    if reason.likely < 0.5 - _PERHAPS:
        return words.say("rather a namesake ({likely}%)", likely=round((1 - reason.likely) * 100))
    rather, likely = reason.likely > 0.5 + _PERHAPS, round(reason.likely * 100)
    if reason.you:
        return words.say("rather you ({likely}%)" if rather else "perhaps you ({likely}%)", likely=likely)
    return words.say(
        "rather {name} ({likely}%)" if rather else "perhaps {name} ({likely}%)",
        name=called(reason),
        likely=likely,
    )


def newcomer(words: Words, entry: Entry) -> str:
    """Return who speaks of the name for the first time, "" where nobody does."""
    sure = sure_of(entry)
    if not sure or not entry.newcomer:
        return ""
    author = plain(entry.newcomer, 60)
    if sure[0].you:
        return words.say("{author} mentions you for the first time.", author=author)
    return words.say("{author} mentions {name} for the first time.", author=author, name=called(sure[0]))


def sure_of(entry: Entry) -> list[Reason]:
    """Return the names that an entry mentions for sure, the reader's own first."""
    sure = [reason for reason in entry.reasons if reason.verdict is Verdict.SURE]
    return sorted(sure, key=lambda reason: not reason.you)


def about(words: Words, reason: Reason) -> str:
    """Return "On parle de vous", "On parle de Fabrique Confluence"."""
    if reason.you:
        return words.say("You are mentioned")
    return words.say("{name} is mentioned", name=called(reason))


def named_in(
    words: Words, reason: Reason, outlets: Sequence[str], *, limit: int = SUBJECT, others: int = 0
) -> str:
    """Return "On parle de vous dans A", "… dans A et B", "… dans A et 2 autres titres", in at most `limit` characters.

    `others` counts what is told besides.
    """
    distinct = list(dict.fromkeys(plain(outlet, 60) for outlet in outlets if outlet.strip()))
    whose = about(words, reason)

    def make(shown: str) -> str:
        if not others:
            return words.say("{about} in {outlets}", about=whose, outlets=shown)
        return words.say_n(
            "{about} in {outlets}, and {n} other story",
            "{about} in {outlets}, and {n} other stories",
            n=others,
            about=whose,
            outlets=shown,
        )

    def first(outlet: str) -> str:
        if not distinct[1:]:
            return make(outlet)
        more = len(distinct) - 1
        return make(
            words.say_n(
                "{outlet} and {n} more outlet", "{outlet} and {n} more outlets", n=more, outlet=outlet
            )
        )

    if distinct:
        whole = make(words.listing(distinct))
        if len(whole) <= limit and len(distinct) <= 3:
            return whole
        room = limit - len(first(""))
        if room >= min(len(distinct[0]), _OUTLET):
            return first(cut(distinct[0], room))
    if others:
        said = words.say_n(
            "{about}, and {n} other story", "{about}, and {n} other stories", n=others, about=whose
        )
    else:
        said = words.say_n("{about} in {n} article", "{about} in {n} articles", n=len(outlets), about=whose)
    return cut(said, limit)


def mark_command(item: int, value: MarkValue, key: str) -> str:
    """Return the command by which a person says who is meant: "veille mark 4812 yes --name moi"."""
    return f"veille mark {item} {value} --name {shlex.quote(plain(key, 80))}"


def names_command(keys: Sequence[str], *, homonyms: bool = False) -> str:
    """Return the command that shows what is kept of names: of the one, or of all; or what was set aside of it."""
    distinct = set(keys)
    if len(distinct) != 1:
        return "veille names"
    return f"veille names {shlex.quote(plain(distinct.pop(), 80))}{' --homonyms' if homonyms else ''}"


def pause_command(key: str) -> str:
    """Return the command that holds a name's alerts back for three days."""
    return f"veille pause {shlex.quote(plain(key, 80))}"
