"""The mail account at work: its server found, TLS verified, logged in, a mail handed over, each refusal understood."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosmtplib
import structlog

from veille.config.mailhosts import MailHost, ascii_address, ascii_domain, candidates, is_known
from veille.config.model import MailAccount
from veille.errors import Failure, VeilleError, failure, several
from veille.letters.health import over_limit
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.streams import certificate_failure, hang_up, is_malformed
from veille.web.resolver import unresolved
from veille.web.transport import unconnected

TIME_LIMIT = 60.0  # seconds for a whole send
PATIENCE = 10.0  # seconds for each server that is looked for

Connect = Callable[[str, int], Awaitable[socket.socket]]
"""(host, port) → a connected socket; raises OSError."""

TokenGetter = Callable[[str], Awaitable[str]]
"""(a token that was refused, or "") → an access token, another one. Raises LoginFailed."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()

# Of the account, whoever the mail is for: RFC 4954 §6 (530, 534, 535, 538; 5.7.8, 5.7.9), RFC 3463 §3.2 (5.1.7,
# 5.1.8: the sender's address), §3.5 (5.4.5: over a quota at Google), and Exchange Online's own for "not as this sender".
_ACCOUNT_CODES = frozenset((530, 534, 535, 538))
_ACCOUNT_STATUS = re.compile(r"^5\.(?:1\.[78]|4\.5|7\.[89]|7\.57|7\.60|2\.252)\b")
# Exchange Online's own for who has sent too much, or is taken for a sender of spam; Zoho's 5.4.6 is "unusual activity".
_LIMIT_STATUS = re.compile(r"^[45]\.(?:1\.90|4\.[56]|7\.(?:23[23]|50[1-8]|70[58]|75\d))\b")
# Providers tell that an account may send no more by whatever code they like (550 5.7.0, 554 5.2.0, 452, 421 …).
_LIMITED = re.compile(
    "|".join(
        (
            r"too many (?:\w+ )?(?:messages?|e-?mails?|mails?|recipients|connections|sessions|sent)",
            r"trop de (?:messages?|mails?|courriels|e-mails)",
            r"(?:send(?:ing)?|sent|submission|relay(?:ing)?|outgoing|outbound|hourly|daily|monthly|rate|message|e-?mails?"
            r"|envois?|recipients?)[ -]?(?:\w+ ){0,3}(?:limit|quota|threshold|allowance)",
            r"(?:limit|quota)\w* (?:of|on|for) (?:\w+ ){0,3}(?:sent|sending|outgoing|messages|e-?mails)",
            r"(?:limite|quota) (?:\w+ ){0,2}(?:d['’]envoi|d['’]e-?mails|de messages|horaire|journali[eè]r)",
            r"\bd\S{1,3}pass\S* (?:\S+ ){0,4}(?:limite|quota)",  # its accents may come as anything
            r"(?:messages|e-?mails|mails|recipients|envois) (?:\w+ ){0,3}(?:per|par|an?|/) ?"
            r"(?:hour|day|minute|heure|jour|24)",
            r"rate[- ]?limit|throttl|submissionquota|outboundspam|unusual (?:sending|activity)|suspicious activity",
            r"(?:account|sender|user|compte)\b.{0,40}(?:suspend|temporarily (?:blocked|disabled|locked)|bloqué)",
            r"(?:suspend|block)\w* (?:for|from) sending|exceed\w* (?:\w+ ){0,6}(?:messages|e-?mails|recipients|threshold)",
        )
    ),
    re.IGNORECASE,
)
# The same words of the mail's size, or of the mailbox that it goes to.
_NOT_THE_SENDER = re.compile(
    r"\bsize\b|too (?:large|big|long)|taille|octets|\bbytes\b|\b[km]i?b\b|too many hops"
    r"|mailbox (?:is )?(?:full|over|quota)|(?:over|out of) quota|quota (?:of|for) the (?:user|mailbox|recipient)"
    r"|recipient'?s? (?:mailbox|inbox|account|quota|has|is)|(?:trying to (?:contact|reach)|tried to reach)"
    r"|is receiving mail|boîte .{0,20}pleine|destinataire",
    re.IGNORECASE,
)


