"""veille export: the watched feeds as OPML, for other readers; or every item that was kept, as JSON Lines."""

from __future__ import annotations

import click

from veille.cli.items import seconds_ago
from veille.cli.open import read_config, reading
from veille.cli.output import count, iso


@click.command("export")
@click.option("--items", is_flag=True, help="Print the items that were kept, one JSON object a line.")
@click.option("--source", default="", metavar="GLOB", help="Only these sources, or from these.")
@click.option("--since", default="", metavar="30d", help="Only items from so long ago on.")
def command(*, items: bool, source: str, since: str) -> None:
    """Print the feeds that are watched as OPML, or all items as JSON Lines.

    Topics become folders, as `veille import` reads them. Sources that are no feeds are counted on the other stream.
    """
    if items:
        return _items(source, since)
    if since:
        raise click.UsageError("--since is for --items")
    return _feeds(source)


def _feeds(pattern: str) -> None:
    from fnmatch import fnmatchcase

    from veille.config.model import DEFAULT_KIND
    from veille.kit.feeds.opml import OpmlFeed, written

    config = read_config(secrets=False)
    sources = [
        source
        for source in config.sources.values()
        if not source.of and (not pattern or fnmatchcase(source.name, pattern))
    ]
    feeds = [
        OpmlFeed(
            str(source.options["url"]), source.outlet or source.name, (source.topic,) if source.topic else ()
        )
        for source in sources
        if source.kind == DEFAULT_KIND
    ]
    click.echo(written(feeds, "veille"), nl=False)
    if others := len(sources) - len(feeds):
        click.echo(
            f"{count(others, 'source')} of other kinds, which OPML has no form for, left out", err=True
        )


def _items(pattern: str, since: str) -> None:
    import json

    from veille.store import reads

    with reading() as db:
        for item in reads.items_to_export(db, source=pattern, since=seconds_ago(since)):
            times = {key: iso(item[key]) for key in ("published", "updated", "first_seen", "gone")}
            click.echo(json.dumps(item | times, ensure_ascii=False))
