"""Names → the sources that are made for them: every kind returns those of its own that it makes for a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from veille import options
from veille.config import values
from veille.config.model import CompanyTable, MailAccount, SearchTable
from veille.config.reading import ConfigFiles, ConfigTable
from veille.errors import Failure, as_failure, failure
from veille.match.own_pages import page_address
from veille.model import Name
from veille.plugins import KindError, Kinds
from veille.source import ConfigContext, Hooks, NameSource, WatchedName, hooks

LEAST = 600  # seconds between two searches of one engine for one name


@dataclass(frozen=True, slots=True)
class Expansion:
    """A source made for a name: its table as if it were written, the name's key, and the budget of its requests."""

    table: ConfigTable
    of: str
    budget: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What kinds receive of the rest of the configuration: the names by key, their parts of [search], [mail], the zone."""

    names: Mapping[str, WatchedName] = field(default_factory=dict)
    search: Mapping[type, Any] = field(default_factory=dict)
    mail: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = ""

    def of(self, kind: Hooks) -> ConfigContext:
        """Return the part that one kind receives."""
        part = self.search.get(kind.search_table) if kind.search_table is not None else None
        return ConfigContext(self.names, part, self.mail, self.timezone)


def expanding_kinds(written: ConfigFiles, kinds: Kinds) -> tuple[dict[str, Hooks], dict[str, Failure]]:
    """Return the kinds that make sources of names or have keys of [search], the bundled first; and why others did not load.

    None is loaded where there is neither a name nor [search]. What one that does
    not load would have watched is unknown: its failure stands under "names/KIND".
    """
    if not (written.named["person"] or written.named["company"] or "search" in written.single):
        return {}, {}
    kinds_hooks: dict[str, Hooks] = {}
    unloadable: dict[str, Failure] = {}
    for kind in kinds.origins:
        try:
            kinds_hooks[kind] = hooks(kinds.load(kind))
        except KindError as error:
            unloadable[f"names/{kind}"] = error.failure
    return {
        kind: kind_hooks
        for kind, kind_hooks in kinds_hooks.items()
        if kind_hooks.for_name or kind_hooks.search_table
    }, unloadable


def search_parts(written: ConfigFiles, expanding: Mapping[str, Hooks]) -> tuple[SearchTable, dict[type, Any]]:
    """Return [search]: the keys for all kinds, and the part of each kind, as an object of its `search_table`."""
    table = written.single.get("search") or ConfigTable(written.path.name, "search", {})
    parts = {
        kind_hooks.search_table: options.keys(kind_hooks.search_table)
        for kind_hooks in expanding.values()
        if kind_hooks.search_table
    }
    of_kinds = {key for keys in parts.values() for key in keys}
    common = {key: value for key, value in table.values.items() if key not in of_kinds}
    made: dict[type, Any] = {}
    for cls, keys in parts.items():
        own = {key: value for key, value in table.values.items() if key in keys}
        part = made[cls] = written.typed(cls, ConfigTable(*table.where, own))
        for sentence in getattr(part, "warnings", ()):
            written.warn(table, as_failure(sentence))
    search = options.read(SearchTable, common, where=table.where, also=of_kinds)
    if isinstance(search, list):
        written.problems.extend(search)
        search = SearchTable()
    if search.every is not None and search.every < LEAST:
        why = failure("'every' must be {n} minutes or more: engines are asked as a guest asks", n=LEAST // 60)
        written.wrong(table, why)
    return search, {cls: part for cls, part in made.items() if part is not None}


def watched(
    written: ConfigFiles, names: Mapping[str, Name], language: str, contact: str
) -> dict[str, WatchedName]:
    """Return the names as kinds receive them, by key; problems with a company's places go to `written`."""
    by_key = {}
    for name in names.values():
        by_key[name.key] = WatchedName(
            key=name.key,
            name=name.name,
            company=name.company,
            also=name.also,
            context=name.context,
            orcid=name.orcid,
            alert=name.alert,
            own_pages=tuple(map(page_address, name.mine)),
            language=language,
            contact=contact,
            names=len(names),
            **(_places(written.named["company"][name.group], written) if name.company else {}),
        )
    return by_key


