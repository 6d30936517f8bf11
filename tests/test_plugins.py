"""Kinds are found by two doors; one that does not load says why and harms no other."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

import veille
from users import GROUP as USERS
from users import root_alone
from veille import plugins
from veille.errors import Renamed
from veille.language.words import Words
from veille.permissions import own_group
from veille.plugins import KindError, UnknownKind
from veille.source import Capabilities, Hooks, Page, Suggestion, capabilities, hooks
from veille.testing import PagesWeb
from world import configured

T = TypeVar("T")

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


PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_what_a_kind_says_in_french_stands_beside_it(folder: Path):
    drop(folder, "gates.py")
    path = folder / "locale/fr/LC_MESSAGES/gates.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'{PO}msgid "gate {{name}} is shut"\nmsgstr "porte d\'{{name}} fermée"\n', encoding="utf-8"
    )
    french = Words("fr", ZoneInfo("UTC"))
    assert french.say("gate {name} is shut", name="Est") == "gate Est is shut"
    plugins.find(folder).load("gates")
    assert french.say("gate {name} is shut", name="Est") == "porte d’Est fermée"
    assert french.say("yesterday") == "hier"


def test_a_catalogue_that_cannot_be_read_stops_its_own_kind_alone(folder: Path):
    drop(folder, "walls.py")
    drop(folder, "doors.py")
    path = folder / "locale/fr/LC_MESSAGES/walls.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a" b\n', encoding="utf-8")
    assert "walls.po: line 1: not understood" in why(folder, "walls")
    assert plugins.find(folder).load("doors")
    path.write_bytes(b'msgid "\xe9"\n')
    assert "does not load" in why(folder, "walls")
    path.with_suffix(".mo").write_bytes(b"no catalogue")
    path.unlink()
    assert "does not load" in why(folder, "walls")


def test_an_installed_kind_goes_before_a_drop_in_of_its_name(folder: Path):
    drop(folder, "feed.py")
    kinds = plugins.find(folder)
    assert kinds.load("feed") is plugins.find(None).load("feed")
    assert str(kinds.shadowed[0]).startswith(f"the kind 'feed' of {folder / 'feed.py'} is not used: veille ")


def test_a_folder_that_is_not_there_holds_no_kind(tmp_path: Path):
    assert plugins.find(tmp_path / "nowhere").names() == plugins.find(None).names()


HALL = '[source.b]\nkind = "hall"\nurl = "https://b.example/"\ntopic = "Town"\n'


def declaring(text: str) -> str:
    return GOOD.replace("    async def poll", f"    {text}\n\n    async def poll")


def test_what_a_kind_declares_is_read_with_its_type_or_by_default(folder: Path):
    drop(folder, "hall.py", declaring("version = 3; hosts = ['a.example', 'b.example']; robots = True"))
    kind = plugins.find(folder).load("hall")
    found = capabilities(kind("https://hall.example"))
    assert found == Capabilities(version=3, hosts=("a.example", "b.example"), robots=True)
    assert capabilities(kind) == found, "no source is needed for what the class itself says"
    drop(folder, "plain.py")
    assert capabilities(plugins.find(folder).load("plain")("https://hall.example")) == Capabilities()


def test_a_property_is_read_of_a_source_and_left_out_of_its_class(folder: Path):
    drop(folder, "hall.py", declaring("hosts = property(lambda self: (self.url[8:],))"))
    kind = plugins.find(folder).load("hall")
    assert capabilities(kind("https://hall.example")).hosts == ("hall.example",)
    assert capabilities(kind).hosts == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("robots = 'yes'", "its `robots` must be bool, and is str"),
        ("robots = 1", "its `robots` must be bool, and is int"),
        ("version = True", "its `version` must be int, and is bool"),
        ("version = '2'", "its `version` must be int, and is str"),
        ("hosts = 'a.example'", "its `hosts` must be a tuple of texts, and is str"),
        ("hosts = (1,)", "its `hosts` must be a tuple of texts, and is tuple"),
        ("engine = None; ranked = ()", "its `ranked` must be bool, and is tuple"),
        ("hosts = property(lambda self: self.nothing)", "AttributeError"),
        ("engine = property(lambda self: 1 / 0)", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_wrong_declaration_stops_its_sources_alone_and_is_told(
    tmp_path: Path, folder: Path, text: str, said: str
):
    drop(folder, "hall.py", declaring(text))
    config = configured(tmp_path, f'[source]\na = "https://a.example/"\n{HALL}', mail_port=1)
    assert set(config.sources) == {"a"}
    assert str(config.broken["b"]).startswith("the kind 'hall' declares what it should not")
    assert said in str(config.broken["b"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def wait(self, web): ...", "its `wait` is not `async def`"),
        ("@classmethod\n    def discover(cls, web, page): ...", "its `discover` is not `async def`"),
        ("async def discover(self, web, page): ...", "its `discover` is not a class method"),
        ("async def search(self, web, text): ...", "its `search` is not a class method"),
        ("def preview(self, raw, options): ...", "its `preview` is not a class method"),
    ],
)
def test_a_method_that_could_not_be_called_keeps_its_kind_from_loading(folder: Path, text: str, reason: str):
    drop(folder, "hall.py", declaring(text))
    assert reason in why(folder, "hall")


OLD = """
    onward = True
    aside = ("key",)

    @classmethod
    async def offers(cls, web, page):
        return [Offer({"url": page.url}, "a hall")]

    @classmethod
    def read_file(cls, raw):
        return Batch(title=raw.decode())
