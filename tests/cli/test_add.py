"""veille add, as a person types it: what is asked, what is written, what a mistake changes (nothing), and the reload."""

from __future__ import annotations

import json
import re
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mails
from veille import config as configuration
from veille.app import take_lock
from veille.cli import add as module
from veille.cli import commands
from veille.cli.adding import reloading, writing
from veille.cli.adding.looking import Find
from veille.errors import UserError
from veille.source import Suggestion
from webserver import Answer, WebServer
from world import Article, configured, rss

Add = Callable[..., Result]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        articles = [Article(1, "Un titre"), Article(2, "Un autre")]
        server.on("/feed", Answer(rss(articles, title="Presse Culture")))
        links = "".join(
            f'<link rel=alternate type="application/rss+xml" href="/{name}">' for name in ("feed", "two")
        )
        body = "<p>" + "Ce que la maison montre et raconte à ses visiteurs. " * 20
        server.on(
            "/",
            Answer(
                f"<!doctype html><title>La maison</title>{links}{body}", headers={"Content-Type": "text/html"}
            ),
        )
        server.on("/two", Answer(rss(articles, title="Deux")))
        yield server


@pytest.fixture
def add(tmp_path: Path, web: WebServer) -> Add:
    configured(tmp_path, '[source.there]\nurl = "https://there.example/rss"\ntopic = "Culture"', mail_port=1)
    file = tmp_path / "veille.toml"
    file.chmod(0o640)

    def run(*words: str, stdin: str = "", asks: bool = False) -> Result:
        runner = CliRunner()
        patch = pytest.MonkeyPatch()
        if asks:
            patch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
        try:
            return runner.invoke(commands, ["-c", str(file), "add", *words], input=stdin)
        finally:
            patch.undo()

    return run


def added(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / writing.FILE).read_text("utf-8"))


def test_yes_takes_the_first_and_the_configuration_holds_it(add: Add, web: WebServer, tmp_path: Path) -> None:
    done = add(web.url("/feed"), "--yes", "--topic", "Presse")
    assert done.exit_code == 0, done.output
    assert "feed “Presse Culture”" in done.output
    assert "2 items" in done.output
    assert added(tmp_path) == {"source": {"presse-culture": {"url": web.url("/feed"), "topic": "Presse"}}}
    config = configuration.load(tmp_path / "veille.toml")
    assert set(config.sources) == {"there", "presse-culture"}
    assert stat.S_IMODE((tmp_path / writing.FILE).stat().st_mode) == 0o640
    assert "No daemon runs" in done.output


def test_what_stood_in_the_file_stays_as_it_was(add: Add, web: WebServer, tmp_path: Path) -> None:
    (tmp_path / "veille.d").mkdir()
    before = '# Mes notes.\n[source.mine]\nurl = "https://mine.example/rss"   # à garder\n'
    (tmp_path / writing.FILE).write_text(before, "utf-8")
    assert add(web.url("/feed"), "--yes").exit_code == 0
    after = (tmp_path / writing.FILE).read_text("utf-8")
    assert after.startswith(before)
    assert set(added(tmp_path)["source"]) == {"mine", "presse-culture"}


def test_a_link_to_a_file_kept_elsewhere_stays_one(add: Add, web: WebServer, tmp_path: Path) -> None:
    kept = tmp_path / "kept.toml"
    kept.write_text("", "utf-8")
    (tmp_path / "veille.d").mkdir()
    (tmp_path / writing.FILE).symlink_to(kept)
    assert add(web.url("/feed"), "--yes").exit_code == 0
    assert (tmp_path / writing.FILE).is_symlink()
    assert "presse-culture" in kept.read_text("utf-8")


def test_a_person_is_asked_which_its_name_and_its_topic(add: Add, web: WebServer, tmp_path: Path) -> None:
    done = add(web.url("/"), stdin="2\ndeux\nCulture\n", asks=True)
    assert done.exit_code == 0, done.output
    assert "there are: Culture" in done.output
    assert added(tmp_path) == {"source": {"deux": {"url": web.url("/two"), "topic": "Culture"}}}


def test_several_may_be_picked_and_get_names_of_their_own(add: Add, web: WebServer, tmp_path: Path) -> None:
    assert add(web.url("/"), "--pick", "1,3").exit_code == 0
    found = added(tmp_path)["source"]
    assert [table.get("kind", "feed") for table in found.values()] == ["feed", "company_page"]
    assert len(set(found)) == 2


def test_none_may_be_wanted(add: Add, web: WebServer, tmp_path: Path) -> None:
    done = add(web.url("/feed"), stdin="0\n", asks=True)
    assert (done.exit_code, "Nothing was written" in done.output) == (0, True)
    assert not (tmp_path / writing.FILE).exists()


def test_json_tells_what_was_found_and_writes_nothing(add: Add, web: WebServer, tmp_path: Path) -> None:
    rows = json.loads(add(web.url("/"), "--json").stdout)
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert rows[0]["titles"] == ["Un titre", "Un autre"]
    assert rows[0]["options"] == {"url": web.url("/feed")}
    assert not (tmp_path / writing.FILE).exists()


