"""One page drawn in a context of its own: its document is ours, its scripts load through the proxy, the rest is refused."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from veille.errors import Failure, VeilleError, failure
from veille.web.browser.proxy import USER, Visit
from veille.web.exchange import LARGEST

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Request, Route

SETTLED = 10.0
"""Seconds that scripts have, once the document is there, to fall silent; what stands then is taken."""

QUIET = 0.5
"""Seconds of silence after which nothing more is expected."""

# Of Playwright's names for what is loaded: what a text needs. No image, font, film or frame.
ENDED = failure("it ended")
LOADED = frozenset(("script", "stylesheet", "xhr", "fetch"))
MOST_DOCUMENTS = 5
MOST_REQUESTS = 300
"""Requests that are made for a page; 1,000 that it wants to make end it."""

_MOST_ASKED = 1000
_LOOK = 0.1
_NOT_SENT_ON = frozenset(
    ("content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie")
)
_READ = """(most => {
  const html = document.documentElement ? document.documentElement.outerHTML : '';
  return html.length > most ? null : html;
})(%d)"""


class Undrawn(VeilleError):
    """A page could not be drawn."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document: `url` is where it stood in the end; header names are lower-case, one may come several times."""

    url: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def is_page(self) -> bool:
        kind = dict(self.headers).get("content-type", "").partition(";")[0].strip().lower()
        return kind in ("text/html", "application/xhtml+xml", "")


Get = Callable[[str], Awaitable[LoadedDocument]]
"""Gets a document as every page is got: guard, pace, robots.txt, redirects. Raises WebError."""


class Drawer:
    """Draws one document. `agent` is the whole User-Agent, `proxy` the address of ours, `settled` in seconds."""

    def __init__(
        self, browser: Browser, agent: str, proxy: str, visit: Visit, get: Get, settled: float = SETTLED
    ) -> None:
        self._browser = browser
        self._agent = agent
        self._proxy = proxy
        self._visit = visit
        self._get = get
        self._settled = settled
        self._page: Page | None = None
        self._document: LoadedDocument | None = None
        self._onward = ""
        self._asked = 0
        self._loading: set[Request] = set()
        self._busy = 0.0  # when something was last under way, by the loop's clock

    async def draw(self, document: LoadedDocument) -> LoadedDocument:
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
            context.on("page", self._opened)
            context.on("requestfinished", self._loaded)
            context.on("requestfailed", self._loaded)
            await context.route("**/*", self._route)
            drawn = await self._follow(context, document)
            await context.close()
        except Error as error:
            raise Undrawn(failure("the browser gave up ({said})", said=brief(str(error)))) from None
        return drawn

    async def _follow(self, context: BrowserContext, document: LoadedDocument) -> LoadedDocument:
        """Show a document, and those that its scripts go on to, each in a tab of its own."""
        for _ in range(MOST_DOCUMENTS):
            self._page, self._document, self._onward = None, document, ""
            page = self._page = await context.new_page()
            await page.goto(document.url, wait_until="commit")
            sight = await _Sight.of(context, page)
            await self._settle(sight)
            if not self._onward:
                return _with_body(document, _where(page.url, document.url), await sight.html())
            await page.close()
            document = await self._get(self._onward)
            if not document.is_page:
                raise Undrawn(failure("its scripts lead to what is no web page"))
        raise Undrawn(failure("its scripts lead from page to page for ever"))

    async def _opened(self, page: Page) -> None:
        """Close a window that a page has opened."""
        from playwright.async_api import Error

        if self._page is not None and page != self._page:
            with contextlib.suppress(Error):
                await page.close()

    async def _settle(self, sight: _Sight) -> None:
        """Return when a document is read, and its scripts wait for nothing any more or have had their time."""
        # Playwright's own waiting never ends where a navigation is refused under way.
        loop = asyncio.get_running_loop()
        self._busy = loop.time()
        ends = self._busy + self._settled
        while not self._onward and loop.time() < ends:
            await asyncio.sleep(_LOOK)
            if self._loading or not await sight.complete():
                self._busy = loop.time()
            elif loop.time() - self._busy >= QUIET:
                return

    async def _route(self, route: Route) -> None:
        """Decide on one request, before it is made; a redirect of it is the proxy's to judge."""
        from playwright.async_api import Error

        self._asked += 1
        if self._asked > _MOST_ASKED:
            self._visit.spent = self._visit.spent or failure("it makes more than {n} requests", n=_MOST_ASKED)
        try:
            request = route.request
            if request.is_navigation_request():
                await self._navigate(route)
            elif request.resource_type in LOADED and self._visit.requests < MOST_REQUESTS:
                self._visit.requests += 1
                self._loading.add(request)
                await route.continue_()
            else:
                await route.abort("blockedbyclient")
        except Error:  # the page has gone meanwhile; a handler that decides nothing would wait for ever
            with contextlib.suppress(Error):
                await route.fallback()

    def _loaded(self, request: Request) -> None:
        if request in self._loading:
            self._loading.remove(request)
            self._busy = asyncio.get_running_loop().time()

    async def _navigate(self, route: Route) -> None:
        """Give the page its document; keep another that its scripts want for later, and refuse those of frames."""
        from playwright.async_api import Error

        request = route.request
        try:
            ours = self._page is not None and request.frame == self._page.main_frame
        except Error:  # of a window that is being opened
            ours = False
        if ours and self._document is not None:
            document, self._document = self._document, None
            await route.fulfill(status=document.status, headers=_sent_on(document), body=document.body)
            return
        if ours and request.method == "GET":
            self._onward = request.url
        await route.abort("aborted")  # the page stays as it is


