"""The configuration: where its file is, its state folder alone (cheap), all of it, or all that is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from veille.config.reading import find_file, own_file, read_plugins, read_state
from veille.errors import Failure

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.model import Secret

__all__ = ["find_file", "load", "own_file", "read_plugins", "read_state"]


def load(
    path: Path,
    *,
    secrets: bool = True,
    denied_ok: bool = False,
    environ: Mapping[str, str] = os.environ,
    refusal: Callable[[Secret], Failure] | None = None,
    instead: Mapping[Path, str] = MappingProxyType({}),
) -> Config:
    """Return the configuration of a file and of veille.d/*.toml beside it, every default filled in.

    With `secrets=False` secrets are not looked for and stand empty, for commands beside the daemon; with
    `denied_ok` those that only the service may read do. `refusal` returns why a channel's URL can't be used, or
    nothing: that needs Apprise, which takes long to import. `instead` are texts that stand for files, whether these are
    there or not. What doesn't keep the daemon from running is in `warnings` and `broken`.
    Raises ConfigError with every problem at once.
    """
    # pydantic and the rules' parser take over 100 ms to import, and reading commands need neither.
    from veille.config.expanding import expand
    from veille.config.reading import read_files
    from veille.config.secrets import Vault

    path = path.absolute()
    vault = Vault(path.parent / "secrets", environ, denied_ok) if secrets else None
    return expand(read_files(path, vault, instead), environ=environ, refusal=refusal)
