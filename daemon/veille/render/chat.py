"""Chat messages: blocks of a letter written for what each service can show, and cut to how long it may be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from veille.letters.clip import cut, shorten
from veille.letters.layout import Block, Card, Layout, Line, Table
from veille.model import MARK, UNMARK, MessageKind

ChatFormat = Literal["text", "markdown", "mrkdwn", "html"]

ITEM = 600  # characters of one entry, its address not counted
LABEL = "\u00a0: "
_LEAST = 40  # characters below which an excerpt or a title is useless

# What each service shows, and how long it lets a message be, in UTF-16 units (as Telegram and Discord count;
# or in the units of _SIZES). Seen with Apprise 2.2: it reduces HTML to what Telegram knows, makes Slack's
# and Google's dialects from CommonMark (the form "mrkdwn"), and hands Markdown to the others as it is.
_SERVICES: dict[str, tuple[ChatFormat, int]] = {
    "tgram": ("html", 4096),
    "matrix": ("html", 20000),  # an event holds 65,536 bytes, and the text goes in it twice
    "discord": ("markdown", 2000),
    "gchat": ("mrkdwn", 4000),
    "guilded": ("markdown", 2000),
    "mmost": ("markdown", 4000),
    "nctalk": ("markdown", 32000),
    "rocket": ("markdown", 1000),
    "slack": ("mrkdwn", 35000),
    "webex": ("markdown", 7000),
    "zulip": ("markdown", 10000),
    "bluesky": ("text", 280),
    "freemobile": ("text", 160),
    "gotify": ("text", 32768),
    "irc": ("text", 380),
    "json": ("text", 32768),
    "mastodon": ("text", 500),
    "mqtt": ("text", 32768),
    "ntfy": ("text", 3500),  # beyond 4,096 bytes it becomes an attachment (ntfy, message-size-limit)
    "pover": ("text", 1024),
    "threema": ("text", 3500),
    "whatsapp": ("text", 1024),
    "xmpp": ("text", 10000),
}
_OTHER: tuple[ChatFormat, int] = ("text", 2000)


def units(text: str) -> int:
    """Return how long text is in UTF-16 units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def octets(text: str) -> int:
    """Return how long text is in UTF-8."""
    return len(text.encode("utf-8", "replace"))


