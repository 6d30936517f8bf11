"""The tables of the files → Config: defaults filled in, references followed, or all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from veille import options, plugins
from veille.config import values
from veille.config.account import expand_mail
from veille.config.expansions import expansions, search_options
from veille.config.model import Channel, Config, Digest, Mail, SourceConfig
from veille.config.names import expand_names
from veille.config.quiet import parse_quiet
from veille.config.reading import Table, Written, plugins_folder, state_folder
from veille.config.sources import expand_sources
from veille.config.tables import ChannelTable, DigestTable, Recipients, RuleTable, SearchTable, VeilleTable
from veille.config.when import is_doubtful, parse_when
from veille.errors import ConfigError, Problem
from veille.match import query
from veille.match.rules import Matcher
from veille.model import Name, Rule, Secret


def expand(
    written: Written, *, environ: Mapping[str, str], refusal: Callable[[Secret], str] | None = None
) -> Config:
    """Return the configuration that the tables make. Raises ConfigError with every problem at once."""
    head = written.single.get("veille") or Table(written.path.name, "veille", {})
    veille = written.typed(VeilleTable, head) or VeilleTable()
    mail = expand_mail(written)
    channels = {
        name: _channel(name, table, written, refusal) for name, table in written.named["channel"].items()
    }

    to = _recipients(veille.to, "to", head, written)
    zone = _zone(veille.timezone, head, written, environ)
    digests = _digests(to, zone, written)
    to = to or tuple(dict.fromkeys(one for digest in digests.values() for one in digest.to))
    if not to and not veille.to:
        written.wrong(head, "'to' is missing: an address, a channel, or a list of them")

    folder = _plugins(veille.plugins, head, written)
    kinds = plugins.find(folder)
    written.warnings.extend(kinds.shadowed)
    contact = _contact(veille.contact, head, written)
    names = expand_names(written, veille.language, _expected)
    search = _search(written)
    wanted = expansions(written, names, search, veille.language, contact)
    _complete_searches(written, names, search, veille.language, contact)
    _complete_mailboxes(written, mail)
    sources, broken = expand_sources(written, kinds, wanted)
    rules = _rules(written, sources)
    _check_names(digests, rules, written)
    _warn_of_topics(digests, rules, names, written)
    if not sources and not broken:
        written.warn(head, "there is no [source]: nothing is watched")
    elif not rules and not names and not any(source.topic for source in sources.values()):
        written.warn(head, "there is no [rule] and no name, and no source has a topic: nothing can match")

    config = Config(
        path=written.path,
        files=written.files,
        state=state_folder(written.path, veille.state, environ),
        language=veille.language,
        timezone=zone,
        to=to,
        alert=_recipients(veille.alert, "alert", head, written) or to,
        health=_recipients(veille.health, "health", head, written) or to,
        contact=contact,
        name=veille.name.strip(),
        proxy=_proxy(veille.proxy, head, written),
        spacing=written.checked(values.duration, veille.spacing, "spacing", head) or 0.0,
        mail=mail,
        channels={name: channel for name, channel in channels.items() if channel},
        digests=digests,
        names=names,
        rules=rules,
        sources=sources,
        broken=broken,
        warnings=tuple(written.warnings),
        secrets=tuple(dict.fromkeys(written.secrets)),
    )
    if written.problems:
        raise ConfigError(_in_order(written))
    return config


def _expected(name: str) -> float | None:
    from veille.insee import births  # a table that only names need
    from veille.match.homonyms import expected

    return expected(name, births())


def _search(written: Written) -> SearchTable:
    table = written.single.get("search")
    return (written.typed(SearchTable, table) if table else None) or SearchTable()


def _complete_searches(
    written: Written, names: Mapping[str, Name], search: SearchTable, language: str, contact: str
) -> None:
    """Fill in, for searches written by hand, what the name's table and [search] say."""
    for source, table in written.named["source"].items():
        if table.values.get("kind") != "name_search":
            continue
        name = names.get(str(table.values.get("name")))
        if name is None:
            near = options.did_you_mean(str(table.values.get("name")), names)
            written.wrong(table, f"'name' is no [person.NAME] or [company.NAME]{near}")
            continue
        known = search_options(name, str(table.values.get("engine")), search, language, contact)
        written.named["source"][source] = Table(*table.where, known | dict(table.values))


def _complete_mailboxes(written: Written, mail: Mail | None) -> None:
    """Give the mailboxes that name no account of their own that of [mail]."""
    for source, table in written.named["source"].items():
        if table.values.get("kind") != "mailbox" or mail is None or "imap" in table.values:
            continue
        known: dict[str, Any] = {"imap": mail.imap, "user": mail.user, "password": mail.password}
        if mail.oauth is not None:
            login = mail.oauth
            known |= {"oauth": login.service, "client": login.client, "token": login.token}
            known |= {"tenant": login.tenant, "client_secret": login.client_secret}
        known = {key: value for key, value in known.items() if value}
        written.named["source"][source] = Table(*table.where, known | dict(table.values))


