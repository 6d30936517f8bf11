"""Why a document is no feed: what it is instead, and where the feeds are, if it tells."""

from __future__ import annotations

import json
import re

from veille import NO_FAILURE, Failure, Page, SourceError, failure
from veille.errors import failure_n
from veille.kit import html, walls
from veille.kit.botchecks import HEADERS, advice, bot_check
from veille.kit.feeds import opml
from veille.kit.feeds.advertised import advertised, is_page, printable
from veille.kit.maintext import main_text

_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_FRAGMENT = re.compile(
    rb"<(?:meta|script|title|style|div|p|h[1-6]|center|table|form|iframe|br|b|ul|a)[\s/>]", re.IGNORECASE
)
_MOST = 5  # feeds named in one sentence
_LONGEST_TITLE = 100
_DEEPEST = 3  # objects within each other of an error
_JSON_TYPES = {
    dict: failure("an object"),
    str: failure("a text"),
    int: failure("a number"),
    float: failure("a number"),
    bool: failure("a truth value"),
}
_PARKED = re.compile(
    r"domain(?: name)?(?: \S+)? (?:is|may be|might be) (?:listed )?for sale|buy this domain|this domain is parked"
    r"|domain parking|parked (?:free|domain)|domaine (?:\S+ )?(?:est|peut être|serait) (?:à vendre|en vente)"
    r"|domain(?: \S+)? (?:steht|ist)? ?(?:zum verkauf|zu verkaufen)|dominio (?:\S+ )?(?:está |es )?(?:en venta|a la venta)"
    r"|dominio (?:\S+ )?è in vendita|domein(?:naam)? (?:\S+ )?(?:is )?te koop|domínio (?:\S+ )?(?:está )?à venda"
    r"|domena (?:\S+ )?(?:jest )?na sprzedaż|hugedomains|sedoparking",
    re.IGNORECASE,
)
READ_HEADERS = HEADERS | {"content-type", "link", "server"}
"""Names of the headers that tell what came."""


def why_not(page: Page) -> Failure:
    """Return what came where a feed was expected, and what to do."""
    start = page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if opml.is_opml(page.body):
        return failure("this is a list of feeds (OPML) and no feed itself: veille import takes them over")
    if is_page(page.body) or _FRAGMENT.match(start):
        return _web_page(page)
    if start.startswith(b"<") and (root := _ROOT.search(start)):
        name = root[1].decode("ascii", "replace")
        return failure("an XML document came that is no feed (its root is <{root}>)", root=name)
    if vendor := bot_check(page.status, page.headers, page.body):
        return failure("what came is not a feed: {why}", why=advice(vendor))
    if start[:1] in (b"{", b"["):
        return _json(page)
    size, beginning = len(page.body), _beginning(page)
    kind = printable(page.headers.get("content-type", "").partition(";")[0].strip())
    if not kind:
        return failure_n(
            "what came is not a feed (no type named, {n} byte, “{beginning}”)",
            "what came is not a feed (no type named, {n} bytes, beginning “{beginning}”)",
            n=size,
            beginning=beginning,
        )
    return failure_n(
        "what came is not a feed ({kind}, {n} byte, “{beginning}”)",
        "what came is not a feed ({kind}, {n} bytes, beginning “{beginning}”)",
        kind=kind,
        n=size,
        beginning=beginning,
    )


def why_empty(page: Page) -> Failure:
    """Return why an answer without a body is no feed, and what to do."""
    if vendor := bot_check(page.status, page.headers, page.body):
        return failure("the answer ({status}) is empty: {why}", status=page.status, why=advice(vendor))
    if page.status != 200:
        return failure(
            "the answer ({status}) is empty: there is no feed in it; if it stays so, look for the feed's new address",
            status=page.status,
        )
    return failure(
        "the answer is empty: there is no feed in it; if it stays so, look for the feed's new address"
    )


