"""From lines to the entries of a list: where each begins, what belongs to it, and what is only the mail's own talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from veille.kit.folding import unaccented
from veille_plugins.mailbox import cards, facts, links
from veille_plugins.mailbox.lines import MailLine
from veille_plugins.mailbox.phrases import BUTTON, FOOT, ITSELF, ONLINE, SIGNED
from veille_plugins.mailbox.senders import Shape

FACTS = ("employer", "place", "contract", "department", "remote", "salary", "reference")
MOST = 1_000  # entries of one mail
_LONGEST_FIELD = 90
_SENTENCE = 300  # characters: in a longer line, a word of the foot is what it speaks of

_PIECES = re.compile(r"\s+[·•|∙‧⋅]\s*|\s*[·•|∙‧⋅]\s+")
_FORMAT = re.compile(r"^\[(?:PDF|HTML|CITATION|BOOK|B|LIVRE)\]\s*", re.IGNORECASE)  # Google Scholar's


@dataclass(slots=True)
class ListedItem:
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
class _EntryLines:
    """An entry as its lines: what makes it is read off at the end.

    `title` is what its first link says, `linked` what the others do, `company` what its address calls the employer.
    Of `rows`, the entry's `own` are those that are linked, or beside the title.
    """

    title: str
    url: str
    ref: str
    company: str = ""
    linked: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def below(self) -> list[str]:
        return [row for row in self.rows if row not in self.own]


@dataclass(frozen=True, slots=True)
class MailListing:
    """The entries of a mail, and the lines of its other cards, whose links are of a form that nobody knows."""

    entries: list[ListedItem]
    unplaced: list[str] = field(default_factory=list)


def find(lines: Sequence[MailLine], shapes: Sequence[Shape]) -> MailListing:
    """Return the entries of a mail by the first of these shapes that any of its links meets; none where it meets none.

    A card that is built like theirs is an entry too, whatever its link.
    """
    for shape in shapes:
        known = {
            href: met
            for line in lines
            for href, said in line.links
            if said and (met := _met(href, shape)) is not None
        }
        if found := _collected(lines, shape, known, {})[0]:
            others, strange = _other_cards(lines, shape, shapes, known) if shape.hosts else ({}, set())
            if others or strange:
                found, unplaced = _collected(lines, shape, {**known, **others}, strange)
                return MailListing([_read(entry, shape) for entry in found], unplaced)
            return MailListing([_read(entry, shape) for entry in found])
    return MailListing([])


def _lone_link(lines: Sequence[MailLine]) -> str:
    """Return the link of a mail that has no other, what it says of itself left out; "" where there are several."""
    found = {
        links.clean(href)
        for line in lines
        if not (FOOT.search(line.text) or ONLINE.search(line.text) or SIGNED.search(line.text))
        for href, _ in line.links
    }
    return found.pop() if len(found) == 1 else ""


class _Met(NamedTuple):
    """Where a link leads: the entry's address, what its service calls it, what the address calls the employer.

    `key` tells it from others where the address does not.
    """

    url: str
    ref: str = ""
    company: str = ""
    key: str = ""


def _other_cards(
    lines: Sequence[MailLine], shape: Shape, shapes: Sequence[Shape], known: Mapping[str, _Met]
) -> tuple[dict[str, _Met], set[str]]:
    """Return the links of cards built like those known, and the links that should be entries but head no such card."""
    seen: set[str] = set()
    titled: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        for href, said in line.links:
            if href not in seen and _is_title(said) and not (shape.jobs and facts.is_noise(said)):
                seen.add(href)
                titled.append((number, href))
    heads = [number for number, href in titled if href in known]
    others: dict[str, _Met] = {}
    strange: set[str] = set()
    for number, href in titled:
        if href in known or ITSELF.search(lines[number].text):
            continue
        rest = (found for other in shapes if other is not shape and (found := _met(href, other)) is not None)
        met = next(rest, None)
        if cards.alike(lines, heads, number):
            others[href] = met or _Met(links.clean(href), key=href)
        elif met is not None:
            strange.add(href)
    return others, strange


def _collected(
    lines: Sequence[MailLine], shape: Shape, known: Mapping[str, _Met], strange: Collection[str]
) -> tuple[list[_EntryLines], list[str]]:
    """Return the entries that begin at known links, and the lines below links that are strange."""
    found: dict[str, _EntryLines] = {}
    current: _EntryLines | None = None
    above: list[str] = []
    unplaced: list[str] = []
    lost = False  # below a strange link
    for line in lines:
        titled = False
        for href, said in line.links:
            if href in strange and _is_title(said):
                current, lost = None, True
            if href not in known:
                continue
            met = known[href]
            key = met.ref or met.key or met.url
            names = _is_title(said) and not (shape.jobs and facts.is_noise(said))
            if key in found:
                current, lost = found[key], False
                if names:
                    current.linked.append(said)
                    current.own.add(line.text)
            elif names and len(found) < MOST:
                title = _FORMAT.sub("", said)
                found[key] = current = _EntryLines(title, met.url, met.ref, met.company)
                titled, lost = True, False
                _rest_of(line, said, current)
        if titled or _is_buttons(line):
            continue
        if ITSELF.search(line.text) and len(line.text) < _SENTENCE:
            current, lost = None, False
        elif lost and line.text:
            unplaced.append(line.text)
        elif current is not None and line.text and line.text != current.title:
            current.rows.append(line.text)
        elif not found and line.text:
            above.append(line.text)
    if shape.jobs:
        _turn(list(found.values()), above)
    return list(found.values()), unplaced


def find_headed(lines: Sequence[MailLine]) -> list[ListedItem]:
    """Return the articles of a newsletter: linked headings, each with what follows; none where fewer than three."""
    found: dict[str, _EntryLines] = {}
    current: _EntryLines | None = None
    for line in lines:
        if FOOT.search(line.text) and len(line.text) < _SENTENCE:
            current = None
            continue
        href, said = line.links[0] if line.links else ("", "")
        if line.heading and said == line.text and len(said) >= 12 and not BUTTON.fullmatch(said):
            url = links.clean(href)
            if url and url not in found and len(found) < MOST:
                found[url] = current = _EntryLines(said, url, "")
                continue
        if current is not None and line.text and not _is_buttons(line):
            current.rows.append(line.text)
    if len(found) < 3:
        return []
    return [ListedItem(entry.title, entry.url, text="\n".join(entry.rows)) for entry in found.values()]


def prose(lines: Sequence[MailLine]) -> str:
    """Return what a mail says, without what it says of itself and its buttons."""
    return "\n".join(
        line.text
        for line in lines
        if line.text and not (len(line.text) < _SENTENCE and FOOT.search(line.text)) and not _is_buttons(line)
    )


def address(lines: Sequence[MailLine], about: Sequence[str]) -> str:
    """Return the link that a whole mail is about, by a sender's patterns, or the only one; else where it stands online."""
    there = [links.clean(href) for line in lines for href, _ in line.links] if about else []
    for pattern in map(re.compile, about):
        if found := next((link for link in there if pattern.search(link.partition("://")[2])), ""):
            return found
    alone = _lone_link(lines)
    if alone:
        return alone
    online = (href for line in lines for href, said in line.links if ONLINE.search(said or line.text))
    return links.clean(next(online, ""))