"""


def test_old_names_go_on_working_and_are_told(tmp_path: Path, folder: Path):
    drop(folder, "hall.py", declaring(OLD).replace("import Batch", "import Known, Offer, Wanted, Batch"))
    config = configured(tmp_path, HALL, mail_port=1)
    found = config.sources["b"].capabilities
    assert found.incremental
    assert found.not_identifying == ("key",)
    kind = hooks(type(config.sources["b"].source))
    assert kind.preview is not None
    assert kind.preview(b"x", {}).title == "x"
    assert kind.discover is not None
    [suggestion] = asyncio.run(awaited(kind.discover(PagesWeb({}), Page("https://b.example/"))))
    assert suggestion == Suggestion({"url": "https://b.example/"}, "a hall")
    file = folder / "hall.py"
    assert tuple(map(str, config.warnings)) == tuple(
        f"the kind 'hall' ({file}): {sentence}"
        for sentence in (
            "it imports `Known`, which is called `ConfigContext` now: rename it",
            "it imports `Offer`, which is called `Suggestion` now: rename it",
            "it imports `Wanted`, which is called `NameSource` now: rename it",
            "its `onward` is called `incremental` now: rename it",
            "its `aside` is called `not_identifying` now: rename it",
            "its `offers` is called `discover` now: rename it",
            "its `read_file` is called `preview` now: rename it",
        )
    )


async def awaited(answer: Awaitable[T]) -> T:
    return await answer


def test_an_option_of_an_old_name_is_an_option(tmp_path: Path, folder: Path):
    drop(folder, "hall.py", declaring("aside: str = 'x'; offers: tuple[str, ...] = (); wait: int = 3"))
    config = configured(tmp_path, HALL, mail_port=1)
    assert config.warnings == ()
    assert config.sources["b"].capabilities == Capabilities()
    assert hooks(config.sources["b"].source) == Hooks()


def test_what_a_plugin_warns_of_itself_is_not_swallowed(folder: Path):
    drop(folder, "hall.py", GOOD + "\nimport warnings\nwarnings.warn('old library', DeprecationWarning)\n")
    with pytest.warns(DeprecationWarning, match="old library"):
        plugins.find(folder).load("hall")


def test_the_root_has_no_other_old_names():
    with pytest.warns(Renamed, match="`Suggestion`"):
        assert veille.Offer is Suggestion
    with pytest.raises(AttributeError, match="no attribute 'Offers'"):
        _ = veille.Offers