def _web_page(page: Page) -> Failure:
    came = _named(page)
    feeds = [f"{address} ({title})" if title else address for address, title in advertised(page).items()]
    if not feeds:
        if why := _why_none(page):
            return failure("{page} came where a feed was expected: {why}", page=came, why=why)
        return failure(
            "{page} came where a feed was expected, and it names no feed: veille add shows what can be watched at that"
            " address",
            page=came,
        )
    if len(feeds) == 1:
        return failure(
            "{page} came where a feed was expected; it names this feed: {feed}", page=came, feed=feeds[0]
        )
    named = ", ".join(feeds[:_MOST])
    if len(feeds) <= _MOST:
        return failure(
            "{page} came where a feed was expected; it names these feeds: {feeds}", page=came, feeds=named
        )
    return failure(
        "{page} came where a feed was expected; it names these feeds: {feeds} and {n} more",
        page=came,
        feeds=named,
        n=len(feeds) - _MOST,
    )


def _named(page: Page) -> Failure:
    """Return a web page by its title, and by its status where that is not the usual one."""
    title = html.page_title(page.body)
    if page.status == 200:
        return failure("a web page (“{title}”)", title=title) if title else failure("a web page")
    if title:
        return failure("a web page (“{title}”, status {status})", title=title, status=page.status)
    return failure("a web page (status {status})", status=page.status)


def _why_none(page: Page) -> Failure:
    """Return why a web page that names no feed stands there, as far as it shows."""
    if vendor := bot_check(page.status, page.headers, page.body):
        return advice(vendor)
    try:
        document = html.read(page)
    except SourceError:
        return NO_FAILURE
    seen, text = walls.signs(document), main_text(document)
    if _PARKED.search(" ".join((document.title, *text))[:2000]):
        return failure("the domain is for sale, so the site has left it: look for its new address")
    if seen["onward"]:
        return failure("it only leads on to {url}: look for the feed there", url=seen["onward"])
    return walls.why_not_believed(document, seen, text)


def _json(page: Page) -> Failure:
    try:
        document = json.loads(page.body)
    except (ValueError, RecursionError):
        return failure(
            "what came is not a feed, nor whole JSON (beginning “{beginning}”)", beginning=_beginning(page)
        )
    if said := _error(document):
        return failure("JSON came in place of a feed, which reports an error: “{said}”", said=said)
    if isinstance(document, dict) and str(document.get("version", "")).startswith(
        ("http://jsonfeed.org/", "https://jsonfeed.org/")
    ):
        if "items" not in document:
            return failure(
                "the JSON Feed has no `items`: its site has to mend it; another feed of it may be whole"
            )
        return failure(
            "the `items` of the JSON Feed are no list but {type}: its site has to mend it; another feed of it may be whole",
            type=_JSON_TYPES.get(type(document["items"]), "null"),
        )
    return failure(
        "JSON came that is no JSON Feed (its `version` names none): a page's JSON is watched by a source of "
        ' kind = "company_page", with  json = …'
    )


def _error(document: object, depth: int = 0) -> str:
    """Return what a JSON document says of an error, "" where it reports none."""
    if not isinstance(document, dict) or depth > _DEEPEST:
        return ""
    for key in ("error", "errors", "fault"):
        reported = document.get(key)
        first = reported[0] if isinstance(reported, list) and reported else reported
        if isinstance(first, dict):
            return _message(first) or _error(first, depth + 1)
        if isinstance(first, str) and first.strip():
            more = _message(document)
            return more if more and len(more) > len(first) else _short(first)
        if first is True:
            return _message(document) or "true"
    status = document.get("status", document.get("code", document.get("statusCode")))
    failed = document.get("success") is False or document.get("ok") is False
    # RFC 9457's problem details, and what frameworks answer.
    if failed or (_is_status(status) and "items" not in document) or "detail" in document:
        return _message(document)
    return ""


def _message(holder: dict[str, object]) -> str:
    for key in ("message", "detail", "error_description", "description", "title", "error", "reason", "code"):
        if isinstance(value := holder.get(key), str) and value.strip():
            return _short(value)
    return ""


def _is_status(value: object) -> bool:
    """Return whether a value is a status of HTTP's that reports a failure, or a word as WordPress has it for one."""
    if isinstance(value, str):
        return value in ("error", "fail", "failed") or value.startswith("rest_")
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600


def _short(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"


def _beginning(page: Page) -> str:
    return printable(page.body[:60].decode("utf-8", "replace"))[:40]
