"""The [person] and [company] tables → the names to look for, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from veille.config import values
from veille.config.model import CompanyTable, PersonTable
from veille.config.reading import ConfigFiles, ConfigTable
from veille.errors import failure
from veille.language.catalogue import catalogue, languages, mark
from veille.model import Name
from veille.names.finder import doubts
from veille.names.namesakes import called

YOU = mark("You")  # the topic of mentions of the reader
ME = mark("me")  # what people call the table that is about themselves

MANY = 20  # people of one name, past which a full name alone is not sure

Expected = Callable[[str], float | None]
"""How many bearers of a person's name are to be expected, None where there is no estimate."""


def expand_names(written: ConfigFiles, language: str, expected: Expected) -> dict[str, Name]:
    """Return the names by key: a table's own name, or "TABLE/Name" for each of its `people`."""
    names: dict[str, Name] = {}
    typed = {group: written.typed(PersonTable, table) for group, table in written.named["person"].items()}
    persons = {group: person for group, person in typed.items() if person is not None}
    you = _you(persons, written)
    for group, person in persons.items():
        table = written.named["person"][group]
        default_topic = catalogue(language).gettext(YOU) if group == you else group if person.people else ""
        of_table = _persons(group, person, table, written, expected, you=group == you, topic=default_topic)
        names.update((name.key, name) for name in of_table)
    for group, table in written.named["company"].items():
        company = written.typed(CompanyTable, table)
        if group in written.named["person"]:
            written.wrong(
                table,
                failure(
                    "a person's table is called '{group}' too: give one of the two another name", group=group
                ),
            )
        elif company is not None and (name := _company(group, company, table, written)):
            names[name.key] = name
    _warn(names.values(), written)
    return names


def _you(persons: Mapping[str, PersonTable], written: ConfigFiles) -> str:
    """Return the table of the person who reads: the one with `you = true`, else the likeliest, else "".

    Likely is the only table of one person; else the one that is called `me` or `moi`; else the only one that has the
    topic "You", explicitly or by default.
    """
    tables = written.named["person"]
    marked = [group for group, person in persons.items() if person.you]
    for group in marked:
        if persons[group].people:
            written.wrong(
                tables[group],
                failure(
                    "'you' is one person, and 'people' is a list: give yourself a [person.NAME] of your own"
                ),
            )
    for group in marked[1:]:
        written.wrong(
            tables[group],
            failure(
                "'you' is true here and under [person.{other}]: only one of the two can be you",
                other=marked[0],
            ),
        )
    if marked:
        return marked[0]
    able = [group for group, person in persons.items() if person.you is None and not person.people]
    called_me = [group for group in able if group.casefold() in _in_any_language(ME)]
    topics = {group: persons[group].topic.strip() for group in able}
    of_you = [group for group in able if topics[group] in _in_any_language(YOU)]
    without_topic = [group for group in able if not topics[group]]
    for likely in (able, called_me, of_you, without_topic):
        if len(likely) == 1:
            return likely[0]
    if able:
        written.warn(
            tables[able[0]],
            failure(
                "none of {names} is taken for you: say  you = true  under your own table, "
                "or  you = false  under each if none is",
                names=", ".join(able),
            ),
        )
    return ""


def _in_any_language(sentence: str) -> set[str]:
    return {catalogue(language).gettext(sentence) for language in languages()}


def _persons(
    group: str,
    table: PersonTable,
    at: ConfigTable,
    written: ConfigFiles,
    expected: Expected,
    *,
    you: bool,
    topic: str,
) -> list[Name]:
    """Return the names of a table; `topic` is theirs where it has none, their own name where that is empty."""
    if bool(table.name.strip()) == bool(table.people):
        written.wrong(at, failure("must have  name = …  or a list of  people = […], one of the two"))
        return []
    if table.people and (table.orcid or table.mine or table.says or table.also):
        written.wrong(
            at,
            failure(
                "'people' share no 'also', 'mine', 'says' or 'orcid': give each a [person.NAME] of their own"
            ),
        )
    _check_words(table, at, written)
    orcid = written.checked(values.orcid, table.orcid, "orcid", at) if table.orcid else ""
    alone = bool(table.name.strip())
    alert = alone if table.alert is None else table.alert
    if table.urgent and not alert:
        written.wrong(
            at, failure("'urgent' passes quiet hours: it needs  alert = true  to have something to pass")
        )
    names = []
    for spelled in [table.name] if alone else dict.fromkeys(table.people):
        name = " ".join(spelled.split())
        if not name:
            written.wrong(at, failure("'people' holds an empty name"))
            continue
        names.append(
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
                you=you and alone,
                topic=table.topic.strip() or topic or name,
                alert=alert,
                urgent=table.urgent,
                homonyms=expected(name),
            )
        )
    return names


def _company(group: str, table: CompanyTable, at: ConfigTable, written: ConfigFiles) -> Name | None:
    name = " ".join(table.name.split())
    if not name:
        written.wrong(at, failure("'name' is empty"))
        return None
    _check_words(table, at, written)
    if table.urgent and not table.alert:
        written.wrong(
            at, failure("'urgent' passes quiet hours: it needs  alert = true  to have something to pass")
        )
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


def _check_words(table: PersonTable | CompanyTable, at: ConfigTable, written: ConfigFiles) -> None:
    for person in [table.name] if isinstance(table, CompanyTable) else [table.name, *table.people]:
        if person.strip():
            written.checked(values.name, person, "people" if person != table.name else "name", at)
    for other_name in table.also:
        written.checked(values.other_name, other_name, "also", at)
    for key, words in (
        ("also", table.also),
        ("context", table.context),
        ("not", table.not_),
        ("says", table.says),
    ):
        if not all(word.strip() for word in words):
            written.wrong(at, failure("'{key}' holds an empty text: take it out", key=key))


def _clean(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def _mine(pages: Iterable[str], at: ConfigTable, written: ConfigFiles) -> tuple[str, ...]:
    read = (written.checked(values.own_address, page, "mine", at) for page in pages)
    return tuple(dict.fromkeys(page for page in read if page))


def _warn(names: Iterable[Name], written: ConfigFiles) -> None:
    """Warn of names that are matched in part only, and of two of one name."""
    bearer_of: dict[str, str] = {}
    for name in names:
        table = written.named["company" if name.company else "person"][name.group]
        for doubt in doubts(name):
            written.warn(table, doubt)
        if name.homonyms is not None and name.homonyms > MANY and not (name.context or name.mine):
            written.warn(
                table,
                failure(
                    "{number} people called {name} are to be expected in France (Insee, births): give words that make "
                    "it likelier to be this one, as  context = […] , or most mentions stay unsure",
                    number=f"{name.homonyms:,.0f}",
                    name=name.name,
                ),
            )
        others = dict.fromkeys(bearer_of.setdefault(spelling, name.key) for spelling in sorted(called(name)))
        for other in others:
            if other != name.key:
                written.warn(
                    table,
                    failure(
                        "has the name of '{other}': only their 'context' words tell the two apart",
                        other=other,
                    ),
                )
