"""Pages drawn by a real Chromium: what scripts make of them, what they may not reach, and when they are stopped."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from asking import client, web
from veille.errors import WebError
from veille.source import Page
from veille.watch.browser import PROGRAMS, Browser
from veille.watch.drawproxy import DrawProxy
from veille.watch.web import Client, SourceWeb
from webserver import Answer, WebServer

pytest.importorskip("playwright.async_api", reason="Playwright is not installed, and could not be had today")
if not any(map(shutil.which, PROGRAMS)):
    pytest.skip("Chromium is not installed, and could not be had today", allow_module_level=True)

JOBS = """<!DOCTYPE html><html lang=fr><head><title>Nos offres</title></head><body><ul id=jobs></ul><script>
fetch('/jobs.json').then(r => r.json()).then(jobs => { for (const job of jobs) {
  const li = document.createElement('li'); li.innerHTML = `<a href="/jobs/${job.id}">${job.title}</a>`;
  document.getElementById('jobs').append(li);
} });
</script></body></html>"""
LIST = '[{"id": 1, "title": "Chargée de médiation"}, {"id": 2, "title": "Régisseur"}]'

Life = Callable[[SourceWeb], Awaitable[Any]]


def html(script: str) -> Answer:
    return Answer(
        f"<!DOCTYPE html><html><body><p id=said>…</p><script>const said = document.getElementById('said');{script}</script>",
        headers={"Content-Type": "text/html; charset=utf-8"},
    )


def browser(made: Client, **options: Any) -> Browser:
    """Return a browser as the client has it, but for what tests need."""
    settings: dict[str, Any] = {"agent": made.headers["User-Agent"], "sandbox": os.geteuid() != 0}
    return Browser(**(settings | {"proxy": DrawProxy(made.resolver)} | options))


def drawing(life: Life, *, of_web: dict[str, Any] | None = None, ssl: Any = None, **options: Any) -> Any:
    """Return what happens to a source of one poll that draws."""

    async def run() -> Any:
        async with client(ssl=ssl) as made:
            made.browser = browser(made, **options)
            return await life(web(made, **(of_web or {})))

    return asyncio.run(run())


def drawn(url: str, **options: Any) -> Page | WebError:
    async def draw(through: SourceWeb) -> Page | WebError:
        try:
            return await through.draw(url)
        except WebError as error:
            return error

    found: Page | WebError = drawing(draw, **options)
    return found


def test_a_page_drawn_by_a_script_gives_what_it_shows() -> None:
    with WebServer({"/": Answer(JOBS), "/jobs.json": Answer(LIST)}) as site:
        page = drawn(site.url("/"))
        assert isinstance(page, Page), page
        agents = {request.path: request.headers["user-agent"] for request in site.requests}
    assert '<li><a href="/jobs/1">Chargée de médiation</a></li>' in page.text()
    assert page.url == site.url("/")
    assert agents["/"].startswith("veille/1.2 (+")
    assert agents["/jobs.json"].startswith("Mozilla/5.0 ")
    assert agents["/jobs.json"].endswith("veille/1.2 (+ines@example.org)")
