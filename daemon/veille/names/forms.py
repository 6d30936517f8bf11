"""A name cut into its parts, and all the ways in which each part is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from veille.names.lexicon import (
    ARTICLES,
    COMPOUNDING,
    FIRM_PARTICLES,
    FIRST_NAMES,
    LEGAL,
    LEGAL_WORDS,
    PARTICLES,
    SUFFIXES,
    TITLES,
)
from veille.names.spelling import WORD, cleaned, folds, upper, word


@dataclass(frozen=True, slots=True)
class PersonParts:
    """A person's name as words in their own spelling; the surname has its particles with it."""

    first_names: tuple[str, ...]
    surname: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstNameForm:
    """One way to write first names. `short`: with initials. `less`: without a middle name."""

    words: tuple[str, ...]
    short: bool = False
    less: bool = False


@dataclass(frozen=True, slots=True)
class Surname:
    """One way to write a surname. `half`: of two. `bare`: without a particle that makes it another alone."""

    words: tuple[str, ...]
    anchor: int
    half: bool = False
    bare: bool = False


def parts(name: str, first_names: frozenset[str] = FIRST_NAMES) -> PersonParts:
    """Split a person's name into first names and surname: by comma, capitals or particle, else by a list of first names."""
    words, split = _split_name(name, first_names)
    if split:
        return split
    if len(words) < 2:
        return PersonParts((), tuple(words))
    return _by_particle(words) or _by_first_names(words, first_names)


def cuts(name: str, first_names: frozenset[str] = FIRST_NAMES) -> list[PersonParts]:
    """Return every way to split a person's name: one if its comma or capitals decide, else at each word, in either order.

    None for a name of one word.
    """
    words, split = _split_name(name, first_names)
    if split:
        return [split]
    halves = [(tuple(words[:at]), tuple(words[at:])) for at in range(1, len(words))]
    return [PersonParts(*both) for first, last in halves for both in ((first, last), (last, first))]


def _split_name(name: str, first_names: frozenset[str]) -> tuple[list[str], PersonParts | None]:
    """Return a name's words without titles, suffixes and nicknames; and its parts, if its comma or capitals show them."""
    text = _NICKNAME.sub(" ", " ".join(cleaned(name)[0].split()))
    before, comma, after = text.partition(",")
    if comma and folds(before) and folds(after) and not SUFFIXES.issuperset(folds(after)):
        return [], PersonParts(tuple(_bare(_named(after), 1)), tuple(_bare(_named(before), 1)))
    words = _bare(_named(text.replace(",", " ")))
    return words, _by_capitals(words, first_names) if len(words) > 1 else None


# Between first name and surname: Jean "JM" Martin, Jean (JM) Martin.
_NICKNAME = re.compile(r"(?<=[\w.])\s+(?:[\"“”„«][^\"“”„«»]+[\"“”»]|\([^()]+\))\s+(?=\w)")


def _bare(words: list[str], least: int = 2) -> list[str]:
    """Return a name's words without titles before it and suffixes after it, `least` of them."""
    while len(words) > least and _one(words[0]) in TITLES and not _initial(words[0]):
        words = words[1:]
    while len(words) > least and _one(words[-1]) in SUFFIXES:
        words = words[:-1]
    return words


def _named(text: str) -> list[str]:
    return [part for part in text.split() if WORD.search(part)]


def _one(text: str) -> str:
    return "".join(folds(text))


def _initial(text: str) -> bool:
    return len(_one(text)) == 1


def _by_capitals(words: list[str], first_names: frozenset[str]) -> PersonParts | None:
    """ "MARTIN Jean", "Jean-Noël LE GOFF": capitals mark the surname, if only some words are in capitals."""
    loud = [all(map(upper, WORD.findall(text))) for text in words]
    first, last = (
        loud.index(True) if True in loud else 0,
        len(loud) - 1 - loud[::-1].index(True) if True in loud else 0,
    )
    if not any(loud) or all(loud) or not all(loud[first : last + 1]):
        return None
    # JN Dupont, DJ Premier: short capitals are initials or a stage's, but for "ROUX Jean".
    if first == last == 0 and len(words[0]) <= 4 and _one(words[1]) not in first_names:
        return None
    if first and last < len(words) - 1:
        return None
    while first > 1 and _one(words[first - 1]) in PARTICLES:
        first -= 1
    return PersonParts((*words[:first], *words[last + 1 :]), tuple(words[first : last + 1]))


