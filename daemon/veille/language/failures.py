"""Describes failures: in the reader's language, and in brief at the foot of a digest. Pure."""

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
    mark_in("brief", "{why}; {advice}"): "{why}, a bot check",
    mark_in("brief", "{why}, with a page called “{title}”"): "{why}",
    mark_in("brief", "{at} answered {status} {meaning}"): "{status}",
    mark_in("brief", "{at} answered {status} {name}"): "{status}",
    mark_in("brief", "{at} answered {status} {said}"): "{status}",
    mark_in("brief", "{at} answered {status}"): "{status}",
    mark_in("brief", "{at} can't be trusted: {why}"): "{why}",
    mark_in(
        "brief", "{at} was not asked: {why}; if that is meant, say lan = true in the source"
    ): "not asked: {why}",
}
# A template without letters is the same in every language.
_HOLE, _LETTER = re.compile(r"\{\w+\}"), re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def describe(why: Failure, words: Words) -> str:
    """Return why something fails in the reader's words; in quotation marks where they are not the reader's."""
    if not why:
        return ""
    translated = "" if words.language == ENGLISH else _translated(why, words.language, brief=False)
    return translated or words.quoted(str(why).rstrip("."))


def in_brief(why: Failure, language: str) -> str:
    """Return why a source fails, for a line that has named it: "503", "n'a pas répondu à temps"."""
    return _translated(why, language, brief=True) or str(why)


def _translated(why: Failure, language: str, *, brief: bool) -> str:
    """Return a failure in a language, "" if any part of it has no translation."""
    if not why or why.is_text:
        return ""
    if len(why.parts) > 1:
        return _joined(why.parts, language, brief=brief)
    if why.many:
        template = _counted(catalogue(language), why, language)
    else:
        template = _template(catalogue(language), why.template, language, brief)
    values = {name: _value(value, language, brief=brief) for name, value in why.values.items()}
    # A value may be empty in itself; a failure within that is empty has no translation.
    unknown = any(
        not values[name] for name, value in why.values.items() if isinstance(value, Failure | tuple) and value
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
    translated = [_translated(failure, language, brief=brief) for failure in failures]
    return f"{NARROW if language == 'fr' else ''}; ".join(translated) if all(translated) else ""


def _counted(sentences: NullTranslations, why: Failure, language: str) -> str:
    """Return the template for a failure's number in a language, typeset; "" where it has none."""
    template = sentences.ngettext(why.template, why.many, why.n)
    is_translated = language == ENGLISH or template not in (why.template, why.many)
    return typeset(_SPACES.sub(" ", template), language) if is_translated else ""


@lru_cache(maxsize=2048)
def _template(sentences: NullTranslations, template: str, language: str, brief: bool) -> str:
    """Return the translation of a template, typeset; "" where it has none."""
    translated = sentences.gettext(template)
    short = sentences.pgettext("brief", template) if brief else template
    if language == ENGLISH and brief:
        short = _BRIEF.get(("brief", template), template)
    if short != template:
        translated = short
    elif translated == template and language != ENGLISH and _LETTER.search(_HOLE.sub("", template)):
        return ""
    elif brief:
        translated = translated.removeprefix("{at} ")
    return typeset(_SPACES.sub(" ", translated), language)
