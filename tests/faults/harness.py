"""The daemon under load, killed again and again; then what was published and what arrived is held against its database.

A local web publishes articles with known numbers, some that alert and some for the digest; a local mail server
takes, refuses and drops mails. Each life of the daemon is one process, ended by SIGKILL before or after a commit, at
a statement, at a request, at a command of SMTP, or at a random instant; the clock goes on by hours between lives.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailserver import MailServer
from patience import HANG, until
from veille.store.periods import SUPERSEDED
from webserver import Answer, Request, WebServer
from world import Article, configured, rss

FEEDS = ("lyon", "paris", "brest")
RECIPIENTS = ("ines@example.org", "paul@example.org")
HOUR, DAY = 3600.0, 86400.0
LIFE = 0.7  # seconds: without a second tick, which the clock of the machine makes
GROUPED = 60.0  # seconds for which an alert waits for those that follow it
QUIET_LIVES, QUIET_LIFE = 12, 15.0  # at most so many undisturbed lives bring everything home; see _settled
CALM = 8  # of so many lives one is left alone until it has done its work
MARK = "VEILLE_FAULTS"  # an environment variable, by which a worker that outlived its daemon is known
NUMBER = re.compile(r"poste\s(\d{5})")

RULES = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.secteur]
any = ["note de secteur"]
topic = "Secteur"

[digest.matin]
at = "07:30"
max = 1000
"""


@dataclass
class Press:
    """What the local web publishes: `published` by feed, oldest first. A feed's ETag is its number of articles."""

    published: dict[str, list[Article]] = field(default_factory=lambda: {name: [] for name in FEEDS})
    next: int = 10001

    def publish(self, feed: str, kind: str) -> None:
        title = f"{kind}, poste {self.next}"
        self.published[feed].append(Article(self.next, title, f"À pourvoir à {feed} : poste {self.next}."))
        self.next += 1

    def answer(self, feed: str) -> Answer:
        articles = list(self.published[feed])
        return Answer(rss(reversed(articles), title=feed.title()), etag=f'"{len(articles)}"')

    @property
    def numbers(self) -> set[int]:
        return {article.number for articles in self.published.values() for article in articles}


@dataclass
class Trap:
    """What ends a life from outside: the `at`-th time that something is `heard`."""

    what: str = ""
    at: int = 0
    pid: int = 0
    heard: int = 0

    def hear(self, what: str) -> None:
        if what == self.what and self.pid:
            self.heard += 1
            if self.heard == self.at:
                kill(self.pid)


@dataclass(frozen=True)
class Ledger:
    """Numbers of articles; repeats are counted by article and recipient."""

    published: int
    kept: int
    owed: int
    delivered: int
    repeated_same: int
    repeated_otherwise: int
    lost: int

    def __str__(self) -> str:
        return (
            f"published {self.published}, kept {self.kept}, owed {self.owed}, delivered {self.delivered}, "
            f"repeated with the same id {self.repeated_same}, repeated otherwise {self.repeated_otherwise}, lost {self.lost}"
        )


@dataclass(frozen=True)
class Outcome:
    """How a run went: its ledger, how lives ended, and what is wrong in the database (nothing, one hopes)."""

    ledger: Ledger
    ends: Counter[str]
    wrong: tuple[str, ...]
    mails: int


def kill(pid: int) -> None:
    """End a process of ours at once; one that has ended already is fine."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


class Launcher:
    """The process that forks lives (launcher.py): start one, kill it, wait for its end."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "daemon.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("launcher.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**os.environ, MARK: str(folder)},
        )
        self.pid = 0
        self.code = 0
        self._ended = threading.Event()

    def start(self, config: Path, **order: object) -> int:
        """Start a life and return its number; `order` is as launcher.py reads it."""
        assert self._process.stdin and self._process.stdout
        self._ended.clear()
        self._process.stdin.write(json.dumps({"argv": ["--config", str(config), "run"], **order}) + "\n")
        self._process.stdin.flush()
        self.pid = int(self._process.stdout.readline())
        threading.Thread(target=self._wait, daemon=True).start()
        return self.pid

    def _wait(self) -> None:
        assert self._process.stdout
        self.code = int(self._process.stdout.readline() or -1)
        self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the life's end; say whether it ended."""
        return self._ended.wait(seconds)

    def close(self) -> None:
        if not self._ended.is_set() and self.pid:
            kill(self.pid)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=HANG)
        self._process.stdout.close()
        self._log.close()


@contextmanager
def launcher(folder: Path) -> Iterator[Launcher]:
    one = Launcher(folder)
    try:
        yield one
    finally:
        one.close()


