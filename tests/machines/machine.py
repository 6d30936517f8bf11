"""One system at work: commands run in it, in a chroot, or beside the systemd that was booted in it."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from machines.roots import NotPossible, System

BOOT = Path(__file__).parent / "boot.sh"
USER = "ines"
SPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
GROUPS = Path("/sys/fs/cgroup")


class Failed(Exception):
    """A step did not hold; the message says how."""


@dataclass(slots=True)
class Machine:
    """A system in a folder. Until it is booted, each command gets processes of its own, which end with it."""

    system: System
    root: Path
    log: Path
    feed: str  # the address of a feed on this machine's loopback, which is the system's too
    control: str = ""  # the name of its cgroup, if it is to be booted
    booted: int | None = None
    starting: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def mount(self) -> None:
        """Give a chroot its devices; in this run's own mount namespace, so that nothing is left."""
        for command in (
            ["mount", "--rbind", "/dev", str(self.root / "dev")],
            ["mount", "-t", "sysfs", "-o", "ro", "sysfs", str(self.root / "sys")],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotPossible(f"this machine can't mount: {done.stderr.strip()}")

    def boot(self) -> None:
        """Boot its systemd as pid 1 of namespaces. Raises NotPossible where the kernel, or a container, allows none."""
        try:
            control = group_of(self.control)
            control.mkdir()
        except OSError as error:
            raise NotPossible(f"no cgroup can be made here, so systemd can't be booted: {error}") from error
        enter = f"echo $$ > '{control}/cgroup.procs' && exec \"$@\""
        spaces = [*SPACES, "--uts", "--ipc", "--cgroup"]
        with self.log.open("ab") as log:
            self.starting = subprocess.Popen(
                ["sh", "-c", enter, "sh", *spaces, "sh", str(BOOT), str(self.root)], stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while self.starting.poll() is None and time.monotonic() < until:
            children = (
                Path(f"/proc/{self.starting.pid}/task/{self.starting.pid}/children").read_text().split()
            )
            if children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
                self.booted = int(children[0])
                if self.run("systemctl is-system-running --wait").output.split()[-1:] in (
                    ["running"],
                    ["degraded"],
                ):
                    return
            time.sleep(0.3)
        raise NotPossible(f"systemd could not be booted here: {self.log} says why")

    def stop(self) -> None:
        if self.starting:
            self.starting.kill()
            self.starting.wait()

    def run(self, script: str, *, user: str = "root", limit: float = 900) -> Done:
        """Run a script of bash as a login of that user would, without a terminal, and keep what it prints in the log."""
        if self.booted:
            into = ["nsenter", "-t", str(self.booted), "-m", "-p", "-u", "-i", "-C", "-r", "-w"]
        else:
            into = [*SPACES, f"--root={self.root}", "--mount-proc"]
        first = script.strip().splitlines()[0]
        with self.log.open("ab+") as log:  # which shows what is printed as it comes
            log.write(f"\n[{user}] {script}\n".encode())
            log.flush()
            start = log.tell()
            try:
                done = subprocess.run(
                    [*into, "su", "-l", user, "-s", "/bin/bash", "-c", script],
                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb"},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    timeout=limit,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise Failed(f"{first}: not done after {limit:.0f} s; see {self.log}") from None
            log.seek(start)
            output = log.read().decode(errors="replace")
            log.write(f"[ended with {done.returncode}]\n".encode())
        return Done(script, done.returncode, output)

    def do(self, script: str, *, user: str = "root", limit: float = 900) -> str:
        """Run a script that must end well, and return what it printed. Raises Failed with its last lines."""
        return self.run(script, user=user, limit=limit).ended(0)

    def follow(self, commands: list[str], *, user: str = "root", limit: float = 900) -> str:
        """Run the commands of a document in one shell, as they are pasted; the first that fails ends it."""
        return self.do("set -ex\n" + "\n".join(commands), user=user, limit=limit)

    def watch(self, command: str, until: str, *, user: str = "root") -> str:
        """Run what lasts until Ctrl-C, press that once it has said the words, and return all that it printed."""
        return self.do(
            f"""set -m
            said=$(mktemp)
            ( {command} ) >"$said" 2>&1 </dev/null & lasting=$!
            for half_second in $(seq 240); do
              grep -qF -- '{until}' "$said" && break
              kill -0 $lasting 2>/dev/null || break
              sleep 0.5
            done
            kill -INT -- -$lasting 2>/dev/null
            wait $lasting
            echo "[ended with $?]" >>"$said"
            cat "$said"
            grep -qF -- '{until}' "$said" && ! grep -q Traceback "$said" """,
            user=user,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """How a script ended, and what it printed on both outputs."""

    script: str
    code: int
    output: str

    def ended(self, code: int, *, saying: str = "") -> str:
        """Return what was printed. Raises Failed unless it ended with that code and said these words."""
        lines = self.output.strip().splitlines()
        last = "\n".join(lines[-6:])
        # Under set -x the shell writes each command before it runs it.
        traced = [line.removeprefix("+ ") for line in lines if line.startswith("+ ")]
        first = traced[-1] if traced else self.script.strip().splitlines()[0]
        if self.code != code:
            raise Failed(f"{first}: ended with {self.code}, not {code}: {last}")
        if saying not in self.output:
            raise Failed(f"{first}: does not say {saying!r}: {last}")
        return self.output


def group_of(name: str) -> Path:
    """Return the cgroup, of version 2, that a machine is to have. Raises NotPossible if this machine has none."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, where, kind, *_ = line.split()
        if kind == "cgroup2" and where.startswith(str(GROUPS)):
            return Path(where) / name
    raise NotPossible("this machine has no cgroup2, so systemd can't be booted")


def remove_group(group: Path) -> None:
    """Remove a cgroup and those below it, which have no process any more."""
    for folder, _, _ in os.walk(group, topdown=False):
        os.rmdir(folder)  # noqa: PTH106 - the files of a cgroup vanish with it