class _Sight:
    """What stands on a page, seen from a world of its own, where nothing that a page has redefined reaches."""

    def __init__(self, session: CDPSession, frame: str) -> None:
        self._session = session
        self._frame = frame

    @staticmethod
    async def of(context: BrowserContext, page: Page) -> _Sight:
        session = await context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        return _Sight(session, tree["frameTree"]["frame"]["id"])

    async def html(self) -> bytes:
        """Return what stands there. Raises Undrawn where it is too much."""
        html = await self._value(_READ % LARGEST)
        body = b"<!DOCTYPE html>\n" + html.encode("utf-8", "replace") if isinstance(html, str) else b""
        if not 0 < len(body) <= LARGEST:
            raise Undrawn(failure("its scripts make more than {n} MB of it", n=LARGEST / 1_000_000))
        return body

    async def complete(self) -> bool:
        """Return whether the document is read to its end; not answered while a script computes."""
        return bool(await self._value("document.readyState") == "complete")

    async def _value(self, expression: str) -> Any:
        made = {"frameId": self._frame, "worldName": "veille"}
        world = (await self._session.send("Page.createIsolatedWorld", made))["executionContextId"]
        asked = {"expression": expression, "contextId": world, "returnByValue": True}
        return (await self._session.send("Runtime.evaluate", asked))["result"].get("value")


def _with_body(document: LoadedDocument, url: str, body: bytes) -> LoadedDocument:
    headers = [
        (name, value)
        for name, value in document.headers
        if name not in _NOT_SENT_ON and name != "content-type"
    ]
    return LoadedDocument(
        url, document.status, [*headers, ("content-type", "text/html; charset=utf-8")], body
    )


def _where(shown: str, asked: str) -> str:
    """Return the address that links are relative to: the one shown, where scripts only changed its path."""
    here, there = urlsplit(shown), urlsplit(asked)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        return asked
    return here._replace(fragment="").geturl()


def _sent_on(document: LoadedDocument) -> dict[str, str]:
    sent = {name: value for name, value in document.headers if name not in _NOT_SENT_ON}
    cookies = [value for name, value in document.headers if name == "set-cookie"]
    # Playwright's own way to write several.
    return {**sent, "set-cookie": "\n".join(cookies)} if cookies else sent


def brief(said: str) -> Failure | str:
    """Return the first words of what a library said of an error, which goes on with its log."""
    return next((line[:100] for line in said.splitlines() if line.strip()), ENDED)
