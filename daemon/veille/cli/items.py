"""veille items: search the archive in the language of the rules."""

from __future__ import annotations

import click

from veille.cli.open import reading
from veille.cli.output import count, iso, moment, print_json, print_table


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
                }
                for row in rows
            ]
        )
    elif not rows:
        click.echo(
            "nothing kept meets this" if query or source or matched or since else "nothing was kept yet"
        )
    else:
        print_table(
            ("item", "dated", "outlet", "title", "matched"),
            [(f"#{r.id}", moment(r.dated), r.outlet, r.title, ", ".join(map(str, r.matched))) for r in rows],
            right=(0,),
        )
        if len(rows) == limit:
            click.echo(f"the newest {count(limit, 'item')}; --limit shows more", err=True)


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
