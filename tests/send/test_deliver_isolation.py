"""What goes wrong with one message, one channel or one clock holds up nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from letters_sample import NOW, PARIS
from mailserver import MailServer
from patience import until_here
from send.test_apprise import TOLD, digest_of
from send.test_deliver_faults import INES, PAUL, World, drained, world
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.model import MessageKind
from veille.render.render import render
from veille.send.deliver import REFUSALS, Deliverer, Router
from veille.send.outcome import Unknown
from veille.store.outbox import Message
from webserver import Answer, Request, WebServer
from world import HOUR, MONDAY, Article, Clock, configured, living, rss


class Picky(MailServer):
    """Refuses the body of the mails whose Message-ID begins so, for now."""

    refused: tuple[str, ...] = ("<a-odd",)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if any(f"Message-ID: {message_id}".encode() in envelope.content for message_id in self.refused):
            return "451 4.7.1 this looks odd, later perhaps"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def post() -> Iterator[Picky]:
    with Picky() as server:
        yield server


def owe(here: World, *names: str) -> None:
    for name in names:
        here.owe(INES, name=f"{name}@veille.example.org")


def state(here: World, name: str) -> str:
    return here.row(f"{name}@veille.example.org").state


def test_a_mail_whose_content_is_refused_for_now_holds_up_none_behind_it(tmp_path: Path, post: Picky) -> None:
    here = world(tmp_path, post)
    owe(here, "a-odd", "a-1", "a-2")
    here.live(drained)
    assert post.ids == ["<a-1@veille.example.org>", "<a-2@veille.example.org>"]
    assert here.row("a-odd@veille.example.org").outcomes == ("transient",)


def test_a_mail_that_may_have_arrived_holds_up_none_behind_it(tmp_path: Path, post: Picky) -> None:
    here = world(tmp_path, post)
    owe(here, "a-1", "a-2")
    post.drop = "after"
    here.live(drained)
    assert post.ids == ["<a-1@veille.example.org>", "<a-2@veille.example.org>"]
    assert here.row("a-1@veille.example.org").outcomes == ("unknown",)


def test_a_server_that_refuses_every_content_is_left_in_peace_after_a_few(
    tmp_path: Path, post: Picky
) -> None:
    post.refused = ("<a-",)
    here = world(tmp_path, post)
    names = [f"a-{number}" for number in range(REFUSALS * 2)]
    owe(here, *names)

    async def live(deliverer: Deliverer) -> None:
        for _ in range(3):
            await drained(deliverer)

    here.live(live)
    tried = [name for name in names if here.row(f"{name}@veille.example.org").attempts]
    assert tried == names[:REFUSALS]


def test_many_mails_whose_content_is_refused_for_now_do_not_keep_the_next_for_ever(
    tmp_path: Path, post: Picky
) -> None:
    here = world(tmp_path, post)
    owe(here, *(f"a-odd-{number}" for number in range(REFUSALS * 2)), "a-good")

    async def live(deliverer: Deliverer) -> None:
        ends = here.clock() + 12 * HOUR
        while state(here, "a-good") != "sent" and here.clock() < ends:
            here.clock.forward(60)
            await drained(deliverer)

    here.live(live)
    assert state(here, "a-good") == "sent"


def test_a_mailbox_that_is_shut_is_not_asked_for_each_message_that_waits(tmp_path: Path, post: Picky) -> None:
    here = world(tmp_path, post)
    owe(here, "a-1", "a-2")
    post.at_rcpt = "450 4.2.1 mailbox busy"
    here.live(drained)
    assert here.row("a-2@veille.example.org").attempts == 0


class DeadDisk(type(Path())):
    """A folder on a disk that does not answer until it is let."""

    answers = threading.Event()

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        self.answers.wait(20)
        super().mkdir(mode, parents, exist_ok)


@pytest.fixture
def dead_disk() -> Iterator[type[DeadDisk]]:
    DeadDisk.answers.clear()
    yield DeadDisk
    DeadDisk.answers.set()


def places(folder: Path, *names: str) -> Config:
    """Return a configuration with these folder channels, each in a folder of its name, and a console."""
    text = "".join(f'[channel.{name}]\nfolder = "{folder / name}"\n' for name in names)
    return configured(folder, f"{text}[channel.screen]\nconsole = true\n", head='to = "screen"\n')


def on(config: Config, name: str, folder: Path) -> Config:
    """Return a configuration whose channel of this name lies in another folder."""
    channel = replace(config.channels[name], folder=folder)
    return replace(config, channels={**config.channels, name: channel})


def router(config: Config, limit: float, before: Router | None = None) -> Router:
    async def dial(host: str, port: int) -> socket.socket:
        raise OSError("no mail here")

    return Router(config, dial, place_limit=limit, before=before)


def message(recipient: str) -> Message:
    return Message(
        id=1, kind=MessageKind.DIGEST, name="", recipient=recipient, message_id="d-1@veille.localhost", topic="",
        subject="Offres", text="Bonjour", html="<p>Bonjour", chat=("Bonjour",), page="", created=int(MONDAY),
        expires=int(MONDAY), attempts=1,
    )  # fmt: skip


def test_a_folder_whose_disk_hangs_holds_up_no_other_and_is_written_once_it_answers(
    tmp_path: Path, dead_disk: type[DeadDisk]
) -> None:
    config = on(places(tmp_path, "far", "near"), "far", dead_disk(tmp_path / "far"))
    here = World(tmp_path, config)
    here.owe("far", name="d-far")
    here.owe("near", name="d-near")
    with closing(sqlite3.connect(here.path, isolation_level=None)) as db:
        db.execute("UPDATE message SET html = '<html><head></head><body><p>Bonjour</body></html>'")

    async def live(deliverer: Deliverer) -> None:
        deliverer.router = router(config, 0.3)
        await drained(deliverer)
        assert here.row("d-near").outcomes == ("sent",)
        assert here.row("d-far").outcomes == ("unknown",)
        here.clock.forward(HOUR)
        await drained(deliverer)
        assert "still not returned" in here.row("d-far").why
        dead_disk.answers.set()
        await until_here(lambda: list((tmp_path / "far").glob("2*.html")), "the page")
        await asyncio.sleep(0.05)
        here.clock.forward(HOUR)
        await drained(deliverer)
        assert here.row("d-far").state == "sent"

    here.live(live)
    assert len(list((tmp_path / "far").glob("2*.html"))) == 1


def test_a_channel_that_shares_a_folder_with_one_that_hangs_in_it_says_so(
    tmp_path: Path, dead_disk: type[DeadDisk]
) -> None:
    config = places(tmp_path, "one", "two")
    (tmp_path / "also").symlink_to(tmp_path / "one")
    config = on(on(config, "one", dead_disk(tmp_path / "one")), "two", tmp_path / "also")
    here = World(tmp_path, config)
    here.owe("one", name="d-one")

    async def live(deliverer: Deliverer) -> None:
        deliverer.router = router(config, 0.4)
        await drained(deliverer)
        here.owe("two", name="d-two")
        await drained(deliverer)
        assert here.row("d-two").state == "pending"
        assert "another channel" in here.row("d-two").why

    here.live(live)


def test_a_console_that_nobody_reads_is_given_up_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, writes = os.pipe()
    with os.fdopen(reads, "rb") as read, os.fdopen(writes, "w") as stuck:
        os.set_blocking(writes, False)
        with pytest.raises(BlockingIOError):
            while True:
                os.write(writes, b"x" * 4096)
        os.set_blocking(writes, True)
        monkeypatch.setattr(sys, "stdout", stuck)
        config = places(tmp_path)
        outcome = asyncio.run(router(config, 0.3).send(message("screen"), MONDAY))
        monkeypatch.undo()
        assert isinstance(outcome, Unknown) and str(outcome.why) == "the console did not answer within 0.3 s"
        read.read1(1 << 20)


def owing(
    folder: Path, post: MailServer, recipient: str, *, kind: MessageKind = MessageKind.DIGEST
) -> tuple[World, str]:
    """Return a world whose mail server is shut to a message that waits, and the configuration's text."""
    here = World(folder, configured(folder, "", mail_port=post.port, head=f'to = ["{INES}", "{PAUL}"]\n'))
    here.owe(recipient, name="d-1", kind=kind)
    post.at_rcpt = "451 4.2.1 later"
    return here, here.config.path.read_text(encoding="utf-8")