def crash(
    folder: Path, *, kills: int, seed: int, fresh: int = 0, say: Callable[[str], None] = print
) -> Outcome:
    """Kill the daemon so many times, let it end its work, and return the ledger; every `fresh`-th life is a new Python."""
    rng = random.Random(seed)
    press, trap, ends = Press(), Trap(), Counter[str]()
    with WebServer() as web, MailServer() as post, launcher(folder) as lives:
        for feed in FEEDS:
            web.on(f"/{feed}", _serving(press, feed, trap))
        post.heard = trap.hear
        sources = "\n".join(
            f'[source.{feed}]\nurl = "{web.url(f"/{feed}")}"\nevery = "1s"\nbaseline = false\n'
            for feed in FEEDS
        )
        to = ", ".join(f'"{recipient}"' for recipient in RECIPIENTS)
        config = configured(folder, RULES + sources, mail_port=post.port, head=f"to = [{to}]\n").path
        ahead = 0.0
        for life in range(kills):
            _publish(press, rng)
            _disturb(post, rng)
            how, order = _end(rng, trap)
            patience, calm = order.pop("after", 0.0) or LIFE, life % CALM == CALM - 1
            if calm:
                # Now and then a life long enough to catch up: what waits for two days is given up, and rightly so.
                post.at_rcpt = post.at_data = post.drop = trap.what = ""
                how, order, patience = "late", {}, 0.0
            if fresh and life % fresh == fresh - 1:
                order["fresh"] = True
            asked = len(web.requests)
            trap.pid = lives.start(config, ahead=ahead, **order)
            if calm:
                _settled(press, web, asked, folder, ahead)
            if not lives.wait(patience):
                if rng.random() < 0.3:
                    press.publish(rng.choice(FEEDS), "Chargé de communication")
                how = how if how == "instant" else "late"
                kill(trap.pid)
                assert lives.wait(HANG), "a killed process did not end"
            assert lives.code == -signal.SIGKILL, (
                f"life {life} ended by itself, with {lives.code}: see daemon.log"
            )
            ends[how] += 1
            ahead += rng.uniform(0.1, 1.0) * HOUR
        _bring_home(press, web, post, lives, config, folder, trap, ahead)
    wrong = (*_examine(folder), *_left_behind(folder))
    return Outcome(_balance(press, post, folder), ends, wrong, len(post.mails))


def _serving(press: Press, feed: str, trap: Trap) -> Callable[[Request], Answer]:
    def serve(_: Request) -> Answer:
        answer = press.answer(feed)
        trap.hear("get")
        return answer

    return serve


def _publish(press: Press, rng: random.Random) -> None:
    for feed in FEEDS:
        if rng.random() < 0.6:
            press.publish(feed, "Chargé de communication")
    if rng.random() < 0.5:
        press.publish(rng.choice(FEEDS), "Note de secteur")


def _disturb(post: MailServer, rng: random.Random) -> None:
    """Let one life in four meet a mail server that refuses or drops."""
    post.at_rcpt = post.at_data = post.drop = ""
    match rng.randrange(12):
        case 0:
            post.at_rcpt = "451 4.7.1 later, please"
        case 1:
            post.at_data = "421 4.3.2 closing"
        case 2:
            post.drop = "after"


def _end(rng: random.Random, trap: Trap) -> tuple[str, dict[str, Any]]:
    """Choose how a life is to end: its name, and what the launcher is told."""
    trap.what, trap.at, trap.heard, trap.pid = "", 0, 0, 0
    how = rng.choice(
        (
            "before commit",
            "after commit",
            "before commit",
            "after commit",
            "statement",
            "get",
            "smtp",
            "taken",
            "instant",
        )
    )
    match how:
        case "before commit" | "after commit":
            return how, {"kill": how, "at": rng.randint(1, 24)}
        case "statement":
            return how, {"kill": how, "at": rng.randint(1, 300)}
        case "get":
            trap.what, trap.at = how, rng.randint(1, 4)
        case "smtp":
            trap.what, trap.at = how, rng.randint(1, 8)
        case "taken":
            trap.what, trap.at = how, rng.randint(1, 2)
        case "instant":
            return how, {"after": rng.uniform(0.001, LIFE)}
    return how, {}


def _bring_home(
    press: Press,
    web: WebServer,
    post: MailServer,
    lives: Launcher,
    config: Path,
    folder: Path,
    trap: Trap,
    ahead: float,
) -> None:
    """Let the daemon live undisturbed until nothing is owed any more: hours for retries, a morning for the digest."""
    post.at_rcpt = post.at_data = post.drop = ""
    trap.what = ""
    rested = False
    for _ in range(QUIET_LIVES):
        morning = rested  # not before: alerts that were too many at once are left to the next digest
        ahead += DAY if morning else 2 * HOUR
        asked, digests = len(web.requests), _count(folder, "period")
        pid = lives.start(config, ahead=ahead)
        if morning:
            until(lambda: _count(folder, "period") > digests, "the digest")  # noqa: B023 - called in this round alone
        _settled(press, web, asked, folder, ahead)
        os.kill(pid, signal.SIGTERM)
        assert lives.wait(HANG), "it did not stop"
        assert lives.code == 0, f"it stopped with {lives.code}: see daemon.log"
        rested = _count(folder, "item") >= len(press.numbers) and not _waiting(folder)
        if morning and rested:
            return
    raise AssertionError(f"after {QUIET_LIVES} undisturbed lives something is still on its way")


