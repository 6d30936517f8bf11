"""Mail through Postfix into Dovecot, and read over IMAP: STARTTLS and TLS, a login, a certificate that is checked."""

from __future__ import annotations

import asyncio
import imaplib
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from certificates import Certificates
from servers.servers import HOST, free_port, listens, need, need_root, own_folder, running, wait_for
from servers.watch import JOB, NEWS, begin, configure, live, secret, states
from webserver import WebServer

READER, SENDER, PASSWORD = "ines@example.org", "veille@example.org", "mot-de-passe-de-veille"

MAIN_CF = """
compatibility_level = 3.6
myhostname = mail.example.org
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
alias_maps =
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = example.org
virtual_mailbox_maps = inline:{{ {{ {reader} = yes }}, {{ {sender} = yes }} }}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_tls_cert_file = {folder}/good.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_reject_unlisted_recipient = yes
"""

MASTER_CF = """
127.0.0.1:{submission} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""

DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener auth {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
"""


@dataclass(frozen=True)
class MailHost:
    """Where the servers listen, and what trusts their certificate."""

    submission: int
    smtps: int
    imap: int
    trust: ssl.SSLContext

    def mail(self, port: int, tls: str) -> str:
        """Return the [mail] that sends through them."""
        return (
            f'[mail]\nuser = "{SENDER}"\nsmtp = "localhost:{port}"\ntls = "{tls}"\n'
            'password = { secret = "mail" }\n'
        )

    def read(self) -> list[EmailMessage]:
        """Return what lies in Inès's mailbox, and empty it."""
        with imaplib.IMAP4(HOST, self.imap) as box:
            box.login(READER, PASSWORD)
            box.select("INBOX")
            found = []
            for number in box.search(None, "ALL")[1][0].split():
                ((_, raw), *_) = box.fetch(number, "(RFC822)")[1]
                found.append(message_from_bytes(raw, policy=policy.default))
                box.store(number, "+FLAGS", "\\Deleted")
            box.expunge()
            return found


@pytest.fixture(scope="module")
def host() -> Iterator[MailHost]:
    need("postfix", "dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp")
    need_root()
    with own_folder("mail") as folder:
        certificates = Certificates(folder)
        ports = {name: free_port() for name in ("submission", "smtps", "imap", "lmtp", "auth")}
        names = {"folder": folder, "reader": READER, "sender": SENDER, **ports}
        for path in ("etc", "queue", "data", "mail", "run"):
            (folder / path).mkdir()
        shutil.chown(folder / "data", "postfix")
        shutil.chown(folder / "mail", "mail", "mail")
        (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in (READER, SENDER)))
        (folder / "etc/main.cf").write_text(MAIN_CF.format(**names))
        (folder / "etc/master.cf").write_text(MASTER_CF.format(**names).lstrip())
        (folder / "dovecot.conf").write_text(DOVECOT.format(**names))
        with (
            running(["dovecot", "-F", "-c", folder / "dovecot.conf"], folder, ready=listens(ports["lmtp"])),
            running(
                ["postfix", "-c", folder / "etc", "start-fg"],
                folder,
                ready=listens(ports["submission"]),
                pid_file=folder / "queue/pid/master.pid",
            ),
        ):
            yield MailHost(ports["submission"], ports["smtps"], ports["imap"], certificates.client())


def received(host: MailHost, number: int) -> list[EmailMessage]:
    """Return so many mails from the mailbox, in the order of their Message-ID's kind."""
    mails: list[EmailMessage] = []

    def come() -> bool:
        mails.extend(host.read())
        return len(mails) >= number

    assert wait_for(come), f"{len(mails)} of {number} mails came"
    return sorted(mails, key=lambda mail: "fad".index(str(mail["Message-ID"])[1]))


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_letter_an_alert_and_a_digest_reach_the_mailbox(host: MailHost, tmp_path: Path, tls: str) -> None:
    secret(tmp_path, "mail", PASSWORD)
    with WebServer() as web:
        port = host.submission if tls == "starttls" else host.smtps
        config = configure(tmp_path, web, mail=host.mail(port, tls))
        asyncio.run(live(config, web, tls=host.trust))
    first, alert, digest = received(host, 3)
    assert states(tmp_path) == [("first", "sent", ""), ("alert", "sent", ""), ("digest", "sent", "")]
    for mail in (first, alert, digest):
        assert mail["To"] == READER
        assert mail["From"].addresses[0].addr_spec == SENDER
        assert "Inès" in mail["From"].addresses[0].display_name
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "veille.example.org" in mail["List-Id"]
        assert "with ESMTPSA" in "".join(mail.get_all("Received")), "TLS, and a login"
        assert not mail.defects
    assert "Chargé·e de communication <H/F> & « œuvres » 🎨" in alert["Subject"].replace("\u00a0", " ")
    for part in ("plain", "html"):
        assert "https://presse.example/2" in alert.get_body((part,)).get_content()
        told = digest.get_body((part,)).get_content()
        assert [
            article.number for article in NEWS if f"https://presse.example/{article.number}" not in told
        ] == []
    assert JOB.title in alert.get_body(("plain",)).get_content()
    assert "&lt;H/F&gt; &amp; « œuvres »" in alert.get_body(("html",)).get_content().replace("&nbsp;", " ")


def test_a_certificate_that_is_not_trusted_is_refused_and_nothing_is_sent(
    host: MailHost, tmp_path: Path
) -> None:
    secret(tmp_path, "mail", PASSWORD)
    with WebServer() as web:
        config = configure(tmp_path, web, mail=host.mail(host.submission, "starttls"))
        asyncio.run(begin(config, web))
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why.startswith(
        "localhost can't be trusted, and nothing is sent: its certificate is signed by an authority"
    )
    assert host.read() == []


def test_a_wrong_password_is_said_in_the_servers_words(host: MailHost, tmp_path: Path) -> None:
    secret(tmp_path, "mail", "canari-secret-faux")
    with WebServer() as web:
        config = configure(tmp_path, web, mail=host.mail(host.submission, "starttls"))
        asyncio.run(begin(config, web, tls=host.trust))
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why.startswith(f"localhost refused the login of {SENDER}: 535 ")
    assert "canari" not in why


def test_an_address_that_does_not_exist_is_dead_at_once_and_said(host: MailHost, tmp_path: Path) -> None:
    secret(tmp_path, "mail", PASSWORD)
    with WebServer() as web:
        config = configure(
            tmp_path,
            web,
            mail=host.mail(host.submission, "starttls"),
            head='to = "personne@example.org"',
        )
        asyncio.run(begin(config, web, tls=host.trust))
    ((_, state, why),) = states(tmp_path)
    assert state == "dead"
    assert why.startswith("localhost answered 550 ")
    assert "unknown" in why
