"""Find the kinds of sources: entry points first, then the drop-in folder; each is loaded when it is used."""

from __future__ import annotations

import dataclasses
import importlib.util
import inspect
import os
import stat
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from veille import options, permissions
from veille.errors import (
    NO_FAILURE,
    Failure,
    Renamed,
    UserError,
    as_failure,
    failure,
    of_system,
    text_failure,
)
from veille.language import catalogue
from veille.source import hooks, renamed

GROUP = "veille.sources"


class KindError(UserError):
    """A kind can't be loaded; the sentence is the reason. Only the sources of this kind stop for it."""


class UnknownKind(KindError):
    """No plugin brings a kind of that name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a kind comes from, and how its class is loaded; `refused` is why its file is not run."""

    where: str
    load: Callable[[], Any]
    refused: Failure = NO_FAILURE


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that are there, by name; loading one runs its plugin, once."""

    origins: Mapping[str, Origin]
    shadowed: tuple[Failure, ...] = ()  # kinds that stand in two places
    renamed: dict[str, tuple[Failure, ...]] = field(default_factory=dict)
    """What the kinds loaded so far use by an old name of the API."""
    _loaded: dict[str, type | KindError] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.origins))

    def load(self, kind: str) -> type[Any]:
        """Return a kind's class. Raises UnknownKind, or KindError with the reason why it does not load."""
        if kind not in self._loaded:
            try:
                self._loaded[kind] = self._load(kind)
            except KindError as error:
                self._loaded[kind] = error
        loaded = self._loaded[kind]
        if isinstance(loaded, KindError):
            raise loaded
        return loaded

    def _load(self, kind: str) -> type[Any]:
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always", Renamed)
            loaded = _load(kind, self.origins)
        old = [as_failure(warning.message) for warning in raised if warning.category is Renamed]
        for warning in raised:
            if warning.category is not Renamed:  # a plugin's own
                warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
        if renamings := tuple(dict.fromkeys(old + renamed(loaded))):
            self.renamed[kind] = renamings
        return loaded


def find(folder: Path | None, *, group: str = GROUP) -> Kinds:
    """Return the kinds of the entry points and of the drop-in folder, none of them loaded yet.

    A drop-in is `NAME.py` or `NAME/__init__.py`; names that begin with "_", "." or "test_" are left alone.
    An installed kind goes before a drop-in of the same name.
    """
    origins: dict[str, Origin] = {}
    shadowed: list[Failure] = []
    for name, origin in [*_installed(group), *(_dropped(folder) if folder else ())]:
        if name in origins:
            shadowed.append(
                failure(
                    "the kind '{kind}' of {where} is not used: {other} has one",
                    kind=name,
                    where=origin.where,
                    other=origins[name].where,
                )
            )
        else:
            origins[name] = origin
    return Kinds(origins, tuple(shadowed))


def _installed(group: str) -> list[tuple[str, Origin]]:
    """Return the kinds of the entry points, ours first. Each distribution's metadata is a file, which is parsed once."""
    points = list(metadata.entry_points(group=group))
    distributions = {id(point.dist): point.dist.metadata for point in points if point.dist}
    listed = []
    for point in points:
        if (about := distributions.get(id(point.dist))) is not None:
            listed.append((about["Name"], f"{about['Name']} {about['Version']}", point))
        else:
            listed.append(("", point.value, point))
    listed.sort(key=lambda entry: (entry[0] != "veille", entry[0]))
    return [(point.name, Origin(where, point.load)) for _, where, point in listed]


def _dropped(folder: Path) -> list[tuple[str, Origin]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    dropped = []
    for entry in entries:
        file = entry / "__init__.py" if entry.is_dir() else entry
        if entry.name.startswith(("_", ".", "test_")) or file.suffix != ".py" or not file.is_file():
            continue
        load = _Dropped(entry.stem, file)
        dropped.append((entry.stem, Origin(str(entry), load, _refusal(folder, entry))))
    return dropped


@dataclass(frozen=True, slots=True)
class _Dropped:
    """Runs a drop-in's file as the module veille_dropin_NAME."""

    name: str
    file: Path

    def __call__(self) -> ModuleType:
        name = f"veille_dropin_{self.name}"
        inside = [str(self.file.parent)] if self.file.name == "__init__.py" else None
        spec = importlib.util.spec_from_file_location(name, self.file, submodule_search_locations=inside)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.file} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        # Dataclasses look their annotations up in sys.modules, so it must stand there before it runs.
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module


