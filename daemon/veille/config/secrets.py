"""Secrets by their name: the service's credentials, the environment, or files beside the configuration."""

from __future__ import annotations

import contextlib
import os
import re
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from veille.errors import UserError, failure, of_system
from veille.model import Secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_OTHERS = 0o077


class SecretError(UserError):
    """A secret can't be read; the sentence has advice, and nothing of its value."""


class SecretDenied(SecretError):
    """A secret is there, but not for this user; the service itself may read it."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Where secrets are looked for. `folder` is `secrets/` beside the configuration.

    `denied_ok`: that this user may not read one is worth a warning only.
    """

    folder: Path
    environ: Mapping[str, str]
    denied_ok: bool = False

    def get(self, name: str) -> Secret:
        """Return a secret without its trailing newline. Raises SecretError."""
        check_name(name)
        value = self._credential(name)
        if value is None:
            value = self.environ.get(variable(name))
            if value is not None and _is_escaped(value):  # UTF-8, which the C locale reads as ASCII
                value = os.fsencode(value).decode("utf-8", "replace")
        if value is None:
            value = self._file(name)
        value = value.rstrip("\r\n")
        if not value:
            raise SecretError(failure("the secret '{name}' is empty: run  veille secret {name}", name=name))
        return Secret(name, value)

    def _credential(self, name: str) -> str | None:
        folder = self.environ.get("CREDENTIALS_DIRECTORY", "")
        # systemd.exec(5): LoadCredential=secrets:FOLDER, as our unit has it, names each file "secrets_FILE".
        # A credential that a person's own drop-in names outright comes first.
        paths = [Path(folder) / name, Path(folder) / f"secrets_{name}"] if folder else []
        return next((_read(path, name) for path in paths if path.is_file()), None)

    def _file(self, name: str) -> str:
        path = self.folder / name
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise SecretError(
                failure(
                    "the secret '{name}' is missing: run  veille secret {name}  (or set ${variable})",
                    name=name,
                    variable=variable(name),
                )
            ) from None
        except OSError as error:
            raise _unreadable(name, path, error) from None
        if mode & _OTHERS:
            raise SecretError(
                failure(
                    "the secret '{name}' may be read by others: run  chmod 600 '{path}'", name=name, path=path
                )
            )
        return _read(path, name)


def check_name(name: str) -> None:
    """Raise SecretError unless name can be a secret's: it becomes a file's name."""
    if not _NAME.fullmatch(name):
        raise SecretError(failure("a secret's name is made of letters, digits, '-', '_' and '.'"))


def variable(name: str) -> str:
    """Return the environment variable of a secret: VEILLE_SECRET_MAIL for "mail"."""
    return "VEILLE_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def write(folder: Path, name: str, value: str) -> Path:
    """Write a secret into folder (0700) as a file (0600), whole or not at all; return its path.

    Raises SecretError where that can't be done.
    """
    check_name(name)
    path = folder / name
    half = folder / f".{name}.{random.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The mode is given at creation: a chmod afterwards would leave a moment in which others can read.
        with os.fdopen(
            os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(value + "\n")
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise SecretError(
            failure(
                "the secret '{name}' can't be written to {path}: {said}",
                name=name,
                path=path,
                said=of_system(error),
            )
        ) from None
    return path


def _is_escaped(value: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in value)


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise _unreadable(name, path, error) from None
    except UnicodeDecodeError:
        raise SecretError(failure("the secret '{name}' is not text ({path})", name=name, path=path)) from None


def _unreadable(name: str, path: Path, error: OSError) -> SecretError:
    kind = SecretDenied if isinstance(error, PermissionError) else SecretError
    return kind(
        failure(
            "the secret '{name}' can't be read from {path}: {said}",
            name=name,
            path=path,
            said=of_system(error),
        )
    )
