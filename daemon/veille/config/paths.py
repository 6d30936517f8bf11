"""Paths as people write them in a file: "~" is a home folder, where this user has one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path


class NoHome(ValueError):
    """There is no such home folder; str() is the end of a sentence, to be read after a key or an option."""


def home(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return this user's home folder; None where there is none, as in a container that runs as a mere number."""
    if given := environ.get("HOME"):
        return Path(given)
    try:
        return Path(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:
        return None


def expanded(text: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Return a path as written, its "~" or "~NAME" replaced. Raises ValueError, to be read after the key."""
    if "\0" in text:
        raise ValueError("holds a NUL, which no path can")
    first, slash, rest = text.partition("/")
    if first == "~":
        folder = home(environ)
        if folder is None:
            raise NoHome(
                "begins with '~', and this user has no home folder: write the whole path, or set $HOME"
            )
    elif first.startswith("~"):
        try:
            folder = Path(pwd.getpwnam(first[1:]).pw_dir)
        except KeyError:
            raise NoHome(
                f"begins with '{first}', and there is no such user here: write the whole path"
            ) from None
    else:
        return _path(text)
    return folder / _path(rest) if slash else folder


def _path(text: str) -> Path:
    # TOML is UTF-8, and so are the names of files, whatever the locale says (PEP 383).
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))