def _met(href: str, shape: Shape) -> _Met | None:
    """Return the entry that a link leads to; None where it leads to no entry of a shape."""
    # Where the hosts are known, the address that is theirs is meant, whatever it holds and whoever holds it.
    for link in links.wrapped(href) if shape.hosts else filter(None, (links.clean(href),)):
        if (groups := shape.meets(link)) is not None:
            url = shape.url.format(**groups) if shape.url else link
            return _Met(url, groups.get("ref", ""), groups.get("company", ""))
    return None


def _is_title(said: str) -> bool:
    """Return whether what is linked names something, rather than being a button."""
    return len(said) > 2 and not BUTTON.fullmatch(said) and not ITSELF.search(said)


def _is_buttons(line: MailLine) -> bool:
    """Return whether a line is nothing but buttons."""
    rest = line.text
    for _, said in line.links:
        if not BUTTON.fullmatch(said):
            return False
        rest = rest.replace(said, " ", 1)
    return BUTTON.fullmatch(rest.strip()) is not None


def _rest_of(line: MailLine, said: str, entry: _EntryLines) -> None:
    """Give an entry what stands beside its title on the same line."""
    rest = _FORMAT.sub("", line.text.replace(said, "", 1).strip(" -–—:,·•|"))
    if rest and rest != line.text:
        entry.rows.append(rest)
        entry.own.add(rest)


