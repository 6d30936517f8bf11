"""What to say of a site on which no news are found."""

from __future__ import annotations

from veille import SourceError


def nothing(at: str) -> SourceError:
    """Return the error of a site that has neither feed, nor news page with one, nor sitemap of news."""
    return SourceError(
        f"no news were found from {at}: it names no feed, and no sitemap of its news. Watch one of its pages:"
        " kind = 'company_page'"
    )


def by_itself(error: Exception, url: str) -> SourceError:
    """Return the error of a feed that a page may not lead to, but that may be followed by its own address."""
    return SourceError(f"{error}; this feed's own address may be given as a source: {url}")
