"""A laid-out letter as HTML, for a mail or as a page that stands alone."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from veille.letters.layout import Layout
from veille.model import MARK, UNMARK
from veille.render import chart, site_page

_COMMAND = re.compile("`(veille [^`]+)`")


@cache
def templates() -> Environment:
    """Return the templates of letters and of the folder's pages; all that they show is escaped."""
    found = Environment(
        loader=PackageLoader("veille.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["marked"] = _marked
    found.filters["coded"] = _coded
    return found


def _marked(text: str, style: str = "") -> Markup:
    """Return text escaped, with its found words in <mark>."""
    opening = Markup('<mark class="found" style="{}">').format(style)
    marked = str(escape(text)).replace(MARK, opening).replace(UNMARK, "</mark>")
    return Markup(marked)  # noqa: S704 - escaped just above


def _coded(text: str, style: str) -> Markup:
    """Return text escaped, with each `veille …` of ours in <code>."""
    opening = Markup('<code class="ink" style="{}">').format(style)
    return Markup(_COMMAND.sub(lambda found: f"{opening}{found[1]}</code>", str(escape(text))))  # noqa: S704 - escaped


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
