"""What a case plays in: a web, a mail server, a state folder and a clock of its own, and the list of all cases."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailserver import MailServer
from patience import HANG
from veille.app import App
from veille.watch.outcome import Polled
from webserver import Answer, WebServer
from world import HOUR, Clock, configured, living, rows

Play = Callable[["Lab"], str]


@dataclass(frozen=True)
class Case:
    """`kind` is a letter or two and what it stands for; `expected` is what `play` must return."""

    kind: str
    title: str
    expected: str
    play: Play


CASES: list[Case] = []
"""Every case of the files that were imported, in their order."""


def case(kind: str, title: str, expected: str) -> Callable[[Play], Play]:
    """Add the function below to the cases."""

    def add(play: Play) -> Play:
        CASES.append(Case(kind, title, expected, play))
        return play

    return add


def as_tests(module: str) -> Callable[..., None]:
    """Return a test for each case of a module."""
    cases = [case for case in CASES if case.play.__module__ == module]

    @pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.kind}: {case.title}") for case in cases])
    def test(case: Case, tmp_path: Path, web: WebServer, post: MailServer) -> None:
        assert case.play(Lab(tmp_path, web, post)) == case.expected

    return test


@dataclass
class Lab:
    """Everything that one case needs. The source is called `s`, is one of a topic that alerts, and its page is `/s`."""

    folder: Path
    web: WebServer
    post: MailServer
    clock: Clock = field(default_factory=Clock)
    config: str = ""
    head: str = 'to = "c"'
    tls: ssl.SSLContext | None = None  # of a web that plays any host behind a proxy

    def watch(self, options: str = "", *, more: str = "", head: str = "", path: str = "/s") -> None:
        """Write the configuration: the source with such options (lines of TOML), and whatever `more` adds below it."""
        self.config = (
            f'[channel.c]\nfolder = "{self.folder}/c"\n'
            f'[source.s]\nurl = "{self.web.url(path)}"\ntopic = "Tout"\nalert = true\n'
            f"{options}\n{more}"
        )
        configured(self.folder, self.config, head=head or self.head)

    def poll(
        self,
        page: Answer | bytes | str | None = None,
        *,
        pages: Mapping[str, Answer] | None = None,
        after: float = HOUR,
    ) -> Polled:
        """Serve such pages, poll the source once, whether it is due or not, and let `after` seconds go by."""
        if not self.config:
            self.watch()
        if page is not None:
            self.web.on("/s", page if isinstance(page, Answer) else Answer(page))
        for path, answer in (pages or {}).items():
            self.web.on(path, answer)
        config = configured(self.folder, self.config, head=self.head)

        async def life(app: App) -> list[Polled]:
            return await app.poll_once(["s"])

        (polled,) = living(config, self.clock, life, tls=self.tls)
        self.clock.forward(after)
        return polled

    def veille(self, *words: str) -> str:
        """Return what a command prints, on both streams, as its user sees it."""
        done = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(self.folder / "veille.toml"), *words],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=HANG, check=False,
            env={**os.environ, "COLUMNS": "120"},
        )  # fmt: skip
        return done.stdout

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a query gives on the state."""
        return rows(self.folder, query)

    def titles(self) -> list[str]:
        """Return the titles of all items, oldest first."""
        return [str(title) for (title,) in self.rows("SELECT title FROM item ORDER BY id")]


def brief(*polls: Polled) -> str:
    """Return how polls ended: new, edited and alerted items where there are any, else the outcome, and why."""
    return " | ".join(_brief(polled) for polled in polls)


def _brief(polled: Polled) -> str:
    counts = {"new": polled.kept.new, "edited": polled.kept.edited, "alerted": polled.kept.owed}
    news = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    why = str(polled.why)
    return (f"{polled.outcome}: {news}" if news else str(polled.outcome)) + (f" ({why})" if why else "")
