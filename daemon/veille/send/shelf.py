"""The files of a folder channel: what is ours is read and written whole, what is not is left alone."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path

from veille.render.site_page import GENERATOR, Name, Sheet, read, read_name

LARGEST = 16_000_000  # bytes; nothing of ours is so large

# What is ours says so. Nothing else in the folder is written, moved or removed.
_OURS = {".html": GENERATOR, ".js": "/* veille ", ".atom": "<generator>veille</generator>"}
_OF_A_MONTH = re.compile(r"\d{4}-\d\d\.(?:html|js)", re.ASCII)
_KEY = re.compile(r'(?:/\* veille |<meta name="veille" content=")([0-9a-f]{20})\b')


class ForeignFile(OSError):
    """A file in the folder isn't ours: it stays as it is."""


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
        self._sheets: dict[Name, Sheet | None] = {}

    def add(self, name: Name, html: str) -> None:
        """Count a page that is about to be written among the others."""
        self._sheets[name] = read(name, html)
        if name.listed and self._sheets[name] and name not in self.pages:
            self.pages = sorted((*self.pages, name))

    def sheet(self, name: Name) -> Sheet | None:
        """Return a page, or None where it is none of ours."""
        if name not in self._sheets:
            self._sheets[name] = read(name, self.text(name.file) or "")
        return self._sheets[name]

    def sheets(self, names: Iterable[Name]) -> list[Sheet]:
        """Return those of the pages that are ours."""
        return [sheet for sheet in map(self.sheet, names) if sheet]

    def around(self, name: Name) -> tuple[Name | None, Name | None]:
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
            raise ForeignFile(f"{self._folder / file} was not written by veille")
        if before == text:
            return False
        draft = self._folder / f".{file}.part"
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        # Made anew, so that no link is followed; what others may read is the umask's to say.
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
    """Say whether a file says that veille wrote it."""
    return _OURS[Path(file).suffix] in text[:4000]


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
