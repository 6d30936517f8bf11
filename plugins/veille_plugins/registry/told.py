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
