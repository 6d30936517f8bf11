"""The first words on names that were added: one letter for all of them, once their searches and the archive were read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from veille.config.model import Config
from veille.letters.names import name_letter
from veille.model import MessageKind
from veille.post.write import write
from veille.store import outbox, owed
from veille.store.facts import EVERYTHING, SourceState
from veille.store.gather import name_facts
from veille.store.mentions import record_announced, unannounced_names
from veille.store.sources import setting

AT_LATEST = 120  # seconds after a name was added


def make_name_letters(
    db: sqlite3.Connection,
    config: Config,
    now: float,
    states: Mapping[str, SourceState],
    recipients: tuple[str, ...],
) -> int:
    """Make the letter on the names that had none yet; return how many messages.

    It waits for their searches, two minutes at most, and for what looks through the archive. Names that were there
    when the watch began stand in the first letter.
    """
    if not setting(db, "first_letter"):
        return 0
    added = [name for name in unannounced_names(db) if name.key in config.names]
    if not added or any(name.recalled is None for name in added):
        return 0
    if any(pause.rule == EVERYTHING for pause in owed.pauses(db, int(now))):
        return 0
    keys = {name.key for name in added}
    searches = [
        states[source.name]
        for source in config.sources.values()
        if source.of in keys and source.name in states
    ]
    waits = any(search.last_poll is None for search in searches)
    # A clock that was set back must not make the wait longer.
    if waits and 0 <= now - max(name.added for name in added) < AT_LATEST:
        return 0
    made = 0
    there = [config.names[name.key] for name in added]
    facts = {name.key: name_facts(db, name, int(now)) for name in there}
    unread = [search.name for search in searches if not search.answered]
    for recipient in recipients:
        letter = name_letter(facts, config, there, recipient, now, unread=unread)
        key = f"names:{added[0].key}:{added[0].added}:{recipient}"
        message = write(config, letter, kind=MessageKind.FIRST, recipient=recipient, key=key, now=now)
        made += outbox.add_message(db, message, now=int(now)) is not None
    for name in added:
        record_announced(db, name.key, int(now))
    return made
