"""veille status: the health and the yield of every source and recipient; or of one source, in full."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from veille.cli import output
from veille.cli.open import read_config, reading
from veille.cli.outbox import STANDING
from veille.cli.output import describe_failure, iso, moment, print_json, print_table
from veille.errors import Failure, sentence
from veille.language.catalogue import mark_in
from veille.model import Criterion, MessageState, Outcome

if TYPE_CHECKING:
    from veille.language.words import Words

_OUTCOMES = {
    Outcome.CHANGED: mark_in("outcome", "changed"),
    Outcome.UNCHANGED: mark_in("outcome", "unchanged"),
    Outcome.DEGRADED: mark_in("outcome", "degraded"),
    Outcome.SUSPECT: mark_in("outcome", "suspect"),
    Outcome.FAILED: mark_in("outcome", "failed"),
}
_CRITERIA = {
    Criterion.ID: mark_in("criterion", "id"),
    Criterion.LINK: mark_in("criterion", "link"),
    Criterion.HASH: mark_in("criterion", "hash"),
}


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

    words = output.words()
    broken = _broken(words)
    with reading() as db:
        rows = reads.source_rows(db)
        # What the daemon watches runs there, though here its file may be another user's and not be loaded.
        watched = {row["name"] for row in rows}
        broken = {name: why for name, why in broken.items() if name not in watched}
        if source is not None:
            if source in broken:
                _not_running(words, source, broken[source], as_json=as_json)
                return
            rows = [row for row in rows if row["name"] == source]
            if not rows:
                raise UserError(
                    words.say("no source is named '{name}'; `veille status` lists them", name=source)
                )
            _one(words, db, rows[0], limit, as_json=as_json)
            return
        recipients = reads.recipient_rows(db)
        waiting = reads.messages(db, states=STANDING)
    if as_json:
        print_json(
            {
                "sources": [_as_json(row) for row in rows],
                "broken": broken,
                "recipients": [dict(row) for row in recipients],
                "outbox": {state: sum(row["state"] is state for row in waiting) for state in STANDING},
            }
        )
        return
    cant_run = words.say("can't run")
    print_table(
        (
            words.say("source"),
            "",
            words.say("last poll"),
            words.say("last new"),
            words.say("items"),
            words.say("matches"),
            words.say_in("column", "next"),
        ),
        [
            (
                row["name"],
                _health(words, row),
                moment(row["last_poll"]),
                moment(row["last_new"]),
                str(row["items"]),
                str(row["matches"]),
                moment(row["next_due"]),
            )
            for row in rows
        ]
        + [(name, cant_run, "-", "-", "-", "-", "-") for name in broken],
        right=(4, 5),
    )
    for line in _problem_lines(words, broken, rows, recipients, [row["state"] for row in waiting]):
        click.echo(line)


def _problem_lines(
    words: Words,
    broken: Mapping[str, Failure],
    sources: Sequence[sqlite3.Row],
    recipients: Sequence[sqlite3.Row],
    messages: Sequence[str],
) -> Iterator[str]:
    """Yield what does not go well, a line each; `messages` are the states of those that wait or are dead."""
    for name, why in broken.items():
        yield _cannot_run(words, name, why)
    for row in sources:
        if row["failures"]:
            yield words.say_n(
                "{name}: {why} (since {moment}, {n} try)",
                "{name}: {why} (since {moment}, {n} tries)",
                n=row["failures"],
                name=row["name"],
                why=_why(words, row),
                moment=moment(row["failing_since"]),
            )
    for row in sources:
        if row["note"] and not row["failures"]:
            note = describe_failure(words, Failure.from_json(row["note"]))
            yield words.say("{name}: {why}", name=row["name"], why=note)
    for recipient in recipients:
        if recipient["failures"]:
            yield words.say(
                "{name} cannot be reached since {moment}: {why}",
                name=recipient["name"],
                why=_why(words, recipient),
                moment=moment(recipient["failing_since"]),
            )
    dead = messages.count(MessageState.DEAD)
    if waiting := len(messages) - dead:
        yield words.say_n("{n} message in the outbox", "{n} messages in the outbox", n=waiting)
    if dead:
        yield words.say_n(
            "{n} message could not be delivered: `veille outbox --dead` shows why",
            "{n} messages could not be delivered: `veille outbox --dead` shows why",
            n=dead,
        )


def _broken(words: Words) -> dict[str, Failure]:
    """Return the configured sources that don't run, and why; none, with a word on it, while the configuration is wrong."""
    from veille.errors import ConfigError

    try:
        return dict(read_config(secrets=False).broken)
    except ConfigError:
        click.echo(words.say("the configuration is wrong: run  veille check"), err=True)
        return {}


