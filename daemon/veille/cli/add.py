"""veille add: what can be followed at an address, or which employers words mean; and what is chosen is written down."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.adding.addresses import candidates
from veille.cli.output import count, iso, moment, print_json, progress
from veille.cli.setting import PATH
from veille.errors import UserError

if TYPE_CHECKING:
    from veille.cli.adding.looking import Find, Look
    from veille.config.model import Config


@click.command("add")
@click.argument("what", nargs=-1, metavar="URL|WORDS")
@click.option("--mail", type=PATH, help="Show what a mail (.eml) would give; write nothing.")
@click.option("--kind", default="", help="Ask this kind of source alone.")
@click.option("--pick", default="", metavar="N", help="Take what has this number, or several: 1,3.")
@click.option("--name", default="", help="What to call it, in the configuration.")
@click.option("--topic", default="", help="With a topic, all that the source gives goes to the digest.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the first.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON; write nothing.")
def command(
    what: tuple[str, ...],
    *,
    mail: Path | None,
    kind: str,
    pick: str,
    name: str,
    topic: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Find what can be followed at an address, or the employers that words mean, and watch it.

    URL may be any page: its feeds, its board of openings, its calendar are found from it. WORDS are an activity and a
    place ("musées, Rhône"), by the French register of companies. What you choose goes to veille.d/added.toml.
    """
    text = " ".join(what).strip()
    if mail is not None:
        from veille.cli.adding.mail import show

        return show(mail, as_json=as_json)
    if not text:
        raise click.UsageError('give an address, or words such as "musées, Rhône"; or --mail FILE')
    asks = sys.stdin.isatty()
    if not (asks or yes or pick or as_json):
        raise click.UsageError("there is no terminal to ask on: give --yes, --pick N or --json")
    if Path(text).suffix.lower() in (".opml", ".xml") and Path(text).is_file():
        raise click.UsageError(
            f"{text} is a file: if it is a list of feeds (OPML), say  veille import {text}"
        )
    from veille.cli.adding.session import read_config

    config = read_config()
    with progress(f"looking at {text}"):
        finds = asyncio.run(_finds(config, text, kind))
    fresh = [find for find in finds if not find.watched_as and not (find.look and find.look.why)]
    if as_json:
        return print_json([_as_json(find, fresh) for find in finds])
    click.echo("\n".join(_lines(finds, fresh)))
    if not fresh and (unread := next((find for find in finds if find.look and find.look.why), None)):
        raise UserError(f"{unread.offer.what} could not be polled, and is not written down: {_why(unread)}")
    chosen = _chosen(fresh, pick, asks=asks and not yes)
    if not chosen:
        return click.echo("Nothing was written.")
    if name and len(chosen) > 1:
        raise click.UsageError("--name is for one: give --pick one number with it")
    _write(config, chosen, name, topic, asks=asks and not yes and not pick)
    return None


async def _finds(config: Config, text: str, kind: str) -> list[Find]:
    """Return what stands behind what was typed. Raises UserError."""
    from veille.cli.adding.session import opened

    async with opened(config) as looker:
        if addresses := candidates(text):
            return await looker.at(addresses, only=kind)
        return await looker.by_words(text, only=kind)


def _lines(finds: Sequence[Find], fresh: Sequence[Find]) -> Iterable[str]:
    """Yield what was found, each with its number; what is watched already has none."""
    from veille.text.fold import clean_text

    for find in finds:
        if find.watched_as:
            yield f" -  {find.offer.what}\n    is watched already, by '{find.watched_as}'"
            continue
        kind = "" if find.offer.table == "company" else f"  {click.style(find.kind, dim=True)}"
        number = f"{fresh.index(find) + 1:>2}" if find in fresh else " !"  # what can't be read can't be taken
        yield f"{number}  {click.style(find.offer.what, bold=True)}{kind}"
        if address := find.offer.options.get("url"):
            yield f"    {clean_text(str(address))}"
        if find.look is not None:
            yield from (f"    {line}" for line in _look_lines(find.look))
    yield ""


