"""A database of a former version is carried on: nothing of it is lost, sent twice or taken for new."""

from __future__ import annotations

import json
import shutil
import sqlite3
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from databases import make_v0
from mailserver import MailServer
from recordedweb import RecordedWeb
from veille.app import App
from veille.config import load
from veille.errors import UserError
from veille.model import MarkValue
from veille.store import marks, owed, periods, sources
from veille.store.schema import MIGRATIONS, copy_database, open_reader, open_writer
from veille.text.fold import folded
from world import DAY, HOUR, Clock, living

V0 = Path(make_v0.__file__).with_name("v0.sql")
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as the former version left it."""
    path = tmp_path_factory.mktemp("v0") / "veille.db"
    with closing(sqlite3.connect(path)) as db:
        db.create_function("fold", 1, lambda text: folded(text or ""), deterministic=True)
        db.executescript(f"BEGIN; {V0.read_text('utf-8')} COMMIT;")
    return path


@pytest.fixture
def path(former: Path, tmp_path: Path) -> Path:
    """A copy of it, where a configuration looks for its own."""
    (tmp_path / "state").mkdir()
    return Path(shutil.copy(former, tmp_path / "state" / "veille.db"))


def tables(path: Path) -> dict[str, Rows]:
    """Return the rows of every table, those of the index excepted, in the order of their keys."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not row[0].startswith(("item_fts", "sqlite_", "_sqlite_"))
        ]
        return {
            name: [dict(row) for row in db.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')] for name in names
        }


def why(text: object) -> str:
    """Return the words of a failure, as a sentence or as data."""
    if not str(text).startswith("{"):
        return str(text)
    told = json.loads(str(text))
    return str(told.get("values", {}).get("text", told.get("template", "")))


def kept(rows: Rows, columns: Mapping[str, object]) -> Rows:
    return [{name: why(row[name]) if name == "why" else row[name] for name in columns} for row in rows]


def test_the_database_of_the_former_version_has_rows_in_every_table(former: Path) -> None:
    with closing(sqlite3.connect(former)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 3
    assert {name for name, rows in tables(former).items() if not rows} == set()
    states = {row["state"] for row in tables(former)["message"]}
    assert states == {"held", "pending", "leased", "sent", "dead", "dropped"}


def test_every_row_is_kept_as_it_was(former: Path, path: Path) -> None:
    with closing(open_writer(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
    before, after = tables(former), tables(path)
    moved, refused = before.pop("setting"), before.pop("answer")
    for name, rows in before.items():
        assert kept(after[name], rows[0]) == kept(rows, rows[0]), name
    # Of a refusal the words are kept.
    for was, now in zip(refused, after["answer"], strict=True):
        assert {**now, "refused": ""} == {**was, "refused": ""}
        words = {engine: said if isinstance(said, str) else why(json.dumps(said))
                 for engine, said in json.loads(str(now["refused"])).items()}  # fmt: skip
        assert words == json.loads(str(was["refused"]))
    single = {"began", "first_letter", "items_used", "marks_changed"}
    settings = {str(row["key"]): row["value"] for row in after["setting"]}
    assert settings.pop("digests_noted") == "1"
    assert settings == {str(row["key"]): row["value"] for row in moved if row["key"] in single}


def test_what_settings_held_as_json_is_read_from_its_tables(path: Path) -> None:
    start = int(make_v0.START)
    with closing(open_writer(path)) as db:
        assert periods.recorded_digests(db) == {
            "matin": periods.RecordedDigest(start, ("ines@example.org",)),
            "equipe": periods.RecordedDigest(start, ("paul@example.org",)),
        }
        assert periods.stories_cut(db, "matin", "ines@example.org") == {3, 4}
        assert periods.stories_cut(db, "equipe", "paul@example.org") == frozenset()
        topics = dict.fromkeys(("Appels", "Employeurs", "Livre", "Offres", "Vous"), start)
        assert {row[0]: row[1] for row in db.execute("SELECT name, since FROM topic")} == topics
        assert sources.read_network(db) == (1795500000, False)


def test_names_that_hold_a_colon_are_carried_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        digests = {"le: soir": [7, ["mur: nord", "b@example.org"]], "vide": [8, []]}
        db.execute("UPDATE setting SET value = ? WHERE key = 'digests'", (json.dumps(digests),))
        db.execute("INSERT INTO setting VALUES ('cut:le: soir:mur: nord', '[5]'), ('topic:a: b', '9')")
        db.commit()
    with closing(open_writer(path)) as db:
        known = periods.recorded_digests(db)
        assert known == {
            "le: soir": periods.RecordedDigest(7, ("mur: nord", "b@example.org")),
            "vide": periods.RecordedDigest(8, ()),
        }
        assert periods.stories_cut(db, "le: soir", "mur: nord") == {5}
        assert db.execute("SELECT since FROM topic WHERE name = 'a: b'").fetchone()[0] == 9


def test_a_database_that_noted_no_digests_knows_of_none(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM setting WHERE key IN ('digests', 'network')")
        db.commit()
    with closing(open_writer(path)) as db:
        assert periods.recorded_digests(db) is None
        assert sources.read_network(db) == (None, False)
        periods.note_digests(db, {})
        assert periods.recorded_digests(db) == {}


def test_marks_and_pauses_are_read_as_they_were_made(path: Path) -> None:
    with closing(open_writer(path)) as db:
        assert [mark.value for mark in reversed(marks.marks(db))] == [
            MarkValue.YES, MarkValue.NO, MarkValue.PICK, MarkValue.NOISE, MarkValue.NOTE,
        ]  # fmt: skip
        assert list(marks.learnt(db)) == ["moi"]
        (pause,) = owed.pauses(db, int(make_v0.STOPPED))
        assert (pause.rule, pause.until - pause.since) == ("livre", 10 * 86400)


def test_a_command_that_only_reads_says_what_to_do_until_the_daemon_was_restarted(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"older veille: restart the service, or run `veille poll`"):
        open_reader(path)
    assert path.read_bytes() == before


def test_a_rehearsal_copies_the_database_of_an_older_version(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy_database(path, copy)
    assert tables(copy) == tables(path)


class Upgraded:
    """The new version on the former one's database, with the web and the server as they were."""

    def __init__(self, folder: Path, web: RecordedWeb, post: MailServer) -> None:
        self.file = folder / "veille.toml"
        text = make_v0.CONFIG.format(state=folder / "state", proxy=web.proxy, port=post.port)
        self.file.write_text(text, "utf-8")
        self.clock, self.web, self.post = Clock(make_v0.STOPPED), web, post

    def poll(self, hours: float = 0) -> None:
        """Start the daemon so much later, poll every source, send what can be sent, and stop it."""
        self.clock.forward(hours * HOUR)

        async def life(app: App) -> None:
            await app.poll_once()

        living(load(self.file), self.clock, life)

    def sent(self) -> list[str]:
        """Return the Message-IDs that arrived, sorted."""
        return sorted(str(mail["Message-ID"]).strip("<>") for mail in self.post.mails)


@pytest.fixture
def upgraded(path: Path) -> Iterator[Upgraded]:
    web = RecordedWeb(make_v0.pages(make_v0.items(*make_v0.LAST)), ssl.create_default_context())
    with web, MailServer() as post:
        yield Upgraded(path.parent.parent, web, post)


def test_a_daemon_goes_on_where_the_former_one_was_killed(
    former: Path, path: Path, upgraded: Upgraded
) -> None:
    before = tables(former)
    waiting = sorted(
        str(row["message_id"]) for row in before["message"] if row["state"] in ("pending", "leased")
    )
    assert len(waiting) == 3
    upgraded.poll()
    upgraded.poll(2)
    upgraded.poll(1)
    after = tables(path)
    assert [row["id"] for row in after["message"][:-1]] == [row["id"] for row in before["message"]]
    (news,) = [row for row in after["message"] if row["id"] == len(after["message"])]
    key = "health:recipient:paul@example.org:over:1795453560:ines@example.org"
    assert news["key"] == key, "that Paul can be reached again"
    assert upgraded.sent() == sorted([*waiting, str(news["message_id"])]), (
        "each once, under its own Message-ID"
    )
    assert [row["ident"] for row in after["item"]] == [row["ident"] for row in before["item"]], (
        "nothing is new"
    )
    assert len(after["match"]) == len(before["match"])
    assert [row["digest"] for row in after["source"]] == [row["digest"] for row in before["source"]]
    assert [row["cursor"] for row in after["source"]] == [row["cursor"] for row in before["source"]]


def test_what_is_new_is_told_once_and_the_pause_still_holds(path: Path, upgraded: Upgraded) -> None:
    upgraded.poll(3)
    there = len(upgraded.post.mails)
    job = (12, "Chargé de communication à Metz", "La ville cherche un chargé de communication.")
    upgraded.web.serve("http://presse.example/feed", make_v0.items(*make_v0.LAST, job))
    call = (23, "Appel à traductions", "Dix textes à traduire.")
    upgraded.web.serve("http://appels.example/feed", make_v0.items(*make_v0.MORE_CALLS, call))
    upgraded.poll(1)
    upgraded.poll(10)  # Wednesday, after 07:30 in Paris
    told = {str(mail["Message-ID"])[1:3]: mail for mail in upgraded.post.mails[there:]}
    assert len(upgraded.post.mails) - there == 2 and set(told) == {"a-", "d-"}
    alert, digest = (told[kind].get_body(("plain",)).get_content() for kind in ("a-", "d-"))
    assert "Metz" in alert and "Brest" not in alert
    assert "Appel à traductions" in digest and "Appel à résidences" not in digest
    paused = [row for row in tables(path)["owed"] if row["message"] is None and not row["deferred"]]
    assert len(paused) == 1


def test_a_message_that_was_held_leaves_at_its_time(upgraded: Upgraded) -> None:
    upgraded.poll()
    assert "a-held@example.org" not in upgraded.sent()
    upgraded.poll(DAY / HOUR)
    assert upgraded.sent().count("a-held@example.org") == 1


def test_validators_of_a_former_version_are_believed_until_a_week_has_shown_otherwise(path: Path) -> None:
    with closing(open_writer(path)) as db:
        kept = [
            validators
            for state in sources.read_sources(db).values()
            for validators in state.validators.values()
        ]
    assert kept
    assert all((validators.read_at, validators.distrusted) == (0, False) for validators in kept)