def _check_names(digests: Mapping[str, Digest], rules: Mapping[str, Rule], written: Written) -> None:
    """Tell the names that digests and rules ask for and that don't exist."""
    known = [*written.named["person"], *written.named["company"]]
    asked = [(digest.names, written.named["digest"].get(digest.name)) for digest in digests.values()]
    asked += [(rule.names, written.named["rule"][rule.name]) for rule in rules.values()]
    for names, table in asked:
        for name in names:
            if table is not None and name not in known:
                near = options.did_you_mean(name, known)
                written.wrong(
                    table, f"'names' holds what is no [person.NAME] or [company.NAME], '{name}'{near}"
                )


def _recipients(given: Recipients, key: str, table: Table, written: Written) -> tuple[str, ...]:
    """Return the addresses and channels that are named, those that don't exist told and left out."""
    found: list[str] = []
    for recipient in (given,) if isinstance(given, str) else given:
        if recipient in written.named["channel"]:
            found.append(recipient)
        elif "://" in recipient:
            written.wrong(table, f"'{key}' holds a URL: make it the 'url' of a [channel.NAME], NAME here")
        elif "@" in recipient:
            if address := written.checked(values.recipient, recipient, key, table):
                found.append(address)
                if "mail" not in written.single:
                    written.wrong(table, f"'{key}' is an address: it can only be reached with a [mail] table")
        else:
            near = options.did_you_mean(recipient, written.named["channel"])
            written.wrong(table, f"'{key}' names a channel that does not exist, '{recipient}'{near}")
    return tuple(dict.fromkeys(found))


def _channel(
    name: str, table: Table, written: Written, refusal: Callable[[Secret], str] | None
) -> Channel | None:
    channel = written.typed(ChannelTable, table)
    if channel is None:
        return None
    if sum(map(bool, (channel.url, channel.folder, channel.console))) != 1:
        written.wrong(table, "must have exactly one of 'url', 'folder' and 'console = true'")
        return None
    url = channel.url
    if isinstance(url, str) and url:
        written.warn(
            table, "'url' stands in the file: if it holds a password or token, write { secret = \"…\" }"
        )
        url = Secret(f"channel.{name}", url)
        written.secrets.append(url)
    if isinstance(url, Secret) and url.reveal() and "://" not in url.reveal():
        written.wrong(table, "'url' must be an Apprise URL, such as tgram://… or ntfys://…")
    elif isinstance(url, Secret) and url.reveal() and refusal is not None and (why := refusal(url)):
        written.wrong(table, f"'url' {why}")
    folder = written.path.parent / Path(channel.folder).expanduser() if channel.folder else None
    quiet = written.checked(parse_quiet, channel.quiet, "quiet", table) if channel.quiet else None
    flood = written.checked(values.per_hour, channel.flood, "flood", table)
    address = written.checked(values.folder_url, channel.address, "address", table) if channel.address else ""
    if channel.address and not channel.folder:
        written.wrong(table, "'address' is where a folder is published: it needs  folder = …  beside it")
    return Channel(
        name,
        url or None,
        folder,
        channel.console,
        quiet=quiet,
        address=address or "",
        flood=flood or 1,
    )


def _digests(to: tuple[str, ...], zone: ZoneInfo, written: Written) -> dict[str, Digest]:
    digests: dict[str, Digest] = {}
    for name, table in written.named["digest"].items():
        digest = written.typed(DigestTable, table)
        at = None if digest is None else written.checked(parse_when, digest.at, "at", table)
        if digest is None or at is None:
            continue
        own = _recipients(digest.to, "to", table, written)
        if not own and not digest.to and not to and "to" not in written.single.get("veille", table).values:
            written.wrong(table, "'to' is missing, and [veille] has none either")
        if is_doubtful(at, date.today().year, zone):
            sentence = f"'at' is an hour that the clocks skip or repeat in {zone.key} on one night a year: choose another"
            written.warn(table, sentence)
        if digest.max < 1:
            written.wrong(table, "'max' must be 1 or more: the stories told in full; the others are counted")
        if not all(topic.strip() for topic in digest.topics):
            written.wrong(table, "'topics' holds an empty name")
        topics = tuple(dict.fromkeys(topic.strip() for topic in digest.topics))
        if digest.names and digest.topics:
            written.wrong(
                table, "'names' makes it a name report, which has no 'topics': take one of the two out"
            )
        names = tuple(dict.fromkeys(digest.names))
        digests[name] = Digest(name, at, own or to, topics, max(digest.max, 1), digest.title.strip(), names)
    # A report on names leaves the rest untold.
    if all(one.names for one in digests.values()) and not (written.named["digest"] and not digests):
        digests["digest"] = Digest("digest", parse_when("07:30"), to)
    return digests


