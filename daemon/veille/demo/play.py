"""The director: runs the real daemon on the recorded web, moves its clock, and shows what comes of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from veille import config as configuration
from veille.app import DATABASE, App
from veille.config.model import Config
from veille.demo.config import prepare
from veille.demo.recorded import ROUNDS, ZONE, Round, outlets
from veille.demo.show import ItemLine, MatchLine, MessageLine, Screen, SourceLine
from veille.demo.web import RecordedWeb
from veille.model import Outcome
from veille.schedule import Ticker
from veille.store import archive
from veille.store.schema import open_reader
from veille.watch.poll import Polled

STEP = timedelta(minutes=5)  # between two ticks that are watched closely …
HOUR = timedelta(hours=1)  # … for so long after each round; then time passes faster
STRIDE = timedelta(minutes=30)
MANY = 1000  # more rows than the demonstration ever has

_KINDS = {"first": "first letter", "digest": "digests", "alert": "alerts", "health": "health messages"}
_HOW = {"url": "same address as", "title": "same title as", "similar": "nearly the same title as"}


@dataclass(slots=True)
class Clock:
    """The daemon's clock, which the director moves; called, it gives UTC seconds."""

    at: datetime

    def __call__(self) -> float:
        return self.at.timestamp()


@dataclass(slots=True)
class Tally:
    """What the closing lines count."""

    polls: int = 0
    failed: int = 0
    items: int = 0
    folded: int = 0
    matched: int = 0
    messages: dict[str, int] = field(default_factory=dict)
    digest: Path | None = None


class _Heard(io.StringIO):
    """Stands for the console channel's terminal, and keeps each message that it is given, but its subject."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def write(self, text: str) -> int:
        if text.strip():
            self.said.append(text.strip("\n").split("\n", 2)[-1])
        return len(text)


async def play(screen: Screen, folder: Path) -> Tally:
    """Play all rounds in folder, and return what happened. Raises UserError where folder cannot be used."""
    recorded = outlets()
    tally = Tally()
    async with RecordedWeb(recorded) as web:
        file = prepare(folder, web.address)
        config = configuration.load(file)
        await screen.opening(len(recorded), sum(len(one.articles) for one in recorded), file)
        clock = Clock(ROUNDS[0].at)
        async with App(config, clock=clock) as app:
            with contextlib.closing(open_reader(config.state / DATABASE)) as db:
                director = _Director(app, config, clock, db, screen, tally)
                for place, one in enumerate(ROUNDS):
                    web.set_round(one.number)
                    await director.watch(one)
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

    async def watch(self, one: Round) -> None:
        """Tick closely through the hour that follows a round, and show what came of it."""
        await self.screen.round(one)
        await self._show(one.at, await self._tick(_times(one.at, one.at + HOUR, STEP)))

    async def pass_time(self, until: datetime) -> None:
        """Tick in long strides until the next round."""
        start = self.clock.at
        polled, said = await self._tick(_times(start + STRIDE, until - STEP, STRIDE))
        await self.screen.meanwhile(start, until, len(polled))
        await self._show(start + STEP, (polled, said), sources=False)

    async def _tick(self, times: Iterable[datetime]) -> tuple[list[Polled], list[str]]:
        """Let the daemon do what is due at each of these times; return its polls, and its console's messages."""
        polled: list[Polled] = []
        with contextlib.redirect_stdout(_Heard()) as heard:
            for at in times:
                self.clock.at = at
                polled += await self.app.poll_once(self.app.poller.due(self.clock()))
        self.tally.polls += len(polled)
        self.tally.failed += sum(one.outcome is Outcome.FAILED for one in polled)
        return polled, heard.said

    async def _show(
        self, start: datetime, came: tuple[list[Polled], list[str]], *, sources: bool = True
    ) -> None:
        polled, said = came
        if sources or any(one.kept.new for one in polled):
            await self.screen.polled(len(polled), _sources(polled))
        matches = archive.matches_between(self.db, int(start.timestamp()), int(self.clock()) + 1)
        if self._last_item:  # the baseline is told by the first letter
            await self.screen.found([*self._new_items(), *_edits(matches, start)])
        else:
            self._new_items()
        await self.screen.matched(_matches(matches))
        await self.screen.sent(self._messages(said))
        self.tally.matched += len({row.item for row in matches})

    def _new_items(self) -> list[ItemLine]:
        rows = [row for row in archive.search(self.db, limit=MANY) if row.id > self._last_item]
        lines = []
        for row in sorted(rows, key=lambda row: row.id):
            how, like = archive.find_item(self.db, str(row.id))[0]["folded_how"], ""
            if how:
                first = archive.carriers(self.db, [row.story])[row.story][0]
                title = archive.find_item(self.db, str(first.item))[0]["title"]
                like = f"{title}  {first.outlet}"
            lines.append(ItemLine(row.title, row.outlet, how=_HOW.get(how, how), like=like))
        self._last_item = max([self._last_item, *(row.id for row in rows)])
        self.tally.items += len(lines)
        self.tally.folded += sum(bool(line.how) for line in lines)
        return lines

    def _messages(self, said: list[str]) -> list[MessageLine]:
        rows = [row for row in archive.messages(self.db, limit=MANY) if row["id"] > self._last_message]
        rows.sort(key=lambda row: int(row["id"]))
        lines = []
        for row in rows:
            self._last_message = int(row["id"])
            self.tally.messages[row["kind"]] = self.tally.messages.get(row["kind"], 0) + 1
            channel = self.config.channels[row["recipient"]]
            page = _page(channel.folder, row["kind"], row["id"]) if channel.folder else None
            text = said.pop(0) if channel.console and said else ""
            at = datetime.fromtimestamp(row["created"], ZONE)
            lines.append(MessageLine(row["kind"], row["recipient"], row["subject"], at, text, page))
            if row["kind"] == "digest" and page is not None:
                self.tally.digest = page
        return lines


