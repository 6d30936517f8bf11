"""Polite HTTP, against a real server: what is asked, what is known, and when."""

from __future__ import annotations

import asyncio
import gzip
import time
from email.utils import formatdate

import pytest

import jobs
from asking import NOW, getting, polling, web
from patience import HANG
from veille.errors import NotModified, SourceError, WebError
from veille.model import Validators
from veille.source import Page
from veille.web.client import HttpClient
from webserver import Answer, WebServer, redirect


def test_a_page_comes_with_its_final_address_and_lower_case_headers() -> None:
    with WebServer({"/old": redirect("/new"), "/new": Answer("été", headers={"X-Thing": "1"})}) as server:
        page, through = getting(server.url("/old#part"))
        assert page == Page(server.url("/new"), 200, {"x-thing": "1", "content-length": "5"}, "été".encode())
        assert (through.gets, through.bytes, through.not_modified) == (2, 5, 0)


def test_veille_says_who_it_is_and_asks_for_gzip_alone() -> None:
    with WebServer({"/": Answer("x")}) as server:
        getting(server.url(), headers={"accept": "application/json", "user-agent": "Mozilla", "x-key": "k"})
        assert dict(server.requests[0].headers) == {
            "host": f"127.0.0.1:{server.port}",
            "accept": "application/json",
            "accept-encoding": "gzip",
            "user-agent": "veille/1.2 (+ines@example.org)",
            "x-key": "k",
        }


def test_parameters_are_added_to_those_of_the_address_which_stay_as_they_are() -> None:
    with WebServer({"/s": Answer("x")}) as server:
        _, through = getting(server.url("/s?sig=%7e+a"), params={"q": "été & co"})
        assert server.requests[0].target == "/s?sig=%7e+a&q=%C3%A9t%C3%A9+%26+co"
        assert list(through.validators) == [server.url("/s?sig=%7e+a&q=%C3%A9t%C3%A9+%26+co")]


def test_a_form_and_json_are_posted() -> None:
    async def script(made: HttpClient, url: str) -> Page:
        await web(made).post(url, data={"name": "été"})
        return await web(made).post(url, json={"name": "été"}, headers={"content-type": "application/x+json"})

    with WebServer({"/p": Answer('{"done": 1}')}) as server:
        page = polling(lambda made: script(made, server.url("/p")))
        assert page.json() == {"done": 1}
        form, json = server.requests
        assert (form.method, form.body) == ("POST", b"name=%C3%A9t%C3%A9")
        assert form.headers["content-type"] == "application/x-www-form-urlencoded"
        assert (json.body, json.headers["content-type"]) == (
            b'{"name": "\\u00e9t\\u00e9"}',
            "application/x+json",
        )


def test_bodies_come_decompressed() -> None:
    text = b"a story " * 1000
    two = gzip.compress(text[:100]) + gzip.compress(text[100:]) + b"\0\0padding"
    with WebServer({"/one": Answer(text, gzip=True), "/empty": Answer(b"", gzip=True)}) as server:
        server.on("/two", Answer(two, headers={"Content-Encoding": "x-gzip"}))
        server.on("/none", Answer(b"", headers={"Content-Encoding": "gzip"}))
        server.on("/chunked", Answer(text, gzip=True, chunked=True))
        for path, body in [("one", text), ("two", text), ("chunked", text), ("empty", b""), ("none", b"")]:
            page, _ = getting(server.url(f"/{path}"))
            assert page.body == body, path


def test_a_proxy_is_asked_for_what_is_public_alone() -> None:
    with WebServer({"/feed": Answer("through the proxy")}) as proxy:
        page, _ = getting("http://news.example/feed", proxy=proxy.url(""))
        assert page.body == b"through the proxy"
        for host in ("localhost", "127.0.0.1", "[::1]", "0x7f.1", "nas.lan", "10.0.0.1", "wiki"):
            error, _ = getting(f"http://{host}/feed", proxy=proxy.url(""), hosts=frozenset())
            assert isinstance(error, WebError), host
        assert len(proxy.requests) == 1
        with WebServer({"/feed": Answer("at home")}) as home:
            assert getting(home.url("/feed"), proxy=proxy.url(""))[0].body == b"at home"
        assert len(proxy.requests) == 1


