"""veille outbox: the messages, what became of each, and a second chance for those that failed."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

import click

from veille.cli.open import reading, writing
from veille.cli.output import count, moment, print_json, print_table
from veille.model import MessageState

NUMBER = click.IntRange(1, 2**63 - 1)  # what SQLite can count

# What was not sent yet, or never will be.
STANDING = (MessageState.PENDING, MessageState.LEASED, MessageState.HELD, MessageState.DEAD)


@click.command("outbox")
@click.option("--all", "everything", is_flag=True, help="Also the messages that were sent.")
@click.option("--dead", is_flag=True, help="Only those that could not be delivered.")
@click.option("--show", type=NUMBER, metavar="N", help="Show message N whole, with its deliveries.")
@click.option("--retry", type=NUMBER, multiple=True, metavar="N", help="Try message N again; repeatable.")
@click.option("--retry-dead", is_flag=True, help="Try all those again that could not be delivered.")
@click.option("--drop", type=NUMBER, multiple=True, metavar="N", help="Give message N up; repeatable.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    everything: bool,
    dead: bool,
    show: int | None,
    retry: tuple[int, ...],
    retry_dead: bool,
    drop: tuple[int, ...],
    limit: int,
    as_json: bool,
) -> None:
    """List messages; retry or drop them.

    Without options, those that are not sent yet and those that could not be.
    """
    from veille.store import reads

    if retry and retry_dead:
        raise click.UsageError("--retry-dead tries every dead message again: leave out --retry")
    if retry or retry_dead or drop:
        _change(dict.fromkeys(retry), dict.fromkeys(drop), dead=retry_dead)
        return
    with reading() as db:
        if show is not None:
            _show(reads.message(db, show), as_json=as_json)
            return
        states = () if everything else (MessageState.DEAD,) if dead else STANDING
        rows = reads.messages(db, states=states, limit=limit)
    if as_json:
        print_json([dict(row) for row in rows])
    elif not rows:
        click.echo("nothing waits and nothing failed" if not everything else "no message was made yet")
    else:
        print_table(
            ("", "made", "to", "subject", "state", "tries", "why"),
            [
                (
                    str(row["id"]),
                    moment(row["created"]),
                    row["recipient"],
                    row["subject"],
                    _state(row["state"], row["not_before"]),
                    str(row["attempts"]),
                    row["why"],
                )
                for row in rows
            ],
            right=(0, 5),
        )


def _change(retry: Collection[int], drop: Collection[int], *, dead: bool) -> None:
    """Drop some messages, try others (or all the `dead`) again, and say so. Raises UserError for what could not be."""
    from veille.errors import UserError
    from veille.store import outbox

    now = int(time.time())
    with writing() as db:
        dropped = outbox.drop_messages(db, tuple(drop), now) if drop else 0
        again = outbox.retry_messages(db, tuple(retry), now) if retry or dead else 0
    wrong = []
    for wanted, done, said in ((drop, dropped, MessageState.DROPPED), (retry, again, "tried again")):
        if done:
            click.echo(f"{count(done, 'message')} {'will be ' if wanted is retry else ''}{said}")
        if done < len(wanted):
            few = f"only {count(done, 'message')} of {len(wanted)} could be {said}"
            wrong.append(f"{few}: the others were sent, or never were")
    if dead and not again:
        click.echo("no message is dead")
    if wrong:
        raise UserError("\n".join(wrong))


def _state(state: MessageState, not_before: int) -> str:
    return (
        f"{state}, again {moment(not_before)}"
        if state is MessageState.PENDING and not_before > time.time()
        else state
    )


def _show(found: dict[str, Any] | None, *, as_json: bool) -> None:
    from veille.errors import UserError

    if found is None:
        raise UserError("there is no such message; `veille outbox --all` lists them")
    if as_json:
        print_json(found)
        return
    click.echo(f"To: {found['recipient']}\nSubject: {found['subject']}\nMessage-ID: <{found['message_id']}>")
    click.echo(f"State: {found['state']}{' (' + str(found['why']) + ')' if found['why'] else ''}")
    for delivery in found["deliveries"]:
        click.echo(
            f"Delivery {moment(delivery['at'])}: {delivery['outcome'] or 'under way'} {delivery['why']}".rstrip()
        )
    click.echo(f"\n{found['text']}")
