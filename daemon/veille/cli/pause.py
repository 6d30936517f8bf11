"""veille pause: hold back the alerts of a rule or name, or everything, for a while; nothing is dropped."""

from __future__ import annotations

import time

import click

from veille.cli.open import read_config, reading, writing
from veille.cli.output import iso, moment, print_json


@click.command("pause")
@click.argument("rule", required=False)
@click.option("--for", "length", default="3d", show_default=True, metavar="3d", help="For how long.")
@click.option("--end", is_flag=True, help="End the pause now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(rule: str | None, *, length: str, end: bool, as_json: bool) -> None:
    """Hold back the alerts of a rule or name, or all messages, for a while.

    RULE is the name of a rule, of a [person] or [company] (its pages' places too), or of a source with a topic, or
    "all" (digests wait too); without it, the pauses are listed. What comes meanwhile is told when the pause is over.
    """
    from veille.config.values import duration
    from veille.errors import UserError
    from veille.store import owed
    from veille.store.facts import EVERYTHING

    now = int(time.time())
    if rule is None:
        with reading() as db:
            found = owed.pauses(db, now)
        if as_json:
            print_json(
                [
                    {"rule": pause.rule, "since": iso(pause.since), "until": iso(pause.until)}
                    for pause in found
                ]
            )
        else:
            click.echo(
                "\n".join(f"{pause.rule} until {moment(pause.until)}" for pause in found)
                or "nothing is paused"
            )
        return
    config = read_config(secrets=False)
    alerting = {rule.name: rule.alert for rule in config.rules.values()}
    for name in config.names.values():
        for key in (name.group, name.key):
            alerting[key] = name.alert or alerting.get(key, False)
    for source in config.sources.values():
        if source.topic:
            alerting[source.name] = source.alert or alerting.get(source.name, False)
    known = [EVERYTHING, *alerting]
    if rule not in known and not (
        end and _is_paused(rule, now)
    ):  # a rule that was renamed may still be paused
        raise UserError(f"'{rule}' can't be paused; these can: {', '.join(known)}")
    try:
        until = now if end else now + int(duration(length))
    except ValueError as error:
        raise click.BadParameter(f"'{length}' {error}", param_hint="--for") from None
    with writing() as db:
        owed.pause(db, rule, now, until)
    if end:
        click.echo(f"{rule}: no longer paused")
        return
    idle = ""
    if rule != EVERYTHING and not alerting[rule]:
        groups = {name.group for name in config.names.values()} | config.names.keys()
        what = "rule" if rule in config.rules else "name" if rule in groups else "source"
        # Not "nothing": when all that find a topic are paused, so is its alarm of a day that stands out.
        idle = f", but holds back nothing of its own: {what} {rule} has no alert = true"
    click.echo(f"{rule}: paused until {moment(until)}{idle}")


def _is_paused(rule: str, now: int) -> bool:
    from veille.store import owed

    with reading() as db:
        return any(pause.rule == rule for pause in owed.pauses(db, now))
