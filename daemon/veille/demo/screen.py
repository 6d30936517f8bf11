"""What a person reads during the demonstration: in colour and unhurried on a terminal, plain when piped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from rich.box import ROUNDED
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from veille.demo.lines import ItemLine, MatchLine, MessageLine, SourceLine
from veille.demo.recorded import Round
from veille.model import MARK, UNMARK, MessageKind, Outcome

_LABEL = 9
_FOUND = re.compile(f"{MARK}(.*?){UNMARK}", re.DOTALL)
_STARS = re.compile(r"\*([^*\n]+)\*")
_COLOURS = {
    Outcome.CHANGED: "green",
    Outcome.UNCHANGED: "bright_black",
    Outcome.DEGRADED: "yellow",
    Outcome.SUSPECT: "yellow",
    Outcome.FAILED: "red",
}


class Screen:
    """Writes to a console; `pace` multiplies the pauses, 0 for none. `command` is how to call veille from here."""

    def __init__(self, console: Console, *, pace: float = 1.0, command: str = "veille") -> None:
        self._console = console
        self._command = command
        self._pace = pace if console.is_terminal else 0.0

    async def opening(self, sources: int, articles: int, config: Path) -> None:
        """Say what is about to be seen."""
        out = self._console
        out.print()
        out.print(Text("veille keeps watch: a demonstration", style="bold"))
        out.print(
            f"The real daemon polls {sources} feeds of {articles} invented articles, an employer's careers and team pages "
            "and a search for a name, served on this machine: two days of November 2026 in under a minute. "
            f"Its reader is French, its configuration is {config}.",
            highlight=False,
        )
        await self._pause(2.5)

    async def round(self, round_: Round) -> None:
        """Say that a round begins."""
        self._console.print()
        self._console.print(
            Rule(Text(f" {_when(round_.at)} ", style="bold cyan"), align="left", style="cyan", characters="─")
        )
        self._console.print(Text(round_.what, style="italic"))
        await self._pause(1.2)

    async def polled(self, polls: int, lines: Sequence[SourceLine]) -> None:
        """Show how the sources fared; those that changed nothing are only named."""
        changed = [line for line in lines if line.outcome is not Outcome.UNCHANGED]
        quiet = [line.source for line in lines if line.outcome is Outcome.UNCHANGED]
        if not lines:
            return
        what = "source" if len(lines) == 1 else "sources"
        self._head("polled", f"{polls} {'poll' if polls == 1 else 'polls'} of {len(lines)} {what}")
        wide = max(len(line.source) for line in lines)
        for line in changed:
            text = Text(f"{line.source:<{wide}}  ")
            self._line(text.append(line.words, style=_COLOURS[line.outcome]))
        if quiet:
            self._line(Text(f"unchanged: {', '.join(quiet)}", style="bright_black"))
        await self._pause(0.6)

    async def found(self, items: Sequence[ItemLine]) -> None:
        """Show what is new or edited, and what was folded into an earlier story."""
        fresh = [item for item in items if not item.how]
        folded = [item for item in items if item.how]
        if fresh:
            self._head("found")
        for item in fresh:
            line = Text(item.title).append(f"  {item.outlet}", style="bright_black")
            self._line(line.append("  edited", style="yellow") if item.edited else line)
        if folded:
            self._head("folded")
        for item in folded:
            line = Text(item.title).append(f"  {item.outlet}", style="bright_black")
            self._line(line)
            self._line(Text(f"{item.how}: {item.like}", style="bright_black"), indent=4)
        await self._pause(0.2 * len(items))

    async def matched(self, matches: Iterable[MatchLine]) -> None:
        """Show the matches, each with why."""
        for place, match in enumerate(matches):
            if not place:
                self._head("matched")
            self._line(Text(match.title).append(f"  {match.outlet}", style="bright_black"))
            self._line(Text(match.reason, style="magenta"), indent=4)
            if match.excerpt:
                self._line(marked(match.excerpt), indent=4)
            await self._pause(0.4)

    async def sent(self, messages: Iterable[MessageLine]) -> None:
        """Show the messages that left: whole those for the console, by their subject those for a folder."""
        for place, message in enumerate(messages):
            if not place:
                self._head("sent")
            line = Text(
                f"{message.at:%H:%M}  {_KINDS.get(message.kind, message.kind)} to {message.recipient}"
            )
            self._line(line.append(f"  {message.subject}", style="bold") if not message.text else line)
            if message.page is not None:
                self._line(Text(message.page.name, style="bright_black"), indent=4)
            if message.text:
                panel = Panel(
                    starred(message.text.strip("\n")),
                    title=Text(message.subject, style="bold"),
                    title_align="left",
                    border_style="red" if message.kind is MessageKind.HEALTH else "green",
                    box=ROUNDED,
                    padding=(0, 1),
                    width=min(78, self._console.width - 2),
                )
                self._console.print(Padding(panel, (0, 0, 0, 1), expand=False))
                await self._pause(1.2)
        await self._pause(0.5)

    async def meanwhile(self, start: datetime, end: datetime, polls: int) -> None:
        """Say that time passed."""
        self._console.print()
        self._console.print(
            Text(f"… from {start:%H:%M} to {_when(end)}: {polls} polls", style="bright_black italic")
        )

    def closing(self, facts: Sequence[tuple[int, str]], digest: Path | None, config: Path) -> None:
        """Sum up, and name the digest and the index beside it."""
        out = self._console
        out.print()
        out.print(
            Rule(Text(" What happened ", style="bold cyan"), align="left", style="cyan", characters="─")
        )
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(justify="right", style="bold")
        table.add_column()
        for number, what in facts:
            table.add_row(str(number), what)
        out.print(table)
        out.print()
        if digest is not None:
            # A path is not broken over lines: it is there to be clicked, or copied.
            out.print(Text("The digest: ").append(str(digest), style="bold green"), soft_wrap=True)
            index = str(digest.with_name("index.html"))
            out.print(Text("All letters: ").append(index, style="bold green"), soft_wrap=True)
            out.print(
                "Open them in a browser. (Links to articles lead to .example, where nothing is.)",
                highlight=False,
            )
        look = Text(f"Look around: {self._command} --config {config} ").append("items", style="bold")
        look.append(", ").append("status", style="bold").append(" or ").append(
            "why une-nouvelle-voix", style="bold"
        )
        out.print(look, soft_wrap=True)

    def _head(self, label: str, more: str = "") -> None:
        self._console.print()
        self._console.print(
            Text(f" {label:<{_LABEL}}", style="bold reverse").append(f" {more}", style="not reverse")
        )

    def _line(self, line: Text, indent: int = 2) -> None:
        self._console.print(Padding(line, (0, 0, 0, indent), expand=False), highlight=False)

    async def _pause(self, seconds: float) -> None:
        if self._pace:
            await asyncio.sleep(seconds * self._pace)


_KINDS = {
    MessageKind.FIRST: "the first letter",
    MessageKind.DIGEST: "a digest",
    MessageKind.ALERT: "an alert",
    MessageKind.HEALTH: "a health message",
}


def marked(excerpt: str) -> Text:
    """Return an excerpt with its matched words in bold."""
    return _highlighted(excerpt, _FOUND)


def starred(text: str) -> Text:
    """Return the text of a message with what stands between *stars* in bold."""
    return _highlighted(text, _STARS)


def _highlighted(text: str, pattern: re.Pattern[str]) -> Text:
    out, end = Text(), 0
    for match in pattern.finditer(text):
        out.append(text[end : match.start()])
        # Without colours the stars are all that shows the matches.
        out.append("*", style="dim").append(match[1], style="bold yellow").append("*", style="dim")
        end = match.end()
    return out.append(text[end:])


def _when(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B, %H:%M}"
