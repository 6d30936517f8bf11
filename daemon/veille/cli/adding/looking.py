"""What can be followed at an address: every kind is asked, and each source that it offers is polled once, for a look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from veille import options
from veille.cli.adding.addresses import host_of, shortened
from veille.config.model import Config
from veille.config.refused import refused_site
from veille.errors import NotModified, UserError, VeilleError, WebError
from veille.kit.feeds.opml import is_opml
from veille.model import Batch
from veille.plugins import KindError, Kinds
from veille.source import Hooks, Page, Suggestion, Web, capabilities, hooks
from veille.text.fold import clean_text
from veille.watch.sanitize import clean
from veille.web.client import HttpClient
from veille.web.guard import locally_named

Discover = Callable[[Hooks], Awaitable[Iterable[Suggestion]] | None]
"""What a kind is asked, None where it has no method for that."""

PATIENCE = 30.0
"""Seconds that one source may take for its look."""

_MOST = 10  # sources that are looked at
_MONTH = 30.44 * 86400
_SHOWN = 3  # titles
_LONGEST = 200  # characters of what an offer is


@dataclass(frozen=True, slots=True)
class Look:
    """What one poll of a source gave: `a_month` is how many items it publishes, None where their dates don't tell.

    `why` is a sentence where it could not be polled, `flaw` one on what was missing.
    """

    items: int = 0
    a_month: float | None = None
    last: datetime | None = None
    titles: tuple[str, ...] = ()
    why: str = ""
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """A source that a kind offers; `watched_as` is the one of the configuration that watches the same already."""

    kind: str
    offer: Suggestion
    watched_as: str = ""
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks: through which client, with which kinds, beside which configuration."""

    client: HttpClient
    kinds: Kinds
    config: Config

    async def at(self, addresses: Sequence[str], *, only: str = "") -> list[Find]:
        """Return what stands at the first of some addresses that answers, best first. Raises UserError."""
        hosts = frozenset(map(host_of, addresses))
        if why := next(filter(None, map(refused_site, sorted(hosts))), ""):
            raise UserError(why)
        web = self._web(hosts)
        finds = await self._suggestions(only, _discovery(web, Page(addresses[0], 0)))
        error: WebError | None = None
        if not any(find.offer.rank == 0 for find in finds):
            try:
                page = await _first(web, addresses)
            except WebError as met:
                error = met
            else:
                if why := refused_site(host_of(page.url)):
                    raise UserError(why)
                if is_opml(page.body):
                    raise UserError(f"{page.url} is a list of feeds (OPML): say  veille import {page.url}")
                finds += await self._suggestions(only, _discovery(web, page))
        finds = self._distinct(find for find in finds if not _leads_home(find.offer, hosts))
        if not finds:
            raise UserError(
                _absent(error) if error else f"nothing at {addresses[0]} can be followed{_only(only)}"
            )
        looked = await asyncio.gather(*(self.look(find, hosts) for find in finds[:_MOST]))
        return sorted(looked, key=lambda find: (bool(find.look and find.look.why), find.offer.rank))

    async def by_words(self, text: str, *, only: str = "") -> list[Find]:
        """Return what the kinds find for words. Raises UserError, which says how the words were read."""
        web = self._web(frozenset())
        why: list[str] = []
        finds = await self._suggestions(only, _words(web, text), why)
        if not finds:
            raise UserError("; ".join(why) or f"no kind of source knows what to do with words{_only(only)}")
        return self._distinct(finds)

    def _web(self, hosts: frozenset[str], *, source: Any = None) -> Web:
        # A person looks at one page, once: robots.txt is for programs that come by themselves, as the source then will.
        return self.client.web(
            "add",
            hosts=hosts,
            lan=False,
            login=None,
            login_host="",
            validators={},
            memo={},
            robots=capabilities(source).robots,
        )

    async def _suggestions(
        self,
        only: str,
        ask: Discover,
        why: list[str] | None = None,
    ) -> list[Find]:
        """Return what the kinds that can be asked so offer; a kind that fails is passed over, and says `why`."""
        finds: list[Find] = []
        for name in (only,) if only else self.kinds.names():
            try:
                kind = self.kinds.load(name)
                async with asyncio.timeout(PATIENCE):
                    asked = ask(hooks(kind))
                    offers = await asked if asked is not None else ()
            except KindError:
                if only:
                    raise
            except TimeoutError:
                (why if why is not None else []).append(
                    f"the kind {name!r} took longer than {PATIENCE:.0f} s"
                )
            except VeilleError as error:
                (why if why is not None else []).append(str(error))
            except Exception as error:  # a plugin's mistake must not hide what the others found
                said = f"the kind {name!r} raised {type(error).__name__}: a mistake in the plugin"
                (why if why is not None else []).append(said)
            else:
                finds += [Find(name, _fit(offer)) for offer in offers]
        return finds

    def _distinct(self, finds: Iterable[Find]) -> list[Find]:
        """Return what can be configured, each once, best first, with who watches it already."""
        found: dict[str, Find] = {}
        for find in sorted(finds, key=lambda find: find.offer.rank):
            source = self._source(find)
            if source is not None:
                found.setdefault(
                    f"{find.kind} {_comparable_options(find.offer.options)}",
                    replace(find, watched_as=self._watched_as(find, source)),
                )
        return list(found.values())

    def _source(self, find: Find) -> Any:
        """Return the source that an offer makes, or its options for a company; None where the kind does not take them."""
        if find.offer.table != "source":
            return dict(find.offer.options)
        made = options.read(self.kinds.load(find.kind), find.offer.options, where=("", ""))
        return None if isinstance(made, list) else made

    def _watched_as(self, find: Find, source: Any) -> str:
        for known in self.config.sources.values():
            alike = known.source == source or _comparable_options(known.options) == _comparable_options(
                find.offer.options
            )
            same = known.kind == find.kind and alike
            if find.offer.table == "company":
                same = known.options.get("siren") == find.offer.options.get("siren") is not None
            if same:
                return known.of if find.offer.table == "company" and known.of else known.name
        return ""

    async def first(self, addresses: Sequence[str]) -> Page:
        """Return the page of the first address that answers. Raises WebError."""
        return await _first(self._web(frozenset(map(host_of, addresses))), addresses)

    def watched(self, find: Find) -> Find:
        """Return an offer with who watches it already. Raises UserError where its kind does not take its options."""
        found = self._distinct([find])
        if not found:
            raise UserError(f"the kind '{find.kind}' cannot follow {find.offer.what}")
        return found[0]

    async def look(self, find: Find, hosts: frozenset[str]) -> Find:
        """Return an offer with what one poll of it gives, unless it is watched already; `hosts` may be local ones."""
        if find.watched_as:
            return find
        source = self._source(find)
        try:
            async with asyncio.timeout(PATIENCE):
                batch = await source.poll(self._web(hosts, source=source), {})
        except TimeoutError:
            look = Look(flaw=f"it was not waited for: its first poll takes longer than {PATIENCE:.0f} s")
        except NotModified:
            look = Look()
        except VeilleError as error:
            look = Look(why=clean_text(str(error)))
        except Exception as error:
            look = Look(why=f"the kind {find.kind!r} raised {type(error).__name__}: a mistake in the plugin")
        else:
            look = _seen(batch, datetime.now(UTC))
        return replace(find, look=look)


