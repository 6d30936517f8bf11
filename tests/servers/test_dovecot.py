"""A mailbox at Dovecot, read by the whole of veille over TLS: once each, through restarts and renumbering."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest

import mails
from certificates import Certificates
from servers.servers import free_port, listens, need, need_root, own_folder, running, wait_for
from servers.watch import secret
from veille import Item
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.model import Outcome
from veille_plugins.mailbox.reading import read_mail
from world import HOUR, Clock, configured, rows

READER, PASSWORD = "ines@example.org", "canari-secret-boite"
ALL = 200
SENDERS = list(mails.MAILS)

CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
log_path = /dev/stderr
ssl = required
ssl_cert = <{folder}/good.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
rawlog_dir = {folder}/said
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
    port = {imaps}
  }}
}}
"""


@dataclass(frozen=True)
class MailHost:
    """Where Dovecot listens, where its mails lie, and what trusts its certificate."""

    folder: Path
    imap: int
    imaps: int
    certificates: Certificates

    @property
    def maildir(self) -> Path:
        return self.folder / "mail/ines"

    def put(self, raw: bytes, name: str, folder: str = ".Veille") -> Path:
        """Deliver a mail as a Maildir takes it: written beside, then moved in."""
        for part in ("cur", "new", "tmp"):
            (self.maildir / folder / part).mkdir(parents=True, exist_ok=True)
        beside, there = (self.maildir / folder / part / name for part in ("tmp", "new"))
        beside.write_bytes(raw)
        for path in (self.maildir / folder, *(self.maildir / folder).glob("*"), beside):
            shutil.chown(path, "mail", "mail")
        return beside.rename(there)

    def opened(self) -> set[str]:
        """Return every command that opened or changed something, of all conversations."""
        told = b"\n".join(path.read_bytes() for path in sorted((self.folder / "said").glob("*.in")))
        words = (line.decode(errors="replace").split() for line in told.splitlines())
        verbs = ("SELECT", "EXAMINE", "STATUS", "STORE", "APPEND", "COPY", "MOVE", "EXPUNGE")
        return {
            " ".join(word[2:]).replace('"', "").strip()
            for word in words
            if any(verb in word for verb in verbs)
        }


@pytest.fixture
def host() -> Iterator[MailHost]:
    need("dovecot", "/usr/lib/dovecot/imap")
    need_root()
    with own_folder("dovecot") as folder:
        certificates = Certificates(folder)
        one = MailHost(folder, free_port(), free_port(), certificates)
        for path in ("run", "said", "mail/ines"):
            (folder / path).mkdir(parents=True)
        for path in ("said", "mail", "mail/ines"):
            shutil.chown(folder / path, "mail", "mail")
        (folder / "users").write_text(f"{READER}:{{PLAIN}}{PASSWORD}\n")
        (folder / "dovecot.conf").write_text(CONF.format(folder=folder, imap=one.imap, imaps=one.imaps))
        with running(["dovecot", "-F", "-c", folder / "dovecot.conf"], folder, ready=listens(one.imaps)):
            yield one


def configure(folder: Path, host: MailHost, more: str = "") -> Config:
    folder.mkdir(exist_ok=True)
    secret(folder, "mail", PASSWORD)
    return configured(
        folder,
        f'[channel.page]\nfolder = "{folder / "site"}"\n[source.boite]\nkind = "mailbox"\nimap = "localhost:{host.imaps}"\n'
        f'user = "{READER}"\npassword = {{ secret = "mail" }}\ntopic = "Boîte"\n{more}',
        head='to = "page"',
    )


def mail(number: int) -> bytes:
    return mails.MAILS[SENDERS[number % len(SENDERS)]](number).as_bytes(policy=policy.SMTP)


def poll(config: Config, host: MailHost, clock: Clock) -> tuple[int, int, str]:
    """Start veille, poll once, stop; return how many items came new, how many were known, and what went wrong."""
    clock.forward(HOUR)

    async def live() -> tuple[int, int, str]:
        async with App(config, clock=clock, tls=host.certificates.client()) as app:
            [polled] = await app.poll_once()
            return polled.kept.new, polled.kept.known, str(polled.why)

    return asyncio.run(live())