def expansions(
    written: ConfigFiles,
    names: Mapping[str, Name],
    expanding: Mapping[str, Hooks],
    facts: Facts,
    every: float | None,
) -> dict[str, Expansion]:
    """Return the sources of names, by name: "moi/page". `every` is the pace that [search] gives, in seconds."""
    made: dict[str, Expansion] = {}
    for name in names.values():
        table = written.named["company" if name.company else "person"][name.group]
        for kind, kind_hooks in expanding.items():
            for name_source in _name_sources(kind, kind_hooks, facts, name, written, table):
                label = f"{name.key}/{name_source.label}"
                if label in made:
                    label = f"{name.key}/{kind}-{name_source.label}"
                made[label] = _expansion(table, name, kind, name_source, every)
    return made


def account_options(mail: MailAccount | None) -> dict[str, Any]:
    """Return the account of [mail] in its keys, for kinds that read mail; empty where there is none."""
    if mail is None:
        return {}
    values: dict[str, Any] = {"imap": mail.imap, "user": mail.user, "password": mail.password}
    if (login := mail.login) is not None:
        values |= {"oauth": login.service, "client": login.client, "token": login.token}
        values |= {"tenant": login.tenant, "client_secret": login.client_secret}
    return {key: value for key, value in values.items() if value}


def _name_sources(
    kind: str, kind_hooks: Hooks, facts: Facts, name: Name, written: ConfigFiles, table: ConfigTable
) -> Iterable[NameSource]:
    """Return the sources that a kind makes for a name; a mistake in a plugin costs its own sources alone."""
    context = facts.of(kind_hooks)
    if kind_hooks.for_name is None or (kind_hooks.search_table is not None and context.search is None):
        return ()
    try:
        return list(kind_hooks.for_name(context.names[name.key], context.search))
    except Exception as error:
        written.warn(
            table,
            failure(
                "the kind '{kind}' makes no source of this name: it raised {error}, a mistake in the plugin",
                kind=kind,
                error=type(error).__name__,
            ),
        )
        return ()


def _places(table: ConfigTable, written: ConfigFiles) -> dict[str, Any]:
    """Return the places that a company's table names, as far as they are right."""
    company = written.typed(CompanyTable, table)
    if company is None:
        return {}
    careers = (company.careers,) if isinstance(company.careers, str) else company.careers
    siren = written.checked(values.siren, company.siren, "siren", table) if company.siren else ""
    return {
        "site": company.site,
        "careers": tuple(_right(filter(None, careers), "careers", table, written)),
        "pages": tuple(_right(company.pages, "pages", table, written)),
        "siren": siren or "",
    }


def _right(urls: Iterable[str], key: str, table: ConfigTable, written: ConfigFiles) -> Iterator[str]:
    """Yield the addresses that are right; the others are reported under their key."""
    return (url for url in urls if written.checked(values.url, url, key, table))


def _expansion(
    table: ConfigTable, name: Name, kind: str, name_source: NameSource, every: float | None
) -> Expansion:
    pace = name_source.every
    if every is not None and name_source.least is not None and name_source.budget is None:
        pace = max(every, name_source.least)
    values: dict[str, Any] = {"kind": kind, "every": _duration(pace)} | dict(name_source.options)
    if name_source.tells:
        values |= {"topic": name.topic, "alert": name.alert}
    return Expansion(ConfigTable(table.file, table.title, values), name.key, name_source.budget)


def _duration(seconds: float) -> str:
    """Return seconds as the configuration writes them; whole hours as such, for a number has six digits at most."""
    return f"{seconds / 3600:.0f}h" if seconds % 3600 == 0 else f"{seconds:.0f}s"
