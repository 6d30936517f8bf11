"""Bluesky: the posts of given accounts, which need no login, and its search, which does."""

from __future__ import annotations

import re
from typing import Any

from veille import Batch, Cursor, Item, Page, Web, WebError
from veille.kit.json import another_form, at, document, items, moment, records, text
from veille_plugins.name_search.query import EngineQuery, bluesky_accounts, each
from veille_plugins.name_search.refusals import explained
from veille_plugins.name_search.request import EngineRequest, several

PUBLIC = "https://public.api.bsky.app"
HOME = "https://bsky.social"
SERVICE = "Bluesky"

_POST = re.compile(r"at://(did:[a-z]+:[\w.:%-]+)/app\.bsky\.feed\.post/([\w.~:-]+)")
_MOST_ASKED = 5
_ENDED = (400, 401)  # an access token that has expired is answered 400 ExpiredToken


async def feeds(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Request the last posts of each account, answers to others left out."""
    url = f"{query.server or PUBLIC}/xrpc/app.bsky.feed.getAuthorFeed"
    asks = [
        EngineRequest(account, url, {"actor": account, "limit": "50", "filter": "posts_no_replies"})
        for account in bluesky_accounts(query)[:_MOST_ASKED]
    ]
    return await several(web, cursor, "bluesky_feed", asks, read_feed)


async def search(query: EngineQuery, web: Web, cursor: Cursor) -> Batch:
    """Search for each phrase, and for mentions of an account: no operator but quotation marks is documented."""
    home = query.server or HOME
    if session := web.memo.get("session"):
        try:
            return await _searched(query, web, cursor, home, session)
        except WebError as error:
            if error.status not in _ENDED:
                raise
        web.memo["session"] = await _renewed(query, web, home, session)
    else:
        web.memo["session"] = await _begun(query, web, home)
    return await _searched(query, web, cursor, home, web.memo["session"])


async def _searched(
    query: EngineQuery, web: Web, cursor: Cursor, home: str, session: dict[str, str]
) -> Batch:
    # Its login's own server, not the public one, which answers some networks 403 even to who is logged in.
    url = f"{home}/xrpc/app.bsky.feed.searchPosts"
    headers = {"authorization": f"Bearer {session['accessJwt']}"}
    searches = [(phrase, {"q": phrase}) for phrase in each(query, most=_MOST_ASKED - 1)]
    searches += [(f"@{account}", {"q": "*", "mentions": account}) for account in bluesky_accounts(query)]
    asks = [
        EngineRequest(key, url, {**params, "sort": "latest", "limit": "50"}, headers)
        for key, params in searches[:_MOST_ASKED]
    ]
    return await several(web, cursor, "bluesky", asks, read_posts, final=_ENDED)


async def _begun(query: EngineQuery, web: Web, home: str) -> dict[str, str]:
    """Return a new session: its two tokens, kept in memory alone."""
    login = {"identifier": query.user.lstrip("@"), "password": query.key.reveal() if query.key else ""}
    try:
        page = await web.post(f"{home}/xrpc/com.atproto.server.createSession", json=login)
    except WebError as error:
        raise explained(error, "bluesky") from None
    return _session(page)


async def _renewed(query: EngineQuery, web: Web, home: str, session: dict[str, str]) -> dict[str, str]:
    """Return a session renewed by its refresh token: logins are limited to 300 a day for all names together."""
    headers = {"authorization": f"Bearer {session['refreshJwt']}"}
    try:
        # An empty form: the endpoint refuses a body, be it `null`.
        page = await web.post(f"{home}/xrpc/com.atproto.server.refreshSession", data={}, headers=headers)
    except WebError as error:
        if error.status not in _ENDED:
            raise
        web.memo.pop("session", None)
        return await _begun(query, web, home)
    return _session(page)


def _session(page: Page) -> dict[str, str]:
    answer = document(page, SERVICE)
    tokens = {name: text(answer, name) for name in ("accessJwt", "refreshJwt")}
    if not all(tokens.values()):
        raise another_form(SERVICE)
    return tokens


def read_posts(page: Page) -> list[Item]:
    """Return the items of an answer to a search."""
    return items(records(at(document(page, SERVICE), "posts"), SERVICE), _item, SERVICE)


def read_feed(page: Page) -> list[Item]:
    """Return the items of an account's feed: its own posts, not what it reposts."""
    entries = records(at(document(page, SERVICE), "feed"), SERVICE)
    own = [
        entry["post"] for entry in entries if not entry.get("reason") and isinstance(entry.get("post"), dict)
    ]
    if entries and not any("post" in entry for entry in entries):
        raise another_form(SERVICE)
    return items(own, _item, SERVICE)


def _item(post: dict[str, Any]) -> Item | None:
    place = _POST.fullmatch(text(post, "uri"))
    if place is None:
        return None
    author, record = at(post, "author"), at(post, "record")
    handle = text(author, "handle")
    account = handle if handle and handle != "handle.invalid" else place[1]
    shown = at(post, "embed", "external")  # the card of a page that is linked to
    texts = (text(record, "text"), text(shown, "title"), text(shown, "description"))
    speech = at(record, "langs")
    return Item(
        id=text(post, "uri"),
        url=f"https://bsky.app/profile/{account}/post/{place[2]}",
        text=" · ".join(" ".join(part.split()) for part in texts if part),
        author=text(author, "displayName") or handle,
        published=moment(record, "createdAt") or moment(post, "indexedAt"),
        language=speech[0] if isinstance(speech, list) and speech and isinstance(speech[0], str) else "",
        outlet=SERVICE,
    )
