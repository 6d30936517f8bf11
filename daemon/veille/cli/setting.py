"""What every command is told: the options that stand before its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click


class _PathType(click.ParamType):  # type: ignore[type-arg]  # generic in some versions of click alone
    """A path as it was typed. What is there, and may be read, is for the command to find: a wrong configuration is 78."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from veille.config.paths import path_of

        return path_of(value) if isinstance(value, str) else Path(value)


PATH = _PathType()


@dataclass(frozen=True, slots=True)
class Setting:
    """The global options. `config` is the file given by --config, if any."""

    config: Path | None = None


def setting() -> Setting:
    """Return the global options of the command that is running."""
    found = click.get_current_context().find_object(Setting)
    return found or Setting()
