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
    failure_n,
    several,
)
from veille.model import Batch, Item, OAuth, Secret
from veille.source import ConfigContext, Cursor, NameSource, Page, Source, Suggestion, WatchedName, Web
from veille.streams import certificate_failure, hang_up

__all__ = [
    "NO_FAILURE",
    "Batch",
    "ConfigContext",
    "Cursor",
    "Failure",
    "Item",
    "NameSource",
    "NotModified",
    "OAuth",
    "Page",
    "Secret",
    "Source",
    "SourceError",
    "Suggestion",
    "WatchedName",
    "Web",
    "WebError",
    "certificate_failure",
    "failure",
    "failure_n",
    "hang_up",
    "several",
]


# What plugins import by an earlier name.
_EARLIER = {"Known": ConfigContext, "Offer": Suggestion, "Wanted": NameSource}


def __getattr__(name: str) -> Any:
    if name in _EARLIER:
        now = _EARLIER[name]
        warnings.warn(
            Renamed(
                failure(
                    "it imports `{old}`, which is called `{new}` now: rename it", old=name, new=now.__name__
                )
            ),
            stacklevel=2,
        )
        return now
    raise AttributeError(f"module 'veille' has no attribute {name!r}")
