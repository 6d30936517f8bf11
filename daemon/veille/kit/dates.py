"""Dates as programs write them: ISO 8601, and the form of mails; nothing is guessed, and no zone is invented."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime


def moment(value: object, *, zone: tzinfo | None = UTC) -> datetime | None:
    """Return an ISO 8601 date or time with its zone; None for anything else: a year, a month, nonsense.

    One that has no zone is in `zone`; where that is None, it is None as well.
    """
    try:
        return _aware(datetime.fromisoformat(value.strip()), zone) if isinstance(value, str) else None
    except ValueError:
        return None


def moment_of_mail(value: object, *, zone: tzinfo | None = UTC) -> datetime | None:
    """Return a time as mails and RSS write it ("Mon, 23 Nov 2026 08:00:00 +0100"), in the same way."""
    try:
        return _aware(parsedate_to_datetime(value), zone) if isinstance(value, str) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _aware(found: datetime, zone: tzinfo | None) -> datetime | None:
    if found.tzinfo is not None:
        return found
    return found.replace(tzinfo=zone) if zone is not None else None
