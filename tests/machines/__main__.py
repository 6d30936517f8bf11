"""`make test-machines`: what README.md and systemd/README.md say, on bare Debian systems. As root, on Debian.

Everything is mounted and started in namespaces of the run's own: however it ends, no mount and no process is left.
"""

from __future__ import annotations

import argparse
import fcntl
import functools
import http.server
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from machines import as_a_service, from_a_clone
from machines.documents import CLONE
from machines.machine import SPACES, USER, Failed, Machine, group_of, remove_group
from machines.roots import CACHE, SYSTEMS, NotPossible, System, call, copy, lock, remove, write
from machines.steps import Result, Step, asked, attempt
from machines.table import last_line, line, status, table

GROUPS = {"clone": from_a_clone.STEPS, "service": as_a_service.STEPS}
# What an installed Debian has and a bare one has not.
EVERY = "sudo ca-certificates"
BOOTED = f"{EVERY} systemd-sysv dbus git"
OWN = (*SPACES, "--mount-proc", "--propagation", "private")
FEED = """<rss version="2.0"><channel><title>Essai</title><link>http://essai.example/</link>
<item><title>Un portail open data à Lyon</title><link>http://essai.example/1</link><guid>1</guid></item></channel></rss>
"""


def main(arguments: Sequence[str]) -> int:
    asking = argparse.ArgumentParser(prog="make test-machines", description=__doc__)
    names = [step.name for steps in GROUPS.values() for step in steps]
    systems = [system.name for system in SYSTEMS]
    asking.add_argument("--only", metavar="SYSTEM", choices=systems, action="append", help="; ".join(systems))
    asking.add_argument("--steps", metavar="STEP", choices=names, nargs="+", help="; ".join(names))
    asking.add_argument("--inside", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked_for = asking.parse_args(arguments)
    if asked_for.inside:
        work, logs = asked_for.inside
        return inside(work, logs, asked_for.only or systems, asked_for.steps)
    if missing := what_is_missing():
        print(f"make test-machines: {missing}", file=sys.stderr)
        return 1
    return outside(arguments)


def what_is_missing() -> str | None:
    """Install what is needed; return what can't be had, in a line."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return "needs root, on Debian (it debootstraps Debian systems, and boots them)"
    if shutil.which("debootstrap") is None:
        try:
            call("apt-get", "update", "-qq")
            wait = "DPkg::Lock::Timeout=300"
            call("apt-get", "-o", wait, "install", "-y", "-qq", "--no-install-recommends", "debootstrap")
        except NotPossible as why:
            return f"debootstrap can't be installed: {why}"
    done = subprocess.run([*OWN, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"this machine allows no namespaces, so nothing can be mounted: {done.stderr.strip()}"
    return None


def outside(arguments: Sequence[str]) -> int:
    """Run this again in namespaces of its own, and clear up after it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    logs = CLONE / ".venv" / "tmp" / "machines" / time.strftime("%Y%m%d-%H%M%S")
    logs.mkdir(parents=True)
    work, _alive = working_folder(CACHE)
    print(f"logs: {logs}", flush=True)
    again = [sys.executable, "-m", "machines", "--inside", str(work), str(logs), *arguments]
    # Were this killed, so would be what it started, with all that is mounted.
    running = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *OWN, *again])
    try:
        return running.wait()
    except KeyboardInterrupt:
        return 130
    finally:
        running.kill()
        running.wait()
        remove_run(work)


def working_folder(cache: Path) -> tuple[Path, TextIO]:
    """Make a folder for this run's systems, with its lock; remove those of runs that were killed, whose lock is free."""
    with lock(cache):
        for left in cache.glob("work.*"):
            with (left / "alive").open("w") as alive:
                try:
                    fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                remove_run(left)
        work = Path(tempfile.mkdtemp(prefix="work.", dir=cache))
        alive = (work / "alive").open("w")
        fcntl.flock(alive, fcntl.LOCK_EX)
        return work, alive


def remove_run(work: Path) -> None:
    remove(work)
    remove_groups(work)


def remove_groups(work: Path) -> None:
    """Remove the cgroups of a run, all of whose processes were killed: the kernel needs a moment to see them gone."""
    for system in SYSTEMS:
        try:
            group = group_of(control(work, system))
        except NotPossible:
            return
        for _ in range(50):
            try:
                remove_group(group)
                break
            except OSError:
                time.sleep(0.1)


def control(work: Path, system: System) -> str:
    return f"veille-machines-{work.name}-{system.name}"


def inside(work: Path, logs: Path, systems: Sequence[str], names: Sequence[str] | None) -> int:
    """Try the steps on each system, and print what comes of them."""
    if told := call("git", "-C", CLONE, "status", "--porcelain").strip():
        print(f"What is committed is tried, without these changes:\n{told}", flush=True)
    results: list[Result] = []
    with feed(work) as address:
        for system in SYSTEMS:
            for group, steps in GROUPS.items():
                todo = asked(steps, names)
                if system.name in systems and todo:
                    machine = Machine(
                        system, work / f"{system.name}-{group}", logs / f"{system.name}-{group}.log", address
                    )
                    machine.control = control(work, system)
                    results += on_one_machine(machine, [Step(f"bare-{group}", BARE[group]), *todo])
    print(f"\n{table(results)}\n\nlogs: {logs}\n{last_line(results)}", flush=True)
    return status(results)


def on_one_machine(machine: Machine, steps: Sequence[Step]) -> list[Result]:
    """Try the steps in turn, each with a log of its own; without the first, which makes the system, none is reached."""
    results: list[Result] = []
    logs = machine.log.with_suffix("")
    logs.mkdir()
    try:
        for number, step in enumerate(steps):
            machine.log = logs / f"{number:02} {step.name}.log"
            needed = step if not number else replace(step, needs=(steps[0].name, *step.needs))
            results.append(attempt(needed, machine, results))
            print(line(results[-1]), flush=True)
    finally:
        machine.stop()
    return results


def bare(packages: str, machine: Machine) -> str:
    """Make the system, with its user, who may use sudo, and with the packages that every installed Debian has."""
    try:
        copy(machine.system, machine.root, machine.log.parent)
        machine.mount()
    except NotPossible as why:
        # Here it is a failure: there is nothing else that these steps could be tried on.
        raise Failed(str(why)) from why
    machine.do("apt-get update -qq")
    machine.do(f"DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {packages}")
    machine.do(f"useradd --create-home --shell /bin/bash {USER}")
    write(machine.root / "etc/sudoers.d" / USER, f"{USER} ALL=(ALL) NOPASSWD: ALL")
    upstream = machine.root / from_a_clone.UPSTREAM.lstrip("/")
    call("git", "clone", "--quiet", "--bare", "--no-local", CLONE, upstream)
    write(machine.root / "etc/gitconfig", f"[safe]\n\tdirectory = {from_a_clone.UPSTREAM}")
    return f"{machine.system.title}, {machine.do('cat /etc/debian_version').strip()}"


BARE = {"clone": functools.partial(bare, EVERY), "service": functools.partial(bare, BOOTED)}


@contextmanager
def feed(work: Path) -> Iterator[str]:
    """Serve a feed of one item on loopback, and give its address."""
    folder = work / "feed"
    write(folder / "feed.xml", FEED)
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing among the steps."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