class LoginFailed(VeilleError):
    """There is no way to log in. `account` is false where it may pass by itself."""

    def __init__(self, why: Failure, *, account: bool = True) -> None:
        super().__init__(why)
        self.account = account


class _Closed(VeilleError):
    """A server can't be used; `outcome` says why. `elsewhere`: another server may do."""

    def __init__(self, why: Failure, *, account: bool = False, elsewhere: bool = True) -> None:
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
        account: MailAccount,
        connect: Connect,
        tls: ssl.SSLContext,
        token: TokenGetter | None = None,
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
            why = failure("{host} did not finish within {n} s", host=client.hostname, n=self._time_limit)
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
                why = failure(
                    "{host} takes no address with letters such as those of {user}", host=host, user=user
                )
                return Transient(why, account=True)
            return Permanent(
                failure(
                    "{host} takes no address with letters such as those of {user} (it has no SMTPUTF8):"
                    " give one in plain ASCII",
                    host=host,
                    user=recipient,
                )
            )
        options, encoding = (["SMTPUTF8"], "utf-8") if wide else ([], "ascii")
        if client.supports_extension("size"):  # RFC 1870: what is too much is not sent at all
            most = client.esmtp_extensions.get("size", "")
            if most.isdecimal() and 0 < int(most) < len(mail):
                await _leave(client)
                return Permanent(
                    failure(
                        "{host} takes no mail of over {most} bytes, and this one has {n}",
                        host=host,
                        most=int(most),
                        n=len(mail),
                    )
                )
            options = [*options, f"SIZE={len(mail)}"]
        try:
            await self._log_in(client)
            await client.mail(user, options=options, encoding=encoding)
            await client.rcpt(recipient, encoding=encoding)
            stage.handed_over = True
            await client.data(mail)
            await _leave(client)
            return Sent()
        except LoginFailed as error:
            await _leave(client)
            return Transient(error.failure, account=error.account)
        except aiosmtplib.SMTPResponseException as error:
            await _leave(client)
            return _answered(str(host), error, self._account, stage)
        except (aiosmtplib.SMTPException, OSError) as error:
            why = _broken(str(host), error)
            return _unknown(why) if stage.handed_over else Transient(why)

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        """Log in by token or password; a token that is refused is asked for again, once. Raises LoginFailed."""
        account, methods = self._account, client.supported_auth_methods
        if account.oauth and self._token is not None:
            if "xoauth2" not in client.server_auth_methods:
                raise LoginFailed(
                    failure(
                        "{host} takes no login by OAuth (XOAUTH2): take 'oauth' out of [mail]",
                        host=client.hostname,
                    )
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
                raise LoginFailed(failure("{host} offers no login by password", host=client.hostname))
            await _log_in_once(client, methods, account.user, account.password.reveal())

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
                    raise _Closed(failure("{host} offers no login", host=f"{server.host}:{server.port}"))
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
                        why = failure("{host} does not offer STARTTLS, and nothing is sent in clear", host=at)
                        raise _Closed(why, account=True)
                    await client.starttls()
                    await client.ehlo()
                return client
        except BaseException as error:
            if client is not None:
                _drop(client)
            raise _closed(error, at, server) from None


async def _log_in_once(client: aiosmtplib.SMTP, methods: Sequence[str], user: str, password: str) -> None:
    """Log in by the first method that the server takes: a password that is refused is not offered again by another.

    Servers count refusals, and lock out who has too many.
    """
    for place, method in enumerate(methods, start=1):
        log_in = getattr(client, f"auth_{method.replace('-', '')}")
        try:
            await log_in(user, password)
            return
        except aiosmtplib.SMTPAuthenticationError as error:
            # RFC 4954 §4, §6: 504 an unknown mechanism, 534 too weak a one
            if error.code not in (500, 502, 504, 534) or place == len(methods):
                raise


def _closed(error: BaseException, at: str, server: MailHost) -> BaseException:
    """Return what an error on the way to a server's greeting means."""
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) and error.__cause__ else error
    match cause:
        case ssl.SSLCertVerificationError() if is_malformed(cause):
            why = failure(
                "{host} can't be trusted, and nothing is sent: {why}",
                host=server.host,
                why=certificate_failure(cause),
            )
            return _Closed(why, account=True)
        case ssl.SSLCertVerificationError():
            why = failure(
                "{host} can't be trusted, and nothing is sent: {why}. Write as 'smtp' the name for which the provider's"
                " page gives it (or have this machine trust the authority that signed it)",
                host=server.host,
                why=certificate_failure(cause),
            )
            return _Closed(why, account=True)
        case ssl.SSLError():
            why = failure(
                "{host} does not speak TLS as asked ({said}; {other})",
                host=at,
                said=cause.reason or failure("it failed"),
                other=failure("587 is STARTTLS") if server.tls == "tls" else failure("465 is TLS"),
            )
            return _Closed(why, account=True)
        case aiosmtplib.SMTPResponseException():
            # At the greeting, EHLO or STARTTLS: nothing has been said yet of who the mail is for.
            why = failure(
                "{at} answered {status} {said}", at=at, status=cause.code, said=_words(cause.message)
            )
            return _Closed(why, account=cause.code >= 500)
        case socket.gaierror():
            # No name server: this machine is offline, and other names would not do better.
            offline = cause.errno == socket.EAI_AGAIN
            return _Closed(unresolved(server.host, cause), elsewhere=not offline)
        case TimeoutError():
            return _Closed(failure("{at} did not answer in time", at=at))
        case aiosmtplib.SMTPException():
            return _Closed(_broken(at, cause))
        case OSError():
            return _Closed(unconnected(at, cause))
    return error


