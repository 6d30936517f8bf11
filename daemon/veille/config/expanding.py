"""The tables of the files → Config: defaults filled in, references followed, or all that is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from veille import options, plugins
from veille.config import values
from veille.config.account import expand_mail
from veille.config.channels import expand_channels, recipients
from veille.config.digests import expand_digests, warn_of_topics
from veille.config.model import Config, Digest, SourceConfig
from veille.config.name_sources import (
    Facts,
    account_options,
    expanding_kinds,
    expansions,
    search_parts,
    watched,
)
from veille.config.names import expand_names
from veille.config.reading import ConfigFiles, ConfigTable, plugins_folder, state_folder
from veille.config.sources import expand_sources
from veille.errors import ConfigError, Failure, Problem, failure, of_system
from veille.match import query
from veille.match.rules import Matcher
from veille.model import Rule, Secret
from veille.permissions import advice


def expand(
    written: ConfigFiles, *, environ: Mapping[str, str], refusal: Callable[[Secret], Failure] | None = None
) -> Config:
    """Return the configuration that the tables make. Raises ConfigError with every problem at once."""
    head = written.single.get("veille") or ConfigTable(written.path.name, "veille", {})
    veille = written.typed(Config, head, path=written.path, files=written.files)
    veille = veille or Config(written.path, written.files)
    mail = expand_mail(written)
    channels = expand_channels(written, refusal)

    to = recipients(veille.to, "to", head, written)
    zone = veille.timezone if head.values.get("timezone") else values.system_zone(environ)
    digests = expand_digests(to, zone, written)
    to = to or tuple(dict.fromkeys(recipient for digest in digests.values() for recipient in digest.to))
    if not to and not veille.to:
        written.wrong(head, failure("'to' is missing: an address, a channel, or a list of them"))

    folder = _plugins(veille.plugins, head, written)
    kinds = plugins.find(folder)
    written.warnings.extend(Problem("", "", why) for why in kinds.shadowed)
    contact = _contact(veille.contact, head, written)
    names = expand_names(written, veille.language, _expected)
    expanding, unloadable = expanding_kinds(written, kinds)
    search, parts = search_parts(written, expanding)
    facts = Facts(watched(written, names, veille.language, contact), parts, account_options(mail), str(zone))
    expanded = expansions(written, names, expanding, facts, search.every)
    sources, broken = expand_sources(written, kinds, expanded, facts)
    broken |= {name: why for name, why in unloadable.items() if why not in broken.values()}
    for kind, sentences in kinds.renamed.items():
        where = kinds.origins[kind].where
        written.warnings.extend(
            Problem(
                "",
                "",
                failure("the kind '{kind}' ({where}): {renamed}", kind=kind, where=where, renamed=sentence),
            )
            for sentence in sentences
        )
    rules = _rules(written, sources)
    _check_names(digests, rules, written)
    warn_of_topics(digests, rules, names, written)
    if not sources and not broken:
        written.warn(head, failure("there is no [source]: nothing is watched"))
    elif not rules and not names and not any(source.topic for source in sources.values()):
        written.warn(
            head, failure("there is no [rule] and no name, and no source has a topic: nothing can match")
        )

    config = replace(
        veille,
        state=state_folder(written.path, _text(head, "state"), environ),
        timezone=zone,
        to=to,
        alert=recipients(veille.alert, "alert", head, written) or to,
        health=recipients(veille.health, "health", head, written) or to,
        contact=contact,
        name=veille.name.strip(),
        proxy=_proxy(veille.proxy, head, written),
        mail=mail,
        channels=channels,
        digests=digests,
        names=names,
        rules=rules,
        sources=sources,
        broken=broken,
        warnings=tuple(written.warnings),
        secrets=tuple(dict.fromkeys(written.secrets)),
    )
    if written.problems:
        raise ConfigError(_in_order(written))
    return config


def _text(table: ConfigTable, key: str) -> str:
    """Return what is written there, an empty text where there is none."""
    value = table.values.get(key)
    return value if isinstance(value, str) else ""


def _expected(name: str) -> float | None:
    from veille.names.births import births  # a table that only names need
    from veille.names.namesakes import expected

    return expected(name, births())


def _check_names(digests: Mapping[str, Digest], rules: Mapping[str, Rule], written: ConfigFiles) -> None:
    """Report the names that digests and rules refer to and that don't exist."""
    existing = [*written.named["person"], *written.named["company"]]
    selections = [(digest.names, written.named["digest"].get(digest.name)) for digest in digests.values()]
    selections += [(rule.names, written.named["rule"][rule.name]) for rule in rules.values()]
    for names, table in selections:
        for name in names:
            if table is not None and name not in existing:
                near = options.did_you_mean(name, existing)
                written.wrong(
                    table,
                    failure(
                        "'names' holds what is no [person.NAME] or [company.NAME], '{name}'{near}",
                        name=name,
                        near=near,
                    ),
                )


