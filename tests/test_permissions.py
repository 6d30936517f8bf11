"""Who may read and write the state: its folder says it, whatever the umask; and who may not is told what to do."""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from users import GROUP, MEMBER, OWNER, STRANGER, acting_as, open_folder, root_alone
from veille import permissions
from veille.app import take_lock
from veille.cli.open import is_running
from veille.errors import UserError
from veille.permissions import READ, WRITE, advice
from veille.store.schema import open_reader, open_writer

__all__ = ["open_folder"]  # a fixture

FILES = ("veille.db", "veille.db-wal", "veille.db-shm")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


@pytest.mark.parametrize("mask", [0o007, 0o022, 0o077, 0o000])
@pytest.mark.parametrize(
    ("folder", "wanted"), [(0o2770, 0o660), (0o770, 0o660), (0o755, 0o600), (0o700, 0o600)]
)
def test_the_folder_says_whether_its_group_may_write_whatever_the_umask(
    tmp_path: Path, umask: Callable[[int], None], mask: int, folder: int, wanted: int
) -> None:
    (state := tmp_path / "state").mkdir()
    state.chmod(folder)
    umask(mask)
    with take_lock(state), closing(open_writer(state / "veille.db")) as db:
        db.execute("INSERT INTO setting VALUES('a', 'b')")
        assert {name: oct(mode(state / name)) for name in (*FILES, "lock")} == dict.fromkeys(
            (*FILES, "lock"), oct(wanted)
        )


@pytest.mark.parametrize("before", [0o644, 0o640, 0o600, 0o666])
@pytest.mark.parametrize(("folder", "wanted"), [(0o2770, 0o660), (0o755, 0o600)])
def test_files_of_an_earlier_version_are_mended_while_they_are_in_use(
    tmp_path: Path, before: int, folder: int, wanted: int
) -> None:
    tmp_path.chmod(folder)
    with closing(open_writer(tmp_path / "veille.db")) as held:
        held.execute("INSERT INTO setting VALUES('a', 'b')")
        for name in FILES:
            (tmp_path / name).chmod(before)
        held.execute("BEGIN IMMEDIATE")
        open_writer(tmp_path / "veille.db").close()
        held.execute("COMMIT")
        assert [oct(mode(tmp_path / name)) for name in FILES] == [oct(wanted)] * 3


def test_a_database_that_lies_elsewhere_by_a_link_is_made_there_as_private(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o755)
    (tmp_path / "disk").mkdir()
    (tmp_path / "state/veille.db").symlink_to(tmp_path / "disk/veille.db")
    open_writer(tmp_path / "state/veille.db").close()
    assert (tmp_path / "state/veille.db").is_symlink()
    assert mode(tmp_path / "disk/veille.db") == 0o600


def test_a_link_in_the_folder_changes_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state").chmod(0o2770)
    (tmp_path / "mine").touch(mode=0o600)
    (tmp_path / "state/lock").symlink_to(tmp_path / "mine")
    permissions.mend(tmp_path / "state/lock", tmp_path / "state/gone")
    assert mode(tmp_path / "mine") == 0o600


# What members and strangers may do, and are told


@pytest.fixture
def shared(open_folder: Path) -> Path:
    """A folder of state as systemd makes it, with the database that its owner made."""
    state = open_folder / "state"
    state.mkdir()
    os.chown(state, OWNER, GROUP)
    state.chmod(0o2770)
    with acting_as(OWNER, groups=(GROUP,), umask=0o007):
        open_writer(state / "veille.db").close()
    return state


@root_alone
@pytest.mark.parametrize("mask", [0o007, 0o022, 0o077])
def test_a_member_of_the_group_writes_beside_the_service_and_the_service_beside_her(
    shared: Path, mask: int
) -> None:
    path = shared / "veille.db"
    for user, umask in ((MEMBER, mask), (OWNER, 0o007), (MEMBER, mask), (0, mask), (OWNER, 0o007)):
        with (
            acting_as(user, groups=(GROUP,), umask=umask),
            take_lock(shared),
            closing(open_writer(path)) as db,
        ):
            db.execute("INSERT OR REPLACE INTO setting VALUES('a', 'b')")
    with acting_as(MEMBER, groups=(GROUP,)):
        assert not is_running(shared)
        open_reader(path).close()


@root_alone
def test_a_member_is_not_told_to_join_the_group(shared: Path) -> None:
    path = shared / "veille.db"
    path.chmod(0o640)
    with acting_as(MEMBER, groups=(GROUP,)), pytest.raises(UserError) as told:
        open_writer(path)
    said = f"the group {GROUP}, which you are in, may not write {path}: run  sudo chmod g+w {shlex.quote(str(path))}"
    assert said in str(told.value)
    assert "restart the service" in str(told.value)
    assert "join" not in str(told.value)


