"""The database: opened with care, written by one thread, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from patience import until_here
from veille.errors import NO_FAILURE, Failure, Unusable, UserError, failure, text_failure
from veille.model import Validators
from veille.store import periods, positions, recipients, schema, sources
from veille.store.schema import MIGRATIONS, examine, explained, open_reader, open_writer
from veille.store.writer import StoreError, Writer


def with_writer(path: Path, life: Callable[[Writer], Awaitable[object]], **more: object) -> None:
    async def live() -> None:
        writer = Writer(path, **more)
        try:
            await life(writer)
        finally:
            await writer.close()

    asyncio.run(live())


def put(key: str) -> Callable[[sqlite3.Connection], None]:
    return lambda db: sources.set_setting(db, key, "1")


def keys(path: Path) -> list[str]:
    with closing(open_reader(path)) as db:
        return [row[0] for row in db.execute("SELECT key FROM setting ORDER BY key")]


def test_a_database_newer_than_the_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    with closing(open_writer(path)) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for opened in (open_writer, open_reader):
        with pytest.raises(UserError, match="newer veille"):
            opened(path)


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 7")
        db.execute("CREATE TABLE theirs(x)")
    with pytest.raises(UserError, match="another program"):
        open_writer(path)


def test_tables_are_made_once_and_are_durable(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "veille.db"
    for _ in range(2):
        with closing(open_writer(path)) as db:
            assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
            assert db.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
            strict = db.execute(
                "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main'"
            )
            assert {row[0] for row in strict} <= {"sqlite_schema", "_sqlite_migrations"} | {
                f"item_fts_{part}" for part in ("data", "idx", "docsize", "config")
            }


def test_a_database_of_sentences_goes_on_with_them_as_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "veille.db"
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", MIGRATIONS[:3])
        db = open_writer(path)
    why = 'x.example said "no"; \u00e9t\u00e9 {at}\n'
    with closing(db):
        db.execute(
            "INSERT INTO source(id, name, kind, digest, added, next_due, why) VALUES(1,'s','feed','',0,0,?)",
            (why,),
        )
        db.execute(
            "INSERT INTO poll(source, at, outcome, found, new, changed, why, took) VALUES(1,0,'failed',0,0,0,?,1)",
            (why,),
        )
        db.execute("INSERT INTO recipient(name, why) VALUES('a', ''), ('b', ?)", (why,))
        for key, said in enumerate(
            ("the next digest covers it", "no longer in the configuration", "dropped by hand", why)
        ):
            db.execute(
                """INSERT INTO message(kind, name, recipient, key, message_id, subject, text, html, chat, state, created,
                     not_before, expires, why) VALUES('digest','','a',?,?,'','','','[]','dropped',0,0,0,?)""",
                (str(key), str(key), said),
            )
        db.execute("INSERT INTO delivery(message, at, outcome, why) VALUES(1, 0, 'unknown', ?)", (why,))
        refused = json.dumps({"bing": why, "google": ""})
        db.execute(
            "INSERT INTO answer(source, name, engine, at, answered, refused) VALUES(1,'moi','searxng',5,'[]',?)",
            (refused,),
        )
        db.execute(
            "INSERT INTO answer(source, name, engine, at, answered, refused) VALUES(1,'moi','searxng',4,'[]','{}')"
        )
    with closing(open_writer(path)) as db:
        read = {
            table: [Failure.from_json(row[0]) for row in db.execute(f"SELECT why FROM {table} ORDER BY 1")]
            for table in ("source", "poll", "recipient", "delivery")
        }
        assert read == {
            "source": [text_failure(why)],
            "poll": [text_failure(why)],
            "recipient": [NO_FAILURE, text_failure(why)],
            "delivery": [text_failure(why)],
        }
        stored = [row[0] for row in db.execute("SELECT why FROM message ORDER BY id")]
        assert stored[:2] == [periods.SUPERSEDED.to_json(), recipients.UNNAMED.to_json()]
        assert Failure.from_json(stored[2]) == failure("dropped by hand")
        assert stored[3] == text_failure(why).to_json()
        assert [answer.refused for answer in positions.answers(db, 1, 0, 9)] == [
            {},
            {"bing": text_failure(why), "google": NO_FAILURE},
        ]


def test_a_reader_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="veille poll"):
        open_reader(tmp_path / "veille.db")


def test_a_job_that_fails_is_undone_alone_and_those_beside_it_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"

    def fail(db: sqlite3.Connection) -> None:
        put("lost")(db)
        raise ValueError("a mistake")

    async def life(writer: Writer) -> None:
        results = await asyncio.gather(
            writer.run(put("a")), writer.run(fail), writer.run(put("b")), return_exceptions=True
        )
        assert isinstance(results[1], ValueError)
        assert writer.undone == 1

    with_writer(path, life)
    assert keys(path) == ["a", "b"]


def test_what_is_unhurried_is_written_before_the_writer_closes(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"

    async def life(writer: Writer) -> None:
        writer.later(put("a"))
        writer.later(put("b"))

    with_writer(path, life)
    assert keys(path) == ["a", "b"]


def test_jobs_that_wait_share_a_commit(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"

    async def life(writer: Writer) -> None:
        commits: list[str] = []
        await writer.run(
            lambda db: db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        )
        await asyncio.gather(*(writer.run(put(str(number))) for number in range(40)))
        assert 1 <= len(commits) < 40

    with_writer(path, life)
    assert len(keys(path)) == 40


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"

    async def life(writer: Writer) -> None:
        await writer.run(put("kept"))
        pages = await writer.run(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        await writer.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone())
        with pytest.raises(StoreError, match="full"):
            await writer.run(lambda db: sources.set_setting(db, "big", "x" * 1_000_000))
        await writer.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())
        await writer.run(put("later"))

    with_writer(path, life)
    assert keys(path) == ["kept", "later"]


def test_the_writer_hears_another_process_and_not_itself(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    heard: list[int] = []

    async def life(writer: Writer) -> None:
        await writer.run(put("own"))
        await asyncio.sleep(1.6)  # the writer looks once a second
        assert not heard
        with closing(open_writer(path)) as db:
            put("foreign")(db)
        await until_here(lambda: heard, "the doorbell")

    with_writer(path, life, on_foreign_write=lambda: heard.append(1))


def test_validators_are_forgotten_when_the_options_of_a_source_change(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "veille.db")) as db:
        state = sources.sync_sources(db, [("a", "feed", "one")], 100)["a"]
        sources.save_validators(db, state.id, {"https://a.example": Validators(etag='"1"')}, 100)
        state.cursor = {"known": {}}
        sources.save_state(db, state, cursor=True)
        same = sources.sync_sources(db, [("a", "feed", "one")], 200)["a"]
        assert (same.validators, same.cursor) == (
            {"https://a.example": Validators(etag='"1"')},
            {"known": {}},
        )
        changed = sources.sync_sources(db, [("a", "feed", "two")], 300)["a"]
        assert (changed.validators, changed.cursor, changed.next_due) == ({}, {}, 300)


def test_a_permanent_redirect_is_dated_from_when_it_was_first_met(tmp_path: Path) -> None:
    week = 7 * 86400
    with closing(open_writer(tmp_path / "veille.db")) as db:
        state = sources.sync_sources(db, [("a", "feed", "one")], 0)["a"]
        for now, target in ((0, "https://b.example"), (3 * 86400, "https://b.example")):
            sources.save_validators(db, state.id, {"https://a.example": Validators(moved_to=target)}, now)
        assert not sources.moved_for_a_week(db, week - 1)
        (row,) = sources.moved_for_a_week(db, week)
        assert (row.name, row.moved_to) == ("a", "https://b.example")
        sources.record_move_notified(db, state.id, "https://a.example", week)
        assert not sources.moved_for_a_week(db, 2 * week)
        sources.save_validators(
            db, state.id, {"https://a.example": Validators(moved_to="https://c.example")}, 2 * week
        )
        assert sources.moved_for_a_week(db, 3 * week), "it moved again, elsewhere"


def full(path: Path) -> None:
    """Fill a database that may not grow; raises what a full disk raises."""
    with closing(open_writer(path)) as db:
        db.execute("PRAGMA max_page_count = 1").fetchone()
        sources.set_setting(db, "big", "x" * 1_000_000)


def damage(path: Path) -> None:
    """Overwrite the middle of a database, its first page excepted."""
    with closing(open_writer(path)) as db:
        for number in range(200):
            sources.set_setting(db, f"{number}", "x" * 1000)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 8192))


def garbage(path: Path) -> None:
    path.write_text("garbage\n" * 1000)


@pytest.mark.parametrize("opened", [open_writer, open_reader])
def test_what_is_no_database_is_damaged_and_a_person_is_told_what_to_do_and_what_is_lost(
    tmp_path: Path, opened: Callable[[Path], object]
) -> None:
    garbage(path := tmp_path / "veille.db")
    with pytest.raises(Unusable, match=r"is damaged .* stop veille.* backup.* move it away.* lost"):
        opened(path)


def test_a_folder_in_place_of_the_database_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    path.mkdir()
    for opened in (open_writer, open_reader):
        with pytest.raises(Unusable, match="is a folder"):
            opened(path)


def test_a_reader_of_an_empty_file_says_that_nothing_was_polled_and_a_writer_makes_it_ready(
    tmp_path: Path,
) -> None:
    (path := tmp_path / "veille.db").touch()
    with pytest.raises(UserError, match="nothing was polled here"):
        open_reader(path)
    open_writer(path).close()
    open_reader(path).close()


def test_no_room_and_no_leave_and_no_turn_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    with pytest.raises(sqlite3.OperationalError) as refused:
        full(path)
    assert "no room" in str(explained(refused.value, path))
    with closing(open_reader(path)) as db, pytest.raises(sqlite3.OperationalError) as refused:
        put("a")(db)
    assert "cannot be written" in str(explained(refused.value, path))
    with closing(open_writer(path)) as one, closing(open_writer(path)) as other:
        one.execute("BEGIN IMMEDIATE")
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError) as refused:
            other.execute("BEGIN IMMEDIATE")
    assert "try again" in str(explained(refused.value, path))


def test_a_state_folder_that_cannot_be_made_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for opened in (open_writer, open_reader):
        with pytest.raises(UserError, match=r"veille\.db cannot be used \(.+ [a-z]+\): see"):
            opened(tmp_path / "file" / "veille.db")


def test_damage_inside_is_found_when_it_is_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    open_writer(path).close()
    examine(path)
    damage(path)
    with pytest.raises(Unusable, match="is damaged"):
        examine(path)
