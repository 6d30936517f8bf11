"""veille why: the whole life of an item, from the source to the recipients."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import click

from veille.cli.open import read_config, reading
from veille.cli.output import marked, moment, print_json, unmarked


@click.command("why")
@click.argument("item")
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(item: str, rule: str | None, *, as_json: bool) -> None:
    """Say why an item was sent, or why not.

    ITEM is a number (as `veille items` shows it) or an address; RULE tells word by word what that rule found.
    """
    from veille.errors import UserError
    from veille.store import archive

    with reading() as db:
        rows = archive.find_item(db, item)
        if not rows:
            raise UserError(f"no item is named {item}: `veille items` lists what was kept")
        stories = {row["story"] for row in rows}
        if len(stories) > 1:
            several = "\n".join(f"  #{row['id']}  {row['title']}" for row in rows)
            raise UserError(f"several items are meant by {item}: say which one\n{several}")
        facts = _facts(db, rows[0])
    if rule is not None:
        facts["rule"] = _explained(rule, rows[0])
    if as_json:
        print_json(facts)
    else:
        click.echo("\n".join(_lines(facts)))


def _facts(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    from veille.store import archive

    copies = [one for one in archive.carriers(db, [row["story"]])[row["story"]] if one.item != row["id"]]
    return {
        "item": row["id"],
        "title": row["title"],
        "url": row["url"],
        "source": row["source_name"],
        "outlet": row["outlet"],
        "dated": row["dated"],
        "first_seen": row["first_seen"],
        "edited": row["edited"],
        "baseline": bool(row["baseline"]),
        "copies": [
            {"item": one.item, "source": one.source, "outlet": one.outlet, "url": one.url} for one in copies
        ],
        "folded_how": row["folded_how"],
        "matches": [
            {
                "by": match["by"],
                "topic": match["topic"],
                "words": json.loads(match["words"]),
                "excerpt": match["excerpt"],
                "at": match["at"],
                "baseline": bool(match["baseline"]),
            }
            for match in archive.item_matches(db, row["id"])
        ],
        "told": [dict(one) for one in archive.item_messages(db, row["story"])],
    }


def _explained(name: str, row: sqlite3.Row) -> dict[str, Any]:
    from veille.errors import UserError
    from veille.match.rules import Doc, explain

    rules = read_config(secrets=False).rules
    if name not in rules:
        raise UserError(f"there is no rule '{name}'; the rules are: {', '.join(rules) or 'none'}")
    explained = explain(rules[name], Doc(row["title"], row["text"], row["source_name"]))
    return {
        "name": name,
        "met": explained.met,
        "parts": [{"part": part.part, "word": part.word, "met": part.met} for part in explained.parts],
    }


_HOW = {
    "opening": "same opening",
    "url": "same address",
    "title": "same title",
    "similar": "nearly the same title",
}


def _lines(facts: dict[str, Any]) -> list[str]:
    lines = [f"#{facts['item']}  {facts['title']}"]
    if facts["url"]:
        lines.append(f"    {facts['url']}")
    lines.append(f"    {facts['outlet']}, dated {moment(facts['dated'])}; source {facts['source']}")
    lines.append(
        f"    first seen {moment(facts['first_seen'])}"
        + (", in the source's baseline" if facts["baseline"] else "")
    )
    if facts["edited"]:
        lines.append(f"    edited since, seen {moment(facts['edited'])}")
    for copy in facts["copies"]:
        lines.append(f"    same story as #{copy['item']} in {copy['outlet']}")
    if facts["folded_how"]:
        lines.append(
            f"    (found to be the same story by: {_HOW.get(facts['folded_how'], facts['folded_how'])})"
        )
    lines.append("")
    lines.append(
        "Matched" if facts["matches"] else "Matched by no rule and no topic: kept, searchable, not sent."
    )
    for match in facts["matches"]:
        words = f": {' + '.join(match['words'])}" if match["words"] else ""
        lines.append(
            f"    {match['by'].replace(':', ' ', 1)}{words}  (topic {match['topic']}, {moment(match['at'])})"
        )
        if match["excerpt"]:
            lines.append(f"        {marked(match['excerpt'])}")
    lines.append("")
    lines += _told_lines(facts)
    if "rule" in facts:
        lines += ["", *_rule_lines(facts["rule"])]
    return lines


def _told_lines(facts: dict[str, Any]) -> list[str]:
    told = facts["told"]
    if not told:
        if not facts["matches"]:
            return ["Not owed to anyone."]
        if all(match["baseline"] for match in facts["matches"]):
            return ["Not alerted: it was there when the watch on this source began (its baseline)."]
        return [
            "Not alerted at once: no rule or topic that it meets says `alert = true`. It goes to the digest."
        ]
    lines = ["Owed at once"]
    for one in told:
        fate = {
            None: "waits to be put into a message",
            "sent": f"sent {moment(one['sent'])}",
            "pending": f"waits in the outbox ({one['why'] or 'soon'})",
            "leased": "is being sent",
            "dead": f"could not be sent: {one['why']}",
            "dropped": f"was dropped: {one['why']}",
            "held": "is held back",
        }[one["state"]]
        number = f", message {one['message']}" if one["message"] else ""
        other = f" (through #{one['item']}, the same story)" if one["item"] != facts["item"] else ""
        lines.append(f"    to {one['recipient']}: {fate}{number}{other}")
    return lines


def _rule_lines(rule: dict[str, Any]) -> list[str]:
    lines = [f"Rule {rule['name']}: {'met' if rule['met'] else 'not met'}"]
    for part in rule["parts"]:
        lines.append(f"    {'yes' if part['met'] else 'no '}  {part['part']}: {unmarked(part['word'])}")
    return lines
