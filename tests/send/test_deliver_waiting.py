"""What waits is looked at again when it may leave, and not each second until then: the disk sleeps while the house does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mailserver import MailServer
from patience import until_here
from send.test_deliver_faults import INES, PAUL, account
from veille.app import App
from veille.config import load
from veille.config.model import Config
from veille.errors import failure
from veille.events import OutboxChanged
from veille.model import MessageKind
from veille.send.deliver import ACCOUNT_RESTS
from veille.store.outbox import NewMessage, add_message
from veille.store.recipients import note_failed
from veille.store.schema import open_writer
from world import HOUR, MONDAY, Clock, configured, living, rows

DATABASE = Path("state", "veille.db")
TICKS = 60
LOOKS = 12
"""Transactions in a minute of ticks: a look or two of the scheduler and of the deliverer, and what each of these asks."""


def household(folder: Path, post: MailServer, *, quiet: str = "") -> Config:
    configured(folder, "", head=f'to = ["{INES}", "{PAUL}"]', mail_port=post.port)
    file = folder / "veille.toml"
    text = file.read_text(encoding="utf-8").replace(
        "[mail]\n", f'[mail]\nquiet = "{quiet}"\n' if quiet else "[mail]\n"
    )
    file.write_text(text, encoding="utf-8")
    return load(file)


def owe(
    folder: Path,
    *names: str,
    recipient: str = INES,
    kind: MessageKind = MessageKind.ALERT,
    urgent: bool = False,
    not_before: float = 0,
) -> None:
    with closing(open_writer(folder / DATABASE)) as db:
        for name in names:
            new = NewMessage(
                kind=kind, name="", recipient=recipient, key=name, message_id=f"{name}@veille.example.org",
                subject="Offres", text="Bonjour", html="<p>Bonjour", chat=(), urgent=urgent,
                not_before=int(not_before), expires=int(MONDAY + 48 * HOUR),
            )  # fmt: skip
            add_message(db, new, now=int(MONDAY))


async def tick(app: App) -> None:
    """Tick once, and let what can be sent be sent."""
    await app.tick()
    await app.deliverer.wait(30)


async def transactions(app: App, clock: Clock, *, ticks: int = TICKS) -> int:
    """Return how many transactions the writer begins in so many ticks, a second apart."""
    statements: list[str] = []
    await app.writer.run(lambda db: db.set_trace_callback(statements.append))
    for _ in range(ticks):
        clock.forward(1)
        await app.tick()
        # A worker that was started ends; one that hangs goes on.
        await app.deliverer.wait(0.02)
    await app.writer.run(lambda db: db.set_trace_callback(None))
    return sum(statement.startswith("BEGIN") for statement in statements)


def waited(post: MailServer) -> list[str]:
    """Return the names of the mails that arrived, but for the first letters."""
    return [name for name in post.ids if name.startswith(("<a-", "<h-"))]


def rest(folder: Path, recipient: str, seconds: float) -> None:
    with closing(open_writer(folder / DATABASE)) as db:
        note_failed(db, recipient, why=failure("busy"), now=int(MONDAY), rests_until=int(MONDAY + seconds))


def quiet(folder: Path, post: MailServer) -> Config:
    owe(folder, "a-1", "a-2")
    owe(folder, "h-1", recipient=PAUL, kind=MessageKind.HEALTH)
    return household(folder, post, quiet="09:00-10:00")


def resting(folder: Path, post: MailServer) -> Config:
    owe(folder, "a-1", "a-2")
    rest(folder, INES, HOUR)
    return household(folder, post)


def resting_in_quiet_hours(folder: Path, post: MailServer) -> Config:
    owe(folder, "a-1")
    rest(folder, INES, HOUR)
    return household(folder, post, quiet="08:30-09:30")


def quiet_while_resting(folder: Path, post: MailServer) -> Config:
    owe(folder, "a-1")
    rest(folder, INES, HOUR / 2)
    return household(folder, post, quiet="08:30-10:00")


def put_off(folder: Path, post: MailServer) -> Config:
    owe(folder, "a-1", not_before=MONDAY + HOUR)
    return household(folder, post)


@pytest.mark.parametrize("waiting", [quiet, resting, resting_in_quiet_hours, quiet_while_resting, put_off])
def test_what_waits_is_left_alone_until_it_may_leave_and_leaves_within_a_tick(
    tmp_path: Path, post: MailServer, waiting: Callable[[Path, MailServer], Config]
) -> None:
    clock = Clock()
    config = waiting(tmp_path, post)

    async def life(app: App) -> int:
        await tick(app)
        await tick(app)
        counted = await transactions(app, clock)
        clock.now = MONDAY + HOUR - 1
        await tick(app)
        assert not waited(post)
        clock.forward(1)
        await tick(app)
        assert waited(post)
        return counted

    assert living(config, clock, life) <= LOOKS


def test_an_account_that_rests_is_looked_at_again_when_its_rest_ends(
    tmp_path: Path, post: MailServer
) -> None:
    """A server without STARTTLS stops the account: what is for others waits, though no try of theirs failed."""
    clock = Clock()
    config = account(household(tmp_path, post), tls="starttls")
    owe(tmp_path, "a-1")

    async def life(app: App) -> int:
        await tick(app)
        await tick(app)
        owe(tmp_path, "a-2", recipient=PAUL)
        app.bell.ring(OutboxChanged())
        await tick(app)
        counted = await transactions(app, clock)
        assert tries() == 0
        clock.now = MONDAY + ACCOUNT_RESTS
        await tick(app)
        assert tries() == 1
        return counted

    def tries() -> int:
        query = (
            "SELECT count(*) FROM delivery JOIN message ON message.id = delivery.message WHERE key = 'a-2'"
        )
        return rows(tmp_path, query)[0][0]

    assert living(config, clock, life) <= LOOKS


def test_what_waits_behind_a_send_that_hangs_is_not_looked_at_each_second(
    tmp_path: Path, post: MailServer
) -> None:
    post.hang = True
    clock = Clock()
    config = household(tmp_path, post)
    owe(tmp_path, "a-1", "a-2", "a-3")

    async def life(app: App) -> int:
        await app.tick()
        await until_here(lambda: waited(post), "the body")
        await app.tick()
        return await transactions(app, clock)

    assert living(config, clock, life) <= LOOKS


@pytest.mark.parametrize(
    ("kind", "urgent", "leaves"),
    [
        (MessageKind.ALERT, False, False),
        (MessageKind.HEALTH, False, False),
        (MessageKind.ALERT, True, True),
        (MessageKind.DIGEST, False, True),
        (MessageKind.SAY, False, True),
    ],
)
def test_quiet_hours_hold_back_what_can_wait_alone(
    tmp_path: Path, post: MailServer, kind: MessageKind, urgent: bool, leaves: bool
) -> None:
    config = household(tmp_path, post, quiet="09:00-10:00")
    owe(tmp_path, "a-behind")
    owe(tmp_path, "a-1", kind=kind, urgent=urgent)
    living(config, Clock(), tick)
    assert waited(post) == (["<a-1@veille.example.org>"] if leaves else [])
