"""The account's server is found and verified, and each of its refusals is the account's, the recipient's, or nobody's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certificates import Certificates
from mailserver import MailServer
from send.test_mail import MESSAGE, account, config, dial, sent
from veille.model import Secret
from veille.send import mail, smtp
from veille.send.deliver import Router
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown

LOGIN = ("ines.veille@example.org", "right")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    made = Certificates(tmp_path_factory.mktemp("tls"))
    made.sign("found", "smtp.example.org", "mail.example.org", "smtp.gmail.com")
    return made


# Whose refusal it is


@pytest.mark.parametrize(
    ("where", "answer", "account_trouble"),
    [
        ("at_mail", "421 4.3.2 shutting down", False),
        ("at_mail", "451 4.3.0 later", False),
        ("at_mail", "550 5.1.8 bad sender domain", True),
        ("at_mail", "553 5.7.1 not your address", True),
        ("at_mail", "530 5.7.0 authentication required", True),
        ("at_rcpt", "530 5.7.57 client was not authenticated", True),
        ("at_rcpt", "550 5.4.5 daily sending quota exceeded", True),
        ("at_data", "554 5.2.252 SendAsDenied", True),
        ("at_data", "421 4.3.2 shutting down", False),
        ("at_ehlo", "421 4.3.2 shutting down", False),
        ("at_ehlo", "554 5.7.1 your network is blocked", True),
    ],
)
def test_what_is_refused_to_everybody_kills_no_message(
    where: str, answer: str, account_trouble: bool
) -> None:
    with MailServer() as server:
        setattr(server, where, answer)
        outcome = sent(account(server))
    assert isinstance(outcome, Transient)
    assert outcome.account is account_trouble
    assert answer[:3] in str(outcome.why)


@contextlib.contextmanager
def saying(*lines: str) -> Iterator[int]:
    """A port that says each line after what it hears, the first one at once, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    for line in lines:
                        connection.sendall(f"{line}\r\n".encode())
                        if line[3:4] == " ":
                            connection.recv(1024)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize(
    ("lines", "account_trouble"),
    [(["554 5.7.1 no mail from there"], True), (["421 4.7.0 try later"], False), (["hello"], False)],
)
def test_a_greeting_that_is_a_refusal_is_nobodys_fault_but_the_accounts(
    lines: list[str], account_trouble: bool
) -> None:
    with saying(*lines) as port:
        outcome = sent(account(port=port))
    assert isinstance(outcome, Transient)
    assert outcome.account is account_trouble


def test_a_server_that_hangs_up_before_the_body_is_tried_again() -> None:
    for spoken in (1, 2, 3):
        lines = ["220 hello", "250 ESMTP", "250 sender", "250 recipient"][:spoken]
        with saying(*lines) as port:
            assert isinstance(sent(account(port=port)), Transient)


def test_a_server_that_hangs_up_over_the_body_leaves_it_unknown() -> None:
    with saying("220 hello", "250 ESMTP", "250 sender", "250 recipient", "354 go on") as port:
        assert isinstance(sent(account(port=port)), Unknown)


def test_a_server_that_takes_no_login_is_the_accounts_trouble() -> None:
    with MailServer() as server:
        outcome = sent(account(server, password=Secret("mail", "right")))
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert "offers no login by password" in str(outcome.why)


def test_an_account_that_is_refused_is_left_alone_for_a_while(tmp_path: Path) -> None:
    with MailServer(login=LOGIN) as server:
        wrong = account(server, password=Secret("mail", "wrong"))
        router = Router(config(wrong, state=tmp_path), dial)

        async def live() -> list[SendOutcome]:
            others = [replace(MESSAGE, recipient=f"{number}@example.org") for number in range(3)]
            first = await router.send(MESSAGE, 0.0)
            resting = [await router.send(message, 100.0) for message in others]
            return [first, *resting, await router.send(MESSAGE, 1000.0)]

        outcomes = asyncio.run(live())
        assert all(isinstance(outcome, Transient) and outcome.account for outcome in outcomes)
        # One knock a try, whatever methods are offered: servers lock out who knocks too often.
        assert len(server.logins) == 2


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("at_mail", "550 5.7.1 not from you"),
        ("at_rcpt", "550 5.1.1 nobody here"),
        ("at_rcpt", "451 4.7.1 later"),
        ("at_data", "554 5.7.1 spam"),
    ],
)
def test_a_refused_mail_ends_with_a_farewell(where: str, answer: str) -> None:
    heard: list[str] = []
    with MailServer() as server:
        server.farewell = heard.append
        setattr(server, where, answer)
        sent(account(server))
    assert heard == ["QUIT"]


