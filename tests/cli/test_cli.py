"""The commands of every day, typed as a person types them, mistakes included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from mailserver import MailServer
from patience import HANG
from veille.app import AlreadyRunning, take_lock
from veille.cli import GROUPS, commands
from veille.cli.open import is_running, writing
from veille.errors import UserError
from veille.store.schema import open_writer
from webserver import Answer, WebServer
from world import Article, configured, rss

RULES = """
[rule.offres]
any = ["chargé de communication"]
and = ["Lyon"]
not = ["stage"]
topic = "Offres"
alert = true
"""
ARTICLES = [
    Article(1, "Chargée de communication", "À Lyon, la Maison du Livre recrute."),
    Article(2, "Stage : chargé de communication", "À Lyon."),
    Article(3, "L'e-réputation des musées", "Une étude."),
]


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Home:
    """A folder with a configuration, on which commands are run."""

    folder: Path
    web: WebServer
    post: MailServer

    def run(self, *words: str, stdin: str = "") -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(self.folder / "veille.toml"), *words],
            capture_output=True, text=True, timeout=HANG, check=False, input=stdin, env={**os.environ, "COLUMNS": "100"},
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("home")
    with WebServer() as web, MailServer() as post:
        web.on("/feed", Answer(rss(ARTICLES)))
        configured(
            folder,
            f'{RULES}[source]\nculture = "{web.url("/feed")}"\nnone = "{web.url("/none")}"',
            mail_port=post.port,
        )
        home = Home(folder, web, post)
        said = home.run("poll")
        assert said.code == 1, "one source failed"
        assert "404" in said.out
        yield home


def test_help_groups_the_commands_and_each_says_the_same_of_itself(home: Home) -> None:
    said = home.run("--help")
    assert said.code == 0
    for title in ("Every day", "Setting up", "Running"):
        assert f"{title}:" in said.out
    for group in GROUPS.values():
        for name, (module, sentence) in group.items():
            own = import_module(f"veille.cli.{module}").command
            assert own.help.partition("\n")[0] == sentence
            assert own.name == name


def test_items_are_found_as_people_write_them(home: Home) -> None:
    for query in ("e-réputation", "l'e-reputation", "musée*", '"étude"'):
        rows = json.loads(home.run("items", query, "--json").out)
        assert [row["title"] for row in rows] == ["L'e-réputation des musées"], query
    assert len(json.loads(home.run("items", "--json").out)) == 3
    assert len(json.loads(home.run("items", "--matched", "--json").out)) == 1
    assert len(json.loads(home.run("items", "--limit", "2", "--json").out)) == 2


def test_a_query_with_a_mistake_is_answered_with_its_place(home: Home) -> None:
    said = home.run("items", "musées OU étude")
    assert said.code == 1
    assert "did you mean OR" in said.err
    assert "^" in said.err


def test_why_tells_the_life_of_an_item_and_what_a_rule_missed(home: Home) -> None:
    number = json.loads(home.run("items", "Lyon Maison", "--json").out)[0]["item"]
    said = home.run("why", str(number))
    assert "rule offres: Chargée de communication + Lyon" in said.out
    assert "baseline" in said.out
    missed = home.run("why", "https://presse.example/2", "offres")
    assert "not met" in missed.out
    assert "stage" in missed.out
    assert home.run("why", "9999").code == 1
    assert "did you mean 'offres'?" in home.run("why", str(number), "ofres").err


def test_try_shows_what_a_rule_or_a_query_would_have_found(home: Home) -> None:
    assert "1 item in 90d" in home.run("try", "offres").out
    assert "1 item in" in home.run("try", "étude AND musées").out
    assert json.loads(home.run("try", "--json").out) == [{"rule": "offres", "topic": "Offres", "items": 1}]


def test_status_names_what_fails_and_why(home: Home) -> None:
    said = home.run("status")
    assert "none" in said.out
    assert "none\ten panne\t" in said.out and "1 essai)" in said.out
    assert "404" in said.out
    sources = {source["source"]: source for source in json.loads(home.run("status", "--json").out)["sources"]}
    assert sources["culture"]["items"] == 3
    assert sources["none"]["failures"] == 1
    alone = home.run("status", "none").out
    assert "none (feed) : en panne, " in alone and "les articles se distinguent par leur identifiant" in alone
    assert json.loads(home.run("status", "none", "--json").out)["outcome"] == "failed"
    nobody = home.run("status", "nobody")
    assert nobody.code == 1 and "aucune source ne s'appelle « nobody »" in nobody.err


def test_a_source_misspelt_is_answered_with_the_nearest(home: Home) -> None:
    said = home.run("poll", "cultur")
    assert said.code == 1
    assert "did you mean 'culture'" in said.err


def test_a_rehearsal_writes_nothing_sends_nothing_and_shows_what_would_be_sent(
    home: Home, tmp_path: Path
) -> None:
    before = len(home.post.mails)
    home.web.on("/feed", Answer(rss([Article(9, "Chargé de communication à Lyon"), *ARTICLES])))
    said = home.run("poll", "culture", "--rehearse")
    assert "Chargé de communication à Lyon" in said.out
    assert "Subject: " in said.out
    assert "rule offres" in said.out
    time.sleep(0.1)
    assert len(home.post.mails) == before
    assert len(json.loads(home.run("items", "--json").out)) == 3
    home.web.on("/feed", Answer(rss(ARTICLES)))


def test_a_rehearsal_on_a_source_never_polled_shows_its_first_letter(home: Home, tmp_path: Path) -> None:
    configured(tmp_path, f'{RULES}[source]\nculture = "{home.web.url("/feed")}"', mail_port=home.post.port)
    said = Home(tmp_path, home.web, home.post).run("poll", "--rehearse")
    assert said.code == 0
    assert "Votre veille est en place" in said.out
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").glob("*.db"))


def test_the_digest_is_shown_before_it_leaves_and_leaves_when_told(home: Home) -> None:
    assert "Subject: " in home.run("digest").out
    assert "<html" in home.run("digest", "--html").out
    before = len(home.post.mails)
    assert "1 message" in home.run("digest", "--send").out
    assert len(home.post.mails) == before + 1
    said = home.run("digest", "main")
    assert (said.code, said.err) == (1, "veille: no digest is named 'main'; the digests are: digest\n")


def test_say_reaches_a_recipient_or_says_why_not(home: Home) -> None:
    assert home.run("say", "ines@example.org", "Bonjour").out == "ines@example.org was reached.\n"
    assert home.run("say", "ines@Example.ORG", "Bonjour").out == "ines@example.org was reached.\n"
    home.post.at_rcpt = "550 5.1.1 no such user"
    said = home.run("say", "wrong@example.org")
    home.post.at_rcpt = ""
    assert said.code == 1
    assert "550 5.1.1 no such user" in said.err
    assert "is no recipient" in home.run("say", "phone").err


def test_the_outbox_lists_what_failed_and_gives_a_second_chance(home: Home) -> None:
    rows = json.loads(home.run("outbox", "--dead", "--json").out)
    assert rows
    number = str(rows[0]["id"])
    assert "no such user" in home.run("outbox", "--show", number).out
    assert home.run("outbox", "--retry", number).out == "1 message will be tried again\n"
    assert home.run("outbox", "--drop", number).out == "1 message dropped\n"
    assert home.run("outbox", "--drop", "9999").code == 1


def test_a_folder_in_place_of_the_configuration_is_called_one(home: Home) -> None:
    for command in ("items", "check", "init"):
        done = subprocess.run(
            [sys.executable, "-m", "veille", "-c", str(home.folder), command],
            capture_output=True, text=True, check=False, input="",
        )  # fmt: skip
        assert "is a folder" in done.stdout + done.stderr, command
        assert done.returncode == (1 if command == "init" else 78)
    assert f"{home.folder}/veille.toml" in done.stderr, "the file in it is named"


def test_a_number_that_no_row_can_have_is_no_traceback(home: Home) -> None:
    for wanted in ("99999999999999999999999", "9" * 5000, "²", "#", ""):
        said = home.run("why", wanted)
        assert said.code == 1, wanted
        assert said.err.startswith("veille: "), wanted
    for option in ("--show", "--retry", "--drop"):
        for number in ("99999999999999999999", "-1", "²"):
            said = home.run("outbox", option, number)
            assert said.code == 2, f"{option} {number}"
            assert option in said.err


def test_a_command_misspelt_is_usage_and_names_the_nearest(home: Home) -> None:
    said = home.run("itmes")
    assert said.code == 2
    assert "did you mean 'items'" in said.err


def test_commands_without_a_database_say_what_to_do(tmp_path: Path, home: Home) -> None:
    configured(tmp_path, "[channel.c]\nconsole = true", head='to = "c"')
    said = Home(tmp_path, home.web, home.post).run("items")
    assert said.code == 1
    assert "veille poll" in said.err


def _garbage(database: Path) -> None:
    database.write_text("garbage\n" * 1000)


def _damaged(database: Path) -> None:
    open_writer(database).close()
    with database.open("r+b") as file:
        file.seek(4096)  # the first page still says that it is veille's
        file.write(b"\xa5" * (database.stat().st_size - 4096))


def _folder(database: Path) -> None:
    database.mkdir()


COMMANDS = (
    "items", "items étude", "why 1", "try", "try offres", "pause", "pause offres", "digest", "digest --send", "status",
    "status culture", "say ines@example.org", "poll", "poll --rehearse", "outbox", "outbox --show 1", "outbox --retry 1",
)  # fmt: skip
WRITERS = ("pause offres", "digest --send", "say", "poll", "outbox --retry")

# One process for them all: starting one takes longer than what is tested.
ALL_IN_TURN = """
import contextlib, io, json, shutil, sys, traceback
from veille.__main__ import main

