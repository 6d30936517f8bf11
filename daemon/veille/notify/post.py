"""What is owed becomes messages: grouped, written, named for good, put in the outbox; inside one transaction each."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from veille.config.model import Config, Digest
from veille.config.when import last_time
from veille.notify.digest import alert_letter, digest_letter, first_letter
from veille.notify.health import Notice
from veille.notify.letters import Alert, DigestLetter, HealthNote, Letter, Word
from veille.notify.mail import domain
from veille.notify.render import render, render_page
from veille.store import outbox
from veille.store.archive import source_yield
from veille.store.outbox import NewMessage
from veille.store.sources import SourceState, moved_for_a_week, note_moved_told, set_setting, setting

GROUPING = 60  # seconds after an alert in which what comes waits, to make one more message
ALERT_LASTS, DIGEST_LASTS, WORD_LASTS = 48 * 3600, 7 * 86400, 3600
FIRST_LETTER_AT_LATEST = 120


def write(
    config: Config,
    letter: Letter,
    *,
    kind: str,
    recipient: str,
    key: str,
    now: float,
    name: str = "",
    topic: str = "",
) -> NewMessage:
    """Return the message of a letter, written in the reader's language."""
    rendered = render(
        letter, language=config.language, timezone=config.timezone, now=_moment(now), name=config.name
    )
    channel = config.channels.get(recipient)
    page = ""
    if channel is not None and channel.folder is not None:
        page = render_page(
            letter, language=config.language, timezone=config.timezone, now=_moment(now), name=config.name
        )
    lasts = DIGEST_LASTS if kind in ("digest", "first") else ALERT_LASTS
    return NewMessage(
        kind=kind,
        name=name,
        recipient=recipient,
        key=key,
        message_id=f"{kind[0]}-{secrets.token_hex(12)}@{domain(config.mail)}",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        chat=rendered.chat,
        topic=topic,
        page=page,
        expires=int(now) + lasts,
    )


