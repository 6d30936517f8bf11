"""Polite HTTP: the only door through which a source reaches the network."""

from __future__ import annotations

import asyncio
import json as jsonlib
import ssl as tlslib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NoReturn
from urllib.parse import urlencode
from weakref import WeakValueDictionary

import httpx

from veille.config.model import Login
from veille.errors import NotModified, WebError
from veille.model import Validators
from veille.source import Page
from veille.watch import told
from veille.watch.address import Address, address, bare, basic, redirected, with_params
from veille.watch.body import LARGEST, BadBody, too_large, unpacked
from veille.watch.guard import anywhere, locally_named, nowhere_local, refusal
from veille.watch.pace import MOST_AT_ONCE, HostPace, retry_after
from veille.watch.resolver import Resolver, connect
from veille.watch.transport import Transport
from veille.watch.workers import Workers

DEADLINE = 60.0
"""Seconds for one get or post, redirects included; waiting for a host's turn is not counted."""

_CONNECT = 15.0
_LIMITS = {"timeout": {"connect": _CONNECT, "read": 30.0}}
_MOST_REDIRECTS = 10
_PERMANENT = frozenset((301, 308))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# What a source's headers may say to a host that they were not meant for: anything else may be a credential.
_HARMLESS = frozenset(("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since"))
_NOTHING_KNOWN = Validators()


