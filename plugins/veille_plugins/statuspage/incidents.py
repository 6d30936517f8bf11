"""From a status page's API, or its Atom history, to items: one an incident or a maintenance, whatever becomes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from veille import Batch, Item, Page, SourceError, failure
from veille.kit import plain
from veille.kit.dates import moment
from veille.kit.feeds import reading

_CODE = re.compile(r"/incidents?/([\w-]+)/?$")
# Each update of the history begins so: "Dec 26, 14:45 UTC Resolved - This incident has been resolved."
_STATE = re.compile(
    r"\b(Investigating|Identified|Monitoring|Resolved|Update|Postmortem|Scheduled|In progress|Verifying|Completed"
    r"|Cancell?ed)\s+[-–—]\s",
    re.IGNORECASE,
)


def read(page: Page, part: str) -> Batch:
    """Return the incidents or scheduled maintenances (`part`) of an answer of the API. Raises SourceError."""
    said = page.json()
    found = said.get(part) if isinstance(said, dict) else None
    if not isinstance(found, list):
        raise SourceError(failure("what came is no answer of a status page's API"))
    about = said.get("page")
    about = about if isinstance(about, dict) else {}
    try:
        items = [_item(incident, about, page.url) for incident in found]
    except (AttributeError, KeyError, TypeError, OverflowError) as error:
        why = failure("the status page answers in another form than it used to ({error})", error=repr(error))
        raise SourceError(why) from None
    return Batch(list({item.id: item for item in items}.values()), title=_text(about.get("name")))


def history(page: Page) -> Batch:
    """Return the entries of an Atom or RSS history, named as the API names them. Raises SourceError."""
    batch = reading.read(page, {})
    items = {item.id or item.url: item for item in map(_entry, batch.items)}
    return replace(batch, items=tuple(items.values()), cursor=None)


def _item(incident: Mapping[str, Any], about: Mapping[str, Any], url: str) -> Item:
    number = str(incident["id"])
    zone = _zone(about.get("time_zone"))
    state, impact = _words(incident.get("status")), _words(incident.get("impact"))
    facts = {"status": state, "impact": "" if impact in ("none", "maintenance") else impact}
    begins, ends = (
        moment(incident.get("scheduled_for"), zone=None),
        moment(incident.get("scheduled_until"), zone=None),
    )
    if begins is not None:
        facts["when"] = _span(begins.astimezone(zone), ends.astimezone(zone) if ends else None)
    updates = [update for update in incident.get("incident_updates") or () if isinstance(update, dict)]
    told_so_far = (
        f"{_words(update.get('status')).capitalize()}: {plain.from_markup(str(update.get('body') or ''))}"
        for update in updates
    )
    components = incident.get("components") or ()
    return Item(
        id=number,
        title=_titled(_text(incident.get("name")), state),
        url=_address(number, incident, about, url),
        text=" ".join(told_so_far),
        published=moment(incident.get("created_at"), zone=None),
        updated=moment(incident.get("updated_at"), zone=None),
        tags=tuple(_text(part.get("name")) for part in components if isinstance(part, dict)),
        starts=begins.astimezone(zone).date() if begins is not None else None,
        facts={label: value for label, value in facts.items() if value},
    )


def _entry(item: Item) -> Item:
    """Return an entry of a history with the API's own id, so that one way of reading may follow the other."""
    code = _CODE.search(item.url)
    found = _STATE.search(item.text)
    state = found[1].lower() if found else ""
    return replace(
        item,
        id=code[1] if code else item.id,
        title=_titled(item.title, state),
        closes=None,  # a deadline within an incident is nobody's
        facts={"status": state} if state else {},
    )


def _titled(name: str, state: str) -> str:
    return f"{name} ({state})" if state else name


def _address(number: str, incident: Mapping[str, Any], about: Mapping[str, Any], url: str) -> str:
    """Return where a person reads of it: on the page itself, rather than behind its short link."""
    site = about.get("url")
    if isinstance(site, str) and site.startswith(("http://", "https://")):
        return f"{site.rstrip('/')}/incidents/{number}"
    short = incident.get("shortlink")
    if isinstance(short, str) and short.startswith(("http://", "https://")):
        return short
    return f"{url.partition('/api/')[0]}/incidents/{number}"


def _span(begins: datetime, ends: datetime | None) -> str:
    """Return "2026-12-02 02:00–04:00 UTC"."""
    until = ""
    if ends is not None:
        until = f"–{ends:%H:%M}" if ends.date() == begins.date() else f" – {ends:%Y-%m-%d %H:%M}"
    return f"{begins:%Y-%m-%d %H:%M}{until} {begins:%Z}".strip()


def _zone(name: Any) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, TypeError, ValueError, OSError):  # Rails' own names ("Paris"), paths, nothing
        return UTC


def _words(value: Any) -> str:
    return _text(value).replace("_", " ").lower()


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
