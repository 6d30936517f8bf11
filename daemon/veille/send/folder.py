"""A folder channel: each message a page, and around the pages a small site that can be laid on any host."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from veille.errors import failure, of_system
from veille.language.words import Words
from veille.render import site_index
from veille.render.chart import embedded
from veille.render.site_index import Month
from veille.render.site_page import GENERATOR, PageFileName, Sheet, read, read_name, sent, spliced
from veille.send.outcome import SendOutcome, Sent, Transient
from veille.store.outbox import Message

# The files of a folder channel: what is ours is read and written whole, what is not is left alone.

LARGEST = 16_000_000  # bytes; nothing of ours is so large

# What is ours says so. Nothing else in the folder is written, moved or removed.
_OURS = {".html": GENERATOR, ".js": "/* veille ", ".atom": "<generator>veille</generator>"}
_OF_A_MONTH = re.compile(r"\d{4}-\d\d\.(?:html|js)", re.ASCII)
_KEY = re.compile(r'(?:/\* veille |<meta name="veille" content=")([0-9a-f]{20})\b')


class ForeignFile(OSError):
    """A file in the folder isn't ours: it stays as it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was not written by veille")
        self.path = path


class Shelf:
    """A folder and its pages, each read at most once.

    `pages` are those that the index lists, oldest first; `months` the files of a month, by their names.
    """

    def __init__(self, folder: Path) -> None:
        """Look into a folder, which is made if it isn't there. Raises OSError."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with os.scandir(folder) as entries:
            files = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        self.pages = sorted(name for name in map(read_name, files) if name and name.listed)
        self.months = {file for file in files if _OF_A_MONTH.fullmatch(file)}
        self._sheets: dict[PageFileName, Sheet | None] = {}

    def add(self, name: PageFileName, html: str) -> None:
        """Count a page that is about to be written among the others."""
        self._sheets[name] = read(name, html)
        if name.listed and self._sheets[name] and name not in self.pages:
            self.pages = sorted((*self.pages, name))

    def sheet(self, name: PageFileName) -> Sheet | None:
        """Return a page, or None where it is none of ours."""
        if name not in self._sheets:
            self._sheets[name] = read(name, self.text(name.file) or "")
        return self._sheets[name]

    def sheets(self, names: Iterable[PageFileName]) -> list[Sheet]:
        """Return those of the pages that are ours."""
        return [sheet for sheet in map(self.sheet, names) if sheet]

    def around(self, name: PageFileName) -> tuple[PageFileName | None, PageFileName | None]:
        """Return the pages before and after one."""
        place = bisect_left(self.pages, name)
        if self.pages[place : place + 1] != [name]:
            return None, None
        places = range(place - 1, -1, -1), range(place + 1, len(self.pages))
        before, after = (
            next((self.pages[i] for i in way if self.sheet(self.pages[i])), None) for way in places
        )
        return before, after

    def key(self, file: str) -> str:
        """Return what a file of a month says that it is made from, or an empty string."""
        found = _KEY.search((self.text(file) or "")[:2000]) if file in self.months else None
        return found[1] if found else ""

    def text(self, file: str) -> str | None:
        """Return what a file holds: None where there is none, nothing where it is a link or no file at all."""
        try:
            number = os.open(self._folder / file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return ""
            raise
        with open(number, "rb") as opened:  # noqa: PTH123 - a path would follow a link
            told = os.fstat(number)
            if not stat.S_ISREG(told.st_mode) or told.st_size > LARGEST:
                return ""
            return opened.read().decode("utf-8", "replace")

    def write(self, file: str, text: str, *, durable: bool = False) -> bool:
        """Write a file, whole or not at all, if it says something else; return whether it did.

        A `durable` file outlives a power cut. Raises ForeignFile where a file of that name isn't ours.
        """
        before = self.text(file)
        if before is not None and not is_ours(file, before):
            raise ForeignFile(self._folder / file)
        if before == text:
            return False
        draft = self._folder / f".{file}.part"
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        # Made again, so that no link is followed; what others may read is the umask's to say.
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        with open(number, "wb") as opened:  # noqa: PTH123 - as above
            opened.write(text.encode("utf-8", "replace"))
            if durable:
                opened.flush()
                os.fsync(number)
        draft.replace(self._folder / file)
        if durable:
            _sync(self._folder)
        return True

    def remove(self, file: str) -> None:
        """Remove a file, if it is ours."""
        if is_ours(file, self.text(file) or ""):
            (self._folder / file).unlink(missing_ok=True)


def is_ours(file: str, text: str) -> bool:
    """Return whether a file says that veille wrote it."""
    return _OURS[Path(file).suffix] in text[:4000]


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


NEWEST = 60  # letters in the index; where there are more, each month has a page of its own too

_FEED_ID = re.compile(r"<id>(tag:[^<\s]+)</id>")
_NO_AUTHORITY = re.compile(r"[^a-z0-9.-]")
_NO_NAME = re.compile(r"[^A-Za-z0-9.-]")

PATIENCE = 30.0  # seconds to wait for another channel that writes into the same folder

_writing: dict[str, threading.Lock] = {}  # by folder: two channels may share one
_told: set[Path] = set()  # foreign files that were told of already

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Site:
    """A folder, the words of its reader, whose watch it is, and where it is published ("", or ends with "/")."""

    folder: Path
    words: Words
    name: str
    address: str = ""


def publish(site: Site, message: Message, *, patience: float = PATIENCE) -> SendOutcome:
    """Lay a message into the folder as a page, and bring all that lists it up to date.

    A message published twice makes the same files. What the site shows is read from its pages: one that is
    removed is gone from it with the next message, and a folder that is removed grows again.
    """
    try:
        writing = _writing.setdefault(str(site.folder.resolve()), threading.Lock())
    except (OSError, RuntimeError) as error:  # a ring of links
        return Transient(failure("{folder} cannot be found ({said})", folder=site.folder, said=error))
    if not writing.acquire(timeout=patience):
        return Transient(failure("{folder} is still being written by another channel", folder=site.folder))
    try:
        _publish(site, message, Shelf(site.folder))
    except ForeignFile as error:
        return Transient(failure("{file} was not written by veille: move it away", file=error.path))
    except OSError as error:
        return Transient(
            failure("{folder} cannot be written ({why})", folder=site.folder, why=of_system(error))
        )
    finally:
        writing.release()
    return Sent()


def _publish(site: Site, message: Message, shelf: Shelf) -> None:
    words = site.words
    at = datetime.fromtimestamp(message.created, words.timezone)
    name = PageFileName(f"{at:%Y-%m-%d-%H%M}", message.id, message.kind)
    tag = _tag(message, at)
    html = _page(message, tag)
    shelf.add(name, html)
    newest = shelf.sheets(reversed(shelf.pages[-NEWEST:]))
    title = site_index.title(newest, words.watch_name(site.name))

    def linked(sheet_name: PageFileName, page: str, sender: str) -> str:
        ways = site_index.ways(sheet_name, *shelf.around(sheet_name), words, title)
        return spliced(page, {**ways, "head": f"{sender}\n{ways['head']}"})

    shelf.write(name.file, linked(name, html, sent(tag, message.created)), durable=True)
    before, after = shelf.around(name)
    near = shelf.sheets(sheet_name for sheet_name in (before, after) if sheet_name)
    for sheet in {sheet.name: sheet for sheet in (*near, *newest) if sheet.name != name}.values():
        _write(shelf, site, sheet.name.file, linked(sheet.name, sheet.html, sent(sheet.tag, sheet.created)))

    months = site_index.months(shelf.pages, words)
    _write_months(site, shelf, months, title)
    known = _FEED_ID.search(shelf.text("feed.atom") or "")
    feed_id = known[1] if known else _feed_id(newest[-1].tag if newest else tag)
    feed = site_index.feed(newest, feed_id, words, title, site.address, created=message.created)
    _write(shelf, site, "feed.atom", feed)
    index = site_index.index(newest, months, words, title, paged=len(shelf.pages) > NEWEST)
    _write(shelf, site, "index.html", index)


def _page(message: Message, tag: str) -> str:
    """Return the page of a message, which says who sent it."""
    html = message.page or embedded(message.html, message.picture)
    if GENERATOR not in html:  # made when its recipient was no folder yet: it tells nothing of itself
        html = html.replace("<head>", f"<head>\n{GENERATOR}", 1)
    return spliced(html, {"head": sent(tag, message.created)})


def _tag(message: Message, at: datetime) -> str:
    """Return the URI that names a message for good (RFC 4151), from its Message-ID, which never changes."""
    local, _, domain = message.message_id.rpartition("@")
    authority = _NO_AUTHORITY.sub("", domain.lower()) or "veille.localhost"
    return f"tag:{authority},{at:%Y-%m-%d}:{_NO_NAME.sub('', local)}"


def _feed_id(tag: str) -> str:
    """Return the URI of a feed that begins with a letter; it is kept in the feed from then on."""
    return f"{tag.rpartition(':')[0]}:site-{hashlib.sha256(tag.encode()).hexdigest()[:24]}"


def _write_months(site: Site, shelf: Shelf, months: Sequence[Month], title: str) -> None:
    """Write each month's search data, and its page where there are many letters; those of no month go.

    Only what would come out otherwise is made: a message costs a month, however many there are.
    """
    paged = len(shelf.pages) > NEWEST
    by_month: dict[str, list[PageFileName]] = {}
    for name in reversed(shelf.pages):
        by_month.setdefault(name.month, []).append(name)
    wanted = set()
    for month, after, before in zip(months, [None, *months], [*months[1:], None], strict=False):
        names = by_month[month.id]
        key = site_index.key(site.words.language, [name.file for name in names])
        page_key = site_index.key(key, title, before and before.id, after and after.id)
        wanted |= {month.data, month.file} if paged else {month.data}
        if shelf.key(month.data) != key:
            data = site_index.search_data(month, shelf.sheets(names), site.words, key)
            _write(shelf, site, month.data, data)
        if paged and shelf.key(month.file) != page_key:
            page = site_index.month_page(
                month, (before, after), shelf.sheets(names), site.words, title, page_key
            )
            _write(shelf, site, month.file, page)
    for file in shelf.months - wanted:
        shelf.remove(file)


def _write(shelf: Shelf, site: Site, file: str, text: str) -> None:
    """Write a file around the pages; another's is left as it is, and told of once."""
    try:
        shelf.write(file, text)
    except ForeignFile as error:
        if site.folder / file not in _told:
            _told.add(site.folder / file)
            log.warning("a file is in the way of the site", why=str(error), to_do="move it, or leave it so")
