"""veille why: the whole life of an item, from the source to the recipients."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from veille.cli.open import read_config, reading
from veille.cli.output import marked, moment, print_json, unmarked, zone
from veille.model import Clue, FoldedBy, MessageState, Unalerted, Verdict

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.model import Name
    from veille.names.learning import Learnt


@click.command("why")
@click.argument("item")
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(item: str, rule: str | None, *, as_json: bool) -> None:
    """Say why an item was sent, or why not.

    ITEM is a number (as `veille items` shows it) or an address; RULE tells word by word what that rule found, or who
    is meant where it is a name.
    """
    from veille.errors import UserError
    from veille.store import marks, reads

    with reading() as db:
        rows = reads.find_item(db, item)
        if not rows:
            raise UserError(f"no item is named {item}: `veille items` lists what was kept")
        stories = {row["story"] for row in rows}
        if len(stories) > 1:
            several = "\n".join(f"  #{row['id']}  {row['title']}" for row in rows)
            raise UserError(f"several items are meant by {item}: say which one\n{several}")
        facts = _facts(db, rows[0])
        learnt = marks.learnt(db) if rule is not None else {}
    if rule is not None:
        config = read_config(secrets=False)
        if rule in config.names and rule not in config.rules:
            facts["name"] = _judged(rule, config.names, learnt, rows[0])
        else:
            facts["rule"] = _explained(rule, config, rows[0])
    if as_json:
        print_json(facts)
    else:
        click.echo("\n".join(_lines(facts)))


def _facts(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    from veille.store import marks, match_rows, reads

    copies = [
        carrier
        for carrier in match_rows.carriers(db, [row["story"]])[row["story"]]
        if carrier.item != row["id"]
    ]
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
            {"item": copy.item, "source": copy.source, "outlet": copy.outlet, "url": copy.url}
            for copy in copies
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
                "unalerted": match["unalerted"] or _unalerted_once(db, row, match),
                "verdict": match["verdict"] or "",
                "likely": round(match["likely"], 2),
                "reasons": json.loads(match["clues"]),
            }
            for match in reads.item_matches(db, row["id"])
        ],
        "marks": [
            {"value": mark.value, "name": mark.name, "note": mark.note, "at": mark.at}
            for mark in marks.marks(db, item=row["id"])
        ],
        "told": _owed(db, row["story"]),
    }


def _unalerted_once(db: sqlite3.Connection, row: sqlite3.Row, match: Mapping[str, Any]) -> str:
    """Return why a match of an older version, which did not write it down, is owed to nobody; "" where it is."""
    from veille.store import matches

    if matches.is_owed(db, match["id"]):
        return ""
    if match["baseline"]:
        return Unalerted.BASELINE
    if match["verdict"] in (Verdict.UNSURE, Verdict.HOMONYM):
        return Unalerted.UNSURE if match["verdict"] is Verdict.UNSURE else Unalerted.HOMONYM
    if matches.begun_in_baseline(db, [row["story"]], row["source"]):
        return Unalerted.FIRST_LETTER
    return Unalerted.TOLD if matches.owed_stories(db, [row["story"]]) else Unalerted.NOT_ASKED


def _owed(db: sqlite3.Connection, story: int) -> list[dict[str, Any]]:
    """Return what was owed of a story; `waits` says why what no message covers yet has none."""
    from veille.store import owed, reads

    now = int(time.time())
    pauses = owed.pauses(db, now)
    found = []
    for row in reads.item_messages(db, story):
        waits = ""
        if row["message"] is None:
            held = [pause for pause in pauses if pause.holds(row["by"])]
            if row["deferred"]:
                waits = "left to the digest: there was too much of it for an alert"
            elif row["verdict"] in (Verdict.UNSURE, Verdict.HOMONYM):
                waits = "is not sent: it is no longer sure who is meant"
            elif held:
                waits = f"waits: paused until {moment(max(pause.until for pause in held))}"
            elif (until := _quiet_until(row["recipient"], now)) is not None:
                waits = f"waits for the end of the quiet hours, at {moment(int(until))}"
            else:
                waits = "waits to be put into a message"
        found.append({**row, "waits": waits})
    return found


def _quiet_until(recipient: str, now: int) -> float | None:
    from veille.config.quiet import quiet_until
    from veille.errors import UserError

    try:
        config = read_config(secrets=False)
    except UserError:  # what was kept is told all the same
        return None
    return quiet_until(config.quiet_of(recipient), now, config.timezone)


def _judged(
    name: str, names: Mapping[str, Name], learnt: Mapping[str, Learnt], row: sqlite3.Row
) -> dict[str, Any]:
    """Return who would be meant by a name in an item, by what is known now."""
    from veille.match.rules import Doc
    from veille.names.mentions import Mentions

    doc = Doc(row["title"], row["text"], row["source_name"], row["author"], row["url"])
    found = [mention for mention in Mentions(names.values(), learnt).find([doc])[0] if mention.name == name]
    if not found:
        return {"name": name, "verdict": "", "likely": 0.0, "words": [], "reasons": []}
    return {
        "name": name,
        "verdict": found[0].verdict,
        "likely": round(found[0].likely, 2),
        "words": list(found[0].words),
        "reasons": [[clue.kind, *clue.words] for clue in found[0].clues],
    }


def reasons(clues: list[list[str]]) -> str:
    """Return the reasons of a verdict, as they were kept, in words."""
    from veille.language.words import Words
    from veille.letters.naming import clue_words

    return clue_words(Words("en", zone()), [Clue(kind, tuple(words)) for kind, *words in clues])


def _explained(name: str, config: Config, row: sqlite3.Row) -> dict[str, Any]:
    from veille.errors import UserError
    from veille.match.rules import Doc, explain
    from veille.options import did_you_mean

    rules = config.rules
    if name not in rules:
        known = [*rules, *config.names]
        near = did_you_mean(name, known)
        raise UserError(f"there is no rule or name '{name}'{near} (there are: {', '.join(known) or 'none'})")
    explained = explain(rules[name], Doc(row["title"], row["text"], row["source_name"]))
    return {
        "name": name,
        "met": explained.met,
        "parts": [{"part": part.part, "word": part.word, "met": part.met} for part in explained.parts],
    }


_HOW: Mapping[str, str] = {
    FoldedBy.OPENING: "same opening",
    FoldedBy.URL: "same address",
    FoldedBy.TITLE: "same title",
    FoldedBy.SIMILAR: "nearly the same title",
}


def _lines(facts: dict[str, Any]) -> list[str]:
    lines = [f"#{facts['item']}  {facts['title']}"]
    if facts["url"]:
        lines.append(f"    {facts['url']}")
    lines.append(f"    {facts['outlet']}, dated {moment(facts['dated'])}; source {facts['source']}")
    lines.append(
        f"    first seen {moment(facts['first_seen'])}"
        + (", in the source's baseline" if facts["baseline"] and not _is_past(facts) else "")
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
        who = {
            Verdict.SURE: ", sure",
            Verdict.UNSURE: f", unsure ({match['likely']:.0%})",
            Verdict.HOMONYM: ", a homonym",
        }
        lines.append(
            f"    {match['by'].kind} {match['by'].key}{who.get(match['verdict'], '')}{words}"
            f"  (topic {match['topic']}, {moment(match['at'])})"
        )
        if match["verdict"]:
            lines.append(f"        {reasons(match['reasons'])}")
        if match["excerpt"]:
            lines.append(f"        {marked(match['excerpt'])}")
    for mark in facts["marks"]:
        about = f" (for {mark['name']})" if mark["name"] else ""
        lines.append(f"    marked {mark['note'] or mark['value']}{about}, {moment(mark['at'])}")
    lines.append("")
    lines += _notified_lines(facts)
    if "rule" in facts:
        lines += ["", *_rule_lines(facts["rule"])]
    if "name" in facts:
        lines += ["", *_name_lines(facts["name"])]
    return lines


_UNALERTED: Mapping[str, str] = {
    Unalerted.BASELINE: "it was there when the watch on this source began (its baseline).",
    Unalerted.PAST: "it is dated before the watch on this source began, and well before what the source had told: it was "
    "there, and is shown only now. A digest counts it.",
    Unalerted.CLOSED: "the day on which it closes is over. It goes to the digest.",
    Unalerted.NOT_ASKED: "no rule, name or topic that it meets says `alert = true`. It goes to the digest.",
    Unalerted.UNSURE: "only what is surely the one who is meant alerts. The digest asks about it.",
    Unalerted.HOMONYM: "only what is surely the one who is meant alerts, and this is a homonym.",
    Unalerted.NOBODY: "nobody gets alerts: neither `alert` nor `to` names anybody. It goes to the digest.",
    Unalerted.TOLD: "its story was told, or is owed, by another match.",
    Unalerted.FIRST_LETTER: "its story was there when the watch on this source began, and the first letter told it.",
    Unalerted.ARCHIVE: "it was kept before this name was watched, and found when the archive was looked through.",
    Unalerted.LEARNT: "it came to match by what a person said of others (`veille mark`). It goes to the digest.",
}
_SURE_SINCE = "it was in doubt when it came, and has become sure since. It goes to the digest."


def _is_past(facts: Mapping[str, Any]) -> bool:
    """Return whether an item only counts as of the baseline, for its date."""
    return any(match["unalerted"] == Unalerted.PAST for match in facts["matches"])


def _unalerted(match: Mapping[str, Any]) -> str:
    """Return why a match was owed to nobody, "" where it was."""
    if match["unalerted"] in (Unalerted.UNSURE, Unalerted.HOMONYM) and match["verdict"] is Verdict.SURE:
        return _SURE_SINCE
    return _UNALERTED.get(match["unalerted"], "")


def _unalerted_lines(matches: Sequence[Mapping[str, Any]], *, at_once: str) -> list[str]:
    """Return why matches were owed to nobody, each reason once; where they differ, with what was found."""
    why = {f"{match['by'].kind} {match['by'].key}": _unalerted(match) for match in matches}
    reasons = {by: reason for by, reason in why.items() if reason}
    if len(set(reasons.values())) == 1:
        return [f"Not alerted{at_once}: {next(iter(reasons.values()))}"]
    return [f"Not alerted{at_once} by {by}: {reason}" for by, reason in reasons.items()]


def _notified_lines(facts: dict[str, Any]) -> list[str]:
    told = facts["told"]
    if not facts["matches"] and not told:
        return ["Not owed to anyone."]
    if not told:
        asked = any(match["unalerted"] == Unalerted.NOT_ASKED for match in facts["matches"])
        return _unalerted_lines(facts["matches"], at_once=" at once" if asked else "")
    lines = ["Owed at once"]
    for owed in told:
        fate = {
            None: owed["waits"],
            MessageState.SENT: f"sent {moment(owed['sent'])}",
            MessageState.PENDING: f"waits in the outbox ({owed['why'] or 'soon'})",
            MessageState.LEASED: "is being sent",
            MessageState.DEAD: f"could not be sent: {owed['why']}",
            MessageState.DROPPED: f"was dropped: {owed['why']}",
            MessageState.HELD: "is held back",
        }[owed["state"]]
        number = f", message {owed['message']}" if owed["message"] else ""
        other = f" (through #{owed['item']}, the same story)" if owed["item"] != facts["item"] else ""
        lines.append(f"    to {owed['recipient']}: {fate}{number}{other}")
    return lines + _unalerted_lines(facts["matches"], at_once="")


def _name_lines(name: dict[str, Any]) -> list[str]:
    if not name["verdict"]:
        return [f"Name {name['name']}: stands nowhere in it"]
    told = "a homonym" if name["verdict"] is Verdict.HOMONYM else name["verdict"]
    return [
        f"Name {name['name']}: {told}, {name['likely']:.0%} likely; found {', '.join(name['words'])}",
        f"    {reasons(name['reasons'])}",
    ]


def _rule_lines(rule: dict[str, Any]) -> list[str]:
    lines = [f"Rule {rule['name']}: {'met' if rule['met'] else 'not met'}"]
    for part in rule["parts"]:
        lines.append(f"    {'yes' if part['met'] else 'no '}  {part['part']}: {unmarked(part['word'])}")
    return lines
