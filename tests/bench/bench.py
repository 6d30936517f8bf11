"""make bench: what a poll costs, over a thousand feeds of 20 items and about 60 KB on this machine's loopback.

    bench.py [FEEDS] [--no-limits]

Four rounds through the real daemon in one process: first; nothing new, answered 304; nothing new, sent again in
full; one new item each. CPU is what this process used (and, in a column of its own, its worker processes); the
farm serves from another. Then what the parts cost per item. Exits 1 when a round costs more than its limit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from veille import log
from veille.app import App, make_deciders
from veille.config import load
from veille.kit.feeds.reading import read
from veille.match.rules import Doc
from veille.match.stories import StoryIndex
from veille.model import Criterion
from veille.source import Page
from veille.text.fold import folded
from veille.watch.batch import keep, sort_out
from veille.watch.identity import identify

from farm import BEGAN, ITEMS, Farm, FarmProcess, place  # isort: skip - beside this file, no package

CLONE = Path(__file__).parents[2]
RULES = 20


@dataclass(frozen=True, slots=True)
class Round:
    """A round and its limit, in ms of CPU per feed, this process and its workers together."""

    name: str
    tell: tuple[str, ...]
    limit: float


ROUNDS = (
    Round("first", ("round/0", "known/yes"), 25),
    Round("nothing new, 304", (), 2),
    Round("nothing new, sent again", ("known/no",), 2),
    Round("one new item each", ("round/1",), 6),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one round took: seconds of CPU (own, workers'), seconds by the clock, MB held at most until then."""

    own: float
    workers: float
    wall: float
    memory: float
    outcomes: Counter[str]
    new: int


def write_config(folder: Path, base: str, feeds: int) -> Path:
    """Write a configuration of so many feeds and some rules, and return its path."""
    lines = [
        '[veille]\nlanguage = "fr"\ntimezone = "Europe/Paris"\nto = "page"\ncontact = "bench@example.org"',
        f"state = {json.dumps(str(folder / 'state'))}",
        f"[channel.page]\nfolder = {json.dumps(str(folder / 'page'))}",
    ]
    random = Random(20)
    for number in range(RULES):
        # About 1 item in 1,000 meets one of these.
        places = json.dumps([place(random) for _ in range(10)])
        lines.append(f'[rule.r{number}]\nany = {places}\nnot = ["zouave"]')
    lines.append("[source]")
    lines += [f'feed-{number} = "{base}/feed/{number}"' for number in range(feeds)]
    path = folder / "veille.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def measure(folder: Path, feeds: int) -> tuple[list[Cost], list[tuple[str, float]]]:
    """Run the four rounds; return what each cost, and what the parts cost (ms each)."""
    costs = []
    with FarmProcess(feeds) as farm:
        config = load(write_config(folder, farm.base, feeds))
        clock = float(BEGAN + ITEMS * 3600)
        async with App(config, clock=lambda: clock, deliver=False) as app:
            for round_ in ROUNDS:
                for what in round_.tell:
                    farm.tell(what)
                clock += 3600
                costs.append(await poll_round(app, farm.pid))
            pieces = await parts(app, Farm(feeds, farm.base), clock)
    return costs, pieces


async def poll_round(app: App, farm: int) -> Cost:
    """Poll every source once through the app, and return what it cost; `farm` is a process left out."""
    own, workers, wall = _cpu(resource.RUSAGE_SELF), _workers_cpu(farm), time.monotonic()
    polled = await app.poll_once()
    await app.writer.run(lambda db: None)  # what the writer was left to write later belongs to the round
    return Cost(
        _cpu(resource.RUSAGE_SELF) - own,
        _workers_cpu(farm) - workers,
        time.monotonic() - wall,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        Counter(str(poll.outcome) for poll in polled),
        sum(poll.kept.new for poll in polled),
    )


