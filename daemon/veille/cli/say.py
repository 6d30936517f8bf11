"""veille say: a test message to a recipient, and what became of it, in the recipient's own words."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from veille.cli.open import is_running, read_config, reading, writing
from veille.cli.output import print_json
from veille.errors import UserError
from veille.model import MessageState

if TYPE_CHECKING:
    from veille.config.model import Config

PATIENCE = 90.0  # seconds: a send has a time limit of its own, which is shorter


@click.command("say")
@click.argument("recipient")
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(recipient: str, text: str | None, *, as_json: bool) -> None:
    """Send a test message to a recipient.

    RECIPIENT is an address or the name of a channel. Exits with 1, and the reason, if it was refused.
    """
    from veille.config import values
    from veille.language.words import Words

    config = read_config(secrets=False)
    if recipient not in config.channels and "@" in recipient:
        with suppress(ValueError):  # what is no address is refused by those who send
            recipient = values.recipient(recipient)
    if recipient not in config.channels and ("@" not in recipient or config.mail is None):
        known = [*config.channels, *(["any address"] if config.mail else [])]
        raise UserError(f"'{recipient}' is no recipient; there are: {', '.join(known) or 'none'}")
    if not text:
        text = Words(config.language, config.timezone).say(
            "This is a test: if you can read it, veille can reach you."
        )
    found = _beside(config, recipient, text) if is_running(config.state) else _alone(recipient, text)
    if as_json:
        print_json({key: found[key] for key in ("id", "recipient", "state", "why", "attempts", "message_id")})
    elif found["state"] is MessageState.SENT:
        by = f" by {found['by']}" if found.get("by") else ""
        click.echo(f"{recipient} was reached{by}.")
    if found["state"] is not MessageState.SENT:
        raise UserError(f"{recipient} was not reached: {found['why'] or found['state']}")


def _alone(recipient: str, text: str) -> dict[str, Any]:
    from veille import log
    from veille.app import App
    from veille.post.digests import make_word
    from veille.store import reads

    config = read_config(secrets=True)
    log.configure(secrets=config.secrets, level="CRITICAL")

    async def say() -> dict[str, Any]:
        async with App(config) as app:
            number = await app.writer.run(lambda db: make_word(db, config, recipient, text, time.time()))
            await app.settle()
            found = await app.writer.run(lambda db: reads.message(db, number)) or {}
            # Of a server that stands in the file nothing new is said.
            searched = config.mail is not None and config.mail.server is None
            return {**found, "by": app.deliverer.router.mail_host if searched and "@" in recipient else ""}

    return asyncio.run(say())


def _beside(config: Config, recipient: str, text: str) -> dict[str, Any]:
    """Put the word in the outbox, which the running daemon drains, and wait for its first delivery."""
    from veille.post.digests import make_word
    from veille.store import reads

    with writing() as db:
        number = make_word(db, config, recipient, text, time.time())
    asked = time.time()
    with reading() as db:
        while time.time() - asked < PATIENCE:
            found = reads.message(db, number)
            if found is not None and (found["state"].is_over or found["why"]):
                return found
            time.sleep(0.2)
    raise UserError(
        f"the daemon has not sent it within {PATIENCE:.0f} s: see `veille outbox --show {number}`"
    )
