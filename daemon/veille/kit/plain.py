"""Markup to plain text: what a reader would see, on one line."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

# Elements that begin a line of their own: without a space, "<p>un</p><p>deux</p>" would read "undeux",
# and with one around every element "l'<b>emploi</b>" would read "l' emploi".
# Written as a trie, a third of the time of a plain list of names.
_BLOCK = re.compile(
    r"<(?=/?(?:a(?:ddress|rticle|side)|b(?:lockquote|r)|c(?:aption|enter)|d(?:d|etails|iv|l|t)"
    r"|f(?:ieldset|ig(?:caption|ure)|ooter|orm)|h(?:[1-6]|eader|r)|i(?:frame|mg)|li|main|nav|o(?:l|ption)"
    r"|p(?:re)?|s(?:ection|ummary)|t(?:able|body|[dhr]|foot|head|itle)|ul)\b)",
    re.IGNORECASE,
)
_UNSEEN = ["script", "style", "template", "noscript", "iframe", "object", "svg", "math"]
_HAS_UNSEEN = re.compile(r"<(?:script|style|template|noscript|iframe|object|svg|math)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def from_markup(markup: str) -> str:
    """Return the text of an HTML fragment: no tags, no entities, runs of white space made one space."""
    if "<" in markup:
        tree = LexborHTMLParser(_BLOCK.sub(" <", markup))
        if _HAS_UNSEEN.search(markup):
            tree.strip_tags(_UNSEEN)
        markup = tree.body.text() if tree.body else ""
    elif "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.split())


def from_text(text: str) -> str:
    """Return what a source calls plain text, on one line; entities escaped once too often are resolved."""
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(text.split())
