"""In which charset a page is: by the server's word, which goes first (RFC 7303 §3.2), or by the document's own."""

from __future__ import annotations

import re

from veille import Page

_NAMED = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def of_server(page: Page) -> str:
    """Return the charset that the server names, "" where it names none."""
    named = _NAMED.search(page.headers.get("content-type", ""))
    return named[1] if named else ""


def of_markup(body: bytes, *, within: int = 2_000) -> str:
    """Return the charset that an HTML document names itself in its first bytes, "" where it names none."""
    named = _META.search(body[:within])
    return named[1].decode("ascii", "replace") if named else ""


def markup(page: Page) -> str:
    """Return an HTML page as text: by the server's charset, else its own, else UTF-8; never fails."""
    if not of_server(page) and (named := of_markup(page.body)):
        try:
            return page.body.decode(named, "replace")
        except LookupError:  # there is no such charset
            pass
    return page.text()
