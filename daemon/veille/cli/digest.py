"""veille digest: what a digest would hold now, or the digest itself, sent before its hour."""

from __future__ import annotations

import time

import click

from veille.cli.open import is_running, read_config, reading, writing
from veille.cli.output import count, print_json


@click.command("digest")
@click.argument("name", required=False)
@click.option("--to", "recipient", metavar="RECIPIENT", help="As this recipient would get it.")
@click.option("--send", is_flag=True, help="Send it now; its period ends with it.")
@click.option("--html", is_flag=True, help="Print the HTML part.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, recipient: str | None, send: bool, html: bool, as_json: bool) -> None:
    """Show the digest as it would leave now, or send it.

    NAME may be left out where there is only one digest.
    """
    from veille.errors import UserError
    from veille.notify import post
    from veille.notify.write import write
    from veille.store.sources import read_sources

    config = read_config(secrets=False)
    name = name or (next(iter(config.digests)) if len(config.digests) == 1 else "")
    if name not in config.digests:
        raise UserError(f"say which digest: {', '.join(config.digests)}")
    digest = config.digests[name]
    now = time.time()
    if send:
        with writing() as db:
            made = post.make_digest(db, config, digest, now, read_sources(db), always=True)
        click.echo(f"{count(made, 'message')} in the outbox")
        if not is_running(config.state):
            _deliver()
        return
    with reading() as db:
        start = post.period_start(db, name, now)
        letter = post.digest_of(
            db, config, name, recipient or digest.to[0], start, int(now), read_sources(db)
        )
    message = write(
        config, letter, kind="digest", recipient=recipient or digest.to[0], key="", now=now, name=name
    )
    if as_json:
        print_json(
            {
                "recipient": message.recipient,
                "subject": message.subject,
                "text": message.text,
                "html": message.html,
            }
        )
    elif html:
        click.echo(message.html)
    else:
        click.echo(f"To: {', '.join(digest.to)}\nSubject: {message.subject}\n\n{message.text}")


def _deliver() -> None:
    """Send what the outbox holds, since no daemon does."""
    import asyncio

    from veille.app import App

    async def deliver() -> None:
        async with App(read_config(secrets=True)) as app:
            await app.settle()

    asyncio.run(deliver())
    click.echo("see `veille outbox --all` for what became of it")
