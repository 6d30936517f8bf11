"""The senders of mails: our table, those of distributions, and those that a user writes beside veille.toml."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

import mails
from veille import config as configuration
from veille.app import App
from veille.cli import commands
from veille.config.model import Config
from veille.errors import ConfigError
from veille.kit import tables
from veille_plugins.mailbox.reading import read_mail
from veille_plugins.mailbox.senders import Sender, table, with_own
from world import Clock, configured

README = (Path(__file__).parents[2] / "plugins/README.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"```toml\n([^`]*\[\[quai\.shapes\]\][^`]*)```", README)
MAILBOX = '[source.boite]\nkind = "mailbox"\nimap = "imap.poste.example"\nuser = "ines"\n'


def theatre() -> EmailMessage:
    html = '<p><a href="https://t.quai.example/?url=https%3A%2F%2Fwww.quai.example%2Foffer%2F77%3Fx">Régisseuse</a></p>'
    html += "<p>Théâtre du Quai</p><p>Lorient</p>"
    return mails.mail("Quai <a@mail.quai.example>", "Annonces", html)


def own(folder: Path, files: Mapping[str, str] = {"quai.toml": EXAMPLE}) -> Path:
    there = folder / "senders.d"
    there.mkdir()
    for name, text in files.items():
        (there / name).write_text(text, "utf-8")
    return there


def watched(folder: Path, more: str = "") -> Config:
    return configured(folder, MAILBOX + more, mail_port=1)


def test_the_readmes_example_is_read_as_the_readme_says(tmp_path: Path) -> None:
    found = read_mail(theatre().as_bytes(), table=with_own(own(tmp_path)))
    assert (found.sender, found.items[0].id) == ("Quai des métiers", "quai des métiers 77")
    assert found.items[0].url == "https://www.quai.example/offer/77"
    assert found.items[0].facts == {"employer": "Théâtre du Quai", "place": "Lorient"}
    assert read_mail(theatre().as_bytes()).sender == ""


def test_our_table_has_each_sender_once_and_every_example_mail_meets_it() -> None:
    names = [sender.name for sender in table()]
    assert len(names) == len(set(names)) == 18
    assert set(names) == set(mails.MAILS) | {"Monster", "404Works", "Free-Work"}


def test_a_sender_beside_the_configuration_is_known_to_the_source(tmp_path: Path) -> None:
    own(tmp_path)
    source = watched(tmp_path).sources["boite"].source
    assert source._senders[0].name == "Quai des métiers"
    assert len(source._senders) == 19


def test_a_sender_of_ones_own_goes_before_ours(tmp_path: Path) -> None:
    own(tmp_path, {"l.toml": '[linkedin]\nname = "LinkedIn mended"\naddresses = ["linkedin.com"]'})
    assert (
        read_mail(mails.linkedin(1).as_bytes(), table=with_own(tmp_path / "senders.d")).sender
        == "LinkedIn mended"
    )


def test_another_folder_may_be_named_from_where_the_configuration_stands(tmp_path: Path) -> None:
    own(tmp_path).rename(tmp_path / "postes")
    assert len(watched(tmp_path, 'senders = "postes"').sources["boite"].source._senders) == 19
    with pytest.raises(ConfigError, match=r"'senders' is no folder: .*/poste"):
        watched(tmp_path, 'senders = "poste"')
    with pytest.raises(ConfigError, match="'senders' begins with '~nobody-here'"):
        watched(tmp_path, 'senders = "~nobody-here/x"')
    with pytest.raises(ConfigError, match="'senders' must be a path, in quotes"):
        watched(tmp_path, "senders = 3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[q]\nname = 'Q'\nadresses = ['q.example']", "unknown option 'adresses'; did you mean 'addresses'?"),
        ("[q]\nname = 'Q'", "'addresses' is missing"),
        ("[q]\nname = 'Q'\naddresses = []", "a sender has a name and at least one address"),
        ("[q]\nname = ''\naddresses = ['q']", "a sender has a name and at least one address"),
        ("[q]\nname = 'Q'\naddresses = ['q']\nabout = ['(']", "'about' is no regular expression"),
        ("[q]\nname = 'Q'\naddresses = ['q']\ntopic = '*'", "'topic' is no regular expression"),
        ("[q\nname = 'Q'", "line 1, column 3: expected ']'"),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = '('",
            "'shapes' number 1 'path' is no regular",
        ),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\nurl = 'x'",
            "'shapes' number 1 'path' is missing",
        ),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = '(?P<ref>x)'\nurl = 'https://q/{id}'",
            "'url' names {id}, which is no group of 'path'; it may name host, ref",
        ),
        ("[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = ''\nurl = '{'", "'url' can't be read"),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = ''\nurl = '{host.x}'",
            "'url' names {host.x}",
        ),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = ''\norder = ['company']",
            "a shape names 'company'",
        ),
        (
            "[q]\nname = 'Q'\naddresses = ['q']\n[[q.shapes]]\npath = ''\nlead = 'employer'",
            "where `lead` is not the title, `order` must hold it",
        ),
        ("[q]\nname = 'Q'\naddresses = ['q']\nshapes = 'x'", "'shapes' must be a list"),
    ],
)
def test_a_wrong_file_is_a_mistake_of_the_configuration_told_where_and_what(
    tmp_path: Path, text: str, said: str
) -> None:
    own(tmp_path, {"quai.toml": text})
    with pytest.raises(ConfigError) as caught:
        watched(tmp_path)
    [problem] = caught.value.problems
    assert problem.table == "source.boite"
    assert str(problem.why).startswith("senders.d/quai.toml")
    assert said in str(problem.why)


def test_senders_may_move_with_the_configuration_and_the_mailbox_goes_on_where_it_was(tmp_path: Path) -> None:
    before = watched(tmp_path).sources["boite"].digest
    own(tmp_path)
    assert watched(tmp_path).sources["boite"].digest == before
    (tmp_path / "senders.d").rename(tmp_path / "postes")
    assert watched(tmp_path, 'senders = "postes"').sources["boite"].digest == before
    moved = tmp_path / "elsewhere"
    shutil.copytree(tmp_path, moved)
    assert configuration.load(moved / "veille.toml").sources["boite"].digest == before


def test_a_reload_reads_the_folder_again(tmp_path: Path) -> None:
    async def go() -> None:
        async with App(watched(tmp_path), clock=Clock()) as app:
            assert len(app.poller.sources["boite"].source._senders) == 18
            own(tmp_path)
            await app.reload(configuration.load(tmp_path / "veille.toml"))
            assert len(app.poller.sources["boite"].source._senders) == 19

    asyncio.run(go())


def test_a_mail_is_shown_by_the_senders_of_ones_own(tmp_path: Path) -> None:
    mail = tmp_path / "annonces.eml"
    mail.write_bytes(theatre().as_bytes())
    own(tmp_path)

    def shown(*more: str) -> list[dict[str, object]]:
        done = CliRunner().invoke(commands, [*more, "add", "--mail", str(mail), "--json"])
        assert done.exit_code == 0, done.output
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    file = str(tmp_path / "veille.toml")
    assert shown("-c", file)[0]["sender"] == "", "there is no configuration yet"
    (tmp_path / "veille.toml").write_text("[veille]\n")  # one that is not whole
    assert shown("-c", file)[0]["sender"] == "Quai des métiers"
    (tmp_path / "senders.d").rename(tmp_path / "postes")
    watched(tmp_path, 'senders = "postes"')
    assert shown("-c", file)[0]["sender"] == "Quai des métiers"
    (tmp_path / "postes").rename(tmp_path / "senders.d")
    (tmp_path / "senders.d/quai.toml").write_text("[quai]")
    done = CliRunner().invoke(commands, ["-c", file, "add", "--mail", str(mail)])
    assert "senders.d/quai.toml [quai]: 'name' is missing" in str(done.exception)


def test_a_distribution_brings_senders_that_go_before_ours_and_a_broken_one_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tiers.py").write_text(
        "from pathlib import Path\n"
        "from veille_plugins.mailbox.senders import Sender\n"
        """TEXT = '[linkedin]\\nname = "LinkedIn mended"\\naddresses = ["linkedin.com"]'\n"""
        "FILE = Path(__file__).with_name('more.toml')\n"
        'SENDER = Sender(name="Indeed mended", addresses=("indeed.com",))\n'
        "WRONG = '[x]'\n"
        "THING = 3\n"
    )
    (tmp_path / "more.toml").write_text('[apec]\nname = "APEC mended"\naddresses = ["apec.fr"]')
    info = tmp_path / "tiers-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiers\nVersion: 1\n")
    points = {
        "text": "TEXT",
        "file": "FILE",
        "object": "SENDER",
        "wrong": "WRONG",
        "thing": "THING",
        "nowhere": "NONE",
    }
    (info / "entry_points.txt").write_text(
        "[veille.senders]\n" + "".join(f"{name} = tiers:{what}\n" for name, what in points.items())
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    table.cache_clear()
    try:
        for mail in (mails.linkedin(1), mails.indeed(1), mails.apec(1)):
            assert read_mail(mail.as_bytes()).sender.endswith(" mended")
        assert read_mail(mails.hellowork(1).as_bytes()).sender == "HelloWork"
    finally:
        table.cache_clear()
    assert "the sender nowhere does not load" in caplog.text
    assert "the sender wrong does not load: tiers:WRONG [x]: 'name' is missing" in caplog.text
    assert "tiers:THING is no text in TOML, nor the path of one" in caplog.text


def test_a_sender_is_declared_in_the_words_of_the_readme() -> None:
    [section] = re.findall(r"## A sender of mails\n(.*?)\n## ", README, re.DOTALL)
    [sender] = tables.read(Sender, EXAMPLE, "quai.toml").values()
    for declared in (sender, *sender.shapes):
        for name in type(declared).__dataclass_fields__:
            assert re.search(rf"`{name}[` ]", section), f"plugins/README.md does not say what `{name}` is"
