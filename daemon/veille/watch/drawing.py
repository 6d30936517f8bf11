"""One page drawn in a context of its own: its document is ours, its scripts load through the proxy, the rest is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from veille.watch.body import LARGEST
from veille.watch.drawproxy import USER, Visit

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Route

SETTLED = 10.0
"""Seconds that scripts have, once the document is there, to fall silent; what stands then is taken."""

# Of Playwright's names for what is loaded: what a text needs. No image, font, film or frame.
LOADED = frozenset(("script", "stylesheet", "xhr", "fetch"))
MOST_DOCUMENTS = 5
_NOT_SENT_ON = frozenset(
    ("content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie")
)
# In a world of its own, where nothing that a page has redefined reaches.
_READ = """(most => {
  const html = document.documentElement ? document.documentElement.outerHTML : '';
  return html.length > most ? null : html;
})(%d)"""


class Undrawn(Exception):
    """A page could not be drawn; str() says why, to follow "it was not drawn:"."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: `url` is where it stood in the end; header names are lower-case, one may come several times."""

    url: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def is_page(self) -> bool:
        kind = dict(self.headers).get("content-type", "").partition(";")[0].strip().lower()
        return kind in ("text/html", "application/xhtml+xml", "")


Get = Callable[[str], Awaitable[Document]]
"""Gets a document as every page is got: guard, pace, robots.txt, redirects. Raises WebError."""


class Drawer:
    """Draws one document. Its `agent` is the whole User-Agent, `proxy` the address of ours."""

    def __init__(self, browser: Browser, agent: str, proxy: str, visit: Visit, get: Get) -> None:
        self._browser = browser
        self._agent = agent
        self._proxy = proxy
        self._visit = visit
        self._get = get
        self._document: Document | None = None
        self._onward = ""

    async def draw(self, document: Document) -> Document:
        """Return the document as its scripts leave it. Raises Undrawn, and what `get` raises."""
        from playwright.async_api import Error

        try:
            context = await self._browser.new_context(
                user_agent=self._agent,
                accept_downloads=False,
                service_workers="block",
                permissions=[],
                reduced_motion="reduce",
                proxy={
                    "server": self._proxy,
                    "bypass": "<-loopback>",
                    "username": USER,
                    "password": self._visit.token,
                },
            )
            context.set_default_timeout(0)  # who calls has a deadline
            page = await context.new_page()
            context.on("page", _close)
            await context.route("**/*", self._route)
            drawn = await self._follow(context, page, document)
            await context.close()
        except Error as error:
            raise Undrawn(f"the browser gave up ({_brief(error)})") from None
        return drawn

    async def _follow(self, context: BrowserContext, page: Page, document: Document) -> Document:
        """Show a document, and those that its scripts go on to."""
        for _ in range(MOST_DOCUMENTS):
            await self._show(page, document)
            if not self._onward:
                return await self._read(context, page, document)
            document = await self._get(self._onward)
            if not document.is_page:
                raise Undrawn("its scripts lead to what is no web page")
        raise Undrawn("its scripts lead from page to page for ever")

    async def _show(self, page: Page, document: Document) -> None:
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as TooLate

        self._document, self._onward = document, ""
        try:
            await page.goto(document.url, wait_until="domcontentloaded")
            with contextlib.suppress(TooLate):
                await page.wait_for_load_state("networkidle", timeout=SETTLED * 1000)
        except Error:
            if not self._onward:  # else it is only said that one document gave way to another
                raise

    async def _route(self, route: Route) -> None:
        """Decide on one request, before it is made; a redirect of it is the proxy's to judge."""
        from playwright.async_api import Error

        with contextlib.suppress(Error):  # the page has gone meanwhile
            request = route.request
            if request.is_navigation_request():
                await self._navigate(route)
            elif request.resource_type in LOADED and urlsplit(request.url).scheme in ("http", "https"):
                await route.continue_()
            else:
                await route.abort("blockedbyclient")

    async def _navigate(self, route: Route) -> None:
        request = route.request
        frame = request.frame  # raises Error where a window was opened: that is none of ours
        document, self._document = self._document, None
        if frame.parent_frame is not None or frame != frame.page.main_frame:
            self._document = document
            await route.abort("aborted")
        elif document is not None:
            await route.fulfill(status=document.status, headers=_sent_on(document), body=document.body)
        else:
            if request.method == "GET":
                self._onward = request.url
            await route.abort("aborted")  # the page stays as it is

    async def _read(self, context: BrowserContext, page: Page, document: Document) -> Document:
        """Return what stands on a page now."""
        session = await context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        world = await session.send(
            "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "veille"}
        )
        read: dict[str, Any] = await session.send(
            "Runtime.evaluate",
            {
                "expression": _READ % LARGEST,
                "contextId": world["executionContextId"],
                "returnByValue": True,
            },
        )
        html = read["result"].get("value")
        if not isinstance(html, str):
            raise Undrawn(f"its scripts make more than {LARGEST / 1_000_000:g} MB of it")
        body = b"<!DOCTYPE html>\n" + html.encode("utf-8", "replace")
        if len(body) > LARGEST:
            raise Undrawn(f"its scripts make more than {LARGEST / 1_000_000:g} MB of it")
        kept = [(name, value) for name, value in document.headers if name not in _NOT_SENT_ON]
        headers = [
            *((n, v) for n, v in kept if n != "content-type"),
            ("content-type", "text/html; charset=utf-8"),
        ]
        return Document(_where(page.url, document.url), document.status, headers, body)


def _where(shown: str, asked: str) -> str:
    """Return the address that links are relative to: the one shown, where scripts only changed its path."""
    here, there = urlsplit(shown), urlsplit(asked)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        return asked
    return here._replace(fragment="").geturl()


def _sent_on(document: Document) -> dict[str, str]:
    sent = {name: value for name, value in document.headers if name not in _NOT_SENT_ON}
    cookies = [value for name, value in document.headers if name == "set-cookie"]
    # Playwright's own way to write several.
    return {**sent, "set-cookie": "\n".join(cookies)} if cookies else sent


async def _close(page: Page) -> None:
    """Close a window that a page has opened."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await page.close()


def _brief(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:100] if str(error).strip() else "it ended"