def _nowhere(user: str, refusals: list[_Closed]) -> _Closed:
    """Return what it means that none of an address's servers will do: all are named, with their reason."""
    reasons = several(refusal.failure for refusal in refusals)
    if is_known(user) or not refusals:
        return _Closed(reasons or failure("there is no server that does what 'tls' asks"), account=True)
    why = failure(
        'no mail server was found for {domain} ({reasons}): write  smtp = "…"  in [mail], as the provider\'s page says (at'
        " OVH it is ssl0.ovh.net, at Gandi mail.gandi.net, at Infomaniak mail.infomaniak.com)",
        domain=user.rpartition("@")[2],
        reasons=reasons,
    )
    return _Closed(why, account=True)


def _answered(
    host: str, error: aiosmtplib.SMTPResponseException, account: MailAccount, stage: _Stage
) -> SendOutcome:
    """Return what an answer to a login, an address or a mail means."""
    said = _words(error.message)
    why = failure("{at} answered {status} {said}", at=host, status=error.code, said=said)
    facts: dict[str, Any] = {"host": host, "user": account.user, "status": error.code, "said": said}
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        if account.oauth:
            why = failure("{host} refused the login by OAuth of {user}: {status} {said}", **facts)
        else:
            why = failure("{host} refused the login of {user}: {status} {said}", **facts)
        return Transient(why, account=error.code >= 500)
    if (_LIMIT_STATUS.match(said) or _LIMITED.search(said)) and not _NOT_THE_SENDER.search(said):
        return Transient(over_limit(host, account.user, error.code, said), account=True)
    if error.code < 500:  # 421 at any place: the server is closing (RFC 5321 §3.8)
        # Once the mailbox is accepted, what is refused is what the mail says.
        return Transient(why, message=stage.handed_over and error.code != 421)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return Transient(failure("{host} takes no mail from {user}: {status} {said}", **facts), account=True)
    if error.code in _ACCOUNT_CODES or _ACCOUNT_STATUS.match(said):
        return Transient(why, account=True)
    return Permanent(why)


def _unknown(why: Failure) -> Unknown:
    return Unknown(failure("{why} (after the mail had been handed over)", why=why))


def _broken(at: str, error: BaseException) -> Failure:
    """Return what an error means by which a conversation ended."""
    said = _words(str(error)) or type(error).__name__
    if said == "Connection lost":
        return failure("{host}: Connection lost", host=at)
    return failure("{host}: {said}", host=at, said=said)


def _drop(client: aiosmtplib.SMTP) -> None:
    """Give the connection back at once: nothing that matters is on its way, and TLS would wait for a farewell."""
    hang_up(client.transport)
    client.close()


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye, as RFC 5321 §4.1.1.10 asks, whatever was answered before."""
    try:
        await client.execute_command(b"QUIT")
    except (aiosmtplib.SMTPException, OSError):
        return  # how the server says goodbye changes nothing


def _words(text: str) -> str:
    return " ".join(text.split())[:300]
