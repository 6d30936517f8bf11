"""The [source] tables → sources of their kinds: options checked, hosts named, equal ones refused."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from veille import options
from veille.config import values
from veille.config.model import Login, SourceConfig
from veille.config.name_sources import Expansion, Facts
from veille.config.paths import expanded
from veille.config.reading import ConfigFiles, ConfigTable
from veille.config.refused import refused_site
from veille.errors import Failure, VeilleError, as_failure, failure
from veille.model import Secret
from veille.plugins import KindError, Kinds, UnknownKind
from veille.source import Capabilities, Misdeclared, capabilities, hooks

COMMON = frozenset(options.keys(SourceConfig))
"""The keys of every source; the others are its kind's."""


def expand_sources(
    written: ConfigFiles, kinds: Kinds, expanded: Mapping[str, Expansion], facts: Facts
) -> tuple[dict[str, SourceConfig], dict[str, Failure]]:
    """Return the sources, and the reasons why others don't run: their kind does not load.

    What was left out of those that are written is completed from `facts`. `expanded` are those made for names: one
    that is the same as another is left out, as is an own page of a site that is not to be polled.
    """
    sources, broken = _read(written, kinds, written.named["source"], facts)
    _refuse_equal(sources, written)
    there = {(source.digest, source.of) for source in sources.values()}
    made, unloadable = _read(
        written, kinds, {name: expansion.table for name, expansion in expanded.items()}, None
    )
    for name, source in made.items():
        if source.capabilities.is_own and any(map(refused_site, source.hosts)):
            continue  # the name's report shows that it can't be read
        of, budget = expanded[name].of, expanded[name].budget
        same = (source.digest, of if source.of else "")
        if same not in there:
            there.add(same)
            sources[name] = dataclasses.replace(source, of=of, budget=budget)
    return sources, broken | unloadable


def _read(
    written: ConfigFiles, kinds: Kinds, tables: Mapping[str, ConfigTable], facts: Facts | None
) -> tuple[dict[str, SourceConfig], dict[str, Failure]]:
    sources: dict[str, SourceConfig] = {}
    broken: dict[str, Failure] = {}
    for name, table in tables.items():
        common = {key: value for key, value in table.values.items() if key in COMMON}
        # What its kind makes of the other keys is filled in once the kind is loaded.
        settings = written.typed(SourceConfig, ConfigTable(*table.where, common), name=name, source=None)
        if settings is None or not isinstance(common.get("kind", ""), str):
            continue
        try:
            kind = kinds.load(settings.kind)
            _check_fields(kind, settings.kind)
            own = {key: value for key, value in table.values.items() if key not in COMMON}
            own = _completed(settings.kind, kind, own, facts)
            source = _source(settings, table, kind, own, written, made=facts is None)
        except (_Incomplete, UnknownKind) as error:
            written.wrong(table, as_failure(error))
        except KindError as error:
            broken[name] = error.failure
        else:
            if source is not None:
                sources[name] = source
    return sources, broken


class _Incomplete(VeilleError):
    """The options left out of a source can't be completed; `failure` is the reason."""


def _completed(name: str, kind: type[Any], own: dict[str, Any], facts: Facts | None) -> dict[str, Any]:
    """Return options with what its kind adds to them. Raises _Incomplete, or KindError for a mistake in the plugin."""
    kind_hooks = hooks(kind)
    if kind_hooks.complete is None or facts is None:
        return own
    try:
        return dict(kind_hooks.complete(own, facts.of(kind_hooks)))
    except ValueError as error:
        raise _Incomplete(as_failure(error)) from None
    except Exception as error:
        why = failure(
            "the kind '{kind}' can't complete its options: it raised {error}, a mistake in the plugin",
            kind=name,
            error=type(error).__name__,
        )
        raise KindError(why) from error


def _source(
    settings: SourceConfig,
    table: ConfigTable,
    kind: type[Any],
    own: dict[str, Any],
    written: ConfigFiles,
    *,
    made: bool,
) -> SourceConfig | None:
    placed = with_paths(kind, own, written.path.parent, partial(written.wrong, table))
    source = options.read(kind, placed, where=table.where, also=COMMON)
    if isinstance(source, list):
        written.problems.extend(source)
    if isinstance(own.get("url"), str):
        # webcal:// is https:// by the name that calendars give it
        written.checked(values.url, own["url"].replace("webcal://", "https://", 1), "url", table)
    if settings.alert and not settings.topic:
        written.wrong(
            table, failure("'alert' needs a 'topic' beside it: only then does all that it gives match")
        )
    # A kind of another protocol than the web's declares itself which hosts its options name.
    declared = _declared(settings.kind, kind if isinstance(source, list) else source)
    hosts = frozenset((*_hosts(own), *declared.hosts))
    if declared.robots and not (made and declared.is_own):
        for why in filter(None, map(refused_site, sorted(hosts))):
            written.wrong(table, why)
    _check_pace(settings.every, table, hosts, written)
    if settings.login is not None:
        _check_login(settings.login, table, own, written)
    if isinstance(source, list):
        return None
    return dataclasses.replace(
        settings,
        source=source,
        options=own,
        digest=_digest(settings.kind, source, declared, written.path.parent),
        hosts=hosts,
        login_host=_host(own.get("url")) if settings.login else "",
        of=declared.searches_for,
    )


