"""Each way in which a mail server can fail: the message's state, its reason, its tries and the next one, in the database."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from certificates import Certificates
from mailserver import MailServer
from patience import HANG
from veille.app import App
from veille.config.model import Config
from veille.errors import sentence
from veille.events import Bell
from veille.model import MessageKind, Secret
from veille.post.write import ALERT_LASTS, DIGEST_LASTS
from veille.send.deliver import ACCOUNT_RESTS, Deliverer, Router
from veille.store.outbox import NewMessage, add_message
from veille.store.schema import open_writer
from veille.store.writer import Writer
from veille.web.guard import anywhere
from veille.web.resolver import connect
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rss

T = TypeVar("T")
INES, PAUL = "ines@example.org", "paul@example.org"
NAME = "a-4f1c9e@veille.example.org"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@dataclass(frozen=True)
class Row:
    """A message as the database holds it after some tries."""

    state: str
    why: str
    attempts: int
    not_before: int
    outcomes: tuple[str, ...]


class World:
    """A database, a deliverer and a clock; nothing but the outbox."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.path = folder / "state" / "veille.db"
        self.config = config
        self.clock = Clock()
        open_writer(self.path).close()

    def owe(
        self,
        recipient: str = INES,
        *,
        kind: MessageKind = MessageKind.ALERT,
        name: str = NAME,
        lasts: int = ALERT_LASTS,
    ) -> None:
        now = int(self.clock())
        new = NewMessage(
            kind=kind, name="", recipient=recipient, key=name, message_id=name, subject="Offres",
            text="Bonjour", html="<p>Bonjour", chat=(), expires=now + lasts,
        )  # fmt: skip
        with closing(open_writer(self.path)) as db:
            add_message(db, new, now=now)

    def live(self, life: Callable[[Deliverer], Awaitable[T]], *, limit: float = HANG) -> T:
        """Start a deliverer whose mails may take `limit` seconds, live through `life`, and stop it."""

        async def live() -> T:
            writer = Writer(self.path)
            deliverer = Deliverer(writer, router(self.config, limit=limit), Bell(), self.clock)
            await deliverer.start()
            try:
                return await life(deliverer)
            finally:
                await deliverer.stop(0.0)
                await writer.close()

        return asyncio.run(live())

    def send(self, *, limit: float = HANG) -> Row:
        """Send what is ready now, in a process of its own, and return the message."""
        self.live(drained, limit=limit)
        return self.row()

    def row(self, name: str = NAME) -> Row:
        with closing(sqlite3.connect(self.path)) as db:
            number, *values = db.execute(
                "SELECT id, state, why, attempts, not_before FROM message WHERE message_id = ?", (name,)
            ).fetchone()
            outcomes = db.execute("SELECT outcome FROM delivery WHERE message = ? ORDER BY id", (number,))
            state, why, *times = values
            return Row(state, sentence(why), *times, tuple(row[0] for row in outcomes))

    def wait_for_next_try(self) -> None:
        self.clock.now = self.row().not_before + 1


async def drained(deliverer: Deliverer) -> None:
    await deliverer.drain()
    await deliverer.wait(HANG)


def router(config: Config, *, limit: float = HANG, tls: Certificates | None = None) -> Router:
    async def dial(host: str, port: int) -> socket.socket:
        return await connect(host, port, allowed=anywhere, timeout=HANG)

    return Router(config, dial, tls.client() if tls else None, mail_limit=limit)


def account(config: Config, *, tls: str = "none", **more: object) -> Config:
    assert config.mail is not None and config.mail.server is not None
    return replace(config, mail=replace(config.mail, server=replace(config.mail.server, tls=tls), **more))


