"""Where a source may go, where redirects may lead it, and what it may say there: against real servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asking import HERE, getting, polling, web
from certificates import Certificates
from veille.config.model import Login
from veille.errors import WebError
from veille.model import Secret
from veille.source import Page
from veille.web.client import HttpClient
from webserver import Answer, Request, WebServer, redirect


def test_an_address_that_the_source_did_not_name_is_refused() -> None:
    with WebServer({"/": Answer("inside")}) as server:
        for host in ("127.0.0.1", "localhost", "0x7f.1", "news.example", "nas.lan"):
            error, _ = getting(server.url("/", host=host), hosts=frozenset({"lwn.net"}))
            assert isinstance(error, WebError) and not error.network, host
            assert "127.0.0.1" in str(error) or host in str(error)
        assert server.connections == 0


def test_a_public_name_that_leads_inside_is_refused_though_the_source_names_it() -> None:
    with WebServer({"/feed": Answer("inside")}) as server:
        url = server.url("/feed?token=s3cret", host="news.example")
        error, _ = getting(url, hosts=frozenset({"news.example"}))
        assert str(error) == (
            "news.example/feed was not asked: 127.0.0.1 is this machine itself; "
            "if that is meant, say lan = true in the source"
        )
        page, _ = getting(url, lan=True)
        assert page.body == b"inside"


def test_a_redirect_to_an_address_inside_is_refused_and_says_who_redirects() -> None:
    with WebServer({"/go": redirect("http://localhost:1/admin")}) as server:
        error, _ = getting(server.url("/go"))
        assert str(error) == (
            "localhost/admin was not asked: 127.0.0.1 is this machine itself; "
            "if that is meant, say lan = true in the source (127.0.0.1/go redirects there)"
        )


def test_a_kept_connection_is_not_lent_to_a_source_that_may_not_dial_it() -> None:
    async def script(made: HttpClient, server: WebServer) -> None:
        url = server.url("/", host="wiki.lan")
        for may in ({"hosts": frozenset({"wiki.lan"})}, {"lan": True}):
            assert (await web(made, **may).get(url)).body == b"inside"
            with pytest.raises(WebError, match="was not asked"):
                await web(made, hosts=frozenset({"other.lan"})).get(url)
        opened = server.connections
        await web(made, hosts=frozenset({"wiki.lan"})).get(url)
        assert server.connections == opened, "and is kept for those that may"

    with WebServer({"/": Answer("inside")}) as server:
        polling(lambda made: script(made, server))


def test_other_protocols_pass_the_same_guard() -> None:
    async def script(made: HttpClient, port: int) -> bytes:
        reader, writer = await web(made).connect("127.0.0.1", port, tls=False)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        line = await reader.readline()
        writer.close()
        with pytest.raises(
            WebError, match=r"imap\.example was not asked: 127\.0\.0\.1 is this machine itself"
        ):
            await web(made).connect("imap.example", port)
        with pytest.raises(WebError, match=r"the name x.invalid can't be resolved: there is no such name"):
            await web(made).connect("x.invalid", port)
        return line

    with WebServer({"/": Answer("x")}) as server:
        assert polling(lambda made: script(made, server.port)) == b"HTTP/1.1 200 OK\r\n"


def test_only_addresses_of_the_web_are_followed() -> None:
    for to in ("file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "http://[::1"):
        with WebServer({"/go": redirect(to)}) as server:
            error, _ = getting(server.url("/go"))
            assert str(error) == "127.0.0.1/go redirects to what is no address of the web", to
    with WebServer({"/go": Answer(status=301)}) as server:
        assert str(getting(server.url("/go"))[0]) == "127.0.0.1/go redirects without saying where to"


def test_redirects_for_ever_are_not_followed_for_ever() -> None:
    def further(request: Request) -> Answer:
        return redirect(request.target + "a")

    with WebServer({"/loop": redirect("/pool"), "/pool": redirect("/loop")}) as server:
        assert str(getting(server.url("/loop"))[0]) == "127.0.0.1/loop redirects for ever"
        assert len(server.requests) == 2
        for length in range(20):
            server.on("/" + "a" * length, further)
        assert str(getting(server.url("/a"))[0]) == "127.0.0.1/a redirects for ever"
        assert len(server.requests) < 16


LOGIN = Login(user="inès", password=Secret("p", "s3cret:x"))
BASIC = "Basic aW7DqHM6czNjcmV0Ong="


def test_a_login_goes_to_its_own_host_alone() -> None:
    answers = {"/here": Answer("x"), "/stay": redirect("/here"), "/back": redirect("/here")}
    with WebServer(answers) as server, WebServer({"/there": redirect(server.url("/back"))}) as other:
        server.on("/away", redirect(other.url("/there")))
        server.on("/alias", redirect(server.url("/here", host="a.lan")))
        may: dict[str, Any] = {"login": LOGIN, "login_host": "127.0.0.1"}
        for path, sent in [
            ("/here", [BASIC]),
            ("/stay", [BASIC, BASIC]),
            ("/away", [BASIC, None, None]),
            ("/alias", [BASIC, None]),
        ]:
            server.requests.clear()
            assert getting(server.url(path), hosts=HERE | {"a.lan"}, **may)[0].body == b"x"
            assert [request.headers.get("authorization") for request in server.requests] == sent
        assert "authorization" not in other.requests[0].headers
        getting(server.url("/here", host="a.lan"), hosts=frozenset({"a.lan"}), **may)
        assert "authorization" not in server.requests[-1].headers
        token = Login(token=Secret("t", "abc"))
        getting(server.url("/here"), login=token, login_host="127.0.0.1")
        assert server.requests[-1].headers["authorization"] == "Bearer abc"


def test_a_password_in_an_address_is_sent_as_a_login_and_never_kept_or_shown() -> None:
    with WebServer({"/f": Answer("x"), "/no": Answer(status=403)}) as server:
        url = server.url("/f").replace("//", "//me:s3cret@")
        page, through = getting(url)
        assert server.requests[0].headers["authorization"] == "Basic bWU6czNjcmV0"
        assert "s3cret" not in repr((page, through.validators))
        error, _ = getting(url.replace("/f", "/no?key=s3cret"))
        assert str(error) == "127.0.0.1/no answered 403 Forbidden"
        assert "s3cret" not in error.url


def test_the_headers_of_a_source_stay_with_the_host_they_were_meant_for() -> None:
    with WebServer({"/there": Answer("x")}) as other, WebServer() as server:
        server.on("/away", redirect(other.url("/there")))
        own = {"Authorization": "Token t", "X-Api-Key": "k", "Cookie": "c=1", "Accept-Language": "fr"}
        getting(server.url("/away"), headers=own)
        assert server.requests[0].headers["x-api-key"] == "k"
        assert set(other.requests[0].headers) == {
            "host", "accept", "accept-encoding", "accept-language", "user-agent",
        }  # fmt: skip


def test_a_redirected_form_becomes_a_get_or_stays_on_its_site() -> None:
    async def script(made: HttpClient, url: str) -> Page:
        return await web(made).post(url, data={"client_secret": "s"})

    with WebServer({"/there": Answer("x")}) as other, WebServer({"/done": Answer("done")}) as server:
        server.on("/303", redirect("/done", 303))
        server.on("/307", redirect("/done", 307))
        server.on("/308", redirect(other.url("/there"), 308))
        assert polling(lambda made: script(made, server.url("/303"))).body == b"done"
        assert (server.requests[-1].method, server.requests[-1].body) == ("GET", b"")
        assert "content-type" not in server.requests[-1].headers
        polling(lambda made: script(made, server.url("/307")))
        assert (server.requests[-1].method, server.requests[-1].body) == ("POST", b"client_secret=s")
        with pytest.raises(WebError, match="to go to another site"):
            polling(lambda made: script(made, server.url("/308")))
        assert other.requests == []


def test_a_cookie_is_never_sent_back() -> None:
    async def script(made: HttpClient, url: str) -> None:
        through = web(made, hosts=frozenset({"cookies.lan"}))
        await through.get(url)
        await through.get(url + "?again")

    with WebServer({"/": Answer("x", headers={"Set-Cookie": "sid=1; Path=/"})}) as server:
        polling(lambda made: script(made, server.url("/", host="cookies.lan")))
        assert [request.headers.get("cookie") for request in server.requests] == [None, None]


def test_a_login_over_tls_does_not_follow_a_link_into_the_clear(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)

    async def script(made: HttpClient, safe: WebServer, clear: WebServer) -> None:
        through = web(made, login=LOGIN, login_host="127.0.0.1")
        await through.get(safe.url("/page"))
        await through.get(clear.url("/link"))
        await through.get(safe.url("/down"))

    with (
        WebServer({"/page": Answer("x")}, ssl=certificates.server()) as safe,
        WebServer({"/link": Answer("x"), "/lower": Answer("x")}) as clear,
    ):
        safe.on("/down", redirect(clear.url("/lower")))
        polling(lambda made: script(made, safe, clear), ssl=certificates.client())
        assert [request.headers.get("authorization") for request in safe.requests] == [BASIC, BASIC]
        assert [request.headers.get("authorization") for request in clear.requests] == [None, None]
