"""The mail account at work: its server found, TLS verified, logged in, a mail handed over, each refusal understood."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiosmtplib
import structlog

from veille.config.mailhosts import MailHost, ascii_address, ascii_domain, candidates, is_known
from veille.config.model import Mail
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.streams import certificate_words, hang_up, is_malformed
from veille.web.resolver import name_words
from veille.web.transport import connection_words

TIME_LIMIT = 60.0  # seconds for a whole send
PATIENCE = 10.0  # seconds for each server that is looked for

Connect = Callable[[str, int], Awaitable[socket.socket]]
"""(host, port) → a connected socket; raises OSError."""

Token = Callable[[str], Awaitable[str]]
"""(a token that was refused, or "") → an access token, another one. Raises LoginFailed."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()

# Of the account, whoever the mail is for: RFC 4954 §6 (530, 534, 535, 538; 5.7.8, 5.7.9), RFC 3463 §3.2 (5.1.7,
# 5.1.8: the sender's address), §3.5 (5.4.5: over a quota at Google), and Exchange Online's own for "not as this sender".
_ACCOUNT_CODES = frozenset((530, 534, 535, 538))
_ACCOUNT_STATUS = re.compile(r"^5\.(?:1\.[78]|4\.5|7\.[89]|7\.57|7\.60|2\.252)\b")


class LoginFailed(Exception):
    """There is no way to log in; str() is a sentence. `account` is false where it may pass by itself."""

    def __init__(self, sentence: str, *, account: bool = True) -> None:
        super().__init__(sentence)
        self.account = account


class _Closed(Exception):
    """A server can't be used; `outcome` says why. `elsewhere`: another server may do."""

    def __init__(self, why: str, *, account: bool = False, elsewhere: bool = True) -> None:
        super().__init__(why)
        self.outcome = Transient(why, account=account)
        self.elsewhere = elsewhere


@dataclass(slots=True)
class _Stage:
    """How far a send has come: once the body may have left, nobody knows whether it was taken."""

    handed_over: bool = False


class Mailer:
    """Hands mails over to the account's server, which it finds at first need and remembers in `server`."""

    def __init__(
        self,
        account: Mail,
        connect: Connect,
        tls: ssl.SSLContext,
        token: Token | None = None,
        *,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._account = account
        self._connect = connect
        self._tls = tls
        self._token = token
        self._time_limit = time_limit
        self._finding = asyncio.Lock()
        self.server = account.server

    async def send(self, mail: bytes, recipient: str) -> SendOutcome:
        """Hand a mail over for one recipient, and say how that went; raises nothing but cancellation."""
        stage = _Stage()
        try:
            client = await self._open()
        except _Closed as closed:
            return closed.outcome
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._hand_over(client, mail, recipient, stage)
        except TimeoutError:
            why = f"{client.hostname} did not finish within {self._time_limit:.0f} s"
            return _unknown(why) if stage.handed_over else Transient(why)
        finally:
            _drop(client)

    async def _hand_over(
        self, client: aiosmtplib.SMTP, mail: bytes, recipient: str, stage: _Stage
    ) -> SendOutcome:
        host = client.hostname
        user, recipient = ascii_address(self._account.user), ascii_address(recipient)
        wide = not recipient.isascii() or not user.isascii()
        if wide and not client.supports_extension("smtputf8"):
            # RFC 6531 §3.2: without the extension there is no way to write such an address.
            if not user.isascii():
                return Transient(
                    f"{host} takes no address with letters such as those of {user}", account=True
                )
            return Permanent(
                f"{host} takes no address with letters such as those of {recipient} (it has no SMTPUTF8):"
                " give one in plain ASCII"
            )
        options, encoding = (["SMTPUTF8"], "utf-8") if wide else ([], "ascii")
        try:
            await self._log_in(client)
            await client.mail(user, options=options, encoding=encoding)
            await client.rcpt(recipient, encoding=encoding)
            stage.handed_over = True
            await client.data(mail)
            await _leave(client)
            return Sent()
        except LoginFailed as error:
            return Transient(str(error), account=error.account)
        except aiosmtplib.SMTPResponseException as error:
            return _answered(str(host), error, self._account, stage)
        except (aiosmtplib.SMTPException, OSError) as error:
            why = f"{host}: {_words(str(error)) or type(error).__name__}"
            return _unknown(why) if stage.handed_over else Transient(why)

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        """Log in by token or password; a token that is refused is asked for anew, once. Raises LoginFailed."""
        account, methods = self._account, client.supported_auth_methods
        if account.oauth and self._token is not None:
            if "xoauth2" not in client.server_auth_methods:
                raise LoginFailed(
                    f"{client.hostname} takes no login by OAuth (XOAUTH2): take 'oauth' out of [mail]"
                )
            token = await self._token("")
            try:
                await client.auth_xoauth2(account.user, token)
            except aiosmtplib.SMTPAuthenticationError as error:
                if error.code != 535:
                    raise
                await client.auth_xoauth2(account.user, await self._token(token))
        elif account.password is not None:
            if not client.supports_extension("auth") or not methods:
                raise LoginFailed(f"{client.hostname} offers no login by password")
            await client.login(account.user, account.password.reveal())

    # The server

    async def _open(self) -> aiosmtplib.SMTP:
        """Return a client that has greeted the account's server behind TLS. Raises _Closed."""
        async with self._finding:  # held while looking, so that several mails at once look once
            server = self.server
            if server is None:
                return await self._find()
        try:
            return await self._greet(server, self._time_limit / 2)
        except _Closed:
            if self._account.server is None:
                self.server = None  # it may have moved: looked for again with the next try
            raise

    async def _find(self) -> aiosmtplib.SMTP:
        """Return a client of the first server of the address that will do, and remember it. Raises _Closed."""
        refusals: list[_Closed] = []
        for server in self._candidates():
            try:
                client = await self._greet(server, PATIENCE)
                if self._account.password is not None and not client.supports_extension("auth"):
                    _drop(client)
                    raise _Closed(f"{server.host}:{server.port} offers no login")
            except _Closed as closed:
                refusals.append(closed)
                if not closed.elsewhere:
                    raise
                continue
            self.server = server
            log.info("the mail server was found", server=str(server), user=self._account.user)
            return client
        raise _nowhere(self._account.user, refusals)

    def _candidates(self) -> tuple[MailHost, ...]:
        account = self._account
        return candidates(account.user, account.tls, account.oauth)

    async def _greet(self, server: MailHost, seconds: float) -> aiosmtplib.SMTP:
        host, port = server.host, server.port
        at = f"{host}:{port}"
        client: aiosmtplib.SMTP | None = None
        try:
            async with asyncio.timeout(seconds):
                sock = await self._connect(host, port)
                client = aiosmtplib.SMTP(
                    hostname=host,
                    sock=sock,
                    use_tls=server.tls == "tls",
                    start_tls=False,  # never None, which goes on in clear where STARTTLS is not offered
                    tls_context=self._tls,
                    local_hostname=ascii_domain(self._account.user.rpartition("@")[2]),
                    timeout=seconds,
                )
                await client.connect()
                await client.ehlo()
                if server.tls == "starttls":
                    if not client.supports_extension("starttls"):
                        raise _Closed(
                            f"{at} does not offer STARTTLS, and nothing is sent in clear", account=True
                        )
                    await client.starttls()
                    await client.ehlo()
                return client
        except BaseException as error:
            if client is not None:
                _drop(client)
            raise _closed(error, at, server) from None


def _closed(error: BaseException, at: str, server: MailHost) -> BaseException:
    """Return what an error on the way to a server's greeting means."""
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) and error.__cause__ else error
    match cause:
        case ssl.SSLCertVerificationError() if is_malformed(cause):
            why = f"{server.host} can't be trusted, and nothing is sent: its certificate {certificate_words(cause)}"
            return _Closed(why, account=True)
        case ssl.SSLCertVerificationError():
            why = (
                f"{server.host} can't be trusted, and nothing is sent: its certificate {certificate_words(cause)}."
                " Write as 'smtp' the name for which the provider's page gives it"
                " (or have this machine trust the authority that signed it)"
            )
            return _Closed(why, account=True)
        case ssl.SSLError():
            other = "587 is STARTTLS" if server.tls == "tls" else "465 is TLS"
            return _Closed(
                f"{at} does not speak TLS as asked ({cause.reason or 'it failed'}; {other})", account=True
            )
        case aiosmtplib.SMTPResponseException():
            # At the greeting, EHLO or STARTTLS: nothing has been said yet of who the mail is for.
            why = f"{at} answered {cause.code} {_words(cause.message)}"
            return _Closed(why, account=cause.code >= 500)
        case socket.gaierror():
            # No name server: this machine is offline, and other names would not do better.
            offline = cause.errno == socket.EAI_AGAIN
            return _Closed(
                f"the name {server.host} can't be resolved: {name_words(cause)}", elsewhere=not offline
            )
        case TimeoutError():
            return _Closed(f"{at} did not answer in time")
        case aiosmtplib.SMTPException():
            return _Closed(f"{at}: {_words(str(cause)) or type(cause).__name__}")
        case OSError():
            return _Closed(f"{at} {connection_words(cause)}")
    return error


