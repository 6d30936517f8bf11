"""veille secret NAME: ask for a secret, once, and write it where only its owner can read it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.charset import read_stdin
from veille.cli.setting import setting
from veille.errors import ConfigError, UserError, VeilleError

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.web.oauth import Granted, OAuthClient


@click.command("secret")
@click.argument("name")
@click.option("--stdin", "piped", is_flag=True, help="Read the value from standard input, to its end.")
def command(name: str, *, piped: bool) -> None:
    """Ask for a secret and keep it beside the configuration.

    It goes to secrets/NAME, which only its owner can read, and is what { secret = "NAME" } stands for.
    The value is not shown while it is typed. Where NAME is the `token` of a [mail] with `oauth`, nothing is
    typed: leave is asked for in your browser, and what was granted is kept.
    """
    from veille.config import find_file, secrets

    secrets.check_name(name)
    file = find_file(setting().config)
    folder = file.parent / "secrets"
    if piped:
        value = read_stdin().rstrip("\r\n")
    elif (config := _by_oauth(file, name)) is not None:
        value = _granted(config, folder)
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


def _by_oauth(file: Path, name: str) -> Config | None:
    """Return the configuration if it says that the secret is what an account's provider grants."""
    from veille import config as configuration

    try:
        found = configuration.load(file, secrets=False)
    except ConfigError:  # a secret may be given before the rest of the file is right
        return None
    oauth = found.mail.login if found.mail is not None else None
    return found if oauth is not None and oauth.token is not None and oauth.token.name == name else None


def _granted(config: Config, folder: Path) -> str:
    """Return the refresh token that a person's consent gives. Raises UserError that says why there is none."""
    from dataclasses import replace

    from veille.config.secrets import Vault
    from veille.web.oauth import OAuthClient

    assert config.mail is not None and config.mail.login is not None  # noqa: S101 - what _by_oauth found
    login, vault = config.mail.login, Vault(folder, os.environ)
    if login.client_secret is not None:
        login = replace(login, client_secret=vault.get(login.client_secret.name))
    proxy = config.proxy
    if proxy is not None and not proxy.reveal():
        proxy = vault.get(proxy.name)
    try:
        client = OAuthClient(login, proxy=proxy.reveal() if proxy is not None else None)
        return asyncio.run(grant(client, config.mail.user)).refresh
    except VeilleError as error:
        raise UserError(str(error)) from None


async def grant(
    client: OAuthClient,
    user: str,
    *,
    say: Callable[[str], None] = click.echo,
    ask: Callable[[str], str] = click.prompt,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Granted:
    """Ask for consent on the terminal: a code to enter, or an address to open.

    Return what the person grants for the account of `user`. Raises OAuthError.
    """
    name = client.authority.name
    if not client.authority.device:
        login_request = client.browse()
        say(f"Open this address in any browser, choose {user}, and allow it:\n\n{login_request.address}\n")
        say(
            f"{name} then sends the browser to an address of 127.0.0.1, where no page is shown: that is as it should be."
        )
        return await client.redeem(login_request, ask("Copy that whole address here"))
    code = await client.begin()
    say(f"Open {code.address} in any browser, log in as {user}, and enter the code  {code.user}")
    say(f"Waiting for it, {code.expires / 60:.0f} minutes at most…")
    return await client.wait(code, sleep=sleep)