def _refusal(folder: Path, entry: Path) -> Failure:
    """Return why a drop-in is not run: others could write to it, to its folder or to its bytecode."""
    inside = list(entry.rglob("*")) if entry.is_dir() else [folder / "__pycache__"]
    # A link is judged by where it leads, and by the folder there.
    target = entry.resolve()
    for path in [folder.resolve(), target.parent, target, *inside]:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            return failure("{path} can't be examined ({why})", path=path, why=of_system(error))
        if status.st_uid not in (0, os.geteuid()):
            return failure("{path} belongs to somebody else (user {n})", path=path, n=status.st_uid)
        if status.st_mode & stat.S_IWOTH or (
            status.st_mode & stat.S_IWGRP and not permissions.own_group(status)
        ):
            return failure("others may write to {path}: run  chmod go-w '{path}'", path=path)
    return NO_FAILURE


def _load(kind: str, origins: Mapping[str, Origin]) -> type[Any]:
    origin = origins.get(kind)
    if origin is None:
        near = options.did_you_mean(kind, origins)
        near = near or failure("; there are: {kinds}", kinds=_list(origins))
        raise UnknownKind(failure("there is no kind '{kind}'{near}", kind=kind, near=near))
    if origin.refused:
        raise KindError(failure("the kind '{kind}' is refused: {why}", kind=kind, why=origin.refused))
    try:
        loaded = origin.load()
    except (Exception, SystemExit) as error:  # a plugin's own fault must not stop the others
        raise KindError(_not_loaded(kind, origin, _why(error, origin))) from error
    source = getattr(loaded, "Source", None) if isinstance(loaded, ModuleType) else loaded
    wrong = _unfit(source)
    if wrong or not isinstance(source, type):
        raise KindError(
            failure(
                "the kind '{kind}' ({where}) is no source: {why}", kind=kind, where=origin.where, why=wrong
            )
        )
    try:
        options.prepare(source)
        _bring_catalogues(kind, source)
    except (TypeError, ValueError, OSError) as error:
        raise KindError(_not_loaded(kind, origin, str(error))) from error
    return source


def _bring_catalogues(kind: str, source: type) -> None:
    """Take the sentences that stand in `locale` beside a kind's file. Raises ValueError or OSError."""
    folder = Path(inspect.getfile(source)).parent / "locale"
    if folder.is_dir() and kind != "veille":
        catalogue.bring(kind, folder)


def _not_loaded(kind: str, origin: Origin, why: Failure | str) -> Failure:
    return failure("the kind '{kind}' ({where}) does not load: {why}", kind=kind, where=origin.where, why=why)


def _unfit(source: Any) -> Failure:
    """Return what keeps a class from being a source, by the contract in source.py."""
    if source is None:
        return failure("it has no class called Source")
    if not isinstance(source, type) or not dataclasses.is_dataclass(source):
        return failure("its Source is not a dataclass")
    parameters: Any = getattr(source, "__dataclass_params__", None)
    if not parameters.frozen:
        return failure("its Source must be frozen: @dataclass(frozen=True)")
    if not inspect.iscoroutinefunction(getattr(source, "poll", None)):
        return failure("its Source has no `async def poll(self, web, cursor)`")
    optional = hooks(source)
    for name in ("wait", "discover", "search"):
        method = getattr(optional, name)
        if method is not None and not inspect.iscoroutinefunction(method):
            return failure("its `{name}` is not `async def`", name=name)
    for name in ("discover", "search", "preview", "for_name", "complete"):
        if isinstance(inspect.getattr_static(source, name, None), FunctionType):
            return failure("its `{name}` is not a class method: @classmethod stands before it", name=name)
    if optional.search_table is not None:
        return _unfit_table(optional.search_table)
    return NO_FAILURE


def _unfit_table(table: type) -> Failure:
    """Return what keeps a class from holding a kind's keys of [search]."""
    if not isinstance(table, type) or not dataclasses.is_dataclass(table):
        return failure("its `search_table` is not a dataclass")
    try:
        table()
    except TypeError:
        return failure("its `search_table` has a field without a default, which [search] need not hold")
    try:
        options.prepare(table)
    except TypeError as error:
        return text_failure(str(error))
    return NO_FAILURE


def _why(error: BaseException, origin: Origin) -> Failure | str:
    """Return an error and the plugin's own line in which it was raised."""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(origin.where):
            line = trace.tb_lineno
        trace = trace.tb_next
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    summary = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return failure("{said} (line {n})", said=summary, n=line) if line else summary


def _list(origins: Mapping[str, Origin]) -> str:
    return ", ".join(sorted(origins)) or "none"
