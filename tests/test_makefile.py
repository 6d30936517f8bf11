"""The Makefile: in a clone whose path holds anything, and its one line for what can be wrong on a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLONES = (
    "plain", "a b", "espace et été/my  veille", "l'été à Lyon", 'the "new" one', "100 $HOME `id` & co; #1", "-n *",
)  # fmt: skip
TARGETS = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
# What each target runs, by the last part of its name, and an argument of it that must arrive whole.
RUNS = {
    "demo": ["veille demo"],
    "run": ["veille demo --serve"],
    "test": ["python -m pytest -n 3 --dist loadfile --basetemp=.venv/tmp/pytest"],
    "test-servers": ["python -m pytest tests/servers -rs --durations=5 --basetemp=.venv/tmp/servers"],
    "test-machines": ["python -m machines"],
    "cases": ["python -m cases"],
    "eval-names": ["python -m eval_names"],
    "lint": ["ruff check .", "ruff format --check .", "mypy"],
    "messages": ["python -m messages"],
    "bench": ["python tests/bench/bench.py"],
    "eval-pages": ["python -m eval_pages.replay"],
    "faults": ["python tests/faults/crash.py"],
    "clean": [],
}
# Root may write anything, unless this capability is taken away (capabilities(7)).
MORTAL = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
# Stands for a program of the environment: it notes how it was called, from where, and where temporary files go.
NOTING = """#!/bin/sh
case "$*" in *'import '*) exit 0;; esac
printf '%s' "${0##*/}" >>"$NOTES"
for argument; do printf ' %s' "$argument" >>"$NOTES"; done
printf '\\n' >>"$NOTES"
[ -d "$TMPDIR" ] || [ "${0##*/}" = veille ] || [ "${0##*/}" = ruff ] || [ "${0##*/}" = mypy ] || echo "no $TMPDIR" >>"$NOTES"
pwd -P >"$NOTES.where"; printf '%s' "$TMPDIR" >"$NOTES.tmp"
"""


class Clone:
    """A folder with what the Makefile needs of this project, and an environment of programs that only note."""

    def __init__(self, folder: Path, *, installed: bool = True) -> None:
        self.folder = folder
        self._notes = folder.parent / "notes"
        folder.mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", "systemd", "tests/servers/install.sh"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name)
            else:
                shutil.copyfile(ROOT / name, folder / name)
        if installed:
            self.program("veille", "ruff", "mypy", "python", "../servers/bin/python")
            (folder / ".venv/tmp").mkdir()
            (folder / ".venv/made").touch()
            (folder / ".venv/dev").touch()

    def program(self, *names: str, text: str = NOTING) -> None:
        """Put such programs into the environment."""
        for name in names:
            path = self.folder / ".venv/bin" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o755)

    def make(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run make here, as somebody would who has nothing set for it, and who may write only what its mode says."""
        own = ("MAKE", "PIP_", "PYTHON", "TMPDIR", "CONFIG", "ARGS", "CI")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        return subprocess.run(
            [*MORTAL, "make", "--no-print-directory", *words], cwd=self.folder, capture_output=True, text=True,
            env={**clean, "NOTES": str(self._notes), "PIP_CONFIG_FILE": os.devnull, **environ},
            timeout=300, check=False,
        )  # fmt: skip

    @property
    def notes(self) -> list[str]:
        return self._notes.read_text(encoding="utf-8").splitlines() if self._notes.exists() else []

    @property
    def outside(self) -> set[str]:
        """Return what lies beside the clone and is none of the test's."""
        return {path.name for path in self.folder.parent.iterdir() if not path.name.startswith("notes")} - {
            self.folder.name
        }


@pytest.fixture(params=CLONES)
def clone(request: pytest.FixtureRequest, tmp_path: Path) -> Clone:
    return Clone(tmp_path / request.param)


def test_every_target_of_the_makefile_is_tried() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(RUNS) == set(TARGETS)


def test_every_target_works_wherever_the_clone_lies(clone: Clone, tmp_path: Path) -> None:
    # Without Debian's tools, so that nothing is installed on the machine and no unit is checked: that has a test.
    tools = tmp_path / "notes-tools"
    tools.mkdir()
    for name in ("sh", "make", "setpriv", "mkdir", "rm", "timeout", "dirname", "id", "touch", "printf"):
        (tools / name).symlink_to(shutil.which(name) or name)
    before = {path.name for path in clone.folder.iterdir()}
    for target, runs in RUNS.items():
        (clone.folder.parent / "notes").unlink(missing_ok=True)
        done = clone.make(target, PATH=str(tools))
        assert done.returncode == 0, done.stderr
        assert [line for line in clone.notes if "-m pip" not in line and "-m venv" not in line] == runs
        if runs:
            assert (
                Path((clone.folder.parent / "notes.where").read_text().rstrip("\n")) == clone.folder.resolve()
            )
            assert Path((clone.folder.parent / "notes.tmp").read_text()) == clone.folder / ".venv/tmp"
    assert {path.name for path in clone.folder.iterdir()} == before - {".venv"}
    assert not clone.outside


