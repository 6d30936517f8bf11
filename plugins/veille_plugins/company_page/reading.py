"""From a page to a batch, by what the source says of it: an expression, a selector, or nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from veille import Batch, Cursor, Page, failure
from veille.kit import html
from veille_plugins.company_page.entries import read_json
from veille_plugins.company_page.listed import read_listed
from veille_plugins.company_page.whole import read_whole

# What is a site's home page under another address: "/index.php", "/fr/".
_HOME = re.compile(
    r"/?(?:(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default|accueil)(?:\.\w+)?/?)?)", re.IGNORECASE
)


def read(page: Page, url: str, select: str, json: str, cursor: Cursor, drawn: bool = False) -> Batch:
    """Return what a page holds; `url` is how it was asked for, `drawn` whether by a browser. Raises SourceError.

    Top-level and picklable, for a worker.
    """
    if json:
        return read_json(page, json, cursor)
    if _leads_home(url, page.url):
        return Batch(
            suspect=failure(
                "{at} leads to the site's home page: the page is gone, or has another address",
                at=html.shown(url),
            )
        )
    if select:
        return read_listed(page, select, cursor, drawn=drawn)
    return read_whole(html.read(page), url, cursor, drawn=drawn)


def _leads_home(asked: str, came: str) -> bool:
    """Return whether a page that isn't its site's home page redirects there, as sites do with pages that are gone.

    The front of another host is none: a page of jobs may move to a host of its own.
    """
    start, end = urlsplit(asked), urlsplit(came)
    if end.path not in ("", "/") or end.query or _HOME.fullmatch(start.path):
        return False
    host, home = start.hostname or "", (end.hostname or "").removeprefix("www.")
    return host == home or host.endswith(f".{home}")
