"""veille demo: the real daemon on a recorded web, so that a person sees what it does before setting it up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click


@click.command("demo")
@click.option("--fast", is_flag=True, help="Don't pause for a reader.")
@click.option("--serve", is_flag=True, help="Keep the recorded web and a daemon on it running until Ctrl-C.")
def command(*, fast: bool, serve: bool) -> None:
    """Watch veille work on an invented web: no account, no internet.

    Two days of news pass in under a minute: what was polled, found, folded, matched and sent. At the end it
    names the digest that it wrote. Everything lies in .run/demo, below the current folder.
    """
    from rich.console import Console

    from veille import log
    from veille.demo import config, play
    from veille.demo.show import Screen

    folder = Path.cwd() / config.FOLDER
    # The screen tells what the log would; with --serve there is no screen.
    log.configure(level="INFO" if serve else "ERROR")
    if serve:
        asyncio.run(play.serve(folder))
    else:
        asyncio.run(play.play(Screen(Console(), pace=0 if fast else 1), folder))
