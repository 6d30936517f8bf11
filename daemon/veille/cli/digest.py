"""veille digest: what a digest would hold now, its matches as CSV, or the digest itself, sent before its hour."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from veille.cli.open import is_running, read_config, reading, writing
from veille.cli.output import count, iso, print_json
from veille.cli.report import report_facts
from veille.errors import UserError
from veille.model import ByKind, MessageKind, MessageState

if TYPE_CHECKING:
    from veille.config.model import Config, Digest
    from veille.letters.letter import DigestLetter, Entry, NameReport, UpcomingEvent
    from veille.store.facts import MatchRow

PATIENCE = 90.0  # seconds: a send has a time limit of its own, which is shorter
COLUMNS = ("item", "dated", "topic", "title", "outlet", "author", "url", "rule", "closes")


@click.command("digest")
@click.argument("name", required=False)
@click.option("--to", "recipient", metavar="RECIPIENT", help="As this recipient would get it.")
@click.option("--send", is_flag=True, help="Send it now, to all its recipients; its period ends with it.")
@click.option("--html", is_flag=True, help="Print the HTML part.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all matches of its period as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    name: str | None, *, recipient: str | None, send: bool, html: bool, as_csv: bool, as_json: bool
) -> None:
    """Show the digest as it would leave now, or send it.

    NAME may be left out where there is only one digest. With --send, exits with 1, and the reasons, if a recipient
    was not reached.
    """
    from veille.config import values

    if send + html + as_csv > 1 or (as_json and (html or as_csv)):
        raise click.UsageError("--send, --html and --csv exclude each other; --json goes with --send alone")
    if send and recipient:
        raise click.UsageError("--send reaches every recipient of the digest: leave out --to")
    config = read_config(secrets=False)
    if name is None and len(config.digests) > 1:
        raise UserError(f"say which digest: {', '.join(config.digests)}")
    name = name or next(iter(config.digests))
    if name not in config.digests:
        raise UserError(f"no digest is named '{name}'; the digests are: {', '.join(config.digests)}")
    if recipient and recipient not in config.channels:
        try:
            recipient = values.recipient(recipient)
        except ValueError:
            raise UserError(f"'{recipient}' is neither an address nor a channel") from None
    digest = config.digests[name]
    if send:
        _report_sent(_send(config, digest), as_json)
    elif as_csv and digest.names:
        raise UserError(
            f"{name} is a name report, which has no matches to print as CSV: --json has its figures"
        )
    elif as_csv:
        click.echo(_csv(config, digest, recipient or digest.to[0]), nl=False)
    else:
        _show(config, digest, recipient or digest.to[0], html, as_json)


def _show(config: Config, digest: Digest, recipient: str, html: bool, as_json: bool) -> None:
    from veille.post import digests
    from veille.post.write import write
    from veille.render.chart import embedded
    from veille.store.sources import read_sources

    now = time.time()
    with reading() as db:
        start = digests.period_start(db, digest.name, now)
        states = read_sources(db)
        letter: DigestLetter | NameReport
        if digest.names:
            letter = report = digests.report_of(db, config, digest, recipient, start, int(now), states)
            facts = report_facts(report, _story)
        else:
            letter = told = digests.digest_of(db, config, digest.name, recipient, start, int(now), states)
            facts = _facts(told)
    message = write(
        config, letter, kind=MessageKind.DIGEST, recipient=recipient, key="", now=now, name=digest.name
    )
    if as_json:
        said = {"subject": message.subject, "text": message.text, "html": message.html}
        print_json({"digest": digest.name, "recipient": recipient, **said, **facts})
    elif html:
        click.echo(embedded(message.html, message.picture))
    else:
        click.echo(f"To: {', '.join(digest.to)}\nSubject: {message.subject}\n\n{message.text}")


def _facts(letter: DigestLetter) -> dict[str, Any]:
    trends = {trend.topic: {"count": trend.count, "past": trend.past} for trend in letter.trends}
    return {
        "start": iso(letter.start.timestamp()),
        "end": iso(letter.end.timestamp()),
        "alerted": letter.alerted,
        "waiting": letter.waiting,
        "closing": [_story(entry) for entry in letter.closing],
        "topics": [
            {
                "topic": section.topic,
                "stories": [_story(entry) for entry in section.entries],
                "more": section.more,
                "trend": trends.get(section.topic),
            }
            for section in letter.sections
        ],
        "rescheduled": [_dated(event) for event in letter.rescheduled],
        "withdrawn": [_dated(event) for event in letter.withdrawn],
        "coming": [_dated(event) for event in letter.upcoming],
        "doubts": [
            _story(entry) | {"item": entry.item, "likely": round(entry.reasons[0].likely, 2)}
            for entry in letter.doubts
        ],
        "more_doubts": letter.more_doubts,
        "homonyms": dict(letter.homonyms),
        "voices": [
            {"name": voice.name, "outlet": voice.outlet, "articles": voice.count, "new": voice.new}
            for voice in letter.voices
        ],
    }


def _dated(event: UpcomingEvent) -> dict[str, Any]:
    return {"starts": event.starts, "title": event.title, "url": event.url, "facts": dict(event.facts)}


def _story(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "title": entry.title,
        "url": entry.url,
        "outlet": entry.outlet,
        "author": entry.author,
        "dated": iso(entry.at.timestamp()),
        "closes": entry.closes,
        "starts": entry.starts,
        "facts": dict(entry.facts),
        "copies": [copy.outlet for copy in entry.copies],
        "why": [str(reason.by) for reason in entry.reasons],
    }


def _csv(config: Config, digest: Digest, recipient: str) -> str:
    """Return what recipient's digest covers so far, one match a line, under the names of the columns."""
    from veille.letters.digest import covered, digest_query
    from veille.post import digests
    from veille.store import periods
    from veille.store.gather import digest_facts

    now = time.time()
    with reading() as db:
        start = digests.period_start(db, digest.name, now)
        start = periods.uncovered_since(db, digest.name, recipient, start)
        facts = digest_facts(db, digest_query(config, digest, recipient, start, int(now) + 1))
    rows = covered(facts, config)
    return csv_of(rows)


