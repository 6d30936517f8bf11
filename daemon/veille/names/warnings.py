"""What is doubtful about a name before it is looked for: sentences for `veille check`."""

from __future__ import annotations

from collections.abc import Iterator

from veille.model import Name
from veille.names.forms import parts
from veille.names.handles import checked, form_of
from veille.names.lexicon import COMMON, FIRST_NAMES
from veille.names.phrases import Phrase, latin, phrase
from veille.names.spelling import WORD, NameForm, folds, upper


def doubts(name: Name, first_names: frozenset[str] = FIRST_NAMES) -> list[str]:
    """Return warnings on how a name is looked for, as sentences with advice; most names have none."""
    sentences = list(_of(name, first_names))
    for form in name.also:
        if not form.strip():
            sentences.append("An empty form in `also` is passed over: remove it.")
        elif form_of(form.strip()) is None and phrase(name, form, True, first_names) is None:
            sentences.append(f'"{form}" is one sign, which stands everywhere: it is not looked for.')
    if name.orcid and not checked(name.orcid):
        sentences.append(
            f'"{name.orcid}" is no ORCID: its last sign does not fit the others. Copy it again from orcid.org.'
        )
    return sentences


def _of(name: Name, first_names: frozenset[str]) -> Iterator[str]:
    text = name.name.strip()
    ready = phrase(name, text, False, first_names)
    if ready is None:
        yield (
            f'"{text}" is one sign, which stands everywhere: it is not looked for. Give another form in `also`.'
            if text
            else "The name is empty: nothing can be looked for."
        )
        return
    if ready.scan or not latin(text):
        yield f'"{text}" is looked for exactly as it is written: give its other spellings in `also`.'
        return
    if name.company:
        yield from _of_company(text, ready)
        return
    cut = parts(text, first_names)
    if not cut.first_names:
        folded = folds(text)[0]
        common = folded in COMMON or folded in first_names
        yield (
            f'"{text}" is one word, looked for exactly as it is written'
            + (", and many others are called so" if common else "")
            + ": give the full name, and this one in `also`."
        )
        return
    raws = WORD.findall(text)
    if len(raws) > 1 and all(map(upper, raws)):
        yield (
            f'"{text}" is all in capitals, so "{" ".join(cut.surname)}" is taken for the surname: '
            "write the first name in small letters."
        )
    if all(len(fold) == 1 for fold in folds(" ".join(cut.first_names))):
        yield f'"{text}" gives initials only, which fit many people: give the first name.'


def _of_company(text: str, ready: Phrase) -> Iterator[str]:
    if ready.capitals:
        yield f'"{text}" is an acronym, looked for in capitals only: give its other spellings in `also`.'
    elif ready.form is NameForm.WORD:
        yield (
            f'"{text}" is an everyday word or a first name: it counts only with its capital, '
            "and near one of its `context` words. Give some."
        )
    elif ready.single:
        yield f'"{text}" is one word, looked for exactly as it is written.'
