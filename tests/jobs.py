"""Functions for worker processes: a child must be able to import them, so they lie in a module of their own."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from veille.errors import NotModified, SourceError, WebError


class Awkward(Exception):
    """An exception that can be pickled, but not made again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


class Unreadable:
    """A value that can be pickled, but not read back."""

    def __reduce__(self) -> tuple[object, ...]:
        return (int, ("not a number",))


def double(number: int) -> int:
    return 2 * number


def process(seconds: float = 0.0) -> int:
    time.sleep(seconds)
    return os.getpid()


def hang(begun: Path | None = None) -> None:
    """Never return; the file `begun` is there once this has begun."""
    if begun is not None:
        begun.touch()
    sum(range(10**15))  # inside C, where Python handles no signal


def swell(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(3)


def refuse(how: str) -> None:
    if how == "source":
        raise SourceError("this is no feed")
    if how == "web":
        raise WebError("lwn.net answered 404 Not Found", status=404)
    if how == "unchanged":
        raise NotModified
    if how == "awkward":
        raise Awkward("salt", "pepper")
    raise ZeroDivisionError("a bug")


def unreadable() -> Unreadable:
    return Unreadable()
