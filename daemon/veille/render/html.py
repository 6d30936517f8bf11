"""A laid-out letter as HTML, for a mail or as a page that stands alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from veille.language.words import Words
from veille.letters.layout import Layout
from veille.model import MARK, UNMARK
from veille.render import chart, site_page

_COMMAND = re.compile("`(veille [^`]+)`")


@cache
def templates() -> Environment:
    """Return the templates of letters and of the folder's pages; all that they show is escaped."""
    environment = Environment(
        loader=PackageLoader("veille.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = _marked
    environment.filters["coded"] = _coded
    return environment


def _marked(text: str, style: str = "") -> Markup:
    """Return text escaped, with its matched words in <mark>."""
    opening = Markup('<mark class="found" style="{}">').format(style)
    marked = str(escape(text)).replace(MARK, opening).replace(UNMARK, "</mark>")
    return Markup(marked)  # noqa: S704 - escaped just above


def _coded(text: str, style: str) -> Markup:
    """Return text escaped, with each `veille …` of ours in <code>."""
    opening = Markup('<code class="ink" style="{}">').format(style)
    return Markup(_COMMAND.sub(lambda match: f"{opening}{match[1]}</code>", str(escape(text))))  # noqa: S704 - escaped


MOST = 95_000  # bytes of HTML: Gmail shows 102 KB of a mail, and hides the foot of what is longer


def mail_html(layout: Layout, words: Words) -> str:
    """Return a letter's HTML for a mail, no larger than mail programs show: what has no room is counted in its place."""
    html = html_of(layout, words.language, standalone=False)
    fits, too_many = 0, sum(len(block.cards) for block in layout.blocks)
    if len(html.encode()) <= MOST or not too_many:
        return html
    best = ""
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        html = html_of(_shortened(layout, tried, words), words.language, standalone=False)
        if len(html.encode()) <= MOST:
            fits, best = tried, html
        else:
            too_many = tried
    return best or html_of(_shortened(layout, 0, words), words.language, standalone=False)


def _shortened(layout: Layout, most: int, words: Words) -> Layout:
    """Return a letter with `most` cards, of each part in turn, and a line in each part on those left out."""
    share = [0] * len(layout.blocks)
    left = most
    while left and any(kept < len(block.cards) for kept, block in zip(share, layout.blocks, strict=True)):
        for number, block in enumerate(layout.blocks):
            if left and share[number] < len(block.cards):
                share[number], left = share[number] + 1, left - 1
    blocks = []
    for kept, block in zip(share, layout.blocks, strict=True):
        more = words.say_n(
            "{n} more stands in this mail's plain text: it would be too long to be shown whole.",
            "{n} more stand in this mail's plain text: it would be too long to be shown whole.",
            n=len(block.cards) - kept,
        )
        cut = kept < len(block.cards)
        note = " ".join(filter(None, (more, block.note))) if cut else block.note
        blocks.append(replace(block, cards=block.cards[:kept], note=note))
    return replace(layout, blocks=tuple(blocks))


def html_of(layout: Layout, language: str, *, standalone: bool) -> str:
    """Return a letter's HTML: for a mail, or (`standalone`) as a web page for a folder."""
    template = templates().get_template("letter.html")
    about = site_page.about(layout) if standalone else ""
    return template.render(
        layout=layout,
        language=language,
        standalone=standalone,
        about=about,
        cid=chart.CID,
        width=chart.WIDTH,
        height=chart.height,
    )
