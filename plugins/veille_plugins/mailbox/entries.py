"""From lines to the entries of a list: where each begins, what belongs to it, and what is only the mail's own talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from veille_plugins.mailbox import facts, links
from veille_plugins.mailbox.lines import Line
from veille_plugins.mailbox.phrases import BUTTON, FOOT, ITSELF, ONLINE
from veille_plugins.mailbox.shapes import Shape

FACTS = ("employer", "place", "contract", "department", "remote", "salary", "reference")
MOST = 1_000  # entries of one mail
_LONGEST_FIELD = 90
_SENTENCE = 300  # signs: in a longer line, a word of the foot is what it speaks of

_PIECES = re.compile(r"\s+[·•|∙‧⋅]\s*|\s*[·•|∙‧⋅]\s+")
_FORMAT = re.compile(r"^\[(?:PDF|HTML|CITATION|BOOK|B|LIVRE)\]\s*", re.IGNORECASE)  # Google Scholar's


@dataclass(slots=True)
class Entry:
    """One thing that a mail lists; `ref` is what its service calls it, if the link says that."""

    title: str
    url: str
    ref: str = ""
    text: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    closes: date | None = None
    outlet: str = ""
    author: str = ""


@dataclass(slots=True)
class _Found:
    """An entry as its lines: what makes it is read off at the end."""

    title: str
    url: str
    ref: str
    rows: list[str] = field(default_factory=list)


def find(lines: Sequence[Line], shape: Shape) -> list[Entry]:
    """Return the entries of a mail by a shape: none where the mail is not of that shape."""
    found: dict[str, _Found] = {}
    current: _Found | None = None
    for line in lines:
        titled = False
        for href, said in line.links:
            link, groups = _met(href, shape)
            if groups is None:
                continue
            url = shape.url.format(**groups) if shape.url else link
            key = groups.get("ref") or url
            if key in found:
                current = found[key]
            elif _is_title(said) and len(found) < MOST and not (shape.jobs and facts.is_noise(said)):
                found[key] = current = _Found(_FORMAT.sub("", said), url, groups.get("ref", ""))
                titled = True
                _rest_of(line, said, current)
        if current is None or titled or _is_buttons(line):
            continue
        if ITSELF.search(line.text) and len(line.text) < _SENTENCE:
            current = None
        elif line.text and line.text != current.title:
            current.rows.append(line.text)
    return [_read(one, shape) for one in found.values()]


def find_headed(lines: Sequence[Line]) -> list[Entry]:
    """Return the articles of a newsletter: linked headings, each with what follows; none where fewer than three."""
    found: dict[str, _Found] = {}
    current: _Found | None = None
    for line in lines:
        if FOOT.search(line.text) and len(line.text) < _SENTENCE:
            current = None
            continue
        href, said = line.links[0] if line.links else ("", "")
        if line.heading and said == line.text and len(said) >= 12 and not BUTTON.fullmatch(said):
            url = links.clean(href)
            if url and url not in found and len(found) < MOST:
                found[url] = current = _Found(said, url, "")
                continue
        if current is not None and line.text and not _is_buttons(line):
            current.rows.append(line.text)
    if len(found) < 3:
        return []
    return [Entry(one.title, one.url, text="\n".join(one.rows)) for one in found.values()]


def prose(lines: Sequence[Line]) -> str:
    """Return what a mail says, without what it says of itself and its buttons."""
    return "\n".join(
        line.text
        for line in lines
        if line.text and not (len(line.text) < _SENTENCE and FOOT.search(line.text)) and not _is_buttons(line)
    )


def address(lines: Sequence[Line], about: Sequence[str]) -> str:
    """Return the link that a whole mail is about, by a sender's patterns; else where it can be read online; else ""."""
    there = [links.clean(href) for line in lines for href, _ in line.links] if about else []
    for pattern in map(re.compile, about):
        if found := next((link for link in there if pattern.search(link.partition("://")[2])), ""):
            return found
    online = (href for line in lines for href, said in line.links if ONLINE.search(said or line.text))
    return links.clean(next(online, ""))


def _met(href: str, shape: Shape) -> tuple[str, Mapping[str, str] | None]:
    """Return the entry's address that a link leads to, with its groups; None where it leads to no entry of a shape."""
    # Where the hosts are known, the address that is theirs is meant, whatever it holds and whoever holds it.
    for link in links.wrapped(href) if shape.hosts else filter(None, (links.clean(href),)):
        if (groups := shape.meets(link)) is not None:
            return link, groups
    return "", None


def _is_title(said: str) -> bool:
    """Say whether what is linked names something, rather than being a button."""
    return len(said) > 2 and not BUTTON.fullmatch(said) and not ITSELF.search(said)


def _is_buttons(line: Line) -> bool:
    """Say whether a line is nothing but buttons."""
    rest = line.text
    for _, said in line.links:
        if not BUTTON.fullmatch(said):
            return False
        rest = rest.replace(said, " ", 1)
    return BUTTON.fullmatch(rest.strip()) is not None


def _rest_of(line: Line, said: str, entry: _Found) -> None:
    """Give an entry what stands beside its title on the same line."""
    rest = _FORMAT.sub("", line.text.replace(said, "", 1).strip(" -–—:,·•|"))
    if rest and rest != line.text:
        entry.rows.append(rest)


def _read(found: _Found, shape: Shape) -> Entry:
    entry = Entry(found.title, found.url, found.ref)
    said: dict[str, str] = {} if shape.lead == "title" else {shape.lead: found.title}
    open_fields, rest = list(shape.order), []
    for row in dict.fromkeys(found.rows):
        if BUTTON.fullmatch(row):
            continue
        # A sentence is no small print, whatever dots stand in it.
        pieces = _PIECES.split(row) if len(row) <= 200 else [row]
        for piece in filter(None, (one.strip() for one in pieces)):
            if shape.jobs and (facts.is_noise(piece) or BUTTON.fullmatch(piece)):
                continue
            if shape.jobs and (day := facts.closes(piece)):
                entry.closes = entry.closes or day
                continue
            known = facts.recognise(piece) if shape.jobs else {}
            if "place" in known and "place" in said:
                continue  # the same again, as a postcode or a region
            if known and not all(name in said for name in known):
                said = {**known, **said}
                open_fields = [name for name in open_fields if name not in said]
            elif open_fields and not known and _fits(piece):
                said[open_fields.pop(0)] = piece
            else:
                rest.append(piece)
                # what follows a text is text
                open_fields = open_fields if _fits(piece) else []
    entry.title = said.get("title") or found.title
    entry.outlet, entry.author = said.get("outlet", ""), said.get("author", "").partition(" - ")[0]
    if shape.reference and found.ref:
        said.setdefault("reference", found.ref)
    entry.facts = {name: said[name] for name in FACTS if said.get(name)}
    # Rules read the text alone, and "Lyon" is what many ask for.
    where = " · ".join(filter(None, (entry.facts.get("employer"), entry.facts.get("place"))))
    entry.text = "\n".join(filter(None, (where, *rest)))
    return entry


def _fits(piece: str) -> bool:
    return len(piece) <= _LONGEST_FIELD and not piece.endswith((".", "…", "...", "!", "?", ":"))
