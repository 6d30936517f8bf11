"""What lists the pages of a folder: the ways between them, the index, a page a month, what is searched, the Atom feed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup, escape

from veille.language.words import Words, capital
from veille.model import MARK, UNMARK
from veille.render.html import templates
from veille.render.site_page import Group, PageFileName, PageStory, Sheet

VERSION = 1  # of what a page of a month and its search data look like
FEED = 30  # letters that the feed holds

# Characters that XML 1.0 (section 2.2, Char) can't hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has letters, by the name of its page: "2026-11"."""

    id: str
    first: date
    count: int
    label: str

    @property
    def file(self) -> str:
        return f"{self.id}.html"

    @property
    def data(self) -> str:
        return f"{self.id}.js"


def months(names: Sequence[PageFileName], words: Words) -> list[Month]:
    """Return the months that have letters, newest first."""
    listed = []
    for month, group in groupby(reversed(names), key=lambda name: name.month):
        of_month = list(group)
        first = of_month[-1].at.date()
        listed.append(Month(month, first, len(of_month), words.month(first)))
    return listed


def title(sheets: Sequence[Sheet], otherwise: str) -> str:
    """Return what the site is called: as the digests in it, if these agree; else the watch's own name."""
    titles = {sheet.title for sheet in sheets if sheet.title}
    return titles.pop() if len(titles) == 1 else otherwise


def key(*values: object) -> str:
    """Return a short hash of what a file is made from, so that it is only made again when that changes."""
    return hashlib.sha256(repr((VERSION, *values)).encode()).hexdigest()[:20]


# The ways between pages


def ways(
    name: PageFileName, before: PageFileName | None, after: PageFileName | None, words: Words, site: str
) -> dict[str, str]:
    """Return what stands between a page's pairs of comments, but for who sent it: links, and a bar above and below."""
    links = [
        Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="feed.atom">').format(site)
    ]
    bar = []
    for rel, other, form in (("prev", before, "← {}"), ("next", after, "{} →")):
        if other is None:
            bar.append(Markup("<span></span>"))
            continue
        day = (
            clock(other, words)
            if other.at.date() == name.at.date()
            else words.dated(other.at, beside=name.at)
        )
        label = words.say("Previous letter: {day}" if rel == "prev" else "Next letter: {day}", day=day)
        links.append(Markup('<link rel="{}" href="{}">').format(rel, other.file))
        bar.append(
            Markup('<a rel="{}" href="{}" aria-label="{}">{}</a>').format(
                rel, other.file, label, form.format(day)
            )
        )
    bar.insert(1, Markup('<a rel="up" href="index.html">{}</a>').format(words.say("All letters")))
    top, foot = (
        Markup('<nav class="site" aria-label="{}">{}</nav>').format(label, Markup("").join(bar))
        for label in (words.say("All letters"), words.say("Other letters"))  # landmarks are told apart
    )
    return {"head": Markup("\n").join(links), "top": top, "foot": foot}


def clock(name: PageFileName, words: Words) -> str:
    return words.clock(name.at.replace(tzinfo=words.timezone))


# Index and months


def index(
    sheets: Sequence[Sheet], all_months: Sequence[Month], words: Words, site: str, *, paged: bool
) -> str:
    """Return the page that lists letters, newest first; `paged` if each month has a page of its own too."""
    script, script_hash = _search_script()
    return _listed(
        sheets,
        words,
        site,
        heading=words.say("All letters"),
        key="",
        around=None,
        months=all_months,
        paged=paged,
        script=script,
        script_hash=script_hash,
        lead=_span(sheets, all_months, words),
    )


def month_page(
    month: Month,
    around: tuple[Month | None, Month | None],
    sheets: Sequence[Sheet],
    words: Words,
    site: str,
    sign: str,
) -> str:
    """Return the page that lists the letters of a month; `around`: those before and after it; `sign`: its key."""
    return _listed(
        sheets,
        words,
        site,
        heading=capital(month.label),
        key=sign,
        around={"before": around[0], "after": around[1]},
        months=(),
        paged=False,
        script="",
        script_hash="",
        lead=words.say_n("{n} letter", "{n} letters", n=len(sheets)),
    )


