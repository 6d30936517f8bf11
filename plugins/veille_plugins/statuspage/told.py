"""What to say of a status page that can't be read."""

from __future__ import annotations

NEITHER = (
    "no status page that can be read is there: neither its API (/api/v2/incidents.json) nor /history.atom"
)
NO_API = "what came is no answer of a status page's API"


def odd(error: Exception) -> str:
    """Return what to say of an answer whose fields are not what they were."""
    return f"the status page answers in another form than it used to ({error!r})"