def _look_lines(look: Look) -> Iterable[str]:
    if look.why:
        yield click.style(f"could not be polled: {look.why}", fg="yellow")
        return
    parts = [count(look.items, "item")] if look.items or not look.flaw else []
    if look.a_month is not None:
        parts.append(f"about {look.a_month:.0f} a month" if look.a_month >= 1 else "less than one a month")
    if look.last is not None:
        parts.append(f"the last of {moment(look.last.timestamp())}")
    if look.flaw:
        parts.append(look.flaw)
    yield ", ".join(parts)
    yield from (f"· {title[:90]}" for title in look.titles)


def _as_json(find: Find, fresh: Sequence[Find]) -> dict[str, Any]:
    look = find.look
    return {
        "number": fresh.index(find) + 1 if find in fresh else None,
        "table": find.offer.table,
        "kind": find.kind,
        "what": find.offer.what,
        "options": dict(find.offer.options),
        "name": find.offer.name,
        "watched_by": find.watched_as,
        "items": look.items if look else None,
        "a_month": round(look.a_month, 1) if look and look.a_month is not None else None,
        "last": iso(look.last.timestamp()) if look and look.last else None,
        "titles": list(look.titles) if look else [],
        "why": (look.why or look.flaw) if look else "",
    }


def _chosen(fresh: Sequence[Find], pick: str, *, asks: bool) -> list[Find]:
    """Return what is taken: by --pick, by the person, else the first. Raises UserError."""
    if not fresh:
        raise UserError("all of it is watched already")
    if not pick and asks:
        pick = str(click.prompt(f"Which (1 to {len(fresh)}, or several: 1,3; 0 for none)", default="1"))
    if pick:
        numbers = pick.replace(",", " ").split()
        wrong = [
            number
            for number in numbers
            if not number.isdecimal() or len(number) > 6 or int(number) > len(fresh)
        ]
        if wrong or not numbers:
            raise UserError(f"there is no number {wrong[0] if wrong else pick!r}: they are 1 to {len(fresh)}")
        chosen = [fresh[int(number) - 1] for number in dict.fromkeys(numbers) if int(number)]
    else:
        chosen = [fresh[0]]
    return chosen


def _why(find: Find) -> str:
    return find.look.why if find.look else ""


def _write(config: Config, chosen: Sequence[Find], name: str, topic: str, *, asks: bool) -> None:
    from veille.cli.adding import writing
    from veille.cli.adding.reloading import reload
    from veille.config.model import DEFAULT_KIND
    from veille.config.reading import title as title_of

    taken = writing.taken_names(config)
    tables: list[str] = []
    titles: list[str] = []
    for find in chosen:
        own = name or writing.free_name(find.offer.name, find.offer.options.get("url"), find.kind, taken)
        if asks and not name and len(chosen) == 1:
            own = str(click.prompt("Its name", default=own)).strip()
        if own in taken:
            raise UserError(f"the name '{own}' is taken: give another with --name")
        taken.add(own)
        if asks and not topic and find.offer.table == "source":
            topic = _topic(config)
        kind = {} if find.kind == DEFAULT_KIND or find.offer.table == "company" else {"kind": find.kind}
        comment = f"{find.offer.what}; added on {date.today().isoformat()}"
        values = kind | dict(find.offer.options) | {"topic": topic.strip()}
        tables.append(writing.table(find.offer.table, own, comment, values))
        titles.append(f"[{title_of(find.offer.table, own)}]")
    after = writing.write(config.path, "\n".join(tables))
    click.echo(f"Written to {config.path.parent / writing.FILE}: {', '.join(titles)}")
    click.echo(reload(after.state))
    silent = any(find.offer.table == "source" for find in chosen) and not topic.strip()
    if silent and not after.rules and not after.names:
        click.echo(
            "Nothing of it will be told: it has no topic, and there is no rule and no name to look for."
        )


def _topic(config: Config) -> str:
    """Ask for a topic, showing those that there are."""
    known = [rule.topic for rule in config.rules.values()] + [
        source.topic for source in config.sources.values()
    ]
    there = ", ".join(dict.fromkeys(filter(None, known)))
    shown = f" (there are: {there})" if there else ""
    question = f"Its topic{shown}: all of it is told under it; without one, what meets a rule or a name"
    return str(click.prompt(question, default="", show_default=False))
