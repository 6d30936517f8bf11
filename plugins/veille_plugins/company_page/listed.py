"""A page as a list: each element that a selector matches, or each entry of its JSON, is an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from veille import Batch, Cursor, Item, SourceError
from veille_plugins.company_page.masking import words
from veille_plugins.pages.document import Document, absolute, line, lines
from veille_plugins.pages.maintext import main_text
from veille_plugins.pages.suspicion import signs, why_not_believed

# The cursor: {"items": {an id's hash: its words' hash}}, all that stood there; "doubt": true after a poll in which
# it had all gone.

MOST = 2_000
"""Items of one page."""

_FEW = 10  # items: of fewer, it may well be that nine in ten go at once
_PASSING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|phpsessid|jsessionid|sid|sessionid", re.IGNORECASE)
_ANCESTORS = 4
# The text of a link that says what to do, not what it leads to.
_INVITES = re.compile(
    r"\W*(?:(?:en )?(?:savoir|lire|voir)(?: (?:plus|la suite|l['’]offre|le poste|l['’]annonce|le détail|les détails))?"
    r"|(?:je )?postuler?|découvrir|détails?|candidater|(?:read|learn|see|view|show) (?:more|details|job|offer)"
    r"|apply(?: now)?|details|more|plus|ici|here)?\W*"
)


def read_listed(document: Document, select: str, cursor: Cursor) -> Batch:
    """Return the elements that a selector matches. Raises SourceError where it never matched any."""
    found = [_item(node, document) for node in document.tree.css(select)[:MOST]]
    items = keyed([item for item in found if item.title])
    if not items:
        seen, said = signs(document), _shown(document)
        if why := why_not_believed(document, seen, main_text(document)):
            return Batch(suspect=why)
        if "items" not in cursor:
            raise SourceError(
                f"{document.at} has nothing that the selector “{select}” matches: is it wrong,"
                f" or is the page drawn by a script? {said}"
            )
    return listed(items, cursor, document.at, title=document.site)


def listed(items: Sequence[Item], cursor: Cursor, at: str, *, title: str = "") -> Batch:
    """Return items as a batch: those whose words did not change are still there. All gone is believed the second time."""
    known = cursor.get("items")
    known = known if isinstance(known, dict) else {}
    if len(items) * _FEW < len(known) and (not items or len(known) >= _FEW) and not cursor.get("doubt"):
        what = "nothing is left" if not items else "less than a tenth is left"
        why = f"{what} of what {at} listed: it is believed if the next poll finds the same"
        return Batch(suspect=why, cursor={"items": known, "doubt": True})
    now = {_hash(item.id): _hash(_words(item)) for item in items}
    still = [item.id for item in items if known.get(key := _hash(item.id)) == now[key]]
    told = set(still)
    after = {"items": now}
    return Batch(
        [item for item in items if item.id not in told],
        still=still,
        complete=True,
        cursor=None if after == cursor else after,
        title=title,
    )


def keyed(items: Sequence[Item]) -> list[Item]:
    """Return items with their ids: the link, with the title where several have it; else the words. Equal ones are one."""
    titles: dict[str, set[str]] = {}
    for item in items:
        titles.setdefault(item.id or link_key(item.url), set()).add(words(item.title))
    out: dict[str, Item] = {}
    for item in items:
        name = item.id or link_key(item.url)
        if not name:
            name = words(f"{item.title} {item.text}")[:300]
        elif len(titles[name]) > 1:
            name = f"{name} {words(item.title)}"
        out.setdefault(name, replace(item, id=name))
    return list(out.values())


def link_key(url: str) -> str:
    """Return a link without what says how or when it was followed."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    kept = [pair for pair in pairs if not _PASSING.fullmatch(pair[0])]
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit(
        (parts.scheme, parts.netloc, re.sub(r";jsessionid=[^/?#]*", "", parts.path), query, route)
    )


def _item(node: LexborNode, document: Document) -> Item:
    text = lines(node)
    heading = line(node.css_first("h1, h2, h3, h4, h5, h6"))
    anchor = _anchor(node)
    said = line(anchor) if anchor is not None else ""
    title = heading or ("" if _INVITES.fullmatch(said.casefold()) else said) or (text[0] if text else "")
    if len(title) > 300:
        title = f"{title[:299].rsplit(' ', 1)[0]}…"
    url = absolute(document.url, anchor.attributes.get("href") or "") if anchor is not None else ""
    if link_key(url) == link_key(document.url):
        url = ""  # a place on the same page
    rest = " ".join(one for one in text if one != title)
    return Item(title=title, url=url, text=rest, language=document.language)


def _anchor(node: LexborNode) -> LexborNode | None:
    """Return the link of an element: itself, one in its heading, the first in it, or the one that it stands in."""
    if node.tag == "a" and node.attributes.get("href"):
        return node
    inside = node.css_first(":is(h1, h2, h3, h4, h5, h6) a[href]") or node.css_first("a[href]")
    above = node.parent
    for _ in range(_ANCESTORS):
        if inside is not None or above is None:
            break
        if above.tag == "a" and above.attributes.get("href"):
            return above
        above = above.parent
    return inside


def _shown(document: Document) -> str:
    """Return what a page has that a selector could match, in a sentence."""
    names: Counter[str] = Counter()
    for node in document.tree.css("body [class]"):
        names.update({f".{name}" for name in (node.attributes.get("class") or "").split() if name.isascii()})
    repeated = ", ".join(name for name, times in names.most_common(5) if times > 2 and len(name) < 40)
    links = len(document.tree.css("a[href]"))
    return f"It has {links} links" + (f", and most often {repeated}" if repeated else "")


def _words(item: Item) -> str:
    return words(" ".join((item.title, item.text, link_key(item.url), *item.facts.values())))


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