def _not_running(words: Words, name: str, why: Failure, *, as_json: bool) -> None:
    if as_json:
        print_json({"source": name, "outcome": "can't run", "why": str(why)})
    else:
        click.echo(_cannot_run(words, name, why))


def _cannot_run(words: Words, name: str, why: Failure) -> str:
    return words.say("{name} can't run: {why}", name=name, why=describe_failure(words, why))


def _why(words: Words, row: sqlite3.Row) -> str:
    return describe_failure(words, Failure.from_json(row["why"] or ""))


def _health(words: Words, row: sqlite3.Row) -> str:
    if not row["failures"] and row["last_poll"] is None:
        return words.say("not polled yet")
    if not row["failures"] and row["next_due"] < time.time() - 3600:
        return words.say("overdue: is veille running?")
    return _outcome(words, row["outcome"] or Outcome.FAILED)


def _outcome(words: Words, outcome: str) -> str:
    return words.say_in(*_OUTCOMES[Outcome(outcome)])


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "source": row["name"],
        "kind": row["kind"],
        "outcome": row["outcome"],
        "why": sentence(row["why"]),
        "note": sentence(row["note"]),
        "failures": row["failures"],
        "failing_since": iso(row["failing_since"]),
        "last_poll": iso(row["last_poll"]),
        "last_new": iso(row["last_new"]),
        "next": iso(row["next_due"]),
        "items": row["items"],
        "matches": row["matches"],
        "identity": row["criterion"],
    }


def _one(words: Words, db: sqlite3.Connection, row: sqlite3.Row, limit: int, *, as_json: bool) -> None:
    from veille.store import reads

    polls = reads.last_polls(db, row["id"], limit)
    if as_json:
        print_json(
            _as_json(row)
            | {
                "polls": [
                    {"at": iso(poll["at"]), "outcome": poll["outcome"], "found": poll["found"], "new": poll["new"],
                     "edited": poll["changed"], "missed": bool(poll["missed"]), "why": sentence(poll["why"])}
                    for poll in polls
                ]
            }
        )  # fmt: skip
        return
    why = _why(words, row)
    said = words.say(
        "{name} ({kind}): {health}", name=row["name"], kind=row["kind"], health=_health(words, row)
    )
    click.echo(f"{said}, {why}" if why else said)
    if row["note"]:
        click.echo(describe_failure(words, Failure.from_json(row["note"])))
    items = words.say_n("{n} item", "{n} items", n=row["items"])
    matches = words.say_n("{n} match", "{n} matches", n=row["matches"])
    last = moment(row["last_new"])
    click.echo(words.say("{items}, {matches}; last new {moment}", items=items, matches=matches, moment=last))
    criterion = words.say_in(*_CRITERIA[Criterion(row["criterion"])])
    told_apart = words.say("items are told apart by their {criterion}", criterion=criterion)
    click.echo(
        words.say("next poll {moment}", moment=moment(row["next_due"])) + f"{words.semicolon}{told_apart}"
    )
    if row["failing_since"]:
        click.echo(
            words.say_n(
                "failing since {moment}, {n} try in a row",
                "failing since {moment}, {n} tries in a row",
                n=row["failures"],
                moment=moment(row["failing_since"]),
            )
        )
    print_table(
        (
            words.say_in("column", "poll"),
            words.say("outcome"),
            words.say("found"),
            words.say_in("column", "new"),
            words.say("edited"),
            "",
        ),
        [
            (
                moment(poll["at"]),
                _outcome(words, poll["outcome"]),
                str(poll["found"]),
                str(poll["new"]),
                str(poll["changed"]),
                _why(words, poll),
            )
            for poll in polls
        ],
        right=(2, 3, 4),
    )
    click.echo(words.say("polls that changed nothing are only counted, not listed"), err=True)
