"""veille poll, as a person types it: what could not be sent is said at its end."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailserver import MailServer
from veille.cli import commands
from veille.errors import text_failure
from veille.store.recipients import note_failed
from veille.store.schema import open_writer
from webserver import Answer, WebServer
from world import Article, configured, rss

Poll = Callable[..., Result]


@pytest.fixture
def poll(tmp_path: Path, post: MailServer) -> Iterator[Poll]:
    """Run the command on one source that has something to tell to an address and to a folder."""
    with WebServer() as web:
        web.on("/feed", Answer(rss([Article(1, "Un titre")])))
        head = f'to = ["ines@example.org", "page"]\n[channel.page]\nfolder = "{tmp_path / "page"}"'
        sources = f'[source.culture]\nurl = "{web.url("/feed")}"\ntopic = "Culture"'
        configured(tmp_path, sources, mail_port=post.port, head=head)
        file = tmp_path / "veille.toml"
        yield lambda *words: CliRunner().invoke(commands, ["-c", str(file), "poll", *words])


def test_a_pass_in_which_all_was_sent_says_nothing_of_it(poll: Poll, post: MailServer) -> None:
    done = poll()
    assert done.exit_code == 0, done.output
    assert "could not be sent" not in done.output
    assert len(post.mails) == 1


def test_what_could_not_be_sent_is_told_with_its_reason_and_ends_with_1(
    poll: Poll, post: MailServer, tmp_path: Path
) -> None:
    post.at_rcpt = "550 5.1.1 no such user"
    (tmp_path / "page").write_text("no folder")
    done = poll()
    assert done.exit_code == 1
    said = [line for line in done.stderr.splitlines() if "could not be sent" in line]
    assert len(said) == 2, done.stderr
    assert said[0].startswith("1 message could not be sent to ines@example.org: "), said
    assert "no such user" in said[0]
    # The note that Inès can't be reached goes there too, if it was made in time.
    assert re.match(r"(1 message|2 messages) could not be sent to page: .*cannot be written", said[1]), said
    assert all(line.endswith("; see `veille outbox`") for line in said)


def test_what_waits_for_a_recipient_that_rests_is_told_too(poll: Poll, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with closing(open_writer(tmp_path / "state" / "veille.db")) as db:
        now = int(time.time())
        note_failed(
            db, "ines@example.org", why=text_failure("the mailbox is full"), now=now, rests_until=now + 900
        )
    done = poll()
    assert done.exit_code == 1
    line = "1 message could not be sent to ines@example.org: the mailbox is full; see `veille outbox`\n"
    assert done.stderr == line


def test_what_died_in_an_earlier_pass_is_not_told_again(poll: Poll, post: MailServer, tmp_path: Path) -> None:
    post.at_rcpt = "550 5.1.1 no such user"
    assert poll().exit_code == 1
    post.at_rcpt = ""
    with closing(open_writer(tmp_path / "state" / "veille.db")) as db:
        db.execute("UPDATE delivery SET at = at - 60")
        db.execute("UPDATE message SET created = created - 60, not_before = not_before - 60")
    done = poll("--json")
    assert json.loads(done.stdout)[0]["source"] == "culture", "stdout holds JSON alone"
    assert (done.exit_code, done.stderr) == (0, "")