def _warn_of_topics(
    digests: Mapping[str, Digest], rules: Mapping[str, Rule], names: Mapping[str, Name], written: Written
) -> None:
    """Warn of what a digest asks for that nothing has as its topic, and of a topic that is told to nobody."""
    known = {rule.topic for rule in rules.values()} | {name.topic for name in names.values()}
    known |= {
        str(table.values["topic"]) for table in written.named["source"].values() if "topic" in table.values
    }
    for digest in digests.values():
        for topic in digest.topics:
            if topic not in known:
                near = options.did_you_mean(topic, sorted(known))
                table = written.named["digest"][digest.name]
                written.warn(
                    table, f"'topics' names what no rule or source has as its topic, '{topic}'{near}"
                )
    if all(digest.topics or digest.names for digest in digests.values()):
        told = {topic for digest in digests.values() for topic in digest.topics}
        having = [(rule.topic, rule.alert, written.named["rule"][rule.name]) for rule in rules.values()]
        having += [
            (name.topic, name.alert, written.named["company" if name.company else "person"][name.group])
            for name in names.values()
        ]
        having += [
            (str(table.values["topic"]), bool(table.values.get("alert")), table)
            for table in written.named["source"].values()
            if table.values.get("topic")
        ]
        for topic, table in {one: table for one, alert, table in reversed(having) if not alert}.items():
            if topic not in told:
                written.warn(
                    table, f"told to nobody: no digest has its topic, '{topic}', and it does not alert"
                )


def _rules(written: Written, sources: Mapping[str, SourceConfig]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name, table in written.named["rule"].items():
        read = written.typed(RuleTable, table)
        if read is None:
            continue
        rule = Rule(
            name,
            read.any,
            read.and_,
            read.not_,
            read.query.strip(),
            read.from_,
            read.topic or name,
            read.alert,
            read.urgent,
            tuple(dict.fromkeys(read.names)),
        )
        rules[name] = rule
        if not (rule.any or rule.and_ or rule.query or rule.from_ or rule.names):
            written.wrong(table, "must have at least one of 'any', 'and', 'query', 'names' and 'from'")
        if rule.urgent and not rule.alert:
            written.wrong(
                table, "'urgent' passes quiet hours: it needs  alert = true  to have something to pass"
            )
        if rule.query and (rule.any or rule.and_ or rule.not_):
            written.wrong(table, "'query' says it all: 'any', 'and' and 'not' can't stand beside it")
        for sentence in _unreadable(rule):
            written.wrong(table, sentence)
        for glob in rule.from_:
            there = {**written.named["source"], **sources}
            if not any(fnmatchcase(source, glob) for source in there):
                near = options.did_you_mean(glob, there)
                written.warn(table, f"'from' names no source that exists, '{glob}'{near}")
    return rules


def _unreadable(rule: Rule) -> list[str]:
    """Return what keeps a rule from being made ready, with the place: every word that can't be looked for, or else."""
    wrong = []
    for key, words in (("any", rule.any), ("and", rule.and_), ("not", rule.not_)):
        for word in words:
            try:
                query.from_lists((word,))
            except query.QueryError as error:
                wrong.append(f"{error}, in '{key}'")
    try:
        Matcher([rule])
    except query.QueryError as error:
        return wrong or [f"'query' can't be read: {error}" if rule.query else str(error)]
    return wrong


def _zone(name: str, table: Table, written: Written, environ: Mapping[str, str]) -> ZoneInfo:
    found = written.checked(values.zone, name, "timezone", table) if name else values.system_zone(environ)
    return found or ZoneInfo("UTC")


def _contact(given: str, table: Table, written: Written) -> str:
    if not given and "mail" in written.single:
        user: Any = written.single["mail"].values.get("user", "")
        return user if isinstance(user, str) else ""
    if not given:
        written.wrong(
            table, "'contact' is missing: an address or a URL, which the sites that are polled are told"
        )
    elif "://" in given:
        written.checked(values.url, given, "contact", table)
    else:
        written.checked(values.address, given, "contact", table)
    return given


def _proxy(given: str | Secret, table: Table, written: Written) -> Secret | None:
    if not given:
        return None
    secret = given if isinstance(given, Secret) else Secret("proxy", given)
    if isinstance(given, str):
        written.checked(values.url, given, "proxy", table)
    elif secret.reveal() and not secret.reveal().startswith(("http://", "https://")):
        written.wrong(table, "'proxy' must be a URL that begins with http:// or https://")
    return secret


def _plugins(given: str, table: Table, written: Written) -> Path:
    folder = plugins_folder(written.path, given)
    if given and not folder.is_dir():
        written.wrong(table, f"'plugins' is no folder: {folder}")
    return folder


def _in_order(written: Written) -> tuple[Problem, ...]:
    """Return the problems in the order of the files and their tables, each once."""
    tables = [table.where for table in written.single.values()]
    tables += [table.where for kind in written.named.values() for table in kind.values()]
    place = {where: number for number, where in enumerate(tables)}
    return tuple(
        sorted(
            dict.fromkeys(written.problems), key=lambda problem: place.get((problem.file, problem.table), -1)
        )
    )