def reload_with(here: World, text: str, post: MailServer) -> None:
    """Try what is owed, read another configuration, and try what is owed for two days."""

    async def live(app: App) -> None:
        await app.settle()
        here.config.path.write_text(text, encoding="utf-8")
        await app.reload(load(here.config.path))
        post.at_rcpt = ""
        for _ in range(4):
            here.clock.forward(12 * HOUR)
            await app.settle()

    living(here.config, here.clock, live)


def test_a_message_to_an_address_that_left_the_configuration_is_dropped_and_not_told(
    tmp_path: Path, post: Picky
) -> None:
    here, text = owing(tmp_path, post, PAUL)
    reload_with(here, text.replace(f', "{PAUL}"', ""), post)
    row = here.row("d-1")
    assert (row.state, row.why) == ("dropped", "no longer in the configuration")
    assert PAUL not in post.recipients
    assert not [mail for mail in post.mails if mail["Message-ID"].startswith("<h-")]


def test_a_message_to_an_address_that_left_the_configuration_between_two_starts_is_dropped(
    tmp_path: Path, post: Picky
) -> None:
    here, text = owing(tmp_path, post, PAUL)
    living(here.config, here.clock, App.settle)
    here.config.path.write_text(text.replace(f', "{PAUL}"', ""), encoding="utf-8")
    post.at_rcpt = ""
    here.clock.forward(HOUR)
    living(load(here.config.path), here.clock, App.settle)
    assert here.row("d-1").state == "dropped"
    assert PAUL not in post.recipients