def with_paths(
    kind: type[Any], given: Mapping[str, Any], folder: Path, wrong: Callable[[Failure], None]
) -> dict[str, Any]:
    """Return options with their paths, defaults too, as a folder's: that of the configuration. `wrong` takes whys."""
    own = dict(given)
    for key, default in options.paths(kind).items():
        written = own.get(key, default)
        if isinstance(written, str):
            try:
                own[key] = folder / expanded(written)
            except ValueError as error:
                wrong(failure("'{key}' {why}", key=key, why=as_failure(error)))
    return own


def _declared(kind: str, source: Any) -> Capabilities:
    """Return what a source declares. Raises KindError where that is not as the contract has it."""
    try:
        return capabilities(source)
    except Exception as error:  # a property may raise whatever its author overlooked
        reason = error.failure if isinstance(error, Misdeclared) else f"{type(error).__name__}: {error}"
        why = failure("the kind '{kind}' declares what it should not: {why}", kind=kind, why=reason)
        raise KindError(why) from error


def _check_fields(kind: type[Any], name: str) -> None:
    """Raise KindError if a kind's option has the name of one that every source has."""
    if taken := COMMON.intersection(options.keys(kind)):
        raise KindError(
            failure(
                "the kind '{kind}' has an option '{option}', which every source has already",
                kind=name,
                option=min(taken),
            )
        )


def _check_pace(every: float, table: ConfigTable, hosts: frozenset[str], written: ConfigFiles) -> None:
    if not every:
        written.wrong(table, failure("'every' must be more than nothing"))
    elif every < 60 and not all(values.is_loopback(host) for host in hosts):
        written.warn(table, failure("'every' is under a minute: a site may shut such a guest out"))


def _check_login(login: Login, table: ConfigTable, own: Mapping[str, Any], written: ConfigFiles) -> None:
    basic = bool(login.user) and login.password is not None
    if basic == (login.token is not None) or bool(login.user) != (login.password is not None):
        written.wrong(
            table,
            failure("'login' must be { user = …, password = { secret = … } } or { token = { secret = … } }"),
        )
    if not _host(own.get("url")):
        written.wrong(table, failure("'login' needs a 'url' beside it: it is sent to that host alone"))


def _refuse_equal(sources: Mapping[str, SourceConfig], written: ConfigFiles) -> None:
    first: dict[str, str] = {}
    for name, source in sources.items():
        other = first.setdefault(source.digest, name)
        if other != name:
            where = written.named["source"][other]
            written.wrong(
                written.named["source"][name],
                failure(
                    "is the same as [{title}] of {file}: same kind, same options",
                    title=where.title,
                    file=where.file,
                ),
            )


def _hosts(value: Any) -> Iterator[str]:
    """Yield the hosts of every URL among a source's options, nested ones too."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _hosts(part)
    elif host := _host(value):
        yield host


def _host(url: Any) -> str:
    """Return a URL's host in lower case, else an empty string."""
    if not isinstance(url, str) or "://" not in url:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _digest(kind: str, source: Any, declared: Capabilities, folder: Path) -> str:
    """Return a hash of kind, version and options, defaults and what does not identify left out; of a secret, its name.

    A path below the configuration's folder is what it is from there, so that the folder may be moved.

    When it changes, cursor and validators are forgotten: a new password or an option added to a kind with
    its default must not do that.
    """
    identifying = {}
    for field in dataclasses.fields(source):
        if field.name in declared.not_identifying:
            continue
        value = getattr(source, field.name)
        if isinstance(value, Path) and value.is_relative_to(folder):
            value = value.relative_to(folder)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if value != default:
            identifying[field.name] = value
    text = json.dumps([kind, declared.version, identifying], default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return as JSON what json itself does not know; sets are sorted, so that equal ones hash alike."""
    if isinstance(value, Secret):
        return {"secret": value.name}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
