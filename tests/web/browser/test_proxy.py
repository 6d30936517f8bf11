"""The proxy through which drawn pages reach the network: who may pass, where to, how much; over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from asking import closed_port, everything_here
from certificates import Certificates
from patience import HANG
from veille.web.address import basic
from veille.web.browser.proxy import USER, DrawProxy, Visit
from veille.web.exchange import Rights
from veille.web.resolver import Resolver
from webserver import Answer, WebServer, redirect

HERE = Rights(frozenset({"127.0.0.1"}))


class Knock:
    """A browser's part: one connection to the proxy."""

    def __init__(self, proxy: DrawProxy, visit: Visit | None, password: str = "") -> None:
        self._proxy = proxy
        token = visit.token if visit is not None else password
        self._login = f"Proxy-Authorization: {basic(USER, token)}\r\n" if token else ""

    async def send(self, line: str, *fields: str, body: bytes = b"") -> bytes:
        """Return all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.port)
        try:
            rest = "".join(f"{field}\r\n" for field in fields)
            writer.write(f"{line} HTTP/1.1\r\n{self._login}{rest}\r\n".encode() + body)
            return await asyncio.wait_for(reader.read(), HANG)
        finally:
            writer.close()

    async def tunnel(self, to: str) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
        """Return the status of the answer to CONNECT, and the tunnel, closed where there is none."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.port)
        writer.write(f"CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n{self._login}\r\n".encode())
        said = status(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HANG))
        if said != 200:
            writer.close()
        return said, reader, writer


@asynccontextmanager
async def opened(visit: Visit | None = None, **options: Any) -> AsyncIterator[DrawProxy]:
    proxy = DrawProxy(Resolver(everything_here), **options)
    await proxy.start()
    if visit is not None:
        proxy.admit(visit)
    try:
        yield proxy
    finally:
        await proxy.close()


def through(visit: Visit, script: Callable[[Knock], Awaitable[Any]], **options: Any) -> Any:
    """Return what a script gives that knocks with the token of a visit."""

    async def run() -> Any:
        async with opened(visit, **options) as proxy:
            return await script(Knock(proxy, visit))

    return asyncio.run(run())


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_request_reaches_the_host_that_the_source_names_without_what_was_for_the_proxy() -> None:
    with WebServer({"/jobs.json": Answer('{"jobs": []}')}) as site:
        visit = Visit("acme", HERE)
        answer = through(
            visit,
            lambda knock: knock.send(f"GET {site.url('/jobs.json?page=1')}", "Accept: application/json"),
        )
        assert answer.endswith(b'{"jobs": []}')
        (request,) = site.requests
    assert request.target == "/jobs.json?page=1"
    assert request.headers["accept"] == "application/json"
    assert request.headers["connection"] == "close"
    assert not any(name.startswith("proxy-") for name in request.headers)
    assert visit.bytes > 0
    assert visit.connections == 1


