"""The tables, as migrations; and how every connection is opened."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path

from veille.errors import NO_FAILURE, Failure, Unusable, UserError, failure, of_system, sentence
from veille.permissions import READ, WRITE, advice, create, mend
from veille.text.fold import folded

APPLICATION_ID = 0x7E111E  # marks the file as veille's own

_FIRST = (
    """CREATE TABLE source(
         id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, digest TEXT NOT NULL,
         title TEXT NOT NULL DEFAULT '', cursor TEXT NOT NULL DEFAULT '{}', criterion TEXT NOT NULL DEFAULT 'id',
         added INTEGER NOT NULL, removed INTEGER, baseline INTEGER,
         next_due REAL NOT NULL, last_poll INTEGER, outcome TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '',
         last_new INTEGER, failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER,
         network INTEGER NOT NULL DEFAULT 0, told INTEGER
       ) STRICT""",
    """CREATE TABLE validators(
         source INTEGER NOT NULL REFERENCES source(id), url TEXT NOT NULL,
         etag TEXT NOT NULL, modified TEXT NOT NULL, body_hash BLOB NOT NULL,
         moved_to TEXT NOT NULL DEFAULT '', moved_since INTEGER, moved_told INTEGER,
         PRIMARY KEY(source, url)
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE poll(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), at INTEGER NOT NULL,
         outcome TEXT NOT NULL, found INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
         missed INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', took REAL NOT NULL
       ) STRICT""",
    "CREATE INDEX poll_at ON poll(at)",
    "CREATE INDEX poll_source ON poll(source, at)",
    """CREATE TABLE poll_count(
         source INTEGER NOT NULL REFERENCES source(id), hour INTEGER NOT NULL, polls INTEGER NOT NULL,
         PRIMARY KEY(source, hour)
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE story(id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE item(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), story INTEGER NOT NULL REFERENCES story(id),
         ident TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL,
         outlet TEXT NOT NULL, language TEXT NOT NULL, tags TEXT NOT NULL, facts TEXT NOT NULL,
         published INTEGER, updated INTEGER, closes TEXT, starts TEXT, position INTEGER,
         hash BLOB NOT NULL, first_seen INTEGER NOT NULL, edited INTEGER, gone INTEGER, baseline INTEGER NOT NULL,
         folded_how TEXT NOT NULL DEFAULT ''
       ) STRICT""",
    "CREATE INDEX item_story ON item(story)",
    "CREATE INDEX item_source ON item(source, first_seen)",
    "CREATE INDEX item_seen ON item(first_seen)",
    "CREATE INDEX item_url ON item(url)",
    "CREATE INDEX item_closes ON item(closes) WHERE closes IS NOT NULL",
    # The index's content is a view that folds, so that integrity-check and rebuild hold.
    "CREATE VIEW folded AS SELECT id, fold(title) AS title, fold(text) AS text FROM item",
    """CREATE VIRTUAL TABLE item_fts USING fts5(
         title, text, content='folded', content_rowid='id', tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TABLE seen(
         source INTEGER NOT NULL REFERENCES source(id), key BLOB NOT NULL, item INTEGER,
         PRIMARY KEY(source, key)
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE story_key(key BLOB PRIMARY KEY, story INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE match(
         id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item(id), by TEXT NOT NULL, topic TEXT NOT NULL,
         words TEXT NOT NULL, excerpt TEXT NOT NULL, at INTEGER NOT NULL, baseline INTEGER NOT NULL,
         UNIQUE(item, by)
       ) STRICT""",
    "CREATE INDEX match_at ON match(at)",
    """CREATE TABLE message(
         id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, recipient TEXT NOT NULL,
         key TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL DEFAULT '',
         subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, chat TEXT NOT NULL, page TEXT NOT NULL DEFAULT '',
         state TEXT NOT NULL CHECK(state IN ('held', 'pending', 'leased', 'sent', 'dead', 'dropped')),
         created INTEGER NOT NULL, not_before INTEGER NOT NULL, expires INTEGER NOT NULL,
         urgent INTEGER NOT NULL DEFAULT 0,
         lease_until INTEGER, attempts INTEGER NOT NULL DEFAULT 0, sent INTEGER, why TEXT NOT NULL DEFAULT ''
       ) STRICT""",
    "CREATE INDEX message_open ON message(state, not_before) WHERE state IN ('held', 'pending', 'leased')",
    "CREATE INDEX message_recipient ON message(recipient, created)",
    """CREATE TABLE delivery(
         id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message(id), at INTEGER NOT NULL, ended INTEGER,
         outcome TEXT NOT NULL, why TEXT NOT NULL DEFAULT ''
       ) STRICT""",
    "CREATE INDEX delivery_message ON delivery(message)",
    """CREATE TABLE owed(
         id INTEGER PRIMARY KEY, match INTEGER NOT NULL REFERENCES match(id), story INTEGER NOT NULL,
         recipient TEXT NOT NULL, at INTEGER NOT NULL, message INTEGER REFERENCES message(id),
         deferred INTEGER NOT NULL DEFAULT 0,
         UNIQUE(match, recipient)
       ) STRICT""",
    "CREATE INDEX owed_open ON owed(recipient) WHERE message IS NULL AND NOT deferred",
    "CREATE INDEX owed_at ON owed(recipient, at)",
    "CREATE INDEX owed_story ON owed(story)",
    "CREATE INDEX owed_message ON owed(message)",
    """CREATE TABLE period(
         digest TEXT NOT NULL, "end" INTEGER NOT NULL, start INTEGER NOT NULL, at INTEGER NOT NULL,
         PRIMARY KEY(digest, "end")
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recipient(
         name TEXT PRIMARY KEY, failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER,
         rests_from INTEGER NOT NULL DEFAULT 0, rests_until INTEGER NOT NULL DEFAULT 0,
         why TEXT NOT NULL DEFAULT '', told INTEGER
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pause(rule TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

_NAMES = (
    # Of a match on a name: the verdict ('' where the match is on no name), its likelihood, and why (JSON, kind and words).
    "ALTER TABLE match ADD COLUMN verdict TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE match ADD COLUMN likely REAL NOT NULL DEFAULT 1",
    "ALTER TABLE match ADD COLUMN clues TEXT NOT NULL DEFAULT '[]'",
    "CREATE INDEX match_by ON match(by, at)",
    # Whether a source ever gave a complete batch: only then has an item that is missing left.
    "ALTER TABLE source ADD COLUMN complete INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX item_gone ON item(gone) WHERE gone IS NOT NULL",
    "CREATE INDEX item_starts ON item(starts) WHERE starts IS NOT NULL",
    # `spelled`: folded; `forms`: a hash of all that is looked for; `recalled`: when the archive was looked through for
    # it; `told`: when its first letter was made.
    """CREATE TABLE name(
         key TEXT PRIMARY KEY, spelled TEXT NOT NULL, forms TEXT NOT NULL, added INTEGER NOT NULL, recalled INTEGER,
         told INTEGER
       ) STRICT, WITHOUT ROWID""",
    # A person's mark of an item: it keeps what is learnt from it, for marks outlive items.
    """CREATE TABLE mark(
         id INTEGER PRIMARY KEY, item INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '',
         value TEXT NOT NULL CHECK(value IN ('yes', 'no', 'pick', 'noise', 'note')), note TEXT NOT NULL DEFAULT '',
         at INTEGER NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, words TEXT NOT NULL DEFAULT '[]',
         UNIQUE(item, name, value)
       ) STRICT""",
    "CREATE INDEX mark_name ON mark(name, value)",
    # One ranked answer to a search for a name: the engines that answered, and those that refused with why (JSON).
    """CREATE TABLE answer(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), name TEXT NOT NULL, engine TEXT NOT NULL,
         at INTEGER NOT NULL, answered TEXT NOT NULL, refused TEXT NOT NULL
       ) STRICT""",
    "CREATE INDEX answer_name ON answer(name, at)",
    "CREATE INDEX answer_source ON answer(source, at)",
    """CREATE TABLE position(
         answer INTEGER NOT NULL REFERENCES answer(id), place INTEGER NOT NULL, key BLOB NOT NULL, item INTEGER NOT NULL,
         url TEXT NOT NULL, title TEXT NOT NULL, engines TEXT NOT NULL,
         PRIMARY KEY(answer, place)
       ) STRICT, WITHOUT ROWID""",
    # What moved on a first page, and is to be notified: 'new', 'left', 'fell' or 'risen'; `told` once it is a message.
    """CREATE TABLE movement(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), name TEXT NOT NULL, at INTEGER NOT NULL,
         kind TEXT NOT NULL, place INTEGER, was INTEGER, key BLOB NOT NULL, item INTEGER NOT NULL, url TEXT NOT NULL,
         title TEXT NOT NULL, told INTEGER
       ) STRICT""",
    "CREATE INDEX movement_name ON movement(name, at)",
    "CREATE INDEX movement_open ON movement(id) WHERE told IS NULL",
    """CREATE TABLE budget(account TEXT NOT NULL, month TEXT NOT NULL, used INTEGER NOT NULL,
         PRIMARY KEY(account, month)) STRICT, WITHOUT ROWID""",
    "ALTER TABLE message ADD COLUMN picture BLOB",
)

# Why something failed was an English sentence; it is JSON, a template and its values (veille.errors.Failure). Those that
# the database itself reads again get the template that they have now.
_FAILURES = (
    *(
        f"""UPDATE {table} SET why = json_object('template', '{{text}}', 'values', json_object('text', why))
            WHERE why != ''"""  # noqa: S608 - ours
        for table in ("source", "poll", "delivery", "recipient")
    ),
    """UPDATE message SET why = iif(
         why IN ('the next digest covers it', 'no longer in the configuration', 'dropped by hand'),
         json_object('template', why, 'values', json('{}')),
         json_object('template', '{text}', 'values', json_object('text', why)))
       WHERE why != ''""",
    """UPDATE answer SET refused = (SELECT json_group_object(key, json(iif(value = '',
           json_object('template', '', 'values', json('{}')),
           json_object('template', '{text}', 'values', json_object('text', value)))))
         FROM json_each(answer.refused))
       WHERE refused != '{}'""",
)

# What stood as JSON, or behind a prefix, among the settings. "digests_noted": there is a list of digests.
_FROM_SETTINGS = (
    # A digest of the configuration: since when it is there, and its recipients, in order.
    "CREATE TABLE digest(name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE digest_recipient(
         digest TEXT NOT NULL REFERENCES digest(name), place INTEGER NOT NULL, recipient TEXT NOT NULL,
         PRIMARY KEY(digest, place)
       ) STRICT, WITHOUT ROWID""",
    # A story that closes soon, for which the last digest to a recipient had no room.
    """CREATE TABLE digest_cut(
         digest TEXT NOT NULL, recipient TEXT NOT NULL, story INTEGER NOT NULL,
         PRIMARY KEY(digest, recipient, story)
       ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE topic(name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # This machine's own network, in one row: since when it is down (NULL: it is not), and whether that was notified.
    """CREATE TABLE network(
         id INTEGER PRIMARY KEY CHECK(id = 1), down INTEGER, told INTEGER NOT NULL
       ) STRICT""",
    """INSERT INTO digest(name, since)
       SELECT one.key, CAST(one.value ->> 0 AS INTEGER) FROM setting, json_each(setting.value) AS one
       WHERE setting.key = 'digests'""",
    """INSERT INTO digest_recipient(digest, place, recipient)
       SELECT one.key, recipient.key, recipient.value
       FROM setting, json_each(setting.value) AS one, json_each(one.value, '$[1]') AS recipient
       WHERE setting.key = 'digests'""",
    # Both names may hold a colon, so they are looked for; a digest that no longer goes there has no row to keep.
    """INSERT INTO digest_cut(digest, recipient, story)
       SELECT DISTINCT digest, recipient, story.value
       FROM digest_recipient JOIN setting ON setting.key = 'cut:' || digest || ':' || recipient,
         json_each(setting.value) AS story""",
    """INSERT INTO topic(name, since)
       SELECT substr(key, 7), CAST(value AS INTEGER) FROM setting WHERE key GLOB 'topic:*'""",
    """INSERT INTO network(id, down, told)
       SELECT 1, value ->> 'down', coalesce(value ->> 'told', 0) FROM setting WHERE key = 'network'""",
    "INSERT INTO setting(key, value) SELECT 'digests_noted', '1' FROM setting WHERE key = 'digests'",
    """DELETE FROM setting
       WHERE key IN ('digests', 'network', 'network_down') OR key GLOB 'cut:*:*' OR key GLOB 'topic:*'""",
)

_DISTRUSTED = (
    # 0 stands for unknown: the week begins with the next answer.
    "ALTER TABLE validators ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE validators ADD COLUMN distrusted INTEGER NOT NULL DEFAULT 0",
)

_MOVED_AND_UNALERTED = (
    # What the last document of a source held, where it shows all of late: what replaces it may be the same, moved.
    """CREATE TABLE listed(
         source INTEGER NOT NULL REFERENCES source(id), item INTEGER NOT NULL,
         PRIMARY KEY(source, item)
       ) STRICT, WITHOUT ROWID""",
    # Why a match was not owed at once, as it was decided; '' where it was, or of an older version.
    "ALTER TABLE match ADD COLUMN unalerted TEXT NOT NULL DEFAULT ''",
)

# One entry a migration, oldest first; a migration that was ever released is never changed.
MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0001 the first tables", _FIRST),
    (
        "0002 from when a digest's message tells",
        ("ALTER TABLE message ADD COLUMN covers INTEGER NOT NULL DEFAULT 0",),
    ),
    ("0003 names", _NAMES),
    ("0004 failures as data", _FAILURES),
    ("0005 tables for what settings held", _FROM_SETTINGS),
    ("0006 servers that call what changed unchanged", _DISTRUSTED),
    # When an event was last seen to be moved, called off, or on again.
    (
        "0007 events that are moved",
        (
            "ALTER TABLE item ADD COLUMN rescheduled INTEGER",
            "CREATE INDEX item_rescheduled ON item(rescheduled) WHERE rescheduled IS NOT NULL",
        ),
    ),
    ("0008 what moved, and why a match was not alerted", _MOVED_AND_UNALERTED),
    (
        "0009 what a source says while all is well",
        ("ALTER TABLE source ADD COLUMN note TEXT NOT NULL DEFAULT ''",),
    ),
)


EXAMINE = (
    10.0  # seconds that looking for damage may take: at 2 s a gigabyte, or a slow disk's 100 MB/s, enough
)


class NothingYet(UserError):
    """There is no database here, or one without tables: nothing was polled."""


def open_writer(path: Path) -> sqlite3.Connection:
    """Open path for writing, made or brought up to date. Raises UserError, with what to do, if that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite itself would make it 0644 less the umask, and gives what it makes beside it the same mode.
        create(path)
        if why := _advice(path):  # SQLite would open it read-only, and fail at the first write only
            raise UserError(failure("{path} cannot be written: {why}", path=path, why=why))
        # isolation_level=None: we send BEGIN IMMEDIATE ourselves; with any other Python opens transactions by itself.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    except (OSError, sqlite3.Error) as error:
        raise explained(error, path) from None
    try:
        _prepare(connection)
        _refuse_foreign(connection, path)
        mend(*_files(path))  # made by an earlier veille, or moved here
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what is owed must survive a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection)
    except sqlite3.Error as error:
        connection.close()
        raise explained(error, path) from None
    except UserError:
        connection.close()
        raise
    return connection


def open_reader(path: Path, *, older: bool = False) -> sqlite3.Connection:
    """Open path for reading alone, `older`: also as an older veille wrote it.

    Raises NothingYet, or UserError with what to do if it cannot be read.
    """
    try:
        path.stat()
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10
        )
    except FileNotFoundError:
        raise NothingYet(failure("{path} does not exist yet: {how}", path=path, how=_NOTHING)) from None
    except (OSError, sqlite3.Error) as error:
        raise explained(error, path) from None
    try:
        _prepare(connection)
        connection.execute("PRAGMA query_only = ON")
        _refuse_foreign(connection, path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            raise NothingYet(failure("{path} holds no tables yet: {how}", path=path, how=_NOTHING))
        if version < len(MIGRATIONS) and not older:
            raise UserError(
                failure(
                    "{path} was written by an older veille: restart the service, or run `veille poll`, "
                    "to bring it up to date",
                    path=path,
                )
            )
    except sqlite3.Error as error:
        connection.close()
        raise explained(error, path) from None
    except UserError:
        connection.close()
        raise
    return connection


def examine(path: Path) -> None:
    """Look for damage in the whole database, where there is one. Raises Unusable.

    A database so large that this takes longer than EXAMINE is looked at in part.
    """
    if not path.exists():
        return
    with closing(open_writer(path)) as connection:
        # Not a progress handler: SQLite 3.40 never calls it within the check of a tree of pages.
        limit = threading.Timer(EXAMINE, connection.interrupt)
        limit.start()
        try:
            finding = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return
            raise explained(error, path) from None
        finally:
            limit.cancel()
            limit.join()
        if finding != "ok":
            raise _damaged(path, " ".join(finding.split()))


def explained(error: sqlite3.Error | OSError, path: Path | None = None) -> UserError:
    """Return what an error means for the database at path, and what to do, in a sentence for a person."""
    name = str(path or "the database")
    if path is not None and os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where one may not look
        return Unusable(
            failure("{name} is a folder, where veille keeps its database: move it away", name=name)
        )
    # sqlite.org/rescode.html: the lowest byte is the kind of error, the others refine it
    kind = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(name, str(error))
    why = of_system(error) if isinstance(error, OSError) else str(error)
    if kind == sqlite3.SQLITE_FULL or (isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT)):
        return UserError(
            failure(
                "there is no room to write {name}: free some; all that was kept before is there", name=name
            )
        )
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserError(
            failure("{name} is being written by another process: try again in a moment", name=name)
        )
    if kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY) or isinstance(
        error, PermissionError
    ):
        how = _advice(path) or _FORBIDDEN
        if kind == sqlite3.SQLITE_READONLY:
            return UserError(failure("{name} cannot be written ({why}): {how}", name=name, why=why, how=how))
        return UserError(failure("{name} cannot be opened ({why}): {how}", name=name, why=why, how=how))
    if kind == sqlite3.SQLITE_IOERR or isinstance(error, OSError):
        return UserError(
            failure(
                "{name} cannot be used ({why}): see whether its disk is well, then try again",
                name=name,
                why=why,
            )
        )
    return UserError(
        failure(
            "{name} did not do what was asked ({why}): a mistake of veille's own, please tell of it",
            name=name,
            why=why,
        )
    )


_FORBIDDEN = failure("its permissions allow it: see what else may forbid it (SELinux, AppArmor, chattr)")


def _advice(path: Path | None) -> Failure:
    """Return why this user may not write a database, and what to do; nothing where that is allowed."""
    if path is None:
        return NO_FAILURE
    beside = [file for file in _files(path)[1:] if os.path.lexists(file)]
    needs = ((path, READ), *((target, WRITE) for target in (path, *beside, path.parent)))
    return next(filter(None, (advice(target, need) for target, need in needs)), NO_FAILURE)


def _files(path: Path) -> tuple[Path, ...]:
    """Return a database and what SQLite keeps beside it."""
    return (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))


def _damaged(name: object, how: str) -> Unusable:
    return Unusable(
        failure(
            "{name} is damaged ({how}): stop veille, then put a backup in its place, or move it away with the -wal and "
            "-shm beside it; then veille starts anew, and the archive and the messages not sent yet are lost",
            name=name,
            how=how,
        )
    )


_NOTHING = failure("nothing was polled here; run `veille poll` or start the service")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("sentence", 1, sentence, deterministic=True)


def _fold(text: str | None) -> str:
    return folded(text or "")


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    if owner not in (0, APPLICATION_ID):
        raise Unusable(
            failure(
                "{path} is another program's database; give veille a `state` folder of its own", path=path
            )
        )
    if version > len(MIGRATIONS):
        raise Unusable(
            failure(
                "{path} was written by a newer veille (its tables are at {version}, this program knows {known}): upgrade "
                "veille, or restore an older backup",
                path=path,
                version=version,
                known=len(MIGRATIONS),
            )
        )


def _migrate(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
        return
    from sqlite_utils import Database, Migrations  # slow to import, and rarely needed

    migrations = Migrations("veille")
    for name, statements in MIGRATIONS:
        migrations(name=name)(_applying(statements))
    migrations.apply(Database(connection))
    # sqlite-utils keeps its own record; these two let an older program refuse, and `file` show whose it is.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _applying(statements: tuple[str, ...]) -> Callable[[object], None]:
    def apply(database: object) -> None:
        for statement in statements:
            database.conn.execute(statement)  # type: ignore[attr-defined]  # sqlite-utils has no types

    return apply


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction that writes: kept whole at the end, undone where anything is raised."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # what fails to be undone is undone by closing
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
        raise


def copy_database(original: Path, copy: Path) -> None:
    """Copy a database as it is now, also beside a daemon that writes it; where there is none yet, do nothing."""
    with (
        suppress(NothingYet),
        closing(open_reader(original, older=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
