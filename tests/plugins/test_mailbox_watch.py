"""A mailbox in the running daemon: heard of at once, kept apart from what fails, and let go at the end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import mails
from imapserver import PASSWORD, USER, ImapServer
from mailserver import MailServer
from patience import until_here
from veille.app import App
from veille.config.model import Config
from world import HOUR, Clock, configured, rows, subjects

RULE = '[rule.offres]\nany = ["community manager"]\nand = ["Villeurbanne"]\nalert = true\n'


def configure(folder: Path, server: ImapServer, post: MailServer) -> Config:
    (folder / "secrets").mkdir(mode=0o700)
    secret = folder / "secrets/boite"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    source = (
        f'[source.boite]\nkind = "mailbox"\nimap = "127.0.0.1:{server.port}"\nuser = "{USER}"\n'
        'password = { secret = "boite" }\ntls = "none"\n'
    )
    return configured(folder, RULE + source, mail_port=post.port)


def test_a_mail_that_comes_is_an_alert_within_seconds_and_the_end_waits_for_nothing(
    tmp_path: Path, post: MailServer
) -> None:
    with ImapServer() as server:
        server.folders["Veille"].add(mails.indeed(1))
        config = configure(tmp_path, server, post)
        clock = Clock()

        async def live() -> None:
            async with App(config, clock=clock) as app:
                await app.poll_once()
                await app.tick()
                await until_here(server.idling.is_set)
                server.deliver(mails.indeed(2))
                await until_here(lambda: len(rows(tmp_path, "SELECT 1 FROM item")) == 6)
                clock.forward(HOUR)
                await app.settle()

        asyncio.run(live())
        assert server.idling.is_set(), "the wait of half an hour was given up"
    assert len(subjects(post, "a")) == 1, "the place stands in what rules read"
    assert rows(tmp_path, "SELECT count(*) FROM poll WHERE missed") == [(0,)]


def test_alerts_of_the_same_words_from_two_employers_are_two_openings(
    tmp_path: Path, post: MailServer
) -> None:
    with ImapServer() as server:
        config = configure(tmp_path, server, post)
        clock = Clock()

        async def live() -> None:
            async with App(config, clock=clock) as app:
                for number in range(1, 6):
                    server.folders["Veille"].add(mails.linkedin(number))
                    await app.poll_once()
                    clock.forward(60)

        asyncio.run(live())
    assert rows(tmp_path, "SELECT count(*) FROM item") == [(15,)]
    assert rows(tmp_path, "SELECT count(*) FROM poll WHERE why <> ''") == [(0,)]


def test_a_mailbox_that_refuses_is_asked_at_its_pace_and_not_by_its_wait(
    tmp_path: Path, post: MailServer
) -> None:
    with ImapServer() as server:
        server.refuse["LOGIN"] = "NO [AUTHENTICATIONFAILED] no"
        config = configure(tmp_path, server, post)

        async def live() -> None:
            async with App(config, clock=Clock()) as app:
                await app.tick()  # the first poll, beside which nothing is listened to
                await until_here(lambda: server.asked.count("LOGIN"), "the login")
                await until_here(lambda: not app.poller.polling, "the end of the poll")
                await app.tick()
                await asyncio.sleep(0.1)

        asyncio.run(live())
    assert server.asked.count("LOGIN") == 1, "a password is not tried over and over"
    [(why,)] = rows(tmp_path, "SELECT sentence(why) FROM source")
    assert why == f"127.0.0.1 refused the login of {USER} ([AUTHENTICATIONFAILED] no)"
