"""veille run: the daemon."""

from __future__ import annotations

import asyncio
import os

import click

from veille.cli.open import read_config
from veille.errors import Unusable


@click.command("run")
@click.option(
    "--log",
    "level",
    default="INFO",
    show_default=True,
    metavar="LEVEL",
    help="DEBUG, INFO, WARNING or ERROR.",
)
def command(*, level: str) -> None:
    """Keep watch: run the daemon in the foreground.

    SIGTERM stops it within five seconds, SIGHUP reads the configuration again. Exits with 65 if the database is
    damaged: starting again would not mend it.
    """
    config = read_config(secrets=True)
    from veille import log
    from veille.service import Service

    try:
        log.configure(secrets=config.secrets, level=level.upper())
    except ValueError:
        raise click.BadParameter(
            f"{level} is none of DEBUG, INFO, WARNING, ERROR", param_hint="--log"
        ) from None
    for name, why in config.broken.items():
        click.echo(f"veille: source {name} does not run: {why}", err=True)

    async def serve() -> None:
        await Service(config).run()

    try:
        asyncio.run(serve())
    except Unusable as error:
        click.echo(f"veille: {error}", err=True)
        raise click.exceptions.Exit(os.EX_DATAERR) from None
