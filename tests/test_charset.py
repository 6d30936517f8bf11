"""Terminals and pipes that are not UTF-8: nothing ends in a traceback, and what is shown can be read."""

from __future__ import annotations

import codecs
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patience import HANG
from veille.cli import charset
from veille.config.paths import expanded, text_of
from veille.config.secrets import Vault
from veille.errors import UserError

ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
LATIN = {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "iso8859-1:strict"}
CHARSETS = {"ascii": ASCII, "iso8859-1": LATIN}
# The environment's Python by a path that is ASCII, wherever the clone lies: where the locale is ASCII, CPython loads no
# module written in C from any other. By the folder above: the clone may be named in the environment relative to that.
PREFIX = Path(sys.prefix)
PYTHON = f"/proc/{os.getpid()}/fd/{os.open(PREFIX.parent, os.O_PATH)}/{PREFIX.name}/bin/python"


def veille(
    folder: Path, environ: dict[str, str], *words: bytes | str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [PYTHON, "-m", "veille", *words],
        cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": "100", **environ},
        input=b"", capture_output=True, timeout=HANG, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module", params=CHARSETS)
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, dict[str, str]]:
    """A folder, with a letter that is not ASCII in its name, in which the demonstration ran on such a terminal."""
    name: str = request.param
    environ = CHARSETS[name]
    folder = tmp_path_factory.mktemp("été")
    done = veille(folder, environ, "demo", "--fast")
    assert done.returncode == 0, done.stderr.decode()
    done.stdout.decode(name)
    return folder, name, environ


@pytest.mark.parametrize(
    "words",
    [
        "items", "items musée", "why une-nouvelle-voix", "try musée", "names", "who", "digest", "digest --csv", "status",
        "check", "kinds", "kinds feed", "outbox", "pause été", "mark x oui", "poll --rehearse", "poll été",
        "add été", "--help",
    ],
)  # fmt: skip
def test_no_command_ends_for_a_sign_that_the_terminal_lacks(
    shown: tuple[Path, str, dict[str, str]], words: str
) -> None:
    folder, name, environ = shown
    done = veille(
        folder, environ, "--config", ".run/demo/veille.toml", *(word.encode() for word in words.split())
    )
    assert b"Traceback" not in done.stderr
    assert b"UnicodeEncodeError" not in done.stdout + done.stderr
    (done.stdout + done.stderr).decode(name)
    assert done.returncode in (0, 1, 2)


def test_what_is_shown_can_be_read(shown: tuple[Path, str, dict[str, str]]) -> None:
    folder, name, environ = shown
    said = veille(folder, environ, "--config", ".run/demo/veille.toml", "digest").stdout.decode(name)
    assert "VEILLE D'IN" in said
    assert ("clotures proches" if name == "ascii" else "clôtures proches") in said
    assert "?" not in said.replace(" ?", "")


def test_json_stays_whole(shown: tuple[Path, str, dict[str, str]]) -> None:
    folder, name, environ = shown
    words = ("--config", ".run/demo/veille.toml", "items", "--json")
    other = {"LC_ALL": "C.UTF-8"}
    told = json.loads(veille(folder, environ, *words).stdout.decode(name))
    assert told == json.loads(veille(folder, other, *words).stdout.decode())
    assert any("é" in row["title"] for row in told)


@pytest.mark.parametrize(
    ("text", "ascii_", "latin"),
    [
        ("Chargé·e de communication…", "Charge.e de communication...", "Chargé·e de communication..."),
        ("« L’œuvre » — 3 € → là", '" L\'oeuvre " - 3 EUR -> la', "« L'oeuvre » - 3 EUR -> là"),
        ("7\u202fh\u00a030", "7 h 30", "7 h\u00a030"),
        ("Łódź, Øresund, straße, Ďáblice", "Lodz, Oresund, strasse, Dablice", "Lódz, Øresund, straße, Dáblice"),
        ("▁▄█ ⠋ ─│┌", "_=# * -|+", "_=# * -|+"),
        ("東京 🎉", "?? ?", "?? ?"),
        ("e\u0301", "e", "e"),
        (os.fsdecode("été".encode()).encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape"), "ete", "été"),
        ("\udce9", "?", "?"),
        ("\ud83d", "?", "?"),
    ],
)  # fmt: skip
def test_a_sign_is_written_as_near_as_the_charset_has_it(text: str, ascii_: str, latin: str) -> None:
    codecs.register_error("near", charset.near)
    assert text.encode("ascii", "near").decode("ascii") == ascii_
    assert text.encode("iso8859-1", "near").decode("iso8859-1") == latin
    assert "\ufffd" not in text.encode("utf-8", "near").decode("utf-8")
    for other in ("cp1252", "iso8859-15", "koi8-r", "cp437", "euc_jp"):
        text.encode(other, "near").decode(other)


def test_an_argument_that_is_no_text_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "veille.toml").write_text(
        '[veille]\nto = "console"\ncontact = "a@example.org"\nstate = "state"\n[channel.console]\nconsole = true\n'
    )
    for environ in (ASCII, LATIN, {"LC_ALL": "C.UTF-8"}):
        for words in (
            (b"items", b"\xe9"),
            (b"pause", b"\xe9"),
            (b"--config", b"\xe9.toml", b"check"),
            (b"try", b"\xe9"),
        ):
            done = veille(tmp_path, environ, *words)
            assert b"Traceback" not in done.stderr, done.stderr
            assert done.returncode in (1, 2, 78)


def test_a_path_means_the_same_in_every_locale(tmp_path: Path) -> None:
    script = "import os, sys; from veille.config.paths import expanded; print(ascii(os.fsencode(expanded('/\\xe9'))))"
    for environ in (ASCII, LATIN, {"LC_ALL": "C.UTF-8"}):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == r"b'/\xc3\xa9'"
    assert text_of(expanded("/é")) == "/é"


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("été".encode(), "ascii", "été"),
        ("été".encode(), "utf-8", "été"),
        ("été".encode("iso8859-1"), "iso8859-1", "été"),
        (b"\xe9", "utf-8", None),
        (b"\xe9", "ascii", None),
    ],
)
def test_what_is_piped_in_is_read_as_utf8_else_as_the_locale_says(
    monkeypatch: pytest.MonkeyPatch, raw: bytes, encoding: str, text: str | None
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding))
    if text is None:
        with pytest.raises(UserError, match="not UTF-8"):
            charset.read_stdin()
    else:
        assert charset.read_stdin() == text


def test_a_secret_of_the_environment_is_utf8_in_the_c_locale_too(tmp_path: Path) -> None:
    script = (
        "import os; from pathlib import Path; from veille.config.secrets import Vault; "
        "print(ascii(Vault(Path('.'), os.environ).get('x').reveal()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **ASCII, "VEILLE_SECRET_X": "été"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ascii("été")
    assert Vault(tmp_path, {"VEILLE_SECRET_X": "été"}).get("x").reveal() == "été"
