"""Mail as a mail person would write it, and what each refusal of a real server is taken for."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailserver import MailServer
from patience import HANG
from veille.config.mailhosts import MailHost
from veille.config.model import Config, Digest, MailAccount
from veille.config.when import When
from veille.model import MessageKind, Secret
from veille.send import mail, smtp
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown, retry_delay
from veille.store.outbox import Message
from veille.web.guard import anywhere
from veille.web.resolver import connect

MESSAGE = Message(
    id=1,
    kind=MessageKind.ALERT,
    name="",
    recipient="ines@example.org",
    message_id="a-4f1c9e@veille.example.org",
    topic="Offres",
    subject="Chargé·e de communication : l'œuvre d'une « Maison »",
    text="Bonjour Inès,\n\nœuvre & cœur\n",
    html="<p>œuvre</p>",
    chat=(),
    page="",
    created=1_795_000_000,
    expires=1_795_100_000,
    attempts=1,
)


def account(
    server: MailServer | None = None, *, port: int = 1, tls: str = "none", **more: object
) -> MailAccount:
    host = MailHost("127.0.0.1", server.port if server else port, tls)
    asked = "" if tls == "none" else tls
    return MailAccount(**{"user": "ines.veille@example.org", "server": host, "tls": asked, **more})


def config(mail_account: MailAccount, **more: object) -> Config:
    values = {
        "path": Path("veille.toml"),
        "files": (),
        "state": Path("state"),
        "language": "fr",
        "timezone": ZoneInfo("Europe/Paris"),
        "to": ("ines@example.org",),
        "alert": (),
        "health": (),
        "contact": "ami@example.org",
        "name": "Inès",
        "mail": mail_account,
    }
    return Config(**{**values, **more})


async def dial(host: str, port: int) -> socket.socket:
    return await connect(host, port, allowed=anywhere, timeout=HANG)


def sent(
    mail_account: MailAccount, message: Message = MESSAGE, tls: ssl.SSLContext | None = None
) -> SendOutcome:
    written = mail.mime_bytes(message, config(mail_account))
    mailer = smtp.Mailer(mail_account, dial, tls or ssl.create_default_context())
    return asyncio.run(mailer.send(written, message.recipient))


def composed(message: Message = MESSAGE, **more: object) -> EmailMessage:
    """Return a mail as another program reads it."""
    values = {"mail_account": account(), **more}
    if "mail" in values:
        values["mail_account"] = values.pop("mail")
    return message_from_bytes(mail.mime_bytes(message, config(**values)), policy=policy.default)


def test_a_mail_has_our_own_text_part_first_and_says_what_it_is() -> None:
    written = composed()
    assert [part.get_content_type() for part in written.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert written.get_body(("plain",)).get_content().replace("\r\n", "\n") == MESSAGE.text
    assert written["Subject"] == MESSAGE.subject
    assert written["From"] == "Veille d’Inès <ines.veille@example.org>"
    assert written["Message-ID"] == "<a-4f1c9e@veille.example.org>"
    assert written["Auto-Submitted"] == "auto-generated"
    assert written["List-Id"] == '"Offres" <offres.veille.example.org>'
    assert written["List-Unsubscribe"] == "<mailto:ami@example.org?subject=stop%20alert>"
    assert written["Date"].datetime.timestamp() == MESSAGE.created


def test_alerts_of_a_topic_share_a_thread_and_those_of_another_do_not() -> None:
    one, two = (composed(replace(MESSAGE, message_id=str(n))) for n in range(2))
    other = composed(replace(MESSAGE, topic="Secteur"))
    assert one["References"] == two["References"] != other["References"]


def test_no_line_of_a_mail_is_too_long_or_eight_bit_for_any_server() -> None:
    long = replace(MESSAGE, subject="é" * 60, text="x" * 5000 + "é", html="<p>" + "é" * 9000 + "</p>")
    raw = mail.mime_bytes(long, config(account()))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


def test_a_thread_stays_the_same_for_every_recipient_attempt_and_restart() -> None:
    roots = {
        composed(
            replace(MESSAGE, message_id=f"{number}@x", recipient=f"{number}@example.org", attempts=number)
        )["References"]
        for number in range(3)
    }
    assert roots == {"<topic-offres-2026-11@example.org>"}
    later = composed(replace(MESSAGE, created=MESSAGE.created + 40 * 86400))
    assert later["References"] not in roots, "a thread a month"


@pytest.mark.parametrize(
    ("one", "other"), [("C++", "C#"), ("日本", "中国"), ("R&D", "R D"), ("x" * 60, "x" * 61)]
)
def test_topics_that_only_differ_in_signs_are_two_lists_and_two_threads(one: str, other: str) -> None:
    first, second = composed(replace(MESSAGE, topic=one)), composed(replace(MESSAGE, topic=other))
    assert first["References"] != second["References"]
    assert first["List-Id"] != second["List-Id"]
    for mail_ in (first, second):
        assert len(mail_["References"]) < 120
        assert mail_["References"].isascii()


def test_a_digest_is_a_list_of_its_own_with_its_title(tmp_path: Path) -> None:
    revue = Digest("revue", When(9, 0), ("ines@example.org",), title="Revue de presse Musées")
    digest = replace(MESSAGE, kind=MessageKind.DIGEST, name="revue", topic="")
    written = composed(digest, digests={"revue": revue})
    assert written["List-Id"] == "Revue de presse Musées <revue.veille.example.org>"
    assert written["List-Unsubscribe"] == "<mailto:ami@example.org?subject=stop%20revue>"
    assert "References" not in written


def test_no_name_nor_topic_can_write_a_header_of_its_own() -> None:
    evil = "x\r\nBcc: everybody@example.org\r\n\r\nbody"
    written = composed(
        replace(MESSAGE, subject=evil, topic=evil, name=evil),
        name=evil,
        mail=account(from_=f"{evil} <ines.veille@example.org>"),
        contact="ami@example.org",
    )
    assert "Bcc" not in written
    assert written.get_body(("plain",)).get_content().replace("\r\n", "\n") == MESSAGE.text
    assert len(written["From"].addresses) == 1


def test_the_account_of_a_domain_beyond_ascii_names_its_mails_in_ascii() -> None:
    written = composed(mail=account(user="veille@musée.example"))
    assert written["From"].addresses[0].addr_spec == "veille@xn--muse-dpa.example"
    assert "xn--muse-dpa.example" in written["List-Id"]


def test_a_mail_arrives() -> None:
    with MailServer() as server:
        assert sent(account(server)) == Sent()
        assert server.recipients == ["ines@example.org"]
        assert server.ids == ["<a-4f1c9e@veille.example.org>"]


@pytest.mark.parametrize(
    ("where", "answer", "kind"),
    [
        ("at_rcpt", "450 4.2.1 mailbox busy", Transient),
        ("at_rcpt", "451 4.7.1 greylisted, come back", Transient),
        ("at_rcpt", "421 4.3.2 closing", Transient),
        ("at_rcpt", "550 5.1.1 no such user", Permanent),
        ("at_data", "451 4.3.0 try later", Transient),
        ("at_data", "452 4.3.1 full", Transient),
        ("at_data", "552 5.2.2 mailbox full", Permanent),
        ("at_data", "554 5.7.1 looks like spam", Permanent),
    ],
)
def test_a_refusal_is_told_in_the_servers_own_words(where: str, answer: str, kind: type) -> None:
    with MailServer() as server:
        setattr(server, where, answer)
        outcome = sent(account(server))
        assert isinstance(outcome, kind)
        assert answer[:3] in str(outcome.why)
        assert answer.split(" ", 2)[2] in str(outcome.why)


def test_a_connection_lost_before_the_body_was_taken_may_have_lost_nothing_and_is_tried_again() -> None:
    with MailServer() as server:
        server.drop = "before"
        assert isinstance(sent(account(server)), Unknown | Transient)
        assert not server.mails


def test_a_connection_lost_after_the_body_is_unknown() -> None:
    with MailServer() as server:
        server.drop = "after"
        assert isinstance(sent(account(server)), Unknown)


def test_a_server_that_refuses_the_connection_or_has_no_name_is_transient() -> None:
    refused = sent(account())
    assert isinstance(refused, Transient)
    assert "127.0.0.1:1" in str(refused.why)


def test_a_wrong_password_stops_the_account_and_is_never_shown() -> None:
    with MailServer(login=("ines.veille@example.org", "right")) as server:
        outcome = sent(account(server, password=Secret("mail", "wr0ng-secret")))
        assert isinstance(outcome, Transient)
        assert outcome.account
        assert "535" in str(outcome.why)
        assert "wr0ng" not in str(outcome.why)
        assert sent(account(server, password=Secret("mail", "right"))) == Sent()


def test_mail_never_goes_in_clear_where_starttls_is_missing() -> None:
    with MailServer() as server:
        outcome = sent(account(server, tls="starttls"))
        assert isinstance(outcome, Transient)
        assert outcome.account
        assert not server.mails


def test_a_lone_surrogate_is_replaced_and_the_mail_arrives() -> None:
    with MailServer() as server:
        assert sent(account(server), replace(MESSAGE, text="lone \ud800", subject="\udfff")) == Sent()
        assert server.mails[0].get_body(("plain",)).get_content().strip() == "lone ?"


def test_the_wait_between_tries_grows_from_seconds_to_an_hour() -> None:
    assert [retry_delay(n, 0.999) for n in (1, 2, 3)] == pytest.approx([29.97, 59.94, 119.88])
    assert retry_delay(50, 0.999) <= 3600
    assert retry_delay(1, 0.0) >= 5
