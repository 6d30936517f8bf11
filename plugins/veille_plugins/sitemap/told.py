"""What to say of a sitemap that can't be read, or of which only a part is."""

from __future__ import annotations

from veille import WebError

EMPTY = "the answer is empty: there is no sitemap in it"
PAGE = "a web page came where a sitemap was expected; the site's robots.txt may name its sitemaps"
FEED = 'a feed came where a sitemap was expected: leave kind = "sitemap" out, and it is read as a feed'
ENTITIES = "the sitemap declares entities, which may mean anything: it is not read"
DAMAGED = "the compressed sitemap is damaged"
BOMB = "the compressed sitemap unpacks to more than 50 MB"
ELSEWHERE = "all addresses of the sitemap are of another site: give the sitemap of that site"
TOO_MANY = "the sitemap holds more than 100,000 addresses: say which with `match`, or give one of those that it names"
LONG = "the sitemap holds more than 50,000 addresses: only these were read"
MANY_NAMED = "the index names more than 1,000 sitemaps: only these are followed"


def other(root: str) -> str:
    """Return what to say of another kind of document, by its root element."""
    return f"an XML document came that is no sitemap (its root is <{root}>)"


def malformed(error: Exception) -> str:
    """Return what to say of XML of which nothing could be read."""
    return f"the sitemap is not well-formed ({error})"


def cut(read: int) -> str:
    """Return what to say of a document that ends too early, and how many addresses were read."""
    return f"the sitemap is cut in the middle: {read} addresses were read"


def withheld(number: int) -> str:
    """Return what to say of new addresses beyond those that are told at once."""
    return f"{number} more new addresses were noted and not told: so many at once are a site that moved, not news"


def unmet(number: int) -> str:
    """Return what to say where a pattern has never met any address."""
    return f"`match` meets none of the sitemap's {number} addresses"


def absent(error: WebError) -> bool:
    """Say whether an error means that there is no such page, or none for programs, rather than that it may come back."""
    if error.status is None:
        return not error.network and "robots.txt" in str(error)
    return 400 <= error.status < 500 and error.status != 429