def _discovery(web: Web, page: Page) -> Discover:
    return lambda kind: kind.discover(web, page) if kind.discover else None


def _words(web: Web, text: str) -> Discover:
    return lambda kind: kind.search(web, text) if kind.search else None


async def _first(web: Web, addresses: Sequence[str]) -> Page:
    """Return the page of the first address that answers. Raises WebError: that of the first."""
    errors: list[WebError] = []
    for address in addresses:
        try:
            return await web.get(address)
        except WebError as error:
            errors.append(error)
            if not error.network:
                break
    raise errors[0]


def _seen(batch: Batch, now: datetime) -> Look:
    """Return what a batch tells of its source; dates in the future are not believed."""
    items = [clean(item, now) for item in batch.items]
    items.sort(key=lambda item: item.published.timestamp() if item.published else 0.0, reverse=True)
    dates = [item.published for item in items if item.published]
    span = (dates[0] - dates[-1]).total_seconds() if dates else 0.0
    return Look(
        len(items),
        (len(dates) - 1) / span * _MONTH if span >= 86400 else None,
        dates[0] if dates else None,
        tuple(item.title for item in items[:_SHOWN]),
        why=clean_text(str(batch.suspect)),
        flaw=clean_text(str(batch.degraded)),
    )


def _fit(offer: Suggestion) -> Suggestion:
    """Return an offer whose words can be shown on a terminal: they are remote."""
    return replace(offer, what=clean_text(offer.what)[:_LONGEST], name=clean_text(offer.name)[:_LONGEST])


def _absent(error: WebError) -> str:
    """Return an error of a page, and where to look where there is no such page."""
    parts = urlsplit(error.url)
    if error.status not in (404, 410) or parts.path in ("", "/"):
        return str(error)
    return f"{error}: its site may say more, at {parts.scheme}://{parts.netloc}/"


def _leads_home(offer: Suggestion, hosts: frozenset[str]) -> bool:
    """Return whether an offer names a local host that the person did not: a page must not lead veille into a network."""
    named = filter(None, map(host_of, offer.options.values()))
    return any(locally_named(host) and host not in hosts for host in named)


def _comparable_options(given: Mapping[str, Any]) -> object:
    """Return what options mean, whichever way an address in them is written."""
    return sorted(
        (key, shortened(value) if isinstance(value, str) else repr(value)) for key, value in given.items()
    )


def _only(kind: str) -> str:
    return f" with the kind '{kind}'" if kind else ""
