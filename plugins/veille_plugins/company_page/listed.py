"""A page as a list: each element that a selector matches is an item. What is asked of every list stands here too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from veille import Batch, Cursor, Failure, Item, Page, SourceError, failure, failure_n
from veille.kit.addresses import absolute
from veille.kit.html import HtmlDocument, line, lines_of, read
from veille.kit.maintext import main_text
from veille.kit.walls import signs, why_not_believed
from veille_plugins.company_page.history import pack, unpack
from veille_plugins.company_page.masking import words

# The cursor: {"items": {the hash of an element: its item's id}, packed; "doubt": true after a poll in which all had
# gone; "yet": true while a selector has never matched}. An element that stands there as it did need not be read again.

MOST = 2_000
"""Items of one page."""

_FEW = 10  # items: of fewer, it may well be that nine in ten go at once
_PASSING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|phpsessid|jsessionid|sid|sessionid", re.IGNORECASE)
_MARKED = re.compile(r"[?#;]")
_ANCESTORS = 4
_DEEPEST = 20  # what stands in n matched elements is read n times
_LONGEST_NAME = 200  # characters of an id that is made of words
# The text of a link that says what to do, not what it leads to.
_INVITES = re.compile(
    r"\W*(?:(?:en )?(?:savoir|lire|voir)(?: (?:plus|la suite|l['’]offre|le poste|l['’]annonce|le détail|les détails))?"
    r"|(?:je )?postuler?|découvrir|détails?|candidater|(?:read|learn|see|view|show) (?:more|details|job|offer)"
    r"|apply(?: now)?|details|more|plus|ici|here)?\W*"
)


def read_listed(page: Page, select: str, cursor: Cursor, *, drawn: bool = False) -> Batch:
    """Return the elements that a selector matches. Raises SourceError where that can't be used on the page.

    Where it matches nothing the batch says so, and is kept: what it matches first is told, be the page's list empty
    on the day that it is followed, or written again some day under other names.
    """
    document = read(page, broken=False)
    nodes: dict[str, LexborNode] = {}
    room = _DEEPEST * (len(page.body) + 1_000)
    for node in document.tree.css(select)[:MOST]:
        markup = node.html or ""
        room -= len(markup)
        if room < 0:
            why = failure(
                "on {at} the selector “{select}” matches elements that stand in one another, {n} deep and more:"
                " choose one that matches each item once",
                at=document.at,
                select=select,
                n=_DEEPEST,
            )
            raise SourceError(why)
        above = _above(node) if "<a" not in markup else None
        link = above.attributes.get("href") if above is not None else ""
        nodes.setdefault(hash_of(f"{document.url} {document.language} {link} {markup}"), node)
    known = remembered(cursor) or {}
    still = {key: known[key] for key in nodes if key in known}
    items = keyed({key: _item(node, document) for key, node in nodes.items() if key not in known})
    if _share_links(items.values(), still.values()):  # what told them apart may do so no longer
        still, items = {}, keyed({key: _item(node, document) for key, node in nodes.items()})
    if not items and not still:
        whole = read(page)
        seen = signs(whole)
        if why := why_not_believed(whole, seen, main_text(whole), drawn=drawn):
            return Batch(suspect=why)
    batch = listed(items, still, cursor, document.at, title=document.site)
    if items or still or batch.suspect:
        return batch
    if "items" in cursor and not cursor.get("yet"):
        return replace(
            batch,
            degraded=failure(
                "{at} has nothing any more that the selector “{select}” matches: is the list empty, or was the page"
                " redesigned? {shown}",
                at=document.at,
                select=select,
                shown=_shown(document),
            ),
        )
    return replace(
        batch,
        degraded=failure(
            "{at} has nothing yet that the selector “{select}” matches: is it right, or is the page drawn by a"
            " script? {shown}",
            at=document.at,
            select=select,
            shown=_shown(document),
        ),
        cursor={**batch.cursor, "yet": True} if batch.cursor else None,
    )


def listed(
    items: Mapping[str, Item], still: Mapping[str, str], cursor: Cursor, at: str, *, title: str = ""
) -> Batch:
    """Return a list as a batch: `items` told in full, `still` by id, each under the hash of how it stands there.

    That all has gone, or nine in ten, is believed when a second poll finds it so.
    """
    known = remembered(cursor) or {}
    now = {**still, **{key: item.id for key, item in items.items()}}
    before, there = len(set(known.values())), len(set(now.values()))
    if there * _FEW < before and (not there or before >= _FEW) and not cursor.get("doubt"):
        why = failure(
            "less than a tenth is left of what {at} listed: it is believed if the next poll finds the same",
            at=at,
        )
        if not there:
            why = failure(
                "nothing is left of what {at} listed: it is believed if the next poll finds the same", at=at
            )
        return Batch(suspect=why, cursor={"items": cursor.get("items"), "doubt": True})
    names = dict.fromkeys(still.values())
    told: dict[str, Item] = {}
    for item in items.values():
        if item.id not in names:
            told.setdefault(item.id, item)
    changed = now != known or bool(cursor.get("doubt")) or "items" not in cursor
    return Batch(
        tuple(told.values()),
        still=tuple(names),
        complete=True,
        cursor={"items": pack(now)} if changed else None,
        title=title,
    )


def remembered(cursor: Cursor) -> dict[str, str] | None:
    """Return the ids of what stood there at the last poll, by hash; None where that isn't known."""
    found = unpack(cursor.get("items"))
    return found if isinstance(found, dict) else None