ETAG, MODIFIED = 'W/"a b,c"', "Sat, 1 Jan 2026 00:00:00 +0000"  # neither is as it should be; both go back so


def test_validators_go_back_byte_for_byte_and_304_is_not_modified() -> None:
    with WebServer({"/f": Answer("feed", etag=ETAG, modified=MODIFIED)}) as server:
        _, first = getting(server.url("/f"))
        known = first.validators
        assert (known[server.url("/f")].etag, known[server.url("/f")].modified) == (ETAG, MODIFIED)
        error, second = getting(server.url("/f"), known)
        assert isinstance(error, NotModified)
        assert server.requests[1].headers["if-none-match"] == ETAG
        assert server.requests[1].headers["if-modified-since"] == MODIFIED
        assert (second.validators, second.not_modified) == ({}, 1), "there is nothing to write"


def test_an_answer_in_part_and_one_without_a_body_are_pages() -> None:
    part = Answer("un", status=206, headers={"Content-Range": "offres 0-0/2"})
    with WebServer({"/part": part, "/none": Answer(status=204)}) as server:
        page, _ = getting(server.url("/part"))
        assert (page.status, page.body, page.headers["content-range"]) == (206, b"un", "offres 0-0/2")
        page, _ = getting(server.url("/none"))
        assert (page.status, page.body) == (204, b"")


def test_a_304_may_renew_last_modified_alone() -> None:
    known = {"u": Validators('"1"', "Monday", b"hash", "", 1_799_999_000)}
    with WebServer({"/f": Answer(status=304, headers={"Last-Modified": "Tuesday"})}) as server:
        url = server.url("/f")
        error, through = getting(url, {url: known["u"]})
        assert isinstance(error, NotModified)
        assert (
            through.validators
            == through.renewed
            == {url: Validators('"1"', "Tuesday", b"hash", "", 1_799_999_000)}
        )


def test_the_same_body_sent_again_is_not_modified_and_its_validators_are_renewed() -> None:
    with WebServer({"/f": Answer("feed", headers={"ETag": '"1"'})}) as server:
        url = server.url("/f")
        _, first = getting(url)
        server.on("/f", Answer("feed", headers={"ETag": '"2"'}, gzip=True))
        error, second = getting(url, first.validators)
        assert isinstance(error, NotModified)
        assert second.renewed[url].etag == '"2"'
        server.on("/f", Answer("feed, longer"))
        page, third = getting(url, first.validators | second.validators)
        assert page.body == b"feed, longer"
        assert third.validators[url].etag == ""
        assert third.renewed == {}


def test_a_304_that_nobody_asked_for_is_an_error_and_not_silence() -> None:
    with WebServer({"/f": Answer(status=304)}) as server:
        error, _ = getting(server.url("/f"))
        assert str(error) == "127.0.0.1/f answered 304 Not Modified"


def test_a_permanent_redirect_is_told_as_far_as_it_is_permanent() -> None:
    answers = {
        "/a": redirect("/b", 301),
        "/b": redirect("/c", 308),
        "/c": redirect("/d", 302),
        "/d": redirect("/e", 301),
        "/e": Answer("here", etag='"1"'),
    }
    with WebServer(answers) as server:
        _, through = getting(server.url("/a"))
        assert through.validators[server.url("/a")].moved_to == server.url("/c")
        _, through = getting(server.url("/c"))
        assert through.validators[server.url("/c")].moved_to == ""
        server.on("/a", Answer("here", etag='"1"'))
        known = {server.url("/a"): Validators('"1"', "", b"", server.url("/c"))}
        _, through = getting(server.url("/a"), known)
        assert through.renewed[server.url("/a")].moved_to == "", "it came back"


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_to_wait_is_left_alone_until_then(status: int) -> None:
    async def script(made: HttpClient, server: WebServer) -> tuple[WebError, WebError]:
        errors = []
        for path in ("/busy", "/other"):
            with pytest.raises(WebError) as caught:
                await web(made, lan=True).get(server.url(path, host="news.example"))
            errors.append(caught.value)
        await web(made, lan=True).get(server.url("/other", host="fine.example"))
        return errors[0], errors[1]

    headers = {"Retry-After": formatdate(NOW + 900, usegmt=True), "Date": formatdate(NOW, usegmt=True)}
    with WebServer({"/busy": Answer(status=status, headers=headers), "/other": Answer("x")}) as server:
        busy, held = polling(lambda made: script(made, server))
        assert str(busy).startswith(f"news.example/busy answered {status} ")
        assert str(busy).endswith(", and asks to wait 15 min")
        assert (busy.status, busy.retry_after) == (status, NOW + 900)
        assert str(held) == "news.example/other was not asked: news.example asks to wait 15 min more"
        assert (held.status, held.retry_after, held.network) == (None, NOW + 900, False)
        assert [request.path for request in server.requests] == ["/busy", "/other"]


