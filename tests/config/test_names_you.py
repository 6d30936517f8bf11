"""Which person is the one who reads: said by a field, else guessed as a person would; and told to them as such."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailserver import MailServer
from veille import config
from veille.app import App
from veille.cli.check import command
from veille.cli.setting import Setting
from veille.errors import ConfigError
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rss

HEAD = '[veille]\nlanguage = "fr"\ncontact = "a@b.example"\nto = "c"\n[channel.c]\nconsole = true\n[search]\nnews = false\n'
INES = 'name = "Inès Morel-Dupuis"'
BOB = 'name = "Bob Durand-Kerbrat"'
EVE = 'name = "Eve Tanguy-Lesage"'
LIST = 'people = ["Claire Vasseur-Roth", "Hugo Lenoir-Abgrall"]'


def file(folder: Path, tables: Sequence[tuple[str, str]]) -> Path:
    path = folder / "veille.toml"
    path.write_text(HEAD + "".join(f"[person.{name}]\n{text}\n" for name, text in tables), "utf-8")
    return path


@pytest.mark.parametrize(
    ("tables", "you"),
    [
        # The only one of one person, whatever it is called and whatever its topic.
        ([("ines", INES)], "ines"),
        ([("moi", f'{INES}\ntopic = "E-réputation"')], "moi"),
        ([("veilleuse", f'{INES}\ntopic = "Réputation"'), ("auteurs", LIST)], "veilleuse"),
        # Else the one that is called so.
        ([("moi", INES), ("collegue", BOB)], "moi"),
        ([("collegue", BOB), ("moi", f'{INES}\ntopic = "E-réputation"')], "moi"),
        ([("bob", BOB), ("Me", INES), ("eve", EVE)], "Me"),
        # Else the only one that stands under "You", said or unsaid, as before there was the field.
        ([("ines", INES), ("bob", f'{BOB}\ntopic = "Collègues"')], "ines"),
        ([("bob", BOB), ("ines", f'{INES}\ntopic = "Vous"')], "ines"),
        ([("ines", f'{INES}\ntopic = "You"'), ("bob", f'{BOB}\ntopic = "Collègues"')], "ines"),
        # What is said counts, whatever else is there.
        ([("moi", BOB), ("ines", f"{INES}\nyou = true")], "ines"),
        ([("ines", f'{INES}\nyou = true\ntopic = "Moi, je"'), ("bob", f'{BOB}\ntopic = "Vous"')], "ines"),
        ([("bob", f"{BOB}\nyou = false"), ("ines", INES)], "ines"),
        ([("moi", f"{BOB}\nyou = false"), ("ines", INES), ("eve", f'{EVE}\ntopic = "Amies"')], "ines"),
        # Nobody.
        ([("ines", INES), ("bob", BOB)], ""),
        ([("me", INES), ("moi", BOB)], ""),
        ([("bob", f"{BOB}\nyou = false")], ""),
        ([("moi", LIST)], ""),
        ([], ""),
    ],
)
def test_the_person_who_reads_is_one_at_most(
    tmp_path: Path, tables: Sequence[tuple[str, str]], you: str
) -> None:
    names = config.load(file(tmp_path, tables)).names
    assert [key for key, name in names.items() if name.you] == ([you] if you else [])


def test_a_company_is_never_who_reads(tmp_path: Path) -> None:
    path = file(tmp_path, [])
    path.write_text(f'{path.read_text("utf-8")}[company.moi]\nname = "Acme Vous"\ntopic = "Vous"\n', "utf-8")
    assert [name.you for name in config.load(path).names.values()] == [False]


def test_without_a_topic_you_stand_under_you_and_others_under_their_name(tmp_path: Path) -> None:
    names = config.load(file(tmp_path, [("moi", INES), ("bob", BOB), ("auteurs", LIST)])).names
    assert {key: name.topic for key, name in names.items()} == {
        "moi": "Vous",
        "bob": "Bob Durand-Kerbrat",
        "auteurs/Claire Vasseur-Roth": "auteurs",
        "auteurs/Hugo Lenoir-Abgrall": "auteurs",
    }


@pytest.mark.parametrize(
    ("tables", "where", "what"),
    [
        ([("moi", f"{INES}\nyou = true"), ("bob", f"{BOB}\nyou = true")], ["[person.bob]"], "[person.moi]"),
        (
            [("a", f"{INES}\nyou = true"), ("b", f"{BOB}\nyou = true"), ("c", f"{EVE}\nyou = true")],
            ["[person.b]", "[person.c]"],
            "[person.a]",
        ),
        ([("auteurs", f"{LIST}\nyou = true")], ["[person.auteurs]"], "'people' is a list"),
        ([("moi", f'{INES}\nyou = "oui"')], ["[person.moi]"], "'you' must be"),
    ],
)
def test_two_who_read_are_refused_and_so_is_a_list(
    tmp_path: Path, tables: Sequence[tuple[str, str]], where: list[str], what: str
) -> None:
    with pytest.raises(ConfigError) as wrong:
        config.load(file(tmp_path, tables))
    assert [
        f"[{problem.table}]" if problem.table[0] != "[" else problem.table for problem in wrong.value.problems
    ] == where
    assert all(what in str(problem.why) for problem in wrong.value.problems)


def checked(path: Path, *options: str) -> str:
    done = CliRunner().invoke(command, options, obj=Setting(path))
    assert done.exit_code == 0, done.output
    return done.output


def test_check_says_whom_it_took(tmp_path: Path) -> None:
    path = file(tmp_path, [("bob", BOB), ("moi", INES)])
    lines = checked(path).splitlines()
    assert [line.split()[0] for line in lines if "pris pour vous" in line] == ["moi"]
    names = json.loads(checked(path, "--json"))["names"]
    assert {name["name"]: name["you"] for name in names} == {"bob": False, "moi": True}


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            [("ines", INES), ("bob", BOB)],
            "parmi ines, bob, personne n’est pris pour vous : écrivez you = true",
        ),
        ([("a", INES), ("b", BOB), ("c", EVE)], "parmi a, b, c, personne n’est pris pour vous"),
        ([("ines", f"{INES}\nyou = false"), ("bob", f"{BOB}\nyou = false")], ""),
        ([("auteurs", LIST)], ""),
        ([("ines", INES)], ""),
    ],
)
def test_check_says_how_to_tell_where_nobody_was_taken(
    tmp_path: Path, tables: Sequence[tuple[str, str]], told: str
) -> None:
    shown = checked(file(tmp_path, tables)).replace("\u00a0", " ")
    found = [line for line in shown.splitlines() if "personne n’est pris" in line]
    assert [told in line for line in found] == ([True] if told else [])


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_a_colleague_is_told_of_by_name_and_the_reader_as_you_whatever_the_topic(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    people = (
        f'[search]\nnews = false\n[person.moi]\n{INES}\ncontext = ["musée"]\ntopic = "E-réputation"\n'
        f'[person.collegue]\n{BOB}\ncontext = ["musée"]\n'
    )
    web.on("/feed", Answer(rss([Article(1, "Rien")])))
    settings = configured(tmp_path, f'{people}[source]\npresse = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        told = [Article(1, "Rien")]
        for number, name in ((2, "Inès Morel-Dupuis"), (3, "Bob Durand-Kerbrat")):
            clock.forward(2 * HOUR)
            told.append(Article(number, f"Sujet {number}", f"Au musée, {name} ouvre les réserves."))
            web.on("/feed", Answer(rss(told)))
            await app.poll_once()
        clock.forward(DAY)
        told.append(Article(4, "Sujet 4", "Cross : 14. B. Durand-Kerbrat, 15. I. Morel-Dupuis, 16. A. Roth."))
        web.on("/feed", Answer(rss(told)))
        await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(settings, clock, life)
    yours, theirs = texts(post, "a-")
    assert "On parle de vous" in yours
    assert "Si ce n’est pas vous :" in yours
    assert "On parle de Bob Durand-Kerbrat" in theirs
    assert "Si ce n’est pas Bob Durand-Kerbrat :" in theirs
    assert "vous" not in theirs.replace("écrivez à", "").lower()
    (asked,) = texts(post, "d-")
    before, _, after = asked.partition("EST-CE BIEN BOB DURAND-KERBRAT ?")
    assert "EST-CE VOUS ?" in before
    assert "veille mark 4 yes --name moi" in before
    assert "veille mark 4 yes --name collegue" in after


def texts(post: MailServer, start: str) -> list[str]:
    found = [mail.get_body(("plain",)) for mail in post.mails if mail["Message-ID"].startswith(f"<{start}")]
    return [body.get_content().replace("\u00a0", " ").replace("\u202f", " ") for body in found if body]
