"""Whatever a server does wrong is an error of one sentence, in time and in bounds."""

from __future__ import annotations

import gzip
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from asking import closed_port, getting, polling, web
from certificates import Certificates
from patience import HANG
from veille.errors import WebError
from veille.web.client import HttpClient
from veille.web.resolver import Resolver
from webserver import Answer, WebServer, bomb

BOMB = bomb(100)

ERRORS: dict[str, tuple[Answer, str, int | None, bool]] = {
    "/404?key=s3cret": (Answer(status=404), "answered 404 Not Found", 404, False),
    "/410": (Answer(status=410), "answered 410 Gone", 410, False),
    "/500": (Answer(status=500), "answered 500 Internal Server Error", 500, False),
    "/999": (Answer(raw=b"HTTP/1.1 999 Request denied\r\n\r\n"), "answered 999 Request denied", 999, False),
    "/300": (Answer(status=300), "answered 300 Multiple Choices", 300, False),
    "/hang": (Answer(hang=True), "did not answer within 1 s", None, True),
    "/drip": (Answer("x" * 99, drip=0.05), "sent its answer too slowly: not all in 1 s", None, False),
    "/close": (Answer(raw=b""), "closed the connection without an answer", None, False),
    "/half": (Answer("x" * 99, cut=9), "closed the connection in the middle of its answer", None, False),
    "/chunk": (Answer("x" * 99, chunked=True, cut=9), "closed the connection in the middle of its answer", None, False),
    "/ssh": (Answer(raw=b"SSH-2.0-x\r\n\r\n"), "gave an answer that is not HTTP", None, False),
    "/large": (Answer(b"x" * 5_000_001), "sent more than 5 MB", 200, False),
    "/huge": (Answer("x", headers={"Content-Length": "100000000"}), "sent more than 5 MB", 200, False),
    "/endless": (Answer(b"x" * 6_000_000, chunked=True), "sent more than 5 MB", 200, False),
    "/bomb": (BOMB, "sent more than 5 MB", 200, False),
    "/cut": (
        Answer(gzip.compress(b"a" * 999)[:-12], headers={"Content-Encoding": "gzip"}),
        "sent a compressed body that was cut off",
        200,
        False,
    ),
    "/damaged": (
        Answer(b"\x1f\x8bnot gzip", headers={"Content-Encoding": "gzip"}),
        "sent a compressed body that is damaged",
        200,
        False,
    ),
    "/brotli": (
        Answer(b"x", headers={"Content-Encoding": "br"}),
        "sent a compression that was not asked for (br)",
        200,
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("target", ERRORS)
def test_what_a_server_does_wrong_is_said_in_one_sentence(target: str) -> None:
    answer, sentence, status, network = ERRORS[target]
    path = target.partition("?")[0]
    with WebServer({path: answer}) as server:
        error, through = getting(server.url(target), deadline=1.0 if path in ("/hang", "/drip") else HANG)
        assert str(error) == f"127.0.0.1{path} {sentence}"
        assert (error.url, error.status, error.network) == (server.url(path), status, network)
        assert through.validators == {}, "nothing is kept of what failed"


def test_a_host_that_is_not_there_is_told_from_one_that_refuses() -> None:
    error, _ = getting("http://nowhere.invalid/feed?key=s3cret")
    assert str(error) == "the name nowhere.invalid can't be resolved: there is no such name"
    assert error.network
    port = closed_port()
    error, _ = getting(f"http://127.0.0.1:{port}/")
    assert str(error) == f"127.0.0.1 (port {port}) refuses connections"
    assert error.network


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    asleep = threading.Event()

    def lookup(host: str, port: int, family: int) -> list[Any]:
        asleep.wait(HANG)
        return []

    async def script(made: HttpClient) -> WebError:
        with pytest.raises(WebError) as caught:
            await web(made).get("http://dead.example/feed")
        return caught.value

    error = polling(script, resolver=Resolver(lookup, limit=0.1))
    asleep.set()
    assert str(error) == "the name dead.example can't be resolved: no answer within 0.1 s"
    assert error.network


@pytest.mark.parametrize(
    "url", ["", "lwn.net/feed", "ftp://lwn.net/", "http://", "http://[::1", "http://a:b@:1/", "//x"]
)
def test_what_is_no_address_of_the_web_is_said_without_repeating_it(url: str) -> None:
    error, through = getting(url)
    assert "address" in str(error) and "the web" in str(error)
    assert through.gets == 0


def test_a_bad_certificate_is_said_in_words(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    with WebServer({"/": Answer("x")}, ssl=certificates.server("expired")) as server:
        error, _ = getting(server.url(), ssl=certificates.client())
        assert str(error) == "127.0.0.1 can't be trusted: its certificate has expired"
        assert not error.network
    with WebServer({"/": Answer("x")}, ssl=certificates.server("alone")) as server:
        error, _ = getting(server.url(), ssl=certificates.client())
        assert str(error) == "127.0.0.1 can't be trusted: its certificate is self-signed"

        async def script(made: HttpClient) -> None:
            with pytest.raises(
                WebError, match=r"127\.0\.0\.1 can't be trusted: its certificate is self-signed"
            ):
                await web(made).connect("127.0.0.1", server.port)

        polling(script, ssl=certificates.client())
    with WebServer({"/": Answer("x")}, ssl=certificates.server()) as server:
        assert getting(server.url(), ssl=certificates.client())[0].body == b"x"


def test_a_bomb_does_not_fill_the_memory() -> None:
    with WebServer({"/bomb": BOMB}) as server:
        tracemalloc.start()
        getting(server.url("/bomb"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 32 << 20
