"""The [digest] tables → digests and name reports, and warnings on topics that nothing has or nobody receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from veille import options
from veille.config.channels import recipients
from veille.config.model import Digest
from veille.config.reading import ConfigFiles
from veille.config.when import is_doubtful, parse_when
from veille.errors import failure
from veille.model import Name, Rule


def expand_digests(to: tuple[str, ...], zone: ZoneInfo, written: ConfigFiles) -> dict[str, Digest]:
    """Return the digests by name; those without `to` go to the given. If all are name reports, one is added for the rest."""
    digests: dict[str, Digest] = {}
    for name, table in written.named["digest"].items():
        digest = written.typed(Digest, table, name=name)
        if digest is None:
            continue
        own = recipients(digest.to, "to", table, written)
        if not own and not digest.to and not to and "to" not in written.single.get("veille", table).values:
            written.wrong(table, failure("'to' is missing, and [veille] has none either"))
        if is_doubtful(digest.at, date.today().year, zone):
            why = failure(
                "'at' is an hour that the clocks skip or repeat in {zone} on one night a year: choose another",
                zone=zone.key,
            )
            written.warn(table, why)
        if digest.max < 1:
            written.wrong(
                table, failure("'max' must be 1 or more: the stories told in full; the others are counted")
            )
        if not all(topic.strip() for topic in digest.topics):
            written.wrong(table, failure("'topics' holds an empty name"))
        topics = tuple(dict.fromkeys(topic.strip() for topic in digest.topics))
        if digest.names and digest.topics:
            written.wrong(
                table,
                failure("'names' makes it a name report, which has no 'topics': take one of the two out"),
            )
        digests[name] = replace(
            digest,
            to=own or to,
            topics=topics,
            max=max(digest.max, 1),
            title=digest.title.strip(),
            names=tuple(dict.fromkeys(digest.names)),
        )
    # A report on names says nothing of the rest.
    if all(digest.names for digest in digests.values()) and not (written.named["digest"] and not digests):
        digests["digest"] = Digest("digest", parse_when("07:30"), to)
    return digests


def warn_of_topics(
    digests: Mapping[str, Digest], rules: Mapping[str, Rule], names: Mapping[str, Name], written: ConfigFiles
) -> None:
    """Warn of a digest's topic that nothing has, and of a topic that nobody receives."""
    topics_in_use = {rule.topic for rule in rules.values()} | {name.topic for name in names.values()}
    topics_in_use |= {
        str(table.values["topic"]) for table in written.named["source"].values() if "topic" in table.values
    }
    for digest in digests.values():
        for topic in digest.topics:
            if topic not in topics_in_use:
                near = options.did_you_mean(topic, sorted(topics_in_use))
                table = written.named["digest"][digest.name]
                written.warn(
                    table,
                    failure(
                        "'topics' names what no rule or source has as its topic, '{topic}'{near}",
                        topic=topic,
                        near=near,
                    ),
                )
    if all(digest.topics or digest.names for digest in digests.values()):
        covered = {topic for digest in digests.values() for topic in digest.topics}
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
        for topic, table in {topic: table for topic, alert, table in reversed(having) if not alert}.items():
            if topic not in covered:
                written.warn(
                    table,
                    failure(
                        "told to nobody: no digest has its topic, '{topic}', and it does not alert",
                        topic=topic,
                    ),
                )