def _by_particle(words: list[str]) -> PersonParts | None:
    for number in range(1, len(words)):
        tokens = folds(words[number])
        alone = len(tokens) == 1 and len(words[number]) > 1 and number < len(words) - 1
        if tokens[0] in PARTICLES and (alone or len(tokens) > 1) and words[number][1:2] != ".":
            return PersonParts(tuple(words[:number]), tuple(words[number:]))
    return None


def _by_first_names(words: list[str], first_names: frozenset[str]) -> PersonParts:
    cut = 1
    while cut < len(words) - 1 and (_initial(words[cut]) or first_names.issuperset(folds(words[cut]))):
        cut += 1
    return PersonParts(tuple(words[:cut]), tuple(words[cut:]))


def spellings(raw: str) -> list[str]:
    """Return the folded spellings of a word: Müller is also Mueller, Jørgensen Joergensen."""
    expanded = raw.lower().translate(_EXPANDED)
    return list(dict.fromkeys((word(raw), word(expanded))))


_EXPANDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def _tokens(words: tuple[str, ...]) -> list[str]:
    return [raw for text in words for raw in WORD.findall(text)]


def _spelled(raws: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words as written, and with every umlaut expanded."""
    yield tuple(word(raw) for raw in raws)
    if any(len(spellings(raw)) > 1 for raw in raws):
        yield tuple(spellings(raw)[-1] for raw in raws)


def first_name_forms(given: tuple[str, ...]) -> list[FirstNameForm]:
    """Return the ways to write first names, in full and with initials."""
    forms: dict[tuple[str, ...], FirstNameForm] = {}

    def add(words: tuple[str, ...], short: bool = False, less: bool = False) -> None:
        forms.setdefault(words, FirstNameForm(words, short, less))

    if not given:
        return []
    whole = _tokens(given)
    first = _tokens(given[:1])
    # A middle initial adds nothing; and Jean Noël is one first name, like Jean-Noël.
    middle_is_initial = all(_initial(given_name) for given_name in given[1:])
    compound = len(first) == 1 and word(first[0]) in COMPOUNDING and not middle_is_initial
    for tokens in _spelled(whole):
        add(tokens)
        if len(tokens) > 1 and not any(len(token) == 1 for token in tokens):
            add(("".join(tokens),))
    for tokens in _spelled(first) if not compound else ():
        add(tokens, less=not middle_is_initial)
        if len(first) > 1:
            add(("".join(tokens),), less=not middle_is_initial)
    if all(len(token) == 1 for token in whole):  # "J.-N. Dupont": there are initials only
        add(("".join(word(token) for token in whole),))
        return list(forms.values())
    for raws in (whole, first):
        folded = [word(raw) for raw in raws]
        for choice in product(*[(token[0], token) for token in folded[:3]]):
            if any(len(part) == 1 for part in choice):
                add(tuple(choice), short=True)
        if len(folded) > 1:
            add(("".join(token[0] for token in folded),), short=True)
        add((folded[0][0],), short=True)
        if folded[0][:2] in _DIGRAPHS and len(folded[0]) > 2:  # Ch. Péguy, Ph. Noiret, Th. Gautier
            add((folded[0][:2],), short=True)
    return list(forms.values())


_DIGRAPHS = ("ch", "ph", "th", "rh")


def surname_forms(surname: tuple[str, ...]) -> list[Surname]:
    """Return the ways to write a surname: whole, glued to its particles or without them, and each half of two."""
    forms: dict[tuple[str, ...], Surname] = {}

    def add(words: tuple[str, ...], half: bool = False, bare: bool = False) -> None:
        anchor = max(range(len(words)), key=lambda at: (words[at] not in PARTICLES, len(words[at]), at))
        forms.setdefault(words, Surname(words, anchor, half, bare))

    raws = _tokens(surname)
    for tokens in _spelled(raws):
        lead = 0
        while lead < len(tokens) - 1 and tokens[lead] in PARTICLES:
            lead += 1
        for particles, core, bare in _led(tokens, lead):
            add((*particles, *core), bare=bare)
            for glue in range(1, len(particles) + 1):
                kept, glued = particles[:-glue], "".join(particles[-glue:])
                add((*kept, glued + core[0], *core[1:]), bare=bare)
        if len(tokens) - lead > 1:
            add(("".join(tokens[lead:]),))
        for half in _halves(surname):
            add(half, half=True)
            if half[0] in PARTICLES:
                add(("".join(half),), half=True)
    return list(forms.values())


def _led(tokens: tuple[str, ...], lead: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Yield particles and core, with ever fewer particles; and whether one fell without which it is another name."""
    for fewer in range(lead + 1):
        yield tokens[fewer:lead], tokens[lead:], not FIRM_PARTICLES.isdisjoint(tokens[:fewer])


def _halves(surname: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the two halves of a double surname, each with its particles; none where it isn't double."""
    tokens = [word(raw) for raw in _tokens(surname)]
    halves: list[tuple[str, ...]] = []
    begun: list[str] = []
    for token in tokens:
        begun.append(token)
        if token not in PARTICLES and token not in ("saint", "sainte"):
            halves.append(tuple(begun))
            begun = []
    if begun or len(halves) < 2:
        return []
    return [half for half in halves if len(half[-1]) > 2]


def company_forms(name: str) -> tuple[list[Surname], list[str]]:
    """Return the ways to write a company's name, legal forms dropped, and its words without articles, as spelled."""
    core = _core(WORD.findall(cleaned(name)[0]))
    articles: tuple[str, ...] = ()
    while len(core) > 1 and word(core[0]) in ARTICLES:
        articles, core = (*articles, word(core[0])), core[1:]
    forms: dict[tuple[str, ...], Surname] = {}

    def add(words: tuple[str, ...]) -> None:
        # Of one word, its article is a part of the name: "Le Monde", "dans La Poste", "du Monde".
        for article in _CONTRACTED.get(articles[-1], articles[-1:]) if articles and len(core) == 1 else ("",):
            whole = (article, *words) if article else words
            anchor = max(range(len(whole)), key=lambda at: (len(whole[at]), at))
            forms.setdefault(whole, Surname(whole, anchor))

    joined = [at for at, raw in enumerate(core) if word(raw) in _JOINING and 0 < at < len(core) - 1]
    for tokens in _spelled(core):
        add(tokens)
        if joined or "&" in name or "+" in name:
            alone = tuple(token for at, token in enumerate(tokens) if at not in joined)
            add(alone)
            for joining in _JOINING if len(alone) == 2 else ():
                add((alone[0], joining, alone[1]))
        if len(tokens) > 1:
            add(("".join(tokens),))
    humps = _HUMPS.findall(core[0]) if len(core) == 1 else []
    if len(humps) > 1 and "".join(humps) == core[0]:  # LeBonCoin
        add(tuple(word(hump) for hump in humps))
    return list(forms.values()), core


_CONTRACTED = {"le": ("le", "du", "au"), "les": ("les", "des", "aux")}
_JOINING = ("and", "et", "und")
_HUMPS = re.compile(r"[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ]+")


def _core(raws: list[str]) -> list[str]:
    """Return a company's words without its legal form: "Acme SAS", "Groupe Acme", "SCOP Le Grain"."""
    core = list(raws)
    while len(core) > 1 and word(core[-1]) in LEGAL:
        core.pop()
    if len(core) > 2 and word(core[-1]) in LEGAL_WORDS:
        end = len(core) - (2 if word(core[-2]) in _JOINING else 1)
        core = core[:end] if end > 1 else core
    while len(core) > 1 and ((upper(core[0]) and word(core[0]) in LEGAL) or word(core[0]) == "groupe"):
        core.pop(0)
    return core
