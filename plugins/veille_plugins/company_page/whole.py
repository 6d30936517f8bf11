"""A page without a selector: its main text, and an item for each change of it."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

from veille import NO_FAILURE, Batch, Cursor, Failure, Item, SourceError, failure
from veille.kit.addresses import absolute
from veille.kit.html import HtmlDocument
from veille.kit.maintext import main_lines
from veille.kit.walls import signs, why_not_believed
from veille_plugins.company_page import history as versions
from veille_plugins.company_page import turning
from veille_plugins.company_page.history import (
    Change,
    History,
    PageUnits,
    compare,
    is_file,
    pack,
    stand,
    text_of,
)

# The cursor: {"text": the versions remembered, packed; "stood", "flips": what history says of them; "changes": how many were
# told; "turning": places that change by chance; "reading": how the text was read}.

READING = 2
"""How pages are read: raised when the same page gives other text, which would then be told as a change of the page."""

_USUAL = 100  # characters: of a page that has fewer, a tenth says nothing
_BEGINNING = 1_000  # characters of the page that the archive holds of the baseline
_LONGEST_TITLE, _LONGEST_SENTENCE, _LONGEST_TEXT = 120, 600, 6_000
_SHOWN = 3  # places that are named


def is_of_another_reading(cursor: Cursor) -> bool:
    """Return whether what a cursor remembers of a page was read in a way that is no longer used."""
    return cursor.get("reading") != READING and versions.restored(cursor) is not None


def once_more(cursor: Cursor) -> dict[str, Any] | None:
    """Return the cursor of a page that a poll found as it was; None where that changes nothing."""
    history = versions.restored(cursor) if "stood" in cursor and cursor.get("reading") == READING else None
    if history is None or (after := stand(history)) is history:
        return None
    return {**cursor, **_kept(after)}


def read_whole(document: HtmlDocument, url: str, cursor: Cursor, *, drawn: bool = False) -> Batch:
    """Return the page as an item that stands there, and one for what changed. Raises SourceError."""
    seen = signs(document)
    found = main_lines(document)
    lines = [line.text for line in found if not line.picture]
    history = versions.restored(cursor)
    if why := why_not_believed(document, seen, lines, drawn=drawn):
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
    now = versions.units_of(found)
    page = _page(document, url, lines)
    if history is not None and length * 10 < history.size() and history.size() >= _USUAL:
        return Batch(suspect=failure("{at} has less than a tenth of its usual text", at=document.at))
    if history is None or is_of_another_reading(cursor):
        begun = _cursor(versions.begin(list(now.links)), _count(cursor), {})
        if history is None:
            return Batch([page], cursor=begun, title=document.site)
        note = failure(
            "this version of veille reads pages more closely: what changed between the last poll by the one before and the"
            " first by this one was not told"
        )
        return Batch(still=(page.id,), cursor=begun, title=document.site, note=note)
    places = turning.restored(cursor.get("turning"))
    now = turning.left_out(places, now, history.units)
    change, after = compare(history, now)
    if after is not history and after.stood == 1:
        learnt = _learnt(places, history, now)
        if news := {
            name
            for name in learnt
            if learnt[name].is_learnt and not (name in places and places[name].is_learnt)
        }:
            history = turning.forgotten(history, [learnt[name] for name in news])
            now = turning.left_out(learnt, now, history.units)
            change, after = compare(history, now)
        places = learnt
    note = _note(places)
    if change is not None:
        number = _count(cursor) + 1
        told = _change_item(page, change, now, number, document.url)
        told_of = _cursor(after, number, places)
        return Batch([told], still=(page.id,), cursor=told_of, title=document.site, note=note)
    same = after is history and places == turning.restored(cursor.get("turning"))
    later = None if same else _cursor(after, _count(cursor), places)
    return Batch(still=(page.id,), cursor=later, title=document.site, note=note)


def _note(places: turning.TurningPlaces) -> Failure:
    """Return what of a page is left out, as `veille status` says it."""
    names = [name for name, place in places.items() if place.is_learnt]
    if not names:
        return NO_FAILURE
    return failure(
        "what follows {names} shows something else at each poll, by chance: it is left out",
        names=", ".join(f"“{name}”" for name in names[:_SHOWN]),
    )


def _learnt(
    places: turning.TurningPlaces, history: History, now: PageUnits
) -> dict[str, turning.TurningPlace]:
    remembered = history.versions()
    if not remembered:
        return dict(places)
    stable = set.intersection(*remembered) & now.links.keys()
    before = [unit for unit in history.units if unit in remembered[0]]
    return turning.learnt_from(places, before, now, stable, at_once=history.stood <= 2)


def _page(document: HtmlDocument, url: str, lines: list[str]) -> Item:
    text = document.description or " ".join(lines)
    return Item(
        id=url,
        title=document.title or document.at,
        url=url,
        text=f"{text} {' '.join(lines)}"[:_BEGINNING] if document.description else text[:_BEGINNING],
        language=document.language,
    )


def _change_item(page: Item, change: Change, now: PageUnits, number: int, base: str) -> Item:
    """Return the item of a change; its number is in its id: what changes back and again is told again.

    It leads to where the first line that was added does, if there is one.
    """
    # Rules look at what stands before the first "−".
    added = [_said(unit, now).replace("−", "-") for unit in change.added]
    removed = [text_of(unit) for unit in change.removed]
    lines = [f"+ {_cut(text)}" for text in added] + [f"− {_cut(text)}" for text in removed]
    first = added[0] if added else f"− {removed[0]}" if removed else "−"
    digest = blake2b("\0".join(lines).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    href = next((href for unit in change.added if (href := now.links.get(unit, ""))), "")
    return Item(
        id=f"{page.id}#{number}-{digest}",
        title=f"{page.title}: {_cut(first, _LONGEST_TITLE)}",
        url=(absolute(base, href) if href else "") or page.url,
        text="\n".join(lines)[:_LONGEST_TEXT],
        language=page.language,
    )


def _said(unit: str, now: PageUnits) -> str:
    """Return an added line; of a file, with its name, which may be all that tells it from others."""
    text, href = text_of(unit), now.links.get(unit, "")
    name = unquote(href.partition("#")[0].partition("?")[0].rpartition("/")[2]) if is_file(href) else ""
    return f"{text} [{name}]" if name and name.casefold() not in text.casefold() else text


def _cut(text: str, most: int = _LONGEST_SENTENCE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _kept(history: History) -> dict[str, Any]:
    return {"text": pack(history.units), "stood": history.stood, "flips": history.flips}


def _cursor(history: History, changes: int, places: turning.TurningPlaces) -> dict[str, Any]:
    turned = {"turning": turning.kept(places)} if places else {}
    return {**_kept(history), "changes": changes, "reading": READING, **turned}


def _count(cursor: Cursor) -> int:
    count = cursor.get("changes")
    return count if isinstance(count, int) else 0
