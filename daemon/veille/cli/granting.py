"""A person's consent to send from their account, asked for on the terminal: a code to enter, or an address to open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import click

from veille.web.oauth import Granted, OAuthClient


async def grant(
    client: OAuthClient,
    user: str,
    *,
    say: Callable[[str], None] = click.echo,
    ask: Callable[[str], str] = click.prompt,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Granted:
    """Return what the person grants for the account of `user`. Raises OAuthError."""
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
