"""Why something fails, told to its reader: in their language, and in brief at the foot of a digest. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import NullTranslations

from veille.errors import Failure, Value, filled
from veille.language.catalogue import ENGLISH, catalogue, mark_in
from veille.language.words import NARROW, Words, typeset

# In brief, where the source was named already: in English here, in other languages by their catalogues. Of all others
# only "{at}" is left out.
_BRIEF = {
    mark_in("brief", "{why} ({start} redirects there)"): "{why}",
    mark_in("brief", "{why}, and asks to wait {wait}"): "{why}",
    mark_in("brief", "{at} answered {status} {meaning}"): "{status}",
    mark_in("brief", "{at} answered {status} {name}"): "{status}",
    mark_in("brief", "{at} answered {status} {said}"): "{status}",
    mark_in("brief", "{at} answered {status}"): "{status}",
    mark_in("brief", "{at} can't be trusted: {why}"): "{why}",
    mark_in(
        "brief", "{at} was not asked: {why}; if that is meant, say lan = true in the source"
    ): "not asked: {why}",
}
_HOLE, _LETTER = re.compile(r"\{\w+\}"), re.compile(r"[^\W\d_]")  # what says nothing is said alike everywhere
_SPACES = re.compile(r"\s+")


def describe(why: Failure, words: Words) -> str:
    """Return why something fails in the reader's words; in quotation marks where they are not the reader's."""
    if not why:
        return ""
    said = "" if words.language == ENGLISH else _translated(why, words.language, brief=False)
    return said or words.quoted(str(why).rstrip("."))


def in_brief(why: Failure, language: str) -> str:
    """Return why a source fails, for a line that has named it: "503", "n'a pas répondu à temps"."""
    return _translated(why, language, brief=True) or str(why)


def _translated(why: Failure, language: str, *, brief: bool) -> str:
    """Return a failure in a language, nothing if any part of it is not known there."""
    if not why or why.is_text:
        return ""
    if len(why.parts) > 1:
        return _joined(why.parts, language, brief=brief)
    if why.many:
        template = _counted(catalogue(language), why, language)
    else:
        template = _template(catalogue(language), why.template, language, brief)
    values = {name: _value(value, language, brief=brief) for name, value in why.values.items()}
    # A value that is empty may have been so; a failure within that says nothing is not known.
    unknown = any(
        not values[name] for name, value in why.values.items() if isinstance(value, Failure | tuple)
    )
    return filled(template, values).rstrip() if template and not unknown else ""


def _value(value: Value, language: str, *, brief: bool) -> str:
    if isinstance(value, Failure):
        return _translated(value, language, brief=brief)
    if isinstance(value, tuple):
        return _joined(value, language, brief=brief)
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language == "fr" else ".")
    return str(value)


def _joined(failures: tuple[Failure, ...], language: str, *, brief: bool) -> str:
    said = [_translated(failure, language, brief=brief) for failure in failures]
    return f"{NARROW if language == 'fr' else ''}; ".join(said) if all(said) else ""


def _counted(sentences: NullTranslations, why: Failure, language: str) -> str:
    """Return the template that a failure's number takes in a language, typeset; nothing where it has none."""
    found = sentences.ngettext(why.template, why.many, why.n)
    known = language == ENGLISH or found not in (why.template, why.many)
    return typeset(_SPACES.sub(" ", found), language) if known else ""


@lru_cache(maxsize=2048)
def _template(sentences: NullTranslations, template: str, language: str, brief: bool) -> str:
    """Return a template as the sentences of a language say it, typeset; nothing where they do not."""
    found = sentences.gettext(template)
    short = sentences.pgettext("brief", template) if brief else template
    if language == ENGLISH and brief:
        short = _BRIEF.get(("brief", template), template)
    if short != template:
        found = short
    elif found == template and language != ENGLISH and _LETTER.search(_HOLE.sub("", template)):
        return ""
    elif brief:
        found = found.removeprefix("{at} ")
    return typeset(_SPACES.sub(" ", found), language)
