"""What is doubtful about a name before it is looked for: for `veille check`."""

from __future__ import annotations

from collections.abc import Iterator

from veille.errors import Failure, failure
from veille.model import Name
from veille.names.forms import parts
from veille.names.handles import checked, form_of
from veille.names.lexicon import COMMON, FIRST_NAMES
from veille.names.phrases import Phrase, latin, phrase
from veille.names.spelling import WORD, NameForm, folds, upper


def doubts(name: Name, first_names: frozenset[str] = FIRST_NAMES) -> list[Failure]:
    """Return warnings on how a name is looked for, with advice; most names have none."""
    warnings = list(_of(name, first_names))
    for form in name.also:
        if not form.strip():
            warnings.append(failure("An empty form in `also` is passed over: remove it."))
        elif form_of(form.strip()) is None and phrase(name, form, True, first_names) is None:
            warnings.append(
                failure('"{form}" is one sign, which stands everywhere: it is not looked for.', form=form)
            )
    if name.orcid and not checked(name.orcid):
        warnings.append(
            failure(
                '"{orcid}" is no ORCID: its last sign does not fit the others. Copy it again from orcid.org.',
                orcid=name.orcid,
            )
        )
    return warnings


def _of(name: Name, first_names: frozenset[str]) -> Iterator[Failure]:
    text = name.name.strip()
    ready = phrase(name, text, False, first_names)
    if ready is None:
        yield (
            failure(
                '"{text}" is one sign, which stands everywhere: it is not looked for. Give another form in `also`.',
                text=text,
            )
            if text
            else failure("The name is empty: nothing can be looked for.")
        )
        return
    if ready.scan or not latin(text):
        yield failure(
            '"{text}" is looked for exactly as it is written: give its other spellings in `also`.', text=text
        )
        return
    if name.company:
        yield from _of_company(text, ready)
        return
    cut = parts(text, first_names)
    if not cut.first_names:
        folded = folds(text)[0]
        common = folded in COMMON or folded in first_names
        yield (
            failure(
                '"{text}" is one word, looked for exactly as it is written, and many others are called so: '
                "give the full name, and this one in `also`.",
                text=text,
            )
            if common
            else failure(
                '"{text}" is one word, looked for exactly as it is written: give the full name, and this one in `also`.',
                text=text,
            )
        )
        return
    raws = WORD.findall(text)
    if len(raws) > 1 and all(map(upper, raws)):
        yield failure(
            '"{text}" is all in capitals, so "{surname}" is taken for the surname: '
            "write the first name in small letters.",
            text=text,
            surname=" ".join(cut.surname),
        )
    if all(len(fold) == 1 for fold in folds(" ".join(cut.first_names))):
        yield failure('"{text}" gives initials only, which fit many people: give the first name.', text=text)


def _of_company(text: str, ready: Phrase) -> Iterator[Failure]:
    if ready.capitals:
        yield failure(
            '"{text}" is an acronym, looked for in capitals only: give its other spellings in `also`.',
            text=text,
        )
    elif ready.form is NameForm.WORD:
        yield failure(
            '"{text}" is an everyday word or a first name: it counts only with its capital, '
            "and near one of its `context` words. Give some.",
            text=text,
        )
    elif ready.single:
        yield failure('"{text}" is one word, looked for exactly as it is written.', text=text)
