"""Pages drawn by a real Chromium: what scripts make of them, what they can't reach, and when they are stopped."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from asking import client, web
from certificates import Certificates
from veille.app import App
from veille.config.model import Login
from veille.errors import NotModified, WebError
from veille.model import Outcome, Secret
from veille.source import Page
from veille.web.browser.browser import PROGRAMS, SANDBOX, Browser
from veille.web.browser.proxy import DrawProxy
from veille.web.client import HttpClient, SourceWeb
from webserver import Answer, WebServer, redirect
from world import Clock, configured

pytest.importorskip("playwright.async_api", reason="Playwright is not installed, and could not be had today")
FOUND = [program for program in PROGRAMS if shutil.which(program)]
if not FOUND:
    pytest.skip("Chromium is not installed, and could not be had today", allow_module_level=True)

LIST = '[{"id": 1, "title": "Chargée de médiation"}, {"id": 2, "title": "Régisseur"}]'
SHOW_LIST = """
fetch('/jobs.json').then(r => r.json()).then(jobs => { for (const job of jobs) {
  const li = document.createElement('li'); li.innerHTML = `<a href="/jobs/${job.id}">${job.title}</a>`;
  document.getElementById('jobs').append(li);
} });"""


def html(script: str, body: str = "<p id=said>nothing</p>") -> Answer:
    """Return a page whose script may write to `said`."""
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}<script>{script}</script></body></html>"
    return Answer(page, headers={"Content-Type": "text/html; charset=utf-8"})


def says(expression: str) -> Answer:
    """Return a page that shows what a promise gives, or the error that it ends in."""
    return html(
        f"Promise.resolve().then(() => {expression}).catch(e => 'refused: ' + e.message)"
        ".then(v => { document.getElementById('said').textContent = v; });"
    )


def said(page: Page) -> str:
    return page.text().partition('<p id="said">')[2].partition("</p>")[0]


def a_browser(made: HttpClient, **options: Any) -> Browser:
    """Return a browser as the client has it, but for what a test needs; root has no sandbox."""
    settings = {"agent": made.headers["User-Agent"], "proxy": DrawProxy(made.resolver)}
    return Browser(**(settings | {"sandbox": os.geteuid() != 0} | options))


def living(
    life: Callable[[SourceWeb, Browser], Awaitable[Any]],
    *,
    ssl: Any = None,
    known: Any = None,
    of_web: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Return what a life gives: the web of a source and the browser that draws for it."""

    async def run() -> Any:
        async with client(ssl=ssl) as made:
            made.browser = a_browser(made, **options)
            return await life(web(made, known, **(of_web or {})), made.browser)

    return asyncio.run(run())


async def attempt(through: SourceWeb, url: str) -> Page | str:
    """Return the page, or the sentence of the error."""
    try:
        return await through.draw(url)
    except WebError as error:
        return str(error)


def drawn(url: str, **options: Any) -> Any:
    return living(lambda through, _: attempt(through, url), **options)


@pytest.mark.parametrize("program", FOUND)
def test_a_page_drawn_by_a_script_gives_what_it_shows(program: str) -> None:
    with WebServer({"/": html(SHOW_LIST, "<ul id=jobs></ul>"), "/jobs.json": Answer(LIST)}) as site:
        page = drawn(site.url("/"), programs=(program,))
        assert isinstance(page, Page), page
        agents = {request.path: request.headers["user-agent"] for request in site.requests}
    assert '<li><a href="/jobs/1">Chargée de médiation</a></li>' in page.text()
    assert page.url == site.url("/")
    assert agents["/"] == "veille/1.2 (+ines@example.org)"
    assert agents["/jobs.json"].startswith("Mozilla/5.0 ")
    assert agents["/jobs.json"].endswith(" veille/1.2 (+ines@example.org)")


def test_what_a_page_shows_is_read_past_all_that_its_scripts_redefine() -> None:
    forged = """
    for (const name of ['outerHTML', 'innerHTML'])
      Object.defineProperty(Element.prototype, name, {get: () => '<p>forged</p>'});
    Object.defineProperty(document, 'documentElement', {value: {outerHTML: '<p>forged</p>'}});
    Object.defineProperty(document, 'readyState', {value: 'loading'});"""
    with WebServer({"/": html(forged, "<p>genuine</p>")}) as site:
        page = drawn(site.url("/"))
    assert "<p>genuine</p>" in page.text()


