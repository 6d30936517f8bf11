"""What the small print around an opening says: contract, salary, place, a closing date. Pure."""

from __future__ import annotations

import re
from datetime import date

from veille.kit import amounts, dates
from veille_plugins.mailbox import phrases

_LONGEST = 120  # characters: what is longer is a sentence

_TAIL = re.compile(r"\s*\(([^()]*)\)$")


def closes(text: str) -> date | None:
    """Return the closing date that a piece of small print says, if it says one."""
    found = phrases.CLOSES.search(text)
    return next(dates.days(found["date"]), None) if found else None


def is_noise(text: str) -> bool:
    """Return whether a piece of small print tells a reader nothing."""
    return phrases.NOISE.fullmatch(text) is not None


def is_figures(text: str) -> bool:
    """Return whether a text is nothing but a duration, a salary, a contract, or their like."""
    return len(text) <= _LONGEST and not any(sign.isalpha() for sign in phrases.FIGURES.sub("", text))


def recognise(text: str) -> dict[str, str]:
    """Return what a piece of an opening's small print says, by fact; nothing where its words don't tell."""
    if len(text) > _LONGEST:
        return {}
    if found := phrases.LABELLED.fullmatch(text):
        name = str(next(name for name in ("place", "employer", "department", "reference") if found[name]))
        return {name: found[f"{name}_is"].strip()}
    tail = _TAIL.search(text)
    if tail and phrases.REMOTE.fullmatch(tail[1].strip()):  # "Lyon, France (Hybride)": LinkedIn's way
        return {"place": text[: tail.start()], "remote": tail[1].strip()}
    if phrases.REMOTE.match(text) and len(text) < 50:
        return {"remote": text}
    employer, dash, place = (piece.strip() for piece in text.partition(" - "))
    if dash and not employer.isdigit() and len(text) < 80 and phrases.PLACE.search(place):
        if is_figures(employer):  # "CDI - Lyon (69)"
            return {**recognise(place), **recognise(employer)}
        return {"employer": employer, "place": place}  # "Musée du Livre - Lyon (69)"
    if len(text) < 80:
        bare = phrases.LABEL.sub("", text)
        if phrases.SALARY.search(text) or any(amounts.find(text)):
            return {"salary": bare}
        for name, pattern in (("contract", phrases.CONTRACT), ("place", phrases.PLACE)):
            if pattern.search(text):
                return {name: bare}
    return {}