def test_200_mails_are_read_once_each_and_a_private_one_beside_them_never(
    host: MailHost, tmp_path: Path
) -> None:
    assert len(SENDERS) >= 12
    private = host.put(mails.stranger(999).as_bytes(policy=policy.SMTP), "1.private", folder="")
    before = (private.read_bytes(), private.stat())
    for number in range(ALL):
        host.put(mail(number), f"{number}.mail")
    clock = Clock()
    config = configure(tmp_path, host)
    expected = {item.id for number in range(ALL) for item in read(mail(number))}
    assert len(expected) > 2 * ALL
    assert poll(config, host, clock) == (len(expected), 0, "")
    assert poll(config, host, clock) == (0, 0, ""), "after a restart"
    host.put(mail(ALL), "200.mail")
    assert poll(config, host, clock) == (len(read(mail(ALL))), 0, ""), "the next goes on behind"
    validity = cursor(tmp_path)["validity"]
    for path in (host.maildir / ".Veille").glob("dovecot*"):
        path.unlink()  # Dovecot now numbers the folder anew
    time.sleep(1.1)  # its UIDVALIDITY is a time in seconds
    assert poll(config, host, clock) == (0, len(expected), "1 mail of Veille is left for the next poll")
    assert poll(config, host, clock)[0] == 0
    kept = rows(tmp_path, "SELECT count(*), count(DISTINCT outlet) FROM item")
    assert kept[0][0] == len(expected) + len(read(mail(ALL)))
    assert kept[0][1] >= 12
    assert cursor(tmp_path)["validity"] != validity, "it was numbered anew"
    assert host.opened() == {"EXAMINE Veille"}
    assert (private.read_bytes(), private.stat()) == before, "as it was, and still in new/"
    assert {path.parent.name for path in (host.maildir / ".Veille").rglob("*.mail*")} <= {"new", "cur"}
    assert not [path for path in (host.maildir / ".Veille/cur").iterdir() if path.name.partition(":2,")[2]], (
        "no flag"
    )


def read(raw: bytes) -> tuple[Item, ...]:
    return read_mail(raw).items


def cursor(folder: Path) -> dict[str, int]:
    [(text,)] = rows(folder, "SELECT cursor FROM source")
    return dict(json.loads(str(text)))


def test_a_mail_that_comes_is_read_within_seconds_over_idle(host: MailHost, tmp_path: Path) -> None:
    host.put(mail(0), "0.mail")
    config = configure(tmp_path, host)

    async def live() -> float:
        async with App(config, tls=host.certificates.client()) as app:
            await app.poll_once()
            await app.tick()
            assert await asyncio.to_thread(wait_for, lambda: "IDLE" in said(host))
            host.put(mail(1), "1.mail")
            began = time.monotonic()
            assert await asyncio.to_thread(wait_for, lambda: len(rows(tmp_path, "SELECT 1 FROM item")) == 6)
            return time.monotonic() - began

    assert asyncio.run(asyncio.wait_for(live(), 40)) < 15


def said(host: MailHost) -> str:
    return "".join(path.read_text(errors="replace") for path in (host.folder / "said").glob("*.in"))


def test_a_mail_of_30_mb_costs_its_text(host: MailHost, tmp_path: Path) -> None:
    large = mails.hellowork(4)
    large.add_attachment(b"\0" * 22_000_000, maintype="application", subtype="zip", filename="poupées.zip")
    large.add_attachment(mails.stranger(1))
    host.put(large.as_bytes(policy=policy.SMTP), "0.mail")
    assert poll(configure(tmp_path, host), host, Clock()) == (4, 0, ""), "three openings, and the mail within"
    [(told,), *_] = rows(tmp_path, "SELECT facts FROM item ORDER BY id")
    assert "📎 poupées.zip, message.eml" in str(told)
    assert sum(path.stat().st_size for path in (host.folder / "said").glob("*.out")) < 60_000


def test_starttls_a_folder_with_accents_and_a_move_after_reading(
    host: MailHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(host.folder / "authority.pem"))
    for number in range(3):
        host.put(mail(number), f"{number}.mail", folder=".Veille &AOk-t&AOk-")
    host.put(mail(9), "9.mail", folder=".Lu")
    text = f'folder = "Veille été"\nmove = "Lu"\ntls = "starttls"\nimap = "localhost:{host.imap}"\n'
    config = configure(tmp_path, host)
    written = config.path.read_text().replace(f'imap = "localhost:{host.imaps}"\n', text)
    config.path.write_text(written)
    config, clock = load(config.path), Clock()
    assert poll(config, host, clock)[2] == ""
    assert poll(config, host, clock)[2] == ""
    assert in_folder(host, ".Veille &AOk-t&AOk-") == 0
    assert in_folder(host, ".Lu") == 4


def in_folder(host: MailHost, name: str) -> int:
    return len([path for part in ("cur", "new") for path in (host.maildir / name / part).iterdir()])


def test_a_wrong_password_and_a_strange_certificate_are_said(host: MailHost, tmp_path: Path) -> None:
    config = configure(tmp_path / "a", host)

    async def live(tls: object) -> tuple[Outcome, str]:
        async with App(config, clock=Clock(), tls=tls) as app:
            [polled] = await app.poll_once()
            return polled.outcome, str(polled.why)

    outcome, why = asyncio.run(live(None))
    assert (
        outcome,
        why.startswith("localhost can't be trusted: its certificate is signed by an authority"),
    ) == (
        Outcome.FAILED,
        True,
    )
    secret(tmp_path / "a", "mail", "canari-secret-faux")
    config = configure(tmp_path / "b", host)
    (tmp_path / "b/secrets/mail").write_text("canari-secret-faux")
    config = load(config.path)
    outcome, why = asyncio.run(live(host.certificates.client()))
    assert why == f"localhost refused the login of {READER} ([AUTHENTICATIONFAILED] Authentication failed.)"