def test_the_same_drawing_is_not_modified_and_one_that_differs_is() -> None:
    async def life(through: SourceWeb, browser: Browser) -> list[str]:
        seen = []
        known: dict[str, Any] = {}
        for _ in range(3):
            again = through._client.web(
                "a source",
                hosts=frozenset({"127.0.0.1"}),
                lan=False,
                login=None,
                login_host="",
                validators=known,
                memo={},
            )
            try:
                seen.append(said(await again.draw(site.url("/"))))
            except NotModified:
                seen.append("as it was")
            known = known | again.validators
        return seen

    with WebServer({"/": says("fetch('/data').then(r => r.text())")}) as site:
        site.on("/data", Answer("one"), Answer("one"), Answer("two"))
        assert living(life) == ["one", "as it was", "two"]


def test_each_draw_is_a_fresh_browser_in_which_nothing_of_the_last_one_stays() -> None:
    count = "(localStorage.seen = (localStorage.seen || 0) * 1 + 1, document.cookie = 'mine=1; max-age=999', "
    page = says(count + "fetch('/data').then(() => localStorage.seen + ' ' + document.cookie))")
    page = Answer(page.body, headers={**page.headers, "Set-Cookie": "session=7; HttpOnly"})

    async def life(through: SourceWeb, browser: Browser) -> list[str]:
        return [said(await through.draw(site.url(path))) for path in ("/", "/again")]

    with WebServer({"/": page, "/again": page, "/data": Answer("")}) as site:
        assert living(life) == ["1 mine=1"] * 2
        cookies = [sorted(request.headers["cookie"].split("; ")) for request in site.asked("/data")]
        assert cookies == [["mine=1", "session=7"]] * 2
        assert not any(
            "cookie" in request.headers for path in ("/", "/again") for request in site.asked(path)
        )


@pytest.mark.parametrize("host", ["router.lan", "10.0.0.7", "localhost", "intranet.acme.example", "[::1]"])
def test_a_script_reaches_no_local_host_but_the_one_that_the_source_names(host: str) -> None:
    async def life(through: SourceWeb, browser: Browser) -> Any:
        with structlog.testing.capture_logs() as logs:
            page = await through.draw(f"http://site.lan:{site.port}/")
        return page, [(line["source"], line["host"], str(line["why"])) for line in logs if "why" in line]

    with WebServer() as site, WebServer({"/": Answer("secret")}) as inside:
        site.on(
            "/",
            says(f"fetch('http://{host}:{inside.port}/', {{mode: 'no-cors'}}).then(r => 'got ' + r.type)"),
        )
        page, logged = living(life, of_web={"hosts": frozenset({"site.lan"})})
        assert inside.connections == 0
    # Of plain HTTP a script is given the proxy's own answer, of which it may read nothing.
    assert said(page) in ("got opaque", "refused: Failed to fetch")
    ((source, refused, why),) = logged
    assert (source, refused) == ("a source", host.strip("[]"))
    assert f"{host.strip('[]')} was not asked: " in why


def test_a_source_that_may_reach_the_local_network_draws_with_it() -> None:
    with WebServer() as site, WebServer() as inside:
        inside.on("/", Answer("from inside", headers={"Access-Control-Allow-Origin": "*"}))
        site.on("/", says(f"fetch('{inside.url('/', host='nas.lan')}').then(r => r.text())"))
        page = drawn(site.url("/"), of_web={"lan": True})
    assert said(page) == "from inside"


