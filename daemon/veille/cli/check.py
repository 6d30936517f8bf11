"""veille check: everything that is wrong with the configuration, or what each line of it became."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from veille.cli import output
from veille.cli.names import bearers
from veille.cli.output import print_json
from veille.cli.setting import setting
from veille.config.refused import refused_site
from veille.errors import ConfigError, Failure, Problem
from veille.language.catalogue import ENGLISH
from veille.match.own_pages import page_address

if TYPE_CHECKING:
    from veille.config.model import Config, MailAccount
    from veille.language.words import Words
    from veille.model import Secret

WRONG = 78  # EX_CONFIG of sysexits.h, which the unit's RestartPreventExitStatus names


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """Say everything that is wrong with the configuration, or what each line became.

    Exits with 78 if anything is wrong. Nothing is polled and nothing is sent.
    """
    from veille import config as configuration

    try:
        file = configuration.find_file(setting().config)
        config = configuration.load(file, denied_ok=True, refusal=_refusal)
    except ConfigError as error:
        _print_wrong(output.words(), error, as_json=as_json)
        sys.exit(WRONG)
    if as_json:
        print_json(describe(config, output.english(), now=time.time()))
    else:
        words = output.words()
        click.echo("\n".join(_lines(words, describe(config, words, now=time.time()))))


def describe(config: Config, words: Words, *, now: float) -> dict[str, Any]:
    """Return what each table became, as JSON: no secret, times as ISO 8601 in the configured zone."""
    return {
        "ok": True,
        "files": [str(file) for file in config.files],
        "state": str(config.state),
        "timezone": config.timezone.key,
        "language": config.language,
        "contact": config.contact,
        "recipients": _recipients(config, words),
        "digests": _digests(config, now),
        "names": _names(config),
        "rules": _rules(config),
        "sources": _sources(config),
        "broken": {name: output.describe_failure(words, why) for name, why in config.broken.items()},
        "warnings": [_problem(words, warning) for warning in config.warnings],
    }


def _refusal(url: Secret) -> Failure:
    """Return why a channel's URL can't be used, or nothing: the daemon would learn it at the first alert."""
    from veille.send.apprise import refusal  # Apprise takes 130 ms to import

    return refusal(url)


def _recipients(config: Config, words: Words) -> list[dict[str, Any]]:
    told: dict[str, list[str]] = {}
    for digest in config.digests.values():
        for recipient in digest.to:
            told.setdefault(recipient, []).append(digest.name)
    for letter, recipients in (
        (words.say("alerts"), config.alert),
        (words.say("health"), config.health),
        (words.say("first letter"), config.to),
    ):
        for recipient in recipients:
            told.setdefault(recipient, []).append(letter)
    return [{"name": name, "by": _way(words, name, config), "receives": what} for name, what in told.items()]


def _way(words: Words, recipient: str, config: Config) -> str:
    """Return how a recipient is reached; of a channel's URL, its service alone."""
    channel = config.channels.get(recipient)
    if channel is None:
        return _mail_way(words, config.mail) if config.mail else words.say("mail")
    if channel.folder:
        return words.say("pages in {folder}", folder=str(channel.folder))
    if not channel.url:
        return words.say("the console")
    return f"{channel.url.reveal().partition('://')[0]} (Apprise)"


def _mail_way(words: Words, mail: MailAccount) -> str:
    """Return the server that is given, or those that are tried when the first mail leaves."""
    from veille.config import mailhosts

    servers = [mail.server] if mail.server else mailhosts.candidates(mail.user, mail.tls, mail.oauth)
    by = _or(words, [str(server) for server in servers])
    if not mail.oauth:
        return words.say("mail by {servers}", servers=by)
    return words.say("mail by {servers}, login by {provider}", servers=by, provider=mail.oauth.title())


def _or(words: Words, names: Sequence[str]) -> str:
    return f" {words.say('or')} ".join(names)


def _digests(config: Config, now: float) -> list[dict[str, Any]]:
    from veille.config.when import next_time

    return [
        {
            "name": digest.name,
            "next": datetime.fromtimestamp(
                next_time(digest.at, now, config.timezone), config.timezone
            ).isoformat(),
            "to": list(digest.to),
            "topics": list(digest.topics),
            "max": digest.max,
            "title": digest.title,
        }
        for digest in config.digests.values()
    ]


def _rules(config: Config) -> list[dict[str, Any]]:
    from veille.match.rules import parsed

    return [
        {
            "name": rule.name,
            "topic": rule.topic,
            "alert": rule.alert,
            "from": list(rule.from_),
            "names": list(rule.names),
            "query": found.readable if (found := parsed(rule)) else "",
        }
        for rule in config.rules.values()
    ]


def _names(config: Config) -> list[dict[str, Any]]:
    return [
        {
            "name": name.key,
            "spelled": name.name,
            "company": name.company,
            "you": name.you,
            "topic": name.topic,
            "alert": name.alert,
            "homonyms_expected": name.homonyms,
            "sources": [source.name for source in config.sources.values() if source.of == name.key],
            "unread": [
                page for page in name.mine if refused_site(urlsplit(page_address(page)).hostname or "")
            ],
        }
        for name in config.names.values()
    ]


def _sources(config: Config) -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "kind": source.kind,
            "hosts": sorted(source.hosts),
            "every": source.every,
            "topic": source.topic,
            "alert": source.alert,
            "baseline": source.baseline,
        }
        for source in config.sources.values()
    ]


def _problem(words: Words, problem: Problem) -> str:
    """Return what is wrong, or worth a look, with its place in the files."""
    why = output.describe_failure(words, problem.why)
    return words.say("{where}: {why}", where=problem.where, why=why) if problem.where else why


def _print_wrong(words: Words, error: ConfigError, *, as_json: bool) -> None:
    if as_json:
        problems = [{"file": p.file, "table": p.table, "message": str(p.why)} for p in error.problems]
        print_json({"ok": False, "problems": problems})
        return
    for problem in error.problems:
        click.echo(f"{click.style(words.say('wrong'), fg='red')}  {_problem(words, problem)}")
    end = words.say_n(
        "{n} problem. Nothing runs on this file until mended.",
        "{n} problems. Nothing runs on this file until mended.",
        n=len(error.problems),
    )
    click.echo(f"\n{end}")


def _lines(words: Words, report: dict[str, Any]) -> Iterator[str]:
    yield ", ".join(report["files"])
    yield words.say(
        "state in {state}, times of {timezone}, sites are told {contact}",
        state=report["state"],
        timezone=report["timezone"],
        contact=report["contact"],
    )
    recipients = ((row["name"], _recipient_line(words, row)) for row in report["recipients"])
    yield from _section(words.say("Recipients"), recipients)
    digests = ((digest["name"], _digest_line(words, digest)) for digest in report["digests"])
    yield from _section(words.say("Digests"), digests)
    names = ((name["name"], _name_line(words, name)) for name in report["names"])
    yield from _section(words.say("Names"), names)
    rules = ((rule["name"], _rule_line(words, rule)) for rule in report["rules"])
    yield from _section(words.say("Rules"), rules)
    sources = ((source["name"], _source_line(words, source)) for source in report["sources"])
    yield from _section(words.say("Sources"), sources)
    yield from _section(words.say("Not running"), report["broken"].items())
    for number, warning in enumerate(report["warnings"]):
        label = click.style(words.say("warning"), fg="yellow")
        yield f"{'' if number else chr(10)}{label}  {warning}"
    yield "\n" + _verdict(words, report)


def _recipient_line(words: Words, recipient: dict[str, Any]) -> str:
    return words.say("{way}: {letters}", way=recipient["by"], letters=", ".join(recipient["receives"]))


def _digest_line(words: Words, digest: dict[str, Any]) -> str:
    at = datetime.fromisoformat(digest["next"])
    when = f"{at:%a %d %b %H:%M}" if words.language == ENGLISH else words.when_in_full(at)
    line = words.say("next {moment}, to {recipients}", moment=when, recipients=", ".join(digest["to"]))
    if digest["topics"]:
        line += words.say(", of {topics}", topics=", ".join(digest["topics"]))
    return line


def _name_line(words: Words, name: dict[str, Any]) -> str:
    parts = [
        name["spelled"],
        *([words.say("taken for you")] if name["you"] else []),
        words.say("topic {topic}", topic=name["topic"]),
        *([words.say("alert when sure")] if name["alert"] else []),
    ]
    expected = bearers(name["homonyms_expected"], words)
    if expected != "-":
        parts.append(
            words.say("{expected} of that name to be expected in France (Insee, births)", expected=expected)
        )
    lines = [" · ".join(parts)]
    if own := [source.removeprefix(f"{name['name']}/") for source in name["sources"]]:
        lines.append(
            words.say_n(
                "{n} source of its own: {names}",
                "{n} sources of its own: {names}",
                n=len(own),
                names=", ".join(own),
            )
        )
    if name["unread"]:
        pages = ", ".join(name["unread"])
        lines.append(words.say("own pages that programs may not read: {pages}", pages=pages))
    return "\n".join(lines)


def _rule_line(words: Words, rule: dict[str, Any]) -> str:
    parts = [
        words.say("topic {topic}", topic=rule["topic"]),
        *([words.say("alert")] if rule["alert"] else []),
    ]
    if rule["names"]:
        parts.append(words.say("where {names} is mentioned", names=_or(words, rule["names"])))
    if rule["from"]:
        parts.append(words.say("from {sources}", sources=", ".join(rule["from"])))
    return " · ".join(parts) + "\n" + (rule["query"] or words.say("everything"))


def _source_line(words: Words, source: dict[str, Any]) -> str:
    parts = [source["kind"], *source["hosts"], words.say("every {pace}", pace=pace(source["every"]))]
    if source["topic"]:
        parts.append(words.say("topic {topic}", topic=source["topic"]))
    if source["alert"]:
        parts.append(words.say("alert"))
    if not source["baseline"]:
        parts.append(words.say("no baseline"))
    return " · ".join(parts)


def pace(seconds: float) -> str:
    """Return seconds as a person would write them: "30m", "6h"."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def _section(title: str, rows: Any) -> Iterator[str]:
    """Yield a heading and its rows, the names in one column; nothing where there is no row."""
    pairs: Sequence[tuple[str, str]] = list(rows)
    if not pairs:
        return
    yield "\n" + click.style(f"{title} ({len(pairs)})", bold=True)
    width = min(28, max(len(name) for name, _text in pairs))
    for name, text in pairs:
        first, *more = text.split("\n")
        yield f"  {name:{width}}  {first}"
        yield from (f"  {'':{width}}  {click.style(line, dim=True)}" for line in more)


def _verdict(words: Words, report: dict[str, Any]) -> str:
    if report["broken"]:
        return words.say_n(
            "The configuration is right, but {n} of its sources can't run.", n=len(report["broken"])
        )
    if report["warnings"]:
        return words.say("Nothing is wrong; the warnings are worth a look.")
    return words.say("All is well.")
