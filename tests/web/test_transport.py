"""httpx over aiohttp: each error is what it says, URLs and headers arrive as given, nothing is remembered."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from asking import closed_port, everything_here
from certificates import Certificates
from veille.streams import certificate_failure
from veille.web.guard import Allowed, anywhere, nowhere_local
from veille.web.resolver import Resolver
from veille.web.transport import AddressRefused, CertificateRefused, NameUnknown, Transport, repaired
from webserver import Answer, WebServer, redirect


def answering(*answers: list[str]) -> Callable[[str, int, int], list[tuple[Any, ...]]]:
    """Return a name server that gives one list of addresses after the other to whoever asks; the last stays."""
    waiting = list(answers)

    def lookup(host: str, port: int, family: int) -> list[tuple[Any, ...]]:
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in found
        ]

    return lookup


@asynccontextmanager
async def transport(allowed: Allowed = anywhere, **options: Any) -> AsyncIterator[Transport]:
    resolver = options.pop("resolver", None) or Resolver(limit=2)
    made = Transport(resolver=resolver, allowed=allowed, **options)
    try:
        yield made
    finally:
        await made.aclose()


async def ask(made: Transport, url: str, **headers: str) -> tuple[httpx.Response, bytes]:
    limits = {"timeout": {"connect": 0.5, "read": 0.3}}
    request = httpx.Request("GET", url, headers=headers, extensions=limits)
    answer = await made.handle_async_request(request)
    try:
        return answer, b"".join([chunk async for chunk in answer.stream])
    finally:
        await answer.aclose()


def asking(url: str, allowed: Allowed = anywhere, **options: Any) -> tuple[httpx.Response, bytes]:
    async def script() -> tuple[httpx.Response, bytes]:
        async with transport(allowed, **options) as made:
            return await ask(made, url)

    return asyncio.run(script())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::1]",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
    ],
)
def test_no_spelling_of_a_local_address_is_dialled(host: str) -> None:
    with WebServer({"/": Answer("open")}) as server:
        with pytest.raises((AddressRefused, NameUnknown, httpx.UnsupportedProtocol, httpx.InvalidURL)):
            asking(f"http://{host}:{server.port}/", nowhere_local)
        assert server.connections == 0


@pytest.mark.parametrize("addresses", [["10.0.0.1", "127.0.0.1"], ["10.0.0.1", "fd00::1"], ["::1"]])
def test_a_name_with_several_local_addresses_is_refused(addresses: list[str]) -> None:
    resolver = Resolver(answering(addresses))
    with pytest.raises(AddressRefused) as caught:
        asking("http://inside.example/", nowhere_local, resolver=resolver)
    assert any(str(caught.value).startswith(f"{address} is ") for address in addresses)


def test_of_several_addresses_only_the_allowed_one_is_dialled() -> None:
    with WebServer({"/": Answer("open")}) as server:
        resolver = Resolver(answering(["10.0.0.1", "127.0.0.1"]))
        url = f"http://mixed.example:{server.port}/"
        assert asking(url, lambda address: address == "127.0.0.1", resolver=resolver)[1] == b"open"


def test_the_second_answer_of_a_rebinding_name_is_refused() -> None:
    async def script(port: int) -> None:
        resolver = Resolver(answering(["127.0.0.1"], ["127.0.0.2"]))
        async with transport(lambda address: address == "127.0.0.1", resolver=resolver) as made:
            url = f"http://rebinding.example:{port}/"
            assert (await ask(made, url))[1] == b"open"
            with pytest.raises(AddressRefused, match=r"127\.0\.0\.2"):
                await ask(made, url)

    with WebServer({"/": Answer("open", close=True)}, host="0.0.0.0") as server:
        asyncio.run(script(server.port))


@pytest.mark.parametrize(
    "target",
    [
        "/e/a%2Fb%7Ec?sig=a%2Bb%3D%3D&u=%C3%A9&x=a+b&y=%20&z=a,b:c@d&w='q'&e=%zz&p=a|b&semi=a;b",
        "/a//b?x=[1]&y={z}",
        "/feed?token=%41%2541",
    ],
)
def test_an_address_is_sent_byte_for_byte(target: str) -> None:
    with WebServer() as server:
        asking(server.url(target))
        assert server.requests[0].target == target


def test_an_address_of_accents_and_spaces_is_encoded_once() -> None:
    with WebServer() as server:
        asking(server.url("/é à?q=été"))
        assert server.requests[0].target == "/%C3%A9%20%C3%A0?q=%C3%A9t%C3%A9"


def test_cookies_are_never_sent_back() -> None:
    async def script(server: WebServer) -> None:
        async with transport(resolver=Resolver(answering(["127.0.0.1"]))) as made:
            for _ in range(2):  # under a name: jars keep nothing for addresses
                await ask(made, server.url("/", host="cookies.example"))

    with WebServer({"/": Answer("ok", headers={"Set-Cookie": "sid=abc; Path=/"})}) as server:
        asyncio.run(script(server))
        assert [request.headers.get("cookie") for request in server.requests] == [None, None]


def test_no_header_is_added_to_those_given() -> None:
    with WebServer() as server:
        asking(server.url("/"))
        assert set(server.requests[0].headers) == {"host"}


def test_redirects_are_not_followed_and_bodies_not_unpacked() -> None:
    with WebServer({"/go": redirect("/there"), "/gz": Answer("plain", gzip=True)}) as server:
        answer, _ = asking(server.url("/go"))
        assert (answer.status_code, answer.headers["location"]) == (302, "/there")
        assert asking(server.url("/gz"))[1].startswith(b"\x1f\x8b")


def test_a_connection_is_kept_when_its_answer_was_read() -> None:
    async def script(server: WebServer) -> None:
        async with transport() as made:
            for _ in range(3):
                await ask(made, server.url("/"))

    with WebServer({"/": Answer("x" * 100_000)}) as server:
        asyncio.run(script(server))
        assert server.connections == 1


def test_each_failure_is_an_error_of_its_own_kind() -> None:
    answers = {
        "/close": Answer(raw=b""),
        "/half": Answer("x" * 100, cut=3),
        "/chunk": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
        "/ssh": Answer(raw=b"SSH-2.0-x\r\n\r\n"),
        "/head": Answer(headers={"X-A": "a" * 200_000}),
        "/hang": Answer(hang=True),
        "/stall": Answer("x" * 9, drip=2.0),
    }
    expected = {
        "/close": httpx.ReadError,
        "/half": httpx.RemoteProtocolError,
        "/chunk": httpx.RemoteProtocolError,
        "/ssh": httpx.RemoteProtocolError,
        "/head": httpx.RemoteProtocolError,
        "/hang": httpx.ReadTimeout,
        "/stall": httpx.ReadTimeout,
    }

    async def kinds(server: WebServer) -> dict[str, type]:
        found: dict[str, type] = {}
        async with transport() as made:
            for path in answers:
                try:
                    await ask(made, server.url(path))
                except httpx.TransportError as error:
                    found[path] = type(error)
        return found

    with WebServer(answers) as server:
        assert asyncio.run(kinds(server)) == expected


def test_a_refused_connection_and_an_unknown_name_are_not_time_outs() -> None:
    with pytest.raises(httpx.ConnectError, match="refuses connections"):
        asking(f"http://127.0.0.1:{closed_port()}/")
    with pytest.raises(NameUnknown, match="no such name"):
        asking("http://nowhere.invalid/", resolver=Resolver(everything_here))


def test_a_host_that_swallows_packets_is_given_up() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        waiting = [socket.socket() for _ in range(4)]  # its queue is full: Linux answers no one more
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(address)
        try:
            with pytest.raises(httpx.ConnectTimeout, match=r"no connection in time"):
                asking(f"http://127.0.0.1:{address[1]}/")
        finally:
            for connection in waiting:
                connection.close()


def test_a_long_header_of_a_real_site_is_accepted() -> None:
    with WebServer({"/": Answer("ok", headers={"Content-Security-Policy": "a" * 20_000})}) as server:
        assert asking(server.url("/"))[1] == b"ok"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "has expired"),
        ("other", "is for another address"),
        ("alone", "is self-signed"),
    ],
)
def test_a_certificate_that_cannot_be_believed_is_refused_with_the_reason(
    certificates: Certificates, name: str, words: str
) -> None:
    with (
        WebServer({"/": Answer("ok")}, ssl=certificates.server(name)) as server,
        pytest.raises(CertificateRefused, match=words),
    ):
        asking(server.url("/"), tls=certificates.client())


def test_the_name_of_a_certificate_is_compared_with_the_name_asked_for(certificates: Certificates) -> None:
    resolver = Resolver(answering(["127.0.0.1"]))
    with WebServer({"/": Answer("ok")}, ssl=certificates.server()) as server:
        url = server.url("/", host="secure.lan")
        assert asking(url, tls=certificates.client(), resolver=resolver)[1] == b"ok"
        with pytest.raises(CertificateRefused, match="is for another name"):
            asking(server.url("/", host="evil.lan"), tls=certificates.client(), resolver=resolver)


def test_an_authority_is_trusted_only_when_given(certificates: Certificates, tmp_path: Path) -> None:
    with WebServer({"/": Answer("ok")}, ssl=certificates.server()) as server:
        assert asking(server.url("/"), tls=certificates.client())[1] == b"ok"
        with pytest.raises(CertificateRefused, match="authority that this machine doesn't know"):
            asking(server.url("/"))


def test_a_server_without_tls_is_told_from_a_bad_certificate() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        await reader.read()
        writer.close()

    async def script() -> None:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, transport() as made:
            with pytest.raises(httpx.RemoteProtocolError, match="does not speak TLS"):
                await ask(made, f"https://127.0.0.1:{port}/")

    asyncio.run(script())


def test_what_is_no_verification_error_is_said_without_details() -> None:
    assert str(certificate_failure(ValueError("internals"))) == "its certificate can't be verified"


def test_a_proxy_is_asked_for_all_and_only_it_is_dialled() -> None:
    with WebServer({"/feed": Answer("through")}) as proxy:
        answer, body = asking("http://news.example/feed", proxy=proxy.url(""))
        assert (answer.status_code, body) == (200, b"through")
        assert proxy.requests[0].target == "http://news.example/feed"


def test_a_proxy_that_fails_is_named_without_its_password() -> None:
    with pytest.raises(httpx.ProxyError, match=r"^the proxy can't be reached$"):
        asking("http://news.example/", proxy=f"http://me:secret@127.0.0.1:{closed_port()}")


def test_a_head_is_repaired_only_where_its_sense_is_sure() -> None:
    start, end = b"HTTP/1.1 200 OK\r\n", b"X: a : b\r\n\r\n"
    for written, meant in (
        (b"Content-Length: 5\r\ncontent-length: 5\r\n", b"Content-Length: 5\r\n"),
        (b"Content-Length: 5, 5\r\n", b"Content-Length: 5\r\n"),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\n"),
        (b"Server : y\r\n", b"Server: y\r\n"),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n"),
        (b"Content-Length: 5\r\n", b"Content-Length: 5\r\n"),
    ):
        assert repaired(start + written + end) == start + meant + end