def _listed(sheets: Sequence[Sheet], words: Words, site: str, **context: object) -> str:
    by_month = [
        (capital(words.month(month[0].name.at)), month)
        for month in (list(group) for _, group in groupby(sheets, key=lambda sheet: sheet.name.month))
    ]
    return (
        templates()
        .get_template("site.html")
        .render(
            sheets=sheets,
            by_month=by_month,
            topics=_by_topic(sheets),
            words=words,
            say=words.say,
            say_n=words.say_n,
            title=site,
            clock=lambda name: clock(name, words),
            **context,
        )
    )


def _span(sheets: Sequence[Sheet], all_months: Sequence[Month], words: Words) -> str:
    if not sheets:
        return words.say("Nothing yet: the first letter will come at its hour.")
    letters = words.say_n("{n} letter", "{n} letters", n=sum(month.count for month in all_months))
    return words.say("{letters} since {day}", letters=letters, day=words.dated(all_months[-1].first))


def _by_topic(sheets: Sequence[Sheet]) -> list[tuple[str, list[tuple[PageFileName, PageStory]]]]:
    """Return every topic with its stories, both in the order in which they come first."""
    by_topic: dict[str, tuple[str, list[tuple[PageFileName, PageStory]]]] = {}
    for sheet in sheets:
        for group in sheet.groups:
            if group.topic and group.stories:
                _, stories = by_topic.setdefault(group.topic.casefold(), (group.topic, []))
                stories += [(sheet.name, story) for story in group.stories]
    return list(by_topic.values())


# Search


@cache
def _search_script() -> tuple[Markup, str]:
    """Return the script of the index, and its hash as a Content-Security-Policy names it (CSP3, section 2.3.1)."""
    loader = templates().loader
    if loader is None:
        raise AssertionError("templates come from a package")
    script = loader.get_source(templates(), "search.js")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Markup(script), digest  # noqa: S704 - ours


def search_data(month: Month, sheets: Sequence[Sheet], words: Words, sign: str) -> str:
    """Return a script with the searchable text of a month's letters: a page opened as a file can load scripts alone."""
    letters = [
        [
            sheet.name.file,
            words.dated(sheet.name.at),
            sheet.subject,
            [
                [story.number, story.title, story.origin, _unmarked(story.excerpt), group.topic]
                for group in sheet.groups or (Group("", "", (PageStory(0, sheet.subject, "", "", ""),)),)
                for story in group.stories
            ],
        ]
        for sheet in sheets
    ]
    # ASCII alone: whatever encoding a host declares, it is read right.
    text = json.dumps(letters, separators=(",", ":")).replace("<", "\\u003c")
    return f'/* veille {sign} */\nveille("{month.id}",{text});\n'


def _unmarked(text: str) -> str:
    return text.replace(MARK, "").replace(UNMARK, "")


# Atom


def feed(
    sheets: Sequence[Sheet], feed_id: str, words: Words, site: str, address: str, *, created: int
) -> str:
    """Return the newest letters as an Atom feed (RFC 4287), its links behind `address`, or relative without one.

    `created` (UTC seconds) is when it changed last if there is no letter.
    """
    newest = sheets[:FEED]
    changed = max((sheet.created for sheet in newest), default=created)
    text = (
        _feed_templates()
        .get_template("feed.atom")
        .render(sheets=newest, id=feed_id, updated=_utc(changed), title=site, base=address, words=words)
    )
    return _NO_XML.sub("", text)


@cache
def _feed_templates() -> Environment:
    environment = templates().overlay()
    environment.filters = {**environment.filters, "utc": _utc, "bold": _bold}
    return environment


def _utc(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _bold(text: str) -> Markup:
    marked = str(escape(text)).replace(MARK, "<b>").replace(UNMARK, "</b>")
    return Markup(marked)  # noqa: S704 - escaped just above
