"""veille secret NAME: ask for a secret, once, and write it where only its owner can read it."""

from __future__ import annotations

import sys

import click

from veille.cli.setting import setting
from veille.errors import UserError


@click.command("secret")
@click.argument("name")
@click.option("--stdin", "piped", is_flag=True, help="Read the value from standard input, to its end.")
def command(name: str, *, piped: bool) -> None:
    """Ask for a secret and keep it beside the configuration.

    It goes to secrets/NAME, which only its owner can read, and is what { secret = "NAME" } stands for.
    The value is not shown while it is typed.
    """
    from veille.config import find_file, secrets

    secrets.check_name(name)
    folder = find_file(setting().config).parent / "secrets"
    if piped:
        value = sys.stdin.read().rstrip("\r\n")
    elif sys.stdin.isatty():
        value = click.prompt(f"{name} (not shown)", hide_input=True)
    else:
        raise UserError("there is no terminal to ask on: pipe the value in, and give --stdin")
    if not value.strip():
        raise UserError("nothing was given, and nothing was written")
    path = secrets.write(folder, name, value)
    click.echo(
        f"Written to {path}, which only you can read. A running service reads it when it starts again."
    )
