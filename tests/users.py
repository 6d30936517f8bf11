"""Other users of the machine, for tests that root runs: what is done in their name is done with their rights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OWNER, MEMBER, STRANGER = 64_001, 64_002, 64_003
"""Numbers that no account has."""

GROUP = 64_100
"""The group that OWNER and MEMBER are in, and STRANGER is not."""

root_alone = pytest.mark.skipif(os.geteuid() != 0, reason="only root may act in another user's name")


@pytest.fixture
def open_folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this test that every user may enter, its own way included."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base  # a worker's lies in that of all
    for folder in (tmp_path, *tmp_path.parents):
        if folder == base or folder.is_relative_to(base) or folder.name.startswith("pytest-"):
            folder.chmod(0o755)
        elif not folder.stat().st_mode & 0o001:
            pytest.skip(f"other users may not enter {folder}, where this test's folder lies")
    return tmp_path


@contextmanager
def acting_as(user: int, *, groups: tuple[int, ...] = (), umask: int = 0o022) -> Iterator[None]:
    """Do what follows with the rights of a user and of these groups, the first of which is its own."""
    before, mask = os.getgroups(), os.umask(umask)
    gid = os.getegid()
    os.setgroups(groups)
    os.setegid(groups[0] if groups else user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(gid)
        os.setgroups(before)
        os.umask(mask)