def test_a_message_to_a_channel_that_left_the_configuration_is_dropped_and_not_told(
    tmp_path: Path, post: Picky
) -> None:
    (tmp_path / "page").write_text("in the way", encoding="utf-8")
    channel = f'[channel.page]\nfolder = "{tmp_path / "page"}"\n'
    here = World(tmp_path, configured(tmp_path, channel, mail_port=post.port))
    here.owe("page", name="d-1")
    text = here.config.path.read_text(encoding="utf-8")
    reload_with(here, text.replace(channel, ""), post)
    assert (here.row("d-1").state, here.row("d-1").why) == ("dropped", "no longer in the configuration")
    assert not [mail for mail in post.mails if mail["Message-ID"].startswith("<h-")]


@pytest.mark.parametrize("key", ["alert", "health"])
def test_a_message_to_an_address_that_is_still_named_somewhere_arrives(
    tmp_path: Path, post: Picky, key: str
) -> None:
    here, text = owing(tmp_path, post, PAUL)
    named = f'to = "{INES}"\n{key} = ["{INES}", "{PAUL}"]'
    reload_with(here, text.replace(f'to = ["{INES}", "{PAUL}"]', named), post)
    assert here.row("d-1").state == "sent"


def test_what_a_person_says_to_an_address_that_is_named_nowhere_arrives(tmp_path: Path, post: Picky) -> None:
    here, text = owing(tmp_path, post, "zoe@example.org", kind=MessageKind.SAY)
    reload_with(here, text, post)
    assert here.row("d-1").state == "sent"


