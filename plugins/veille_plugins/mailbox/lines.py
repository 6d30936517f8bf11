"""A mail's HTML or text to lines, each with the links that stand on it: what a reader would see, and nothing more."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details"),
        *("div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_UNSEEN = frozenset(
    ("head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong"))
# A mail's first line in the list of mails, which the mail itself hides.
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:px)?(?:;|$)|max-height:0(?:px)?(?:;|$)"
)
_BLANKS = re.compile(r"[\s\u00ad\u034f\u200b-\u200f\u2060\ufeff]+")
_RULE = re.compile(r"[\W_]{3,}")
_LINK = re.compile(r"<?(https?://[^\s<>\"]+)>?", re.IGNORECASE)
# RFC 3986 appendix C: within angle brackets, line ends are no part of an address.
_BROKEN_LINK = re.compile(r"<https?://[^<>\s]+(?:[ \t]*\r?\n[ \t]*[^<>\s]+){1,8}[ \t]*>", re.IGNORECASE)
# Some say DelSp and write one space all the same: between words of letters it is one, but in an address.
_BETWEEN_WORDS = re.compile(r"(?:^|\s)(?!\S*://)[^\s\u2e80-\uffff]*[^\W\d_\u2e80-\uffff][,;:.!?)»”\"']* $")
_LEAD = re.compile(r"[^:]{0,60}:?")  # "Voir l'offre :", before the address
# Elements that may stand in themselves: what never closes them nests them ever deeper. Not those that hold nothing,
# nor those whose end may be left out (HTML §13.1.2.4).
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|body|br|col|colgroup|dd|dt|embed|head|hr|html|img|input|li|link|meta|optgroup|option|p"
    r"|param|rp|rt|source|tbody|td|tfoot|th|thead|tr|track|wbr)\b)[a-z]",
    re.IGNORECASE,
)
_DEEPEST = (
    400  # of them in one another: the parser's time grows with the square, and mails nest some thirty tables
)
_TAGS = re.compile(r"(?:<[^<>]*>\s*)+")
MOST = 20_000  # lines of one mail that are read


@dataclass(slots=True)
class MailLine:
    """A line as it is seen; `links` are (address, what is linked); `heading` where all of it is bold or a heading.

    `path` names the elements that its first word stands in, outermost first, and `within` numbers them: two lines of the
    same element have its number.
    """

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    heading: bool = False
    path: tuple[str, ...] = ()
    within: tuple[int, ...] = ()


def from_html(markup: str) -> list[MailLine]:
    """Return the lines of an HTML document. Nothing that it names is loaded, nothing in it runs."""
    if _too_deep(markup):
        return from_text(html.unescape(_TAGS.sub("\n", markup[max(markup.find("<body"), 0) :])))
    tree = LexborHTMLParser(markup)
    reader = _LineReader()
    root = tree.body
    node = root.child if root is not None else None
    # Down by hand rather than by recursion: a mail may nest its tables as deep as it likes.
    while node is not None and root is not None and len(reader.lines) < MOST:
        if reader.enter(node) and node.child is not None:
            node = node.child
            continue
        while node is not None:
            reader.leave(node)
            if node.next is not None:
                node = node.next
                break
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                node = None
    reader.flush()
    return reader.lines


def _too_deep(markup: str) -> bool:
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth += -1 if tag[1] else 1
        if depth > _DEEPEST:
            return True
    return False


class _LineReader:
    """Collects what stands on a line until the next begins."""

    def __init__(self) -> None:
        self.lines: list[MailLine] = []
        self._pieces: list[str] = []
        self._links: list[tuple[str, list[str]]] = []
        self._hrefs: list[str] = []
        self._headings = 0
        self._plain = False
        self._open: list[tuple[str, int]] = []
        self._elements = 0
        self._where: tuple[tuple[str, int], ...] = ()

    def enter(self, node: LexborNode) -> bool:
        """Take a node in; return whether its children are to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text(deep=False))
            return False
        if tag.startswith("-") or tag in _UNSEEN:
            return False
        if tag in _BLOCKS:
            self.flush()
        self._elements += 1
        self._open.append((tag, self._elements))
        if tag == "a":
            href = str(node.attributes.get("href") or "").strip()
            self._hrefs.append(href)
            self._begin_link(href)
        self._headings += tag in _HEADINGS
        style = node.attributes.get("style")
        return not (style and _HIDDEN.search("".join(style.lower().split())))

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if self._open and not tag.startswith("-") and tag not in _UNSEEN:
            self._open.pop()
        if tag in _BLOCKS:
            self.flush()
        if tag == "a" and self._hrefs:
            self._hrefs.pop()
        if tag in _HEADINGS and self._headings:
            self._headings -= 1

    def flush(self) -> None:
        text = _BLANKS.sub(" ", "".join(self._pieces)).strip()
        links = [(href, _BLANKS.sub(" ", "".join(said)).strip()) for href, said in self._links]
        if text or links:
            names, numbers = zip(*self._where, strict=True) if self._where else ((), ())
            self.lines.append(MailLine(text, links, bool(text) and not self._plain, names, numbers))
        self._pieces, self._links, self._plain, self._where = [], [], False, ()
        if self._hrefs:  # a link that goes on over several lines stands on each
            self._begin_link(self._hrefs[-1])

    def _begin_link(self, href: str) -> None:
        if href.lower().startswith(("http://", "https://")):
            self._links.append((href, []))

    def _text(self, text: str) -> None:
        self._pieces.append(text)
        if not self._where and text.strip():
            self._where = tuple(self._open)
        if self._hrefs and self._links and self._links[-1][0] == self._hrefs[-1]:
            self._links[-1][1].append(text)
        if text.strip() and not self._headings:
            self._plain = True


def unflowed(text: str, *, without_space: bool) -> str:
    """Return a text of format=flowed with its lines whole (RFC 3676): `without_space` where DelSp=yes."""
    out: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        quoted = line.startswith(">")
        line = line if quoted else line.removeprefix(" ")  # §4.4: space-stuffed
        flows = line.endswith(" ") and line != "-- "
        piece = line[:-1] if flows and without_space and not _BETWEEN_WORDS.search(line) else line
        if goes_on and not quoted:
            out[-1] += piece
        else:
            out.append(piece)
        goes_on = flows and not quoted
    return "\n".join(out)


def from_text(text: str) -> list[MailLine]:
    """Return the lines of a plain text; an address alone on its line belongs to the first line of what it follows.

    That is how alerts write an entry: title, employer, place, then "View job: https://…".
    """
    lines: list[MailLine] = []
    began, began_before, blank = 0, 0, True
    text = _BROKEN_LINK.sub(lambda link: "".join(link[0].split()), text)
    for raw in text.splitlines()[:MOST]:
        said = _BLANKS.sub(" ", raw).strip()
        if not said or _RULE.fullmatch(said):
            if not blank:
                began_before, began = began, len(lines)
            if said:
                began_before = began = len(lines)
            blank = True
            continue
        found = _LINK.search(said)
        words = _LINK.sub("", said).strip()
        if found is None:
            lines.append(MailLine(said))
        elif _LEAD.fullmatch(words) and (words.endswith(":") or not words) and began_before < len(lines):
            first = lines[began if began < len(lines) else began_before]
            first.links.append((found[1], first.text))
            first.path = ("entry",)  # the first of a block that ends in a link
        else:
            lines.append(MailLine(words or found[1], [(found[1], words)]))
        blank = False
    return lines
