"""veille demo: the real daemon on a recorded web, so that a person sees what it does before setting it up."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import click


@click.command("demo")
@click.option("--fast", is_flag=True, help="Don't pause for a reader.")
@click.option("--serve", is_flag=True, help="Keep the recorded web and a daemon on it running until Ctrl-C.")
def command(*, fast: bool, serve: bool) -> None:
    """Show veille at work on a recorded web, in under a minute.

    Two days of invented news pass, with no account and no internet: what was polled, found, folded, matched and
    sent. At the end it names the digest that it wrote. Everything lies in .run/demo, below the current folder.
    """
    from rich.console import Console

    from veille import log
    from veille.demo import config, play
    from veille.demo.screen import Screen

    # The screen tells what the log would; with --serve there is no screen.
    log.configure(level="INFO" if serve else "ERROR")
    if serve:
        asyncio.run(play.serve(config.FOLDER))
    else:
        screen = Screen(Console(), pace=0 if fast else 1, command=_called())
        asyncio.run(play.play(screen, config.FOLDER))


def _called() -> str:
    """Return how to call veille from here: in a clone, it is not on the path."""
    if shutil.which("veille"):
        return "veille"
    path = Path(sys.argv[0]).absolute()
    if path.name == "__main__.py":
        return f"{sys.executable} -m veille"
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
