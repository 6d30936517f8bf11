"""veille keeps watch: this is the plugin API, re-exported, and nothing else."""

from __future__ import annotations

import warnings
from typing import Any

from veille.errors import (
    NO_FAILURE,
    Failure,
    NotModified,
    Renamed,
    SourceError,
    WebError,
    failure,
    several,
)
from veille.model import Batch, Item, OAuth, Secret
from veille.source import Cursor, Known, Page, Source, Suggestion, Wanted, WatchedName, Web
from veille.streams import certificate_failure, hang_up

__all__ = [
    "NO_FAILURE",
    "Batch",
    "Cursor",
    "Failure",
    "Item",
    "Known",
    "NotModified",
    "OAuth",
    "Page",
    "Secret",
    "Source",
    "SourceError",
    "Suggestion",
    "Wanted",
    "WatchedName",
    "Web",
    "WebError",
    "certificate_failure",
    "failure",
    "hang_up",
    "several",
]


def __getattr__(name: str) -> Any:
    if name == "Offer":
        warnings.warn(
            "it imports `Offer`, which is called `Suggestion` now: rename it", Renamed, stacklevel=2
        )
        return Suggestion
    raise AttributeError(f"module 'veille' has no attribute {name!r}")
