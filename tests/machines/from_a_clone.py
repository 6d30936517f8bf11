"""README.md on a fresh machine, as its user: the clone, the demonstration, the tests, the lint, a first configuration."""

from __future__ import annotations

import re

from machines.documents import beginning, filled, read
from machines.machine import USER, Failed, Machine
from machines.steps import Step

# A path as people have them: with blanks, accents and an apostrophe.
ABOVE = f"/home/{USER}/l'été à Lyon"
CLONE = f"{ABOVE}/veille"
UPSTREAM = "/srv/veille.git"
ANSWERS = '--yes --no-test --to console --contact ines@example.org --words "open data"'
# What is compiled in an environment, as name==version: its wheel is for a platform.
COMPILED = """
from importlib.metadata import distributions
for dist in distributions():
    if "Tag: py3-none-any" not in (dist.read_text("WHEEL") or "") and "-none-any" not in (dist.read_text("WHEEL") or ""):
        print(f"{dist.name}=={dist.version}")
"""


def quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"


def here(machine: Machine, *commands: str, limit: float = 900) -> str:
    """Run a document's commands in the clone, as its user."""
    return machine.follow([f"cd {quoted(CLONE)}", *commands], user=USER, limit=limit)


def first_screen(start: str) -> str:
    return beginning(read("README.md", "veille"), start)


def set_up(start: str) -> str:
    return beginning(read("README.md", "Set up in five minutes"), start)


def packages(machine: Machine) -> str:
    machine.follow([first_screen("sudo apt install")], user=USER)
    return machine.do("python3 --version; openssl version", user=USER).strip().replace("\n", ", ")


def clone(machine: Machine) -> str:
    (command,) = filled([first_screen("git clone")], {"…": UPSTREAM})
    machine.follow([f"mkdir -p {quoted(ABOVE)}", f"cd {quoted(ABOVE)}", command], user=USER)
    return CLONE


def demonstration(machine: Machine) -> str:
    said = here(machine, first_screen("make demo"))
    return said.strip().splitlines()[-1]


def locales(machine: Machine) -> str:
    """Run veille as somebody with another locale would, generated here or not; the clone's path has accents."""
    tried = ("LANG=C", "LC_ALL=C", "LANG=fr_FR.UTF-8", "LC_ALL=fr_FR.UTF-8", "LC_ALL=fr_FR", "LC_ALL=C.UTF-8")
    here(machine, *(f"{setting} .venv/bin/veille kinds >/dev/null" for setting in tried))
    return ", ".join(tried)


def run(machine: Machine) -> str:
    machine.watch(f"cd {quoted(CLONE)}; {first_screen('make run')}", "kind=first", user=USER)
    return "a first letter is sent, and Ctrl-C ends it"


def tests(machine: Machine) -> str:
    done = machine.run(f"cd {quoted(CLONE)} && {first_screen('make test')}", user=USER, limit=1800)
    lines = done.output.strip().splitlines()
    if done.code:
        summary = next((at for at, line in enumerate(lines) if "short test summary" in line), len(lines) - 12)
        raise Failed("\n".join(["make test:", *lines[max(summary, 0) :][-40:]]))
    return lines[-1]


def lint(machine: Machine) -> str:
    machine.do("apt install systemd")
    said = here(machine, "CI=true make lint")
    exposures = re.findall(r"clean, exposure ([\d.]+)", said)
    if len(exposures) != 2:
        raise Failed(f"make lint checked {len(exposures)} units, not 2")
    return f"exposure {' and '.join(exposures)}"


def nobody_to_ask(machine: Machine) -> str:
    here(machine, set_up("make .venv"))
    said = machine.run(f"cd {quoted(CLONE)} && {set_up('.venv/bin/veille init')}", user=USER).ended(1)
    missing = re.findall(r"(--\w+) is missing", said)
    if not missing:
        raise Failed(f"init does not say which options are missing: {said}")
    return f"says that {', '.join(missing)} are missing"


def first_configuration(machine: Machine) -> str:
    here(machine, f"{set_up('.venv/bin/veille init')} {ANSWERS}")
    here(machine, set_up(".venv/bin/veille check"), set_up(".venv/bin/veille poll"))
    machine.watch(f"cd {quoted(CLONE)}; {set_up('.venv/bin/veille run')}", "watching", user=USER)
    return "init, check, poll, run"


def environment(machine: Machine) -> str:
    said = here(
        machine,
        "python3 -m venv ~/environment",
        "~/environment/bin/pip install --quiet .",
        "mkdir ~/elsewhere && cd ~/elsewhere",
        "~/environment/bin/veille demo --fast >demo.txt",
        "~/environment/bin/veille --version",
    )
    return said.strip().splitlines()[-1]


def pipx(machine: Machine) -> str:
    here(machine, set_up("sudo apt install pipx"), set_up("pipx install"))
    return machine.do("veille --version", user=USER).strip()


def wheels(machine: Machine) -> str:
    listed = machine.do(f"~/environment/bin/python - <<'END'{COMPILED}END", user=USER).split()
    if not listed:
        raise Failed("no compiled dependency was found, which can't be")
    version = machine.system.python
    tag = f"cp{version.replace('.', '')}"
    # A Raspberry Pi of 64 bits; PEP 600: a glibc of Debian 12 (2.36) takes wheels made for an older one.
    platforms = " ".join(f"--platform manylinux_2_{minor}_aarch64" for minor in range(17, 37))
    asked = f"--only-binary=:all: --no-deps {platforms} --platform manylinux2014_aarch64"
    python = f"--implementation cp --python-version {version} --abi {tag} --abi abi3 --abi none"
    machine.do(
        f"~/environment/bin/pip download -q -d ~/wheels {asked} {python} {' '.join(listed)}", user=USER
    )
    return f"{len(listed)} compiled dependencies have one for aarch64 and Python {version}"


def still_clean(machine: Machine) -> str:
    if changed := machine.do(f"cd {quoted(CLONE)} && git status --porcelain", user=USER).strip():
        raise Failed(f"git status: {changed}")
    return "nothing but what git ignores was written"


def without_venv(machine: Machine) -> str:
    machine.do("apt remove 'python3*-venv'")
    said = machine.run("git clone -q /srv/veille.git bare && cd bare && make demo", user=USER).ended(2)
    if "apt install python3-venv" not in said:
        raise Failed(f"make does not say what to install: {said}")
    return "make says: apt install python3-venv"


STEPS = (
    Step("packages", packages),
    Step("clone", clone, ("packages",)),
    Step("demo", demonstration, ("clone",)),
    Step("locales", locales, ("demo",)),
    Step("run", run, ("clone",)),
    Step("tests", tests, ("clone",)),
    Step("lint", lint, ("clone",)),
    Step("init-alone", nobody_to_ask, ("clone",)),
    Step("first-configuration", first_configuration, ("init-alone",)),
    Step("pip", environment, ("clone",)),
    Step("pipx", pipx, ("clone",)),
    Step("wheels", wheels, ("pip",)),
    Step("still-clean", still_clean, ("clone",)),
    Step("without-venv", without_venv, ("still-clean",)),
)
