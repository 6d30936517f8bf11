"""The main text of a page: what is left without navigation, banners, asides and forms.

Our own, since no library met the need. On two made pages of 100 KB, prose and cards, on one machine: trafilatura
20-31 and 88-169 ms, and half of the cards' text lost; readability 22 and 55 ms, with the same loss; Resiliparse 2 and
7 ms, but it takes lists for navigation by their class, and the banner that most French sites have for content. Here
it is 4 and 6 ms. What is wanted is not an article's text but the same text from day to day: nothing here weighs or
guesses, elements are left out by what they say they are. `make eval-pages` measures it again.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from veille.kit.html import HtmlDocument, lines

_UNSEEN = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "canvas",
    "video",
    "audio",
]
_NO_TEXT = "button, select, textarea, datalist, dialog, [hidden], [aria-hidden=true], [aria-modal=true]"
_AROUND = (
    "nav, aside, [role=navigation], [role=search], [role=complementary], [role=dialog], [role=alertdialog],"
    " [role=banner], [role=contentinfo], :is(header, footer):not(main *, article *, section *, li *)"
)
# Banners, ways through the site and invitations, by the names that their authors or their makers gave them.
_NAMES = (
    "cookie", "consent", "tarteaucitron", "onetrust", "didomi", "axeptio", "gdpr", "rgpd", "breadcrumb", "fil-ariane",
    "fil-d-ariane", "fil_ariane", "filariane", "skip-link", "newsletter", "pagination", "navbar", "main-menu", "mainmenu",
    "share-", "sharing", "social-links", "social-icons", "social-media",
)  # fmt: skip
# Makers of banners whose names are words, or may be a company's own.
_MAKERS = (
    "#sd-cmp, #usercentrics-root, #orejime, #klaro, #iubenda-cs-banner, #termly-code-snippet-support, .qc-cmp2-container,"
    " .osano-cm-window"
)
_NAMED = ", ".join(f"[class*={name} i], [id*={name} i]" for name in _NAMES)
_HIDDEN = "[style*='display:none' i], [style*='display: none' i]"
_NOISE = ", ".join((_NO_TEXT, _AROUND, _NAMED, ".ariane, #ariane", _MAKERS, _HIDDEN))
# A line of a banner that has no name: one that says what cookies are good for, or asks for leave.
_BANNER = re.compile(
    r"accept|consent|refus|audience|expérience|experience|préférences|preferences|paramétr|our site|ce site"
)
_WHOLE = frozenset(("html", "body", "main"))
_LEAST = 200  # characters: a <main> with less may be an empty frame


def main_text(document: HtmlDocument) -> list[str]:
    """Return the lines of a page's main text. Takes the rest out of the document's tree."""
    tree = document.tree
    tree.strip_tags(_UNSEEN)
    body = tree.body
    if body is None:
        return []
    most = len(body.text()) // 2
    # Children first: to take out a parent frees them too.
    for node in reversed(tree.css(_NOISE)):
        if not _holds_the_page(node, most):
            node.decompose()
    found = [lines(node) for node in tree.css("main, [role=main]")]
    best = max(found, key=_size, default=[])
    text = best if _size(best) >= _LEAST else lines(body)
    return [line for line in text if not ("cookie" in line.lower() and _BANNER.search(line.lower()))]


def _holds_the_page(node: LexborNode, most: int) -> bool:
    """Return whether an element that calls itself something aside is the page: <body class="cookies-unset">."""
    if node.tag in _WHOLE or len(node.text()) > most:
        return True
    return node.tag != "nav" and node.css_first("main, h1") is not None


def _size(text: list[str]) -> int:
    return sum(map(len, text))
