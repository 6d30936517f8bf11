"""veille status: the health and the yield of every source and recipient; or of one source, in full."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import click

from veille.cli.open import read_config, reading
from veille.cli.outbox import STANDING
from veille.cli.output import count, iso, moment, print_json, print_table
from veille.errors import Failure, sentence
from veille.model import MessageState, Outcome


@click.command("status")
@click.argument("source", required=False)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1), help="Show so many polls of one source."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(source: str | None, *, limit: int, as_json: bool) -> None:
    """Show the health and the yield of every source.

    With SOURCE, its last polls and what went wrong.
    """
    from veille.errors import UserError
    from veille.store import reads

    broken = _broken()
    with reading() as db:
        rows = reads.source_rows(db)
        # What the daemon watches runs there, though here its file may be another user's and not be loaded.
        watched = {row["name"] for row in rows}
        broken = {name: why for name, why in broken.items() if name not in watched}
        if source is not None:
            if source in broken:
                _not_running(source, broken[source], as_json=as_json)
                return
            rows = [row for row in rows if row["name"] == source]
            if not rows:
                raise UserError(f"no source is named '{source}'; `veille status` lists them")
            _one(db, rows[0], limit, as_json=as_json)
            return
        recipients = reads.recipient_rows(db)
        waiting = reads.messages(db, states=STANDING)
    if as_json:
        print_json(
            {
                "sources": [_told(row) for row in rows],
                "broken": broken,
                "recipients": [dict(row) for row in recipients],
                "outbox": {state: sum(row["state"] is state for row in waiting) for state in STANDING},
            }
        )
        return
    print_table(
        ("source", "", "last poll", "last new", "items", "matches", "next"),
        [
            (
                row["name"],
                _health(row),
                moment(row["last_poll"]),
                moment(row["last_new"]),
                str(row["items"]),
                str(row["matches"]),
                moment(row["next_due"]),
            )
            for row in rows
        ]
        + [(name, "can't run", "-", "-", "-", "-", "-") for name in broken],
        right=(4, 5),
    )
    for name, why in broken.items():
        click.echo(f"{name} can't run: {why}")
    for row in rows:
        if row["failures"]:
            click.echo(
                f"{row['name']}: {sentence(row['why'])} (since {moment(row['failing_since'])}, "
                f"{count(row['failures'], 'try', 'tries')})"
            )
    for recipient in recipients:
        if recipient["failures"]:
            click.echo(
                f"{recipient['name']} cannot be reached since {moment(recipient['failing_since'])}:"
                f" {sentence(recipient['why'])}"
            )
    dead = sum(row["state"] is MessageState.DEAD for row in waiting)
    if len(waiting) > dead:
        click.echo(f"{count(len(waiting) - dead, 'message')} in the outbox")
    if dead:
        click.echo(f"{count(dead, 'message')} could not be delivered: `veille outbox --dead` shows why")


def _broken() -> dict[str, Failure]:
    """Return the configured sources that don't run, and why; none, with a word on it, while the configuration is wrong."""
    from veille.errors import ConfigError

    try:
        return dict(read_config(secrets=False).broken)
    except ConfigError:
        click.echo("the configuration is wrong: run  veille check", err=True)
        return {}


def _not_running(name: str, why: Failure, *, as_json: bool) -> None:
    if as_json:
        print_json({"source": name, "outcome": "can't run", "why": str(why)})
    else:
        click.echo(f"{name} can't run: {why}")


def _health(row: sqlite3.Row) -> str:
    if row["failures"]:
        return row["outcome"] or Outcome.FAILED
    if row["last_poll"] is None:
        return "not polled yet"
    if row["next_due"] < time.time() - 3600:
        return "overdue: is veille running?"
    return str(row["outcome"])


def _told(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "source": row["name"],
        "kind": row["kind"],
        "outcome": row["outcome"],
        "why": sentence(row["why"]),
        "failures": row["failures"],
        "failing_since": iso(row["failing_since"]),
        "last_poll": iso(row["last_poll"]),
        "last_new": iso(row["last_new"]),
        "next": iso(row["next_due"]),
        "items": row["items"],
        "matches": row["matches"],
        "identity": row["criterion"],
    }


def _one(db: sqlite3.Connection, row: sqlite3.Row, limit: int, *, as_json: bool) -> None:
    from veille.store import reads

    polls = reads.last_polls(db, row["id"], limit)
    if as_json:
        print_json(
            _told(row)
            | {
                "polls": [
                    {"at": iso(poll["at"]), "outcome": poll["outcome"], "found": poll["found"], "new": poll["new"],
                     "edited": poll["changed"], "missed": bool(poll["missed"]), "why": sentence(poll["why"])}
                    for poll in polls
                ]
            }
        )  # fmt: skip
        return
    click.echo(
        f"{row['name']} ({row['kind']}): {_health(row)}{', ' + sentence(row['why']) if row['why'] else ''}"
    )
    click.echo(
        f"{count(row['items'], 'item')}, {count(row['matches'], 'match', 'matches')}; last new {moment(row['last_new'])}"
    )
    click.echo(f"next poll {moment(row['next_due'])}; items are told apart by their {row['criterion']}")
    if row["failing_since"]:
        click.echo(
            f"failing since {moment(row['failing_since'])}, {count(row['failures'], 'try', 'tries')} in a row"
        )
    print_table(
        ("poll", "outcome", "found", "new", "edited", ""),
        [
            (
                moment(poll["at"]),
                poll["outcome"],
                str(poll["found"]),
                str(poll["new"]),
                str(poll["changed"]),
                sentence(poll["why"]),
            )
            for poll in polls
        ],
        right=(2, 3, 4),
    )
    click.echo("polls that changed nothing are only counted, not listed", err=True)