def _rules(written: ConfigFiles, sources: Mapping[str, SourceConfig]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name, table in written.named["rule"].items():
        rule = written.typed(Rule, table, name=name)
        if rule is None:
            continue
        rule = replace(
            rule, query=rule.query.strip(), topic=rule.topic or name, names=tuple(dict.fromkeys(rule.names))
        )
        rules[name] = rule
        if not (rule.any or rule.and_ or rule.query or rule.from_ or rule.names):
            written.wrong(
                table, failure("must have at least one of 'any', 'and', 'query', 'names' and 'from'")
            )
        if rule.urgent and not rule.alert:
            written.wrong(
                table,
                failure("'urgent' passes quiet hours: it needs  alert = true  to have something to pass"),
            )
        if rule.query and (rule.any or rule.and_ or rule.not_):
            written.wrong(table, failure("'query' says it all: 'any', 'and' and 'not' can't stand beside it"))
        for why in _unreadable(rule):
            written.wrong(table, why)
        for glob in rule.from_:
            there = {**written.named["source"], **sources}
            if not any(fnmatchcase(source, glob) for source in there):
                near = options.did_you_mean(glob, there)
                written.warn(
                    table, failure("'from' names no source that exists, '{glob}'{near}", glob=glob, near=near)
                )
    return rules


def _unreadable(rule: Rule) -> list[Failure]:
    """Return what keeps a rule from being made ready, with the place: every word that can't be looked for, or else."""
    wrong = []
    for key, words in (("any", rule.any), ("and", rule.and_), ("not", rule.not_)):
        for word in words:
            try:
                query.from_lists((word,))
            except query.QueryError as error:
                wrong.append(failure("{error}, in '{key}'", error=error, key=key))
    try:
        Matcher([rule])
    except query.QueryError as error:
        return wrong or [
            failure("'query' can't be read: {error}", error=error) if rule.query else error.failure
        ]
    return wrong


def _contact(given: str, table: ConfigTable, written: ConfigFiles) -> str:
    if not given and "mail" in written.single:
        user: Any = written.single["mail"].values.get("user", "")
        return user if isinstance(user, str) else ""
    if not given:
        written.wrong(
            table,
            failure("'contact' is missing: an address or a URL, which the sites that are polled are told"),
        )
    elif "://" in given:
        written.checked(values.url, given, "contact", table)
    else:
        written.checked(values.address, given, "contact", table)
    return given


def _proxy(proxy: Secret | None, table: ConfigTable, written: ConfigFiles) -> Secret | None:
    if proxy is None or not isinstance(table.values.get("proxy"), str):
        if proxy is not None and proxy.reveal() and not proxy.reveal().startswith(("http://", "https://")):
            written.wrong(table, failure("'proxy' must be a URL that begins with http:// or https://"))
        return proxy
    written.checked(values.url, proxy.reveal(), "proxy", table)
    return Secret("proxy", proxy.reveal())


def _plugins(given: str, table: ConfigTable, written: ConfigFiles) -> Path:
    folder = plugins_folder(written.path, given)
    try:
        os.listdir(folder)  # noqa: PTH208 - whether it may be listed is the question
    except (FileNotFoundError, NotADirectoryError):
        if given:
            written.wrong(table, failure("'plugins' is no folder: {folder}", folder=folder))
    except OSError as error:
        written.wrong(
            table,
            failure(
                "'plugins' cannot be listed ({said}): {how}",
                said=of_system(error),
                how=advice(folder) or folder,
            ),
        )
    return folder


def _in_order(written: ConfigFiles) -> tuple[Problem, ...]:
    """Return the problems in the order of the files and their tables, each once."""
    tables = [table.where for table in written.single.values()]
    tables += [table.where for kind in written.named.values() for table in kind.values()]
    place = {where: number for number, where in enumerate(tables)}
    return tuple(
        sorted(
            dict.fromkeys(written.problems), key=lambda problem: place.get((problem.file, problem.table), -1)
        )
    )
