"""veille outbox, as a person types it: a second chance for what died, and what is given up."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli import commands
from veille.errors import text_failure
from veille.model import DeliveryOutcome, MessageKind, MessageState
from veille.store.outbox import NewMessage, add_message, settle
from veille.store.schema import open_writer
from world import configured

Outbox = Callable[..., Result]

DEAD = MessageState.DEAD
STATES = (DEAD, DEAD, DEAD, MessageState.PENDING, MessageState.SENT)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """Run the command on an outbox whose messages 1, 2 and 3 are dead, 4 waits and 5 was sent."""
    configured(tmp_path, "", mail_port=25)
    (tmp_path / "state").mkdir()
    with closing(open_writer(tmp_path / "state" / "veille.db")) as db:
        for number, state in enumerate(STATES, start=1):
            new = NewMessage(
                MessageKind.ALERT,
                "",
                "a@example.org",
                f"k{number}",
                f"m{number}",
                "Un titre",
                "texte",
                "",
                (),
            )
            assert add_message(db, new, now=1000) == number
            settle(
                db,
                number,
                state=state,
                outcome=DeliveryOutcome.PERMANENT,
                why=text_failure("550 no such user"),
                now=1000,
            )
    file = tmp_path / "veille.toml"
    return lambda *words: CliRunner().invoke(commands, ["-c", str(file), "outbox", *words])


def states(outbox: Outbox) -> dict[int, str]:
    return {row["id"]: row["state"] for row in json.loads(outbox("--all", "--json").output)}


def test_messages_are_tried_again_and_others_dropped_in_one_command(outbox: Outbox) -> None:
    done = outbox("--retry", "1", "--drop", "2", "--drop", "4")
    assert (done.exit_code, done.output) == (0, "2 messages dropped\n1 message will be tried again\n")
    assert states(outbox) == {1: "pending", 2: "dropped", 3: "dead", 4: "dropped", 5: "sent"}


def test_what_can_have_no_second_chance_is_told_and_the_rest_has_one(outbox: Outbox) -> None:
    done = outbox("--retry", "1", "--retry", "5", "--drop", "9")
    assert done.output == "1 message will be tried again\n"
    assert str(done.exception) == (
        "only 0 messages of 1 could be dropped: the others were sent, or never were\n"
        "only 1 message of 2 could be tried again: the others were sent, or never were"
    )
    assert states(outbox)[1] == "pending"


def test_a_number_given_twice_is_one_message(outbox: Outbox) -> None:
    assert outbox("--retry", "1", "--retry", "1").output == "1 message will be tried again\n"


def test_all_that_is_dead_is_tried_again_at_once(outbox: Outbox) -> None:
    assert (
        outbox("--retry-dead", "--drop", "2").output == "1 message dropped\n2 messages will be tried again\n"
    )
    assert states(outbox) == {1: "pending", 2: "dropped", 3: "pending", 4: "pending", 5: "sent"}
    done = outbox("--retry-dead")
    assert (done.exit_code, done.output) == (0, "no message is dead\n")


def test_to_try_all_the_dead_again_and_some_of_them_is_asked_twice(outbox: Outbox) -> None:
    assert outbox("--retry-dead", "--retry", "1").exit_code == 2