def test_the_body_of_a_post_arrives_whole() -> None:
    with WebServer({"/graphql": lambda request: Answer(request.body[::-1])}) as site:
        body = bytes(range(256)) * 400
        answer = through(
            Visit("acme", HERE),
            lambda knock: knock.send(
                f"POST {site.url('/graphql')}", f"Content-Length: {len(body)}", body=body
            ),
        )
    assert answer.endswith(body[::-1])


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_token_of_a_visit_under_way_nobody_passes(password: str) -> None:
    async def run(site: WebServer) -> list[int]:
        visit = Visit("acme", HERE)
        async with opened(visit) as proxy:
            stranger = Knock(proxy, None, password)
            refused = [status(await stranger.send(f"GET {site.url('/')}"))]
            refused.append((await stranger.tunnel(f"127.0.0.1:{site.port}"))[0])
            await proxy.dismiss(visit)
            refused.append(status(await Knock(proxy, visit).send(f"GET {site.url('/')}")))
            return refused

    with WebServer({"/": Answer("ok")}) as site:
        assert asyncio.run(run(site)) == [407, 407, 407]
        assert site.requests == []


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "it is this machine itself"),
        ("[::1]", "it is this machine itself"),
        ("192.168.1.1", "it is a private address"),
        ("169.254.169.254", "it is a link-local address"),
        ("rebinding.example", "127.0.0.1 is this machine itself"),
        ("localhost", "127.0.0.1 is this machine itself"),
    ],
)
def test_an_address_that_is_not_public_is_refused_and_the_refusal_noted(host: str, why: str) -> None:
    async def run(port: int, visit: Visit) -> tuple[int, int]:
        names = Resolver(lambda name, port, family: [_literal(name, port)])
        proxy = DrawProxy(names)
        await proxy.start()
        proxy.admit(visit)
        try:
            knock = Knock(proxy, visit)
            plain = status(await knock.send(f"GET http://{host}:{port}/admin"))
            return plain, (await knock.tunnel(f"{host}:{port}"))[0]
        finally:
            await proxy.close()

    visit = Visit("acme", Rights(frozenset({"10.0.0.1"})))
    with WebServer({"/admin": Answer("secret")}) as site:
        assert asyncio.run(run(site.port, visit)) == (403, 403)
        assert site.connections == 0
    (said,) = map(str, visit.refused.values())
    assert why.removeprefix("it is ") in said
    assert "lan = true" in said


def _literal(name: str, port: int) -> tuple[Any, ...]:
    import socket

    if ":" in name:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (name, port, 0, 0))
    address = name if name[0].isdigit() else "127.0.0.1"
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


def test_a_redirect_is_the_browsers_to_follow_and_passes_the_guard_again() -> None:
    with WebServer() as inside, WebServer() as site:
        site.on("/", redirect(inside.url("/", host="router.lan")))
        visit = Visit("acme", HERE)

        async def follow(knock: Knock) -> int:
            first = await knock.send(f"GET {site.url('/')}")
            where = next(line[10:] for line in first.decode().split("\r\n") if line.startswith("Location: "))
            return status(await knock.send(f"GET {where}"))

        assert through(visit, follow) == 403
        assert inside.connections == 0
    assert list(visit.refused) == ["router.lan"]