def world(folder: Path, post: MailServer, **mail: object) -> World:
    return World(folder, account(configured(folder, "", mail_port=post.port), **mail))


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("at_rcpt", "421 4.3.2 closing for the night"),
        ("at_rcpt", "450 4.2.1 mailbox busy"),
        ("at_rcpt", "451 4.7.1 greylisted, come back"),
        ("at_data", "421 4.3.2 closing for the night"),
        ("at_data", "450 4.2.0 try later"),
        ("at_data", "451 4.3.0 no room in the queue"),
    ],
)
def test_a_refusal_for_now_is_tried_again_within_half_a_minute_and_arrives_once(
    tmp_path: Path, post: MailServer, where: str, answer: str
) -> None:
    here = world(tmp_path, post)
    here.owe()
    setattr(post, where, answer)
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
    assert answer in row.why
    assert 5 <= row.not_before - here.clock() <= 30
    assert here.send() == row, "not tried before its time"
    setattr(post, where, "")
    here.wait_for_next_try()
    row = here.send()
    assert (row.state, row.why, row.attempts, row.outcomes) == ("sent", "", 2, ("transient", "sent"))
    assert post.ids == [f"<{NAME}>"]


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("at_rcpt", "550 5.1.1 no such user"),
        ("at_rcpt", "552 5.2.2 mailbox full"),
        ("at_rcpt", "554 5.7.1 relay denied"),
        ("at_data", "550 5.7.1 looks like spam"),
        ("at_data", "552 5.3.4 too big for us"),
        ("at_data", "554 5.6.0 will not do"),
    ],
)
def test_a_refusal_for_good_is_dead_at_once_in_the_servers_own_words(
    tmp_path: Path, post: MailServer, where: str, answer: str
) -> None:
    here = world(tmp_path, post)
    here.owe()
    setattr(post, where, answer)
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("dead", 1, ("permanent",))
    assert answer in row.why
    setattr(post, where, "")
    here.clock.forward(DAY)
    assert here.send() == row, "dead is dead, until a person says `outbox retry`"
    assert not post.mails


def test_a_refused_connection_is_tried_again_until_the_server_is_back(tmp_path: Path) -> None:
    later = MailServer()
    here = world(tmp_path, later)
    here.owe()
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
    assert f"127.0.0.1:{later.port}" in row.why
    assert "refuses connections" in row.why
    assert 5 <= row.not_before - here.clock() <= 30
    here.wait_for_next_try()
    with later:
        assert here.send().outcomes == ("transient", "sent")
        assert later.ids == [f"<{NAME}>"]


@pytest.mark.parametrize(
    ("drop", "outcome", "copies"),
    [("rcpt", "transient", 1), ("before", "unknown", 1), ("after", "unknown", 2)],
)
def test_a_connection_lost_costs_at_most_a_second_copy_under_the_same_message_id(
    tmp_path: Path, post: MailServer, drop: str, outcome: str, copies: int
) -> None:
    here = world(tmp_path, post)
    here.owe()
    post.drop = drop
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, (outcome,))
    assert "127.0.0.1" in row.why
    assert 5 <= row.not_before - here.clock() <= 30
    post.drop = ""
    here.wait_for_next_try()
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("sent", 2, (outcome, "sent"))
    assert post.ids == [f"<{NAME}>"] * copies


def test_a_server_that_never_answers_the_body_may_have_it_and_is_given_it_again_under_the_same_message_id(
    tmp_path: Path, post: MailServer
) -> None:
    here = world(tmp_path, post)
    here.owe()
    post.hang = True
    row = here.send(limit=2.0)
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("unknown",))
    assert "did not finish within" in row.why or "handed over" in row.why
    assert 5 <= row.not_before - here.clock() <= 30
    post.hang = False
    here.wait_for_next_try()
    assert here.send().state == "sent"
    assert post.ids == [f"<{NAME}>"] * 2


