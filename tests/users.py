"""Other users of the machine, for tests that root runs: what is done in their name is done with their rights."""

from __future__ import annotations

import os
import tempfile
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
def open_folder() -> Iterator[Path]:
    """Give a folder of this test that every user may enter: pytest closes its own whenever a session begins."""
    with tempfile.TemporaryDirectory(prefix="veille-test-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        if closed := [parent for parent in folder.parents if not parent.stat().st_mode & 0o001]:
            pytest.skip(f"other users may not enter {closed[0]}, where this test's folder lies")
        yield folder


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