def test_a_redirect_to_a_private_address_is_refused_to_a_page_and_to_its_scripts() -> None:
    with WebServer() as site, WebServer({"/": Answer("secret")}) as inside:
        away = inside.url("/", host="router.lan")
        site.on("/away", redirect(away))
        site.on("/script", says("fetch('/away').then(r => r.text())"))
        site.on("/navigates", html("location.href = '/away'"))
        site.on("/refreshes", html("", f"<meta http-equiv=refresh content='0;url={away}'>"))

        async def life(through: SourceWeb, browser: Browser) -> list[Any]:
            return [
                await attempt(through, site.url(p)) for p in ("/away", "/script", "/navigates", "/refreshes")
            ]

        page, script, navigates, refreshes = living(life)
        assert inside.connections == 0
    for sentence in (page, navigates, refreshes):
        assert sentence.startswith("router.lan was not asked: 127.0.0.1 is this machine itself")
        assert "redirects there)" in sentence
    assert said(script) == "refused: Failed to fetch"


ESCAPES = """
const target = '%(target)s', tries = [
  () => new WebSocket(target.replace('http', 'ws')),
  () => new EventSource(target),
  () => navigator.sendBeacon(target, 'x'),
  () => { const pc = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:%(udp)d'}, {
            urls: 'turn:127.0.0.1:%(udp)d', username: 'u', credential: 'c'}]});
          pc.createDataChannel('x'); pc.createOffer().then(o => pc.setLocalDescription(o)); },
  () => new WebTransport('https://127.0.0.1:%(udp)d/').closed.catch(() => 0),
  () => navigator.serviceWorker.register('/worker.js'),
  () => new Worker('/worker.js'),
  () => new SharedWorker('/worker.js'),
  () => open(target),
  () => open(target, '_blank', 'noopener'),
  () => fetch('file:///etc/passwd').then(r => r.text()).then(t => document.title = t).catch(() => 0),
  () => import(target),
  () => { const f = document.createElement('form'); f.method = 'post'; f.action = target;
          document.body.append(f); f.submit(); },
];
for (const tag of ['img', 'iframe', 'audio', 'video', 'embed', 'script', 'input'])
  tries.push(() => { const e = document.createElement(tag); e.type = 'image'; e.src = target; document.body.append(e); });
for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'preload', 'modulepreload', 'manifest', 'icon', 'stylesheet'])
  tries.push(() => { const e = document.createElement('link'); e.rel = rel; e.href = target; e.as = 'fetch';
                     document.head.append(e); });
for (const escape of tries) try { const p = escape(); if (p && p.catch) p.catch(() => 0); } catch (e) {}
document.getElementById('said').textContent = tries.length + ' ways tried';
"""


def test_no_way_out_leads_past_the_proxy() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        WebServer({"/": Answer("secret")}, host="127.0.0.2") as inside,
        WebServer() as site,
    ):
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        asked: list[str] = []
        site.on("/", html(ESCAPES % {"target": inside.url("/"), "udp": udp.getsockname()[1]}))
        site.on(
            "/worker.js", Answer(f"fetch('{inside.url('/')}')", headers={"Content-Type": "text/javascript"})
        )

        async def life(through: SourceWeb, browser: Browser) -> Page:
            with structlog.testing.capture_logs() as logs:
                page = await through.draw(site.url("/"))
            asked.extend(line["host"] for line in logs if "why" in line)
            return page

        page = living(life, settled=2.0)
        assert said(page) == "28 ways tried"
        assert inside.connections == 0
        with pytest.raises(BlockingIOError):
            udp.recv(1)
    assert asked == ["127.0.0.2"]  # it was tried, and refused where all goes
    assert "root:" not in page.text()


def test_a_script_without_end_is_stopped_at_the_deadline_and_the_next_page_is_drawn_by_another_browser() -> (
    None
):
    async def life(through: SourceWeb, browser: Browser) -> tuple[Any, float, int | None, Any, int | None]:
        await attempt(through, site.url("/fine"))
        first = browser.group
        start = time.monotonic()
        endless = await attempt(through, site.url("/endless"))
        took = time.monotonic() - start
        assert browser.group is None
        again = await attempt(through, site.url("/other"))
        return endless, took, first, again, browser.group

    with WebServer({"/fine": says("1"), "/other": says("2"), "/endless": html("for (;;) {}")}) as site:
        endless, took, first, again, second = living(life, deadline=1.5)
    assert endless == "127.0.0.1/endless was not drawn: its scripts did not come to an end within 1.5 s"
    assert took < 3
    assert said(again) == "2"
    assert first != second
    for group in (first, second):
        assert group is not None
        assert not _lives(group)


