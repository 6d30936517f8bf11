"""Why a document is no feed: what it is instead, and where the feeds are, if it tells."""

from __future__ import annotations

import json
import re

from veille import Failure, Page, failure
from veille.errors import failure_n
from veille.kit.feeds import opml
from veille.kit.feeds.advertised import advertised, is_page, printable

_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_MOST = 5  # feeds named in one sentence


def why_not(page: Page) -> Failure:
    """Return what came where a feed was expected."""
    start = page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if opml.is_opml(page.body):
        return failure("this is a list of feeds (OPML) and no feed itself: veille import takes them over")
    if is_page(page.body):
        return _web_page(page)
    if start.startswith(b"<") and (root := _ROOT.search(start)):
        name = root[1].decode("ascii", "replace")
        return failure("an XML document came that is no feed (its root is <{root}>)", root=name)
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


def _web_page(page: Page) -> Failure:
    feeds = [f"{address} ({title})" if title else address for address, title in advertised(page).items()]
    if not feeds:
        return failure("a web page came where a feed was expected, and it names no feed")
    if len(feeds) == 1:
        return failure("a web page came where a feed was expected; it names this feed: {feed}", feed=feeds[0])
    named = ", ".join(feeds[:_MOST])
    if len(feeds) <= _MOST:
        return failure(
            "a web page came where a feed was expected; it names these feeds: {feeds}", feeds=named
        )
    return failure(
        "a web page came where a feed was expected; it names these feeds: {feeds} and {n} more",
        feeds=named,
        n=len(feeds) - _MOST,
    )


def _json(page: Page) -> Failure:
    try:
        json.loads(page.body)
    except (ValueError, RecursionError):
        return failure(
            "what came is not a feed, nor whole JSON (beginning “{beginning}”)", beginning=_beginning(page)
        )
    return failure("JSON came that is no JSON Feed (its `version` names none)")


def _beginning(page: Page) -> str:
    return printable(page.body[:60].decode("utf-8", "replace"))[:40]
