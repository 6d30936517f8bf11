"""Kinds are found by two doors; one that does not load says why and harms no other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from users import GROUP as USERS
from users import root_alone
from veille import plugins
from veille.permissions import own_group
from veille.plugins import KindError, UnknownKind

GOOD = '''
"""Pages of a town hall."""
from __future__ import annotations
from dataclasses import dataclass
from veille import Batch, Secret

@dataclass(frozen=True, slots=True)
class Source:
    url: str
    key: Secret | None = None

    async def poll(self, web, cursor):
        return Batch()
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def drop(folder: Path, name: str, text: str = GOOD) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True, mode=0o755)
    file.write_text(text, "utf-8")
    file.chmod(0o644)
    return file


def why(folder: Path, kind: str) -> str:
    with pytest.raises(KindError) as caught:
        plugins.find(folder).load(kind)
    return str(caught.value)


def test_the_bundled_kind_comes_by_the_entry_points():
    kinds = plugins.find(None)
    assert "feed" in kinds.names()
    assert kinds.origins["feed"].where.startswith("veille ")
    assert "url" in kinds.load("feed").__dataclass_fields__


def test_finding_kinds_runs_none_of_them(folder: Path):
    drop(folder, "loud.py", "raise SystemExit('ran')")
    assert "loud" in plugins.find(folder).names()


def test_a_file_or_a_folder_dropped_in_is_a_kind(folder: Path):
    drop(folder, "hall.py")
    drop(folder, "town/__init__.py", GOOD + "\nfrom . import inner\n")
    drop(folder, "town/inner.py", "ANSWER = 42")
    for left_alone in ("_helper.py", ".hidden.py", "test_hall.py", "notes.txt"):
        drop(folder, left_alone, "raise SystemExit")
    kinds = plugins.find(folder)
    assert set(kinds.names()) == {*plugins.find(None).names(), "hall", "town"}
    assert kinds.load("hall")(url="u").url == "u"
    assert kinds.load("town") is kinds.load("town"), "a kind is loaded once"
    assert sys.modules["veille_dropin_hall"].Source is kinds.load("hall")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all' (line 1)"),
        ("\n\ndef (:", "SyntaxError: invalid syntax (line 3)"),
        ("\nraise SystemExit(3)", "SystemExit: 3 (line 2)"),
        ("class Other: ...", "it has no class called Source"),
        ("class Source: ...", "its Source is not a dataclass"),
        (GOOD.replace("frozen=True, ", ""), "its Source must be frozen"),
        (GOOD.replace("async def poll", "def poll"), "no `async def poll(self, web, cursor)`"),
        (GOOD.replace("key: Secret", "key: Sceret"), "name 'Sceret' is not defined"),
    ],
)
def test_a_kind_that_does_not_load_says_why(folder: Path, text: str, reason: str):
    drop(folder, "bad.py", text)
    assert reason in why(folder, "bad")
    assert plugins.find(folder).load("feed"), "the others are undisturbed"


def test_an_unknown_kind_is_answered_with_the_nearest(folder: Path):
    with pytest.raises(UnknownKind, match=r"there is no kind 'fede'; did you mean 'feed'\?"):
        plugins.find(folder).load("fede")
    assert "there are: calendar, company_page, company_site, feed" in why(folder, "quite-another")


@pytest.mark.parametrize("shared", ["hall.py", "."])
def test_what_others_may_write_to_is_refused_and_never_run(folder: Path, shared: str):
    drop(folder, "hall.py", "raise SystemExit('ran')")
    (folder / shared).chmod(0o757)
    reason = why(folder, "hall")
    assert "others may write to" in reason
    assert "chmod go-w" in reason
    assert "ran" not in reason


@root_alone
@pytest.mark.parametrize("shared", ["hall.py", "."])
def test_what_a_group_of_several_may_write_to_is_refused(folder: Path, shared: str):
    drop(folder, "hall.py", "raise SystemExit('ran')")
    os.chown(folder / shared, 0, USERS)
    (folder / shared).chmod(0o775)
    assert "others may write to" in why(folder, "hall")


def test_what_its_owner_s_own_group_may_write_to_is_run(folder: Path):
    """Whoever has umask 002 makes all files so: it is the default of Debian 13."""
    drop(folder, "hall.py", GOOD).chmod(0o664)
    folder.chmod(0o775)
    if own_group(folder.stat()):
        assert plugins.find(folder).load("hall")
    else:  # whoever runs this has a main group that others are in
        assert "others may write to" in why(folder, "hall")


def test_bytecode_that_others_may_write_to_is_refused(folder: Path):
    drop(folder, "hall.py")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__").chmod(0o777)
    assert "__pycache__" in why(folder, "hall")


def test_a_link_is_judged_by_where_it_leads(folder: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    drop(elsewhere, "hall.py").chmod(0o666)
    (folder / "hall.py").symlink_to(elsewhere / "hall.py")
    assert "others may write to" in why(folder, "hall")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_else_s_file_is_refused(folder: Path):
    os.chown(drop(folder, "hall.py"), 12345, 12345)
    assert "belongs to somebody else (user 12345)" in why(folder, "hall")


def test_an_installed_kind_goes_before_a_drop_in_of_its_name(folder: Path):
    drop(folder, "feed.py")
    kinds = plugins.find(folder)
    assert kinds.load("feed") is plugins.find(None).load("feed")
    assert kinds.shadowed[0].startswith(f"the kind 'feed' of {folder / 'feed.py'} is not used: veille ")


def test_a_folder_that_is_not_there_holds_no_kind(tmp_path: Path):
    assert plugins.find(tmp_path / "nowhere").names() == plugins.find(None).names()
