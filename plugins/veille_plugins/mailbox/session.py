"""One conversation with an IMAP server: IMAPClient in a thread of its own, over the stream that `web` guards.

IMAPClient blocks and would open its own socket. Here it is given one end of a pair of sockets; what it says into it
is carried to the server and back by the event loop. To end the conversation, at any instant, is to close the pair:
the thread never hangs, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
    ProtocolError,
)

from veille import Failure, SourceError, Web, WebError, certificate_failure, failure, hang_up

T = TypeVar("T")

PATIENCE = 60.0  # seconds without a word from the server
MOST = 96  # MB that one conversation may bring
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Account:
    """Where to log in and how; `tls` is "tls", "starttls" or "none". `token` is an access token (XOAUTH2)."""

    host: str
    port: int
    tls: str
    user: str
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:  # its secrets must not come into a log by way of an error
        return f"Account({self.user!r} at {self.host}:{self.port})"


class TokenRefused(SourceError):
    """The server did not take an access token: it may have ended early."""


async def talk(web: Web, account: Account, job: Callable[[IMAPClient], T]) -> T:
    """Log in, and return what job(client) returns, run in a thread. Raises WebError and SourceError.

    The client is logged in and has opened no folder.
    """
    loop = asyncio.get_running_loop()
    reader, writer = await web.connect(account.host, account.port, tls=account.tls == "tls")
    here, there = socket.socketpair()
    done: asyncio.Future[T] = loop.create_future()
    carrying: list[asyncio.Task[None]] = []
    brought = _ByteCounter(account.host)
    try:
        near_reader, near_writer = await asyncio.open_connection(sock=there)
        carrying = [
            asyncio.create_task(_carry(reader, near_writer, brought)),
            asyncio.create_task(_carry(near_reader, writer, None)),
        ]
        threading.Thread(
            target=_run, args=(here, account, job, loop, done), daemon=True, name="mailbox"
        ).start()
        try:
            return await done
        except WebError:
            if brought.over:
                why = failure("{at} sent more than {n} MB", at=account.host, n=MOST)
                raise WebError(why) from None
            raise
    finally:
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        for end in (here, there):
            # wakes the thread, which then finds the end of its conversation
            _shut(end)
        # Closed, it would wait for the server to end TLS as well: all was said, and the loop may end before that.
        hang_up(writer)


@dataclass(slots=True)
class _ByteCounter:
    """Counts what a server sends; `over` once that was too much."""

    host: str
    total: int = 0
    over: bool = False


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, brought: _ByteCounter | None
) -> None:
    try:
        while chunk := await reader.read(_CHUNK):
            if brought is not None:
                brought.total += len(chunk)
                brought.over = brought.total > MOST << 20
                if brought.over:
                    break
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass  # the other side's end is told by the end of the stream
    finally:
        writer.close()


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _run(
    here: socket.socket,
    account: Account,
    job: Callable[[IMAPClient], T],
    loop: asyncio.AbstractEventLoop,
    done: asyncio.Future[T],
) -> None:
    """Run the conversation in this thread, and tell the loop how it ended."""
    result, error = None, None
    try:
        result = _converse(here, account, job)
    except Exception as raised:
        error = _as_raised(raised, account)
    finally:
        here.close()

    def tell() -> None:
        if not done.done():
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)  # type: ignore[arg-type]  # the job's own

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(tell)


def _converse(here: socket.socket, account: Account, job: Callable[[IMAPClient], T]) -> T:
    client = _Client(account.host, here)
    try:
        if account.tls == "starttls":
            if not client.has_capability("STARTTLS"):
                why = failure(
                    "{host} does not offer STARTTLS, and nothing is sent in clear", host=account.host
                )
                raise SourceError(why)
            client.starttls(ssl.create_default_context())
        if account.token:
            try:
                client.oauth2_login(account.user, account.token)
            except LoginError as error:
                _unless_cut(error)
                raise TokenRefused(_refused(account, error)) from None
        else:
            if client.has_capability("LOGINDISABLED"):
                raise SourceError(failure("{host} offers no login by password", host=account.host))
            try:
                _log_in(client, account)
            except LoginError as error:
                _unless_cut(error)
                raise SourceError(_refused(account, error)) from None
        result = _do(job, client)
    except BaseException:
        with contextlib.suppress(IMAPClientError, OSError):  # its socket may be closed already
            client.shutdown()
        raise
    with contextlib.suppress(IMAPClientError, OSError):  # what was asked for is here
        client.logout()
    return result


def _log_in(client: IMAPClient, account: Account) -> None:
    if (account.user + account.password).isascii():
        client.login(account.user, account.password)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(
            account.user, account.password
        )  # LOGIN has no charset; this one's is UTF-8 (RFC 4616)
    else:
        raise SourceError(
            failure(
                "{host} takes no name or password beyond ASCII (it does not offer AUTH=PLAIN)",
                host=account.host,
            )
        )


def _do(job: Callable[[IMAPClient], T], client: IMAPClient) -> T:
    """Do the job; where an answer can't be understood, what stands in it may be of a mail, and is not told."""
    try:
        return job(client)
    except IMAPClientAbortError as error:
        if "unexpected response" not in str(error):
            raise
    except ProtocolError:
        pass
    raise SourceError(failure("{host} answers in what is not IMAP, or not whole", host=client.host))


