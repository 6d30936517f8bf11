"""Chat messages: blocks of a letter written for what each service can show, and cut to how long it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote

from veille.model import MARK, UNMARK
from veille.notify.page import cut, shorten

Form = Literal["text", "markdown", "html"]

ITEM = 600  # signs of one entry, its address not counted
_LEAST = 40  # signs below which an excerpt or a title says nothing

# What Apprise sends for each service, and how long the service lets it be, in UTF-16 units (as Telegram and
# Discord count; no service counts in larger ones). HTML and Markdown only where Apprise hands them on as
# such: it makes Slack's own dialect from CommonMark, and reduces HTML to what Telegram knows.
_SERVICES: dict[str, tuple[Form, int]] = {
    "tgram": ("html", 4096),
    "discord": ("markdown", 2000),
    "slack": ("markdown", 35000),
    "matrix": ("html", 20000),  # an event holds 65,536 bytes, and the text goes in it twice
    "matrixs": ("html", 20000),
    "cliq": ("markdown", 5000),
    "gchat": ("markdown", 4000),
    "webex": ("markdown", 7000),
    "wxteams": ("markdown", 7000),
    "guilded": ("markdown", 2000),
    "rocket": ("markdown", 1000),
    "rockets": ("markdown", 1000),
    "mmost": ("text", 4000),
    "mmosts": ("text", 4000),
    "nctalk": ("text", 32000),
    "nctalks": ("text", 32000),
    "zulip": ("text", 10000),
    "ntfy": ("text", 3500),  # what is over 4,096 bytes becomes an attachment (ntfy, message-size-limit)
    "ntfys": ("text", 3500),
    "gotify": ("text", 32768),
    "gotifys": ("text", 32768),
    "signal": ("text", 2000),
    "signals": ("text", 2000),
    "irc": ("text", 380),
    "ircs": ("text", 380),
    "xmpp": ("text", 10000),
    "xmpps": ("text", 10000),
    "mqtt": ("text", 32768),
    "mqtts": ("text", 32768),
    "whatsapp": ("text", 1024),
    "pover": ("text", 1024),
    "threema": ("text", 3500),
    "mastodon": ("text", 500),
    "mastodons": ("text", 500),
    "bluesky": ("text", 280),
    "freemobile": ("text", 160),
    "json": ("text", 32768),
    "jsons": ("text", 32768),
}
_OTHER: tuple[Form, int] = ("text", 2000)


def service_form(schema: str) -> tuple[Form, int]:
    """Return the form in which a service (an Apprise URL's schema) shows text, and the length of one message."""
    return _SERVICES.get(schema.lower().removesuffix("://"), _OTHER)


def pieces(blocks: Sequence[str], *, form: str, limit: int) -> list[str]:
    """Return a letter's chat blocks as messages in a form ("text", "markdown" or "html").

    Each is at most `limit` UTF-16 units, and ends where a block ends: markup and addresses are never cut. A
    block that is too long alone loses of its excerpt first, then its other lines, then of its title.
    """
    writer = _WRITERS[form]
    out: list[str] = []
    for block in blocks:
        written = _fitted(_read(block), writer, limit)
        if not written:
            continue
        joined = f"{out[-1]}{writer.gap}{written}" if out else written
        if out and units(joined) <= limit:
            out[-1] = joined
        else:
            out.append(written)
    return out


def units(text: str) -> int:
    """Return how long text is in UTF-16 units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


# Writing in a form


@dataclass(frozen=True, slots=True)
class _Writer:
    """How one form writes text, emphasis, a link, a line end, and what parts two blocks."""

    text: Callable[[str], str]
    strong: Callable[[str], str]
    link: Callable[[str, str], str] | None  # None: the address stands on a line of its own
    line: str
    gap: str


# These wake everyone in a room (Discord, Mattermost, Slack): a title may not.
_CALLS = re.compile(r"@(?=(?:everyone|here|channel|all|room)\b)", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_~\[\]<>|#]|(?:^|(?<=\s))(?:[-+=]|\d+[.)])(?=\s|$)|!(?=\[))")


def _quiet(text: str) -> str:
    return _CALLS.sub("@\u2060", text)


def _in_markdown(text: str) -> str:
    """Return text whose signs CommonMark would read as markup are escaped."""
    return _MARKDOWN.sub(lambda sign: sign[0][:-1] + "\\" + sign[0][-1], _quiet(text))


def _in_html(text: str) -> str:
    return escape(_quiet(text), quote=True)


_WRITERS: dict[str, _Writer] = {
    "text": _Writer(_quiet, lambda text: text, None, "\n", "\n\n"),
    "markdown": _Writer(
        text=_in_markdown,
        strong=lambda text: f"**{text}**",
        link=lambda text, url: f"[{text}]({quote(url, safe=':/?#@!$&+,;=%~*.-')})",
        line="\n",
        gap="\n\n",
    ),
    "html": _Writer(
        text=_in_html,
        strong=lambda text: f"<b>{text}</b>",
        link=lambda text, url: f'<a href="{escape(url)}">{text}</a>',
        line="<br>\n",
        gap="<br>\n<br>\n",
    ),
}


def _marked(text: str, writer: _Writer, strong: bool) -> str:
    out = []
    for place, piece in enumerate(re.split(f"[{MARK}{UNMARK}]", text)):
        written = writer.text(piece)
        out.append(writer.strong(written) if strong and place % 2 and written.strip() else written)
    return "".join(out)


# One block


def _read(block: str) -> list[tuple[str, str]]:
    lines = (line.partition("\t") for line in block.split("\n"))
    return [(role, text) for role, _, text in lines if text]


def _fitted(lines: list[tuple[str, str]], writer: _Writer, limit: int) -> str:
    """Return the block written in at most `limit` units, shortened if it must be; empty if nothing fits."""
    wanted = min(limit, ITEM) if any(role == "title" for role, _ in lines) else limit
    for shorter in _shortened(lines, wanted, writer):
        written = _written(shorter, writer)
        address = sum(units(text) for role, text in shorter if role == "url")
        if units(written) <= min(limit, wanted + address):
            return written
    return ""


def _shortened(lines: list[tuple[str, str]], limit: int, writer: _Writer) -> Iterator[list[tuple[str, str]]]:
    """Yield the block whole, then ever shorter: what matters least goes first."""
    yield lines
    for role, cutting in (("excerpt", shorten), ("copies", None), ("why", None), ("byline", None)):
        place = next((i for i, (each, _) in enumerate(lines) if each == role), None)
        if place is None:
            continue
        if cutting is not None:
            for size in range(min(len(lines[place][1]), limit), _LEAST, -20):
                yield [*lines[:place], (role, cutting(lines[place][1], size)), *lines[place + 1 :]]
        lines = lines[:place] + lines[place + 1 :]
        yield lines
    longest = max((len(text) for role, text in lines if role not in ("url", "link")), default=0)
    for size in range(min(longest, limit), 0, -10 if limit > 100 else -1):
        yield [(role, text if role in ("url", "link") else cut(text, size)) for role, text in lines]
    yield [(role, cut(text, max(limit // 2, 1))) for role, text in lines if role not in ("url", "link")]
    yield [(role, cut(text, 20)) for role, text in lines[:1]]


def _written(lines: list[tuple[str, str]], writer: _Writer) -> str:
    url = next((text for role, text in lines if role == "url"), "")
    out: list[str] = []
    label = ""
    for role, text in lines:
        if role == "url" or (role == "label"):
            label = text if role == "label" else label
            continue
        written = _marked(text, writer, strong=role == "excerpt")
        if role == "link" and text.startswith(("http://", "https://")):
            written = writer.link(writer.text(text), text) if writer.link else text
        elif role == "title" and url and writer.link:
            written = writer.strong(writer.link(written, url))
        elif role in ("head", "section", "title"):
            written = writer.strong(written)
        if label:
            written, label = f"{writer.strong(writer.text(label))}\u00a0: {written}", ""
        out.append(written)
        if role == "section" and out:
            out.append("")
    if url and not writer.link:
        place = next((i for i, (role, _) in enumerate(lines) if role == "why"), len(out))
        out.insert(min(place, len(out)), url)
    return writer.line.join(out)
