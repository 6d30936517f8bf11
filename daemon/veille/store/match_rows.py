"""Reads of matches with their items, as messages show them: of a period, of stories, with counts. Reads only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from veille.model import By, Clue, Verdict
from veille.store.facts import Carrier, Counts, MatchRow
from veille.store.sources import HOUR

# The reasons of a verdict, as they are kept with a mention.


def clues_json(clues: Sequence[Clue]) -> str:
    """Return reasons as JSON: a list each, its kind first."""
    return json.dumps([[clue.kind, *clue.words] for clue in clues], ensure_ascii=False) if clues else "[]"


def read_clues(written: str) -> tuple[Clue, ...]:
    """Return reasons as they were kept."""
    return tuple(Clue(kind, tuple(words)) for kind, *words in json.loads(written))


CERTAIN = "match.verdict IN ('', 'sure')"
"""Matches that are certain; the other mentions are only shown as questions, or counted."""

MATCH = """
SELECT match.id AS match, item.id AS item, item.story, source.name AS source, match.by, match.topic, match.words,
  match.excerpt, item.title, item.url, item.text, item.author, item.outlet, match.at,
  coalesce(item.published, item.first_seen) AS dated, item.closes, item.starts, item.facts, item.edited, item.first_seen,
  match.verdict, match.likely, match.clues, {owed} AS owed
FROM match JOIN item ON item.id = match.item JOIN source ON source.id = item.source
"""


def owed_matches(db: sqlite3.Connection, owed: Sequence[int]) -> list[MatchRow]:
    """Return the matches of these owed rows, oldest first; with all other matches of their items."""
    numbers = json.dumps(list(owed))
    rows = db.execute(
        MATCH.format(owed="owed.id")  # noqa: S608 - a column's name, ours
        + """LEFT JOIN owed ON owed.match = match.id AND owed.id IN (SELECT value FROM json_each(:owed))
             WHERE match.item IN (SELECT m.item FROM owed o JOIN match m ON m.id = o.match
                                  WHERE o.id IN (SELECT value FROM json_each(:owed)))
             ORDER BY coalesce(owed.id, 9e15), match.id""",
        {"owed": numbers},
    )
    return [match_row(row) for row in rows]


def matches_between(db: sqlite3.Connection, start: int, end: int) -> list[MatchRow]:
    """Return the matches first kept in [start, end) that matter for sure, baseline excepted, oldest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"WHERE match.at >= ? AND match.at < ? AND NOT match.baseline AND {CERTAIN} ORDER BY match.id",
        (start, end),
    )
    return [match_row(row) for row in rows]


def told_at_first(db: sqlite3.Connection, recipient: str, matches: Iterable[int]) -> frozenset[int]:
    """Return those of these matches whose story recipient was told of at first: in the baseline of the same source.

    Or, where they were sent a first letter, in any baseline that it told of.
    """
    rows = db.execute(
        """WITH letter(at) AS (SELECT max(created) FROM message
             WHERE key = 'first:' || :recipient AND state NOT IN ('dead', 'dropped'))
           SELECT match.id FROM match JOIN item ON item.id = match.item, letter
           WHERE match.id IN (SELECT value FROM json_each(:matches)) AND EXISTS(
             SELECT 1 FROM item AS copy JOIN match AS told ON told.item = copy.id
             WHERE copy.story = item.story AND copy.id != item.id AND copy.baseline AND told.baseline
               AND (copy.source = item.source OR copy.first_seen <= letter.at))""",
        {"recipient": recipient, "matches": json.dumps(list(matches))},
    )
    return frozenset(row[0] for row in rows)


def resurfaced(db: sqlite3.Connection, start: int, end: int) -> list[tuple[str, int]]:
    """Return how many items that match a source showed in [start, end) that are dated well before its watch began."""
    rows = db.execute(
        """SELECT source.name, count(*) FROM item JOIN source ON source.id = item.source
           WHERE item.first_seen >= ? AND item.first_seen < ? AND item.baseline AND item.first_seen > source.baseline
             AND EXISTS(SELECT 1 FROM match WHERE match.item = item.id AND match.unalerted = 'past')
           GROUP BY source.id ORDER BY source.name""",
        (start, end),
    )
    return [(row[0], row[1]) for row in rows]


