"""The kind `company_page`: a page of the web as items, or its main text as changes.

Follow a page: `Source.poll` here, `reading.read`; then `listed` (a selector; `entries` for JSON) or `whole`, which
asks `pages.maintext` for the text and `history` for what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veille import Batch, Cursor, NameSource, NotModified, Page, Suggestion, WatchedName, Web, failure
from veille.kit.html import LARGE
from veille_plugins.company_page.reading import read
from veille_plugins.company_page.suggestions import offers
from veille_plugins.company_page.whole import is_of_another_reading, once_more

_DEEPEST = 100  # brackets within brackets of a JMESPath expression


@dataclass(frozen=True)
class Source:
    """A page: with `select` (CSS) each element is an item, with `json` (JMESPath) each entry; else its text is watched.

    With `render` it is read as a browser shows it, once its scripts have run.
    """

    url: str
    select: str = ""
    json: str = ""
    render: bool = False

    robots = True
    version = 1  # of the cursor, and of what ids mean

    def __post_init__(self) -> None:
        if self.select and self.json:
            raise ValueError(failure("'select' is for pages, 'json' for JSON: only one of them"))
        if self.render and self.json:
            raise ValueError(
                failure("'render' is for pages that scripts draw, 'json' for JSON: only one of them")
            )
        if self.select:
            _check_selector(self.select)
        if self.json:
            _check_expression(self.json)

    @classmethod
    def for_name(cls, name: WatchedName, search: None) -> Iterator[NameSource]:
        """Yield the pages that a company's table names."""
        for number, url in enumerate(name.pages, start=1):
            label = "page-of-it" if number == 1 else f"page-of-it-{number}"
            yield NameSource(label, {"url": url}, every=6 * 3600, tells=True)

    @classmethod
    async def discover(cls, web: Web, page: Page) -> Sequence[Suggestion]:
        """Return the list of a page, and the page itself, to be told when its text changes."""
        return offers(page) if page.body else []

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        whole = not (self.select or self.json)
        try:
            # What another version read of the page is no use beside what this one reads: an address that has no validators
            # yet gets it whole, though it be as it was.
            url = _unmet(self.url) if whole and is_of_another_reading(cursor) else self.url
            page = await drawn(web, url, self.render)
        except NotModified:
            if not whole or (after := once_more(cursor)) is None:
                raise
            return Batch(still=(self.url,), cursor=after)
        page = Page(page.url, page.status, {"content-type": page.headers.get("content-type", "")}, page.body)
        if not cursor or len(page.body) > LARGE:
            asked = (read, page, self.url, self.select, self.json, dict(cursor), self.render)
            batch: Batch = await web.offload(*asked)
            return batch
        return read(page, self.url, self.select, self.json, cursor, self.render)


def _unmet(url: str) -> str:
    return f"{url}#" if "#" not in url else f"{url}-"


async def drawn(web: Web, url: str, render: bool) -> Page:
    """Return the page as its site sends it, or as a browser shows it. Raises NotModified, WebError."""
    return await (web.draw(url) if render else web.get(url))


def _check_selector(select: str) -> None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css(select)
    except SelectolaxError:
        raise ValueError(
            failure("'select' is no CSS selector that can be read, such as  ul.jobs > li")
        ) from None


def _check_expression(json: str) -> None:
    import jmespath
    from jmespath.exceptions import JMESPathError

    too_deep = ValueError(failure("'json' is a JMESPath expression too deep to be read"))
    depth = 0
    for sign in json:
        depth += (sign in "[({") - (sign in "])}")
        if depth > _DEEPEST:  # each Python has a limit of its own, and 3.13 has none in C
            raise too_deep
    try:
        jmespath.compile(json)
    except RecursionError:
        raise too_deep from None
    except JMESPathError as error:
        where = getattr(error, "lex_position", None)
        place = failure(" (at sign {n})", n=where + 1) if isinstance(where, int) else ""
        raise ValueError(
            failure(
                "'json' is no JMESPath expression that can be read{place}, such as  jobs[?open]", place=place
            )
        ) from None
