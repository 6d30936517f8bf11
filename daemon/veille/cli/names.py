"""veille names: who was mentioned, for sure or perhaps; and where a name stands on the first page of a search."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from veille.cli.items import seconds_ago
from veille.cli.open import read_config, reading
from veille.cli.output import count, english, iso, marked, print_json, print_table
from veille.model import Verdict

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.language.words import Words
    from veille.letters.first_page import FirstPage, FirstPageResult
    from veille.model import Name
    from veille.store.facts import MatchRow


@click.command("names")
@click.argument("name", required=False)
@click.option("--since", default="30d", show_default=True, metavar="30d", help="How far back to look.")
@click.option("--homonyms", is_flag=True, help="Show the mentions that were set aside as a homonym's.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="Show at most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, since: str, homonyms: bool, limit: int, as_json: bool) -> None:
    """Show who is mentioned, and where a name stands on the first page of each search.

    NAME is the name of a [person] or [company] of the configuration; without it, every name is listed.
    """
    from veille.errors import UserError

    config = read_config(secrets=False)
    start, now = seconds_ago(since), int(time.time())
    if name is None:
        _list(config, start, now, as_json=as_json)
        return
    meant = [known_name for known_name in config.names.values() if name in (known_name.key, known_name.group)]
    if not meant:
        from veille.options import did_you_mean

        known = dict.fromkeys(name.group for name in config.names.values())
        near = did_you_mean(name, known)
        raise UserError(f"there is no name '{name}'{near} (the names are: {', '.join(known) or 'none yet'})")
    with reading() as db:
        told = [_facts(db, known_name, start, now, homonyms=homonyms, limit=limit) for known_name in meant]
    if as_json:
        print_json(told)
    else:
        click.echo("\n\n".join("\n".join(_lines(facts)) for facts in told))


def _list(config: Config, start: int, now: int, *, as_json: bool) -> None:
    from veille.letters.first_page import first_pages
    from veille.store.gather import place_facts
    from veille.store.mentions import counts_of

    rows: list[dict[str, Any]] = []
    with reading() as db:
        counts = counts_of(db, start)
        for name in config.names.values():
            pages = first_pages(place_facts(db, name.key, start, now + 1), name, start, now + 1)
            rows.append(
                {
                    "name": name.key,
                    "spelled": name.name,
                    **{verdict: counts.get(name.key, {}).get(verdict, 0) for verdict in Verdict},
                    "homonyms_expected": name.homonyms,
                    "best_place": min((page.best for page in pages if page.best), default=None),
                }
            )
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("no name is looked for: a [person.NAME] or [company.NAME] in the configuration makes one")
    else:
        print_table(
            (
                "name",
                "spelled",
                Verdict.SURE,
                Verdict.UNSURE,
                "homonym's",
                "expected in France",
                "best place",
            ),
            [
                (
                    row["name"],
                    row["spelled"],
                    *(str(row[verdict]) for verdict in Verdict),
                    bearers(row["homonyms_expected"]),
                    str(row["best_place"] or "-"),
                )
                for row in rows
            ],
            right=(2, 3, 4, 5, 6),
        )


def bearers(expected: float | None, words: Words | None = None) -> str:
    """Return how many bearers of a name are to be expected in France, rounded as far as the figures go; "-" unknown.

    In English, unless `words` are another language's.
    """
    words = words or english()
    if expected is None:
        return "-"
    if expected < 1:
        return words.say("under 1")
    return words.say("about {n}", n=int(round(expected, min(0, 2 - len(str(int(expected)))))))


def _facts(
    db: sqlite3.Connection, name: Name, start: int, now: int, *, homonyms: bool, limit: int
) -> dict[str, Any]:
    from veille.letters.first_page import drawn, first_pages
    from veille.store.gather import place_facts
    from veille.store.mentions import counts_of, mentions_of

    verdicts = (Verdict.HOMONYM,) if homonyms else (Verdict.SURE, Verdict.UNSURE)
    found = [
        row
        for verdict in verdicts
        for row in mentions_of(db, name.key, since=start, verdict=verdict, limit=limit)
    ]
    counts = counts_of(db).get(name.key, {})
    places = place_facts(db, name.key, start, now + 1)
    return {
        "name": name.key,
        "spelled": name.name,
        "homonyms_expected": name.homonyms,
        "counts": {verdict: counts.get(verdict, 0) for verdict in Verdict},
        "mentions": [_mention(row) for row in found],
        "first_pages": [_page(page, drawn) for page in first_pages(places, name, start, now + 1)],
    }


def _mention(row: MatchRow) -> dict[str, Any]:
    return {
        "item": row.item,
        "title": row.title,
        "url": row.url,
        "outlet": row.outlet,
        "dated": iso(row.dated),
        "verdict": row.verdict,
        "likely": round(row.likely, 2),
        "reasons": [[clue.kind, *clue.words] for clue in row.clues],
        "excerpt": row.excerpt,
    }


def _page(page: FirstPage, drawn: Any) -> dict[str, Any]:
    def place(place: FirstPageResult) -> dict[str, Any]:
        return asdict(place) | {"standing": str(place.standing), "drawn": drawn(place.months)}

    return {
        "source": page.source,
        "engine": page.engine,
        "at": iso(page.at),
        "answers": page.answers,
        "engines": {engine: {"answered": yes, "refused": no} for engine, (yes, no) in page.engines.items()},
        "mine": page.mine,
        "best": page.best,
        "best_before": page.best_before,
        "compared": page.compared is not None,
        "places": [place(result) for result in page.places],
        "left": [place(result) for result in page.left],
    }


def _lines(told: dict[str, Any]) -> Iterator[str]:
    counts = told["counts"]
    yield click.style(f"{told['spelled']}  ({told['name']})", bold=True)
    expected = bearers(told["homonyms_expected"])
    if expected != "-":
        yield f"{expected} {'bearer' if expected.endswith(' 1') else 'bearers'} of the name to be expected in France"
    sure, unsure, homonyms = (counts[verdict] for verdict in Verdict)
    yield f"in all: {sure} sure, {unsure} unsure, {homonyms} set aside as a homonym's"
    yield ""
    if told["mentions"]:
        yield from (line for mention in told["mentions"] for line in _mention_lines(mention))
    else:
        yield "No such mention in this time."
    for page in told["first_pages"]:
        yield ""
        yield from _page_lines(page)


def _mention_lines(mention: dict[str, Any]) -> Iterator[str]:
    from veille.cli.why import reasons

    verdict = {
        Verdict.SURE: "sure",
        Verdict.UNSURE: f"unsure ({mention['likely']:.0%})",
        Verdict.HOMONYM: "a homonym",
    }[mention["verdict"]]
    yield f"#{mention['item']}  {mention['title']}"
    yield f"    {mention['outlet']}, {mention['dated'][:10]} · {verdict}"
    if mention["excerpt"]:
        yield f"    {marked(mention['excerpt'])}"
    yield f"    {reasons(mention['reasons'])}"
    if mention["verdict"] is Verdict.UNSURE:
        yield f"    veille mark {mention['item']} yes|no"


_WHOSE = {"mine": "mine", "homonym": "a homonym's", "neutral": "about me", "unmarked": ""}


def _page_lines(page: dict[str, Any]) -> Iterator[str]:
    asked = ", ".join(
        f"{engine} answered {count(told['answered'], 'time')}"
        + (f", refused {told['refused']}" if told["refused"] else "")
        for engine, told in page["engines"].items()
    )
    if page["at"] is None:
        yield f"{click.style(page['engine'], bold=True)}: has never answered ({asked})"
        return
    yield f"{click.style('First page', bold=True)} of {page['engine']}, {page['at'][:16].replace('T', ' ')} ({asked})"
    yield f"{page['mine']} of {len(page['places'])} mine" + (
        f", the best in place {page['best']}" if page["best"] else ""
    )
    for place in page["places"]:
        moved = _moved(place, compared=page["compared"])
        yield f"{place['place']:>4} {moved:4} {place['drawn']}  {place['title'][:58]:58}  {_WHOSE[place['standing']]}"
        yield f"                       {click.style(place['url'], dim=True)}" + (
            f"  #{place['item']}" if place["item"] else ""
        )
    for place in page["left"]:
        where = f"now in place {place['place']}" if place["place"] else "no longer seen"
        yield f"left: {place['title'][:58]} ({_WHOSE[place['standing']]}), {where}, was in place {place['was']}"


def _moved(place: dict[str, Any], *, compared: bool) -> str:
    if not compared:
        return ""
    if place["was"] is None:
        return "new" if place["new"] else "back"
    steps = place["was"] - place["place"]
    return "=" if not steps else f"{'▲' if steps > 0 else '▼'}{abs(steps)}"