class Client:
    """The daemon's one client: connections, pace and limits for all sources. `clock` gives UTC seconds.

    `ssl` replaces the system's authorities; `proxy` is an http(s) URL, dialled for all but what is local.
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
    ) -> None:
        who = "".join(c for c in contact if " " <= c <= "~")
        agent = f"veille/{version} (+{who})" if who else f"veille/{version}"
        self.headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        self.clock = clock
        self.workers = workers
        self.proxy = proxy
        self.resolver = resolver or Resolver()
        self.tls = ssl
        self._pace = HostPace(spacing)
        self._rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._transports: dict[str, Transport] = {}

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
    ) -> SourceWeb:
        """Return the web of one poll of one source.

        `hosts` are those that its configuration names: of these, the visibly local may be local. `login` is
        sent to `login_host` alone. `validators` are those kept so far, by the URL asked for.
        """
        local = frozenset(bare(host) for host in hosts if locally_named(host))
        return SourceWeb(self, source, local, lan, login, login_host, validators, memo)

    def transport(self, permission: str) -> Transport:
        """Return the connections of a permission: "" public only, "*" any (lan), else one local host's name.

        A kept connection passes no guard again, so what one permission opened is never lent to another.
        """
        found = self._transports.get(permission)
        if found is None:
            # A proxy is dialled in the target's place, and lies where the configuration says: maybe here.
            proxy = None if permission else self.proxy
            allowed = anywhere if permission or proxy else nowhere_local
            found = Transport(resolver=self.resolver, allowed=allowed, proxy=proxy, tls=self.tls)
            self._transports[permission] = found
        return found

    @asynccontextmanager
    async def turn(self, at: Address) -> AsyncIterator[None]:
        """Wait until at's host may be asked; raises WebError while it asks to be left alone."""
        room = self._rooms.get(at.host)
        if room is None:
            room = self._rooms[at.host] = asyncio.Semaphore(MOST_AT_ONCE)
        async with room:
            self._check_held(at)
            loop = asyncio.get_running_loop()  # its clock never goes back, as UTC may
            wait = self._pace.reserve(at.host, loop.time()) - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
                self._check_held(at)
            yield

    def _check_held(self, at: Address) -> None:
        now = self.clock()
        until = self._pace.held(at.host, now)
        if until is not None:
            raise told.held(at, until, now)

    def hold(self, at: Address, until: float) -> None:
        """Ask at's host nothing before `until`, UTC seconds."""
        self._pace.hold(at.host, until)

    async def close(self) -> None:
        """Close all connections; the workers belong to who made them."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()


@dataclass(slots=True)
class _Got:
    """What stood at the end of the redirects; `moved_to` is where the permanent ones lead."""

    status: int
    headers: httpx.Headers
    body: bytes
    at: Address
    moved_to: str

    def page(self) -> Page:
        return Page(str(self.at.url), self.status, dict(self.headers.items()), self.body)


class SourceWeb:
    """The web of one poll of one source: implements source.Web.

    After the poll, `validators` holds what is to be committed with the batch, by the URL asked for, where it
    differs from what was known; `renewed` is the part of it that came with NotModified, and loses nothing
    when committed without a batch. `gets` counts requests, `bytes` bodies on the wire.
    """

    def __init__(
        self,
        client: Client,
        source: str,
        local: frozenset[str],
        lan: bool,
        login: Login | None,
        login_host: str,
        known: Mapping[str, Validators],
        memo: dict[str, Any],
    ) -> None:
        self.memo = memo
        self.validators: dict[str, Validators] = {}
        self.renewed: dict[str, Validators] = {}
        self.gets = 0
        self.bytes = 0
        self.not_modified = 0
        self.source = source
        self._client = client
        self._local = local
        self._lan = lan
        self._login = login
        self._login_host = bare(login_host)
        self._login_needs_tls = False
        self._known = known

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Return the page, decompressed. Raises NotModified (304, or the same body as last kept), WebError."""
        if params:
            url = with_params(url, params)
        to = address(url)
        key = str(to.url) if to.authorization else url  # a password has no place in the database
        known = self._known.get(key, _NOTHING_KNOWN)
        own = _titled(headers)
        # Verbatim: a date written anew or a weak tag made strong is another validator (RFC 9110 §8.8, §13.1).
        if known.etag:
            own["If-None-Match"] = known.etag
        if known.modified:
            own["If-Modified-Since"] = known.modified
        got = await self._follow("GET", to, own, b"")
        if got.status == 304:
            # RFC 9110 §15.4.5: a 304 may renew the validators, Last-Modified alone among them.
            etag = got.headers.get("etag", known.etag)
            modified = got.headers.get("last-modified", known.modified)
            self._not_modified(key, known, Validators(etag, modified, known.body_hash, got.moved_to))
        etag, modified = got.headers.get("etag", ""), got.headers.get("last-modified", "")
        body_hash = blake2b(got.body, digest_size=16).digest()
        now = Validators(etag, modified, body_hash, got.moved_to)
        if body_hash == known.body_hash:
            self._not_modified(key, known, now)
        self.validators[key] = now
        return got.page()

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
        """Return a guarded stream, its certificate verified for host. Raises WebError."""
        context = (self._client.tls or tlslib.create_default_context()) if tls else None
        allowed = anywhere if self._permission(bare(host)) else nowhere_local
        try:
            async with asyncio.timeout(_CONNECT):
                found = self._client.resolver
                made = await connect(host, port, allowed=allowed, timeout=_CONNECT, resolver=found)
                try:
                    name = host if tls else None
                    return await asyncio.open_connection(sock=made, ssl=context, server_hostname=name)
                except BaseException:
                    made.close()
                    raise
        except OSError as error:
            raise told.connecting(error, host, port) from None

    async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
        """Return function(*args), run in a worker process. Raises SourceError over its limits."""
        return await self._client.workers.run(function, *args)

    async def _follow(self, method: str, to: Address, own: dict[str, str], body: bytes) -> _Got:
        """Return what stands at the end of the redirects: each hop is guarded, paced and timed."""
        conditional = "If-None-Match" in own or "If-Modified-Since" in own
        login = to.authorization or self._login_for(to)
        moved_to, permanent = "", True
        asked = {(method, str(to.url))}
        left = DEADLINE
        while True:
            headers = {"Accept": "*/*", **own, **self._client.headers}
            if login:
                headers.setdefault("Authorization", login)
            answer, wire, took = await self._in_turn(method, to, headers, body, left)
            left -= took
            if answer.status_code not in _REDIRECTS:
                return self._end(answer, wire, to, moved_to, conditional)
            location = answer.headers.get("location", "").strip()
            if not location:
                raise told.did(to, "redirects without saying where to", status=answer.status_code)
            onward = redirected(to, location)
            permanent = permanent and answer.status_code in _PERMANENT
            moved_to = str(onward.url) if permanent else moved_to
            if method == "POST" and answer.status_code in (301, 302, 303):  # RFC 9110 §15.4, as browsers do
                method, body = "GET", b""
                own = {name: value for name, value in own.items() if name != "Content-Type"}
            if not to.same_site(onward):
                if method == "POST":
                    raise told.did(
                        to, f"redirects a form to another site ({onward.host}), which may not see it"
                    )
                login = ""
                own = {name: value for name, value in own.items() if name in _HARMLESS}
            to = onward
            if (method, str(to.url)) in asked or len(asked) > _MOST_REDIRECTS:
                raise told.did(to, "redirects for ever")
            asked.add((method, str(to.url)))

    async def _in_turn(
        self, method: str, to: Address, headers: Mapping[str, str], body: bytes, left: float
    ) -> tuple[httpx.Response, bytes, float]:
        loop = asyncio.get_running_loop()
        if to.host in self._local:
            start = loop.time()
            answer, wire = await self._exchange(method, to, headers, body, left)
        else:
            async with self._client.turn(to):
                start = loop.time()
                answer, wire = await self._exchange(method, to, headers, body, left)
        return answer, wire, loop.time() - start

    async def _exchange(
        self, method: str, to: Address, headers: Mapping[str, str], body: bytes, left: float
    ) -> tuple[httpx.Response, bytes]:
        """Return one answer and, if it brings a page, its body as it was on the wire. Raises WebError."""
        permission = self._permission(to.host)
        if self._client.proxy and not permission:
            _check_for_proxy(to)
        request = httpx.Request(
            method, to.url, headers=headers, content=body if method == "POST" else None, extensions=_LIMITS
        )
        self.gets += 1
        answer: httpx.Response | None = None
        wire = b""
        try:
            async with asyncio.timeout(left):
                answer = await self._client.transport(permission).handle_async_request(request)
                try:
                    if 200 <= answer.status_code < 300:
                        wire = await _read(answer)
                        self.bytes += len(wire)
                finally:
                    await answer.aclose()
        except TimeoutError:
            raise told.late(to, DEADLINE, answered=answer is not None) from None
        except httpx.TransportError as error:
            raise told.failed(error, to, answered=answer is not None) from None
        except BadBody as error:
            raise told.did(to, str(error)) from None
        return answer, wire

    def _end(
        self, answer: httpx.Response, wire: bytes, to: Address, moved_to: str, conditional: bool
    ) -> _Got:
        status, headers = answer.status_code, answer.headers
        if status == 304 and conditional:
            return _Got(status, headers, b"", to, moved_to)
        if not 200 <= status < 300:
            raise self._answered(answer, to)
        try:
            body = unpacked(wire, headers.get("content-encoding", ""))
        except BadBody as error:
            raise told.did(to, str(error), status=status) from None
        return _Got(status, headers, body, to, moved_to)

    def _answered(self, answer: httpx.Response, to: Address) -> WebError:
        now, until = self._client.clock(), None
        if answer.status_code in (429, 503) and "retry-after" in answer.headers:
            until = retry_after(answer.headers["retry-after"], answer.headers.get("date", ""), now)
            if until is not None and to.host not in self._local:
                self._client.hold(to, until)
        reason = str(answer.extensions.get("reason", ""))
        return told.answered(to, answer.status_code, reason, until=until, now=now)

    def _permission(self, host: str) -> str:
        """Return how host may be dialled: "" if public, "*" anyhow, or by the name of the local host it is."""
        return "*" if self._lan else host if host in self._local else ""

    def _login_for(self, to: Address) -> str:
        """Return the Authorization header for an address that the source asks for, "" if it may not have it."""
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


def _titled(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.title(): value for name, value in headers.items()} if headers else {}


async def _read(answer: httpx.Response) -> bytes:
    length = answer.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST:
        raise too_large()
    chunks, size = [], 0
    async for chunk in answer.stream:  # type: ignore[union-attr]
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise too_large()
    return b"".join(chunks)


def _check_for_proxy(to: Address) -> None:
    """Refuse what can be seen to be local: behind a proxy the guard never sees the address itself."""
    last = to.host.rpartition(".")[2]
    literal = ":" in to.host or last[:1].isdigit()  # no top-level domain begins with a digit; 0x7f.1 does
    if literal and not (why := refusal(to.host)):
        return
    if literal or locally_named(to.host):
        raise told.refused(to, why if literal else f"{to.host} is a local name")
