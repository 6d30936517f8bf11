"""What the kind `company_page` could follow of a page: the entries of its list, and the page itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from veille import Page, SourceError, Suggestion
from veille.kit import html
from veille.kit.embeds import openings_elsewhere, speaks_of_openings
from veille.kit.maintext import main_text
from veille.kit.walls import needs_browser, signs, why_not_believed
from veille_plugins.company_page.listed import link_key

_LINKS = 400  # that are looked at
_ABOVE = 5  # elements around a link that may be its entry
_FEWEST = 2  # entries of a list
_SHORTEST = 8  # characters of an entry: what is shorter is a tag, or a number of a page
_LONGEST = 3_000
_PLAIN = re.compile(r"[a-z][a-z_-]*[a-z]", re.IGNORECASE)
# Classes that say how a thing looks, and not what it is.
_LOOKS = re.compile(
    r"(?:col|row|grid|flex|d|p|m|mb|mt|text|bg|border|shadow|rounded|is|has|js|w|h|fade|active|first|last|odd|even|hidden|visible"
    r"|container|wrapper|inner|clearfix)(?:[-_].*)?",
    re.IGNORECASE,
)
_IN_TEXT = frozenset(("p", "span", "b", "strong", "i", "em", "u", "small", "label", "td", "dd", "blockquote"))
_WHOLE = frozenset(("html", "body", "main"))


def offers(page: Page) -> list[Suggestion]:
    """Return the list of a page, where it has one, and the page itself; of one that can't be read as it is, what can be."""
    try:
        found = html.read(page)
    except SourceError:
        return []
    seen = signs(found)
    about_jobs = speaks_of_openings(f"{page.url} {found.title}")
    elsewhere = openings_elsewhere(found.tree, page.url) if about_jobs else None
    text = main_text(found)
    why = why_not_believed(found, seen, text, drawn=False)
    name = found.title
    itself = f"the page itself, “{name}”" if name else "the page itself"
    if needs_browser(why):
        drawn = f"{itself}, as a browser shows it: each change of its text"
        return [Suggestion({"url": page.url, "render": True}, drawn, name=name, rank=3)]
    onward = why.values.get("url", "") if why else ""
    if onward:
        return [
            Suggestion({"url": str(onward)}, "the page that this one leads to, or frames", name=name, rank=2)
        ]
    what = f"{itself}: each change of its text" + (f"; {elsewhere.why()}" if elsewhere else "")
    suggested = [Suggestion({"url": page.url}, what, name=name, rank=3)]
    if elsewhere and elsewhere.address:
        framed = f"what stands in the frame of {elsewhere.host}: each change of its text"
        suggested.insert(0, Suggestion({"url": elsewhere.address}, framed, name=name, rank=2))
    if not why and (best := _best_list(found, page)):
        select, entries = best
        what = f"the list on “{name}”" if name else "the list on this page"
        at_home = urlsplit(page.url).path in ("", "/")
        options = {"url": page.url, "select": select}
        rank = 2 if at_home else 1
        suggested.insert(
            0, Suggestion(options, f"{what}: each of its {entries} entries", name=name, rank=rank)
        )
    return suggested


@dataclass(slots=True)
class _Alike:
    """Elements that are built alike, by where each leads."""

    links: dict[int, set[str]] = field(default_factory=dict)
    nodes: dict[int, LexborNode] = field(default_factory=dict)


def _best_list(found: html.HtmlDocument, page: Page) -> tuple[str, int] | None:
    """Return the selector of the entries of a page's list, and how many it matches; None where no list is seen."""
    raw = html.read(page, broken=False).tree
    groups: dict[tuple[int, str, str], _Alike] = {}
    for link in found.tree.css("a[href]")[:_LINKS]:
        key = link_key(link.attributes.get("href") or "")
        if not key or key.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        node: LexborNode | None = link
        for _ in range(_ABOVE):
            if node is None or node.tag in _WHOLE or node.parent is None:
                break
            shape = (node.parent.mem_id, node.tag or "", next(_classes(node), ""))
            alike = groups.setdefault(shape, _Alike())
            alike.links.setdefault(node.mem_id, set()).add(key)
            alike.nodes[node.mem_id] = node
            node = node.parent
    for alike in sorted(groups.values(), key=_weight, reverse=True)[:20]:
        if _weight(alike) > 0 and (select := _selector(alike, raw)):
            return select
    return None


def _weight(alike: _Alike) -> float:
    """Return how much of a list a group of elements is: entries are several, lead to different places, and say something."""
    if len(alike.nodes) < _FEWEST or len(set.union(*alike.links.values())) < len(alike.nodes):
        return 0
    said = [len(html.line(node)) for node in alike.nodes.values()]
    if min(said) < _SHORTEST or max(said) > _LONGEST:
        return 0
    first = next(iter(alike.nodes.values()))
    if first.tag in _IN_TEXT or (
        first.tag == "a" and first.parent is not None and first.parent.tag in _IN_TEXT
    ):
        return 0  # words of a sentence
    titled = first.css_first("h1, h2, h3, h4, h5, h6") is not None
    named = first.tag in ("li", "article", "tr")
    classed = next(_classes(first), "") != ""
    weight = len(said) * min(sum(said) / len(said), 120)
    return weight * (2 if titled else 1) * (1.5 if named else 1) * (1.1 if classed else 1)


def _selector(alike: _Alike, raw: LexborHTMLParser) -> tuple[str, int] | None:
    """Return the plainest selector that matches these elements in the page as it came, and no others that lead nowhere."""
    node = next(iter(alike.nodes.values()))
    wanted = len(alike.nodes)
    for select in _candidates(node):
        matched = raw.css(select)
        if not wanted <= len(matched) <= wanted * 3:
            continue
        linked = all(entry.tag == "a" or entry.css_first("a[href]") is not None for entry in matched)
        # Another list of the same build is as good; a menu is none.
        if linked and (
            len(matched) == wanted or all(len(html.line(entry)) >= _SHORTEST for entry in matched)
        ):
            return select, len(matched)
    return None


def _candidates(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    for name in _classes(node):
        yield f"{tag}.{name}"
    above = node.parent
    way = tag
    for _ in range(3):
        if above is None or above.tag in ("html", "body"):
            break
        identity = above.attributes.get("id") or ""
        if _PLAIN.fullmatch(identity):
            yield f"#{identity} {'> ' if way == tag else ''}{way}"
        for name in _classes(above):
            yield f"{above.tag}.{name} > {way}"
        if above.tag == "main":
            yield f"main > {way}"
        way = f"{above.tag} > {way}"
        above = above.parent
    yield f"main {tag}"
    yield f"{tag}:has(a[href])"  # rows of a table, but for the one that heads it


def _classes(node: LexborNode) -> Iterator[str]:
    """Yield the classes of an element that say what it is."""
    for name in (node.attributes.get("class") or "").split():
        if _PLAIN.fullmatch(name) and not _LOOKS.fullmatch(name):
            yield name
