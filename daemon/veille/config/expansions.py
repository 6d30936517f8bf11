"""Names → the sources that they ask for by themselves: every kind says which of its own it wants for a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from veille import options
from veille.config import values
from veille.config.model import CompanyTable, MailAccount, SearchTable
from veille.config.reading import ConfigFiles, ConfigTable
from veille.errors import Failure
from veille.match.own_pages import page_address
from veille.model import Name
from veille.plugins import KindError, Kinds
from veille.source import ConfigContext, Hooks, NameSource, WatchedName, hooks

LEAST = 600  # seconds between two searches of one engine for one name


@dataclass(frozen=True, slots=True)
class Expansion:
    """A source that a name asks for: its table as if it were written, of which name, and what its requests count for."""

    table: ConfigTable
    of: str
    budget: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What kinds are told of the rest of the configuration: the names by key, their parts of [search], [mail], the zone."""

    names: Mapping[str, WatchedName] = field(default_factory=dict)
    search: Mapping[type, Any] = field(default_factory=dict)
    mail: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = ""

    def of(self, kind: Hooks) -> ConfigContext:
        """Return what one kind is told."""
        part = self.search.get(kind.search_table) if kind.search_table is not None else None
        return ConfigContext(self.names, part, self.mail, self.timezone)


def expanding_kinds(written: ConfigFiles, kinds: Kinds) -> tuple[dict[str, Hooks], dict[str, Failure]]:
    """Return the kinds that make sources of names or have keys of [search], the bundled first; and why others did not load.

    None is loaded where there is neither a name nor [search]. Of one that does not load nobody knows what it would
    have watched: that it is not is told as "names/KIND".
    """
    if not (written.named["person"] or written.named["company"] or "search" in written.single):
        return {}, {}
    found: dict[str, Hooks] = {}
    unloadable: dict[str, Failure] = {}
    for kind in kinds.origins:
        try:
            found[kind] = hooks(kinds.load(kind))
        except KindError as error:
            unloadable[f"names/{kind}"] = error.failure
    return {
        kind: kind_hooks
        for kind, kind_hooks in found.items()
        if kind_hooks.for_name or kind_hooks.search_table
    }, unloadable


def search_parts(written: ConfigFiles, asking: Mapping[str, Hooks]) -> tuple[SearchTable, dict[type, Any]]:
    """Return [search]: what it says to all, and the part of each kind, as an object of its `search_table`."""
    table = written.single.get("search") or ConfigTable(written.path.name, "search", {})
    parts = {
        kind_hooks.search_table: options.keys(kind_hooks.search_table)
        for kind_hooks in asking.values()
        if kind_hooks.search_table
    }
    of_kinds = {key for keys in parts.values() for key in keys}
    common = {key: value for key, value in table.values.items() if key not in of_kinds}
    made: dict[type, Any] = {}
    for cls, keys in parts.items():
        own = {key: value for key, value in table.values.items() if key in keys}
        part = made[cls] = written.typed(cls, ConfigTable(*table.where, own))
        for sentence in getattr(part, "warnings", ()):
            written.warn(table, sentence)
    found = options.read(SearchTable, common, where=table.where, also=of_kinds)
    if isinstance(found, list):
        written.problems.extend(found)
        found = SearchTable()
    if found.every is not None and found.every < LEAST:
        sentence = f"'every' must be {LEAST // 60} minutes or more: engines are asked as a guest asks"
        written.wrong(table, sentence)
    return found, {cls: part for cls, part in made.items() if part is not None}


def watched(
    written: ConfigFiles, names: Mapping[str, Name], language: str, contact: str
) -> dict[str, WatchedName]:
    """Return what kinds are told of the names, by key; what is wrong with a company's places is told."""
    found = {}
    for name in names.values():
        found[name.key] = WatchedName(
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
    return found


def expansions(
    written: ConfigFiles,
    names: Mapping[str, Name],
    asking: Mapping[str, Hooks],
    facts: Facts,
    every: float | None,
) -> dict[str, Expansion]:
    """Return the sources of names, by name: "moi/page". `every` is the pace that [search] gives, in seconds."""
    found: dict[str, Expansion] = {}
    for name in names.values():
        table = written.named["company" if name.company else "person"][name.group]
        for kind, kind_hooks in asking.items():
            for wanted in _name_sources(kind, kind_hooks, facts, name, written, table):
                label = f"{name.key}/{wanted.label}"
                if label in found:
                    label = f"{name.key}/{kind}-{wanted.label}"
                found[label] = _expansion(table, name, kind, wanted, every)
    return found


def account_options(mail: MailAccount | None) -> dict[str, Any]:
    """Return the account of [mail] in its keys, for kinds that read mail; empty where there is none."""
    if mail is None:
        return {}
    said: dict[str, Any] = {"imap": mail.imap, "user": mail.user, "password": mail.password}
    if (login := mail.login) is not None:
        said |= {"oauth": login.service, "client": login.client, "token": login.token}
        said |= {"tenant": login.tenant, "client_secret": login.client_secret}
    return {key: value for key, value in said.items() if value}


def _name_sources(
    kind: str, kind_hooks: Hooks, facts: Facts, name: Name, written: ConfigFiles, table: ConfigTable
) -> Iterable[NameSource]:
    """Return what a kind wants for a name; a mistake in a plugin costs its own sources alone."""
    known = facts.of(kind_hooks)
    if kind_hooks.for_name is None or (kind_hooks.search_table is not None and known.search is None):
        return ()
    try:
        return list(kind_hooks.for_name(known.names[name.key], known.search))
    except Exception as error:
        written.warn(
            table,
            f"the kind '{kind}' makes no source of this name: it raised {type(error).__name__},"
            " a mistake in the plugin",
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
    """Yield the addresses that are right; the others are told under their key."""
    return (url for url in urls if written.checked(values.url, url, key, table))


def _expansion(
    table: ConfigTable, name: Name, kind: str, wanted: NameSource, every: float | None
) -> Expansion:
    pace = wanted.every
    if every is not None and wanted.least is not None and wanted.budget is None:
        pace = max(every, wanted.least)
    said: dict[str, Any] = {"kind": kind, "every": _duration(pace)} | dict(wanted.options)
    if wanted.tells:
        said |= {"topic": name.topic, "alert": name.alert}
    return Expansion(ConfigTable(table.file, table.title, said), name.key, wanted.budget)


def _duration(seconds: float) -> str:
    """Return seconds as the configuration writes them; whole hours as such, for a number has six digits at most."""
    return f"{seconds / 3600:.0f}h" if seconds % 3600 == 0 else f"{seconds:.0f}s"
