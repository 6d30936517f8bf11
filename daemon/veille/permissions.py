"""Who may read and write veille's files: the mode that those of the state have, and how one who may not could.

The mode of the state's folder decides: where its group may write (the service's, 2770), what lies in it is open to
the group as well; elsewhere it is its owner's alone.
"""

from __future__ import annotations

import errno
import grp
import os
import pwd
import shlex
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from veille.errors import NO_FAILURE, Failure, failure, of_system

GROUP = "veille"
"""The group of the service, whose members use every command beside it."""

READ, WRITE, ENTER = os.R_OK, os.W_OK, os.X_OK
_VERBS = {READ: failure("read"), WRITE: failure("write"), ENTER: failure("enter")}
_LETTERS = {READ: "r", WRITE: "w", ENTER: "x"}


def mode_in(folder: Path) -> int:
    """Return the mode of what lies in a folder of state: 0660 where its group may write, else 0600. Raises OSError."""
    return 0o660 if folder.stat().st_mode & stat.S_IWGRP else 0o600


def own_group(status: os.stat_result) -> bool:
    """Return whether the group of a file is its owner's own, with nobody else in it."""
    try:
        owner, group = pwd.getpwuid(status.st_uid), grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    return alone_in(group, owner, pwd.getpwall())


def alone_in(
    group: grp.struct_group, owner: pwd.struct_passwd, accounts: Iterable[pwd.struct_passwd]
) -> bool:
    """Return whether a user is alone in a group that is its main one, and nobody else's, among the accounts.

    Debian makes such a group for each user, and since Debian 13 umask 002 with it (pam_umask(8), usergroups).
    """
    main = {account.pw_name for account in accounts if account.pw_gid == group.gr_gid}
    return owner.pw_gid == group.gr_gid and {*main, *group.gr_mem} <= {owner.pw_name}


def create(path: Path) -> None:
    """Make an empty file with the mode for its folder, whatever the umask; one that is there is kept. Raises OSError."""
    mode = mode_in(path.parent)
    # A database that lies on another disk, by a link, is made there.
    where = path.resolve() if path.is_symlink() else path
    with suppress(FileExistsError):
        handle = os.open(where, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(handle, mode)
        finally:
            os.close(handle)


def mend(*paths: Path) -> None:
    """Give those files that are this user's own the mode for their folder; the others stay as they are."""
    for path in paths:
        with suppress(OSError):
            _set_mode(path, mode_in(path.parent))


def _set_mode(path: Path, mode: int) -> None:
    # O_PATH: closing any other handle of a database drops SQLite's locks on it (sqlite.org/howtocorrupt.html, 2.2);
    # and a link that a member of the group put there leads to no other file of this user's.
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        if ours and stat.S_IMODE(status.st_mode) != mode:
            os.chmod(f"/proc/self/fd/{handle}", mode)  # noqa: PTH101 - of an open file
    finally:
        os.close(handle)


def advice(path: Path, need: int = READ) -> Failure:
    """Return why this user may not read path (or write it: need = WRITE), and what to do; nothing where that is allowed.

    `need` applies to the file, or to its folder where there is no file yet.
    """
    obstacle = _obstacle(path, need)
    if obstacle is None:
        return NO_FAILURE
    at, need = obstacle
    try:
        status = at.stat()
    except OSError as error:
        return failure("{at}: {said}", at=at, said=of_system(error))
    verb, letter, name = _VERBS[need], _LETTERS[need], _quoted(at)
    if need == WRITE and _is_read_only(at):
        return failure("the disk that holds {at} is mounted read-only: mount it for writing", at=at)
    if status.st_uid == os.geteuid():
        return failure(
            "its own owner may not {verb} {at}: run  chmod u+{letter} {name}",
            verb=verb,
            at=at,
            letter=letter,
            name=name,
        )
    if status.st_gid in (os.getegid(), *os.getgroups()):
        if not status.st_mode & (need << 3):
            return _for_the_group(at, status, need)
        return failure(
            "the system does not let you {verb} {at}: see its access lists (getfacl)", verb=verb, at=at
        )
    return _for_a_stranger(at, status, need)


def _obstacle(path: Path, need: int) -> tuple[Path, int] | None:
    """Return the first of path and its folders that stands in the way, and what may not be done with it."""
    path = path.absolute()
    for folder in reversed(path.parents):
        if not _exists(folder):
            path = folder
            break
        if not _may(folder, ENTER):
            return folder, ENTER
    if not _exists(path):
        path, need = path.parent, WRITE
    if not _may(path, need):
        return path, need
    if path.is_dir() and not _may(path, ENTER):
        return path, ENTER
    return None


def _may(path: Path, need: int) -> bool:
    try:
        return os.access(path, need, effective_ids=os.access in os.supports_effective_ids)
    except OSError:
        return False


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True


def _is_read_only(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError as error:
        return error.errno == errno.EROFS


def _for_the_group(at: Path, status: os.stat_result, need: int) -> Failure:
    kept = (
        stat.S_ISREG(status.st_mode)
        and status.st_gid == at.parent.stat().st_gid
        and mode_in(at.parent) == 0o660
    )
    why = failure(
        "the group {group}, which you are in, may not {verb} {at}: run  sudo chmod g+{letter} {name}",
        group=_group(status.st_gid),
        verb=_VERBS[need],
        at=at,
        letter=_LETTERS[need],
        name=_quoted(at),
    )
    return (
        failure("{why}  (or restart the service, which does that to all of its files)", why=why)
        if kept
        else why
    )


def _for_a_stranger(at: Path, status: os.stat_result, need: int) -> Failure:
    group, owner, verb = _group(status.st_gid), _user(status.st_uid), _VERBS[need]
    as_owner = failure(
        "run this as  {command}", command=f"sudo {'' if status.st_uid == 0 else f'-u {owner} '}veille …"
    )
    if status.st_gid != 0 and status.st_mode & (need << 3):
        if _is_member(status.st_gid):
            return failure(
                "you were put in the group {group} after this login: log in again, or {as_owner}",
                group=group,
                as_owner=as_owner,
            )
        return failure(
            "join the group {group} (sudo usermod -aG {group} {you}, then log in again), or {as_owner}",
            group=group,
            you=_user(os.geteuid()),
            as_owner=as_owner,
        )
    if status.st_uid == 0 and need != WRITE:
        # as `init` by root under a umask of 077 leaves a configuration
        modes = "750" if stat.S_ISDIR(status.st_mode) else "640"
        return failure(
            "only root may {verb} {at}: run  sudo chgrp {group} {name}  and  sudo chmod {modes} {name}",
            verb=verb,
            at=at,
            group=GROUP,
            name=_quoted(at),
            modes=modes,
        )
    return failure(
        "only {owner} may {verb} {at}: {as_owner}", owner=owner, verb=verb, at=at, as_owner=as_owner
    )


def _is_member(group: int) -> bool:
    """Return whether this user is in a group by the system's own list, be it since this process began."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name in grp.getgrgid(group).gr_mem
    except KeyError:
        return False


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"'#{number}'"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
