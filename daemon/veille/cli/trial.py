"""veille try: what a rule, or a query, would have found in the archive, before it is trusted."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import click

from veille.cli.items import expression, seconds_ago
from veille.cli.open import read_config, reading
from veille.cli.output import count, iso, marked, moment, print_json
from veille.model import Rule

if TYPE_CHECKING:
    from veille.store.reads import ItemRow

MOST_READ = 2_000  # items of the archive that one trial reads again


@click.command("try")
@click.argument("what", nargs=-1)
@click.option("--since", default="90d", show_default=True, help="How far back to look.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="Show at most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(what: tuple[str, ...], *, since: str, limit: int, as_json: bool) -> None:
    """Try a rule or a query on the past.

    WHAT is the name of a rule of the configuration, or a query; without it, every rule is counted.
    """
    rules = read_config(secrets=False).rules if len(what) < 2 else {}
    if not what:
        _count_all(list(rules.values()), since, as_json=as_json)
        return
    rule = rules.get(what[0]) if len(what) == 1 else None
    if rule is None:
        text = what[0] if len(what) == 1 else " ".join(f'"{word}"' if " " in word else word for word in what)
        expression((text,))
        rule = Rule("query", query=text)
    found = _matching_items(rule, seconds_ago(since))
    if as_json:
        print_json(
            [
                {"item": row.id, "title": row.title, "url": row.url, "source": row.source, "dated": iso(row.dated),
                 "words": list(words), "excerpt": excerpt}
                for row, words, excerpt in found[:limit]
            ]
        )  # fmt: skip
        return
    for row, words, excerpt in found[:limit]:
        click.echo(f"#{row.id}  {row.title}\n    {row.outlet}, {moment(row.dated)}: {' + '.join(words)}")
        if excerpt:
            click.echo(f"    {marked(excerpt)}")
    sources = Counter(row.source for row, _, _ in found)
    per_week = len(found) / max(1.0, (time.time() - seconds_ago(since)) / 604800)
    where = f", from {', '.join(f'{name} ({n})' for name, n in sources.most_common(5))}" if found else ""
    click.echo(f"{count(len(found), 'item')} in {since}, about {per_week:.1f} a week{where}")
    if not found:
        click.echo("too narrow? fewer words in `and`, or a prefix such as musée*, find more", err=True)


def _matching_items(rule: Rule, since: int) -> list[tuple[ItemRow, tuple[str, ...], str]]:
    from veille.match.rules import Doc, Matcher, parsed
    from veille.store import reads
    from veille.store.mentions import mentioning

    query = parsed(rule)
    with reading() as db:
        # Of a rule that takes all that its sources give, everything is read: the matcher applies `from` and `not`.
        rows = reads.search(db, query.fts if query else "", since=since, limit=MOST_READ)
        texts = reads.texts(db, [row.id for row in rows])
        named = (
            mentioning(db, [row.id for row in rows], rule.names) if rule.names else {row.id for row in rows}
        )
    hits = Matcher([rule]).find([Doc(row.title, texts[row.id], row.source) for row in rows])
    return [
        (row, hit[0].words, hit[0].excerpt)
        for row, hit in zip(rows, hits, strict=True)
        if hit and row.id in named
    ]


def _count_all(rules: list[Rule], since: str, *, as_json: bool) -> None:
    from veille.cli.output import print_table

    counted = [(rule, _matching_items(rule, seconds_ago(since))) for rule in rules]
    if as_json:
        print_json([{"rule": rule.name, "topic": rule.topic, "items": len(found)} for rule, found in counted])
        return
    print_table(
        ("rule", "topic", f"items in {since}", "last"),
        [
            (rule.name, rule.topic, str(len(found)), found[0][0].title if found else "-")
            for rule, found in counted
        ],
        right=(2,),
    )
