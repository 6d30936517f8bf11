"""Where well-known sites keep the feed of an account, a channel, a project or a search: by the address alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from veille import Suggestion


@dataclass(frozen=True, slots=True)
class _Rule:
    """Addresses whose "host/path" meets `address` have a feed at `feed`; both templates take the groups found."""

    address: re.Pattern[str]
    feed: str
    what: str


def _rule(address: str, feed: str, what: str) -> _Rule:
    return _Rule(re.compile(rf"(?:www\.|m\.)?{address}/?", re.IGNORECASE), feed, what)


# In this order; the first that meets is it. As the sites' own pages name their feeds, seen in 2026.
_RULES = (
    _rule(
        r"youtube\.com/channel/(?P<id>UC[\w-]{22})(?:/.*)?",
        "https://www.youtube.com/feeds/videos.xml?channel_id={id}",
        "YouTube channel",
    ),
    _rule(
        r"youtube\.com/user/(?P<id>[\w.-]+)(?:/.*)?",
        "https://www.youtube.com/feeds/videos.xml?user={id}",
        "YouTube channel {id}",
    ),
    _rule(
        r"(?:old\.|new\.)?reddit\.com/r/(?P<id>\w+)(?:/(?:new|hot|top)?)?",
        "https://www.reddit.com/r/{id}/new/.rss",
        "subreddit r/{id}",
    ),
    _rule(
        r"(?:old\.|new\.)?reddit\.com/u(?:ser)?/(?P<id>[\w-]+)(?:/.*)?",
        "https://www.reddit.com/user/{id}/.rss",
        "what {id} writes on Reddit",
    ),
    _rule(
        r"github\.com/(?P<id>(?!orgs/|topics/|search/|marketplace/|sponsors/|features/)[\w-]+/[\w.-]+?)"
        r"(?:\.git|/(?:releases|tags|tree|blob|issues|pulls)\b.*)?",
        "https://github.com/{id}/releases.atom",
        "releases of {id} on GitHub",
    ),
    _rule(
        r"codeberg\.org/(?P<id>[\w.-]+/[\w.-]+)(?:/releases)?",
        "https://codeberg.org/{id}/releases.rss",
        "releases of {id} on Codeberg",
    ),
    _rule(
        r"gitlab\.com/(?P<id>[\w.-]+/[\w./-]+?)(?:/-/.*)?",
        "https://gitlab.com/{id}/-/tags?format=atom",
        "tags of {id} on GitLab",
    ),
    _rule(
        r"bsky\.app/profile/(?P<id>[\w.:-]+)", "https://bsky.app/profile/{id}/rss", "Bluesky account @{id}"
    ),
    _rule(r"medium\.com/(?P<id>@?[\w.-]+)", "https://medium.com/feed/{id}", "{id} on Medium"),
    _rule(
        r"(?P<id>[\w-]+)\.substack\.com(?:/.*)?",
        "https://{id}.substack.com/feed",
        "newsletter {id} (Substack)",
    ),
    _rule(r"(?P<id>[\w-]+)\.tumblr\.com", "https://{id}.tumblr.com/rss", "{id} on Tumblr"),
    _rule(
        r"(?P<lang>[a-z-]{2,12})\.(?:m\.)?wikipedia\.org/wiki/(?P<id>[^?#]+)",
        "https://{lang}.wikipedia.org/w/index.php?title={id}&action=history&feed=atom",
        "changes of the Wikipedia page “{title}”",
    ),
    _rule(
        r"stackoverflow\.com/questions/tagged/(?P<id>[\w.+#-]+)",
        "https://stackoverflow.com/feeds/tag/{id}",
        "questions tagged {id} on Stack Overflow",
    ),
)
_MASTODON = re.compile(r"/@(?P<id>\w[\w.-]*)/?")
_TAG = re.compile(r"/tags/(?P<id>\w+)/?")
_FEDIVERSE = re.compile(rb"application/activity\+json|mastodon|activitypub", re.IGNORECASE)
# YouTube's page of a channel names its id in several places; these three are the page's own.
_CHANNEL = re.compile(
    rb"feeds/videos\.xml\?channel_id=(UC[\w-]{22})|\"externalId\":\"(UC[\w-]{22})\""
    rb"|<link rel=\"canonical\" href=\"https://www\.youtube\.com/channel/(UC[\w-]{22})"
)


def by_address(url: str) -> Suggestion | None:
    """Return the feed that an address has on a site that is known, None where it must be looked for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host, query = (parts.hostname or "").removeprefix("www."), parse_qs(parts.query)
    playlist = query.get("list", [""])[0] if host in ("youtube.com", "m.youtube.com") else ""
    if re.fullmatch(r"[\w-]+", playlist):
        feed = f"https://www.youtube.com/feeds/videos.xml?playlist_id={playlist}"
        return Suggestion({"url": feed}, "YouTube playlist", name="youtube", rank=0)
    if host == "news.google.com" and parts.path == "/search" and (asked := query.get("q", [""])[0]):
        rest = parts.query.partition("&")[2] if parts.query.startswith("q=") else ""
        feed = f"https://news.google.com/rss/search?q={quote(asked)}{f'&{rest}' if rest else ''}"
        return Suggestion({"url": feed}, f"Google News on “{asked}”", name=asked, rank=0)
    where = f"{host}{parts.path}"
    for rule in _RULES:
        if found := rule.address.fullmatch(where):
            said = found.groupdict()
            title = unquote(said["id"]).replace("_", " ")
            return Suggestion(
                {"url": rule.feed.format_map(said)},
                rule.what.format_map(said | {"title": title}),
                name=title.split("/")[-1],
                rank=0,
            )
    return None


def by_page(url: str, body: bytes) -> Suggestion | None:
    """Return the feed of a channel of YouTube, or of an account or tag of Mastodon, that a page is of."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("youtube.com", "m.youtube.com"):
        ids = [group for found in _CHANNEL.finditer(body) for group in found.groups() if group]
        if not ids:
            return None
        feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={ids[0].decode('ascii')}"
        name = parts.path.strip("/").split("/")[0].lstrip("@") or "youtube"
        return Suggestion({"url": feed}, f"YouTube channel {name}", name=name, rank=0)
    if not _FEDIVERSE.search(body):
        return None
    root = f"{parts.scheme}://{parts.netloc}"
    if found := _MASTODON.fullmatch(parts.path):
        who = found["id"]
        return Suggestion({"url": f"{root}/@{who}.rss"}, f"Mastodon account @{who}@{host}", name=who, rank=0)
    if found := _TAG.fullmatch(unquote(parts.path)):
        tag = found["id"]
        feed = f"{root}/tags/{quote(tag)}.rss"
        return Suggestion({"url": feed}, f"Mastodon tag #{tag} on {host}", name=tag, rank=0)
    return None
