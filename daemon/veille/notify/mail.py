"""Mail as veille writes it: text and HTML of our own, a Message-ID that never changes, TLS always asked for."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from socket import gaierror, socket

import aiosmtplib

from veille.config.model import Config, Mail
from veille.match.text import plain
from veille.notify.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.notify.words import Words
from veille.store.outbox import Message

TIME_LIMIT = 60.0  # seconds for a whole send

Connect = Callable[[str, int], Awaitable[socket]]
"""(host, port) → a connected socket; raises OSError."""

# Quoted-printable for text: lines of any length and 8-bit letters pass every server (RFC 2045 §6.7).
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=200)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def compose(message: Message, config: Config) -> EmailMessage:
    """Return the mail of a message: multipart/alternative, threaded by topic, from a person's watch."""
    account = config.mail
    if account is None:
        raise ValueError("there is no [mail] to send from")
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender(account, config, datetime.fromtimestamp(message.created, UTC))
    mail["To"] = Address(addr_spec=message.recipient)
    mail["Subject"] = _sound(message.subject)
    mail["Date"] = format_datetime(datetime.fromtimestamp(message.created, UTC))
    mail["Message-ID"] = f"<{message.message_id}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no out-of-office replies, please
    mail["List-Id"] = _list_id(message, account)
    if "@" in config.contact:
        mail["List-Unsubscribe"] = (
            f"<mailto:{config.contact}?subject=stop%20{_UNSAFE.sub('-', message.name or message.kind)}>"
        )
    if message.kind == "alert" and message.topic:
        # One thread a topic and month: an id that no mail carries gathers the replies (as Alertmanager does).
        thread = f"<topic-{_slug(message.topic)}-{datetime.fromtimestamp(message.created, UTC):%Y-%m}@{domain(account)}>"
        mail["References"] = thread
    mail["Content-Language"] = config.language
    mail.set_content(_sound(message.text), cte="quoted-printable")
    mail.add_alternative(_sound(message.html), subtype="html", cte="quoted-printable")
    return mail


def sender(account: Mail, config: Config, now: datetime) -> Address:
    """Return the sender as a person reads it: "Veille d'Inès <…>"."""
    name, address = parseaddr(account.sender)
    return Address(
        name or Words(config.language, config.timezone, now).watch_name(config.name),
        addr_spec=address or account.user,
    )


def domain(account: Mail | None) -> str:
    """Return the domain under which messages are named."""
    return account.user.rpartition("@")[2] if account is not None else "veille.localhost"


async def send(
    mail: EmailMessage, recipient: str, account: Mail, connect: Connect, tls: ssl.SSLContext
) -> SendOutcome:
    """Hand a mail over to the account's server, and say how that went; raises nothing but cancellation."""
    try:
        async with asyncio.timeout(TIME_LIMIT):
            return await _send(mail, recipient, account, connect, tls)
    except TimeoutError:
        return Unknown(f"{account.smtp_host} did not finish within {TIME_LIMIT:.0f} s")


async def _send(
    mail: EmailMessage, recipient: str, account: Mail, connect: Connect, tls: ssl.SSLContext
) -> SendOutcome:
    host = account.smtp_host
    try:
        raw = mail.as_bytes()
    except (UnicodeError, ValueError, HeaderParseError) as error:
        return Permanent(f"the mail cannot be written ({error})")
    try:
        sock = await connect(host, account.smtp_port)
    except gaierror as error:
        return Transient(f"the name {host} does not resolve ({error.strerror or error})")
    except OSError as error:
        return Transient(f"{host}:{account.smtp_port} cannot be reached ({error.strerror or error})")
    client = aiosmtplib.SMTP(
        hostname=host,
        sock=sock,
        use_tls=account.tls == "tls",
        # Never None, which goes on in clear where STARTTLS is not offered.
        start_tls=account.tls == "starttls",
        tls_context=tls if account.tls != "none" else None,
        local_hostname=domain(account),
        timeout=TIME_LIMIT / 2,
    )
    handed_over = False
    try:
        await client.connect()
        if account.password is not None:
            await client.login(account.user, account.password.reveal())
        await client.mail(account.user)
        await client.rcpt(recipient)
        handed_over = True
        await client.data(raw)
        await _leave(client)
        return Sent()
    except aiosmtplib.SMTPAuthenticationError as error:
        why = f"{host} refused the login of {account.user}: {error.code} {_words(error.message)}"
        return Transient(why, account=True)
    except aiosmtplib.SMTPResponseException as error:
        why = f"{host} answered {error.code} {_words(error.message)}"
        return Permanent(why) if 500 <= error.code < 600 else Transient(why)
    except aiosmtplib.SMTPNotSupported as error:  # a login that the server does not know, or does not want
        return Transient(f"{host} does not offer what is needed ({_words(str(error))})", account=True)
    except ssl.SSLCertVerificationError as error:
        why = f"{host}: its certificate is not trusted ({error.verify_message}), and nothing is sent"
        return Transient(why, account=True)
    except ssl.SSLError as error:
        return Transient(f"{host}: the connection is not secure ({error.reason or error})", account=True)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        if (
            type(error) is aiosmtplib.SMTPException
        ):  # all that aiosmtplib says of a STARTTLS that is not offered
            return Transient(f"{host} does not offer STARTTLS, and nothing is sent in clear", account=True)
        why = f"{host}: {_words(str(error)) or type(error).__name__}"
        # Once the body may have left, nobody knows whether it was taken: same Message-ID, once more.
        return Unknown(f"{why} (after the mail had been handed over)") if handed_over else Transient(why)
    finally:
        client.close()


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        return  # the mail was taken: how the server says goodbye changes nothing


def _list_id(message: Message, account: Mail) -> str:
    name = (
        message.name
        if message.kind == "digest"
        else {"alert": message.topic or "alert"}.get(message.kind, message.kind)
    )
    return f"<{_slug(name)}.veille.{domain(account)}>"


def _slug(text: str) -> str:
    return _UNSAFE.sub("-", plain(text)).strip("-") or "veille"


def _sound(text: str) -> str:
    # A lone surrogate has no UTF-8: no server could be given it.
    return text.encode("utf-8", "replace").decode()


def _words(text: str) -> str:
    return " ".join(text.split())[:300]
