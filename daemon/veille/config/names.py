"""The [person] and [company] tables → the names to look for, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from veille.config import values
from veille.config.reading import Table, Written
from veille.config.tables import CompanyTable, PersonTable
from veille.match.homonyms import called
from veille.match.names import doubts
from veille.model import Name

YOU = {"fr": "Vous", "en": "You"}

MANY = 20  # people of one name, past which a full name alone is not sure

Expected = Callable[[str], float | None]
"""How many bearers of a person's name are to be expected, None where no figure can tell."""


def is_you(name: Name) -> bool:
    """Say whether a name is the reader's own: a person with a table of their own, under the topic that it has unsaid."""
    return not name.company and name.key == name.group and name.topic in YOU.values()


def expand_names(written: Written, language: Literal["fr", "en"], expected: Expected) -> dict[str, Name]:
    """Return the names by key: a table's own name, or "TABLE/Name" for each of its `people`."""
    names: dict[str, Name] = {}
    for group, table in written.named["person"].items():
        person = written.typed(PersonTable, table)
        if person is not None:
            found = _persons(group, person, table, written, language, expected)
            names.update((name.key, name) for name in found)
    for group, table in written.named["company"].items():
        company = written.typed(CompanyTable, table)
        if group in written.named["person"]:
            written.wrong(
                table, f"a person's table is called '{group}' too: give one of the two another name"
            )
        elif company is not None and (name := _company(group, company, table, written)):
            names[name.key] = name
    _warn(names.values(), written)
    return names


def _persons(
    group: str,
    table: PersonTable,
    at: Table,
    written: Written,
    language: Literal["fr", "en"],
    expected: Expected,
) -> list[Name]:
    if bool(table.name.strip()) == bool(table.people):
        written.wrong(at, "must have  name = …  or a list of  people = […], one of the two")
        return []
    if table.people and (table.orcid or table.mine or table.says or table.also):
        written.wrong(
            at, "'people' share no 'also', 'mine', 'says' or 'orcid': give each a [person.NAME] of their own"
        )
    _check_words(table, at, written)
    orcid = written.checked(values.orcid, table.orcid, "orcid", at) if table.orcid else ""
    alone = bool(table.name.strip())
    alert = alone if table.alert is None else table.alert
    if table.urgent and not alert:
        written.wrong(at, "'urgent' passes quiet hours: it needs  alert = true  to have something to pass")
    found = []
    for spelled in [table.name] if alone else dict.fromkeys(table.people):
        name = " ".join(spelled.split())
        if not name:
            written.wrong(at, "'people' holds an empty name")
            continue
        found.append(
            Name(
                key=group if alone else f"{group}/{name}",
                name=name,
                group=group,
                also=_clean(table.also),
                context=_clean(table.context),
                not_=_clean(table.not_),
                mine=_mine(table.mine, at, written),
                says=_clean(table.says),
                orcid=orcid or "",
                topic=table.topic.strip() or (YOU[language] if alone else group),
                alert=alert,
                urgent=table.urgent,
                homonyms=expected(name),
            )
        )
    return found


def _company(group: str, table: CompanyTable, at: Table, written: Written) -> Name | None:
    name = " ".join(table.name.split())
    if not name:
        written.wrong(at, "'name' is empty")
        return None
    _check_words(table, at, written)
    if table.urgent and not table.alert:
        written.wrong(at, "'urgent' passes quiet hours: it needs  alert = true  to have something to pass")
    site = written.checked(values.url, table.site, "site", at) if table.site else ""
    mine = [*table.mine, *([site] if site else [])]
    return Name(
        key=group,
        name=name,
        group=group,
        company=True,
        also=_clean(table.also),
        context=_clean(table.context),
        not_=_clean(table.not_),
        mine=_mine(mine, at, written),
        says=_clean(table.says),
        topic=table.topic.strip() or name,
        alert=table.alert,
        urgent=table.urgent,
    )


def _check_words(table: PersonTable | CompanyTable, at: Table, written: Written) -> None:
    for one in [table.name] if isinstance(table, CompanyTable) else [table.name, *table.people]:
        if one.strip():
            written.checked(values.name, one, "people" if one != table.name else "name", at)
    for one in table.also:
        written.checked(values.other_name, one, "also", at)
    for key, words in (
        ("also", table.also),
        ("context", table.context),
        ("not", table.not_),
        ("says", table.says),
    ):
        if not all(word.strip() for word in words):
            written.wrong(at, f"'{key}' holds an empty text: take it out")


def _clean(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def _mine(pages: Iterable[str], at: Table, written: Written) -> tuple[str, ...]:
    read = (written.checked(values.own_page, page, "mine", at) for page in pages)
    return tuple(dict.fromkeys(page for page in read if page))


def _warn(names: Iterable[Name], written: Written) -> None:
    """Warn of names that are matched in part only, and of two of one name."""
    told: dict[str, str] = {}
    for name in names:
        table = written.named["company" if name.company else "person"][name.group]
        for sentence in doubts(name):
            written.warn(table, sentence)
        if name.homonyms is not None and name.homonyms > MANY and not (name.context or name.mine):
            written.warn(
                table,
                f"{name.homonyms:,.0f} people called {name.name} are to be expected in France (Insee, births): give words "
                "that make it likelier to be this one, as  context = […] , or most mentions stay unsure",
            )
        others = dict.fromkeys(told.setdefault(one, name.key) for one in sorted(called(name)))
        for other in others:
            if other != name.key:
                written.warn(
                    table, f"has the name of '{other}': only their 'context' words tell the two apart"
                )
