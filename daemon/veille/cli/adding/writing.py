"""What was chosen, as TOML in veille.d/added.toml: added to what stands there, and loaded whole before it replaces it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from veille import config as configuration
from veille.cli.adding.addresses import host_of
from veille.cli.drafting import slug
from veille.config.model import Config
from veille.config.reading import title
from veille.errors import ConfigError, UserError
from veille.permissions import WRITE, advice

_MOST_NAMES = 10_000  # that are tried for one that is free
FILE = Path("veille.d/added.toml")
"""Where it goes, beside the configuration."""

_HEAD = "# What `veille add` and `veille import` wrote. It may be edited, and moved into veille.toml.\n"


def table(kind: str, name: str, comment: str, values: Mapping[str, Any]) -> str:
    """Return [kind.NAME] as TOML, its keys in their order, empty ones left out; `comment` is one line, of anything."""
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in comment).split())
    lines = [f"# {said}", f"[{title(kind, name)}]"]
    lines += [f"{key} = {_value(value)}" for key, value in values.items() if value not in ("", None)]
    return "\n".join(lines) + "\n"


def taken_names(config: Config) -> set[str]:
    """Return the names that no new source or company may have."""
    return {*config.sources, *config.broken, *config.names, *(name.group for name in config.names.values())}


def free_name(title: str, url: object, kind: str, taken: Container[str]) -> str:
    """Return a name that is not taken, from what a source or a company is called, else its host."""
    host = host_of(url).removeprefix("www.")
    base = slug(title) or slug(host.rpartition(".")[0]) or kind
    names = (base, *(f"{base}-{number}" for number in range(2, _MOST_NAMES)))
    return next((name for name in names if name not in taken), base)


def write(path: Path, tables: str) -> Config:
    """Add tables to the file beside the configuration at `path`; return the configuration that this makes.

    Raises UserError, and then nothing has changed.
    """
    file = path.parent / FILE
    try:
        with _alone(file.parent):
            written = file.resolve()  # a link to a file kept elsewhere stays one
            before = file.read_text("utf-8") if file.exists() else _HEAD
            after = f"{before.rstrip()}\n\n{tables}"
            try:
                config = configuration.load(path, secrets=False, instead={file: after})
            except ConfigError as error:
                raise UserError(f"nothing was written, since this would be wrong:\n{error}") from None
            _replace(written, after, like=path)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        how = (advice(file) or advice(file.parent, WRITE)) if isinstance(error, PermissionError) else ""
        how = how or f"run this as the owner of {path}, as  sudo veille add …"
        raise UserError(f"{file} cannot be written ({why}): {how}") from None
    return config


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, made if need be: of two commands at once, neither must lose what the other adds."""
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(folder.parent.stat().st_mode & 0o777)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(file: Path, text: str, *, like: Path) -> None:
    """Put text in the place of a file, whole or not at all; who may read `like` may read it."""
    model = like.stat()
    half = file.with_name(f".{file.name}.new")
    half.unlink(missing_ok=True)  # another's, that was ended midway, could not be written
    try:
        with half.open("w", encoding="utf-8") as out:
            with suppress(PermissionError):  # a group that is not one's own
                os.fchown(out.fileno(), -1, model.st_gid)
            os.fchmod(out.fileno(), model.st_mode & 0o777)
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        half.replace(file)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # A JSON string is a TOML basic string but for DEL (toml.io, v1.0.0, "String"); so are numbers and booleans.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