@root_alone
def test_what_lies_beside_the_database_is_named_where_it_stands_in_the_way(shared: Path) -> None:
    path = shared / "veille.db"
    with acting_as(OWNER, groups=(GROUP,), umask=0o007), closing(open_writer(path)) as held:
        held.execute("INSERT INTO setting VALUES('a', 'b')")
        (shared / "veille.db-shm").chmod(0o600)
        os.seteuid(0)
        os.seteuid(MEMBER)
        with pytest.raises(UserError, match=r"may not write .*veille\.db-shm: run  sudo chmod g\+w"):
            open_writer(path)


@root_alone
@pytest.mark.parametrize("does", [open_writer, open_reader])
def test_a_stranger_is_told_to_join_the_group(shared: Path, does: Callable[[Path], object]) -> None:
    with acting_as(STRANGER), pytest.raises(UserError) as told:
        does(shared / "veille.db")
    assert f"join the group {GROUP} (sudo usermod -aG {GROUP} '#{STRANGER}', then log in again)" in str(
        told.value
    )
    assert f"run this as  sudo -u '#{OWNER}' veille" in str(told.value)


@root_alone
def test_a_stranger_at_the_lock_is_told_the_same(shared: Path) -> None:
    with acting_as(STRANGER):
        for does in (take_lock, is_running):
            with pytest.raises(UserError, match=f"join the group {GROUP} "):
                does(shared)


@root_alone
@pytest.mark.parametrize(
    ("owner", "group", "bits", "user", "need", "told"),
    [
        (0, 0, 0o600, STRANGER, READ, "only root may read FILE: run  sudo chgrp veille FILE  and  sudo chmod 640 FILE"),
        (0, 0, 0o644, STRANGER, WRITE, "only root may write FILE: run this as  sudo veille …"),
        (0, GROUP, 0o640, STRANGER, READ, f"join the group {GROUP} "),
        (0, GROUP, 0o640, MEMBER, WRITE, f"the group {GROUP}, which you are in, may not write FILE: run  sudo chmod g+w "),
        (0, GROUP, 0o600, MEMBER, READ, f"the group {GROUP}, which you are in, may not read FILE: run  sudo chmod g+r "),
        (OWNER, GROUP, 0o000, OWNER, READ, "its own owner may not read FILE: run  chmod u+r FILE"),
        (OWNER, OWNER, 0o600, STRANGER, READ, f"only '#{OWNER}' may read FILE: run this as  sudo -u '#{OWNER}' veille …"),
        (OWNER, GROUP, 0o660, MEMBER, WRITE, ""),
        (OWNER, GROUP, 0o600, 0, WRITE, ""),
    ],
)  # fmt: skip
def test_each_obstacle_has_its_own_advice(
    open_folder: Path, owner: int, group: int, bits: int, user: int, need: int, told: str
) -> None:
    file = open_folder / "a file"
    file.touch()
    os.chown(file, owner, group)
    file.chmod(bits)
    with acting_as(user, groups=(GROUP,) if user in (OWNER, MEMBER) else ()):
        found = str(advice(file, need))
    assert found.replace(f"'{file}'", "FILE").replace(str(file), "FILE").startswith(told)
    assert bool(found) == bool(told)


def account(name: str, uid: int, gid: int) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, gid, "", f"/home/{name}", "/bin/sh"))


@pytest.mark.parametrize(
    ("gid", "members", "others", "alone"),
    [
        (1000, [], [], True),
        (1000, ["ines"], [], True),
        (1000, ["marc"], [], False),
        (1000, [], [account("marc", 1001, 1000)], False),
        (1000, [], [account("marc", 1001, 1001)], True),
        (100, ["ines"], [], False),  # a group that she is in, and that is not hers
        (100, [], [], False),
    ],
)
def test_a_user_is_alone_in_a_group_that_is_nobody_else_s(
    gid: int, members: list[str], others: list[pwd.struct_passwd], alone: bool
) -> None:
    ines = account("ines", 1000, 1000)
    group = grp.struct_group(("a group", "x", gid, members))
    assert permissions.alone_in(group, ines, [account("root", 0, 0), ines, *others]) is alone


@root_alone
def test_a_file_of_an_account_or_a_group_that_is_nowhere_is_in_no_group_of_its_owner_s_own(
    tmp_path: Path,
) -> None:
    for owner, group in ((0, GROUP), (OWNER, 0)):
        os.chown(tmp_path, owner, group)
        assert not permissions.own_group(tmp_path.stat())
