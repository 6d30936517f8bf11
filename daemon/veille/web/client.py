"""Polite HTTP: the only door through which a source reaches the network."""

from __future__ import annotations

import asyncio
import json as jsonlib
import ssl as tlslib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, NoReturn
from urllib.parse import urlencode

from veille.config.model import Login
from veille.config.refused import refused_site
from veille.errors import NO_FAILURE, NotModified, SourceError, WebError, failure
from veille.kit.dates import moment_of_mail
from veille.model import OAuth, Validators
from veille.source import Page
from veille.web import failures
from veille.web.address import Address, address, bare, basic, redirected, with_params
from veille.web.browser.browser import Browser
from veille.web.browser.drawing import LoadedDocument, Undrawn
from veille.web.browser.proxy import DrawProxy, Visit
from veille.web.exchange import CONNECT, Exchange, HttpResponse, Rights
from veille.web.guard import anywhere, locally_named, nowhere_local
from veille.web.oauth import OAuthClient
from veille.web.resolver import Resolver, connect
from veille.web.robots import Robots
from veille.web.tokens import NoToken, Tokens
from veille.web.workers import Workers

WHOLE = 7 * 86400
"""Seconds after which a page is asked for whole, though its server says all the while that it has not changed."""

_RENEWED = 86400  # seconds: so often it is written down at most that a page came whole once more
DEADLINE = 60.0
"""Seconds for one get or post, redirects included; waiting for a host's turn is not counted."""

_MOST_REDIRECTS = 10
_PERMANENT = frozenset((301, 308))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# What a source's headers may say to a host that they were not meant for: anything else may be a credential.
_HARMLESS = frozenset(("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since"))
_NOTHING_KNOWN = Validators()


class HttpClient:
    """The daemon's one client, shared by all sources. `clock` gives UTC seconds, `spacing` is in seconds.

    `ssl` replaces the system's authorities; `proxy` is an http(s) URL, dialled for all that must be public.
    Without `tokens`, renewed leaves of logins by OAuth are kept in memory alone.
    """

    def __init__(
        self,
        *,
        contact: str,
        version: str,
        spacing: float,
        proxy: str | None,
        clock: Callable[[], float],
        workers: Workers,
        ssl: tlslib.SSLContext | None = None,
        resolver: Resolver | None = None,
        deadline: float = DEADLINE,
        tokens: Tokens | None = None,
    ) -> None:
        who = "".join(c for c in contact if " " <= c <= "~")
        agent = f"veille/{version} (+{who})" if who else f"veille/{version}"
        # gzip alone: all servers have it, and the cap while decompressing is written once.
        self.headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        self.workers = workers
        self.tokens = tokens or Tokens(None, partial(OAuthClient, proxy=proxy, tls=ssl))
        self.clock = clock
        self.resolver = resolver or Resolver()
        self.tls = ssl
        self.deadline = deadline
        self.exchange = Exchange(spacing=spacing, proxy=proxy, clock=clock, tls=ssl, resolver=self.resolver)
        self.robots = Robots(clock, workers)
        way_out = DrawProxy(self.resolver, upstream=proxy, tls=ssl)
        self.browser = Browser(agent=agent, proxy=way_out)

    def web(
        self,
        source: str,
        *,
        hosts: frozenset[str],
        lan: bool,
        login: Login | None,
        login_host: str,
        validators: Mapping[str, Validators],
        memo: dict[str, Any],
        robots: bool = False,
    ) -> SourceWeb:
        """Return the web of one poll of one source.

        `hosts` are those that its configuration names: of these, the visibly local may be local. `login` is
        sent to `login_host` alone. `validators` are those kept so far, by the URL asked for. With `robots`,
        what it gets are pages for people: only those that their sites let programs have.
        """
        rights = Rights(frozenset(bare(host) for host in hosts if locally_named(host)), lan)
        return SourceWeb(self, source, rights, login, login_host, validators, memo, robots)

    async def close(self) -> None:
        """Stop the browser and close all connections; the workers belong to who made them."""
        await self.tokens.close()
        await self.browser.close()
        await self.exchange.close()


@dataclass(frozen=True, slots=True)
class _Got:
    """What stood at the end of the redirects; `moved_to` is where the permanent ones lead."""

    answer: HttpResponse
    at: Address
    moved_to: str

    def page(self) -> Page:
        headers = dict(self.answer.headers.items())
        return Page(str(self.at.url), self.answer.status, headers, self.answer.body)


