"""What is looked for, in forms that search engines take: the phrases, tags and accounts of a name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from veille import Secret

_QUOTES = re.compile(r"[\"“”„«»<>\x00-\x1f\x7f]+")  # what would end a quoted phrase, or be taken for markup
_HYPHENS = re.compile(r"[-‐‑–]+")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BLUESKY = re.compile(r"@?((?:[a-z0-9-]+\.)+[a-z]{2,})|(did:[a-z]+:[\w.:%-]+)", re.IGNORECASE)
_BLUESKY_PAGE = re.compile(r"https?://bsky\.app/profile/([^/?#\s]+)", re.IGNORECASE)
_LEGAL = re.compile(
    r"[\s,]+(?:S\.?A\.?S\.?U?\.?|S\.?A\.?R\.?L\.?|S\.?A\.?|EURL|SNC|SCOP|SCIC|SE|GmbH|AG|Ltd\.?|Limited|Inc\.?|LLC"
    r"|PLC|B\.?V\.?|N\.?V\.?|S\.?p\.?A\.?)$"
)
_PARTICLES = re.compile(r"d[aeiou]s?|dal|dell?a?|de[rn]|l[aeo]|les|te[rn]|v[ao]n|zu[mr]?", re.IGNORECASE)
_COUNTRIES = {"en": "US", "da": "DK", "sv": "SE", "cs": "CZ", "el": "GR", "uk": "UA", "ja": "JP", "ko": "KR"}

MOST_CONTEXT = 6  # context words that stand in one query
MOST_TAGS = 4  # Mastodon takes so many in one timeline


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """What one engine is searched for: a name, its other forms, what is near it, and what the engine needs."""

    full: str
    also: tuple[str, ...] = ()
    company: bool = False
    context: tuple[str, ...] = ()
    orcid: str = ""
    language: str = "fr"
    server: str = ""
    user: str = ""
    key: Secret | None = None
    contact: str = ""


def names(query: EngineQuery) -> tuple[str, ...]:
    """Return the name and its other forms that are names, as people write them: no account, no address."""
    forms = (_without_quotes(form) for form in (query.full, *query.also) if not _is_address(form))
    return _distinct(_without_legal_form(name) if query.company else _in_order(name) for name in forms)


def phrases(query: EngineQuery) -> tuple[str, ...]:
    """Return the phrases by which a text may name it, the likeliest first: forms, spellings, "Nom Prénom", addresses.

    A person's nickname is looked for where context can narrow the search: alone, it drowns what names the person.
    """
    forms = names(query) if query.context else _distinctive_forms(query)
    spaced = (_HYPHENS.sub(" ", name) for name in forms)
    turned = (other for name in forms if not query.company for other in _turned(name))
    addresses = (form.strip() for form in query.also if _MAIL.fullmatch(form.strip()))
    return _distinct((*forms, *spaced, *turned, *addresses))


def signatures(query: EngineQuery) -> tuple[str, ...]:
    """Return the names that a work may be signed with: those of more than one word, of a person."""
    return () if query.company else tuple(name for name in names(query) if " " in name)


def either(query: EngineQuery, *, signs: int, words: int) -> str:
    """Return one query for any of the phrases, as many as fit: `"Jeanne Le Goff" OR "Le Goff Jeanne"`.

    A name of one word, which the answers of an engine that gives a hundred of them would drown in, is looked for
    beside one of its context words. Context narrows nothing else: the verdict is made from the whole item, and what
    an engine leaves out can't be judged.
    """
    parts: list[str] = []
    for phrase in phrases(query):
        part = quoted(phrase)
        if near := _near(query, phrase):
            part = f"({part} ({' OR '.join(map(quoted, near))}))"
        longer = " OR ".join((*parts, part))
        if parts and (len(longer) > signs or len(longer.split()) > words):
            continue
        parts.append(part)
    return " OR ".join(parts)


def each(query: EngineQuery, *, most: int) -> tuple[str, ...]:
    """Return one query for each phrase, the likeliest first, for engines without OR (see `either`)."""
    by_words: dict[str, list[str]] = {}
    for phrase in phrases(query):
        near = _near(query, phrase)
        both = [f"{quoted(phrase)} {quoted(word)}" for word in near] or [quoted(phrase)]
        # Such engines see words, and no hyphens.
        by_words.setdefault(_HYPHENS.sub(" ", phrase).casefold(), both)
    return tuple(text for both in by_words.values() for text in both)[:most]


def ranked(query: EngineQuery) -> str:
    """Return the query whose answer has positions: the name as its bearer gives it, and nothing beside it.

    Other forms would mix the answers of two searches into one order. Of a name of one word, with its first context
    word, as whoever looks for it would search.
    """
    name = (*names(query), _without_quotes(query.full))[0]
    return " ".join((quoted(name), *_near(query, name)[:1]))


def tags(query: EngineQuery) -> tuple[str, ...]:
    """Return hashtags, without their #: those given, then the names run together."""
    given = (form.strip().lstrip("#") for form in query.also if form.strip().startswith("#"))
    run = ("".join(_WORD.findall(name)) for name in _distinctive_forms(query))
    hashtags = _distinct(tag for tag in (*given, *run) if len(_LETTERS.findall(tag)) > 1)
    return tuple(tag for tag in hashtags if _WORD.fullmatch(tag))[:MOST_TAGS]


