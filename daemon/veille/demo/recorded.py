"""The recorded web's feeds as data: outlets, and what their articles are at each round; it lies in feeds/*.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Round:
    """An instant at which the recorded web changes, and what a reader should look for."""

    number: int
    at: datetime
    what: str


def _round(number: int, day: int, hour: int, minute: int, what: str) -> Round:
    return Round(number, datetime(2026, 11, day, hour, minute, tzinfo=ZONE), what)


ROUNDS = (
    _round(1, 22, 18, 0, "The watch begins: what is already there is kept, and told in one first letter"),
    _round(2, 23, 6, 45, "Monday morning: a story breaks in two papers, just before the digest"),
    _round(3, 23, 9, 45, "Two openings, a norm, a call with a deadline; one magazine's server breaks down"),
    _round(4, 23, 13, 30, "A story is told again under another title; a feed has become a web page"),
    _round(5, 23, 16, 50, "An article now names an employer; what was broken is back, and tells of Inès"),
    _round(6, 24, 6, 30, "Tuesday morning: the last news before the digest"),
)
END = datetime(2026, 11, 24, 7, 31, tzinfo=ZONE)
"""When the demonstration ends: the second digest has left."""


@dataclass(frozen=True, slots=True)
class ArticleEdit:
    """What an article becomes at a round; an empty field stays as it was."""

    round: int
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: it appears at a round. `at` is None where the outlet gives no date."""

    round: int
    title: str
    url: str
    text: str
    at: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    edit: ArticleEdit | None = None


@dataclass(frozen=True, slots=True)
class FaultyRounds:
    """The rounds in which an outlet answers something else than its feed."""

    rounds: tuple[int, ...]
    status: int
    page: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed: its form (rss, atom, rdf, json), and its quirk, if it has one ("loose", "same guid")."""

    name: str
    title: str
    site: str
    language: str
    form: str
    articles: tuple[Article, ...]
    quirk: str = ""
    faults: FaultyRounds | None = None

    def at_round(self, number: int) -> tuple[Article, ...]:
        """Return the articles that stand in the feed at a round, as edited by then, newest first."""
        there = [_edited(article, number) for article in self.articles if article.round <= number]
        return tuple(sorted(there, key=lambda article: article.round, reverse=True))

    def faults_at(self, number: int) -> FaultyRounds | None:
        """Return what the outlet answers at a round in place of its feed, if it does."""
        return self.faults if self.faults and number in self.faults.rounds else None


def outlets(shift: timedelta = timedelta()) -> tuple[Outlet, ...]:
    """Return the outlets by name, all dates moved by shift."""
    folder = resources.files(__package__) / "feeds"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    return tuple(
        _outlet(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")), shift)
        for file in files
    )


def _outlet(name: str, table: dict[str, Any], shift: timedelta) -> Outlet:
    articles = tuple(_article(article, table["site"], shift) for article in table.pop("article"))
    faults = table.pop("trouble", None)
    return Outlet(
        name=name,
        articles=articles,
        faults=FaultyRounds(tuple(faults["rounds"]), faults["status"], faults["page"]) if faults else None,
        **table,
    )


def _article(table: dict[str, Any], site: str, shift: timedelta) -> Article:
    at, edit, path = table.pop("at", None), table.pop("edit", None), table.pop("path", "")
    article = Article(
        **{"url": site + path, **table, "text": table["text"].strip(), "tags": tuple(table.get("tags", ()))},
        at=at.replace(tzinfo=ZONE) + shift if at else None,
    )
    if not edit:
        return article
    return replace(
        article, edit=ArticleEdit(edit["round"], edit.get("title", ""), edit.get("text", "").strip())
    )


def _edited(article: Article, number: int) -> Article:
    edit = article.edit
    if edit is None or number < edit.round:
        return article
    return replace(article, title=edit.title or article.title, text=edit.text or article.text)