@pytest.mark.parametrize(
    ("script", "options", "why"),
    [
        (
            "const all = []; setInterval(() => all.push(new Uint8Array(2e7).fill(1)), 20)",
            {"memory": 300_000_000},
            "it needs more than 300 MB of memory",
        ),
        (
            "const row = 'x'.repeat(6e6); document.body.append(row)",
            {},
            "its scripts make more than 5 MB of it",
        ),
        (
            "for (let i = 0; i < 1500; i++) fetch('/x').catch(() => 0)",
            {"deadline": 30.0},
            "it makes more than 1000 requests",
        ),
        ("location.reload()", {}, "its scripts lead from page to page for ever"),
        ("location.href = '/file.pdf'", {}, "its scripts lead to what is no web page"),
        ("location.href = 'about:blank#blocked'", {}, ""),
    ],
)
def test_a_page_that_asks_too_much_is_given_up(script: str, options: dict[str, Any], why: str) -> None:
    pdf = Answer(b"%PDF", headers={"Content-Type": "application/pdf"})
    with WebServer({"/": html(script), "/file.pdf": pdf}) as site:
        found = drawn(site.url("/"), **({"deadline": 10.0} | options))
    if why:
        assert found == f"127.0.0.1 was not drawn: {why}"
    else:
        assert isinstance(found, Page)


def test_a_page_that_loads_more_than_it_may_is_given_up() -> None:
    load = "Promise.all([...Array(40).keys()].map(i => fetch('/large?' + i).then(r => r.blob()))).then(() => 'all')"
    with WebServer({"/": says(load), "/large": Answer(bytes(1_000_000))}) as site:
        found = drawn(site.url("/"))
    assert found == "127.0.0.1 was not drawn: it loads more than 30 MB"


def test_a_page_that_never_falls_silent_is_taken_as_it_stands() -> None:
    ticking = "let n = 0; setInterval(() => document.getElementById('said').textContent = ++n, 5);"
    with WebServer({"/": html(ticking + "fetch('/slow')"), "/slow": Answer(hang=True)}) as site:
        page = drawn(site.url("/"), settled=1.0)
    assert int(said(page)) > 10


def test_a_browser_that_dies_costs_one_page() -> None:
    async def life(through: SourceWeb, browser: Browser) -> list[Any]:
        await attempt(through, site.url("/fine"))

        async def strike() -> None:
            while not site.asked("/slow"):  # noqa: ASYNC110 - the server lives in a thread
                await asyncio.sleep(0.02)
            assert browser.group is not None
            os.killpg(browser.group, signal.SIGKILL)

        striking = asyncio.ensure_future(strike())
        broken = await attempt(through, site.url("/waits"))
        await striking
        return [broken, await attempt(through, site.url("/fine"))]

    with WebServer(
        {"/fine": says("1"), "/waits": says("fetch('/slow')"), "/slow": Answer(hang=True)}
    ) as site:
        broken, after = living(life)
    assert broken.startswith("127.0.0.1/waits was not drawn: the browser gave up (")
    assert said(after) == "1"


def test_a_browser_without_work_is_stopped_and_started_again() -> None:
    async def life(through: SourceWeb, browser: Browser) -> list[bool]:
        running = []
        for path in ("/one", "/two"):
            await attempt(through, site.url(path))
            group = browser.group
            assert group is not None
            running.append(_lives(group))
            await asyncio.sleep(0.6)
            running += [browser.group is not None, _lives(group)]
        return running

    with WebServer({"/one": says("1"), "/two": says("2")}) as site:
        assert living(life, idle=0.2) == [True, False, False] * 2


def _lives(group: int) -> bool:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and "Z" not in line for line in listed.splitlines())