def test_a_local_host_is_neither_held_nor_spaced() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        with pytest.raises(WebError) as caught:
            await web(made).get(server.url("/busy"))
        assert caught.value.retry_after == NOW + 60
        async with asyncio.timeout(HANG):
            await asyncio.gather(*(web(made).get(server.url("/other")) for _ in range(5)))

    answers = {"/busy": Answer(status=429, headers={"Retry-After": "60"}), "/other": Answer("x")}
    with WebServer(answers) as server:
        polling(lambda made: script(made, server), spacing=2 * HANG)
        assert len(server.requests) == 6


def test_requests_to_one_host_are_spaced_whoever_asks() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        url = server.url("/", host="one.example")
        await asyncio.gather(*(web(made, lan=True).get(url) for _ in range(3)))

    with WebServer({"/": Answer("x")}) as server:
        began = time.monotonic()
        polling(lambda made: script(made, server), spacing=0.2)
        at = [request.at - began for request in server.requests]
        assert at[1] > 0.19
        assert at[2] > 0.39


def test_a_host_does_not_wait_for_the_turn_of_another() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        first, *others = [
            asyncio.create_task(web(made, lan=True).get(server.url("/", host="one.example")))
            for _ in range(3)
        ]
        await first
        await web(made, lan=True).get(server.url("/", host="two.example"))
        assert not any(task.done() for task in others)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    with WebServer({"/": Answer("x")}) as server:
        polling(lambda made: script(made, server), spacing=2 * HANG)
        assert len(server.requests) == 2


def test_at_most_two_requests_are_under_way_to_one_host() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        url = server.url("/slow", host="one.example")
        await asyncio.gather(*(web(made, lan=True).get(url) for _ in range(5)))

    with WebServer({"/slow": Answer("x", delay=0.2)}) as server:
        polling(lambda made: script(made, server))
        at = [request.at for request in server.requests]
        assert at[1] - at[0] < at[2] - at[0]
        assert at[2] - at[0] > 0.19
        assert at[4] - at[2] > 0.19


def test_waiting_for_a_turn_does_not_count_towards_the_deadline() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        await asyncio.gather(
            *(web(made, lan=True).get(server.url("/", host="one.example")) for _ in range(4))
        )

    with WebServer({"/": Answer("x")}) as server:
        polling(lambda made: script(made, server), spacing=0.7, deadline=2.0)
        assert len(server.requests) == 4


def test_one_host_that_hangs_delays_no_other_source() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        hung = [asyncio.create_task(web(made).get(server.url("/hang"))) for _ in range(30)]
        await asyncio.sleep(0)
        await web(made).get(server.url("/"))
        assert not any(task.done() for task in hung)
        for task in hung:
            task.cancel()
        await asyncio.gather(*hung, return_exceptions=True)

    with WebServer({"/": Answer("x"), "/hang": Answer(hang=True)}) as server:
        polling(lambda made: script(made, server))


def test_work_is_handed_to_the_workers() -> None:
    async def script(made: HttpClient) -> int:
        workers = made.workers
        try:
            with pytest.raises(SourceError, match="this is no feed"):
                await web(made).offload(jobs.refuse, "source")
            doubled: int = await web(made).offload(jobs.double, 21)
            return doubled
        finally:
            await workers.close()

    assert polling(script) == 42