def make_alerts(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Make one alert for each recipient that is owed something, unless one left less than a minute ago; return how many."""
    made = 0
    for recipient in outbox.owed_recipients(db):
        last = outbox.last_alert(db, recipient)
        if last is not None and now - last < GROUPING:
            continue
        letter = alert_letter(db, config, recipient, now)
        if letter is None:
            continue
        alert, owed = letter
        message = write_alert(config, alert, recipient, owed, now)
        made += outbox.add_message(db, message, now=int(now), owed=owed) is not None
    return made


def write_alert(config: Config, alert: Alert, recipient: str, owed: Sequence[int], now: float) -> NewMessage:
    """Return the message of an alert; its key is the first owed row, which belongs to no other message."""
    topic = alert.sections[0].topic if alert.sections else ""
    return write(
        config,
        alert,
        kind="alert",
        recipient=recipient,
        key=f"alert:{min(owed)}:{recipient}",
        now=now,
        topic=topic,
    )


def next_alert(db: sqlite3.Connection) -> float | None:
    """Return when the next alert that waits for its group may be made."""
    times = [(outbox.last_alert(db, one) or 0) + GROUPING for one in outbox.owed_recipients(db)]
    return min(times) if times else None


def make_digests(
    db: sqlite3.Connection, config: Config, now: float, states: Mapping[str, SourceState]
) -> int:
    """Make every digest whose hour has come since its last period; missed hours make one. Return how many messages."""
    if not setting(db, "began"):
        return 0
    return sum(
        make_digest(db, config, digest, now, states)
        for digest in config.digests.values()
        if last_time(digest.at, now, config.timezone) > period_start(db, digest.name, now)
    )


def make_digest(
    db: sqlite3.Connection,
    config: Config,
    digest: Digest,
    now: float,
    states: Mapping[str, SourceState],
    *,
    always: bool = False,
) -> int:
    """Make a digest of all since its last period, which ends here; `always` even if empty. Return how many messages."""
    start, end = period_start(db, digest.name, now), int(now)
    if not outbox.open_period(db, digest.name, start, end, end):
        return 0
    made = 0
    for recipient in digest.to:
        letter = digest_of(db, config, digest.name, recipient, start, end, states)
        if not (letter.sections or letter.first_of_week or always):
            continue
        key = f"digest:{digest.name}:{end}:{recipient}"
        message = write(
            config, letter, kind="digest", recipient=recipient, key=key, now=now, name=digest.name
        )
        made += outbox.add_message(db, message, now=end) is not None
    return made


def period_start(db: sqlite3.Connection, digest: str, now: float) -> int:
    """Return where the next period of a digest starts: where the last ended, else when the watch began."""
    return outbox.last_period(db, digest) or int(float(setting(db, "began") or now))


def digest_of(
    db: sqlite3.Connection,
    config: Config,
    digest: str,
    recipient: str,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
) -> DigestLetter:
    """Return a digest's letter for [start, end); the first that ends in a week leaves even when it is empty."""
    last = outbox.last_made(db, "digest", digest, recipient)
    weeks = [_week(moment, config) for moment in (end, last or 0)]
    return digest_letter(
        db, config, digest, recipient, start=start, end=end, first_of_week=weeks[0] != weeks[1], states=states
    )


def make_first_letter(
    db: sqlite3.Connection, config: Config, now: float, states: Mapping[str, SourceState]
) -> int:
    """Make the first letter once every source was polled, two minutes after the start at the latest; return how many."""
    began = setting(db, "began")
    if not began or setting(db, "first_letter"):
        return 0
    waiting = any(one.last_poll is None for one in states.values())
    if waiting and now - float(began) < FIRST_LETTER_AT_LATEST:
        return 0
    made = 0
    for recipient in letter_recipients(config):
        letter = first_letter(db, config, recipient, now, states)
        message = write(config, letter, kind="first", recipient=recipient, key=f"first:{recipient}", now=now)
        made += outbox.add_message(db, message, now=int(now)) is not None
    set_setting(db, "first_letter", str(int(now)))
    return made


def make_word(db: sqlite3.Connection, config: Config, recipient: str, text: str, now: float) -> int:
    """Put a person's word to a recipient in the outbox; return the message's number."""
    letter = Word(text, config.contact)
    message = write(
        config, letter, kind="say", recipient=recipient, key=f"say:{secrets.token_hex(8)}", now=now
    )
    number = outbox.add_message(db, replace(message, expires=int(now) + WORD_LASTS), now=int(now))
    if number is None:
        raise AssertionError("a random key stood there already")
    return number


def letter_recipients(config: Config) -> tuple[str, ...]:
    """Return who gets the first letter: `to`, else whoever gets a digest."""
    return config.to or tuple(dict.fromkeys(to for digest in config.digests.values() for to in digest.to))


def make_health(
    db: sqlite3.Connection, config: Config, note: HealthNote, now: float, *, but: str = ""
) -> int:
    """Tell a health note to everyone in `health`, but not through the recipient that it is about; return how many."""
    recipients = [one for one in config.health if one != but]
    if not recipients and but:
        # what fails is told by another way
        others = (*config.to, *config.alert, *config.channels)
        recipients = [one for one in dict.fromkeys(others) if one != but][:1]
    made = 0
    for recipient in recipients:
        over = "over" if note.over else "since"
        key = f"health:{note.kind}:{note.name}:{over}:{int(note.since.timestamp())}:{recipient}"
        message = write(config, note, kind="health", recipient=recipient, key=key, now=now, name=note.name)
        made += outbox.add_message(db, message, now=int(now)) is not None
    return made


def health_note(db: sqlite3.Connection, config: Config, notice: Notice, now: float) -> HealthNote:
    """Return a notice with what a reader needs beside it: the address, the rules that see less, what to do."""
    note = HealthNote(
        kind=notice.kind,
        name=notice.name,
        since=_moment(notice.since),
        why=notice.why,
        tries=notice.tries,
        over=_moment(now) if notice.over else None,
        contact=config.contact,
        command="veille status" + (f" {notice.name}" if notice.name else ""),
    )
    source = config.sources.get(notice.name)
    if notice.kind != "source" or source is None:
        return note
    last, caught_up = source_yield(db, notice.name, notice.since)
    rules = [rule.name for rule in config.rules.values() if _applies(rule.from_, notice.name)]
    return replace(
        note,
        url=str(source.options.get("url", "")),
        last_item=_moment(last) if last is not None else None,
        caught_up=caught_up,
        rules=tuple(rules),
    )


def make_recipient_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Tell, through another way, of each recipient that cannot be reached, once; and once when it can. Return how many."""
    made = 0
    for row in outbox.troubled_recipients(db, int(now)):
        note = HealthNote(
            kind="recipient",
            name=row.name,
            since=_moment(row.since),
            why=row.why,
            tries=row.failures,
            over=_moment(now) if row.over else None,
            contact=config.contact,
            command=f"veille say {row.name}",
        )
        made += make_health(db, config, note, now, but="" if row.over else row.name)
        outbox.note_told(db, row.name, None if row.over else row.since)
    return made


def make_moved_notes(db: sqlite3.Connection, config: Config, now: float) -> int:
    """Tell of each permanent redirect that has held for a week, once; return how many."""
    made = 0
    for row in moved_for_a_week(db, int(now)):
        note = HealthNote(
            kind="moved",
            name=row["name"],
            since=_moment(row["moved_since"]),
            why="",
            url=row["url"],
            moved_to=row["moved_to"],
            contact=config.contact,
        )
        made += make_health(db, config, note, now)
        note_moved_told(db, row["source"], row["url"], int(now))
    return made


def _applies(globs: Sequence[str], name: str) -> bool:
    return not globs or any(fnmatchcase(name, glob) for glob in globs)


def _week(moment: float, config: Config) -> tuple[int, int]:
    year, week, _ = datetime.fromtimestamp(moment, config.timezone).isocalendar()
    return year, week


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
