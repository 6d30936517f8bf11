"""A strict reader of Atom: everything that RFC 4287 asks of a feed, and that a test can see."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_DATE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
)  # RFC 3339, both signs in capitals
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w.!$&'()*+,;=:@%/?-]+", re.ASCII)  # RFC 4151
_URI = re.compile(r"[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~\u00a0-\uffff-]+")
_XML = "{http://www.w3.org/XML/1998/namespace}"

# What may stand in each element (4.1.1, 4.1.2): how often at least, and at most.
_FEED = {
    "author": (0, 99),
    "category": (0, 99),
    "contributor": (0, 99),
    "generator": (0, 1),
    "icon": (0, 1),
    "id": (1, 1),
    "link": (0, 99),
    "logo": (0, 1),
    "rights": (0, 1),
    "subtitle": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
    "entry": (0, 9999),
}
_ENTRY = {
    "author": (0, 99),
    "category": (0, 99),
    "content": (0, 1),
    "contributor": (0, 99),
    "id": (1, 1),
    "link": (0, 99),
    "published": (0, 1),
    "rights": (0, 1),
    "summary": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}
_ATTRIBUTES = {
    "feed": {f"{_XML}lang"},
    "link": {"href", "rel", "type", "hreflang"},
    "category": {"term"},
    "content": {"type"},
    "title": {"type"},
}


class _Fragment(HTMLParser):
    """A piece of HTML: balanced, and of harmless elements alone."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "h2", "a", "b", "br"}, tag
        for name, value in attrs:
            assert (tag, name) == ("a", "href") and str(value).startswith(("http://", "https://"))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def entries(text: str) -> list[dict[str, str]]:
    """Return the entries of a feed, which must be valid, as id, title, updated, link and content."""
    feed = ElementTree.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    _children(feed, _FEED)
    found = [_entry(entry) for entry in feed.iter(f"{ATOM}entry")]
    ids = [_said(feed, "id"), *(entry["id"] for entry in found)]
    assert len(set(ids)) == len(ids), "4.1.1: no two with the same id"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None, "4.1.1: an author for all entries"
    selves = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(selves) == 1, "4.1.1: should have a link to itself"
    assert all(entry["updated"] <= _said(feed, "updated") for entry in found)
    return found


def _entry(entry: ElementTree.Element) -> dict[str, str]:
    _children(entry, _ENTRY)
    alternates = [
        link.attrib for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"
    ]
    assert len({(link.get("type"), link.get("hreflang")) for link in alternates}) == len(alternates)
    content = entry.find(f"{ATOM}content")
    assert content is not None or alternates, "4.1.2: a content, or a link to it"
    if content is not None:
        assert content.get("type") == "html" and len(content) == 0, "3.1.1.2: no child elements"
        _Fragment(content.text or "")
    terms = [category.attrib["term"] for category in entry.findall(f"{ATOM}category")]
    assert all(terms) and len(set(terms)) == len(terms)
    return {
        **{name: _said(entry, name) for name in ("id", "title", "updated")},
        "link": alternates[0]["href"],
        "content": (content.text if content is not None else None) or "",
    }


def _children(element: ElementTree.Element, allowed: dict[str, tuple[int, int]]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= allowed.keys()
    for name, (least, most) in allowed.items():
        assert least <= names.count(name) <= most, name
    for child in [element, *element]:
        name = child.tag.removeprefix(ATOM)
        assert set(child.attrib) <= _ATTRIBUTES.get(name, set()), (name, child.attrib)
        if name == "id":
            assert _TAG.fullmatch(child.text or ""), child.text
        if name in ("updated", "published"):
            assert _DATE.fullmatch(child.text or "")
            assert datetime.fromisoformat(child.text or "").tzinfo is not None
        if name == "title":
            assert (child.text or "").strip(), "4.2.14: said in words"
        if name == "link":
            assert _URI.fullmatch(child.attrib["href"])


def _said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""
