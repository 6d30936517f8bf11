"""The TOML files → tables that know in which file they stand; and where the file and its state are."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args

from veille import options
from veille.config.paths import expanded, home
from veille.config.secrets import SecretDenied, SecretError, Vault
from veille.errors import NO_FAILURE, ConfigError, Failure, Problem, as_failure, failure, of_system
from veille.kit import tables
from veille.model import Secret
from veille.permissions import advice

Single = Literal["veille", "mail", "search"]
"""How a table begins of which there is at most one: [mail]."""

Named = Literal["channel", "digest", "person", "company", "rule", "source"]
"""How a table begins that carries a name chosen by the user: [rule.NAME]."""

SINGLE: tuple[Single, ...] = get_args(Single)
NAMED: tuple[Named, ...] = get_args(Named)

SYSTEM = Path("/etc/veille/veille.toml")
_BARE = re.compile(r"[\w-]+", re.ASCII)
T = TypeVar("T")
K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class ConfigTable:
    """One table as written, its secrets already Secret objects. `file` is as a person would name it."""

    file: str
    title: str
    values: Mapping[str, Any]

    @property
    def where(self) -> tuple[str, str]:
        return self.file, self.title


@dataclass(frozen=True, slots=True)
class ConfigFiles:
    """All that the files hold, with the problems and warnings so far."""

    path: Path
    files: tuple[Path, ...]
    single: dict[Single, ConfigTable] = field(default_factory=dict)
    named: dict[Named, dict[str, ConfigTable]] = field(
        default_factory=lambda: {begins: {} for begins in NAMED}
    )
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)

    def wrong(self, table: ConfigTable, why: Failure) -> None:
        self.problems.append(Problem(*table.where, why))

    def warn(self, table: ConfigTable, why: Failure) -> None:
        self.warnings.append(Problem(*table.where, why))

    def typed(self, cls: type[T], table: ConfigTable, **given: Any) -> T | None:
        """Return a table as an object of `cls`; problems are collected, and what is right in it is returned all the same.

        `given` are the fields of cls that no table holds.
        """
        read = options.read(cls, table.values, where=table.where, given=given)
        if not isinstance(read, list):
            return read
        self.problems.extend(read)
        return options.salvage(cls, table.values, given)

    def checked(self, read: Callable[[str], T], text: str, key: str, table: ConfigTable) -> T | None:
        """Return read(text); collect its ValueError under the key, and return None."""
        try:
            return read(text)
        except ValueError as error:
            self.wrong(table, failure("'{key}' {why}", key=key, why=as_failure(error)))
            return None


def find_file(given: Path | None, *, environ: Mapping[str, str] = os.environ, system: Path = SYSTEM) -> Path:
    """Return the configuration's absolute path. Raises ConfigError that lists where it was looked for."""
    named = given or (Path(environ["VEILLE_CONFIG"]) if environ.get("VEILLE_CONFIG") else None)
    if named is not None:
        if _exists(named):
            return named.absolute()
        if named.is_dir():
            raise _nowhere(
                str(named),
                failure("it is a folder: name the file in it, like {file}", file=named / "veille.toml"),
            )
        raise _nowhere(str(named), failure("there is no such file: run  veille init  to write one"))
    own = [own_file(environ)] if home(environ) is not None else []
    places = [Path("veille.toml"), *own, system]
    for place in places:
        if _exists(place):
            return place.absolute()
    looked = ", ".join(str(place if place.is_absolute() else f"./{place}") for place in places)
    raise _nowhere(
        "veille.toml",
        failure("not found in {looked}: run  veille init  to write one, or give --config", looked=looked),
    )


def own_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where a person's own configuration stands. Raises ConfigError where there is no home folder."""
    return _home("veille.toml", failure("name the file by --config"), environ) / ".config/veille/veille.toml"