async def parts(app: App, farm: Farm, now: float) -> list[tuple[str, float]]:
    """Return what each part of a poll costs, in ms, on the documents and the database of the rounds."""
    farm.round = 1
    pages = [Page(f"{farm.base}/feed/{number}", body=farm.feed(number)) for number in range(60)]
    farm.round = 2
    later = [Page(f"{farm.base}/feed/{number}", body=farm.feed(number)) for number in range(60)]
    batches = [read(page, {}) for page in pages]
    told = [batch.cursor or {} for batch in batches]
    items = [
        replace(item, id=f"{item.id}#", url=f"{item.url}?n=1") for batch in batches for item in batch.items
    ]
    deciders = replace(make_deciders(app.config), stories=app.poller.record.deciders.stories)
    docs = [Doc(item.title, item.text, "feed-0") for item in items]
    stories = deciders.stories or StoryIndex()
    state = app.poller.states["feed-0"].id

    def keep_all(db: sqlite3.Connection) -> float:
        start = time.thread_time()
        for at in range(0, len(items), ITEMS):
            keyed = identify(items[at : at + ITEMS], Criterion.ID).items
            sorted_out = sort_out(db, state, keyed, ())
            keep(
                db,
                deciders,
                source=state,
                name="feed-0",
                sorted_out=sorted_out,
                complete=False,
                baseline=False,
                now=int(now),
            )
        return time.thread_time() - start

    def fold_all() -> None:
        for number, item in enumerate(items):
            stories.fold(item.title, item.url, "bench", now)
            stories.add(-1 - number, -1 - number, "bench", item.title, item.url, now)

    def find(size: int) -> Callable[[], object]:
        return lambda: [deciders.matcher.find(docs[at : at + size]) for at in range(0, len(docs), size)]

    keeping = await app.writer.run(keep_all)
    table: list[tuple[str, int, Callable[[], object]]] = [
        ("read a document whole", len(pages), lambda: [read(page, {}) for page in pages]),
        ("read it again, nothing new", len(pages), lambda: list(map(read, pages, told))),
        ("read it again, one new item", len(pages), lambda: list(map(read, later, told))),
        ("fold an item's text", len(items), lambda: [folded(item.text) for item in items]),
        (f"find and note an item's story among {len(stories)}", len(items), fold_all),
        (f"{RULES} rules on a batch of {ITEMS}", len(pages), find(ITEMS)),
        (f"{RULES} rules on a batch of 1", len(docs), find(1)),
    ]
    return [
        *((name, _timed(run) / times) for name, times, run in table),
        (f"keep {ITEMS} new items: stories, rules, rows", keeping * 1000 / len(pages)),
    ]


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _workers_cpu(farm: int) -> float:
    """Return the seconds of CPU that child processes used: those that ended, and those that run (proc(5))."""
    used = _cpu(resource.RUSAGE_CHILDREN)
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in listed.read_text().split():
            if int(child) != farm:
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def show(costs: Sequence[Cost], pieces: Sequence[tuple[str, float]], feeds: int) -> bool:
    """Print both tables, and return whether every round kept its limit."""
    console = Console(width=None if sys.stdout.isatty() else 110)
    table = Table(title=f"{feeds} feeds of {ITEMS} items, {RULES} rules: ms of CPU a feed")
    for name in (
        "round",
        "daemon",
        "workers",
        "together",
        "limit",
        "wall s",
        "peak MB",
        "new items",
        "outcomes",
    ):
        table.add_column(name, justify="left" if name in ("round", "outcomes") else "right")
    kept = True
    for round_, cost in zip(ROUNDS, costs, strict=True):
        together = (cost.own + cost.workers) * 1000 / feeds
        kept = kept and together <= round_.limit
        table.add_row(
            round_.name,
            f"{cost.own * 1000 / feeds:.2f}",
            f"{cost.workers * 1000 / feeds:.2f}",
            f"[{'green' if together <= round_.limit else 'red'}]{together:.2f}[/]",
            f"{round_.limit:g}",
            f"{cost.wall:.1f}",
            f"{cost.memory:.0f}",
            str(cost.new),
            ", ".join(f"{outcome} {number}" for outcome, number in cost.outcomes.most_common()),
        )
    console.print(table)
    table = Table(title="what the parts cost")
    table.add_column("part")
    table.add_column("ms", justify="right")
    for name, cost_each in pieces:
        table.add_row(name, f"{cost_each:.3f}")
    console.print(table)
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what a poll costs.")
    parser.add_argument("feeds", nargs="?", type=int, default=1000)
    parser.add_argument("--no-limits", action="store_true", help="exit 0 whatever the rounds cost")
    given = parser.parse_args()
    room = CLONE / ".venv" / "tmp"
    room.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir=room) as folder,
        Path(os.devnull).open("w") as nowhere,
    ):
        log.configure(json=True, stream=nowhere)  # logging is a part of the cost, reading it is not
        costs, pieces = asyncio.run(measure(Path(folder), given.feeds))
    return 0 if show(costs, pieces, given.feeds) or given.no_limits else 1


if __name__ == "__main__":
    sys.exit(main())