def _turn(found: Sequence[_EntryLines], above: Sequence[str]) -> None:
    """Give each entry the lines above its title, where a mail writes them there and nothing below the last title."""
    *others, last = found or [_EntryLines("", "", "")]
    if (
        not others
        or _has_details(last.below)
        or not all(_has_details(rows) for rows in (above, *(other.below for other in others)))
    ):
        return
    most = max(len(other.below) for other in others)  # what stands higher is the mail's greeting
    theirs = [list(above[-most:]), *(other.below for other in others)]
    for entry, rows in zip(found, theirs, strict=True):
        entry.rows = [*(row for row in entry.rows if row in entry.own), *rows]


def _has_details(rows: Sequence[str]) -> bool:
    """Return whether there is any small print of an opening among lines."""
    return any(facts.recognise(piece) for row in rows for piece in _PIECES.split(row[:_SENTENCE]))


def _begun(found: _EntryLines, shape: Shape) -> tuple[dict[str, str], list[str]]:
    """Return what the links of an entry say of it, and what its lines are to say, in their order."""
    if shape.lead == "title":
        return {"title": found.title}, list(shape.order)
    pieces = dict.fromkeys((found.title, *found.linked))
    linked = [piece for piece in pieces if not (shape.jobs and _is_small_print(piece))]
    named = next((piece for piece in linked if found.company and _plain(piece) == _plain(found.company)), "")
    if not linked:
        return {}, list(shape.order)
    if named or len(linked) > 1:
        lead = named or linked[0]
        title = [piece for piece in linked if piece != lead][:1]
    else:
        # What is linked once is the title, whatever stands in its place elsewhere; that stands beside it, if at all.
        lead, title = next(iter(found.rows), ""), linked
        lead = "" if (shape.jobs and _is_small_print(lead)) or not _fits(lead) else lead
    known = {name: piece for name, piece in ((shape.lead, lead), ("title", "".join(title))) if piece}
    return known, [name for name in shape.order if name not in known]


def _is_small_print(piece: str) -> bool:
    """Return whether a piece names neither an opening nor who offers it."""
    known = facts.recognise(piece)
    return (
        facts.is_noise(piece)
        or facts.is_figures(piece)
        or (bool(known) and known.keys() <= {"place", "remote"})
    )


def _is_employer(piece: str, said: Mapping[str, str], title: str) -> bool:
    """Return whether a piece may be an employer's name: rather none than what is something else."""
    place = said.get("place", "")
    others = {_plain(text) for text in (title, place, place.partition(" (")[0].partition(",")[0])}
    return _plain(piece) not in others and not _is_small_print(piece)


def _plain(text: str) -> str:
    """Return a text's letters and figures without accents: as addresses write names."""
    return "".join(filter(str.isalnum, unaccented(text)))


def _read(found: _EntryLines, shape: Shape) -> ListedItem:
    entry = ListedItem(found.title, found.url, found.ref)
    said, open_fields = _begun(found, shape)
    rest: list[str] = []
    begun = set(said.values())
    for row in dict.fromkeys((found.title, *found.rows)):
        if BUTTON.fullmatch(row) or row in begun:
            continue
        # A sentence is no small print, whatever dots stand in it.
        pieces = _PIECES.split(row) if len(row) <= 200 else [row]
        for piece in filter(None, (piece.strip() for piece in pieces)):
            if shape.jobs and (facts.is_noise(piece) or BUTTON.fullmatch(piece)):
                continue
            if shape.jobs and (day := facts.closes(piece)):
                entry.closes = entry.closes or day
                continue
            known = facts.recognise(piece) if shape.jobs else {}
            title = said.get("title", found.title)
            if "employer" in known and not _is_employer(known["employer"], said, title):
                del known["employer"]
            if "place" in known and "place" in said:
                continue  # the same again, as a postcode or a region
            if known and not all(name in said for name in known):
                said = {**known, **said}
                open_fields = [name for name in open_fields if name not in said]
            elif open_fields[:1] == ["employer"] and not known and not _is_employer(piece, said, title):
                rest.append(piece)
            elif open_fields and not known and _fits(piece):
                said[open_fields.pop(0)] = piece
            else:
                rest.append(piece)
                # what follows a text is text
                open_fields = open_fields if _fits(piece) else []
    entry.title = said.get("title") or found.title
    if not _is_employer(said.get("employer", ""), said, entry.title):
        said.pop("employer", None)  # a place that was told again as one
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