def keyed(items: Mapping[str, Item]) -> dict[str, Item]:
    """Return items whose id is theirs alone: with the title where several have it, the words where there is none.

    Those without a title are left out; those that say the same have the same id.
    """
    items = {key: item for key, item in items.items() if item.title}
    titles: dict[str, set[str]] = {}
    often = {name for name, times in Counter(item.id for item in items.values()).items() if times > 1}
    for item in items.values():
        if item.id in often:
            titles.setdefault(item.id, set()).add(words(item.title))
    out: dict[str, Item] = {}
    for key, item in items.items():
        name = item.id
        if not name:
            said = f"{item.title} {item.text}".strip()
            name = words(said) or said
            name = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]} {hash_of(name)}"
        elif len(titles.get(name, ())) > 1:
            name = f"{name} {words(item.title)}"
        out[key] = item if item.id == name else replace(item, id=name)
    return out


def link_key(url: str) -> str:
    """Return a link without what says how or when it was followed."""
    if not _MARKED.search(url):
        return url
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


def hash_of(text: str) -> str:
    """Return ten characters that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def _share_links(items: Iterable[Item], others: Iterable[str]) -> bool:
    """Return whether an item has the link of another, though their ids differ by their titles."""
    links = {name.partition(" ")[0] for name in others if "://" in name}
    return any(item.id.partition(" ")[0] in links for item in items)


def _item(node: LexborNode, document: HtmlDocument) -> Item:
    text = lines_of(node)
    head = node.css_first("h1, h2, h3, h4, h5, h6")
    inside = (head.css_first("a[href]") if head else None) or node.css_first("a[href]")
    anchor = node if node.tag == "a" and node.attributes.get("href") else inside or _above(node)
    said = line(anchor)
    title = line(head) or ("" if _INVITES.fullmatch(said.casefold()) else said) or (text[0] if text else "")
    if len(title) > 300:
        title = f"{title[:299].rsplit(' ', 1)[0]}…"
    url = absolute(document.url, anchor.attributes.get("href") or "") if anchor else ""
    if link_key(url) == link_key(document.url):
        url = ""  # a place on the same page
    rest = " ".join(row for row in text if row != title)
    return Item(id=link_key(url), title=title, url=url, text=rest, language=document.language)


def _above(node: LexborNode) -> LexborNode | None:
    """Return the link that an element stands in, if it does."""
    above = node.parent
    for _ in range(_ANCESTORS):
        if above is None or (above.tag == "a" and above.attributes.get("href")):
            return above
        above = above.parent
    return None


def _shown(document: HtmlDocument) -> Failure:
    """Return what a page has that a selector could match."""
    names: Counter[str] = Counter()
    for node in document.tree.css("body [class]"):
        names.update({f".{name}" for name in (node.attributes.get("class") or "").split() if name.isascii()})
    repeated = ", ".join(name for name, times in names.most_common(5) if times > 2 and len(name) < 40)
    links = len(document.tree.css("a[href]"))
    if repeated:
        return failure("It has {n} links, and most often {names}", n=links, names=repeated)
    return failure_n("It has {n} link", "It has {n} links", n=links)
