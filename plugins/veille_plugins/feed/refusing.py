"""What to say of a document that is no feed: what it is instead, and where the feeds are, if it tells."""

from __future__ import annotations

import json
import re

from veille import Page
from veille_plugins.feed.advertised import advertised, is_page, printable

_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_MOST = 5  # feeds named in one sentence


def why_not(page: Page) -> str:
    """Return a sentence on what came where a feed was expected."""
    start = page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if is_page(page.body):
        return _web_page(page)
    if b"\0" in start[:4]:
        return "the document is in UTF-16 without the mark at its start that XML asks for"
    if start.startswith(b"<") and (root := _ROOT.search(start)):
        return f"an XML document came that is no feed (its root is <{root[1].decode('ascii', 'replace')}>)"
    if start[:1] in (b"{", b"["):
        return _json(page)
    kind = page.headers.get("content-type", "").partition(";")[0].strip() or "no type named"
    return (
        f"what came is not a feed ({printable(kind)}, {len(page.body)} bytes, beginning {_beginning(page)})"
    )


def _web_page(page: Page) -> str:
    feeds = [f"{address} ({title})" if title else address for address, title in advertised(page).items()]
    if not feeds:
        return "a web page came where a feed was expected, and it names no feed"
    named = ", ".join(feeds[:_MOST])
    more = f" and {len(feeds) - _MOST} more" if len(feeds) > _MOST else ""
    which = "this feed" if len(feeds) == 1 else "these feeds"
    return f"a web page came where a feed was expected; it names {which}: {named}{more}"


def _json(page: Page) -> str:
    try:
        json.loads(page.body)
    except (ValueError, RecursionError):
        return f"what came is not a feed, nor whole JSON (beginning {_beginning(page)})"
    return "JSON came that is no JSON Feed (its `version` names none)"


def _beginning(page: Page) -> str:
    return f"“{printable(page.body[:60].decode('utf-8', 'replace'))[:40]}”"
