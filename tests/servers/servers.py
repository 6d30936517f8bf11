"""Real servers on loopback: started in a folder of their own, waited for, and stopped by their own process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

HOST = "127.0.0.1"


def need(*programs: str) -> None:
    """Skip the test, naming the first program that is not on this machine."""
    for program in programs:
        if find(program) is None:
            pytest.skip(f"{program} is not installed, and could not be had today")


def find(program: str) -> str | None:
    """Return where a program is; servers lie in sbin, which not every user searches."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def need_root() -> None:
    """Skip the test unless it may start a server that changes its user."""
    if os.geteuid() != 0:
        pytest.skip("this server can be started by root alone")


def free_port() -> int:
    """Return a TCP port that nothing listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


@contextmanager
def own_folder(name: str) -> Iterator[Path]:
    """Lend a folder that other users may enter, and take it away.

    Not pytest's own: those are closed to the users that servers change to, and too deep for a Unix socket's
    108 signs (unix(7)).
    """
    folder = Path(tempfile.mkdtemp(prefix=f"veille-{name}-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    arguments: list[str | Path],
    folder: Path,
    *,
    ready: Callable[[], bool],
    seconds: float = 30.0,
    pid_file: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in folder until the block ends; one that ends or isn't ready in time fails, with what it said.

    `pid_file` is where a server that leaves its session writes which process it is.
    """
    program = find(str(arguments[0])) or str(arguments[0])
    said = folder / f"{Path(program).name}.out"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [program, *map(str, arguments[1:])],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        ends = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None:
                pytest.fail(f"{program} ended with {process.returncode}:\n{_tail(said)}")
            if time.monotonic() > ends:
                pytest.fail(f"{program} was not ready within {seconds:.0f} s:\n{_tail(said)}")
            time.sleep(0.05)
        yield process
    finally:
        if pid_file is not None and pid_file.is_file():
            with suppress(ProcessLookupError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
        _stop(process)


def listens(port: int) -> Callable[[], bool]:
    """Return whether something accepts connections on a port, as a function to wait with."""

    def ask() -> bool:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return True
        return False

    return ask


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Return True once what() is, or False after so many seconds: another process's work can only be waited for."""
    ends = time.monotonic() + seconds
    while not what():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    # The session is the server's alone, begun with it: its children are stopped with it.
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _tail(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-25:])
