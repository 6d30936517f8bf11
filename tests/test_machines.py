"""How `make test-machines` reads the documents, follows them and counts; the bare systems themselves are its own affair."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from machines import as_a_service, from_a_clone
from machines.__main__ import GROUPS, main, working_folder
from machines.documents import beginning, blocks, commands, filled, read, section
from machines.machine import Done, Failed, Machine
from machines.roots import SYSTEMS, NotPossible, archives, call, remove, there, ways
from machines.steps import Result, State, Step, asked, attempt
from machines.table import last_line, line, status, table
from users import STRANGER, acting_as

TEXT = """# A program

Before.

    $ sudo apt install git    # once
    $ git clone … && cd it
    Cloning into 'it'...
    $ make demo          # half a minute, then
                         # the recorded web

- a list
    that goes on

```sh
# not a heading
```

## Install

    umask 022                 # others must read it
    cp a#b /etc/x

    systemctl daemon-reload

Then:

    [Service]
    ReadWritePaths=/srv

And look:

    # what each line became
    it check

## Empty

Nothing to type.
"""


def test_commands_are_what_stands_after_prompts_without_output_and_comments() -> None:
    assert commands(TEXT, "A program") == ["sudo apt install git", "git clone … && cd it", "make demo"]


def test_a_block_without_prompts_is_all_commands_but_for_settings_and_comments() -> None:
    assert commands(TEXT, "Install") == ["umask 022", "cp a#b /etc/x", "systemctl daemon-reload", "it check"]


def test_a_section_ends_at_the_next_heading_and_a_fence_hides_what_looks_like_one() -> None:
    assert "# not a heading" in section(TEXT, "A program")
    assert "umask" not in section(TEXT, "A program")
    assert commands(TEXT, "Empty") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    a\n    b", [["a", "b"]]),
        ("    a\n\n    b\n\ntext", [["a", "", "b"]]),
        ("text\n    goes on", []),
        ("    a\ntext\n\n    b", [["a"], ["b"]]),
        ("      indented more", [["  indented more"]]),
        ("", []),
    ],
)
def test_a_block_is_what_is_indented_and_does_not_go_on_a_paragraph(
    text: str, expected: list[list[str]]
) -> None:
    assert list(blocks(text)) == expected


def test_a_heading_that_is_gone_or_there_twice_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="0 headings 'Setup'"):
        section(TEXT, "Setup")
    with pytest.raises(LookupError, match="2 headings 'Twice'"):
        section("# Twice\n# Twice\n", "Twice")
    with pytest.raises(LookupError, match=re.escape("README.md: 0 headings 'Setup'")):
        read("README.md", "Setup")
    with pytest.raises(LookupError, match="no command under 'Limits, honestly'"):
        read("README.md", "Limits, honestly")


def test_a_placeholder_that_no_command_has_any_more_is_an_error() -> None:
    assert filled(["usermod -aG it NAME", "it check"], {"NAME": "ines"}) == [
        "usermod -aG it ines",
        "it check",
    ]
    with pytest.raises(LookupError, match="no command says 'NOBODY'"):
        filled(["usermod -aG it NAME"], {"NOBODY": "ines"})


def test_the_one_command_that_begins_so_is_found_or_the_error_shows_them_all() -> None:
    assert beginning(["make demo", "make test"], "make t") == "make test"
    for start in ("make", "cargo"):
        with pytest.raises(LookupError, match="make demo; make test"):
            beginning(["make demo", "make test"], start)


@pytest.mark.parametrize(
    ("heading", "starts"),
    [
        ("veille", ("sudo apt install git", "git clone", "make demo", "make run", "make test")),
        (
            "Set up in five minutes",
            (
                "make .venv",
                *(f".venv/bin/veille {name}" for name in ("init", "check", "poll", "run")),
                "sudo apt",
                "pipx",
            ),
        ),
    ],
)
def test_every_command_of_the_readmes_start_is_one_that_a_step_follows(
    heading: str, starts: tuple[str, ...]
) -> None:
    follow = {"veille": from_a_clone.first_screen, "Set up in five minutes": from_a_clone.set_up}[heading]
    assert [follow(start) for start in starts] == read("README.md", heading)


@pytest.mark.parametrize(
    "heading", ["Install", "Configure, and start", "Change something", "Upgrade", "Uninstall"]
)
def test_every_section_of_the_service_that_a_step_follows_has_commands(heading: str) -> None:
    assert as_a_service.section(heading)


def test_names_of_steps_are_words_each_used_once_and_a_step_needs_earlier_ones() -> None:
    names = [step.name for steps in GROUPS.values() for step in steps]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z-]+", name) for name in names)
    for steps in GROUPS.values():
        for at, step in enumerate(steps):
            assert set(step.needs) <= {earlier.name for earlier in steps[:at]}


def test_steps_are_asked_for_with_all_that_they_need() -> None:
    got = [step.name for step in asked(from_a_clone.STEPS, ["tests"])]
    assert got == ["packages", "clone", "tests"]
    assert asked(from_a_clone.STEPS, None) == list(from_a_clone.STEPS)
    assert asked(from_a_clone.STEPS, ["boot"]) == []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(SYSTEMS[0], tmp_path / "root", tmp_path / "log", "http://127.0.0.1:1/feed.xml")


def held(_: Machine) -> str:
    return "fine"


def fails(_: Machine) -> str:
    raise Failed("it says no")


def impossible(_: Machine) -> str:
    raise NotPossible("no such kernel")


def mistaken(_: Machine) -> str:
    return str(1 / 0)


@pytest.mark.parametrize(
    ("do", "state", "note"),
    [
        (held, State.HELD, "fine"),
        (fails, State.FAILED, "it says no"),
        (impossible, State.NOT_POSSIBLE, "no such kernel"),
        (mistaken, State.FAILED, "ZeroDivisionError"),
    ],
)
def test_a_step_ends_in_a_state_with_its_reason(
    do: object, state: State, note: str, machine: Machine
) -> None:
    result = attempt(Step("try", do), machine, [])  # type: ignore[arg-type]
    assert (result.state, result.system, result.step) == (state, "bookworm", "try")
    assert note in result.note


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (State.HELD, State.HELD),
        (State.FAILED, State.NOT_REACHED),
        (State.NOT_REACHED, State.NOT_REACHED),
        (State.NOT_POSSIBLE, State.NOT_POSSIBLE),
    ],
)
def test_a_step_is_not_tried_without_what_it_needs(before: State, state: State, machine: Machine) -> None:
    earlier = [Result("bookworm", "boot", before, 1, "")]
    assert attempt(Step("start", held, ("boot",)), machine, earlier).state is state


RESULTS = [
    Result("bookworm", "demo", State.HELD, 20.6, "at once"),
    Result("bookworm", "boot", State.NOT_POSSIBLE, 0, "no cgroup"),
    Result("trixie", "demo", State.FAILED, 3, "make demo: ended with 2\nno room"),
]


def test_the_table_is_system_by_step_and_the_last_line_counts() -> None:
    assert table(RESULTS).splitlines() == [
        "step  bookworm      trixie",
        "demo  ok 21 s       FAILED",
        "boot  not possible  –",
    ]
    assert last_line(RESULTS) == "1 of 3 steps held; 1 failed; 1 not possible on this machine"
    assert last_line(RESULTS[:1]) == "1 of 1 steps held"
    assert line(RESULTS[2]).endswith("FAILED          3 s  make demo: ended with 2\n    no room")


def test_the_status_is_one_if_a_step_failed_was_not_reached_or_none_was_tried() -> None:
    assert [status(RESULTS), status(RESULTS[:2]), status([])] == [1, 0, 1]
    assert status([Result("trixie", "demo", State.NOT_REACHED, 0, "")]) == 1


def test_a_failure_names_the_command_of_a_pasted_block_that_failed() -> None:
    done = Done("set -ex\ncd x\ncp a b", 1, "+ cd x\n+ cp a b\ncp: cannot stat 'a'\n")
    with pytest.raises(Failed, match=r"^cp a b: ended with 1, not 0:"):
        done.ended(0)
    assert done.ended(1) == done.output
    with pytest.raises(Failed, match="does not say 'restored'"):
        done.ended(1, saying="restored")


def test_the_archives_are_those_of_this_machines_own_sources() -> None:
    sites = (
        "http://mirror.example/debian\nhttp://mirror.example/debian\nhttp://other.example/debian-security\n"
    )
    assert archives(sites) == ("http://mirror.example/debian", "http://other.example/debian-security")
    assert archives("file:/srv/debian/\n") == ("file:/srv/debian/", None)
    with pytest.raises(NotPossible, match="name no archive of Debian"):
        archives("http://mirror.example/ubuntu\n")


def test_a_system_gets_to_the_registries_as_this_machine_does(tmp_path: Path) -> None:
    (tmp_path / "etc/ssl").mkdir(parents=True)
    (tmp_path / "etc/ssl/all.crt").touch()
    environ = {
        "https_proxy": "http://proxy.example:3128",
        "NO_PROXY": "localhost",
        "PIP_CERT": "/etc/ssl/all.crt",
        "PIP_CACHE_DIR": "/root/.cache/pip",
        "SSL_CERT_FILE": "/etc/ssl/elsewhere.crt",
        "HOME": "/root",
    }
    pip = (
        "global.index-url='https://pip.example/simple'\n"
        "global.find-links='/srv/wheels\\nhttps://wheels.example'\n"
        "global.extra-index-url='file:///srv/simple'\n"
        ":env:.cert='/etc/ssl/all.crt'\n"
    )
    assert ways(environ, pip, tmp_path) == {
        "LANG": "C.UTF-8",
        "PIP_INDEX_URL": "https://pip.example/simple",
        "PIP_FIND_LINKS": "https://wheels.example",
        "https_proxy": "http://proxy.example:3128",
        "NO_PROXY": "localhost",
        "PIP_CERT": "/etc/ssl/all.crt",
    }
    assert not there("file:///etc/ssl/none.crt", tmp_path)


def test_a_command_of_this_machine_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(NotPossible, match="ended with 3: no room"):
        call("sh", "-c", "echo no room; exit 3")


def test_a_system_is_removed_with_all_that_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "root" / "a b").mkdir(parents=True)
    (tmp_path / "root" / "a b" / "file").touch()
    remove(tmp_path / "root")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_a_running_one_works_in_is_not(
    tmp_path: Path,
) -> None:
    left = tmp_path / "work.killed"
    (left / "trixie-clone").mkdir(parents=True)
    running, alive = working_folder(tmp_path)
    with alive:
        mine, lock = working_folder(tmp_path)
        with lock:
            assert {path for path in tmp_path.iterdir() if path.is_dir()} == {running, mine}
    third, lock = working_folder(tmp_path)
    with lock:
        assert {path for path in tmp_path.iterdir() if path.is_dir()} == {third}


def test_who_is_not_root_is_told_in_a_line_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    with acting_as(STRANGER) if os.geteuid() == 0 else nullcontext():
        assert main(["--only", "trixie"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("make test-machines: needs root, on Debian")
    assert told.count("\n") == 1


def test_a_step_or_a_system_that_does_not_exist_is_refused_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for arguments in (["--steps", "test"], ["--only", "sid"]):
        with pytest.raises(SystemExit, match="2"):
            main(arguments)
    told = capsys.readouterr().err
    assert "still-clean" in told
    assert "trixie" in told