def test_a_server_that_never_says_a_word_holds_up_only_its_own_time_limit(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        config = configured(tmp_path, "", mail_port=silent.getsockname()[1])
        here = World(tmp_path, config)
        here.owe()
        row = here.send(limit=2.0)
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
    assert "did not answer in time" in row.why


def test_a_refused_login_stops_the_account_and_not_one_message(tmp_path: Path) -> None:
    with MailServer(login=("veille@example.org", "right")) as post:
        here = world(tmp_path, post, password=Secret("mail", "wr0ng"))
        here.owe()

        async def live(deliverer: Deliverer) -> None:
            await drained(deliverer)
            knocked = len(post.logins)
            for recipient in (PAUL, "zoe@example.org"):
                here.owe(recipient, name=f"a-{recipient}")
            for _ in range(10):
                here.clock.forward(60)
                await drained(deliverer)
            assert len(post.logins) == knocked > 0, "the others don't knock while the account rests"
            here.clock.forward(ACCOUNT_RESTS)
            deliverer.router = router(account(here.config, password=Secret("mail", "right")))
            await drained(deliverer)

        start = here.clock()
        row = here.send()
        assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
        assert "refused the login of veille@example.org: 535" in row.why
        assert "wr0ng" not in row.why
        assert row.not_before == start + ACCOUNT_RESTS
        here.wait_for_next_try()
        here.live(live)
        assert sorted(post.recipients) == [INES, PAUL, "zoe@example.org"]
        assert here.row(f"a-{PAUL}").outcomes == ("sent",), "no try was spent on it"
        assert here.row().outcomes == ("transient", "transient", "sent")


def test_nothing_is_sent_in_clear_where_starttls_is_missing(tmp_path: Path, post: MailServer) -> None:
    here = world(tmp_path, post, tls="starttls")
    here.owe()
    row = here.send()
    assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
    assert "STARTTLS" in row.why
    assert row.not_before == here.clock() + ACCOUNT_RESTS
    assert not post.mails


@pytest.mark.parametrize("certificate", ["alone", "expired", "other"])
def test_nothing_is_sent_to_a_server_whose_certificate_is_bad(
    tmp_path: Path, certificates: Certificates, certificate: str
) -> None:
    with MailServer(tls=certificates.server(certificate)) as post:
        here = world(tmp_path, post, tls="tls")
        here.owe()

        async def live(deliverer: Deliverer) -> None:
            deliverer.router = router(here.config, tls=certificates)
            await drained(deliverer)

        here.live(live)
        row = here.row()
        assert (row.state, row.attempts, row.outcomes) == ("pending", 1, ("transient",))
        assert "certificate" in row.why
        assert row.not_before == here.clock() + ACCOUNT_RESTS
        assert not post.mails


@pytest.mark.parametrize(("kind", "lasts"), [(MessageKind.ALERT, 48 * HOUR), (MessageKind.DIGEST, 7 * DAY)])
def test_a_message_is_given_up_when_it_has_been_tried_for_its_time_and_no_sooner(
    tmp_path: Path, kind: str, lasts: float
) -> None:
    here = World(tmp_path, configured(tmp_path, "", mail_port=1))  # nobody listens there
    here.owe(kind=kind, lasts=ALERT_LASTS if kind is MessageKind.ALERT else DIGEST_LASTS)
    start = here.clock()

    async def live(deliverer: Deliverer) -> None:
        while here.row().state == "pending":
            here.wait_for_next_try()
            await drained(deliverer)

    here.live(live)
    row = here.row()
    assert row.state == "dead"
    assert "refuses connections" in row.why
    assert lasts - HOUR <= here.clock() - start <= lasts + 1  # tries fall on whole seconds
    assert lasts / HOUR <= row.attempts <= 4 * lasts / HOUR
    assert row.attempts == len(row.outcomes)


def test_the_accounts_trouble_is_told_once_by_another_way_and_so_is_its_end(tmp_path: Path) -> None:
    with MailServer(login=("veille@example.org", "right")) as post, WebServer() as web:
        web.on("/feed", Answer(rss([Article(1, "Rien")])))
        text = f'[channel.page]\nfolder = "{tmp_path}/page"\n[source]\nculture = "{web.url("/feed")}"'
        head = f'to = ["{INES}", "{PAUL}"]\nhealth = "{INES}"\n'
        good = configured(tmp_path, text, mail_port=post.port, head=head)
        bad = account(good, password=Secret("mail", "wrong"))
        clock = Clock()

        def notes() -> list[str]:
            found = sorted((tmp_path / "page").glob("*health*.html"))
            return [path.read_text(encoding="utf-8") for path in found]

        async def live(app: App) -> None:
            for _ in range(12):
                await app.settle()
                clock.forward(HOUR / 2)
                await app.poll_once()
            (note,) = notes()
            assert "veille@example.org" in note
            assert "535" in note
            assert not post.mails
            await app.reload(account(good, password=Secret("mail", "right")))
            clock.forward(HOUR)
            await app.settle()
            await app.settle()

        living(bad, clock, live)
        assert len(notes()) == 1
        subjects = [
            mail["Subject"] for mail, to in zip(post.mails, post.recipients, strict=True) if to == INES
        ]
        assert sum("partent de nouveau" in subject for subject in subjects) == 1, (
            "its end is told once, to whom `health` names"
        )
        assert set(post.recipients) == {INES, PAUL}
        with closing(sqlite3.connect(tmp_path / "state" / "veille.db")) as db:
            assert db.execute("SELECT DISTINCT state FROM message").fetchall() == [("sent",)]