def _published(text: str) -> int:
    # ntfy counts octets. Apprise sends a text as a file once its JSON, where each other character than ASCII takes six
    # or twelve, is longer than 8,000.
    return max(octets(text), (len(json.dumps(text)) + 1) // 2)


Size = Callable[[str], int]
# A line of IRC is 512 octets with its head (RFC 2812 §2.3), an event of Matrix 65,536 with all.
_SIZES: dict[str, Size] = {"irc": octets, "matrix": octets, "mqtt": octets, "ntfy": _published}


def service_size(schema: str) -> Size:
    """Return what a service's length is counted by."""
    name = schema.lower().removesuffix("://")
    return _SIZES.get(name) or _SIZES.get(name.removesuffix("s")) or units


def service_form(schema: str) -> tuple[ChatFormat, int]:
    """Return the form that a service (the schema of an Apprise URL) shows, and how long a message may be.

    The form is also what Apprise needs as `body_format`; "mrkdwn" is Markdown to it.
    """
    name = schema.lower().removesuffix("://")
    return _SERVICES.get(name) or _SERVICES.get(name.removesuffix("s")) or _OTHER


def pieces(blocks: Sequence[str], *, form: str, limit: int, size: Size = units) -> list[str]:
    """Return a letter's chat blocks as messages in a form ("text", "markdown", "mrkdwn" or "html").

    Each is at most `limit` long as `size` counts, and ends where a block ends: markup and addresses are never cut. A
    block that is too long alone loses of its excerpt first, then its other lines, then of its title.
    """
    writer = _WRITERS[form]
    out: list[str] = []
    for block in blocks:
        written = _fitted(_read(block), writer, limit, size)
        if not written:
            continue
        joined = f"{out[-1]}{writer.gap}{written}" if out else written
        if out and size(joined) <= limit:
            out[-1] = joined
        else:
            out.append(written)
    return out


# Writing in a form


@dataclass(frozen=True, slots=True)
class _Writer:
    """How one form writes text (which may stand at a line's start), emphasis, a link, a line end, a gap."""

    text: Callable[[str, bool], str]
    strong: Callable[[str], str]
    link: Callable[[str, str], str] | None  # None: the address stands on a line of its own
    line: str = "\n"
    blank: str = ""

    @property
    def gap(self) -> str:
        return f"{self.line}{self.blank}{self.line}"


# These wake everyone in a room (Discord, Mattermost, Slack): a title may not.
_CALLS = re.compile(r"@(?=(?:everyone|here|channel|all|room)\b)", re.IGNORECASE)
# What CommonMark, and Discord beside it, read as markup: anywhere, and at the start of a line only.
_MARKDOWN = re.compile(r"[\\`*\[\]<]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|")
_AT_START = re.compile(r"^(?:[-+=]+|\d+[.)]|#{1,6}|>+)")


def _in_text(text: str, starts: bool = False) -> str:
    return _CALLS.sub("@\u2060", text)


def _in_markdown(text: str, starts: bool) -> str:
    text = _MARKDOWN.sub(r"\\\g<0>", _in_text(text))
    return _AT_START.sub(lambda sign: f"{sign[0][:-1]}\\{sign[0][-1]}", text) if starts else text


# Slack shows the backslash that should escape (slackhq/slack-api-docs, issues 34 and 93), and Google Chat has no other
# way either: what would be markup there is written with characters that look like it.
_ALIKE = str.maketrans("*_~`\\", "\u2217\u02cd\u223c\u02cb\u2216")


def _in_mrkdwn(text: str, starts: bool) -> str:
    # CommonMark with no escape but those that Apprise takes away.
    text = re.sub(r"[\[\]<>]", r"\\\g<0>", _in_text(text).translate(_ALIKE))
    return re.sub("^#", r"\\#", text) if starts else text


def _in_html(text: str, starts: bool) -> str:
    return escape(_in_text(text))


_MARKDOWN_WRITER = _Writer(
    text=_in_markdown,
    strong=lambda text: f"**{text}**",
    link=lambda text, url: f"[{text}]({url.replace('(', '%28').replace(')', '%29')})",
)
_WRITERS: dict[str, _Writer] = {
    "text": _Writer(_in_text, lambda text: text, None),
    "markdown": _MARKDOWN_WRITER,
    "mrkdwn": replace(_MARKDOWN_WRITER, text=_in_mrkdwn),
    "html": _Writer(
        text=_in_html,
        strong=lambda text: f"<b>{text}</b>",
        link=lambda text, url: f'<a href="{escape(url)}">{text}</a>',
        line="<br>\n",
        blank="\u2060",  # Apprise drops an empty line on its way to Telegram
    ),
}


def _marked(text: str, writer: _Writer, *, starts: bool, strong: bool = False) -> str:
    out = []
    for place, piece in enumerate(re.split(f"[{MARK}{UNMARK}]", text)):
        written = writer.text(piece, starts and not place)
        out.append(writer.strong(written) if strong and place % 2 and written.strip() else written)
    return "".join(out)


# One block


_Lines = list[tuple[str, str]]


def _read(block: str) -> _Lines:
    lines = (line.partition("\t") for line in block.split("\n"))
    return [(role, text) for role, _, text in lines if text]


def _fitted(lines: _Lines, writer: _Writer, limit: int, size: Size) -> str:
    """Return the block written in at most `limit`, as `size` counts, shortened if it must be; empty if nothing fits."""
    entry = any(role == "title" for role, _ in lines)
    for shorter in _shortened(lines, min(limit, ITEM)):
        written = _written(shorter, writer)
        address = sum(units(text) for role, text in shorter if role == "url")
        if size(written) <= limit and (not entry or units(written) <= ITEM + address):
            return written
    return ""


def _shortened(lines: _Lines, limit: int) -> Iterator[_Lines]:
    """Yield the block whole, then ever shorter: what matters least goes first, the address last."""
    yield lines
    left = dict(lines)
    if "excerpt" in left:
        for size in range(min(len(left["excerpt"]), limit), _LEAST, -20):
            yield [(role, shorten(text, size) if role == "excerpt" else text) for role, text in lines]
    for left_out in ("excerpt", "copies", "why", "byline"):
        lines = [line for line in lines if line[0] != left_out]
        yield lines
    longest = max((len(text) for role, text in lines if role not in ("url", "link")), default=0)
    for size in range(min(longest, limit), 9, -10):
        yield [(role, text if role in ("url", "link") else cut(text, size)) for role, text in lines]
    if "url" in left or "link" in left:
        yield from _shortened([line for line in lines if line[0] not in ("url", "link")], limit)


def _written(lines: _Lines, writer: _Writer) -> str:
    url = next((text for role, text in lines if role == "url"), "")
    out: list[str] = []
    label, after_why = "", False
    for role, text in lines:
        starts = role not in ("head", "section", "title", "label", "link") and not label
        written = _marked(text, writer, starts=starts, strong=role == "excerpt")
        if role == "url":
            continue
        if role == "label":
            label = f"{writer.strong(written)}{LABEL}"
            continue
        if role == "copies" and after_why:
            out[-1] += f" · {_marked(text, writer, starts=False)}"
            continue
        after_why = role == "why"
        if role == "link":
            written = writer.link(written, text) if writer.link else text
        elif role == "title" and url and writer.link:
            written = writer.strong(writer.link(written, url))
        elif role in ("head", "section", "title"):
            written = writer.strong(written)
        out.append(label + written)
        label = ""
        if role == "section":
            out.append(writer.blank)
    if url and not writer.link:
        out.append(url)
    return writer.line.join(out)


# Blocks of lines "role<TAB>text", which are written as each service can show them. Roles: head, section, trend, title,
# url, byline, when, closes, excerpt, why, copies, label, text, link. No text holds a tab.


_SIGNS: Mapping[MessageKind | None, str] = {MessageKind.ALERT: "🔔 ", MessageKind.HEALTH: "⚠️ "}


def chat_blocks(layout: Layout) -> Iterator[str]:
    """Yield a letter's blocks, for `pieces`: its head, each entry, its foot."""
    sign = "✅ " if layout.over else _SIGNS.get(layout.kind, "")
    head = layout.heading if layout.kind in _SIGNS else f"{layout.kicker} · {layout.heading}"
    yield "\n".join(
        _roles([("head", sign + (head or layout.kicker)), ("text", layout.lead), *_line_parts(layout.before)])
    )
    for block in layout.blocks:
        if block.picture or (block.table and block.table.small):
            continue  # figures in many columns, which no chat keeps apart
        heading = f"{block.heading} ({block.count})" if block.count else block.heading
        trend = f"{block.trend.spark} {block.trend.text}" if block.trend else ""
        if block.lines:
            yield "\n".join(_roles([("section", heading), *_listed(block)]))
            heading = ""
        if block.table is not None:
            yield "\n".join(_roles([("section", heading), *_rows(block.table)]))
            heading = ""
        for card in block.cards:
            yield "\n".join(_roles([("section", heading), ("trend", trend), *_card_parts(card)]))
            heading = trend = ""
        if block.after or block.links:
            links = [pair for link in block.links for pair in (("label", link.label), ("link", link.href))]
            yield "\n".join(_roles([("section", heading), *_line_parts(block.after), *links]))
        if block.note:
            yield f"text\t{block.note}"
    for lines in (layout.after, layout.foot):
        if lines:
            yield "\n".join(_roles(_line_parts(lines)))


def _roles(lines: list[tuple[str, str]]) -> Iterator[str]:
    return (f"{role}\t{text}" for role, text in lines if text)


def _line_parts(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    out = []
    for line in lines:
        web = line.link.startswith("http")
        text = line.text if web else f"{line.text} {line.link}".strip()
        text = f"{text} {line.spark}" if line.spark else text
        out += [("label", line.label), ("text", text), ("link", line.link if web else "")]
    return out


def _rows(table: Table) -> list[tuple[str, str]]:
    return [("text", " ".join(cell.text for cell in row if cell.text)) for row in table.rows]


def _listed(block: Block) -> list[tuple[str, str]]:
    if block.flowing:
        return [("text", f"{line.text} {line.link}".strip()) for line in block.lines]
    return [
        (
            "text",
            " ".join(filter(None, (line.label, line.spark, line.text, line.link)))
            if line.label
            else f"• {line.text}",
        )
        for line in block.lines
    ]


def _card_parts(card: Card) -> list[tuple[str, str]]:
    return [
        ("title", f"{card.number}. {card.title}"),
        ("url", card.url),
        ("byline", card.byline),
        ("when", card.when),
        ("when", card.changed),
        ("closes", card.closes),
        ("excerpt", card.excerpt),
        ("why", card.why),
        ("copies", card.copies),
        ("text", card.newcomer),
        ("text", f"{card.ask.text} {card.ask.link}" if card.ask else ""),
    ]