def csv_of(rows: Iterable[MatchRow]) -> str:
    """Return matches as CSV, one a line. What a spreadsheet would take for a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        found_by = row.by.key if row.by.kind is ByKind.RULE else str(row.by)
        texts = (row.topic, row.title, row.outlet, row.author, row.url, found_by)
        writer.writerow((row.item, iso(row.dated), *map(_text, texts), row.closes or ""))
    return out.getvalue()


def _text(value: str) -> str:
    # A cell that begins so is computed by spreadsheets (OWASP, "CSV Injection"), and titles are anybody's.
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _send(config: Config, digest: Digest) -> list[dict[str, Any]]:
    """Make the digest and see it on its way: by the running daemon, else here. Return what became of each message."""
    from veille.store import periods

    with reading():
        pass  # where nothing was ever polled there is nothing to send, and the error says so
    made_at = int(time.time())
    if is_running(config.state):
        _make_beside(config, digest, made_at)
    else:
        _make_alone(digest, made_at)
    with reading() as db:
        found = periods.messages_made(db, digest.name, made_at)
    if not found:
        raise UserError(f"nothing to send: the period of {digest.name} has only just begun")
    return found


def _make_beside(config: Config, digest: Digest, now: int) -> None:
    from veille.post import digests
    from veille.store import periods
    from veille.store.sources import read_sources

    with writing() as db:
        digests.make_digest(db, config, digest, now, read_sources(db), always=True)
    ends = time.monotonic() + PATIENCE
    with reading() as db:
        while time.monotonic() < ends:
            rows = periods.messages_made(db, digest.name, now)
            if all(row["state"].is_over or row["why"] for row in rows):
                return
            time.sleep(0.2)


def _make_alone(digest: Digest, now: int) -> None:
    from veille import log
    from veille.app import App
    from veille.post import digests

    config = read_config(secrets=True)
    log.configure(secrets=config.secrets, level="CRITICAL")

    async def deliver() -> None:
        async with App(config) as app:
            states = app.poller.states
            await app.writer.run(lambda db: digests.make_digest(db, config, digest, now, states, always=True))
            await app.settle()

    asyncio.run(deliver())


def _report_sent(found: list[dict[str, Any]], as_json: bool) -> None:
    """Say what became of each message. Raises UserError if one was not sent."""
    if as_json:
        print_json(
            [
                {key: message[key] for key in ("id", "recipient", "state", "why", "message_id")}
                for message in found
            ]
        )
    else:
        sent = [message["recipient"] for message in found if message["state"] is MessageState.SENT]
        click.echo(f"{count(len(found), 'message')} made; sent to {', '.join(sent) or 'nobody'}")
    failed = [
        f"{message['recipient']}: {message['why'] or 'still under way'}"
        for message in found
        if message["state"] is not MessageState.SENT
    ]
    if failed:
        raise UserError(f"not sent (see `veille outbox`): {'; '.join(failed)}")
