"""How many of the sentences that name a person are found: as the name stands there, and in forms made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from unicodedata import combining, normalize

from eval_names.figures import Figure, percent
from veille.match.rules import Doc
from veille.model import Name
from veille.names.finder import Names
from veille.names.lexicon import TITLE_LETTERS
from veille.names.spelling import NameForm

_WHOLE = (NameForm.FULL,)
_TURNED = (NameForm.INVERTED, NameForm.FULL)


def profiles(names: Iterable[str]) -> Names:
    """Return all names made ready at once, each under itself."""
    return Names([Name(name, name, name) for name in names])


def exact(sentences: Mapping[str, list[str]]) -> tuple[Figure, list[tuple[str, str]]]:
    """Return the share of sentences where the name that they hold is found in full, and those where it isn't."""
    pairs = [(name, text) for name, texts in sentences.items() for text in texts]
    missed = _missed(profiles(sentences), pairs, _WHOLE)
    return percent("exact full names", len(pairs) - len(missed), len(pairs), 99.5), missed


def generated(sentences: Mapping[str, list[str]]) -> list[tuple[Figure, list[tuple[str, str]]]]:
    """Return for each form that is made of the names the share that is found in it, and what isn't."""
    names = profiles(sentences)
    results = []
    for what, (make, forms) in FORMS.items():
        pairs = []
        for name, texts in sentences.items():
            first, last = name.split()
            # In small letters nothing tells a surname that stands first.
            if capitalised(name) and (form := make(first, last)) and form != name:
                pairs += [(name, text.replace(name, form)) for text in texts]
        missed = _missed(names, pairs, forms)
        least = None if what in OPEN else 99.0
        results.append((percent(what, len(pairs) - len(missed), len(pairs), least), missed))
    return results


def _missed(names: Names, pairs: list[tuple[str, str]], forms: tuple[NameForm, ...]) -> list[tuple[str, str]]:
    found = names.find([Doc("", text, "s") for _, text in pairs])
    return [
        pair
        for pair, sightings in zip(pairs, found, strict=True)
        if not any(sighting.name == pair[0] and sighting.form in forms for sighting in sightings)
    ]


def _initial(first: str, last: str) -> str:
    """J. Martin, J.-N. Dupont; not where the initial is M., which is a title before it is an initial."""
    letters = [part[0].upper() for part in first.replace("'", "-").replace("’", "-").split("-") if part]
    return (
        ""
        if letters[0].lower() in TITLE_LETTERS
        else f"{'-'.join(f'{initial}.' for initial in letters)} {last}"
    )


def _bare(first: str, last: str) -> str:
    return "".join(sign for sign in normalize("NFD", f"{first} {last}") if not combining(sign))


def _hyphens(first: str, last: str) -> str:
    """A non-breaking hyphen, a dash or a space where a hyphen was; where there was none, nothing."""
    return f"{first.replace('-', '‑')} {last.replace('-', ' ')}" if "-" in first + last else ""


Form_ = tuple[Callable[[str, str], str], tuple[NameForm, ...]]
FORMS: dict[str, Form_] = {
    "MARTIN Jean": (lambda first, last: f"{last.upper()} {first}", _TURNED),
    "MARTIN JEAN": (lambda first, last: f"{last.upper()} {first.upper()}", _TURNED),
    "Martin, Jean": (lambda first, last: f"{last}, {first}", _TURNED),
    "J. Martin": (_initial, (NameForm.INITIALS,)),
    "without accents": (_bare, _WHOLE),
    "in capitals": (lambda first, last: f"{first.upper()} {last.upper()}", _WHOLE),
    "with NBSP": (lambda first, last: f"{first}\u00a0{last}", _WHOLE),
    "decomposed (NFD)": (lambda first, last: normalize("NFD", f"{first} {last}"), _WHOLE),
    "hyphens": (_hyphens, _WHOLE),
    "soft hyphen": (lambda first, last: f"{first} {last[:2]}\u00ad{last[2:]}", _WHOLE),
    "with a title": (lambda first, last: f"Mme {first} {last}", _WHOLE),
}


# "NOLAN CHRISTOPHER" may be Nolan Christopher: where both are first names and the case tells nothing, it isn't told.
OPEN = ("MARTIN JEAN",)


def titled(sentences: Mapping[str, list[str]]) -> tuple[Figure, list[tuple[str, str]]]:
    """Return the share that is found after a title, first name left out, where a headline has the full name."""
    names = profiles(sentences)
    pairs = [
        (name, text.replace(name, f"Mme {name.split()[1]}"))
        for name, texts in sentences.items()
        if capitalised(name)
        for text in texts
    ]
    found = names.find([Doc(name, text, "s") for name, text in pairs])
    missed = [
        pair
        for pair, sightings in zip(pairs, found, strict=True)
        if not any(
            sighting.name == pair[0] and sighting.field == "text" and sighting.form is NameForm.TITLED
            for sighting in sightings
        )
    ]
    return percent("Mme Martin, below a full name", len(pairs) - len(missed), len(pairs), 99.0), missed


def capitalised(name: str) -> bool:
    """Say whether both parts of a name begin with a capital."""
    return all(part[0].isupper() for part in name.split())
