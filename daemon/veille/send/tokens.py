"""Access tokens of the mail account: had from what was granted, kept in memory, renewed before they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import structlog

from veille.config import secrets
from veille.model import OAuth
from veille.send.smtp import LoginFailed
from veille.web.oauth import Client, OAuthError

EARLY = 300.0  # seconds before its end from which a token is not used any more
RENEWED = "mail-token"

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Tokens:
    """Gives access tokens for one login. `clock` gives seconds that never go back.

    A refresh token that comes with a new access token replaces the one granted (Microsoft's end after 90 days unless
    they are replaced), in a file of `folder` that only the daemon can read; the secret itself may be read-only.
    """

    def __init__(
        self, login: OAuth, client: Client, folder: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._login = login
        self._client = client
        self._folder = folder
        self._clock = clock
        self._access, self._ends = "", 0.0
        self._refresh = ""
        self._asking = asyncio.Lock()

    async def __call__(self, refused: str = "") -> str:
        """Return an access token that holds, and is not the one that was refused. Raises LoginFailed."""
        async with self._asking:
            if self._access and self._access != refused and self._clock() < self._ends - EARLY:
                return self._access
            try:
                granted = await self._client.refresh(self._refresh or self._kept())
            except OAuthError as error:
                todo = f": run  veille secret {self._token_name}" if error.code == "invalid_grant" else ""
                raise LoginFailed(
                    f"there is no login by OAuth: {error}{todo}", account=not error.network
                ) from None
            self._access, self._ends = granted.access, self._clock() + max(granted.expires, EARLY + 30.0)
            if granted.refresh and granted.refresh != self._refresh:
                self._refresh = granted.refresh
                self._keep(granted.refresh)
            return self._access

    @property
    def _token_name(self) -> str:
        return self._login.token.name if self._login.token is not None else "mail"

    def _kept(self) -> str:
        """Return the refresh token that replaced the one granted, unless another was granted since."""
        granted = self._login.token.reveal() if self._login.token is not None else ""
        try:
            mark, _, token = (self._folder / RENEWED).read_text("utf-8").strip().partition(" ")
        except (OSError, UnicodeDecodeError):
            return granted
        return token if token and mark == _mark(granted) else granted

    def _keep(self, token: str) -> None:
        granted = self._login.token.reveal() if self._login.token is not None else ""
        if token == granted:
            return
        try:
            secrets.write(self._folder, RENEWED, f"{_mark(granted)} {token}")
        except secrets.SecretError as error:
            log.warning("the mail account's renewed leave is in memory only", why=str(error))


def _mark(granted: str) -> str:
    """Return what tells which grant a kept token came from, and nothing of its value."""
    return sha256(granted.encode()).hexdigest()
