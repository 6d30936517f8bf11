"""What goes wrong with one message, one channel or one clock holds up nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailserver import MailServer
from test_outbox_faults import INES, World, drained, world
from veille.notify.deliver import REFUSALS, Deliverer
from world import HOUR


class Picky(MailServer):
    """Refuses the body of the mails whose Message-ID begins so, for now."""

    refused: tuple[str, ...] = ("<a-odd",)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if any(f"Message-ID: {one}".encode() in envelope.content for one in self.refused):
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