def test_what_was_added_is_known_the_next_time(add: Add, web: WebServer) -> None:
    assert add(web.url("/feed"), "--yes").exit_code == 0
    again = add(web.url("/feed"), "--yes")
    assert again.exit_code == 1
    assert "is watched already, by 'presse-culture'" in again.output
    assert "watched already" in str(again.exception)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["{url}"], 2, "give --yes, --pick N or --json"),
        ([], 2, "give an address, or words"),
        (["{url}", "--pick", "9"], 1, "there is no number '9': they are 1 to 1"),
        (["http://127.0.0.1:99999/x", "--yes"], 1, "an address can't be read as one of the web"),
        (["{url}", "--pick", "9" * 5_000], 1, "there is no number '999"),
        (["{url}", "--yes", "--name", "there"], 1, "the name 'there' is taken"),
        (["{url}", "--yes", "--name", "a/b"], 1, "nothing was written, .*name that can't be used"),
        (["{url}", "--yes", "--kind", "feeed"], 1, "did you mean 'feed'"),
        (["{url}/no", "--yes"], 1, "answered 404"),
        (["licornes", "--yes"], 1, "called “licornes”"),
    ],
)
def test_a_mistake_changes_nothing(
    add: Add, web: WebServer, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    done = add(*(word.format(url=web.url("/feed")) for word in words))
    said = f"{done.output} {done.exception}"
    assert re.search(sentence, said, re.DOTALL), said
    assert done.exit_code == code
    assert not (tmp_path / writing.FILE).exists()
    assert not list(tmp_path.glob("veille.d/.*")), "no half file is left"


def test_without_a_configuration_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        commands, ["-c", str(tmp_path / "none.toml"), "add", "https://a.example", "--yes"]
    )
    assert "veille init" in str(done.exception)


def test_a_mail_is_read_as_the_mailbox_would_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "alerte.eml"
    file.write_bytes(mails.MAILS["LinkedIn"](1).as_bytes())
    done = CliRunner().invoke(commands, ["add", "--mail", str(file)])
    assert done.exit_code == 0, done.output
    assert "A mail of LinkedIn (mailbox): 3 items" in done.output
    assert "Chargée de communication" in done.output
    assert "Nothing was written" in done.output
    rows = json.loads(CliRunner().invoke(commands, ["add", "--mail", str(file), "--json"]).stdout)
    assert (rows[0]["sender"], len(rows[0]["items"])) == ("LinkedIn", 3)
    stranger = mails.mail("moi@nulle-part.example", "Bonjour", "<p>Un mot.</p>")
    file.write_bytes(stranger.as_bytes())
    assert "no sender that is known" in CliRunner().invoke(commands, ["add", "--mail", str(file)]).output
    gone = CliRunner().invoke(commands, ["add", "--mail", str(tmp_path / "none.eml")])
    assert "cannot be read (No such file" in str(gone.exception)


def test_a_company_is_written_as_one(tmp_path: Path) -> None:
    config = configured(tmp_path, "", mail_port=1)
    offer = Suggestion(
        {"name": 'Le "Quai"', "siren": "123456782"}, "Quai, Lyon\n[x]", table="company", name="Le Quai"
    )
    module._write(config, [Find("registry", offer)], "", "", asks=False)
    assert added(tmp_path) == {"company": {"le-quai": {"name": 'Le "Quai"', "siren": "123456782"}}}
    again = configuration.load(tmp_path / "veille.toml")
    assert again.names["le-quai"].name == 'Le "Quai"'
    assert again.sources["le-quai/registry"].kind == "registry"


def test_values_of_every_sort_come_back_from_the_file() -> None:
    values = {
        "url": 'a"b\\c\x7f\t',
        "n": 3,
        "x": 1.5,
        "yes": True,
        "list": ["é", "b"],
        "s": {"secret": "k"},
        "no": "",
    }
    text = writing.table("source", "my source", "a\nb\x00c", values)
    assert text.startswith("# a b c\n")
    del values["no"]
    assert tomllib.loads(text) == {"source": {"my source": values}}


def test_a_daemon_is_told_to_read_the_files_again(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, pathlib; from veille.app import take_lock;"
        "signal.signal(signal.SIGHUP, lambda *_: (os.write(1, b'heard\\n'), os._exit(0)));"
        "lock = take_lock(pathlib.Path(sys.argv[1])); print('ready', flush=True); signal.pause()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout is not None
        assert daemon.stdout.readline() == "ready\n"
        assert reloading.reload(tmp_path) == "The running daemon was told to read it."
        assert daemon.stdout.readline() == "heard\n"


def test_a_command_that_holds_the_lock_is_not_ended_by_it(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with take_lock(tmp_path):
            assert reloading.reload(tmp_path).startswith("A command holds the state")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert reloading.reload(tmp_path).startswith("No daemon runs")


def test_a_folder_that_cannot_be_written_says_who_may(tmp_path: Path) -> None:
    configured(tmp_path, "", mail_port=1)
    (tmp_path / "veille.d").write_text("a file", "utf-8")
    with pytest.raises(
        UserError, match=r"added\.toml cannot be written \(Not a directory\).*sudo veille add"
    ):
        writing.write(tmp_path / "veille.toml", "")
    assert (tmp_path / "veille.d").read_text("utf-8") == "a file"
