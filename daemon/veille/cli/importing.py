"""veille import: the feeds of a list that another reader exported, polled once each and written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.adding.addresses import candidates, host_of, shortened
from veille.cli.output import count, counting
from veille.config.model import DEFAULT_KIND
from veille.errors import SourceError, UserError

if TYPE_CHECKING:
    from veille.cli.adding.looking import Find, Looker
    from veille.config.model import Config
    from veille.kit.feeds.opml import OpmlFeed
    from veille.source import Page

_AT_ONCE = 20
_LARGEST = 20_000_000  # bytes of a file
_LONGEST = 200  # characters of a title or a topic


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A feed of the list: with its `find` where it could be polled, else with `why` it is left out."""

    feed: OpmlFeed
    topic: str
    find: Find | None = None
    why: str = ""
    dead: bool = False


@click.command("import")
@click.argument("what", metavar="FILE|URL")
@click.option("--topic", default="", help="The topic of feeds that lie in no folder.")
@click.option("--dead", is_flag=True, help="Write down too what could not be polled.")
@click.option("--dry-run", is_flag=True, help="Poll and tell, but write nothing.")
def command(what: str, *, topic: str, dead: bool, dry_run: bool) -> None:
    """Watch the feeds of a list that another reader exported (OPML).

    Folders become topics. Each feed is polled once: what stands there twice, is watched already or could not be polled is
    told and left out. The rest goes to veille.d/added.toml.
    """
    from veille.cli.adding.session import read_config

    config = read_config()
    is_file = Path(what).exists() or ("://" not in what and what.lower().endswith((".opml", ".xml")))
    addresses = () if is_file else candidates(what)
    page = None if addresses else _file(what)
    asyncio.run(_import(config, what, page or addresses, topic=topic.strip(), dead=dead, dry_run=dry_run))


async def _import(
    config: Config, what: str, where: Page | tuple[str, ...], *, topic: str, dead: bool, dry_run: bool
) -> None:
    from veille.cli.adding.session import opened
    from veille.kit.feeds import opml

    async with opened(config) as looker:
        # Hosts that may be local: any, where the list is the user's own file.
        hosts = frozenset(map(host_of, where)) if isinstance(where, tuple) else None
        page = await looker.first(where) if isinstance(where, tuple) else where
        try:
            feeds = opml.read(page)
        except SourceError as error:
            raise UserError(f"{what}: {error}") from None
        if not feeds:
            raise UserError(f"there is no feed in {what}")
        wanted = _sorted_out(looker, feeds, topic, hosts)
        to_poll = [subscription for subscription in wanted if not subscription.why]
        with counting("polling", len(to_poll)) as done:
            polled = iter(await _polled(looker, to_poll, done, hosts))
        wanted = [subscription if subscription.why else next(polled) for subscription in wanted]
    chosen = [
        subscription
        for subscription in wanted
        if subscription.find is not None and (dead or not subscription.dead)
    ]
    click.echo("\n".join(_lines(wanted, dead=dead)))
    if not chosen:
        return click.echo("Nothing was written.")
    if dry_run:
        return click.echo(f"Nothing was written: without --dry-run, {_feeds(chosen)} would be.")
    return _write(config, chosen)


def _file(path: str) -> Page:
    """Return what a file holds. Raises UserError."""
    from veille.source import Page

    try:
        with Path(path).open("rb") as file:
            body = file.read(_LARGEST + 1)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from None
    if len(body) > _LARGEST:
        raise UserError(f"{path} has more than {_LARGEST // 1_000_000} MB: that is no list of feeds")
    return Page("", body=body)


