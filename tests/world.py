"""A small world for tests of the whole: a web, a mail server, a configuration, and a clock that tests move."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TypeVar

from mailserver import MailServer
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.errors import sentence
from veille.web.workers import Workers

T = TypeVar("T")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC).timestamp()
HOUR, DAY = 3600.0, 86400.0

WORKERS = Workers()
"""Lent to every App of this process; conftest.py closes them."""


@dataclass
class Clock:
    """UTC seconds, moved by hand."""

    now: float = MONDAY

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Article:
    """One item of a made feed; `guid` and `link` follow from `number` unless given, "" leaves them out."""

    number: int
    title: str
    text: str = ""
    guid: str | None = None
    link: str | None = None
    date: str = ""
    more: str = field(default="")


def rss(
    articles: Iterable[Article], *, title: str = "Presse Culture", site: str = "https://presse.example"
) -> bytes:
    """Return an RSS 2.0 document."""
    items = []
    for article in articles:
        guid = str(article.number) if article.guid is None else article.guid
        link = f"{site}/{article.number}" if article.link is None else article.link
        items.append(
            "<item>"
            + (f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "")
            + (f"<link>{escape(link)}</link>" if link else "")
            + f"<title>{escape(article.title)}</title><description>{escape(article.text)}</description>"
            + (f"<pubDate>{article.date}</pubDate>" if article.date else "")
            + article.more
            + "</item>"
        )
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
    return f"{head}<link>{site}/</link><description>d</description>{''.join(items)}</channel></rss>".encode()


def configured(folder: Path, text: str, *, mail_port: int = 0, head: str = "") -> Config:
    """Write a configuration for Inès and return it loaded; its state lies in folder/state."""
    file = folder / "veille.toml"
    mail = (
        f'[mail]\nuser = "veille@example.org"\nsmtp = "127.0.0.1:{mail_port}"\ntls = "none"\n'
        if mail_port
        else ""
    )
    to = "" if "to =" in head else 'to = "ines@example.org"\n'
    contact = "" if mail_port else 'contact = "ines@example.org"\n'
    file.write_text(
        f'[veille]\nlanguage = "fr"\ntimezone = "Europe/Paris"\nname = "Inès"\nstate = "{folder / "state"}"\n'
        f"{to}{contact}{head}\n{mail}\n{text}",
        encoding="utf-8",
    )
    return load(file)


def living(
    config: Config, clock: Clock, life: Callable[[App], Awaitable[T]], *, tls: ssl.SSLContext | None = None
) -> T:
    """Start the daemon's parts on a configuration, live through `life`, and stop them."""

    async def live() -> T:
        async with App(config, clock=clock, workers=WORKERS, tls=tls) as app:
            return await life(app)

    return asyncio.run(live())


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query gives on the database of a configuration in folder."""
    with closing(sqlite3.connect(folder / "state" / "veille.db")) as db:
        db.create_function("sentence", 1, sentence)
        return db.execute(query).fetchall()


def subjects(post: MailServer, start: str = "") -> list[str]:
    """Return the subjects of the mails that arrived, or of those whose Message-ID begins so."""
    return [mail["Subject"] for mail in post.mails if mail["Message-ID"].startswith(f"<{start}")]
