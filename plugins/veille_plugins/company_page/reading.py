"""From a page to a batch, by what the source says of it: an expression, a selector, or nothing."""

from __future__ import annotations

from veille import Batch, Cursor, Page
from veille_plugins.company_page.entries import read_json
from veille_plugins.company_page.listed import read_listed
from veille_plugins.company_page.whole import read_whole
from veille_plugins.pages import document


def read(page: Page, url: str, select: str, json: str, cursor: Cursor) -> Batch:
    """Return what a page holds; `url` is how it was asked for. Top-level and picklable, for a worker. Raises SourceError."""
    if json:
        return read_json(page, json, cursor)
    if select:
        return read_listed(page, select, cursor)
    return read_whole(document.read(page), url, cursor)
