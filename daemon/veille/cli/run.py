"""veille run: the daemon."""

from __future__ import annotations

import asyncio

import click

from veille.cli.open import read_config


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

    SIGTERM stops it within five seconds, SIGHUP reads the configuration again.
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

    asyncio.run(serve())