def _unless_cut(error: LoginError) -> None:
    """Raise what ended the connection during a login, which IMAPClient takes for a refusal."""
    if isinstance(error.__context__, IMAPClientAbortError):
        raise error.__context__ from None


class _Client(IMAPClient):  # type: ignore[misc]  # it has no types
    """An IMAPClient over a socket that is connected already."""

    def __init__(self, host: str, sock: socket.socket) -> None:
        self._given = sock
        super().__init__(host, ssl=False, timeout=SocketTimeout(PATIENCE, PATIENCE))

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _SocketIMAP(self.host, self._given)


class _SocketIMAP(imaplib.IMAP4):
    """imaplib over a given socket."""

    def __init__(self, host: str, sock: socket.socket) -> None:
        self._given = sock
        super().__init__(host)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        self._given.settimeout(PATIENCE)
        return self._given


def server_text(error: BaseException) -> str:
    """Return what a server said, as IMAPClient's errors quote it, on one line."""
    words = str(error)
    if quoted := re.search(r"b(['\"])(.*)\1", words, re.DOTALL):
        words = quoted[2]
    words = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    return re.sub(r"^(?:\w+ failed|command): ", "", words)[:200]


def _refused(account: Account, error: LoginError) -> Failure:
    words = server_text(error)
    for secret in filter(None, (account.password, account.token)):
        words = words.replace(secret, "…")  # some servers repeat what they refuse
    return failure(
        "{host} refused the login of {user} ({said})", host=account.host, user=account.user, said=words
    )


def _as_raised(error: Exception, account: Account) -> Exception:
    """Return an error of the conversation as a source raises it."""
    host = account.host
    match error:
        case SourceError() | WebError():
            return error
        case ssl.SSLCertVerificationError():
            return WebError(failure("{at} can't be trusted: {why}", at=host, why=certificate_failure(error)))
        case ssl.SSLError():
            at = f"{host} (port {account.port})"
            if not error.reason:
                return WebError(failure("{at} does not speak TLS (it failed)", at=at))
            return WebError(failure("{at} does not speak TLS ({said})", at=at, said=error.reason))
        case TimeoutError():
            return WebError(failure("{at} did not answer in time", at=host), network=True)
        case IMAPClientAbortError() if "unexpected response" in str(error):
            return _no_imap(host, server_text(error))
        case IMAPClientAbortError() | OSError():
            why = failure("{at} closed the connection in the middle of its answer", at=host)
            return WebError(why, network=True)
        case CapabilityError() | IMAPClientError():
            why = failure(
                "{host} refused what the mailbox was asked ({said})", host=host, said=server_text(error)
            )
            return SourceError(why)
    # IMAPClient meets a hostile server's bytes here: whatever it raises, this poll failed
    return _no_imap(host, type(error).__name__)


def _no_imap(host: str, words: str) -> SourceError:
    return SourceError(failure("{host} answers in what is not IMAP ({said})", host=host, said=words))
