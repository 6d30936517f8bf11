"""What is not an answer: refusals in words that say what to do, engines that are silent, sessions that end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import asking
from veille import Batch, NotModified, Secret, SourceError, WebError
from veille.testing import PagesWeb
from veille_plugins.name_search import Source, bluesky, brave, crossref, feeds, hacker_news, hal, openalex
from webserver import Answer, Request, WebServer

PAGES = Path(__file__).parent / "pages/name_search"
KEY = Secret("key", "not-for-anybody")
JEANNE = {"name": "jeanne", "full": "Jeanne Le Goff", "also": ("@jeanne.example", "@quai.example")}
CAPTCHA = "<!doctype html><html><head><title>Sorry…</title></head><body>Are you a robot?</body></html>"
EVERY = {
    "google_news": feeds.GOOGLE,
    "bing_news": feeds.BING,
    "reddit": feeds.REDDIT,
    "hacker_news": hacker_news.SEARCH,
    "crossref": crossref.WORKS,
    "hal": hal.SEARCH,
    "brave": brave.SEARCH,
    "openalex": openalex.AUTHORS,
    "bluesky_feed": f"{bluesky.PUBLIC}/xrpc/app.bsky.feed.getAuthorFeed",
    "mastodon_tag": "https://toots.example/api/v1/timelines/tag/JeanneLeGoff",
    "mastodon": "https://toots.example/api/v2/search",
    "searxng": "https://toots.example/search",
    "bluesky": f"{bluesky.HOME}/xrpc/com.atproto.server.createSession",
}


def source(engine: str, **more: object) -> Source:
    server = "https://toots.example" if engine.startswith(("mastodon", "searxng")) else ""
    return Source(engine, **{"server": server, "user": "ines.example", "key": KEY} | JEANNE | more)


def poll(of: Source, pages: dict, cursor: dict | None = None) -> Batch:
    return asyncio.run(of.poll(PagesWeb(pages), cursor or {}))


@pytest.mark.parametrize("engine", EVERY)
def test_a_captcha_and_another_form_are_errors_in_words(engine: str):
    with pytest.raises(SourceError, match="web page"):
        poll(source(engine), {EVERY[engine]: CAPTCHA})
    for body in (
        '{"surprise": [1]}',
        '{"hits": 3, "results": [{"a": 1}], "type": "x"}',
        "[3]",
        "null",
        "oops",
    ):
        with pytest.raises(SourceError, match=r"another form|no JSON Feed|not a feed|is not JSON"):
            poll(source(engine), {EVERY[engine]: body})


@pytest.mark.parametrize(
    ("engine", "status", "said"),
    [
        ("searxng", 403, "settings.yml must list json under search.formats"),
        ("searxng", 429, "limiter: false"),
        ("brave", 401, "Brave does not accept the key"),
        ("brave", 422, "Subscription Token"),
        ("brave", 429, "used up for this month"),
        ("mastodon_tag", 401, "shows hashtags to its own users alone"),
        ("mastodon", 403, "read:search"),
        ("bluesky", 401, "app password"),
        ("openalex", 401, "openalex.org/settings/api"),
        ("reddit", 429, "Reddit turns veille away for now (429)"),
        ("google_news", 503, "captcha"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_the_core_needs(engine, status, said):
    away = WebError("x.example answered", url="https://x.example", status=status, retry_after=99.0)
    with pytest.raises(WebError) as error:
        poll(source(engine), {EVERY[engine]: away})
    assert said in str(error.value)
    assert (error.value.status, error.value.retry_after) == (status, 99.0)
    assert "not-for-anybody" not in str(error.value)


def test_html_in_place_of_searxng_s_json_names_the_setting_to_change():
    with pytest.raises(SourceError, match=r"settings\.yml must list json under search\.formats"):
        poll(source("searxng"), {EVERY["searxng"]: CAPTCHA})


def searxng(request: Request) -> Answer:
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert (form["q"], form["format"]) == ('"Jeanne Le Goff"', "json")
    return Answer((PAGES / ("searxng.json" if form["pageno"] == "1" else "searxng-2.json")).read_bytes())


def polled(of: Source) -> Batch:
    return asking.polling(lambda made: of.poll(asking.web(made), {}))


def test_two_pages_of_searxng_are_one_order_and_its_silent_engines_are_named():
    with WebServer({"/searx/search": searxng}) as server:
        batch = polled(source("searxng", server=server.url("/searx")))
        assert len(server.requests) == 2
    assert [(item.position, item.url) for item in batch.items] == [
        (1, "https://courrier.example/port"),
        (2, "https://annuaire.example/le-goff"),
        (3, "https://jeanne.example/"),
        (4, "https://cross.example/resultats"),
    ]
    assert batch.items[0].engines == ("bing", "mojeek")
    assert batch.refused == {"google": "Suspended: CAPTCHA", "duckduckgo": ""}
    assert (
        str(batch.degraded) == "engines that did not answer SearXNG: google (Suspended: CAPTCHA), duckduckgo"
    )


def test_a_ranked_answer_that_has_not_changed_is_told_in_full_all_the_same():
    async def twice(made):
        of = source("searxng", server=server.url(""))
        first = asking.web(made)
        await of.poll(first, {})
        return await of.poll(asking.web(made, first.validators), {})

    with WebServer({"/search": searxng}) as server:
        assert len(asking.polling(twice).items) == 4


def test_a_second_page_that_fails_costs_no_more_than_itself():
    def one_page(request: Request) -> Answer:
        return Answer(status=500) if b"pageno=2" in request.body else searxng(request)

    with WebServer({"/search": one_page}) as server:
        batch = polled(source("searxng", server=server.url("")))
    assert [item.position for item in batch.items] == [1, 2, 3]
    assert str(batch.degraded).startswith("the second page of results is missing: ")
    assert batch.refused == {}


def test_twenty_results_need_no_second_page():
    result = json.loads((PAGES / "searxng.json").read_text())["results"][0]
    results = [{**result, "url": f"https://r{n}.example/"} for n in range(20)]
    with WebServer({"/search": Answer(json.dumps({"results": results}))}) as server:
        assert len(polled(source("searxng", server=server.url(""))).items) == 20
        assert len(server.requests) == 1


def test_when_all_engines_are_silent_there_is_nothing_and_it_is_said():
    silent = '{"results": [], "unresponsive_engines": [["google", "timeout"]]}'
    batch = poll(source("searxng"), {EVERY["searxng"]: silent})
    assert (list(batch.items), batch.refused) == ([], {"google": "timeout"})
    assert str(batch.degraded) == "engines that did not answer SearXNG: google (timeout)"


class Home:
    """A Bluesky server whose access tokens end, and whose refresh tokens may."""

    def __init__(self, server: WebServer) -> None:
        self.logins = self.renewals = 0
        self.good = ""
        self.refreshes = True
        server.on("/xrpc/com.atproto.server.createSession", self.log_in)
        server.on("/xrpc/com.atproto.server.refreshSession", self.renew)
        server.on("/xrpc/app.bsky.feed.searchPosts", self.find)

    def log_in(self, request: Request) -> Answer:
        if json.loads(request.body) != {"identifier": "ines.example", "password": "not-for-anybody"}:
            return Answer(status=401)
        self.logins += 1
        return self._session()

    def renew(self, request: Request) -> Answer:
        if request.body or request.headers["authorization"] != "Bearer refresh" or not self.refreshes:
            return Answer(status=400)
        self.renewals += 1
        return self._session()

    def find(self, request: Request) -> Answer:
        if request.headers["authorization"] != f"Bearer {self.good}":
            return Answer('{"error": "ExpiredToken"}', status=400)
        return Answer((PAGES / "bluesky-search.json").read_bytes())

    def _session(self) -> Answer:
        self.good = f"access-{self.logins}-{self.renewals}"
        return Answer(json.dumps({"accessJwt": self.good, "refreshJwt": "refresh", "did": "did:plc:a"}))


def test_a_session_of_bluesky_is_kept_in_memory_and_renewed_when_it_ends():
    async def script(made):
        of, memo = source("bluesky", server=server.url("")), {}
        assert len((await of.poll(asking.web(made, memo=memo), {})).items) == 2
        assert len((await of.poll(asking.web(made, memo=memo), {})).items) == 2
        told = [(home.logins, home.renewals)]
        home.good = "another"
        assert len((await of.poll(asking.web(made, memo=memo), {})).items) == 2
        told.append((home.logins, home.renewals))
        home.good, home.refreshes = "another", False
        assert len((await of.poll(asking.web(made, memo=memo), {})).items) == 2
        return [*told, (home.logins, home.renewals)]

    with WebServer() as server:
        home = Home(server)
        assert asking.polling(script) == [(1, 0), (1, 1), (2, 1)]


def test_a_search_that_bluesky_refuses_to_a_new_session_is_an_error_and_not_asked_for_ever():
    with WebServer() as server:
        home = Home(server)
        server.on("/xrpc/app.bsky.feed.searchPosts", Answer(status=400))
        with pytest.raises(WebError, match="Bluesky does not accept the search"):
            polled(source("bluesky", server=server.url("")))
        assert (home.logins, len(server.requests)) == (1, 2)


def feed(account: str) -> str:
    return f"{EVERY['bluesky_feed']}?actor={account}&limit=50&filter=posts_no_replies"


def test_an_account_that_is_gone_does_not_hide_the_others_and_is_said():
    gone = WebError("answered 400", status=400)
    pages = {feed("jeanne.example"): PAGES / "bluesky-feed.json", feed("quai.example"): gone}
    batch = poll(source("bluesky_feed"), pages)
    assert len(batch.items) == 2
    assert str(batch.degraded) == "1 of 2 searches failed: Bluesky knows no account of that name"


def test_of_several_searches_one_that_has_not_changed_names_what_it_told():
    pages = {feed("jeanne.example"): PAGES / "bluesky-feed.json", feed("quai.example"): '{"feed": []}'}
    first = poll(source("bluesky_feed"), pages)
    again = poll(source("bluesky_feed"), pages | {feed("jeanne.example"): NotModified()}, first.cursor)
    assert set(again.still) == {item.id for item in first.items}
    assert again.cursor == first.cursor
    failing = pages | {feed("jeanne.example"): WebError("answered 502", status=502)}
    assert poll(source("bluesky_feed"), failing, first.cursor).cursor == first.cursor
    with pytest.raises(NotModified):
        poll(source("bluesky_feed"), dict.fromkeys(pages, NotModified()), first.cursor)


def test_a_feed_that_is_cut_gives_its_whole_items_and_says_so():
    page = (PAGES / "google-news.xml").read_text()
    batch = poll(source("google_news"), {feeds.GOOGLE: page[: page.index("gazette.example</title>")]})
    assert [item.id for item in batch.items] == ["CBMiAAAAestuaire"]
    assert "cut in the middle" in str(batch.degraded)
