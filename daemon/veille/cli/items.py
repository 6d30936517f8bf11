"""veille items: search the archive in the language of the rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from veille.cli.open import reading
from veille.cli.output import count, iso, moment, print_json, print_table

if TYPE_CHECKING:
    from veille.store.reads import ItemRow


@click.command("items")
@click.argument("query", nargs=-1)
@click.option("--source", default="", metavar="GLOB", help="Only from these sources.")
@click.option("--matched", is_flag=True, help="Only what a rule or a topic matched.")
@click.option("--since", default="", metavar="30d", help="Only from so long ago on.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    query: tuple[str, ...], *, source: str, matched: bool, since: str, limit: int, as_json: bool
) -> None:
    """Search what was kept, newest first.

    QUERY is written as in a rule: words, "exact phrases", AND, OR, NOT, prefix*, NEAR(a b, 5), title:word.
    """
    from veille.store import reads

    with reading() as db:
        rows = reads.search(
            db, expression(query), source=source, since=seconds_ago(since), matched=matched, limit=limit
        )
    if as_json:
        print_json(
            [
                {
                    "item": row.id,
                    "title": row.title,
                    "url": row.url,
                    "source": row.source,
                    "outlet": row.outlet,
                    "author": row.author,
                    "dated": iso(row.dated),
                    "first_seen": iso(row.first_seen),
                    "story": row.story,
                    "matched": list(row.matched),
                    "baseline": row.baseline,
                    "text": row.text,
                    "starts": row.starts,
                    "starts_at": _begins(row),
                    "closes": row.closes,
                    "facts": dict(row.facts),
                    "gone": iso(row.gone) if row.gone is not None else None,
                }
                for row in rows
            ]
        )
    elif not rows:
        click.echo(
            "nothing kept meets this" if query or source or matched or since else "nothing was kept yet"
        )
    else:
        dated = any(row.starts for row in rows)
        print_table(
            ("item", "dated", "outlet", "title", "matched", *(["takes place"] if dated else [])),
            [
                (f"#{row.id}", moment(row.dated), row.outlet, row.title, ", ".join(map(str, row.matched)))
                + ((_day(row),) if dated else ())
                for row in rows
            ],
            right=(0,),
        )
        if len(rows) == limit:
            click.echo(f"the newest {count(limit, 'item')}; --limit shows more", err=True)


def _begins(row: ItemRow) -> str | None:
    """Return the instant at which an event begins, where its hour and its zone are known."""
    from veille.letters.dates import instant

    begins = instant(date.fromisoformat(row.starts), row.facts) if row.starts else None
    return begins.isoformat() if begins is not None else None


def _day(row: ItemRow) -> str:
    """Return "2026-12-10 10:00–11:00", "2026-12-10 – 2026-12-12", with the zone of its clock."""
    facts = row.facts
    told = [row.starts or "", f"– {facts['until']}" if "until" in facts else ""]
    if row.starts:
        told += [facts.get("time", ""), facts.get("zone", ""), facts.get("state", "")]
    return " ".join(filter(None, told))


def expression(query: tuple[str, ...]) -> str:
    """Return what the archive is asked for a query as typed. Raises UserError that shows the place of a mistake."""
    if not query:
        return ""
    from veille.errors import UserError
    from veille.match.query import QueryError, parse

    # The shell took the quotes off: an argument with blanks is a phrase, unless it is the whole query.
    text = query[0] if len(query) == 1 else " ".join(f'"{word}"' if " " in word else word for word in query)
    try:
        return parse(text).fts
    except QueryError as error:
        raise UserError(f"this query cannot be read:\n{error.pointed()}") from None


def seconds_ago(text: str) -> int:
    """Return the UTC second that lies a duration ago; 0 for none. Raises UserError."""
    if not text:
        return 0
    import time

    from veille.config.values import duration
    from veille.errors import UserError

    try:
        return int(time.time() - duration(text))
    except ValueError as error:
        raise UserError(f"'{text}' {error}") from None
