"""Data files of a kind, and those that its users write: TOML, read into frozen dataclasses, wrong ones told in words.

They hold no secrets: what is wrong is shown as it was written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from veille import options
from veille.errors import Failure, Problem, as_failure, failure, of_system, several, text_failure
from veille.options import Parsed, did_you_mean

__all__ = ["Parsed", "did_you_mean", "parse", "read", "read_folder"]

T = TypeVar("T")
_PLACE = re.compile(r"line (\d+), column (\d+)")


def parse(text: bytes | str) -> dict[str, Any]:
    """Return the tables of a TOML document. Raises ValueError with the line, to be read after the file's name."""
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(
            failure("line {line} is not UTF-8 text: save the file as UTF-8", line=line)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_sentence(str(error))) from None
    except RecursionError:
        raise ValueError(failure("is nested too deeply to be read")) from None


def read(cls: type[T], text: bytes | str, file: str) -> dict[str, T]:
    """Return the named tables of a TOML document as objects of cls, a frozen dataclass, in their order.

    `file` is what a person calls it. Raises ValueError with everything that is wrong, each with its file and table.
    """
    try:
        document = parse(text)
    except ValueError as error:
        raise ValueError(_told(Problem(file, "", as_failure(error)))) from None
    found: dict[str, T] = {}
    problems: list[Problem] = []
    for name, table in document.items():
        if not isinstance(table, dict):
            problems.append(
                Problem(
                    file,
                    "",
                    failure("'{name}' stands outside of every table: write [NAME] above it", name=name),
                )
            )
            continue
        made = options.read(cls, table, where=(file, name), private=False)
        if isinstance(made, list):
            problems += made
        else:
            found[name] = made
    if problems:
        raise ValueError(_all_told(problems))
    return found


def read_folder(cls: type[T], folder: Path) -> dict[str, T]:
    """Return the named tables of every *.toml in a folder, files in the order of their names; {} where there is no folder.

    Raises ValueError with everything that is wrong, a table that two files have included.
    """
    found: dict[str, T] = {}
    whose: dict[str, str] = {}
    wrong: list[Failure] = []
    for path in _files(folder):
        file = f"{folder.name}/{path.name}"
        try:
            tables = read(cls, path.read_bytes(), file)
        except OSError as error:
            wrong.append(failure("{file}: cannot be read ({said})", file=file, said=of_system(error)))
        except ValueError as error:
            wrong.append(as_failure(error))
        else:
            for name, made in tables.items():
                if name in found:
                    why = failure("stands in {file} as well: one of the two must go", file=whose[name])
                    wrong.append(_told(Problem(file, name, why)))
                found[name], whose[name] = made, file
    if wrong:
        raise ValueError(several(wrong))
    return found


def _files(folder: Path) -> Iterable[Path]:
    try:
        # Editors leave ".#name.toml".
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ValueError(
            failure("{folder} cannot be listed ({said})", folder=folder, said=of_system(error))
        ) from None


def _all_told(problems: Iterable[Problem]) -> Failure:
    return several(map(_told, problems))


def _told(problem: Problem) -> Failure:
    return failure("{where}: {why}", where=problem.where, why=problem.why)


def _sentence(message: str) -> Failure:
    """Return tomllib's message with the place first: "line 3, column 5: expected '=' after a key …"."""
    what, _, place = message.rpartition(" (at ")
    if not what:
        return text_failure(message)
    found = _PLACE.fullmatch(place.rstrip(")"))
    at = (
        failure("line {line}, column {column}", line=found[1], column=found[2])
        if found
        else failure("the end of the file")
    )
    if what.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        why = failure("this table or key stands here for the second time")
        return failure("{at}: {why}", at=at, why=why)
    return failure("{at}: {said}", at=at, said=f"{what[:1].lower()}{what[1:]}")
