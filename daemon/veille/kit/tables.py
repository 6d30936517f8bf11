"""Data files of a kind, and those that its users write: TOML, read into frozen dataclasses, wrong ones told in words.

They hold no secrets: what is wrong is shown as it was written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from veille import options
from veille.errors import Problem
from veille.options import Parsed, did_you_mean

__all__ = ["Parsed", "did_you_mean", "parse", "read", "read_folder"]

T = TypeVar("T")


def parse(text: bytes | str) -> dict[str, Any]:
    """Return the tables of a TOML document. Raises ValueError with the line, to be read after the file's name."""
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8 text: save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_sentence(str(error))) from None
    except RecursionError:
        raise ValueError("is nested too deeply to be read") from None


def read(cls: type[T], text: bytes | str, file: str) -> dict[str, T]:
    """Return the named tables of a TOML document as objects of cls, a frozen dataclass, in their order.

    `file` is what a person calls it. Raises ValueError with everything that is wrong, each with its file and table.
    """
    try:
        document = parse(text)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    found: dict[str, T] = {}
    problems: list[Problem] = []
    for name, table in document.items():
        if not isinstance(table, dict):
            problems.append(
                Problem(file, "", f"'{name}' stands outside of every table: write [NAME] above it")
            )
            continue
        made = options.read(cls, table, where=(file, name), private=False)
        if isinstance(made, list):
            problems += made
        else:
            found[name] = made
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    return found


def read_folder(cls: type[T], folder: Path) -> dict[str, T]:
    """Return the named tables of every *.toml in a folder, files in the order of their names; {} where there is no folder.

    Raises ValueError with everything that is wrong, a table that two files have included.
    """
    found: dict[str, T] = {}
    whose: dict[str, str] = {}
    wrong: list[str] = []
    for path in _files(folder):
        file = f"{folder.name}/{path.name}"
        try:
            tables = read(cls, path.read_bytes(), file)
        except OSError as error:
            wrong.append(f"{file}: cannot be read ({error.strerror})")
        except ValueError as error:
            wrong.append(str(error))
        else:
            for name, made in tables.items():
                if name in found:
                    wrong.append(f"{file} [{name}]: stands in {whose[name]} as well: one of the two must go")
                found[name], whose[name] = made, file
    if wrong:
        raise ValueError("; ".join(wrong))
    return found


def _files(folder: Path) -> Iterable[Path]:
    try:
        # Editors leave ".#name.toml".
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ValueError(f"{folder} cannot be listed ({error.strerror})") from None


def _sentence(message: str) -> str:
    """Return tomllib's message with the place first: "line 3, column 5: expected '=' after a key …"."""
    what, _, place = message.rpartition(" (at ")
    place = place.rstrip(")")
    if what.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        what = "this table or key stands here for the second time"
    place = "the end of the file" if place == "end of document" else place
    return f"{place}: {what[:1].lower()}{what[1:]}" if what else message
