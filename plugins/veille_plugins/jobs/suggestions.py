"""What the kind `jobs` could follow of a page: a board, by its address or as the page shows it, or postings in it. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from veille import Page, SourceError, Suggestion
from veille.kit.charsets import markup
from veille.kit.folding import folded
from veille_plugins.jobs import lists
from veille_plugins.jobs.boards.known import recognised
from veille_plugins.jobs.reading import named

_ABOUT_JOBS = re.compile(
    r" (?:jobs?|careers?|carrieres?|emplois?|offres?|recrutements?|recrute|vacancies|nous rejoindre|rejoignez nous|join us"
    r"|karriere|stellenangebote?) "
)


def offers(page: Page) -> list[Suggestion]:
    """Return the boards of a page and the openings in it; first where its address speaks of jobs."""
    parts = urlsplit(page.url)
    about = _ABOUT_JOBS.search(folded(unquote(f"{parts.hostname or ''}{parts.path}")))
    offered = []
    for found in recognised(page.url, markup(page) if page.body else ""):
        whose = named(found.name) or parts.hostname or ""
        what = f"openings of {whose}" + (f", on {found.service}" if found.service else "")
        by_address = not page.body or found.url.rstrip("/") == page.url.rstrip("/")
        offered.append(Suggestion({"url": found.url}, what, name=whose, rank=0 if by_address or about else 2))
    if not offered and page.body:
        offered += _led_to(page, about=bool(about))
    return offered


def _led_to(page: Page, *, about: bool) -> list[Suggestion]:
    """Return the page itself, where postings stand behind its links or in a frame, or can't be read in it."""
    try:
        found = lists.read(page)
    except SourceError:
        return []
    if found.links and about:
        return [Suggestion({"url": page.url}, "openings that this page leads to", rank=1)]
    if found.unreadable:
        return [Suggestion({"url": page.url}, "openings in this page", rank=1)]
    if found.elsewhere and (about or _ABOUT_JOBS.search(folded(found.title))):
        return [Suggestion({"url": page.url}, str(found.elsewhere.why()), rank=1)]
    return []
