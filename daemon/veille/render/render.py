"""A letter written for a reader: subject, plain text, HTML and chat blocks, all with the same content."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from veille.language.words import Words
from veille.letters.compose import Letter, compose
from veille.letters.letter import Rendered
from veille.render import chart
from veille.render.chat import chat_blocks
from veille.render.html import html_of, mail_html
from veille.render.text import text_of


def render(letter: Letter, *, language: str, timezone: ZoneInfo, now: datetime, name: str = "") -> Rendered:
    """Return the letter for a reader: `language` is "fr" or "en", `name` whose watch it is, `now` aware.

    The subject has 60 characters at most, and no line end; the text has 72 columns, but for addresses, which
    stand alone on their line; the HTML needs nothing from elsewhere but the `picture`, where there is one; `chat` is
    for chat.pieces.
    """
    words = Words(language, timezone, now)
    layout = compose(letter, words, name)
    return Rendered(
        subject=layout.subject,
        text=text_of(layout),
        html=mail_html(layout, words),
        chat=tuple(chat_blocks(layout)),
        picture=chart.drawn(layout),
    )


def render_page(letter: Letter, *, language: str, timezone: ZoneInfo, now: datetime, name: str = "") -> str:
    """Return a letter as a web page that stands alone, for a folder: the same content as its mail."""
    words = Words(language, timezone, now)
    layout = compose(letter, words, name)
    return chart.embedded(html_of(layout, words.language, standalone=True), chart.drawn(layout))
