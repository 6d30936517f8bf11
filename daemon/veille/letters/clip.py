"""What is remote made fit for one line of a letter: cleaned, cut at words, its addresses safe to link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit

from veille.language.words import FIXED
from veille.model import MARK, UNMARK

SUBJECT = 60  # characters: what a phone shows of it
PREHEADER = 140  # characters: what a mail program shows after the subject
TITLE = 200
EXCERPT = 220

# Control characters, line and paragraph separators, and what reorders the text around it (Unicode TR 9,
# "Trojan Source"): none has a meaning in one line of a letter.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_UNSAFE = re.compile(
    r"""[\x00-\x20\x7f-\xa0"'<>\\^`{|}\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"""
)
_SPACES = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def plain(text: str, limit: int = TITLE) -> str:
    """Return remote text as one clean line of at most `limit` characters, cut at a word."""
    return cut(_clean(text).replace(MARK, "").replace(UNMARK, ""), limit)


def _clean(text: str) -> str:
    text = _SPACES.sub(" ", _SURROGATES.sub("\ufffd", text))
    return _UNWANTED.sub(lambda sign: sign[0] if sign[0] in MARK + UNMARK else "", text).strip(" ")


def cut(text: str, limit: int) -> str:
    """Return text, or its beginning up to a word and "…", in at most `limit` characters."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    head, space, _ = kept.rpartition(" ")
    if space and len(head) >= limit // 2 and not text[len(kept)].isspace():
        kept = head
    return kept.rstrip(" ,;:.·|/–—-(«“\u00a0\u202f") + "…" if limit > 0 else ""


def titled(make: Callable[[str], str], title: str) -> str:
    """Return make(title), the title cut at a word so that the whole is a subject."""
    return make(cut(title, SUBJECT - len(make(""))))


def shorten(excerpt: str, limit: int = EXCERPT) -> str:
    """Return a marked excerpt in at most `limit` characters, cut at words, its marks in pairs.

    It begins near the first found word when that lies too far on.
    """
    words: list[tuple[str, bool]] = []  # each with whether it is found
    inside = False
    pieces = re.split(f"([{MARK}{UNMARK}])", _clean(excerpt))
    for piece in pieces:
        if piece in (MARK, UNMARK):
            inside = piece == MARK
        else:
            words += [(word, inside) for word in re.findall(r"[^ ]+| ", piece)]
    first = next((i for i, (_, found) in enumerate(words) if found), 0)
    start = 0
    if sum(len(word) for word, _ in words[: first + 1]) > limit * 3 // 4:
        start, room = first, limit // 4
        while start and room > 0:
            start -= 1
            room -= len(words[start][0])
    room = limit - 4
    kept: list[tuple[str, bool]] = []
    for word, found in words[start:]:
        if len(word) > room:
            if not kept or len(word) > limit:  # one endless word
                kept.append((word[:room], found))
            kept.append((" …" if kept and kept[-1][0] != " " else "…", False))
            break
        kept.append((word, found))
        room -= len(word)
    if start:
        kept.insert(0, ("… " if kept and kept[0][0] != " " else "…", False))
    return re.sub("^… ", f"…{FIXED}", re.sub(" …$", f"{FIXED}…", _joined(kept).strip(" ")))


def _joined(words: Iterable[tuple[str, bool]]) -> str:
    out, open_ = "", False
    for word, found in words:
        if found != open_:
            out, open_ = out + (MARK if found else UNMARK), found
        out += word
    return out + (UNMARK if open_ else "")


def safe(url: str) -> str:
    """Return an http or https address fit for a link, with unsafe characters escaped; else an empty string."""
    url = re.sub(r"[\x00-\x1f\x7f]", "", url).strip()  # as browsers do (WHATWG URL, 4.4)
    try:
        parts = urlsplit(url)
        url.encode()
        host = parts.hostname
    except ValueError:  # a lone surrogate is one too
        return ""
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\\]", parts.netloc):
        return ""
    return parts.scheme + _UNSAFE.sub(lambda sign: quote(sign[0]), url[len(parts.scheme) :])