def test_a_tunnel_carries_tls_that_the_proxy_does_not_see_into(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    certificates = Certificates(tmp_path_factory.mktemp("tls"))

    async def ask(knock: Knock, site: WebServer) -> bytes:
        head, reader, writer = await knock.tunnel(f"127.0.0.1:{site.port}")
        assert head == 200
        await writer.start_tls(certificates.client(), server_hostname="127.0.0.1")
        writer.write(b"GET /data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return answer

    with WebServer({"/data": Answer("over TLS")}, ssl=certificates.server()) as site:
        assert through(Visit("acme", HERE), lambda knock: ask(knock, site)).endswith(b"over TLS")


def test_a_second_request_on_one_connection_never_reaches_the_host_of_the_first() -> None:
    with WebServer({"/": Answer("one"), "/two": Answer("two")}) as site:
        second = f"GET http://other.example:{site.port}/two HTTP/1.1\r\n\r\n".encode()
        visit = Visit("acme", HERE)
        through(visit, lambda knock: knock.send(f"GET {site.url('/')}", body=second))
        assert not site.asked("/two")


def test_more_bytes_than_a_draw_may_load_end_all_its_connections() -> None:
    async def load(knock: Knock) -> list[bytes]:
        return [await knock.send(f"GET {site.url('/large')}") for _ in range(3)]

    with WebServer({"/large": Answer(bytes(300_000))}) as site:
        visit = Visit("acme", HERE, most_bytes=500_000)
        first, second, third = through(visit, load)
        asked = len(site.requests)
    assert len(first) > 300_000
    assert len(second) < 300_000
    assert third == b""
    assert asked == 2
    assert str(visit.spent) == "it loads more than 0.5 MB"


def test_more_connections_than_a_draw_may_open_are_not_dialled() -> None:
    async def knocks(knock: Knock) -> list[bytes]:
        return [await knock.send(f"GET {site.url('/')}") for _ in range(4)]

    with WebServer({"/": Answer("ok")}) as site:
        visit = Visit("acme", HERE, most_connections=2)
        answers = through(visit, knocks)
        assert site.connections == 2
    assert [bool(answer) for answer in answers] == [True, True, False, False]
    assert str(visit.spent) == "it opens more than 2 connections"


def test_the_end_of_a_visit_cuts_what_hangs() -> None:
    async def run(site: WebServer) -> bytes:
        visit = Visit("acme", HERE)
        async with opened(visit) as proxy:
            waiting = asyncio.ensure_future(Knock(proxy, visit).send(f"GET {site.url('/')}"))
            while not site.requests:  # noqa: ASYNC110 - the server lives in a thread
                await asyncio.sleep(0.01)
            await proxy.dismiss(visit)
            return await waiting

    with WebServer({"/": Answer(hang=True)}) as site:
        assert asyncio.run(run(site)) == b""


def test_a_host_that_refuses_connections_or_has_no_name_is_a_bad_gateway() -> None:
    async def ask(knock: Knock) -> list[int]:
        urls = (f"http://127.0.0.1:{closed_port()}/", "http://nobody.invalid/")
        return [status(await knock.send(f"GET {url}")) for url in urls]

    visit = Visit("acme", HERE)
    assert through(visit, ask) == [502, 502]
    assert visit.refused == {}


@pytest.mark.parametrize(
    "line",
    [
        "GET /origin-form",
        "GET https://x.example/",
        "GET file:///etc/passwd",
        "CONNECT nowhere",
        "CONNECT x.example:99999",
        "NONSENSE",
    ],
)
def test_what_is_no_request_to_a_proxy_is_refused(line: str) -> None:
    answer = through(Visit("acme", Rights(lan=True)), lambda knock: knock.send(line))
    assert status(answer) in (400, 502)


def test_what_must_be_public_goes_through_the_proxy_of_the_configuration_and_local_names_do_not() -> None:
    async def ask(knock: Knock) -> tuple[list[int], int]:
        plain = [
            status(await knock.send(f"GET {url}"))
            for url in ("http://acme.example/jobs", "http://10.0.0.7/jobs", site.url("/here"))
        ]
        return plain, (await knock.tunnel("acme.example:443"))[0]

    with WebServer({"/jobs": Answer("public"), "/here": Answer("local")}) as upstream, WebServer() as site:
        site.on("/here", Answer("local"))
        visit = Visit("acme", HERE)
        proxy = f"http://ines:s%C3%A9same@127.0.0.1:{upstream.port}"
        plain, tunnel = through(visit, ask, upstream=proxy)
        assert plain == [200, 403, 200]
        assert tunnel == 502  # this upstream is no real proxy: it knows no CONNECT
        assert [request.target for request in upstream.requests] == [
            "http://acme.example/jobs",
            "acme.example:443",
        ]
        assert {request.headers["proxy-authorization"] for request in upstream.requests} == {
            basic("ines", "sésame")
        }
        assert len(site.requests) == 1
        assert "proxy-authorization" not in site.requests[0].headers


def test_a_tunnel_leads_through_a_real_proxy_of_the_configuration() -> None:
    async def run(site: WebServer) -> bytes:
        outer = Visit("the network's own", HERE)
        async with opened(outer) as network:
            visit = Visit("acme", Rights())
            url = f"http://{USER}:{outer.token}@127.0.0.1:{network.port}"
            outer.rights = Rights(lan=True)
            async with opened(visit, upstream=url) as proxy:
                head, reader, writer = await Knock(proxy, visit).tunnel(f"acme.example:{site.port}")
                assert head == 200
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer = await reader.read()
                writer.close()
                return answer

    with WebServer({"/": Answer("far away")}) as site:
        assert asyncio.run(run(site)).endswith(b"far away")


def test_no_token_stands_in_what_is_shown_of_a_visit() -> None:
    visit = Visit("acme", HERE)
    assert len(visit.token) >= 32
    assert visit.token not in repr(visit)
