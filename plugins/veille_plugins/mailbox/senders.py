"""The table of senders: those of senders.toml, what distributions bring, and the user's own, which go before them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata, resources
from pathlib import Path
from string import Formatter
from urllib.parse import urlsplit

from veille import failure
from veille.kit import tables

# How a sender's mails are recognised and where their entries lie: declared, as tables of senders.toml.

# What a line of an entry may be; the rest of the lines is the entry's text.
ORDER = frozenset(("title", "employer", "place", "outlet", "author", "department"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A list of entries in a mail: each begins with a titled link to one of `hosts` (any, if empty) but `not_hosts`.

    `path` is a regular expression, searched for in the link's path and query once it is unwrapped; its group `ref`
    is what the service itself calls the entry, and identifies it from mail to mail. `url` makes the entry's address
    from the groups of `path` (and `host`), where the link holds more than that. `order` names the lines that follow
    the title, as far as they say neither contract, salary, place nor date, which are recognised wherever they stand
    when `jobs` is true; `lead` is what the link itself says, and where that is not the title, `order` holds "title". The
    group `company` is what an address calls the employer, and tells which of an entry's links names them.
    `reference` where `ref` is a number that people quote, and not only the service's own key.
    """

    path: str
    hosts: tuple[str, ...] = ()
    not_hosts: tuple[str, ...] = ()
    lead: str = "title"
    order: tuple[str, ...] = ("employer", "place")
    jobs: bool = True
    url: str = ""
    reference: bool = False

    def __post_init__(self) -> None:
        groups = {*_expression(self.path, "path").groupindex, "host"}
        for _, name, _, _ in _pieces(self.url):
            if name is not None and name not in groups:
                raise ValueError(
                    failure(
                        "'url' names {{name}}, which is no group of 'path'; it may name {known}",
                        name=name,
                        known=_list(groups),
                    )
                )
        if strange := {self.lead, *self.order} - ORDER:
            raise ValueError(
                failure("a shape names '{name}'; it may name {known}", name=min(strange), known=_list(ORDER))
            )
        if "title" not in (self.lead, *self.order):
            raise ValueError(failure("where `lead` is not the title, `order` must hold it"))

    def meets(self, link: str) -> Mapping[str, str] | None:
        """Return the groups of `path` in an unwrapped link, with its `host`; None where it is no entry's."""
        try:
            parts = urlsplit(link)
        except ValueError:
            return None
        host = (parts.hostname or "").lower()
        if self.hosts and not any(within(host, domain) for domain in self.hosts):
            return None
        if any(within(host, domain) for domain in self.not_hosts):
            return None
        found = _compiled(self.path).search(f"{parts.path}?{parts.query}")
        if found is None:
            return None
        return {**{name: value or "" for name, value in found.groupdict().items()}, "host": host}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes from `addresses`: domains (with what lies below them) or whole addresses.

    `shapes` are tried in their order, and the first that finds entries is the mail's. `about` are regular expressions
    for the link (host and path) to which an item of a whole mail leads, best first. The first group of `topic`, searched
    for in the subject, becomes a tag.
    """

    name: str
    addresses: tuple[str, ...]
    shapes: tuple[Shape, ...] = ()
    about: tuple[str, ...] = ()
    topic: str = ""

    def __post_init__(self) -> None:
        if not self.name or not self.addresses:
            raise ValueError(failure("a sender has a name and at least one address"))
        for pattern in self.about:
            _expression(pattern, "about")
        _expression(self.topic, "topic")

    def writes_from(self, address: str) -> bool:
        """Return whether an address is this sender's. A mail's From is only a claim: it chooses a shape, no more."""
        domain = address.rpartition("@")[2]
        return any(address == known if "@" in known else within(domain, known) for known in self.addresses)


def _expression(pattern: str, key: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        place = "" if error.pos is None else f" at character {error.pos + 1}"
        raise ValueError(
            failure("'{key}' is no regular expression: {said}{place}", key=key, said=error.msg, place=place)
        ) from None


def _pieces(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(failure("'url' can't be read: {error}", error=error)) from None


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def within(host: str, domain: str) -> bool:
    """Return whether a host is a domain, or lies below it; "monster.*" is it under any suffix, as monster.co.uk."""
    if domain.endswith(".*"):
        return bool(_national(domain).search(host))
    return host == domain or host.endswith(f".{domain}")


@lru_cache(maxsize=256)
def _national(domain: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\.){re.escape(domain[:-2])}\.(?:com|co|[a-z]{{2}})(?:\.[a-z]{{2}})?$")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


GROUP = "veille.senders"
FOLDER = Path("senders.d")


@cache
def table() -> tuple[Sender, ...]:
    """Return the senders known; those of other distributions go first, so that they may mend one of ours."""
    return (*_installed(), *_bundled())


def with_own(folder: Path) -> tuple[Sender, ...]:
    """Return the senders known, those of a folder's *.toml first. Raises ValueError with everything that is wrong."""
    return (*tables.read_folder(Sender, folder).values(), *table())


def _bundled() -> tuple[Sender, ...]:
    file = resources.files(__package__) / "senders.toml"
    return tuple(tables.read(Sender, file.read_bytes(), file.name).values())


def _installed() -> list[Sender]:
    found: list[Sender] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        try:
            given = point.load()
            found += _senders_of(given, point.value)
        except Exception as error:  # a third party's mistake costs its own senders alone
            logging.getLogger(__name__).warning("the sender %s does not load: %s", point.name, error)
    return found


def _senders_of(given: object, name: str) -> tuple[Sender, ...]:
    """Return the senders of an entry point: a TOML text, bytes or the path of one. Raises ValueError."""
    if isinstance(given, Sender):
        return (given,)
    if isinstance(given, Path):
        given = given.read_bytes()
    if not isinstance(given, str | bytes):
        raise ValueError(failure("{name} is no text in TOML, nor the path of one", name=name))
    return tuple(tables.read(Sender, given, name).values())