def _nowhere(user: str, refusals: list[_Closed]) -> _Closed:
    """Return what it means that none of an address's servers will do: all are named, with their reason."""
    reasons = "; ".join(dict.fromkeys(str(refusal) for refusal in refusals))
    if is_known(user) or not refusals:
        return _Closed(reasons or "there is no server that does what 'tls' asks", account=True)
    return _Closed(
        f'no mail server was found for {user.rpartition("@")[2]} ({reasons}): write  smtp = "…"  in [mail], as the'
        " provider's page says (at OVH it is ssl0.ovh.net, at Gandi mail.gandi.net, at Infomaniak mail.infomaniak.com)",
        account=True,
    )


def _answered(
    host: str, error: aiosmtplib.SMTPResponseException, account: Mail, stage: _Stage
) -> SendOutcome:
    """Return what an answer to a login, an address or a mail means."""
    said = _words(error.message)
    why = f"{host} answered {error.code} {said}"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        what = "login by OAuth" if account.oauth else "login"
        why = f"{host} refused the {what} of {account.user}: {error.code} {said}"
        return Transient(why, account=error.code >= 500)
    if error.code < 500:  # 421 at any place: the server is closing (RFC 5321 §3.8)
        # Once the mailbox is accepted, what is refused is what the mail says.
        return Transient(why, message=stage.handed_over and error.code != 421)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return Transient(f"{host} takes no mail from {account.user}: {error.code} {said}", account=True)
    if error.code in _ACCOUNT_CODES or _ACCOUNT_STATUS.match(said):
        return Transient(why, account=True)
    return Permanent(why)


def _unknown(why: str) -> Unknown:
    return Unknown(f"{why} (after the mail had been handed over)")


def _drop(client: aiosmtplib.SMTP) -> None:
    """Give the connection back at once: nothing that matters is on its way, and TLS would wait for a farewell."""
    hang_up(client.transport)
    client.close()


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.execute_command(b"QUIT")
    except (aiosmtplib.SMTPException, OSError):
        return  # the mail was taken: how the server says goodbye changes nothing


def _words(text: str) -> str:
    return " ".join(text.split())[:300]
