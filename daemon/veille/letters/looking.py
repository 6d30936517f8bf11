"""Where a person looks for a name by hand, on what veille never sees: addresses of searches, ready to open. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlencode

# What each site's own search field leads to, as of 2026. pws=0 leaves Google's history out of the order.
_PLACES: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("google", "https://www.google.com/search", "q", {"pws": "0"}),
    ("google images", "https://www.google.com/search", "q", {"pws": "0", "udm": "2"}),
    ("LinkedIn", "https://www.linkedin.com/search/results/all/", "keywords", {}),
    ("Facebook", "https://www.facebook.com/search/top/", "q", {}),
    ("Instagram", "https://www.instagram.com/explore/search/keyword/", "q", {}),
    ("X", "https://x.com/search", "q", {"f": "live"}),
    ("TikTok", "https://www.tiktok.com/search", "q", {}),
    ("Glassdoor", "https://www.glassdoor.com/Search/results.htm", "keyword", {}),
)


def places_to_look(name: str) -> list[tuple[str, str]]:
    """Return (place, address) of searches for exactly this name; a place is a phrase's key, or its own name."""
    exactly = '"' + name.replace('"', " ") + '"'
    return [
        (place, f"{address}?{urlencode({field: exactly} | more, quote_via=quote)}")
        for place, address, field, more in _PLACES
    ]