def bluesky_accounts(query: EngineQuery) -> tuple[str, ...]:
    """Return the accounts on Bluesky among the other forms: "@ines.example", a profile's address, a DID."""
    accounts = []
    for form in map(str.strip, query.also):
        if page := _BLUESKY_PAGE.match(form):
            form = f"@{page[1]}" if not page[1].startswith("did:") else page[1]
        if form.startswith(("@", "did:")) and (account := _BLUESKY.fullmatch(form)):
            accounts.append((account[1] or "").lower() or account[2])
    return _distinct(accounts)


def can_be_sought(query: EngineQuery) -> bool:
    """Return whether there is more than one letter to look for."""
    return any(len(_LETTERS.findall(name)) > 1 for name in names(query))


def locale(language: str) -> tuple[str, str]:
    """Return the language and the country in engines' parameters: ("fr", "FR"), ("en", "US")."""
    speech, _, region = language.partition("-")
    speech = speech.lower()
    return speech, region.upper() if len(region) == 2 else _COUNTRIES.get(speech, speech.upper())


def quoted(phrase: str) -> str:
    """Return a phrase in quotation marks, which it has none of."""
    return f'"{_without_quotes(phrase)}"'


def _distinctive_forms(query: EngineQuery) -> tuple[str, ...]:
    """Return the name, and those of its forms that are as distinctive: a person's of one word is not."""
    return tuple(
        name
        for place, name in enumerate(names(query))
        if not place or query.company or len(_WORD.findall(name)) > 1
    )


def _near(query: EngineQuery, phrase: str) -> tuple[str, ...]:
    if len(_WORD.findall(phrase)) > 1:
        return ()
    return _distinct(map(_without_quotes, query.context))[:MOST_CONTEXT]


def _without_quotes(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", normalize("NFC", text)).split())


def _is_address(form: str) -> bool:
    form = form.strip()
    return "@" in form or "/" in form or form.startswith(("#", "did:"))


def _without_legal_form(name: str) -> str:
    return _LEGAL.sub("", name) or name


def _in_order(name: str) -> str:
    """Return "Jeanne Le Goff" for "Le Goff, Jeanne"."""
    last, comma, first = (part.strip() for part in name.partition(","))
    return (
        f"{first} {last}" if comma and last and first and "," not in first else name.replace(",", " ").strip()
    )


def _turned(name: str) -> Iterable[str]:
    """Yield "Nom Prénom": from the surname in capitals, else from its particle, else from each place it may begin."""
    words = name.split()
    capitals = [word for word in words if word.isupper() and len(_LETTERS.findall(word)) > 1]
    if capitals and len(capitals) < len(words):
        begins: Iterable[int] = [words.index(capitals[0])]
    elif particle := next((n for n, word in enumerate(words) if n and _PARTICLES.fullmatch(word)), 0):
        begins = [particle]
    else:
        begins = range(len(words) - 1, 0, -1) if len(words) < 4 else [len(words) - 1]
    return (" ".join((*words[place:], *words[:place])) for place in begins if 0 < place < len(words))


def _distinct(forms: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that are not empty, each once, whatever its case."""
    by_fold: dict[str, str] = {}
    for form in forms:
        if form:
            by_fold.setdefault(form.casefold(), form)
    return tuple(by_fold.values())
