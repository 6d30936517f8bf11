"""What systemd is told, over a real datagram socket; and the unit, as systemd itself reads it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from patience import HANG
from veille import systemd
from veille.config.secrets import Vault
from veille.web.resolver import MOST_THREADS

UNITS = Path(__file__).parent.parent / "systemd"
Heard = Callable[[], str]


@pytest.fixture(params=["a path", "an abstract name"])
def heard(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Be the service manager: give what the next message says."""
    abstract = request.param == "an abstract name"
    name = f"veille-{os.getpid()}-{request.node.name[:40]}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(HANG)
        listening.bind("\0" + name if abstract else name)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name if abstract else name)
        yield lambda: listening.recv(4096).decode()


def test_ready_and_its_status_are_one_message(heard: Heard) -> None:
    assert systemd.ready("44 sources, next digest at 07:30")
    assert heard() == "READY=1\nSTATUS=44 sources, next digest at 07:30"


def test_a_line_break_in_a_status_cannot_smuggle_a_field(heard: Heard) -> None:
    systemd.status("presse-lyon:\nSTOPPING=1")
    assert heard() == "STATUS=presse-lyon: STOPPING=1"


def test_reloading_carries_its_time_and_is_over_when_ready(heard: Heard) -> None:
    systemd.reloading()
    first, second = heard().split("\n")
    assert first == "RELOADING=1"
    assert second.removeprefix("MONOTONIC_USEC=").isdigit()
    systemd.ready("the files are as they were: veille.toml is wrong")
    assert heard().startswith("READY=1\n")


def test_the_watchdog_is_fed_and_the_end_is_said(heard: Heard) -> None:
    systemd.watchdog()
    systemd.stopping()
    assert [heard(), heard()] == ["WATCHDOG=1", "STOPPING=1"]


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not systemd.ready()
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody-listens"))
    assert not systemd.ready()


@pytest.mark.parametrize(
    ("usec", "pid", "interval"),
    [
        ("60000000", "", 30.0),
        ("60000000", "mine", 30.0),
        ("60000000", "1", None),
        ("", "", None),
        ("0", "", None),
        ("soon", "", None),
    ],
)
def test_the_watchdog_wants_food_at_half_of_its_time(
    usec: str, pid: str, interval: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if pid == "mine" else pid)
    assert systemd.watchdog_interval() == interval


def lint(folder: Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(folder / "lint.sh"), "/bin/true"],
        capture_output=True,
        text=True,
        env={"PATH": path if path is not None else os.environ["PATH"], "CI": "true", "TMPDIR": str(folder)},
        check=False,
    )


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return Path(shutil.copytree(UNITS, tmp_path / "systemd"))


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here: apt install systemd"
)


@needs_systemd
def test_the_unit_is_clean_and_little_exposed(units: Path) -> None:
    done = lint(units)
    assert (done.returncode, done.stderr) == (0, "")
    assert "veille.service is clean, exposure 1." in done.stdout
    assert "veille.service with browser.conf is clean, exposure 1." in done.stdout


@needs_systemd
@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ("SystemCallFilter=chroot capset", "SystemCallFilter=@privileged @raw-io", "more exposed than 1.9"),
        ("OOMPolicy=continue", "OOMPolicy=go-on", "Failed to parse"),
        ("MemoryDenyWriteExecute=yes", "MemoryDenyWriteExecutes=yes", "Unknown key"),
        ("ProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes", "", "more exposed than 1.2"),
        ("ExecStart=veille", "ExecStart=/opt/veille/bin/veille", "has no line 'ExecStart=veille"),
    ],
)
def test_the_lint_refuses_a_worse_unit(line: str, instead: str, told: str, units: Path) -> None:
    (unit,) = (
        file for file in (units / "veille.service", units / "browser.conf") if line in file.read_text()
    )
    unit.write_text(unit.read_text().replace(line, instead))
    done = lint(units)
    assert done.returncode == 1
    assert told in done.stderr


def test_there_is_room_for_every_thread_that_resolves_names_and_a_reload() -> None:
    found = re.search(r"^TasksMax=(\d+)$", (UNITS / "veille.service").read_text(), re.MULTILINE)
    assert found is not None
    assert int(found[1]) >= 2 * MOST_THREADS + 100


def test_a_machine_without_systemd_is_told_what_to_install(units: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "dirname").symlink_to(shutil.which("dirname") or "/usr/bin/dirname")
    done = lint(units, path=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert "apt install systemd" in done.stderr


def test_the_unit_runs_nothing_that_a_minimal_system_may_lack() -> None:
    runs = re.findall(r"^Exec\w+=[-@:+!]*(\S+)", (UNITS / "veille.service").read_text(), re.MULTILINE)
    assert set(runs) == {"veille", "/bin/sh"}


def test_what_the_steps_put_under_etc_makes_the_folders_that_it_needs() -> None:
    """Debian has no /etc/sysusers.d, and a new system has no folder for drop-ins."""
    for line in (UNITS / "README.md").read_text("utf-8").splitlines():
        assert not re.match(r" {4}(cp|mv|install (?!-D)).* /etc/", line), line


@needs_systemd
@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes users and gives folders away")
def test_the_user_and_the_folders_are_made_as_the_unit_needs_them(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for command, file in (
        (["systemd-sysusers"], "sysusers.d/veille.conf"),
        (["systemd-tmpfiles", "--create"], "tmpfiles.d/veille.conf"),
    ):
        made = subprocess.run(
            [*command, f"--root={tmp_path}", str(UNITS / file)], capture_output=True, text=True, check=False
        )
        assert (made.returncode, made.stderr.count("error")) == (0, 0), made.stderr
    group = (tmp_path / "etc" / "group").read_text().split(":")
    assert group[0] == "veille"
    writable = (tmp_path / "etc" / "veille" / "veille.d").stat()
    assert (oct(writable.st_mode), writable.st_gid) == ("0o42775", int(group[2]))
    assert oct((tmp_path / "etc" / "veille" / "secrets").stat().st_mode) == "0o40700"


def test_secrets_are_found_under_the_names_that_the_unit_gives_them(tmp_path: Path) -> None:
    load = next(
        line
        for line in (UNITS / "veille.service").read_text().splitlines()
        if line.startswith("LoadCredential")
    )
    name = load.removeprefix("LoadCredential=").split(":")[0]
    (tmp_path / f"{name}_mail").write_text("from the folder\n")
    (tmp_path / f"{name}_phone").write_text("from the folder\n")
    (tmp_path / "phone").write_text("from a drop-in\n")
    vault = Vault(tmp_path / "nothing", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert [vault.get(secret_name).reveal() for secret_name in ("mail", "phone")] == [
        "from the folder",
        "from a drop-in",
    ]


def test_the_steps_of_the_readme_install_files_that_exist() -> None:
    steps = (UNITS / "README.md").read_text("utf-8")
    copied = set(re.findall(r"install -Dm644 (systemd/\S+)", steps))
    assert copied == {
        "systemd/veille.service",
        "systemd/browser.conf",
        "systemd/sysusers.d/veille.conf",
        "systemd/tmpfiles.d/veille.conf",
    }
    assert all((UNITS.parent / path).is_file() for path in copied)
