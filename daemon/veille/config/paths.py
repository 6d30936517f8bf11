"""Paths as people write them in a file: "~" is a home folder, where this user has one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from veille.errors import failure


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
        raise ValueError(failure("holds a NUL, which no path can"))
    first, slash, rest = text.partition("/")
    if first == "~":
        folder = home(environ)
        if folder is None:
            raise NoHome(
                failure(
                    "begins with '~', and this user has no home folder: write the whole path, or set $HOME"
                )
            )
    elif first.startswith("~"):
        try:
            folder = Path(pwd.getpwnam(first[1:]).pw_dir)
        except KeyError:
            raise NoHome(
                failure(
                    "begins with '{first}', and there is no such user here: write the whole path", first=first
                )
            ) from None
    else:
        return _as_written(text)
    return folder / _as_written(rest) if slash else folder


def path_of(argument: str) -> Path:
    """Return the path that an argument names, in the charset of the terminal."""
    try:
        os.fsencode(argument)
    except UnicodeEncodeError:  # the C locale has no letters but ASCII's
        return _as_written(argument)
    return Path(argument)


def text_of(path: Path) -> str:
    """Return a path as a file has it; what is no UTF-8 in it is replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _as_written(text: str) -> Path:
    # TOML is UTF-8, and names mean the same to a person in one locale and to the service in another (PEP 383).
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))