class SourceWeb:
    """The web of one poll of one source: implements source.Web.

    After the poll, `validators` holds what is to be committed with the batch, by the URL asked for, where it
    differs from what was known; `renewed` is the part of it that came with NotModified, and loses nothing
    when committed without a batch. `stale` says of which page a server was found to say wrongly, until this poll,
    that it had not changed. `gets` counts requests, `bytes` bodies on the wire. `limit` is the poll's own
    deadline, which waits while a page waits for its turn to be drawn.
    """

    def __init__(
        self,
        client: HttpClient,
        source: str,
        rights: Rights,
        login: Login | None,
        login_host: str,
        known: Mapping[str, Validators],
        memo: dict[str, Any],
        robots: bool,
    ) -> None:
        self.memo = memo
        self.validators: dict[str, Validators] = {}
        self.renewed: dict[str, Validators] = {}
        self.gets = 0
        self.bytes = 0
        self.not_modified = 0
        self.stale = NO_FAILURE
        self.limit: asyncio.Timeout | None = None
        self.source = source
        self._client = client
        self._rights = rights
        self._login = login
        self._login_host = bare(login_host)
        self._login_needs_tls = False
        self._known = known
        self._robots = robots

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Return the page, decompressed. Raises NotModified (304, or the body last kept), WebError."""
        if params:
            url = with_params(url, params)
        to = address(url)
        key = str(to.url) if to.authorization else url  # a password has no place in the database
        known = self._known.get(key, _NOTHING_KNOWN)
        own, now = _titled(headers), int(self._client.clock())
        conditions = _conditions(known, now)
        whole = bool(conditions) and known.read_at and not now - WHOLE < known.read_at <= now
        got = await self._follow("GET", to, own if whole else {**own, **conditions}, None)
        said = got.answer.headers
        if got.answer.status == 304:
            # RFC 9110 §15.4.5: a 304 may renew the validators, Last-Modified alone among them.
            found = Validators(
                said.get("etag", known.etag),
                _modified(said, now) if "last-modified" in said else known.modified,
                known.body_hash,
                got.moved_to,
                known.read_at or now,
            )
            self._not_modified(key, known, found)
        body_hash = blake2b(got.answer.body, digest_size=16).digest()
        same = body_hash == known.body_hash
        if whole and not same and await self._calls_unchanged(to, {**own, **conditions}):
            self.stale = failure(
                "{at} said for a week that nothing had changed, though it had: from now on it is asked whole each time",
                at=to.shown,
            )
        distrusted = known.distrusted or bool(self.stale)
        read_at = known.read_at if same and 0 <= now - known.read_at < _RENEWED else now
        etag, modified = ("", "") if distrusted else (said.get("etag", ""), _modified(said, now))
        found = Validators(etag, modified, body_hash, got.moved_to, read_at, distrusted)
        if same:
            self._not_modified(key, known, found)
        self.validators[key] = found
        return got.page()

    async def _calls_unchanged(self, to: Address, conditional: dict[str, str]) -> bool:
        """Return whether a server still says that a page is as it was kept, which is known to have changed."""
        try:
            return (await self._follow("GET", to, conditional, None)).answer.status == 304
        except WebError:
            return False

    async def token(self, login: OAuth, *, refused: str = "") -> str:
        """Return an access token of what a person granted. Raises WebError where that may pass, else SourceError."""
        try:
            return await self._client.tokens.access(login, refused)
        except NoToken as error:
            if error.network:
                raise WebError(error.failure, network=True) from None
            raise SourceError(error.failure) from None

    def _not_modified(self, key: str, known: Validators, now: Validators) -> NoReturn:
        self.not_modified += 1
        if now != known:
            self.validators[key] = self.renewed[key] = now
        raise NotModified

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Return the answer to a POST of a form (`data`) or of JSON. Raises WebError."""
        own = _titled(headers)
        if data is not None:
            own.setdefault("Content-Type", "application/x-www-form-urlencoded")
            body = urlencode(data).encode("ascii")
        else:
            own.setdefault("Content-Type", "application/json")
            body = jsonlib.dumps(json).encode()
        return (await self._follow("POST", address(url), own, body)).page()

    async def connect(
        self, host: str, port: int, *, tls: bool = True
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a guarded stream past any proxy, its certificate verified for host. Raises WebError."""
        client = self._client
        context = (client.tls or tlslib.create_default_context()) if tls else None
        allowed = anywhere if self._rights.permission(bare(host)) else nowhere_local
        try:
            async with asyncio.timeout(CONNECT):
                made = await connect(host, port, allowed=allowed, timeout=CONNECT, resolver=client.resolver)
                try:
                    name = host if tls else None
                    return await asyncio.open_connection(sock=made, ssl=context, server_hostname=name)
                except BaseException:
                    made.close()
                    raise
        except OSError as error:
            raise failures.connecting(error, host, port) from None

    async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
        """Return function(*args), run in a worker process. Raises SourceError over its limits."""
        return await self._client.workers.run(function, *args)

    async def draw(self, url: str) -> Page:
        """Return the page as a browser shows it once its scripts have run. Raises NotModified, WebError."""
        to, moved_to = address(url), ""
        visit = Visit(self.source, self._rights)

        async def get(asked: str) -> LoadedDocument:
            nonlocal moved_to
            try:
                got = await self._follow("GET", address(asked), {}, None)
            except WebError as error:
                raise (error if asked == url else failures.behind_redirect(to, error)) from None
            moved_to = got.moved_to if asked == url else moved_to
            answer = got.answer
            return LoadedDocument(str(got.at.url), answer.status, answer.headers.multi_items(), answer.body)

        try:
            drawn = await self._client.browser.draw(url, visit, get, self.limit)
        except Undrawn as error:
            why = failure("{at} was not drawn: {why}", at=to.shown, why=error)
            raise failures.page_error(to, why) from None
        finally:
            self.gets += visit.requests
            self.bytes += visit.bytes
        key = str(to.url) if to.authorization else url
        # No validators but the hash: the document may be as it was while what its scripts load is not.
        now = Validators("", "", blake2b(drawn.body, digest_size=16).digest(), moved_to)
        known = self._known.get(key, _NOTHING_KNOWN)
        if now.body_hash == known.body_hash:
            self._not_modified(key, known, now)
        self.validators[key] = now
        return Page(drawn.url, drawn.status, dict(drawn.headers), drawn.body)

    async def _follow(self, method: str, to: Address, own: dict[str, str], body: bytes | None) -> _Got:
        """Return what stands at the end of the redirects: each hop is guarded, paced and timed."""
        start, login = to, to.authorization or self._login_for(to)
        left, moved_to, permanent = self._client.deadline, "", True
        asked, cookies = {(method, to.url)}, False
        while True:
            headers = {"Accept": "*/*", **own, **self._client.headers}
            if login:
                headers.setdefault("Authorization", login)
            try:
                # A local host that the configuration names is the user's own, who has said what to get there.
                if self._robots and to.host not in self._rights.local:
                    await self._check_robots(to)
                self.gets += 1
                answer = await self._client.exchange.ask(
                    method, to, headers, body, self._rights, seconds=left
                )
            except WebError as error:
                if to is start:
                    raise
                raise failures.behind_redirect(start, error) from None
            left -= answer.took
            self.bytes += answer.wire
            if answer.status < 300 or (answer.status == 304 and _CONDITIONS & own.keys()):
                return _Got(answer, to, moved_to)
            if answer.status not in _REDIRECTS:
                raise failures.status_error(to, answer.status)
            cookies = cookies or "set-cookie" in answer.headers
            onward = redirected(to, answer.headers.get("location", ""))
            permanent = permanent and answer.status in _PERMANENT
            moved_to = str(onward.url) if permanent else moved_to
            if method == "POST" and answer.status in (301, 302, 303):  # RFC 9110 §15.4, as browsers do
                method, body = "GET", None
                own = {name: value for name, value in own.items() if name != "Content-Type"}
            if not to.same_site(onward):
                if method == "POST":
                    raise failures.page_error(
                        to,
                        failure(
                            "{at} wants what it was sent to go to another site ({host})",
                            at=to.shown,
                            host=onward.host,
                        ),
                    )
                login = ""
                own = {name: value for name, value in own.items() if name in _HARMLESS}
            to = onward
            if (method, to.url) in asked or len(asked) > _MOST_REDIRECTS:
                raise failures.page_error(start, failures.endless(start.shown, cookies=cookies))
            asked.add((method, to.url))

    async def _check_robots(self, to: Address) -> None:
        """Raise WebError unless a site lets programs get this page; keep the pace that it asks for."""
        if terms := refused_site(to.host):
            why = failure("{at} was not asked: {terms}", at=to.shown, terms=terms)
            raise WebError(why, url=failures.without_query(to), forbidden=True)
        exchange = self._client.exchange
        exchange.slow(to.host, await self._client.robots.allow(to, self._ask_plainly))

    async def _ask_plainly(self, to: Address) -> HttpResponse:
        """Return the answer to a GET that says nothing of the source. Raises WebError."""
        self.gets += 1
        headers = {"Accept": "*/*", **self._client.headers}
        answer = await self._client.exchange.ask(
            "GET", to, headers, None, self._rights, seconds=self._client.deadline
        )
        self.bytes += answer.wire
        return answer

    def _login_for(self, to: Address) -> str:
        """Return the Authorization header for an address that the source asks for itself, or ""."""
        if self._login is None or to.host != self._login_host:
            return ""
        if to.scheme == "https":
            self._login_needs_tls = True
        elif self._login_needs_tls:  # a link in a page must not bring the password into the clear
            return ""
        login = self._login
        if login.token is not None:
            return f"Bearer {login.token.reveal()}"
        return basic(login.user, login.password.reveal() if login.password is not None else "")


def _conditions(known: Validators, now: int) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    # Verbatim: a date written again or a weak tag made strong is another validator (RFC 9110 §8.8, §13.1).
    found = {"If-None-Match": known.etag} if known.etag else {}
    if known.modified and not _is_later(known.modified, now):
        found["If-Modified-Since"] = known.modified
    return found


def _modified(said: Mapping[str, str], now: int) -> str:
    """Return an answer's Last-Modified; "" where it lies in the future, where nothing would ever be newer.

    RFC 9110 §8.8.2.1: a server must not say one that is later than its Date.
    """
    modified, date = said.get("last-modified", ""), moment_of_mail(said.get("date", ""))
    return "" if modified and _is_later(modified, int(date.timestamp()) if date else now) else modified


def _is_later(modified: str, than: int) -> bool:
    found = moment_of_mail(modified)
    return found is not None and found.timestamp() > than


_CONDITIONS = frozenset(("If-None-Match", "If-Modified-Since"))


def _titled(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()} if headers else {}
