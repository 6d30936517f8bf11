"""Machines as they come: files that may not be read, users without a name or a home, terminals of another charset."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from patience import HANG
from users import STRANGER, acting_as, open_folder, root_alone
from veille import config
from veille.__main__ import main
from veille.cli.drafting import way_of
from veille.config.paths import NoHome, expanded, home
from veille.config.reading import state_folder
from veille.errors import ConfigError

COMMANDS = (
    "items", "why 1", "try x", "names", "who", "mark 1 yes", "pause", "forget x", "digest", "status", "check",
    "add https://a.example/ --yes", "say console x", "kinds", "run", "poll", "outbox",
)  # fmt: skip
FILE = '[veille]\nto = "console"\ncontact = "a@example.org"\n[channel.console]\nconsole = true\n'


__all__ = ["open_folder"]  # a fixture

# A configuration that may not be read


@pytest.fixture
def readable(open_folder: Path) -> Path:
    (open_folder / "veille.toml").write_text(
        FILE.replace("[veille]", f'[veille]\nstate = "{open_folder}/state"')
    )
    (open_folder / "veille.d").mkdir()
    (open_folder / "veille.d/more.toml").write_text('[rule.x]\nany = ["y"]\n')
    return open_folder / "veille.toml"


def ended(monkeypatch: pytest.MonkeyPatch, file: Path, words: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["veille", "--config", str(file), *words.split()])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


@root_alone
@pytest.mark.parametrize(
    ("words", "closed"),
    [
        *((words, closed) for words in COMMANDS for closed in ("veille.toml", "veille.d", ".")),
        # the others read no more than they need
        *((words, "veille.d/more.toml") for words in ("check", "run", "poll", "digest", "say console x")),
    ],
)
def test_a_configuration_that_may_not_be_read_ends_with_78_and_says_how_it_could_be(
    readable: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    closed: str,
    words: str,
) -> None:
    __import__(f"veille.cli.{'trial' if words.startswith('try') else words.split()[0]}")
    config.load(readable)  # what is imported late must be there before the rights are given up
    at = readable.parent / closed
    at.chmod(0o700 if at.is_dir() else 0o600)
    with acting_as(STRANGER):
        assert ended(monkeypatch, readable, words) == os.EX_CONFIG
    told = "".join(capsys.readouterr())
    modes = 750 if at.is_dir() else 640
    path = shlex.quote(str(at.resolve()))  # a clone's may hold a blank
    assert f"run  sudo chgrp veille {path}  and  sudo chmod {modes} {path}" in told
    assert "Traceback" not in told


def test_something_else_where_more_of_the_configuration_may_stand_is_told(tmp_path: Path) -> None:
    (tmp_path / "veille.toml").write_text(FILE)
    (tmp_path / "veille.d").write_text("[rule.x]")
    with pytest.raises(ConfigError, match=r"veille\.d: is no folder"):
        config.load(tmp_path / "veille.toml")
    with pytest.raises(ConfigError, match=r"veille\.d: is no folder"):
        config.read_state(tmp_path / "veille.toml")


# No home folder, and no entry in passwd


def nobody() -> int:
    """Return the number of a user that has no entry in passwd."""
    taken = {user.pw_uid for user in pwd.getpwall()}
    return next(number for number in range(70_000, 80_000) if number not in taken)


def test_a_home_folder_is_where_the_environment_says_else_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert home({"HOME": "/somewhere"}) == Path("/somewhere")
    assert home({}) == Path(pwd.getpwuid(os.geteuid()).pw_dir)
    monkeypatch.setattr(os, "geteuid", nobody)
    assert home({}) is None
    assert home({"HOME": "/somewhere"}) == Path("/somewhere")


@pytest.mark.parametrize("written", ["~", "~/veille", "~nobody-of-this-name/veille", "a\0b"])
def test_a_path_in_a_home_that_is_not_there_is_told_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str
) -> None:
    monkeypatch.setattr(os, "geteuid", nobody)
    monkeypatch.delenv("HOME", raising=False)
    with pytest.raises(ValueError, match=r"^(?:begins with '~|holds a NUL)"):
        expanded(written)
    key = written.replace("\0", "\\u0000")
    for text, where in (
        (FILE.replace("[veille]", f'[veille]\nstate = "{key}"'), "[veille]: 'state' "),
        (FILE.replace("[veille]", f'[veille]\nstate = "/x"\nplugins = "{key}"'), "[veille]: 'plugins' "),
        (
            FILE.replace("[veille]", '[veille]\nstate = "/x"') + f'[channel.page]\nfolder = "{key}"\n',
            "[channel.page]: 'folder' ",
        ),
    ):
        (tmp_path / "veille.toml").write_text(text)
        with pytest.raises(ConfigError) as told:
            config.load(tmp_path / "veille.toml")
        assert where in str(told.value)


def test_init_is_told_of_a_folder_in_a_home_that_is_not_there() -> None:
    with pytest.raises(NoHome):
        way_of("~nobody-of-this-name/pages")


def test_without_a_home_the_file_is_looked_for_elsewhere_and_the_state_wants_a_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", nobody)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "veille.toml").write_text(FILE)
    assert config.find_file(None, environ={}) == tmp_path / "veille.toml"
    with pytest.raises(ConfigError, match=r"no home folder: write  state = "):
        state_folder(tmp_path / "veille.toml", "", {})
    assert state_folder(tmp_path / "veille.toml", "here", {}) == tmp_path / "here"


@root_alone
@pytest.mark.parametrize(
    "words",
    [
        "check",
        "items x",
        "kinds",
        "run",
        "secret x",
        "init --to console --contact a@example.org --yes",
        "demo --fast",
    ],
)
def test_a_user_without_a_name_is_shown_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str
) -> None:
    tmp_path.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(nobody()), *words.split()],
        cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=HANG, check=False, input="",
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 78)
    assert done.returncode == 0 or len(done.stderr.splitlines()) <= 2


# Its own capabilities are kept, so that a Python in root's folder can be read; its number and its home are nobody's.
AS_NOBODY = """
import os, sys
number = int(sys.argv.pop(1))
os.geteuid = os.getuid = lambda: number
from veille.__main__ import main
main()
"""
