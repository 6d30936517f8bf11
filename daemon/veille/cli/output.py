"""How commands speak: tables for people, JSON for programs, times in the reader's own zone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from veille.cli.charset import is_unicode
from veille.model import MARK, UNMARK

if TYPE_CHECKING:
    from veille.errors import Failure
    from veille.language.words import Words


def words() -> Words:
    """Return how commands speak: in the configured language; the user's, where the configuration can't tell."""
    from veille.cli.open import config_file
    from veille.config.reading import read_language
    from veille.errors import ConfigError
    from veille.language.catalogue import ENGLISH, languages, user_language
    from veille.language.words import Words

    try:
        language = read_language(config_file()) or ENGLISH
    except ConfigError:
        language = ""
    if language not in languages():
        language = user_language(os.environ)
    return Words(language, zone(), datetime.now(UTC), plain=True)


def english() -> Words:
    """Return the words of what commands say in English alone."""
    from veille.language.words import Words

    return Words("en", ZoneInfo("UTC"), plain=True)


def describe_failure(words: Words, why: Failure) -> str:
    """Return why something fails as commands say it: in English without quotation marks."""
    from veille.language import failures
    from veille.language.catalogue import ENGLISH

    return str(why) if words.language == ENGLISH else failures.describe(why, words)


def print_json(value: Any) -> None:
    """Print a value as indented JSON; text stays readable, where the stream can show it."""
    click.echo(json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), indent=2, default=str))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print rows under headers, as wide as the terminal; plain and whole when piped."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


@cache
def zone() -> ZoneInfo:
    """Return the configured time zone, else this machine's."""
    from veille.cli.open import config_file
    from veille.config import values
    from veille.config.reading import read_timezone
    from veille.errors import ConfigError

    try:
        return values.zone(read_timezone(config_file()))
    except (ConfigError, ValueError):
        return values.system_zone(os.environ)


def moment(seconds: float | None) -> str:
    """Return a time as "2026-11-23 09:42" in the configured zone; "-" for none."""
    return datetime.fromtimestamp(seconds, zone()).strftime("%Y-%m-%d %H:%M") if seconds is not None else "-"


def iso(seconds: float | None) -> str | None:
    """Return a time as ISO 8601 with its offset, for JSON."""
    return (
        datetime.fromtimestamp(seconds, zone()).isoformat(timespec="seconds") if seconds is not None else None
    )


def marked(excerpt: str) -> str:
    """Return an excerpt with its found words as a terminal shows them: bold, or between stars when piped."""
    start, end = ("\x1b[1m", "\x1b[22m") if sys.stdout.isatty() else ("*", "*")
    return excerpt.replace(MARK, start).replace(UNMARK, end)


def unmarked(excerpt: str) -> str:
    """Return an excerpt without marks."""
    return excerpt.replace(MARK, "").replace(UNMARK, "")


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 item" or "3 items"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Give a function to call once for each of so many that are done, shown on a terminal alone."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=total)
        yield lambda: shown.advance(task)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Show that something goes on, on a terminal alone."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield
