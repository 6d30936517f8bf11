"""veille check: everything that is wrong with the configuration, or what each line of it became."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from veille.cli.names import bearers
from veille.cli.output import print_json
from veille.cli.setting import setting
from veille.config.refused import refused_site
from veille.errors import ConfigError, Failure
from veille.match.own_pages import page_address

if TYPE_CHECKING:
    from veille.config.model import Config, Mail
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
        _print_wrong(error, as_json=as_json)
        sys.exit(WRONG)
    report = describe(config, now=time.time())
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(_lines(report)))


def describe(config: Config, *, now: float) -> dict[str, Any]:
    """Return what each table became, as JSON: no secret, times as ISO 8601 in the configured zone."""
    return {
        "ok": True,
        "files": [str(file) for file in config.files],
        "state": str(config.state),
        "timezone": config.timezone.key,
        "language": config.language,
        "contact": config.contact,
        "recipients": _recipients(config),
        "digests": _digests(config, now),
        "names": _names(config),
        "rules": _rules(config),
        "sources": _sources(config),
        "broken": {name: str(why) for name, why in config.broken.items()},
        "warnings": list(config.warnings),
    }


def _refusal(url: Secret) -> Failure:
    """Return why a channel's URL can't be used, or nothing: the daemon would learn it at the first alert."""
    from veille.send.apprise import refusal  # Apprise takes 130 ms to import

    return refusal(url)


def _recipients(config: Config) -> list[dict[str, Any]]:
    told: dict[str, list[str]] = {}
    for digest in config.digests.values():
        for recipient in digest.to:
            told.setdefault(recipient, []).append(digest.name)
    for key, recipients in (("alerts", config.alert), ("health", config.health), ("first letter", config.to)):
        for recipient in recipients:
            told.setdefault(recipient, []).append(key)
    return [{"name": name, "by": _way(name, config), "receives": what} for name, what in told.items()]


def _way(recipient: str, config: Config) -> str:
    """Return how a recipient is reached; of a channel's URL, its service alone."""
    channel = config.channels.get(recipient)
    if channel is None:
        return _mail_way(config.mail) if config.mail else "mail"
    if channel.folder:
        return f"pages in {channel.folder}"
    return f"{channel.url.reveal().partition('://')[0]} (Apprise)" if channel.url else "the console"


def _mail_way(mail: Mail) -> str:
    """Return the server that is given, or those that are tried when the first mail leaves."""
    from veille.config import mailhosts

    servers = [mail.server] if mail.server else mailhosts.candidates(mail.user, mail.tls, mail.oauth)
    login = f", login by {mail.oauth.title()}" if mail.oauth else ""
    return f"mail by {' or '.join(map(str, servers))}{login}"


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


def _print_wrong(error: ConfigError, *, as_json: bool) -> None:
    if as_json:
        problems = [{"file": p.file, "table": p.table, "message": p.message} for p in error.problems]
        print_json({"ok": False, "problems": problems})
        return
    for problem in error.problems:
        click.echo(f"{click.style('wrong', fg='red')}  {problem}")
    count = len(error.problems)
    click.echo(
        f"\n{count} {'problem' if count == 1 else 'problems'}. Nothing runs on this file until mended."
    )


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield f"{', '.join(report['files'])}"
    yield f"state in {report['state']}, times of {report['timezone']}, sites are told {report['contact']}"
    yield from _section(
        "Recipients", ((r["name"], f"{r['by']}: {', '.join(r['receives'])}") for r in report["recipients"])
    )
    yield from _section(
        "Digests",
        (
            (
                d["name"],
                f"next {datetime.fromisoformat(d['next']):%a %d %b %H:%M}, to {', '.join(d['to'])}"
                + (f", of {', '.join(d['topics'])}" if d["topics"] else ""),
            )
            for d in report["digests"]
        ),
    )
    yield from _section("Names", ((name["name"], _name_line(name)) for name in report["names"]))
    yield from _section("Rules", ((rule["name"], _rule_line(rule)) for rule in report["rules"]))
    yield from _section("Sources", ((source["name"], _source_line(source)) for source in report["sources"]))
    yield from _section("Not running", report["broken"].items())
    for warning in report["warnings"]:
        yield (
            f"\n{click.style('warning', fg='yellow')}  {warning}"
            if warning == report["warnings"][0]
            else (f"{click.style('warning', fg='yellow')}  {warning}")
        )
    yield "\n" + _verdict(report)


def _name_line(name: dict[str, Any]) -> str:
    expected = bearers(name["homonyms_expected"])
    parts = [
        name["spelled"],
        *(["taken for you"] if name["you"] else []),
        f"topic {name['topic']}",
        *(["alert when sure"] if name["alert"] else []),
    ]
    if expected != "-":
        parts.append(f"{expected} of that name to be expected in France (Insee, births)")
    more = (
        f"{len(name['sources'])} {'source' if len(name['sources']) == 1 else 'sources'} of its own: "
        + ", ".join(one.removeprefix(f"{name['name']}/") for one in name["sources"])
    )
    unread = f"\nown pages that programs may not read: {', '.join(name['unread'])}" if name["unread"] else ""
    return " · ".join(parts) + (f"\n{more}" if name["sources"] else "") + unread


def _rule_line(rule: dict[str, Any]) -> str:
    parts = [f"topic {rule['topic']}", *(["alert"] if rule["alert"] else [])]
    if rule["names"]:
        parts.append(f"where {' or '.join(rule['names'])} is mentioned")
    if rule["from"]:
        parts.append(f"from {', '.join(rule['from'])}")
    return " · ".join(parts) + (f"\n{rule['query']}" if rule["query"] else "\neverything")


def _source_line(source: dict[str, Any]) -> str:
    parts = [source["kind"], *source["hosts"], f"every {pace(source['every'])}"]
    if source["topic"]:
        parts.append(f"topic {source['topic']}")
    if source["alert"]:
        parts.append("alert")
    if not source["baseline"]:
        parts.append("no baseline")
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


def _verdict(report: dict[str, Any]) -> str:
    if report["broken"]:
        return f"The configuration is right, but {len(report['broken'])} of its sources can't run."
    return "All is well." if not report["warnings"] else "Nothing is wrong; the warnings are worth a look."
