"""A web page taken in: its text by the right encoding, its tree, and what it says of itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from veille import Page, SourceError, failure
from veille.kit.addresses import absolute
from veille.kit.charsets import of_markup, of_server

LARGE = 20_000
"""Bytes from which on a page is read in a worker: more would hold up the loop for over 5 ms."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# WHATWG Encoding: what calls itself so is windows-1252.
_LATIN = frozenset(("iso-8859-1", "latin-1", "latin1", "iso8859-1", "l1", "ascii", "us-ascii"))
_NOT_PAGES = re.compile(
    r"\s*(?:image|audio|video|font)/|\s*application/(?:pdf|zip|octet-stream|msword|vnd\.)", re.IGNORECASE
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL
)

# Elements before and after which a line ends. A form feed marks it: in HTML it is white space, so the parser leaves
# it where it is, in tables too. Written as a trie, a third of the time of a plain list of names.
_BREAK = re.compile(
    r"<(?=/?(?:a(?:ddress|rticle|side)|b(?:lockquote|ody|r|utton)|c(?:aption|enter)|d(?:d|etails|ialog|iv|l|t)"
    r"|f(?:ieldset|ig(?:caption|ure)|ooter|orm)|h(?:[1-6r]|eader|group)|i(?:frame|mg|nput)|l(?:abel|egend|i)|main|nav"
    r"|o(?:l|ption)|p(?:re)?|s(?:ection|elect|ummary)|t(?:able|body|[dhr]|foot|head|itle|extarea)|ul)[\s>/])",
    re.IGNORECASE,
)
_SPANS = ("</span><span", "</span> <span")  # of a template: "directrice" and "Lyon", never "directriceLyon"
_IN_TABLES = frozenset(
    ("tbody", "thead", "tfoot", "tr", "td", "th", "caption")
)  # elsewhere a parser drops them
# Where a link ends and a picture stands, as characters that no text has: the parser leaves them where they are.
_LINK, _PICTURE, _SLOW_LINK = "\x03", "\x04", "\x05"
_SOURCES = ("data-src", "data-lazy-src", "src")
_JOINTS = (" | ", " — ", " – ", " - ", " · ", " • ", " :: ")
_LONGEST_SHOWN = 80
_TITLE = re.compile(rb"<title[\s>].*?</title\s*>", re.IGNORECASE | re.DOTALL)
_HEAD = 100_000  # bytes in which a title is looked for


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """A page: `url` is what its links are relative to; `at` names it in a sentence: host and path, never the query.

    `title` is its own, without the site's name where that is known; what it doesn't say is "".
    """

    url: str
    at: str
    tree: LexborHTMLParser
    title: str
    site: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page: where in its text links end, and where they lead, as it is written.

    Of a picture the first is its own address, the second where a click on it leads.
    """

    text: str
    links: tuple[tuple[int, str], ...] = ()
    picture: bool = False


def read(page: Page, *, broken: bool = True) -> HtmlDocument:
    """Return a page taken in, its text `broken` into lines or not. Raises SourceError for what is no page."""
    at = shown(page.url)
    if not page.body.strip():
        raise SourceError(failure("{at} is empty", at=at))
    kind = page.headers.get("content-type", "").partition(";")[0].strip()
    if _NOT_PAGES.match(kind) or page.body.startswith(b"%PDF"):
        raise SourceError(
            failure("{at} is no web page but a file ({kind})", at=at, kind=kind or "application/pdf")
        )
    if page.body.lstrip()[:1] in (b"{", b"["):
        raise SourceError(
            failure("{at} is no web page but JSON: say with  json = …  which of it are the items", at=at)
        )
    if _FEED.match(page.body[:2000]):
        raise SourceError(failure('{at} is no web page but a feed: follow it with  kind = "feed"', at=at))
    text = text_of(page)
    tree = LexborHTMLParser(_in_lines(text) if broken else text)
    head = tree.head
    base = head.css_first("base[href]") if head else None
    said = _metas(head)
    site = said.get("og:site_name") or said.get("application-name") or ""
    language = (tree.root.attributes.get("lang") or "") if tree.root else ""
    return HtmlDocument(
        absolute(page.url, base.attributes.get("href") or "") or page.url if base else page.url,
        at,
        tree,
        _title(line(head.css_first("title") if head else None) or line(tree.css_first("h1")), site),
        site,
        said.get("description") or said.get("og:description") or "",
        language.strip()[:20],
    )


def text_of(page: Page) -> str:
    """Return a page's text: by its byte order mark, as UTF-8 where it is that, else as the server or it says.

    UTF-8 before what is declared, unlike WHATWG: bytes that happen to be UTF-8 are, and a server that begins
    to name another charset has changed nothing that a reader sees.
    """
    for mark, encoding in _MARKS:
        if page.body.startswith(mark):
            return page.body[len(mark) :].decode(encoding, "replace")
    declared = of_server(page) or of_markup(page.body, within=4096)
    if not page.body.isascii() or not declared:
        try:
            return page.body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if not declared or declared.lower() in _LATIN:
        declared = "windows-1252"
    try:
        return page.body.decode(declared, "replace")
    except LookupError:
        return page.body.decode("windows-1252", "replace")


def lines_of(node: LexborNode) -> list[str]:
    """Return the text of an element as lines, where its document was not broken into them."""
    markup = f"<table>{node.html}" if node.tag in _IN_TABLES else node.html or ""
    body = LexborHTMLParser(_in_lines(markup)).body
    return lines(body) if body else []


def lines(node: LexborNode) -> list[str]:
    """Return the text of an element of an HtmlDocument as lines, as a reader would see them; none is empty."""
    text = _unmarked(node.text())
    return [" ".join(words) for part in text.split("\f") if (words := part.split())]


def linked_lines(nodes: Sequence[LexborNode]) -> list[TextLine]:
    """Return the text of elements of a `broken` HtmlDocument as lines, with where links end and lead, and its pictures."""
    found: list[TextLine] = []
    before: int | None = None
    for node in nodes:
        anchors, pictures = node.css("a"), node.css("img")
        text = node.text()
        if text.count(_LINK) != len(anchors):  # not all are closed as they are by most
            text = ""
            for anchor in anchors:
                anchor.insert_child(_SLOW_LINK)
            text = node.text().replace(_LINK, "").replace(_SLOW_LINK, _LINK)
        leads = iter([anchor.attributes.get("href") or "" for anchor in anchors])
        shown = iter(pictures if text.count(_PICTURE) == len(pictures) else ())
        for part in text.split("\f"):
            words = part.replace(_PICTURE, " ").split()
            if _LINK in part:
                *pieces, last = " ".join(words).split(_LINK)
                ends, said = [], ""
                for piece in pieces:
                    said += piece
                    if href := next(leads, ""):
                        ends.append((len(said), href))
                if (said + last).strip():
                    found.append(TextLine((said + last).strip(), tuple(ends)))
                elif ends:  # around a picture
                    if before is None:
                        found.append(TextLine("", ((0, ""), ends[-1]), picture=True))
                    else:
                        found[before] = replace(
                            found[before], links=((found[before].links or ((0, ""),))[0], ends[-1])
                        )
            elif words:
                found.append(TextLine(" ".join(words)))
            before = None  # the picture that ends this line
            for _ in range(part.count(_PICTURE) if pictures else 0):
                if (picture := next(shown, None)) is not None and (seen := _picture(picture)):
                    found.append(seen)
                    before = len(found) - 1
    return found


def _picture(node: LexborNode) -> TextLine | None:
    """Return what a picture says of itself, None where that is nothing: most pictures are for the eye alone."""
    said = node.attributes
    address = next((said[name] for name in _SOURCES if (said.get(name) or "data:")[:5] != "data:"), "") or ""
    alt = " ".join((said.get("alt") or "").split())
    if not alt and ("alt" in said or not address):
        return None
    return TextLine(alt, ((len(alt), address),) if address else (), picture=True)


def line(node: LexborNode | None) -> str:
    """Return the text of an element of an HtmlDocument on one line."""
    return " ".join(_unmarked(node.text()).split()) if node else ""


def shown(url: str) -> str:
    """Return the host and path of a page that came, as a sentence may say them."""
    parts = urlsplit(url)
    path = "" if parts.path == "/" else parts.path
    name = f"{parts.hostname or ''}{path}"
    return name if len(name) <= _LONGEST_SHOWN else f"{name[: _LONGEST_SHOWN - 1]}…"


def page_title(body: bytes) -> str:
    """Return the title of the web page that bytes begin as, on one line and in short; "" where there is none."""
    found = _TITLE.search(body[:_HEAD])
    if found is None:
        return ""
    title = LexborHTMLParser(text_of(Page("", body=body[: found.end()]))).css_first("title")
    words = title.text().split() if title is not None else ()
    text = "".join(char for char in " ".join(words) if char.isprintable())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _unmarked(text: str) -> str:
    return text.replace(_LINK, "").replace(_PICTURE, "")


def _in_lines(markup: str) -> str:
    marked = (
        _unmarked(markup)
        .replace("\f", " ")
        .replace(*_SPANS)
        .replace("</a>", f"{_LINK}</a>")
        .replace("<img", f"{_PICTURE}<img")
    )
    return _BREAK.sub("\f<", marked)


def _metas(head: LexborNode | None) -> dict[str, str]:
    """Return what a page's head says of it, by name; the first of each."""
    said: dict[str, str] = {}
    for node in head.css("meta[content]") if head else ():
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        said.setdefault(name.lower(), " ".join((node.attributes.get("content") or "").split())[:1000])
    return said


def _title(title: str, site: str) -> str:
    """Return a title without the name of the site, before or after it."""
    for joint in _JOINTS:
        first, found, last = title.rpartition(joint)
        if found and site and last.casefold() == site.casefold():
            return first
        first, found, last = title.partition(joint)
        if found and site and first.casefold() == site.casefold():
            return last
    return title[:300]
