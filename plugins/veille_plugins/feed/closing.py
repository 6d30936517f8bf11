"""The day on which an offer closes, where its source says so or exactly one dated phrase does."""

from __future__ import annotations

from datetime import date, datetime


def names_closing(key: str) -> bool:
    return False


def read(text: str) -> date | None:
    return None


def phrase(title: str, text: str, published: datetime | None) -> date | None:
    return None
