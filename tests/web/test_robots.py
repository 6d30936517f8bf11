"""robots.txt: what a site does not want to be polled is not asked for, and what it can't say is not guessed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from asking import NOW, client, closed_port, polling, web
from veille.app import App
from veille.config.refused import refused_site
from veille.errors import ConfigError, WebError
from veille.source import Page
from veille.web.client import HttpClient
from veille.web.robots import KEPT, LONGEST_DELAY
from webserver import Answer, WebServer, redirect
from world import Clock, configured, living, rss

PAGE = Answer("<html>page</html>")
CLOSED = "User-agent: *\nDisallow: /private\n"


def asked(
    server: WebServer, *paths: str, host: str = "acme.example", robots: bool = True, **options: Any
) -> list[Page | str]:
    """Return what comes of getting these paths one after the other, by a name that is public."""

    async def script(made: HttpClient) -> list[Page | str]:
        return [await got(made, server.url(path, host), robots) for path in paths]

    found: list[Page | str] = polling(script, **options)
    return found


async def got(made: HttpClient, url: str, robots: bool = True) -> Page | str:
    try:
        return await web(made, hosts=frozenset(), lan=True, robots=robots).get(url)
    except WebError as error:
        return str(error)


def test_what_robots_txt_forbids_is_not_asked_for_and_the_rest_is() -> None:
    with WebServer({"/robots.txt": Answer(CLOSED), "/jobs": PAGE, "/private/a": PAGE}) as server:
        jobs, private = asked(server, "/jobs", "/private/a?token=x")
        assert isinstance(jobs, Page)
        assert private == (
            "acme.example/private/a was not asked: robots.txt of acme.example does not want it to be"
        )
        assert [request.path for request in server.requests] == ["/robots.txt", "/jobs"]


def test_a_feed_or_an_api_is_asked_for_whatever_robots_txt_says() -> None:
    with WebServer({"/robots.txt": Answer("User-agent: *\nDisallow: /"), "/feed": PAGE}) as server:
        assert isinstance(asked(server, "/feed", robots=False)[0], Page)
        assert not server.asked("/robots.txt")


def test_a_group_for_veille_by_name_goes_before_that_for_all() -> None:
    both = "User-agent: *\nDisallow: /\n\nUser-agent: Veille\nDisallow: /private\n"
    with WebServer({"/robots.txt": Answer(both), "/jobs": PAGE, "/private": PAGE}) as server:
        jobs, private = asked(server, "/jobs", "/private")
        assert isinstance(jobs, Page)
        assert isinstance(private, str)


def test_robots_txt_is_asked_for_as_veille_once_a_day_and_by_all_sources_together() -> None:
    now = [NOW]

    async def script(made: HttpClient) -> None:
        url = server.url("/jobs", "acme.example")
        await asyncio.gather(*(got(made, url) for _ in range(5)))
        now[0] += KEPT - 1
        await got(made, url)
        assert len(server.asked("/robots.txt")) == 1
        now[0] += 1
        await got(made, url)
        assert len(server.asked("/robots.txt")) == 2
        now[0] -= 30 * KEPT  # the clock is set back
        await got(made, url)
        assert len(server.asked("/robots.txt")) == 3

    with WebServer({"/robots.txt": Answer(CLOSED), "/jobs": PAGE}) as server:
        polling(script, clock=lambda: now[0])
        headers = server.asked("/robots.txt")[0].headers
        assert headers["user-agent"] == "veille/1.2 (+ines@example.org)"
        assert "authorization" not in headers


def test_each_origin_has_its_own_robots_txt() -> None:
    with (
        WebServer({"/robots.txt": Answer(CLOSED), "/private": PAGE}) as one,
        WebServer({"/private": PAGE}) as other,
    ):

        async def script(made: HttpClient) -> tuple[Any, Any]:
            return await got(made, one.url("/private", "acme.example")), await got(
                made, other.url("/private", "acme.example")
            )

        closed, open_ = polling(script)
        assert isinstance(closed, str)
        assert isinstance(open_, Page), "another port is another site (RFC 9309 §2.3)"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_where_there_is_no_robots_txt_all_may_be_asked(status: int) -> None:
    with WebServer({"/robots.txt": Answer(status=status), "/jobs": PAGE}) as server:
        assert isinstance(asked(server, "/jobs")[0], Page)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_where_robots_txt_fails_nothing_is_asked_until_it_is_mended(status: int) -> None:
    now = [NOW]

    async def script(made: HttpClient) -> None:
        url = server.url("/jobs", "acme.example")
        why = await got(made, url)
        assert isinstance(why, str)
        assert why.startswith("acme.example/jobs was not asked: whether it may be is not known (")
        assert f"robots.txt answered {status}" in why
        server.on("/robots.txt", Answer(CLOSED))
        now[0] += 299
        assert isinstance(await got(made, url), str)
        assert len(server.asked("/robots.txt")) == 1, "it is not asked again at every poll"
        now[0] += 1
        assert isinstance(await got(made, url), Page)

    with WebServer({"/robots.txt": Answer(status=status), "/jobs": PAGE}) as server:
        polling(script, clock=lambda: now[0])


def test_a_site_that_can_t_be_reached_is_told_as_such_and_asked_again_at_once() -> None:
    async def script(made: HttpClient) -> None:
        with pytest.raises(WebError, match="refuses connections") as caught:
            url = f"http://acme.example:{closed_port()}/jobs"
            await web(made, hosts=frozenset(), lan=True, robots=True).get(url)
        assert caught.value.network

    polling(script)


def test_robots_txt_is_followed_over_five_redirects_and_no_more() -> None:
    with WebServer({"/jobs": PAGE, "/private": PAGE, "/r5": Answer(CLOSED)}) as server:
        for hop in range(5):
            server.on("/robots.txt" if not hop else f"/r{hop}", redirect(f"/r{hop + 1}"))
        jobs, private = asked(server, "/jobs", "/private")
        assert isinstance(jobs, Page)
        assert isinstance(private, str)
        server.on("/r5", redirect("/r6"))
        server.on("/r6", Answer(CLOSED))
        assert isinstance(asked(server, "/private")[0], Page)


def test_where_a_page_redirects_to_is_asked_for_leave_as_well() -> None:
    with WebServer({"/robots.txt": Answer(CLOSED), "/jobs": redirect("/private/jobs")}) as server:
        server.on("/private/jobs", PAGE)
        (why,) = asked(server, "/jobs")
        assert isinstance(why, str)
        assert "robots.txt of acme.example does not want it to be" in why
        assert "acme.example/jobs redirects there" in why


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + CLOSED.encode(),
        CLOSED.encode() + b"\xff\xfe\0",
        b"# " + b"x" * 30_000 + b"\n" + CLOSED.encode(),
        CLOSED.encode() + b"Disallow: /" + b"a*" * 300_000,
        CLOSED.replace("\n", "\r").encode(),
    ],
)
def test_a_robots_txt_badly_written_or_huge_is_still_read(body: bytes) -> None:
    with WebServer({"/robots.txt": Answer(body), "/jobs": PAGE, "/private": PAGE}) as server:
        jobs, private = asked(server, "/jobs", "/private")
        assert isinstance(jobs, Page)
        assert isinstance(private, str)


def test_a_web_page_in_place_of_robots_txt_forbids_nothing() -> None:
    with WebServer(
        {"/robots.txt": Answer("<!doctype html><p>Disallow: / is not here</p>"), "/jobs": PAGE}
    ) as server:
        assert isinstance(asked(server, "/jobs")[0], Page)


def test_what_lies_past_500_kb_is_not_read() -> None:
    late = b"#" + b"x" * (500 * 1024) + b"\n" + CLOSED.encode()
    with WebServer({"/robots.txt": Answer(late), "/private": PAGE}) as server:
        assert isinstance(asked(server, "/private")[0], Page)


def test_the_delay_that_a_site_asks_for_is_kept_up_to_a_bound() -> None:
    """The second page of a site waits; how long is read off the pace, so that the test need not."""

    def delay(text: str) -> float:
        async def script() -> float:
            async with client() as made:
                await got(made, server.url("/jobs", "acme.example"))
                pace = made.exchange._pace
                return (
                    pace.reserve("acme.example", 1e9 + 1) * 0
                    + pace.reserve("acme.example", 1e9 + 1)
                    - 1e9
                    - 1
                )

        with WebServer({"/robots.txt": Answer(text), "/jobs": PAGE}) as server:
            return asyncio.run(script())

    assert delay("User-agent: *\nCrawl-delay: 7.5\n") == 7.5
    assert delay("User-agent: *\nCrawl-delay: 86400\n") == LONGEST_DELAY
    assert delay("User-agent: other\nCrawl-delay: 7\n") == 0
    assert delay("User-agent: *\nCrawl-delay: soon\n") == 0


def test_a_local_host_that_the_configuration_names_is_the_user_s_own() -> None:
    with WebServer({"/robots.txt": Answer("User-agent: *\nDisallow: /"), "/jobs": PAGE}) as server:

        async def script(made: HttpClient) -> Page:
            return await web(made, robots=True).get(server.url("/jobs"))

        assert polling(script).body == b"<html>page</html>"
        assert not server.asked("/robots.txt")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.linkedin.com", "LinkedIn"),
        ("fr.linkedin.com", "LinkedIn"),
        ("LINKEDIN.com.", "LinkedIn"),
        ("www.glassdoor.fr", "Glassdoor"),
        ("www.glassdoor.co.uk", "Glassdoor"),
        ("fr.indeed.com", "Indeed"),
        ("indeed.com", "Indeed"),
        ("www.welcometothejungle.com", "Welcome to the Jungle"),
        ("x.com", "X"),
        ("mobile.twitter.com", "X"),
        ("m.facebook.com", "Facebook"),
        ("www.instagram.com", "Instagram"),
    ],
)
def test_a_site_whose_terms_forbid_polling_is_refused_with_what_does_instead(host: str, site: str) -> None:
    why = str(refused_site(host))
    assert why.startswith(f"{site} forbids programs to read its pages: ")
    assert ("mailbox" in why) == (site in ("LinkedIn", "Glassdoor", "Indeed", "Welcome to the Jungle"))
    assert "mailbox" in why or "[search]" in why


@pytest.mark.parametrize(
    "host",
    [
        "netflix.com",
        "notlinkedin.com",
        "indeed.acme.example",
        "glassdoor.example.org",
        "localhost",
        "glassdoor",
        "",
        "[::1]",
    ],
)
def test_other_sites_are_not_refused(host: str) -> None:
    assert not refused_site(host)


def test_a_page_that_redirects_to_a_refused_site_is_not_followed_there() -> None:
    with WebServer({"/me": redirect("http://www.linkedin.com/in/ines")}) as server:
        (why,) = asked(server, "/me")
        assert isinstance(why, str)
        assert "www.linkedin.com/in/ines was not asked: LinkedIn forbids" in why


@pytest.mark.parametrize("kind", ["company_page", "own_page"])
def test_a_source_of_pages_on_a_refused_site_is_an_error_of_the_configuration(
    kind: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, f'[source.reseau]\nkind = "{kind}"\nurl = "https://www.linkedin.com/in/ines"')
    assert "veille.toml [source.reseau]: LinkedIn forbids programs to read its pages: " in str(caught.value)


def test_the_daemon_asks_robots_txt_for_pages_and_not_for_feeds(tmp_path: Path) -> None:
    sources = (
        '[source.page]\nkind = "company_page"\nurl = "http://acme.example/page"\n'
        '[source.feed]\nurl = "http://acme.example/feed"\n'
    )

    async def life(app: App) -> dict[str, str]:
        return {poll.source: str(poll.why) for poll in await app.poll_once()}

    with WebServer({"/robots.txt": Answer("User-agent: *\nDisallow: /"), "/feed": Answer(rss([]))}) as proxy:
        head = f'to = "console"\nspacing = "0s"\nproxy = "{proxy.url("")}"\n'
        text = f"[channel.console]\nconsole = true\n{sources}"
        why = living(configured(tmp_path, text, head=head), Clock(), life)
    assert why["feed"] == ""
    assert "robots.txt of acme.example does not want it to be" in why["page"]
    assert {request.path.rpartition("/")[2] for request in proxy.requests} == {"robots.txt", "feed"}