def late_matches(db: sqlite3.Connection, recipient: str, start: int, end: int) -> list[MatchRow]:
    """Return the matches that were to be in an alert to recipient and were left to the digest in [start, end).

    They were too many for an alert, or their alert died; when they were found doesn't matter.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""JOIN owed ON owed.match = match.id AND owed.recipient = :recipient
             LEFT JOIN message ON message.id = owed.message
             WHERE {CERTAIN} AND owed.at < :end AND iif(message.id IS NULL, owed.deferred,
               iif(message.state = 'dead', message.not_before, 0)) BETWEEN :start AND :end - 1
             ORDER BY match.id""",
        {"recipient": recipient, "start": start, "end": end},
    )
    return [match_row(row) for row in rows]


def baseline_matches(db: sqlite3.Connection, since: int) -> list[MatchRow]:
    """Return the matches of baselines whose item is dated since, newest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE match.baseline AND {CERTAIN} AND coalesce(item.published, item.first_seen) >= ?
              ORDER BY dated DESC, match.id""",
        (since,),
    )
    return [match_row(row) for row in rows]


def baseline_totals(db: sqlite3.Connection) -> dict[By, int]:
    """Return how many items of baselines each rule and topic matched."""
    rows = db.execute(f"SELECT by, count(*) FROM match WHERE baseline AND {CERTAIN} GROUP BY by")  # noqa: S608 - ours
    return {By.parse(row[0]): row[1] for row in rows}


def first_read(db: sqlite3.Connection, start: int, end: int, *, after: int) -> list[tuple[str, int]]:
    """Return the sources whose baseline was kept in [start, end), and after the first letter, with its size."""
    rows = db.execute(
        """SELECT source.name, count(*) FROM source JOIN item ON item.source = source.id AND item.baseline
             AND item.first_seen <= source.baseline
           WHERE source.removed IS NULL AND source.baseline >= ? AND source.baseline < ? AND source.baseline > ?
           GROUP BY source.id ORDER BY source.baseline, source.name""",
        (start, end, after),
    )
    return [(row[0], row[1]) for row in rows]


def stories_in_alerts(db: sqlite3.Connection, recipient: str, start: int, end: int) -> frozenset[int]:
    """Return the stories found in [start, end) that are in an alert sent to recipient."""
    rows = db.execute(
        """SELECT DISTINCT owed.story FROM owed JOIN message ON message.id = owed.message
           WHERE owed.recipient = ? AND owed.at >= ? AND owed.at < ? AND message.state = 'sent'""",
        (recipient, start, end),
    )
    return frozenset(row[0] for row in rows)


def carriers(db: sqlite3.Connection, stories: Sequence[int]) -> dict[int, list[Carrier]]:
    """Return the items of each of these stories, oldest first."""
    by_story: dict[int, list[Carrier]] = {story: [] for story in stories}
    rows = db.execute(
        """SELECT item.story, item.id, source.name, item.outlet, item.url,
             coalesce(item.published, item.first_seen) AS dated
           FROM item JOIN source ON source.id = item.source
           WHERE item.story IN (SELECT value FROM json_each(?)) ORDER BY dated, item.id""",
        (json.dumps(list(by_story)),),
    )
    for story, *row in rows:
        by_story[story].append(Carrier(*row))
    return by_story


