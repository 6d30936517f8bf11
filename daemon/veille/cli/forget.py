"""veille forget: remove all that is kept about a name."""

from __future__ import annotations

import click

from veille.cli.open import read_config, reading, writing
from veille.cli.output import count


@click.command("forget")
@click.argument("name")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
def command(name: str, *, sure: bool) -> None:
    """Remove all that is kept about a name.

    Its mentions, marks, positions, and what its own searches and pages found; items of other sources stay, and so do
    messages that were sent. It begins anew if it still stands in the configuration: take it out first to be rid of it.
    """
    from veille.errors import UserError
    from veille.store.mentions import counts_of, forget_name, kept_names

    with reading() as db:
        known = sorted({*counts_of(db), *kept_names(db)})
    # A table of `people` is forgotten with all of them.
    meant = [key for key in known if key == name or key.startswith(f"{name}/")]
    if not meant:
        raise UserError(
            f"nothing is kept about '{name}'; there is something about: {', '.join(known) or 'nobody'}"
        )
    there = {name.key for name in read_config(secrets=False).names.values()}.intersection(meant)
    if not sure:
        what = f"Forget all that is kept about {', '.join(meant)}? This cannot be taken back."
        click.confirm(what, abort=True)
    with writing() as db:
        gone = [forget_name(db, key) for key in meant]
    told = (
        count(sum(forgotten.mentions for forgotten in gone), "mention"),
        count(sum(forgotten.marks for forgotten in gone), "mark"),
        count(sum(forgotten.answers for forgotten in gone), "answer"),
        count(sum(forgotten.items for forgotten in gone), "item"),
    )
    click.echo(f"{name} is forgotten: {', '.join(told)}")
    if there:
        click.echo(
            "It still stands in the configuration, and so begins anew: take it out to be rid of it.", err=True
        )
