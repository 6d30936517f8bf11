"""Access tokens of logins by OAuth: got from what was granted, kept in memory, renewed before they end."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

import structlog

from veille.config import secrets
from veille.config.model import Config
from veille.errors import failure
from veille.model import OAuth
from veille.web.oauth import OAuthClient, OAuthError

EARLY = 300.0  # seconds before its end from which a token is not used any more
_LOOK = 0.05  # seconds between two looks at a lock that another process holds
_LONGEST_NAME = 64  # characters of a secret's, and of its file's

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class NoToken(OAuthError):
    """There is no access token; `network` is true where that may pass by itself."""


@dataclass(slots=True)
class _Access:
    token: str = ""
    ends: float = 0.0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Tokens:
    """Gives access tokens to all that log in by OAuth: sending and mailboxes. `clock` gives seconds that never go back.

    A refresh token that comes with a new access token replaces the one granted (Microsoft's end after 90 days unless
    they are replaced), in a file of `folder` that only the daemon can read; the secret itself may be read-only. Who
    shares a secret shares that file, other processes too: each reads it before it asks, under a lock. Without a
    `folder`, and where it cannot be written, the newest is kept in memory.
    """

    def __init__(
        self,
        folder: Path | None,
        make_client: Callable[[OAuth], OAuthClient] = OAuthClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._make_client = make_client
        self._clock = clock
        self._access: dict[OAuth, _Access] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._unwritten: dict[str, tuple[str, str]] = {}  # by file: what stood there, and what should

    async def access(self, login: OAuth, refused: str = "") -> str:
        """Return an access token that holds, and is not the one that was refused. Raises NoToken."""
        access = self._access.setdefault(login, _Access())
        if not self._holds(access, refused):
            # A refresh token that came and was not kept may be the only one that still counts: whoever stops
            # waiting does not stop the asking.
            asking = asyncio.create_task(self._ask(login, access, refused))
            self._asking.add(asking)
            asking.add_done_callback(self._discard_request)
            await asyncio.shield(asking)
        return access.token

    async def close(self) -> None:
        """Let what is being asked for be kept, for two seconds at most."""
        if self._asking:
            await asyncio.wait(self._asking, timeout=2.0)
        for asking in self._asking:
            asking.cancel()

    def _holds(self, access: _Access, refused: str) -> bool:
        return bool(access.token) and access.token != refused and self._clock() < access.ends - EARLY

    def _discard_request(self, asking: asyncio.Task[None]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled():
            asking.exception()  # whoever waits raises it; nobody may wait any more

    async def _ask(self, login: OAuth, access: _Access, refused: str) -> None:
        async with access.asking, self._alone(login):
            if self._holds(access, refused):
                return
            refresh = self._newest(login)
            try:
                granted = await self._make_client(login).refresh(refresh)
            except OAuthError as error:
                why = failure("there is no login by OAuth: {why}", why=error)
                if error.code == "invalid_grant":
                    why = failure(
                        "there is no login by OAuth: {why}: run  veille secret {name}",
                        why=error,
                        name=secret_of(login),
                    )
                raise NoToken(why, code=error.code, network=error.network) from None
            if granted.refresh and granted.refresh != refresh:
                self._keep(login, granted.refresh)
            access.token, access.ends = granted.access, self._clock() + max(granted.expires, EARLY + 30.0)

    def _newest(self, login: OAuth) -> str:
        """Return the refresh token that replaced the one granted, unless another was granted since."""
        granted = _granted(login)
        there = self._read(file_of(login))
        before, kept = self._unwritten.get(file_of(login), ("", ""))
        mark, _, token = (kept if kept and before == there else there).partition(" ")
        return token if token and mark == _mark(granted) else granted

    def _keep(self, login: OAuth, token: str) -> None:
        name, text = file_of(login), f"{_mark(_granted(login))} {token}"
        self._unwritten[name] = (self._read(name), text)
        if self._folder is None:
            return
        try:
            secrets.write(self._folder, name, text)
        except secrets.SecretError as error:
            log.warning("the renewed leave of a login by OAuth is in memory only", why=str(error))
        else:
            del self._unwritten[name]

    def _read(self, name: str) -> str:
        if self._folder is None:
            return ""
        try:
            return (self._folder / name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    @contextlib.asynccontextmanager
    async def _alone(self, login: OAuth) -> AsyncIterator[None]:
        """Hold the lock of a grant, so that no other process replaces its token between reading and writing."""
        lock = self._open_lock(f"{file_of(login)}.lock")
        if lock is None:
            yield
            return
        try:
            # A thread that waits in flock could not be called back. Whoever holds it asks, for 45 s at most.
            while not _locked(lock):  # noqa: ASYNC110 - another process rings no bell
                await asyncio.sleep(_LOOK)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, name: str) -> int | None:
        if self._folder is None:
            return None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self._folder / f".{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # told when the token can't be written
            return None


def make_tokens(config: Config, tls: ssl.SSLContext | None = None) -> Tokens:
    """Return the tokens of a configuration, whose renewed grants are kept in its state folder."""
    proxy = config.proxy.reveal() if config.proxy is not None else None
    return Tokens(config.state / "oauth", partial(OAuthClient, proxy=proxy, tls=tls))


def secret_of(login: OAuth) -> str:
    """Return the name of the secret that holds what was granted."""
    return login.token.name if login.token is not None else "mail"


def file_of(login: OAuth) -> str:
    """Return the name of the file that keeps what replaced it: one for all who share the secret."""
    name = f"{secret_of(login)}-token"
    return name if len(name) <= _LONGEST_NAME else f"{sha256(name.encode()).hexdigest()[:32]}-token"


def _locked(lock: int) -> bool:
    """Lock a file, and return whether no other process holds it; a disk that knows no locks goes without."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _granted(login: OAuth) -> str:
    return login.token.reveal() if login.token is not None else ""


def _mark(granted: str) -> str:
    """Return what tells which grant a kept token came from, and nothing of its value."""
    return sha256(granted.encode()).hexdigest()