def read_state(path: Path, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the database and backups, reading no more than that. Raises ConfigError."""
    return state_folder(path, _head(path, "state"), environ)


def read_language(path: Path) -> str:
    """Return `language` as written, reading no more than that; "" where it is left out. Raises ConfigError."""
    return _head(path, "language")


def read_timezone(path: Path) -> str:
    """Return `timezone` as written, reading no more than that. Raises ConfigError."""
    return _head(path, "timezone")


def read_plugins(path: Path) -> Path:
    """Return the drop-in folder, reading no more than that. Raises ConfigError."""
    return plugins_folder(path, _head(path, "plugins"))


def plugins_folder(path: Path, written: str) -> Path:
    """Return `plugins` as an absolute path: as written, else the folder beside the file. Raises ConfigError."""
    return path.parent / _expanded(path, "plugins", written or "plugins", os.environ)


def state_folder(path: Path, written: str, environ: Mapping[str, str]) -> Path:
    """Return `state` as an absolute path: as written, else the service's own, else the person's. Raises ConfigError."""
    if written:
        return path.parent / _expanded(path, "state", written, environ)
    if given := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(given)
    if path == SYSTEM:
        return Path("/var/lib/veille")
    return (
        _home(path.name, failure('write  state = "/a/folder"  below [veille]'), environ)
        / ".local/state/veille"
    )


def _home(file: str, instead: Failure, environ: Mapping[str, str]) -> Path:
    folder = home(environ)
    if folder is None:
        raise _nowhere(
            file, failure("this user has no home folder: {instead}, or set $HOME", instead=instead)
        )
    return folder


def _expanded(path: Path, key: str, written: str, environ: Mapping[str, str]) -> Path:
    try:
        return expanded(written, environ)
    except ValueError as error:
        raise ConfigError(
            (Problem(path.name, "veille", failure("'{key}' {why}", key=key, why=as_failure(error))),)
        ) from None


def read_files(
    path: Path, vault: Vault | None, instead: Mapping[Path, str] = MappingProxyType({})
) -> ConfigFiles:
    """Return the tables of the file and of veille.d/*.toml beside it.

    Without a vault, secrets are not looked for and stand empty. `instead` are texts that stand for files, there or not.
    Raises ConfigError where TOML can't be read.
    """
    files = tuple(dict.fromkeys((*_files(path), *instead)))
    documents: dict[Path, dict[str, Any]] = {}
    broken: list[Problem] = []
    for file in files:
        try:
            documents[file] = _parse(file, path, instead.get(file))
        except ConfigError as error:
            broken += error.problems
    if broken:
        raise ConfigError(tuple(broken))
    written = ConfigFiles(path, files)
    for file, document in documents.items():
        _keep_tables(_label(file, path), document, vault, written)
    return written


def _keep_tables(file: str, document: Mapping[str, Any], vault: Vault | None, written: ConfigFiles) -> None:
    """Keep the tables of one file; what is no table is a problem."""
    for begins, values in document.items():
        single = next((table for table in SINGLE if table == begins), None)
        named = next((table for table in NAMED if table == begins), None)
        if single is None and named is None:
            if isinstance(values, dict | list):
                near = options.did_you_mean(begins, SINGLE + NAMED)
                why = failure("unknown table [{table}]{near}", table=begins, near=near)
            else:
                why = failure(
                    "'{key}' stands outside of every table: put it below [veille], or where it belongs",
                    key=begins,
                )
            written.problems.append(Problem(file, "", why))
        elif not isinstance(values, dict):
            example = f"[{begins}]" if single else f"[{begins}.NAME]"
            written.problems.append(
                Problem(
                    file, "", failure("'{key}' must be a table: write {example}", key=begins, example=example)
                )
            )
        elif single is not None:
            _keep(ConfigTable(file, single, values), written.single, single, vault, written)
        elif named is not None:
            for name, inside in values.items():
                if named == "source" and isinstance(inside, str):
                    inside = {"url": inside}  # a feed in one line
                table = ConfigTable(file, title(named, name), inside if isinstance(inside, dict) else {})
                if why := _bad_name(named, name, inside):
                    written.wrong(table, why)
                else:
                    _keep(table, written.named[named], name, vault, written)


def _keep(
    table: ConfigTable, kept: dict[K, ConfigTable], key: K, vault: Vault | None, written: ConfigFiles
) -> None:
    if key in kept:
        written.wrong(table, failure("stands in {file} as well: one of the two must go", file=kept[key].file))
    else:
        kept[key] = ConfigTable(*table.where, _reveal(table.values, table, vault, written))


def title(begins: str, name: str) -> str:
    """Return a table's name as TOML writes it."""
    return f"{begins}.{name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)}"


def _bad_name(begins: Named, name: str, inside: Any) -> Failure:
    if not isinstance(inside, dict):
        if begins == "source":
            return failure(
                'must be a table: write {name} = "https://…" under [source], or [{title}] and its options below',
                name=name,
                title=title(begins, name),
            )
        return failure("must be a table: write [{title}] and its options below", title=title(begins, name))
    if (
        not name.strip()
        or not name.isprintable()
        or len(name) > 64
        or set(name) & set("*?[]/\\")
        or name[0] == "."
    ):
        return failure(
            "has a name that can't be used: give it 1 to 64 letters, digits, spaces, '-', '_' or '.'"
        )
    if begins == "channel" and "@" in name:
        return failure("has a name with an @, which would be taken for an address")
    return NO_FAILURE


def _reveal(values: Any, table: ConfigTable, vault: Vault | None, written: ConfigFiles) -> Any:
    """Return a table's value with each `{ secret = "NAME" }` made a Secret; a missing one is a problem."""
    if isinstance(values, list):
        return [_reveal(value, table, vault, written) for value in values]
    if not isinstance(values, dict):
        return values
    name = values.get("secret")
    if set(values) != {"secret"} or not isinstance(name, str):
        return {key: _reveal(value, table, vault, written) for key, value in values.items()}
    secret = Secret(name, "")
    try:
        if vault is not None:
            secret = vault.get(name)
            written.secrets.append(secret)
    except SecretDenied as error:
        (written.warn if vault and vault.denied_ok else written.wrong)(table, error.failure)
    except SecretError as error:
        written.wrong(table, error.failure)
    return secret


def _head(path: Path, key: str) -> str:
    """Return one text of [veille], which may stand in any of the files, or an empty string."""
    for file in _files(path):
        table = _parse(file, path).get("veille")
        if isinstance(table, dict):
            value = table.get(key)
            return value if isinstance(value, str) else ""
    return ""


def _files(path: Path) -> tuple[Path, ...]:
    folder = path.parent / "veille.d"
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a glob passes over a folder that may not be listed
    except FileNotFoundError:
        names = []
    except NotADirectoryError:
        raise _nowhere(
            "veille.d", failure("is no folder, where more of the configuration may stand: move it away")
        ) from None
    except OSError as error:
        raise _nowhere("veille.d", _denied(folder, error)) from None
    return (path, *sorted(_visible(folder / name for name in names if name.endswith(".toml"))))


def _visible(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if not path.name.startswith("."))  # editors leave ".#name.toml"


def _label(file: Path, path: Path) -> str:
    return file.name if file.parent == path.parent else f"{file.parent.name}/{file.name}"


def _parse(file: Path, path: Path, text: str | None = None) -> dict[str, Any]:
    label = _label(file, path)
    try:
        return tables.parse(file.read_bytes() if text is None else text)
    except OSError as error:
        raise _nowhere(label, _denied(file, error)) from None
    except ValueError as error:
        raise _nowhere(label, as_failure(error)) from None


def _exists(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except PermissionError as error:
        raise _nowhere(str(path), _denied(path, error)) from None
    except (OSError, ValueError):
        return False


def _denied(path: Path, error: OSError) -> Failure:
    """Return why a file can't be read, and what to do where it is a matter of rights."""
    if not isinstance(error, PermissionError):
        return as_failure(of_system(error))
    how = advice(path) or failure("its permissions allow it: see what else may forbid it (SELinux, AppArmor)")
    return failure("cannot be read ({said}): {how}", said=of_system(error), how=how)


def _nowhere(file: str, why: Failure) -> ConfigError:
    return ConfigError((Problem(file, "", why),))
