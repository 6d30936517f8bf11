"""What is said where no page can be drawn, and what is then left undone; drawing itself is tried by `make test-servers`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

from asking import client, web
from veille.errors import WebError
from veille.web.browser.browser import Browser
from veille.web.browser.proxy import DrawProxy
from webserver import Answer, WebServer


def sentence(url: str, **options: Any) -> str:
    """Return why a page was not drawn."""

    async def run() -> str:
        async with client() as made:
            made.browser = Browser(agent="veille/1.2", proxy=DrawProxy(made.resolver), **options)
            with pytest.raises(WebError) as caught:
                await web(made).draw(url)
            assert made.browser.group is None
            return str(caught.value)

    return asyncio.run(run())


@pytest.fixture
def playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have something that is called Playwright, installed or not: it is not what these tests come to."""
    monkeypatch.setitem(sys.modules, "playwright.async_api", ModuleType("playwright.async_api"))


def test_without_playwright_the_extra_is_named_and_the_site_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with WebServer({"/jobs": Answer("<p>")}) as site:
        said = sentence(site.url("/jobs?key=secret"))
        assert site.requests == []
    assert said == (
        "127.0.0.1/jobs was not drawn: Playwright is missing here; install it: pip install 'veille[browser]'"
    )


@pytest.mark.usefixtures("playwright")
def test_without_chromium_its_package_is_named_and_the_site_is_not_asked() -> None:
    with WebServer({"/": Answer("<p>")}) as site:
        said = sentence(site.url("/"), programs=("no-such-browser",))
        assert site.requests == []
    assert said == (
        "127.0.0.1 was not drawn: there is no Chromium here; install it: apt install chromium-headless-shell"
    )


@pytest.mark.usefixtures("playwright")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_root_draws_nothing_unless_it_is_told_that_there_is_another_sandbox(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("VEILLE_BROWSER_SANDBOX", raising=False)
    said = sentence("http://127.0.0.1/", programs=("sh",))
    assert said == (
        "127.0.0.1 was not drawn: Chromium does not shut pages in when root runs it; run veille as a user of its own"
    )


def test_an_address_that_is_none_of_the_web_starts_nothing() -> None:
    assert (
        sentence("file:///etc/passwd") == "an address of the web begins with http:// or https://, not file:"
    )


def test_a_daemon_that_draws_nothing_loads_no_browser() -> None:
    code = "import sys; import veille.app; print([name for name in sys.modules if name.startswith('playwright')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
