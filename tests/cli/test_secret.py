"""veille secret keeps what it is given where only its owner can read it, and never shows it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli.secret import command
from veille.cli.setting import Setting


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "veille.toml"
    file.write_text("")
    return file


def secret(file: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(command, arguments, obj=Setting(file), input=given)


def test_a_piped_secret_is_kept_without_its_newline(file: Path):
    done = secret(file, "mail", "--stdin", given="hunter2\n")
    assert done.exit_code == 0
    kept = file.parent / "secrets/mail"
    assert kept.read_text() == "hunter2\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "hunter2" not in done.output
    assert str(kept) in done.output


def test_nothing_given_is_an_error_and_writes_nothing(file: Path):
    done = secret(file, "mail", "--stdin", given="\n")
    assert done.exit_code == 1
    assert "nothing was given" in str(done.exception)
    assert not (file.parent / "secrets").exists()


def test_without_a_terminal_the_option_is_named(file: Path):
    done = secret(file, "mail")
    assert "give --stdin" in str(done.exception)


def test_a_name_that_could_leave_the_folder_is_refused_before_anything_is_asked(file: Path):
    assert "made of letters" in str(secret(file, "../mail", "--stdin", given="x").exception)


def test_on_a_terminal_it_is_asked_for_and_not_shown(file: Path):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "veille", "--config", str(file), "secret", "mail"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    while b"not shown" not in shown:
        shown += os.read(leader, 1024)
    os.write(leader, b"hunter2\n")
    try:
        while chunk := os.read(leader, 1024):
            shown += chunk
    except OSError:  # how Linux says that the other side was closed
        pass
    os.close(leader)
    assert process.wait(10) == 0
    assert b"hunter2" not in shown
    assert (file.parent / "secrets/mail").read_text() == "hunter2\n"