def _sorted_out(
    looker: Looker, feeds: Iterable[OpmlFeed], topic: str, hosts: frozenset[str] | None
) -> list[_Wanted]:
    """Return the feeds in their order, with why those are left out that need not be polled for that."""
    from veille.cli.adding.looking import Find
    from veille.config.refused import refused_site
    from veille.kit.addresses import url as checked
    from veille.source import Suggestion
    from veille.text.fold import clean_text
    from veille.web.guard import locally_named

    wanted: list[_Wanted] = []
    first: dict[str, str] = {}
    for feed in feeds:
        url = next(iter(candidates(feed.url)), feed.url)
        title = clean_text(feed.title)[:_LONGEST]
        own_topic = clean_text(" / ".join(feed.folders))[:_LONGEST].strip() or topic
        why, find = "", None
        try:
            checked(url)
            offer = Suggestion({"url": url}, f"“{title}”" if title else url, name=title)
            find = looker.watched(Find(DEFAULT_KIND, offer))
        except ValueError as error:
            why = f"its address {error}"
        except UserError as error:
            why = str(error)
        if not why and (earlier := first.get(shortened(url))) is not None:
            why = f"stands there twice: under “{earlier}” already" if earlier else "stands there twice"
        elif find is not None and find.watched_as:
            why = f"is watched already, by '{find.watched_as}'"
        elif not why and (terms := refused_site(host_of(url))):
            why = str(terms)
        elif not why and hosts is not None and locally_named(host_of(url)) and host_of(url) not in hosts:
            why = "lies in a local network, where a list from the web must not lead"
        first.setdefault(shortened(url), own_topic)
        wanted.append(_Wanted(feed, own_topic, None if why else find, why))
    return wanted


async def _polled(
    looker: Looker, wanted: Sequence[_Wanted], done: Callable[[], None], hosts: frozenset[str] | None
) -> list[_Wanted]:
    """Return feeds with what a poll of each gave, so many at once."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def polled(feed: _Wanted) -> _Wanted:
        assert feed.find is not None  # noqa: S101 - only these are polled
        url = str(feed.find.offer.options["url"])
        async with room:
            found = await looker.look(feed.find, frozenset((host_of(url),)) if hosts is None else hosts)
        done()
        why = found.look.why if found.look else ""
        return _Wanted(feed.feed, feed.topic, found, why and f"could not be polled: {why}", bool(why))

    return list(await asyncio.gather(*map(polled, wanted)))


def _lines(wanted: Sequence[_Wanted], *, dead: bool) -> Iterable[str]:
    """Yield what is taken by topic, then what is left out and why."""
    from veille.text.fold import clean_text

    taken: dict[str, list[_Wanted]] = {}
    for subscription in wanted:
        if subscription.find is not None and not subscription.dead:
            taken.setdefault(subscription.topic, []).append(subscription)
    for topic, feeds in taken.items():
        yield f"{click.style(topic or 'without a topic', bold=True)}: {_feeds(feeds)}"
        for subscription in feeds:
            look = subscription.find.look if subscription.find else None
            flaw = f" ({look.flaw})" if look and look.flaw else ""
            items = f", {count(look.items, 'item')}" if look else ""
            yield f"  {clean_text(subscription.feed.title or subscription.feed.url)[:_LONGEST]}{items}{flaw}"
    for heading, left in (
        (
            "Could not be polled" + (", and written down all the same" if dead else ""),
            [subscription for subscription in wanted if subscription.dead],
        ),
        ("Left out", [subscription for subscription in wanted if subscription.why and not subscription.dead]),
    ):
        if left:
            yield click.style(f"{heading}: {_feeds(left)}", fg="yellow")
        for subscription in left:
            feed = subscription.feed
            yield f"  {clean_text(feed.title)[:_LONGEST]}  {clean_text(feed.url)[:_LONGEST]}"
            yield f"    {subscription.why}"


def _feeds(feeds: Sequence[_Wanted]) -> str:
    return count(len(feeds), DEFAULT_KIND)


def _write(config: Config, chosen: Sequence[_Wanted]) -> None:
    from veille.cli.adding import writing
    from veille.cli.adding.reloading import reload

    taken = writing.taken_names(config)
    tables = []
    for subscription in chosen:
        assert subscription.find is not None  # noqa: S101 - only these are chosen
        url = subscription.find.offer.options["url"]
        name = writing.free_name(subscription.find.offer.name, url, subscription.find.kind, taken)
        taken.add(name)
        comment = f"{subscription.find.offer.what}; imported on {date.today().isoformat()}"
        tables.append(writing.table("source", name, comment, {"url": url, "topic": subscription.topic}))
    after = writing.write(config.path, "\n".join(tables))
    click.echo(f"Written to {config.path.parent / writing.FILE}: {_feeds(chosen)}")
    click.echo(reload(after.state))
    if any(not subscription.topic for subscription in chosen) and not after.rules and not after.names:
        click.echo("Nothing will be told of those without a topic: there is no rule and no name to look for.")
