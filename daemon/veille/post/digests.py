"""Digests, the first letter and a person's word become messages, inside one transaction each."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from veille.config.model import Config, Digest
from veille.config.when import last_time
from veille.letters.compose import Letter
from veille.letters.digest import digest_letter, digest_query
from veille.letters.first import PAST_DAYS, first_letter
from veille.letters.letter import DigestLetter, NameReport, SayLetter
from veille.letters.report import report_bounds, report_letter, report_names, sources_of_own_pages
from veille.model import MessageKind
from veille.post.write import write
from veille.store import outbox, owed, periods
from veille.store.facts import EVERYTHING, SourceState
from veille.store.gather import digest_facts, first_facts, report_facts
from veille.store.mentions import record_announced
from veille.store.sources import set_setting, setting

FIRST_LETTER_AT_LATEST = 120
DAY = 86400


def make_digests(
    db: sqlite3.Connection,
    config: Config,
    now: float,
    states: Mapping[str, SourceState],
    *,
    after_pass: bool = False,
) -> int:
    """Make every digest whose hour has come since its last period; missed hours make one. Return how many messages.

    `after_pass`: all polls of this second are over, so that their periods end after it.
    While everything is paused none is made: the first one after it covers the whole time.
    """
    if not setting(db, "began"):
        return 0
    recorded = note_digests(db, config, now)
    if any(pause.rule == EVERYTHING for pause in owed.pauses(db, int(now))):
        return 0
    return sum(
        make_digest(db, config, digest, now, states, after_pass=after_pass)
        for digest in config.digests.values()
        if last_time(digest.at, now, config.timezone)
        > max(period_start(db, digest.name, now), recorded[digest.name].since)
    )


def note_digests(db: sqlite3.Connection, config: Config, now: float) -> dict[str, periods.RecordedDigest]:
    """Record the digests of the configuration, and return them.

    The first ever recorded begin with the watch. One that is new since begins now; or, where another to one of its
    recipients went at the same time, it takes that one's place and goes on where it ended.
    """
    recorded = periods.recorded_digests(db)
    before = recorded or {}
    began = int(float(setting(db, "began") or now))
    there = {
        name: periods.RecordedDigest(
            before[name].since if name in before else began if recorded is None else int(now), digest.to
        )
        for name, digest in config.digests.items()
    }
    if there == recorded:
        return there
    removed = {name: digest for name, digest in before.items() if name not in there}
    for name in [name for name in there if recorded is not None and name not in before]:
        start = int(now)
        old = [old_name for old_name in removed if set(removed[old_name].to) & set(there[name].to)]
        if old:
            latest = max(old, key=lambda old_name: period_start(db, old_name, now))
            start = period_start(db, latest, now)
            del removed[latest]
            periods.rename_digest(db, latest, name)
        periods.open_period(db, name, start, start, int(now))
    periods.note_digests(db, there)
    return there


def make_digest(
    db: sqlite3.Connection,
    config: Config,
    digest: Digest,
    now: float,
    states: Mapping[str, SourceState],
    *,
    always: bool = False,
    after_pass: bool = False,
) -> int:
    """Make a digest of all since its last period, which ends here; `always` even if empty. Return how many messages."""
    note_digests(db, config, now)
    start, end = period_start(db, digest.name, now), int(now) + after_pass
    if not periods.open_period(db, digest.name, start, end, int(now)):
        return 0
    made = 0
    for recipient in digest.to:
        letter = letter_of(db, config, digest, recipient, start, end, states, always=always)
        if letter is None:
            continue
        key = f"digest:{digest.name}:{end}:{recipient}"
        message = write(
            config, letter, kind=MessageKind.DIGEST, recipient=recipient, key=key, now=now, name=digest.name
        )
        since = periods.uncovered_since(db, digest.name, recipient, start)
        # It is of the moment that its period ends, by which it is found again; it may leave at once.
        message = replace(message, covers=since, not_before=message.not_before or int(now))
        periods.supersede_digests(db, digest.name, recipient, since, end)
        if isinstance(letter, DigestLetter):
            periods.note_cut(db, digest.name, recipient, letter.cut)
        made += outbox.add_message(db, message, now=end) is not None
    return made


def letter_of(
    db: sqlite3.Connection,
    config: Config,
    digest: Digest,
    recipient: str,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
    *,
    always: bool = False,
) -> Letter | None:
    """Return a digest's letter to recipient for [start, end); None where it would be empty, unless `always`.

    One with `names` is a name report, which always leaves.
    """
    if digest.names:
        return report_of(db, config, digest, recipient, start, end, states)
    letter = digest_of(db, config, digest.name, recipient, start, end, states)
    news = (
        letter.sections
        or letter.closing
        or letter.closed
        or letter.upcoming
        or letter.rescheduled
        or letter.withdrawn
        or letter.doubts
        or letter.coverage.first_read
    )
    return letter if news or letter.first_of_week or always else None


def report_of(
    db: sqlite3.Connection,
    config: Config,
    digest: Digest,
    recipient: str,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
) -> NameReport:
    """Return a name report for [start, end), and for earlier periods whose report never reached recipient."""
    start = periods.uncovered_since(db, digest.name, recipient, start)
    names = report_names(config, digest)
    facts = report_facts(
        db,
        names,
        sources_of_own_pages(config, names),
        start=start,
        end=end,
        since=report_bounds(config, end)[0][1],
    )
    return report_letter(facts, config, digest, start=start, end=end, states=states)


def period_start(db: sqlite3.Connection, digest: str, now: float) -> int:
    """Return where the next period of a digest starts: where the last ended, else when the watch began.

    One that the daemon has not seen yet begins now.
    """
    last, recorded = periods.last_period(db, digest, int(now)), periods.recorded_digests(db)
    if recorded is not None and digest not in recorded:
        return int(now)
    return last or int(float(setting(db, "began") or now))


def digest_of(
    db: sqlite3.Connection,
    config: Config,
    digest: str,
    recipient: str,
    start: int,
    end: int,
    states: Mapping[str, SourceState],
) -> DigestLetter:
    """Return a digest's letter for [start, end), and for earlier periods whose digest never reached recipient.

    The first that ends in a week leaves even when it is empty.
    """
    start = periods.uncovered_since(db, digest, recipient, start)
    last = periods.last_made(db, MessageKind.DIGEST, digest, recipient, end)
    weeks = [_week(moment, config) for moment in (end, last or 0)]
    facts = digest_facts(db, digest_query(config, config.digests[digest], recipient, start, end))
    return digest_letter(facts, config, first_of_week=weeks[0] != weeks[1], states=states)


def make_first_letter(
    db: sqlite3.Connection, config: Config, now: float, states: Mapping[str, SourceState]
) -> int:
    """Make the first letter once every source was polled, two minutes after the start at the latest; return how many.

    While none has answered it would be empty, and it waits.
    """
    began = setting(db, "began")
    if not began or setting(db, "first_letter"):
        return 0
    if states and not any(state.answered for state in states.values()):
        return 0
    waiting = any(state.last_poll is None for state in states.values())
    if waiting and now - float(began) < FIRST_LETTER_AT_LATEST:
        return 0
    made = 0
    facts = first_facts(db, config.names.values(), since=int(now) - PAST_DAYS * DAY, now=int(now))
    for recipient in letter_recipients(config):
        letter = first_letter(facts, config, recipient, now, states)
        message = write(
            config, letter, kind=MessageKind.FIRST, recipient=recipient, key=f"first:{recipient}", now=now
        )
        made += outbox.add_message(db, message, now=int(now)) is not None
    for key in config.names:
        record_announced(db, key, int(now))
    set_setting(db, "first_letter", str(int(now)))
    return made


def make_word(db: sqlite3.Connection, config: Config, recipient: str, text: str, now: float) -> int:
    """Put a person's own message to a recipient in the outbox; return its number."""
    letter = SayLetter(text, config.contact)
    message = write(
        config, letter, kind=MessageKind.SAY, recipient=recipient, key=f"say:{secrets.token_hex(8)}", now=now
    )
    number = outbox.add_message(db, message, now=int(now))
    if number is None:
        raise AssertionError("a random key stood there already")
    return number


def letter_recipients(config: Config) -> tuple[str, ...]:
    """Return who gets the first letter: `to`, else whoever gets a digest."""
    return config.to or tuple(dict.fromkeys(to for digest in config.digests.values() for to in digest.to))


def _week(moment: float, config: Config) -> tuple[int, int]:
    year, week, _ = datetime.fromtimestamp(moment, config.timezone).isocalendar()
    return year, week