@pytest.mark.parametrize("made", ["made", "dev"])
def test_an_environment_finds_the_clone_by_a_path_of_ascii(clone: Clone, made: str) -> None:
    """Python 3.11 would not start with LC_ALL=C if an accent of the clone's path stood there."""
    packages = clone.folder / ".venv/lib/python3.11/site-packages"
    packages.mkdir(parents=True)
    found = packages / "_editable_impl_veille.pth"
    found.write_text(f"{clone.folder}/daemon\n{clone.folder}/plugins\n", encoding="utf-8")
    (packages / "other.pth").write_text("/srv/other\n", encoding="utf-8")
    (clone.folder / ".venv" / made).unlink()
    assert clone.make(f".venv/{made}").returncode == 0
    lines = found.read_text(encoding="ascii").splitlines()
    assert [(packages / line).resolve() for line in lines] == [
        clone.folder.resolve() / name for name in ("daemon", "plugins")
    ]
    assert (packages / "other.pth").read_text() == "/srv/other\n"


@pytest.mark.parametrize("config", ["veille.toml", "my veille.toml", "l'été.toml", "/etc/a b/veille.toml"])
def test_a_configuration_may_have_any_name(tmp_path: Path, config: str) -> None:
    clone = Clone(tmp_path / "clone")
    assert clone.make("run", f"CONFIG={config}").returncode == 0
    assert clone.notes == [f"veille --config {config} run"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("name", CLONES)
def test_the_unit_is_checked_wherever_the_clone_lies(tmp_path: Path, name: str) -> None:
    clone = Clone(tmp_path / name)
    done = clone.make("lint")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("is clean") == 2


@pytest.mark.parametrize("name", CLONES)
def test_the_environment_is_made_wherever_the_clone_lies(tmp_path: Path, name: str) -> None:
    clone = Clone(tmp_path / name, installed=False)
    clone.program("../noting")
    clone.program(
        "../../python 3",
        text=f"""#!/bin/sh
[ "$1 $2" = "-m venv" ] || exec "{sys.executable}" "$@"
mkdir "$3/bin" && mv "$3/noting" "$3/bin/python"
""",
    )
    (clone.folder / ".venv/bin").rmdir()
    done = clone.make(".venv/dev", "PYTHON=./python 3")
    assert done.returncode == 0, done.stderr
    assert clone.notes == [
        "python -m pip install --quiet --editable .",
        "python -m pip install --quiet --editable .[dev]",
    ]
    assert clone.make(".venv/dev", "PYTHON=./python 3").stdout == "make: '.venv/dev' is up to date.\n"
    assert {path.name for path in (clone.folder / ".venv").iterdir()} == {
        "bin",
        "tmp",
        "made",
        "dev",
        "pip.log",
    }
    assert not clone.outside


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a make that failed said before its own."""
    assert done.returncode == 2
    first, last = done.stderr.splitlines()
    assert re.fullmatch(r"make: \*\*\* \[.*\] Error 1", last)
    return first.removeprefix("make: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "python3.99 is missing: run  make PYTHON=/path/to/python3.11"),
        ("#!/bin/sh\nexit 1\n", "python3.99 is no Python that runs: run  make PYTHON=/path/to/python3.11"),
        (
            "#!/bin/sh\necho Hello\n",
            "python3.99 is no Python that runs: run  make PYTHON=/path/to/python3.11",
        ),
        ("#!/bin/sh\necho False\n", "python3.99 is older than 3.11: run  make PYTHON=/path/to/python3.11"),
        (
            "#!/bin/sh\n[ $# = 2 ] && case $2 in *version*) echo True; exit;; esac\nexit 1\n",
            "this Python has no venv module: run  apt install python3-venv  (Debian, Ubuntu), then make again",
        ),
    ],
)
def test_a_python_that_does_not_do_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    clone = Clone(tmp_path / "a b", installed=False)
    programs = tmp_path / "programs"
    programs.mkdir()
    if text:
        (programs / "python3.99").write_text(text)
        (programs / "python3.99").chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    assert one_line(clone.make("demo", "PYTHON=python3.99", PATH=path)) == said
    told = one_line(clone.make("demo", f"PYTHON={programs}/python3.99"))
    assert told == said.replace("python3.99 ", f"{programs}/python3.99 ")
    assert not (clone.folder / ".venv").exists()


@pytest.mark.parametrize("name", ["/missing", "/missing/with a blank", "/dev/null", "/tmp", "l'été"])
def test_what_is_no_python_is_not_called_old(tmp_path: Path, name: str) -> None:
    said = one_line(Clone(tmp_path / "clone", installed=False).make("demo", f"PYTHON={name}"))
    assert re.fullmatch(rf"{name} (is missing|is no Python that runs): run  make PYTHON=\S+", said)


def test_no_python_at_all_is_one_line(tmp_path: Path) -> None:
    clone = Clone(tmp_path / "clone", installed=False)
    assert one_line(clone.make("demo", "PYTHON=")) == "no python3 found: install Python 3.11 or newer"


@pytest.fixture
def real_pip(tmp_path: Path) -> Iterator[Clone]:
    """A clone in whose environment this Python's pip runs, and installs nothing."""
    clone = Clone(tmp_path / "l'été à Lyon")
    clone.program("python", text=f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (clone.folder / ".venv/made").unlink()
    yield clone
    assert not (clone.folder / ".venv/made").exists(), "what is not installed is tried again"


def test_a_registry_that_can_not_be_reached_is_one_line(real_pip: Clone) -> None:
    done = real_pip.make("demo", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1", PIP_DRY_RUN="1")
    assert one_line(done) == (
        "the package registry can't be reached: is this machine online? (all that pip said: .venv/pip.log)"
    )
    assert "127.0.0.1" in (real_pip.folder / ".venv/pip.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pip", "said"),
    [
        ("connection broken by 'NewConnectionError(…)': /simple/hatchling/", "can't be reached"),
        ("connection broken by 'ConnectTimeoutError(…)': /simple/hatchling/", "can't be reached"),
        ("connection broken by 'ProxyError(…)': /simple/hatchling/", "can't be reached"),
        (
            "ReadTimeoutError: HTTPSConnectionPool(host='registry.example'): Read timed out.",
            "can't be reached",
        ),
        ("connection broken by 'SSLError(…[SSL: CERTIFICATE_VERIFY_FAILED]…)'", "is not trusted here"),
    ],
)
@pytest.mark.parametrize("target", ["demo", "test"])
def test_what_hinders_pip_is_one_line(tmp_path: Path, pip: str, said: str, target: str) -> None:
    clone = Clone(tmp_path / "a b")
    words = (
        f"WARNING: Retrying (Retry(total=4)) after {pip}\n" * 5
        + "ERROR: No matching distribution found\n" * 3
    )
    (clone.folder / "words").write_text(words, encoding="utf-8")
    clone.program("python", text="#!/bin/sh\ncat words >&2; exit 1\n")
    (clone.folder / ".venv" / ("made" if target == "demo" else "dev")).unlink()
    assert said in one_line(clone.make(target, f"PYTHON={sys.executable}"))
    assert (clone.folder / ".venv/pip.log").read_text(encoding="utf-8") == words


def test_another_failure_of_pip_is_told_in_its_words(real_pip: Clone) -> None:
    (real_pip.folder / "pyproject.toml").write_text("[project", encoding="utf-8")
    done = real_pip.make("demo", PIP_NO_INDEX="1", PIP_DRY_RUN="1")
    *said, last, _ = done.stderr.splitlines()
    assert last == "make: pip could not install into .venv (all that it said: .venv/pip.log)"
    assert 1 <= len(said) <= 3
    assert any("end of a table" in line for line in said)


@pytest.mark.parametrize("where", [".", ".venv", ".venv/tmp"])
@pytest.mark.parametrize("target", ["demo", "test", "test-servers", "faults", "eval-pages"])
def test_a_clone_of_somebody_else_is_one_line(tmp_path: Path, where: str, target: str) -> None:
    clone = Clone(tmp_path / "a b", installed=where != ".")
    if where != "." and target == "demo":
        (clone.folder / ".venv/made").unlink()
    (clone.folder / where).chmod(0o555)
    said = one_line(clone.make(target, f"PYTHON={sys.executable}"))
    (clone.folder / where).chmod(0o755)
    assert said.startswith(f"{clone.folder}/.venv can't be written by ")
    assert said.endswith(": clone veille into a folder of your own")
    assert clone.notes == []