def _times(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += step


def _sources(polled: Iterable[Polled]) -> list[SourceLine]:
    """Return one line a source: what its polls found, or the last thing that was wrong with them."""
    by_name: dict[str, list[Polled]] = {}
    for one in polled:
        by_name.setdefault(one.source, []).append(one)
    return [_source(name, polls) for name, polls in by_name.items()]


def _source(name: str, polls: list[Polled]) -> SourceLine:
    new, edited = sum(one.kept.new for one in polls), sum(one.kept.edited for one in polls)
    wrong = [one for one in polls if one.outcome not in (Outcome.CHANGED, Outcome.UNCHANGED)]
    words = ", ".join(f"{count} {what}" for count, what in ((new, "new"), (edited, "edited")) if count)
    if words:
        return SourceLine(name, Outcome.CHANGED, words)
    if wrong:
        times = f" ({len(wrong)} times)" if len(wrong) > 1 else ""
        return SourceLine(name, wrong[-1].outcome, f"{wrong[-1].outcome}{times}: {wrong[-1].why}")
    return SourceLine(name, Outcome.UNCHANGED, "unchanged")


def _edits(matches: Iterable[archive.MatchRow], start: datetime) -> list[ItemLine]:
    edited = {row.item: row for row in matches if row.edited and row.edited >= int(start.timestamp())}
    return [ItemLine(row.title, row.outlet, edited=True) for row in edited.values()]


def _matches(rows: Iterable[archive.MatchRow]) -> list[MatchLine]:
    """Return one line an item, with every reason that it matched for."""
    by_item: dict[int, list[archive.MatchRow]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return [
        MatchLine(
            found[0].title,
            found[0].outlet,
            "; ".join(_reason(row) for row in found),
            next((row.excerpt for row in found if row.excerpt), ""),
        )
        for found in by_item.values()
    ]


def _reason(row: archive.MatchRow) -> str:
    what, _, name = row.by.partition(":")
    if what == "source":
        return f"source {name} is followed whole, for {row.topic}"
    return f"rule {name}: {', '.join(row.words)}"


def _page(folder: Path, kind: str, message: int) -> Path | None:
    return next(iter(folder.glob(f"*-{kind}-{message}.html")), None)


def _facts(tally: Tally) -> list[tuple[str, str]]:
    sent = ", ".join(f"{count} {_KINDS.get(kind, kind)}" for kind, count in tally.messages.items())
    return [
        (str(tally.polls), f"polls, of which {tally.failed} failed and were told once"),
        (str(tally.items), f"items kept and searchable, of which {tally.folded} folded into a known story"),
        (str(tally.matched), "matched after the first poll"),
        (str(sum(tally.messages.values())), f"messages left: {sent}"),
    ]


async def serve(folder: Path, *, every: float = 60.0) -> None:
    """Run the daemon on the recorded web until SIGINT or SIGTERM; `every` so many seconds a round comes.

    Here time is the real one: the articles are dated as if the last round were now.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with RecordedWeb(outlets(datetime.now(ZONE) - ROUNDS[-1].at)) as web:
        file = prepare(folder, web.address)
        print(f"The recorded web is at {web.address}; ask about it with  veille --config {file} status")
        async with App(configuration.load(file)) as app:
            ticker = Ticker(app.tick)
            ticker.start()
            for one in ROUNDS:
                print(f"\nRound {one.number} of {len(ROUNDS)}: {one.what}", flush=True)
                web.set_round(one.number)
                app.start_polls(app.poller.states)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), every)
            if not stop.is_set():
                print("\nThat was the last round; the daemon goes on until Ctrl-C.", flush=True)
            await stop.wait()
            ticker.stop()
