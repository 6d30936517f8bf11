"""A page without a selector: its main text, and an item for each change of it."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from veille import Batch, Cursor, Item, SourceError, failure
from veille.kit.html import HtmlDocument
from veille.kit.maintext import main_text
from veille.kit.walls import signs, why_not_believed
from veille_plugins.company_page.history import (
    Change,
    History,
    begin,
    compare,
    pack,
    restored,
    sentences,
    unpack,
)

# The cursor: {"text": the versions remembered, packed; "changes": how many were told}.

_USUAL = 100  # characters: of a page that has fewer, a tenth says nothing
_BEGINNING = 1_000  # characters of the page that the archive holds of the baseline
_LONGEST_TITLE, _LONGEST_SENTENCE, _LONGEST_TEXT = 120, 600, 6_000


def read_whole(document: HtmlDocument, url: str, cursor: Cursor) -> Batch:
    """Return the page as an item that stands there, and one for what changed. Raises SourceError."""
    seen = signs(document)
    lines = main_text(document)
    history = restored(unpack(cursor.get("text")))
    if why := why_not_believed(document, seen, lines):
        return Batch(suspect=why)
    length = sum(map(len, lines))
    if not lines:
        if history is None:
            raise SourceError(
                failure(
                    "{at} has no text: it may be drawn by a script, or be a frame for other pages",
                    at=document.at,
                )
            )
        return Batch(suspect=failure("{at} has no text, and had some before", at=document.at))
    now = sentences(lines)
    page = _page(document, url, lines)
    if history is None:
        return Batch([page], cursor=_cursor(begin(now), 0), title=document.site)
    if length * 10 < history.size() and history.size() >= _USUAL:
        return Batch(suspect=failure("{at} has less than a tenth of its usual text", at=document.at))
    change, after = compare(history, now)
    if change is None:
        cursor_now = None if after is history else _cursor(after, _count(cursor))
        return Batch(still=(page.id,), cursor=cursor_now, title=document.site)
    number = _count(cursor) + 1
    told = _change_item(page, change, number)
    return Batch([told], still=(page.id,), cursor=_cursor(after, number), title=document.site)


def _page(document: HtmlDocument, url: str, lines: list[str]) -> Item:
    text = document.description or " ".join(lines)
    return Item(
        id=url,
        title=document.title or document.at,
        url=url,
        text=f"{text} {' '.join(lines)}"[:_BEGINNING] if document.description else text[:_BEGINNING],
        language=document.language,
    )


def _change_item(page: Item, change: Change, number: int) -> Item:
    """Return the item of a change; its number is in its id: what changes back and again is told again."""
    lines = [f"+ {_cut(unit)}" for unit in change.added] + [f"− {_cut(unit)}" for unit in change.removed]
    first = change.added[0] if change.added else f"− {change.removed[0]}" if change.removed else "−"
    digest = blake2b("\0".join(lines).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return Item(
        id=f"{page.id}#{number}-{digest}",
        title=f"{page.title}: {_cut(first, _LONGEST_TITLE)}",
        url=page.url,
        text="\n".join(lines)[:_LONGEST_TEXT],
        language=page.language,
    )


def _cut(text: str, most: int = _LONGEST_SENTENCE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _cursor(history: History, changes: int) -> dict[str, Any]:
    return {"text": pack(history.units), "changes": changes}


def _count(cursor: Cursor) -> int:
    count = cursor.get("changes")
    return count if isinstance(count, int) else 0
