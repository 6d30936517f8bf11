"""The director: runs the real daemon on the recorded web, moves its clock, and shows what comes of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from veille import config as configuration
from veille.app import DATABASE, App
from veille.config.model import Config
from veille.demo import lines
from veille.demo.config import prepare
from veille.demo.places import places
from veille.demo.recorded import ROUNDS, ZONE, Round, outlets
from veille.demo.screen import Screen
from veille.demo.web import RecordedWeb
from veille.model import MessageKind, Outcome, Verdict
from veille.service import Service
from veille.store import match_rows as archive
from veille.store.schema import open_reader, open_writer
from veille.store.sources import mark_due
from veille.watch.outcome import Polled

STEP = timedelta(minutes=5)  # between two ticks that are watched closely …
HOUR = timedelta(hours=1)  # … for so long after each round; then time passes faster
STRIDE = timedelta(minutes=30)


@dataclass(slots=True)
class Clock:
    """The daemon's clock, which the director moves; called, it gives UTC seconds."""

    at: datetime

    def __call__(self) -> float:
        return self.at.timestamp()


@dataclass(slots=True)
class Tally:
    """What the closing lines count, and the last digest that was written."""

    polls: int = 0
    failed: int = 0
    items: int = 0
    folded: int = 0
    matched: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    messages: Counter[MessageKind] = field(default_factory=Counter)
    digest: Path | None = None


class _RecordingTerminal(io.StringIO):
    """Stands for the console channel's terminal, and keeps each message that it is given, but its subject."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def write(self, text: str) -> int:
        if text.strip():
            self.texts.append(text.strip("\n").split("\n", 2)[-1])
        return len(text)


async def play(screen: Screen, folder: Path) -> Tally:
    """Play all rounds in folder, and return what happened. Raises UserError where folder cannot be used."""
    recorded = outlets()
    tally = Tally()
    async with RecordedWeb(recorded, places()) as web:
        file = prepare(folder, web.address)
        config = configuration.load(file)
        await screen.opening(len(recorded), sum(len(outlet.articles) for outlet in recorded), file)
        clock = Clock(ROUNDS[0].at)
        async with App(config, clock=clock, jitter=lambda: 0.5) as app:  # the same at each play
            with contextlib.closing(open_reader(config.state / DATABASE)) as db:
                director = _Director(app, config, clock, db, screen, tally)
                for place, round_ in enumerate(ROUNDS):
                    web.set_round(round_.number)
                    await director.watch(round_)
                    if place + 1 < len(ROUNDS):
                        await director.pass_time(ROUNDS[place + 1].at)
    screen.closing(_facts(tally), tally.digest, file)
    return tally


@dataclass(slots=True)
class _Director:
    app: App
    config: Config
    clock: Clock
    db: sqlite3.Connection
    screen: Screen
    tally: Tally
    _last_item: int = 0
    _last_message: int = 0

    async def watch(self, round_: Round) -> None:
        """Tick closely through the hour that follows a round, and show what came of it."""
        await self.screen.round(round_)
        polled, console = await self._tick(_times(round_.at, round_.at + HOUR, STEP))
        await self.screen.polled(len(polled), lines.sources(polled, list(self.config.sources)))
        await self._show(round_.at, console)

    async def pass_time(self, until: datetime) -> None:
        """Tick in long strides until the next round."""
        start = self.clock.at
        polled, console = await self._tick(_times(start + STRIDE, until - STEP, STRIDE))
        await self.screen.meanwhile(start, until, len(polled))
        changed = [
            source
            for source in lines.sources(polled, list(self.config.sources))
            if source.outcome is not Outcome.UNCHANGED
        ]
        if any(source.outcome is Outcome.CHANGED for source in changed):
            await self.screen.polled(len(polled), changed)
        await self._show(start + STEP, console)

    async def _tick(self, times: Iterable[datetime]) -> tuple[list[Polled], list[str]]:
        """Let the daemon do what is due at each of these times; return its polls and its console's messages."""
        polled: list[Polled] = []
        with contextlib.redirect_stdout(_RecordingTerminal()) as heard:
            for at in times:
                self.clock.at = at
                polled += await self.app.poll_once(self.app.poller.due(self.clock()))
        self.tally.polls += len(polled)
        self.tally.failed += sum(poll.outcome is Outcome.FAILED for poll in polled)
        return polled, heard.texts

    async def _show(self, start: datetime, console: Iterable[str]) -> None:
        since, tally = int(start.timestamp()), self.tally
        baseline = self._last_item == 0
        matches = archive.matches_between(self.db, since, int(self.clock()) + 1)
        items = lines.new_items(self.db, self._last_item)
        sent = lines.messages(
            self.db, self._last_message, console=console, channels=self.config.channels, zone=ZONE
        )
        if not baseline:  # what was already there is in the first letter
            await self.screen.found([*items, *lines.edits(matches, since)])
        doubted = lines.doubted(self.db, since, int(self.clock()) + 1)
        await self.screen.matched(lines.matched([*matches, *doubted]))
        await self.screen.sent(sent)
        self._last_item = max([self._last_item, *(item.id for item in items)])
        self._last_message = max([self._last_message, *(message.id for message in sent)])
        tally.items += len(items)
        tally.folded += sum(bool(item.how) for item in items)
        tally.matched += len({row.item for row in matches})
        tally.mentions.update(row.verdict for row in (*matches, *doubted) if row.verdict)
        tally.messages.update(message.kind for message in sent)
        digests = [message.page for message in sent if message.kind is MessageKind.DIGEST and message.page]
        tally.digest = digests[-1] if digests else tally.digest


def _times(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += step


def _facts(tally: Tally) -> list[tuple[int, str]]:
    words = {MessageKind.FIRST: "first letter", MessageKind.HEALTH: "health message"}
    sent = [
        f"{count} {words.get(kind, str(kind))}{'s'[: count > 1]}" for kind, count in tally.messages.items()
    ]
    return [
        (tally.polls, f"polls, of which {tally.failed} failed"),
        (
            tally.items,
            f"items kept and searchable, of which {tally.folded} folded into a story known already",
        ),
        (tally.matched, "matched, besides those of the first polls"),
        (
            tally.mentions.total(),
            f"mentions of a name, of which {tally.mentions[Verdict.UNSURE]} unsure, asked about in the digest",
        ),
        (tally.messages.total(), f"messages sent: {', '.join(sent)}"),
    ]


async def serve(folder: Path, *, every: float = 60.0) -> None:
    """Run the daemon on the recorded web until SIGINT or SIGTERM; a round comes every so many seconds.

    Here time is the real one: the articles are dated as if the last round were now.
    """
    shift = datetime.now(ZONE) - ROUNDS[-1].at
    async with RecordedWeb(outlets(shift), places(shift)) as web:
        file = prepare(folder, web.address)
        config = configuration.load(file)
        print(f"The recorded web is at {web.address}; ask about it with  veille --config {file} status")
        daemon = asyncio.create_task(Service(config).run())
        for round_ in ROUNDS:
            print(f"\nRound {round_.number} of {len(ROUNDS)}: {round_.what}", flush=True)
            web.set_round(round_.number)
            if round_ is not ROUNDS[0]:  # as `veille poll` does beside a daemon
                with contextlib.closing(open_writer(config.state / DATABASE)) as db:
                    mark_due(db, config.sources, time.time())
            ended, _ = await asyncio.wait({daemon}, timeout=every)
            if ended:
                break
        else:
            print("\nThat was the last round; the daemon goes on until Ctrl-C.", flush=True)
        await daemon
