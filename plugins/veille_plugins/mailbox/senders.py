"""The table of senders: those of senders.toml, what distributions bring, and the user's own, which go before them."""

from __future__ import annotations

import logging
from functools import cache
from importlib import metadata, resources
from pathlib import Path

from veille.kit import tables
from veille_plugins.mailbox.shapes import Sender

GROUP = "veille.senders"
FOLDER = Path("senders.d")


@cache
def table() -> tuple[Sender, ...]:
    """Return the senders known; those of other distributions go first, so that they may mend one of ours."""
    return (*_installed(), *_bundled())


def with_own(folder: Path) -> tuple[Sender, ...]:
    """Return the senders known, those of a folder's *.toml first. Raises ValueError with everything that is wrong."""
    return (*tables.read_folder(Sender, folder).values(), *table())


def _bundled() -> tuple[Sender, ...]:
    file = resources.files(__package__) / "senders.toml"
    return tuple(tables.read(Sender, file.read_bytes(), file.name).values())


def _installed() -> list[Sender]:
    found: list[Sender] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        try:
            given = point.load()
            found += _given(given, point.value)
        except Exception as error:  # a third party's mistake costs its own senders alone
            logging.getLogger(__name__).warning("the sender %s does not load: %s", point.name, error)
    return found


def _given(given: object, name: str) -> tuple[Sender, ...]:
    """Return the senders of an entry point: a TOML text, bytes or the path of one. Raises ValueError."""
    if isinstance(given, Sender):
        return (given,)
    if isinstance(given, Path):
        given = given.read_bytes()
    if not isinstance(given, str | bytes):
        raise ValueError(f"{name} is no text in TOML, nor the path of one")
    return tuple(tables.read(Sender, given, name).values())