def counts(db: sqlite3.Connection, start: int, end: int) -> Counts:
    """Return what was seen in [start, end); polls that changed nothing are counted by the hour."""
    seen = db.execute(
        """SELECT count(*) FROM source WHERE removed IS NULL AND (
             EXISTS(SELECT 1 FROM poll WHERE poll.source = source.id AND at >= :start AND at < :end
                    AND outcome NOT IN ('failed', 'suspect'))
             OR EXISTS(SELECT 1 FROM poll_count WHERE poll_count.source = source.id AND hour >= :hour AND hour < :end))""",
        {"start": start, "end": end, "hour": start // HOUR * HOUR},
    ).fetchone()[0]
    polls = db.execute("SELECT count(*) FROM poll WHERE at >= ? AND at < ?", (start, end)).fetchone()[0]
    unchanged = db.execute(
        "SELECT coalesce(sum(polls), 0) FROM poll_count WHERE hour >= ? AND hour < ?",
        (start // HOUR * HOUR, end),
    ).fetchone()[0]
    items = db.execute(
        "SELECT count(*) FROM item WHERE first_seen >= ? AND first_seen < ?", (start, end)
    ).fetchone()[0]
    # A message dies at the end of its last try, which may be days after it was made.
    dead = db.execute(
        """SELECT count(*) FROM message WHERE state = 'dead' AND coalesce(
             (SELECT max(ended) FROM delivery WHERE delivery.message = message.id), created) BETWEEN ? AND ? - 1""",
        (start, end),
    ).fetchone()[0]
    return Counts(seen, polls + unchanged, items, dead)


def source_yield(db: sqlite3.Connection, name: str, since: int) -> tuple[int | None, int]:
    """Return when a source last gave an item before `since`, and how many it gave from then on, its baseline excepted."""
    row = db.execute(
        """SELECT max(iif(first_seen < :since, first_seen, NULL)),
             coalesce(sum(first_seen >= :since AND NOT item.baseline), 0)
           FROM item JOIN source ON source.id = item.source WHERE source.name = :name""",
        {"since": since, "name": name},
    ).fetchone()
    return row[0], int(row[1])


def read_verdict(text: str) -> Verdict | None:
    """Return the verdict of a match as its column holds it; None of one that needs none."""
    return Verdict(text) if text else None


def match_row(row: sqlite3.Row) -> MatchRow:
    """Return a row of MATCH, its words and facts read."""
    values = dict(row)
    values["by"] = By.parse(values["by"])
    values["words"] = tuple(json.loads(values["words"]))
    values["facts"] = tuple(json.loads(values["facts"]).items())
    values["verdict"] = read_verdict(values["verdict"])
    values["clues"] = read_clues(values["clues"])
    return MatchRow(**values)


# Openings that have closed, and events to come: what a digest tells of items beyond their being new.


def closed_between(db: sqlite3.Connection, start: int, end: int, boards: Sequence[str]) -> list[MatchRow]:
    """Return the matches of openings that left their boards in [start, end), and of people who left a register.

    An opening is any item of `boards` (sources), and one that names its employer, contract or reference, a person's is
    one with a role; other items don't count. One that another source still lists has not left, provided that source
    gives complete batches.
    """
    rows = db.execute(
        MATCH.format(owed="NULL")  # noqa: S608 - ours
        + f"""WHERE item.gone >= ? AND item.gone < ? AND {CERTAIN}
                AND (item.facts ->> 'employer' IS NOT NULL OR item.facts ->> 'contract' IS NOT NULL
                     OR item.facts ->> 'reference' IS NOT NULL OR item.facts ->> 'role' IS NOT NULL
                     OR source.name IN (SELECT value FROM json_each(?)))
                AND NOT EXISTS(SELECT 1 FROM item AS other JOIN source AS board ON board.id = other.source
                               WHERE other.story = item.story AND other.gone IS NULL AND board.complete
                                 AND board.removed IS NULL)
              ORDER BY item.gone, match.id""",  # noqa: S608 - ours
        (start, end, json.dumps(list(boards))),
    )
    return [match_row(row) for row in rows]


def rescheduled_between(db: sqlite3.Connection, start: int, end: int, today: str) -> list[MatchRow]:
    """Return the matches of events moved or called off in [start, end) and not over today (ISO day), soonest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE item.rescheduled >= ? AND item.rescheduled < ? AND item.gone IS NULL AND {CERTAIN}
                AND coalesce(item.facts ->> 'until', item.starts) >= ?
              ORDER BY item.starts, match.id""",
        (start, end, today),
    )
    return [match_row(row) for row in rows]


def withdrawn_between(db: sqlite3.Connection, start: int, end: int, today: str) -> list[MatchRow]:
    """Return the matches of future events that their calendar dropped in [start, end), soonest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE item.gone >= ? AND item.gone < ? AND item.starts >= ? AND {CERTAIN}
                AND coalesce(item.facts ->> 'state', '') != 'cancelled'
              ORDER BY item.starts, match.id""",
        (start, end, today),
    )
    return [match_row(row) for row in rows]


def starting_between(db: sqlite3.Connection, first: str, last: str) -> list[MatchRow]:
    """Return the matches of what starts from `first` to `last` (ISO days) and is not called off, soonest first."""
    rows = db.execute(
        MATCH.format(owed="NULL")
        + f"""WHERE item.starts >= ? AND item.starts <= ? AND item.gone IS NULL AND {CERTAIN}
                AND coalesce(item.facts ->> 'state', '') != 'cancelled'
              ORDER BY item.starts, match.id""",
        (first, last),
    )
    return [match_row(row) for row in rows]
