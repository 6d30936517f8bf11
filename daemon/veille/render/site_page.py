"""The metadata of a folder's page, in comments that no reader sees: the folder needs no other memory."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from veille.letters.layout import Layout
from veille.model import MessageKind

GENERATOR = '<meta name="generator" content="veille">'

# A page is one a minute, a kind and a message; in this order names sort as their letters were made.
_NAME = re.compile(r"(\d{4}-\d\d-\d\d-\d{4})-(alert|digest|first|health|say)-(\d{1,18})\.html", re.ASCII)
_LETTER = re.compile(r"<!--veille (\{.*?\})-->", re.DOTALL)
_SENT = re.compile(r'<meta name="veille" content="(tag:[^"\s]+) (\d{1,12})">')
_REGION = re.compile(r"<!--veille:(\w+)-->.*?<!--/veille:\1-->", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class PageFileName:
    """The name of a page's file: local minute, the message's number, its kind."""

    stamp: str  # "2026-11-23-0730"
    number: int
    kind: str

    @property
    def file(self) -> str:
        return f"{self.stamp}-{self.kind}-{self.number}.html"

    @property
    def month(self) -> str:
        return self.stamp[:7]

    @property
    def at(self) -> datetime:
        """The local minute, without its zone."""
        year, month, day, clock = self.stamp.split("-")
        return datetime(int(year), int(month), int(day), int(clock[:2]), int(clock[2:]))

    @property
    def listed(self) -> bool:
        """Return whether the index shows it: what fails, and words to try a channel, are not for later."""
        return self.kind in (MessageKind.DIGEST, MessageKind.ALERT)


def read_name(file: str) -> PageFileName | None:
    """Return the name of a page from that of a file, or None."""
    form = _NAME.fullmatch(file)
    if not form:
        return None
    name = PageFileName(form[1], int(form[3]), form[2])
    try:
        return name if name.at and name.file == file else None
    except ValueError:  # no day of any calendar
        return None


@dataclass(frozen=True, slots=True)
class PageStory:
    """A story on a page. `url` is empty or safe to link; matched words of `excerpt` are marked."""

    number: int
    title: str
    url: str
    origin: str
    excerpt: str

    @property
    def anchor(self) -> str:
        return f"s{self.number}"


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of a page on a topic; `count` is what stands beside it."""

    topic: str
    count: str
    stories: tuple[PageStory, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that lies in the folder: its name, contents, tag: URI, and when it was made (UTC seconds)."""

    name: PageFileName
    subject: str
    title: str
    lead: str
    groups: tuple[Group, ...]
    tag: str
    created: int
    html: str


def about(layout: Layout) -> Markup:
    """Return the comment with a page's contents; it can't be closed, or opened, from within."""
    contents = {
        "subject": layout.subject,
        "title": layout.kicker if layout.kind is MessageKind.DIGEST else "",
        "lead": layout.lead,
        "groups": [
            [
                block.heading or layout.heading,
                block.count or str(len(block.cards)),
                [[card.number, card.title, card.url, card.origin, card.excerpt] for card in block.cards],
            ]
            for block in layout.blocks
            if block.topical
        ],
    }
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&-":  # each stands in strings alone, and numbers here are never negative
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup("<!--veille {}-->").format(Markup(text))  # noqa: S704 - made harmless just above


def sent(tag: str, created: int) -> Markup:
    """Return the element that identifies the message of a page."""
    return Markup('<meta name="veille" content="{} {}">').format(tag, created)


def read(name: PageFileName, html: str) -> Sheet | None:
    """Parse the metadata of a page; None if it isn't one of ours, or has none."""
    letter, message = _LETTER.search(html), _SENT.search(html)
    if GENERATOR not in html or not letter or not message:
        return None
    try:
        contents: Mapping[str, Any] = json.loads(letter[1])
        groups = tuple(
            Group(topic, count, tuple(PageStory(*story) for story in stories))
            for topic, count, stories in contents["groups"]
        )
        return Sheet(
            name,
            contents["subject"],
            contents["title"],
            contents["lead"],
            groups,
            message[1],
            int(message[2]),
            html,
        )
    except (ValueError, TypeError, KeyError):  # written over by hand
        return None


def spliced(html: str, regions: Mapping[str, str]) -> str:
    """Return a page with what stands between its pairs of comments replaced; a region not given is emptied."""
    return _REGION.sub(
        lambda match: f"<!--veille:{match[1]}-->{regions.get(match[1], '')}<!--/veille:{match[1]}-->", html
    )
