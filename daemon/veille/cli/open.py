"""What commands open: the archive to read, the database to write a little, or the whole daemon for one pass."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from veille.cli.setting import setting
from veille.errors import UserError

if TYPE_CHECKING:
    from veille.config.model import Config


def config_file() -> Path:
    """Return the configuration file in use. Raises ConfigError that says where it was looked for."""
    from veille.config import find_file

    return find_file(setting().config)


def read_config(*, secrets: bool) -> Config:
    """Return the whole configuration. Raises ConfigError."""
    from veille.config import load

    return load(config_file(), secrets=secrets)


def database() -> Path:
    """Return the database's path; cheap, reads only what it must."""
    from veille.config import read_state

    return read_state(config_file()) / "veille.db"


@contextmanager
def reading() -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads. Raises UserError that says what to do where that cannot be."""
    from veille.store.schema import explained, open_reader

    path = database()
    with closing(open_reader(path)) as connection:
        try:
            yield connection
        except sqlite3.Error as error:
            raise explained(error, path) from None


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """Give a connection inside one short transaction; a running daemon hears of it by itself. Raises UserError."""
    from veille.store.schema import explained, open_writer, transaction

    path = database()
    with closing(open_writer(path)) as connection:
        try:
            with transaction(connection):
                yield connection
        except sqlite3.Error as error:
            raise explained(error, path) from None


def is_running(state: Path) -> bool:
    """Return whether a daemon holds this state folder."""
    try:
        with (state / "lock").open("rb") as lock:
            # Shared for an instant, and nothing written: a daemon that starts in that instant tells it from another daemon.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        from veille.permissions import advice

        how = advice(state / "lock") or "see whether its disk is well"
        raise UserError(f"{state} cannot be read ({error.strerror}): {how}") from None
    return False
