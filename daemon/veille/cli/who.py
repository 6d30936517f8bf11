"""veille who: the authors and outlets of what matters, and the outlets that are often cited but not followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from veille.cli.items import seconds_ago
from veille.cli.open import read_config, reading
from veille.cli.output import count, iso, moment, print_json, print_table
from veille.store.reads import AuthoredItem

if TYPE_CHECKING:
    from veille.config.model import SourceConfig

OFTEN = 2  # items of an outlet that is not followed, from which on it is offered


@dataclass(slots=True)
class Speaker:
    """A person, or an outlet that names none, with what they wrote, newest first."""

    name: str
    items: list[AuthoredItem] = field(default_factory=list)

    @property
    def best(self) -> AuthoredItem:
        """The item that most outlets carry, the newest of those."""
        return max(self.items, key=lambda item: (item.carried, item.dated))

    @property
    def outlet(self) -> str:
        return Counter(item.outlet for item in self.items).most_common(1)[0][0]


@click.command("who")
@click.option("--topic", default="", help="Only what has this topic.")
@click.option("--name", default="", help="Only what mentions this name for sure, or one of this table.")
@click.option("--since", default="30d", show_default=True, metavar="30d", help="How far back to look.")
@click.option("--limit", default=15, show_default=True, type=click.IntRange(1), help="Show at most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, topic: str, name: str, since: str, limit: int, as_json: bool) -> None:
    """Say who talks about what you watch: authors and outlets, and who is cited but not followed.

    Authors are one person however they sign; each has a count, the first and the last time, and their best item: the
    one that most outlets carry.
    """
    from veille.errors import UserError
    from veille.options import did_you_mean
    from veille.store.reads import authored_items

    config = read_config(secrets=False)
    topics = {rule.topic for rule in config.rules.values()} | {name.topic for name in config.names.values()}
    topics |= {source.topic for source in config.sources.values() if source.topic}
    meant: dict[str, list[str]] = {}
    for known_name in config.names.values():
        for word in dict.fromkeys((known_name.key, known_name.group)):
            meant.setdefault(word, []).append(known_name.key)
    for what, asked, known in (("topic", topic, topics), ("name", name, set(meant))):
        if asked and asked not in known:
            near = did_you_mean(asked, known)
            raise UserError(
                f"there is no {what} '{asked}'{near} (there are: {', '.join(sorted(known)) or 'none'})"
            )
    with reading() as db:
        said = authored_items(db, seconds_ago(since), topic=topic, names=meant.get(name, ()))
    speakers, offered = ranked(said), unfollowed(said, config.sources.values())
    if as_json:
        print_json(
            {
                "speakers": [_plain(speaker) for speaker in speakers[:limit]],
                "not_followed": [{"outlet": o, "host": h, "items": n} for o, h, n in offered[:limit]],
            }
        )
        return
    if not speakers:
        click.echo(f"nobody in {since}: nothing matched")
        return
    print_table(
        ("who", "outlet", "items", "first", "last", "best"),
        [
            (
                speaker.name,
                speaker.outlet if speaker.outlet != speaker.name else "",
                str(len(speaker.items)),
                moment(speaker.items[-1].dated)[:10],
                moment(speaker.items[0].dated)[:10],
                f"#{speaker.best.item} {speaker.best.title}",
            )
            for speaker in speakers[:limit]
        ],
        right=(2,),
    )
    if offered:
        click.echo("\nOften cited, not followed (veille add URL follows one):")
        for outlet, host, n in offered[:limit]:
            click.echo(f"  {outlet} ({count(n, 'item')}){f'  https://{host}' if host else ''}")


def ranked(said: list[AuthoredItem]) -> list[Speaker]:
    """Return who wrote these items (newest first), most first; an item without a person is its outlet's."""
    from veille.letters.bylines import people, voice_key

    speakers: dict[str, Speaker] = {}
    for item in said:
        persons = [who for who in people(item.author) if voice_key(who) != voice_key(item.outlet)]
        for who in persons or ([item.outlet] if item.outlet.strip() else []):
            speakers.setdefault(voice_key(who), Speaker(who)).items.append(item)
    return sorted(speakers.values(), key=lambda speaker: (-len(speaker.items), speaker.name))


def unfollowed(said: list[AuthoredItem], sources: Collection[SourceConfig]) -> list[tuple[str, str, int]]:
    """Return the outlets (name, host, items) that are cited twice or more, though no source is theirs.

    What a search gives is of those whom it found. The host is empty where only a relay's own link is known.
    """
    relays = {host for source in sources for host in source.capabilities.relays}
    followed = {source.name: source for source in sources if not source.capabilities.searches_for}
    bare = {host.removeprefix("www.") for source in followed.values() for host in source.hosts}
    ours = {item.outlet for item in said if item.source in followed}
    outlets: Counter[tuple[str, str]] = Counter()
    for item in said:
        if item.host in relays:
            outlets[item.outlet, ""] += item.outlet not in ours
        elif item.outlet in ours:
            continue  # its articles stand on another host than its feed
        elif item.host and not any(item.host == host or item.host.endswith(f".{host}") for host in bare):
            outlets[item.outlet, item.host] += 1
    return [(outlet, host, n) for (outlet, host), n in outlets.most_common() if n >= OFTEN]


def _plain(speaker: Speaker) -> dict[str, Any]:
    return {
        "name": speaker.name,
        "outlet": speaker.outlet,
        "items": len(speaker.items),
        "first": iso(speaker.items[-1].dated),
        "last": iso(speaker.items[0].dated),
        "best": {"item": speaker.best.item, "title": speaker.best.title, "url": speaker.best.url},
    }
