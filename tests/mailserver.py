"""A real SMTP server on loopback (aiosmtpd), which keeps what it gets and fails as it is told.

with MailServer() as server:
    server.at_rcpt = "451 4.7.1 later please"
    ... send through server.host, server.port ...
    assert server.mails[0]["Subject"] == "..."
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import warnings
from base64 import b64decode
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from connections import hang_up
from patience import HANG


class MailServer:
    """Set an attribute to fail there: `at_ehlo`, `at_mail`, `at_rcpt`, `at_data` are answers such as "550 no".

    `drop` is at "rcpt", or "before" or "after" the body is taken; `hang` never answers the body. `login` asks for this user
    and password; `token` says of (user, access token) whether it lets in by XOAUTH2. `mails` are those taken,
    dropped ones included, `raw` their bytes, `sizes` what SIZE= announced, `senders` and `recipients` their envelopes.
    `heard` is told of each "smtp" command, and of each mail "taken" before that is answered; `farewell` of each QUIT.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        token: Callable[[str, str], bool] | None = None,
        smtputf8: bool = False,
        port: int = 0,
    ) -> None:
        self.at_ehlo = self.at_mail = self.at_rcpt = self.at_data = ""
        self.drop = ""
        self.hang = False
        self.heard: Callable[[str], None] = lambda _: None
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.senders: list[str] = []
        self.recipients: list[str] = []
        self.logins: list[str] = []
        self.sizes: list[int] = []
        self.farewell: Callable[[str], None] = lambda _: None
        self._login = login
        self._token = token
        with socket.socket() as free:
            free.bind((self.host, port))
            self.port: int = free.getsockname()[1]
        options: dict[str, Any] = {"enable_SMTPUTF8": smtputf8}
        options["auth_exclude_mechanism"] = ["XOAUTH2"] if token is None else ["LOGIN", "PLAIN"]
        if starttls is not None:
            options["tls_context"] = starttls
        if login is not None or token is not None:
            options |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
            # said by aiosmtpd of a login without TLS, which is what a test on loopback wants
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
        self._controller = Controller(
            self, hostname=self.host, port=self.port, ssl_context=tls, ready_timeout=HANG, **options
        )

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server = self._controller.server
        asyncio.run_coroutine_threadsafe(hang_up(server), self._controller.loop).result(HANG)
        self._controller.stop()

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        user = data.login.decode()
        self.logins.append(user)
        return AuthResult(success=(user, data.password.decode()) == self._login, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard("smtp")
        self.sizes += [int(option[5:]) for option in options if option.upper().startswith("SIZE=")]
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """As Google and Microsoft record it: a refusal is first told in a challenge, then answered 535."""
        given = b64decode(args[1], validate=True) if len(args) == 2 else b""
        form = re.fullmatch(rb"user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01", given)
        if form is None or self._token is None:
            return AuthResult(success=False, handled=False)
        user = form[1].decode()
        self.logins.append(user)
        if self._token(user, form[2].decode()):
            return AuthResult(success=True, auth_data=user)
        await server.challenge_auth(b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}')
        return AuthResult(success=False, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [self.at_ehlo] if self.at_ehlo else responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard("smtp")
        if self.drop == "rcpt":
            server.transport.abort()
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.farewell("QUIT")
        return "221 Bye"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.heard("smtp")
        if self.drop == "before":
            server.transport.abort()
            return "451 gone"
        if self.at_data:
            return self.at_data
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.raw.append(content)
        self.senders.append(envelope.mail_from or "")
        self.recipients.extend(envelope.rcpt_tos)
        self.heard("taken")
        if self.drop == "after":
            server.transport.abort()
            return "451 gone"
        if self.hang:
            await asyncio.sleep(HANG)
        return "250 OK"
