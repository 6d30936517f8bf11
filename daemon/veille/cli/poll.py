"""veille poll: one pass now, alone or beside the daemon; or a rehearsal that writes nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.open import is_running, read_config, writing
from veille.cli.output import count, marked, moment, print_json, print_table, progress
from veille.errors import UserError
from veille.model import Outcome

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.watch.outcome import Polled

PATIENCE = 300.0  # seconds that `poll` waits for the daemon


@click.command("poll")
@click.argument("sources", nargs=-1)
@click.option("--rehearse", is_flag=True, help="Write nothing, send nothing; show exactly what would be.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(sources: tuple[str, ...], *, rehearse: bool, as_json: bool) -> None:
    """Poll sources once, now.

    SOURCES are names or globs; all of them without any. Beside a running daemon it is the daemon that polls.
    Exits with 1 if a source failed, or, without a daemon, a message could not be sent.
    """
    from veille import log
    from veille.store.schema import open_reader

    config = read_config(secrets=False)
    names = _chosen(config, sources)
    unsent: list[str] = []
    if rehearse:
        config = read_config(secrets=True)
        log.configure(secrets=config.secrets, level="ERROR")
        polled, messages = asyncio.run(_rehearse(config, names))
        _print_rehearsal(polled, messages, as_json=as_json)
    elif is_running(config.state):
        polled = _beside(config, names, open_reader(config.state / "veille.db"))
        _print(polled, as_json=as_json)
    else:
        config = read_config(secrets=True)
        log.configure(secrets=config.secrets, level="ERROR")
        polled, unsent = asyncio.run(_alone(config, names))
        _print(polled, as_json=as_json)
    for line in unsent:
        click.echo(line, err=True)
    if unsent or any(poll["outcome"] == Outcome.FAILED for poll in polled):
        raise click.exceptions.Exit(1)


def _chosen(config: Config, wanted: tuple[str, ...]) -> list[str]:
    """Return the names that globs choose. Raises UserError for one that chooses nothing."""
    if not wanted:
        return list(config.sources)
    names: dict[str, None] = {}
    for glob in wanted:
        found = [name for name in config.sources if fnmatchcase(name, glob)]
        if not found:
            from difflib import get_close_matches

            if glob in config.broken:
                raise UserError(f"source {glob} does not run: {config.broken[glob]}")
            near = get_close_matches(glob, config.sources, 1)
            hint = (
                f"did you mean '{near[0]}'?"
                if near
                else f"the sources are: {', '.join(config.sources) or 'none'}"
            )
            raise UserError(f"no source is named '{glob}'; {hint}")
        names.update(dict.fromkeys(found))
    return list(names)


async def _alone(config: Config, names: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Poll and send in this process; return what was polled, and a line on each recipient that was not reached."""
    from veille.app import App

    with progress(f"polling {count(len(names), 'source')}"):
        async with App(config) as app:
            polled = [_as_json(poll) for poll in await app.poll_once(names)]
            return polled, await app.writer.run(partial(_unsent, since=int(app.began)))


def _unsent(db: sqlite3.Connection, since: int) -> list[str]:
    """Return a line on each recipient for whom a message of this pass did not leave: refused, or at rest since a refusal."""
    from veille.store.outbox import unsent_since

    return [
        f"{count(failing.messages, 'message')} could not be sent to {failing.recipient}: {failing.why}; see `veille outbox`"
        for failing in unsent_since(db, since)
    ]


def _beside(config: Config, names: list[str], db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Make sources due, and wait for what the running daemon says of them."""
    from veille.store.reads import polled_since
    from veille.store.sources import mark_due

    asked = time.time()
    with writing() as writer:
        mark_due(writer, names, asked)
    done: dict[str, dict[str, Any]] = {}
    with progress("the running daemon polls"):
        while len(done) < len(names) and time.time() - asked < PATIENCE:
            time.sleep(0.2)
            for row in polled_since(db, int(asked)):
                if row.name in names and row.name not in done and row.next_due > asked:
                    done[row.name] = {
                        "source": row.name,
                        "outcome": row.outcome,
                        "found": row.found,
                        "new": row.new,
                        "edited": row.edited,
                        "why": row.why,
                    }
    missing = [name for name in names if name not in done]
    if missing:
        raise UserError(
            f"the daemon has not polled {', '.join(missing[:5])} within {PATIENCE:.0f} s: see `veille status`"
        )
    return [done[name] for name in names]


async def _rehearse(config: Config, names: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Poll on a copy of the state, and return what was polled and the messages that it made."""
    from veille.app import App
    from veille.store.reads import last_message, matches_of, messages_after
    from veille.store.schema import copy_database

    with tempfile.TemporaryDirectory(prefix="veille-rehearsal-") as folder, progress("rehearsing"):
        state = Path(folder)
        copy_database(config.state / "veille.db", state / "veille.db")
        async with App(replace(config, state=state), deliver=False) as app:
            before = await app.writer.run(last_message)
            polled = [_as_json(poll) for poll in await app.poll_once(names)]
            rows = await app.writer.run(partial(messages_after, number=before))
            for poll in polled:
                poll["matches"] = await app.writer.run(
                    partial(matches_of, source=poll["source"], since=int(app.began))
                )
    return polled, rows


def _as_json(poll: Polled) -> dict[str, Any]:
    return {
        "source": poll.source,
        "outcome": str(poll.outcome),
        "found": poll.found,
        "new": poll.kept.new,
        "edited": poll.kept.edited,
        "folded": poll.kept.folded,
        "matches": poll.kept.matches,
        "owed": poll.kept.owed,
        "why": str(poll.why),
    }


def _print(polled: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(polled)
        return
    print_table(
        ("source", "outcome", "found", "new", "edited", "why"),
        [
            (
                poll["source"],
                poll["outcome"],
                str(poll["found"]),
                str(poll["new"]),
                str(poll["edited"]),
                poll["why"],
            )
            for poll in polled
        ],
        right=(2, 3, 4),
    )
    failed = sum(poll["outcome"] == Outcome.FAILED for poll in polled)
    click.echo(
        f"{count(len(polled), 'source')} polled, {count(sum(poll['new'] for poll in polled), 'new item')}"
        + (f", {failed} failed" if failed else "")
    )


def _print_rehearsal(polled: list[dict[str, Any]], messages: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json({"polled": polled, "messages": messages})
        return
    _print([poll | {"why": poll["why"]} for poll in polled], as_json=False)
    for poll in polled:
        for match in poll["matches"]:
            kind = " (baseline: it would not be sent)" if match["baseline"] else ""
            click.echo(
                f"\n{match['title']}\n  {match['by'].kind} {match['by'].key}, topic {match['topic']}{kind}"
            )
            if match["excerpt"]:
                click.echo(f"  {marked(match['excerpt'])}")
    if not messages:
        click.echo("\nNothing would be sent.")
    for message in messages:
        click.echo(
            f"\n{'-' * 72}\nTo: {message['recipient']}  ({message['kind']})\n"
            f"Subject: {message['subject']}\n\n{message['text']}"
        )
    click.echo(f"{'-' * 72}\nRehearsed at {moment(time.time())}: nothing was written, nothing was sent.")