folder, *commands = sys.argv[1:]
said = []
for words in commands:
    shutil.rmtree(f"{folder}/state", ignore_errors=True)
    shutil.copytree(f"{folder}/spoilt", f"{folder}/state")
    sys.argv = ["veille", "--config", f"{folder}/veille.toml", *words.split()]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as exit:
            code = exit.code or 0
        except BaseException:
            traceback.print_exc()
    said.append((words, code, err.getvalue()))
print(json.dumps(said))
"""


def _each_command(home: Home, folder: Path, spoil: Callable[[Path], None]) -> list[tuple[str, int, str]]:
    """Return what each command ends with and says, on a state that was spoilt anew before each."""
    configured(folder, f'{RULES}[source]\nculture = "{home.web.url("/feed")}"', mail_port=home.post.port)
    (folder / "spoilt").mkdir()
    spoil(folder / "spoilt" / "veille.db")
    done = subprocess.run(
        [sys.executable, "-c", ALL_IN_TURN, str(folder), *COMMANDS],
        capture_output=True, text=True, timeout=HANG, check=True,
    )  # fmt: skip
    return [(words, code, err) for words, code, err in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("spoil", "why"), [(_garbage, "not a database"), (_damaged, "malformed"), (_folder, "is a folder")]
)
def test_a_spoilt_database_is_one_sentence_in_every_command_and_the_daemon_is_not_started_again(
    tmp_path: Path, home: Home, spoil: Callable[[Path], None], why: str
) -> None:
    for words, code, err in _each_command(home, tmp_path, spoil):
        assert (code, err.count("\n")) == (1, 1), f"{words}: {err}"
        assert err.startswith("veille: "), words
        assert why in err, f"{words}: {err}"
    said = Home(tmp_path, home.web, home.post).run("run")
    assert said.code == 65, "systemd starts it again after 1"
    assert said.err.count("\n") == 1
    assert why in said.err or "is damaged" in said.err


def test_an_empty_file_in_place_of_the_database_holds_nothing_yet(tmp_path: Path, home: Home) -> None:
    for words, code, err in _each_command(home, tmp_path, Path.touch):
        assert "Traceback" not in err, f"{words}: {err}"
        if not words.startswith(WRITERS):
            assert (code, err.count("\n")) == (1, 1), f"{words}: {err}"
            assert "nothing was polled here" in err, f"{words}: {err}"


def test_a_transaction_that_the_disk_has_ended_is_no_second_mistake(tmp_path: Path, home: Home) -> None:
    configured(tmp_path, f'{RULES}[source]\nculture = "{home.web.url("/feed")}"', mail_port=home.post.port)
    with commands.make_context("veille", ["-c", str(tmp_path / "veille.toml"), "status"]) as context:
        context.invoke(commands.callback, config=tmp_path / "veille.toml")
        with pytest.raises(UserError, match="no room"), writing() as db:
            db.execute("PRAGMA max_page_count = 1").fetchone()
            db.execute("INSERT INTO setting VALUES('big', hex(randomblob(1000000)))")


def test_looking_whether_a_daemon_runs_never_keeps_one_from_starting(tmp_path: Path) -> None:
    take_lock(tmp_path).close()
    looking = True

    def look() -> None:
        while looking:
            is_running(tmp_path)

    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(look) for _ in range(2)]
        try:
            for _ in range(300):
                take_lock(tmp_path).close()
        finally:
            looking = False
        for look in looks:
            look.result()
    with take_lock(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(AlreadyRunning):
            take_lock(tmp_path)
        assert (tmp_path / "lock").read_text() == str(os.getpid())
    assert not is_running(tmp_path)


@pytest.mark.skipif(
    Path("/etc/veille/veille.toml").exists(),
    reason="this machine has a configuration of its own in /etc/veille",
)
def test_without_a_configuration_the_answer_is_init(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if key != "VEILLE_CONFIG"} | {
        "HOME": str(tmp_path)
    }
    done = subprocess.run(
        [sys.executable, "-m", "veille", "items"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environ,
        check=False,
    )
    assert done.returncode == 78
    assert "veille init" in done.stderr