def _settled(press: Press, web: WebServer, asked: int, folder: Path, ahead: float) -> None:
    """Return when a life has asked every feed (of `asked` requests before it) and has no work that is due.

    However slow the machine, that takes as long as it takes; what QUIET_LIFE seconds after the feeds were asked is
    not done is left to the next life.
    """
    until(
        lambda: len({request.path for request in web.requests[asked:]}) == len(FEEDS), "the feeds to be asked"
    )
    ends = time.monotonic() + QUIET_LIFE
    while time.monotonic() < ends:
        if _count(folder, "item") >= len(press.numbers) and not _waiting(folder, due=time.time() + ahead):
            return
        time.sleep(0.02)


def _count(folder: Path, what: str) -> int:
    with closing(_open(folder)) as db:
        return int(db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def _waiting(folder: Path, due: float = math.inf) -> int:
    """Return how much is owed, on its way, or to be sent before `due` (UTC seconds)."""
    with closing(_open(folder)) as db:
        (messages,) = db.execute(
            "SELECT count(*) FROM message WHERE state = 'leased' OR state IN ('held', 'pending') AND not_before <= ?",
            (due,),
        ).fetchone()
        (owed,) = db.execute(
            "SELECT count(*) FROM owed WHERE message IS NULL AND NOT deferred AND at <= ?", (due - GROUPED,)
        ).fetchone()
    return int(messages + owed)


def _open(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder / 'state' / 'veille.db'}?mode=ro", uri=True, timeout=HANG)


def _balance(press: Press, post: MailServer, folder: Path) -> Ledger:
    """Hold what was published, what the database holds and what arrived against each other."""
    told: dict[tuple[int, str], Counter[str]] = {}
    for mail, recipient in zip(post.mails, post.recipients, strict=True):
        text = mail.get_body(("plain",)).get_content()
        for number in {int(number) for number in NUMBER.findall(text)}:
            told.setdefault((number, recipient), Counter())[mail["Message-ID"]] += 1
    with closing(_open(folder)) as db:
        kept = {int(row[0]) for row in db.execute("SELECT ident FROM item")}
        owed = Counter(
            int(row[0])
            for row in db.execute(
                "SELECT item.ident FROM owed JOIN match ON match.id = match JOIN item ON item.id = item"
            )
        )
    published = press.numbers
    delivered = {number for number in published if all((number, to) in told for to in RECIPIENTS)}
    return Ledger(
        published=len(published),
        kept=len(kept & published),
        owed=sum(count == len(RECIPIENTS) for count in owed.values()),
        delivered=len(delivered),
        repeated_same=sum(count - 1 for ids in told.values() for count in ids.values()),
        repeated_otherwise=sum(len(ids) - 1 for ids in told.values()),
        lost=len(published - delivered),
    )


def _examine(folder: Path) -> Iterator[str]:
    """Yield a sentence for everything in the database that should not be."""
    with closing(_open(folder)) as db:
        for name in ("integrity_check", "foreign_key_check"):
            for row in db.execute(f"PRAGMA {name}"):
                if row[0] != "ok":
                    yield f"{name}: {tuple(row)}"
        for row in db.execute(
            "SELECT ident, source, count(*) FROM item GROUP BY ident, source HAVING count(*) > 1"
        ):
            yield f"kept more than once: {tuple(row)}"
        for row in db.execute(
            "SELECT id, kind, state, why FROM message WHERE state != 'sent' AND why != ?",
            (SUPERSEDED.to_json(),),
        ):
            yield f"not sent: {tuple(row)}"
        for row in db.execute("SELECT message FROM delivery WHERE ended IS NULL"):
            yield f"a delivery that never ended: message {row[0]}"
        for row in db.execute(
            "SELECT id FROM item WHERE NOT EXISTS(SELECT 1 FROM seen WHERE seen.item = item.id)"
        ):
            yield f"item {row[0]} has no seen key"


def _left_behind(folder: Path) -> Iterator[str]:
    """Yield a sentence for each traceback in the daemon's log, and for each worker that outlived its daemon."""
    log = (folder / "daemon.log").read_text(encoding="utf-8", errors="replace")
    for trace in log.split("Traceback")[1:]:
        # A worker whose daemon dies while it is being born says so through the standard library alone.
        if "daemon/veille" in trace[:4000] or "veille_plugins" in trace[:4000]:
            yield f"in daemon.log: {trace[:4000]}"
    mark = f"{MARK}={folder}".encode()
    ends = time.monotonic() + HANG
    while (
        left := [path for path in Path("/proc").glob("[0-9]*/environ") if _holds(path, mark)]
    ) and time.monotonic() < ends:
        time.sleep(0.1)
    for path in left:
        yield f"process {path.parent.name} outlived its daemon"


def _holds(path: Path, mark: bytes) -> bool:
    try:
        return mark in path.read_bytes().split(b"\0")
    except OSError:  # it has ended, or is another user's
        return False