def test_a_mail_that_is_too_large_for_a_server_is_not_sent_to_it() -> None:
    lines = ("220 here", "250-here", "250 SIZE 500", "221 bye")
    with saying(*lines) as port:
        outcome = sent(account(port=port))
    assert isinstance(outcome, Permanent)
    assert "takes no mail of over 500 bytes" in str(outcome.why)


def test_a_server_is_told_how_large_a_mail_is() -> None:
    with MailServer() as server:
        assert isinstance(sent(account(server)), Sent)
        assert server.sizes == [len(server.raw[0])]


# TLS


@pytest.mark.parametrize("tls", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("name", "words"),
    [("alone", "is self-signed"), ("expired", "has expired"), ("other", "is for another")],
)
def test_a_certificate_that_cannot_be_believed_stops_the_account_and_says_what_to_do(
    certificates: Certificates, tls: str, name: str, words: str
) -> None:
    options = {tls: certificates.server(name)}
    with MailServer(**options) as server:
        outcome = sent(account(server, tls=tls), tls=certificates.client())
        assert not server.mails
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert words in str(outcome.why)
    assert "nothing is sent" in str(outcome.why)
    assert "Write as 'smtp' the name" in str(outcome.why)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_mail_goes_over_tls_that_is_verified(certificates: Certificates, tls: str) -> None:
    options = {tls: certificates.server("good")}
    with MailServer(**options) as server:
        assert sent(account(server, tls=tls), tls=certificates.client()) == Sent()


def test_a_port_that_speaks_no_tls_is_told_with_the_one_that_does(certificates: Certificates) -> None:
    with MailServer() as server:
        outcome = sent(account(server, tls="tls"), tls=certificates.client())
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert "587 is STARTTLS" in str(outcome.why)


# The server is found


class Net:
    """A net in which some names and ports are servers of this machine; `dialled` is what was tried."""

    def __init__(self, **servers: MailServer) -> None:
        self.move(**servers)
        self.dialled: list[str] = []
        self.offline = False

    def move(self, **servers: MailServer) -> None:
        """Let these be all the servers that there are: smtp_example_org__465 is smtp.example.org:465."""
        self._servers = {
            name.replace("__", ":").replace("_", "."): server for name, server in servers.items()
        }

    async def connect(self, host: str, port: int) -> socket.socket:
        self.dialled.append(f"{host}:{port}")
        if self.offline:
            raise socket.gaierror(socket.EAI_AGAIN, "no name server")
        if not any(name.startswith(f"{host}:") for name in self._servers):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        server = self._servers.get(f"{host}:{port}")
        if server is None:
            raise ConnectionRefusedError(111, "Connection refused")
        return await dial(server.host, server.port)


def found(
    net: Net, context: ssl.SSLContext, user: str = LOGIN[0], times: int = 1, **more: object
) -> list[SendOutcome]:
    values = {"user": user, "password": Secret("mail", LOGIN[1])}
    whole = replace(account(**{**values, **more}), server=None)
    mailer = smtp.Mailer(whole, net.connect, context)
    written = mail.mime_bytes(MESSAGE, config(whole))

    async def live() -> list[SendOutcome]:
        return [await mailer.send(written, MESSAGE.recipient) for _ in range(times)]

    return asyncio.run(live())


def test_the_usual_names_are_tried_with_tls_first_and_what_answers_is_remembered(
    certificates: Certificates,
) -> None:
    with MailServer(starttls=certificates.server("found"), login=LOGIN) as server:
        net = Net(mail_example_org__587=server)
        assert found(net, certificates.client(), times=2) == [Sent(), Sent()]
    assert net.dialled == [
        "smtp.example.org:465",
        "smtp.example.org:587",
        "mail.example.org:465",
        "mail.example.org:587",
        "mail.example.org:587",
    ]


