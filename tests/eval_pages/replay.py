"""make eval-pages: what company_page owes for the versions of many pages, and what a poll of a page costs.

The versions are polled one after the other through the real daemon: a server on loopback, workers, a database. Its
last line counts the alerts that came without a change and the changes without an alert.
"""

from __future__ import annotations

import asyncio
import io
import os
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval_pages.costs import SELECTED, STORED, WHOLE, a_page, cost
from eval_pages.kinds import KINDS
from eval_pages.versions import HTML, Owes, Version, careers, team
from veille import log
from veille.app import App
from veille.config.model import Config
from veille.watch.outcome import Polled
from webserver import Answer, WebServer
from world import HOUR, Clock, configured

PAGES: dict[str, tuple[str, Callable[[], list[Version]]]] = {
    "careers": ('select = ".poste"', careers),
    "team": ("", team),
    **{name: ("", versions) for name, versions in KINDS.items()},
}
ALERTS = 'topic = "Quai"\nalert = true\n'


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one version."""

    version: Version
    got: Owes
    polled: Polled

    @property
    def right(self) -> bool:
        return self.got == self.version.owes


def replay(folder: Path, name: str) -> list[Seen]:
    """Poll the versions of a page, six hours apart, and return what was owed for each."""
    options, versions = PAGES[name]
    seen: list[Seen] = []
    clock = Clock()

    async def life(app: App) -> None:
        for version in versions():
            server.on("/page", version.answer)
            (polled,) = await app.poll_once([name])
            seen.append(Seen(version, _owes(polled), polled))
            clock.forward(6 * HOUR)

    with WebServer() as server:
        text = f'[source.{name}]\nkind = "company_page"\nurl = "{server.url("/page")}"\n{options}\n{ALERTS}'
        config = configured(folder, f'[channel.page]\nfolder = "{folder}/page"\n{text}', head='to = "page"\n')
        asyncio.run(_living(config, clock, life))
    return seen


async def _living(config: Config, clock: Clock, life: Callable[[App], Awaitable[None]]) -> None:
    async with App(config, clock=clock, deliver=False) as app:
        await life(app)


def _owes(polled: Polled) -> Owes:
    if polled.outcome in ("failed", "suspect"):
        return "health"
    return "alert" if polled.kept.owed else "nothing"


def stored(folder: Path, pages: int, *, cards: bool) -> float:
    """Return what a page of 100 KB keeps in the database once it was polled twice, in bytes."""
    later: list[bool] = [False]

    def body(number: int) -> Answer:
        page = a_page(number, cards=cards)
        return Answer(
            page.replace(b"Lyon", b"Brest", 3).replace(b". ", b" neuf. ", 3) if later[0] else page,
            headers=HTML,
        )

    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        later[0] = True
        clock.forward(6 * HOUR)
        await app.poll_once()

    with WebServer() as server:
        for number in range(pages):
            server.on(f"/{number}", lambda _, number=number: body(number))
        text = "\n".join(
            f'[source.p{number}]\nkind = "company_page"\nurl = "{server.url(f"/{number}")}"'
            for number in range(pages)
        )
        config = configured(folder, f'[channel.page]\nfolder = "{folder}/page"\n{text}', head='to = "page"\n')
        asyncio.run(_living(config, clock, life))
    with closing(sqlite3.connect(folder / "state" / "veille.db")) as db:
        (count,), (size,) = (
            db.execute("PRAGMA page_count").fetchone(),
            db.execute("PRAGMA page_size").fetchone(),
        )
    return int(count) * int(size) / pages


def wrong(seen: Sequence[Seen]) -> tuple[int, int]:
    """Return how many versions were told falsely, and how many were missed."""
    false = sum(not judged.right and judged.got != "nothing" for judged in seen)
    return false, sum(not judged.right and judged.got == "nothing" for judged in seen)


def main() -> int:
    console = Console(width=max(120, int(os.environ.get("COLUMNS", "0"))))
    log.configure(json=True, stream=io.StringIO())
    everything: list[Seen] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in PAGES:
            here = Path(folder, name)
            here.mkdir()
            seen = replay(here, name)
            everything += seen
            table = Table(
                "",
                "version",
                "owes",
                "got",
                "why",
                title=f"{name}: {len(seen)} versions",
                title_justify="left",
            )
            for number, judged in enumerate(seen, 1):
                mark = "" if judged.right else "WRONG"
                table.add_row(
                    str(number),
                    judged.version.what,
                    judged.version.owes,
                    judged.got,
                    f"{mark} {judged.polled.why}".strip(),
                )
            console.print(table)
        pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
        measured = Table("", "got", "at most", title="a page of 100 KB", title_justify="left")
        limits = [
            ("cards, with a selector, ms of CPU", cost(cards=True, select=".card"), SELECTED),
            ("cards, main text, ms of CPU", cost(cards=True), WHOLE),
            ("prose, main text, ms of CPU", cost(cards=False), WHOLE),
        ]
        for kind in (True, False):
            here = Path(folder, f"stored-{kind}")
            here.mkdir()
            words = f"{'cards' if kind else 'prose'}, bytes in the database (of {pages} pages, with a change each)"
            limits.append((words, stored(here, pages, cards=kind), STORED))
        for words, got, most in limits:
            measured.add_row(words, f"{got:,.1f}", f"{most:,.0f}")
        console.print(measured)
    false, missed = wrong(everything)
    print(f"false {false}, missed {missed}, of {len(everything)}")
    return int(bool(false or missed or any(got > most for _, got, most in limits)))


if __name__ == "__main__":
    sys.exit(main())
