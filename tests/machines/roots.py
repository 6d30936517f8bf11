"""Bare Debian systems: debootstrapped once into a cache, then copied; they get to the registries as this machine does."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CACHE = Path("/var/cache/veille-machines")
ARCHIVE = re.compile(r"/debian/?$")
SECURITY = re.compile(r"/debian-security/?$")
# Of this machine's environment, what leads to a registry or says whom to trust.
WAYS = re.compile(
    r"(https?_proxy|no_proxy|all_proxy|PIP_\w+|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE)", re.IGNORECASE
)
NOT_WAYS = {"PIP_CACHE_DIR", "PIP_REQUIRE_VIRTUALENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}


class NotPossible(Exception):
    """This machine can't do that; the message says why."""


@dataclass(frozen=True, slots=True)
class System:
    """A release of Debian that people run veille on."""

    name: str
    title: str
    python: str  # its own, "3.11"


SYSTEMS = (System("bookworm", "Debian 12", "3.11"), System("trixie", "Debian 13", "3.13"))


def call(*command: str | Path, log: Path | None = None) -> str:
    """Run a command of this machine and return what it printed. Raises NotPossible with its last lines."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if log:
        log.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise NotPossible(f"{' '.join(map(str, command[:3]))} … ended with {done.returncode}: {last}")
    return done.stdout


def archives(targets: str) -> tuple[str, str | None]:
    """Return the addresses of Debian's archive and of its security archive, from `apt-get indextargets`' sites."""
    sites = [line.strip() for line in targets.splitlines() if line.strip()]
    archive = next((site for site in sites if ARCHIVE.search(site)), None)
    if archive is None:
        raise NotPossible("apt's sources name no archive of Debian (…/debian)")
    return archive, next((site for site in sites if SECURITY.search(site)), None)


def of_this_machine() -> tuple[str, str | None]:
    return archives(call("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"))


@contextmanager
def lock(cache: Path) -> Iterator[None]:
    """Hold the cache's lock, once nobody else does."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def pristine(system: System, logs: Path) -> Path:
    """Return the bare system, which nobody changes; it is made once, however many ask at a time."""
    root = CACHE / system.name
    with lock(CACHE):
        if root.exists():
            return root
        making = CACHE / f"{system.name}.new"
        remove(making)
        archive, _ = of_this_machine()
        log = logs / f"{system.name}-debootstrap.log"
        call("debootstrap", "--variant=minbase", system.name, making, archive, log=log)
        making.rename(root)
    return root


def copy(system: System, to: Path, logs: Path) -> Path:
    """Make a system that may be changed: the bare one, with this machine's ways to the registries."""
    call("cp", "-a", "--reflink=auto", pristine(system, logs), to)
    archive, security = of_this_machine()
    sources = [f"deb {archive} {system.name} main", f"deb {archive} {system.name}-updates main"]
    if security:
        sources.append(f"deb {security} {system.name}-security main")
    write(to / "etc/apt/sources.list", "\n".join(sources))
    acquire = [line for line in call("apt-config", "dump").splitlines() if line.startswith("Acquire::")]
    acquire += [
        f'Acquire::{scheme}::Proxy "{os.environ[f"{scheme}_proxy"]}";'
        for scheme in ("http", "https")
        if f"{scheme}_proxy" in os.environ
    ]
    # Who sits before the machine would answer y.
    write(to / "etc/apt/apt.conf.d/90machine", "\n".join([*acquire, 'APT::Get::Assume-Yes "true";']))
    for file in ("/etc/resolv.conf", "/etc/hosts", "/etc/apt/auth.conf"):
        if Path(file).exists():
            shutil.copyfile(file, to / file[1:])
    # Followed, for what they lead to is in packages that a bare system has not.
    for folder in ("/etc/ssl/certs", "/usr/local/share/ca-certificates", "/etc/apt/auth.conf.d"):
        if Path(folder).is_dir():
            (to / folder[1:]).mkdir(parents=True, exist_ok=True)
            call("cp", "-RL", "--", f"{folder}/.", to / folder[1:])
    pip = call(sys.executable, "-m", "pip", "config", "list")
    write(
        to / "etc/environment",
        "\n".join(f'{name}="{value}"' for name, value in ways(os.environ, pip, to).items()),
    )
    return to


def ways(environ: Mapping[str, str], pip: str, root: Path) -> dict[str, str]:
    """Return what a system's environment must say to get to the registries as this machine does.

    pip is what `pip config list` prints. Files and folders that the system has not are left out.
    """
    found = {"LANG": "C.UTF-8"}
    for option, value in re.findall(r"^(?:global|install)\.([\w-]+)='(.*)'$", pip, re.MULTILINE):
        found["PIP_" + option.upper().replace("-", "_")] = value.replace("\\n", " ")
    found |= {name: value for name, value in environ.items() if WAYS.fullmatch(name)}
    kept = {}
    for name, value in found.items():
        words = [word for word in value.split() if there(word, root)]
        if words and name not in NOT_WAYS:
            kept[name] = " ".join(words)
    return kept


def there(word: str, root: Path) -> bool:
    """Tell whether a word names no local file, or one that the system has."""
    local = word.removeprefix("file://")
    return not local.startswith("/") or (root / local.lstrip("/")).exists()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def remove(path: Path) -> None:
    """Remove a system, and nothing that is mounted in it."""
    subprocess.run(["rm", "-rf", "--one-file-system", "--", str(path)], check=True)