def test_tls_from_the_first_byte_comes_before_starttls(certificates: Certificates) -> None:
    with (
        MailServer(tls=certificates.server("found"), login=LOGIN) as tls,
        MailServer(starttls=certificates.server("found"), login=LOGIN) as starttls,
    ):
        net = Net(smtp_example_org__465=tls, smtp_example_org__587=starttls)
        assert found(net, certificates.client()) == [Sent()]
        assert found(net, certificates.client(), tls="starttls") == [Sent()]
        assert (len(tls.mails), len(starttls.mails)) == (1, 1)


def test_a_known_provider_is_asked_alone(certificates: Certificates) -> None:
    with MailServer(tls=certificates.server("found"), login=("ines@gmail.com", "right")) as server:
        net = Net(smtp_gmail_com__465=server)
        assert found(net, certificates.client(), user="ines@gmail.com") == [Sent()]
    assert net.dialled == ["smtp.gmail.com:465"]


def test_the_password_is_told_to_no_server_that_cannot_prove_its_name(certificates: Certificates) -> None:
    with MailServer(tls=certificates.server("alone"), login=LOGIN) as server:
        (outcome,) = found(Net(smtp_example_org__465=server), certificates.client())
        assert not server.logins
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert "is self-signed" in str(outcome.why)
    assert 'smtp = "…"' in str(outcome.why)


def test_where_no_server_is_found_all_that_were_tried_are_named(certificates: Certificates) -> None:
    (outcome,) = found(Net(), certificates.client())
    assert isinstance(outcome, Transient)
    assert outcome.account
    for words in (
        "smtp.example.org",
        "mail.example.org",
        "there is no such name",
        'smtp = "…"',
        "ssl0.ovh.net",
    ):
        assert words in str(outcome.why)


def test_offline_one_name_is_enough_and_nothing_is_said_of_the_account(certificates: Certificates) -> None:
    net = Net()
    net.offline = True
    (outcome,) = found(net, certificates.client())
    assert isinstance(outcome, Transient)
    assert not outcome.account
    assert net.dialled == ["smtp.example.org:465"]


def test_a_web_host_that_takes_no_login_is_not_taken_for_the_mail_server(certificates: Certificates) -> None:
    with (
        MailServer(tls=certificates.server("found")) as other,
        MailServer(tls=certificates.server("found"), login=LOGIN) as right,
    ):
        net = Net(smtp_example_org__465=other, mail_example_org__465=right)
        assert found(net, certificates.client()) == [Sent()]
        assert not other.mails


def test_a_server_that_was_found_and_went_away_is_looked_for_again(certificates: Certificates) -> None:
    net = Net()
    whole = replace(account(password=Secret("mail", LOGIN[1])), server=None)
    written = mail.mime_bytes(MESSAGE, config(whole))

    async def live() -> list[SendOutcome]:
        mailer = smtp.Mailer(whole, net.connect, certificates.client())
        with MailServer(tls=certificates.server("found"), login=LOGIN) as server:
            net.move(smtp_example_org__465=server)
            before = await mailer.send(written, MESSAGE.recipient)
            net.move(mail_example_org__465=server)
            return [before, *[await mailer.send(written, MESSAGE.recipient) for _ in range(2)]]

    before, away, after = asyncio.run(live())
    assert isinstance(away, Transient)
    assert (before, after) == (Sent(), Sent())


# Addresses beyond ASCII


def test_a_domain_beyond_ascii_goes_in_punycode() -> None:
    with MailServer() as server:
        assert sent(account(server), replace(MESSAGE, recipient="ines@musée.example")) == Sent()
        assert server.recipients == ["ines@xn--muse-dpa.example"]
        assert server.mails[0]["To"] == "ines@xn--muse-dpa.example"
        assert server.raw[0].isascii()


def test_letters_beyond_ascii_before_the_at_go_where_the_server_takes_them() -> None:
    with MailServer(smtputf8=True) as server:
        assert sent(account(server), replace(MESSAGE, recipient="inès@musée.example")) == Sent()
        assert server.recipients == ["inès@xn--muse-dpa.example"]
        assert "To: inès@xn--muse-dpa.example\r\n".encode() in server.raw[0]


def test_where_the_server_does_not_take_them_that_one_message_is_dead_and_says_why() -> None:
    with MailServer() as server:
        outcome = sent(account(server), replace(MESSAGE, recipient="inès@example.org"))
        assert not server.recipients
    assert isinstance(outcome, Permanent)
    assert "inès@example.org" in str(outcome.why)
    assert "ASCII" in str(outcome.why)
