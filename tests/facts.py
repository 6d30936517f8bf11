"""Facts as a test says them, where no database is: rows of matches, who carries them, a configuration in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from veille.config.model import Config, Digest
from veille.config.when import parse_when
from veille.letters.digest import digest_query
from veille.model import By, Name, Rule, Verdict
from veille.store.facts import Carrier, DigestFacts, MatchRow
from world import HOUR, MONDAY

INES = Name(
    "moi", "Inès Morel-Dupuis", "moi", you=True, topic="On parle de vous", mine=("inesmorel.example",)
)
CLAIRE = Name("claire", "Claire Vasseur", "claire", topic="Auteurs")
NOUS, SECTEUR = Rule("nous", any=("acme",), topic="Nous"), Rule("secteur", any=("robot",), topic="Secteur")


def digest(name: str = "matin", at: str = "07:30", **more: object) -> Digest:
    """Return a digest to Inès, unless `more` says to whom."""
    return Digest(name, parse_when(at), **{"to": ("ines@example.org",), **more})  # type: ignore[arg-type]  # any field


def config(
    *digests: Digest,
    rules: Iterable[Rule] = (NOUS, SECTEUR),
    names: Iterable[Name] = (),
    to: tuple[str, ...] = ("ines@example.org",),
    **more: object,
) -> Config:
    """Return the configuration of a watch for Inès, in French and in Paris."""
    return Config(
        Path("veille.toml"),
        (),
        language="fr",
        timezone=ZoneInfo("Europe/Paris"),
        to=to,
        contact="ami@example.org",
        name="Inès",
        digests={digest_config.name: digest_config for digest_config in digests or (digest(),)},
        rules={rule.name: rule for rule in rules},
        names={name.key: name for name in names},
        **more,  # type: ignore[arg-type]  # any field
    )


def row(number: int, title: str = "", *, at: float = MONDAY + HOUR, **more: object) -> MatchRow:
    """Return a match of the rule "nous", of an item of its own that was found and dated `at`, unless `more` says else."""
    given: dict[str, object] = {
        "match": number, "item": number, "story": number, "source": "presse", "by": By.rule("nous"), "topic": "Nous",
        "words": ("acme",), "excerpt": "", "title": title or f"Acme {number}", "url": f"https://a.example/{number}",
        "text": "", "author": "", "outlet": "Ouest Éco", "at": int(at), "dated": int(at), "closes": None, "starts": None,
        "facts": (), "edited": None, "first_seen": int(at),
    }  # fmt: skip
    return MatchRow(**{**given, **more})  # type: ignore[arg-type]  # any field


def mention(
    number: int, title: str = "", *, of: Name = INES, verdict: Verdict = Verdict.SURE, **more: object
) -> MatchRow:
    """Return a mention of a name."""
    given: dict[str, object] = {
        "by": By.name(of.key),
        "topic": of.topic,
        "words": (of.name,),
        "verdict": verdict,
    }
    return row(number, title, **{**given, **more})  # type: ignore[arg-type]  # any field


def carriers(rows: Iterable[MatchRow], *more: tuple[int, str]) -> Mapping[int, list[Carrier]]:
    """Return who carries the stories of these rows: their own outlets, and `more` as (story, outlet)."""
    found: dict[int, dict[int, Carrier]] = {}
    for match_row in rows:
        carrier = Carrier(match_row.item, match_row.source, match_row.outlet, match_row.url, match_row.dated)
        found.setdefault(match_row.story, {})[match_row.item] = carrier
    for number, (story, outlet) in enumerate(more, start=9000):
        found.setdefault(story, {})[number] = Carrier(
            number, "autre", outlet, f"https://o.example/{number}", 0
        )
    return {story: list(items.values()) for story, items in found.items()}


def digest_facts(
    watch: Config,
    rows: Iterable[MatchRow] = (),
    *,
    name: str = "matin",
    recipient: str = "ines@example.org",
    start: float = MONDAY,
    end: float = MONDAY + 24 * HOUR,
    others: Iterable[tuple[int, str]] = (),
    **more: object,
) -> DigestFacts:
    """Return the facts of a digest that found these rows, each story carried by its own outlets and `others`."""
    query = digest_query(watch, watch.digests[name], recipient, int(start), int(end))
    found = tuple(rows)
    kept = [
        match_row
        for value in more.values()
        if isinstance(value, tuple)
        for match_row in value
        if isinstance(match_row, MatchRow)
    ]
    given = {"found": found, "carriers": carriers((*found, *kept), *others)}
    return DigestFacts(query, **{**given, **more})  # type: ignore[arg-type]  # any field
