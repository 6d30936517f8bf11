"""What every command is told: the options that stand before its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True, slots=True)
class Setting:
    """The global options. `config` is the file given by --config, if any."""

    config: Path | None = None


def setting() -> Setting:
    """Return the global options of the command that is running."""
    found = click.get_current_context().find_object(Setting)
    return found or Setting()
