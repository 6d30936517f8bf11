"""The real daemon as a process: stopped, killed, told of a new file, watched by systemd."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from mailserver import MailServer
from patience import HANG, until
from veille.app import App
from veille.language.words import Words
from veille.service import Service, status_line
from webserver import Answer, WebServer
from world import Article, Clock, configured, living, rows, rss

RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true
"""


@contextlib.contextmanager
def daemon(folder: Path, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `veille run` on folder/veille.toml; it is killed at the end if it still lives."""
    log = (folder / "daemon.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "veille", "--config", str(folder / "veille.toml"), "run"],
        stderr=log,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environ},
    )
    log.close()
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=HANG)


def said(folder: Path) -> str:
    """Return what daemons have said here so far."""
    return (folder / "daemon.log").read_text(encoding="utf-8")


def job(number: int) -> Article:
    return Article(number, f"Chargé de communication, poste {number}")


def write(folder: Path, web: WebServer, post: MailServer, *, every: str = "1s") -> None:
    configured(
        folder,
        f'{RULES}[source.offres]\nurl = "{web.url("/feed")}"\nevery = "{every}"\n',
        mail_port=post.port,
    )


def test_sigterm_stops_it_in_the_middle_of_a_get_that_nobody_answers(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(hang=True))
    write(tmp_path, web, post)
    with daemon(tmp_path) as process:
        until(lambda: web.requests, "the first get")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=HANG) == 0
    assert "did not answer" not in said(tmp_path), "it did not wait for the deadline of the get"


def test_killed_and_started_again_it_neither_loses_nor_repeats(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    published = [Article(1, "Ce qui était là")]
    web.on("/feed", lambda _: Answer(rss(published)))
    write(tmp_path, web, post)
    for number in range(2, 7):
        with daemon(tmp_path) as process:
            if number == 2:
                until(lambda: len(post.mails) == 1, "the first letter")
            published.insert(0, job(number))
            # killed at another point of its work each time: before the poll, in it, while sending
            time.sleep(0.15 * (number - 2))
            process.kill()
    with daemon(tmp_path) as process:
        until(
            lambda: all(any(f"poste {n}" in _text(mail) for mail in post.mails) for n in range(2, 7)),
            "all alerts",
        )
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=HANG)
    told = Counter(
        (number, mail["Message-ID"])
        for mail in post.mails
        for number in range(2, 7)
        if f"poste {number}" in _text(mail)
    )
    for number in range(2, 7):
        assert len([key for key in told if key[0] == number]) == 1, "told under one Message-ID only"


def _text(mail: object) -> str:
    return mail.get_body(("plain",)).get_content()


def test_sighup_reads_a_good_file_and_refuses_a_bad_one(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([job(1)])))
    web.on("/other", Answer(rss([job(2)])))
    write(tmp_path, web, post)
    good = (tmp_path / "veille.toml").read_text(encoding="utf-8")
    with daemon(tmp_path) as process:
        until(lambda: any(request.path == "/feed" for request in web.requests), "the first get")
        (tmp_path / "veille.toml").write_text(
            good + '\n[source.x]\nulr = "https://x.example"\n', encoding="utf-8"
        )
        process.send_signal(signal.SIGHUP)
        until(lambda: "did you mean" in said(tmp_path), "the refusal")
        assert process.poll() is None, "a bad file changes nothing"
        (tmp_path / "veille.toml").write_text(
            good + f'\n[source.other]\nurl = "{web.url("/other")}"\n', encoding="utf-8"
        )
        process.send_signal(signal.SIGHUP)
        until(lambda: any(request.path == "/other" for request in web.requests), "the new source")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=HANG) == 0


def test_systemd_is_told_when_it_is_ready_and_that_it_lives(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([job(1)])))
    write(tmp_path, web, post)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(HANG)
        with daemon(tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="1000000") as process:
            heard: list[str] = []
            while not any("WATCHDOG=1" in sent for sent in heard):
                heard.append(ear.recv(4096).decode())
            assert any(sent.startswith("READY=1") for sent in heard)
            process.send_signal(signal.SIGTERM)
            while "STOPPING=1" not in heard[-1]:
                heard.append(ear.recv(4096).decode())


def test_a_wrong_configuration_exits_78_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "veille.toml").write_text('[veille]\nto = "nobody"\nlangage = "fr"\n', encoding="utf-8")
    with daemon(tmp_path) as process:
        assert process.wait(timeout=HANG) == 78
    assert "did you mean 'language'" in said(tmp_path)
    assert "Traceback" not in said(tmp_path)


def test_commands_beside_the_daemon_are_heard_by_it(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    web.on("/feed", Answer(rss([job(1)])))
    write(tmp_path, web, post, every="6h")
    with daemon(tmp_path) as process:
        until(lambda: len(post.mails) == 1, "the first letter")
        web.on("/feed", Answer(rss([job(2), job(1)])))
        told = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(tmp_path / "veille.toml"), "poll"],
            capture_output=True, text=True, timeout=HANG, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        assert "offres\tchanged\t2\t1" in told.stdout
        until(lambda: len(post.mails) == 2, "the alert")
        reached = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(tmp_path / "veille.toml"), "say", "paul@example.org"],
            capture_output=True, text=True, timeout=HANG, check=False,
        )  # fmt: skip
        assert reached.stdout == "paul@example.org was reached.\n", reached.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=HANG) == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "state" / "veille.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_stop_in_the_middle_of_a_tick_lets_it_end_and_logs_no_error(
    tmp_path: Path, web: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    web.on("/feed", Answer(rss([job(1), job(2)])))
    config = configured(
        tmp_path,
        f'{RULES}[source.offres]\nurl = "{web.url("/feed")}"\nbaseline = false\n',
        head='to = "out"\n[channel.out]\nfolder = "out"\n',
    )
    clock = Clock()
    living(config, clock, lambda app: app.poller.poll_all(["offres"]))  # owed, and not yet posted
    assert rows(tmp_path, "SELECT count(*) FROM message") == [(0,)]
    stopped: list[str] = []

    def clocked() -> float:
        """Send the signal as the first tick begins."""
        task = asyncio.current_task() if threading.current_thread() is threading.main_thread() else None
        if not stopped and task is not None and task.get_name() == "tick":
            stopped.append("now")
            os.kill(os.getpid(), signal.SIGTERM)
        return clock()

    with capture_logs() as logs:
        asyncio.run(Service(config, clock=clocked).run())
    assert stopped
    assert [
        record["event"] for record in logs if record["log_level"] in ("warning", "error", "critical")
    ] == []
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert rows(tmp_path, "SELECT count(*) > 0 FROM message") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM owed WHERE message IS NULL") == [(0,)]


def test_a_daemon_that_has_nothing_to_send_is_not_taken_for_one_that_is_stuck(tmp_path: Path) -> None:
    """The watchdog ended it every two minutes, wherever polls were rarer than that."""
    config = configured(tmp_path, "[channel.console]\nconsole = true", head='to = "console"\n')
    clock = Clock()

    async def life(app: App) -> None:
        await app.tick()  # the first posts and sends
        await app.settle()
        clock.forward(60)
        await app.tick()
        for _ in range(3):
            before = time.monotonic()
            clock.forward(1)
            await app.tick()
            assert app.deliverer.moved >= before
        assert not app.deliverer.busy

    living(config, clock, life)


@pytest.mark.parametrize(
    ("language", "sources", "failing", "said"),
    [
        ("en", 0, 0, "0 sources"),
        ("en", 1, 0, "1 source"),
        ("en", 1, 1, "1 source, 1 failing"),
        ("en", 44, 2, "44 sources, 2 failing"),
        ("fr", 0, 0, "0 source"),
        ("fr", 1, 1, "1 source, 1 en panne"),
        ("fr", 44, 2, "44 sources, 2 en panne"),
    ],
)
def test_the_status_line_counts_in_the_reader_s_language(
    language: str, sources: int, failing: int, said: str
) -> None:
    words = Words(language, ZoneInfo("UTC"), plain=True)
    assert status_line(sources, failing, words, unwritable=False) == said


def test_a_database_that_cannot_be_written_is_all_that_the_status_says() -> None:
    words = Words("fr", ZoneInfo("UTC"), plain=True)
    assert status_line(44, 2, words, unwritable=True) == "la base ne peut pas être écrite"
