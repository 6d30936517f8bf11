"""schema.org objects that stand in a page's own elements: microdata (WHATWG HTML §5) and RDFa (w3.org/TR/rdfa-lite). Pure.

They come as JSON-LD has them, so that one reader serves all three forms: tables whose values are text, tables or lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_HINT = re.compile(r"\b(?:itemtype|typeof)\s*=\s*(?:\"[^\">]*|'[^'>]*|[^\s\"'>]*)JobPosting", re.IGNORECASE)
_TYPED = "[itemtype], [typeof]"
_ADDRESSES = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "embed": "src"}
_DEEPEST = 60  # elements within elements
_MARKUP = ("description", "responsibilities", "skills", "qualifications", "experienceRequirements")


def postings(tree: LexborHTMLParser, markup: str) -> Iterator[dict[str, Any]]:
    """Yield the JobPostings of a page, those within another object too."""
    if not _HINT.search(markup):
        return
    for node in tree.css(_TYPED):
        if "JobPosting" in _types(node):
            yield _object(node, tree)


def _types(node: LexborNode) -> list[str]:
    said = node.attributes.get("itemtype") or node.attributes.get("typeof") or ""
    return [re.split(r"[/:#]", name)[-1] for name in said.split()]


def _object(node: LexborNode, tree: LexborHTMLParser) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": _types(node)}
    for child in node.iter():
        _collect(child, made, tree, 0)
    for name in (node.attributes.get("itemref") or "").split()[:10]:
        for part in tree.css(f'[id="{name}"]') if re.fullmatch(r"[\w-]+", name) else ():
            _collect(part, made, tree, 0)
    return made


def _collect(node: LexborNode, made: dict[str, Any], tree: LexborHTMLParser, depth: int) -> None:
    """Put what an element and those in it say of an object into it."""
    if depth > _DEEPEST:
        return
    attributes = node.attributes
    named = attributes.get("itemprop") or attributes.get("property") or ""
    scope = "itemscope" in attributes or "typeof" in attributes
    names = [re.split(r"[/:#]", name)[-1] for name in named.split()]
    if names:
        value: Any = _object(node, tree) if scope else _value(node, names[0])
        for name in names:
            made[name] = [*_several(made[name]), value] if name in made else value
    if not scope:  # what stands in an object is said of that one
        for child in node.iter():
            _collect(child, made, tree, depth + 1)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(node: LexborNode, name: str) -> str:
    attributes = node.attributes
    for attribute in ("content", "datetime", "value", _ADDRESSES.get(node.tag or "", "")):
        said = attributes.get(attribute) if attribute else None
        if said is not None and (attribute != "value" or node.tag in ("data", "meter")):
            return said.strip()
    return (node.html or "") if name in _MARKUP else " ".join(node.text(separator=" ").split())
