"""What to say of an answer that is none, and of a company that the register does not tell of."""

from __future__ import annotations

NO_COMPANIES = "the register of companies answers in another form than it used to (no results)"
NO_NAME = "the register of companies answers in another form than it used to (no name)"
NO_NOTICES = "BODACC answers in another form than it used to (no results)"


def unknown(number: str) -> str:
    """Return what to say of a company that is not found, by its SIREN: it may be one that asked not to be told of."""
    return f"the register of companies does not tell of {number}"


def odd_notice(error: Exception) -> str:
    """Return what to say of notices whose fields are not what they were."""
    return f"BODACC answers in another form than it used to ({error!r})"


def no_activity(what: str) -> str:
    """Return what to say of words that no activity has."""
    return (
        f"no activity of the official list (NAF) is called “{what}”: try another word, or a code such as 91.02Z"
        " (musées)"
    )


def no_place(where: str) -> str:
    """Return what to say of a place that is none."""
    return f"“{where}” is no town, department or region of France that is known"


def no_employer(what: str, activity: str, where: str, place: str) -> str:
    """Return what to say where nothing is found, with how the words were read."""
    if not place:
        return f"the register knows no employer: “{what}” was read as {activity}"
    return f"the register knows no employer: “{what}” was read as {activity}, and “{where}” as {place}"
