"""What to say of a calendar that can't be read, or of which only a part is."""

from __future__ import annotations

EMPTY = "the answer is empty: there is no calendar in it"
PAGE = "a web page came where a calendar was expected: look there for a link that ends in .ics, or begins with webcal:"
OTHER = "what came is no calendar (it has no BEGIN:VCALENDAR)"


def cut(read: int) -> str:
    """Return what to say of a calendar that ends too early, and how many events were read."""
    return f"the calendar is cut in the middle: {read} events were read"


def broken(number: int) -> str:
    """Return what to say of events that can't be read."""
    return f"{number} events of the calendar could not be read"