def test_no_alert_is_made_later_for_who_left_the_configuration(tmp_path: Path, post: Picky) -> None:
    with WebServer() as web:
        web.on("/feed", Answer(rss([Article(1, "Rien")])))
        config = configured(
            tmp_path,
            f'[rule.offres]\nany = ["poste"]\nalert = true\n[source]\nculture = "{web.url("/feed")}"',
            mail_port=post.port,
            head=f'to = "{INES}"\nalert = ["{INES}", "{PAUL}"]\n',
        )
        clock = Clock()

        async def live(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            web.on("/feed", Answer(rss([Article(2, "Un poste")])))
            await app.poller.poll_all(["culture"])
            text = config.path.read_text(encoding="utf-8")
            config.path.write_text(text.replace(f', "{PAUL}"', ""), encoding="utf-8")
            await app.reload(load(config.path))
            for _ in range(3):
                clock.forward(HOUR)
                await app.settle()

        living(config, clock, live)
    assert any(mail["Message-ID"].startswith("<a-") for mail in post.mails)
    assert PAUL not in post.recipients


def test_a_folder_that_hangs_is_still_known_to_hang_when_the_configuration_was_read_again(
    tmp_path: Path, dead_disk: type[DeadDisk]
) -> None:
    config = on(places(tmp_path, "far"), "far", dead_disk(tmp_path / "far"))
    elsewhere = on(config, "far", tmp_path / "near")

    async def live() -> None:
        first = router(config, 0.2)
        assert isinstance(await first.send(message("far"), MONDAY), Unknown)
        again = router(config, 0.2, before=first)
        assert "still not returned" in str((await again.send(message("far"), MONDAY)).why)
        moved = router(elsewhere, 0.2, before=again)
        assert "still not returned" not in str((await moved.send(message("far"), MONDAY)).why)

    asyncio.run(live())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Apprise's own imports
def test_parts_that_left_do_not_leave_again_when_the_configuration_was_read_again(tmp_path: Path) -> None:
    taken: list[str] = []
    broken = True

    def takes(request: Request) -> Answer:
        if broken and taken:
            return Answer(b"{}", status=503)
        taken.append(request.body.decode())
        return Answer(b'{"id": "x"}')

    with WebServer() as web:
        web.on("/", takes)
        web.on("/ines", takes)
        url = f"ntfy://127.0.0.1:{web.port}/ines"
        text = f'to = "room"\n[channel.room]\nurl = "{url}"\n'
        config = configured(tmp_path, text.partition("\n")[2], head=text.partition("\n")[0] + "\n")
        blocks = render(digest_of(), language="fr", timezone=PARIS, now=NOW, name="Inès").chat
        long = replace(message("room"), chat=tuple(blocks))

        async def live() -> None:
            nonlocal broken
            first = router(config, 5)
            assert "after 1 of" in str((await first.send(long, MONDAY)).why)
            broken = False
            again = router(load(config.path), 5, before=first)
            assert (await again.send(long, MONDAY)).word == "sent"

        asyncio.run(live())
    assert len(taken) > 1
    numbers = re.findall(r"^(\d+)\. ", "\n".join(json.loads(body)["message"] for body in taken), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, TOLD + 1)]


def test_a_try_put_off_before_the_clock_was_set_back_does_not_wait_for_the_old_hour(
    tmp_path: Path, post: Picky
) -> None:
    here = world(tmp_path, post)
    owe(here, "a-1")
    post.at_rcpt = "451 4.2.1 later"
    here.live(drained)
    post.at_rcpt = ""
    here.clock.forward(-12 * HOUR)
    here.live(drained)
    assert state(here, "a-1") == "sent"


def test_a_message_held_for_later_waits_though_its_hour_is_far(tmp_path: Path, post: Picky) -> None:
    here = world(tmp_path, post)
    owe(here, "a-1")
    later = int(here.clock() + 12 * HOUR)
    with closing(sqlite3.connect(here.path, isolation_level=None)) as db:
        db.execute("UPDATE message SET state = 'held', not_before = ?", (later,))
    here.live(drained)
    assert state(here, "a-1") == "held"