def test_the_document_is_got_as_every_page_with_its_login_which_the_browser_never_learns() -> None:
    login = Login(user="ines", password=Secret("acme", "sésame"))

    async def life(through: SourceWeb, browser: Browser) -> list[Any]:
        return [await attempt(through, site.url(path)) for path in ("/", "/refused")]

    with WebServer({"/": says("fetch('/data').then(r => r.text())"), "/data": Answer("open")}) as site:
        site.on("/refused", Answer("no", status=403))
        page, refused = living(life, of_web={"login": login, "login_host": "127.0.0.1"})
        headers = {request.path: request.headers for request in site.requests}
    assert said(page) == "open"
    assert refused == "127.0.0.1/refused answered 403 Forbidden"
    assert "authorization" in headers["/"]
    assert "authorization" not in headers["/data"]
    assert "proxy-authorization" not in headers["/data"]


def test_robots_txt_is_asked_before_a_page_is_drawn() -> None:
    with WebServer({"/robots.txt": Answer("User-agent: veille\nDisallow: /"), "/": says("1")}) as site:
        sentence = drawn(
            site.url("/", host="acme.example"), of_web={"hosts": frozenset(), "lan": True, "robots": True}
        )
        assert [request.path for request in site.requests] == ["/robots.txt"]
    assert "robots.txt of acme.example does not want it to be" in sentence


def test_a_certificate_that_nobody_signed_is_refused_and_a_trusted_one_is_not(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    certificates = Certificates(tmp_path_factory.mktemp("tls"))
    trusting = f"--ignore-certificate-errors-spki-list={certificates.pin()}"
    with WebServer(
        {"/": says("fetch('/data').then(r => r.text())"), "/data": Answer("over TLS")},
        ssl=certificates.server(),
    ) as site:
        unknown = drawn(site.url("/"), ssl=certificates.client())
        assert not site.asked("/data")
        trusted = drawn(site.url("/"), ssl=certificates.client(), arguments=(trusting,))
    assert said(unknown) == "refused: Failed to fetch"
    assert said(trusted) == "over TLS"


def test_what_is_no_web_page_comes_as_it_is() -> None:
    with WebServer({"/": Answer(LIST, headers={"Content-Type": "application/json"})}) as site:
        assert drawn(site.url("/")).json()[1]["title"] == "Régisseur"


def test_a_page_that_waits_for_its_turn_does_not_pass_the_deadline_of_its_poll() -> None:
    async def run() -> tuple[str, float]:
        async with client() as made:
            made.browser = a_browser(made, settled=4.0)
            await web(made).draw(site.url("/quick"))
            first = asyncio.ensure_future(web(made).draw(site.url("/slow")))
            while not site.asked("/hangs"):  # noqa: ASYNC110 - the server lives in a thread
                await asyncio.sleep(0.02)
            start, second = time.monotonic(), web(made)
            async with asyncio.timeout(3) as second.limit:
                page = await second.draw(site.url("/quick"))
            await first
            return said(page), time.monotonic() - start

    with WebServer(
        {"/quick": says("'there'"), "/slow": says("fetch('/hangs')"), "/hangs": Answer(hang=True)}
    ) as site:
        found, took = asyncio.run(run())
    assert found == "there"
    assert took > 3


def test_the_daemon_draws_a_page_that_is_to_be_rendered_and_leaves_no_browser_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SANDBOX, "off" if os.geteuid() == 0 else "on")

    async def run(text: str) -> tuple[list[Any], int | None, float]:
        async with App(
            configured(tmp_path, text, head='to = "console"'), clock=Clock(), deliver=False
        ) as app:
            polled = [(poll.outcome, poll.found, str(poll.why)) for poll in await app.poll_once()]
            group = app.client.browser.group
            start = time.monotonic()
        return polled, group, time.monotonic() - start

    with WebServer({"/": html(SHOW_LIST, "<ul id=jobs></ul>"), "/jobs.json": Answer(LIST)}) as site:
        source = f'[source.acme]\nkind = "company_page"\nurl = "{site.url("/")}"\nselect = "#jobs li"\nrender = true\n'
        polled, group, took = asyncio.run(run(f"[channel.console]\nconsole = true\n{source}"))
    assert polled == [(Outcome.CHANGED, 2, "")]
    assert group is not None
    assert not _lives(group)
    assert took < 3
