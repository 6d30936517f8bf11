"""veille mark: say of an item that it is about the one who is meant, or not; pick it, call it noise, or note a word."""

from __future__ import annotations

import sqlite3
import time

import click

from veille.cli.open import read_config, reading, writing
from veille.cli.output import count
from veille.model import ByKind, MarkValue, Verdict

# The words of letters, some of which are French.
SAME = {
    "oui": MarkValue.YES,
    "non": MarkValue.NO,
    "garder": MarkValue.PICK,
    "keep": MarkValue.PICK,
    "bruit": MarkValue.NOISE,
}
_VALUES = frozenset(value.value for value in MarkValue) - {MarkValue.NOTE.value}


@click.command("mark")
@click.argument("item")
@click.argument("value")
@click.option("--name", "key", default="", help="Whose name is meant, where several stand in the item.")
@click.option("--undo", is_flag=True, help="Take it back.")
def command(item: str, value: str, *, key: str, undo: bool) -> None:
    """Say who is meant by an item, or what you think of it.

    ITEM is a number (as `veille items` and `veille names` show it) or an address. VALUE is yes (it is the one I mean)
    or no (a homonym): veille learns from these; pick or noise; or any other text, which is kept as a note.
    """
    from veille.errors import UserError
    from veille.store import marks, reads
    from veille.watch.backfill import judge_again

    config = read_config(secrets=False)
    names, now = config.names, int(time.time())
    said = value.strip().lower()
    kind = SAME.get(said) or (MarkValue(said) if said in _VALUES else MarkValue.NOTE)
    with reading():  # says that nothing was polled yet, where writing would make the tables
        pass
    with writing() as db:
        rows = reads.find_item(db, item)
        if not rows:
            raise UserError(f"no item is named {item}: `veille items` lists what was kept")
        if len({row["id"] for row in rows}) > 1 and len({row["story"] for row in rows}) > 1:
            several = "\n".join(f"  #{row['id']}  {row['title']}" for row in rows)
            raise UserError(f"several items are meant by {item}: say which one\n{several}")
        number, title = int(rows[0]["id"]), str(rows[0]["title"])
        if kind in (MarkValue.YES, MarkValue.NO):
            key = _name_of(db, number, key, list(names))
        elif key:
            raise UserError("--name goes with yes and no alone")
        if undo:
            said = _take_back(db, number, key)
        elif not value.strip():
            raise UserError("a note must hold a word")
        else:
            note = value.strip() if kind is MarkValue.NOTE else ""
            new = marks.add_mark(db, number, kind, now=now, name=key, note=note)
            said = _mark_effect(kind, key) if new else "was marked so already"
        became = (
            judge_again(db, names[key], names.values(), now, rules=config.rules.values(), item=number)
            if key in names
            else {}
        )
    click.echo(f"#{number}  {title}\n    {said}")
    for verdict, n in became.items():
        is_now = "taken for a homonym's" if verdict is Verdict.HOMONYM else verdict
        click.echo(f"    {count(n, 'other mention')} {'is' if n == 1 else 'are'} now {is_now}")


def _name_of(db: sqlite3.Connection, item: int, given: str, known: list[str]) -> str:
    """Return whose name is meant: the one given, or the only one that stands in the item."""
    from veille.errors import UserError
    from veille.options import did_you_mean
    from veille.store import reads

    if given:
        if given not in known:
            raise UserError(
                f"there is no name '{given}'{did_you_mean(given, known)} (the names are: {_list(known)})"
            )
        return given
    there = [row["by"].key for row in reads.item_matches(db, item) if row["by"].kind is ByKind.NAME]
    if len(there) != 1 and len(known) != 1:
        raise UserError(f"say whose name is meant:  --name NAME, one of {_list(there or known)}")
    return there[0] if len(there) == 1 else known[0]


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none (a [person.NAME] or [company.NAME] makes one)"


def _take_back(db: sqlite3.Connection, item: int, key: str) -> str:
    from veille.store import marks

    return "no longer marked" if marks.remove_marks(db, item, key) else "was not marked"


def _mark_effect(kind: MarkValue, key: str) -> str:
    return {
        MarkValue.YES: f"is about {key}: kept, and learnt from",
        MarkValue.NO: f"is about a homonym of {key}: kept, and learnt from",
        MarkValue.PICK: "picked",
        MarkValue.NOISE: "noise",
        MarkValue.NOTE: "noted",
    }[kind]
